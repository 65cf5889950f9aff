"""References among the entries of a transaction, pointed at where the resources are or will be."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from careweft.fhir.definitions import structures
from careweft.fhir.interactions.entries import Entry
from careweft.fhir.invalid import Invalid, Issue
from careweft.fhir.references import parse, target_type

_LINKING: Final = frozenset({"uri", "url", "oid", "uuid"})
_IN_NARRATIVE: Final = re.compile(r"""\b(href|src)=(["'])(.*?)\2""")


def where_they_go(entries: Sequence[Entry]) -> dict[str, str]:
    """What a reference may say → `Type/id`: each fullUrl, and `Type/id` of one that is an absolute address.

    Raises Invalid where two entries have the same fullUrl.
    """
    places: dict[str, str] = {}
    for entry in entries:
        if entry.full_url and entry.key:
            if entry.full_url in places:
                raise Invalid([Issue(f"{entry.path}.fullUrl", repr(entry.full_url), "each fullUrl once", "value")])
            places[entry.full_url] = "/".join(entry.key)
    for entry in entries:
        named = parse(entry.full_url) if entry.full_url and entry.key else None
        if named is not None and entry.key:
            places.setdefault("/".join(named), "/".join(entry.key))
    return places


def conditional(value: Any) -> set[str]:
    """The conditional references (`Type?query`) anywhere within."""
    if isinstance(value, list):
        return set().union(*map(conditional, value))
    if not isinstance(value, dict):
        return set()
    found = set().union(*map(conditional, value.values()))
    reference = value.get("reference")
    if isinstance(reference, str) and "?" in reference and target_type(reference) == reference.partition("?")[0]:
        found.add(reference)
    return found


def linked(value: Any, places: Mapping[str, str]) -> Any:
    """The same with every reference, URI and link in narrative that names a place replaced by it."""
    if isinstance(value, list):
        return [linked(item, places) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _linked(key, child, places) for key, child in value.items()}


def _linked(key: str, child: Any, places: Mapping[str, str]) -> Any:
    if isinstance(child, list):
        return [_linked(key, item, places) for item in child]
    if not isinstance(child, str):
        return linked(child, places)
    if key == "div":
        return _IN_NARRATIVE.sub(lambda m: f"{m[1]}={m[2]}{places.get(m[3], m[3])}{m[2]}", child)
    return places.get(child, child) if key in _links() else child


@cache
def _links() -> frozenset[str]:
    """The properties that hold a reference's text or a URI wherever they stand."""
    fields = [(key, field.type) for shape in structures().values() for key, field in shape.fields.items()]
    others = {key for key, type_ in fields if type_ not in _LINKING | {"canonical"}}
    return frozenset({key for key, type_ in fields if type_ in _LINKING} - others) | {"reference", "url"}
