"""Which UCUM units measure the same, and how a number of one is written in another."""

from functools import cache
from typing import Final, NamedTuple

from careweft.fhir.definitions import units

UCUM: Final = "http://unitsofmeasure.org"


class Unit(NamedTuple):
    """A unit in which what was asked is `value * factor + offset`."""

    code: str
    factor: float = 1.0
    offset: float = 0.0

    def of(self, value: float) -> float:
        """A number of the asked unit, in this one."""
        return value * self.factor + self.offset


def alike(system: str, code: str) -> tuple[Unit, ...]:
    """The units in which a quantity may also be written: its own first, and alone where nothing is known of it."""
    return _alike(code) if system == UCUM and code in units() else (Unit(code),)


@cache
def _alike(code: str) -> tuple[Unit, ...]:
    base, factor, offset = units()[code]
    others = (
        Unit(other, factor / theirs, (offset - shift) / theirs)
        for other, (measures, theirs, shift) in units().items()
        if measures == base and other != code
    )
    return (Unit(code), *others)
