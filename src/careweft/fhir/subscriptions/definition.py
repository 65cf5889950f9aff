"""A Subscription resource understood: what it asks, and how its owner is told (R4, and the topic backport 1.1)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import orjson

from careweft.base.errors import BadInput
from careweft.fhir.fhirpath.times import interval
from careweft.fhir.invalid import Issue, Unprocessable
from careweft.fhir.subscriptions import criteria
from careweft.fhir.subscriptions.criteria import Criteria
from careweft.fhir.subscriptions.topics import CANONICAL, TOPICS, Topic

Content = Literal["empty", "id-only", "full-resource"]
CONTENTS: Final[tuple[Content, ...]] = ("empty", "id-only", "full-resource")
"""From the least to the most."""
Resource = Mapping[str, Any]
BACKPORT: Final = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-"
MAX_COUNT: Final = 100
MIN_HEARTBEAT, MAX_HEARTBEAT = 5, 86_400
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_JSON: Final = frozenset({"application/fhir+json", "application/json"})
_HEADER: Final = re.compile(r"([A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}): ?([\x20-\x7e]{0,4000})")
_OURS: Final = frozenset(
    {"host", "content-length", "content-type", "transfer-encoding", "connection", "te", "upgrade", "trailer", "expect"}
)


@dataclass(frozen=True)
class Definition:
    """`topic` is None for plain R4 criteria. `filters` must all be met. `max_count` is of events in one notification;
    `heartbeat` in seconds, 0 for none.
    """

    id: str
    type: str
    topic: Topic | None
    before: Criteria | None
    now: Criteria | None
    filters: tuple[Criteria, ...]
    channel: Literal["rest-hook", "websocket"]
    endpoint: str
    headers: tuple[tuple[str, str], ...]
    content: Content
    heartbeat: int
    max_count: int
    until: datetime | None

    @property
    def patients(self) -> frozenset[str]:
        """The ids of the Patients that it names."""
        return frozenset(id_ for one in self.filters for id_ in one.patients)


def read(resource: Resource, zone: ZoneInfo) -> Definition:
    """Understand a valid Subscription. Raises Unprocessable with the path of what cannot be done."""
    return _read(orjson.dumps(resource), zone)


@lru_cache(4096)
def _read(text: bytes, zone: ZoneInfo) -> Definition:
    resource = orjson.loads(text)
    channel = resource["channel"]
    topic = _topic(resource.get("criteria", ""))
    filters = _filters(resource, topic, zone)
    kind = channel.get("type")
    if kind not in ("rest-hook", "websocket"):
        raise fault("channel.type", kind, "rest-hook or websocket")
    content = _content(channel, backport=topic is not None)
    end = resource.get("end")
    return Definition(
        resource["id"],
        topic.type if topic else filters[0].type,
        topic,
        criteria.read(topic.before, zone) if topic and topic.before else None,
        criteria.read(topic.now, zone) if topic and topic.now else None,
        filters,
        kind,
        _endpoint(channel) if kind == "rest-hook" else "",
        tuple(_headers(channel)),
        content,
        _number(channel, "heartbeat-period", 0, MIN_HEARTBEAT, MAX_HEARTBEAT),
        1 if topic is None and content != "empty" else _number(channel, "max-count", MAX_COUNT, 1, MAX_COUNT),
        interval(end, zone)[0] if end else None,
    )


def fault(path: str, found: Any, expected: str) -> Unprocessable:
    """What is wrong with an element of a Subscription."""
    return Unprocessable([Issue(f"Subscription.{path}", repr(found)[:80], expected, "not-supported")])


def _topic(text: str) -> Topic | None:
    if not text.startswith(("http://", "https://")):
        return None
    known = TOPICS.get(text.partition("|")[0])
    if known is None:
        raise fault("criteria", text, f"a topic of this place, such as {CANONICAL}Encounter")
    return known


def _filters(resource: Resource, topic: Topic | None, zone: ZoneInfo) -> tuple[Criteria, ...]:
    if topic is None:
        return (_criteria(resource.get("criteria", ""), zone),)
    found = [
        _criteria(_typed(one, topic.type), zone) for one in _said(resource.get("_criteria", {}), "filter-criteria")
    ]
    if any(one.type != topic.type for one in found):
        raise fault("criteria.extension", "a filter on another type", f"a filter on {topic.type}")
    return tuple(found)


def _typed(text: str, type_: str) -> str:
    return text if re.match(r"[A-Za-z]+(\?|$)", text) else f"{type_}?{text.removeprefix('?')}"


def _criteria(text: str, zone: ZoneInfo) -> Criteria:
    try:
        found = criteria.read(text, zone)
    except BadInput as wrong:
        raise fault("criteria", wrong.what, wrong.expected or "Type?parameter=value") from wrong
    if found.type == "Subscription":
        raise fault("criteria", text, "resources about people or the place, not subscriptions")
    return found


def _content(channel: Resource, *, backport: bool) -> Content:
    payload = channel.get("payload")
    said = next(_said(channel.get("_payload", {}), "payload-content"), None)
    if payload is not None and payload.partition(";")[0].strip() not in _JSON:
        raise fault("channel.payload", payload, "application/fhir+json")
    if said is None:
        return "empty" if backport or payload is None else "full-resource"
    if said not in ("empty", "id-only", "full-resource"):
        raise fault("channel.payload.extension", said, "empty, id-only or full-resource")
    return said  # type: ignore[no-any-return]


def _endpoint(channel: Resource) -> str:
    text: str = channel.get("endpoint", "")
    expected = "an https URL without user name or fragment"
    try:
        parts = urlsplit(text)
        port_is_right = parts.port != 0
    except ValueError:
        raise fault("channel.endpoint", text, expected) from None
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not (safe and port_is_right and parts.hostname and not parts.username and not parts.fragment):
        raise fault("channel.endpoint", text, expected)
    if len(text) > 2000 or not text.isascii() or not text.isprintable() or " " in text:
        raise fault("channel.endpoint", text, expected)
    return text


def _headers(channel: Resource) -> Iterator[tuple[str, str]]:
    for text in channel.get("header", ()):
        match = _HEADER.fullmatch(text or "")
        if match is None or match[1].lower() in _OURS:
            raise fault("channel.header", "a header", "Name: value, of a header that is not part of HTTP itself")
        yield match[1], match[2]


def _number(channel: Resource, name: str, default: int, least: int, most: int) -> int:
    found: int = next(_said(channel, name), default)
    if found != default and not least <= found:
        raise fault("channel.extension", found, f"{name} of at least {least}")
    return min(found, most)


def _said(element: Resource | None, name: str) -> Iterator[Any]:
    """The values of an element's extension of the backport."""
    extensions: Sequence[Resource] = (element or {}).get("extension", ())
    for extension in extensions:
        if extension.get("url") == BACKPORT + name:
            yield next((value for key, value in extension.items() if key.startswith("value")), None)
