"""A document to another organisation's system: MDM^T02, T08 where that has it already, T10 where it takes the place of
one that it has, T11 where it is taken back (HL7 v2.5.1 chapter 9.6). Pure functions of FHIR resources."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from careweft.feeds.hl7.correspondence import US, person
from careweft.feeds.hl7.datatypes import TABLE
from careweft.feeds.hl7.document import MEDIA, TYPES
from careweft.feeds.hl7.write import Field, header, message, segment, stamp

Trigger = Literal["T02", "T08", "T10", "T11"]
_MEDIA: Final = {media: code for code, media in MEDIA.items()}
_TYPES: Final = {loinc: code for code, (loinc, _) in TYPES.items()}


@dataclass(frozen=True)
class Document:
    """What a message is made of: the DocumentReference with its Binaries by 'Binary/id', the Patient, the number of the
    visit, the number of the document that it replaces, who sends and who receives, and the message control id."""

    reference: Mapping[str, Any]
    binaries: Mapping[str, Mapping[str, Any]]
    patient: Mapping[str, Any]
    visit: str
    replaces: str
    parties: tuple[str, str]
    control: str
    at: datetime


def letter(document: Document, trigger: Trigger) -> bytes:
    """The message. T11 has no content."""
    reference, at = document.reference, stamp(document.at)
    codings = reference.get("type", {}).get("coding", ())
    code = next((each["code"] for each in codings if each.get("system") == f"{TABLE}0270"), "")
    code = code or next((_TYPES[each["code"]] for each in codings if each.get("code") in _TYPES), "")
    written = reference.get("date")
    txa: dict[int, Field] = {
        1: "1",
        2: [code, reference.get("type", {}).get("text", ""), "HL70270"],
        3: "TX",
        6: stamp(datetime.fromisoformat(written)) if written else at,
        9: ["", (reference.get("author") or [{}])[0].get("display", "")],
        12: [number_of(reference), document.parties[0].upper()],
        13: [document.replaces, document.parties[0].upper()] if document.replaces else "",
        17: "AU",
        19: "CA" if trigger == "T11" else "AV",
    }
    segments = [
        header(f"MDM^{trigger}", "MDM_T01" if trigger == "T11" else "MDM_T02", document.parties, document.control,
               document.at),
        segment("EVN", {2: at}),
        person(document.patient, document.parties[1]),
        segment("PV1", {1: "1", 2: "I" if document.visit else "N", 19: document.visit}),
        segment("TXA", txa),
        *(_contents(document) if trigger != "T11" else ()),
    ]  # fmt: skip
    return message(segments)


def number_of(reference: Mapping[str, Any]) -> str:
    """The number that a document goes by: its author's, else ours."""
    return str(reference.get("masterIdentifier", {}).get("value") or f"{US}.{reference['id']}")


def _contents(document: Document) -> Sequence[str]:
    made: list[str] = []
    for part in document.reference.get("content", ()):
        attachment = part["attachment"]
        binary = document.binaries.get(str(attachment.get("url", "")), {})
        data = str(attachment.get("data") or binary.get("data", ""))
        kind = str(attachment.get("contentType") or binary.get("contentType", "application/octet-stream"))
        if not data:
            continue
        about = ["18842-5", attachment.get("title", ""), "LN"]
        fields: dict[int, Field] = {1: str(len(made) + 1), 3: about, 11: "F"}
        if kind.startswith("text/plain"):
            lines = b64decode(data).decode("utf-8", "replace").splitlines()
            fields |= {2: "TX", 5: [[line or " "] for line in lines]}
        else:
            main, _, sub = kind.partition(";")[0].partition("/")
            fields |= {2: "ED", 5: ["", _MEDIA.get(main, main), sub, "Base64", data]}
        made.append(segment("OBX", fields))
    return made
