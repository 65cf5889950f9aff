"""Holding a meeting: prepare, open, add, defer, note, decide, who is there, close.

Everybody of the team may do each of these. A meeting is one whoever opens it, a person stands on an agenda once, and a
decision with the same key is one Task. Whoever writes a note says which version of the person's note they had before
them; where somebody wrote meanwhile they are told, and nothing of either is lost.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care.meetings import note as notes
from careweft.care.meetings import reading
from careweft.care.meetings.agenda import ADDED, Line, Why, agenda
from careweft.care.meetings.note import Kind, Note
from careweft.care.meetings.reading import Item, Meeting
from careweft.care.meetings.series import Series
from careweft.care.reactions import Facts
from careweft.care.record import Record
from careweft.care.resources import Resource, id_of
from careweft.care.tasks import Ask, Tasks

Loader = Callable[[Connection, Sequence[int], frozenset[str]], Awaitable[Mapping[int, Facts]]]
"""Loads the facts of people in some fact tables, as known now."""

GUEST = "guest/"
"""Before the name of somebody who is at a meeting and not of the team, such as a GP."""

_CASES = """
SELECT DISTINCT person_id FROM facts."case" WHERE team = $1 AND status = 'active' AND known_to = 'infinity'
AND start <= $2 AND (finish IS NULL OR finish > $2) ORDER BY person_id
"""
_PANEL = """
SELECT DISTINCT r.person_id FROM facts.registration r JOIN care.practice p ON p.practice = r.practice
WHERE p.team = $1 AND r.known_to = 'infinity' AND r.start <= $2 AND (r.finish IS NULL OR r.finish > $2)
ORDER BY r.person_id
"""
_AGAIN = """
SELECT i.person_id, i.part, i.why, i.records, i.said_by, m.id AS meeting, EXISTS (
    SELECT FROM access.sight s WHERE s.person_id = i.person_id AND s.hides & 1 = 0 AND s.since <= $4 AND $4 < s.until
    AND (s.party = $1 OR $5 AND s.party IN (SELECT practice FROM care.practice WHERE team = $1))) AS ours
FROM care.meeting_item i JOIN care.meeting m ON m.id = i.meeting
WHERE m.team = $1 AND m.series = $2 AND m.id <> $3 AND i.state IN ('waiting', 'deferred')
    AND (m.closed IS NOT NULL OR m.opened IS NULL AND m.at < $4)
ORDER BY m.at, i.place FOR UPDATE OF i
"""
_KEEP = """
INSERT INTO care.meeting_item (person_id, meeting, subject, composition, part, place, why, records, said_by, state,
    carried_from)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', $10)
"""
_HAND_OVER = """
WITH moved AS (UPDATE care.meeting_item i SET person_id = $2 FROM fhir.location l
    WHERE i.person_id = $1 AND l.person_id = $2 AND l.type = 'Patient' AND i.subject = 'Patient/' || l.id
    AND NOT EXISTS (SELECT FROM care.meeting_item o WHERE o.person_id = $2 AND o.meeting = i.meeting)
    RETURNING i.meeting)
DELETE FROM care.meeting_item i USING fhir.location l WHERE i.person_id = $1 AND l.person_id = $2
    AND l.type = 'Patient' AND i.subject = 'Patient/' || l.id AND i.meeting NOT IN (SELECT meeting FROM moved)
"""


@dataclass(frozen=True)
class Decision:
    """What the meeting decided somebody does: a role of the team, or one member of it, by when."""

    key: str
    title: str
    role: str
    practitioner: str | None
    due: datetime
    urgent: bool = False


class Meetings:
    """Holds meetings, through the record."""

    def __init__(self, record: Record, tasks: Tasks, zone: ZoneInfo) -> None:
        self._record, self._tasks, self._zone = record, tasks, zone

    async def prepare(self, connection: Connection, by: Account, series: Series, team: str) -> Meeting:
        """The meeting of a team that is next or open, kept so that people can be added to it."""
        _require_member(by, team)
        await connection.execute("SELECT FROM care.team WHERE id = $1 FOR UPDATE", team)
        found = await reading.upcoming(connection, series, team, self._record.clock.now(), self._zone)
        await connection.execute(
            "INSERT INTO care.meeting (id, team, series, title, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            found.id,
            team,
            series.id,
            series.title,
            found.at,
        )
        return found

    async def open(self, connection: Connection, by: Account, series: Series, team: str, load: Loader) -> Meeting:
        """Open the next meeting and build its agenda as known now; the one that is open already as it is."""
        meeting = await self.prepare(connection, by, series, team)
        if meeting.running:
            return meeting
        now = self._record.clock.now()
        again = await connection.fetch(_AGAIN, team, series.id, meeting.id, now, series.of == "panel")
        standing = await reading.items(connection, meeting.id)
        persons = [
            row["person_id"] for row in await connection.fetch(_CASES if series.of == "cases" else _PANEL, team, now)
        ]
        facts = await load(connection, persons, series.needs)
        talked = await reading.last_talked(connection, team, persons, now)
        lines = agenda(
            series.parts,
            facts,
            [item.person_id for item in standing],
            [_again(row) for row in again if row["ours"]],
            talked,
            now,
        )
        for place, line in enumerate(lines, 1):
            await self._keep(connection, meeting.id, line, place)
        await connection.execute(
            "UPDATE care.meeting_item SET place = place + $2 WHERE meeting = $1 AND person_id = ANY ($3)",
            meeting.id,
            len(lines),
            [item.person_id for item in standing],
        )
        for row in again:
            await connection.execute(
                "UPDATE care.meeting_item SET state = $3 WHERE person_id = $1 AND meeting = $2",
                row["person_id"],
                row["meeting"],
                "carried" if row["ours"] else "left",
            )
        await connection.execute(
            "UPDATE care.meeting SET opened = $2, chair = $3 WHERE id = $1", meeting.id, now, by.username
        )
        await self.attend(connection, by, meeting.id, {by.username: True})
        opened = await reading.find(connection, meeting.id)
        assert opened
        return opened

    async def add(self, connection: Connection, by: Account, meeting: str, person: int, reason: str) -> None:
        """Put somebody on the agenda by hand, or back on it who was deferred; who stands on it stays as they are."""
        if not reason.strip():
            raise BadInput("no reason is given", expected="why the team should talk about them")
        await self._held(connection, by, meeting, running=False)
        await require_sight(connection, [person])
        item = await reading.item(connection, meeting, person)
        if item is None:
            last = await connection.fetchval(
                "SELECT coalesce(max(place), 0) FROM care.meeting_item WHERE meeting = $1", meeting
            )
            line = Line(person, ADDED, Why(by_hand=reason.strip()), said_by=by.username)
            await self._keep(connection, meeting, line, last + 1)
        elif item.state == "deferred":
            await self._state(connection, item, "waiting", reason)

    async def defer(self, connection: Connection, by: Account, meeting: str, person: int, reason: str) -> None:
        """Leave somebody for the next meeting, with a reason. Conflict where they were talked about already."""
        if not reason.strip():
            raise BadInput("no reason is given", expected="why this can wait until the next meeting")
        await self._held(connection, by, meeting, running=False)
        item = await self._item(connection, meeting, person)
        if item.state == "discussed":
            raise Conflict("the team has talked about this person already")
        await self._state(connection, item, "deferred", reason)

    async def write(
        self, connection: Connection, by: Account, meeting: str, person: int, kind: Kind, text: str, version: int
    ) -> None:
        """Write a note about somebody, for the minutes or for the plan; they count as talked about.

        `version` is that of the person's note that the writer saw, 0 for none; Conflict where there is another now.
        """
        if not text.strip():
            raise BadInput("the note is empty", expected="what was said")
        held = await self._held(connection, by, meeting)
        item = await self._item(connection, meeting, person)
        now, body = self._record.clock.now(), None
        current, body = await self._note(connection, by, held, item)
        if current != version:
            raise Conflict("somebody else wrote about this person meanwhile", hint="Read it, then save yours")
        written = notes.with_note(body, Note(kind, by.display_name, now, text.strip()), _author(by))
        await self._record.write(connection, person, written, expected=version)
        await self._state(connection, item, "discussed")

    async def decide(
        self, connection: Connection, by: Account, meeting: str, person: int, decision: Decision, planned: str = ""
    ) -> str:
        """Make a decision a Task of the team; its id. Its key makes it one, however often it is sent. `planned` is the
        Task that the person's plan makes of it, where it stands in the plan."""
        if not decision.title.strip():
            raise BadInput("nothing is decided", expected="what has to be done")
        held = await self._held(connection, by, meeting)
        item = await self._item(connection, meeting, person)
        version, body = await self._note(connection, by, held, item)
        made = planned or id_of(f"{item.composition}/decision/{decision.key}")
        if made not in [task for task, _ in notes.decisions(body)]:
            title = decision.title.strip()
            now = self._record.clock.now()
            written = notes.with_task(body, made, title, _author(by), now)
            await self._record.write(connection, person, written, expected=version)
            ask = Ask(
                made,
                item.subject,
                f"Composition/{item.composition}",
                "meeting-decision",
                title,
                held.team,
                decision.role,
                decision.practitioner,
                decision.due,
                decision.urgent,
                f"Decided at {held.title}",
            )
            if not planned:
                await self._tasks.ask(connection, by, person, ask)
        await self._state(connection, item, "discussed")
        return made

    async def discussed(self, connection: Connection, by: Account, meeting: str, person: int) -> None:
        """Mark somebody as talked about, also where nothing was written."""
        held = await self._held(connection, by, meeting)
        item = await self._item(connection, meeting, person)
        version, body = await self._note(connection, by, held, item)
        if not version:
            await self._record.write(connection, person, body, expected=0)
        await self._state(connection, item, "discussed")

    async def attend(self, connection: Connection, by: Account, meeting: str, there: Mapping[str, bool]) -> None:
        """Keep who is there and who is not; of others nothing changes."""
        await self._held(connection, by, meeting)
        await connection.executemany(
            "INSERT INTO care.attendance (meeting, practitioner, present) VALUES ($1, $2, $3) "
            "ON CONFLICT (meeting, practitioner) DO UPDATE SET present = excluded.present",
            [(meeting, name, present) for name, present in there.items()],
        )

    async def close(self, connection: Connection, by: Account, meeting: str) -> None:
        """End the meeting: notes are final, and who was not reached comes again. Closing again changes nothing."""
        held = await self._held(connection, by, meeting, running=False, alone=True)
        if not held.running:
            if held.opened is None:
                raise Conflict("this meeting is not open yet")
            return
        now = self._record.clock.now()
        await connection.execute(
            "INSERT INTO care.attendance (meeting, practitioner, present) "
            "SELECT $1, id, false FROM care.practitioner WHERE team = $2 ON CONFLICT DO NOTHING",
            meeting,
            held.team,
        )
        there = await reading.attendance(connection, meeting)
        present = [_present(name) for name, here in sorted(there.items()) if here]
        for item in await reading.items(connection, meeting):
            if item.state == "discussed":
                version, body = await self._note(connection, by, held, item)
                if version:
                    final = notes.closed(body, present, now)
                    await self._record.write(connection, item.person_id, final, expected=version)
        await connection.execute("UPDATE care.meeting SET closed = $2 WHERE id = $1", meeting, now)

    async def _keep(self, connection: Connection, meeting: str, line: Line, place: int) -> None:
        subject = await self._record.patient(connection, line.person_id)
        if subject is None:
            raise NotFound("this person has no record here")
        await connection.execute(
            _KEEP,
            line.person_id,
            meeting,
            subject,
            id_of(f"{meeting}/{subject}"),
            line.part,
            place,
            line.why.content(),
            list(line.records),
            line.said_by,
            line.again,
        )

    async def _held(
        self, connection: Connection, by: Account, meeting: str, *, running: bool = True, alone: bool = False
    ) -> Meeting:
        """The meeting, of a team of `by`; it is not closed (nor opened) by others until this transaction ends."""
        lock = "UPDATE" if alone else "SHARE"
        await connection.execute(f"SELECT FROM care.meeting WHERE id = $1 FOR {lock}", meeting)
        found = await reading.find(connection, meeting)
        if found is None or found.team not in by.parties:
            raise NotFound("there is no such meeting of your teams")
        if found.closed and not alone:
            raise Conflict("this meeting is closed", hint="What is written now goes to the next one")
        if running and not found.opened and not alone:
            raise Conflict("this meeting is not open yet", hint="Open it first")
        return found

    async def _item(self, connection: Connection, meeting: str, person: int) -> Item:
        """A person on the agenda whom the acting account may see; held for this transaction."""
        await connection.execute(
            "SELECT FROM care.meeting_item WHERE person_id = $1 AND meeting = $2 FOR UPDATE", person, meeting
        )
        item = await reading.item(connection, meeting, person)
        if item is None:
            raise NotFound("there is nobody of that number on this agenda")
        await require_sight(connection, [person], f"Composition/{item.composition}", item.subject)
        return item

    async def _note(self, connection: Connection, by: Account, held: Meeting, item: Item) -> tuple[int, Resource]:
        """The version and content of the person's note; 0 and a fresh one where there is none yet."""
        try:
            _, version, body = await self._record.find(connection, f"Composition/{item.composition}")
        except NotFound:
            why = item.why.by_hand or item.why.title
            head = notes.Head(item.composition, item.subject, held.title, why, self._record.clock.now())
            return 0, notes.fresh(head, _author(by))
        return version, body

    async def _state(self, connection: Connection, item: Item, state: reading.State, note: str = "") -> None:
        await connection.execute(
            "UPDATE care.meeting_item SET state = $3, note = $4 WHERE person_id = $1 AND meeting = $2",
            item.person_id,
            item.meeting,
            state,
            note.strip() or (item.note if state == item.state else ""),
        )


async def hand_over(connection: Connection, source: str, local_id: str, giver: int, taker: int) -> None:
    """Items follow the source's Patient that they are about, as their mover's last part; again does nothing."""
    await connection.execute(_HAND_OVER, giver, taker)


def _again(row: Any) -> Line:
    records = tuple(row["records"])
    return Line(row["person_id"], row["part"], Why.read(row["why"]), records, row["meeting"], row["said_by"])


def _author(by: Account) -> Resource:
    return {"reference": f"Practitioner/{by.username}", "display": by.display_name}


def _present(name: str) -> Resource:
    guest = name.removeprefix(GUEST)
    return {"display": guest} if guest != name else {"reference": f"Practitioner/{name}"}


def _require_member(by: Account, team: str) -> None:
    if team not in by.parties:
        raise Refused("this is another team's meeting", hint="Ask that team")
