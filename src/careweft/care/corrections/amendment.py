"""How an entry is put right. Pure functions of FHIR resources."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, Literal

from careweft.base.errors import BadInput
from careweft.care.resources import EXTENSION, Resource
from careweft.facts import units

How = Literal["wrong", "value", "name", "note"]
AMENDMENT: Final = f"{EXTENSION}/amendment"
_CONCEPTS: Final = {
    "AllergyIntolerance": "code",
    "Condition": "code",
    "Immunization": "vaccineCode",
    "MedicationRequest": "medicationCodeableConcept",
    "MedicationStatement": "medicationCodeableConcept",
    "Procedure": "code",
}
_BY_STATUS: Final = frozenset(
    ("DiagnosticReport", "DocumentReference", "Encounter", "EpisodeOfCare", "Immunization", "MedicationRequest",
     "MedicationStatement", "Observation", "Procedure", "QuestionnaireResponse", "ServiceRequest")
)  # fmt: skip
_BY_VERIFICATION: Final = {
    "AllergyIntolerance": "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification",
    "Condition": "http://terminology.hl7.org/CodeSystem/condition-ver-status",
}
TYPES: Final = _BY_STATUS | _BY_VERIFICATION.keys()
"""The types of entry that a person can ask to have put right."""


def ways(body: Mapping[str, Any]) -> list[How]:
    """How this entry can be put right."""
    found: list[How] = ["wrong", "note"]
    if "value" in body.get("valueQuantity", {}):
        found.insert(1, "value")
    if body["resourceType"] in _CONCEPTS and _CONCEPTS[body["resourceType"]] in body:
        found.insert(1, "name")
    return found


def amended(body: Resource, how: How, text: str, at: datetime) -> Resource:
    """The entry put right: taken out as wrong, with another value or name, or with a note; `text` is what it is now.

    Raises BadInput for a way that this entry does not have, or a value that is no number.
    """
    if how not in ways(body):
        raise BadInput("this entry cannot be put right in this way", where="how", expected=", ".join(ways(body)))
    if how != "wrong" and not text:
        raise BadInput("it is not said what the entry should say", where="text", expected="what it should say")
    told = {"url": AMENDMENT, "extension": [
        {"url": "how", "valueCode": how},
        {"url": "at", "valueInstant": at.isoformat(timespec="milliseconds")},
        *([{"url": "text", "valueString": text}] if text else []),
    ]}  # fmt: skip
    kept = [each for each in body.get("extension", ()) if each.get("url") != AMENDMENT]
    return _changed(dict(body), how, text) | {"extension": [*kept, told]}


def _changed(body: Resource, how: How, text: str) -> Resource:
    kind = body["resourceType"]
    match how:
        case "wrong" if kind in _BY_VERIFICATION:
            body.pop("clinicalStatus", None)  # con-5, ait-2: what was entered in error is neither active nor over
            return body | {
                "verificationStatus": {"coding": [{"system": _BY_VERIFICATION[kind], "code": "entered-in-error"}]}
            }
        case "wrong":
            return body | {"status": "entered-in-error"}
        case "value":
            return body | {"status": "corrected", "valueQuantity": body["valueQuantity"] | {"value": _number(text)}}
        case "name":
            return body | {_CONCEPTS[kind]: {"text": text}}
        case _:
            return body


def _number(text: str) -> int | float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        raise BadInput(
            f"{text[:40]!r} is no number", where="text", expected="a number, in the unit of the entry"
        ) from None
    if not abs(value) < 1e9:  # also for what is not a number
        raise BadInput(f"{text[:40]!r} is no value", where="text", expected="a number, in the unit of the entry")
    return int(value) if value.is_integer() else value


def amendment(body: Mapping[str, Any]) -> str:
    """What a correction made this entry say beside what it says by itself; empty for nothing."""
    for each in body.get("extension", ()):
        if each.get("url") == AMENDMENT:
            parts = {part["url"]: part for part in each["extension"]}
            return str(parts.get("text", {}).get("valueString", "")) if parts["how"]["valueCode"] == "note" else ""
    return ""


def stands(body: Mapping[str, Any]) -> str:
    """What an entry says with what a correction made of it, in one line."""
    verified = (body.get("verificationStatus", {}).get("coding") or [{}])[0].get("code")
    if "entered-in-error" in (body.get("status"), verified):
        return "Taken out, as it was wrong"
    note = amendment(body)
    return f"{said(body)}. Added: {note}" if note else said(body)


def said(body: Mapping[str, Any]) -> str:
    """What an entry says, in one line: its name, value and date."""
    text, day = text_and_day(body)
    return f"{text}{f' ({day})' if day else ''}"[:500]


def text_and_day(body: Mapping[str, Any]) -> tuple[str, str]:
    """What an entry says: its name and value; and its date as far as it is known, as FHIR writes it."""
    names = ("code", "medicationCodeableConcept", "vaccineCode", "type", "category", "reasonCode")
    concept: Any = next((body[name] for name in names if name in body), {})
    concept = (concept or [{}])[0] if isinstance(concept, list) else concept
    coding = (concept.get("coding") or [{}])[0]
    name = body.get("title") or concept.get("text") or coding.get("display") or body.get("description")
    name = name or coding.get("code")
    if body["resourceType"] == "Encounter":
        reasons = [each.get("text", "") for each in body.get("reasonCode", ())]
        name = ", ".join(filter(None, [_STAYS.get(body.get("class", {}).get("code", ""), "Visit"), *reasons]))
    values = [body, *body.get("component", ())]
    told = [each["valueQuantity"] for each in values if "value" in each.get("valueQuantity", ())]
    value = _measured(told) or str(body.get("valueString", ""))
    return f"{name or body['resourceType']}{f': {value}' if value else ''}", _day(body)


_STAYS: Final = {"IMP": "Stay in hospital", "EMER": "Emergency department", "AMB": "Visit"}


def _measured(told: Iterable[Mapping[str, Any]]) -> str:
    """Values with their units, those of one unit together: `142/80 mmHg`, `96%`."""
    shown: dict[str, list[str]] = {}
    for each in told:
        shown.setdefault(units.unit_of(each), []).append(f"{each['value']:.10g}")
    return " / ".join(f"{'/'.join(values)}{'' if unit == '%' else ' '}{unit}".strip() for unit, values in shown.items())


def _day(body: Mapping[str, Any]) -> str:
    plain = ("effectiveDateTime", "performedDateTime", "occurrenceDateTime", "onsetDateTime", "authoredOn",
             "authored", "recordedDate", "dateAsserted", "issued", "date")  # fmt: skip
    periods = ("effectivePeriod", "performedPeriod", "onsetPeriod", "period", "occurrencePeriod")
    found = next((str(body[name]) for name in plain if name in body), "")
    return (found or next((str(body[name].get("start", "")) for name in periods if name in body), ""))[:10]
