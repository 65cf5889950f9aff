"""Where a referral stands, as its triage Task says it. Pure functions of FHIR resources.

The state is `Task.businessStatus`; a Task that is closed without an outcome of ours still waits for one, whoever
closed it: no referral is over before its sender is answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from careweft.care.resources import EXTENSION, Resource, extension, last_part, moment, reference

State = Literal["waiting", "asked", "redirected", "joined", "decided", "withdrawn"]
Outcome = Literal["accepted", "declined", "redirected"]
Means = Literal["form", "phone", "letter", "alert", "self", "carer", "online", "system"]

TRIAGE: Final = "triage"
QUESTION: Final = "answer-question"
OFFER: Final = "take-on-referral"
TELL: Final = "tell-sender"
TAKEN_BACK: Final = "referral-taken-back"
CODES: Final = frozenset({QUESTION, OFFER})
"""Tasks that stand on the list of an organisation, not only of a team."""
OUTCOMES: Final[dict[str, str]] = {
    "accepted": "Accepted",
    "declined": "Not accepted",
    "redirected": "Taken on elsewhere",
}
OPEN_STATES: Final = ("waiting", "asked", "redirected")
SYSTEM: Final = "https://careweft.org/fhir/CodeSystem/referral-state"
MEANS: Final = f"{EXTENSION}/referral-means"
STOPPED, BEFORE, TARGET, HEAD = "clock-stopped", "due-before", "redirected-to", "joined-to"
"""Our extensions of a triage Task: since when its clock stands still, when it was due before it was redirected, to whom
it was redirected, and with which referral it was joined."""


@dataclass(frozen=True)
class Sender:
    """Who is to be answered: a party, or only a name where that is nobody who has a part in this place."""

    party: str
    name: str = ""
    means: str = "system"


def sender_of(request: Mapping[str, Any], person_id: int, source: str) -> Sender:
    """Who sent a referral: whom it names, as far as that is a party of the place, else the source that it came from."""
    told = extension(request, "referral-means")
    means = str(told["valueCode"]) if told else "system"
    requester = request.get("requester") or {}
    kind, _, name = str(requester.get("reference", "")).partition("/")
    display = str(requester.get("display", ""))
    if kind == "Organization":
        return Sender(name, display, means)
    if kind == "Patient":
        return Sender(f"person/{person_id}", display, means)
    if kind == "RelatedPerson":
        return Sender(f"related/{name}", display, means)
    identifier = str((requester.get("identifier") or {}).get("value", ""))
    if not kind and identifier:
        return Sender(identifier, display, means)
    return Sender(source if told is None else "", display, means)


def named(sender: Sender, reason: str) -> dict[str, str]:
    """What the content of a triage effect says of the referral."""
    return {"sender": sender.party, "name": sender.name, "means": sender.means, "reason": reason}


def describe(task: Resource, told: Mapping[str, str]) -> Resource:
    """A triage Task with who sent the referral, by what means and why."""
    requester = reference(told["sender"], task["for"]["reference"]) if told["sender"] else {}
    if told["name"]:
        requester = {**requester, "display": told["name"]}
    more = [{"url": MEANS, "valueCode": told["means"]}]
    return {
        **task,
        **({"requester": requester} if requester else {}),
        **({"description": told["reason"]} if told["reason"] else {}),
        "extension": [*task.get("extension", ()), *more],
    }


def party_of(named_by: Mapping[str, Any] | None, person_id: int) -> str:
    """The party that a reference of ours names; empty where it names none."""
    kind, _, name = str((named_by or {}).get("reference", "")).partition("/")
    return {
        "Patient": f"person/{person_id}",
        "Practitioner": f"staff/{name}",
        "RelatedPerson": f"related/{name}",
    }.get(kind, name)


def is_triage(task: Mapping[str, Any]) -> bool:
    """Whether a Task is that of a referral."""
    return code_of(task) == TRIAGE


def code_of(task: Mapping[str, Any]) -> str:
    """The code of a Task; empty where it has none."""
    return str((task.get("code", {}).get("coding") or [{}])[0].get("code", ""))


def business(task: Mapping[str, Any]) -> str:
    """The code of a Task's businessStatus; empty where it has none."""
    return str((task.get("businessStatus", {}).get("coding") or [{}])[0].get("code", ""))


def state_of(task: Mapping[str, Any]) -> State:
    """Where the referral of a triage Task stands."""
    said = business(task)
    if task["status"] in ("cancelled", "entered-in-error"):
        return "withdrawn"
    if said in OUTCOMES and task["status"] == "completed":
        return "decided"
    return said if said in ("asked", "redirected", "joined") else "waiting"  # type: ignore[return-value]


def outcome_of(task: Mapping[str, Any]) -> str:
    """What was decided; empty where nothing was yet."""
    return business(task) if state_of(task) == "decided" else ""


def answer_of(task: Mapping[str, Any]) -> str:
    """The last words to the sender."""
    return next(
        (str(out["valueString"]) for out in reversed(task.get("output", ())) if out["type"].get("text") == "answer"), ""
    )


def with_answer(task: Resource, text: str) -> Resource:
    """The Task with further words to the sender."""
    return {**task, "output": [*task.get("output", ()), {"type": {"text": "answer"}, "valueString": text}]}


def with_state(task: Resource, said: str, status: str) -> Resource:
    """The Task in another state: `said` is its businessStatus, empty for one that waits."""
    body = {name: value for name, value in task.items() if name != "businessStatus"}
    if said:
        body["businessStatus"] = {"coding": [{"system": SYSTEM, "code": said}]}
    return {**body, "status": status}


def due_of(task: Mapping[str, Any]) -> datetime | None:
    """When the decision is due."""
    end = task.get("restriction", {}).get("period", {}).get("end")
    return moment(end, ends=True) if end else None


def with_due(task: Resource, due: datetime | None) -> Resource:
    """The Task with another due time; what was overdue by the former one escalates anew by this one."""
    body = {name: value for name, value in task.items() if name != "restriction"}
    if due is not None:
        body["restriction"] = {"period": {"end": due.isoformat()}}
    return body if due_of(task) == due else without(body, "escalated")


def marked(task: Resource, name: str, **value: Any) -> Resource:
    """The Task with one of our extensions set."""
    body = without(task, name)
    return {**body, "extension": [*body.get("extension", ()), {"url": f"{EXTENSION}/{name}", **value}]}


def without(task: Resource, *names: str) -> Resource:
    """The Task without these of our extensions."""
    urls = {f"{EXTENSION}/{name}" for name in names}
    kept = [each for each in task.get("extension", ()) if each["url"] not in urls]
    body = {name: value for name, value in task.items() if name != "extension"}
    return {**body, "extension": kept} if kept else body


def instant(task: Mapping[str, Any], name: str) -> datetime | None:
    """The instant of one of our extensions."""
    found = extension(task, name)
    return moment(found["valueDateTime"]) if found else None


def target_of(task: Mapping[str, Any]) -> str:
    """The party to which a referral was redirected last; empty where it never was."""
    found = extension(task, TARGET)
    return last_part(found["valueReference"]) if found else ""


def head_of(task: Mapping[str, Any]) -> str:
    """The triage Task of the referral with which this one is joined; empty where it stands alone."""
    found = extension(task, HEAD)
    return last_part(found["valueReference"]) if found else ""


def row(person_id: int, version_at: datetime, task: Mapping[str, Any]) -> tuple[Any, ...]:
    """The row of care.referral of a triage Task."""
    requester = task.get("requester") or {}
    told = extension(task, "referral-means")
    why = task.get("description") or task.get("reasonCode", {}).get("text", "")
    authored = task.get("authoredOn")
    return (
        person_id,
        task["id"],
        task.get("focus", {}).get("reference", ""),
        state_of(task),
        outcome_of(task),
        party_of(requester, person_id),
        requester.get("display", ""),
        told["valueCode"] if told else "system",
        why,
        task.get("priority") in ("urgent", "asap", "stat"),
        moment(authored) if authored else version_at,
        due_of(task),
        instant(task, STOPPED),
        last_part(task.get("owner")),
        target_of(task),
        head_of(task),
        answer_of(task),
        version_at,
        last_part(task.get("for")),
    )
