"""All that a database holds, in a form in which two places that hold the same are equal.

Every table of every room is read, each row as JSON; a table that is new is compared without being named here. What is
normalised is what says nothing of what is known:

- Surrogate numbers, which transactions that were rolled back leave gaps in. A person is shown as the first of its
  source records, a resource as its type and id, a message as its source and message id, a journal by its key, an
  account by its name, an event of the person index by its rank among them. The same is done where a person's number is
  part of a text: in the key of an event (`Person/17/died`) and in that of a journal (`spend/17/…`).
- Wall-clock stamps (`MOMENTS`): when a row was touched by a process. All else tells the place's time, which the tests
  make stand still, so that it must agree.
- The share in a risk score, to a tenth of a percent: it is only written anew when it has moved from one to another.
- Digests over such numbers (`MADE_OF_NUMBERS`), whose parts are compared; `money.verify()` holds the digests themselves
  to be right.
"""

import re
from collections import Counter
from collections.abc import Callable
from math import ceil
from typing import Any

import asyncpg
import orjson

Row = dict[str, Any]
Snapshot = dict[str, list[str]]

MOMENTS = {"care.task": ["changed"], "care.notice": ["changed"], "base.migration": ["at"], "base.dead_letter": ["at"]}
MADE_OF_NUMBERS = {"money.journal": ["content"], "money.seal": ["hash"]}
OWN_NUMBERS = {
    "feeds.message": ["id"],
    "fhir.location": ["rid"],
    "money.account": ["id"],
    "money.journal": ["id"],
    "people.review": ["review_id"],
}
"""The surrogate itself, where the row also has what stands for it."""
LEFT_OUT = {"base.heartbeat": "when processes last said that they are well", "base.clock": "when it was set"}

_REFERS = {
    "person_id": "person",
    "other_id": "person",
    "merged_into": "person",
    "rid": "resource",
    "message_id": "message",
    "message": "message",
    "event_id": "event",
    "replaces": "event",
    "ended_by": "event",
    "undoes": "event",
    "undone_by": "event",
    "retired_by": "event",
    "journal": "journal",
    "of": "journal",
    "account": "account",
}
"""Columns that hold another table's number, where they are numbers."""

_TABLES = """
SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' ORDER BY 1
"""
_NAMES = {
    "person": """SELECT p.person_id, coalesce(min(r.source || ' ' || r.local_id),
        'nobody ' || rank() OVER (PARTITION BY min(r.source) IS NULL ORDER BY p.person_id))
        FROM people.person p LEFT JOIN people.source_record r USING (person_id) GROUP BY p.person_id""",
    "resource": "SELECT rid, type || '/' || id FROM fhir.location",
    "message": "SELECT id, source || ' ' || message_id FROM feeds.message",
    "event": "SELECT event_id, 'event ' || rank() OVER (ORDER BY event_id) FROM people.event",
    "journal": "SELECT id, book || ' ' || key FROM money.journal",
    "account": "SELECT id, book || ' ' || name FROM money.account",
}
_PERSON_IN_TEXT = re.compile(r"\b(Person|spend)/(\d+)\b")


async def snapshot(url: str) -> Snapshot:
    """Every table's rows, normalised and sorted."""
    connection = await asyncpg.connect(url)
    try:
        names = {kind: {row[0]: str(row[1]) for row in await connection.fetch(query)} for kind, query in _NAMES.items()}
        shown = _shown(names["person"])
        tables = [row[0] for row in await connection.fetch(_TABLES)]
        found = {}
        for table in tables:
            if table not in LEFT_OUT:
                rows = await connection.fetch(f"SELECT to_jsonb(t) FROM {_quoted(table)} t")
                found[table] = sorted(shown(_normal(table, orjson.loads(row[0]), names)) for row in rows)
        return found
    finally:
        await connection.close()


def differences(left: Snapshot, right: Snapshot, most: int = 4) -> list[str]:
    """What one has and the other has not, some rows of each table."""
    told = []
    for table in sorted(left.keys() | right.keys()):
        one, other = left.get(table, []), right.get(table, [])
        if one != other:
            told.append(f"{table}: {len(one)} rows and {len(other)}")
            for mark, rows in (("-", _beyond(one, other)), ("+", _beyond(other, one))):
                told += [f"  {mark} {row[:1500]}" for row in rows[:most]]
    return told


def _beyond(rows: list[str], others: list[str]) -> list[str]:
    return sorted((Counter(rows) - Counter(others)).elements())


def _quoted(table: str) -> str:
    return ".".join(f'"{part}"' for part in table.split("."))


def _normal(table: str, row: Row, names: dict[str, dict[int, str]]) -> Row:
    for column in (*MOMENTS.get(table, ()), *MADE_OF_NUMBERS.get(table, ()), *OWN_NUMBERS.get(table, ())):
        del row[column]
    if table == "population.score":
        row["share"] = ceil(row["share"] * 1000)
    if table == "people.person":
        row["revision"] = names["event"].get(row["revision"], row["revision"])
    for column, kind in _REFERS.items():
        if isinstance(number := row.get(column), int):
            row[column] = names[kind].get(number, number)
    return row


def _shown(persons: dict[int, str]) -> Callable[[Row], str]:
    """Writes a row, with persons for their numbers within its texts."""

    def show(row: Row) -> str:
        text = orjson.dumps(row, option=orjson.OPT_SORT_KEYS).decode()
        return _PERSON_IN_TEXT.sub(lambda found: f"{found[1]}/{persons.get(int(found[2]), found[2])}", text)

    return show
