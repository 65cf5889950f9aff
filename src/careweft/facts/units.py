"""Units as people read them: `mm[Hg]` is mmHg and `/min` is a minute. UCUM (ucum.org) writes them for machines."""

import re
from collections.abc import Mapping
from typing import Any, Final

from careweft.facts.quantities import UCUM

WORDS: Final = {
    "/min": "a minute",
    "L/min": "litres a minute",
    "mm[Hg]": "mmHg",
    "Cel": "°C",
    "[degF]": "°F",
    "mL/min/{1.73_m2}": "mL/min/1.73 m²",
    "[pH]": "",
    "1": "",
}
"""What no rule below makes plain."""
_NOTE: Final = re.compile(r"\{[^}]*\}")
_POWER: Final = re.compile(r"10[*^](-?\d+)")
_MICRO: Final = re.compile(r"(?<![A-Za-z])u(?=(?:mol|g|L|m|U|IU)\b)")
_AREA: Final = re.compile(r"(?<=[a-z])([23])\b")
_ATOM: Final = re.compile(r"\[([A-Za-z]+?)(?:_[a-z]+)?\]")
_RAISED: Final = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def plain(unit: str | None) -> str:
    """A unit without what only machines read; one that is no code of UCUM as its sender wrote it."""
    code = unit or ""
    bare = code if code in WORDS else _NOTE.sub("", code).strip()
    if bare in WORDS:
        return WORDS[bare]
    bare = _POWER.sub(lambda found: f"× 10{found[1].translate(_RAISED)}", bare)
    bare = _AREA.sub(lambda found: found[1].translate(_RAISED), _ATOM.sub(r"\1", bare))
    return _MICRO.sub("µ", bare)


def unit_of(quantity: Mapping[str, Any]) -> str:
    """The plain unit of a FHIR Quantity: of its UCUM code, else as its sender wrote it."""
    code = quantity.get("code") if quantity.get("system", UCUM) == UCUM else None
    return plain(code or quantity.get("unit"))
