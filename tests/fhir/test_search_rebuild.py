"""The index made anew is the index that writing made, and takes away what is no longer indexed."""

from datetime import timedelta

from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.fhir.search.rebuild import rebuild
from careweft.fhir.store import Origin, Store
from tests.fhir.conftest import observation, patient
from tests.fhir.test_search import LONDON, load

TABLES = ("index_token", "index_string", "index_date", "index_number")
OWN = "SELECT rid, present, owner, clinical FROM fhir.resource ORDER BY rid"


async def state(db: Database) -> list[object]:
    async with db.transaction(readonly=True) as conn:
        read = [await conn.fetch(f"SELECT * FROM fhir.{table}") for table in TABLES]
        return [*(sorted(map(repr, found)) for found in read), list(map(tuple, await conn.fetch(OWN)))]


async def test_the_index_made_anew_is_the_same(worker_db: Database, origin: Origin, clock: SetClock) -> None:
    kept = await load(worker_db, origin, 2)
    clock.advance(timedelta(days=1))
    async with worker_db.transaction() as conn:
        await Store().put(conn, 7, [patient("gone"), observation("stays", "Patient/gone")], origin)
        await Store().delete(conn, "Patient", "gone", origin)
    before = await state(worker_db)
    async with worker_db.transaction() as conn:
        for table in TABLES[1:]:
            await conn.execute(f"DELETE FROM fhir.{table}")
        await conn.execute(
            "INSERT INTO fhir.index_token SELECT 1, person_id, clinical, rid, clinical FROM fhir.resource"
        )
        await conn.execute("UPDATE fhir.resource SET present = 0, owner = NULL WHERE body IS NOT NULL")
        await conn.execute(
            "DELETE FROM fhir.index_token t USING fhir.resource r WHERE r.rid = t.rid AND r.body IS NULL"
        )
    assert await state(worker_db) != before
    assert await rebuild(worker_db, LONDON) == len(kept) + 2
    assert await state(worker_db) == before
