"""What people do with a plan: start it, write in it, agree to it, put it into force, hold it, review it, end it.

Everything is written under one lock for each person, so that two who write at once write one after the other, and the
second's words are merged with the first's (`merge`). Every version keeps who made it and when.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.access.behalf import acting
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care import resources, teams
from careweft.care.durations import Duration
from careweft.care.plans import governed, resource
from careweft.care.plans.content import (
    MOST,
    TYPES,
    Action,
    Agreement,
    Changed,
    Goal,
    IfThen,
    Kind,
    Part,
    Parts,
    Plan,
    Progress,
    Status,
    Text,
    empty,
    id_in,
    kind_of,
    moved_on,
    ordered,
)
from careweft.care.plans.governed import Wanted
from careweft.care.plans.merge import Clash, Difference, differences, merge
from careweft.care.reactions import open_case, practice_of
from careweft.care.record import Record
from careweft.care.resources import OPEN, Resource
from careweft.care.teams import Practitioner
from careweft.facts import person_facts

Written = Mapping[str, Part | None]
OWN: tuple[Kind, ...] = ("about", "goal", "progress")
"""What persons write themselves in their own plan, and what they do themselves."""
STEPS: Mapping[Status, tuple[Status, ...]] = {
    "draft": ("active", "revoked"),
    "active": ("on-hold", "completed", "revoked"),
    "on-hold": ("active", "completed", "revoked"),
    "completed": ("active",),
    "revoked": ("active",),
}
"""From each status of a plan, what people may make of it."""
DIED = "The person has died"
_LOCK = "SELECT pg_advisory_xact_lock(4200025, ($1 & 2147483647)::integer)"


@dataclass(frozen=True)
class PlanTerms:
    """What a model of care says of plans: their kind; how often they are reviewed, by which role, and who hears of it
    when that is late; whether a plan must be signed (agreed) before it is in force; whether it holds each
    practitioner's part; what kinds of part it must hold before it is in force."""

    kind: str = "care-plan"
    review: Duration | None = None
    by: str = ""
    escalate: str = ""
    signed: bool = False
    holds: bool = False
    needs: tuple[Kind, ...] = ()


@dataclass(frozen=True)
class Answer:
    """Whether the person agrees; their `reasons` where they do not. `behalf` says who spoke for them where it was not
    they themselves, and `why`."""

    agreed: bool
    reasons: str = ""
    behalf: str = ""
    why: str = ""


@dataclass(frozen=True)
class Saved:
    """What became of what somebody wrote: the plan as it is now, what others had changed meanwhile, and what clashed
    with that and so was not saved."""

    plan: Plan
    meanwhile: list[Difference]
    clashes: tuple[Clash, ...] = ()


class Plans:
    """Reads and changes plans, through the record. `zone` is the place's, in which days end."""

    def __init__(self, record: Record, zone: ZoneInfo) -> None:
        self._record, self._zone = record, zone

    async def current(self, connection: Connection, person_id: int) -> Plan | None:
        """The person's plan: the open one, else the latest; None where there never was one."""
        name = await connection.fetchval(_CURRENT, person_id)
        return await self._read(connection, name) if name else None

    async def at_version(self, connection: Connection, plan: str, version: int) -> Plan:
        """A plan as it was at a version; NotFound where there was none."""
        body = await self._record.version(connection, f"CarePlan/{plan}", version)
        goals = [
            (number, await self._record.version(connection, f"Goal/{name}", number))
            for name, number in resource.goal_names(body).items()
        ]
        return resource.read(body, goals)

    async def history(self, connection: Connection, plan: str, most: int = 30) -> list[tuple[int, Changed]]:
        """Who made each version and when, with its number, newest first."""
        found = await self._record.history(connection, f"CarePlan/{plan}", most)
        return [(read.version, read.changed) for read in (resource.read(body, ()) for body in found)]

    async def since(self, connection: Connection, plan: Plan, version: int) -> list[Difference]:
        """What is other than it was at a version."""
        if version in (0, plan.version):
            return []
        before = await self.at_version(connection, plan.id, version)
        return differences(before.parts, plan.parts)

    async def write(
        self, connection: Connection, by: Account, person_id: int, version: int, written: Written, terms: PlanTerms
    ) -> Saved:
        """Keep the parts that somebody wrote (None: took out), made from the plan at `version` (0: there was none).

        Starts the plan where there is none that is open. What somebody else changed meanwhile stays, and is told.
        """
        plan = await self._locked(connection, person_id)
        who = await acting(connection, by, person_id, plan.subject if plan else "", "write-own-plan")
        if who.role != "staff" and not all(_own(key, part) for key, part in written.items()):
            raise Refused("only the team can change this part of the plan", hint="Tell them what you want changed")
        if plan is None or not plan.open:
            if version != (plan.version if plan else 0):
                raise Conflict("the plan was ended meanwhile", hint="Look at it again, then write")
            plan = await self._started(connection, person_id, plan, by, terms)
            found: Parts = plan.parts
        elif who.role != "staff" and not all(_own(key, plan.parts.get(key)) for key in written):
            raise Refused("this is somebody else's to do", hint="Tell them what you want changed")
        elif version == 0:
            found = {}
        else:
            found = (await self.at_version(connection, plan.id, version)).parts
        mine = _checked(found, written)
        merged = merge(found, plan.parts, _noted(mine, found, by, self._now))
        meanwhile = differences(found, plan.parts)
        if merged.parts == plan.parts and plan.version:
            return Saved(plan, meanwhile, merged.clashes)
        what = "changed" if plan.version else "started"
        behalf = who.reference if who.role == "relative" else ""
        changed = Changed(by.display_name, self._now, what, behalf, who.role == "person")
        kept = replace(plan, parts=merged.parts, changed=changed)
        kept = await self._keep(connection, person_id, kept)
        if who.role != "staff":
            await self._tell_lead(connection, by, person_id, kept, f"{by.display_name} wrote in the plan")
        return Saved(kept, meanwhile, merged.clashes)

    async def agree(
        self, connection: Connection, by: Account, person_id: int, version: int, answer: Answer, terms: PlanTerms
    ) -> Plan:
        """Keep that the person agreed to the plan at a version, or declined it.

        Who acts for the person by law signs as themselves, on the person's behalf; a carer whom they chose does not.
        Agreeing to a draft puts it into force where the model asks for a signature. Conflict where the plan says
        something else by now; BadInput where reasons are missing.
        """
        plan = await self._mine(connection, person_id)
        who = await acting(connection, by, person_id, plan.subject, "agree-plan")
        signed = who.reference if who.role == "relative" else ""
        if signed:
            answer = replace(answer, behalf=who.name, why="acts for the person by law")
        if answer.behalf and not answer.why:
            raise BadInput(
                "why somebody speaks for the person is missing", expected="why, such as: has a power of attorney"
            )
        if not answer.agreed and not answer.reasons:
            raise BadInput("the reasons are missing", expected="why the person does not agree, in their own words")
        if await self.since(connection, plan, version) or version == 0:
            raise Conflict("the plan has changed since you read it", hint="Read it again, then decide")
        now = self._now
        own = who.role == "person"
        said = Agreement(plan.version, by.display_name, now, own=own, **vars(answer), signed=signed)
        if await self._stands(connection, plan, said):
            return plan
        what = ("agreed" if answer.agreed else "declined") + ("" if own or signed else "-told")
        plan = replace(plan, agreement=said, changed=Changed(by.display_name, now, what, signed, own))
        if answer.agreed and plan.status == "draft" and terms.signed:
            _complete(plan, terms)
            plan = self._in_force(plan, terms)
        plan = await self._keep(connection, person_id, plan)
        await self._tell_lead(connection, by, person_id, plan, _answered(answer, by if own or signed else None))
        return plan

    async def set_status(
        self, connection: Connection, by: Account, person_id: int, status: Status, terms: PlanTerms, reason: str = "",
        version: int | None = None,
    ) -> Plan:  # fmt: skip
        """Put a plan into force, on hold, into force again, or end it; its tasks follow.

        Raises Conflict where it cannot become that, or was changed since `version`; BadInput where a reason is needed,
        and where the model asks for a signature that is not there.
        """
        plan = await self._mine(connection, person_id)
        if version is not None and await self.since(connection, plan, version):
            raise Conflict("somebody else changed the plan meanwhile", hint="Look at it again, then decide")
        if status not in STEPS[plan.status]:
            raise Conflict(f"the plan is {plan.status} and cannot become {status}")
        if status != "active" and not reason:
            raise BadInput("the reason is missing", expected="why the plan is held or ended: the person can read it")
        if status == "active" and terms.signed and not (plan.agreement and plan.agreement.agreed):
            raise BadInput(
                "nobody has agreed to the plan yet", expected="the person's agreement, or one on their behalf"
            )
        if status == "active":
            _complete(plan, terms)
        plan = replace(plan, changed=Changed(by.display_name, self._now, status), reason=reason)
        plan = self._in_force(plan, terms) if status == "active" else replace(plan, status=status)
        over = self._now if not plan.open else None
        return await self._keep(connection, person_id, replace(plan, ended=over))

    async def end_after_death(self, connection: Connection, person_id: int) -> None:
        """Stop the plans of a person who died, and so what was to be done, and tell who leads the case; once, as a plan
        that is over stays so."""
        await connection.execute(_LOCK, person_id)
        for plan in await self.others(connection, person_id, None):
            changed = Changed("Careweft", self._now, "revoked")
            over = replace(plan, status="revoked", reason=DIED, ended=self._now, changed=changed)
            over = await self._keep(connection, person_id, over)
            text = f"{DIED}: the plan is stopped, and so is what was to be done in it"
            await self._tell_lead(connection, None, person_id, over, text)

    async def review(self, connection: Connection, by: Account, person_id: int, terms: PlanTerms) -> Plan:
        """Say that the plan was reviewed as it stands: what changes from now on is counted from here."""
        plan = await self._mine(connection, person_id)
        if plan.status not in ("active", "on-hold"):
            raise Conflict("only a plan that is in force is reviewed")
        plan = replace(plan, changed=Changed(by.display_name, self._now, "reviewed"))
        await self._close_review(connection, by, person_id, plan)
        return await self._keep(connection, person_id, self._counted(plan, terms))

    async def others(self, connection: Connection, person_id: int, plan: Plan | None) -> list[Plan]:
        """The person's other plans that are open: there are some only where two records turned out to be one person."""
        rows = await connection.fetch(_OTHERS, person_id, plan.id if plan else "")
        return [await self._read(connection, row["id"]) for row in rows]

    async def join(self, connection: Connection, by: Account, person_id: int, other: str) -> Plan:
        """Take all parts of another open plan of the person into the plan, and end the other one.

        What both say under one heading of About me stands there one below the other.
        """
        plan = await self._mine(connection, person_id)
        found = next((each for each in await self.others(connection, person_id, plan) if each.id == other), None)
        if found is None:
            raise Conflict("the plans were joined already")
        reason = "Joined with the person's other plan"
        over = replace(found, status="revoked", ended=self._now, reason=reason)
        over = replace(over, changed=Changed(by.display_name, self._now, "revoked"))
        await self._keep(connection, person_id, over)
        parts = ordered(
            dict(found.parts) | {key: _both(part, found.parts.get(key)) for key, part in plan.parts.items()}
        )
        changed = Changed(by.display_name, self._now, "changed")
        versions = dict(found.goal_versions) | dict(plan.goal_versions)
        return await self._keep(
            connection, person_id, replace(plan, parts=parts, changed=changed, goal_versions=versions)
        )

    async def finish(self, connection: Connection, by: Account, person_id: int, action: str) -> None:
        """Mark the task of an action ('action/…') as done that is the person's own, a carer's or an organisation's.

        What is a team's or a practitioner's is done on their worklist.
        """
        plan = await self._mine(connection, person_id)
        part = plan.parts.get(action)
        who = await acting(connection, by, person_id, plan.subject, "write-own-plan")
        theirs = {"person": ("person",), "relative": ("person", "carer"), "staff": ("person", "carer", "organisation")}
        if not isinstance(part, Action) or part.who.partition("/")[0] not in theirs[who.role]:
            raise Refused("this is somebody else's to do", hint="Ask them, or tell them what you have done")
        task = f"Task/{governed.action_id(plan.id, id_in(action))}"
        _, version, body = await self._record.find(connection, task)
        if body["status"] not in OPEN:
            raise Conflict("this was done or cancelled already")
        now = self._now.isoformat()
        note = {"authorString": by.display_name, "time": now, "text": "Done"}
        body |= {"status": "completed", "lastModified": now, "note": [*body.get("note", ()), note]}
        await self._record.write(connection, person_id, body, expected=version)

    async def reviews_due(self, connection: Connection, terms: PlanTerms, most: int = 200) -> int:
        """Make the review task of each plan whose review is near, once for each due time; how many that was.

        The key is (plan, due time): the task's id is made of it.
        """
        rows = await connection.fetch(_NEAR, most)
        for row in rows:
            plan = await self._read(connection, row["id"])
            asked = _Reviewing(terms.by or "coordinator", terms.escalate)
            await self._govern(connection, row["person_id"], plan, plan, asked)
        return len(rows)

    async def _close_review(self, connection: Connection, by: Account, person_id: int, plan: Plan) -> None:
        """The review that was asked for is done, whoever's it was."""
        if plan.review_due is None:
            return
        name, now = governed.review_id(plan.id, plan.review_due), self._now.isoformat()
        for body in await self._record.read_many(connection, [f"Task/{name}"]):
            if body["status"] in OPEN:
                note = {"authorString": by.display_name, "time": now, "text": "Reviewed"}
                done = {"status": "completed", "lastModified": now, "note": [*body.get("note", ()), note]}
                await self._record.write(connection, person_id, body | done)

    @property
    def _now(self) -> datetime:
        return self._record.clock.now().astimezone(self._zone)

    def _in_force(self, plan: Plan, terms: PlanTerms) -> Plan:
        plan = replace(plan, status="active", ended=None, reason="")
        return plan if plan.reviewed else self._counted(plan, terms)

    def _counted(self, plan: Plan, terms: PlanTerms) -> Plan:
        """Reviewed now, in the version that is about to be written."""
        due = terms.review.after(self._now, self._zone) if terms.review else None
        return replace(plan, reviewed=plan.version + 1, reviewed_at=self._now, review_due=due)

    async def _stands(self, connection: Connection, plan: Plan, said: Agreement) -> bool:
        """Whether this was said of the plan as it is: a form that is sent twice counts once."""
        known = plan.agreement
        same = known and replace(said, version=known.version, at=known.at) == known
        return bool(known and same and not await self.since(connection, plan, known.version))

    async def _locked(self, connection: Connection, person_id: int) -> Plan | None:
        await require_sight(connection, [person_id])
        await connection.execute(_LOCK, person_id)
        return await self.current(connection, person_id)

    async def _mine(self, connection: Connection, person_id: int) -> Plan:
        plan = await self._locked(connection, person_id)
        if plan is None:
            raise NotFound("there is no plan yet")
        return plan

    async def _read(self, connection: Connection, name: str) -> Plan:
        body = await self._record.read(connection, f"CarePlan/{name}")
        goals = await self._record.read_many(connection, [f"Goal/{goal}" for goal in resource.goal_names(body)])
        return resource.read(body, [(int(goal["meta"]["versionId"]), goal) for goal in goals])

    async def _started(
        self, connection: Connection, person_id: int, before: Plan | None, by: Account, terms: PlanTerms
    ) -> Plan:
        subject = await self._record.patient(connection, person_id)
        if subject is None:
            raise NotFound("there is no record of this person yet that a plan could be about")
        number = await connection.fetchval("SELECT count(*) FROM care.plan WHERE person_id = $1", person_id)
        name = resources.id_of(f"{subject}/plan/{number + 1}")
        parts = moved_on(before.parts) if before else {}
        changed = Changed(by.display_name, self._now, "started")
        versions = before.goal_versions if before else {}
        return Plan(name, 0, terms.kind, "draft", subject, self._now, parts, changed, goal_versions=versions)

    async def _keep(self, connection: Connection, person_id: int, plan: Plan) -> Plan:
        """Write a plan, its goals and its team, then let its status govern its tasks."""
        names = {id_in(key) for key in plan.of("goal")} | set(plan.goal_versions)
        old = {
            body["id"]: _bare(body) for body in await self._record.read_many(connection, [f"Goal/{n}" for n in names])
        }
        before = await self._record.read_many(connection, [f"CarePlan/{plan.id}"])
        changes = await self._record.write(connection, person_id, *resource.resources_of(plan, old))
        versions = dict(plan.goal_versions) | {each.id: each.version for each in changes if each.type == "Goal"}
        plan = replace(plan, goal_versions=versions)
        body = resource.care_plan(plan, _bare(before[0]) if before else {})
        await self._record.write(connection, person_id, body, expected=plan.version)
        plan = await self._read(connection, plan.id)
        found = resource.read(before[0], ()) if before else None
        await self._govern(connection, person_id, plan, found, None)
        return plan

    async def _govern(
        self,
        connection: Connection,
        person_id: int,
        plan: Plan,
        before: Plan | None,
        reviewing: "_Reviewing | None",
    ) -> None:
        """Bring the plan's tasks in step with it, as it was in the version `before` and is now; doing it again changes
        nothing. An organisation that is asked for something is told."""
        team, lead = await self._led(connection, person_id)
        rows = await connection.fetch(_TASKS, person_id, f"CarePlan/{plan.id}")
        known = await self._record.read_many(connection, [f"Task/{row['id']}" for row in rows])
        tasks = {body["id"]: _bare(body) for body in known}
        teams_of = {f"staff/{each.id}": each.team for each in await teams.everybody(connection)}
        want = self._wants(plan, teams_of, team) | self._review(plan, tasks, reviewing, lead, team)
        was = self._wants(before, teams_of, team) if before else {}
        now = self._now
        fresh = [
            body
            for name in dict.fromkeys([*want, *tasks])
            if (body := governed.becomes(plan, name, want.get(name), was.get(name), tasks.get(name), now))
        ]
        told = [_asked(plan, body, now) for body in fresh if body["id"] not in tasks and _outside(body)]
        await self._record.write(connection, person_id, *fresh, *told)

    async def _tell_lead(
        self, connection: Connection, by: Account | None, person_id: int, plan: Plan, text: str
    ) -> None:
        """Whoever leads the case hears what became of the plan, else the team; once for each version."""
        team, lead = await self._led(connection, person_id)
        to = f"staff/{lead.id}" if lead else team
        if to not in (by and f"staff/{by.username}", teams.UNALLOCATED):
            key = resources.id_of(f"CarePlan/{plan.id}/told/{plan.version}")
            told = resources.communication(key, plan.subject, f"CarePlan/{plan.id}", to, text, self._now)
            await self._record.write(connection, person_id, told)

    async def _led(self, connection: Connection, person_id: int) -> tuple[str, Practitioner | None]:
        """Which team looks after the person, by the open case or the practice, and who leads the case."""
        facts = await person_facts.load(connection, person_id)
        case = open_case(facts, self._now) or {}
        team = case.get("team") or await teams.team_of(connection, practice_of(facts, self._now))
        return str(team), await teams.practitioner(connection, case.get("coordinator") or "")

    def _wants(self, plan: Plan, teams_of: Mapping[str, str], team: str) -> dict[str, Wanted]:
        """What the plan's actions ask for, by task. `teams_of` are by practitioner: what one does is their own team's
        work, all else that of the person's `team`."""
        found = {}
        for key, action in plan.of("action").items():
            whose = teams_of.get(action.who, team)
            found[governed.action_id(plan.id, id_in(key))] = governed.wanted(action, whose, self._zone)
        return found

    def _review(
        self,
        plan: Plan,
        tasks: Mapping[str, Resource],
        reviewing: "_Reviewing | None",
        lead: Practitioner | None,
        team: str,
    ) -> dict[str, Wanted]:
        """The review that is asked for, by task, where there is one."""
        if plan.review_due is None:
            return {}
        name = governed.review_id(plan.id, plan.review_due)
        if not (reviewing or name in tasks):
            return {}
        by = reviewing or _Reviewing.of(tasks[name])
        who = f"staff/{lead.id}" if lead and lead.role == by.by else f"role/{by.by}"
        return {name: Wanted(governed.REVIEW, "Review the plan", who, plan.review_due, team, "It is time", by.escalate)}


@dataclass(frozen=True)
class _Reviewing:
    """Which role reviews, and who hears of it when it is late."""

    by: str
    escalate: str

    @classmethod
    def of(cls, task: Resource) -> "_Reviewing":
        """As a review task that is there says it."""
        told = resources.extension(task, "escalate-to")
        kinds = task.get("performerType") or [{"coding": [{"code": "coordinator"}]}]
        return cls(kinds[0]["coding"][0]["code"], told["valueString"] if told else "")


def _complete(plan: Plan, terms: PlanTerms) -> None:
    """Raise BadInput where the plan does not hold what the model asks for before a plan is in force."""
    missing = [_NEEDED[kind] for kind in terms.needs if not plan.of(kind)]
    if missing:
        said = " and ".join(missing)
        raise BadInput(f"the plan does not say {said} yet", expected="that part, before it is in force")


_NEEDED: Mapping[Kind, str] = {
    "goal": "what the person wants to reach",
    "need": "what the person needs",
    "action": "who does what",
    "contingency": "what to do if things change",
    "emergency": "what to do in a crisis",
    "carer": "who cares for the person",
}

_CURRENT = """
SELECT id FROM care.plan WHERE person_id = $1
ORDER BY status NOT IN ('completed', 'revoked') DESC, created DESC, id LIMIT 1
"""
_OTHERS = """
SELECT id FROM care.plan WHERE person_id = $1 AND id <> $2 AND status NOT IN ('completed', 'revoked') ORDER BY id
"""
_TASKS = """
SELECT id FROM care.task WHERE person_id = $1 AND focus = $2 AND code IN ('plan-action', 'review-plan') ORDER BY id
"""
_NEAR = """
SELECT person_id, id FROM care.plan p
WHERE status = 'active' AND review_due <= base.now() + interval '14 days' AND NOT EXISTS (
    SELECT FROM care.task t WHERE t.person_id = p.person_id AND t.focus = 'CarePlan/' || p.id
    AND t.code = 'review-plan' AND t.due = p.review_due)
ORDER BY review_due LIMIT $1 FOR UPDATE SKIP LOCKED
"""


def _answered(answer: Answer, by: Account | None) -> str:
    """What the person, or who speaks for them, says of the plan; `by` signed it themselves."""
    who = by.display_name if by else f"{answer.behalf}, for the person," if answer.behalf else "The person"
    what = "agrees to the plan" if answer.agreed else "does not agree to the plan"
    return f"{who} {what}{': ' if answer.reasons else ''}{answer.reasons}"


def _outside(task: Resource) -> bool:
    return str(task["owner"].get("reference", "")).startswith("Organization/")


def _asked(plan: Plan, task: Resource, now: datetime) -> Resource:
    """Word to an organisation of what the plan asks of it."""
    to, text = resources.last_part(task["owner"]), f"A task for you: {task['code']['text']}"
    key = resources.id_of(f"Task/{task['id']}/asked")
    return resources.communication(key, plan.subject, f"Task/{task['id']}", to, text, now)


def _both(part: Part, other: Part | None) -> Part:
    if isinstance(part, Text) and isinstance(other, Text) and part != other:
        return Text(f"{part.text}\n{other.text}")
    return part


def _bare(body: dict[str, Any]) -> dict[str, Any]:
    """Without what the store says itself, so that what is unchanged compares so."""
    meta = {key: value for key, value in body.get("meta", {}).items() if key not in ("versionId", "lastUpdated")}
    return {key: value for key, value in body.items() if key != "meta"} | ({"meta": meta} if meta else {})


def _own(key: str, part: Part | None) -> bool:
    """Whether persons write this themselves: also an action that is theirs to do, or one that they take out."""
    action = kind_of(key) == "action" and (part is None or (isinstance(part, Action) and part.who == "person"))
    return action or kind_of(key) in OWN


def _checked(found: Parts, written: Written) -> dict[str, Part]:
    """The plan as somebody wrote it: what says nothing is taken out, and notes that are there stay as they are.

    Raises BadInput for a part of another kind than its key says, and where what it is about is missing.
    """
    mine = dict(found)
    for key, part in written.items():
        if part is None or empty(part):
            mine.pop(key, None)
        elif not (kind_of(key) == "progress" and key in found):
            mine[key] = part
        if part is not None and not isinstance(part, TYPES.get(kind_of(key), ())):
            raise BadInput(f"{key!r} is no such part of a plan", expected=f"a part of the kind {kind_of(key)}")
        missing = _MISSING.get(type(part))
        if part is not None and missing and not empty(part) and not getattr(part, missing[0]):
            raise BadInput(f"{missing[1]} is missing", where=key)
    for kind, count in Counter(map(kind_of, mine)).items():
        if kind != "progress" and count > max(MOST, sum(kind_of(key) == kind for key in found)):
            raise BadInput(f"a plan holds at most {MOST} parts of one kind ({kind})", expected="one taken out first")
    return mine


_MISSING: Mapping[type, tuple[str, str]] = {
    Goal: ("text", "what the person wants"),
    Action: ("text", "what is to be done"),
    IfThen: ("when", "what may happen"),
}


def _noted(parts: dict[str, Part], found: Parts, by: Account, now: datetime) -> dict[str, Part]:
    """New notes on goals say who wrote them and when; notes on a goal that is gone go with it."""
    kept: dict[str, Part] = {}
    for key, part in parts.items():
        if isinstance(part, Progress):
            if part.goal not in parts:
                continue
            if key not in found:
                part = replace(part, by=by.display_name, at=now)
        kept[key] = part
    return ordered(kept)
