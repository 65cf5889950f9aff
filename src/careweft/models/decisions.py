"""Decision support as a model says it: which risky combinations of medicines are watched, and who reviews one by when.

The combinations are a small sourced table beside this file; each becomes a reaction.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

import msgspec
import yaml
from pydantic import Field

from careweft.care.reactions import Facts, MakeTask, Reaction, Tell
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


@dataclass(frozen=True)
class Interacts:
    """True of a prescription of one class for somebody who takes a medicine of the other, whichever came first."""

    one: str
    other: str

    def __str__(self) -> str:
        return f"interacts({self.one}, {self.other})"

    def selects(self, facts: Facts, at: datetime, *, event: Mapping[str, Any] | None = None) -> bool:
        """Whether the event's medicine is of one class and one of those taken at that instant is of the other."""
        taken = [
            row
            for row in facts.get("medication", ())
            if row["start"] is not None and row["start"] <= at and (row["finish"] is None or row["finish"] > at)
        ]
        return any(
            _is(event or {}, new) and any(_is(row, old) for row in taken)
            for new, old in ((self.one, self.other), (self.other, self.one))
        )


def _is(medicine: Mapping[str, Any], name: str) -> bool:
    """Whether a medicine is of a class: by its code, or by what its text begins with, in capitals or not."""
    known = table().substances[name]
    said = str(medicine.get("name") or "").casefold()
    return medicine.get("code") in known.atc or said.startswith(tuple(each.casefold() for each in known.names))


def reactions(model: "Model") -> list[Reaction]:
    """A reaction for each combination that the model watches."""
    told = model.decision_support and model.decision_support.risky_prescription
    if not told:
        return []
    known = table()
    found = []
    for name in told.combinations or sorted(known.combinations):
        combination = known.combinations[name]
        one, other = (known.substances[each].title for each in combination.of)
        title = f"Review a prescription: {one} with {other} ({combination.risk})"
        task = MakeTask("review-prescription", title, told.by, told.within, told.escalate, urgent=True)
        tells = (Tell(tuple(told.tell)),) if told.tell else ()
        when = Interacts(*combination.of)
        found.append(Reaction(f"{model.id}/risky-prescription/{name}", EVENT, when, (task, *tells)))
    return found
