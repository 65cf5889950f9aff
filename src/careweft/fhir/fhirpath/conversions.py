"""toInteger() and its kin, and whether they would give something (FHIRPath §5.5)."""

import re
from collections.abc import Callable
from typing import Any, Final

from careweft.fhir.fhirpath import quantities
from careweft.fhir.fhirpath.numbers import exact, is_number, number

_TRUE: Final = frozenset({"true", "t", "yes", "y", "1", "1.0"})
_FALSE: Final = frozenset({"false", "f", "no", "n", "0", "0.0"})
_DATE: Final = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
_TIME: Final = r"([01]\d|2[0-3])(:[0-5]\d(:[0-5]\d(\.\d+)?)?)?"
_DATE_TIME: Final = rf"{_DATE}|\d{{4}}-\d\d-\d\dT({_TIME}(Z|[+-]\d\d:\d\d)?)?"


def text(value: Any) -> str:
    """toString() of one value."""
    if quantities.is_quantity(value):
        return quantities.text(value)
    return str(value).lower() if isinstance(value, bool) else str(getattr(value, "text", value))


def _boolean(value: Any) -> bool | None:
    said = text(value).lower()
    return True if said in _TRUE else False if said in _FALSE else None


def _integer(value: Any) -> int | None:
    if isinstance(value, bool | int):
        return int(value)
    return int(value) if isinstance(value, str) and re.fullmatch(r"[+-]?\d+", value) else None


def _decimal(value: Any) -> float | int | None:
    if isinstance(value, bool):
        return float(value)
    if is_number(value):
        found: float = value
        return found
    if isinstance(value, str) and re.fullmatch(r"[+-]?\d+(\.\d+)?", value):
        return number(exact(value)) if "." in value else int(value)  # type: ignore[arg-type]
    return None


def _like(pattern: str, cut: int | None = None) -> Callable[[Any], str | None]:
    def convert(value: Any) -> str | None:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            return None
        return value[:cut] if cut else value

    return convert


def _string(value: Any) -> str | None:
    return None if isinstance(value, dict) and not quantities.is_quantity(value) else text(value)


_CONVERSIONS: Final[dict[str, Callable[[Any], Any]]] = {
    "Boolean": _boolean,
    "Integer": _integer,
    "Decimal": _decimal,
    "String": _string,
    "Date": _like(_DATE_TIME, 10),
    "DateTime": _like(_DATE_TIME),
    "Time": _like(_TIME),
    "Quantity": quantities.read,
}


def to(value: Any, type_: str) -> list[Any]:
    """One value as a System type; nothing where it cannot be or there is none."""
    found = None if value is None else _CONVERSIONS[type_](value)
    return [] if found is None else [found]


def converts(value: Any, type_: str) -> bool | None:
    """Whether one value can be a System type; None where there is no value."""
    return None if value is None else _CONVERSIONS[type_](value) is not None
