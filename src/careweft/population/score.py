"""Risk scores that can be read: a sum of points for what a rule says of a person, term by term.

The score itself is data (`library/*.yaml`): each term is a rule of the rule language, so it is the same for one person
in memory and for a population over the lake. Nothing is learned here; a score says of itself how it came about.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, reduce
from importlib.resources import files
from math import inf
from operator import add
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import yaml

from careweft.base.errors import BadInput, NotFound
from careweft.rules.ibis_engine import to_ibis
from careweft.rules.moment import Facts
from careweft.rules.rule import Rule, parse
from careweft.rules.vocabulary import starting
from careweft.rules.words import Vocabulary

_TERM: Final = {"name", "title", "value", "points", "why"}


@dataclass(frozen=True)
class Term:
    """A part of a score: `points` for each unit of the rule's value above `least`, up to `most`.

    A condition counts as one where it is true. What is missing gives no points. `why` says where the points come from.
    """

    name: str
    title: str
    rule: Rule
    points: float
    least: float
    most: float
    why: str

    def given(self, value: Any) -> float:
        """The points for a value of the rule."""
        return self.points * (min(max(float(value or 0), self.least), self.most) - self.least)


@dataclass(frozen=True)
class Part:
    """What one term gave one person: the rule's value (None: missing) and its points."""

    term: Term
    value: Any
    points: float


@dataclass(frozen=True)
class Score:
    """A points score. `method` is how its points came about, in a few words to be shown wherever it is."""

    id: str
    title: str
    about: str
    method: str
    terms: tuple[Term, ...]

    def parts(self, facts: Facts, at: datetime) -> tuple[Part, ...]:
        """What each term gives a person as at an instant: the score's own explanation."""
        values = [(term, term.rule.evaluate(facts, at)) for term in self.terms]
        return tuple(Part(term, value, term.given(value)) for term, value in values)

    def of(self, facts: Facts, at: datetime) -> float:
        """A person's score as at an instant."""
        return round(sum(part.points for part in self.parts(facts, at)), 6)

    @property
    def needs(self) -> frozenset[str]:
        """The fact tables that its rules look at."""
        return frozenset().union(*(term.rule.needs for term in self.terms))

    def over(self, tables: Mapping[str, ir.Table], people: ir.Table, at: datetime) -> ir.Table:
        """`person_id` and `score` of everybody in `people`, from the fact tables of a lake."""
        rows = people.select("person_id")
        for number, term in enumerate(self.terms):
            values = to_ibis(term.rule, tables, at, people=people).select(
                other=ibis._.person_id, **{f"p{number}": _points(ibis._.value, term)}
            )
            rows = rows.left_join(values, rows.person_id == values.other).drop("other")
        total = reduce(add, (rows[f"p{number}"].fill_null(0.0) for number in range(len(self.terms))))
        return rows.select("person_id", score=total.round(6))


def _points(value: Any, term: Term) -> Any:
    number = value.cast("float64").fill_null(0.0)
    within = number.clip(lower=term.least, upper=None if term.most == inf else term.most)
    return (within - term.least) * term.points


def library(zone: str = "Europe/London") -> Mapping[str, Score]:
    """Every score that comes with Careweft, by id."""
    return _library(zone)


def find(name: str, zone: str = "Europe/London") -> Score:
    """A score of the library. NotFound where there is none of that name."""
    known = library(zone)
    if name not in known:
        raise NotFound(f"there is no risk score {name}", expected=", ".join(sorted(known)))
    return known[name]


def read(text: str, where: str, vocabulary: Vocabulary) -> Score:
    """A score from its YAML text; raises BadInput with the file, what was found and what was expected."""
    content = yaml.safe_load(text)
    needed = {"id", "title", "about", "method", "terms"}
    if not isinstance(content, Mapping) or set(content) != needed:
        raise BadInput("not a score", where=where, expected=", ".join(sorted(needed)))
    terms = tuple(
        _term(term, f"{where}: terms: {number}", vocabulary) for number, term in enumerate(content["terms"], 1)
    )
    return Score(content["id"], content["title"], content["about"], content["method"], terms)


def _term(content: Any, where: str, vocabulary: Vocabulary) -> Term:
    if not isinstance(content, Mapping) or not set(content) >= _TERM or set(content) - _TERM - {"least", "most"}:
        raise BadInput("not a term", where=where, expected=", ".join(sorted(_TERM | {"least", "most"})))
    rule = parse(str(content["value"]), vocabulary, name=f"{where}: value")
    if rule.type not in ("boolean", "integer", "number"):
        raise BadInput(f"value yields {rule.type}", where=where, expected="a number or a condition")
    least, most = float(content.get("least", 0)), float(content.get("most", inf))
    if least >= most:
        raise BadInput(f"least {least} is not below most {most}", where=where)
    return Term(content["name"], content["title"], rule, float(content["points"]), least, most, content["why"])


@cache
def _library(zone: str) -> Mapping[str, Score]:
    folder, vocabulary = files(__package__) / "library", starting(zone)
    found = [
        read(each.read_text(encoding="utf-8"), each.name, vocabulary)
        for each in sorted(folder.iterdir(), key=lambda each: each.name)
        if each.name.endswith(".yaml")
    ]
    return {score.id: score for score in found}
