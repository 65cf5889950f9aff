"""FHIRPath numbers: an int, or a float that may remember its text. Calculated exactly, as decimals."""

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, DecimalException
from typing import Any, Final

from careweft.base.errors import BadInput
from careweft.fhir.jsontext import Exact

Number = int | float
_MOST_BITS: Final = 256  # of a whole number: far beyond FHIR's, and quickly calculated


def is_number(value: Any) -> bool:
    """Whether a value is a number; a boolean is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def exact(value: Number) -> Decimal:
    """The number as it was written."""
    return Decimal(str(getattr(value, "text", value)))


def number(value: Decimal) -> float:
    """A decimal as a FHIRPath value."""
    text = format(value, "f")
    plain = float(text)
    return plain if repr(plain) == text else Exact(text)


def decimals(value: Number) -> int:
    """How many digits a number has after the point, as it was written."""
    return max(0, -int(exact(value).as_tuple().exponent))


def rounded(value: Decimal, digits: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    """The decimal with so many digits after the point; as it is, where it is too large to have them."""
    try:
        return value.quantize(Decimal(1).scaleb(-digits), rounding)
    except DecimalException:
        return value


def calculated(op: str, left: Number, right: Number) -> Number:
    """Arithmetic of two numbers; of integers it is an integer, but for `/`. Raises BadInput where it is too much."""
    try:
        return _calculated(op, left, right)
    except (DecimalException, OverflowError):
        raise BadInput("a number that is too large", expected="numbers of an ordinary size") from None


def _calculated(op: str, left: Number, right: Number) -> Number:
    whole = isinstance(left, int) and isinstance(right, int)
    if whole and op in _WHOLE:
        return _ordinary(_WHOLE[op](left, right))
    found = _EXACT[op](exact(left), exact(right))
    return int(found) if op == "div" else number(found)


_WHOLE: Final[dict[str, Callable[[Any, Any], int]]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "div": lambda a, b: int(Decimal(a) // Decimal(b)),
    "mod": lambda a, b: int(Decimal(a) % Decimal(b)),
}
_EXACT: Final[dict[str, Callable[[Decimal, Decimal], Decimal]]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "div": lambda a, b: a // b,
    "mod": lambda a, b: a % b,
}


def _ordinary(value: int) -> int:
    if value.bit_length() > _MOST_BITS:
        raise OverflowError("a number that is too large")
    return value


def like(left: Number, right: Number) -> bool:
    """Equivalence: equal at the precision of the one that is written with fewer digits (FHIRPath §6.1.2)."""
    digits = min(_significant(left), _significant(right))
    return rounded(exact(left), digits) == rounded(exact(right), digits)


def _significant(value: Number) -> int:
    return max(0, -int(exact(value).normalize().as_tuple().exponent))


def mathematical(name: str, values: list[Any], argument: Any = None) -> list[Number]:
    """The math functions (FHIRPath §5.7); nothing where the result is not a number. Raises BadInput for no number."""
    if not values:
        return []
    if len(values) > 1 or not is_number(values[0]):
        raise BadInput(f"{name}() is of one number", expected="a number")
    if argument is not None and not is_number(argument):
        raise BadInput(f"{name}() is given something else", expected="a number")
    try:
        return [_FUNCTIONS[name](values[0], argument)]
    except (ValueError, OverflowError, DecimalException, ZeroDivisionError):
        return []


def _real(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("not a number")
    return value


def _power(value: Number, by: Number) -> Number:
    if isinstance(value, int) and isinstance(by, int) and abs(value) > 1 and by > _MOST_BITS:
        raise OverflowError("a number that is too large")
    found = value**by
    if isinstance(found, complex):
        raise ValueError("not a real number")
    return found if isinstance(found, int) else _real(found)


def _round(value: Number, digits: int | None) -> Number:
    if digits is not None and digits < 0:
        raise BadInput("round() to less than no digits", expected="0 or more")
    return number(rounded(exact(value), digits or 0)) if digits else int(rounded(exact(value), 0))


_FUNCTIONS: Final[dict[str, Callable[[Any, Any], Number]]] = {
    "abs": lambda a, _: abs(a) if isinstance(a, int) else number(abs(exact(a))),
    "ceiling": lambda a, _: math.ceil(exact(a)),
    "floor": lambda a, _: math.floor(exact(a)),
    "truncate": lambda a, _: math.trunc(exact(a)),
    "round": _round,
    "sqrt": lambda a, _: math.sqrt(a),
    "exp": lambda a, _: _real(math.exp(a)),
    "ln": lambda a, _: math.log(a),
    "log": lambda a, b: math.log2(a) if b == 2 else math.log10(a) if b == 10 else math.log(a, b),
    "power": _power,
}
