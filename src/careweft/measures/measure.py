"""A measure: what is counted of every person each month, by rules, and which way is better."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from careweft.base.errors import BadInput, NotFound
from careweft.measures.spc import Better
from careweft.rules.errors import RuleError
from careweft.rules.rule import Rule, parse
from careweft.rules.vocabulary import starting
from careweft.rules.words import Vocabulary

_NEEDED: Final = {"id", "title", "about", "unit", "better", "numerator", "sources"}
_MAY: Final = _NEEDED | {"among", "denominator", "per", "target"}


@dataclass(frozen=True)
class Measure:
    """An indicator of a month.

    `numerator` (and `denominator`, where it is a rate) yield a number for each person as at the end of the month, with
    a window of one month; they are summed over the people of whom `among` is true (everybody if None). The value is
    the numerator, or `per` times numerator over denominator. `unit` is what the value is in.
    """

    id: str
    title: str
    about: str
    unit: str
    better: Better
    numerator: Rule
    denominator: Rule | None
    among: Rule | None
    per: float
    target: float | None
    sources: tuple[str, ...]

    @property
    def needs(self) -> frozenset[str]:
        """The fact tables that its rules look at."""
        rules = [rule for rule in (self.numerator, self.denominator, self.among) if rule]
        return frozenset().union(*(rule.needs for rule in rules))


def library(zone: str = "Europe/London") -> Mapping[str, Measure]:
    """Every measure that comes with Careweft, by id, its months those of `zone`."""
    return _library(zone)


def find(name: str, zone: str = "Europe/London") -> Measure:
    """A measure of the library. NotFound where there is none of that name."""
    known = library(zone)
    if name not in known:
        raise NotFound(f"there is no measure {name}", expected=", ".join(sorted(known)))
    return known[name]


def read(text: str, where: str, vocabulary: Vocabulary) -> Measure:
    """A measure from its YAML text; raises BadInput with the file, what was found and what was expected."""
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as wrong:
        raise BadInput(f"not YAML: {wrong}", where=where) from wrong
    _check(content, where)
    rules = {name: _rule(content, name, where, vocabulary) for name in ("numerator", "denominator", "among")}
    numerator = rules["numerator"]
    assert numerator is not None
    return Measure(
        id=content["id"],
        title=content["title"],
        about=content["about"],
        unit=content["unit"],
        better=content["better"],
        numerator=numerator,
        denominator=rules["denominator"],
        among=rules["among"],
        per=float(content.get("per", 1)),
        target=content.get("target"),
        sources=tuple(content["sources"]),
    )


@cache
def _library(zone: str) -> Mapping[str, Measure]:
    folder, vocabulary = files(__package__) / "library", starting(zone)
    found = [
        read(each.read_text(encoding="utf-8"), each.name, vocabulary)
        for each in sorted(folder.iterdir(), key=lambda each: each.name)
        if each.name.endswith(".yaml")
    ]
    return {measure.id: measure for measure in found}


def _check(content: Any, where: str) -> None:
    if not isinstance(content, Mapping):
        raise BadInput(f"a {type(content).__name__}", where=where, expected=", ".join(sorted(_NEEDED)))
    if wrong := sorted(_NEEDED - set(content)):
        raise BadInput(f"`{wrong[0]}` is not there", where=where, expected=", ".join(sorted(_NEEDED)))
    if wrong := sorted(str(name) for name in set(content) - _MAY):
        raise BadInput(f"`{wrong[0]}` means nothing here", where=where, expected=", ".join(sorted(_MAY)))
    if content["better"] not in ("higher", "lower", "neither"):
        raise BadInput(f"better: {content['better']}", where=where, expected="higher, lower or neither")
    if "per" in content and "denominator" not in content:
        raise BadInput("`per` without a denominator", where=where, expected="both, or neither")


def _rule(content: Mapping[str, Any], name: str, where: str, vocabulary: Vocabulary) -> Rule | None:
    if name not in content:
        return None
    try:
        rule = parse(str(content[name]), vocabulary, name=name)
    except RuleError as wrong:
        raise BadInput(str(wrong), where=where) from wrong
    expected = {"boolean"} if name == "among" else {"integer", "number"}
    if rule.type not in expected:
        raise BadInput(f"{name} yields {rule.type}", where=where, expected=" or ".join(sorted(expected)))
    return rule
