"""The criteria of a subscription, asked of one resource in memory: `Observation?code=8302-2&value-quantity=gt170`.

They mean what the same search means, because they are asked of the same index rows (`search.index.rows`), made by the
same compiled parameters; generated tests hold the two together. What looks beyond the resource itself (chains, `_has`,
`_list`, code systems that are kept here) or reads all of it (`_content`) cannot be asked of a change and is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from careweft.base.errors import BadInput
from careweft.fhir.definitions import resource_types
from careweft.fhir.search import index
from careweft.fhir.search.conditions import Context, condition, known
from careweft.fhir.search.parameters import Parameter, bits
from careweft.fhir.search.values import split, unescaped
from careweft.fhir.subscriptions import composite, linked, ranges, texts
from careweft.fhir.subscriptions.asked import Asked, Test

MAX_PARAMETERS: Final = 32
_BEYOND: Final = frozenset({"_list", "_sort", "_count", "_total", "_summary", "_include", "_revinclude", "_elements"})
_READ: Final = frozenset({"_content", "_text", "near"})
_NEGATED: Final = {"not": "", "not-in": "in"}


@dataclass(frozen=True)
class Criteria:
    """What must be so of a resource of a type. `patients` are the ids of Patients that it names."""

    type: str
    tests: tuple[Test, ...]
    patients: frozenset[str]

    def meets(self, asked: Asked) -> bool:
        """Whether a resource of the type fulfils all of it."""
        return all(test(asked) for test in self.tests)


def asked(
    resource: Mapping[str, Any], person: int, at: datetime, holders: Mapping[str, int], zone: ZoneInfo, now: datetime
) -> Asked:
    """A version made `at`, ready to be asked. `holders` says whose the Patients are that any criteria name."""
    return Asked(index.rows(resource, zone), person, str(resource["id"]), at, holders, now)


def read(text: str, zone: ZoneInfo, where: str = "Subscription.criteria") -> Criteria:
    """Criteria as they are written. Raises BadInput for what cannot be asked."""
    type_, _, query = text.partition("?")
    if type_ not in resource_types():
        raise BadInput(f"{text[:60]!r} is no criteria", where=where, expected="Type?parameter=value with a type of R4")
    pairs = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if value]
    if len(pairs) > MAX_PARAMETERS:
        raise BadInput(f"{len(pairs)} parameters", where=where, expected=f"at most {MAX_PARAMETERS}")
    patients: set[str] = set()
    tests = tuple(_test(type_, name, value, zone, patients) for name, value in pairs)
    return Criteria(type_, tests, frozenset(patients))


def _test(type_: str, name: str, value: str, zone: ZoneInfo, patients: set[str]) -> Test:
    code, _, modifier = name.partition(":")
    if code in _BEYOND or code == "_has" or "." in name:
        raise BadInput(f"{name[:60]!r} asks more than the resource itself", where=name[:60],
                       expected="a parameter of the type, without a chain")  # fmt: skip
    if code in _READ:
        raise BadInput(f"{name[:60]!r} cannot be asked of a change", where=name[:60], expected="another parameter")
    asking = condition(Context(zone), type_, name, value)  # raises for what a search would refuse as well
    values = [one for one in split(value, ",") if one]
    if code == "_id":
        ids = frozenset(map(unescaped, values))
        return lambda asked: asked.id in ids
    if code == "_lastUpdated":
        within = ranges.dates(values, zone)
        return lambda asked: within(asked.at, asked.at + timedelta(microseconds=1), asked.now)
    parameter = known(type_, code, name)
    if parameter.kind == "reference" and modifier in ("above", "below"):
        raise BadInput(f"{name[:60]!r} asks more than the resource itself", where=name[:60],
                       expected="a reference to one resource")  # fmt: skip
    if modifier == "missing":
        bit, wanted = bits(type_)[code], values[0] == "false"
        return lambda asked: bool(asked.rows.present & bit) == wanted
    if parameter.kind == "token" and modifier in _NEGATED:
        positive = f"{code}:{_NEGATED[modifier]}".rstrip(":")
        there = _tokens(condition(Context(zone), type_, positive, value).hashes)
        return lambda asked: not there(asked)
    if parameter.kind == "token" and modifier != "text":
        return _tokens(asking.hashes)
    if parameter.kind == "reference" and modifier == "identifier":
        return _tokens(asking.hashes)
    return _by_rows(parameter, name, modifier, values, zone, patients)


def _by_rows(
    parameter: Parameter, name: str, modifier: str, values: Sequence[str], zone: ZoneInfo, patients: set[str]
) -> Test:
    plain = [unescaped(one) for one in values]
    match parameter.kind:
        case "token":
            return texts.words(parameter, plain)
        case "string":
            return texts.string(parameter, plain, modifier)
        case "uri":
            return texts.uri(parameter, plain, modifier)
        case "date":
            return ranges.date(parameter, plain, zone)
        case "number" | "quantity":
            return ranges.number(parameter, values)
        case "reference":
            return linked.reference(parameter, plain, modifier, patients)
        case _:
            return composite.composite(
                parameter, name, values, zone,
                lambda part, piece: _piece(part, name, piece, zone, patients),
            )  # fmt: skip


def _piece(part: Parameter, name: str, piece: str, zone: ZoneInfo, patients: set[str]) -> Test:
    """One part of a composite that is found by its own rows."""
    if part.kind == "token":
        return _tokens(composite.hashes(part, name, piece))
    return _by_rows(part, name, "", [piece], zone, patients)


def _tokens(hashes: Sequence[int]) -> Test:
    listed = frozenset(hashes)
    return lambda asked: not listed.isdisjoint(asked.rows.tokens)
