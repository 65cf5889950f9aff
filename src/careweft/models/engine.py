"""The engine: active models of care run on live feeds.

It joins the rooms below: messages become records and facts, facts become events, and the active models' reactions to
an event become effects, in one transaction per item of the outbox.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from careweft import population
from careweft.access import relationships, unusual
from careweft.base.db import Connection, Database
from careweft.base.errors import NotFound
from careweft.base.outbox import Handler, Item, Together, Worker
from careweft.care import birthdays, consultations, letters, physicians, streams, submissions, texts, undelivered
from careweft.care import projection as care_projection
from careweft.care.advice import AdviceLine
from careweft.care.appointments import dispensing
from careweft.care.assessment import due
from careweft.care.assessment import projection as assessment_projection
from careweft.care.assessment.assessments import Assessments
from careweft.care.cases import Cases
from careweft.care.corrections import corrections
from careweft.care.corrections import projection as correction_projection
from careweft.care.corrections.corrections import Corrections
from careweft.care.effects import Effects, hand_over
from careweft.care.entry.receive import Intake
from careweft.care.entry.triage import Terms as EntryTerms
from careweft.care.entry.triage import Triage
from careweft.care.meetings import meetings
from careweft.care.meetings.series import Series
from careweft.care.monitoring import projection as monitoring_projection
from careweft.care.monitoring.monitoring import Monitoring
from careweft.care.monitoring.monitoring import hand_over as hand_over_readings
from careweft.care.monitoring.terms import Terms as MonitoringTerms
from careweft.care.pathways import projection as pathway_projection
from careweft.care.pathways.pathway import Terms as PathwayTerms
from careweft.care.pathways.pathways import Pathways
from careweft.care.plans import projection as plan_projection
from careweft.care.plans.plans import Plans, PlanTerms
from careweft.care.reactions import Facts, effects_of
from careweft.care.record import Record
from careweft.care.referrals import Referral
from careweft.care.staffing.allocation import NO_RULE, Allocation
from careweft.care.staffing.cover import Cover
from careweft.care.staffing.handover import Handover
from careweft.care.tasks import Tasks
from careweft.care.transitions import projection as discharge_projection
from careweft.care.transitions.known import Whose
from careweft.care.transitions.stays import Stays
from careweft.care.transitions.terms import Terms as TransitionTerms
from careweft.care.transitions.wards import Wards
from careweft.care.visits import schedule
from careweft.care.visits.terms import Terms as VisitTerms
from careweft.care.visits.visits import Visits
from careweft.facts import events, flatten, person_facts
from careweft.facts.projection import Projection
from careweft.feeds.batch import ANSWER
from careweft.feeds.moving import Mover
from careweft.feeds.outgoing.queue import hand_over as hand_over_letters
from careweft.feeds.process import Feeds
from careweft.fhir import withheld
from careweft.fhir.store import Store
from careweft.fhir.subscriptions import events as changes
from careweft.fhir.subscriptions import project as subscriptions
from careweft.models import advising, document, funds, tiers
from careweft.models.compile import Compiled, compile_model
from careweft.models.contact_rooms import PROJECTIONS as CONTACT
from careweft.models.contact_rooms import ContactRooms
from careweft.models.file import Entry, Model
from careweft.models.load import validate
from careweft.models.local_rooms import PROJECTIONS, LocalRooms
from careweft.models.night import panel_of
from careweft.models.own import Parents
from careweft.models.visits import compiled as visits
from careweft.people.index import Index
from careweft.population import gaps
from careweft.rules.calendar import just_after
from careweft.rules.engines import IbisEngine
from careweft.rules.explain import Explanation, both

Report = Callable[[str, int, int], None]
Tables = Mapping[str, Any]
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Active:
    """A model that is active, from when it reacts to what happens, and the number of its activation."""

    compiled: Compiled
    since: datetime
    activation: int = 0


class Engine:
    """The rooms of a place, joined. `Engine.open` is the way in."""

    def __init__(self, database: Database, zone: ZoneInfo, active: Sequence[Active]) -> None:
        self.database, self.zone, self.active = database, zone, list(active)
        self._accrued: date | None = None
        self._looked: datetime | None = None
        self._facts = Projection(zone, since=_since(active))
        projections = (
            self._facts,
            care_projection.project,
            discharge_projection.project,
            assessment_projection.project,
            plan_projection.project,
            *PROJECTIONS,
            monitoring_projection.project,
            pathway_projection.project,
            physicians.project,
            tiers.projection(lambda: self.cases.allocation.follows),
            correction_projection.project,
            streams.projection(lambda: {kind for each in self.active for kind in each.compiled.model.streams}),
            *CONTACT,
            subscriptions.projection(zone),
        )
        self.store = Store(projections, zone=str(zone))
        self.people = Index([Mover(self.store), hand_over, meetings.hand_over, hand_over_readings, hand_over_letters])
        self.feeds = Feeds(self.store, self.people, database.clock, zone)
        record = Record(self.store, database.clock)
        self.effects, self.tasks = Effects(record), Tasks(record)
        self.cases = Cases(record, zone, self._allocation())
        self.meetings = meetings.Meetings(record, self.tasks, zone)
        self.cover, self.handover = Cover(database.clock), Handover(record)
        self.assessments = Assessments(record, self.store, zone, lambda: self.self_assessments)
        self.record = record
        self.triage = Triage(record, self.cases)
        self.letters = letters.Letters(record, lambda: self.lead)
        self.intake = Intake(record, self.people, database.clock)
        self.plans = Plans(record, zone)
        self.stays, self.wards = Stays(record, zone), Wards(record, zone)
        self.monitoring = Monitoring(record, zone, lambda: self.monitoring_terms)
        self.pathways = Pathways(record, zone)
        self.local = LocalRooms(record, self.assessments, zone, lambda: [each.compiled.model for each in self.active])
        self.visits = Visits(record, self.intake, zone)
        self.corrections = Corrections(record, zone)
        self.contact = ContactRooms(record, zone, lambda: [each.compiled for each in self.active])
        self.handlers: Mapping[str, Handler | Together] = {
            "message": Together(self.feeds.process_all),
            "event": self.on_event,
            ANSWER: self.triage.acknowledge,
            monitoring_projection.TOPIC: self.monitoring.on_item,
            correction_projection.TOPIC: self._contradicted,
            pathway_projection.TOPIC: self._on_pathway_task,
            tiers.TOPIC: self._look_again,
            texts.TOPIC: self.contact.texts.on_item,
            streams.TOPIC: partial(streams.on_item, record=record),
            dispensing.TOPIC: self.contact.requests.dispensing.on_item,
            changes.TOPIC: changes.handler(zone),
            withheld.TOPIC: withheld.handler(zone),
        }

    @classmethod
    async def open(cls, database: Database, zone: ZoneInfo) -> Engine:
        """The engine with the models that are active now; what its first message needs is compiled."""
        async with database.transaction() as connection:
            engine = cls(database, zone, await active_models(connection, zone))
        engine.store.prepare(flatten.types())
        for active in engine.active:
            if active.compiled.tiers:
                panel_of(active.compiled)
        return engine

    def worker(self) -> Worker:
        """Handles what follows a commit, by the models that are active by then."""
        return Worker(self.database, self.handlers, self._follow)

    async def _follow(self, connection: Connection) -> None:
        """Take over the models first where another process activated or ended one."""
        known = await connection.fetch("SELECT id FROM models.activation WHERE until = 'infinity' ORDER BY id")
        if [row["id"] for row in known] != [each.activation for each in self.active]:
            await self._take_over(connection)

    async def reload(self) -> None:
        """Take over what was activated or ended since."""
        async with self.database.transaction() as connection:
            await self._take_over(connection)

    async def _take_over(self, connection: Connection) -> None:
        self.active = await active_models(connection, self.zone)
        self._facts.since = _since(self.active)
        self.cases.allocation = self._allocation()

    async def on_event(self, connection: Connection, item: Item) -> None:
        """Make what was done for an event equal to what the active models ask for now."""
        try:
            event = await events.read(connection, item.payload["person_id"], item.payload["key"])
        except NotFound:
            return
        reactions = [r for model in self.active if model.since <= event.at for r in model.compiled.reactions]
        facts = await person_facts.load(connection, event.person_id)
        await self._place(connection, event.person_id, facts)
        await self.effects.reconcile(connection, event, effects_of(reactions, event, facts, self.zone))
        await self.cases.follow(connection, event.person_id, facts, self.lead)
        starts = self._pathways(event.at).pathways
        await self.pathways.on_event(connection, event, facts, self.pathway_terms, starts)
        if event.key.startswith("Encounter/") or event.kind in ("assessed", letters.ARRIVED):
            await self._stays(connection, event.person_id, facts)
        if event.kind == letters.ARRIVED:
            await self.letters.on_event(connection, event, facts)
        if event.kind == "referred":
            await self.triage.settle(connection, event.person_id)
        if event.kind == "died" and not event.revoked:
            await self.plans.end_after_death(connection, event.person_id)
        await self.local.on_event(connection, event)

    async def _place(self, connection: Connection, person_id: int, facts: person_facts.PersonFacts) -> None:
        """Work out a person's tiers and gaps; the risk scores that rank them are put beside the facts."""
        now = self.database.clock.now()
        for model in self.active:
            if told := model.compiled.gaps:
                found = gaps.of(model.compiled.belongs, told, facts, just_after(now))
                await gaps.keep_person(connection, model.compiled.model.id, person_id, found, now)
            if model.compiled.tiers:
                panel = panel_of(model.compiled)
                await population.refresh_person(connection, panel, person_id, facts, now)
                facts["risk"] = await population.risk_of(connection, panel.model, person_id)

    async def _look_again(self, connection: Connection, item: Item) -> None:
        """Work out a person's tiers, who leads their case and the plans of their stays, by what is known now."""
        person = item.payload["person_id"]
        facts = await person_facts.load(connection, person)
        await self._place(connection, person, facts)
        await self.cases.follow(connection, person, facts, self.lead)
        await self._stays(connection, person, facts)

    async def _stays(self, connection: Connection, person: int, facts: Facts) -> None:
        for terms in self._transitions():
            await self.stays.settle(connection, Whose(person, facts, terms))

    async def _contradicted(self, connection: Connection, item: Item) -> None:
        told = item.payload
        await self.corrections.contradicted(connection, told["task"], told["version"], self.correction_terms)

    async def _on_pathway_task(self, connection: Connection, item: Item) -> None:
        await self.pathways.on_task(connection, item, self.pathway_terms)

    @property
    def pathway_terms(self) -> PathwayTerms:
        """The pathways that the active models say, and what of them becomes one visit."""
        return self._pathways(NEVER)

    def _pathways(self, at: datetime) -> PathwayTerms:
        said = [active.compiled.pathways for active in self.active if active.since <= at]
        found = tuple(pathway for each in said for pathway in each.pathways)
        return PathwayTerms(found, tuple(rule for each in said for rule in each.together))

    async def take_on(self, tables: Tables, report: Report | None = None) -> int:
        """Open cases for those whom the active models take on when they start; how many that was.

        `tables` are a lake's, so that everybody is asked; a person is taken on once, however often this runs.
        """
        taken = 0
        for active in self.active:
            rule = active.compiled.takes_on
            if rule is None:
                continue
            values = await asyncio.to_thread(IbisEngine(tables).values, rule, active.since)
            people = sorted(person for person, value in values.items() if value is True)
            for number, person in enumerate(people, 1):
                async with self.database.transaction() as connection:
                    facts = await person_facts.load(connection, person)
                    taken += await self.cases.take_on(connection, person, facts, active.compiled.lead, active.since)
                if report:
                    report("Taking people on", number, len(people))
        return taken

    async def tick(self) -> None:
        """What the clock asks for: overdue tasks escalate; once a day, money is posted and odd looks are flagged."""
        today = self.database.clock.now().astimezone(self.zone).date()
        async with self.database.transaction() as connection:
            await self.triage.resume_overdue(connection)
            await self.triage.tell_told(connection)
            if self.entry:
                await self.triage.take_answers(connection, self.entry_terms())
            await self._assess(connection)
            await self.plans.reviews_due(connection, self.plan_terms)
            await self.monitoring.tick(connection)
            await self.contact.tick(connection)
            await self.local.tick(connection)
            await undelivered.hand_to_people(connection, self.record)
            await self.tasks.resume_held(connection)
            await self.tasks.escalate_overdue(connection)
            if today != self._accrued:
                await funds.accrue(connection, today)
                await funds.close_years(connection, today)
                await unusual.find(connection)
                await submissions.forget(connection)
                self._accrued = today

    async def _assess(self, connection: Connection) -> None:
        """Once a minute: the assessments that are due."""
        minute = self.database.clock.now().replace(second=0, microsecond=0)
        if minute != self._looked:
            for active in self.active:
                told = tiers.Told(active.compiled.model.id, active.since, active.compiled.reactions)
                await tiers.begin(connection, self.record, self.effects, told, self.zone)
                if (terms := active.compiled.assessment) is not None:
                    await due.ask(connection, self.record, terms, active.since, self.zone)
                for birthday in active.compiled.birthdays:
                    await birthdays.ask(connection, self.record, birthday, active.since, self.zone, person_facts.load)
                for consultation in active.compiled.consultations:
                    await consultations.ask(connection, self.record, consultation, self.zone)
            for visit in self.visit_terms.values():
                await schedule.make(connection, self.record, visit, self.zone)
            self._looked = minute

    @property
    def visit_terms(self) -> dict[str, VisitTerms]:
        """The visits that the active models say, by name; the first activated says what a name means."""
        told = (visits(active.compiled.model.visits) for active in reversed(self.active))
        return {each.id: each for terms in told for each in terms}

    @property
    def assessment_terms(self) -> list[due.Terms]:
        """What the active models say of assessments."""
        return [terms for active in self.active if (terms := active.compiled.assessment) is not None]

    @property
    def self_assessments(self) -> frozenset[str]:
        """The instruments that people may answer by themselves, of whatever active model."""
        return frozenset(name for active in self.active for name in active.compiled.model.self_assessments)

    async def agree(self) -> None:
        """Bring into force what the active models agree on: money, and until when parents see a child's record."""
        async with self.database.transaction() as connection:
            for active in self.active:
                await funds.agree(connection, active.compiled, active.since)
            parents = next((told for active in self.active if (told := active.compiled.model.parents)), Parents())
            await relationships.parents_until(connection, parents.until, parents.in_part_until)

    async def suggestion(self, connection: Connection, referral: Referral) -> Explanation:
        """What is suggested of a referral: that the model is for the person, and its entry rule, with every part's
        value."""
        facts = await person_facts.load(connection, referral.person_id)
        event = {"urgent": referral.urgent, "organisation": referral.organisation, "reason": referral.reason}
        compiled, now = self.entry_model().compiled, self.database.clock.now()
        assert compiled.accept is not None  # a model with an entry has one
        return both(*(rule.explain(facts, now, event=event) for rule in (compiled.eligible, compiled.accept)))

    def _transitions(self) -> list[TransitionTerms]:
        """What is said of transitions here: by the first active model that says anything."""
        said = (replace(told, since=each.since) for each in self.active if (told := each.compiled.transitions))
        return list(said)[:1]

    @property
    def transitions(self) -> TransitionTerms:
        """What is said of transitions here; of nothing where no active model says anything."""
        return next(iter(self._transitions()), TransitionTerms(NEVER, plans=False))

    @property
    def advice(self) -> AdviceLine:
        """The line for advice: by the first active model that says one."""
        rota = self.monitoring_terms.rota
        said = (advising.terms(active.compiled.model, rota) for active in self.active)
        return AdviceLine(self.record, self.intake, self.zone, next((terms for terms in said if terms), None))

    def _allocation(self) -> Allocation:
        return self.active[0].compiled.allocation if self.active else NO_RULE

    @property
    def series(self) -> list[Series]:
        """The meetings that the active models say, the first activated first; a name once."""
        found: dict[str, Series] = {}
        for active in reversed(self.active):
            found |= {series.id: series for series in active.compiled.meetings}
        return [found[name] for name in sorted(found)]

    async def facts_of(
        self, connection: Connection, persons: Sequence[int], needs: frozenset[str]
    ) -> Mapping[int, Facts]:
        """What is known now of many people in these fact tables, risk scores among them."""
        found = await person_facts.load_many(connection, persons, needs)
        for active in self.active if "risk" in needs else ():
            if active.compiled.tiers:
                risks = await population.risks_of(connection, panel_of(active.compiled).model, persons)
                for person, risk in risks.items():
                    found[person]["risk"] = [*found[person].get("risk", ()), *risk]
        return found

    def entry_terms(self) -> EntryTerms:
        """What the model that referrals come in by says of them."""
        compiled = self.entry_model().compiled
        entry = compiled.entry
        return EntryTerms(
            entry.within,
            entry.ask.within,
            entry.redirect.within,
            entry.alike,
            entry.escalate,
            compiled.lead,
            self.zone,
        )

    @property
    def correction_terms(self) -> corrections.Terms:
        """What is said of corrections here: by the first active model that says anything, else by law."""
        said = (active.compiled.corrections for active in self.active if active.compiled.model.corrections)
        return next(said, corrections.Terms())

    @property
    def monitoring_terms(self) -> MonitoringTerms:
        """What the active models say of monitoring; where they disagree, the first activated counts."""
        found = MonitoringTerms()
        for active in self.active:
            found |= active.compiled.monitoring
        return found

    @property
    def plan_terms(self) -> PlanTerms:
        """What is said of plans here: by the first active model that says anything."""
        said = (active.compiled.plan for active in self.active if active.compiled.model.plan)
        return next(said, PlanTerms())

    def entry_model(self) -> Active:
        """The active model that referrals come in by: the first activated that has a point of entry."""
        found = next((active for active in self.active if active.compiled.model.entry), None)
        if found is None:
            raise NotFound(
                "no active model of care has a point of entry", hint="Activate one: careweft model activate torbay"
            )
        return found

    @property
    def entry(self) -> Entry | None:
        """How people come in here, by the first active model that says; None where none does."""
        return next((told for active in self.active if (told := active.compiled.model.entry)), None)

    @property
    def lead(self) -> str:
        """The role that leads cases here, by the first active model that says one; empty where none does."""
        return next((active.compiled.lead for active in self.active if active.compiled.lead), "")


def _since(active: Sequence[Active]) -> datetime:
    """From when events are queued: earlier ones concern no active model."""
    return min((model.since for model in active), default=NEVER)


async def active_models(connection: Connection, zone: ZoneInfo) -> list[Active]:
    """The active models as they were when activated, the first activated first."""
    rows = await connection.fetch(
        "SELECT id, model, content, since FROM models.activation WHERE until = 'infinity' ORDER BY id"
    )
    return [Active(read_model(row["content"], f"{row['model']}.yaml", zone), row["since"], row["id"]) for row in rows]


async def active_text(connection: Connection, model: str) -> str | None:
    """The file of a model that is active, as it was when it was activated."""
    text: str | None = await connection.fetchval(
        "SELECT content FROM models.activation WHERE model = $1 AND until = 'infinity'", model
    )
    return text


async def end(connection: Connection, model: str, at: datetime) -> bool:
    """Make a model that is active react to nothing from an instant on; False where it is not active."""
    ended = await connection.fetchval(
        "UPDATE models.activation SET until = greatest($2, since + interval '1 microsecond') "
        "WHERE model = $1 AND until = 'infinity' RETURNING true",
        model,
        at,
    )
    return bool(ended)


@lru_cache(maxsize=32)
def read_model(text: str, name: str, zone: ZoneInfo) -> Compiled:
    """A model from its YAML text, checked."""
    source = document.parse(text, name)
    return compile_model(validate(Model, source), source, str(zone))


async def activate(connection: Connection, text: str, name: str, zone: ZoneInfo, since: datetime) -> bool:
    """Make a model active from `since`, also for what happened since and for who is in hospital; False where just this
    text is active already.

    The key is the digest of the text: activating the same again changes nothing; another text of the same model ends
    the one before it.
    """
    compiled = read_model(text, name, zone)
    digest = sha256(text.encode()).hexdigest()
    model = compiled.model.id
    current = await connection.fetchval(
        "SELECT digest FROM models.activation WHERE model = $1 AND until = 'infinity' FOR UPDATE", model
    )
    if current == digest:
        return False
    await end(connection, model, since)
    await connection.execute(
        "INSERT INTO models.activation (model, content, digest, since) VALUES ($1, $2, $3, $4)",
        model,
        text,
        digest,
        since,
    )
    await events.requeue(connection, since)
    if compiled.transitions:
        here = await connection.fetch(_IN_HOSPITAL)
        await tiers.look_again(connection, [row["person_id"] for row in here])
    return True


_IN_HOSPITAL = """
SELECT DISTINCT person_id FROM facts.encounter WHERE known_to = 'infinity' AND class = 'inpatient' AND finish IS NULL
AND status IN ('in-progress', 'onleave') ORDER BY person_id
"""
