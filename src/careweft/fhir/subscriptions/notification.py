"""Notifications as Bundles of the R4 topic backport (1.1): the status as Parameters first, then what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal
from uuid import uuid4

import orjson

from careweft.fhir.stored import stamped
from careweft.fhir.subscriptions.definition import Content
from careweft.fhir.subscriptions.told import Told

Kind = Literal["handshake", "heartbeat", "event-notification", "query-status", "query-event"]
PROFILE: Final = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription-"
_METHODS: Final = {"create": ("POST", "201"), "update": ("PUT", "200"), "delete": ("DELETE", "204")}


@dataclass(frozen=True)
class State:
    """A subscription as a notification speaks of it: `last` is the number of its latest event."""

    id: str
    status: str
    last: int
    topic: str = ""
    error: str = ""


def sockets_of(base: str) -> str:
    """Where web sockets are opened, by the address of the record."""
    scheme, _, rest = base.partition("://")
    return f"{'wss' if scheme == 'https' else 'ws'}://{rest.removesuffix('/fhir')}/subscriptions"


def status(
    state: State, kind: Kind, base: str, events: Sequence[Told] = (), content: Content = "empty"
) -> dict[str, Any]:
    """The status as a Parameters resource, with the events that it tells of."""
    parameters: list[dict[str, Any]] = [
        {"name": "subscription", "valueReference": {"reference": f"{base}/Subscription/{state.id}"}},
        *([{"name": "topic", "valueCanonical": state.topic}] if state.topic else []),
        {"name": "status", "valueCode": state.status},
        {"name": "type", "valueCode": kind},
        {"name": "events-since-subscription-start", "valueString": str(state.last)},
        *({"name": "notification-event", "part": _event(event, base, content)} for event in events),
    ]
    if state.error:
        parameters.append({"name": "error", "valueCodeableConcept": {"text": state.error}})
    return {
        "resourceType": "Parameters",
        "id": str(uuid4()),
        "meta": {"profile": [f"{PROFILE}status-r4"]},
        "parameter": parameters,
    }


def bundle(state: State, kind: Kind, base: str, events: Sequence[Told] = (), content: Content = "empty") -> bytes:
    """A notification."""
    head = status(state, kind, base, events, content)
    entries: list[dict[str, Any]] = [
        {
            "fullUrl": f"urn:uuid:{head['id']}",
            "resource": head,
            "request": {"method": "GET", "url": f"{base}/Subscription/{state.id}/$status"},
            "response": {"status": "200"},
        }
    ]
    if content != "empty":
        entries += [_entry(event, base) for event in _latest(events)]
    return orjson.dumps(
        {
            "resourceType": "Bundle",
            "id": str(uuid4()),
            "meta": {"profile": [f"{PROFILE}notification-r4"]},
            "type": "history",
            "entry": entries,
        }
    )


def _latest(events: Sequence[Told]) -> list[Told]:
    """Each resource once in its order: the fullUrl of an entry with the same version may not stand twice."""
    return list({(event.type, event.id): event for event in events if event.visible}.values())


def _event(event: Told, base: str, content: Content) -> list[dict[str, Any]]:
    part: list[dict[str, Any]] = [{"name": "event-number", "valueString": str(event.number)}]
    if event.at is not None:
        part.append({"name": "timestamp", "valueInstant": stamped(event.at)})
    if event.visible and content != "empty":
        part.append({"name": "focus", "valueReference": {"reference": f"{base}/{event.type}/{event.id}"}})
    return part


def _entry(event: Told, base: str) -> dict[str, Any]:
    method, code = _METHODS[event.change]
    url = f"{event.type}/{event.id}" if method != "POST" else event.type
    made: dict[str, Any] = {"fullUrl": f"{base}/{event.type}/{event.id}"}
    if event.resource is not None:
        made["resource"] = orjson.Fragment(event.resource)
    return made | {"request": {"method": method, "url": url}, "response": {"status": code}}
