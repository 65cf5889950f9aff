"""`$summary` of a Patient: an International Patient Summary (HL7 IPS 1.1) as a document Bundle.

Which resource goes into which section is told by SECTIONS. Where there is nothing for a section that an IPS must have,
it says that there is no information: never that there is nothing known, for an empty record does not tell that.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Final
from uuid import uuid4

from careweft.base.db import Connection
from careweft.fhir.jsontext import loads
from careweft.fhir.operations.everything import MOST, Wanted, everything
from careweft.fhir.stored import Stored, stamped

Resource = Mapping[str, Any]
LOINC: Final = "http://loinc.org"
ABSENT: Final = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"
_CLINICAL: Final = "http://terminology.hl7.org/CodeSystem"
_EACH: Final = 100  # entries of a section
_READ: Final = 20_000  # resources of one person that are looked at


@dataclass(frozen=True)
class Section:
    """A section of the summary: title, LOINC code, and what belongs into it."""

    title: str
    code: str
    holds: Callable[[Resource], bool]
    absent: Callable[[str], dict[str, Any]] | None = None


def _codes(concept: Any) -> set[str]:
    found = concept if isinstance(concept, list) else [concept] if concept else []
    return {coding.get("code", "") for one in found for coding in one.get("coding", ())}


def _right(resource: Resource) -> bool:
    """Whether nobody took it back."""
    wrong = {"entered-in-error", "refuted"}
    return resource.get("status") not in ("entered-in-error", "not-done", "cancelled") and wrong.isdisjoint(
        _codes(resource.get("verificationStatus"))
    )


def _is(type_: str, *statuses: str) -> Callable[[Resource], bool]:
    return lambda one: one["resourceType"] == type_ and (not statuses or one.get("status") in statuses)


def _medicine(one: Resource) -> bool:
    return _is("MedicationStatement", "active", "intended", "on-hold")(one) or _is("MedicationRequest", "active")(one)


def _problem(one: Resource, current: bool) -> bool:
    over = not {"inactive", "remission", "resolved"}.isdisjoint(_codes(one.get("clinicalStatus")))
    return one["resourceType"] == "Condition" and over is not current


def _measured(one: Resource, category: str) -> bool:
    return one["resourceType"] == "Observation" and category in _codes(one.get("category"))


def _no_medicine(subject: str) -> dict[str, Any]:
    code = _nothing("no-medication-info", "No information about medications")
    period = {"_start": {"extension": [{
        "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]}}  # fmt: skip
    return {
        "resourceType": "MedicationStatement", "status": "unknown", "medicationCodeableConcept": code,
        "subject": {"reference": subject}, "effectivePeriod": period,
    }  # fmt: skip


def _no_allergy(subject: str) -> dict[str, Any]:
    active = {"coding": [{"system": f"{_CLINICAL}/allergyintolerance-clinical", "code": "active"}]}
    code = _nothing("no-allergy-info", "No information about allergies")
    return {"resourceType": "AllergyIntolerance", "clinicalStatus": active, "code": code,
            "patient": {"reference": subject}}  # fmt: skip


def _no_problem(subject: str) -> dict[str, Any]:
    active = {"coding": [{"system": f"{_CLINICAL}/condition-clinical", "code": "active"}]}
    code = _nothing("no-problem-info", "No information about problems")
    return {"resourceType": "Condition", "clinicalStatus": active, "code": code, "subject": {"reference": subject}}


def _nothing(code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": ABSENT, "code": code, "display": display}]}


SECTIONS: Final = (
    Section("Medication summary", "10160-0", _medicine, _no_medicine),
    Section("Allergies and intolerances", "48765-2", _is("AllergyIntolerance"), _no_allergy),
    Section("Problems", "11450-4", lambda one: _problem(one, True), _no_problem),
    Section("Immunizations", "11369-6", _is("Immunization", "completed")),
    Section("Procedures", "47519-4", _is("Procedure")),
    Section("Medical devices", "46264-8", _is("DeviceUseStatement", "active")),
    Section("Results", "30954-2", lambda one: _measured(one, "laboratory")),
    Section("Vital signs", "8716-3", lambda one: _measured(one, "vital-signs")),
    Section("Past illnesses", "11348-0", lambda one: _problem(one, False)),
    Section("Plan of care", "18776-5", _is("CarePlan", "active")),
    Section("Social history", "29762-2", lambda one: _measured(one, "social-history")),
)
TYPES: Final = (
    "Patient", "MedicationStatement", "MedicationRequest", "AllergyIntolerance", "Condition", "Immunization",
    "Procedure", "DeviceUseStatement", "Observation", "CarePlan",
)  # fmt: skip


async def summary(conn: Connection, id_: str, base_url: str, now: datetime) -> tuple[int, dict[str, Any]]:
    """The person, and the document of what the acting account sees of them. Raises NotFound and Gone."""
    person, found, shared = await _read(conn, id_)
    subject = f"Patient/{id_}"
    patients = [one for one in found if one["resourceType"] == "Patient"]
    patients.sort(key=lambda one: one["id"] != id_)
    included: dict[str, Resource] = {}
    sections = []
    for section in SECTIONS:
        mine = _latest([one for one in found if section.holds(one) and _right(one)])
        entries = {f"{base_url}/{one['resourceType']}/{one['id']}": one for one in mine[:_EACH]}
        if not entries and section.absent:
            entries = {f"urn:uuid:{uuid4()}": section.absent(subject)}
        if entries:
            sections.append(_section(section, entries, base_url, len(mine)))
            included |= entries
    author = f"urn:uuid:{uuid4()}"
    maker = {"resourceType": "Device", "deviceName": [{"name": "Careweft", "type": "model-name"}]}
    composition = {
        "resourceType": "Composition", "status": "final", "type": _loinc("60591-5", "Patient summary Document"),
        "subject": {"reference": subject}, "date": stamped(now), "author": [{"reference": author}],
        "title": "International Patient Summary", "section": sections,
    }  # fmt: skip
    entries = {f"urn:uuid:{uuid4()}": composition}
    entries |= {f"{base_url}/Patient/{one['id']}": one for one in patients}
    entries |= included | {author: maker} | _referred(shared, included.values(), base_url)
    return person, {
        "resourceType": "Bundle", "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{uuid4()}"},
        "type": "document", "timestamp": stamped(now),
        "entry": [{"fullUrl": url, "resource": one} for url, one in entries.items()],
    }  # fmt: skip


async def _read(conn: Connection, id_: str) -> tuple[int, list[Resource], dict[str, Stored]]:
    """The person's resources that may be in it, and what is shared and referred to by them."""
    found: list[Resource] = []
    shared: dict[str, Stored] = {}
    wanted = Wanted((*TYPES, "Medication", "Device"), count=MOST)
    while True:
        page = await everything(conn, id_, wanted)
        found += [loads(one.body) for one in page.found]
        shared |= {f"{one.type}/{one.id}": one for one in page.shared}
        if not page.next or len(found) >= _READ:
            return page.person_id, found, shared
        wanted = Wanted(wanted.types, count=MOST, page=page.next)


def _latest(found: Sequence[Resource]) -> list[Resource]:
    """Newest first; of observations of the same code only the newest."""
    ordered = sorted(found, key=_when, reverse=True)
    kept: dict[Any, Resource] = {}
    for one in ordered:
        same = frozenset(_codes(one.get("code"))) if one["resourceType"] == "Observation" else one["id"]
        kept.setdefault(same or one["id"], one)
    return list(kept.values())


def _when(one: Resource) -> str:
    """A date of it, for the order and for reading."""
    names = ("effectiveDateTime", "occurrenceDateTime", "performedDateTime", "onsetDateTime", "authoredOn",
             "recordedDate", "dateAsserted", "recordedOn")  # fmt: skip
    periods = ("effectivePeriod", "performedPeriod", "onsetPeriod", "period")
    plain = next((one[name] for name in names if name in one), None)
    return str(plain or next((one[name].get("start", "") for name in periods if name in one), ""))


def _section(section: Section, entries: Mapping[str, Resource], base_url: str, count: int) -> dict[str, Any]:
    rows = "".join(f"<li>{escape(_said(one))}</li>" for one in entries.values())
    more = f"<p>{count - _EACH} more are not shown.</p>" if count > _EACH else ""
    div = f'<div xmlns="http://www.w3.org/1999/xhtml"><ul>{rows}</ul>{more}</div>'
    return {
        "title": section.title,
        "code": _loinc(section.code, section.title),
        "text": {"status": "generated", "div": div},
        "entry": [{"reference": url.removeprefix(f"{base_url}/")} for url in entries],
    }


def _said(one: Resource) -> str:
    """What a reader needs of an entry: its name, its value and its date."""
    concept = next((one[n] for n in ("code", "medicationCodeableConcept", "vaccineCode") if n in one), None)
    codings = concept.get("coding", [{}]) if concept else [{}]
    name = (concept or {}).get("text") or codings[0].get("display") or codings[0].get("code") or one.get("title")
    quantity = one.get("valueQuantity", {})
    value = f": {quantity.get('value', '')} {quantity.get('unit', '')}".rstrip() if quantity else ""
    when = _when(one)[:10]
    return f"{name or one['resourceType']}{value}{f' ({when})' if when else ''}"


def _referred(shared: Mapping[str, Stored], included: Iterable[Resource], base_url: str) -> dict[str, Resource]:
    """The medicines and devices that what is included refers to."""
    named = {one.get(name, {}).get("reference") for one in included for name in ("medicationReference", "device")}
    return {f"{base_url}/{key}": loads(shared[key].body) for key in sorted(named & shared.keys())}


def _loinc(code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": LOINC, "code": code, "display": display}]}
