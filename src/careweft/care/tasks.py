"""Tasks: the worklist, what people do with a task, and the escalation of those that are overdue."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from careweft.access.accounts import Account
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, Refused
from careweft.care.entry.state import TRIAGE, business, code_of
from careweft.care.record import Record, replaced
from careweft.care.resources import EXTENSION, OPEN, Resource, communication, id_of, last_part, task

Status = Literal["requested", "in-progress", "on-hold", "completed", "cancelled"]
STEPS: dict[str, frozenset[str]] = {
    "requested": frozenset({"in-progress", "on-hold", "completed", "cancelled"}),
    "in-progress": frozenset({"requested", "on-hold", "completed", "cancelled"}),
    "on-hold": frozenset({"requested", "in-progress", "completed", "cancelled"}),
}
"""From each open status, what a person may make of it. A closed task stays closed."""


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


@dataclass(frozen=True)
class Filter:
    """What a worklist shows: empty fields do not restrict it. `standing_in` are those whose tasks are also shown where
    it is restricted to those of a `practitioner`."""

    teams: tuple[str, ...] = ()
    role: str = ""
    practitioner: str = ""
    standing_in: tuple[str, ...] = ()
    unassigned: bool = False
    status: str = "open"
    overdue_at: datetime | None = None
    person_id: int | None = None
    code: str = ""


_COLUMNS = """person_id, id, code, title, status, urgent, team, role, practitioner, authored, due, escalate, escalated,
    why, focus, note, version"""
_LIST = f"""
SELECT {_COLUMNS} FROM care.task
WHERE (cardinality($1::text[]) = 0 OR team = ANY ($1)) AND ($2 = '' OR role = $2) AND ($3 = '' OR practitioner = $3
    OR practitioner = ANY ($10))
    AND (NOT $9 OR practitioner IS NULL)
    AND (CASE $4 WHEN 'open' THEN status IN ('requested', 'in-progress', 'on-hold') WHEN 'all' THEN true
        ELSE status = $4 END)
    AND ($5::timestamptz IS NULL OR due <= $5) AND ($6::bigint IS NULL OR person_id = $6) AND ($7 = '' OR code = $7)
ORDER BY status IN ('requested', 'in-progress', 'on-hold') DESC,
    urgent OR escalated IS NOT NULL DESC, due NULLS LAST, id
LIMIT $8
"""


async def worklist(connection: Connection, chosen: Filter, most: int = 200) -> list[Task]:
    """The tasks that the acting account may see, the most urgent first."""
    rows = await connection.fetch(
        _LIST,
        list(chosen.teams),
        chosen.role,
        chosen.practitioner,
        chosen.status,
        chosen.overdue_at,
        chosen.person_id,
        chosen.code,
        most,
        chosen.unassigned,
        list(chosen.standing_in),
    )
    return [Task(*row) for row in rows]


async def find(connection: Connection, task_id: str) -> Task | None:
    """A task by its id, where the acting account may see it."""
    row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM care.task WHERE id = $1", task_id)
    return Task(*row) if row else None


@dataclass(frozen=True)
class Step:
    """What somebody does with a task: its new status, why, and the version that they were looking at."""

    status: Status
    note: str = ""
    version: int | None = None


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
        now = self._record.clock.now().isoformat()
        body |= {"status": step.status, "lastModified": now}
        if step.note:
            note = {"authorString": by.display_name, "time": now, "text": step.note}
            body["note"] = [*body.get("note", ()), note]
        await self._record.write(connection, person_id, body, expected=version)

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
        await self._record.write(connection, person_id, task(ask.id, ask.subject, ask.focus, content, now))

    async def assign(
        self, connection: Connection, by: Account, task_id: str, practitioner: str | None, version: int | None = None
    ) -> None:
        """Give an open task to one practitioner of its team, or back to the whole team (None).

        Conflict where it is not at `version` any more or is closed; Refused for who is not of its team.
        """
        person_id, version, body = await self._mine(connection, by, task_id, version)
        if body["status"] not in OPEN:
            raise Conflict(f"this task is {body['status']} and cannot be given to anybody")
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
        manager = await connection.fetchval("SELECT manager FROM care.team WHERE id = $1", team)
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


def is_open(task: Task) -> bool:
    """Whether somebody still has to do it."""
    return task.status in OPEN
