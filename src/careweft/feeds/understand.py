"""A raw message of any kind as notes for the record: one way in to the three readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import PurePath

from careweft.base.errors import BadInput
from careweft.feeds.bundle import understand_bundle
from careweft.feeds.hl7 import message as hl7
from careweft.feeds.hl7.understand import understand as understand_hl7
from careweft.feeds.moment import natural, sortable
from careweft.feeds.notes import Understood
from careweft.feeds.sources import OURS, Source, organisation_ids
from careweft.feeds.tables.mapping import File
from careweft.feeds.tables.rows import as_at
from careweft.feeds.tables.understand import RowReader
from careweft.fhir.decode import decode
from careweft.fhir.invalid import Invalid


@dataclass(frozen=True)
class Raw:
    """A message as it is stored: who sent it, in what form, under which id, from which file, and its bytes."""

    source: str
    kind: str
    message_id: str
    origin: str
    received: datetime
    raw: bytes


def understand(message: Raw, sources: Mapping[str, Source], zone: tzinfo) -> Understood:
    """All that the message says. Raises BadInput (or fhir's Invalid) with the reason where it cannot be understood."""
    if message.source in OURS:  # or what it says would count as entered here
        raise BadInput(
            f"it was sent as {message.source}, which is this place itself",
            where="MSH-4" if message.kind == "hl7" else "source",
            expected="the sender's own name",
        )
    organisations = organisation_ids(sources)
    if message.kind == "fhir":
        return understand_bundle(message.raw, message, zone, organisations)
    if message.kind == "hl7":
        parts = hl7.split(message.raw)
        return _valid(understand_hl7(parts, message.source, zone, message.received, message.message_id))
    file = file_of(message, sources)
    reader = RowReader(message.source, zone, organisations)
    return _valid(reader.understand(message.raw, file, row_stamp(message, zone)))


def _valid(found: Understood) -> Understood:
    """What was understood, less what FHIR cannot say (a control character in a text, say), which is told of."""
    kept = []
    for note in found.records:
        try:
            decode(note.resource)
            kept.append(note)
        except Invalid as wrong:
            found.report.amiss(note.resource["resourceType"], str(wrong))
    found.records = kept
    return found


def file_of(message: Raw, sources: Mapping[str, Source]) -> File:
    """How the file that a row came in is to be read. Raises BadInput where nothing was declared for it."""
    name = PurePath(message.origin).name
    source = sources.get(message.source)
    file = source.mapping.of(name) if source and source.mapping else None
    if file is None:
        raise BadInput(
            f"no mapping is declared for {name}",
            where=message.source,
            expected=f"a [[file]] whose match fits it in sources/{message.source}.toml",
        )
    return file


def row_stamp(message: Raw, zone: tzinfo) -> str:
    """Rows of a later file hold over those of an earlier one."""
    at = as_at(PurePath(message.origin).name, zone) or message.received
    return f"{sortable(at)}|{natural(message.message_id)}"
