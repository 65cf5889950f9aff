"""Monitoring in FHIR R4: a CarePlan of category `monitoring`, its alerts as DetectedIssues, readings as Observations.

What CarePlan has no element for (the programme and level, a person's own limits, the daily review) stands in extensions
of ours, each named in `docs/explanation/monitoring.md`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from careweft.base.errors import BadInput
from careweft.care.resources import EXTENSION, Resource, extension, id_of, moment, reference
from careweft.facts.codelist import code_list
from careweft.facts.quantities import LOINC, UCUM, Quantity, quantities

PLAN = "https://careweft.org/fhir/CodeSystem/plan"
MONITORING = "monitoring"
ALERTS = "https://careweft.org/fhir/CodeSystem/alert"
OUTCOMES = "https://careweft.org/fhir/CodeSystem/alert-outcome"
ALARMS = "https://careweft.org/fhir/CodeSystem/telecare-alarm"
RECORDINGS = {"11524-6": "ecg"}
"""By LOINC code: what is recorded at home and has to be read by somebody, for it has no number."""
TELECARE = "telecare"
"""The programme of alarms, which belong to no programme of a model."""
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"

LATE = timedelta(days=31)
"""How long after it was taken a reading can be sent by people."""
_NUMBER = re.compile(r"\d{1,4}(\.\d{1,2})?").fullmatch
"""A person's own limit: all else that somebody may have written into one is none, for it becomes part of a rule."""

Status = Literal["active", "on-hold", "completed"]
How = Literal["person", "carer", "nurse", "device"]


@dataclass(frozen=True)
class Limit:
    """A person's own limit of an alert, in place of the model's."""

    number: str
    why: str
    by: str


@dataclass(frozen=True)
class Monitored:
    """A person's monitoring in one programme."""

    id: str
    programme: str
    title: str
    subject: str
    status: Status
    since: datetime
    level: str = ""
    limits: Mapping[str, Limit] = field(default_factory=dict)
    reviewed: datetime | None = None
    reviewed_by: str = ""
    until: datetime | None = None
    reason: str = ""
    version: int = 0

    def limit(self, code: str) -> str:
        """The person's own limit of an alert; empty where there is none."""
        return self.limits[code].number if code in self.limits else ""


def care_plan(told: Monitored, asks: Sequence[tuple[str, str]], by: str, at: datetime) -> Resource:
    """The CarePlan; `asks` are the readings by name with how often, in words."""
    parts = [("programme", "Code", told.programme), ("level", "Code", told.level), ("reason", "String", told.reason)]
    extensions = [_extension("monitoring", *parts), _extension("changed", ("by", "String", by), _at(at))]
    extensions += [
        _extension("own-limit", ("alert", "Code", code), ("number", "String", own.number), ("why", "String", own.why),
                   ("by", "String", own.by))
        for code, own in told.limits.items()
    ]  # fmt: skip
    if told.reviewed:
        extensions.append(_extension("reviewed", _at(told.reviewed), ("by", "String", told.reviewed_by)))
    return {
        "resourceType": "CarePlan",
        "id": told.id,
        "extension": extensions,
        "status": told.status,
        "intent": "plan",
        "category": [{"coding": [{"system": PLAN, "code": MONITORING}]}],
        "title": told.title,
        "subject": {"reference": told.subject},
        "period": {"start": told.since.isoformat()} | ({"end": told.until.isoformat()} if told.until else {}),
        **({"activity": [_asked(name, words) for name, words in asks]} if asks else {}),
    }


def _asked(name: str, words: str) -> Resource:
    code = concept(quantities()[name])
    return {"detail": {"kind": "ServiceRequest", "code": code, "status": "in-progress", "scheduledString": words}}


def ours(body: Mapping[str, Any]) -> bool:
    """Whether a CarePlan is a person's monitoring that this house keeps."""
    codings = [coding for category in body.get("category", ()) for coding in category.get("coding", ())]
    found = any((coding.get("system"), coding.get("code")) == (PLAN, MONITORING) for coding in codings)
    told = _inner(extension(body, "monitoring")).get("programme") and body.get("period", {}).get("start")
    return found and bool(told) and "reference" in body.get("subject", {})


def read(body: Mapping[str, Any]) -> Monitored:
    """The monitoring of a CarePlan that `care_plan` made."""
    told, reviewed = _inner(extension(body, "monitoring")), _inner(extension(body, "reviewed"))
    limits = [_inner(each) for each in body["extension"] if each.get("url") == f"{EXTENSION}/own-limit"]
    end = body["period"].get("end")
    return Monitored(
        body["id"],
        told["programme"],
        body.get("title", ""),
        body["subject"]["reference"],
        body["status"],
        moment(body["period"]["start"]),
        told.get("level", ""),
        {
            own["alert"]: Limit(own["number"], own.get("why", ""), own.get("by", ""))
            for own in limits
            if "alert" in own and _NUMBER(own.get("number", ""))
        },
        moment(reviewed["at"]) if "at" in reviewed else None,
        reviewed.get("by", ""),
        moment(end, ends=True) if end else None,
        told.get("reason", ""),
        int(body.get("meta", {}).get("versionId", 0)),
    )


@dataclass(frozen=True)
class Alert:
    """Something to look into: `detail` says what was seen, `records` from where."""

    id: str
    programme: str
    code: str
    title: str
    detail: str
    urgent: bool
    since: datetime
    records: tuple[str, ...]


def detected(alert: Alert, subject: str) -> Resource:
    """The DetectedIssue of an alert that is new."""
    return {
        "resourceType": "DetectedIssue",
        "id": alert.id,
        "extension": [{"url": f"{EXTENSION}/alert", "valueCode": alert.programme}],
        "status": "preliminary",
        "code": {"coding": [{"system": ALERTS, "code": alert.code}], "text": alert.title},
        "severity": "high" if alert.urgent else "moderate",
        "patient": {"reference": subject},
        "identifiedPeriod": {"start": alert.since.isoformat()},
        **({"implicated": [{"reference": record} for record in alert.records]} if alert.records else {}),
        **({"detail": alert.detail} if alert.detail else {}),
    }


def done(body: Resource, outcome: str, words: str, by: str, party: str, at: datetime, *, closes: bool) -> Resource:
    """A DetectedIssue with what somebody did about it."""
    step: Resource = {
        "action": {"coding": [{"system": OUTCOMES, "code": outcome}], "text": words},
        "date": at.isoformat(),
        "author": {**(reference(party) if party else {}), "display": by},
    }
    return {
        **body,
        "status": "final" if closes else body["status"],
        "mitigation": [*body.get("mitigation", ()), step],
    }


def outcome(step: Mapping[str, Any]) -> str:
    """The code of what was done in a step of a DetectedIssue; empty where it has none."""
    return str((step.get("action", {}).get("coding") or [{}])[0].get("code", ""))


def is_alarm(body: Mapping[str, Any]) -> str:
    """The kind of alarm that an Observation is; empty where it is none."""
    codings = body.get("code", {}).get("coding", ())
    return next((str(coding.get("code")) for coding in codings if coding.get("system") == ALARMS), "")


def is_recording(body: Mapping[str, Any]) -> str:
    """The kind of recording that an Observation is; empty where it is none."""
    codings = [coding for coding in body.get("code", {}).get("coding", ()) if coding.get("system") == LOINC]
    return next((RECORDINGS[coding["code"]] for coding in codings if coding.get("code") in RECORDINGS), "")


def concept(kind: Quantity) -> Resource:
    """The code of a kind of reading."""
    return {"coding": [{"system": kind.system, "code": kind.code, "display": kind.title}], "text": kind.title}


_PRESSURE = {"coding": [{"system": LOINC, "code": "85354-9", "display": "Blood pressure"}], "text": "Blood pressure"}


@dataclass(frozen=True)
class Given:
    """When readings were taken, who gave them (a reference) and how, and what was said with them."""

    at: datetime
    by: Resource
    how: How
    note: str = ""


def observations(key: str, subject: str, values: Mapping[str, float], given: Given) -> list[Resource]:
    """Readings as Observations: one for each kind, one for a blood pressure's two numbers. `key` makes them one."""
    made, left = [], dict(values)
    pressure = ("systolic", "diastolic")
    if all(name in left for name in pressure):
        parts = [{"code": concept(quantities()[name]), **_value(name, left.pop(name))} for name in pressure]
        made.append(_observation(f"{key}/blood-pressure", subject, given, {"code": _PRESSURE, "component": parts}))
    for name, value in left.items():
        told = {"code": concept(quantities()[name]), **_value(name, value)}
        made.append(_observation(f"{key}/{name}", subject, given, told))
    return made


def sent(body: Mapping[str, Any]) -> tuple[dict[str, float], datetime]:
    """The readings of an Observation of somebody else, by kind in its own unit, and their time. BadInput for others."""
    values = {}
    for part in (body, *body.get("component", ())):
        _, name = code_list("readings").coded(part.get("code", {}).get("coding", ()))
        kind, told = quantities().get(name or ""), part.get("valueQuantity", {})
        if kind and "value" in told:
            values[kind.name] = kind.converted(float(told["value"]), told.get("code") or told.get("unit"))
    at = str(body.get("effectiveDateTime", ""))
    if body["status"] != "final" or not values:
        raise BadInput("this is no reading that is known here", expected="a final one", where="Observation.code")
    if "T" not in at:
        raise BadInput("the time is missing", expected="a day and a time", where="Observation.effectiveDateTime")
    return values, moment(at)


def _observation(key: str, subject: str, given: Given, told: Resource) -> Resource:
    return {
        "resourceType": "Observation",
        "id": id_of(key),
        "extension": [{"url": f"{EXTENSION}/reading-by", "valueCode": given.how}],
        "status": "final",
        "category": [{"coding": [{"system": CATEGORY, "code": "vital-signs"}]}],
        "subject": {"reference": subject},
        "effectiveDateTime": given.at.isoformat(),
        "performer": [given.by],
        **told,
        **({"note": [{"text": given.note}]} if given.note else {}),
    }


def _value(name: str, value: float) -> Resource:
    kind = quantities()[name]
    number = int(value) if value == int(value) else value
    return {"valueQuantity": {"value": number, "unit": kind.shown or kind.unit, "system": UCUM, "code": kind.unit}}


def _extension(name: str, *parts: tuple[str, str, str]) -> Resource:
    inner = [{"url": part, f"value{kind}": value} for part, kind, value in parts if value]
    return {"url": f"{EXTENSION}/{name}", "extension": inner}


def _at(at: datetime) -> tuple[str, str, str]:
    return "at", "DateTime", at.isoformat()


def _inner(found: Mapping[str, Any] | None) -> dict[str, Any]:
    parts = (found or {}).get("extension", ())
    values = ((each.get("url"), [v for name, v in each.items() if name.startswith("value")]) for each in parts)
    return {url: value[0] for url, value in values if url and value}
