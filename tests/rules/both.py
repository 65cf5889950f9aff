"""A rule's value for one person, from both engines: they have to agree."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from careweft.rules import Vocabulary, parse
from careweft.rules.engines import IbisEngine, InMemoryEngine
from careweft.rules.types import Value
from tests.rules.people import EARLY, FOREVER, as_tables, everybody

Table = Sequence[Mapping[str, Any]]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def person(**columns: Any) -> dict[str, Any]:
    return row("Person/1", **columns)


def row(
    record: str = "R/1", *, known_from: datetime = EARLY, known_to: datetime = FOREVER, **columns: Any
) -> dict[str, Any]:
    return {"record": record, "known_from": known_from, "known_to": known_to, **columns}


def stay(
    start: datetime, finish: datetime | None = None, record: str = "Encounter/1", **columns: Any
) -> dict[str, Any]:
    """A stay in hospital."""
    status = "in-progress" if finish is None else "finished"
    return row(record, **{"class": "inpatient", "status": status, "start": start, "finish": finish, **columns})


def value(
    text: str,
    facts: Mapping[str, Table],
    at: datetime,
    known_at: datetime | None = None,
    vocabulary: Vocabulary | None = None,
) -> Value | None:
    """What both engines say."""
    rule = parse(text, vocabulary)
    people = {1: facts}
    memory = InMemoryEngine(people).values(rule, at, known_at)[1]
    population = IbisEngine(as_tables(people, rule.needs), everybody(people)).values(rule, at, known_at)[1]
    assert population == memory, text
    assert type(population) is type(memory), text
    return memory
