"""Messages stored as they come: once each, before anything is made of them.

The transaction that stores a message also puts its processing into the outbox; so a message that was acknowledged
(which happens only after that transaction has been committed) is processed whatever happens next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from hashlib import sha256
from typing import Any

from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.feeds.bundle import bundle_id
from careweft.feeds.hl7 import ack
from careweft.feeds.hl7 import message as hl7
from careweft.feeds.hl7.message import Message
from careweft.feeds.model import Incoming, Receipt
from careweft.feeds.notes import Understood
from careweft.feeds.report import Report
from careweft.feeds.sources import Source
from careweft.feeds.understand import Raw, understand
from careweft.fhir.invalid import Invalid
from careweft.fhir.jsontext import dumps

Known = Mapping[str, Source]
"""The sources that are known, by their codes."""

_TAKE = "SELECT n, id, outcome FROM feeds.take($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
_TAKE_CONFLICTING = (
    "SELECT id, outcome FROM feeds.take_conflicting($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
)


async def receive(
    connection: Connection, source: str, kind: str, raw: bytes, *, at: datetime, zone: tzinfo, sources: Known
) -> Receipt:
    """Store one message (HL7 v2; a FHIR bundle or resource) and queue its processing, in the caller's transaction.

    An HL7 v2 message that is not for us (see `ack.refusal`) is kept and ignored.
    """
    read = {"hl7": _read_sent_hl7, "fhir": read_fhir}[kind]
    return (await store(connection, [read(source, raw, at=at, zone=zone, sources=sources)]))[0]


async def store(
    connection: Connection, incoming: Sequence[Incoming], *, queue: bool = True, numbered: bool = True
) -> list[Receipt]:
    """Store messages, each once; a receipt for each, in order. `queue` puts the new ones into the outbox.

    `numbered` says that a message id stands for one message only, so that other content under a known id goes into
    quarantine; where it does not (a folder of messages from anywhere), such a message is one of its own.
    """
    if not incoming:
        return []
    incoming = [_storable(message) for message in incoming]
    rows = await connection.fetch(_TAKE, *map(list, zip(*map(_columns, incoming), strict=True)), queue)
    receipts = []
    for message, row in zip(incoming, rows, strict=True):
        if row["outcome"] == "conflict" and numbered:
            (row,) = await connection.fetch(_TAKE_CONFLICTING, *_columns(message), queue)
        elif row["outcome"] == "conflict":
            message = replace(message, message_id=f"{message.message_id}#{message.digest.hex()[:16]}")
            (row,) = await connection.fetch(_TAKE, *([column] for column in _columns(message)), queue)
        receipts.append(_receipt(message, row))
    return receipts


def _storable(message: Incoming) -> Incoming:
    """PostgreSQL's text cannot hold NUL: such a message is known by its content, and waits in quarantine."""
    texts = (message.message_id, message.type, message.origin, message.local_id, message.reason, message.report)
    if "\\x00" not in repr(texts):
        return message
    reason = "its header or patient number holds a NUL character"
    return quarantined(message.source, message.kind, message.raw, message.received, reason, origin=message.origin)


def _columns(message: Incoming) -> tuple[Any, ...]:
    return (
        message.source,
        message.kind,
        message.message_id,
        message.type,
        message.origin,
        message.local_id,
        message.received,
        message.digest,
        message.raw,
        message.state,
        message.reason,
        message.report,
    )


def _receipt(message: Incoming, row: Any) -> Receipt:
    reason = message.reason
    if row["outcome"] == "reused":
        reason = "its message id was already used for other content"
    return Receipt(row["id"], message.source, message.message_id, row["outcome"], reason)


def read_hl7(source: str, raw: bytes, *, at: datetime, zone: tzinfo, sources: Known, origin: str = "") -> Incoming:
    """An HL7 v2 message, as it is to be stored: in quarantine where it cannot be understood."""
    try:
        message = hl7.split(raw)
    except BadInput as wrong:
        return quarantined(source, "hl7", raw, at, str(wrong), origin=origin)
    content = hl7_digest(message)
    message_id = message.header.text(10) or f"sha256:{content.hex()}"
    blank = Incoming(source, "hl7", message_id, raw, at, content, type=message.kind, origin=origin)
    return checked(blank, sources, zone)


def _read_sent_hl7(source: str, raw: bytes, *, at: datetime, zone: tzinfo, sources: Known) -> Incoming:
    try:
        message = hl7.split(raw)
    except BadInput as wrong:
        return quarantined(source, "hl7", raw, at, str(wrong))
    if refused := ack.refusal(message):
        return refused_hl7(source, raw, at=at, kind=message.kind, reason=f"{refused.where}: {refused.reason}")
    return read_hl7(source, raw, at=at, zone=zone, sources=sources)


def read_fhir(source: str, raw: bytes, *, at: datetime, zone: tzinfo, sources: Known, origin: str = "") -> Incoming:
    """A FHIR bundle (or a single resource), as it is to be stored."""
    try:
        message_id, kind, content = bundle_id(raw)
    except Invalid as wrong:
        return quarantined(source, "fhir", raw, at, invalid_reason(wrong), origin=origin)
    blank = Incoming(source, "fhir", message_id, raw, at, content, type=kind, origin=origin)
    return checked(blank, sources, zone)


def checked(incoming: Incoming, sources: Known, zone: tzinfo) -> Incoming:
    """The message with whom it is about; in quarantine with the reason where it cannot be understood."""
    try:
        found = understand(as_raw(incoming), sources, zone)
    except (BadInput, Invalid) as wrong:
        return replace(incoming, state="quarantined", reason=reason_of(wrong), report={"kind": incoming.type or "?"})
    return replace(incoming, local_id=order_id(found), found=found)


def order_id(found: Understood) -> str | None:
    """The patient whose messages this one keeps its order with: of a merge, the one that stays."""
    if found.merges:
        return found.merges[0].survivor
    return found.patients[0].local_id if found.patients else next(iter(found.local_ids), None)


def as_raw(incoming: Incoming) -> Raw:
    """The message as `understand` reads it."""
    return Raw(incoming.source, incoming.kind, incoming.message_id, incoming.origin, incoming.received, incoming.raw)


def quarantined(source: str, kind: Any, raw: bytes, at: datetime, reason: str, *, origin: str = "") -> Incoming:
    """A message without a readable id, for quarantine: its content is its id."""
    content = sha256(raw).digest()
    report = Report("?").as_json()
    return Incoming(
        source, kind, f"sha256:{content.hex()}", raw, at, content, "?", origin, None, "quarantined", reason, report
    )


def refused_hl7(source: str, raw: bytes, *, at: datetime, kind: str, reason: str) -> Incoming:
    """A message that is not for us: kept, and never processed. Its id stays free for a message that is."""
    kept = quarantined(source, "hl7", raw, at, reason)
    return replace(
        kept,
        message_id=f"refused:{kept.digest.hex()}",
        type=kind,
        state="ignored",
        report=Report(kind or "?").as_json(),
    )


def hl7_digest(message: Message) -> bytes:
    """What the message says, without when it was sent (MSH-7) and counted (MSH-13): a repeat may differ in those."""
    digest = sha256()
    for segment in message.segments:
        skipped = (7, 13) if segment.name == "MSH" else ()
        fields = [segment.raw(n) for n in (*segment.filled(),) if n not in skipped]
        numbers = [n for n in segment.filled() if n not in skipped]
        digest.update(dumps([segment.name, numbers, fields]))
    return digest.digest()


def reason_of(wrong: Exception) -> str:
    """Why a message was not understood, without person data."""
    return invalid_reason(wrong) if isinstance(wrong, Invalid) else str(wrong)


def invalid_reason(wrong: Invalid) -> str:
    """The faults of a resource: where each is and what was expected, not what was found."""
    shown = [f"{issue.path or 'content'}: expected {issue.expected}" for issue in wrong.issues[:5]]
    more = len(wrong.issues) - len(shown)
    return "; ".join(shown) + (f"; and {more} more" if more > 0 else "")
