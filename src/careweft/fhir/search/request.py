"""A search request read against the parameters of a type: what to find, how to sort, how much to give."""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

import orjson

from careweft.base.errors import BadInput
from careweft.fhir.definitions import resource_types
from careweft.fhir.search.conditions import Condition, condition
from careweft.fhir.search.parameters import clinical, parameters, unsupported

DEFAULT_COUNT: Final = 50
MAX_COUNT: Final = 1000
PAGE: Final = "_page"
_PASSING: Final = frozenset({"_format", "_pretty"})  # how the answer is written: not the store's business
_SORTS: Final = re.compile(r"(-?)([A-Za-z_-]+)")


@dataclass
class Request:
    """What was asked, understood."""

    type: str
    conditions: list[Condition] = field(default_factory=list)
    sort: str = ""  # "", "date" or "_lastUpdated"
    descending: bool = True
    count: int = DEFAULT_COUNT
    total: bool = False
    includes: list[tuple[str, str]] = field(default_factory=list)  # parameter, target type or ""
    after: tuple[int, str, int] | None = None
    ignored: list[str] = field(default_factory=list)


def read(type_: str, pairs: Iterable[tuple[str, str]], zone: ZoneInfo, *, lenient: bool) -> Request:
    """Understand the pairs of a query.

    Raises BadInput for a value that cannot be understood, and for a parameter that is not known or not supported, or
    (lenient) puts its name into `ignored`. A parameter without a value asks nothing.
    """
    if type_ not in resource_types():
        raise BadInput(f"{type_!r} is not an R4 resource type", where="search")
    request = Request(type_)
    for name, value in pairs:
        if not value or name in _PASSING:
            continue
        try:
            if not _control(request, name, value):
                request.conditions.append(_condition(request, name, value, zone))
        except UnsupportedError as unknown:
            if not lenient:
                raise
            request.ignored.append(unknown.where)
    return request


class UnsupportedError(BadInput):
    """A parameter that is not known or not supported here."""


def _condition(request: Request, name: str, value: str, zone: ZoneInfo) -> Condition:
    code, _, modifier = name.partition(":")
    if code in ("_id", "_lastUpdated"):
        if modifier:
            raise UnsupportedError(f"{code} has no modifier {modifier!r}", where=name)
        return condition(request.type, None, name, value, zone)
    known = parameters(request.type)
    if code not in known:
        reason = "is not supported yet" if code in unsupported(request.type) else "is not known"
        raise UnsupportedError(
            f"search parameter {code!r} of {request.type} {reason}",
            where=name,
            expected=f"one of {', '.join(sorted(known))}",
        )
    if modifier and not (known[code].kind == "reference" and modifier in resource_types()):
        raise UnsupportedError(f"search modifier {modifier!r} is not supported", where=name)
    return condition(request.type, known[code], name, value, zone)


def _control(request: Request, name: str, value: str) -> bool:
    match name:
        case "_count":
            request.count = min(_number(name, value), MAX_COUNT)
        case "_sort":
            _sort(request, value)
        case "_total":
            if value not in ("none", "estimate", "accurate"):
                raise BadInput(f"{value!r} is no kind of total", where=name, expected="none, estimate or accurate")
            request.total = value != "none"
        case "_summary" if value == "count":
            request.count, request.total = 0, True
        case "_summary" if value == "false":
            pass
        case "_include":
            _include(request, value)
        case "_page":
            request.after = _after(value)
        case _:
            return False
    return True


def _number(name: str, value: str) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise BadInput(f"{value!r} is not a number", where=name, expected="0 or more")
    return int(value)


def _sort(request: Request, value: str) -> None:
    match = _SORTS.fullmatch(value)
    name = match.group(2) if match else value
    dated = clinical(request.type)
    if match is None or (name != "_lastUpdated" and (dated is None or name != dated.code)):
        allowed = ["_lastUpdated", *([dated.code] if dated else [])]
        raise UnsupportedError(f"cannot sort by {value!r}", where="_sort", expected=" or ".join(allowed))
    request.sort = "_lastUpdated" if name == "_lastUpdated" else "date"
    request.descending = match.group(1) == "-"


def _include(request: Request, value: str) -> None:
    source, _, rest = value.partition(":")
    code, _, target = rest.partition(":")
    known = parameters(request.type)
    if source != request.type or code not in known or known[code].kind != "reference":
        able = ", ".join(sorted(c for c, p in known.items() if p.kind == "reference"))
        raise UnsupportedError(
            f"cannot include {value!r}", where="_include", expected=f"{request.type}: and one of {able}"
        )
    request.includes.append((code, target))


def _after(value: str) -> tuple[int, str, int]:
    try:
        person, at, rid = orjson.loads(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)))
        if isinstance(person, int) and isinstance(at, str) and isinstance(rid, int) and _INSTANT.fullmatch(at):
            return person, at, rid
    except (ValueError, TypeError, binascii.Error):
        pass
    raise BadInput("this is no page of a search", where=PAGE, expected="the value of a next link")


_INSTANT: Final = re.compile(r"-?infinity|[0-9]{4,6}-[0-9]{2}-[0-9]{2} [0-9:.]+\+00( BC)?")


def page_token(person: int, at: str, rid: int) -> str:
    """The place after which the next page begins."""
    return base64.urlsafe_b64encode(orjson.dumps([person, at, rid])).rstrip(b"=").decode()
