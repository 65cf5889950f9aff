"""The rehabilitation plan of a stay: function before and now, the need, its kind and when it starts. Pure FHIR."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from careweft.base.errors import BadInput
from careweft.care.plans.resource import CATEGORY
from careweft.care.resources import EXTENSION, Resource, id_of
from careweft.care.transitions.plan import DischargePlan

REHABILITATION: Final = "rehabilitation-plan"
Kind = Literal["general", "specialised", "self-training"]
KINDS: Final[Mapping[Kind, str]] = {
    "general": "General: by the team",
    "specialised": "Specialised: at the hospital",
    "self-training": "By themselves, as they were shown",
}


@dataclass(frozen=True)
class Need:
    """What a rehabilitation plan says. `start` is left out where the model's own time holds."""

    before: str
    now: str
    need: str
    kind: Kind
    start: date | None = None


@dataclass(frozen=True)
class RehabilitationPlan:
    """The plan as it was written last."""

    version: int
    at: datetime
    by: str
    need: Need


def plan_id(stay: str) -> str:
    """The id of the rehabilitation plan of a stay."""
    return id_of(f"{stay}/rehabilitation")


def checked(need: Need) -> Need:
    """The need, whole. BadInput names the part that is missing or wrong."""
    wanted = {
        "before": "what the person could do before",
        "now": "what they can do now",
        "need": "what must be trained",
    }
    for name, expected in wanted.items():
        if not getattr(need, name):
            raise BadInput("a part of the rehabilitation plan is missing", where=name, expected=expected)
    if need.kind not in KINDS:
        raise BadInput("the kind of rehabilitation is missing", where="kind", expected=f"one of {', '.join(KINDS)}")
    return need


def write(plan: DischargePlan, need: Need, author: Resource, at: datetime) -> Resource:
    """The CarePlan."""
    told = [("before", need.before), ("now", need.now), ("kind", need.kind)]
    parts: list[Resource] = [{"url": name, "valueString": text} for name, text in told]
    start = [{"url": "start", "valueDate": need.start.isoformat()}] if need.start else []
    return {
        "resourceType": "CarePlan",
        "id": plan_id(plan.stay),
        "extension": [{"url": f"{EXTENSION}/rehabilitation", "extension": [*parts, *start]}],
        "status": "active",
        "intent": "order",
        "category": [{"coding": [{"system": CATEGORY, "code": REHABILITATION}], "text": "Rehabilitation plan"}],
        "description": need.need,
        "subject": {"reference": plan.subject},
        "encounter": {"reference": plan.stay},
        "created": at.isoformat(),
        "author": author,
    }


def read(body: Mapping[str, Any]) -> RehabilitationPlan:
    """What a CarePlan of `write` says."""
    outer = next(each for each in body["extension"] if each["url"] == f"{EXTENSION}/rehabilitation")
    told = {part["url"]: part for part in outer["extension"]}
    start = told.get("start", {}).get("valueDate")
    text = {name: told[name]["valueString"] for name in ("before", "now", "kind")}
    return RehabilitationPlan(
        int(body["meta"]["versionId"]),
        datetime.fromisoformat(body["created"]),
        body["author"].get("display", ""),
        Need(**text, need=body["description"], start=date.fromisoformat(start) if start else None),
    )
