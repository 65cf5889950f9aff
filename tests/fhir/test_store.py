"""The store: versions, changes, provenance, conflicts, hand-over between persons."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from careweft.base.clock import SetClock
from careweft.base.db import Connection, Database
from careweft.base.errors import Conflict
from careweft.fhir.decode import decode
from careweft.fhir.invalid import Invalid
from careweft.fhir.jsontext import dumps
from careweft.fhir.store import Change, Origin, Store
from tests.fhir.conftest import observation, patient


async def put(db: Database, store: Store, person: int, *resources: dict[str, Any], origin: Origin) -> list[Change]:
    async with db.transaction() as conn:
        return await store.put(conn, person, resources, origin)


async def test_create_read_update_and_history(worker_db: Database, origin: Origin, clock: SetClock) -> None:
    store = Store()
    first = await put(worker_db, store, 1, patient(active=True), origin=origin)
    assert [(c.version, c.before, c.person_id) for c in first] == [(1, None, 1)]
    clock.advance(timedelta(hours=1))
    second = await put(worker_db, store, 1, patient(active=False), origin=origin)
    assert second[0].before is not None and second[0].before["active"] is True
    assert second[0].before["meta"] == {"versionId": "1", "lastUpdated": "2026-01-15T09:00:00.000Z"}
    assert second[0].after is not None and second[0].after["meta"]["versionId"] == "2"
    async with worker_db.transaction() as conn:
        now = await store.read(conn, "Patient", "p1")
        old = await store.vread(conn, "Patient", "p1", 1)
        versions = await store.history(conn, "Patient", "p1")
    assert now is not None and old is not None
    assert now.resource == second[0].after and old.resource == first[0].after
    assert now.origin == origin and now.at == datetime(2026, 1, 15, 10, tzinfo=UTC)
    assert [v.version for v in versions] == [2, 1]


async def test_unchanged_content_makes_no_version(worker_db: Database, origin: Origin) -> None:
    store = Store()
    await put(worker_db, store, 1, patient(), origin=origin)
    again = patient(meta={"versionId": "9", "lastUpdated": "2020-01-01T00:00:00Z"})
    assert await put(worker_db, store, 1, again, origin=origin) == []
    async with worker_db.transaction() as conn:
        assert [v.version for v in await store.history(conn, "Patient", "p1")] == [1]


async def test_decimals_and_order_of_members_survive(worker_db: Database, origin: Origin) -> None:
    store = Store()
    text = (
        b'{"resourceType":"Observation","id":"d","meta":{"tag":[{"code":"x"}]},"code":{"text":"c"},"status":"final",'
        b'"valueQuantity":{"value":1.10},"component":[{"valueQuantity":{"value":1e3},"code":{"text":"z"}}]}'
    )
    await put(worker_db, store, 1, decode(text), origin=origin)
    async with worker_db.transaction() as conn:
        found = await store.read(conn, "Observation", "d")
    assert found is not None and found.content == text
    assert b'"versionId":"1"' in found.body and decode(found.body)
    assert b"1.10" in dumps(found.resource)


async def test_each_resource_of_a_batch_may_come_from_elsewhere(
    worker_db: Database, origin: Origin, clock: SetClock
) -> None:
    store = Store()
    origins = [origin, Origin("acute", 12, clock.now() - timedelta(days=1)), Origin("gp-01", 13, clock.now())]
    batch = [patient(), observation(), patient("p2")]
    async with worker_db.transaction() as conn:
        changes = await store.put(conn, [1, 1, 2], batch, origins)
        found = await store.read_many(conn, [(each["resourceType"], each["id"]) for each in batch])
        again = await store.put(conn, [1, 1, 2], [*batch[:2], patient("p2", active=True)], origins[::-1])
        old = await store.vread(conn, "Patient", "p2", 1)
        new = await store.read(conn, "Patient", "p2")
    assert [change.origin for change in changes] == [stored.origin for stored in found] == origins
    assert [change.origin for change in again] == [origin]
    assert old is not None and new is not None
    assert (old.origin, new.origin) == (origins[2], origin)


async def test_delete_and_create_again(worker_db: Database, origin: Origin) -> None:
    store = Store()
    await put(worker_db, store, 1, patient(), origin=origin)
    async with worker_db.transaction() as conn:
        gone = await store.delete(conn, "Patient", "p1", origin)
        assert gone is not None and gone.after is None and gone.before is not None and gone.version == 2
        assert await store.delete(conn, "Patient", "p1", origin) is None
        assert await store.delete(conn, "Patient", "never", origin) is None
        now = await store.read(conn, "Patient", "p1")
        assert now is not None and now.deleted and now.version == 2
        assert await conn.fetchval("SELECT count(*) FROM fhir.index_token") == 0
    back = await put(worker_db, store, 1, patient(), origin=origin)
    assert [(c.version, c.before) for c in back] == [(3, None)]
    async with worker_db.transaction() as conn:
        assert [(v.version, v.deleted) for v in await store.history(conn, "Patient", "p1")] == [
            (3, False),
            (2, True),
            (1, False),
        ]


async def test_expected_version_guards_an_update(worker_db: Database, origin: Origin) -> None:
    store = Store()
    await put(worker_db, store, 1, patient(), origin=origin)
    for expected in (0, 2):
        with pytest.raises(Conflict):
            async with worker_db.transaction() as conn:
                await store.put(conn, 1, [patient(active=True)], origin, expected=expected)
    async with worker_db.transaction() as conn:
        changes = await store.put(conn, 1, [patient(active=True)], origin, expected=1)
    assert [c.version for c in changes] == [2]


@pytest.mark.parametrize("when", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "9999", "0001"])
async def test_the_ends_of_time_can_be_kept(worker_db: Database, origin: Origin, when: str) -> None:
    seen = observation(effectiveDateTime=when, valuePeriod={"start": when, "end": when})
    del seen["valueQuantity"]
    await put(worker_db, Store(), 1, decode(seen), origin=origin)
    async with worker_db.transaction() as conn:
        page = await Store().search(conn, "Observation", [("date", when), ("value-date", when)])
    assert [s.id for s in page.matches] == ["o1"]


async def test_a_resource_twice_in_a_batch_is_two_versions(worker_db: Database, origin: Origin) -> None:
    changes = await put(worker_db, Store(), 1, patient(active=True), patient(active=False), origin=origin)
    assert [c.version for c in changes] == [1, 2]


async def test_an_id_is_demanded(worker_db: Database, origin: Origin) -> None:
    with pytest.raises(Invalid) as caught:
        await put(worker_db, Store(), 1, {"resourceType": "Patient"}, origin=origin)
    assert caught.value.issues[0].path == "Patient.id"


async def test_projections_run_in_the_same_transaction(worker_db: Database, origin: Origin) -> None:
    seen: list[tuple[int, str, bool]] = []

    async def projection(conn: Connection, changes: Sequence[Change]) -> None:
        seen.extend((c.person_id, c.id, c.after is None) for c in changes)
        if any(c.id == "bad" for c in changes):
            raise RuntimeError("no")

    store = Store([projection])
    await put(worker_db, store, 1, patient(), observation(), origin=origin)
    with pytest.raises(RuntimeError):
        await put(worker_db, store, 1, patient("bad"), origin=origin)
    async with worker_db.transaction() as conn:
        assert await store.read(conn, "Patient", "bad") is None
        await store.move(conn, [("Patient", "p1"), ("Observation", "o1")], 1, 2)
    assert seen[:2] == [(1, "p1", False), (1, "o1", False)]
    assert seen[3:] == [(1, "o1", True), (2, "o1", False), (1, "p1", True), (2, "p1", False)]


async def holders(conn: Connection, table: str) -> set[int]:
    return {row[0] for row in await conn.fetch(f"SELECT DISTINCT person_id FROM fhir.{table}")}


TABLES = ("location", "resource", "history", "index_token", "index_string", "index_date", "index_number")


async def test_move_hands_everything_over_and_back(worker_db: Database, origin: Origin) -> None:
    store = Store()
    await put(worker_db, store, 1, patient(), observation(issued="2026-01-11T00:00:00Z"), origin=origin)
    await put(worker_db, store, 1, patient(birthDate="1950-01-01"), origin=origin)
    keys = [("Patient", "p1"), ("Observation", "o1")]
    for giver, taker in ((1, 2), (2, 1)):
        async with worker_db.transaction() as conn:
            assert len(await store.move(conn, keys, giver, taker)) == 4
            assert await store.move(conn, keys, giver, taker) == []
            for table in TABLES:
                assert await holders(conn, table) == {taker}, table
            assert [v.person_id for v in await store.history(conn, "Patient", "p1")] == [taker, taker]


async def test_what_projections_knew_of_a_deleted_resource_is_handed_over_too(
    worker_db: Database, origin: Origin
) -> None:
    seen: list[Change] = []

    async def keep(_: Connection, changes: Sequence[Change]) -> None:
        seen.extend(changes)

    store = Store([keep])
    await put(worker_db, store, 1, patient(), origin=origin)
    async with worker_db.transaction() as conn:
        await store.delete(conn, "Patient", "p1", origin)
        seen.clear()
        assert len(await store.move(conn, [("Patient", "p1")], 1, 2)) == 2
    assert [(c.person_id, c.before, c.after) for c in seen] == [(1, None, None), (2, None, None)]


async def test_put_for_another_person_hands_it_over(worker_db: Database, origin: Origin) -> None:
    store = Store()
    await put(worker_db, store, 1, observation(), origin=origin)
    for body in (observation(), observation(status="corrected")):
        person = 2 if body["status"] == "final" else 3
        changes = await put(worker_db, store, person, body, origin=origin)
        assert [(c.person_id, c.before is None, c.after is None) for c in changes] == [
            (person - 1, False, True),
            (person, True, False),
        ]
        async with worker_db.transaction() as conn:
            for table in TABLES:
                assert await holders(conn, table) <= {person}, table


async def test_many_clients_on_the_same_ids(worker_db: Database, origin: Origin) -> None:
    """Each write of 24 clients is one version, none is lost, and the first of them creates."""
    store, ids = Store(), ["a", "b", "c"]

    async def client(n: int) -> list[Change]:
        order = ids if n % 2 else ids[::-1]
        return await put(
            worker_db, store, 1, *[patient(i, active=bool(n % 2), language=f"x{n}") for i in order], origin=origin
        )

    changes = [change for made in await asyncio.gather(*map(client, range(24))) for change in made]
    for id_ in ids:
        versions = sorted(c.version for c in changes if c.id == id_)
        assert versions == list(range(1, 25))
        assert sum(c.before is None for c in changes if c.id == id_) == 1
    async with worker_db.transaction() as conn:
        for id_ in ids:
            kept = {v.resource["language"] for v in await store.history(conn, "Patient", id_)}
            assert kept == {f"x{n}" for n in range(24)}


async def test_one_of_many_expecting_the_same_version_wins(worker_db: Database, origin: Origin) -> None:
    store = Store()

    async def client(n: int, expected: int) -> bool:
        try:
            async with worker_db.transaction() as conn:
                return bool(await store.put(conn, 1, [patient(language=f"x{n}")], origin, expected=expected))
        except Conflict:
            return False

    for expected in (0, 1, 2):
        assert sum(await asyncio.gather(*(client(n, expected) for n in range(expected * 20, expected * 20 + 16)))) == 1


async def test_the_web_sees_only_whom_it_may(worker_db: Database, web_db: Database, origin: Origin) -> None:
    store = Store()
    await put(worker_db, store, 1, patient(), origin=origin)
    await put(worker_db, store, 0, {"resourceType": "Organization", "id": "acute", "name": "Acute"}, origin=origin)
    async with worker_db.transaction() as conn:
        account = await conn.fetchval(
            "INSERT INTO access.account (username, password_hash, display_name, kind) VALUES ('a', '', 'A', 'staff') "
            "RETURNING id"
        )
    async with web_db.transaction(account) as conn:
        assert await store.read(conn, "Patient", "p1") is None
        assert await store.read(conn, "Organization", "acute") is not None
    async with web_db.transaction() as conn:
        assert await store.read(conn, "Organization", "acute") is None
