"""PV1, PV2, DG1 and ZDL as what one message says of a visit (HL7 v2.5 chapter 3.4; ZDL is the place's own)."""

from __future__ import annotations

from typing import Any

from careweft.feeds.hl7.datatypes import TABLE, Element, Reader
from careweft.feeds.hl7.message import Message, Segment, Value
from careweft.feeds.hl7.patient import PatientReader, displayed
from careweft.feeds.moment import Moment, sortable
from careweft.feeds.notes import RecordNote, reference, resource_id
from careweft.feeds.report import Report

PV1_MAPPED = frozenset({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 17, 18, 19, 36, 37, 44, 45, 50})
PV2_MAPPED = frozenset({3})
DG1_MAPPED = frozenset({1, 2, 3, 4, 5, 6, 15, 20})
ZDL_MAPPED = frozenset({1, 2})
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
ACT_PRIORITY = "http://terminology.hl7.org/CodeSystem/v3-ActPriority"
_PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"

_CLASS = {
    "I": ("IMP", "inpatient encounter"),
    "B": ("IMP", "inpatient encounter"),
    "E": ("EMER", "emergency"),
    "O": ("AMB", "ambulatory"),
    "R": ("AMB", "ambulatory"),
    "C": ("AMB", "ambulatory"),
    "P": ("PRENC", "pre-admission"),
    "H": ("HH", "home health"),
    "V": ("VR", "virtual"),
}
_PRIORITY = {"A": "EM", "E": "EM", "U": "UR", "C": "EL", "R": "R"}
"""HL7 table 0007 (admission type) as v3 ActPriority. NHS admission methods 2x are emergencies, 1x elective."""


class VisitReader:
    """Reads the visit segments of one message."""

    def __init__(self, reader: Reader, dates: PatientReader, report: Report) -> None:
        self._reader, self._dates, self._report = reader, dates, report
        self.shared: list[RecordNote] = []
        """Locations and practitioners that the visit refers to."""

    def says(self, message: Message, pv1: Segment, stamp: str) -> dict[str, Any]:
        """The parts of the visit that the message speaks of; None for one that it deletes."""
        self._report.take(pv1, PV1_MAPPED)
        said: dict[str, Any] = {}
        self._kind(said, pv1)
        self._places(said, pv1, stamp)
        self._times(said, pv1)
        self._concepts(said, pv1)
        self._people(said, pv1, stamp)
        self._identifiers(said, pv1)
        if pv2 := message.first("PV2"):
            self._reason(said, pv2)
        if diagnoses := message.all("DG1"):
            said["diagnoses"] = [d for segment in diagnoses if (d := self._diagnosis(segment))]
        if zdl := message.first("ZDL"):
            self._delay(said, zdl)
        return said

    def _kind(self, said: dict[str, Any], pv1: Segment) -> None:
        if code := pv1.text(2):
            known = _CLASS.get(code.upper())
            said["class"] = (
                {"system": ACT_CODE, "code": known[0], "display": known[1]}
                if known
                else {"system": f"{TABLE}0004", "code": code}
            )
        if (value := pv1.value(4)) and (sent := self._reader.concept(value, "0007")):
            said["priority"] = _with_priority(sent, value.text(1) or "")

    def _places(self, said: dict[str, Any], pv1: Segment, stamp: str) -> None:
        for field, name in ((3, "place"), (6, "prior")):
            if (value := pv1.value(field)) and (place := self._place(value, stamp)):
                said[name] = place

    def _place(self, value: Value, stamp: str) -> dict[str, str] | None:
        ward, room, bed, facility = (value.text(part) for part in (1, 2, 3, 4))
        unit = ward or value.text(9) or facility
        if not unit:
            return None
        ward_id = self._location(f"{facility or ''}|{unit}", {"name": unit, "physical": "wa"}, stamp)
        display, spot = unit, ward_id
        if room or bed:
            within = ", ".join(filter(None, (room and f"room {room}", bed and f"bed {bed}")))
            display = f"{unit}, {within}"
            key = f"{facility or ''}|{unit}|{room or ''}|{bed or ''}"
            spot = self._location(key, {"name": display, "physical": "bd" if bed else "ro", "part_of": ward_id}, stamp)
        return {"id": spot, "unit": unit, "display": display}

    def _location(self, key: str, about: dict[str, str], stamp: str) -> str:
        identifier = resource_id(self._reader.source, "Location", key)
        physical = "http://terminology.hl7.org/CodeSystem/location-physical-type"
        resource: Element = {
            "resourceType": "Location",
            "id": identifier,
            "name": about["name"],
            "physicalType": {"coding": [{"system": physical, "code": about["physical"]}]},
            "managingOrganization": reference("Organization", self._reader.source),
        }
        if "part_of" in about:
            resource["partOf"] = reference("Location", about["part_of"])
        self.shared.append(RecordNote(None, resource, stamp))
        return identifier

    def _times(self, said: dict[str, Any], pv1: Segment) -> None:
        for field, name in ((44, "start"), (45, "end")):
            if pv1.null(field):
                said[name] = None
            elif moment := self._dates.moment(pv1, field):
                said[name] = pair(moment)

    def _concepts(self, said: dict[str, Any], pv1: Segment) -> None:
        for field, name, table in _CODED:
            if pv1.null(field):
                said[name] = None
            elif value := pv1.value(field):
                said[name] = self._reader.concept(value, table)

    def _people(self, said: dict[str, Any], pv1: Segment, stamp: str) -> None:
        taking_part = []
        for field, role in ((7, "ATND"), (8, "REF"), (9, "CON"), (17, "ADM")):
            for value in pv1.values(field):
                if person := self.practitioner(value, stamp):
                    role_coding = {"coding": [{"system": _PARTICIPATION, "code": role}]}
                    taking_part.append({"type": [role_coding], "individual": person})
        if taking_part:
            said["participants"] = taking_part

    def practitioner(self, value: Value, stamp: str) -> Element | None:
        """XCN as a reference; the Practitioner goes to `shared` where the sender gives an identifier."""
        name = self._reader.person(value)
        code = value.text(1)
        if not code:
            return displayed(name) or None
        identifier = resource_id(self._reader.source, "Practitioner", code)
        resource: Element = {
            "resourceType": "Practitioner",
            "id": identifier,
            "identifier": [{"system": f"urn:careweft:source:{self._reader.source}", "value": code}],
        }
        if name:
            resource["name"] = [name]
            self.shared.append(RecordNote(None, resource, stamp))
            return {**reference("Practitioner", identifier), **displayed(name)}
        return {"identifier": resource["identifier"][0]}

    def _identifiers(self, said: dict[str, Any], pv1: Segment) -> None:
        found = [i for field in (19, 50) for i in self._reader.each(pv1, field, self._reader.identifier)]
        if found:
            said["identifiers"] = found
        if before := self._reader.each(pv1, 5, self._reader.identifier):
            said["preadmission"] = before[0]

    def _reason(self, said: dict[str, Any], pv2: Segment) -> None:
        self._report.take(pv2, PV2_MAPPED)
        if pv2.null(3):
            said["reason"] = None
        elif reasons := self._reader.each(pv2, 3, self._reader.concept):
            said["reason"] = reasons

    def _diagnosis(self, dg1: Segment) -> dict[str, Any] | None:
        self._report.take(dg1, DG1_MAPPED)
        value = dg1.value(3)
        method = dg1.text(2)
        code = self._reader.concept(value) if value else None
        if code and method and value and not value.text(3):
            code["coding"][0].setdefault("system", f"urn:careweft:code:{method}")
        if described := dg1.text(4):
            code = {**(code or {}), "text": (code or {}).get("text", described)}
        if not code:
            return None
        at = self._dates.moment(dg1, 5)
        rank = dg1.text(15) or dg1.text(1)
        return {
            "code": code,
            "use": dg1.text(6) or "",
            **({"at": at.text} if at else {}),
            **({"rank": int(rank)} if rank and rank.isdigit() and 0 < int(rank) < 1000 else {}),
        }

    def _delay(self, said: dict[str, Any], zdl: Segment) -> None:
        self._report.take(zdl, ZDL_MAPPED)
        moment = self._dates.moment(zdl, 1)
        said["ready"] = moment.text if moment else None
        reason = zdl.text(2)
        said["delay"] = "-".join(reason.lower().split()) if reason else None


_CODED = (
    (10, "service", "0069"),
    (13, "readmission", "0092"),
    (14, "admitSource", "0023"),
    (18, "type", "0018"),
    (36, "disposition", "0112"),
    (37, "destination", "0113"),
)


def pair(moment: Moment) -> list[str]:
    """A time as it is kept in an event: FHIR's text and its sortable instant."""
    return [moment.text, sortable(moment.at)]


def _with_priority(sent: Element, code: str) -> Element:
    known = _PRIORITY.get(code.upper()) or {"2": "EM", "1": "EL"}.get(code[:1] if len(code) == 2 else "")
    if not known:
        return sent
    return {**sent, "coding": [{"system": ACT_PRIORITY, "code": known}, *sent.get("coding", [])]}


def visit_key(message: Message, pv1: Segment) -> str | None:
    """The source's number of the visit with its authority: PV1-19, else the account (PID-18), else PV1-50; None where
    the message names no visit."""
    pid = message.first("PID")
    for value in (pv1.value(19), pid.value(18) if pid else None, pv1.value(50)):
        if value and (number := value.text(1)):
            authority = value.sub(4)
            return "|".join(filter(None, (number, authority.text(1) or authority.text(2))))
    return None
