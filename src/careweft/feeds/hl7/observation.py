"""OBX, with the OBR above it and the NTE below, as FHIR Observations (HL7 v2.5 chapter 7)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, Final

from careweft.feeds.hl7.datatypes import Element, Reader
from careweft.feeds.hl7.message import Message, Segment, Value
from careweft.feeds.hl7.patient import PatientReader
from careweft.feeds.notes import RecordNote, reference, resource_id
from careweft.feeds.report import Report

OBX_MAPPED: Final = frozenset({1, 2, 3, 4, 5, 6, 7, 8, 11, 14})
OBR_MAPPED: Final = frozenset({1, 2, 3, 4, 7, 22, 25})
_STATUS: Final = {
    "F": "final",
    "C": "corrected",
    "P": "preliminary",
    "R": "preliminary",
    "S": "preliminary",
    "I": "registered",
    "O": "registered",
    "X": "cancelled",
    "D": "entered-in-error",
    "W": "entered-in-error",
    "U": "final",
    "A": "amended",
    "B": "amended",
}
"""HL7 table 0085."""
_CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
_INTERPRETATION: Final = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
_INTERPRETATIONS: Final = frozenset(
    {"L", "H", "LL", "HH", "N", "A", "AA", "S", "R", "I", "U", "D", "B", "W", "IND", "POS", "NEG"}
)
_VITAL: Final = frozenset(
    {"8867-4", "9279-1", "8310-5", "8480-6", "8462-4", "85354-9", "29463-7", "8302-2", "39156-5", "2708-6", "59408-5"}
)
_TEXTUAL: Final = frozenset({"ST", "TX", "FT", "ID", "IS", "SI"})


class ObservationReader:
    """Reads the results of one patient in one message."""

    def __init__(self, reader: Reader, dates: PatientReader, report: Report, stamp: str) -> None:
        self._reader, self._dates, self._report, self._stamp = reader, dates, report, stamp

    def records(self, message: Message, local_id: str, visit: str | None) -> list[RecordNote]:
        """An Observation for every OBX that says what was observed."""
        found: list[RecordNote] = []
        order: Segment | None = None
        for segment in message.segments:
            if segment.name == "OBR":
                order = segment
                self._report.take(segment, OBR_MAPPED)
            elif segment.name == "OBX" and (made := self._observation(segment, order, local_id, visit)):
                found.append(RecordNote(local_id, made, self._stamp))
            elif segment.name == "NTE":
                self._note(segment, found[-1].resource if found else None)
        return found

    def _note(self, nte: Segment, above: Element | None) -> None:
        text = "\n".join(filter(None, (value.whole(1) for value in nte.values(3))))
        if above is None or not text:
            self._report.miss("NTE", "a note on nothing that was taken; kept in the raw message")
            return
        self._report.take(nte, frozenset({1, 3}))
        above.setdefault("note", []).append({"text": text})

    def _observation(self, obx: Segment, order: Segment | None, local_id: str, visit: str | None) -> Element | None:
        value = obx.value(3)
        code = self._reader.concept(value) if value else None
        if not code:
            self._report.amiss("OBX-3", "does not say what was observed; expected a code or a name")
            return None
        self._report.take(obx, OBX_MAPPED)
        status = _STATUS.get((obx.text(11) or "F").upper(), "unknown")
        at = self._dates.moment(obx, 14) or (self._dates.moment(order, 7) if order else None)
        made: Element = {
            "resourceType": "Observation",
            "id": self._id(obx, order, local_id, code, at.text if at else ""),
            "status": status,
            "category": [{"coding": [{"system": _CATEGORY, "code": self._category(code, order)}]}],
            "code": code,
            "subject": reference("Patient", resource_id(self._reader.source, "Patient", local_id)),
            **({"encounter": reference("Encounter", visit)} if visit else {}),
            **({"effectiveDateTime": at.text} if at else {}),
            **self._value(obx),
        }
        made.update(self._context(obx))
        return made

    def _id(self, obx: Segment, order: Segment | None, local_id: str, code: Element, at: str) -> str:
        """The same for a result and its corrections: the order's number, what was observed and the sub-id; where no
        order has a number, the patient and the time."""
        number = (order.text(3) or order.text(2)) if order else None
        coded = (code.get("coding") or [{}])[0].get("code") or code.get("text", "")
        about = f"{number}|{order.text(4) if order else ''}" if number else f"{local_id}|{at or self._stamp}"
        return resource_id(self._reader.source, "Observation", f"{about}|{coded}|{obx.text(4) or ''}")

    def _category(self, code: Element, order: Segment | None) -> str:
        if any(coding.get("code") in _VITAL for coding in code.get("coding", ())):
            return "vital-signs"
        return "laboratory" if order else "exam"

    def _context(self, obx: Segment) -> Element:
        parts: Element = {}
        flags = [self._interpretation(value) for value in obx.values(8)]
        if kept := [flag for flag in flags if flag]:
            parts["interpretation"] = kept
        if usual := obx.text(7):
            parts["referenceRange"] = [{"text": usual}]
        return parts

    def _interpretation(self, value: Value) -> Element | None:
        concept = self._reader.concept(value, "0078")
        for coding in (concept or {}).get("coding", ()):
            if coding["code"] in _INTERPRETATIONS:
                coding["system"] = _INTERPRETATION
        return concept

    def _value(self, obx: Segment) -> dict[str, Any]:
        values = obx.values(5)
        if not values:
            return {}
        kind = obx.text(2) or "ST"
        first = values[0]
        if kind == "NM" and len(values) == 1:
            return self._quantity(obx, first.text(1) or "")
        if kind in ("CE", "CWE", "CNE", "CF") and len(values) == 1:
            concept = self._reader.concept(first)
            return {"valueCodeableConcept": concept} if concept else {}
        if kind in ("TS", "DTM", "DT") and (moment := self._dates.moment(obx, 5)):
            return {"valueDateTime": moment.text}
        if kind == "SN" and first.text(2) and first.text(1) in (None, "<", "<=", ">", ">=", "=") and not first.text(3):
            return self._quantity(obx, first.text(2) or "", first.text(1))
        return self._text(values, kind)

    def _text(self, values: list[Value], kind: str) -> dict[str, Any]:
        if kind not in _TEXTUAL and kind not in ("NM", "SN", "CE", "CWE", "TM", "CX", "XPN", "XAD", "EI"):
            self._report.partly.setdefault("OBX", set()).add("OBX-5")
            return {}
        said = [" ".join(filter(None, (value.whole(part) for part in range(1, 10)))) for value in values]
        text = "\n".join(filter(None, said))
        return {"valueString": text} if text else {}

    def _quantity(self, obx: Segment, number: str, comparator: str | None = None) -> dict[str, Any]:
        try:
            amount = Decimal(number)
            if not amount.is_finite() or abs(amount) >= Decimal(10) ** 15:
                raise InvalidOperation
        except InvalidOperation:
            self._report.amiss("OBX-5", "is not a number although OBX-2 says NM; kept as text")
            return {"valueString": number} if number else {}
        unit = obx.value(6)
        quantity: dict[str, Any] = {"value": int(amount) if amount == amount.to_integral_value() else float(amount)}
        if comparator and comparator != "=":
            quantity["comparator"] = comparator
        if unit and (shown := unit.text(2) or unit.text(1)):
            quantity["unit"] = shown
            if unit.text(1) and (unit.text(3) or "").upper() in ("UCUM", ""):
                quantity.update({"system": "http://unitsofmeasure.org", "code": unit.text(1)})
        return {"valueQuantity": quantity}
