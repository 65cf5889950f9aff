"""The tasks of a stay: each has a name among them, and is made once, moved, withdrawn and taken up again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.base.db import Connection
from careweft.care import resources
from careweft.care.reactions import open_case, practice_of
from careweft.care.record import Record
from careweft.care.resources import OPEN, Resource
from careweft.care.transitions.known import Whose
from careweft.care.transitions.plan import DischargePlan
from careweft.care.transitions.rehabilitation import plan_id as rehabilitation_id
from careweft.care.transitions.terms import GP, WARD, Do, Ready

UNDONE: Final = "What it was for was cancelled or corrected"
MEDICINES: Final = "after/medicines"
REHABILITATION_AGAIN: Final = "after/rehabilitation-update"
"""The names of the tasks to bring the medicines, and the rehabilitation plan, up to date after the stay."""
_READY_AT: Final = time(9)
END_OF_DAY: Final = time(23, 59)


@dataclass(frozen=True)
class Wanted:
    """A task of a stay: its name among the stay's tasks, what is to be done, by when, what it is about, and the letters
    that lie beside it."""

    name: str
    do: Do | Ready
    due: datetime
    focus: str = ""
    beside: tuple[str, ...] = ()


class StayTasks:
    """Keeps the tasks of stays, through the record. The name stands in Task.groupIdentifier."""

    def __init__(self, record: Record, zone: ZoneInfo) -> None:
        self._record, self._zone = record, zone

    async def ask(self, connection: Connection, whose: Whose, plan: DischargePlan, *wanted: Wanted) -> None:
        """Make these tasks where there are none; move those that are open; take up again those that were withdrawn.

        What a human finished or cancelled stays as it is; where a letter comes after that, it is to be done once more.
        """
        if bodies := await self.bodies(connection, whose, plan, *wanted):
            await self._record.write(connection, whose.person_id, *bodies)

    async def bodies(
        self, connection: Connection, whose: Whose, plan: DischargePlan, *wanted: Wanted
    ) -> list[Resource]:
        """The tasks that `ask` would write."""
        known = await self._known(connection, plan, wanted)
        again = [replace(each, name=f"{each.name}/{each.beside[-1]}")
                 for each in wanted if _came_after(known.get(each.name), each)]  # fmt: skip
        if again:
            known |= await self._known(connection, plan, again)
        made = [
            self._moved(known[each.name], each) if each.name in known else self._made(whose, plan, each)
            for each in (*wanted, *again)
        ]
        return [body for body in made if body]

    async def _known(
        self, connection: Connection, plan: DischargePlan, wanted: Sequence[Wanted]
    ) -> dict[str, Resource]:
        """Those of these tasks that there are, by name."""
        ids = {task_id(plan.stay, each.name): each.name for each in wanted}
        found = await self._record.read_many(connection, [f"Task/{made}" for made in ids])
        return {ids[body["id"]]: body for body in found}

    def _moved(self, known: Resource, wanted: Wanted) -> Resource | None:
        withdrawn = known["status"] == "cancelled" and known.get("statusReason", {}).get("text") == UNDONE
        now = {**known, "restriction": {"period": {"end": wanted.due.isoformat()}}}
        now = {name: value for name, value in now.items() if name != "input"} | _beside(wanted)
        if withdrawn:
            now = {name: value for name, value in now.items() if name != "statusReason"} | {"status": "requested"}
        if now == known or not (withdrawn or known["status"] in OPEN):
            return None
        return {**now, "lastModified": self._record.clock.now().isoformat()}

    def _made(self, whose: Whose, plan: DischargePlan, wanted: Wanted) -> Resource:
        team, lead = self._owner(whose, plan, wanted.do.by)
        content = {
            "code": wanted.do.code,
            "title": wanted.do.title,
            "role": wanted.do.by,
            "team": team,
            "practitioner": lead,
            "due": wanted.due.isoformat(),
            "escalate": wanted.do.escalate if isinstance(wanted.do, Do) else whose.terms.escalate,
            "urgent": False,
        }
        made, focus = task_id(plan.stay, wanted.name), wanted.focus or plan.record
        body = resources.task(made, plan.subject, focus, content, self._record.clock.now())
        return {**body, "groupIdentifier": {"value": wanted.name}, **_beside(wanted)}

    async def done(self, connection: Connection, by: Account, person_id: int, plan: DischargePlan, part: str) -> None:
        """Finish the open tasks of a stay that are `by`'s and whose name begins with `part`: they did just that."""
        for body in await self._open(connection, person_id, plan, part):
            if resources.last_part(body["owner"]) in by.parties:
                note = {"authorString": by.display_name, "time": self._record.clock.now().isoformat(), "text": "Done"}
                over = {"status": "completed", "note": [*body.get("note", ()), note]}
                await self._write(connection, person_id, body | over)

    async def without_letter(self, connection: Connection, person_id: int, plan: DischargePlan) -> None:
        """Withdraw what was to be done once more by a letter that is one no longer."""
        for body in await self._open(connection, person_id, plan, "after/"):
            _, by, letter = body["groupIdentifier"]["value"].partition("/DocumentReference/")
            if by and f"DocumentReference/{letter}" not in plan.letters:
                gone = {"status": "cancelled", "statusReason": {"text": UNDONE}}
                await self._write(connection, person_id, body | gone)

    async def is_ready(self, connection: Connection, plan: DischargePlan, code: str) -> bool:
        """Whether what must be ready is."""
        found = await self._record.read_many(connection, [f"Task/{task_id(plan.stay, f'ready/{code}')}"])
        return any(body["status"] == "completed" for body in found)

    async def settle_ready(self, connection: Connection, whose: Whose, plan: DischargePlan) -> None:
        """What is ready by the arrival of a letter is done while there is one, and to be done again where it is taken
        back. What people finished themselves stays so."""
        wanted = {task_id(plan.stay, f"ready/{each.code}"): each.letter for each in whose.terms.ready if each.letter}
        for body in await self._record.read_many(connection, [f"Task/{made}" for made in wanted]):
            letters = whose.letters(plan.stay, wanted[body["id"]])
            by_letter = body["status"] == "completed" and "output" in body
            now = {name: value for name, value in body.items() if name != "output"}
            if letters and (by_letter or body["status"] in OPEN):
                now |= {"status": "completed", "output": [_letter(letters[-1])]}
            elif by_letter:
                now |= {"status": "requested"}
            else:
                continue
            if now != body:
                await self._write(connection, whose.person_id, now)

    async def withdraw(self, connection: Connection, person_id: int, plan: DischargePlan, part: str) -> None:
        """Withdraw the open tasks of a stay whose name begins with `part`."""
        for body in await self._open(connection, person_id, plan, part):
            gone = {"status": "cancelled", "statusReason": {"text": UNDONE}}
            await self._write(connection, person_id, body | gone)

    async def _open(self, connection: Connection, person_id: int, plan: DischargePlan, part: str) -> list[Resource]:
        """The open tasks of a stay whose name begins with `part`."""
        rows = await connection.fetch(
            "SELECT id FROM care.task WHERE person_id = $1 AND status IN ('requested', 'in-progress', 'on-hold') "
            "AND focus = ANY ($2)",
            person_id,
            [plan.record, f"CarePlan/{rehabilitation_id(plan.stay)}"],
        )
        found = await self._record.read_many(connection, [f"Task/{row['id']}" for row in rows])
        return [body for body in found if body.get("groupIdentifier", {}).get("value", "").startswith(part)]

    async def move(self, connection: Connection, person_id: int, plan: DischargePlan) -> None:
        """What must be ready is due on the morning of the expected day."""
        end = self.due(plan).isoformat()
        for body in await self._record.read_many(connection, [f"Task/{task}" for task in plan.tasks]):
            if body["status"] in OPEN and body["restriction"]["period"]["end"] != end:
                await self._write(connection, person_id, body | {"restriction": {"period": {"end": end}}})

    def due(self, plan: DischargePlan) -> datetime:
        """When what must be ready is due."""
        return self.on(plan.expected.day, _READY_AT)

    def on(self, day: date, at: time = END_OF_DAY) -> datetime:
        """A local time of a day as an instant."""
        return datetime.combine(day, at, self._zone).astimezone(UTC)

    async def _write(self, connection: Connection, person_id: int, body: Resource) -> None:
        await self._record.write(connection, person_id, {**body, "lastModified": self._record.clock.now().isoformat()})

    def _owner(self, whose: Whose, plan: DischargePlan, by: str) -> tuple[str, str | None]:
        """The party that does it: the hospital, the practice, or the team with whoever leads the case."""
        now = self._record.clock.now()
        if by == WARD and plan.hospital:
            return plan.hospital, None
        if by == GP and (practice := practice_of(whose.facts, now)):
            return practice, None
        case = open_case(whose.facts, now)
        leads = case is not None and by == whose.terms.lead and case["team"] == plan.team
        return plan.team, case["coordinator"] if case and leads else None


def _letter(record: str) -> Resource:
    return {"type": {"text": "letter"}, "valueReference": {"reference": record}}


def _beside(wanted: Wanted) -> Resource:
    """The letters beside a task, as its input."""
    return {"input": [_letter(each) for each in wanted.beside]} if wanted.beside else {}


def letters_beside(task: Mapping[str, Any]) -> list[str]:
    """The letters that lie beside a Task."""
    named = [str(each.get("valueReference", {}).get("reference", "")) for each in task.get("input", ())]
    return [each for each in named if each.startswith("DocumentReference/")]


def _came_after(known: Resource | None, wanted: Wanted) -> bool:
    """Whether a letter came after somebody had finished the task."""
    done = known is not None and known["status"] == "completed" and bool(wanted.beside)
    return done and wanted.beside[-1] not in letters_beside(known or {})


def task_id(stay: str, name: str) -> str:
    """The id of the task of that name of a stay."""
    return resources.id_of(f"{stay}/discharge/{name}")
