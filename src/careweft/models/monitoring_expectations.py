"""Judging what a scenario expects of monitoring: readings, alerts, who is monitored, who is on call, the daily list."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from careweft.base.db import Connection
from careweft.care.monitoring import reading, rota
from careweft.care.monitoring.monitoring import plans_of
from careweft.facts import person_facts
from careweft.models.grammar import Name, Part
from careweft.models.judge import Judge, different

if TYPE_CHECKING:
    from careweft.models.player import Player


class AlertExpected(Part):
    """Alerts of a code: how many, and of the latest whether somebody still has to answer it and what was done."""

    person: Name
    code: Name
    count: int = Field(1, ge=0)
    open: bool | None = None
    holds: bool | None = Field(None, description="whether what it warns of is still so")
    urgent: bool | None = None
    outcome: str | None = None
    says: str = ""
    since: datetime | None = None


class MonitoredExpected(Part):
    """The monitoring of a person."""

    person: Name
    programme: Name
    status: Literal["active", "on-hold", "completed"] = "active"
    level: Name | None = None


class ReadingExpected(Part):
    """Readings of a kind that count for a person: how many, and the latest."""

    person: Name
    name: Name
    count: int = 1
    value: float | None = None
    at: datetime | None = None


class OnCallExpected(Part):
    """Who is on call at a time; nobody where `by` is left out."""

    when: datetime
    by: Name | None = None
    team: Name | None = None
    practitioner: Name | None = None


class DailyExpected(Part):
    """The daily list as a member of staff sees it, the worst first."""

    by: Name
    people: list[Name]
    done: list[Name] = Field(default_factory=list, description="who was looked through today")


async def _alert(player: Player, connection: Connection, expected: AlertExpected) -> list[str]:
    person = await player.person_id(connection, expected.person) or 0
    rows = [row for row in await reading.alerts(connection, person) if row.code == expected.code]
    if len(rows) != expected.count:
        return [f"{expected.person} has {len(rows)} alerts {expected.code}; expected {expected.count}"]
    if not rows:
        return []
    last = max(rows, key=lambda row: row.since)
    found = {
        "open": last.closed is None,
        "holds": last.until is None,
        "urgent": last.urgent,
        "outcome": last.outcome,
        "since": last.since.astimezone(player.engine.zone).replace(tzinfo=None, second=0, microsecond=0),
    }
    wrong = _differs(f"alert {expected.code} of {expected.person}", found, expected)
    text = f"{last.detail} {last.note}"
    return wrong + ([f"the alert says {text!r}; expected {expected.says!r}"] if expected.says not in text else [])


async def _monitored(player: Player, connection: Connection, expected: MonitoredExpected) -> list[str]:
    person = await player.person_id(connection, expected.person) or 0
    plans = await plans_of(connection, player.engine.record, person)
    plan = next((each for each in plans if each.programme == expected.programme), None)
    if plan is None:
        return [f"{expected.person} is not monitored in {expected.programme}"]
    return _differs(f"the monitoring of {expected.person}", {"status": plan.status, "level": plan.level}, expected)


async def _reading(player: Player, connection: Connection, expected: ReadingExpected) -> list[str]:
    person = await player.person_id(connection, expected.person) or 0
    facts = await person_facts.load(connection, person)
    rows = sorted((row for row in facts["reading"] if row["name"] == expected.name), key=lambda row: row["at"])
    if len(rows) != expected.count:
        return [f"{expected.person} has {len(rows)} readings of {expected.name}; expected {expected.count}"]
    if not rows:
        return []
    at = rows[-1]["at"].astimezone(player.engine.zone).replace(tzinfo=None)
    return _differs(f"{expected.name} of {expected.person}", {"value": round(rows[-1]["value"], 2), "at": at}, expected)


async def _on_call(player: Player, connection: Connection, expected: OnCallExpected) -> list[str]:
    zone = player.engine.zone
    turn = player.engine.monitoring.terms.rota.at(expected.when.replace(tzinfo=zone), zone)
    if turn is None or expected.by is None:
        return [] if (turn is None) == (expected.by is None) else [f"on call is {turn.shift.by if turn else 'nobody'}"]
    team = turn.shift.team or expected.team or ""
    found = {"by": turn.shift.by, "team": team, "practitioner": await rota.who(connection, turn, team)}
    return _differs(f"on call at {expected.when}", found, expected)


async def _daily(player: Player, _: Connection, expected: DailyExpected) -> list[str]:
    """Through row-level security, as the member would look."""
    account, engine = player.staff[expected.by], player.engine
    async with engine.database.transaction() as connection:
        names = {await player.person_id(connection, name): name for name in player.scenario.people}
    async with player.web.transaction(account.id) as web:
        lines = await reading.daily(
            web, sorted(account.parties), engine.monitoring.terms, player.clock.now(), engine.zone
        )
    people = [names[line.person_id] for line in lines]
    done = [names[line.person_id] for line in lines if line.reviewed]
    return _differs(f"the daily list of {expected.by}", {"people": people, "done": done}, expected)


def _differs(what: str, found: dict[str, Any], expected: Part) -> list[str]:
    return different(what, found, {name: getattr(expected, name) for name in found})


JUDGES: dict[str, Judge] = {
    "alert": _alert,
    "monitored": _monitored,
    "reading": _reading,
    "on_call": _on_call,
    "daily": _daily,
}
