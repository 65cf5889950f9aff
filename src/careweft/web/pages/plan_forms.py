"""The form of one section of a plan: from parts to fields and back. A field is named 'kind/id.field'."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import get_args
from uuid import uuid4

from careweft.care.plans.content import (
    ABOUT,
    MOST,
    TYPES,
    Action,
    Carer,
    Contribution,
    Goal,
    GoalStatus,
    IfThen,
    Kind,
    Part,
    Parts,
    Progress,
    Text,
    id_in,
    kind_of,
)
from careweft.care.plans.merge import Clash
from careweft.web.language import N_
from careweft.web.language import _ as spoken
from careweft.web.pages import plan_words
from careweft.web.pages.plan_words import Section, Speaker
from careweft.web.view import FormError

_EMPTY: Mapping[Kind, int] = {
    "goal": 1,
    "need": 2,
    "action": 2,
    "practitioner": 1,
    "contingency": 1,
    "emergency": 1,
    "carer": 1,
}


@dataclass(frozen=True)
class Input:
    """One field: `kind` is text, area, date or select with `options` of (value, words)."""

    name: str
    label: str
    value: str
    kind: str = "text"
    hint: str = ""
    options: Sequence[tuple[str, str]] = ()

    @property
    def id(self) -> str:
        """Its id on the page."""
        return self.name.replace("/", "-").replace(".", "-")


@dataclass(frozen=True)
class Item:
    """A part as it is written: its fields, whether it may be taken out, what the first saved where both changed it."""

    key: str
    legend: str
    inputs: Sequence[Input]
    removable: bool = False
    clash: str = ""
    removed: bool = False

    @property
    def remove(self) -> str:
        """The name of the box that takes it out."""
        return f"{self.key}.remove"


def items(
    section: Section,
    parts: Parts,
    speaker: Speaker,
    choices: Sequence[tuple[str, str]],
    given: Mapping[str, str],
    clashes: Sequence[Clash] = (),
) -> list[Item]:
    """The fields of a section: its parts as they are, or as they were typed where `given` has them; then empty ones."""
    told = {clash.key: clash for clash in clashes}
    goals = [("", N_("No goal")), *((key, goal.text) for key, goal in parts.items() if isinstance(goal, Goal))]
    made = _Maker(speaker, choices, goals, given, told)
    return [item for kind in section.kinds for item in made.of_kind(kind, parts)]


_WORDS = ("text", "matters", "measure", "target", "due", "often", "when", "then", "call", "name")


@dataclass(frozen=True)
class _Maker:
    speaker: Speaker
    choices: Sequence[tuple[str, str]]
    goals: Sequence[tuple[str, str]]
    given: Mapping[str, str]
    told: Mapping[str, Clash]

    def of_kind(self, kind: Kind, parts: Parts) -> Iterator[Item]:
        if kind == "progress":
            return
        if kind == "about":
            for name in ABOUT:
                yield self._item(f"about/{name}", parts.get(f"about/{name}"), name)
            return
        here = {key: part for key, part in parts.items() if kind_of(key) == kind}
        typed = dict.fromkeys(name.partition(".")[0] for name in self.given if name.startswith(f"{kind}/"))
        typed_new = [key for key in typed if key not in here and self._typed(key)]
        for number, key in enumerate([*here, *typed_new], 1):
            yield self._item(key, here.get(key), f"{spoken(plan_words.ONE[kind])} {number}", removable=True)
        for _ in range(_EMPTY[kind] if len(here) < MOST else 0):
            another = spoken(N_("Another {what}")).format(what=spoken(plan_words.ONE[kind]).lower())
            yield self._item(f"{kind}/{uuid4()}", None, another)

    def _typed(self, key: str) -> bool:
        """Whether somebody wrote in a place that was empty; what is only chosen in it does not count."""
        return any(self.given.get(f"{key}.{field}") for field in _WORDS)

    def _item(self, key: str, part: Part | None, legend: str, removable: bool = False) -> Item:
        inputs = list(self._inputs(key, part or _blank(kind_of(key))))
        clash = self.told.get(key)
        first = self.speaker.part(key, clash.saved) if clash else ""
        removed = self.given.get(f"{key}.remove") == "yes"
        return Item(key, legend, inputs, removable, first, removed)

    def _goal_inputs(self, key: str, part: Goal) -> Iterator[Input]:
        own = self.speaker.own
        yield self._in(key, "text", "What I want" if own else "What the person wants, in their words", part.text)
        yield self._in(key, "matters", "Why it matters to me", part.matters)
        yield self._in(key, "measure", "How I will know that it is done", part.measure)
        yield self._in(key, "target", "By when", part.target.isoformat() if part.target else "", "date")
        states = plan_words.OWN_GOALS if own else plan_words.GOALS
        yield self._in(key, "status", "How it goes", part.status, "select", options=list(states.items()))
        if part.text:
            why = N_("Why, if you do not want it now") if own else "Why, if it is no longer wanted"
            yield self._in(key, "reason", why, part.reason)
            typed = (_note_of(name) for name in self.given)
            note = next((name for name in typed if self.given.get(f"{name}.goal") == key), "")
            note = note or f"progress/{uuid4()}"
            yield self._in(note, "text", "Add a note on how it goes", "")
            yield self._in(note, "goal", "", key, "hidden")

    def _inputs(self, key: str, part: Part) -> Iterator[Input]:
        own = self.speaker.own
        match part:
            case Text():
                name = id_in(key)
                if kind_of(key) == "about":
                    yield self._in(key, "text", plan_words.ABOUT[name], part.text, "area", plan_words.ABOUT_HINTS[name])
                else:
                    yield self._in(key, "text", "What the person needs", part.text)
            case Goal():
                yield from self._goal_inputs(key, part)
            case Action():
                yield self._in(key, "text", N_("What I will do") if own else "What is to be done", part.text)
                if own:
                    yield self._in(key, "who", "", "person", "hidden")
                else:
                    yield self._in(key, "who", "Who does it", part.who, "select", options=self.choices)
                yield self._in(key, "due", "By when", part.due.isoformat() if part.due else "", "date")
                yield self._in(key, "often", N_("How often, if more than once"), part.often)
                yield self._in(key, "goal", N_("For which goal"), part.goal, "select", options=self.goals)
            case Contribution():
                yield self._in(key, "who", "Who", part.who, "select", options=self.choices)
                yield self._in(key, "text", "What they do", part.text, "area")
            case IfThen():
                yield self._in(key, "when", "When this happens", part.when)
                yield self._in(key, "then", "Do this", part.then, "area")
                yield self._in(key, "call", "Whom to call, with the number", part.call)
            case Carer():
                yield self._in(key, "name", "Who, and how they know the person", part.name)
                yield self._in(key, "text", "What they need", part.text, "area")

    def _in(
        self, key: str, field: str, label: str, value: str, kind: str = "text", hint: str = "",
        options: Sequence[tuple[str, str]] = (),
    ) -> Input:  # fmt: skip
        name = f"{key}.{field}"
        return Input(name, label, self.given.get(name, value), kind, hint, options)


def _note_of(name: str) -> str:
    return name.partition(".")[0] if name.startswith("progress/") else ""


def _blank(kind: Kind) -> Part:
    blanks: Mapping[type, Part] = {
        Text: Text(""),
        Goal: Goal(""),
        Action: Action("", ""),
        Contribution: Contribution("", ""),
        IfThen: IfThen("", ""),
        Carer: Carer("", ""),
    }
    return blanks[TYPES[kind]]


def written(
    section: Section, given: Mapping[str, str], choices: Sequence[tuple[str, str]]
) -> tuple[dict[str, Part | None], list[FormError]]:
    """The parts that a form gives (None: taken out), and what is wrong with it; other sections' are left out."""
    keys = dict.fromkeys(name.partition(".")[0] for name in given if "/" in name and "." in name)
    found: dict[str, Part | None] = {}
    errors: list[FormError] = []
    for key in keys:
        if kind_of(key) not in section.kinds or not _sound(key):
            continue
        said = {name.partition(".")[2]: text for name, text in given.items() if name.partition(".")[0] == key}
        try:
            found[key] = None if said.get("remove") == "yes" else _part(kind_of(key), said, {who for who, _ in choices})
        except _Wrong as wrong:
            errors.append(FormError(f"{key}.{wrong.field}".replace("/", "-").replace(".", "-"), wrong.says))
    return found, errors


def _sound(key: str) -> bool:
    name = id_in(key)
    known = name in ABOUT if kind_of(key) == "about" else 0 < len(name) <= 64
    return known and name.replace("-", "").isalnum() and name.isascii()


class _Wrong(Exception):
    def __init__(self, field: str, says: str) -> None:
        super().__init__(says)
        self.field, self.says = field, says


def _part(kind: Kind, said: Mapping[str, str], parties: set[str]) -> Part:
    for name, value in said.items():
        if len(value) > _LONGEST:
            raise _Wrong(name, f"Write at most {_LONGEST} letters")
    part = _READ[kind]({name: value.replace("\r\n", "\n") for name, value in said.items()})
    if isinstance(part, Action | Contribution) and part.text and part.who not in parties:
        raise _Wrong("who", "Choose who does it")
    field, says = _NEEDED.get(kind, ("", ""))
    if field and not said.get(field) and any(said.get(name) for name in _WORDS):
        raise _Wrong(field, says)
    return part


def _goal(said: Mapping[str, str]) -> Part:
    status: GoalStatus = next((known for known in get_args(GoalStatus) if known == said.get("status")), "open")
    get, why = said.get, said.get("reason", "") if status == "dropped" else ""
    return Goal(get("text", ""), get("matters", ""), get("measure", ""), _day("target", said), status, why)


def _action(said: Mapping[str, str]) -> Part:
    get = said.get
    return Action(get("text", ""), get("who", ""), _day("due", said), get("often", ""), get("goal", ""))


def _if_then(said: Mapping[str, str]) -> Part:
    return IfThen(said.get("when", ""), said.get("then", ""), said.get("call", ""))


_LONGEST = 2000
_NOBODY_YET = datetime.min.replace(tzinfo=UTC)
"""When a note was written is said by whoever keeps it."""
_READ: Mapping[Kind, Callable[[Mapping[str, str]], Part]] = {
    "about": lambda said: Text(said.get("text", "")),
    "need": lambda said: Text(said.get("text", "")),
    "goal": _goal,
    "progress": lambda said: Progress(said.get("goal", ""), said.get("text", ""), "", _NOBODY_YET),
    "action": _action,
    "practitioner": lambda said: Contribution(said.get("who", ""), said.get("text", "")),
    "contingency": _if_then,
    "emergency": _if_then,
    "carer": lambda said: Carer(said.get("name", ""), said.get("text", "")),
}
_NEEDED: Mapping[Kind, tuple[str, str]] = {
    "goal": ("text", "Write what is wanted"),
    "action": ("text", "Write what is to be done"),
    "contingency": ("when", "Write what may happen"),
    "emergency": ("when", "Write what may happen"),
}


def _day(name: str, said: Mapping[str, str]) -> date | None:
    value = said.get(name, "")
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _Wrong(name, "Write a day such as 2026-06-01") from None
