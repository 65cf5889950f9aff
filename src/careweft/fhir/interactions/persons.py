"""Whose a resource is: the rule by which every resource gets its person_id."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from careweft.base.db import Connection
from careweft.fhir.definitions import compartment
from careweft.fhir.invalid import Invalid, Issue
from careweft.fhir.search.index import HOLDERS, held, owner
from careweft.fhir.store import Origin

PersonResolver = Callable[[Connection, Sequence[dict[str, Any]], Origin], Awaitable[list[int]]]
SHARED: Final = 0
_NEEDS_NONE: Final = frozenset({"Schedule"})  # of a practitioner or place as often as of a patient

_EXPECTED: Final = "a reference to a Patient of this record"
_FIND_ONE: Final = "SELECT id, person_id FROM fhir.location WHERE type = 'Patient' AND id = $1"
"""Apart, because PostgreSQL plans it once, and the other each time."""
_FIND: Final = "SELECT id, person_id FROM fhir.location WHERE type = 'Patient' AND id = ANY ($1::text[])"


def not_known(type_: str) -> Issue:
    """That the patient whom a resource of this type names is not known here."""
    return Issue(type_, "a patient who is not known here", _EXPECTED, "not-found")


async def by_compartment(conn: Connection, resources: Sequence[dict[str, Any]], origin: Origin) -> list[int]:
    """The person of the patient that each resource names by the patient compartment, of every resource in order.

    What names no patient and need not is shared by all (0). Raises Invalid for a resource of the
    compartment that names none, for a patient who is not known here, and for a Patient: whom a new Patient belongs to
    is for the person index to say.
    """
    del origin
    owners = [owner(resource) for resource in resources]
    ids = sorted({own.removeprefix("Patient/") for own in owners if own})
    rows = await conn.fetch(*((_FIND_ONE, ids[0]) if len(ids) == 1 else (_FIND, ids))) if ids else []
    known = {f"Patient/{row['id']}": row["person_id"] for row in rows}
    found, issues = [], []
    for resource, own in zip(resources, owners, strict=True):
        type_ = resource["resourceType"]
        if own in known:
            found.append(known[own])
        elif own is None and not _personal(resource):
            found.append(SHARED)
        else:
            issues.append(not_known(type_) if own else Issue(type_, "no patient", _EXPECTED, "not-found"))
    if issues:
        raise Invalid(issues)
    return found


def _personal(resource: Mapping[str, Any]) -> bool:
    """Whether a resource has to name its patient: those of the patient compartment, what has a security context, and
    what holds any of these.
    """
    type_ = resource["resourceType"]
    if type_ in HOLDERS:
        return any(map(_personal, held(resource)))
    return "securityContext" in resource or (type_ in compartment() and type_ not in _NEEDS_NONE)
