"""lowBoundary() and highBoundary(): what the written precision of a value leaves open (FHIRPath §5.6.9)."""

import calendar
import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, Final

from careweft.base.errors import BadInput
from careweft.fhir.fhirpath.numbers import Number, decimals, exact, is_number, number, rounded
from careweft.fhir.fhirpath.quantities import is_quantity

MOST_DIGITS: Final = 31
_USUAL_DIGITS: Final = 8
_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_TIME: Final = re.compile(r"(\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?)?")
_OFFSET: Final = re.compile(r"(Z|[+-]\d\d:\d\d)$")
_DATE_CUTS: Final = {4: 4, 6: 7, 8: 10}
_TIME_CUTS: Final = {2: 2, 4: 5, 6: 8, 9: 12}


def boundary(values: list[Any], high: bool, precision: Any, kind: str) -> list[Any]:
    """The lowest or highest value that one value may stand for, with `precision` digits (None: as many as there are).

    `kind` is Date or DateTime where that is known; else the text says. Nothing where it cannot have that precision.
    """
    if not values:
        return []
    value = values[0]
    if len(values) == 1 and is_quantity(value):
        return [value | {"value": found} for found in boundary([value["value"]], high, precision, kind)]
    if len(values) > 1 or not (is_number(value) or isinstance(value, str)):
        raise BadInput("a boundary is of one value", expected="a number, a date or a time")
    found = _of_number(value, high, precision) if is_number(value) else _of_text(value, high, precision, kind)
    return [] if found is None else [found]


def _of_number(value: Number, high: bool, precision: int | None) -> float | None:
    digits = _USUAL_DIGITS if precision is None else precision
    if not 0 <= digits <= MOST_DIGITS:
        return None
    half = Decimal("0.5").scaleb(-decimals(value))
    ends = exact(value) + (half if high else -half)
    return number(rounded(ends, digits, ROUND_CEILING if high else ROUND_FLOOR))


def _of_text(value: str, high: bool, precision: int | None, kind: str) -> str | None:
    if _TIME.fullmatch(value) and kind not in ("Date", "DateTime"):
        return _cut(_time(value, high), precision or 9, _TIME_CUTS)
    day, _, rest = value.partition("T")
    date = _day(day, high)
    if kind == "Date" or (kind != "DateTime" and not rest):
        return _cut(date, precision or 8, _DATE_CUTS)
    offset = _OFFSET.search(rest)
    zone = offset.group() if offset else "-12:00" if high else "+14:00"
    clock = _time(_OFFSET.sub("", rest), high)
    digits = 17 if precision is None else precision
    if digits == 17:
        return f"{date}T{clock}{zone}"
    if digits in _DATE_CUTS:
        return _cut(date, digits, _DATE_CUTS)
    short = _cut(clock, digits - 8, _TIME_CUTS)
    return None if short is None else f"{date}T{short}{offset.group() if offset else ''}"


def precision(values: list[Any]) -> list[int]:
    """precision(): the digits of a date or time, or those of a number after the point. Raises BadInput for others."""
    if not values:
        return []
    value = values[0]
    if len(values) == 1 and is_number(value):
        return [decimals(value)]
    text = _OFFSET.sub("", value) if isinstance(value, str) else ""
    if len(values) > 1 or not (_TIME.fullmatch(text) or _DATE.match(text)):
        raise BadInput("precision() is of one value", expected="a number, a date or a time")
    return [sum(map(str.isdigit, text))]


def _cut(text: str, digits: int, cuts: dict[int, int]) -> str | None:
    return text[: cuts[digits]] if digits in cuts else None


def _day(text: str, high: bool) -> str:
    match = _DATE.fullmatch(text)
    if match is None:
        raise BadInput(f"{text!r} has no boundary", expected="a number, a date or a time")
    year, month = int(match[1]), int(match[2] or (12 if high else 1))
    day = int(match[3] or (calendar.monthrange(year, month)[1] if high else 1))
    return f"{year:04}-{month:02}-{day:02}"


def _time(text: str, high: bool) -> str:
    match = _TIME.fullmatch(text) if text else None
    if text and match is None:
        raise BadInput(f"{text!r} has no boundary", expected="a number, a date or a time")
    hour, minute, second, fraction = match.groups() if match else (None,) * 4
    low_high = ("00", "23"), ("00", "59"), ("00", "59")
    parts = [part or ends[high] for part, ends in zip((hour, minute, second), low_high, strict=True)]
    return f"{':'.join(parts)}.{(fraction or '').ljust(3, '9' if high else '0')}"
