"""FHIR R4 resources as general practice, community, mental health and ambulance systems send them."""

from hashlib import blake2b
from typing import Any, Final

from careweft.simulator.care.contacts import Mode, Reason
from careweft.simulator.people.conditions import CONDITIONS, EFI_SCORES, FRAILTY_CODES, Medicine

Resource = dict[str, Any]

SNOMED: Final = "http://snomed.info/sct"
LOINC: Final = "http://loinc.org"
NHS_NUMBER: Final = "https://fhir.nhs.uk/Id/nhs-number"
_ATC: Final = "http://www.whocc.no/atc"
_UCUM: Final = "http://unitsofmeasure.org"
_ACT: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_TERMS: Final = "http://terminology.hl7.org/CodeSystem/"
_ETHNICITY: Final = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory"
_ETHNIC_CODES: Final = "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory"
CONTACT_KIND: Final = "urn:careweft:contact-kind"
_MODES: Final = {
    Mode.SURGERY: ("AMB", "gp", "Consultation at the surgery"),
    Mode.TELEPHONE: ("VR", "gp", "Telephone consultation"),
    Mode.NURSE: ("AMB", "nurse", "Practice nurse consultation"),
    Mode.HOME: ("HH", "gp", "Home visit"),
    Mode.CLINIC: ("AMB", "mental-health", "Mental health contact"),
    Mode.CONVEYED: ("FLD", "ambulance", "Ambulance call, conveyed to A&E"),
    Mode.NOT_CONVEYED: ("FLD", "ambulance", "Ambulance call, not conveyed"),
}
REASONS: Final = {
    Reason.FALL: "Fall at home",
    Reason.PERSONAL_CARE: "Needs help with personal care",
    Reason.CARER: "Carer under strain",
    Reason.MOBILITY: "Getting about less well",
    Reason.MEMORY: "Memory and safety at home",
    Reason.MEDICINES: "Help with medicines",
}
READINGS: Final = {
    "hba1c": ("59261-8", "Haemoglobin A1c (IFCC)", "mmol/mol", "laboratory"),
    "egfr": ("62238-1", "eGFR (CKD-EPI)", "mL/min/{1.73_m2}", "laboratory"),
    "weight": ("29463-7", "Body weight", "kg", "vital-signs"),
}


def uid(*parts: object) -> str:
    """A UUID (version 8, RFC 9562) that is always the same for the same parts."""
    hexed = blake2b("|".join(map(str, parts)).encode(), digest_size=16).hexdigest()
    return f"{hexed[:8]}-{hexed[8:12]}-8{hexed[13:16]}-a{hexed[17:20]}-{hexed[20:]}"


def ref(kind: str, identifier: str) -> Resource:
    """A literal reference."""
    return {"reference": f"{kind}/{identifier}"}


def _concept(system: str, code: str, display: str) -> Resource:
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}


def _status(name: str, code: str) -> Resource:
    return {"coding": [{"system": f"{_TERMS}{name}", "code": code}]}


def organisation(identifier: str, name: str) -> Resource:
    """The sender itself."""
    return {"resourceType": "Organization", "id": identifier, "active": True, "name": name}


def ethnicity(code: str, name: str) -> list[Resource]:
    """The UK Core extension for ethnic category."""
    concept = {"coding": [{"system": _ETHNIC_CODES, "code": code, "display": name}]}
    return [{"url": _ETHNICITY, "valueCodeableConcept": concept}]


def condition(identifier: str, patient: str, column: int, onset: str) -> Resource:
    """An entry of the problem list."""
    kind = CONDITIONS[column]
    return _problem(identifier, patient, _concept(SNOMED, kind.snomed, kind.display), onset)


def frailty(identifier: str, patient: str, grade: int, onset: str) -> Resource:
    """A coded grade of frailty."""
    return _problem(identifier, patient, _concept(SNOMED, *FRAILTY_CODES[grade]), onset)


def _problem(identifier: str, patient: str, code: Resource, onset: str) -> Resource:
    return {
        "resourceType": "Condition",
        "id": identifier,
        "clinicalStatus": _status("condition-clinical", "active"),
        "verificationStatus": _status("condition-ver-status", "confirmed"),
        "category": [_status("condition-category", "problem-list-item")],
        "code": code,
        "subject": ref("Patient", patient),
        "onsetDateTime": onset,
        "recordedDate": onset,
    }


def medication(identifier: str, patient: str, medicine: Medicine, since: str) -> Resource:
    """A repeat medicine."""
    return {
        "resourceType": "MedicationRequest",
        "id": identifier,
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {
            "coding": [{"system": _ATC, "code": medicine.atc}],
            "text": medicine.name,
        },
        "subject": ref("Patient", patient),
        "authoredOn": since,
        "dosageInstruction": [{"text": medicine.dose}],
    }


def encounter(identifier: str, patient: str, source: str, mode: Mode, start: str, end: str) -> Resource:
    """A contact, over and done."""
    act, kind, text = _MODES[mode]
    kind = "nurse" if source == "community" else kind
    found: Resource = {
        "resourceType": "Encounter",
        "id": identifier,
        "status": "finished",
        "class": {"system": _ACT, "code": act},
        "type": [{"coding": [{"system": CONTACT_KIND, "code": kind}], "text": text}],
        "subject": ref("Patient", patient),
        "period": {"start": start, "end": end},
        "serviceProvider": ref("Organization", source),
    }
    if mode == Mode.CONVEYED:
        found["hospitalization"] = {"destination": ref("Organization", "acute")}
    return found


def referral(identifier: str, patient: str, source: str, reason: Reason, urgent: bool, at: str) -> Resource:
    """A referral to the single point of access."""
    return {
        "resourceType": "ServiceRequest",
        "id": identifier,
        "status": "active",
        "intent": "order",
        "category": [_concept(SNOMED, "3457005", "Patient referral")],
        "priority": "urgent" if urgent else "routine",
        "code": {"text": "Referral to the single point of access"},
        "subject": ref("Patient", patient),
        "authoredOn": at,
        "requester": ref("Organization", source),
        "performer": [{"display": "Single point of access"}],
        "reasonCode": [{"text": REASONS[reason]}],
    }


def _observed(identifier: str, patient: str, category: str, code: Resource, at: str) -> Resource:
    return {
        "resourceType": "Observation",
        "id": identifier,
        "status": "final",
        "category": [_status("observation-category", category)],
        "code": code,
        "subject": ref("Patient", patient),
        "effectiveDateTime": at,
    }


def quantity(value: float, unit: str) -> Resource:
    """A value in a UCUM unit."""
    return {"value": value, "unit": unit, "system": _UCUM, "code": unit}


def reading(identifier: str, patient: str, name: str, value: float, at: str) -> Resource:
    """One of READINGS."""
    code, display, unit, category = READINGS[name]
    found = _observed(identifier, patient, category, _concept(LOINC, code, display), at)
    return {**found, "valueQuantity": quantity(value, unit)}


def blood_pressure(identifier: str, patient: str, systolic: int, diastolic: int, at: str) -> Resource:
    """Blood pressure, as the R4 vital signs profile has it."""
    found = _observed(identifier, patient, "vital-signs", _concept(LOINC, "85354-9", "Blood pressure panel"), at)
    parts = (("8480-6", "Systolic blood pressure", systolic), ("8462-4", "Diastolic blood pressure", diastolic))
    found["component"] = [
        {"code": _concept(LOINC, code, name), "valueQuantity": quantity(value, "mm[Hg]")} for code, name, value in parts
    ]
    return found


def frailty_index(identifier: str, patient: str, grade: int, at: str) -> Resource:
    """An electronic frailty index."""
    code = {"coding": [{"system": SNOMED, "code": "713634000"}], "text": "Electronic frailty index"}
    found = _observed(identifier, patient, "survey", code, at)
    return {**found, "valueQuantity": quantity(EFI_SCORES[grade], "1")}


def barthel(identifier: str, patient: str, score: int, at: str) -> Resource:
    """The Barthel index of activities of daily living, 0 to 100."""
    found = _observed(identifier, patient, "survey", _concept(SNOMED, "273302005", "Barthel index"), at)
    return {**found, "valueQuantity": quantity(score, "{score}")}
