"""What pages show of monitoring: the daily list, a person's alerts, and readings that were set aside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from careweft.base.db import Connection
from careweft.care.monitoring import watch
from careweft.care.monitoring.terms import Programme, Terms
from careweft.care.reactions import Facts, in_hospital
from careweft.facts import person_facts


@dataclass(frozen=True)
class AlertRow:
    """An alert: what it warns of was true in [since, until); `closed` when somebody had done what was to be done."""

    person_id: int
    id: str
    programme: str
    code: str
    title: str
    detail: str
    urgent: bool
    since: datetime
    until: datetime | None
    closed: datetime | None
    outcome: str
    note: str
    by: str
    tries: int


_COLUMNS = "person_id, id, programme, code, title, detail, urgent, since, until, closed, outcome, note, by, tries"


async def alerts(connection: Connection, person_id: int, most: int = 100) -> list[AlertRow]:
    """A person's alerts as far as they may be seen: the open ones first, then the latest."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM care.alert WHERE person_id = $1 ORDER BY closed IS NOT NULL, since DESC, id LIMIT $2",
        person_id,
        most,
    )
    return [AlertRow(*row) for row in rows]


@dataclass(frozen=True)
class Aside:
    """A reading that came and cannot be right."""

    person_id: int
    said: str
    why: str
    at: datetime


async def aside(connection: Connection, persons: Sequence[int], since: datetime) -> dict[int, list[Aside]]:
    """Readings that were set aside since an instant, by person."""
    rows = await connection.fetch(
        "SELECT person_id, said, why, at FROM care.reading_aside WHERE person_id = ANY ($1) AND at >= $2 ORDER BY at",
        list(persons),
        since,
    )
    found: dict[int, list[Aside]] = {}
    for row in rows:
        found.setdefault(row["person_id"], []).append(Aside(*row))
    return found


@dataclass(frozen=True)
class Line:
    """Somebody on the daily list: their open alerts, what is due and did not come, whether somebody looked today, and
    whether they are in hospital."""

    person_id: int
    programmes: tuple[Programme, ...]
    alerts: tuple[AlertRow, ...]
    missing: tuple[str, ...]
    aside: tuple[Aside, ...]
    reviewed: bool
    away: bool
    facts: Facts

    @property
    def rank(self) -> tuple[int, ...]:
        """Worst first: urgent alerts, then others, those that still hold before those that are right again, then what
        is missing; who was looked through today after who was not."""
        urgent = sum(each.urgent for each in self.alerts)
        holding = sum(each.until is None for each in self.alerts)
        return -urgent, -len(self.alerts), -holding, self.reviewed, -len(self.missing), -len(self.aside)


_MONITORED = """
SELECT DISTINCT m.person_id FROM care.monitored m WHERE m.status = 'active' AND (EXISTS (
    SELECT FROM facts."case" c WHERE c.person_id = m.person_id AND c.known_to = 'infinity' AND c.status = 'active'
    AND c.team = ANY ($1)) OR (NOT EXISTS (
    SELECT FROM facts."case" c WHERE c.person_id = m.person_id AND c.known_to = 'infinity' AND c.status = 'active')
    AND EXISTS (SELECT FROM facts.registration r JOIN care.practice p USING (practice) WHERE r.person_id = m.person_id
    AND r.known_to = 'infinity' AND r.finish IS NULL AND p.team = ANY ($1))) OR EXISTS (
    SELECT FROM care.task t WHERE t.person_id = m.person_id AND t.team = ANY ($1) AND t.status IN
    ('requested', 'in-progress', 'on-hold') AND t.code IN ('alert-call', 'alert-visit', 'review-readings')))
"""
_ALARMED = """
SELECT DISTINCT a.person_id FROM care.alert a WHERE a.closed IS NULL AND EXISTS (
    SELECT FROM care.task t WHERE t.person_id = a.person_id AND t.team = ANY ($1) AND t.focus = 'DetectedIssue/' || a.id
    AND t.status IN ('requested', 'in-progress', 'on-hold'))
"""
_OF = """
SELECT person_id, programme, level, since, reviewed FROM care.monitored WHERE status = 'active' AND person_id = ANY ($1)
"""
_NEEDS = frozenset({"reading", "encounter"})


async def daily(
    connection: Connection, teams: Sequence[str], terms: Terms, now: datetime, zone: ZoneInfo
) -> list[Line]:
    """Everybody whom some teams monitor, and whoever has an alarm that they are to answer, the worst first.

    Monitored are who has an open case of the team, who has none and is registered with a practice of it, and who has an
    open task of it about their readings.
    """
    monitored = [row["person_id"] for row in await connection.fetch(_MONITORED, list(teams))]
    alarmed = [row["person_id"] for row in await connection.fetch(_ALARMED, list(teams))]
    persons = list(dict.fromkeys([*monitored, *alarmed]))
    told: dict[int, list[dict[str, Any]]] = {}
    for row in await connection.fetch(_OF, persons):
        told.setdefault(row["person_id"], []).append(dict(row))
    found: dict[int, list[AlertRow]] = {}
    for row in await connection.fetch(
        f"SELECT {_COLUMNS} FROM care.alert WHERE closed IS NULL AND person_id = ANY ($1) ORDER BY urgent DESC, since",
        persons,
    ):
        found.setdefault(row["person_id"], []).append(AlertRow(*row))
    facts = await person_facts.load_many(connection, persons, _NEEDS)
    left = await aside(connection, persons, watch.midnight(now, zone))
    lines = []
    for person in persons:
        rows = [
            (terms.programmes[row["programme"]], row)
            for row in told.get(person, ())
            if row["programme"] in terms.programmes
        ]
        known = facts[person]
        away = in_hospital(known, now)
        missing = () if away else _missing(rows, known, now, zone)
        reviewed = bool(rows) and all(
            row["reviewed"] and row["reviewed"] >= watch.midnight(now, zone) for _, row in rows
        )
        programmes, open_ = tuple(programme for programme, _ in rows), tuple(found.get(person, ()))
        aside_ = tuple(left.get(person, ()))
        lines.append(Line(person, programmes, open_, missing, aside_, reviewed, away, known))
    return sorted(lines, key=lambda line: (*line.rank, line.person_id))


def _missing(
    rows: Sequence[tuple[Programme, Mapping[str, Any]]], facts: Facts, now: datetime, zone: ZoneInfo
) -> tuple[str, ...]:
    """The readings that were due by now and did not come."""
    found = (
        ask.name
        for programme, row in rows
        for ask in programme.asks_at(row["level"])
        if watch.due(ask, facts, row["since"], now, zone) <= now
    )
    return tuple(dict.fromkeys(found))
