"""Subscriptions over HTTP: `$status`, `$events`, and `$get-ws-binding-token` for their web sockets."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from starlette.responses import Response

from careweft.access.digest import hashed
from careweft.base.db import Connection
from careweft.base.errors import BadInput, NotFound
from careweft.fhir.interactions.outcomes import bundle
from careweft.fhir.operations.given import Given
from careweft.fhir.stored import stamped
from careweft.fhir.subscriptions import definition, notification
from careweft.fhir.subscriptions.definition import CONTENTS, MAX_COUNT, Definition
from careweft.fhir.subscriptions.notification import State
from careweft.fhir.subscriptions.told import told
from careweft.web.fhir import http, scoped
from careweft.web.fhir.operations.operation import Operation, answered, of_all, reading, writing
from careweft.web.fhir.table import Asked

TYPES: Final = frozenset({"Subscription"})
TOKEN_SECONDS: Final = 30
_OWN: Final = "SELECT id, status, last, resource FROM fhir.subscription WHERE id = $1"
_SOME: Final = """SELECT id, status, last, resource FROM fhir.subscription
WHERE (cardinality($1::text[]) = 0 OR id = ANY ($1)) AND (cardinality($2::text[]) = 0 OR status = ANY ($2))
ORDER BY id LIMIT 1000"""
_BIND: Final = "SELECT fhir.keep_subscription_token($1, $2, $3)"


async def status(conn: Connection, asked: Asked, given: Given) -> Response:
    """A Bundle of the status of one's own subscriptions: of this one, or of those named by `id` and `status`."""
    ids = [asked.id] if asked.id else given.all("id")
    rows = await conn.fetch(_SOME, ids, given.all("status"))
    if asked.id and not rows:
        raise NotFound(f"there is no Subscription/{asked.id}")
    entries: list[dict[str, Any]] = []
    for row in rows:
        found = notification.status(_state(row, _known(asked, row)), "query-status", asked.base)
        entries.append({"fullUrl": f"urn:uuid:{found['id']}", "resource": found, "search": {"mode": "match"}})
    return answered(bundle("searchset", entries, total=len(entries)))


async def events(conn: Connection, asked: Asked, given: Given) -> Response:
    """The events of a subscription between two numbers, as a notification: for who has missed some."""
    row = await conn.fetchrow(_OWN, asked.id)
    if row is None:
        raise NotFound(f"there is no Subscription/{asked.id}")
    known = _known(asked, row)
    first = max(1, given.number("eventsSinceNumber", 1, 2**31))
    last = min(row["last"], given.number("eventsUntilNumber", 2**31, 2**31), first + MAX_COUNT - 1)
    wanted = given.text("content") or known.content
    if wanted not in CONTENTS:
        raise BadInput(f"{wanted[:40]!r} is no content", where="content", expected=" or ".join(CONTENTS))
    content = CONTENTS[min(CONTENTS.index(wanted), CONTENTS.index(known.content))]  # no more than was subscribed to
    found = await told(conn, asked.id, first, last, content) if first <= last else []
    asked.store.seen.update(event.person for event in found if event.visible)
    asked.store.missed = any(not event.visible for event in found)
    body = notification.bundle(_state(row, known), "query-event", asked.base, found, content)
    return Response(body, media_type=http.JSON)


async def token(conn: Connection, asked: Asked, given: Given) -> Response:
    """A token that binds one web socket, once and soon, to subscriptions of one's own."""
    scoped.require_lasting(asked.account)
    ids = [asked.id] if asked.id else given.all("id")
    if not ids or len(ids) > 100:
        raise BadInput(f"{len(ids)} subscriptions", where="id", expected="the ids of 1 to 100 active ones")
    made = secrets.token_urlsafe(32)
    bound = await conn.fetchval(_BIND, hashed(made), ids, TOKEN_SECONDS)
    if sorted(set(ids)) != list(bound):
        missing = next(id_ for id_ in ids if id_ not in bound)
        raise NotFound(f"there is no active Subscription/{missing[:64]} of yours by web socket")
    until = datetime.now(UTC) + timedelta(seconds=TOKEN_SECONDS)
    parameters = [
        {"name": "token", "valueString": made},
        {"name": "expiration", "valueDateTime": stamped(until)},
        *({"name": "subscription", "valueString": id_} for id_ in bound),
        {"name": "websocket-url", "valueUrl": notification.sockets_of(asked.base)},
    ]
    return answered({"resourceType": "Parameters", "parameter": parameters})


def _known(asked: Asked, row: Any) -> Definition:
    return definition.read(row["resource"], asked.record.store.zone)


def _state(row: Any, known: Definition) -> State:
    topic = known.topic.url if known.topic else ""
    return State(row["id"], row["status"], row["last"], topic, row["resource"].get("error", ""))


OPERATIONS: Final = (
    Operation("$status", ("type", "instance"), ("GET", "POST"), reading(status, name="subscription-status"),
              frozenset({"id", "status"}), TYPES, scopes=of_all("rs")),
    Operation("$events", ("instance",), ("GET", "POST"), reading(events, name="subscription-events"),
              frozenset({"eventsSinceNumber", "eventsUntilNumber", "content"}), TYPES, scopes=of_all("rs")),
    Operation("$get-ws-binding-token", ("type", "instance"), ("GET", "POST"), writing(token, name="subscription-token"),
              frozenset({"id"}), TYPES, scopes=of_all("rs")),
)  # fmt: skip
