"""Cards about a person: who looks after them and what is late, and gaps in care by the rules of models and measures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from careweft import measures, population
from careweft.base.db import Connection
from careweft.care.plans.package import Package, package
from careweft.care.reactions import Facts
from careweft.facts import person_facts
from careweft.models.engine import Active, Engine
from careweft.rules.explain import Explanation
from careweft.web.cds.card import Card, plain
from careweft.web.desk import Names, names_here

_MOST_LINES: Final = 6


@dataclass(frozen=True)
class Known:
    """A person as the account that asks sees them now."""

    person: int
    facts: Facts
    plan: Package
    names: Names
    at: datetime


async def known(connection: Connection, person: int, at: datetime) -> Known:
    """What is known of a person, on a connection that acts as who asks."""
    facts = await person_facts.load(connection, person)
    return Known(person, facts, await package(connection, person, facts, at), await names_here(connection), at)


async def cards(connection: Connection, engine: Engine, of: Known) -> list[Card]:
    """The cards of `patient-view`, the most pressing first."""
    found = [*_late(of), *_measured(engine, of)]
    for active in engine.active:
        found += await _gaps(connection, engine, active, of)
    order = {"critical": 0, "warning": 1, "info": 2}
    return sorted([*found, *team(of), *_paused(of)], key=lambda card: order[card.indicator])


def team(of: Known) -> Iterator[Card]:
    """Who leads the person's care."""
    plan = of.plan
    if not plan.case:
        return
    who = of.names.practitioners.get(plan.coordinator, "")
    group = of.names.teams.get(plan.team, plan.team)
    summary = f"{who} of {group} coordinates this person's care" if who else f"In the care of {group}"
    yield Card("team", summary, page=f"/person/{of.person}/team", page_label="Who is involved")


def _late(of: Known) -> Iterator[Card]:
    late = sorted((t for t in of.plan.to_do if t.due is not None and t.due < of.at), key=lambda task: str(task.due))
    if late:
        count = f"{len(late)} tasks are overdue" if len(late) > 1 else "A task is overdue"
        detail = "\n".join(f"- {plain(task.title)} (due {_day(task.due)})" for task in late[:_MOST_LINES])
        yield Card("overdue", f"{count}: {late[0].title}", "warning", detail, page=f"/person/{of.person}/tasks",
                   page_label="Tasks")  # fmt: skip


def _paused(of: Known) -> Iterator[Card]:
    for service in of.plan.services:
        if service.paused:
            who = of.names.organisation(service.organisation).name
            summary = f"{service.kind.replace('-', ' ').capitalize()} by {who} is paused"
            yield Card("paused", summary, page=f"/person/{of.person}/plan", page_label="The plan")


async def _gaps(connection: Connection, engine: Engine, active: Active, of: Known) -> list[Card]:
    """Whom the model would take on, or has at the top of its pyramid, and nobody leads the care of."""
    compiled = active.compiled
    risk = await population.risk_of(connection, compiled.model.id, of.person)
    facts: Mapping[str, Any] = {**of.facts, "risk": risk}
    if of.plan.case or not (compiled.belongs.selects(facts, of.at) and compiled.eligible.selects(facts, of.at)):
        return []
    title, about = compiled.model.title, ""
    rule = compiled.takes_on
    if rule is None or not rule.selects(facts, of.at):
        tier = next((tier for tier in compiled.tiers if tier.rule and tier.rule.selects(facts, of.at)), None)
        if tier is None or tier is not compiled.tiers[0]:
            return []
        rule, about = tier.rule, f" ({tier.title})"
    assert rule is not None
    detail = f"{title} would coordinate this person's care, because:\n{_why(rule.explain(facts, of.at))}"
    return [
        Card(
            f"gap/{compiled.model.id}", f"Nobody coordinates this person's care, and {title} would{about}", "warning",
            detail, title, f"/person/{of.person}", "The person's page",
        )
    ]  # fmt: skip


def _measured(engine: Engine, of: Known) -> Iterator[Card]:
    """What is happening to the person now that a measure counts as something to be avoided."""
    for measure in measures.library(str(engine.zone)).values():
        if measure.better != "lower" or not (measure.among is None or measure.among.selects(of.facts, of.at)):
            continue
        value = measure.numerator.evaluate(of.facts, of.at)
        if isinstance(value, int | float) and value > 0:
            detail = f"{measure.about}\n\n{_why(measure.numerator.explain(of.facts, of.at))}"
            unit = "" if measure.denominator else f" {measure.unit}"
            yield Card(
                f"measure/{measure.id}", f"{measure.title}: {value:g}{unit} in the last month", "info", detail,
                measure.title, f"/person/{of.person}", "The person's page",
            )  # fmt: skip


def _why(explained: Explanation) -> str:
    """The parts of a rule that decided, each with its value in words."""
    parts = explained.parts or (explained,)
    return "\n".join(f"- {plain(part.text)}: {_value(part.value)}" for part in parts[:_MOST_LINES])


def _value(value: object) -> str:
    if value is None:
        return "not known"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else plain(str(value))


def _day(at: datetime | None) -> str:
    return f"{at:%-d %B %Y}" if at else "?"
