"""`$everything` and `$summary` over HTTP."""

from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from starlette.responses import Response

from careweft.access.oauth.scopes import Granted
from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.fhir.interactions.outcomes import bundle
from careweft.fhir.jsontext import dumps
from careweft.fhir.operations.everything import MOST, PAGE, Wanted
from careweft.fhir.operations.everything import everything as everything_of
from careweft.fhir.operations.given import Given
from careweft.fhir.operations.summary import TYPES
from careweft.fhir.operations.summary import summary as summary_of
from careweft.fhir.stored import Stored
from careweft.web.fhir import http
from careweft.web.fhir.operations.operation import Need, Operation, answered, reading
from careweft.web.fhir.table import Asked

TAKES: Final = frozenset({"_type", "_since", "start", "end", "_count", "_page"})


async def everything(conn: Connection, asked: Asked, given: Given) -> Response:
    """A page of everything of a Patient, with a link to the next one."""
    if not asked.id:
        raise BadInput(
            "everything of all patients at once is not given",
            where="Patient/$everything",
            expected="Patient/[id]/$everything for one person",
            hint="Use Patient/$export for many",
        )
    wanted = Wanted(
        tuple(given.all("_type")),
        given.instant("_since"),
        given.days("start", "end", asked.record.store.zone),
        max(1, given.number("_count", PAGE, MOST)),
        given.text("_page") or "",
    )
    asked.store.missed = True
    found = await everything_of(conn, asked.id, wanted)
    asked.store.missed = False
    asked.store.seen.update({found.person_id, *(one.person_id for one in found.found)})
    entries = [_entry(asked, stored, "match") for stored in found.found]
    entries += [_entry(asked, stored, "include") for stored in found.shared]
    links = [{"relation": "self", "url": _url(asked, wanted, given)}]
    if found.next:
        links.append({"relation": "next", "url": _url(asked, replace(wanted, page=found.next), given)})
    return answered(bundle("searchset", entries, link=links))


def _url(asked: Asked, wanted: Wanted, given: Given) -> str:
    pairs = [(name, str(value)) for name in sorted(TAKES - {"_count", "_page"}) for value in given.values.get(name, ())]
    pairs += [("_count", str(wanted.count))] + ([("_page", wanted.page)] if wanted.page else [])
    return f"{asked.base}/Patient/{asked.id}/$everything?{urlencode(pairs)}"


def _entry(asked: Asked, stored: Stored, mode: str) -> dict[str, Any]:
    url = f"{asked.base}/{stored.type}/{stored.id}"
    return {"fullUrl": url, "resource": orjson.Fragment(stored.body), "search": {"mode": mode}}


def _of_types(granted: Granted, asked: Asked, given: Given) -> list[Need]:
    """The Patient, and each type that is asked for; of what is not named the database gives what the scopes do."""
    return [Need(type_, "rs") for type_ in ("Patient", *given.all("_type"))]


EVERYTHING: Final = Operation(
    "$everything",
    ("type", "instance"),
    ("GET", "POST"),
    reading(everything, name="everything"),
    TAKES,
    frozenset({"Patient"}),
    scopes=_of_types,
)


async def summary(conn: Connection, asked: Asked, given: Given) -> Response:
    """The International Patient Summary of a Patient, as a document."""
    del given
    asked.store.missed = True
    person, document = await summary_of(conn, asked.id, asked.base, asked.record.clock.now())
    asked.store.missed = False
    asked.store.seen.add(person)
    return Response(dumps(document), media_type=http.JSON)


def _of_sections(granted: Granted, asked: Asked, given: Given) -> list[Need]:
    """All of everything that a summary tells of: a section that is empty for want of a scope would mislead."""
    return [Need(type_, "rs", whole=True) for type_ in TYPES]


SUMMARY: Final = Operation(
    "$summary",
    ("instance",),
    ("GET", "POST"),
    reading(summary, name="summary"),
    types=frozenset({"Patient"}),
    scopes=_of_sections,
)
