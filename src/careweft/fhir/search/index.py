"""The index rows of a resource, by the compiled search parameters of its type."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from careweft.fhir.references import parse, relative
from careweft.fhir.search.composites import Element, elements
from careweft.fhir.search.parameters import Parameter, bits, clinical, own_paths, owners, parameters
from careweft.fhir.search.readers import (
    DATES,
    NUMBERS,
    TEXTS,
    TOKENS,
    URIS,
    WORDS,
    Interval,
    Resource,
    reader_of,
    typed,
)
from careweft.fhir.search.values import MAX_TEXT, OWN, key, plain, token_forms, written

CONCEPT: Final = TOKENS["CodeableConcept"]
GROUPS: Final[dict[str, Mapping[str, Any]]] = {
    "date": DATES,
    "string": TEXTS,
    "number": NUMBERS,
    "token": TOKENS,
    "uri": URIS,
}
HOLDERS: Final = frozenset({"Bundle", "Parameters"})  # of other resources


@dataclass
class Rows:
    """What search can find a resource by. `clinical` is its own date, None where it has none; `present` has a bit for
    each parameter that has a value; `owner` is the id of the Patient whom it is about.
    """

    clinical: Interval | None = None
    present: int = 0
    owner: str | None = None
    tokens: set[int] = field(default_factory=set)
    strings: set[tuple[int, str]] = field(default_factory=set)
    dates: set[tuple[int, datetime, datetime]] = field(default_factory=set)
    numbers: set[tuple[int, float, float, str, str]] = field(default_factory=set)


def columns(found: Sequence[Rows]) -> list[Sequence[Any]]:
    """The rows of many resources as the arrays that fhir.put and fhir.index_anew take."""
    strings = [(n, *row) for n, made in enumerate(found, 1) for row in made.strings]
    dates = [(n, *row) for n, made in enumerate(found, 1) for row in made.dates]
    numbers = [(n, *row) for n, made in enumerate(found, 1) for row in made.numbers]
    return [
        [made.clinical[0] if made.clinical else None for made in found],
        [made.clinical[1] if made.clinical else None for made in found],
        [made.present for made in found],
        [made.owner for made in found],
        [n for n, made in enumerate(found, 1) for _ in made.tokens],
        [hash_ for made in found for hash_ in made.tokens],
        *_across(strings, 3),
        *_across(dates, 4),
        *_across(numbers, 6),
    ]


def _across(table: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [[row[i] for row in table] for i in range(width)]


class _Step(NamedTuple):
    """One path: how to find its values, how to read those of each type, and the bits of what is found by it."""

    type: str
    path: str
    group: str
    main: bool
    reads: tuple[tuple[Callable[[Any], list[Any]], Any, Any], ...]  # find, reader, reader of words
    bits: int
    only: Mapping[str, int]  # target type → bits of the parameters that ask for references to it
    owns: bool

    def key(self, *more: str) -> int:
        """The hash of this path's rows."""
        return key(self.type, self.path, *more)


def group_of(parameter: Parameter) -> str:
    """Which table and which readers a kind of parameter has."""
    return "number" if parameter.kind == "quantity" else parameter.kind


@cache
def _steps(type_: str) -> tuple[_Step, ...]:
    found: dict[tuple[str, str], _Step] = {}
    main = clinical(type_)
    for parameter in parameters(type_).values():
        group, bit = group_of(parameter), bits(type_)[parameter.code]
        for path in parameter.paths:
            step = found.get((path, group))
            if step is None:
                is_main = main is not None and group == "date" and path in main.paths
                owns = group == "reference" and path in own_paths(type_)
                step = _Step(type_, path, group, is_main, _reads(parameter, path, group), 0, {}, owns)
            if parameter.only:
                step = step._replace(only={**step.only, parameter.only: step.only.get(parameter.only, 0) | bit})
            else:
                step = step._replace(bits=step.bits | bit)
            found[path, group] = step
    return tuple(found.values())


def _reads(parameter: Parameter, path: str, group: str) -> tuple[tuple[Any, Any, Any], ...]:
    readers = GROUPS.get(group, {})
    parts = [part for part in parameter.parts if part.path == path]
    reads = [(part.find, reader_of(readers, part.type), reader_of(WORDS, part.type)) for part in parts]
    return tuple(read for read in reads if read[1] is not None or group == "reference")


class _Noting(dict[str, Any]):
    """Nothing; it notes for which properties it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        """Nothing."""
        self.asked.add(key)
        return default

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return False


def needs(find: Callable[[Any], list[Any]]) -> frozenset[str]:
    """The properties of which a resource must have one for anything to be found in it; none where it may in any.

    What asks in vain for all of these has seen no more of a resource than of an empty one.
    """
    nothing = _Noting()
    return frozenset() if find(nothing) else frozenset(nothing.asked)


class _Plan(NamedTuple):
    """What there is to look for."""

    reads: tuple[tuple[_Step, Callable[[Any], list[Any]], Any, Any], ...]
    elements: tuple[Element, ...]


@cache
def _plan(type_: str) -> tuple[_Plan, dict[Any, frozenset[str]]]:
    """Of a type, all of it, and what each find needs."""
    reads = tuple((step, *read) for step in _steps(type_) for read in step.reads)
    finds = [read[1] for read in reads] + [element.find for element in elements(type_)]
    return _Plan(reads, elements(type_)), {find: needs(find) for find in finds}


@lru_cache(4096)
def _plan_of(type_: str, properties: tuple[str, ...]) -> _Plan:
    """Of a resource with these properties."""
    (reads, all_), needed = _plan(type_)
    there = {find for find, some in needed.items() if not some or not some.isdisjoint(properties)}
    return _Plan(tuple(r for r in reads if r[1] in there), tuple(e for e in all_ if e.find in there))


def prepare(type_: str) -> None:
    """Compile now the parameters by which resources of a type are found."""
    _plan(type_)
    owners(type_)


def owner(resource: Resource) -> str | None:
    """`Patient/id` of the patient that a resource is about, None where it names none.

    A Binary is of whom its security context names, a Bundle or Parameters of the one whom all that is in it names.
    """
    type_ = resource["resourceType"]
    if type_ == "Patient":
        return f"Patient/{resource.get('id', '')}"
    if type_ in HOLDERS:
        within = {found for one in held(resource) if (found := owner(one))}
        return within.pop() if len(within) == 1 else None
    if type_ == "Binary":
        named = relative(resource.get("securityContext", {}).get("reference"))
        return named if named and named.startswith("Patient/") else None
    for parameter in owners(type_):
        for part in parameter.parts:
            for value in part.find(resource):
                found = relative(value.get("reference")) if isinstance(value, dict) else None
                if found and found.startswith("Patient/"):
                    return found
    return None


def held(resource: Resource) -> Iterator[Resource]:
    """The resources in a Bundle's entries, or in Parameters."""
    for part in (*resource.get("entry", ()), *resource.get("parameter", ()), *resource.get("part", ())):
        if "resource" in part:
            yield part["resource"]
        yield from held(part)


def rows(resource: Resource, zone: ZoneInfo) -> Rows:
    """The index rows of a valid resource; dates without a zone are of `zone`."""
    type_ = resource["resourceType"]
    own = owner(resource)
    made = Rows(tokens={key(type_)}, owner=own.removeprefix("Patient/") if own and type_ != "Patient" else None)
    plan = _plan_of(type_, tuple(resource))
    for step, find, reader, words in plan.reads:
        for value in find(resource):
            _read(made, step, reader, value, zone, own)
            if words is not None and step.group == "token":
                hash_ = step.key(":text")
                made.strings.update((hash_, text) for word in words(value) if (text := plain(word)))
                if "type" in value:
                    made.tokens.update(step.key(":of-type", form) for form in typed(value))
    for element in plan.elements:
        _together(made, element, resource, zone)
    return made


def _read(made: Rows, step: _Step, reader: Any, value: Any, zone: ZoneInfo, own: str | None) -> None:
    """Add the rows of one value; that it is there counts even where nothing in it can be searched for."""
    made.present |= step.bits
    match step.group:
        case "reference":
            _reference(made, step, value, own)
        case "date":
            _date(made, step, list(reader(zone, value)))
        case "string":
            made.strings.update((step.key("string"), text) for text in map(written, reader(value)) if text)
        case "uri":
            made.strings.update((step.key("uri"), uri[:MAX_TEXT]) for uri in reader(value))
        case "number":
            made.numbers.update((step.key("number"), *row) for row in reader(value))
        case _ if reader is CONCEPT:
            for coding in value.get("coding", ()):
                made.tokens.update(_coded(step.type, step.path, coding.get("system"), coding.get("code")))
        case _:
            made.tokens.update(step.key(token) for token in reader(value))


@lru_cache(65536)
def _coded(type_: str, path: str, system: str | None, code: str | None) -> tuple[int, ...]:
    """The hashes of a coding; the same ones come again and again."""
    return tuple(key(type_, path, form) for form in token_forms(system, code))


def _date(made: Rows, step: _Step, found: list[Interval]) -> None:
    if not step.main:
        made.dates.update((step.key(), low, high) for low, high in found)
    elif found:
        all_ = [*found, made.clinical] if made.clinical else found
        made.clinical = min(low for low, _ in all_), max(high for _, high in all_)


def reference_forms(value: Any) -> Iterator[tuple[str, str]]:
    """How a reference is found: (type, id) where its text says so, and ("", text) for any but `Type/id`."""
    if isinstance(value, dict) and "resourceType" in value:  # a resource within a Bundle
        yield value["resourceType"], value.get("id", "")
        return
    text = value.get("reference") if isinstance(value, dict) else value
    if not isinstance(text, str) or text.startswith("#"):
        return
    known = parse(text)
    if known is None or isinstance(value, str) or text.startswith(("http://", "https://")):
        yield "", text
    if known is not None:
        yield known


def _reference(made: Rows, step: _Step, value: Any, own: str | None) -> None:
    for type_, id_ in reference_forms(value):
        if step.owns and own == f"{type_}/{id_}":
            made.tokens.add(step.key(OWN))
        else:
            made.strings.add((step.key(type_), id_[:MAX_TEXT]))
        made.present |= step.only.get(type_, 0)
    identifier = value.get("identifier") if isinstance(value, dict) and "resourceType" not in value else None
    if isinstance(identifier, dict):
        made.tokens.update(step.key(":identifier", form) for form in _identified(identifier))
        made.present |= step.only.get(value.get("type", ""), 0)


def _identified(identifier: Resource) -> Iterable[str]:
    return token_forms(identifier.get("system"), identifier.get("value"))


def _together(made: Rows, element: Element, resource: Resource, zone: ZoneInfo) -> None:
    """Add the rows of a composite."""
    for kind, hash_, values in element.rows(resource, zone):
        match kind:
            case "token":
                made.tokens.add(hash_)
            case "date":
                made.dates.add((hash_, *values))
            case _:
                made.numbers.add((hash_, *values))
