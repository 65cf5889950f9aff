"""Resources as they are kept and given back: where they came from, their versions and their text."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from careweft.base.errors import BadInput
from careweft.fhir.invalid import Invalid, Issue
from careweft.fhir.jsontext import dumps, loads
from careweft.fhir.primitives import fault

BODY: Final = """CASE WHEN {0}.withheld THEN fhir.whole({0}.person_id, {0}.rid, {0}.version, {0}.body)
ELSE {0}.body END"""
"""A version's text in SQL: what is withheld of it (migration 0048) put in again for who may know of that. Whoever reads
the column instead reads less, and never what they may not.
"""
_OPEN: Final = b'"meta":{'
_HEAD: Final = dict.fromkeys(("resourceType", "id", "meta"))
_OWN_META: Final = frozenset({"versionId", "lastUpdated"})
HERE: Final = "careweft"
"""The source of everything that is entered here rather than sent in a message."""
OURS: Final = frozenset({HERE, "system"})
"""The sources whose word is this place's own: nobody who sends, and no account's organisation, may be called so."""


def refuse_ours(code: str) -> None:
    """Raise BadInput where an organisation that writes here would be taken for the place itself."""
    if code in OURS:
        raise BadInput(f"{code!r} is what this place calls itself", expected="another code for an organisation")


@dataclass(frozen=True)
class Origin:
    """Where a version came from: the source's code, the message that carried it, and when it was received."""

    source: str
    message_id: int | None
    received: datetime


@dataclass(frozen=True)
class Change:
    """One resource that was created (no before), updated or deleted (no after) for a person.

    Both are plain JSON content with the version's meta. A resource that was handed to another person makes two: gone
    from the one and come to the other, with the same version.
    """

    person_id: int
    type: str
    id: str
    version: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    at: datetime
    origin: Origin


@dataclass(frozen=True)
class Stored:
    """One version. `content` is None for a deletion."""

    person_id: int
    type: str
    id: str
    version: int
    at: datetime
    origin: Origin
    content: bytes | None

    @classmethod
    def of(cls, change: Change, body: dict[str, Any]) -> "Stored":
        """The version that a change made."""
        return cls(change.person_id, change.type, change.id, change.version, change.at, change.origin, content(body))

    @classmethod
    def of_row(cls, row: Any) -> "Stored":
        """The version that a database row is which has its columns."""
        origin, body = Origin(row["source"], row["message_id"], row["received"]), row["body"]
        content = None if body is None else body.encode()
        return cls(row["person_id"], row["type"], row["id"], row["version"], row["at"], origin, content)

    @property
    def deleted(self) -> bool:
        """Whether this version says that the resource is no more."""
        return self.content is None

    @property
    def body(self) -> bytes:
        """The resource as JSON, with its version and time in meta; empty for a deletion."""
        if self.content is None:
            return b""
        before, _, after = self.content.partition(_OPEN)
        stamp = f'"versionId":"{self.version}","lastUpdated":"{stamped(self.at)}"'.encode()
        return before + _OPEN + stamp + (b"" if after.startswith(b"}") else b",") + after

    @property
    def resource(self) -> dict[str, Any]:
        """The resource as content, with its version and time in meta."""
        found: dict[str, Any] = loads(self.body)
        return found


@lru_cache(256)
def stamped(at: datetime) -> str:
    """An instant as FHIR writes it, in UTC to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def content(resource: dict[str, Any]) -> bytes:
    """The text that is kept: type, id and meta first (without the store's own version and time), the rest as given."""
    id_ = resource.get("id")
    if fault("id", id_):
        raise Invalid([Issue(f"{resource.get('resourceType')}.id", repr(id_), "the id to store it under", "required")])
    return dumps(_HEAD | resource | {"meta": _meta(resource)})


def with_meta(resource: dict[str, Any], version: int, at: datetime) -> dict[str, Any]:
    """The resource as a reader will see it."""
    stamp = {"versionId": str(version), "lastUpdated": stamped(at)}
    return _HEAD | resource | {"meta": stamp | _meta(resource)}


def _meta(resource: dict[str, Any]) -> dict[str, Any]:
    """What meta says besides the store's own version and time."""
    return {k: v for k, v in resource["meta"].items() if k not in _OWN_META} if "meta" in resource else {}
