"""Plays a scenario: real messages through the public interfaces on a scratch database; then looks at what is true."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from careweft.access import accounts
from careweft.access.accounts import Account, NewAccount
from careweft.base.clock import SetClock
from careweft.base.db import WEB, WORKER, Connection, Database
from careweft.base.errors import BadInput, CareweftError
from careweft.base.outbox import Worker
from careweft.care import referrals, teams
from careweft.care.assessment.evaluate import read_text
from careweft.care.assessment.instrument import Item, Value
from careweft.care.assessment.library import by_name
from careweft.care.meetings.series import Series
from careweft.care.plans.content import Action, Contribution, Goal, IfThen, Part, Text
from careweft.care.plans.plans import Answer
from careweft.care.tasks import Filter, Step, worklist
from careweft.facts import area
from careweft.feeds import sources
from careweft.feeds.tables.intake import file_rows, store_rows
from careweft.feeds.understand import Raw
from careweft.models import (
    advice_steps,
    community_steps,
    contact_steps,
    counting_steps,
    entry_steps,
    expectations,
    goal_steps,
    governance_steps,
    local_steps,
    monitoring_steps,
    own_steps,
    pathway_steps,
    social_steps,
    team_steps,
    transition_steps,
    visit_steps,
    wire,
)
from careweft.models import scenario as script
from careweft.models.compile import Compiled
from careweft.models.engine import Active, Engine
from careweft.models.grammar import Source
from careweft.models.scenario import Scenario


@dataclass(frozen=True)
class Kept:
    """A promise with what was found: `faults` is empty where it holds."""

    promise: str
    source: Source
    faults: list[str]


@dataclass
class Player:
    """A scenario being played on a place of its own."""

    scenario: Scenario
    compiled: Compiled
    engine: Engine
    web: Database
    clock: SetClock
    url: str
    staff: dict[str, Account] = field(default_factory=dict)
    stays: dict[str, dict[str, datetime]] = field(default_factory=dict)
    sent: int = 0

    @classmethod
    @asynccontextmanager
    async def on(cls, url: str, scenario: Scenario, compiled: Compiled) -> AsyncIterator[Player]:
        """A player on an empty, migrated database, its place set up and the model active from the first step on."""
        zone = ZoneInfo(compiled.vocabulary.zone)
        first = min(step.at for step in scenario.steps if not isinstance(step, script.Promise)).replace(tzinfo=zone)
        clock = SetClock(first)
        async with await Database.open(url, WORKER, clock) as worker, await Database.open(url, WEB, clock) as web:
            engine = Engine(worker, zone, [Active(compiled, first - timedelta(days=1))])
            player = cls(scenario, compiled, engine, web, clock, url)
            await player._set_up()
            await engine.agree()
            yield player

    async def play(self) -> AsyncIterator[Kept]:
        """Play every step in order; yields each promise as it is judged."""
        for step in self.scenario.steps:
            if isinstance(step, script.Promise):
                faults = [fault for expected in step.expect for fault in await expectations.faults(self, expected)]
                yield Kept(step.promise, step.source, faults)
            else:
                await self._pass_time(step.at.replace(tzinfo=self.engine.zone))
                try:
                    await self._do(step)
                    await self._settle()
                except CareweftError as wrong:
                    shown = ", ".join(
                        f"{name}: {value}" for name, value in step.model_dump(exclude_defaults=True).items()
                    )
                    raise BadInput(f"the step cannot be done: {wrong}", where=f"{{{shown}}}") from wrong

    async def _set_up(self) -> None:
        place = self.scenario.place
        async with self.engine.database.transaction() as connection:
            await area.load(connection, place.areas)
            await sources.declare(connection, "acute", name="Acute hospital", kind="hospital")
            await sources.declare_mapping(connection, "council", wire.MAPPING, "council.toml")
            for code, kind in place.organisations.items():
                await sources.declare(connection, code, name=code, kind=kind)
            for practice in place.practices:
                await sources.declare(connection, practice, name=practice, kind="practice")
            for provider in {step.provider for step in self.scenario.steps if isinstance(step, script.Buy)}:
                await sources.declare(connection, provider, name=provider, kind="home-care")
        managers = {told.team: name for name, told in place.staff.items() if told.role == "manager"}
        working = {*place.practices.values(), *(told.team for told in place.staff.values())}
        names = sorted(working - place.units.keys())
        roles = {role: told for team in self.compiled.model.teams.values() for role, told in team.roles.items()}
        async with self.engine.database.transaction() as connection:
            await pathway_steps.set_up(connection, place.units, managers)
            await teams.set_up(
                connection,
                [teams.Team(team, team.capitalize(), managers.get(team, "")) for team in names],
                [teams.Practice(practice, practice, team) for practice, team in place.practices.items()],
                [
                    teams.Practitioner(
                        name,
                        told.name,
                        told.team,
                        told.role,
                        told.caseload if told.caseload is not None else roles[told.role].caseload,
                    )
                    for name, told in place.staff.items()
                ],
            )
            for name, told in place.staff.items():
                new = NewAccount(name, name, told.name, memberships=[(told.team, told.role)])
                account = await accounts.profile(connection, await accounts.create(connection, new))
                assert account
                self.staff[name] = account
            systems = [(practice, "feed") for practice in place.practices]
            await accounts.create(
                connection, NewAccount("systems", "systems", "Systems", "machine", memberships=systems)
            )
            self.staff |= await transition_steps.set_up(connection, place.outside)

    async def _pass_time(self, to: datetime) -> None:
        """Let the clock run to an instant, stopping where a task falls due, so that escalation happens on time."""
        if to < self.clock.now():
            raise BadInput(f"a step at {to:%Y-%m-%d %H:%M} comes after a later one")
        while True:
            async with self.engine.database.transaction() as connection:
                due = await connection.fetchval(
                    "SELECT least((SELECT min(due) FROM care.task WHERE status IN ('requested', 'in-progress') "
                    "AND escalate <> '' AND escalated IS NULL AND due <= $1), (SELECT min(held_until) FROM care.task "
                    "WHERE status = 'on-hold' AND held_until <= $1), (SELECT min(look_at) FROM care.monitored "
                    "WHERE status = 'active' AND look_at <= $1))",
                    to,
                )
            if due is None:
                break
            self.clock.set(max(due, self.clock.now()))
            await self._settle()
        self.clock.set(to)
        await self._settle()

    async def _settle(self) -> None:
        """Let the workers do all that there is to do now."""
        await Worker(self.engine.database, self.engine.handlers).drain()
        await self.engine.tick()
        async with self.engine.database.transaction() as connection:
            for query in (
                "SELECT reason FROM base.dead_letter",
                "SELECT reason FROM feeds.message WHERE state = 'quarantined'",
            ):
                if reason := await connection.fetchval(query):
                    raise BadInput(f"a message of the scenario was not understood: {reason}")

    async def _do(self, step: Any) -> None:
        area = next((area for area in _AREAS if isinstance(step, area.STEPS)), None)
        await (area.act(self, step) if area else self._act(step))

    async def _act(self, step: Any) -> None:
        match step:
            case script.Register():
                person = self.person(step.registers, step.practice)
                await self.send_fhir(person.practice, [wire.patient(person)])
            case script.Refer():
                person = self.person(step.refer)
                request = wire.referral(person, self.clock.now(), step.reason, step.urgent, f"R{self.sent}")
                await self.send_fhir(person.practice, [wire.patient(person), request])
            case script.Buy():
                await self._buy(step)
            case script.Hospital():
                await self._hospital(step)
            case script.Screen():
                await self._screen(step)
            case script.Assess():
                await self._assess(step)
            case script.Decide():
                await self._decide(step)
            case script.WritePlan() | script.Agree() | script.PlanStatus() | script.Reviews():
                await self._plan(step)
            case script.Finish():
                await self._finish(step)

    @asynccontextmanager
    async def acting(self, name: str) -> AsyncIterator[tuple[Connection, Account]]:
        """A transaction in which a member of staff changes something."""
        account = self.staff[name]
        async with self.engine.database.transaction(account.id) as connection:
            yield connection, account

    async def person_id(self, connection: Connection, name: str) -> int | None:
        """The person of the record that a person of the scenario is."""
        found = await connection.fetchval(
            "SELECT person_id FROM people.source_record WHERE nhs_number = $1 LIMIT 1", self.scenario.people[name].nhs
        )
        return int(found) if found is not None else None

    async def tasks(self, connection: Connection, name: str, code: str, status: str) -> list[Any]:
        """The tasks of a code for a person."""
        person = await self.person_id(connection, name)
        return await worklist(connection, Filter(person_id=person, code=code, status=status)) if person else []

    async def referral(self, connection: Connection, name: str) -> referrals.Referral:
        """The open referral of a person."""
        person = await self.person_id(connection, name)
        queue = await referrals.queue(connection, self.compiled.entry.screen or "")
        found = [referral for referral in queue if referral.person_id == person]
        if not found:
            raise BadInput(f"{name} has no referral that waits for a decision")
        return found[-1]

    def person(self, name: str, practice: str | None = None) -> wire.Person:
        """A person of the scenario, registered with their practice or another."""
        told = self.scenario.people[name]
        return wire.Person(
            name,
            told.family,
            told.given,
            told.born,
            told.sex,
            told.nhs,
            practice or told.practice,
            told.postcode,
            (told.physician, self.scenario.place.staff[told.physician].name) if told.physician else None,
        )

    def series(self, name: str) -> Series:
        """A meeting of the model by its name."""
        found = next((each for each in self.compiled.meetings if each.id == name), None)
        if found is None:
            known = ", ".join(each.id for each in self.compiled.meetings) or "none"
            raise BadInput(f"the model has no meeting {name!r}", expected=f"one of {known}")
        return found

    async def _screen(self, step: script.Screen) -> None:
        asked = by_name(step.screen)
        answers: dict[str, tuple[Value, ...]] = {i.id: (i.id in step.yes,) for i in asked.every if i.asks}
        if unknown := set(step.yes) - answers.keys():
            raise BadInput(f"{step.screen} has no item {sorted(unknown)[0]!r}", expected=f"one of {', '.join(answers)}")
        async with self.acting(step.by) as (connection, account):
            referral = await self.referral(connection, step.person)
            await self.engine.assessments.at_once(
                connection, account, referral.person_id, step.screen, answers, focus=referral.record
            )

    async def _assess(self, step: script.Assess) -> None:
        asked = by_name(step.assess)
        answers = {item.id: _left_out(item) for item in asked.every if item.asks and item.required}
        for name, given in step.answers.items():
            item = asked.item.get(name)
            if item is None or not item.asks:
                raise BadInput(f"{step.assess} has no question {name!r}")
            several = given if isinstance(given, list) else [given]
            answers[name] = read_text(item, [str(v).lower() if isinstance(v, bool) else str(v) for v in several])
        if step.by == "self":
            async with self.engine.database.transaction() as connection:
                person = await self.person_id(connection, step.person) or 0
                self.staff["self"] = await own_steps.own_account(self, connection, step.person)
            async with self.acting(step.asked_by or "self") as (connection, account):
                await self.engine.assessments.ask(connection, account, person, step.assess)
        async with self.acting(step.by) as (connection, account):
            found = await self.person_id(connection, step.person)
            if found is None:
                raise BadInput(f"nothing is known of {step.person} yet")
            if step.sends:
                await self.engine.assessments.at_once(connection, account, found, step.assess, answers)
            else:
                begun = await self.engine.assessments.begin(connection, account, found, step.assess, {})
                kept = await self.engine.assessments.save(connection, account, begun.id, begun.version, answers)
                seen = kept.assessment.version
                await self.engine.assessments.withdraw(connection, account, begun.id, "not sent", seen)

    async def _decide(self, step: script.Decide) -> None:
        async with self.acting(step.by) as (connection, account):
            referral = await self.referral(connection, step.person)
            suggested = (await self.engine.suggestion(connection, referral)).value is True
            accept = suggested if step.decide == "as-suggested" else step.decide == "accept"
            await self.engine.triage.decide(
                connection, account, referral.task, accept, step.note, self.engine.entry_terms(), referral.version
            )

    async def _finish(self, step: script.Finish) -> None:
        async with self.acting(step.by) as (connection, account):
            found = await self.tasks(connection, step.person, step.finish, "open")
            if not found:
                raise BadInput(f"{step.person} has no open task {step.finish!r}")
            await self.engine.tasks.step(connection, account, found[0].id, Step("completed"))

    async def _plan(self, step: script.WritePlan | script.Agree | script.PlanStatus | script.Reviews) -> None:
        plans, terms = self.engine.plans, self.engine.plan_terms
        async with self.acting(step.by) as (connection, account):
            person = await self.person_id(connection, step.person) or 0
            now = await plans.current(connection, person)
            version = now.version if now else 0
            match step:
                case script.WritePlan():
                    await plans.write(connection, account, person, version, _parts(step), terms)
                case script.Agree():
                    await plans.agree(connection, account, person, version, Answer(True), terms)
                case script.PlanStatus():
                    await plans.set_status(connection, account, person, step.plan_status, terms, step.reason)
                case script.Reviews():
                    await plans.review(connection, account, person, terms)

    async def _buy(self, step: script.Buy) -> None:
        person = self.person(step.buy)
        package = wire.Package(step.number, step.service, step.provider, step.start, step.end, step.hours, step.weekly)
        day = f"{self.clock.now():%Y-%m-%d}"
        await self._send("council", "csv", wire.clients_csv(person), f"clients-{day}.csv")
        await self._send("council", "csv", wire.packages_csv(person, package), f"packages-{day}.csv")

    async def _hospital(self, step: script.Hospital) -> None:
        zone = self.engine.zone
        at = step.when.replace(tzinfo=zone) if step.when else self.clock.now().astimezone(zone)
        times = self.stays.setdefault(step.visit, {})
        match step.hospital:
            case "admits":
                times.setdefault("admitted", at)
            case "discharges":
                times["discharged"] = at
            case "cancels-discharge":
                times.pop("discharged", None)
        trigger = _TRIGGERS[step.hospital]
        stay = wire.Stay(step.visit, step.ward, step.emergency, step.reason)
        self.sent += not step.again
        message = wire.adt(trigger, self.person(step.person), stay, at, times, f"C{self.sent:06}")
        await self._send("acute", "hl7", message, "")

    async def send_fhir(self, source: str, resources: list[dict[str, Any]]) -> None:
        """A bundle as an organisation's system sends it."""
        self.sent += 1
        await self._send(source, "fhir", wire.bundle(f"{source}-{self.sent}", resources), "")

    async def _send(self, source: str, kind: str, raw: bytes, name: str) -> None:
        feeds = self.engine.feeds
        async with self.engine.database.transaction() as connection:
            if kind == "csv":
                known = await feeds.sources.read(connection)
                file = Raw(source, "csv", "", name, self.clock.now(), raw)
                await store_rows(connection, list(file_rows(file, known, feeds.zone)))
            else:
                await feeds.receive(connection, source, kind, raw)


def _left_out(item: Item) -> tuple[Value, ...]:
    """What a question is answered with that a scenario leaves out: its first option, no, or the least that it takes."""
    if item.options:
        return (item.options[0].value,)
    if item.type == "boolean":
        return (False,)
    return read_text(item, [str(item.least or 0)]) if item.type in ("integer", "decimal") else ("–",)


def _parts(step: script.WritePlan) -> dict[str, Part]:
    parts: dict[str, Part] = {f"goal/{name}": Goal(text) for name, text in step.goals.items()}
    if step.important:
        parts["about/most-important"] = Text(step.important)
    for number, (text, role) in enumerate(step.actions.items(), 1):
        parts[f"action/{number}"] = Action(text, f"role/{role}")
    for kind, told in (("emergency", step.crisis), ("contingency", step.if_then)):
        for number, (when, then) in enumerate(told.items(), 1):
            parts[f"{kind}/{number}"] = IfThen(when, then)
    for role, text in step.parts.items():
        parts[f"practitioner/{role}"] = Contribution(f"role/{role}", text)
    return parts


_AREAS = (
    advice_steps,
    entry_steps,
    contact_steps,
    transition_steps,
    team_steps,
    monitoring_steps,
    pathway_steps,
    local_steps,
    community_steps,
    governance_steps,
    counting_steps,
    goal_steps,
    visit_steps,
    own_steps,
    social_steps,
)
"""What does the steps of one area of care."""

_TRIGGERS = {
    "admits": "A01",
    "discharges": "A03",
    "cancels-admission": "A11",
    "cancels-discharge": "A13",
    "starts-leave": "A21",
    "ends-leave": "A22",
    "corrects": "A08",
}
