"""Judging what a scenario expects: each expectation gives the faults that it finds, in words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from careweft.base.db import Connection
from careweft.care import teams
from careweft.care.assessment.standing import standings
from careweft.care.effects import holds
from careweft.care.entry import queue
from careweft.care.meetings import reading
from careweft.care.plans.content import Contribution
from careweft.care.reactions import open_case, services
from careweft.care.staffing.cover import standing_in
from careweft.facts import person_facts
from careweft.models import (
    community_steps,
    contact_expectations,
    counting_steps,
    funds,
    goal_steps,
    governance_steps,
    local_expectations,
    monitoring_expectations,
    own_steps,
    pathway_expectations,
    rating_expectations,
    social_steps,
    transition_expectations,
    visit_steps,
)
from careweft.models.scenario import (
    AgendaExpected,
    AssessmentExpected,
    CaseExpected,
    Expectation,
    NoticeExpected,
    PlanExpected,
    ReferralExpected,
    TaskExpected,
)

if TYPE_CHECKING:
    from careweft.models.player import Player


class Expectations:
    """Looks at the place that a player plays on."""

    def __init__(self, player: Player) -> None:
        self._player = player

    async def faults(self, expected: Expectation) -> list[str]:
        """What is not as expected."""
        async with self._player.engine.database.transaction() as connection:
            found = [await self._task(connection, expected.task)] if expected.task else []
            found += [await self._notice(connection, expected.notice)] if expected.notice else []
            found += [await self._case(connection, expected.case)] if expected.case else []
            found += [await self._assessment(connection, expected.assessment)] if expected.assessment else []
            found += [await self._referral(connection, expected.referral)] if expected.referral else []
            found += [await self._load(connection, *pair) for pair in (expected.loads or {}).items()]
            found += [await self._plan(connection, expected.plan)] if expected.plan else []
            found += [await self._paused(connection, *pair) for pair in (expected.paused or {}).items()]
            found += [await self._suggests(connection, *pair) for pair in (expected.suggests or {}).items()]
            found += [await self._sees(connection, *pair) for pair in (expected.sees or {}).items()]
            found += [await self._agenda(expected.agenda)] if expected.agenda else []
            found += [await self._stands_in(connection, *pair) for pair in (expected.stands_in or {}).items()]
            found += [await self._spent(connection, *pair) for pair in (expected.spent or {}).items()]
            for pair in (expected.refuses or {}).items():
                found.append(await goal_steps.refuses(self._player, *pair))
            if expected.tiers:
                found.append(await goal_steps.tiers(self._player, connection, expected.tiers))
            found += [await goal_steps.gaps_faults(self._player, connection, expected.gaps)] if expected.gaps else []
            found += [await social_steps.need_faults(self._player, connection, expected.need)] if expected.need else []
            found += [await social_steps.near_faults(self._player, connection, expected.near)] if expected.near else []
            if expected.rating:
                found.append(await rating_expectations.rating(self._player, connection, expected.rating))
            found.append(await governance_steps.body_faults(self._player, connection, expected.body))
            found.append(await counting_steps.faults(self._player, connection, expected.compared))
            for said in transition_expectations.told(expected):
                found.append(await transition_expectations.faults(self._player, connection, said))
            found += [await visit_steps.faults(self._player, connection, expected.sheet)] if expected.sheet else []
            found += [await own_steps.acting_for(self._player, *pair) for pair in (expected.acts or {}).items()]
            if expected.correction:
                found.append(await own_steps.correction_faults(self._player, connection, expected.correction))
            found.append(await community_steps.faults(self._player, connection, expected))
            for watched in monitoring_expectations.told(expected):
                found.append(await monitoring_expectations.faults(self._player, connection, watched))
            for met in contact_expectations.told(expected):
                found.append(await contact_expectations.faults(self._player, connection, met))
            for told in pathway_expectations.told(expected):
                found.append(await pathway_expectations.faults(self._player, connection, told))
            for each in local_expectations.told(expected):
                found.append(await local_expectations.faults(self._player, connection, each))
        return [fault for faults in found for fault in faults]

    async def _task(self, connection: Connection, expected: TaskExpected) -> list[str]:
        found = await self._player.tasks(connection, expected.person, expected.code, "all")
        alike = [task for task in found if task.status == expected.status]
        if len(alike) != expected.count:
            states = ", ".join(task.status for task in found) or "none"
            return [
                f"task {expected.code} for {expected.person}: {states}; expected {expected.count} {expected.status}"
            ]
        wanted = {
            "role": expected.role,
            "team": expected.team,
            "practitioner": expected.practitioner,
            "due": self._instant(expected.due),
        }
        faults = [
            f"task {expected.code}: {name} is {self._shown(getattr(task, name))}; expected {self._shown(value)}"
            for task in alike
            for name, value in wanted.items()
            if value is not None and getattr(task, name) != value
        ]
        if expected.escalated is not None:
            faults += [
                f"task {expected.code}: {'not ' * expected.escalated}escalated"
                for task in alike
                if (task.escalated is not None) != expected.escalated
            ]
        return faults

    async def _notice(self, connection: Connection, expected: NoticeExpected) -> list[str]:
        person = await self._player.person_id(connection, expected.person)
        rows = await connection.fetch(
            "SELECT message, state FROM care.notice WHERE person_id = $1 AND recipient = $2", person, expected.to
        )
        alike = [row for row in rows if row["state"] == expected.state and expected.says in row["message"]]
        if len(alike) == expected.count:
            return []
        found = "; ".join(f"{row['message']!r} ({row['state']})" for row in rows) or "none"
        return [f"notices to {expected.to}: {found}; expected {expected.count} {expected.state} with {expected.says!r}"]

    async def _case(self, connection: Connection, expected: CaseExpected) -> list[str]:
        case = open_case(await self._facts(connection, expected.person), self._player.clock.now())
        if (case is not None) != expected.open:
            return [f"{expected.person} has {'an' if case else 'no'} open case"]
        wanted = {"team": expected.team, "coordinator": expected.coordinator}
        return [
            f"the case's {name} is {case[name]}; expected {value}"
            for name, value in wanted.items()
            if case is not None and value is not None and case[name] != value
        ]

    async def _assessment(self, connection: Connection, expected: AssessmentExpected) -> list[str]:
        engine = self._player.engine
        facts = await self._facts(connection, expected.person)
        known = await standings(connection, engine.store, facts, engine.assessment_terms, engine.zone)
        every = {held.instrument.code(s.item): (held, s) for held in known for s in held.scores}
        if expected.instrument not in every:
            return [] if expected.score is None else [f"{expected.person} has no score of {expected.instrument}"]
        held, score = every[expected.instrument]
        found = {
            "score": score.latest.score,
            "means": score.band.label if score.band else "",
            "until": held.until.astimezone(engine.zone).date() if held.until else None,
        }
        wanted = {"score": expected.score, "means": expected.means or None, "until": expected.until}
        return [
            f"{expected.instrument} of {expected.person}: {name} is {found[name]}; expected {value}"
            for name, value in wanted.items()
            if (value is not None or name == "score") and found[name] != value
        ]

    async def _referral(self, connection: Connection, expected: ReferralExpected) -> list[str]:
        person = await self._player.person_id(connection, expected.person)
        alone = expected.state != "joined"
        every = await queue.of_person(connection, person or 0)
        found = [each for each in every if not alone or each.state != "joined"]
        if not found:
            return [f"{expected.person} has no referral"]
        wanted = {"state": expected.state, "team": expected.team, "due": self._instant(expected.due)}
        return [
            f"the referral's {name} is {self._shown(getattr(found[0], name))}; expected {self._shown(value)}"
            for name, value in wanted.items()
            if value is not None and getattr(found[0], name) != value
        ]

    async def _load(self, connection: Connection, staff: str, expected: int | str) -> list[str]:
        told = await teams.practitioner(connection, staff)
        loads = await teams.loads(connection, told.team, told.role) if told else []
        load = next((load for load in loads if load.practitioner.id == staff), None)
        held = load and (load.open if isinstance(expected, int) else f"{load.open} of {load.practitioner.caseload}")
        return [] if held == expected else [f"{staff} holds {held} cases; expected {expected}"]

    async def _plan(self, connection: Connection, expected: PlanExpected) -> list[str]:
        person = await self._player.person_id(connection, expected.person)
        plan = await self._player.engine.plans.current(connection, person or 0)
        if plan is None:
            return [f"{expected.person} has no plan"]
        agreed = plan.agreement is not None and plan.agreement.agreed
        parts = [part.who.removeprefix("role/") for part in plan.parts.values() if isinstance(part, Contribution)]
        review = self._instant(expected.review)
        wanted = {"status": expected.status, "agreed": expected.agreed, "review": review, "parts": expected.parts}
        found = {"status": plan.status, "agreed": agreed, "review": plan.review_due, "parts": parts}
        return [
            f"the plan's {name} is {self._shown(found[name])}; expected {self._shown(value)}"
            for name, value in wanted.items()
            if value is not None and found[name] != value
        ]

    async def _paused(self, connection: Connection, person: str, expected: bool) -> list[str]:
        facts, now = await self._facts(connection, person), self._player.clock.now()
        records = {row["record"] for row in services("home-care", facts, now)}
        person_id = await self._player.person_id(connection, person)
        paused = await holds(connection, person_id or 0, now)
        if not records:
            return [f"{person} has no home care"]
        return (
            []
            if (records <= paused) == expected
            else [f"home care of {person} is {'' if records <= paused else 'not '}paused"]
        )

    async def _suggests(self, connection: Connection, person: str, expected: bool) -> list[str]:
        referral = await self._player.referral(connection, person)
        found = (await self._player.engine.suggestion(connection, referral)).value is True
        return [] if found == expected else [f"the entry rule {'accepts' if found else 'does not accept'} {person}"]

    async def _agenda(self, expected: AgendaExpected) -> list[str]:
        """Through row-level security, as the member would look."""
        player = self._player
        async with player.engine.database.transaction() as connection:
            ids = {await player.person_id(connection, name): name for name in player.scenario.people}
        async with player.web.transaction(player.staff[expected.by].id) as web:
            series, now = player.series(expected.meeting), player.clock.now()
            meeting = await reading.upcoming(web, series, expected.team, now, player.engine.zone)
            found = {ids[item.person_id]: item.part for item in await reading.items(web, meeting.id)}
        return [] if found == expected.people else [f"the agenda is {found or 'empty'}; expected {expected.people}"]

    async def _stands_in(self, connection: Connection, staff: str, expected: list[str]) -> list[str]:
        found = await standing_in(connection, staff, self._player.clock.now())
        return [] if found == expected else [f"{staff} stands in for {found or 'nobody'}; expected {expected}"]

    async def _spent(self, connection: Connection, partner: str, expected: str) -> list[str]:
        engine, found = self._player.engine, "nothing"
        for statement in await funds.statements(connection, self._player.clock.now(), engine.zone):
            for part in statement.partners:
                if part.name == partner:
                    found = f"{part.spend // 100}.{part.spend % 100:02d}"
        return [] if found == expected else [f"{partner} has spent {found}; expected {expected}"]

    async def _sees(self, connection: Connection, staff: str, expected: list[str]) -> list[str]:
        """Through row-level security, as the web would look."""
        ids: dict[int, str] = {}
        for name in self._player.scenario.people:
            if person := await self._player.person_id(connection, name):
                ids[person] = name
        async with self._player.web.transaction(self._player.staff[staff].id) as web:
            rows = await web.fetch("SELECT DISTINCT person_id FROM facts.person WHERE person_id = ANY($1)", list(ids))
        seen = sorted(ids[row["person_id"]] for row in rows)
        return [] if seen == sorted(expected) else [f"{staff} sees {seen or 'nobody'}; expected {expected or 'nobody'}"]

    async def _facts(self, connection: Connection, person: str) -> dict[str, list[dict[str, Any]]]:
        person_id = await self._player.person_id(connection, person)
        return await person_facts.load(connection, person_id or 0)

    def _instant(self, local: datetime | None) -> datetime | None:
        return local.replace(tzinfo=self._player.engine.zone) if local else None

    def _shown(self, value: Any) -> str:
        if isinstance(value, datetime):
            return f"{value.astimezone(self._player.engine.zone):%Y-%m-%d %H:%M}"
        return str(value)
