"""FHIR operations over HTTP: what `$…` at the end of an address does, by method, level and name.

`find` gives the line of the table for an address, `perform` runs it as the account that asks. What is supported and
what is not is told in docs/explanation/fhir-operations.md.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.exceptions import HTTPException

from careweft.web.fhir.operations import (
    bulk,
    loading,
    looks,
    matching,
    measuring,
    reads,
    subscriptions,
    terms,
    validating,
    views,
)
from careweft.web.fhir.operations.claims import claimed as claimed_by
from careweft.web.fhir.operations.operation import Level, Operation, perform

__all__ = ["OPERATIONS", "Operation", "claimed", "find", "perform"]

_ALL: Final[Sequence[Operation]] = (
    reads.EVERYTHING,
    reads.SUMMARY,
    looks.AUDIT_EVENTS,
    validating.VALIDATE,
    *terms.OPERATIONS,
    *bulk.OPERATIONS,
    loading.IMPORT,
    *matching.OPERATIONS,
    views.RUN,
    measuring.EVALUATE,
    *subscriptions.OPERATIONS,
)
OPERATIONS: Final[Mapping[tuple[str, Level, str], Sequence[Operation]]] = {
    (method, level, one.name): [o for o in _ALL if o.name == one.name and level in o.levels and method in o.methods]
    for one in _ALL
    for level in one.levels
    for method in one.methods
}
"""(method, level, name) → the operations of that name there, which are about different types."""
_LEVELS: Final[Mapping[int, Level]] = {1: "system", 2: "type", 3: "instance"}


def find(method: str, parts: Sequence[str]) -> Operation | None:
    """The operation that a path names, None where it names none. Raises HTTPException for one that is not here."""
    if not any(part.startswith("$") for part in parts):
        return None
    level = _LEVELS.get(len(parts))
    type_ = parts[0] if level != "system" else ""
    if level is not None and parts[-1].startswith("$"):
        for one in OPERATIONS.get((method, level, parts[-1]), ()):
            if not one.types or type_ in one.types or level == "system":
                return one
        allowed = {
            m for (m, where, name), ones in OPERATIONS.items()
            if (where, name) == (level, parts[-1]) and any(not o.types or type_ in o.types for o in ones)
        }  # fmt: skip
        if allowed:
            listed = sorted(allowed)
            raise HTTPException(405, f"Ask this by {' or '.join(listed)}.", {"Allow": ", ".join(listed)})
    raise HTTPException(404, "There is no such operation here; see /fhir/metadata.")


def claimed(statement: Mapping[str, Any]) -> dict[str, Any]:
    """A CapabilityStatement that says which operations there are."""
    return claimed_by(statement, _ALL)
