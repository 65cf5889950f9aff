"""The plan in FHIR R4: a CarePlan, its Goals, and the CareTeam of those who have a part in it.

What CarePlan has no element for (About me, needs, practitioners' parts, contingency, carers, agreement, review) stands
in extensions of ours, each named in `docs/explanation/plans.md`. A CarePlan names the version of each Goal, so that the
plan as it was at any version can be read again.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from careweft.care.plans.content import (
    Action,
    Agreement,
    Carer,
    Changed,
    Contribution,
    Goal,
    GoalStatus,
    IfThen,
    Part,
    Plan,
    Progress,
    Text,
    id_in,
    kind_of,
    ordered,
)
from careweft.care.record import replaced
from careweft.care.resources import EXTENSION, ROLES, Resource, extension, id_of, last_part

CATEGORY = "https://careweft.org/fhir/CodeSystem/plan"
SHARED = "shared-plan"
"""The code by which the one shared plan is told from plans that single organisations send."""

_LIFECYCLE: Mapping[GoalStatus, str] = {
    "open": "active",
    "met": "completed",
    "unmet": "active",
    "dropped": "cancelled",
}
# http://terminology.hl7.org/CodeSystem/goal-achievement
_ACHIEVEMENT = "http://terminology.hl7.org/CodeSystem/goal-achievement"
_ACHIEVED: Mapping[GoalStatus, str] = {"open": "in-progress", "met": "achieved", "unmet": "not-achieved"}
# https://hl7.org/fhir/R4/extension-goal-acceptance.html and extension-goal-reasonrejected.html, as MCC eCare asks
_ACCEPTANCE = "http://hl7.org/fhir/StructureDefinition/goal-acceptance"
_REJECTED = "http://hl7.org/fhir/StructureDefinition/goal-reasonRejected"
_OURS = {"about", "need", "practitioner", "contingency", "emergency", "carer", "agreement", "review", "changed"}
_ACTIVITY = {"draft": "not-started", "active": "scheduled", "on-hold": "on-hold", "completed": "completed"}


def resources_of(plan: Plan, old: Mapping[str, Resource]) -> list[Resource]:
    """The plan's Goals and its CareTeam. `old` are the Goals as they are, by id: what other systems added to them is
    kept, and one that was taken out of the plan is entered in error.

    The CarePlan itself is `care_plan`, once the Goals' versions are known.
    """
    goals = [_goal(id_in(key), goal, plan, old.get(id_in(key), {})) for key, goal in plan.of("goal").items()]
    gone = [
        body | {"lifecycleStatus": "entered-in-error"} for name, body in old.items() if f"goal/{name}" not in plan.parts
    ]
    return [*goals, *gone, _team(plan)]


def care_plan(plan: Plan, old: Mapping[str, Any]) -> Resource:
    """The CarePlan of a plan; what other systems added to the `old` one is kept."""
    made: Resource = {
        **{name: value for name, value in old.items() if name not in ("goal", "activity")},
        "resourceType": "CarePlan",
        "id": plan.id,
        "extension": [*_others(old), *_extensions(plan)],
        "status": plan.status,
        "intent": "plan",
        "category": [{"coding": [{"system": CATEGORY, "code": SHARED}], "text": plan.kind}],
        "subject": {"reference": plan.subject},
        "period": _period(plan),
        "created": plan.created.isoformat(),
        "careTeam": [{"reference": f"CareTeam/{team_id(plan.id)}"}],
    }
    if goals := [_pinned(id_in(key), plan) for key in plan.of("goal")]:
        made["goal"] = goals
    if actions := [_activity(id_in(key), action, plan) for key, action in plan.of("action").items()]:
        made["activity"] = actions
    return made


def read(body: Mapping[str, Any], goals: Iterable[tuple[int, Mapping[str, Any]]]) -> Plan:
    """The plan of a CarePlan and its Goals with their versions, as `care_plan` and `resources_of` made them."""
    found = {
        str(goal["id"]): (version, goal) for version, goal in goals if goal["lifecycleStatus"] != "entered-in-error"
    }
    parts = dict(_parts(body)) | dict(_goals(found.values()))
    changed, period = _inner(extension(body, "changed")), body.get("period", {})
    review = _inner(extension(body, "review"))
    ended = period.get("end")
    return Plan(
        id=body["id"],
        version=int(body["meta"]["versionId"]),
        kind=body["category"][0].get("text", ""),
        status=body["status"],
        subject=body["subject"]["reference"],
        created=datetime.fromisoformat(body["created"]),
        parts=ordered(parts),
        changed=Changed(
            changed["by"],
            datetime.fromisoformat(changed["at"]),
            changed["what"],
            changed.get("behalf", {}).get("reference", ""),
            changed.get("own", False),
        ),
        ended=datetime.fromisoformat(ended) if ended else None,
        reason=changed.get("reason", ""),
        agreement=_agreement(_inner(extension(body, "agreement"))),
        reviewed=int(review.get("version", 0)),
        reviewed_at=_instant(review.get("at")),
        review_due=_instant(review.get("due")),
        goal_versions={name: version for name, (version, _) in found.items()},
    )


def ours(body: Mapping[str, Any]) -> bool:
    """Whether a CarePlan is a shared plan that this house keeps."""
    codings = [coding for category in body.get("category", ()) for coding in category.get("coding", ())]
    ours_ = any((coding.get("system"), coding.get("code")) == (CATEGORY, SHARED) for coding in codings)
    return ours_ and extension(body, "changed") is not None


def goal_names(body: Mapping[str, Any]) -> dict[str, int]:
    """The ids of a CarePlan's Goals, each with the version that it names."""
    return {
        last_part(each): next((e["valueInteger"] for e in each.get("extension", ()) if e["url"].endswith("version")), 0)
        for each in body.get("goal", ())
    }


def team_id(plan: str) -> str:
    """The id of the CareTeam of a plan."""
    return id_of(f"CarePlan/{plan}/team")


def party(who: str, subject: str) -> Resource:
    """A reference to whoever acts: a role and a carer, who are no single record here, by their word alone."""
    kind, _, name = who.partition("/")
    match kind:
        case "staff":
            return {"reference": f"Practitioner/{name}"}
        case "organisation":
            return {"reference": f"Organization/{name}"}
        case "role":
            return {"type": "PractitionerRole", "identifier": {"system": ROLES, "value": name}}
        case "carer":
            return {"type": "RelatedPerson", "display": "carer"}
        case _:
            return {"reference": subject}


def _who(reference: Mapping[str, Any]) -> str:
    kind, _, name = reference.get("reference", "").partition("/")
    if kind in ("Practitioner", "Organization"):
        return f"{'staff' if kind == 'Practitioner' else 'organisation'}/{name}"
    if "identifier" in reference:
        return f"role/{reference['identifier']['value']}"
    return "person" if kind else "carer"


def _period(plan: Plan) -> Resource:
    return {"start": plan.created.isoformat(), **({"end": plan.ended.isoformat()} if plan.ended else {})}


def _pinned(name: str, plan: Plan) -> Resource:
    version = {"url": f"{EXTENSION}/version", "valueInteger": plan.goal_versions[name]}
    return {"extension": [version], "reference": f"Goal/{name}"}


def _activity(name: str, action: Action, plan: Plan) -> Resource:
    detail: Resource = {
        "code": {"text": action.text},
        "status": _ACTIVITY.get(plan.status, "stopped"),
        "performer": [party(action.who, plan.subject)],
    }
    if action.goal in plan.parts:
        detail["goal"] = [{"reference": f"Goal/{id_in(action.goal)}"}]
    if action.due:
        detail["scheduledPeriod"] = {"end": action.due.isoformat()}
    if action.often:
        detail["description"] = action.often
    return {"id": name, "detail": detail}


def _extensions(plan: Plan) -> Iterator[Resource]:
    for key, part in plan.parts.items():
        match part:
            case Text():
                yield _extension(kind_of(key), id_in(key), text=part.text)
            case Contribution():
                yield _extension("practitioner", id_in(key), who=party(part.who, plan.subject), text=part.text)
            case IfThen():
                yield _extension(kind_of(key), id_in(key), when=part.when, then=part.then, call=part.call)
            case Carer():
                yield _extension("carer", id_in(key), called=part.name, text=part.text)
    if plan.agreement:
        signed = {"reference": plan.agreement.signed} if plan.agreement.signed else None
        yield _extension("agreement", "", **{**vars(plan.agreement), "signed": signed})
    if plan.reviewed:
        yield _extension("review", "", version=plan.reviewed, at=plan.reviewed_at, due=plan.review_due)
    changed = plan.changed
    behalf = {"reference": changed.behalf} if changed.behalf else None
    said = {"behalf": behalf, "own": changed.own or None}
    yield _extension("changed", "", by=changed.by, at=changed.at, what=changed.what, reason=plan.reason, **said)


def _others(old: Mapping[str, Any]) -> list[Resource]:
    return [each for each in old.get("extension", ()) if each["url"].removeprefix(f"{EXTENSION}/") not in _OURS]


def _extension(name: str, id_: str, **values: object) -> Resource:
    inner = [{"url": url, **_value(value)} for url, value in values.items() if value not in ("", None)]
    return {**({"id": id_} if id_ else {}), "extension": inner, "url": f"{EXTENSION}/{name}"}


def _value(value: object) -> Resource:
    match value:
        case bool():
            return {"valueBoolean": value}
        case int():
            return {"valueInteger": value}
        case datetime():
            return {"valueDateTime": value.isoformat()}
        case dict():
            return {"valueReference": value}
        case _:
            return {"valueString": str(value)}


def _inner(found: Mapping[str, Any] | None) -> dict[str, Any]:
    return {each["url"]: next(v for k, v in each.items() if k != "url") for each in (found or {}).get("extension", ())}


def _parts(body: Mapping[str, Any]) -> Iterator[tuple[str, Part]]:
    for each in body.get("extension", ()):
        name, said = each["url"].rpartition("/")[2], _inner(each)
        key = f"{name}/{each.get('id', '')}"
        match name:
            case "about" | "need":
                yield key, Text(said["text"])
            case "practitioner":
                yield key, Contribution(_who(said["who"]), said["text"])
            case "contingency" | "emergency":
                yield key, IfThen(said.get("when", ""), said.get("then", ""), said.get("call", ""))
            case "carer":
                yield key, Carer(said.get("called", ""), said.get("text", ""))
    for each in body.get("activity", ()):
        detail = each["detail"]
        goal = next((f"goal/{last_part(ref)}" for ref in detail.get("goal", ())), "")
        due = detail.get("scheduledPeriod", {}).get("end")
        who = _who(detail["performer"][0])
        often = detail.get("description", "")
        yield f"action/{each['id']}", Action(detail["code"]["text"], who, _date(due), often, goal)


def _goal(name: str, goal: Goal, plan: Plan, old: Resource) -> Resource:
    made: Resource = {
        "startDate": plan.changed.at.date().isoformat(),
        "expressedBy": {"reference": plan.changed.behalf or plan.subject},
        "lifecycleStatus": _LIFECYCLE[goal.status],
        **{key: value for key, value in old.items() if key not in ("target", "note", "extension", "statusReason")},
        "resourceType": "Goal",
        "id": name,
        "description": {**old.get("description", {}), "text": goal.text},
        "subject": {"reference": plan.subject},
    }
    matters = {"valueString": goal.matters} if goal.matters else None
    made |= replaced(old.get("extension", ()), f"{EXTENSION}/matters", matters)
    why = goal.reason if goal.status == "dropped" else ""
    made |= {"statusReason": why} if why else {}
    for url, value in (
        (_REJECTED, {"valueCodeableConcept": {"text": why}} if why else None),
        (_ACCEPTANCE, {"extension": _accepted(goal, plan, old)}),
    ):
        made |= replaced(made.pop("extension", ()), url, value)
    if not old or goal_status(old) != goal.status:
        made |= {"lifecycleStatus": _LIFECYCLE[goal.status], "statusDate": plan.changed.at.date().isoformat()}
        made.pop("achievementStatus", None)
        if goal.status in _ACHIEVED:
            made["achievementStatus"] = {"coding": [{"system": _ACHIEVEMENT, "code": _ACHIEVED[goal.status]}]}
    target: Resource = {"measure": {"text": goal.measure}, "detailString": goal.measure} if goal.measure else {}
    if goal.target:
        target["dueDate"] = goal.target.isoformat()
    if target:
        made["target"] = [target, *old.get("target", [])[1:]]
    others = [note for note in old.get("note", ()) if "id" not in note]
    notes = [
        {"id": id_in(key), "authorString": note.by, "time": note.at.isoformat(), "text": note.text}
        for key, note in plan.of("progress").items()
        if note.goal == f"goal/{name}"
    ]
    if others or notes:
        made["note"] = [*others, *notes]
    return made


def _accepted(goal: Goal, plan: Plan, old: Resource) -> list[Resource]:
    """Whether the person accepts a goal: one that they wrote, or agreed to with the plan; not one that they dropped.
    What others write anew waits for them."""
    known = next((each for each in old.get("extension", ()) if each["url"] == _ACCEPTANCE), None)
    before = _goal_of(old) if old else None
    anew = before is None or replace(before, status=goal.status) != goal or before.status == "dropped"
    if goal.status == "dropped":
        status = "disagree"
    elif plan.changed.what.startswith("agreed") or (anew and (plan.changed.own or plan.changed.behalf)):
        status = "agree"
    else:
        status = "pending" if anew or known is None else _inner(known)["status"]
    return [
        {"url": "individual", "valueReference": {"reference": plan.subject}},
        {"url": "status", "valueCode": status},
    ]


def _goals(found: Iterable[tuple[int, Mapping[str, Any]]]) -> Iterator[tuple[str, Part]]:
    for _, body in found:
        key = f"goal/{body['id']}"
        yield key, _goal_of(body)
        for note in body.get("note", ()):
            if "id" in note:
                at = datetime.fromisoformat(note["time"])
                yield f"progress/{note['id']}", Progress(key, note["text"], note.get("authorString", ""), at)


def _goal_of(body: Mapping[str, Any]) -> Goal:
    target, matters = (body.get("target") or [{}])[0], extension(body, "matters")
    return Goal(
        body["description"].get("text", ""),
        matters["valueString"] if matters else "",
        target.get("detailString", ""),
        _date(target.get("dueDate")),
        goal_status(body),
        body.get("statusReason", ""),
    )


def goal_status(body: Mapping[str, Any]) -> GoalStatus:
    """Whether a Goal is met, not met, dropped or still open."""
    achieved = {coding.get("code") for coding in body.get("achievementStatus", {}).get("coding", ())}
    if body["lifecycleStatus"] in ("cancelled", "rejected", "entered-in-error"):
        return "dropped"
    if body["lifecycleStatus"] == "completed" or achieved & {"achieved", "sustaining"}:
        return "met"
    return "unmet" if achieved & {"not-achieved", "not-attainable", "no-progress", "worsening"} else "open"


def _team(plan: Plan) -> Resource:
    everybody = [part.who for part in plan.parts.values() if isinstance(part, Action | Contribution)]
    who = dict.fromkeys(["person", *everybody])
    carers: list[Resource] = [
        {"type": "RelatedPerson", "display": part.name} for part in plan.of("carer").values() if part.name
    ]
    known = [party(each, plan.subject) for each in who if not (carers and each == "carer")]
    active = {"draft": "proposed", "active": "active", "on-hold": "suspended"}
    return {
        "resourceType": "CareTeam",
        "id": team_id(plan.id),
        "status": active.get(plan.status, "inactive"),
        "subject": {"reference": plan.subject},
        "participant": [{"member": each} for each in (*known, *carers)],
    }


def _agreement(said: dict[str, Any]) -> Agreement | None:
    if not said:
        return None
    return Agreement(
        said["version"],
        said["by"],
        datetime.fromisoformat(said["at"]),
        said["agreed"],
        bool(said.get("own")),
        said.get("reasons", ""),
        said.get("behalf", ""),
        said.get("why", ""),
        said.get("signed", {}).get("reference", ""),
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text and len(text) >= 10 else None
