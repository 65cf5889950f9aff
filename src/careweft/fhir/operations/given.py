"""What an operation was asked with: the pairs of a query string, or a Parameters resource (R4 §3.2.0.1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from careweft.base.errors import BadInput
from careweft.fhir.fhirpath.times import interval
from careweft.fhir.primitives import fault

Span = tuple[datetime | None, datetime | None]
SPOKEN = frozenset({"_format", "_pretty"})


@dataclass(frozen=True)
class Given:
    """The values of each parameter in order. `resource` is a body that is not Parameters, or the one in them."""

    values: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    resource: Any = None

    @classmethod
    def read(
        cls, pairs: Iterable[tuple[str, str]], body: Any = None, *, takes: frozenset[str] = frozenset()
    ) -> "Given":
        """From a query and a body (JSON content). Raises BadInput for a parameter that the operation does not take."""
        found: dict[str, list[Any]] = {}
        for name, value in pairs:
            if name not in SPOKEN:
                found.setdefault(name, []).append(value)
        resource = body
        if isinstance(body, Mapping) and body.get("resourceType") == "Parameters":
            resource = None
            for name, value in _parameters(body):
                if name == "resource":
                    resource = value
                found.setdefault(name, []).append(value)
        if unknown := sorted(found.keys() - takes):
            listed = ", ".join(sorted(takes)) or "none"
            raise BadInput(f"the parameter {unknown[0][:60]!r} is not known", expected=f"one of {listed}")
        return cls(found, resource)

    def all(self, name: str) -> list[str]:
        """Every text of a parameter, apart at commas. Raises BadInput where one is not text."""
        return [part for value in self.values.get(name, ()) for part in _text(name, value).split(",") if part]

    def text(self, name: str) -> str | None:
        """The text of a parameter that may be given once."""
        values = self.values.get(name, ())
        if len(values) > 1:
            raise BadInput(f"{name} is given {len(values)} times", where=name, expected="it once")
        return _text(name, values[0]) if values else None

    def need(self, name: str) -> str:
        """The text of a parameter that must be given."""
        found = self.text(name)
        if not found:
            raise BadInput("it is missing", where=name, expected=f"the parameter {name}")
        return found

    def content(self, name: str) -> Any:
        """The JSON value of a parameter in Parameters; None where it is not given."""
        values = self.values.get(name, ())
        if len(values) > 1:
            raise BadInput(f"{name} is given {len(values)} times", where=name, expected="it once")
        return values[0] if values else None

    def number(self, name: str, default: int, most: int) -> int:
        """A whole number from 0, at most `most` (more is taken as that)."""
        text = self.text(name)
        if text is None:
            return default
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise BadInput(f"{text[:40]!r} is not a whole number", where=name, expected="a whole number from 0")
        return min(int(text), most)

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean."""
        text = self.text(name)
        if text not in (None, "true", "false"):
            raise BadInput(f"{text[:40]!r} is not a boolean", where=name, expected="true or false")
        return default if text is None else text == "true"

    def instant(self, name: str) -> datetime | None:
        """An instant; a date counts from its first moment in UTC."""
        text = self.text(name)
        return None if text is None else moment(text, name, ZoneInfo("UTC"))

    def days(self, start: str, end: str, zone: ZoneInfo) -> Span:
        """[low, high) of two parameters that bound a time with both ends in it; an end that is not given is open."""
        low, high = self.text(start), self.text(end)
        span = moment(low, start, zone) if low else None, moment(high, end, zone, past=True) if high else None
        if span[0] and span[1] and span[0] >= span[1]:
            raise BadInput(f"{low} is after {high}", where=start, expected=f"a {start} that is not after {end}")
        return span


def moment(text: str, where: str, zone: ZoneInfo, *, past: bool = False) -> datetime:
    """The first moment of a FHIR date or instant, or (`past`) the first moment after it. Raises BadInput."""
    if fault("dateTime", text):
        raise BadInput(f"{text[:40]!r} is not a date or instant", where=where, expected="such as 2026-01-31")
    return interval(text, zone)[past]


def _parameters(body: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    listed = body.get("parameter", [])
    for index, parameter in enumerate(listed if isinstance(listed, list) else [None]):
        name = parameter.get("name") if isinstance(parameter, Mapping) else None
        if not isinstance(name, str):
            raise BadInput("a parameter without a name", where=f"Parameters.parameter[{index}]", expected="its name")
        held = [key for key in parameter if key in ("resource", "part") or key.startswith("value")]
        if len(held) != 1:
            raise BadInput(f"{len(held)} values", where=f"Parameters.parameter[{index}]", expected="one value[x]")
        yield name, parameter[held[0]]


def _text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str):
        raise BadInput(f"{name} is not text", where=name, expected="a string, code, URL or number")
    return value
