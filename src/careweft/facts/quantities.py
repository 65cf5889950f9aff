"""What people measure: its unit, what other units are converted to it, and between which values it can be true.

A reading in another unit becomes one in the unit of its kind, so that a rule compares like with like; one that cannot
be true, or whose unit is not known, is no fact, and whoever reads it can say why.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from careweft.base.errors import BadInput

OWN: Final = "https://careweft.org/fhir/CodeSystem/reading"
"""The code system of what has no code elsewhere: a person's answers about symptoms."""
LOINC: Final = "http://loinc.org"
UCUM: Final = "http://unitsofmeasure.org"


@dataclass(frozen=True)
class Quantity:
    """A kind of reading. `also` gives (factor, offset) by other unit; `answers` are the words of what is not measured
    but answered, by number, the best first."""

    name: str
    title: str
    system: str
    code: str
    unit: str
    shown: str
    least: float
    most: float
    also: Mapping[str, tuple[float, float]]
    asks: str
    decimals: int = 0
    answers: Mapping[int, str] = field(default_factory=dict)

    def said(self, value: float) -> str:
        """A value as people read it: '82.4 kg', or the words of an answer."""
        if self.answers:
            return self.answers.get(round(value), f"{value:g}")
        number = f"{value:.{self.decimals}f}"
        return f"{number}{'' if self.shown in ('', '%') else ' '}{self.shown}"

    def knows(self, unit: str | None) -> bool:
        """Whether a value in a unit can be converted."""
        return unit is None or unit == self.unit or unit in self.also

    def converted(self, value: float, unit: str | None) -> float:
        """The value in this kind's own unit. BadInput where the unit is another's, or no living person has it."""
        if unit is None or unit == self.unit:
            found = value
        elif unit in self.also:
            factor, offset = self.also[unit]
            found = round(value * factor + offset, 6)
        else:
            raise BadInput(f"{unit} is no unit of {self.title.lower()}", expected=self.unit)
        if not self.least <= found <= self.most:
            raise BadInput(
                f"{self.said(found)} cannot be right",
                expected=f"between {self.said(self.least)} and {self.said(self.most)}",
            )
        return found


@cache
def quantities() -> Mapping[str, Quantity]:
    """Every kind of reading that is known here, by name."""
    text = (files("careweft.facts") / "codelists" / "quantities.yaml").read_text("utf-8")
    return {name: _quantity(name, told) for name, told in yaml.safe_load(text).items()}


def _quantity(name: str, told: dict[str, Any]) -> Quantity:
    also = {unit: how if isinstance(how, list) else [how, 0.0] for unit, how in told.get("also", {}).items()}
    own = told.get("own", False)
    return Quantity(
        name,
        told["title"],
        OWN if own else LOINC,
        name if own else told["loinc"],
        told["unit"],
        told["shown"],
        float(told["plausible"][0]),
        float(told["plausible"][1]),
        {str(unit): (float(how[0]), float(how[1])) for unit, how in also.items()},
        told["asks"],
        told.get("decimals", 0),
        told.get("answers", {}),
    )
