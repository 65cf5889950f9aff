"""How the values of each FHIR type are read as search values."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from careweft.fhir.definitions import ancestors
from careweft.fhir.fhirpath.times import interval
from careweft.fhir.search.values import FOREVER, token_forms

Resource = Mapping[str, Any]
Interval = tuple[datetime, datetime]
Reader = Callable[[Any], Iterable[Any]]


def reader_of(readers: Mapping[str, Any], type_: str) -> Any | None:
    """The reader of a type or of the nearest type that it is based on."""
    return next((readers[name] for name in ancestors(type_) or [type_] if name in readers), None)


def _concept(value: Resource) -> Iterator[str]:
    for coding in value.get("coding", ()):
        yield from token_forms(coding.get("system"), coding.get("code"))


def _displays(value: Resource) -> Iterator[str]:
    """The words for a coded value: of the concept and of its codings."""
    if "text" in value:
        yield value["text"]
    for coding in value.get("coding", ()):
        if "display" in coding:
            yield coding["display"]


def typed(value: Resource) -> Iterator[str]:
    """`system|code|value` of an Identifier, for each coding of its type."""
    for coding in value.get("type", {}).get("coding", ()):
        yield f"{coding.get('system', '')}|{coding.get('code', '')}|{value.get('value', '')}"


def _day(zone: ZoneInfo, value: str) -> Iterator[Interval]:
    yield interval(value, zone)


def _period(zone: ZoneInfo, value: Resource) -> Iterator[Interval]:
    start, end = value.get("start"), value.get("end")
    if start or end:
        yield interval(start, zone)[0] if start else FOREVER[0], interval(end, zone)[1] if end else FOREVER[1]


def _timing(zone: ZoneInfo, value: Resource) -> Iterator[Interval]:
    """Only the outer limits of a Timing matter (R4 §3.1.1.4.10)."""
    found = [interval(event, zone) for event in value.get("event", ()) if event]
    found.extend(_period(zone, value.get("repeat", {}).get("boundsPeriod", {})))
    if found:
        yield min(low for low, _ in found), max(high for _, high in found)


def _name(value: Resource) -> Iterator[str]:
    for part in ("family", "text"):
        if part in value:
            yield value[part]
    for part in ("given", "prefix", "suffix"):
        yield from filter(None, value.get(part, ()))


def _address(value: Resource) -> Iterator[str]:
    for part in ("text", "city", "district", "state", "postalCode", "country"):
        if part in value:
            yield value[part]
    yield from filter(None, value.get("line", ()))


def _quantity(value: Resource) -> Iterator[tuple[float, float, str, str]]:
    if "value" in value:
        number = float(value["value"])
        yield number, number, value.get("system", ""), value.get("code") or value.get("unit", "")


def _money(value: Resource) -> Iterator[tuple[float, float, str, str]]:
    if "value" in value:
        yield float(value["value"]), float(value["value"]), "urn:iso:std:iso:4217", value.get("currency", "")


def _range(value: Resource) -> Iterator[tuple[float, float, str, str]]:
    low, high = value.get("low", {}), value.get("high", {})
    unit = low or high
    yield (
        float(low.get("value", "-inf")),
        float(high.get("value", "inf")),
        unit.get("system", ""),
        unit.get("code") or unit.get("unit", ""),
    )


def _number(value: float) -> Iterator[tuple[float, float, str, str]]:
    yield float(value), float(value), "", ""


TOKENS: Final[dict[str, Callable[[Any], Iterable[str]]]] = {
    "code": lambda value: (f"={value}",),
    "string": lambda value: (f"={value}",),
    "uri": lambda value: (f"={value}",),
    "boolean": lambda value: (f"={str(value).lower()}",),
    "Boolean": lambda value: (f"={str(value).lower()}",),
    "dateTime": lambda value: ("=true",),
    "Coding": lambda value: token_forms(value.get("system"), value.get("code")),
    "CodeableConcept": _concept,
    "Identifier": lambda value: token_forms(value.get("system"), value.get("value")),
    "ContactPoint": lambda value: (f"={value['value']}",) if "value" in value else (),
}
URIS: Final[dict[str, Callable[[Any], Iterable[str]]]] = {"uri": lambda value: (value,), "Reference": lambda value: ()}
WORDS: Final[dict[str, Callable[[Any], Iterable[str]]]] = {
    "CodeableConcept": _displays,
    "Coding": lambda value: (value["display"],) if "display" in value else (),
    "Identifier": lambda value: (value["type"]["text"],) if "text" in value.get("type", ()) else (),
}
TEXTS: Final[dict[str, Callable[[Any], Iterable[str]]]] = {
    "string": lambda value: (value,),
    "HumanName": _name,
    "Address": _address,
}
DATES: Final[dict[str, Callable[[ZoneInfo, Any], Iterator[Interval]]]] = {
    "date": _day,
    "dateTime": _day,
    "instant": _day,
    "Period": _period,
    "Timing": _timing,
}
NUMBERS: Final[dict[str, Callable[[Any], Iterable[tuple[float, float, str, str]]]]] = {
    "Quantity": _quantity,
    "Money": _money,
    "Range": _range,
    "decimal": _number,
    "integer": _number,
}
