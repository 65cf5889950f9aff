"""Absence and cover: who is away from when till when, and who stands in.

Intervals are half-open, [since, until). Who stands in may be away too; then whoever stands in for them does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.base.clock import Clock
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care.resources import id_of


@dataclass(frozen=True)
class Absence:
    """A practitioner is away; `cover` stands in, or nobody."""

    id: str
    practitioner: str
    cover: str | None
    since: datetime
    until: datetime
    note: str = ""

    def holds(self, at: datetime) -> bool:
        """Whether it holds at an instant."""
        return self.since <= at < self.until


def whole_days(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the beginning of the first day to the end of the last, in the place's zone: UTC, half-open."""
    begins, ends = (datetime.combine(day, time(0), zone).astimezone(UTC) for day in (first, last + timedelta(days=1)))
    return begins, ends


def absence_of(absences: Iterable[Absence], practitioner: str, at: datetime) -> Absence | None:
    """The absence of a practitioner at an instant."""
    return next((each for each in absences if each.practitioner == practitioner and each.holds(at)), None)


def acting(absences: Sequence[Absence], practitioner: str, at: datetime) -> str | None:
    """Who acts for a practitioner at an instant: themselves, or who stands in; None where nobody does."""
    passed: list[str] = []
    now: str | None = practitioner
    while now is not None and (away := absence_of(absences, now, at)):
        if now in passed:
            return None
        passed.append(now)
        now = away.cover
    return now


def covered_by(absences: Sequence[Absence], practitioner: str, at: datetime) -> list[str]:
    """For whom a practitioner stands in at an instant."""
    away = dict.fromkeys(each.practitioner for each in absences if each.holds(at))
    return [other for other in away if other != practitioner and acting(absences, other, at) == practitioner]


async def absences(connection: Connection, since: datetime, team: str = "") -> list[Absence]:
    """What is not over at `since`, of one team or of all, the earliest first."""
    rows = await connection.fetch(
        "SELECT a.id, a.practitioner, a.cover, a.since, a.until, a.note FROM care.absence a "
        "JOIN care.practitioner p ON p.id = a.practitioner WHERE a.until > $1 AND ($2 = '' OR p.team = $2) "
        "ORDER BY a.since, a.id",
        since,
        team,
    )
    return [Absence(*row) for row in rows]


async def absences_now(connection: Connection) -> list[Absence]:
    """What holds now, by the place's clock."""
    rows = await connection.fetch(
        "SELECT id, practitioner, cover, since, until, note FROM care.absence "
        "WHERE since <= base.now() AND base.now() < until ORDER BY since, id"
    )
    return [Absence(*row) for row in rows]


async def standing_in(connection: Connection, practitioner: str, at: datetime) -> list[str]:
    """For whom a practitioner stands in now, as the place has it: their tasks and notices are theirs too."""
    return covered_by(await absences(connection, at), practitioner, at)


@dataclass(frozen=True)
class Away:
    """What somebody says of an absence."""

    practitioner: str
    cover: str | None
    since: datetime
    until: datetime
    note: str = ""


class Cover:
    """Keeps absences: one's own, and as a team's manager those of the team."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def plan(self, connection: Connection, by: Account, away: Away) -> str:
        """Keep an absence; its id. The same said again is the same absence.

        Raises BadInput for an interval that ends before it begins or is over, or a cover who is not of the team;
        Conflict where the practitioner is away then already.
        """
        team = await self._team(connection, by, away.practitioner)
        if away.until <= max(away.since, self._clock.now()):
            raise BadInput("this absence is over before it begins", expected="a last day that is not before the first")
        if away.cover is not None:
            theirs = await connection.fetchval("SELECT team FROM care.practitioner WHERE id = $1", away.cover)
            if theirs != team or away.cover == away.practitioner:
                raise BadInput("who stands in is not of this team", expected="a colleague of the same team")
        made = id_of(f"absence/{away.practitioner}/{away.since.isoformat()}/{away.until.isoformat()}")
        other = await connection.fetchval(
            "SELECT id FROM care.absence WHERE practitioner = $1 AND since < $3 AND until > $2 AND id <> $4",
            away.practitioner,
            away.since,
            away.until,
            made,
        )
        if other:
            raise Conflict("they are away then already", hint="End that absence first, or choose other days")
        await connection.execute(
            "INSERT INTO care.absence (id, practitioner, cover, since, until, note, said_by) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7) "
            "ON CONFLICT (id) DO UPDATE SET cover = excluded.cover, note = excluded.note, said_by = excluded.said_by",
            made,
            away.practitioner,
            away.cover,
            away.since,
            away.until,
            away.note,
            by.username,
        )
        return made

    async def end(self, connection: Connection, by: Account, absence: str) -> None:
        """Somebody is back (or will not be away): the absence ends now. Ending it again changes nothing."""
        row = await connection.fetchrow("SELECT practitioner, since FROM care.absence WHERE id = $1", absence)
        if row is None:
            return
        await self._team(connection, by, row["practitioner"])
        now = self._clock.now()
        if row["since"] >= now:
            await connection.execute("DELETE FROM care.absence WHERE id = $1", absence)
        else:
            await connection.execute("UPDATE care.absence SET until = $2 WHERE id = $1 AND until > $2", absence, now)

    async def _team(self, connection: Connection, by: Account, practitioner: str) -> str:
        """The team of a practitioner whose absences `by` may keep; holds the practitioner for this transaction."""
        team = await connection.fetchval("SELECT team FROM care.practitioner WHERE id = $1 FOR UPDATE", practitioner)
        if team is None or team not in by.parties:
            raise NotFound("there is nobody of that name in your teams")
        if by.username != practitioner and "manager" not in by.roles:
            raise Refused("you can only say when you are away yourself", hint="Ask the team's manager")
        return str(team)
