"""Values that stand in a rule: texts, numbers with or without a unit, percentages, dates, instants, lengths of time."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from lark import Token

from careweft.rules.errors import Fault, Span, did_you_mean
from careweft.rules.nodes import Literal_, Node
from careweft.rules.scope import Scope
from careweft.rules.syntax import Syntax, span_of
from careweft.rules.types import Duration, TimeUnit, time_unit

_DIGITS: Final = 15
"""Doubles hold every whole number of so many digits, so both engines do."""
_YEARS: Final = 200
_PER_YEAR: Final[dict[TimeUnit, int]] = {
    "year": 1,
    "month": 12,
    "week": 53,
    "day": 366,
    "hour": 8784,
    "minute": 527_040,
    "second": 31_622_400,
}


def literal(scope: Scope, syntax: Syntax) -> Node:
    """The node of a value."""
    token = syntax.children[0]
    assert isinstance(token, Token)
    written, span = str(token), span_of(token)
    match token.type:
        case "TEXT":
            return Literal_(value=text_of(written), type="text", span=span)
        case "TRUE" | "FALSE":
            return Literal_(value=written == "true", span=span)
        case "PERCENT":
            return Literal_(value=float(percentage(written) / 100), type="number", span=span)
        case "DATE" | "INSTANT":
            return _time(token.type, written, span)
        case _:
            return _number(scope, written, span)


def text_of(written: str) -> str:
    """What stands between the quotes; a quote within is written twice."""
    quote = written[0]
    return written[1:-1].replace(quote * 2, quote)


def percentage(written: str) -> Decimal:
    """The number before the `%`."""
    return Decimal(written.rstrip("% "))


def negative(node: Literal_, span: Span) -> Literal_:
    """The number less than nothing by as much."""
    assert isinstance(node.value, int | float)
    return replace(node, value=-node.value, span=span)


def _time(kind: str, written: str, span: Span) -> Node:
    try:
        if kind == "DATE":
            return Literal_(value=date.fromisoformat(written), type="date", span=span)
        return Literal_(value=datetime.fromisoformat(written).astimezone(UTC), type="instant", span=span)
    except (ValueError, OverflowError):
        raise Fault(f"`{written}` is not in the calendar", span, expected="a day such as 2026-01-31") from None


def _number(scope: Scope, written: str, span: Span) -> Node:
    amount, _, word = written.partition(" ")
    word = word.strip()
    if len(amount.replace(".", "")) > _DIGITS:
        raise Fault(f"`{amount}` has too many digits", span, expected=f"at most {_DIGITS}")
    if unit := time_unit(word):
        return Literal_(value=_duration(amount, unit, span), type="duration", span=span)
    whole = "." not in amount
    number = int(amount) if whole else float(amount)
    if word and word not in _units(scope):
        known = [*_units(scope), *(f"{unit}s" for unit in _PER_YEAR)]
        hint = did_you_mean(word, known) or "Units of measure come from the vocabulary's `rows`."
        raise Fault(f"`{word}` is no unit", span, hint=hint)
    return Literal_(value=number, type="integer" if whole else "number", unit=word or None, span=span)


def _duration(amount: str, unit: TimeUnit, span: Span) -> Duration:
    if "." in amount:
        raise Fault(f"`{amount} {unit}s`", span, expected="a whole number of them")
    if int(amount) > _YEARS * _PER_YEAR[unit]:
        raise Fault(f"`{amount} {unit}s`", span, expected=f"at most {_YEARS} years")
    return Duration(int(amount), unit)


def _units(scope: Scope) -> set[str]:
    return {unit for word in scope.vocabulary.rows.values() for unit in word.units.values()}
