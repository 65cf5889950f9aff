"""One entry of a Bundle done by itself, as if it were a request of its own."""

from typing import Any

import orjson

from careweft.base.db import Connection
from careweft.fhir.interactions.change import create, delete, delete_matching, update, update_matching
from careweft.fhir.interactions.entries import Entry, answer, unsupported
from careweft.fhir.interactions.history import history
from careweft.fhir.interactions.outcomes import Outcome, Server
from careweft.fhir.interactions.patch import patch, patch_matching
from careweft.fhir.interactions.read import read, search, vread
from careweft.fhir.shape import read_shape, unshaped
from careweft.fhir.store import Origin


async def perform(conn: Connection, server: Server, entry: Entry, origin: Origin, *, full: bool) -> dict[str, Any]:
    """The answering entry; `full` with the resource that a write made. Raises what the single interactions raise."""
    if entry.method in ("GET", "HEAD"):
        return await look(conn, server, entry)
    outcome = await _change(conn, server, entry, origin)
    return answer(outcome, full=full) if outcome is not None else {"response": {"status": "204"}}


async def _change(conn: Connection, server: Server, entry: Entry, origin: Origin) -> Outcome | None:
    at, resource, if_match = entry.address, entry.resource, entry.if_match
    match entry.method, at.shape:
        case "POST", "T" if resource is not None:
            return await create(conn, server, resource, origin, if_none_exist=entry.request.get("ifNoneExist"))
        case "PUT", "T/I" if resource is not None:
            none = entry.request.get("ifNoneMatch")
            return await update(conn, server, (at.type, at.id), resource, origin, if_match=if_match, if_none_match=none)
        case "PUT", "T" if resource is not None:
            return await update_matching(conn, server, at.query, resource, origin, if_match=if_match)
        case "PATCH", "T/I":
            return await patch(conn, server, (at.type, at.id), entry.patch, origin, if_match=if_match)
        case "PATCH", "T":
            return await patch_matching(conn, server, (at.type, at.query), entry.patch, origin, if_match=if_match)
        case "DELETE", "T/I":
            return await delete(conn, server, (at.type, at.id), origin, if_match=if_match)
        case "DELETE", "T":
            return await delete_matching(conn, server, (at.type, at.query), origin, if_match=if_match)
    raise unsupported(entry)


async def look(conn: Connection, server: Server, entry: Entry) -> dict[str, Any]:
    """The answer to a GET or HEAD: read, vread, history or search."""
    at, shape = entry.address, read_shape(entry.address.pairs)
    made: dict[str, Any] = {"response": {"status": "200"}}
    if at.shape in ("T/I", "T/I/_history/V"):
        found = await (
            vread(conn, server, at.type, at.id, at.version) if at.version else read(conn, server, at.type, at.id)
        )
        made = answer(found)
        if found.known(entry.request.get("ifNoneMatch"), entry.since):
            made["response"]["status"] = "304"
            return made
        body = shape.of_text(found.body) if shape else found.body
    elif at.shape in ("T/I/_history", "T/_history", "_history"):
        body = await history(conn, server, at.type, at.id, at.pairs)
        body = shape.of_bundle(body) if shape else body
    elif at.shape in ("", "T", "T/I/C"):
        asked, shaping = unshaped(at.pairs)
        body = await search(conn, server, at.type, asked, compartment=at.within)
        body = shape.of_bundle(body, shaping) if shape else body
    else:
        raise unsupported(entry)
    return made if entry.method == "HEAD" else {"resource": orjson.Fragment(body)} | made
