"""`$audit-events` over HTTP: who looked at a person, as FHIR AuditEvents out of the chained audit."""

from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from careweft.access import auditevent
from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.fhir.interactions.outcomes import bundle
from careweft.fhir.operations.everything import person_of
from careweft.fhir.operations.given import Given
from careweft.web.fhir.operations.operation import Need, Operation, answered, reading
from careweft.web.fhir.table import Asked

_COUNT: Final = 100
_MOST: Final = 1000


async def audit_events(conn: Connection, asked: Asked, given: Given) -> Response:
    """A page of the AuditEvents of a person, newest first, with a link to the next one."""
    asked.store.missed = True
    person = await person_of(conn, asked.id)
    asked.store.missed = False
    asked.store.seen.add(person)
    since, before = given.text("_since"), given.text("_before")
    count = max(1, given.number("_count", _COUNT, _MOST))
    if before and not (before.isascii() and before.isdigit() and len(before) < 19):
        raise BadInput("this is no page of AuditEvents", where="_before", expected="the value of a next link")
    found = await auditevent.page(conn, person, given.instant("_since"), int(before) if before else None, count)
    pairs = [("_count", str(count)), *([("_since", since)] if since else [])]
    links = [{"relation": "self", "url": _url(asked, [*pairs, *([("_before", before)] if before else [])])}]
    if found.next:
        links.append({"relation": "next", "url": _url(asked, [*pairs, ("_before", str(found.next))])})
    entries = [{"resource": auditevent.event(kept), "search": {"mode": "match"}} for kept in found.found]
    return answered(bundle("searchset", entries, link=links))


def _url(asked: Asked, pairs: list[tuple[str, str]]) -> str:
    return f"{asked.base}/Patient/{asked.id}/$audit-events?{urlencode(pairs)}"


AUDIT_EVENTS: Final = Operation(
    "$audit-events",
    ("instance",),
    ("GET",),
    reading(audit_events, name="audit-events"),
    frozenset({"_since", "_before", "_count"}),
    frozenset({"Patient"}),
    scopes=lambda granted, asked, given: [Need("Patient", "rs"), Need("AuditEvent", "rs", whole=True)],
)
