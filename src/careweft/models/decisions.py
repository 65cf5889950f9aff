"""Decision support as a model says it: which risky combinations of medicines are watched, and who reviews one by when.

The combinations are a small sourced table beside this file; each becomes a rule of the rule language.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

import msgspec
import yaml
from pydantic import Field

from careweft.care.reactions import Condition, MakeTask, Reaction, Tell
from careweft.models.grammar import DurationText, Name, Part

if TYPE_CHECKING:
    from careweft.models.file import Model

EVENT = "prescribed"
Path_ = tuple[str | int, ...]


class RiskyPrescription(Part):
    """A prescription that makes a risky combination with what the person takes already: who reviews it by when."""

    combinations: list[Name] = Field(
        default_factory=list,
        description="of the shipped table; left out, all of them",
        examples=[["anticoagulant-nsaid"]],
    )
    by: Name = Field(description="the role that reviews it")
    within: DurationText
    escalate: Literal["manager", ""] = ""
    tell: list[str] = Field(default_factory=list, description="who is told at once, as in reactions")


class DecisionSupport(Part):
    """What is watched while people are treated."""

    risky_prescription: RiskyPrescription | None = Field(None, alias="risky-prescription")


class Substances(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A class of medicines: what it is called, and the names and ATC codes of its substances."""

    title: str
    names: list[str]
    atc: list[str]


class Combination(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Two classes that are risky together, why, and who says so."""

    of: tuple[str, str]
    risk: str
    source: str


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shipped table."""

    substances: dict[str, Substances]
    combinations: dict[str, Combination]


@cache
def table() -> Table:
    """The shipped table of risky combinations."""
    text = (files("careweft.models") / "combinations.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), Table)


def faults(model: "Model") -> Iterator[tuple[Path_, str]]:
    """Combinations that the table does not have."""
    told = model.decision_support and model.decision_support.risky_prescription
    known = sorted(table().combinations)
    for number, name in enumerate(told.combinations if told else ()):
        if name not in known:
            path: Path_ = ("decision-support", "risky-prescription", "combinations", number)
            yield path, f"{name!r} is no combination of the table; expected one of {', '.join(known)}"


def roles(model: "Model") -> Iterator[tuple[Path_, str]]:
    """The roles that it names."""
    if told := model.decision_support and model.decision_support.risky_prescription:
        yield ("decision-support", "risky-prescription", "by"), told.by


def words() -> Mapping[str, Any]:
    """The classes as codelists, for the vocabulary of a model that watches combinations."""
    return {name: {"title": told.title, "codes": told.atc} for name, told in table().substances.items()}


def reactions(model: "Model", rule: Callable[[Path_, str, str], Condition]) -> list[Reaction]:
    """A reaction for each combination that the model watches."""
    told = model.decision_support and model.decision_support.risky_prescription
    if not told:
        return []
    path: Path_ = ("decision-support", "risky-prescription")
    known = table()
    found = []
    for name in told.combinations or sorted(known.combinations):
        combination = known.combinations[name]
        one, other = (known.substances[each].title for each in combination.of)
        title = f"Review a prescription: {one} with {other} ({combination.risk})"
        task = MakeTask("review-prescription", title, told.by, told.within, told.escalate, urgent=True)
        tells = (Tell(tuple(told.tell)),) if told.tell else ()
        condition = rule(path, _text(*combination.of), EVENT)
        found.append(Reaction(f"{model.id}/risky-prescription/{name}", EVENT, condition, (task, *tells)))
    return found


def _text(one: str, other: str) -> str:
    """Either is prescribed, and the other is among what the person takes."""
    return f"({_new(one)} and {_taken(other)}) or ({_new(other)} and {_taken(one)})"


def _new(name: str) -> str:
    return f"({_is(name, 'event.')})"


def _taken(name: str) -> str:
    return f"any(medication where ({_is(name, '')}) and (finish is missing or finish > now))"


def _is(name: str, of: str) -> str:
    """Codes and names as they come: with a capital, in small letters or in capitals."""
    ways = {way for told in table().substances[name].names for way in (told, told.lower(), told.upper())}
    return " or ".join([f"{of}code in {name}", *(f"{of}name starts with '{way}'" for way in sorted(ways))])
