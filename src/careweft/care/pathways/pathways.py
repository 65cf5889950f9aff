"""Following pathways: what events and people say becomes the log; where everybody stands becomes tasks and notices.

Whatever happens, the same is done: the log is made anew from the person's events and from what people said, and where
the person stands is worked out from it; then the tasks and notices that are there are made those that follow. So
nothing that is repeated has a second effect, and what is cancelled is taken back, with all that came of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput, CareweftError, Conflict, NotFound, Refused
from careweft.base.outbox import Item
from careweft.care.effects import record_of
from careweft.care.pathways import duties, resource, units
from careweft.care.pathways.pathway import Pathway, Step, Terms, Trigger, Where
from careweft.care.pathways.resource import Run
from careweft.care.pathways.walk import Entry, Standing, What, walk
from careweft.care.reactions import Facts, open_case, practice_of, services
from careweft.care.record import Record
from careweft.care.resources import id_of
from careweft.care.teams import UNALLOCATED, team_of
from careweft.facts import events, person_facts
from careweft.facts.events import Event
from careweft.rules.calendar import just_after

_LOCK = 4_200_031
_MOST = 50
"""How often whose a stage is may have to be settled in one go: more stages than any pathway has."""


@dataclass(frozen=True)
class Said:
    """What somebody says of a pathway: `about` a stage or a step's turn, with the reason; of a move to which role of
    the stage. `key` makes it one."""

    key: str
    what: What
    about: str = ""
    code: str = ""
    words: str = ""
    at: datetime | None = None
    role: str = ""


class Pathways:
    """Follows pathways, through the record."""

    def __init__(self, record: Record, zone: ZoneInfo) -> None:
        self._record, self._zone = record, zone

    async def on_event(
        self,
        connection: Connection,
        event: Event,
        facts: Facts,
        terms: Terms,
        starts: Sequence[Pathway] | None = None,
    ) -> None:
        """Start what an event starts (of `starts`; left out, of all); bring the person's pathways in step with it."""
        if not terms.pathways:
            return
        await self._lock(connection, event.person_id)
        runs = await self.runs(connection, event.person_id)
        known = {run.id for run in runs}
        begun = False
        for pathway in terms.pathways if starts is None else starts:
            run = await self._started(connection, pathway, event, facts, runs)
            if run is not None:
                begun = True
                runs = [run if each.id == run.id else each for each in runs] if run.id in known else [*runs, run]
        if begun or any(_concerns(event, run) for run in runs):
            await self._follow(connection, event.person_id, runs, facts, terms)

    async def on_task(self, connection: Connection, item: Item, terms: Terms) -> None:
        """What somebody did with a task of a pathway is what happened on the pathway."""
        try:
            person, _, task = await self._record.find(connection, f"Task/{item.payload['task']}")
        except NotFound:
            return
        if task["status"] not in ("completed", "cancelled"):
            return
        await self._lock(connection, person)
        runs = {run.id: run for run in await self.runs(connection, person)}
        for covered in duties.covers(task):
            name, _, about = covered.partition("/")
            entry = duties.said_by(task, about, runs[name].standing) if name in runs else None
            if entry is not None:
                runs[name] = _with(runs[name], entry)
        facts = await person_facts.load(connection, person)
        await self._follow(connection, person, list(runs.values()), facts, terms)
        await duties.ask_again(connection, self._record, person, item.payload["task"])

    async def start(
        self, connection: Connection, by: Account, person: int, name: str, key: str, terms: Terms, party: str = ""
    ) -> str:
        """Put somebody on a pathway; its id. Conflict where they are on it already."""
        pathway = terms.find(name)
        if pathway is None:
            raise BadInput(f"there is no pathway {name!r}", expected="one of the active models of care")
        await self._lock(connection, person)
        await require_sight(connection, [person])
        runs = await self.runs(connection, person)
        run_id = id_of(f"pathway/{name}/by/{key}")
        if any(run.id == run_id for run in runs):
            return run_id
        if any(run.pathway == name and _open(run) for run in runs):
            raise Conflict("this person is on this pathway already")
        subject = await self._record.patient(connection, person)
        if subject is None:
            raise NotFound("this person has no record here")
        told_by = party or min(by.parties, default=UNALLOCATED)
        now = self._record.clock.now()
        run = Run(run_id, name, pathway.title, subject, now, told_by, f"by/{by.username}/{key}")
        facts = await person_facts.load(connection, person)
        if _died(facts, now):
            raise Conflict("this person has died")
        await self._follow(connection, person, [*runs, run], facts, terms)
        return run_id

    async def say(self, connection: Connection, by: Account, run_id: str, said: Said, terms: Terms) -> None:
        """Keep what somebody says of a pathway: a step done or not done, a stage taken on, a move, a reason, the end.

        Conflict where that is not so any more; Refused for whose neither the stage nor the step is.
        """
        person, _, _ = await self._record.find(connection, f"CarePlan/{run_id}")
        await require_sight(connection, [person], f"CarePlan/{run_id}")
        await self._lock(connection, person)
        runs = await self.runs(connection, person)
        run = next((each for each in runs if each.id == run_id), None)
        pathway = terms.find(run.pathway) if run else None
        if run is None or pathway is None or run.standing is None:
            raise NotFound("this pathway is not followed any more")
        if any(entry.key == _key(said) for entry in run.log):
            return
        _check(by, run.standing, pathway, said)
        now = self._record.clock.now()
        at = said.at or now
        if not run.start <= at <= now:
            raise BadInput(
                "the time is not one at which it can have happened", expected="a time since the start, until now"
            )
        party = _mine(by, run.standing) if said.what == "taken" else ""
        entry = Entry(_key(said), said.what, said.about, at, party, by.display_name, said.code, said.words.strip())
        facts = await person_facts.load(connection, person)
        if said.what == "moved":
            stage = pathway.stage(said.about)
            assert stage is not None  # checked
            moved = await self._party(connection, run, stage.where, facts, run.standing)
            entry = replace(entry, party=moved, role=said.role)
        after = _with(run, entry)
        await self._follow(connection, person, [after if each is run else each for each in runs], facts, terms)

    async def runs(self, connection: Connection, person: int) -> list[Run]:
        """The pathways of a person as they are kept, with where they stand; those that were a mistake are left out."""
        rows = await connection.fetch("SELECT id FROM care.pathway WHERE person_id = $1 ORDER BY start, id", person)
        bodies = await self._record.read_many(connection, [f"CarePlan/{row['id']}" for row in rows])
        found = {body["id"]: body for body in bodies}
        return [
            replace(resource.run_of(found[row["id"]]), standing=resource.standing_of(found[row["id"]]))
            for row in rows
            if row["id"] in found
        ]

    async def _started(
        self, connection: Connection, pathway: Pathway, event: Event, facts: Facts, runs: Sequence[Run]
    ) -> Run | None:
        """The pathway that an event starts, or started as it was told before."""
        run_id = id_of(f"pathway/{pathway.id}/{event.key}")
        now = next((run for run in runs if run.id == run_id), None)
        fires = _fires(pathway.starts, event, facts) and not _died(facts, event.at)
        if now is None and (not fires or any(run.pathway == pathway.id and _open(run) for run in runs)):
            return None
        if not fires:
            return replace(now, wrong=True) if now else None
        subject, told_by = await self._origin(connection, event)
        log = now.log if now else await self._kept(connection, run_id)
        afresh = tuple(entry for entry in log if entry.what != "party" or not entry.about.endswith("/1"))
        return Run(run_id, pathway.id, pathway.title, subject, event.at, told_by, event.key, afresh)

    async def _kept(self, connection: Connection, run_id: str) -> tuple[Entry, ...]:
        """What people said of a pathway before its start was taken back."""
        try:
            return resource.run_of(await self._record.read(connection, f"CarePlan/{run_id}")).log
        except NotFound:
            return ()

    async def _origin(self, connection: Connection, event: Event) -> tuple[str, str]:
        """Which Patient an event is about, and who told of it."""
        record = record_of(event)
        if record.startswith("Person/"):
            return str(await self._record.patient(connection, event.person_id)), ""
        _, source = await self._record.sent(connection, record)
        return await self._record.subject(connection, record), str(event.data.get("organisation") or source)

    async def _follow(
        self, connection: Connection, person: int, runs: Sequence[Run], facts: Facts, terms: Terms
    ) -> None:
        """Work out where everybody stands, write it, and make the tasks and notices those that follow."""
        since = min(run.start for run in runs)
        happened = [event for event in await events.of_person(connection, person) if event.at >= since]
        stands: list[tuple[Run, Pathway, Standing]] = []
        for run in runs:
            pathway = terms.find(run.pathway)
            if pathway is None:
                continue
            followed, standing = await self._stand(connection, run, pathway, happened, facts)
            stands.append((followed, pathway, standing))
        await duties.settle(connection, self._record, person, stands, terms.together, self._zone)

    async def _stand(
        self, connection: Connection, run: Run, pathway: Pathway, happened: Sequence[Event], facts: Facts
    ) -> tuple[Run, Standing]:
        told = [entry for entry in run.log if entry.what == "party" or entry.key.startswith("by/")]
        if run.wrong:
            return replace(run, log=tuple(told)), Standing((), (), ())

        def needs(step: Step, at: datetime) -> bool:
            assert step.when is not None
            return step.when.selects(facts, just_after(at))

        heard = [entry for event in happened if event.at >= run.start for entry in _entries(pathway, event, facts)]
        for _ in range(_MOST):
            standing = walk(pathway, run.start, run.told_by, [*told, *heard], self._zone, needs)
            if not standing.wants:
                break
            stage = pathway.stage(standing.wants)
            assert stage is not None
            party = await self._party(connection, run, stage.where, facts, standing)
            told.append(Entry(f"party/{standing.wanted_party}", "party", standing.wanted_party, run.start, party))
        used = [entry for entry in heard if entry.key in standing.used and entry.what != "seen"]
        return replace(run, log=(*told, *used, *standing.needed)), standing

    async def _party(self, connection: Connection, run: Run, where: Where, facts: Facts, standing: Standing) -> str:
        """Whose a stage is; the place's `unallocated` where that is nobody's."""
        now = self._record.clock.now()
        if where.unit:
            minutes = _minutes(where, run.start, self._zone)
            home = await self._home(facts)
            postcode = home if where.home else await self._scene(connection, run) or home
            found = await units.nearest(connection, where.unit, postcode, minutes, where.otherwise)
            return found.unit if found else UNALLOCATED
        practice = practice_of(facts, now)
        match where.party:
            case "team":
                case = open_case(facts, now)
                return str(case["team"]) if case and case["team"] else await team_of(connection, practice)
            case "gp":
                return practice or UNALLOCATED
            case "event":
                return run.told_by or UNALLOCATED
            case "same":
                return standing.legs[-1].party if standing.legs else run.told_by or UNALLOCATED
        served = [str(row["organisation"]) for row in services(where.party, facts, now) if row["organisation"]]
        return min(served, default=UNALLOCATED)

    async def _home(self, facts: Facts) -> str:
        return next((str(row["postcode"]) for row in facts.get("person", ()) if row["postcode"]), "")

    async def _scene(self, connection: Connection, run: Run) -> str:
        """The postcode of where it began, as the first of the record's encounter says it."""
        if run.origin.startswith("by/"):
            return ""
        try:
            record = await self._record.read(connection, "/".join(run.origin.split("/")[:2]))
            reference = (record.get("encounter") or {}).get("reference", "")
            body = record if record["resourceType"] == "Encounter" else await self._record.read(connection, reference)
        except CareweftError:
            return ""
        return next((each["location"].get("display", "") for each in body.get("location", ())), "")

    async def _lock(self, connection: Connection, person: int) -> None:
        """Whoever changes a person's pathways does so one after another."""
        await connection.execute("SELECT pg_advisory_xact_lock($1, $2)", _LOCK, person % 2**31)


def _with(run: Run, entry: Entry) -> Run:
    return replace(run, log=(*(each for each in run.log if each.key != entry.key), entry))


def _open(run: Run) -> bool:
    return run.standing is not None and run.standing.ended is None and not run.wrong


def _concerns(event: Event, run: Run) -> bool:
    """Whether an event can change where somebody stands: not where it is after an end that is not its doing."""
    if _open(run) or run.standing is None or run.standing.ended is None:
        return True
    return event.at <= run.standing.ended or any(entry.key.startswith(f"{event.key}#") for entry in run.log)


def _key(said: Said) -> str:
    return f"by/{said.key}"


def _died(facts: Facts, at: datetime) -> bool:
    return any(row["died"] is not None and row["died"] <= at for row in facts.get("person", ()))


def _fires(trigger: Trigger | None, event: Event, facts: Facts) -> bool:
    if trigger is None or event.revoked or trigger.kind != event.kind:
        return False
    return trigger.rule is None or trigger.rule.selects(facts, event.at, event=event.data)


def _entries(pathway: Pathway, event: Event, facts: Facts) -> Iterable[Entry]:
    """What an event means on a pathway."""
    if event.revoked:
        return
    party = str(event.data.get("organisation") or "")
    for stage in pathway.stages:
        if _fires(stage.taken, event, facts):
            yield Entry(f"{event.key}#taken/{stage.id}", "taken", stage.id, event.at, party)
        for step in stage.steps:
            if _fires(step.done, event, facts):
                yield Entry(f"{event.key}#done/{step.id}", "done", step.id, event.at, party)
    if event.kind == "died" or _fires(pathway.ends, event, facts):
        yield Entry(f"{event.key}#ended", "ended", "", event.at, words=event.kind)
    yield Entry(f"{event.key}#seen", "seen", "", event.at + timedelta(microseconds=1))


def _minutes(where: Where, start: datetime, zone: ZoneInfo) -> float | None:
    return (where.within.after(start, zone) - start) / timedelta(minutes=1) if where.within else None


def _mine(by: Account, standing: Standing) -> str:
    """The party for whom somebody takes a stage on: its own where they are of it."""
    leg = standing.leg
    return leg.party if leg and leg.party in by.parties else ""


def _check(by: Account, standing: Standing, pathway: Pathway, said: Said) -> None:
    """Whether somebody may say this now."""
    leg = standing.leg
    if said.what == "why":
        _check_reason(pathway, said)
        if not any(each.about == said.about for each in standing.variations):
            raise Conflict("there is no such variation any more")
        return
    if standing.ended is not None or leg is None:
        raise Conflict("this pathway is over")
    if by.parties.isdisjoint({leg.party, leg.sender}):
        raise Refused("this stage is another team's", hint="Ask them, or tell them what you know")
    if said.what == "taken" and not leg.waits:
        raise Conflict("this stage is taken on already")
    if said.what in ("done", "not-done"):
        _check_step(pathway, standing, said)
    if said.what == "moved":
        _check_move(pathway, leg.stage, said)
    if said.what == "ended":
        _check_reason(pathway, said)


def _check_step(pathway: Pathway, standing: Standing, said: Said) -> None:
    turn = standing.turn(said.about)
    if turn is None or turn.state != "open":
        raise Conflict("this step is not open any more", hint="Look at the pathway again")
    if said.what == "not-done":
        _check_reason(pathway, said)


def _check_move(pathway: Pathway, now: str, said: Said) -> None:
    stage = pathway.stage(said.about)
    if stage is None or said.about == now:
        raise BadInput("there is no such stage to go to", expected="another stage of this pathway")
    if said.role and said.role not in stage.by:
        raise BadInput(f"{said.role!r} does not take that stage on", expected=f"one of {', '.join(stage.by)}")
    if not pathway.ladder or pathway.place(said.about) > pathway.place(now):
        _check_reason(pathway, said)


def _check_reason(pathway: Pathway, said: Said) -> None:
    if said.code and said.code not in pathway.reasons:
        raise BadInput(f"{said.code!r} is not a reason here", expected=f"one of {', '.join(pathway.reasons)}")
    if not said.code and not said.words.strip():
        raise BadInput("no reason is given", expected="why this differs from the pathway")
