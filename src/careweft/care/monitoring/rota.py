"""Who is on call: the shifts that a model says, at each hour of the place's week and on its holidays, and who has them.

A shift belongs to the day on which it begins; the first shift of the file that holds at an instant counts. Times are
the place's wall clock, so that a night in which summer time begins is an hour shorter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Refused
from careweft.care.holidays import is_holiday, is_working_day
from careweft.care.resources import id_of

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
KINDS_OF_DAY = (*DAYS, "working-days", "weekends", "holidays", "every-day")


@dataclass(frozen=True)
class Shift:
    """A stretch of some days for which a role is on call; `team` empty for the person's own team."""

    name: str
    title: str
    days: tuple[str, ...]
    starts: time
    ends: time
    by: str
    team: str = ""

    def on(self, day: date, zone: ZoneInfo) -> bool:
        """Whether it begins on a day."""
        kinds = {DAYS[day.weekday()], "every-day"}
        kinds |= {"holidays"} if is_holiday(day, zone) else set()
        kinds |= {"weekends"} if day.weekday() > 4 else set()
        kinds |= {"working-days"} if is_working_day(day, zone) else set()
        return bool(kinds & set(self.days))

    def of(self, day: date, zone: ZoneInfo) -> "Turn":
        """The shift that begins on a day."""
        last = day if self.ends > self.starts else day + timedelta(days=1)
        since, until = datetime.combine(day, self.starts, zone), datetime.combine(last, self.ends, zone)
        return Turn(self, since.astimezone(UTC), until.astimezone(UTC))


@dataclass(frozen=True)
class Turn:
    """A shift in [since, until)."""

    shift: Shift
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Gap:
    """A stretch for which nobody is on call, not even by role."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class Rota:
    """The shifts of a place, in the order in which they are tried."""

    shifts: tuple[Shift, ...] = ()

    def at(self, at: datetime, zone: ZoneInfo) -> Turn | None:
        """The shift that holds at an instant; None where there is none."""
        today = at.astimezone(zone).date()
        turns = (
            shift.of(day, zone)
            for shift in self.shifts
            for day in (today, today - timedelta(days=1))
            if shift.on(day, zone)
        )
        return next((turn for turn in turns if turn.since <= at < turn.until), None)

    def between(self, since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[Turn | Gap]:
        """The shifts that hold from one instant to another, one after the other, and the gaps between them."""
        edges = sorted({since, *(edge for edge in self._edges(since, until, zone) if since < edge < until)})
        found: list[Turn | Gap] = []
        for edge, after in zip(edges, [*edges[1:], until], strict=True):
            turn = self.at(edge, zone)
            last = found[-1] if found else None
            if turn is not None and turn != last:
                found.append(turn)
            elif turn is None:
                gap = isinstance(last, Gap)
                found[-1:] = [Gap(last.since, after)] if gap and last else [*found[-1:], Gap(edge, after)]
        yield from found

    def _edges(self, since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        day = since.astimezone(zone).date() - timedelta(days=1)
        while day <= until.astimezone(zone).date():
            for shift in self.shifts:
                if shift.on(day, zone):
                    turn = shift.of(day, zone)
                    yield from (turn.since, turn.until)
            day += timedelta(days=1)


@dataclass(frozen=True)
class Named:
    """Who has a turn."""

    shift: str
    practitioner: str
    name: str
    team: str
    since: datetime


async def named(connection: Connection, since: datetime, until: datetime) -> list[Named]:
    """Who is on call from one instant to another, by name."""
    rows = await connection.fetch(
        "SELECT o.shift, o.practitioner, p.name, p.team, o.since FROM care.on_call o JOIN care.practitioner p "
        "ON p.id = o.practitioner WHERE o.since < $2 AND o.until > $1 ORDER BY o.since, o.shift",
        since,
        until,
    )
    return [Named(*row) for row in rows]


async def who(connection: Connection, turn: Turn, team: str) -> str | None:
    """Who of a team has a turn; None where nobody was named."""
    found: str | None = await connection.fetchval(
        "SELECT o.practitioner FROM care.on_call o JOIN care.practitioner p ON p.id = o.practitioner "
        "WHERE o.shift = $1 AND o.since = $2 AND p.team = $3",
        turn.shift.name,
        turn.since,
        team,
    )
    return found


async def give(connection: Connection, by: Account, turn: Turn, team: str, practitioner: str | None) -> None:
    """Give a turn to a member of a team, or to nobody; a turn is one person's. Refused for another team's."""
    if team not in by.parties:
        raise Refused("this is another team's rota", hint="Ask that team")
    name = id_of(f"on-call/{turn.shift.name}/{team}/{turn.since.isoformat()}")
    if practitioner is None:
        await connection.execute("DELETE FROM care.on_call WHERE id = $1", name)
        return
    of = await connection.fetchrow("SELECT team, role FROM care.practitioner WHERE id = $1", practitioner)
    if of is None or of["team"] != team or of["role"] != turn.shift.by:
        raise BadInput("who is chosen has not this role in the team", expected=f"a {turn.shift.by} of the team")
    await connection.execute(
        "INSERT INTO care.on_call (id, shift, practitioner, since, until, said_by) VALUES ($1, $2, $3, $4, $5, $6) "
        "ON CONFLICT (id) DO UPDATE SET practitioner = excluded.practitioner, said_by = excluded.said_by",
        name,
        turn.shift.name,
        practitioner,
        turn.since,
        turn.until,
        by.display_name,
    )
