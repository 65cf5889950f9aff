"""A folded visit as FHIR R4: an Encounter, and a Condition for every diagnosis made in it."""

from __future__ import annotations

from typing import Any

from careweft.feeds import extensions
from careweft.feeds.notes import reference, resource_id
from careweft.feeds.visits.fold import Stay, Visit, as_pair, code_key

Resource = dict[str, Any]

_UNKNOWN_CLASS = {"system": "http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "code": "UNK"}
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFIED = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category"
_ROLE = "http://terminology.hl7.org/CodeSystem/diagnosis-role"
_USE = {"A": ("AD", "Admission diagnosis"), "F": ("DD", "Discharge diagnosis"), "W": ("CC", "Chief complaint")}


def encounter(source: str, key: str, visit: Visit) -> list[Resource]:
    """The Encounter of a source's visit and its Conditions."""
    identifier = resource_id(source, "Encounter", key)
    subject = reference("Patient", resource_id(source, "Patient", visit.local_id))
    conditions = [_condition(source, identifier, subject, diagnosis, stands) for diagnosis, stands in visit.diagnoses]
    resource: Resource = {
        "resourceType": "Encounter",
        "id": identifier,
        "extension": _extensions(visit),
        "identifier": visit.says.get("identifiers"),
        "status": visit.status,
        "statusHistory": _history(visit.statuses, "status", _end(visit)),
        "class": visit.classes[-1][0] if visit.classes else _UNKNOWN_CLASS,
        "classHistory": _history(visit.classes, "class", _end(visit)) if len(visit.classes) > 1 else None,
        "type": _list(visit.says.get("type")),
        "serviceType": visit.says.get("service"),
        "priority": visit.says.get("priority"),
        "subject": subject,
        "participant": visit.says.get("participants"),
        "period": _period(visit.start[0] if visit.start else None, visit.end[0] if visit.end else None),
        "reasonCode": visit.says.get("reason"),
        "diagnosis": [
            _role(condition["id"], diagnosis)
            for condition, (diagnosis, stands) in zip(conditions, visit.diagnoses, strict=True)
            if stands
        ],
        "hospitalization": _hospitalization(visit.says),
        "location": [_location(stay) for stay in visit.stays],
        "serviceProvider": reference("Organization", source),
    }
    return [{name: value for name, value in resource.items() if value}, *conditions]


def _end(visit: Visit) -> str:
    return visit.end[1] if visit.end else ""


def _list(value: Any) -> list[Any] | None:
    return [value] if value else None


def _extensions(visit: Visit) -> list[Resource]:
    ready, delay = visit.says.get("ready"), visit.says.get("delay")
    found: list[Resource] = []
    if ready:
        found.append({"url": extensions.MEDICALLY_FIT, "valueDateTime": ready})
    if delay:
        found.append({"url": extensions.DELAY_REASON, "valueCode": delay})
    return found


def _history(states: list[tuple[Any, str]], name: str, end: str) -> list[Resource]:
    """States with the time that each held; the last one holds until `end`, or still."""
    untils = [*(since for _, since in states[1:]), ""]
    history = []
    for (state, since), until in zip(states, untils, strict=False):
        if name == "class" and not until:
            until = end
        history.append({name: state, "period": _period(_fhir(since), _fhir(max(since, until)) if until else None)})
    return history


def _fhir(at: str) -> str:
    return as_pair(at)[0]


def _period(start: str | None, end: str | None) -> Resource:
    return {**({"start": start} if start else {}), **({"end": end} if end else {})}


def _location(stay: Stay) -> Resource:
    return {
        "location": {
            **reference("Location", stay.place["id"]),
            "identifier": {"value": stay.place["unit"]},
            "display": stay.place["display"],
        },
        "status": "completed" if stay.until else "active",
        "period": _period(_fhir(stay.since), _fhir(max(stay.since, stay.until)) if stay.until else None),
    }


def _hospitalization(says: dict[str, Any]) -> Resource:
    destination = says.get("destination")
    parts = {
        "preAdmissionIdentifier": says.get("preadmission"),
        "admitSource": says.get("admitSource"),
        "reAdmission": says.get("readmission"),
        "destination": _named(destination) if destination else None,
        "dischargeDisposition": says.get("disposition"),
    }
    return {name: value for name, value in parts.items() if value}


def _named(concept: Resource) -> Resource:
    coding = (concept.get("coding") or [{}])[0]
    return {"display": concept.get("text") or coding.get("display") or coding["code"]}


def _role(condition_id: str, diagnosis: dict[str, Any]) -> Resource:
    known = _USE.get(diagnosis.get("use", ""))
    use = {"coding": [{"system": _ROLE, "code": known[0], "display": known[1]}]} if known else None
    parts = {"condition": reference("Condition", condition_id), "use": use, "rank": diagnosis.get("rank")}
    return {name: value for name, value in parts.items() if value}


def _condition(source: str, visit_id: str, subject: Resource, diagnosis: dict[str, Any], stands: bool) -> Resource:
    code = diagnosis["code"]
    verified = ("provisional" if diagnosis.get("use") == "W" else "confirmed") if stands else "entered-in-error"
    clinical = {"clinicalStatus": {"coding": [{"system": _CLINICAL, "code": "active"}]}} if stands else {}
    return {
        "resourceType": "Condition",
        "id": resource_id(source, "Condition", f"{visit_id}|{code_key(code)}"),
        **clinical,
        "verificationStatus": {"coding": [{"system": _VERIFIED, "code": verified}]},
        "category": [{"coding": [{"system": _CATEGORY, "code": "encounter-diagnosis"}]}],
        "code": code,
        "subject": subject,
        "encounter": reference("Encounter", visit_id),
        **({"onsetDateTime": diagnosis["at"]} if diagnosis.get("at") else {}),
    }
