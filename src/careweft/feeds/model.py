"""What comes in, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from careweft.feeds.notes import Understood

Kind = Literal["hl7", "fhir", "csv"]
Outcome = Literal["received", "quarantined", "ignored", "duplicate", "reused"]


@dataclass(frozen=True)
class Incoming:
    """A message read as far as is needed to store it. `state` is received, or quarantined or ignored with a reason."""

    source: str
    kind: Kind
    message_id: str
    raw: bytes
    received: datetime
    digest: bytes
    type: str = ""
    origin: str = ""
    local_id: str | None = None
    state: str = "received"
    reason: str | None = None
    report: dict[str, Any] | None = None
    found: Understood | None = field(default=None, compare=False, repr=False)
    """What it says, where it was understood."""


@dataclass(frozen=True)
class Receipt:
    """What became of a message. It is as good as committed once the transaction is.

    `received`: stored, and will be processed; `duplicate`: it was here before, and nothing is done; `quarantined`:
    stored, but not understood for `reason`; `reused`: stored in quarantine, because its id stands for another message;
    `ignored`: stored, and never to be processed.
    """

    id: int
    source: str
    message_id: str
    outcome: Outcome
    reason: str | None = None


@dataclass(frozen=True)
class Waiting:
    """A message in quarantine: all that may be shown of it."""

    id: int
    source: str
    kind: str
    type: str
    message_id: str
    received: datetime
    attempts: int
    reason: str
