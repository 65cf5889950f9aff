"""MDM with content as FHIR: TXA says what the document is, OBX holds it (HL7 v2.5.1 chapter 9.6). Pure.

T02 brings a document, T04 its new status, T06 an addendum, T08 an edition, T10 another in its place, and T11 takes it
back. The notices without content (T01, T03, T05, T07, T09) tell of a document that stays where it is.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from careweft.base.errors import BadInput
from careweft.feeds.hl7.datatypes import TABLE, Element, Reader, local_system
from careweft.feeds.hl7.message import Message, Segment, Value
from careweft.feeds.hl7.patient import PatientReader
from careweft.feeds.notes import RecordNote, reference, resource_id
from careweft.feeds.report import Report

TXA_MAPPED: Final = frozenset({1, 2, 3, 4, 6, 9, 12, 13, 16, 17, 19})
OBX_MAPPED: Final = frozenset({1, 2, 3, 5, 11})
CANCEL: Final = "T11"
WITH_CONTENT: Final = frozenset({"T02", "T04", "T06", "T08", "T10"})
_RELATES: Final = {"T06": "appends", "T10": "replaces"}
TYPES: Final = {
    "DS": ("18842-5", "Discharge summary"),
    "CN": ("11488-4", "Consultation note"),
    "OP": ("11504-8", "Surgical operation note"),
    "HP": ("34117-2", "History and physical note"),
}
"""HL7 table 0270, as LOINC names the same documents."""
_DRAFT: Final = frozenset({"DI", "DO", "IP", "IN", "PA"})
"""HL7 table 0271: not authenticated yet."""
_AVAILABLE: Final = {"CA": "entered-in-error", "OB": "superseded"}
"""HL7 table 0273."""
MEDIA: Final = {"AP": "application", "IM": "image", "FT": "text", "TEXT": "text", "AU": "audio"}
"""HL7 table 0191, of two for one the later is what we write; others write the media type itself."""


class DocumentReader:
    """Reads the document of one patient in one message."""

    def __init__(self, reader: Reader, dates: PatientReader, report: Report, stamp: str) -> None:
        self._reader, self._dates, self._report, self._stamp = reader, dates, report, stamp

    def records(
        self, message: Message, local_id: str, visit: str | None, trigger: str, sent: datetime
    ) -> Iterator[RecordNote]:
        """The DocumentReference and its Binaries; raises BadInput where it has no number, or its file cannot be
        read."""
        txa = message.first("TXA")
        if txa is None or trigger not in (*WITH_CONTENT, CANCEL):
            for name in ("TXA", "OBX"):
                if message.first(name):
                    self._report.miss(name, "tells of a document that is not in the message; kept in the raw message")
            return
        self._report.take(txa, TXA_MAPPED)
        key = _number(txa.value(12))
        if not key:
            raise BadInput("the document has no number", where="TXA-12", expected="a unique document number")
        subject = reference("Patient", resource_id(self._reader.source, "Patient", local_id))
        made = self._document(txa, key, trigger, subject, visit, sent)
        contents = list(self._contents(message)) if trigger != CANCEL else []
        if not contents and trigger != CANCEL:
            self._report.amiss("OBX-5", "holds nothing of the document; expected its text, or a file in Base64")
        title = txa.text(16) or made["type"]["text"]
        for n, (kind, data) in enumerate(contents):
            binary = resource_id(self._reader.source, "Binary", f"{key}|{n}")
            body = {"resourceType": "Binary", "id": binary, "contentType": kind, "securityContext": subject}
            yield RecordNote(local_id, {**body, "data": data}, self._stamp)
            attachment = {"contentType": kind, "url": f"Binary/{binary}", "title": title}
            made["content"].append({"attachment": attachment})
        made["content"] = made["content"] or [{"attachment": {"title": title}}]
        yield RecordNote(local_id, made, self._stamp)

    def _document(
        self, txa: Segment, key: str, trigger: str, subject: Element, visit: str | None, sent: datetime
    ) -> Element:
        source, parent = self._reader.source, _number(txa.value(13))
        at = self._dates.moment(txa, 6) or self._dates.moment(txa, 4)
        draft = (txa.text(17) or "").upper() in _DRAFT or (txa.text(19) or "").upper() == "UN"
        relates = _RELATES.get(trigger)
        status = _AVAILABLE.get((txa.text(19) or "").upper(), "current")
        return {
            "resourceType": "DocumentReference",
            "id": resource_id(source, "DocumentReference", key),
            "masterIdentifier": {"system": local_system(source, "document"), "value": key},
            "status": "entered-in-error" if trigger == CANCEL else status,
            "docStatus": "preliminary" if draft else "amended" if trigger == "T08" else "final",
            "type": self._type(txa),
            "subject": subject,
            "date": (at.at if at else sent).isoformat(),
            **self._author(txa),
            "custodian": reference("Organization", source),
            **(
                {"relatesTo": [{"code": relates, "target": reference("DocumentReference", resource_id(
                    source, "DocumentReference", parent))}]}
                if relates and parent else {}
            ),
            "content": [],
            **({"context": {"encounter": [reference("Encounter", visit)]}} if visit else {}),
        }  # fmt: skip

    def _type(self, txa: Segment) -> Element:
        code = (txa.text(2) or "").upper()
        loinc = TYPES.get(code)
        codings = [{"system": "http://loinc.org", "code": loinc[0], "display": loinc[1]}] if loinc else []
        codings += [{"system": f"{TABLE}0270", "code": code}] if code else []
        text = loinc[1] if loinc else txa.text(2, 2) or "Document"
        return {**({"coding": codings} if codings else {}), "text": text}

    def _author(self, txa: Segment) -> Element:
        value = txa.value(9)
        name = self._reader.person(value) if value else None
        words = [*name.get("prefix", ()), *name.get("given", ()), name.get("family", "")] if name else [txa.text(9)]
        display = " ".join(filter(None, words))
        return {"author": [{"display": display}]} if display else {}

    def _contents(self, message: Message) -> Iterator[tuple[str, str]]:
        """Media type and Base64 of each part: first what is text, together; then each file."""
        lines: list[str] = []
        files: list[tuple[str, str]] = []
        for obx in message.all("OBX"):
            self._report.take(obx, OBX_MAPPED)
            if obx.text(2) == "ED":
                files += [found for value in obx.values(5) if (found := _file(value))]
            elif obx.text(2) in ("TX", "FT", "ST"):
                lines += [value.whole(1) or "" for value in obx.values(5)]
            else:
                self._report.amiss("OBX-2", "is no text and no file; expected TX, FT, ST or ED")
        if text := "\n".join(lines).strip():
            yield "text/plain", b64encode(text.encode()).decode()
        yield from files


def _number(value: Value | None) -> str:
    """An EI as one text: the number, with who gave it where that is said. Older senders put it third."""
    if value is None:
        return ""
    number = value.text(1) or value.text(3) or ""
    return f"{value.text(2)}|{number}" if number and value.text(2) else number


def _file(value: Value) -> tuple[str, str] | None:
    """ED: media type and Base64; None where it is empty."""
    data = "".join((value.whole(5) or "").split())
    if not data:
        return None
    kind = value.text(2) or "application"
    media = f"{MEDIA.get(kind.upper(), kind)}/{value.text(3) or 'octet-stream'}".lower()
    if (value.text(4) or "").upper() == "A":
        return media, b64encode((value.whole(5) or "").encode()).decode()
    try:
        return media, b64encode(b64decode(data, validate=True)).decode()
    except binascii.Error:
        raise BadInput("the file of the document cannot be read", where="OBX-5", expected="Base64") from None
