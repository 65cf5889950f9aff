"""A search over several types (`GET [base]?_type=…`): which types, and in which of them a page ended.

The types follow one another in the order in which they are named, each in the order that it has by itself. So there is
no order over them all, and only what every one of them has can be asked.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from careweft.base.errors import BadInput
from careweft.fhir.definitions import resource_types
from careweft.fhir.invalid import UnsupportedError
from careweft.fhir.search.pages import PAGE

TYPE: Final = "_type"
MOST: Final = 20
_OF_ONE: Final = frozenset({"_sort", "_include", "_revinclude"})


class Several(NamedTuple):
    """The types, what is asked of each, and where to begin: in which of the types, and after which page of it."""

    types: tuple[str, ...]
    pairs: list[tuple[str, str]]
    first: int
    page: str


def read(pairs: Sequence[tuple[str, str]]) -> Several:
    """The types of a query, and what it asks of each. Raises BadInput."""
    named = [name for key, value in pairs if key == TYPE for name in value.split(",") if name]
    types = tuple(dict.fromkeys(named))
    if not types:
        raise BadInput("no type is named", where=TYPE, expected="the types to search in, such as Condition,Procedure")
    if wrong := [name for name in types if name not in resource_types()]:
        raise BadInput(f"{wrong[0][:40]!r} is not an R4 resource type", where=TYPE)
    if len(types) > MOST:
        raise BadInput(f"{len(types)} types are named", where=TYPE, expected=f"at most {MOST}")
    asked = [(name, value) for name, value in pairs if name not in (TYPE, PAGE)]
    for name, _ in asked:
        if name.partition(":")[0] in _OF_ONE:
            raise UnsupportedError(f"{name[:40]} is not supported over several types", where=name[:100])
    type_, _, page = next((value for name, value in pairs if name == PAGE and value), types[0]).partition(".")
    if type_ not in types:
        raise BadInput("this is no page of this search", where=PAGE, expected="the value of a next link")
    return Several(types, asked, types.index(type_), page)


def link(type_: str, page: str = "") -> str:
    """What a next link carries: the type, and after which page of it (from its start where there is none)."""
    return f"{type_}.{page}"
