"""What comes with the thing that is being judged: the event of a reaction, a referral at entry, an account at review.

A context says which names a rule may use beside the facts, of which type, and where each lies in the data that is given
at evaluation. For an event these are `event.` and the fact's own name before each of the fact's columns
(`event.class`, `referral.urgent`), and what the vocabulary adds for its kind (`from.class`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from careweft.base.errors import BadInput
from careweft.facts.catalogue import Table
from careweft.rules.types import Type, Value


@dataclass(frozen=True, slots=True)
class Slot:
    """One given value: its type and the path to it."""

    type: Type
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """The names that a rule may use for what is given with it."""

    slots: Mapping[str, Slot] = field(default_factory=dict)

    @classmethod
    def of(cls, **types: Type) -> "Context":
        """A context of top-level names; a double underscore stands for a dot (`unit__travel` is `unit.travel`)."""
        return cls.named({name.replace("__", "."): type_ for name, type_ in types.items()})

    @classmethod
    def named(cls, types: Mapping[str, Type]) -> "Context":
        """A context of dotted names, each of which is also the path to its value."""
        return cls({name: Slot(type_, tuple(name.split("."))) for name, type_ in types.items()})

    @classmethod
    def of_event(cls, fact: Table, also: Mapping[str, Type]) -> "Context":
        """The context of an event about a row of `fact`."""
        own = {
            f"{prefix}.{column}": Slot(type_, (column,))
            for prefix in ("event", fact.name)
            for column, type_ in fact.columns.items()
        }
        return cls(own | dict(cls.named(also).slots))


NOTHING: Final = Context()


def given(data: Mapping[str, Any] | None, path: tuple[str, ...], type_: Type) -> Value | None:
    """The value at `path`, or None where there is none. Times may be ISO 8601 texts, as in JSON.

    Raises `BadInput` if the value there is not of the type.
    """
    value: Any = data
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    if value is None:
        return None
    found: Any = _read(value, type_)
    if not _is(found, type_):
        where = ".".join(path)
        raise BadInput(f"a {type(value).__name__} where a rule was given its context", where=where, expected=type_)
    fitting: Value = found
    return fitting


def _read(value: Any, type_: Type) -> Any:
    if not isinstance(value, str) or type_ not in {"date", "instant"}:
        return value
    try:
        return date.fromisoformat(value) if type_ == "date" else datetime.fromisoformat(value)
    except ValueError:
        return value


def _is(value: Any, type_: Type) -> bool:
    if isinstance(value, datetime):
        return type_ == "instant" and value.tzinfo is not None
    return isinstance(value, _PYTHON[type_]) and (type_ == "boolean" or not isinstance(value, bool))


_PYTHON: Final[Mapping[Type, type | tuple[type, ...]]] = {
    "text": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "date": date,
    "instant": datetime,
    "duration": timedelta,
}
