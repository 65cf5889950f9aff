"""Long lists of values, chains and `_has` are looked up in indexes, under row-level security too.

A condition that PostgreSQL does not hold for leakproof, or a list that it reads row by row, gives the same answers, but
slower the more there is. So the plan itself is asked; no time is measured.
"""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from careweft.access import accounts
from careweft.access.accounts import NewAccount
from careweft.base.db import Database
from careweft.fhir.search.conditions import Context
from careweft.fhir.search.query import page_sql
from careweft.fhir.search.request import read
from careweft.fhir.search.sql import Arguments

MARK = "zyxo"
LONG = ",".join(f"{MARK}{n}" for n in range(800))
ASKED = [
    f"Observation?code={LONG}",
    f"Observation?_id={LONG}",
    f"Observation?encounter={LONG}",
    f"Observation?patient={LONG}",
    f"Observation?performer:Patient={LONG}",
    f"Patient?family:exact={LONG}",
    f"Patient?organization={LONG}",
    "Observation?encounter.service-provider.name=zyxo",
    "Observation?patient.identifier=zyxo",
    "Patient?_has:Observation:patient:code=x",
    "Encounter?_has:Observation:encounter:_has:Provenance:target:agent=x",
    "Observation?date=ge2026-01-01&code=x&_sort=-date",
]


def scans(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every node of a plan that reads a table of the record."""
    if plan.get("Schema") == "fhir":
        yield plan
    for part in plan.get("Plans", ()):
        yield from scans(part)


@pytest.mark.parametrize("most_seen", [False, True])
async def test_all_is_looked_up(worker_db: Database, web_db: Database, most_seen: bool) -> None:
    async with worker_db.transaction() as conn:
        new = NewAccount("nurse", "a password", "Nurse", memberships=[("team", "nurse")])
        account = await accounts.create(conn, new)
    for query in ASKED:
        type_, _, rest = query.partition("?")
        pairs = [(name, value) for one in rest.split("&") for name, _, value in [one.partition("=")]]
        arguments = Arguments(None if most_seen else [0, 1, 2])
        sql = page_sql(read(type_, pairs, Context(ZoneInfo("UTC")), lenient=False), None, 10, arguments)
        async with web_db.transaction(account, readonly=True) as conn:
            await conn.execute("SET LOCAL enable_seqscan = off")
            told = await conn.fetchval(f"EXPLAIN (VERBOSE, FORMAT JSON) {sql}", *arguments.values)
        found = list(scans(told[0]["Plan"]))
        assert found, query
        for node in found:
            assert node["Node Type"] in ("Index Scan", "Index Only Scan", "Bitmap Heap Scan"), (query[:80], node)
            if node["Node Type"] != "Bitmap Heap Scan":
                assert "Index Cond" in node, (query[:80], node)
            assert MARK not in node.get("Filter", ""), (query[:80], node)
