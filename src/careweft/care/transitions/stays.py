"""What people do with a stay's discharge plan: say the day, delays, notices, medicines and rehabilitation.

The hospital that the person is in and the team that looks after them may. Who changes what somebody else changed since
they looked is told, and nothing of either is lost.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care.durations import Duration
from careweft.care.reactions import practice_of
from careweft.care.record import Record
from careweft.care.resources import Resource
from careweft.care.transitions import medicines, notices, rehabilitation, report
from careweft.care.transitions import plan as plans
from careweft.care.transitions.days import DAY, Delay, law_on
from careweft.care.transitions.known import Stay, Whose
from careweft.care.transitions.medicines import Medicine, Reconciled
from careweft.care.transitions.notices import Kind, Notice, Statements
from careweft.care.transitions.plan import Changed, DischargePlan, Expected
from careweft.care.transitions.rehabilitation import Need, RehabilitationPlan
from careweft.care.transitions.report import Report, Seen
from careweft.care.transitions.settle import LOCK, Settling, keep
from careweft.care.transitions.tasks import MEDICINES, REHABILITATION_AGAIN, StayTasks, Wanted
from careweft.care.transitions.terms import Do

_ASSESS = "Assess, and arrange the services for the discharge"


class Stays:
    """Reads and changes discharge plans, through the record."""

    def __init__(self, record: Record, zone: ZoneInfo) -> None:
        self._record, self._zone = record, zone
        self._settling, self._tasks = Settling(record, zone), StayTasks(record, zone)

    async def settle(self, connection: Connection, whose: Whose) -> None:
        """Make a person's plans equal to their stays as they are known now."""
        await self._settling.settle(connection, whose)

    async def find(self, connection: Connection, stay: str) -> DischargePlan | None:
        """The plan of a stay, where there is one that may be seen."""
        try:
            return plans.read(await self._record.read(connection, f"CarePlan/{plans.plan_id(stay)}"))
        except NotFound:
            return None

    async def notices_of(self, connection: Connection, plan: DischargePlan) -> list[Notice]:
        """The notices of a stay, in the order in which they were given."""
        papers = [each for each in plan.papers if each.startswith("Communication/")]
        found = [notices.read(body) for body in await self._record.read_many(connection, papers)]
        return sorted(found, key=lambda each: each.at)

    async def medicines_of(self, connection: Connection, plan: DischargePlan) -> Reconciled | None:
        """The medicines as they were reconciled; None where nobody did yet."""
        body = await self._paper(connection, plan, f"List/{medicines.list_id(plan.stay)}")
        return medicines.read(body) if body else None

    async def rehabilitation_of(self, connection: Connection, plan: DischargePlan) -> RehabilitationPlan | None:
        """The rehabilitation plan; None where nobody wrote one."""
        body = await self._paper(connection, plan, f"CarePlan/{rehabilitation.plan_id(plan.stay)}")
        return rehabilitation.read(body) if body else None

    async def report_of(self, connection: Connection, whose: Whose, plan: DischargePlan) -> tuple[Report, Seen] | None:
        """The admission report, and what of it the acting account may see; None where none was sent."""
        body = await self._paper(connection, plan, f"Composition/{report.report_id(plan.stay)}")
        if body is None:
            return None
        told = report.read(body)
        relatives = [record for record in told.parts["contacts"] if record.startswith("RelatedPerson/")]
        return told, report.seen(told, whose.facts, await self._record.read_many(connection, relatives))

    async def begin(self, connection: Connection, by: Account, whose: Whose, stay: str) -> None:
        """Begin the plan of a stay that has none, such as one from before the model was active: the one that the
        admission would have made, by the same keys. Where there is one already, nothing is done.

        Conflict where the person is not in hospital any more; Refused where no model plans discharges.
        """
        await require_sight(connection, [whose.person_id], stay)
        found = next((each for each in whose.stays if each.record == stay), None)
        if found is None:
            raise NotFound("there is no such stay")
        if not whose.terms.plans:
            raise Refused("no active model of care plans discharges", hint="Ask who looks after the models")
        if not await self.may_begin(connection, by, whose, found):
            raise Refused("this stay is another team's", hint="Ask the ward or the person's team")
        if not found.here:
            raise Conflict("the person is not in hospital any more")
        await self._settling.begin(connection, whose, found, by)

    async def may_begin(self, connection: Connection, by: Account, whose: Whose, stay: Stay) -> bool:
        """Whether a stay that has no plan is `by`'s to plan: those may who may change it then."""
        team = await self._settling.team(connection, whose, self._record.clock.now())
        return bool(_keepers(whose, stay.hospital, team) & by.parties)

    async def expect(
        self, connection: Connection, by: Account, whose: Whose, stay: str, day: date, version: int | None = None
    ) -> None:
        """Say on which day the person is expected to leave; what must be ready is due that morning.

        Conflict where somebody else said another day since `version`.
        """
        plan = await self._mine(connection, by, whose, stay)
        if version not in (None, plan.version):
            seen = plans.read(await self._record.version(connection, plan.record, version or 0))
            if seen.expected != plan.expected and plan.expected.day != day:
                raise Conflict(f"{plan.expected.by} said {plan.expected.day:%d/%m/%Y} meanwhile")
        if day < plan.start.astimezone(self._zone).date():
            raise BadInput("this day is before the stay", where="day", expected="a day from the admission on")
        now = replace(plan, expected=Expected(day, by.display_name))
        await self._keep(connection, by, whose, now, "expected")
        await self._tasks.move(connection, whose.person_id, now)

    async def delay(self, connection: Connection, by: Account, whose: Whose, stay: str, delay: Delay) -> None:
        """Write a delay down: its reason, and its first day. Whose it is the model says. Again does nothing."""
        plan = await self._mine(connection, by, whose, stay)
        reason = whose.terms.reasons.get(delay.reason)
        if reason is None:
            raise BadInput("the reason is missing", where="reason", expected="why the person cannot leave")
        if any(each.id == delay.id for each in plan.delays):
            return
        first = plan.start.astimezone(self._zone).date()
        last = (plan.end or self._record.clock.now()).astimezone(self._zone).date()
        if not first <= delay.since <= last:
            days = f"a day from {first:%d/%m/%Y} to {last:%d/%m/%Y}"
            raise BadInput("this day is not within the stay", where="since", expected=days)
        if any(each.reason == delay.reason for each in plan.open_delays):
            raise Conflict("this delay is written down already")
        made = replace(delay, of=reason.of, until=None, by=by.display_name)
        await self._keep(connection, by, whose, replace(plan, delays=(*plan.delays, made)), "delay")

    async def end_delay(
        self, connection: Connection, by: Account, whose: Whose, stay: str, delay: str, until: date
    ) -> None:
        """End a delay: `until` is the first day on which it was over. Conflict where it was ended on another day."""
        plan = await self._mine(connection, by, whose, stay)
        found = next((each for each in plan.delays if each.id == delay), None)
        if found is None:
            raise NotFound("there is no such delay")
        if found.until == until:
            return
        if found.until is not None:
            raise Conflict(f"this delay was ended already, on {found.until:%d/%m/%Y}")
        tomorrow = self._record.clock.now().astimezone(self._zone).date() + DAY
        if not found.since <= until <= tomorrow:
            expected = f"a day from {found.since:%d/%m/%Y} to {tomorrow:%d/%m/%Y}"
            raise BadInput("it cannot have ended on this day", where="until", expected=expected)
        kept = tuple(replace(each, until=until) if each.id == delay else each for each in plan.delays)
        await self._keep(connection, by, whose, replace(plan, delays=kept), "delay-ended")

    async def notify(
        self, connection: Connection, by: Account, whose: Whose, stay: str, kind: Kind, says: Statements
    ) -> None:
        """Give social services a notice; a discharge notice proposes a day. The team gets a task with the law's clock.

        Conflict where one of the kind is in force; BadInput where the law asks for something that is missing.
        """
        plan = await self._mine(connection, by, whose, stay)
        to = whose.terms.notices
        if to is None:
            raise BadInput("the model of care has no notices to social services")
        if plan.end is not None:
            raise Conflict("the person has left hospital")
        held = await self.notices_of(connection, plan)
        draft = Notice("", kind, self._record.clock.now(), by.display_name, says)
        made = notices.give(held, draft, plan, whose.terms.laws, self._zone)
        law = law_on(whose.terms.laws, draft.at.astimezone(self._zone).date())
        if kind == "discharge" and law and law.after and not await self._tasks.is_ready(connection, plan, law.after):
            first = next(each.title for each in whose.terms.ready if each.code == law.after)
            raise Conflict(f"the law asks for this first: {first}")
        body = notices.write(made, plan, await _organisation(connection, to.to), _author(by))
        await self._record.write(connection, whose.person_id, body)
        plan = plan.with_paper(f"Communication/{made.id}")
        await self._keep(connection, by, whose, plan, f"{kind}-notice")
        await self._social_services(connection, whose, plan)

    async def withdraw(
        self, connection: Connection, by: Account, whose: Whose, stay: str, notice: str, why: str
    ) -> None:
        """Take a notice back, with the reason; the discharge notice falls with the assessment notice."""
        plan = await self._mine(connection, by, whose, stay)
        if not why:
            raise BadInput("the reason is missing", where="why", expected="why the notice is taken back")
        held = [each for each in await self.notices_of(connection, plan) if each.in_force]
        found = next((each for each in held if each.id == notice), None)
        if found is None:
            raise Conflict("this notice is not in force any more")
        for each in held if found.kind == "assessment" else [found]:
            body = await self._record.read(connection, f"Communication/{each.id}")
            gone = notices.withdrawn(body, f"{by.display_name}: {why}")
            await self._record.write(connection, whose.person_id, gone)
        await self._keep(connection, by, whose, plan, f"{found.kind}-withdrawn")
        await self._social_services(connection, whose, plan)

    async def _social_services(self, connection: Connection, whose: Whose, plan: DischargePlan) -> None:
        """The task of who sees to the notices: due when the law says, gone where none is in force."""
        told = whose.terms.notices
        assert told
        known = notices.clocks_of(await self.notices_of(connection, plan), whose.terms.laws, self._zone)
        if known is None:
            await self._tasks.withdraw(connection, whose.person_id, plan, "notices")
            return
        do = Do("assess-for-discharge", _ASSESS, told.by, Duration(0, "day"), told.escalate)
        await self._tasks.ask(connection, whose, plan, Wanted("notices", do, self._tasks.on(known.ready_by)))

    async def reconcile(
        self, connection: Connection, by: Account, whose: Whose, stay: str, given: Sequence[Medicine], version: int
    ) -> None:
        """Keep the medicines before and after. Conflict where somebody reconciled them since `version` (0: nobody).

        Of each difference it is kept who decided it: whoever first said just that.
        """
        plan = await self._mine(connection, by, whose, stay, afterwards=True)
        known = await self.medicines_of(connection, plan)
        if (known.version if known else 0) != version:
            raise Conflict("somebody else reconciled the medicines meanwhile")
        decided = {replace(each, by=""): each.by for each in known.medicines} if known else {}
        kept = [
            replace(each, by=decided.get(replace(each, by="")) or by.display_name)
            for each in medicines.checked(given, medicines.taken(whose.facts, plan.start))
        ]
        body = medicines.write(plan, kept, _author(by), self._record.clock.now())
        await self._record.write(connection, whose.person_id, body, expected=version)
        await self._keep(connection, by, whose, plan.with_paper(f"List/{body['id']}"), "medicines")
        await self._tasks.done(connection, by, whose.person_id, plan, MEDICINES)

    async def rehabilitate(
        self, connection: Connection, by: Account, whose: Whose, stay: str, need: Need, version: int
    ) -> None:
        """Keep the rehabilitation plan. Conflict where somebody changed it since `version` (0: there was none)."""
        plan = await self._mine(connection, by, whose, stay, afterwards=True)
        known = await self.rehabilitation_of(connection, plan)
        if (known.version if known else 0) != version:
            raise Conflict("somebody else changed the rehabilitation plan meanwhile")
        body = rehabilitation.write(plan, rehabilitation.checked(need), _author(by), self._record.clock.now())
        await self._record.write(connection, whose.person_id, body, expected=version)
        plan = plan.with_paper(f"CarePlan/{body['id']}")
        await self._keep(connection, by, whose, plan, "rehabilitation")
        await self._settling.rehabilitate(connection, whose, plan)
        await self._tasks.done(connection, by, whose.person_id, plan, REHABILITATION_AGAIN)

    async def _paper(self, connection: Connection, plan: DischargePlan, record: str) -> Resource | None:
        if record not in plan.papers:
            return None
        return next(iter(await self._record.read_many(connection, [record])), None)

    async def _mine(
        self, connection: Connection, by: Account, whose: Whose, stay: str, *, afterwards: bool = False
    ) -> DischargePlan:
        """The plan of a stay that `by` may change, held until the transaction ends; `afterwards` also the practice."""
        await require_sight(connection, [whose.person_id], stay, f"CarePlan/{plans.plan_id(stay)}")
        await connection.execute(LOCK, whose.person_id)
        plan = await self.find(connection, stay)
        if plan is None or stay not in {each.record for each in whose.stays}:
            raise NotFound("there is no such stay")
        if not keepers(whose, plan, self._record.clock.now() if afterwards else None) & by.parties:
            raise Refused("this stay is another team's", hint="Ask the ward or the person's team")
        if plan.status == "revoked":
            raise Conflict("the hospital has taken this stay back")
        return plan

    async def _keep(self, connection: Connection, by: Account, whose: Whose, plan: DischargePlan, what: str) -> None:
        changed = replace(plan, changed=Changed(by.display_name, self._record.clock.now(), what))
        await keep(connection, self._record, whose.person_id, changed)


def keepers(whose: Whose, plan: DischargePlan, now: datetime | None = None) -> set[str]:
    """Who may change a plan: the hospital, the team, and who leads a case. Of its medicines and rehabilitation (where
    `now` is said) also the practice, once the person has left."""
    practice = practice_of(whose.facts, now) if now and plan.end else None
    return {*_keepers(whose, plan.hospital, plan.team), *([practice] if practice else [])}


def _keepers(whose: Whose, hospital: str, team: str) -> set[str]:
    leads = {row["team"] for row in whose.facts.get("case", ()) if row["status"] == "active"}
    return {team, hospital, *leads}


async def _organisation(connection: Connection, named: str) -> str:
    """An organisation of the place by its code, else the first of that kind."""
    found = await connection.fetchval(
        "SELECT code FROM feeds.source WHERE code = $1 OR kind = $1 ORDER BY code <> $1, code LIMIT 1", named
    )
    return str(found or named)


def _author(by: Account) -> Resource:
    return {"reference": f"Practitioner/{by.username}", "display": by.display_name}
