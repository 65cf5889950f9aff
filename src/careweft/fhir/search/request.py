"""A search request read against the parameters of a type: what to find, how to sort, how much to give."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from careweft.base.errors import BadInput
from careweft.fhir.definitions import resource_types
from careweft.fhir.invalid import UnsupportedError
from careweft.fhir.search import include, pages, sort
from careweft.fhir.search.compartments import COMPARTMENT, within
from careweft.fhir.search.conditions import Context, condition
from careweft.fhir.search.include import Include
from careweft.fhir.search.pages import PAGE, Place, Rest
from careweft.fhir.search.sort import Sort
from careweft.fhir.search.sql import Condition

__all__ = ["COMPARTMENT", "PAGE", "Request", "UnsupportedError", "read"]

DEFAULT_COUNT: Final = 50
MAX_COUNT: Final = 1000
MAX_PARAMETERS: Final = 64
_PASSING: Final = frozenset({"_format", "_pretty"})  # how the answer is written: not the store's business


@dataclass
class Request:
    """What was asked, understood. Unsorted, the newest of a person come first."""

    type: str
    conditions: list[Condition] = field(default_factory=list)
    sort: tuple[Sort, ...] = ()
    count: int = DEFAULT_COUNT
    total: bool = False
    includes: list[Include] = field(default_factory=list)
    after: Place | Rest | None = None
    ignored: list[str] = field(default_factory=list)


def read(type_: str, pairs: Iterable[tuple[str, str]], context: Context, *, lenient: bool) -> Request:
    """Understand the pairs of a query.

    Raises BadInput for a value that cannot be understood, and for a parameter that is not known or not supported, or
    (lenient) puts its name into `ignored`. A parameter without a value asks nothing.
    """
    if type_ not in resource_types():
        raise BadInput(f"{type_[:40]!r} is not an R4 resource type", where="search")
    request, page = Request(type_), ""
    asked = [(name, value) for name, value in pairs if value and name not in _PASSING]
    if len(asked) > MAX_PARAMETERS:
        raise BadInput(f"{len(asked)} parameters", where="search", expected=f"at most {MAX_PARAMETERS}")
    for name, value in asked:
        try:
            page = value if name == PAGE else page
            _one(request, name, value, context)
        except UnsupportedError:
            if not lenient:
                raise
            request.ignored.append(name)
    if request.includes:
        request.count = min(request.count, include.MAX_MATCHES)
    request.after = pages.read(page, len(request.sort)) if page else None
    return request


def _one(request: Request, name: str, value: str, context: Context) -> None:
    if name == COMPARTMENT:
        request.conditions.append(within(request.type, value))
    elif name != PAGE and not _control(request, name, value):
        request.conditions.append(condition(context, request.type, name, value))


def _control(request: Request, name: str, value: str) -> bool:
    word = name.partition(":")[0]
    match word:
        case "_count" if name == word:
            request.count = min(_number(name, value), MAX_COUNT)
            request.total = request.total or request.count == 0
        case "_sort" if name == word:
            request.sort = sort.read(request.type, value)
        case "_total" if name == word:
            if value not in ("none", "estimate", "accurate"):
                raise BadInput(f"{value[:40]!r} is no kind of total", where=name, expected="none, estimate or accurate")
            request.total = request.total or value != "none"
        case "_summary" if value == "count":
            request.count, request.total = 0, True
        case "_summary" if value == "false":
            pass
        case "_contained" if name == word:
            if value != "false":
                raise UnsupportedError(
                    "contained resources are part of what contains them", where=name, expected="false or nothing"
                )
        case "_include" | "_revinclude":
            request.includes += include.read(request.type, name, value)
        case _:
            return False
    return True


def _number(name: str, value: str) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise BadInput(f"{value[:40]!r} is not a number", where=name, expected="0 or more")
    return int(value)
