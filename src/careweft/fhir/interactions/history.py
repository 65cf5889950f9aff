"""history of a resource, of a type and of the whole record."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

import orjson

from careweft.base.db import Connection
from careweft.base.errors import BadInput, NotFound
from careweft.fhir.fhirpath.times import interval
from careweft.fhir.interactions.outcomes import Server, bundle
from careweft.fhir.shape import SHAPING
from careweft.fhir.stored import Stored, stamped
from careweft.fhir.versions import Mark, Span

MAX_COUNT: Final = 1000
PAGE: Final = "_page"
_PASSING: Final = SHAPING | {"_format", "_pretty"}
_MARK: Final = re.compile(r"([0-9]{1,17})-([0-9]{1,18})-([0-9]{1,9})")


async def history(
    conn: Connection, server: Server, type_: str = "", id_: str = "", params: Sequence[tuple[str, str]] = ()
) -> bytes:
    """A history Bundle of one resource, of a type or of all, newest first, deletions without a resource.

    Understood: `_count`, `_since`, `_at`, and `_page` of a next link. Raises NotFound where there is no such resource,
    BadInput.
    """
    span = _span(server, type_, id_, params)
    page = await server.store.versions(conn, span)
    if id_ and not page.found and (not page.total) and await server.store.read(conn, type_, id_) is None:
        raise NotFound(f"there is no {type_}/{id_}")
    links = [{"relation": "self", "url": _url(server, span, params)}]
    if page.next:
        rest = [pair for pair in params if pair[0] != PAGE]
        links.append({"relation": "next", "url": _url(server, span, [*rest, (PAGE, _text(page.next))])})
    entries = [_version(server, stored) for stored in page.found]
    return orjson.dumps(bundle("history", entries, total=page.total, link=links))


def _span(server: Server, type_: str, id_: str, params: Sequence[tuple[str, str]]) -> Span:
    span = Span(type_, id_)
    for name, value in params:
        if not value or name in _PASSING:
            continue
        if name == "_count":
            span = replace(span, count=_count(value))
        elif name == PAGE:
            span = replace(span, after=_mark(value))
        elif name in ("_since", "_at"):
            try:
                start, end = interval(value, server.store.zone)
            except ValueError:
                raise BadInput("this is not a time", where=name, expected="such as 2026-01-31T10:00:00Z") from None
            span = replace(span, since=start) if name == "_since" else replace(span, during=(start, end))
        else:
            known = f"_count, _since, _at, {', '.join(sorted(_PASSING))}"
            raise BadInput(f"history does not know {name!r}", where=name, expected=f"one of {known}")
    return span


def _count(value: str) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise BadInput(f"{value!r} is not a number", where="_count", expected="0 or more")
    return min(int(value), MAX_COUNT)


def _mark(value: str) -> Mark:
    match = _MARK.fullmatch(value)
    if match is None:
        raise BadInput("this is no page of a history", where=PAGE, expected="the value of a next link")
    at, rid, version = map(int, match.groups())
    return at, rid, version


def _text(mark: Mark) -> str:
    return "-".join(map(str, mark))


def _url(server: Server, span: Span, params: Sequence[tuple[str, str]]) -> str:
    place = "/".join(part for part in (server.base_url, span.type, span.id, "_history") if part)
    return f"{place}{'?' if params else ''}{urlencode(params)}"


def _version(server: Server, stored: Stored) -> dict[str, Any]:
    method = "DELETE" if stored.deleted else "PUT"
    status = "204" if stored.deleted else "201" if stored.version == 1 else "200"
    entry: dict[str, Any] = {"fullUrl": f"{server.base_url}/{stored.type}/{stored.id}"}
    if not stored.deleted:
        entry["resource"] = orjson.Fragment(stored.body)
    entry["request"] = {"method": method, "url": f"{stored.type}/{stored.id}"}
    entry["response"] = {
        "status": status,
        "etag": f'W/"{stored.version}"',
        "lastModified": stamped(stored.at),
    }
    return entry
