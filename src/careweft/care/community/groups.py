"""Advisory groups: who is in them and for whom they speak, when they meet, the papers, what came of it; and which teams
lack the group that the model of care promises. A focus group is one that talks once about one question: whoever wants
to come says so, while there are places.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.base.clock import Clock
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care.assessment.due import before
from careweft.care.durations import Duration
from careweft.care.entry.letters import Letter
from careweft.care.resources import id_of

Kind = Literal["people", "staff", "both"]
_MOST: Final = 100


@dataclass(frozen=True)
class Terms:
    """What the model of care promises: each team that looks after practices has a group of these, which meets at least
    once in this time."""

    of: Kind
    meets: Duration


@dataclass(frozen=True)
class Lack:
    """A team without what was promised: it has no group, or a group that did not meet for too long (`last`: when it
    did, None: never)."""

    team: str
    title: str
    group: str
    last: datetime | None


@dataclass(frozen=True)
class Member:
    """Somebody in a group, under the name that they chose; `stands_for` is for whom they speak."""

    id: str
    name: str
    stands_for: str
    account_id: int | None
    since: datetime


@dataclass(frozen=True)
class Paper:
    """A paper of a meeting."""

    id: str
    title: str
    kind: str
    at: datetime


@dataclass(frozen=True)
class Meeting:
    """A meeting of a group."""

    id: str
    at: datetime
    place: str
    agenda: str
    minutes: str
    version: int
    papers: Sequence[Paper] = ()


@dataclass(frozen=True)
class Group:
    """An advisory group; `kind` says of whom it is, `team` which team it advises (empty: the whole place), `places` how
    many may come to a focus group (None: it is none)."""

    id: str
    title: str
    purpose: str
    kind: str
    since: datetime
    team: str = ""
    places: int | None = None
    members: Sequence[Member] = ()
    meetings: Sequence[Meeting] = ()

    def is_for(self, account: Account) -> bool:
        """Whether an account may come."""
        return self.kind == "both" or (self.kind == "staff") == (account.kind == "staff")

    def member(self, account: Account | None) -> Member | None:
        """Who an account is in it."""
        return next((each for each in self.members if account and each.account_id == account.id), None)

    def free(self, now: datetime) -> int:
        """How many may still come: none of a group that goes on, or before a time is set, or once it met."""
        ahead = self.places is not None and any(each.at > now for each in self.meetings)
        return max(0, (self.places or 0) - len(self.members)) if ahead else 0


class Groups:
    """Keeps advisory groups."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def begin(
        self,
        connection: Connection,
        id_: str,
        title: str,
        purpose: str,
        kind: str,
        team: str = "",
        places: int | None = None,
    ) -> None:
        """Make a group, or say anew what it is for; with `places`, a focus group."""
        if not title.strip() or not purpose.strip():
            raise BadInput("a group needs a name and a purpose", where="title", expected="both")
        if kind not in ("people", "staff", "both"):
            raise BadInput("nothing says of whom the group is", where="kind", expected="people, staff or both")
        if team and team not in [id_ for id_, _ in await local_teams(connection)]:
            raise BadInput("this is no team with practices", where="team", expected="one of the list, or none")
        if places is not None and not 1 <= places <= _MOST:
            raise BadInput("so many cannot talk together", where="places", expected=f"1 to {_MOST}, or nothing")
        await connection.execute(
            "INSERT INTO care.advisory_group (id, title, purpose, kind, since, team, places) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET title = excluded.title, "
            "purpose = excluded.purpose, kind = excluded.kind, team = excluded.team, places = excluded.places",
            id_,
            title.strip(),
            purpose.strip(),
            kind,
            self._clock.now(),
            team,
            places,
        )

    async def join(
        self, connection: Connection, group: str, name: str, stands_for: str, account: int | None = None
    ) -> None:
        """Somebody comes into a group; who is in it stays as they are."""
        if not name.strip():
            raise BadInput("nobody is named", where="name", expected="the name they want to be called by")
        await self._group(connection, group)
        await connection.execute(
            "INSERT INTO care.group_member (advisory_group, id, name, stands_for, account_id, since) "
            "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (advisory_group, id) DO UPDATE "
            "SET until = NULL, name = excluded.name",
            group,
            id_of(f"{group}/{account or name.strip().casefold()}"),
            name.strip()[:100],
            stands_for.strip()[:200],
            account,
            self._clock.now(),
        )

    async def come(self, connection: Connection, by: Account, group: str, name: str) -> None:
        """Say that one comes to a focus group; again changes nothing. Conflict where no place is left."""
        await connection.execute("SELECT FROM care.advisory_group WHERE id = $1 FOR UPDATE", group)
        found = await groups(connection, group)
        if not found:
            raise NotFound("there is no such group")
        if not found[0].is_for(by):
            raise Refused("this group is for others")
        if found[0].member(by) is None and not found[0].free(self._clock.now()):
            raise Conflict("there is no place left", hint="Say what you think, or look for the next group")
        await self.join(connection, group, name, "", by.id)

    async def stay_away(self, connection: Connection, by: Account, group: str) -> None:
        """Say that one does not come after all."""
        await self.leave(connection, group, id_of(f"{group}/{by.id}"))

    async def leave(self, connection: Connection, group: str, member: str) -> None:
        """Somebody goes."""
        await connection.execute(
            "UPDATE care.group_member SET until = $3 WHERE advisory_group = $1 AND id = $2 AND until IS NULL",
            group,
            member,
            self._clock.now(),
        )

    async def meet(self, connection: Connection, group: str, at: datetime, place: str, agenda: str) -> str:
        """Call a meeting; its id. One at the same time is the same."""
        await self._group(connection, group)
        if not agenda.strip():
            raise BadInput("nothing is on the agenda", where="agenda", expected="what the group talks about")
        made = id_of(f"{group}/{at.isoformat()}")
        await connection.execute(
            "INSERT INTO care.group_meeting (id, advisory_group, at, place, agenda) VALUES ($1, $2, $3, $4, $5) "
            "ON CONFLICT DO NOTHING",
            made,
            group,
            at,
            place.strip(),
            agenda.strip(),
        )
        return made

    async def minute(self, connection: Connection, meeting: str, minutes: str, version: int) -> None:
        """Write what came of a meeting. Conflict where somebody wrote meanwhile."""
        done = await connection.fetchval(
            "UPDATE care.group_meeting SET minutes = $2, version = version + 1 WHERE id = $1 AND version = $3 "
            "RETURNING true",
            meeting,
            minutes.strip(),
            version,
        )
        if not done:
            raise Conflict("somebody else wrote meanwhile", hint="Read it, then save yours")

    async def add_paper(self, connection: Connection, meeting: str, letter: Letter) -> None:
        """Put a paper to a meeting; the same again is the same."""
        if not await connection.fetchval("SELECT true FROM care.group_meeting WHERE id = $1", meeting):
            raise NotFound("there is no such meeting")
        await connection.execute(
            "INSERT INTO care.paper (id, meeting, title, kind, content, at) VALUES ($1, $2, $3, $4, $5, $6) "
            "ON CONFLICT (id) DO UPDATE SET content = excluded.content, kind = excluded.kind",
            id_of(f"{meeting}/{letter.title}"),
            meeting,
            letter.title,
            letter.kind,
            letter.content,
            self._clock.now(),
        )

    async def _group(self, connection: Connection, group: str) -> None:
        if not await connection.fetchval("SELECT true FROM care.advisory_group WHERE id = $1 FOR SHARE", group):
            raise NotFound("there is no such group")


async def groups(connection: Connection, id_: str = "") -> list[Group]:
    """Every group (or one) that is there now, with its members and its meetings, the latest first."""
    rows = await connection.fetch(
        "SELECT id, title, purpose, kind, since, team, places FROM care.advisory_group "
        "WHERE until IS NULL AND ($1 = '' OR id = $1) ORDER BY title, id",
        id_,
    )
    found = []
    for row in rows:
        members = await connection.fetch(
            "SELECT id, name, stands_for, account_id, since FROM care.group_member "
            "WHERE advisory_group = $1 AND until IS NULL ORDER BY name, id",
            row["id"],
        )
        meetings = await connection.fetch(
            "SELECT id, at, place, agenda, minutes, version FROM care.group_meeting WHERE advisory_group = $1 "
            "ORDER BY at DESC LIMIT 20",
            row["id"],
        )
        papers = await connection.fetch(
            "SELECT meeting, id, title, kind, at FROM care.paper WHERE meeting = ANY ($1) ORDER BY title",
            [meeting["id"] for meeting in meetings],
        )
        held = [_meeting(each, papers) for each in meetings]
        found.append(replace(Group(*row), members=[Member(*each) for each in members], meetings=held))
    return found


def _meeting(row: Any, papers: Sequence[Any]) -> Meeting:
    mine = [Paper(*list(each)[1:]) for each in papers if each["meeting"] == row["id"]]
    return replace(Meeting(*row), papers=mine)


async def paper(connection: Connection, id_: str) -> tuple[str, str, bytes] | None:
    """The title, kind and bytes of a paper."""
    row = await connection.fetchrow("SELECT title, kind, content FROM care.paper WHERE id = $1", id_)
    return (row["title"], row["kind"], row["content"]) if row else None


async def local_teams(connection: Connection) -> list[tuple[str, str]]:
    """The teams that look after practices: id and title."""
    rows = await connection.fetch(
        "SELECT id, title FROM care.team t WHERE EXISTS (SELECT FROM care.practice p WHERE p.team = t.id) "
        "ORDER BY title, id"
    )
    return [(row["id"], row["title"]) for row in rows]


async def lacking(connection: Connection, terms: Terms, now: datetime, zone: ZoneInfo) -> list[Lack]:
    """The teams that have no group of those promised, or only some that did not meet for longer than promised. A group
    met where it is written what came of it; a new one has as long for its first meeting."""
    kept = [each for each in await groups(connection) if each.places is None and each.kind in (terms.of, "both")]
    since, found = before(terms.meets, now, zone), []
    for team, title in await local_teams(connection):
        mine = [each for each in kept if each.team == team]
        held = {each.id: max((m.at for m in each.meetings if m.minutes and m.at <= now), default=None) for each in mine}
        if not any((held[each.id] or each.since) > since for each in mine):
            group = mine[0] if mine else None
            found.append(Lack(team, title, group.id if group else "", held[group.id] if group else None))
    return found
