"""References between resources as text: `Type/id`, absolute URLs, `#contained`, `urn:uuid:…`."""

from typing import Any

from careweft.fhir.definitions import resource_types

_TYPES = frozenset(resource_types())


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
