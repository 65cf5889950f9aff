"""FHIR resources that care writes: Task, Communication, EpisodeOfCare. Ids are made from effect keys, so that writing
one again is writing the same one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from careweft.fhir.fhirpath.times import interval

Resource = dict[str, Any]

NAMESPACE = UUID("6f0a3c1e-5d2b-5e0f-9d52-3c4b7a0f1e11")
TASK_CODES = "https://careweft.org/fhir/CodeSystem/task"
EXTENSION = "https://careweft.org/fhir/StructureDefinition"
ROLES = "https://careweft.org/fhir/CodeSystem/role"
REFERRAL = {"coding": [{"system": "http://snomed.info/sct", "code": "3457005", "display": "Referral"}]}
OPEN = ("requested", "in-progress", "on-hold")
_UTC = ZoneInfo("UTC")


def id_of(key: str) -> str:
    """The resource id that belongs to a key, always the same."""
    return str(uuid5(NAMESPACE, key))


def reference(party: str, subject: str = "") -> Resource:
    """A reference to whoever a party is: a practitioner for 'staff/…', a relative for 'related/…', the Patient that it
    is about (`subject`) for 'person/…', else an organisation."""
    kind, _, name = party.partition("/")
    if kind == "person" and subject:
        return {"reference": subject}
    known = {"staff": "Practitioner", "related": "RelatedPerson"}
    return {"reference": f"{known[kind]}/{name}" if kind in known and name else f"Organization/{party}"}


def task(task_id: str, subject: str, focus: str, content: Mapping[str, Any], authored: datetime) -> Resource:
    """A task for a role in a team. `content` is that of an effect of kind 'task', its team settled."""
    made: Resource = {
        "resourceType": "Task",
        "id": task_id,
        "status": "requested",
        "intent": "order",
        "priority": "urgent" if content["urgent"] else "routine",
        "code": {"coding": [{"system": TASK_CODES, "code": content["code"]}], "text": content["title"]},
        "focus": {"reference": focus},
        "for": {"reference": subject},
        "authoredOn": authored.isoformat(),
        "lastModified": authored.isoformat(),
        "performerType": [{"coding": [{"system": ROLES, "code": content["role"]}]}],
        "owner": {"reference": f"CareTeam/{content['team']}"},
        "restriction": {"period": {"end": content["due"]}},
    }
    extensions = [
        {"url": f"{EXTENSION}/escalate-to", "valueString": content["escalate"]} if content["escalate"] else None,
        {"url": f"{EXTENSION}/assignee", "valueReference": {"reference": f"Practitioner/{content['practitioner']}"}}
        if content["practitioner"]
        else None,
        {"url": f"{EXTENSION}/then", "valueCode": content["then"]} if content.get("then") else None,
    ]
    if any(extensions):
        made["extension"] = [extension for extension in extensions if extension]
    if content.get("why"):
        made["reasonCode"] = {"text": content["why"]}
    return made


def communication(notice_id: str, subject: str, about: str, to: str, message: str, sent: datetime) -> Resource:
    """A notice to one recipient; to nobody where it is not known who that is."""
    return {
        "resourceType": "Communication",
        "id": notice_id,
        "status": "completed",
        "subject": {"reference": subject},
        "about": [{"reference": about}],
        "sent": sent.isoformat(),
        **({"recipient": [reference(to, subject)]} if to else {}),
        "payload": [{"contentString": message}],
    }


def alert(request_id: str, subject: str, content: Mapping[str, Any], at: datetime) -> Resource:
    """A referral that a rule makes, in the name of the team that looks after the person's practice."""
    return {
        "resourceType": "ServiceRequest",
        "id": request_id,
        "extension": [{"url": f"{EXTENSION}/referral-means", "valueCode": "alert"}],
        "status": "active",
        "intent": "order",
        "category": [REFERRAL],
        "priority": "urgent" if content["urgent"] else "routine",
        "subject": {"reference": subject},
        "authoredOn": at.isoformat(),
        "requester": {"reference": f"Organization/{content['from']}"},
        "reasonCode": [{"text": content["reason"]}],
    }


def episode(case_id: str, subject: str, team: str, coordinator: str | None, start: datetime) -> Resource:
    """An open case with its team and coordinator."""
    made: Resource = {
        "resourceType": "EpisodeOfCare",
        "id": case_id,
        "status": "active",
        "patient": {"reference": subject},
        "team": [{"reference": f"CareTeam/{team}"}],
        "period": {"start": start.isoformat()},
    }
    if coordinator:
        made["careManager"] = {"reference": f"Practitioner/{coordinator}"}
    return made


def moment(text: str, *, ends: bool = False) -> datetime:
    """When a FHIR dateTime is: of a date or a part of one its beginning, or its end where it `ends` something."""
    return interval(text, _UTC)[ends and len(text) <= len("2026-01-31")]


def moment_if(text: str | None) -> datetime | None:
    """As `moment`; None where nothing says when."""
    return moment(text) if text else None


def extension(resource: Mapping[str, Any], name: str) -> Resource | None:
    """One of our own extensions of a resource, by its short name."""
    url = f"{EXTENSION}/{name}"
    return next((found for found in resource.get("extension", ()) if found.get("url") == url), None)


def relative_of(ref: Mapping[str, Any] | None) -> str:
    """What a relative is called who did something on behalf of the person; empty where it was not a relative."""
    found = ref or {}
    return str(found.get("display", "")) if str(found.get("reference", "")).startswith("RelatedPerson/") else ""


def last_part(ref: Mapping[str, Any] | None) -> str:
    """The id that a reference points to; empty where there is none."""
    return str((ref or {}).get("reference", "")).rsplit("/", 1)[-1]
