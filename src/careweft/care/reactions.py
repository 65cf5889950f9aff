"""Reactions: what a model of care says must happen when something happens to a person.

`effects_of` is a pure function of the event and the person's facts as at the event. Each effect carries a key made of
the reaction, the event and the effect's place in the list, so that the same event always gives the same keys.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal, Protocol
from zoneinfo import ZoneInfo

from careweft.care.durations import Duration
from careweft.facts.events import Event

Facts = Mapping[str, Sequence[Mapping[str, Any]]]
Content = dict[str, Any]


class Condition(Protocol):
    """A rule of the rule language, true, false or unknown for a person as at an instant."""

    def selects(self, facts: Facts, at: datetime, *, event: Mapping[str, Any] | None = None) -> bool:
        """Whether the rule is true; unknown is not true."""


@dataclass(frozen=True)
class Tell:
    """Send a notice to each recipient: 'gp', 'case.coordinator', 'team', or a kind of service that the person has."""

    to: tuple[str, ...]


@dataclass(frozen=True)
class Hold:
    """Pause or resume a kind of service."""

    act: Literal["pause", "resume"]
    service: str


ASSESS_SEGMENT: Final = "assess-segment"


@dataclass(frozen=True)
class MakeTask:
    """Give a role a task, due `within` a duration of the event; `escalate` names who is told when it is overdue.

    Once it is done, `then` follows: with ASSESS_SEGMENT the person's tier is worked out anew.
    """

    code: str
    title: str
    by: str
    within: Duration
    escalate: str = ""
    urgent: bool = False
    then: str = ""


@dataclass(frozen=True)
class Refer:
    """Refer the person to the single point of entry, for a reason."""

    reason: str
    urgent: bool = False


Action = Tell | Hold | MakeTask | Refer


@dataclass(frozen=True)
class Reaction:
    """What to do on one kind of event where a condition holds. `id` is unique among the active models."""

    id: str
    on: str
    where: Condition | None
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Effect:
    """One thing to do, with the key that makes it happen once; `content` is all that applying it needs."""

    key: str
    kind: Literal["tell", "pause", "resume", "task", "refer"]
    content: Content = field(hash=False)


def effects_of(reactions: Sequence[Reaction], event: Event, facts: Facts, zone: ZoneInfo) -> list[Effect]:
    """Every effect of an event: none where it was revoked or no reaction's condition holds (unknown does not hold)."""
    if event.revoked:
        return []
    return [
        effect
        for reaction in reactions
        if reaction.on == event.kind and _holds(reaction, event, facts)
        for number, action in enumerate(reaction.actions)
        for effect in _effects(f"{reaction.id}/{event.key}/{number}", action, event, facts, zone)
    ]


def _holds(reaction: Reaction, event: Event, facts: Facts) -> bool:
    return reaction.where is None or reaction.where.selects(facts, event.at, event=event.data)


def _effects(key: str, action: Action, event: Event, facts: Facts, zone: ZoneInfo) -> list[Effect]:
    match action:
        case Tell(to):
            recipients = dict.fromkeys(r for name in to for r in recipients_of(name, facts, event.at))
            return [Effect(f"{key}/{recipient}", "tell", {"to": recipient}) for recipient in recipients]
        case Hold(act, service):
            return [
                Effect(f"{key}/{row['record']}", act, {"service": row["record"], "provider": row["organisation"] or ""})
                for row in services(service, facts, event.at)
            ]
        case MakeTask():
            return [Effect(key, "task", _task(action, event, facts, zone))]
        case Refer(reason, urgent):
            practice = practice_of(facts, event.at)
            return [Effect(key, "refer", {"reason": reason, "urgent": urgent, "practice": practice})]


def _task(action: MakeTask, event: Event, facts: Facts, zone: ZoneInfo) -> Content:
    case = open_case(facts, event.at)
    return {
        "code": action.code,
        "title": action.title,
        "role": action.by,
        "team": case["team"] if case else None,
        "practitioner": case["coordinator"] if case and action.by == "coordinator" else None,
        "practice": practice_of(facts, event.at),
        "due": action.within.after(event.at, zone).isoformat(),
        "escalate": action.escalate,
        "urgent": action.urgent or bool(event.data.get("urgent")),
        **({"then": action.then} if action.then else {}),
    }


def recipients_of(name: str, facts: Facts, at: datetime) -> list[str]:
    """The parties that a recipient's name means for this person: organisations by id, people as 'staff/…'."""
    case = open_case(facts, at)
    if name == "gp":
        practice = practice_of(facts, at)
        return [practice] if practice else []
    if name == "case.coordinator":
        return [f"staff/{case['coordinator']}"] if case and case["coordinator"] else []
    if name == "team":
        return [case["team"]] if case and case["team"] else []
    return sorted({row["organisation"] for row in services(name, facts, at) if row["organisation"]})


def services(kind: str, facts: Facts, at: datetime) -> list[Mapping[str, Any]]:
    """The services of a kind that the person has at an instant."""
    return [row for row in _current("service", facts, at) if row["kind"] == kind and row["status"] != "planned"]


def open_case(facts: Facts, at: datetime) -> Mapping[str, Any] | None:
    """The person's open case at an instant: the latest begun."""
    return max(_current("case", facts, at), key=lambda row: row["start"], default=None)


def in_hospital(facts: Facts, at: datetime) -> bool:
    """Whether the person is on a ward at an instant: not at home, nor on leave there."""
    stays = _current("encounter", facts, at)
    return any((stay["class"], stay["status"]) == ("inpatient", "in-progress") for stay in stays)


def practice_of(facts: Facts, at: datetime) -> str | None:
    """Where the person is registered at an instant: the latest registration that holds, else the record's own word."""
    held = max(_current("registration", facts, at), key=lambda row: row["start"], default=None)
    if held is not None:
        return str(held["practice"])
    return next((row["practice"] for row in facts.get("person", ()) if row["practice"]), None)


def _current(table: str, facts: Facts, at: datetime) -> list[Mapping[str, Any]]:
    return [
        row
        for row in facts.get(table, ())
        if row["start"] is not None and row["start"] <= at and (row["finish"] is None or at < row["finish"])
    ]
