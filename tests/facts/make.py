"""Resources as feeds write them, with as much said as a test needs."""

from typing import Any

Resource = dict[str, Any]

EXTENSION = "https://careweft.org/fhir/StructureDefinition/"
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
SNOMED, LOINC, ICD10 = "http://snomed.info/sct", "http://loinc.org", "http://hl7.org/fhir/sid/icd-10"


def concept(code: str, system: str = SNOMED) -> Resource:
    return {"coding": [{"system": system, "code": code}]}


def reference(to: str) -> Resource:
    return {"reference": to}


def period(start: str | None, end: str | None = None) -> Resource:
    return {name: value for name, value in (("start", start), ("end", end)) if value}


def patient(id: str, source: str, **parts: Any) -> Resource:
    """`practice` names the general practice; `postcode` the home's."""
    practice, postcode = parts.pop("practice", None), parts.pop("postcode", None)
    made = {
        "resourceType": "Patient",
        "id": id,
        "identifier": [{"system": f"urn:careweft:source:{source}", "value": id}],
        "managingOrganization": reference(f"Organization/{source}"),
        **parts,
    }
    if practice:
        made["generalPractitioner"] = [reference(f"Organization/{practice}")]
    if postcode:
        made["address"] = [{"use": "home", "postalCode": postcode}]
    return made


def encounter(id: str, status: str, start: str | None, end: str | None = None, **parts: Any) -> Resource:
    """An inpatient stay in the acute hospital, unless `class_` says another; `unit` is where it is now."""
    code, unit = parts.pop("class_", "IMP"), parts.pop("unit", None)
    made = {
        "resourceType": "Encounter",
        "id": id,
        "status": status,
        "class": {"system": ACT_CODE, "code": code},
        "subject": reference("Patient/p"),
        "period": period(start, end),
        "serviceProvider": reference("Organization/acute"),
        **parts,
    }
    if unit:
        made["location"] = [{"location": {"reference": "Location/l", "identifier": {"value": unit}}}]
    return made


def observation(id: str, code: str, value: float, at: str, **parts: Any) -> Resource:
    """A measurement in kilograms, unless told otherwise."""
    return {
        "resourceType": "Observation",
        "id": id,
        "status": "final",
        "code": concept(code, LOINC),
        "subject": reference("Patient/p"),
        "effectiveDateTime": at,
        "valueQuantity": {"value": value, "unit": "kg", "code": "kg"},
        **parts,
    }


def service_request(id: str, category: str, status: str, **parts: Any) -> Resource:
    return {
        "resourceType": "ServiceRequest",
        "id": id,
        "status": status,
        "intent": "order",
        "category": [concept(category, "https://careweft.org/fhir/CodeSystem/service-category")],
        "subject": reference("Patient/p"),
        **parts,
    }
