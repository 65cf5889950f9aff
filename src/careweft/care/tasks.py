"""Tasks: the worklist, what people do with a task, and the escalation of those that are overdue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from careweft.access.accounts import Account
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, Refused
from careweft.care.advice import CALL
from careweft.care.corrections.projection import AGAIN
from careweft.care.corrections.projection import CODE as CORRECT
from careweft.care.entry.state import CODES, TRIAGE, business, code_of
from careweft.care.equipment.things import TASKS as EQUIPMENT
from careweft.care.projection import ACTION
from careweft.care.record import Record, replaced
from careweft.care.resources import EXTENSION, OPEN, Resource, communication, extension, id_of, last_part, task

Status = Literal["requested", "in-progress", "on-hold", "completed", "cancelled"]
STEPS: dict[str, frozenset[str]] = {
    "requested": frozenset({"in-progress", "on-hold", "completed", "cancelled"}),
    "in-progress": frozenset({"requested", "on-hold", "completed", "cancelled"}),
    "on-hold": frozenset({"requested", "in-progress", "completed", "cancelled"}),
}
"""From each open status, what a person may make of it. A closed task stays closed."""

BY_HAND = "by-hand"
"""The code of what somebody asks for in their own words."""


@dataclass(frozen=True)
class Task:
    """One line of a worklist."""

    person_id: int
    id: str
    code: str
    title: str
    status: Status
    urgent: bool
    team: str
    role: str
    practitioner: str | None
    authored: datetime
    due: datetime | None
    escalate: str
    escalated: datetime | None
    why: str
    focus: str
    note: str
    version: int
    reason: str = ""
    held_until: datetime | None = None
    requester: str = ""


@dataclass(frozen=True)
class Filter:
    """What a worklist shows: empty fields do not restrict it. `standing_in` are those whose tasks are also shown where
    it is restricted to those of a `practitioner`; `due` are half-open intervals, None for without an end, and a task
    with no due time is due after all others."""

    teams: tuple[str, ...] = ()
    role: str = ""
    practitioner: str = ""
    standing_in: tuple[str, ...] = ()
    unassigned: bool = False
    status: str = "open"
    overdue_at: datetime | None = None
    person_id: int | None = None
    code: str = ""
    urgent: bool = False
    due: tuple[tuple[datetime | None, datetime | None], ...] = ()


_COLUMNS = """person_id, id, code, title, status, urgent, team, role, practitioner, authored, due, escalate, escalated,
    why, focus, note, version, reason, held_until, requester"""
_OPEN = "status IN ('requested', 'in-progress', 'on-hold')"
_DUE = """EXISTS (SELECT FROM unnest({}::timestamptz[], {}::timestamptz[]) AS d (since, until)
    WHERE (d.since IS NULL OR coalesce(due, 'infinity') >= d.since)
        AND (d.until IS NULL OR coalesce(due, 'infinity') < d.until))"""


async def worklist(connection: Connection, chosen: Filter, most: int = 200) -> list[Task]:
    """The tasks that the acting account may see, the most urgent first."""
    conditions, values = _conditions(chosen)
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM care.task WHERE {' AND '.join(conditions) or 'true'} ORDER BY {_OPEN} DESC, "
        f"urgent OR escalated IS NOT NULL DESC, due NULLS LAST, id LIMIT ${len(values) + 1}",
        *values,
        most,
    )
    return [Task(*row) for row in rows]


def _conditions(chosen: Filter) -> tuple[list[str], list[Any]]:
    """What restricts a list, and the values: only that, so that the indexes of it can be used."""
    every: list[tuple[bool, str, list[Any]]] = [
        (chosen.person_id is not None, "person_id = {}", [chosen.person_id]),
        (bool(chosen.teams), "team = ANY ({}::text[])", [list(chosen.teams)]),
        (
            bool(chosen.practitioner),
            "practitioner = ANY ({}::text[])",
            [[chosen.practitioner, *chosen.standing_in]],
        ),
        (chosen.unassigned, "practitioner IS NULL", []),
        (chosen.status == "open", _OPEN, []),
        (chosen.status not in ("open", "all"), "status = {}", [chosen.status]),
        (bool(chosen.role), "role = {}", [chosen.role]),
        (bool(chosen.code), "code = {}", [chosen.code]),
        (chosen.urgent, "(urgent OR escalated IS NOT NULL)", []),
        (chosen.overdue_at is not None, "due <= {}", [chosen.overdue_at]),
        (bool(chosen.due), _DUE, [[since for since, _ in chosen.due], [until for _, until in chosen.due]]),
    ]
    conditions: list[str] = []
    values: list[Any] = []
    for asked, condition, given in every:
        if asked:
            conditions.append(condition.format(*(f"${len(values) + n}" for n in range(1, len(given) + 1))))
            values += given
    return conditions, values


_CODES = f"""
WITH RECURSIVE kinds AS (
    SELECT t.team, k.code, k.title FROM unnest($1::text[]) AS t (team) CROSS JOIN LATERAL (
        SELECT code, title FROM care.task WHERE team = t.team AND {_OPEN} ORDER BY code, title LIMIT 1) AS k
    UNION ALL
    SELECT s.team, k.code, k.title FROM kinds s CROSS JOIN LATERAL (
        SELECT code, title FROM care.task WHERE team = s.team AND code > s.code AND {_OPEN} ORDER BY code, title LIMIT 1
    ) AS k
)
SELECT code, min(title) AS title FROM kinds GROUP BY code ORDER BY 2, 1
"""


async def codes(connection: Connection, teams: Sequence[str]) -> list[tuple[str, str]]:
    """Which kinds of open tasks these parties have: the code, and the title of one. A step of the index for each."""
    return [(row["code"], row["title"]) for row in await connection.fetch(_CODES, list(teams))]


async def find(connection: Connection, task_id: str) -> Task | None:
    """A task by its id, where the acting account may see it."""
    row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM care.task WHERE id = $1", task_id)
    return Task(*row) if row else None


@dataclass(frozen=True)
class Step:
    """What somebody does with a task: its new status, why, and the version that they were looking at.

    Nothing is put on hold or cancelled without saying why. A task on hold comes back by itself at `until`, where that
    is said.
    """

    status: Status
    note: str = ""
    version: int | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Ask:
    """A task that somebody gives: its id (made of what makes it one), about which Patient, what for, and to whom."""

    id: str
    subject: str
    focus: str
    code: str
    title: str
    team: str
    role: str
    practitioner: str | None
    due: datetime
    urgent: bool = False
    why: str = ""
    escalate: str = "manager"


class Tasks:
    """Changes tasks, through the record."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def step(self, connection: Connection, by: Account, task_id: str, step: Step) -> None:
        """Change a task's status, as a member of its team.

        Conflict where somebody else changed it meanwhile or it is closed; Refused for who is not of its team.
        """
        person_id, version, body = await self._mine(connection, by, task_id, step.version)
        if step.status not in STEPS.get(body["status"], frozenset()):
            raise Conflict(f"this task is {body['status']} and cannot become {step.status}")
        if business(body):
            raise Refused("this referral waits for somebody else's answer", hint="Look at the referral's page")
        if code_of(body) == TRIAGE and step.status in ("completed", "cancelled"):
            raise Refused("a referral is not over before its sender is answered", hint="Decide on the referral's page")
        if code_of(body) in (CORRECT, AGAIN) and step.status in ("completed", "cancelled"):
            raise Refused("the person waits for an answer", hint="Answer on the page of the correction")
        if code_of(body) == CALL and step.status == "completed":
            raise Refused("a call is over when the advice is written down", hint="Do it on the page of the call")
        if code_of(body) in EQUIPMENT and step.status == "completed":
            raise Refused("this is done when the thing has moved", hint="Say so on the person's page of equipment")
        self._check(step)
        body = self._noted(_stands(body, step.status, step.note, step.until), by.display_name, step.note)
        await self._record.write(connection, person_id, body, expected=version)
        if step.status in ("completed", "cancelled"):
            await self._answer(connection, person_id, body, version + 1)

    def _check(self, step: Step) -> None:
        if step.status in REASONED and not step.note:
            raise BadInput("nothing says why", where="note", expected="a reason")
        if step.until is not None and (step.status != "on-hold" or step.until <= self._record.clock.now()):
            raise BadInput("the time until which it is on hold has passed", where="until", expected="a time to come")

    def _noted(self, body: Resource, who: str, text: str) -> Resource:
        now = self._record.clock.now().isoformat()
        note = {"authorString": who, "time": now, "text": text}
        return body | ({"note": [*body.get("note", ()), note]} if text else {}) | {"lastModified": now}

    async def _answer(self, connection: Connection, person_id: int, body: Resource, version: int) -> None:
        """Whoever passed a task on to another party hears what became of it."""
        asked = extension(body, "passed-from")
        if asked is None:
            return
        text = "\n".join(
            [f"{'Done' if body['status'] == 'completed' else 'Cancelled'}: {body['code']['text']}"]
            + [note["text"] for note in body.get("note", ())[-1:]]
        )
        to = last_part(asked["valueReference"])
        key = id_of(f"Task/{body['id']}/answered/{version}")
        now = self._record.clock.now()
        told = communication(key, body["for"]["reference"], f"Task/{body['id']}", to, text, now)
        await self._record.write(connection, person_id, told)

    async def postpone(
        self, connection: Connection, by: Account, task_id: str, due: datetime, why: str, version: int | None = None
    ) -> None:
        """Give an open task a later or earlier due time to come; one that was escalated counts anew.

        Raises BadInput where nothing says why or the time has passed; Refused for what has a clock of its own.
        """
        person_id, version, body = await self._mine(connection, by, task_id, version)
        if body["status"] not in OPEN:
            raise Conflict(f"this task is {body['status']} and cannot be postponed")
        if code_of(body) in _OWN_CLOCK:
            raise Refused("a referral has a clock of its own", hint="Decide on the referral's page")
        if not why:
            raise BadInput("nothing says why", where="note", expected="a reason")
        if due <= self._record.clock.now():
            raise BadInput("the due time has passed", where="due", expected="a time to come")
        body |= {"restriction": {**body.get("restriction", {}), "period": {"end": due.isoformat()}}}
        kept = replaced(body.pop("extension", ()), f"{EXTENSION}/escalated", None)
        await self._record.write(
            connection, person_id, self._noted(body | kept, by.display_name, why), expected=version
        )

    async def pass_on(
        self, connection: Connection, by: Account, task_id: str, to: str, why: str, version: int | None = None
    ) -> None:
        """Give an open task to another team or organisation, which sees the person as long as it is open; they are
        told now, and whoever passes it on is told what becomes of it.

        Raises BadInput for nobody of this place; Refused for what is another page's to pass on.
        """
        person_id, version, body = await self._mine(connection, by, task_id, version)
        before = last_part(body["owner"])
        if body["status"] not in OPEN:
            raise Conflict(f"this task is {body['status']} and cannot be passed on")
        if code_of(body) in _ELSEWHERE:
            raise Refused("this is passed on elsewhere", hint="Use the page of the referral, the plan or the case")
        if not why:
            raise BadInput("nothing says why", where="note", expected="a reason")
        kind = await connection.fetchval(_PARTY, to)
        if kind is None or to == before:
            raise BadInput("nobody is chosen who could do it", where="to", expected="another team or organisation")
        asked = extension(body, "passed-from")
        back = asked is not None and last_part(asked["valueReference"]) == to
        first = asked["valueReference"] if asked else body["owner"]
        kept = replaced(body.pop("extension", ()), f"{EXTENSION}/assignee", None).get("extension", ())
        kept = replaced(kept, f"{EXTENSION}/passed-from", None if back else {"valueReference": first})
        body = _stands(body, "requested", "", None) | {"owner": {"reference": f"{kind}/{to}"}} | kept
        body = self._noted(body, by.display_name, why)
        now = self._record.clock.now()
        key = id_of(f"Task/{task_id}/passed/{version + 1}")
        text = f"A task for you: {body['code']['text']}. {why}"
        told = communication(key, body["for"]["reference"], f"Task/{task_id}", to, text, now)
        await self._record.write(connection, person_id, body, expected=version)
        await self._record.write(connection, person_id, told)

    async def ask(self, connection: Connection, by: Account, person_id: int, ask: Ask) -> None:
        """Give a team of `by` a task about a person; where there is one of that id already, nothing changes.

        BadInput for a due time that has passed, or somebody who is not of the team.
        """
        await require_sight(connection, [person_id], ask.subject)
        if ask.team not in by.parties:
            raise Refused("this is another team", hint="Ask that team")
        if await connection.fetchval("SELECT true FROM fhir.resource WHERE type = 'Task' AND id = $1", ask.id):
            return
        now = self._record.clock.now()
        if ask.due <= now:
            raise BadInput("the due time has passed", expected="a time to come")
        member = "SELECT true FROM care.practitioner WHERE id = $1 AND team = $2"
        if ask.practitioner and not await connection.fetchval(member, ask.practitioner, ask.team):
            raise BadInput("who should do it is not of this team", expected="a role or a member of the team")
        content = {
            "code": ask.code,
            "title": ask.title,
            "role": ask.role,
            "team": ask.team,
            "practitioner": ask.practitioner,
            "due": ask.due.isoformat(),
            "escalate": ask.escalate,
            "urgent": ask.urgent,
            "why": ask.why,
        }
        made = task(ask.id, ask.subject, ask.focus, content, now)
        made["requester"] = {"reference": f"Practitioner/{by.username}", "display": by.display_name}
        await self._record.write(connection, person_id, made)

    async def assign(
        self, connection: Connection, by: Account, task_id: str, practitioner: str | None, version: int | None = None
    ) -> None:
        """Give an open task to one practitioner of its team, or back to the whole team (None).

        Conflict where it is not at `version` any more or is closed; Refused for who is not of its team.
        """
        person_id, version, body = await self._mine(connection, by, task_id, version)
        if body["status"] not in OPEN:
            raise Conflict(f"this task is {body['status']} and cannot be given to anybody")
        member = "SELECT true FROM care.practitioner WHERE id = $1 AND team = $2"
        owner = last_part(body["owner"])
        if practitioner not in (None, by.username) and not await connection.fetchval(member, practitioner, owner):
            raise BadInput("who should do it is not of this team", where="to", expected="a member of the team")
        given = {"valueReference": {"reference": f"Practitioner/{practitioner}"}} if practitioner else None
        body |= replaced(body.pop("extension", ()), f"{EXTENSION}/assignee", given)
        await self._record.write(connection, person_id, body, expected=version)

    async def _mine(
        self, connection: Connection, by: Account, task_id: str, version: int | None
    ) -> tuple[int, int, Resource]:
        """Person, version and content of a task that `by` may change, as it was when they looked at it."""
        person_id, current, body = await self._record.find(connection, f"Task/{task_id}")
        await require_sight(connection, [person_id], f"Task/{task_id}")
        if last_part(body["owner"]) not in by.parties:
            raise Refused("this task is another team's", hint="Ask that team, or tell them what you have done")
        if version is not None and version != current:
            raise Conflict("somebody else changed this task meanwhile", hint="Look at it again, then decide")
        return person_id, current, body

    async def resume_held(self, connection: Connection, most: int = 200) -> int:
        """Put back what was on hold until a time that has come, once each; how many that was."""
        rows = await connection.fetch(
            "SELECT person_id, id, practitioner FROM care.task WHERE status = 'on-hold' AND held_until <= base.now() "
            "ORDER BY held_until, id LIMIT $1 FOR UPDATE SKIP LOCKED",
            most,
        )
        for row in rows:
            body = await self._record.read(connection, f"Task/{row['id']}")
            status: Status = "in-progress" if row["practitioner"] else "requested"
            body = self._noted(_stands(body, status, "", None), "Careweft", "No longer on hold: the time has come")
            await self._record.write(connection, row["person_id"], body)
        return len(rows)

    async def escalate_overdue(self, connection: Connection, most: int = 200) -> list[str]:
        """Escalate every task that is past its due time, once each; return the teams concerned.

        An escalated task becomes urgent, and whoever its model names is told. The mark on the task is the key.
        """
        rows = await connection.fetch(
            "SELECT person_id, id FROM care.task WHERE status IN ('requested', 'in-progress') AND escalate <> '' "
            "AND escalated IS NULL AND due <= base.now() ORDER BY due LIMIT $1 FOR UPDATE SKIP LOCKED",
            most,
        )
        return [await self._escalate(connection, row["person_id"], row["id"]) for row in rows]

    async def _escalate(self, connection: Connection, person_id: int, task_id: str) -> str:
        body = await self._record.read(connection, f"Task/{task_id}")
        now = self._record.clock.now()
        team = str(body["owner"]["reference"]).rsplit("/", 1)[-1]
        body |= {"priority": "urgent", "lastModified": now.isoformat()}
        body |= replaced(body.get("extension", ()), f"{EXTENSION}/escalated", {"valueDateTime": now.isoformat()})
        asked = extension(body, "passed-from")
        whose = [team, *([last_part(asked["valueReference"])] if asked else [])]
        manager = await connection.fetchval(
            "SELECT manager FROM care.team WHERE id = ANY ($1) ORDER BY array_position($1, id) LIMIT 1", whose
        )
        told = communication(
            id_of(f"{task_id}/escalated/{body['restriction']['period']['end']}"),
            body["for"]["reference"],
            f"Task/{task_id}",
            f"staff/{manager}" if manager else team,
            f"Overdue: {body['code']['text']}",
            now,
        )
        await self._record.write(connection, person_id, body, told)
        return team


REASONED = ("on-hold", "cancelled")
"""What is not done without saying why."""
_OWN_CLOCK = (TRIAGE, *CODES)
_ELSEWHERE = (*_OWN_CLOCK, ACTION, "allocate")
_PARTY = """
SELECT 'CareTeam' FROM care.team WHERE id = $1 AND id <> 'unallocated'
UNION ALL SELECT 'Organization' FROM feeds.source WHERE code = $1 AND kind <> '' LIMIT 1
"""


def _stands(body: Resource, status: Status, why: str, until: datetime | None) -> Resource:
    """A task with another status, why, and until when it is held."""
    body = {name: value for name, value in body.items() if name != "statusReason"} | {"status": status}
    held = {"valueDateTime": until.isoformat()} if until else None
    body |= replaced(body.pop("extension", ()), f"{EXTENSION}/held-until", held)
    return body | ({"statusReason": {"text": why}} if status in REASONED and why else {})


def may_pass_on(task: Task) -> bool:
    """Whether this is the way to give it to another party: not for what the referral's, plan's or case's page does."""
    return is_open(task) and task.code not in _ELSEWHERE


def has_due_of_ours(task: Task) -> bool:
    """Whether people may give it another due time."""
    return is_open(task) and task.code not in _OWN_CLOCK


def is_open(task: Task) -> bool:
    """Whether somebody still has to do it."""
    return task.status in OPEN
