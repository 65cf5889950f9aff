"""What a message says, in the terms that processing needs, whichever format it came in. Pure data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from careweft.feeds.report import Report


@lru_cache(maxsize=65536)
def resource_id(source: str, kind: str, local_id: str) -> str:
    """The FHIR id of a source's own record: a UUID is kept, anything else becomes one that is always the same."""
    try:
        return str(UUID(local_id))
    except ValueError:
        return str(uuid5(NAMESPACE_URL, f"urn:careweft:{source}:{kind}:{local_id}"))


def reference(kind: str, identifier: str) -> dict[str, str]:
    """A FHIR Reference."""
    return {"reference": f"{kind}/{identifier}"}


@dataclass(frozen=True)
class PatientNote:
    """What a message says of a source's patient.

    `fields` are independent parts of the Patient; a part that is absent says nothing, None deletes. Of two messages
    that speak of a part, the one with the later `stamp` holds.
    """

    local_id: str
    stamp: str
    fields: dict[str, Any]


class VisitEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message about a visit, as it is kept and folded.

    `stamp` orders by when the sender recorded it (then by message time, sequence number and message id); `occurred`
    is when the thing itself happened, as sortable text. `says` are the parts of the visit that the message speaks of.
    """

    trigger: str
    stamp: str
    occurred: str
    local_id: str
    says: dict[str, Any]


@dataclass(frozen=True)
class VisitNote:
    """An event to be added to a source's visit."""

    visit: str
    event: VisitEvent


@dataclass(frozen=True)
class RecordNote:
    """A resource to be put (or deleted) unless one with a later stamp was taken already.

    `local_id` is the source's patient, or None for what belongs to nobody, such as an Organization.
    """

    local_id: str | None
    resource: dict[str, Any]
    stamp: str
    delete: bool = False


@dataclass(frozen=True)
class MergeNote:
    """Two of a source's patients are one: `retired` is no longer used."""

    survivor: str
    retired: str
    stamp: str


@dataclass(frozen=True)
class AnswerNote:
    """What an organisation answers to a Task by which it was asked: `status` is the Task's, empty where it only says
    something; `number` its own number of the matter."""

    task: str
    status: str
    text: str
    number: str
    at: datetime


@dataclass(frozen=True)
class ReferralNote:
    """That a message speaks of a referral of its sender: the ServiceRequest's id, the number that the sender gave it
    (and by whose authority), and what it says of it: that there is one (I12), its change (I13), that it is taken back
    (I14), or the question where it stands (I15)."""

    local_id: str
    request: str
    number: str
    authority: str | None
    trigger: str


@dataclass
class Understood:
    """All that one message says, and the report of what was and was not understood."""

    report: Report
    patients: list[PatientNote] = field(default_factory=list)
    visits: list[VisitNote] = field(default_factory=list)
    records: list[RecordNote] = field(default_factory=list)
    merges: list[MergeNote] = field(default_factory=list)
    answers: list[AnswerNote] = field(default_factory=list)
    referrals: list[ReferralNote] = field(default_factory=list)

    @property
    def local_ids(self) -> list[str]:
        """Every patient of the source that the message is about, in a fixed order."""
        named = {note.local_id for note in self.patients}
        named.update(note.event.local_id for note in self.visits)
        named.update(note.local_id for note in self.records if note.local_id is not None)
        named.update(note.local_id for note in self.referrals)
        for merge in self.merges:
            named.update((merge.survivor, merge.retired))
        return sorted(named)
