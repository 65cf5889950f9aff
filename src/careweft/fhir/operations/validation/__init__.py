"""`$validate`: R4's structure and invariants, bindings whose value sets are loaded, and profiles that are loaded.

What is not checked is said: in docs/explanation/fhir-operations.md of all resources, and as an issue of severity
information of the one at hand.
"""

from collections.abc import Sequence
from typing import Any, Final

from careweft.base.db import Connection
from careweft.fhir.decode import decode
from careweft.fhir.fhirpath.apart import apart
from careweft.fhir.invalid import Invalid
from careweft.fhir.operations.terminology import Terms
from careweft.fhir.operations.validation.bindings import unbound
from careweft.fhir.operations.validation.conform import Conformance
from careweft.fhir.operations.validation.finding import Deadline, Finding, outcome, unchecked
from careweft.fhir.operations.validation.invariants import Bound, broken
from careweft.fhir.operations.validation.profile import Profiles

__all__ = ["Finding", "outcome", "validate"]

SECONDS: Final = 4.0
"""After which no further expression is evaluated; one that does not end is stopped by `apart`."""
_MOST: Final = 500


async def validate(conn: Connection, resource: Any, profiles: Sequence[str] = ()) -> list[Finding]:
    """What is to be said of any JSON content as a resource; nothing where it is valid and all was checked.

    `profiles` are canonical URLs besides those in its meta.profile. A resource whose structure is wrong is not looked
    at further.
    """
    try:
        decode(resource if isinstance(resource, dict) else b"null")
    except Invalid as wrong:
        return [Finding.of(issue) for issue in wrong.issues]
    terms, loaded = Terms(conn), Profiles()
    claimed = resource.get("meta", {}).get("profile", ())
    urls = list(dict.fromkeys([*profiles, *claimed]))
    await loaded.load(terms, urls)
    found = [_not_loaded(url, url in profiles) for url in urls if not loaded.loaded.get(url)]
    urls = [url for url in urls if loaded.loaded.get(url)]
    more, bounds = await apart(_evaluated, resource, urls, loaded)
    found += [*more, *loaded.notes]
    found += [finding async for finding in unbound(terms, bounds)]
    return list(dict.fromkeys(found))[:_MOST]


def _evaluated(resource: dict[str, Any], urls: Sequence[str], loaded: Profiles) -> tuple[list[Finding], list[Bound]]:
    deadline, conformance = Deadline(SECONDS), Conformance(loaded, Deadline(SECONDS))
    told: list[Finding | Bound] = [*broken(resource, deadline)]
    for url in urls:
        told += conformance.resource(resource, url)
    return [one for one in told if isinstance(one, Finding)], [one for one in told if isinstance(one, Bound)]


def _not_loaded(url: str, asked: bool) -> Finding:
    if asked:
        return Finding("error", "not-found", "", f"the profile {url} is not loaded: store its StructureDefinition")
    return unchecked("meta.profile", f"the profile {url}: it is not loaded")
