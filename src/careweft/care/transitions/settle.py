"""Keeps discharge plans in step with what the hospital says.

It looks at the stays as they are known now, never at what changed: running it again changes nothing, and a cancelled or
corrected message undoes and redoes exactly what it must.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.base.db import Connection
from careweft.care.reactions import open_case, practice_of
from careweft.care.record import Record
from careweft.care.resources import Resource
from careweft.care.teams import team_of
from careweft.care.transitions import notices, rehabilitation, report
from careweft.care.transitions import plan as plans
from careweft.care.transitions.known import BEGUN, Stay, Whose
from careweft.care.transitions.plan import Changed, DischargePlan, Expected, Scored
from careweft.care.transitions.risk import scored
from careweft.care.transitions.tasks import MEDICINES, REHABILITATION_AGAIN, UNDONE, StayTasks, Wanted, task_id
from careweft.care.transitions.terms import Do, Terms
from careweft.fhir.labels import labels

LOCK: Final = "SELECT pg_advisory_xact_lock(4200029, ($1 & 2147483647)::integer)"
"""Who changes a person's discharge plans waits for others who do."""


class Settling:
    """Makes plans equal to stays, through the record."""

    def __init__(self, record: Record, zone: ZoneInfo) -> None:
        self._record, self._zone, self._tasks = record, zone, StayTasks(record, zone)

    async def settle(self, connection: Connection, whose: Whose) -> None:
        """Make the person's discharge plans equal to the stays as they are known now, from when the model is active."""
        await connection.execute(LOCK, whose.person_id)
        stays = {stay.record: stay for stay in whose.stays}
        known = {plan.stay: plan for plan in await self._plans(connection, whose.person_id)}
        for stay in stays.values():
            plan = known.get(stay.record)
            if stay.status not in BEGUN:
                continue
            if plan is None:
                if (at := self._taken(whose, stay)) is None:
                    continue
                # What became of a stay must not depend on whether its end was known when it was first looked at.
                plan = await self._begin(connection, whose, stay, at)
            elif stay.here:
                await self._go_on(connection, whose, plan, stay)
            if not stay.here:
                await self._end(connection, whose, plan, stay)
            await self._tasks.settle_ready(connection, whose, plan)
        for record, plan in known.items():
            if (record not in stays or stays[record].status not in BEGUN) and plan.status != "revoked":
                await self._revoke(connection, whose.person_id, plan)

    async def begin(self, connection: Connection, whose: Whose, stay: Stay, by: Account) -> None:
        """Begin the plan of a stay because `by` says so. Its key is the stay's, as at admission: once."""
        await connection.execute(LOCK, whose.person_id)
        if any(plan.stay == stay.record for plan in await self._plans(connection, whose.person_id)):
            return
        now = self._record.clock.now()
        plan = await self._begin(connection, whose, stay, now, Changed(by.display_name, now, "begun"))
        await self._tasks.settle_ready(connection, whose, plan)

    async def team(self, connection: Connection, whose: Whose, at: datetime) -> str:
        """Whose plan one that begins at an instant is: the team's that leads the case, else the practice's."""
        case = open_case(whose.facts, at)
        return (case and case["team"]) or await team_of(connection, practice_of(whose.facts, at))

    async def _begin(
        self, connection: Connection, whose: Whose, stay: Stay, at: datetime, said: Changed | None = None
    ) -> DischargePlan:
        plan = DischargePlan(
            stay=stay.record,
            subject=await self._record.subject(connection, stay.record),
            hospital=stay.hospital,
            team=await self.team(connection, whose, at),
            created=at,
            start=stay.start,
            expected=self._expected(at, whose.terms),
            tasks=tuple(task_id(stay.record, f"ready/{ready.code}") for ready in whose.terms.ready),
            papers=whose.letters(stay.record),
            changed=said,
        )
        plan = replace(plan, risk=self._risk(plan, whose))
        told = await self._report(connection, whose, plan)
        for paper in told:
            plan = plan.with_paper(f"Composition/{paper['id']}")
        wanted = [*self._ready(plan, whose.terms), *self._risky(plan, whose.terms)]
        bodies = await self._tasks.bodies(connection, whose, plan, *wanted)
        changes = await self._record.write(connection, whose.person_id, plans.write(plan), *told, *bodies)
        written = next(change.after for change in changes if change.type == "CarePlan")
        assert written is not None
        return plans.read(written)

    async def _report(self, connection: Connection, whose: Whose, plan: DischargePlan) -> list[Resource]:
        """The admission report, where the model sends one."""
        if whose.terms.report is None:
            return []
        relatives = await labels(connection, whose.person_id, ("RelatedPerson",))
        return [report.compose(plan, whose.facts, whose.terms.report, relatives, self._record.clock.now())]

    async def _go_on(self, connection: Connection, whose: Whose, plan: DischargePlan, stay: Stay) -> None:
        """The stay goes on: also one whose cancelled admission is told anew, or whose discharge was cancelled."""
        created = stay.start if plan.created == plan.start else max(plan.created, stay.start)
        now = replace(plan, status="active", end=None, created=created, start=stay.start, hospital=stay.hospital)
        if not now.expected.by:
            now = replace(now, expected=self._expected(created, whose.terms))
        now = replace(now, risk=self._risk(now, whose)).with_letters(whose.letters(stay.record))
        if now != plan:
            await keep(connection, self._record, whose.person_id, now)
            if plan.status == "completed":
                await self._tasks.withdraw(connection, whose.person_id, now, "after/")
            if plan.status == "revoked":
                await self._tasks.ask(connection, whose, now, *self._ready(now, whose.terms))
                if any(paper.startswith("Composition/") for paper in now.papers):
                    told = await self._report(connection, whose, now)
                    await self._record.write(connection, whose.person_id, *told)
            elif now.expected != plan.expected:
                await self._tasks.move(connection, whose.person_id, now)
        await self._tasks.ask(connection, whose, now, *self._risky(now, whose.terms))

    async def _end(self, connection: Connection, whose: Whose, plan: DischargePlan, stay: Stay) -> None:
        """The person has left: what follows counts from then. Nothing follows a death, and nothing is missing."""
        now = replace(plan, status="completed", end=stay.finish or self._record.clock.now(), start=stay.start)
        now = replace(now, risk=self._risk(now, whose)).with_letters(whose.letters(stay.record))
        if now != plan:
            await keep(connection, self._record, whose.person_id, now)
        assert now.end
        if _died(whose, stay):
            await self._tasks.withdraw(connection, whose.person_id, now, "")
            return
        wanted = [
            Wanted(name, do, do.within.after(now.end, self._zone), beside=now.letters)
            for name, do in self._after(now, whose.terms)
        ]
        await self._tasks.without_letter(connection, whose.person_id, now)
        await self._tasks.ask(connection, whose, now, *wanted)
        await self.rehabilitate(connection, whose, now)

    def _after(self, plan: DischargePlan, terms: Terms) -> list[tuple[str, Do]]:
        found = [(MEDICINES, terms.medicines)] if terms.medicines else []
        if terms.risk and is_high(plan.risk, terms):
            found += [(f"after/risk/{do.code}", do) for do in terms.risk.at_discharge]
        return found

    async def rehabilitate(self, connection: Connection, whose: Whose, plan: DischargePlan) -> None:
        """Once the person has left: contact and start, by the model's times, at the latest on the day the plan says."""
        told, paper = whose.terms.rehabilitation, f"CarePlan/{rehabilitation.plan_id(plan.stay)}"
        if told is None or plan.end is None or paper not in plan.papers:
            return
        need = rehabilitation.read(await self._record.read(connection, paper)).need
        if need.kind == "self-training":
            await self._tasks.withdraw(connection, whose.person_id, plan, "after/rehabilitation")
            return
        contact = Do(
            "rehabilitation-contact", "Be in contact about rehabilitation", told.by, told.contact, told.escalate
        )
        start = Do("rehabilitation-start", "Start rehabilitation", told.by, told.start, told.escalate)
        due = start.within.after(plan.end, self._zone)
        wanted = [
            Wanted(f"after/{contact.code}", contact, contact.within.after(plan.end, self._zone), paper),
            Wanted(f"after/{start.code}", start, min(due, self._tasks.on(need.start)) if need.start else due, paper),
        ]
        if (do := told.update) is not None:
            due = do.within.after(plan.end, self._zone)
            wanted.append(Wanted(REHABILITATION_AGAIN, do, due, paper, plan.letters))
        await self._tasks.ask(connection, whose, plan, *wanted)

    async def _revoke(self, connection: Connection, person_id: int, plan: DischargePlan) -> None:
        await keep(connection, self._record, person_id, replace(plan, status="revoked"))
        await self._tasks.withdraw(connection, person_id, plan, "")
        for paper in plan.papers:
            undone = _UNDO.get(paper.partition("/")[0])
            body = await self._record.read(connection, paper) if undone else {}
            if undone and body["status"] != "entered-in-error":
                await self._record.write(connection, person_id, undone(body))

    def _ready(self, plan: DischargePlan, terms: Terms) -> list[Wanted]:
        return [Wanted(f"ready/{ready.code}", ready, self._tasks.due(plan)) for ready in terms.ready]

    def _risky(self, plan: DischargePlan, terms: Terms) -> list[Wanted]:
        """What the risk of coming back asks for while the person is in hospital."""
        risk = terms.risk
        if risk is None or plan.risk is None:
            return []
        wanted = [("ask", risk.ask)] if plan.risk.missing and risk.ask else []
        if is_high(plan.risk, terms):
            wanted += [(do.code, do) for do in risk.at_admission]
        return [Wanted(f"risk/{name}", do, do.within.after(plan.created, self._zone)) for name, do in wanted]

    async def _plans(self, connection: Connection, person_id: int) -> list[DischargePlan]:
        rows = await connection.fetch("SELECT id FROM care.discharge WHERE person_id = $1", person_id)
        found = await self._record.read_many(connection, [f"CarePlan/{row['id']}" for row in rows])
        return [plans.read(body) for body in found]

    def _taken(self, whose: Whose, stay: Stay) -> datetime | None:
        """From when a stay is planned: the admission; or, within it, the start of the model or of a case of the person.

        None where the model's rule takes it at none of these.
        """
        terms = whose.terms
        end = self._record.clock.now() if stay.here else stay.finish
        began: list[datetime] = [row["start"] for row in whose.facts.get("case", ()) if row["start"] is not None]
        within = {at for at in (terms.since, *began) if end is not None and stay.start < at <= end}
        for at in sorted({stay.start, *within}):
            if terms.plans and at >= terms.since and (terms.takes is None or terms.takes.selects(whose.facts, at)):
                return at
        return None

    def _expected(self, at: datetime, terms: Terms) -> Expected:
        return Expected(terms.expected.after(at, self._zone).astimezone(self._zone).date())

    def _risk(self, plan: DischargePlan, whose: Whose) -> Scored | None:
        if whose.terms.risk is None:
            return None
        last = plan.end.astimezone(self._zone).date() if plan.end else plan.expected.day
        length = (last - plan.start.astimezone(self._zone).date()).days
        return scored(whose.terms.risk.instrument, whose.facts, plan.start, length)


_UNDO: Final[dict[str, Callable[[Resource], Resource]]] = {
    "Communication": lambda body: notices.withdrawn(body, UNDONE),
    "Composition": report.taken_back,
}
"""The papers of a stay that say that it began, and how each is taken back where it did not."""


def is_high(risk: Scored | None, terms: Terms) -> bool:
    """Whether the risk of coming back is high: by what is known already, also while questions are missing."""
    high = terms.risk.high if terms.risk else None
    return risk is not None and high is not None and risk.low >= high


async def keep(connection: Connection, record: Record, person_id: int, plan: DischargePlan) -> None:
    """Write a plan that was changed; Conflict where another version is current."""
    old = await record.read(connection, plan.record)
    await record.write(connection, person_id, plans.write(plan, old), expected=plan.version)


def _died(whose: Whose, stay: Stay) -> bool:
    return stay.destination == "died" or any(row["died"] is not None for row in whose.facts.get("person", ()))
