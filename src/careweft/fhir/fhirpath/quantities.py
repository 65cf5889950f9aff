"""FHIRPath quantities: a number with a UCUM unit or a calendar duration, held as FHIR's Quantity is.

Two of them can be compared where they measure the same. A year and a month of the calendar are no UCUM `a` and `mo`
(FHIRPath §4.1.8.1); they are alike (`~`), but whether they are equal is open.
"""

import re
from decimal import Decimal
from functools import cache
from typing import Any, Final, NamedTuple

from careweft.base.errors import BadInput
from careweft.fhir.definitions import units
from careweft.fhir.fhirpath.numbers import Number, calculated, exact, is_number, like, number, rounded

Quantity = dict[str, Any]
UCUM: Final = "http://unitsofmeasure.org"
_SINGULAR: Final = ("year", "month", "week", "day", "hour", "minute", "second", "millisecond")
CALENDAR: Final = {word: word for word in _SINGULAR} | {f"{word}s": word for word in _SINGULAR}
"""The words of calendar durations, each to its singular."""
_AS_UCUM: Final = dict(zip(_SINGULAR, ("a", "mo", "wk", "d", "h", "min", "s", "ms"), strict=True))
_KEYS: Final = frozenset({"id", "extension", "value", "unit", "system", "code"})
_TEXT: Final = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)(?:\s*(?:'([^']+)'|([a-z]+)))?")
_ATOM: Final = re.compile(r"([./])([^./\s]+)")
_POWER: Final = re.compile(r"(.*?)\^?([+-]?[0-9]+)?")
_CLOSE: Final = Decimal("1e-9")


class _Unit(NamedTuple):
    """How many of its base units a unit is, the powers of these, and what is added (degrees)."""

    factor: Decimal
    powers: tuple[tuple[str, float], ...]
    offset: Decimal = Decimal(0)


def is_quantity(value: Any) -> bool:
    """Whether a value is a Quantity that says just how much: one with a comparator does not."""
    return type(value) is dict and is_number(value.get("value")) and value.keys() <= _KEYS


def quantity(value: Number, unit: str) -> Quantity:
    """So much of a unit: of UCUM, or of the calendar."""
    if unit in CALENDAR:
        return {"value": value, "unit": unit}
    return {"value": value, "unit": unit, "system": UCUM, "code": unit}


def unit_of(found: Quantity) -> str:
    """The unit: a word of the calendar (singular) or a code; 1 where it has none."""
    unit = str(found.get("code") or found.get("unit") or "1")
    return CALENDAR.get(unit, unit)


def read(value: Any) -> Quantity | None:
    """toQuantity(): of a number, a truth or a text such as `4 days` or `1.5 'mg'`."""
    if isinstance(value, bool):
        return quantity(number(Decimal(f"{int(value)}.0")), "1")
    if is_number(value):
        return quantity(value, "1")
    if isinstance(value, str) and (match := _TEXT.fullmatch(value)):
        text, code, word = match.groups()
        if word is None or word in CALENDAR:
            return quantity(number(Decimal(text)) if "." in text else int(text), code or word or "1")
    return dict(value) if is_quantity(value) else None


def text(found: Quantity) -> str:
    """toString(): as it would be written in an expression."""
    value, unit = exact(found["value"]), str(found.get("code") or found.get("unit") or "1")
    return f"{value:f} {unit}" if unit in CALENDAR else f"{value:f} '{unit}'"


def order(left: Quantity, right: Quantity) -> int | None:
    """-1, 0 or 1; None where they do not measure the same."""
    if unit_of(left) == unit_of(right):
        a, b = exact(left["value"]), exact(right["value"])
        return (a > b) - (a < b)
    one, two = _measured(left), _measured(right)
    if one is None or two is None or one[1] != two[1]:
        return None
    (a, _), (b, _) = one, two
    close = abs(a - b) <= _CLOSE * max(abs(a), abs(b))
    return 0 if close else (a > b) - (a < b)


def alike(left: Quantity, right: Quantity) -> bool:
    """Equivalence: the same in the left one's unit, at the precision of the one that is written less precisely."""
    one, two = (quantity(q["value"], _AS_UCUM.get(unit_of(q), unit_of(q))) for q in (left, right))
    if order(one, two) is None:
        return False
    scale = _unit(one["code"]), _unit(two["code"])
    if unit_of(one) == unit_of(two) or scale[0] is None or scale[1] is None:
        return like(one["value"], two["value"])
    finer, coarser = (one, two) if scale[0].factor < scale[1].factor else (two, one)
    digits = exact(coarser["value"]).as_tuple().exponent
    values = [_in(q, coarser["code"]) for q in (finer, coarser)]
    return len({rounded(value, -int(digits)) for value in values}) == 1


def reckoned(op: str, left: Any, right: Any) -> Quantity:
    """A quantity and another, or a number. Raises BadInput where that means nothing."""
    one, two = (value if isinstance(value, dict) else quantity(value, "1") for value in (left, right))
    if op == "-" and left == 0:  # a minus before a quantity
        return two | {"value": calculated("-", 0, two["value"])}
    units_ = unit_of(one), unit_of(two)
    if op in ("+", "-") and order(one, two) is not None:
        other = two["value"] if units_[0] == units_[1] else number(_in(two, units_[0]))
        return one | {"value": calculated(op, one["value"], other)}
    if op in ("*", "/") and not {*units_} & {"year", "month"}:
        named = [_AS_UCUM.get(unit, unit) for unit in units_]
        if named[1] == "1":
            return one | {"value": calculated(op, one["value"], two["value"])}
        unit = named[1] if op == "*" and named[0] == "1" else f"{named[0]}{'.' if op == '*' else '/'}{named[1]}"
        made = _unit(unit)
        if made is not None:
            unit = unit if made.powers else "1"
            scale = made.factor if unit == "1" else Decimal(1)
            return quantity(number(exact(calculated(op, one["value"], two["value"])) * scale), unit)
    raise BadInput(f"FHIRPath cannot calculate {op!r} with {units_[0]!r} and {units_[1]!r}", expected="units that fit")


def _measured(found: Quantity) -> tuple[Decimal, tuple[tuple[str, float], ...]] | None:
    """How much it is in base units, and these."""
    unit = _unit(unit_of(found))
    return None if unit is None else (exact(found["value"]) * unit.factor + unit.offset, unit.powers)


def _in(found: Quantity, code: str) -> Decimal:
    """Its number in a unit that measures the same."""
    measured, unit = _measured(found), _unit(code)
    if measured is None or unit is None:
        return exact(found["value"])
    value = (measured[0] - unit.offset) / unit.factor
    return value.quantize(Decimal(1).scaleb(value.adjusted() - 14)).normalize() if value else value


@cache
def _unit(code: str) -> _Unit | None:
    """What a unit measures; None for one that is not known here."""
    if code in ("year", "month"):
        return _Unit(Decimal(12 if code == "year" else 1), (("month of the calendar", 1),))
    code = _AS_UCUM.get(code, code)
    if code in units():
        base, factor, offset = units()[code]
        return _Unit(Decimal(repr(factor)), _powers(base), Decimal(repr(offset)))
    factor_, powers, rest = Decimal(1), dict[str, float](), _ATOM.sub("", f".{code}")
    for mark, atom in _ATOM.findall(f".{code}"):
        found = _atom(atom)
        if found is None:
            return None
        sign = 1 if mark == "." else -1
        factor_ *= found.factor**sign
        for name, power in found.powers:
            powers[name] = powers.get(name, 0) + sign * power
    return None if rest else _Unit(factor_, tuple(sorted((name, power) for name, power in powers.items() if power)))


def _atom(text: str) -> _Unit | None:
    """A unit without `.` and `/`, with a power or none."""
    if text == "1":
        return _Unit(Decimal(1), ())
    match = _POWER.fullmatch(text)
    name, power = (text, 1) if text in units() or match is None else (match[1], int(match[2] or 1))
    if name not in units() or not -9 <= power <= 9 or units()[name][2]:
        return None
    base, factor, _ = units()[name]
    return _Unit(Decimal(repr(factor)) ** power, tuple((one, by * power) for one, by in _powers(base)))


def _powers(base: str) -> tuple[tuple[str, float], ...]:
    """`kg * m ** 2 / s` as the powers of its units."""
    above, _, below = base.partition(" / ")
    parts = [(1, one) for one in above.split(" * ")] + [(-1, one) for one in below.split(" / ") if one]
    named = [(sign, *one.partition(" ** ")[::2]) for sign, one in parts if one != "1"]
    return tuple(sorted((name, sign * float(power or 1)) for sign, name, power in named))
