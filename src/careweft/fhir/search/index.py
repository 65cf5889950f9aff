"""The index rows of a resource, by the compiled search parameters of its type."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from careweft.fhir.definitions import ancestors
from careweft.fhir.fhirpath.times import interval
from careweft.fhir.references import parse, relative
from careweft.fhir.search.parameters import Parameter, clinical, owners, parameters
from careweft.fhir.search.values import FOREVER, OWN, key, plain

Resource = Mapping[str, Any]
Interval = tuple[datetime, datetime]


@dataclass
class Rows:
    """What search can find a resource by. `clinical` is its own date, None where it has none."""

    clinical: Interval | None = None
    tokens: set[int] = field(default_factory=set)
    strings: set[tuple[int, str]] = field(default_factory=set)
    dates: set[tuple[int, datetime, datetime]] = field(default_factory=set)
    numbers: set[tuple[int, float, float, str, str]] = field(default_factory=set)


def owner(resource: Resource) -> str | None:
    """`Patient/id` of the patient that a resource is about, None where it names none."""
    type_ = resource["resourceType"]
    if type_ == "Patient":
        return f"Patient/{resource.get('id', '')}"
    for parameter in owners(type_):
        for part in parameter.parts:
            for value in part.find(resource):
                found = relative(value.get("reference")) if isinstance(value, dict) else None
                if found and found.startswith("Patient/"):
                    return found
    return None


def rows(resource: Resource, zone: ZoneInfo) -> Rows:
    """The index rows of a valid resource; dates without a zone are of `zone`."""
    type_ = resource["resourceType"]
    made, own, dated = Rows(tokens={key(type_)}), owner(resource), clinical(type_)
    for parameter in parameters(type_).values():
        if parameter.kind == "date":
            _dates(made, parameter, resource, zone, main=parameter is dated)
        elif parameter.kind == "string":
            found = {plain(text) for text in _values(parameter, resource, _TEXTS)} - {""}
            made.strings.update((key(type_, parameter.code), text) for text in found)
        elif parameter.kind in ("number", "quantity"):
            made.numbers.update((key(type_, parameter.code), *row) for row in _values(parameter, resource, _NUMBERS))
        elif parameter.kind == "reference":
            made.tokens.update(key(type_, parameter.code, r) for r in _references(parameter, resource, own))
        else:
            made.tokens.update(key(type_, parameter.code, t) for t in _values(parameter, resource, _TOKENS))
    return made


def _values(
    parameter: Parameter, resource: Resource, readers: Mapping[str, Callable[[Any], Iterable[Any]]]
) -> Iterator[Any]:
    for part in parameter.parts:
        reader = next((readers[t] for t in ancestors(part.type) or [part.type] if t in readers), None)
        if reader is not None:
            for value in part.find(resource):
                yield from reader(value)


def _dates(made: Rows, parameter: Parameter, resource: Resource, zone: ZoneInfo, *, main: bool) -> None:
    readers = {name: partial(reader, zone) for name, reader in _DATES.items()}
    found = list(_values(parameter, resource, readers))
    if main and found:
        made.clinical = min(low for low, _ in found), max(high for _, high in found)
    elif not main:
        made.dates.update((key(parameter.resource, parameter.code), low, high) for low, high in found)


def _references(parameter: Parameter, resource: Resource, own: str | None) -> Iterator[str]:
    for part in parameter.parts:
        for value in part.find(resource):
            text = value.get("reference") if isinstance(value, dict) else value
            if not isinstance(text, str):
                continue
            known = parse(text)
            if known is None or part.type == "canonical" or text.startswith(("http://", "https://")):
                yield text
            if known is not None:
                local = f"{known[0]}/{known[1]}"
                yield OWN if parameter.owns and local == own else local


def coded(system: Any, code: Any) -> Iterator[str]:
    """How a token is written: by its code alone, and with its system or with none."""
    if isinstance(code, str):
        yield f"={code}"
        yield f"{system or ''}|{code}"


def _concept(value: Resource) -> Iterator[str]:
    for coding in value.get("coding", ()):
        yield from coded(coding.get("system"), coding.get("code"))


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


_TOKENS: Final[dict[str, Callable[[Any], Iterable[str]]]] = {
    "code": lambda value: (f"={value}",),
    "string": lambda value: (f"={value}",),
    "uri": lambda value: (f"={value}",),
    "boolean": lambda value: (f"={str(value).lower()}",),
    "Boolean": lambda value: (f"={str(value).lower()}",),
    "dateTime": lambda value: ("=true",),
    "Coding": lambda value: coded(value.get("system"), value.get("code")),
    "CodeableConcept": _concept,
    "Identifier": lambda value: coded(value.get("system"), value.get("value")),
    "ContactPoint": lambda value: (f"={value['value']}",) if "value" in value else (),
}
_TEXTS: Final[dict[str, Callable[[Any], Iterable[str]]]] = {
    "string": lambda value: (value,),
    "HumanName": _name,
    "Address": _address,
}
_DATES: Final[dict[str, Callable[[ZoneInfo, Any], Iterator[Interval]]]] = {
    "date": _day,
    "dateTime": _day,
    "instant": _day,
    "Period": _period,
    "Timing": _timing,
}
_NUMBERS: Final[dict[str, Callable[[Any], Iterable[tuple[float, float, str, str]]]]] = {
    "Quantity": _quantity,
    "Money": _money,
    "Range": _range,
    "decimal": _number,
    "integer": _number,
}
