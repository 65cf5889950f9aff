"""PID, PD1 and NK1 as the parts of a FHIR Patient (HL7 v2.5 chapter 3.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import Any

from careweft.base.errors import BadInput
from careweft.feeds.hl7.datatypes import NHS_NUMBER, TABLE, Element, Reader
from careweft.feeds.hl7.message import Segment, Value
from careweft.feeds.moment import Moment, from_ts
from careweft.feeds.notes import reference, resource_id
from careweft.feeds.report import Report

PID_MAPPED = frozenset({1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 14, 15, 16, 18, 19, 22, 24, 25, 29, 30})
PD1_MAPPED = frozenset({3, 4})
NK1_MAPPED = frozenset({1, 2, 3, 4, 5, 6})

_SEX = {"M": "male", "1": "male", "F": "female", "2": "female", "O": "other", "A": "other", "9": "other"}
_ETHNIC = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory"
_MAIDEN = "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName"


class PatientReader:
    """Reads the demographic segments of one message; what cannot be read is noted in the report."""

    def __init__(self, reader: Reader, zone: tzinfo, report: Report) -> None:
        self._reader, self._zone, self._report = reader, zone, report

    def moment(self, segment: Segment, field: int, component: int = 1) -> Moment | None:
        """A time stamp; None where absent or not a time, which is noted."""
        text = segment.text(field, component)
        if not text:
            return None
        try:
            return from_ts(text, self._zone)
        except BadInput as wrong:
            self._report.amiss(f"{segment.name}-{field}", str(wrong))
            return None

    def fields(self, pid: Segment, pd1: Segment | None, nk1: list[Segment]) -> dict[str, Any]:
        """The parts of the Patient that the segments speak of."""
        self._report.take(pid, PID_MAPPED)
        said: dict[str, Any] = {}
        for field, name, read in self._plain():
            self._list(said, pid, field, name, read)
        self._identifiers(said, pid)
        self._telecom(said, pid)
        self._dates(said, pid)
        self._single(said, pid)
        if pd1:
            self._practice(said, pd1)
        if nk1:
            said["contact"] = [contact for segment in nk1 if (contact := self._contact(segment))] or None
        return said

    def _plain(self) -> list[tuple[int, str, Callable[[Value], Element | None]]]:
        return [(11, "address", self._reader.address), (5, "name", self._reader.name)]

    def _list(
        self, said: dict[str, Any], pid: Segment, field: int, name: str, read: Callable[[Value], Element | None]
    ) -> None:
        if pid.null(field):
            said[name] = None
        elif pid.present(field) and (elements := self._reader.each(pid, field, read)):
            said[name] = elements

    def _identifiers(self, said: dict[str, Any], pid: Segment) -> None:
        """Each system is a part of its own: a message that leaves one out does not take it away."""
        found = [i for field in (3, 2, 4) for i in self._reader.each(pid, field, self._reader.identifier)]
        if number := pid.text(19):
            found.append({"type": {"coding": [{"system": f"{TABLE}0203", "code": "SS"}]}, "value": number})
        for identifier in found:
            same = said.setdefault(f"identifier|{identifier.get('system', '')}", [])
            if identifier["value"] not in [other["value"] for other in same]:
                same.append(identifier)

    def _telecom(self, said: dict[str, Any], pid: Segment) -> None:
        if pid.null(13) and not pid.present(14):
            said["telecom"] = None
        home = self._reader.each(pid, 13, lambda value: self._reader.telephone(value, "home"))
        work = self._reader.each(pid, 14, lambda value: self._reader.telephone(value, "work"))
        if home or work:
            said["telecom"] = home + work

    def _dates(self, said: dict[str, Any], pid: Segment) -> None:
        if pid.null(7):
            said["birthDate"] = None
        elif self.moment(pid, 7):
            said["birthDate"] = _date(pid.text(7) or "")
        if pid.null(29) and not pid.text(30):
            said["deceased"] = None
        elif died := self.moment(pid, 29):
            said["deceased"] = {"deceasedDateTime": died.text}
        elif pid.text(30) in ("Y", "N"):
            said["deceased"] = {"deceasedBoolean": pid.text(30) == "Y"}

    def _single(self, said: dict[str, Any], pid: Segment) -> None:
        if pid.null(8):
            said["gender"] = None
        elif sex := pid.text(8):
            said["gender"] = _SEX.get(sex.upper(), "unknown")
        if marital := pid.value(16):
            said["maritalStatus"] = self._reader.concept(marital, "0002")
        if language := pid.value(15):
            spoken = self._reader.concept(language, "0296")
            said["communication"] = [{"language": spoken}] if spoken else None
        if maiden := pid.value(6):
            name = maiden.whole(1)
            said["extension.maiden"] = {"url": _MAIDEN, "valueString": name} if name else None
        if (group := pid.value(22)) and (category := self._reader.concept(group, "0189")):
            said["extension.ethnic"] = {"url": _ETHNIC, "valueCodeableConcept": category}
        self._alias(said, pid)
        self._birth_order(said, pid)

    def _alias(self, said: dict[str, Any], pid: Segment) -> None:
        alias = [{"use": "old", **name} for name in self._reader.each(pid, 9, self._reader.name)]
        if alias:
            said["name"] = [*(said.get("name") or []), *alias]

    def _birth_order(self, said: dict[str, Any], pid: Segment) -> None:
        order = pid.text(25)
        if order and order.isdigit() and len(order) < 3:
            said["multipleBirth"] = {"multipleBirthInteger": int(order)}
        elif pid.text(24) in ("Y", "N"):
            said["multipleBirth"] = {"multipleBirthBoolean": pid.text(24) == "Y"}

    def _practice(self, said: dict[str, Any], pd1: Segment) -> None:
        self._report.take(pd1, PD1_MAPPED)
        if pd1.null(3):
            said["practice"] = None
        elif (value := pd1.value(3)) and (found := self._reader.organisation(value)):
            said["practice"] = {"code": found[0], "name": found[1]}
        if (doctor := pd1.value(4)) and doctor.text(1):
            said["doctor"] = {
                **reference("Practitioner", resource_id(self._reader.source, "Practitioner", doctor.text(1) or "")),
                **displayed(self._reader.person(doctor)),
            }

    def _contact(self, nk1: Segment) -> Element | None:
        self._report.take(nk1, NK1_MAPPED)
        name = nk1.value(2)
        relation = nk1.value(3)
        address = nk1.value(4)
        parts = {
            "relationship": [c] if relation and (c := self._reader.concept(relation, "0063")) else None,
            "name": self._reader.name(name) if name else None,
            "telecom": self._reader.each(nk1, 5, self._reader.telephone)
            + self._reader.each(nk1, 6, self._reader.telephone),
            "address": self._reader.address(address) if address else None,
        }
        kept = {key: value for key, value in parts.items() if value}
        return kept or None


def local_id(pid: Segment, reader: Reader) -> str | None:
    """The source's own number of a patient: of PID-3 the record number (MR), else an internal one (PI, PT), else the
    first that is not the NHS number; failing that PID-2, PID-4, then whatever PID-3 has."""
    values = [value for value in pid.values(3) if value.text(1)]
    return chosen_number(values, reader) or pid.text(2) or pid.text(4) or (values[0].text(1) if values else None)


def chosen_number(values: list[Value], reader: Reader) -> str | None:
    """The record number among identifiers, as `local_id` says."""
    for kind in ("MR", "PI", "PT"):
        for value in values:
            if value.text(5) == kind:
                return value.text(1)
    own = [value for value in values if (reader.identifier(value) or {}).get("system") != NHS_NUMBER]
    return own[0].text(1) if own else None


def _date(stamp: str) -> str:
    digits = stamp[:8].split("+")[0].split("-")[0]
    return "-".join(filter(None, (digits[:4], digits[4:6], digits[6:8])))


def displayed(name: Element | None) -> dict[str, str]:
    """A HumanName as the `display` of a reference."""
    if not name:
        return {}
    words = [*name.get("prefix", ()), *name.get("given", ()), name.get("family", "")]
    return {"display": " ".join(filter(None, words))}
