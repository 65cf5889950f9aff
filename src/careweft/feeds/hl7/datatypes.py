"""HL7 v2 data types as FHIR elements: coded values, names, addresses, telephones, identifiers (chapter 2.A).

Each function takes a `Value` and gives an element, or None where the value holds nothing that can be said in FHIR.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from careweft.feeds.hl7.message import Segment, Value

Element = dict[str, Any]

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
TABLE = "http://terminology.hl7.org/CodeSystem/v2-"
_SYSTEMS = {
    "LN": "http://loinc.org",
    "LOINC": "http://loinc.org",
    "SCT": "http://snomed.info/sct",
    "SNM": "http://snomed.info/sct",
    "SNOMED": "http://snomed.info/sct",
    "SNOMEDCT": "http://snomed.info/sct",
    "SNOMED-CT": "http://snomed.info/sct",
    "I10": "http://hl7.org/fhir/sid/icd-10",
    "ICD10": "http://hl7.org/fhir/sid/icd-10",
    "ICD-10": "http://hl7.org/fhir/sid/icd-10",
    "I10C": "http://hl7.org/fhir/sid/icd-10-cm",
    "I9": "http://hl7.org/fhir/sid/icd-9-cm",
    "I9C": "http://hl7.org/fhir/sid/icd-9-cm",
    "UCUM": "http://unitsofmeasure.org",
    "NDC": "http://hl7.org/fhir/sid/ndc",
    "CVX": "http://hl7.org/fhir/sid/cvx",
    "MVX": "http://hl7.org/fhir/sid/mvx",
    "C4": "http://www.ama-assn.org/go/cpt",
    "RXNORM": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "DMD": "https://dmd.nhs.uk",
    "CDCREC": "urn:oid:2.16.840.1.113883.6.238",
}
_TABLE_NAME = re.compile(r"HL7?(\d{3,4})\d?\Z|HL7(\d{4})\Z")
_OID = re.compile(r"[0-2](\.(0|[1-9]\d*))+\Z")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")


def local_system(source: str, *names: str) -> str:
    """The system of a source's own identifiers or codes."""
    return ":".join(["urn:careweft:source", source, *(quote(name, safe="") for name in names)])


@lru_cache(maxsize=1024)
def code_system(name: str | None, source: str) -> str | None:
    """The URI of a coding system as HL7 table 0396 names it; a system of the source's own where it is not known."""
    if not name:
        return None
    known = _SYSTEMS.get(name.upper())
    if known:
        return known
    if name.upper().startswith("HL7") and name[3:].isdigit():
        return f"{TABLE}{name[3:].lstrip('0').zfill(4)}"
    if _OID.match(name):
        return f"urn:oid:{name}"
    return name if name.startswith(("http://", "https://", "urn:")) else local_system(source, "code", name)


class Reader:
    """Reads fields of one source's segments into FHIR elements."""

    def __init__(self, source: str) -> None:
        self.source = source

    def each(self, segment: Segment, field: int, read: Callable[[Value], Element | None]) -> list[Element]:
        """What can be read of every repetition."""
        return [element for value in segment.values(field) if (element := read(value))]

    def concept(self, value: Value, table: str | None = None) -> Element | None:
        """CWE, CE, CNE, IS or ID as a CodeableConcept; `table` is the HL7 table of a code without a system."""
        codings = [
            coding for first in (1, 4, 10) if (coding := self._coding(value, first, table if first == 1 else None))
        ]
        text = value.text(9) or value.text(2) or value.text(5)
        if not codings and not text:
            return None
        return {**({"coding": codings} if codings else {}), **({"text": text} if text else {})}

    def _coding(self, value: Value, first: int, table: str | None) -> Element | None:
        code = value.text(first)
        if not code:
            return None
        name = value.text(14 if first == 10 else first + 2)
        system = code_system(name, self.source) or (f"{TABLE}{table}" if table else None)
        display = value.text(first + 1)
        return {
            **({"system": system} if system else {}),
            "code": " ".join(code.split()),
            **({"display": display} if display else {}),
        }

    def name(self, value: Value) -> Element | None:
        """XPN as a HumanName."""
        given = [text for part in (2, 3) if (text := value.text(part))]
        return _filled(
            {
                "use": _NAME_USE.get(value.text(7) or ""),
                "family": _family(value),
                "given": given,
                "prefix": _one(value.text(5)),
                "suffix": _one(value.text(4)) + _one(value.text(6)),
            },
            any_of=("family", "given"),
        )

    def person(self, value: Value) -> Element | None:
        """XCN's name as a HumanName."""
        given = [text for part in (3, 4) if (text := value.text(part))]
        return _filled(
            {"family": value.whole(2), "given": given, "prefix": _one(value.text(6)), "suffix": _one(value.text(5))},
            any_of=("family", "given"),
        )

    def address(self, value: Value) -> Element | None:
        """XAD as an Address."""
        return _filled(
            {
                **_ADDRESS_USE.get(value.text(7) or "", {}),
                "line": [text for text in (value.whole(1), value.text(2)) if text],
                "city": value.text(3),
                "district": value.text(9),
                "state": value.text(4),
                "postalCode": value.text(5),
                "country": value.text(6),
            },
            any_of=("line", "city", "district", "state", "postalCode", "country"),
        )

    def telephone(self, value: Value, use: str | None = None) -> Element | None:
        """XTN (or a telephone number as plain text) as a ContactPoint."""
        kind = value.text(3) or ("PH" if "@" not in (value.text(4) or "") else "Internet")
        email = value.text(4)
        number = value.text(1) or value.text(12) or _dialled(value)
        chosen = email or number if kind in ("Internet", "X.400") else number or email
        if not chosen:
            return None
        return _filled(
            {
                "system": "email" if "@" in chosen else _EQUIPMENT.get(kind, "phone"),
                "value": chosen,
                "use": "mobile" if kind == "CP" else _TELECOM_USE.get(value.text(2) or "", use),
            }
        )

    def identifier(self, value: Value) -> Element | None:
        """CX (or EI) as an Identifier; an NHS number gets its own system."""
        number = value.text(1)
        if not number:
            return None
        kind, authority = value.text(5), value.sub(4)
        system = self._authority(authority, kind)
        if system == NHS_NUMBER:
            return {"system": system, "value": number.replace(" ", "").replace("-", "")}
        coding = [{"system": f"{TABLE}0203", "code": kind}] if kind else None
        return _filled({"type": {"coding": coding} if coding else None, "system": system, "value": number})

    def _authority(self, authority: Value, kind: str | None) -> str:
        name, universal, scheme = authority.text(1), authority.text(2), authority.text(3)
        if kind == "NH" or (name or "").upper().startswith("NHS") or universal == "2.16.840.1.113883.2.1.4.1":
            return NHS_NUMBER
        if universal and (scheme in (None, "ISO", "HCD")) and _OID.match(universal):
            return f"urn:oid:{universal}"
        if universal and _UUID.match(universal):
            return f"urn:uuid:{universal.lower()}"
        return local_system(self.source, *filter(None, (name or universal, kind)))

    def organisation(self, value: Value) -> tuple[str, str | None] | None:
        """XON as (identifier, name): the identifier of v2.5 or later, else of earlier versions, else the name."""
        name = value.text(1)
        code = value.text(10) or value.text(3) or name
        return (code, name) if code else None


def _family(value: Value) -> str | None:
    own = value.sub(1)
    return own.text(1) or own.text(3) or value.whole(1)


def _one(text: str | None) -> list[str]:
    return [text] if text else []


def _dialled(value: Value) -> str | None:
    parts = [text for part in (5, 6, 7) if (text := value.text(part))]
    return " ".join(parts) or None


def _filled(element: Element, any_of: Iterable[str] = ()) -> Element | None:
    kept = {name: value for name, value in element.items() if value}
    wanted = tuple(any_of)
    return kept if kept and (not wanted or any(name in kept for name in wanted)) else None


_NAME_USE = {
    "L": "official",
    "D": "usual",
    "N": "nickname",
    "M": "maiden",
    "B": "old",
    "C": "official",
    "S": "anonymous",
}
_ADDRESS_USE: dict[str, Element] = {
    "H": {"use": "home"},
    "L": {"use": "home"},
    "P": {"use": "home"},
    "B": {"use": "work"},
    "O": {"use": "work"},
    "C": {"use": "temp"},
    "BA": {"use": "old"},
    "M": {"type": "postal"},
}
_EQUIPMENT = {"FX": "fax", "BP": "pager", "MD": "other", "Internet": "other", "TDD": "phone", "TTY": "phone"}
_TELECOM_USE = {"PRN": "home", "ORN": "home", "WPN": "work", "PRS": "mobile", "VHN": "temp"}
