"""What a model of care says of monitoring, ready to run."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from decimal import Decimal

from careweft.base.errors import BadInput
from careweft.care.durations import Duration
from careweft.care.monitoring.rota import Rota
from careweft.rules import walk
from careweft.rules.nodes import Aggregate, Compare, Literal_, Named, Node, Not, Or
from careweft.rules.rule import Rule
from careweft.rules.types import Duration as Window

ON_CALL = "on-call"
"""In place of a role: whoever is on call at that hour."""
LIMIT = re.compile(r"\blimit\b")


@dataclass(frozen=True)
class Ask:
    """A reading that is asked for: how often, by which local time, and who may give it."""

    name: str
    every: Duration
    by: time
    of: tuple[str, ...]


@dataclass(frozen=True)
class Response:
    """What follows: which role does it, within how long, and who hears of it when it is late."""

    by: str
    within: Duration
    escalate: str = ""


@dataclass(frozen=True)
class Clause:
    """One way in which an alert's rule can hold. `wait`: a reading can only be missed after monitoring has gone on for
    so long."""

    rule: Rule
    wait: Window | None


@dataclass(frozen=True)
class AlertRule:
    """An alert: `when` is its rule, in which the word `limit` stands for the model's limit or the person's own. It is
    asked of those for whom `guard` is true, so that somebody who never sent a reading can miss one."""

    code: str
    title: str
    when: str
    limit: str
    urgent: bool
    call: Response | None
    visit: Response | None
    appointment: Response | None
    tell: tuple[str, ...]
    plain: str
    guard: Rule
    read: Callable[[str], Rule] = field(compare=False, repr=False)
    _known: dict[str, tuple[Clause, ...]] = field(default_factory=dict, compare=False, repr=False)

    def clauses(self, own: str = "") -> tuple[Clause, ...]:
        """The rule with a person's own limit in it, or with the model's."""
        if own not in self._known:
            rule = self.read(LIMIT.sub(self.limit_of(own), self.when))
            parts = rule.node.parts if isinstance(rule.node, Or) else (rule.node,)
            told = [(replace(rule, node=part).given(self.guard), _wait(part)) for part in parts]
            self._known[own] = tuple(Clause(clause, wait) for clause, wait in told)
        return self._known[own]

    def limit_of(self, own: str = "") -> str:
        """The limit as the rule reads it: the person's own number in the unit of the model's."""
        unit = self.limit.partition(" ")[2]
        return f"{own} {unit}".strip() if own else self.limit

    def checked(self, own: str) -> str:
        """A person's own limit. BadInput where it is no number or the rule has none."""
        if not self.limit:
            raise BadInput(f"{self.title} has no limit that can be changed")
        if not re.fullmatch(r"\d{1,4}([.,]\d{1,2})?", own):
            raise BadInput(f"{own!r} is not a number", expected=f"a number such as {self.limit}")
        return own.replace(",", ".")

    def levels(self, own: str = "") -> Iterator[tuple[str, str, float]]:
        """The thresholds that a chart can show: the reading's name, the order (`<`, `>=` …) and the number."""
        for clause in self.clauses(own):
            yield from _levels(clause.rule.node)


@dataclass(frozen=True)
class Level:
    """A level of support: for whom (None: everybody else), and how often readings are asked for then."""

    name: str
    title: str
    rule: Rule | None
    asks: Mapping[str, Duration]
    adapt: Response | None


@dataclass(frozen=True)
class Review:
    """Who looks through the readings, on which days and until when."""

    by: str
    every: str
    until: time
    escalate: str


@dataclass(frozen=True)
class Programme:
    """What is asked and watched of people with a condition."""

    name: str
    title: str
    suits: Rule
    asks: tuple[Ask, ...]
    alerts: tuple[AlertRule, ...]
    levels: tuple[Level, ...]
    review: Review | None
    remind: bool
    plain: str

    def asks_at(self, level: str) -> tuple[Ask, ...]:
        """What is asked at a level of support."""
        more = next((each.asks for each in self.levels if each.name == level), {})
        return tuple(replace(ask, every=more[ask.name]) if ask.name in more else ask for ask in self.asks)

    def alert(self, code: str) -> AlertRule:
        """One of its alerts. BadInput where there is none of that name."""
        found = next((each for each in self.alerts if each.code == code), None)
        if found is None:
            known = ", ".join(each.code for each in self.alerts)
            raise BadInput(f"{self.title} has no alert {code!r}", expected=f"one of {known}")
        return found


@dataclass(frozen=True)
class Alarm:
    """An alarm of a device at home, and what follows."""

    kind: str
    title: str
    call: Response | None
    visit: Response | None
    tell: tuple[str, ...]
    appointment: Response | None = None


@dataclass(frozen=True)
class Recording:
    """A recording that is sent from home, such as an ECG, and who reads it by when."""

    kind: str
    title: str
    read: Response


@dataclass(frozen=True)
class Terms:
    """Everything that a place's models say of monitoring."""

    programmes: Mapping[str, Programme] = field(default_factory=dict)
    alarms: Mapping[str, Alarm] = field(default_factory=dict)
    rota: Rota = field(default_factory=Rota)
    recordings: Mapping[str, Recording] = field(default_factory=dict)

    def programme(self, name: str) -> Programme:
        """A programme by its name. BadInput where no active model has it."""
        if name not in self.programmes:
            known = ", ".join(self.programmes) or "none"
            raise BadInput(f"there is no monitoring {name!r}", expected=f"one of {known}")
        return self.programmes[name]

    def __or__(self, other: "Terms") -> "Terms":
        """Both; where they disagree this one counts."""
        return Terms(
            {**other.programmes, **self.programmes},
            {**other.alarms, **self.alarms},
            self.rota if self.rota.shifts else other.rota,
            {**other.recordings, **self.recordings},
        )


def _wait(node: Node) -> Window | None:
    """The longest window in which a clause misses readings."""
    found = [window for window in _missed(node, False) if window.exact()]
    return max(found, key=lambda window: window.exact() or 0, default=None)


def _missed(node: Node, denied: bool) -> Iterator[Window]:
    if isinstance(node, Not):
        yield from _missed(node.part, not denied)
    elif isinstance(node, Aggregate):
        if denied and node.kind == "any" and node.rows.table == "reading" and node.window is not None:
            yield node.window
    else:
        for part in walk.children(node):
            yield from _missed(part, denied)


_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _levels(node: Node) -> Iterator[tuple[str, str, float]]:
    if isinstance(node, Compare) and node.order in _TURNED:
        left, right, order = _plain(node.left), _plain(node.right), node.order
        if isinstance(left, Literal_):
            left, right, order = right, left, _TURNED[order]  # type: ignore[assignment]
        number = isinstance(right, Literal_) and isinstance(right.value, int | float | Decimal)
        if isinstance(left, Aggregate) and left.rows.table == "reading" and left.kind != "count" and number:
            yield left.rows.name, order, float(right.value)  # type: ignore[attr-defined]
    for part in walk.children(node):
        yield from _levels(part)


def _plain(node: Node) -> Node:
    while isinstance(node, Named):
        node = node.body
    return node
