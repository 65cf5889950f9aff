"""Searches over everybody, for accounts that see few and for those that see many: the same answers by either way."""

from collections.abc import Sequence
from typing import Any

import pytest

from careweft.access import accounts
from careweft.access.accounts import NewAccount
from careweft.base.db import Database
from careweft.fhir import versions
from careweft.fhir.search import searching
from careweft.fhir.store import Origin, Store
from careweft.fhir.versions import Span

PEOPLE = 6
SEES = (2, 3, 5)


def observation(person: int, n: int) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": f"o{person}-{n}",
        "status": "amended" if n == 1 else "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8302-2"}]},
        "subject": {"reference": f"Patient/p{person}"},
        "encounter": {"reference": f"Encounter/e{person}"},
        "effectiveDateTime": f"2026-0{1 + n}-{10 + person}T10:00:00Z",
    }


def of(person: int) -> list[dict[str, Any]]:
    own = {"reference": f"Patient/p{person}"}
    encounter = {"resourceType": "Encounter", "id": f"e{person}", "status": "finished", "class": {"code": "AMB"}}
    patient = {"resourceType": "Patient", "id": f"p{person}", "name": [{"family": f"Archer{person}"}]}
    return [patient, encounter | {"subject": own}, *(observation(person, n) for n in range(3))]


async def place(db: Database, origin: Origin) -> int:
    """People with resources of their own and one shared by all; an account that sees three of them."""
    async with db.transaction() as conn:
        for person in range(1, PEOPLE + 1):
            await Store().put(conn, person, of(person), origin)
            await Store().put(conn, person, [observation(person, 0) | {"language": "en"}], origin)
        await Store().put(conn, 0, [{"resourceType": "Organization", "id": "o", "name": "Practice"}], origin)
        await conn.executemany(
            "INSERT INTO access.relationship VALUES ($1, 'team', 'care-team', 'x', '2000-01-01')", [(n,) for n in SEES]
        )
        return await accounts.create(conn, NewAccount("few", "a password", "Few", memberships=[("team", "nurse")]))


async def found(db: Database, account: int | None, type_: str, *pairs: tuple[str, str]) -> list[str]:
    """The ids of every page."""
    ids: list[str] = []
    more: Sequence[tuple[str, str]] = ()
    while True:
        async with db.transaction(account, readonly=True) as conn:
            page = await Store().search(conn, type_, [*pairs, ("_count", "2"), *more])
        ids += [stored.id for stored in page.matches]
        if page.next is None:
            return ids
        more = [("_page", page.next)]


SEARCHES: list[Any] = [
    ("Observation", ("code", "8302-2"), ("_sort", "-date")),
    ("Observation", ("code", "8302-2"), ("status", "final"), ("_sort", "date")),
    ("Observation", ("code", "8302-2")),
    ("Observation", ("patient.family", "archer")),
    ("Observation", ("_sort", "-_lastUpdated")),
    ("Encounter", ("_has:Observation:encounter:status", "amended"), ("class", "AMB")),
    ("Patient", ("family:contains", "cher")),
    ("Organization", ("name", "practice")),
]


@pytest.mark.parametrize("search", SEARCHES)
async def test_few_and_many_find_the_same(
    web_db: Database, worker_db: Database, origin: Origin, search: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await place(worker_db, origin)
    few = await found(web_db, account, *search)
    monkeypatch.setattr(searching, "_FEW", 2)
    assert await found(web_db, account, *search) == few
    seen = {f"{kind}{n}" for n in SEES for kind in "pe"} | {f"o{n}-{k}" for n in SEES for k in range(3)} | {"o"}
    assert few and set(few) <= seen
    everything = await found(worker_db, None, *search)
    assert [id_ for id_ in everything if id_ in seen] == few  # the system sees all, and is never held to a few


async def test_newest_of_a_code_come_in_order(web_db: Database, worker_db: Database, origin: Origin) -> None:
    account = await place(worker_db, origin)
    wanted = [f"o{person}-{n}" for n in (2, 1, 0) for person in sorted(SEES, reverse=True)]
    assert await found(web_db, account, *SEARCHES[0]) == wanted


@pytest.mark.parametrize("type_", ["", "Observation"])
async def test_history_is_the_same_for_few_and_many(
    web_db: Database, worker_db: Database, origin: Origin, type_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await place(worker_db, origin)
    by_few = await every_version(web_db, account, type_)
    monkeypatch.setattr(versions, "_FEW", 2)
    assert await every_version(web_db, account, type_) == by_few
    assert len(by_few) == len(set(by_few)) == (len(SEES) * 4 if type_ else len(SEES) * 6 + 1)


async def every_version(db: Database, account: int, type_: str) -> list[tuple[str, str, int]]:
    found_: list[tuple[str, str, int]] = []
    span = Span(type_, count=3)
    while True:
        async with db.transaction(account, readonly=True) as conn:
            page = await Store().versions(conn, span)
        found_ += [(one.type, one.id, one.version) for one in page.found]
        if page.next is None:
            return found_
        span = Span(type_, count=3, after=page.next)
