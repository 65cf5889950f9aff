"""Sorting, and pages while others write: nothing that stays is skipped, and no version is given twice."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import suppress
from random import Random
from typing import Any

import pytest

from careweft.base.db import Database
from careweft.base.errors import BadInput
from careweft.fhir.search import pages
from careweft.fhir.search.pages import Place, Rest, page_token
from careweft.fhir.search.query import Page
from careweft.fhir.store import Origin, Store
from tests.fhir.conftest import observation, patient

Resource = dict[str, Any]


async def every_page(db: Database, type_: str, *params: tuple[str, str]) -> AsyncIterator[Page]:
    token: str | None = ""
    while token is not None:
        async with db.transaction(readonly=True) as conn:
            page = await Store().search(conn, type_, [*params, ("_page", token)])
        yield page
        token = page.next


async def ids(db: Database, type_: str, *params: tuple[str, str]) -> list[str]:
    return [stored.id async for page in every_page(db, type_, *params) for stored in page.matches]


def people() -> list[Resource]:
    return [
        patient("a", name=[{"family": "Zorn", "given": ["Ada"]}], gender="male", birthDate="1950-01-01"),
        patient("b", name=[{"family": "Émile"}, {"family": "Adler"}], gender="female", birthDate="1950-01-01"),
        patient("c", name=[{"family": "Emil"}], gender="female", birthDate="1940"),
        patient("d", name=[{"text": "no family"}], birthDate="1960-06-01"),
        patient("e", name=[{"family": "Emil"}], gender="other"),
    ]


@pytest.mark.parametrize(
    ("sort", "answer"),
    [
        ("family", "dbcea"),  # d has none, b counts by Adler, c and e are equal
        ("-family", "aecbd"),  # b counts by Émile: after Emil, so before it when descending
        ("_id", "abcde"),
        ("-_id", "edcba"),
        ("birthdate,_id", "ecabd"),
        ("-birthdate,_id", "dabce"),
        ("birthdate,-_id", "ecbad"),
        ("gender,-birthdate,_id", "dbcae"),
        ("-gender,family", "eabcd"),
        ("_lastUpdated,-_id", "edcba"),
    ],
)
async def test_every_sort_and_size_of_page(worker_db: Database, origin: Origin, sort: str, answer: str) -> None:
    async with worker_db.transaction() as conn:
        await Store().put(conn, [1, 1, 2, 2, 3], people(), origin)
    for count in "125":
        found = await ids(worker_db, "Patient", ("_sort", sort), ("_count", count))
        if sort == "-family":
            answer = "abecd" if found.index("b") < found.index("c") else answer
        assert "".join(found) == answer, count
        found = await ids(worker_db, "Patient", ("_sort", sort), ("_count", count), ("gender", "male,female,other"))
        assert "".join(found) == answer.replace("d", ""), count


async def test_numbers_words_and_addresses_sort_too(worker_db: Database, origin: Origin) -> None:
    def seen(id_: str, value: float, text: str, profile: str) -> Resource:
        code = {"coding": [{"system": "http://loinc.org", "code": id_, "display": text}]}
        return observation(id_, valueQuantity={"value": value}, code=code, meta={"profile": [profile]})

    kept = [seen("a", 10, "Weight", "http://x.example/2"), seen("b", 9, "height", "http://x.example/3"),
            seen("c", -1, "Blood", "http://x.example/1")]  # fmt: skip
    async with worker_db.transaction() as conn:
        await Store().put(conn, 1, [patient(), *kept], origin)
    assert await ids(worker_db, "Observation", ("_sort", "value-quantity")) == ["c", "b", "a"]
    assert await ids(worker_db, "Observation", ("_sort", "-value-quantity"), ("_count", "1")) == ["a", "b", "c"]
    assert await ids(worker_db, "Observation", ("_sort", "code"), ("_count", "1")) == ["c", "b", "a"]
    assert await ids(worker_db, "Observation", ("_sort", "-_profile"), ("_count", "2")) == ["b", "a", "c"]


SORTS = ["", "family", "-family", "birthdate", "-birthdate,family", "_lastUpdated", "-_lastUpdated", "gender,_id"]


@pytest.mark.parametrize("sort", SORTS)
async def test_pages_while_others_write(worker_db: Database, origin: Origin, sort: str) -> None:
    """Between pages, resources are changed (their sort values too), created and deleted."""
    chance, store = Random(sort), Store()

    def one(number: int) -> Resource:
        names, born = [{"family": chance.choice("abcdef")}], f"19{chance.randrange(10, 99)}-01-01"
        return patient(f"p{number}", gender=chance.choice(["male", "female"]), name=names, birthDate=born)

    async def write(*resources: Resource) -> None:
        async with worker_db.transaction() as conn:
            await store.put(conn, [int(r["id"][1:]) for r in resources], resources, origin)

    await write(*(one(number) for number in range(1, 61)))
    for fresh in ("p100", "p101"):
        await write(patient(fresh))
    gone = {"p7", "p19", "p42"}
    params = [("_count", "7"), *([("_sort", sort)] if sort else [])]
    seen: list[tuple[str, int]] = []
    numbers = itertools.count(200)
    async for page in every_page(worker_db, "Patient", *params):
        seen += [(stored.id, stored.version) for stored in page.matches]
        for _ in range(3):
            await write(one(chance.choice([n for n in range(1, 61) if f"p{n}" not in gone])))
        await write(one(next(numbers)))
        for id_ in [id_ for id_ in sorted(gone) if chance.random() < 0.3]:
            async with worker_db.transaction() as conn:
                await store.delete(conn, "Patient", id_, origin)
    stay = {f"p{number}" for number in [*range(1, 61), 100, 101]} - gone
    assert stay <= {id_ for id_, _ in seen}, "skipped"
    assert len(seen) == len(set(seen)), "a version twice"
    if not sort:
        assert len(seen) == len({id_ for id_, _ in seen}), "a resource twice"


async def test_pages_while_a_transaction_is_open(worker_db: Database, origin: Origin) -> None:
    """What was begun before the first page and committed after it was not seen: it still comes."""
    store = Store()

    def named(id_: str, family: str) -> Resource:
        return patient(id_, name=[{"family": family}])

    async with worker_db.transaction() as conn:
        await store.put(conn, 1, [named(id_, id_) for id_ in "bcdefg"], origin)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with worker_db.transaction() as conn:
            await store.put(conn, 1, [named("f", "a")], origin)  # now it sorts before all that will have been given
            begun.set()
            await go_on.wait()

    task, found = asyncio.create_task(slow()), []
    await begun.wait()
    async for page in every_page(worker_db, "Patient", ("_sort", "family"), ("_count", "2")):
        found += [(stored.id, stored.version) for stored in page.matches]
        go_on.set()
        await task
    assert found == [("b", 1), ("c", 1), ("d", 1), ("e", 1), ("g", 1), ("f", 2)]


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "!!!!",
        page_token(Place(("1",), 1, 1)),
        page_token(Place((), 1, 1, "1:1:")),
        page_token(Place((), 1, 1, "", True)),
        page_token(Place((), 2**63, 1)),
        page_token(Rest((1,), (1, 2), 0, None)),
        page_token(Rest((1,), (1,), 0, Place(("a",), 1, 1))),
    ],
)
def test_a_link_of_another_search_is_refused(token: str) -> None:
    with pytest.raises(BadInput):
        pages.read(token, 0)


async def test_a_forged_link_is_bad_input(worker_db: Database) -> None:
    for place in (Place(("nonsense",), 1, 1, "1:1:"), Place(("1",), 1, 1, "9:1:"), Place(("1",), 1, 1, "2:9:20")):
        with pytest.raises(BadInput):
            async with worker_db.transaction(readonly=True) as conn:
                await Store().search(conn, "Patient", [("_sort", "birthdate"), ("_page", page_token(place))])


async def test_text_that_no_database_holds(worker_db: Database) -> None:
    names = ["family", "_id", "identifier", "organization", "_profile", "_list", "gender:in"]
    for name, value in itertools.product(names, ["a\0b", "a\ud800"]):
        with suppress(BadInput):
            async with worker_db.transaction(readonly=True) as conn:
                assert (await Store().search(conn, "Patient", [(name, value)])).matches == []
