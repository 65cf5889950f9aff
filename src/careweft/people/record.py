"""What a source says of one of its patients, and what comes of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from careweft.base.db import Connection

Key = tuple[str, str]
"""A source record: its source and its local id there."""

Mover = Callable[[Connection, str, str, int, int], Awaitable[None]]
"""Moves what hangs on a source record (connection, source, local_id, from_person, to_person), in the transaction."""


@dataclass(frozen=True)
class SourceRecord:
    """The demographics that a source holds for `local_id` at `at` (aware, UTC): the whole of them, not a change.

    `sex` is FHIR's administrative gender. What the source does not say is None. `patient_id` is the id of the
    source's FHIR Patient resource; left out, it is the local id where that is a UUID, else made from source and
    local id.
    """

    source: str
    local_id: str
    family: str | None = None
    given: str | None = None
    birth_date: date | None = None
    sex: str | None = None
    nhs_number: str | None = None
    line: str | None = None
    postcode: str | None = None
    phone: str | None = None
    died: date | datetime | None = None
    at: datetime = field(kw_only=True)
    patient_id: str | None = None

    @property
    def key(self) -> Key:
        """Its source and local id, which are unique together."""
        return self.source, self.local_id

    @property
    def digest(self) -> bytes:
        """Equal for equal demographics, whenever they were said."""
        said = (
            self.family,
            self.given,
            self.birth_date and self.birth_date.isoformat(),
            self.sex,
            self.nhs_number,
            self.line,
            self.postcode,
            self.phone,
            self.died and self.died.isoformat(),
            self.patient_id,
        )
        return blake2b(repr(said).encode(), digest_size=16).digest()


@dataclass(frozen=True)
class Match:
    """The person that a source record belongs to, and why.

    `method` is `number`, `probabilistic`, `new`, `merge`, `split` or `source` (the source itself said so); `score`
    is the match weight in bits (log2 of the odds that the records are one person's; None where nothing was
    compared). `moved_from` is the person that the record belonged to before this call, where that changed.
    """

    person_id: int
    method: str
    score: float | None
    reasons: Mapping[str, Any]
    created: bool = False
    moved_from: int | None = None


def patient_resource_id(source: str, local_id: str) -> str:
    """The id of a source's Patient resource: the local id where that is a UUID, else made of source and local id."""
    try:
        return str(UUID(local_id))
    except ValueError:
        return str(uuid5(NAMESPACE_URL, f"urn:careweft:{source}:Patient:{local_id}"))
