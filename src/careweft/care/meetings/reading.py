"""What pages read of meetings, as the acting account may see it: row-level security leaves out whom it may not see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from careweft.base.db import Connection
from careweft.care.meetings.agenda import Why
from careweft.care.meetings.series import Series
from careweft.care.resources import id_of
from careweft.facts.events import Event

State = Literal["waiting", "discussed", "deferred", "carried", "left"]


@dataclass(frozen=True)
class Meeting:
    """A meeting of a team: when it is due, since when it is open, when it was closed."""

    id: str
    team: str
    series: str
    title: str
    at: datetime
    opened: datetime | None = None
    closed: datetime | None = None
    chair: str = ""

    @property
    def running(self) -> bool:
        """Whether it is open now."""
        return self.opened is not None and self.closed is None


@dataclass(frozen=True)
class Item:
    """A person on an agenda. `said_by`: who added them by hand; `carried_from`: which did not reach them."""

    person_id: int
    meeting: str
    subject: str
    composition: str
    part: str
    place: int
    why: Why
    said_by: str
    state: State
    note: str
    carried_from: str


_MEETING = "id, team, series, title, at, opened, closed, chair"
_ITEM = "person_id, meeting, subject, composition, part, place, why, said_by, state, note, carried_from"


async def find(connection: Connection, meeting: str) -> Meeting | None:
    """A meeting that somebody has begun to prepare, to hold, or held."""
    row = await connection.fetchrow(f"SELECT {_MEETING} FROM care.meeting WHERE id = $1", meeting)
    return Meeting(*row) if row else None


async def upcoming(connection: Connection, series: Series, team: str, now: datetime, zone: ZoneInfo) -> Meeting:
    """The meeting of a team that is open, else the next one from today on that was not held yet."""
    rows = await connection.fetch(
        f"SELECT {_MEETING} FROM care.meeting WHERE team = $1 AND series = $2 "
        "AND (opened IS NOT NULL AND closed IS NULL OR at >= $3) "
        "ORDER BY opened IS NOT NULL AND closed IS NULL DESC, at",
        team,
        series.id,
        series.rhythm.next(now.astimezone(zone).date(), zone),
    )
    known = {row["at"]: Meeting(*row) for row in rows}
    if rows and (first := Meeting(*rows[0])).running:
        return first
    at = series.rhythm.next(now.astimezone(zone).date(), zone)
    while (there := known.get(at)) and there.closed:
        at = series.rhythm.after(at, zone)
    return there or Meeting(id_of(f"meeting/{team}/{series.id}/{at.isoformat()}"), team, series.id, series.title, at)


async def held(connection: Connection, team: str, most: int = 10) -> list[Meeting]:
    """The meetings that a team has closed, the latest first."""
    rows = await connection.fetch(
        f"SELECT {_MEETING} FROM care.meeting WHERE team = $1 AND closed IS NOT NULL ORDER BY at DESC LIMIT $2",
        team,
        most,
    )
    return [Meeting(*row) for row in rows]


async def items(connection: Connection, meeting: str) -> list[Item]:
    """The agenda in its order."""
    rows = await connection.fetch(f"SELECT {_ITEM} FROM care.meeting_item WHERE meeting = $1 ORDER BY place", meeting)
    return [_item(row) for row in rows]


async def item(connection: Connection, meeting: str, person: int) -> Item | None:
    """One person on an agenda."""
    row = await connection.fetchrow(
        f"SELECT {_ITEM} FROM care.meeting_item WHERE meeting = $1 AND person_id = $2", meeting, person
    )
    return _item(row) if row else None


async def attendance(connection: Connection, meeting: str) -> dict[str, bool]:
    """Who was there and who was not, of those of whom it was said."""
    rows = await connection.fetch("SELECT practitioner, present FROM care.attendance WHERE meeting = $1", meeting)
    return {row["practitioner"]: row["present"] for row in rows}


async def last_talked(
    connection: Connection, team: str, persons: Sequence[int], before: datetime
) -> dict[int, datetime]:
    """When the team last talked about each of these people before an instant; left out where it never did."""
    rows = await connection.fetch(
        "SELECT i.person_id, max(m.opened) AS at FROM care.meeting_item i JOIN care.meeting m ON m.id = i.meeting "
        "WHERE m.team = $1 AND i.state = 'discussed' AND m.opened < $3 AND i.person_id = ANY ($2) GROUP BY i.person_id",
        team,
        list(persons),
        before,
    )
    return {row["person_id"]: row["at"] for row in rows}


async def happened(
    connection: Connection, person: int, since: datetime, until: datetime, most: int = 12
) -> list[Event]:
    """What happened to a person in [since, until), the latest first."""
    rows = await connection.fetch(
        "SELECT person_id, key, kind, at, known, revision, revoked, data FROM facts.event WHERE person_id = $1 "
        "AND NOT revoked AND at >= $2 AND at < $3 AND kind <> 'reading' ORDER BY at DESC, key LIMIT $4",
        person,
        since,
        until,
        most,
    )
    return [Event(*row) for row in rows]


def _item(row: Any) -> Item:
    values = dict(row)
    return Item(**{**values, "why": Why.read(values["why"])})


async def of_person(connection: Connection, person: int, most: int = 100) -> list[tuple[Item, Meeting]]:
    """A person on agendas, the latest meeting first."""
    rows = await connection.fetch(
        f"SELECT {_ITEM} FROM care.meeting_item JOIN (SELECT id AS held, at FROM care.meeting) m ON m.held = meeting "
        "WHERE person_id = $1 ORDER BY m.at DESC LIMIT $2",
        person,
        most,
    )
    found = [_item(row) for row in rows]
    meetings = await connection.fetch(
        f"SELECT {_MEETING} FROM care.meeting WHERE id = ANY ($1)", [each.meeting for each in found]
    )
    by_id = {row["id"]: Meeting(*row) for row in meetings}
    return [(each, by_id[each.meeting]) for each in found]
