"""What the record knows already, for whoever answers to look at and change. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from careweft.care.assessment.answers import Answer
from careweft.care.assessment.instrument import Instrument, Item, Value

Facts = Mapping[str, Sequence[Mapping[str, Any]]]


def prefill(instrument: Instrument, facts: Facts, at: datetime) -> dict[str, Answer]:
    """An answer for each item of which the record knows it, as at an instant; `told` says when it was known.

    What is made of several facts (an age, a count) is known as at the instant itself. Unknown gives no answer.
    """
    found: dict[str, Answer] = {}
    for item in instrument.every:
        if item.asks and item.id not in instrument.repeating and (values := _values(item, facts, at)):
            told = item.known_at.evaluate(facts, at) if item.known_at else at
            found[item.id] = Answer(values, told=told if isinstance(told, datetime) else at)
    return found


def _values(item: Item, facts: Facts, at: datetime) -> tuple[Value, ...]:
    chosen = tuple(option.value for option in item.options if option.initial and option.initial.selects(facts, at))
    if chosen or item.initial is None:
        return chosen if item.repeats else chosen[:1]
    value = _typed(item, item.initial.evaluate(facts, at))
    return () if value is None else (value,)


def _typed(item: Item, known: Any) -> Value | None:
    if known is None:
        return None
    if item.type == "boolean":
        return known if isinstance(known, bool) else None
    if item.type in ("integer", "decimal") and isinstance(known, int | float) and not isinstance(known, bool):
        exact = Decimal(str(known))
        if item.type == "integer":
            return int(exact) if exact == exact.to_integral_value() else None
        return exact
    if item.type in ("choice", "open-choice"):
        return next((option.value for option in item.options if option.key == str(known)), None)
    return str(known) if item.type in ("string", "text") and isinstance(known, str) else None
