"""AL1 and PR1 as FHIR AllergyIntolerance and Procedure (HL7 v2.5 chapters 3.4.6 and 6.5.4)."""

from __future__ import annotations

from typing import Final

from careweft.feeds.hl7.datatypes import Element, Reader
from careweft.feeds.hl7.message import Message, Segment
from careweft.feeds.hl7.patient import PatientReader
from careweft.feeds.notes import RecordNote, reference, resource_id
from careweft.feeds.report import Report

AL1_MAPPED: Final = frozenset({1, 2, 3, 4, 5, 6})
PR1_MAPPED: Final = frozenset({1, 3, 4, 5})
_CLINICAL: Final = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
_CATEGORY: Final = {"DA": "medication", "FA": "food", "MA": "environment", "EA": "environment", "PA": "environment"}
"""HL7 table 0127; what is left out is neither drug, food nor surroundings."""
_CRITICALITY: Final = {"SV": "high", "MO": "low", "MI": "low", "U": "unable-to-assess"}
"""HL7 table 0128."""


class ClinicalReader:
    """Reads allergies and procedures of one patient in one message."""

    def __init__(self, reader: Reader, dates: PatientReader, report: Report, stamp: str) -> None:
        self._reader, self._dates, self._report, self._stamp = reader, dates, report, stamp

    def records(self, message: Message, local_id: str, visit: str | None) -> list[RecordNote]:
        """A resource for every segment that says what it is about."""
        found = [self._allergy(segment, local_id) for segment in message.all("AL1")]
        found += [self._procedure(segment, local_id, visit) for segment in message.all("PR1")]
        return [RecordNote(local_id, resource, self._stamp) for resource in found if resource]

    def _coded(self, segment: Segment, mapped: frozenset[int]) -> tuple[Element, str] | None:
        value = segment.value(3)
        code = self._reader.concept(value) if value else None
        if not code:
            self._report.amiss(f"{segment.name}-3", "does not say what it is; expected a code or a name")
            return None
        self._report.take(segment, mapped)
        coding = (code.get("coding") or [{}])[0]
        return code, f"{coding.get('system', '')}|{coding.get('code') or code.get('text')}"

    def _subject(self, local_id: str) -> dict[str, str]:
        return reference("Patient", resource_id(self._reader.source, "Patient", local_id))

    def _allergy(self, al1: Segment, local_id: str) -> Element | None:
        coded = self._coded(al1, AL1_MAPPED)
        if coded is None:
            return None
        category, criticality = _CATEGORY.get(al1.text(2) or ""), _CRITICALITY.get(al1.text(4) or "")
        reactions = [{"manifestation": [{"text": text}]} for v in al1.values(5) if (text := v.text(1))]
        since = self._dates.moment(al1, 6)
        return {
            "resourceType": "AllergyIntolerance",
            "id": resource_id(self._reader.source, "AllergyIntolerance", f"{local_id}|{coded[1]}"),
            "clinicalStatus": {"coding": [{"system": _CLINICAL, "code": "active"}]},
            **({"category": [category]} if category else {}),
            **({"criticality": criticality} if criticality else {}),
            "code": coded[0],
            "patient": self._subject(local_id),
            **({"onsetDateTime": since.text} if since else {}),
            **({"reaction": reactions} if reactions else {}),
        }

    def _procedure(self, pr1: Segment, local_id: str, visit: str | None) -> Element | None:
        coded = self._coded(pr1, PR1_MAPPED)
        if coded is None:
            return None
        at = self._dates.moment(pr1, 5)
        code = {**coded[0], "text": pr1.text(4) or coded[0].get("text")}
        key = f"{visit or local_id}|{coded[1]}|{at.text if at else ''}"
        return {
            "resourceType": "Procedure",
            "id": resource_id(self._reader.source, "Procedure", key),
            "status": "completed",
            "code": {name: value for name, value in code.items() if value},
            "subject": self._subject(local_id),
            **({"encounter": reference("Encounter", visit)} if visit else {}),
            **({"performedDateTime": at.text} if at else {}),
        }
