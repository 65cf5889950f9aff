"""Online triage: a few questions that find the right way to help, and a person wherever there is doubt.

The questions and the rules are a file. A rule may only say yes on answers that were given: an answer that is missing,
that is 'not sure', or that no rule knows, leads to a human being, never to 'look after yourself'.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

import yaml

from careweft.base.errors import BadInput

Route = Literal["emergency", "urgent", "routine", "self-care", "human"]
NOT_SURE: Final = "not-sure"
PERSON: Final = "person"
"""Answers that every question has: 'I am not sure', and 'I want to talk to a person'."""
_ORDER: Final = ("emergency", "urgent", "routine", "self-care")
_ASKED: Final = "You asked to talk to a person"
_UNKNOWN: Final = "We have no advice on these answers"
_SOMEBODY: Final = "A person of our team"
_DOUBTS: Final = ("Not sure", "Not answered")


@dataclass(frozen=True)
class Question:
    """One question with its answers; it is asked only where each of `when` was answered so."""

    id: str
    text: str
    hint: str
    answers: Mapping[str, str]
    when: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Rule:
    """A way on, where each of `when` was answered so: where to go, what is said, and for self-care what helps."""

    route: Route
    when: Mapping[str, frozenset[str]]
    place: str
    say: str
    reason: str


@dataclass(frozen=True)
class Online:
    """A set of questions with its rules, and where they come from."""

    id: str
    title: str
    source: str
    questions: tuple[Question, ...]
    rules: tuple[Rule, ...]
    human: str


@dataclass(frozen=True)
class Advice:
    """Where to go, what is said, and why: each question that the rule saw with its answer, or what was in doubt."""

    route: Route
    place: str
    say: str
    reason: str
    because: tuple[tuple[str, ...], ...]

    @property
    def urgent(self) -> bool:
        """Whether a referral from it is urgent: also where a human must look at what is in doubt about danger."""
        return self.route in ("emergency", "urgent")


def next_step(online: Online, answers: Mapping[str, str]) -> Question | Advice:
    """The next question, or the advice where the answers suffice for one.

    An emergency is told at once. Whoever asks for a person gets one at once. A question that is left out or answered
    with something else than its answers is in doubt.
    """
    danger = _first(online, answers, ("emergency",))
    if danger:
        return danger
    if PERSON in answers.values():
        return _human(online, ((_ASKED,),))
    for question in online.questions:
        if _applies(question.when, answers) and question.id not in answers:
            return question
    return advise(online, answers)


def advise(online: Online, answers: Mapping[str, str]) -> Advice:
    """The advice on these answers, whether or not all questions were answered: a human where anything is in doubt."""
    if danger := _first(online, answers, ("emergency",)):
        return danger
    doubts = tuple(
        (question.text, _DOUBTS[answers.get(question.id) is None])
        for question in online.questions
        if _applies(question.when, answers) and answers.get(question.id) not in question.answers
    )
    found = _first(online, answers, _ORDER)
    if found and found.route == "urgent":
        return found
    if doubts or found is None:
        return _human(online, doubts or ((_UNKNOWN,),))
    return found


def told(online: Online, answers: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each question that was asked with the answer in words, for whoever reads the referral."""
    words = {NOT_SURE: "Not sure", PERSON: "Wants to talk to a person"}
    return [
        (question.text, question.answers.get(answers[question.id]) or words.get(answers[question.id], "Not known"))
        for question in online.questions
        if question.id in answers
    ]


def lines(online: Online, answers: Mapping[str, str]) -> list[str]:
    """What was asked and answered, a line each."""
    return [f"{question} {answer}" for question, answer in told(online, answers)]


def _first(online: Online, answers: Mapping[str, str], routes: tuple[str, ...]) -> Advice | None:
    for route in routes:
        for rule in online.rules:
            if rule.route == route and _applies(rule.when, answers):
                asked = {question.id: question for question in online.questions}
                because = tuple((asked[name].text, asked[name].answers[answers[name]]) for name in rule.when)
                return Advice(rule.route, rule.place, rule.say, rule.reason, because)
    return None


def _human(online: Online, because: tuple[tuple[str, ...], ...]) -> Advice:
    return Advice("human", _SOMEBODY, online.human, "Asked online for help", because)


def _applies(when: Mapping[str, frozenset[str]], answers: Mapping[str, str]) -> bool:
    return all(answers.get(name) in wanted for name, wanted in when.items())


def texts() -> Iterator[str]:
    """What people read of every online triage in the library."""
    yield from (_ASKED, _UNKNOWN, _SOMEBODY, *_DOUBTS)
    for made in map(online, names()):
        yield from (made.title, made.human)
        for question in made.questions:
            yield from (question.text, question.hint, *question.answers.values())
        for rule in made.rules:
            yield from (rule.place, rule.say)


def names() -> list[str]:
    """The ids of the online triages in the library."""
    folder = files("careweft.care.entry.online")
    return sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml"))


@cache
def online(name: str) -> Online:
    """The online triage of that id; raises BadInput where the library has none."""
    if name not in names():
        raise BadInput(f"there is no online triage {name!r}", expected=f"one of {', '.join(names())}")
    return read((files("careweft.care.entry.online") / f"{name}.yaml").read_text(), f"{name}.yaml")


def read(text: str, where: str) -> Online:
    """An online triage from its YAML text. Raises BadInput for a rule that names a question or an answer that is not
    there, and where no rule leads to an emergency."""
    told = yaml.safe_load(text)
    asked: dict[str, Question] = {}
    for one in told["questions"]:
        when = _when(one.get("when", {}), asked, where, one["id"])
        answers = {str(key): str(value) for key, value in one["answers"].items()}
        asked[one["id"]] = Question(one["id"], one["text"], one.get("hint", ""), answers, when)
    rules = tuple(_rule(number, one, asked, where) for number, one in enumerate(told["rules"], 1))
    if not any(rule.route == "emergency" for rule in rules):
        raise BadInput("no rule leads to an emergency", where=where, expected="a rule with `route: emergency`")
    return Online(told["id"], told["title"], told["source"], tuple(asked.values()), rules, told["human"])


def _rule(number: int, one: Mapping[str, Any], asked: Mapping[str, Question], where: str) -> Rule:
    if one["route"] not in _ORDER:
        raise BadInput(f"rule {number}: no route {one['route']!r}", where=where, expected=f"one of {', '.join(_ORDER)}")
    when = _when(one["when"], asked, where, f"rule {number}")
    if not when:
        raise BadInput(f"rule {number}: it asks nothing", where=where, expected="answers under `when`")
    return Rule(one["route"], when, one["place"], one["say"], one.get("reason", "Asked online for help"))


def _when(given: Mapping[str, Any], asked: Mapping[str, Question], where: str, what: str) -> dict[str, frozenset[str]]:
    found = {}
    for name, answers in given.items():
        listed = [str(each) for each in (answers if isinstance(answers, list) else [answers])]
        if name not in asked:
            raise BadInput(
                f"{what}: no question {name!r} before it", where=where, expected=f"one of {', '.join(asked)}"
            )
        if unknown := [each for each in listed if each not in asked[name].answers]:
            known = ", ".join(asked[name].answers)
            raise BadInput(f"{what}: {name} has no answer {unknown[0]!r}", where=where, expected=f"one of {known}")
        found[name] = frozenset(listed)
    return found
