"""read, vread and search."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import orjson

from careweft.base.db import Alone, Connection
from careweft.base.errors import NotFound
from careweft.fhir.interactions.outcomes import Gone, Outcome, Server, bundle
from careweft.fhir.outcome import of_notes
from careweft.fhir.search.request import COMPARTMENT, PAGE
from careweft.fhir.stored import Stored


async def read(conn: Connection | Alone, server: Server, type_: str, id_: str) -> Outcome:
    """The current version. Raises NotFound, or Gone where it was deleted."""
    return _given(await server.store.read(conn, type_, id_), type_, id_)


async def vread(conn: Connection, server: Server, type_: str, id_: str, version: str) -> Outcome:
    """One version. Raises NotFound, or Gone where that version is the deletion."""
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    return _given(await server.store.vread(conn, type_, id_, number), type_, f"{id_}/_history/{version}")


def _given(stored: Stored | None, type_: str, id_: str) -> Outcome:
    if stored is None:
        raise NotFound(f"there is no {type_}/{id_}")
    if stored.deleted:
        raise Gone(f"{type_}/{id_} was deleted")
    return Outcome.of("read", stored)


async def search(
    conn: Connection, server: Server, type_: str, params: Sequence[tuple[str, str]], *, lenient: bool = False,
    compartment: str = "",
) -> bytes:  # fmt: skip
    """A searchset Bundle with self and next links. See `search.searching` for what is understood.

    Without a type it is over the types that `_type` names. `compartment` is `Patient/id`, to find only what is in the
    compartment of that patient.
    """
    path = f"{compartment}/{type_}" if compartment else type_
    within = [(COMPARTMENT, compartment)] if compartment else []
    page = await server.store.search(conn, type_, [*within, *params], lenient=lenient)
    entries = [_entry(server, stored, "match") for stored in page.matches]
    entries += [_entry(server, stored, "include") for stored in page.included]
    if page.ignored:
        note = of_notes("not-supported", [f"the parameter {name} was ignored" for name in page.ignored])
        entries.append({"resource": note, "search": {"mode": "outcome"}})
    asked = [(name, value) for name, value in params if name not in page.ignored]
    links = [{"relation": "self", "url": _url(server, path, asked)}]
    if page.next:
        rest = [(name, value) for name, value in asked if name not in (PAGE, "_total")]
        links.append({"relation": "next", "url": _url(server, path, [*rest, (PAGE, page.next)])})
    return orjson.dumps(bundle("searchset", entries, total=page.total, link=links))


def _url(server: Server, path: str, params: Sequence[tuple[str, str]]) -> str:
    return f"{server.base_url}{'/' if path else ''}{path}{'?' if params else ''}{urlencode(params)}"


def _entry(server: Server, stored: Stored, mode: str) -> dict[str, Any]:
    return {
        "fullUrl": f"{server.base_url}/{stored.type}/{stored.id}",
        "resource": orjson.Fragment(stored.body),
        "search": {"mode": mode},
    }
