"""A person's pathway in FHIR R4: a CarePlan of the category `pathway`.

The log stands in extensions `pathway-entry`. What follows from it is written beside it for whoever reads the record:
the steps as activities, the stages' turns as extensions `pathway-stage`, variations as `pathway-variation`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from careweft.care.pathways.pathway import Pathway
from careweft.care.pathways.walk import Entry, Leg, Standing, Turn, Variation
from careweft.care.resources import EXTENSION, ROLES, Resource, moment

CATEGORY = "https://careweft.org/fhir/CodeSystem/plan"
PATHWAY = "pathway"
SERVICES = "https://careweft.org/fhir/CodeSystem/pathway-service"
_URI = "https://careweft.org/pathway/"
_ENTRY, _STAGE, _VARIATION, _ORIGIN = "pathway-entry", "pathway-stage", "pathway-variation", "pathway-origin"
_ACTIVITY = {"open": "scheduled", "done": "completed", "not-done": "cancelled"}


@dataclass(frozen=True)
class Run:
    """Somebody's pathway: which, since when, who told of it (a party) by what (an event, or a form), and the log."""

    id: str
    pathway: str
    title: str
    subject: str
    start: datetime
    told_by: str
    origin: str
    log: tuple[Entry, ...] = ()
    wrong: bool = False
    standing: Standing | None = field(default=None, compare=False)


def ours(body: Mapping[str, Any]) -> bool:
    """Whether a CarePlan is a pathway that is followed here."""
    codes = [coding.get("code") for each in body.get("category", ()) for coding in each.get("coding", ())]
    return PATHWAY in codes and any(uri.startswith(_URI) for uri in body.get("instantiatesUri", ()))


def care_plan(run: Run, pathway: Pathway | None, standing: Standing) -> Resource:
    """The CarePlan of a pathway, with what follows from its log."""
    steps = {step.id: (stage, step) for stage in pathway.stages for step in stage.steps} if pathway else {}
    activities = []
    for turn in standing.turns:
        if turn.step in steps:
            activities.append(_activity(turn, standing.legs[turn.leg - 1], *steps[turn.step]))
    titles = {stage.id: stage.title for stage in pathway.stages} if pathway else {}
    more = [
        _extension(_ORIGIN, told=run.told_by, key=run.origin),
        *(_entry(entry) for entry in run.log),
        *(_leg(leg, titles.get(leg.stage, leg.stage)) for leg in standing.legs),
        *(_variation(each) for each in standing.variations),
    ]
    return {
        "resourceType": "CarePlan",
        "id": run.id,
        "extension": more,
        "instantiatesUri": [_URI + run.pathway],
        "status": _status(run, standing),
        "intent": "plan",
        "category": [{"coding": [{"system": CATEGORY, "code": PATHWAY}]}],
        "title": run.title,
        "subject": {"reference": run.subject},
        "period": {
            "start": run.start.isoformat(),
            **({"end": standing.ended.isoformat()} if standing.ended and not run.wrong else {}),
        },
        **({"activity": activities} if activities else {}),
    }


def run_of(body: Mapping[str, Any]) -> Run:
    """The pathway that a CarePlan is; where somebody stands on it is left to `walk`."""
    found: dict[str, list[dict[str, str]]] = {}
    for each in body.get("extension", ()):
        found.setdefault(each["url"].removeprefix(f"{EXTENSION}/"), []).append(_values(each))
    origin = found[_ORIGIN][0]
    return Run(
        body["id"],
        next(uri.removeprefix(_URI) for uri in body["instantiatesUri"] if uri.startswith(_URI)),
        body["title"],
        body["subject"]["reference"],
        moment(body["period"]["start"]),
        origin.get("told", ""),
        origin.get("key", ""),
        tuple(_read(each) for each in found.get(_ENTRY, ())),
        body["status"] == "entered-in-error",
    )


def _read(values: Mapping[str, str]) -> Entry:
    told: dict[str, Any] = {"about": "", **values, "at": datetime.fromisoformat(values["at"])}
    return Entry(**told)


def legs_of(body: Mapping[str, Any]) -> list[dict[str, str]]:
    """The stages' turns as they are written in the CarePlan."""
    return list(_all(body, _STAGE))


def variations_of(body: Mapping[str, Any]) -> list[dict[str, str]]:
    """The variations as they are written in the CarePlan."""
    return list(_all(body, _VARIATION))


def _all(body: Mapping[str, Any], name: str) -> Iterable[dict[str, str]]:
    return (_values(each) for each in body.get("extension", ()) if each["url"] == f"{EXTENSION}/{name}")


def turns_of(body: Mapping[str, Any]) -> list[dict[str, str]]:
    """The steps' turns as they are written in the CarePlan."""
    found = []
    for each in body.get("activity", ()):
        detail = each["detail"]
        told = next(e for e in detail["extension"] if e["url"] == f"{EXTENSION}/pathway-step")
        found.append({**_values(told), "title": detail["code"]["text"]})
    return found


def _status(run: Run, standing: Standing) -> str:
    if run.wrong:
        return "entered-in-error"
    if standing.ended is None:
        return "active"
    return "completed" if standing.outcome == "completed" else "revoked"


def _activity(turn: Turn, leg: Leg, stage: Any, step: Any) -> Resource:
    told = _extension(
        "pathway-step",
        step=turn.step,
        number=str(turn.number),
        leg=str(turn.leg),
        stage=stage.id,
        role=step.by,
        state=turn.state,
        ready=turn.ready.isoformat(),
        due=turn.due.isoformat(),
        at=turn.at.isoformat() if turn.at else "",
        by=turn.by,
        service=step.service,
    )
    coding = {"coding": [{"system": SERVICES, "code": step.service}]} if step.service else {}
    return {
        "detail": {
            "extension": [told],
            "code": {**coding, "text": step.title},
            "status": _ACTIVITY[turn.state],
            "scheduledPeriod": {"start": turn.ready.isoformat(), "end": turn.due.isoformat()}
            if turn.due >= turn.ready
            else {"end": turn.due.isoformat()},
            "performer": [{"reference": f"Organization/{leg.party}"}],
            "description": f"{ROLES}|{step.by}",
        }
    }


def _entry(entry: Entry) -> Resource:
    return _extension(_ENTRY, **{**{k: str(v) for k, v in vars(entry).items()}, "at": entry.at.isoformat()})


def _leg(leg: Leg, title: str) -> Resource:
    times = {name: each.isoformat() if each else "" for name, each in
             (("sent", leg.sent), ("due", leg.due), ("taken", leg.taken), ("left", leg.left))}  # fmt: skip
    return _extension(
        _STAGE,
        number=str(leg.number),
        stage=leg.stage,
        title=title,
        party=leg.party,
        sender=leg.sender,
        role=leg.role,
        **times,
    )


def _variation(each: Variation) -> Resource:
    return _extension(_VARIATION, **{**{k: str(v) for k, v in vars(each).items()}, "at": each.at.isoformat()})


def _extension(name: str, **values: str) -> Resource:
    parts = [{"url": key, "valueString": value} for key, value in values.items() if value]
    return {"url": f"{EXTENSION}/{name}", "extension": parts}


def _values(extension: Mapping[str, Any]) -> dict[str, str]:
    return {part["url"]: part["valueString"] for part in extension.get("extension", ())}


def standing_of(body: Mapping[str, Any]) -> Standing:
    """Where somebody stands, as it is written in the CarePlan."""
    legs = [
        Leg(int(e["number"]), e["stage"], e["party"], e.get("sender", ""), datetime.fromisoformat(e["sent"]),
            _at(e, "due"), _at(e, "taken"), _at(e, "left"), e.get("role", ""))
        for e in legs_of(body)
    ]  # fmt: skip
    turns = [
        Turn(e["step"], int(e["number"]), int(e["leg"]), datetime.fromisoformat(e["ready"]),
             datetime.fromisoformat(e["due"]), e["state"], _at(e, "at"), e.get("by", ""))  # type: ignore[arg-type]
        for e in turns_of(body)
    ]  # fmt: skip
    variations = [
        Variation(**{**each, "at": datetime.fromisoformat(each["at"])})  # type: ignore[arg-type]
        for each in variations_of(body)
    ]
    end = body["period"].get("end")
    ended = datetime.fromisoformat(end) if end else None
    return Standing(tuple(legs), tuple(turns), tuple(variations), ended, body["status"] if ended else "")


def _at(values: Mapping[str, str], name: str) -> datetime | None:
    return datetime.fromisoformat(values[name]) if name in values else None
