"""patch, also on a condition."""

from careweft.base.db import Connection
from careweft.base.errors import NotFound
from careweft.fhir.fhirpath.apart import apart
from careweft.fhir.interactions.change import version_of, write_one
from careweft.fhir.interactions.conditions import held_match
from careweft.fhir.interactions.outcomes import Gone, Outcome, Server, Unmet
from careweft.fhir.patching import Patch, patched
from careweft.fhir.store import Key, Origin


async def patch(
    conn: Connection,
    server: Server,
    key: Key,
    change: Patch,
    origin: Origin,
    *,
    if_match: str | None = None,
) -> Outcome:
    """Change a resource by a patch. Whoever patches it at the same time waits, so that no change is lost.

    Raises NotFound, Gone, Unmet, and Unprocessable where the patch does not fit or what it makes is not valid.
    """
    stored = await server.store.lock(conn, *key)
    if stored is None:
        raise NotFound(f"there is no {'/'.join(key)}")
    if stored.deleted:
        raise Gone(f"{'/'.join(key)} was deleted")
    if if_match is not None and version_of(if_match) != stored.version:
        raise Unmet("another version of the resource is current", where="If-Match", hint="Read it again")
    made = await apart(patched, stored.resource, change)
    return await write_one(conn, server, made, origin, expected=stored.version)


async def patch_matching(
    conn: Connection,
    server: Server,
    meant: tuple[str, str],
    change: Patch,
    origin: Origin,
    *,
    if_match: str | None = None,
) -> Outcome:
    """Change the one resource that a type and a query mean. Raises NotFound for none, Unmet for several."""
    present = await held_match(conn, server, *meant, "criteria")
    if present is None:
        raise NotFound(f"no {meant[0]} matches the condition")
    return await patch(conn, server, (meant[0], present.id), change, origin, if_match=if_match)
