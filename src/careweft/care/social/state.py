"""Where a need and its referral stand, as FHIR says it. Pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from careweft.care.directory.service import NEEDS, SYSTEM
from careweft.care.resources import EXTENSION, TASK_CODES, Resource, extension, last_part, reference

NeedState = Literal["found", "wanted", "declined", "referred", "met", "unmet"]
Status = Literal[
    "requested", "received", "accepted", "rejected", "in-progress", "on-hold", "completed", "failed", "cancelled"
]
CODE: Final = "social-referral"
STEPS: Final[Mapping[str, frozenset[str]]] = {
    "requested": frozenset({"received", "accepted", "rejected", "cancelled"}),
    "received": frozenset({"accepted", "rejected", "cancelled"}),
    "accepted": frozenset({"in-progress", "on-hold", "completed", "failed", "cancelled"}),
    "in-progress": frozenset({"on-hold", "completed", "failed", "cancelled"}),
    "on-hold": frozenset({"in-progress", "completed", "failed", "cancelled"}),
}
"""Gravity's states of a referral's Task. Who asked may cancel; the rest is the partner's."""
OPEN: Final = tuple(STEPS)
NEEDS_REASON: Final = frozenset({"rejected", "on-hold", "failed", "cancelled"})
OUTCOMES: Final[Mapping[str, str]] = {
    "helped": "The need is met",
    "partly": "Met in part",
    "not-reached": "The person could not be reached",
    "not-wanted": "The person did not want it any more",
    "no-help": "There was no help to be had",
}
_AFRAID: Final = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "SDV"}
"""The label of what is about violence: family and wards do not see it."""
CATEGORY: Final = {
    "coding": [
        {
            "system": "http://hl7.org/fhir/us/sdoh-clinicalcare/CodeSystem/SDOHCC-CodeSystemTemporaryCodes",
            "code": "sdoh-category-unspecified",
        }
    ],
    "text": "Social need",
}


@dataclass(frozen=True)
class Ask:
    """A referral of a need to a partner."""

    need: str
    need_id: str
    service: str
    service_name: str
    party: str
    team: str
    sender: str
    reason: str
    about: str
    contact: str
    due: datetime


def need_resource(made: str, need: str, subject: str, screening: str, at: datetime) -> Resource:
    """The Condition of a need that a screening found: not confirmed, for only the person can say that."""
    return with_need(
        {
            "resourceType": "Condition",
            "id": made,
            "clinicalStatus": _clinical("active"),
            "verificationStatus": _verified("unconfirmed"),
            "category": [CATEGORY],
            "code": {"coding": [{"system": SYSTEM, "code": need, "display": NEEDS[need]}], "text": NEEDS[need]},
            **({"meta": {"security": [_AFRAID]}} if need == "safety" else {}),
            "subject": {"reference": subject},
            "recordedDate": at.isoformat(),
            **({"evidence": [{"detail": [{"reference": screening}]}]} if screening else {}),
        },
        "found",
    )


def with_need(body: Resource, state: NeedState, by: str = "", said: str = "", at: datetime | None = None) -> Resource:
    """The Condition of a need in another state; what the person answered is kept with when and to whom."""
    kept = [each for each in body.get("extension", ()) if not each["url"].startswith(f"{EXTENSION}/need-")]
    former = {each["url"].rpartition("/")[2]: each for each in body.get("extension", ())}
    answered = [former[name] for name in ("need-answered", "need-answer") if name in former]
    if at is not None:
        answered = [
            {"url": f"{EXTENSION}/need-answered", "valueDateTime": at.isoformat()},
            *([{"url": f"{EXTENSION}/need-answer", "valueString": f"{said} ({by})" if by else said}] if said else []),
        ]
    made = {**body, "extension": [*kept, {"url": f"{EXTENSION}/need-state", "valueCode": state}, *answered]}
    made["clinicalStatus"] = _clinical("resolved" if state == "met" else "active")
    if state in ("wanted", "referred", "met"):
        made["verificationStatus"] = _verified("confirmed")
    return made


def need_state(body: Mapping[str, Any]) -> NeedState:
    """Where a need stands."""
    found = extension(body, "need-state")
    return found["valueCode"] if found else "found"


def is_need(body: Mapping[str, Any]) -> bool:
    """Whether a Condition is a social need of ours."""
    return extension(body, "need-state") is not None


def need_row(person_id: int, body: Mapping[str, Any], version: int) -> tuple[Any, ...]:
    """The row of care.social_need of a Condition."""
    answered, said = extension(body, "need-answered"), extension(body, "need-answer")
    evidence = (body.get("evidence") or [{}])[0].get("detail") or [{}]
    return (
        person_id,
        body["id"],
        body["code"]["coding"][0]["code"],
        need_state(body),
        datetime.fromisoformat(body["recordedDate"]),
        datetime.fromisoformat(answered["valueDateTime"]) if answered else None,
        said["valueString"] if said else "",
        evidence[0].get("reference", ""),
        body["subject"]["reference"],
        version,
    )


def referral(made: str, ask: Ask, subject: str, at: datetime) -> tuple[Resource, Resource]:
    """The ServiceRequest and the partner's Task."""
    request: Resource = {
        "resourceType": "ServiceRequest",
        "id": made,
        "status": "active",
        "intent": "order",
        "category": [CATEGORY],
        "code": {"coding": [{"system": SYSTEM, "code": ask.need, "display": NEEDS[ask.need]}], "text": NEEDS[ask.need]},
        "subject": {"reference": subject},
        "authoredOn": at.isoformat(),
        "requester": {"reference": f"Organization/{ask.team}"},
        "reasonReference": [{"reference": f"Condition/{ask.need_id}"}],
        **({"note": [{"text": ask.reason}]} if ask.reason else {}),
        **({"meta": {"security": [_AFRAID]}} if ask.need == "safety" else {}),
    }
    task: Resource = {
        "resourceType": "Task",
        "id": made,
        **({"meta": {"security": [_AFRAID]}} if ask.need == "safety" else {}),
        "extension": [
            {"url": f"{EXTENSION}/service", "valueReference": {"reference": f"HealthcareService/{ask.service}"}},
            {"url": f"{EXTENSION}/asked-by", "valueReference": {"reference": f"Practitioner/{ask.sender}"}},
            {"url": f"{EXTENSION}/told-name", "valueString": ask.about},
            *([{"url": f"{EXTENSION}/told-contact", "valueString": ask.contact}] if ask.contact else []),
            *([{"url": f"{EXTENSION}/told-words", "valueString": ask.reason}] if ask.reason else []),
        ],
        "status": "requested",
        "intent": "order",
        "priority": "routine",
        "code": {"coding": [{"system": TASK_CODES, "code": CODE}], "text": f"{ask.service_name}: {NEEDS[ask.need]}"},
        "focus": {"reference": f"ServiceRequest/{made}"},
        "for": {"reference": subject},
        "authoredOn": at.isoformat(),
        "lastModified": at.isoformat(),
        "requester": {"reference": f"Organization/{ask.team}"},
        "owner": reference(ask.party),
        "restriction": {"period": {"end": ask.due.isoformat()}},
        "reasonReference": {"reference": f"Condition/{ask.need_id}"},
    }
    return request, task


def is_referral(body: Mapping[str, Any]) -> bool:
    """Whether a Task is a referral to a partner."""
    return str((body.get("code", {}).get("coding") or [{}])[0].get("code", "")) == CODE


def referral_row(person_id: int, body: Mapping[str, Any], version: int) -> tuple[Any, ...]:
    """The row of care.social_referral of a Task."""
    marks = {
        name: extension(body, name)
        for name in ("service", "asked-by", "told-name", "told-contact", "told-words", "chased")
    }
    service, sender, name, contact, told, chased = marks.values()
    due = body.get("restriction", {}).get("period", {}).get("end")
    return (
        person_id,
        body["id"],
        body["focus"]["reference"],
        last_part(body.get("reasonReference")),
        str(body["code"].get("text", "")).partition(": ")[2],
        last_part(service["valueReference"]) if service else "",
        last_part(body.get("owner")),
        last_part(body.get("requester")),
        last_part(sender["valueReference"]) if sender else "",
        body["status"],
        _outcome(body),
        (body.get("note") or [{"text": ""}])[-1]["text"],
        datetime.fromisoformat(body["authoredOn"]),
        datetime.fromisoformat(due) if due else None,
        datetime.fromisoformat(chased["valueDateTime"]) if chased else None,
        name["valueString"] if name else "",
        contact["valueString"] if contact else "",
        told["valueString"] if told else "",
        str(body["code"].get("text", "")),
        version,
    )


def with_outcome(body: Resource, outcome: str) -> Resource:
    """The Task with what came of it."""
    return {**body, "output": [{"type": {"text": "outcome"}, "valueCode": outcome}]}


def _outcome(body: Mapping[str, Any]) -> str:
    return next((str(each["valueCode"]) for each in body.get("output", ()) if "valueCode" in each), "")


def _clinical(code: str) -> dict[str, Any]:
    return {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": code}]}


def _verified(code: str) -> dict[str, Any]:
    return {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-ver-status", "code": code}]}
