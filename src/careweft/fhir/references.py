"""References between resources as text: `Type/id`, absolute URLs, `#contained`, `urn:uuid:…`."""

import re
from collections.abc import Mapping
from typing import Any, Final

from careweft.fhir.definitions import resource_types

_TYPES = frozenset(resource_types())
_RELATIVE: Final = re.compile(r"([A-Za-z]+)/[A-Za-z0-9\-.]{1,64}(?:/_history/[A-Za-z0-9\-.]{1,64})?").fullmatch
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+").fullmatch


def parse(reference: str) -> tuple[str, str] | None:
    """(type, id) of `Type/id`, with or without a base URL and `/_history/v`; None for every other form."""
    parts = reference.split("/")
    if "_history" in parts:
        parts = parts[: parts.index("_history")]
    if len(parts) < 2 or parts[-2] not in _TYPES or not parts[-1] or "?" in parts[-1] or "#" in parts[-1]:
        return None
    return parts[-2], parts[-1]


def target_type(reference: str) -> str | None:
    """The resource type that a reference names, if its text says so; `Type?query` counts."""
    found = parse(reference)
    if found is not None:
        return found[0]
    head, mark, _ = reference.partition("?")
    name = head.rpartition("/")[2]
    return name if mark and name in _TYPES else None


def relative(reference: Any) -> str | None:
    """`Type/id` of a reference to another resource, or None."""
    found = parse(reference) if isinstance(reference, str) else None
    return f"{found[0]}/{found[1]}" if found else None


def relative_type(reference: str) -> str | None:
    """The type of `Type/id`, with or without a version, where that is all there is and the type one of R4."""
    match = _RELATIVE(reference)
    return name if match and (name := match.group(1)) in _TYPES else None


def expected_of(reference: str, local: Mapping[str, str]) -> str | None:
    """What was expected of the text of a reference, None where it is right.

    Right are `Type/id`, `Type?query` (in a transaction), absolute URLs and `#id` of one of the contained resources,
    which `local` names; `#` alone is the containing resource.
    """
    if reference.startswith("#"):
        return None if reference == "#" or reference[1:] in local else "the #id of a contained resource (ref-1)"
    if relative_type(reference) or _ABSOLUTE(reference):
        return None
    head, mark, query = reference.partition("?")
    if mark and head in _TYPES and query:
        return None
    return "Type/id with an R4 type, an absolute URL, or the #id of a contained resource"


def contained(resource: Mapping[str, Any]) -> dict[str, str]:
    """The id of each contained resource → its type."""
    found = resource.get("contained")
    listed = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    pairs = [(one.get("id"), one.get("resourceType")) for one in listed]
    return {id_: type_ for id_, type_ in pairs if isinstance(id_, str) and isinstance(type_, str)}
