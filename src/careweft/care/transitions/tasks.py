"""The tasks of a stay: each has a name among them, and is made once, moved, withdrawn and taken up again."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

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
_READY_AT: Final = time(9)
END_OF_DAY: Final = time(23, 59)


@dataclass(frozen=True)
class Wanted:
    """A task of a stay: its name among the stay's tasks, what is to be done, by when, and what it is about."""

    name: str
    do: Do | Ready
    due: datetime
    focus: str = ""


class StayTasks:
    """Keeps the tasks of stays, through the record. The name stands in Task.groupIdentifier."""

    def __init__(self, record: Record, zone: ZoneInfo) -> None:
        self._record, self._zone = record, zone

    async def ask(self, connection: Connection, whose: Whose, plan: DischargePlan, *wanted: Wanted) -> None:
        """Make these tasks where there are none; move those that are open; take up again those that were withdrawn.

        What a human finished or cancelled stays as it is.
        """
        if bodies := await self.bodies(connection, whose, plan, *wanted):
            await self._record.write(connection, whose.person_id, *bodies)

    async def bodies(
        self, connection: Connection, whose: Whose, plan: DischargePlan, *wanted: Wanted
    ) -> list[Resource]:
        """The tasks that `ask` would write."""
        ids = {each.name: task_id(plan.stay, each.name) for each in wanted}
        found = await self._record.read_many(connection, [f"Task/{made}" for made in ids.values()])
        known = {body["id"]: body for body in found}
        made = [
            self._moved(known[ids[each.name]], each) if ids[each.name] in known else self._made(whose, plan, each)
            for each in wanted
        ]
        return [body for body in made if body]

    def _moved(self, known: Resource, wanted: Wanted) -> Resource | None:
        withdrawn = known["status"] == "cancelled" and known.get("statusReason", {}).get("text") == UNDONE
        now = {**known, "restriction": {"period": {"end": wanted.due.isoformat()}}}
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
        return {**body, "groupIdentifier": {"value": wanted.name}}

    async def withdraw(self, connection: Connection, person_id: int, plan: DischargePlan, part: str) -> None:
        """Withdraw the open tasks of a stay whose name begins with `part`."""
        rows = await connection.fetch(
            "SELECT id FROM care.task WHERE person_id = $1 AND status IN ('requested', 'in-progress', 'on-hold') "
            "AND focus = ANY ($2)",
            person_id,
            [plan.record, f"CarePlan/{rehabilitation_id(plan.stay)}"],
        )
        for body in await self._record.read_many(connection, [f"Task/{row['id']}" for row in rows]):
            if body.get("groupIdentifier", {}).get("value", "").startswith(part):
                gone = {"status": "cancelled", "statusReason": {"text": UNDONE}}
                await self._write(connection, person_id, body | gone)

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


def task_id(stay: str, name: str) -> str:
    """The id of the task of that name of a stay."""
    return resources.id_of(f"{stay}/discharge/{name}")
