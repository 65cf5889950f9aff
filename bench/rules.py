"""The rule language's speed, as JSON: `python -m bench.rules [PEOPLE]` (a million unless told otherwise).

In memory: microseconds to judge one person with a full record (about 300 rows), the rule compiled beforehand, and
microseconds to read and check its text. Population: seconds by DuckDB (two threads, tables in a file, best of
three) for several million facts, from the tree to the last row of (person, value), each beside a bare scan of the same
columns of the same tables in the same run.
"""

import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import ibis

from bench import common
from careweft.rules import Facts, Rule, nodes, parse, walk
from careweft.rules.catalogue import TABLES
from careweft.rules.ibis_engine import to_ibis

AT = datetime(2026, 1, 1, tzinfo=UTC)
RULES = {
    "representative": "age >= 65 and count(admission where emergency, 12 months) >= 2 and has(dementia)",
    "latest reading": "last(reading.value where name == 'weight', 12 months) > 90",
    "top of a score": "risk('emergency-admission') in top 0.5%",
    "bed-days of a month": "monthly.emergency-bed-days",
    "readmissions of a year": "count(readmission, 12 months)",
    "a gap in care": "has(diabetes) and missing(hba1c, 12 months)",
}
EVENT = "case.open and rise(weight, 3 days) < 2 kg or age >= 65 and count(admission where emergency, 12 months) >= 2"

# `below(seed, n)` draws a whole number under n, the same for the same seed; `one_of(seed, list)` one of a list.
MACROS = """
CREATE MACRO below(seed, n) AS (hash(seed) % n)::BIGINT;
CREATE MACRO one_of(seed, among) AS among[below(seed, len(among)) + 1];
CREATE MACRO moment(seed) AS timestamptz '2026-01-01 00:00:00+00' - to_seconds(below(seed, 157680000));
"""
MADE = {
    "person": (
        1.0,
        """
        date '2026-01-01' - below(i, 36500)::INTEGER AS birth_date, one_of(3 * i, ['female', 'male']) AS sex,
        NULL::TIMESTAMPTZ AS died, 'gp-' || below(5 * i, 300) AS practice, 'TQ' || below(i, 14) AS postcode,
        (below(i, 10) + 1)::INTEGER AS imd
        """,
    ),
    "encounter": (
        3.0,
        """
        one_of(11 * i, ['inpatient', 'emergency', 'outpatient']) AS class, 'finished' AS status,
        below(13 * i, 2) = 0 AS emergency, moment(i) AS start, moment(i) + to_hours(below(17 * i, 400)) AS finish,
        'acute' AS organisation, 'ward' AS unit, NULL::VARCHAR AS reason, NULL::TIMESTAMPTZ AS ready,
        NULL::VARCHAR AS delay, 'home' AS destination
        """,
    ),
    "condition": (
        2.5,
        """
        'c' AS code, one_of(19 * i, ['dementia', 'diabetes', 'copd', 'asthma', NULL]) AS name,
        moment(i) AS start, NULL::TIMESTAMPTZ AS finish
        """,
    ),
    "reading": (
        4.0,
        """
        'c' AS code, one_of(23 * i, ['weight', 'hba1c', 'systolic']) AS name, below(29 * i, 1200) / 10 AS value,
        one_of(23 * i, ['kg', 'mmol/mol', 'mm[Hg]']) AS unit, moment(i) AS at
        """,
    ),
    "risk": (
        1.0,
        "'emergency-admission' AS name, below(31 * i, 1000000) / 1e6 AS score, NULL::DOUBLE AS share, moment(i) AS at",
    ),
}


def made(connection: Any, people: int) -> int:
    """Makes the tables and says how many facts they hold."""
    connection.raw_sql(MACROS).fetchall()
    for table, (each, columns) in MADE.items():
        person = "i + 1" if each == 1.0 else f"below(7 * i, {people}) + 1"
        connection.raw_sql(
            f"""
            CREATE TABLE "{table}" AS
            SELECT {person} AS person_id, '{table}/' || i AS record, moment(i) AS known_from,
                'infinity'::TIMESTAMPTZ AS known_to, {columns}
            FROM range({int(people * each)}) numbers(i)
            """,
        ).fetchall()
    return int(sum(each for each, _ in MADE.values()) * people)


def seconds(work: Callable[[], Any]) -> float:
    best = float("inf")
    for _ in range(3):
        start = perf_counter()
        work()
        best = min(best, perf_counter() - start)
    return round(best, 2)


def answered(connection: Any, rule: Rule) -> int:
    """Selects everybody's value, and says of how many it is true or not nothing."""
    tables = {name: connection.table(name) for name in rule.needs | {"person"}}
    values = connection.to_pyarrow(to_ibis(rule, tables, AT))["value"].to_pylist()
    return sum(1 for value in values if value)


def scanned(connection: Any, rule: Rule) -> None:
    """Looks once at every value of the columns that the rule looks at."""
    for table in sorted(rule.needs):
        columns = sorted(_columns(rule.node, table) | {"person_id", "known_to", TABLES[table].when[0]})
        looked = ", ".join(f'max("{column}")::VARCHAR' for column in columns)
        connection.raw_sql(f'SELECT {looked} FROM "{table}"').fetchall()


def _columns(node: nodes.Node, table: str) -> set[str]:
    found: set[str] = set()
    for leaf in walk.leaves(node):
        if not isinstance(leaf, nodes.Aggregate | nodes.Follows):
            continue
        condition = leaf.rows.condition
        if leaf.rows.table == table:
            found |= {leaf.column} if isinstance(leaf, nodes.Aggregate) and leaf.column else set()
            found |= {end} if (end := TABLES[table].when[1]) else set()
            found |= (
                {inner.name for inner in walk.leaves(condition) if isinstance(inner, nodes.Column)}
                if condition
                else set()
            )
        if condition is not None:
            found |= _columns(condition, table)
    return found


def record() -> Facts:
    """One person with a long history."""

    def row(table: str, number: int, **columns: Any) -> dict[str, Any]:
        since = AT - timedelta(days=number * 5)
        return {"record": f"{table}/{number}", "known_from": since, "known_to": None, **columns}

    def stay(number: int) -> dict[str, Any]:
        start = AT - timedelta(days=number * 30)
        end = start + timedelta(days=3)
        fixed = {"class": "inpatient", "status": "finished", "emergency": number % 2 == 0}
        return row("Encounter", number, start=start, finish=end, **fixed)

    days = [AT - timedelta(days=number) for number in range(200)]
    return {
        "person": [row("Person", 1, birth_date=date(1945, 2, 3), sex="female")],
        "encounter": [stay(number) for number in range(60)],
        "condition": [row("Condition", number, name="copd", start=days[0], finish=None) for number in range(20)],
        "reading": [
            row("Observation", number, name="weight", unit="kg", value=70 + number % 7 / 10, at=day)
            for number, day in enumerate(days)
        ],
        "case": [row("EpisodeOfCare", 1, status="active", start=days[30], finish=None)],
    }


def in_memory() -> dict[str, float]:
    facts = record()
    representative, event = parse(RULES["representative"]), parse(EVENT)
    return {
        "rows": sum(len(rows) for rows in facts.values()),
        "evaluate_us": common.microseconds(lambda: representative.evaluate(facts, AT), 500),
        "evaluate_at_event_us": common.microseconds(lambda: event.evaluate(facts, AT, event={}), 500),
        "explain_us": common.microseconds(lambda: representative.explain(facts, AT), 50),
        "parse_us": common.microseconds(lambda: parse(RULES["representative"]), 50),
    }


def population(people: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        connection = ibis.duckdb.connect(Path(folder) / "facts.duckdb", threads=2)
        facts = made(connection, people)
        rules: dict[str, Any] = {}
        for name, text in RULES.items():
            rule = parse(text)
            rules[name] = {
                "seconds": seconds(lambda rule=rule: answered(connection, rule)),  # type: ignore[misc]
                "scan_seconds": seconds(lambda rule=rule: scanned(connection, rule)),  # type: ignore[misc]
                "found": answered(connection, rule),
            }
        connection.disconnect()
    return {"people": people, "facts": facts, "rules": rules}


def run(people: str = "1000000") -> dict[str, Any]:
    return {"in_memory": in_memory(), "population": population(int(people))}


if __name__ == "__main__":
    common.show("rules", run)
