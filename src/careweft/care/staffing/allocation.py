"""Who takes the next case of a team, by rule and with the reason. A pure function; the limit is never passed.

Tried in this order: who led the person's case before (continuity), as long as they hold the role that the person's
severity asks for; then the least loaded of that role. Nobody who is away, and nobody who is full.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from careweft.care.durations import Duration
from careweft.care.reactions import Condition, Facts
from careweft.care.teams import Load, Practitioner
from careweft.rules.calendar import just_after


@dataclass(frozen=True)
class Severity:
    """Cases for which `rule` holds go to this role; None for all others."""

    role: str
    title: str
    rule: Condition | None


@dataclass(frozen=True)
class Allocation:
    """What a model says of who takes a case: within how long a former lead takes it again, and roles by severity.

    Where a case `follows` the severity, it goes over to another role when that changes.
    """

    continuity: Duration | None = None
    severity: tuple[Severity, ...] = ()
    follows: bool = False

    def roles(self, lead: str) -> tuple[str, ...]:
        """Every role that may take a case, `lead` where nothing else is said."""
        return tuple(dict.fromkeys(each.role for each in self.severity)) or (lead,)

    def of(self, asked: "Asked") -> Severity | None:
        """How severe the person's case is; None where nothing is said of it."""
        return next((each for each in self.severity if _holds(each, asked)), None)


NO_RULE = Allocation()


@dataclass(frozen=True)
class Choice:
    """Who takes a case (None: nobody can), in which role, and why in a sentence."""

    practitioner: Practitioner | None
    role: str
    reason: str


@dataclass(frozen=True)
class Asked:
    """For whom somebody is looked for, when, and where calendar time is reckoned."""

    facts: Facts
    at: datetime
    zone: ZoneInfo


def choose(
    rule: Allocation, lead: str, asked: Asked, loads: Mapping[str, Sequence[Load]], away: Collection[str]
) -> Choice:
    """Who takes the person's next case. `loads` are by role, the least loaded first."""
    severity = rule.of(asked)
    role = severity.role if severity else lead
    because = f"{severity.title}: {_words(role)}. " if severity and severity.title else ""
    there = [load for load in loads.get(role, ()) if load.practitioner.id not in away]
    free = [load for load in there if load.has_room]
    if not free:
        said = (
            "all are at their caseload limit"
            if there
            else "all are away"
            if loads.get(role)
            else "nobody has this role"
        )
        return Choice(None, role, f"{because}No {_words(role)} can take it: {said}.")
    if rule.continuity:
        for name, until in _former(asked, rule.continuity):
            if again := next((load for load in free if load.practitioner.id == name), None):
                led = f"led this person's case until {until.astimezone(asked.zone):%-d %B %Y}"
                return Choice(again.practitioner, role, f"{because}{again.practitioner.name} {led}. {_held(again)}")
    least = free[0]
    return Choice(least.practitioner, role, f"{because}Holds the fewest of those who have room. {_held(least)}")


def _holds(severity: Severity, asked: Asked) -> bool:
    return severity.rule is None or severity.rule.selects(asked.facts, just_after(asked.at))


def _former(asked: Asked, within: Duration) -> list[tuple[str, datetime]]:
    """Who led the person's cases that ended within the time, the latest first."""
    ended = [
        (row["coordinator"], row["finish"])
        for row in asked.facts.get("case", ())
        if row["coordinator"] and row["finish"] is not None and row["finish"] <= asked.at
    ]
    kept = [(name, finish) for name, finish in ended if asked.at < within.after(finish, asked.zone)]
    return sorted(kept, key=lambda pair: pair[1], reverse=True)


def _held(load: Load) -> str:
    limit = load.practitioner.caseload
    return f"Holds {load.open}{'' if limit is None else f' of {limit}'}."


def _words(role: str) -> str:
    return role.replace("-", " ")
