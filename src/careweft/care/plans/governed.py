"""A plan's status governs its tasks. Pure: what one task becomes, given the plan as it is now.

Each action of a plan has at most one Task, under an id made of the plan and the action, so that however often the plan
changes there is one. A draft makes none; active makes them due; on hold holds the open ones; completed or revoked
cancels them with the reason. What the plan did to a task is marked on it with the status that it had, so that going on
with the plan takes back exactly that: what people did to the task themselves stays as it is.
"""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from careweft.care import resources
from careweft.care.plans.content import Action, Plan, Status
from careweft.care.plans.resource import party
from careweft.care.projection import ACTION
from careweft.care.record import replaced
from careweft.care.resources import EXTENSION, OPEN, Resource, extension

REVIEW = "review-plan"
"""The code of the task to review a plan; an action's is `projection.ACTION`."""
_MARK = f"{EXTENSION}/governed"


@dataclass(frozen=True)
class Wanted:
    """A task as the plan would have it; `who` as in an action."""

    code: str
    title: str
    who: str
    due: datetime | None
    why: str = ""
    escalate: str = ""


def action_id(plan: str, action: str) -> str:
    """The id of the task of an action: the key is (plan, action)."""
    return resources.id_of(f"CarePlan/{plan}/action/{action}")


def review_id(plan: str, due: datetime) -> str:
    """The id of the task of a review: the key is (plan, the day and time it is due)."""
    return resources.id_of(f"CarePlan/{plan}/review/{due.isoformat()}")


def wanted(action: Action, zone: ZoneInfo) -> Wanted:
    """What an action asks for; it is due by the end of its day."""
    due = datetime.combine(action.due, time(23, 59), zone) if action.due else None
    title = f"{action.text} ({action.often})" if action.often else action.text
    return Wanted(ACTION, title, action.who, due, "In the plan")


def becomes(
    plan: Plan, task_id: str, want: Wanted | None, task: Resource | None, team: str, now: datetime
) -> Resource | None:
    """The task as it must be now, None where nothing changes. `want` is None where the plan no longer asks for it."""
    if want and plan.status in ("draft", "on-hold") and task is None:
        return None
    if want and plan.status == "active":
        made = _made(plan, task_id, want, team, now)
        return made if task is None else _changed(task, _resumed(task), made, now)
    if task is None or task["status"] not in OPEN:
        return None
    return _stopped(task, plan.status if want else "revoked", plan.reason if want else "No longer in the plan", now)


def _made(plan: Plan, task_id: str, want: Wanted, team: str, now: datetime) -> Resource:
    kind, _, name = want.who.partition("/")
    content: Resource = {
        "code": want.code,
        "title": want.title,
        "role": name if kind == "role" else "",
        "team": team,
        "practitioner": name if kind == "staff" else None,
        "due": want.due.isoformat() if want.due else "",
        "escalate": want.escalate,
        "urgent": False,
        "why": want.why,
    }
    made = resources.task(task_id, plan.subject, f"CarePlan/{plan.id}", content, now)
    made["basedOn"] = [{"reference": f"CarePlan/{plan.id}"}]
    if kind not in ("role", "staff"):
        made["owner"] = party(want.who, plan.subject)
    if kind != "role":
        made.pop("performerType")
    if not want.due:
        made.pop("restriction")
    return made


_ASKED = ("code", "performerType", "owner", "restriction", "reasonCode")
"""What of a task the plan says; the rest is what people and the clock did."""


def _changed(task: Resource, status: str, made: Resource, now: datetime) -> Resource | None:
    """The task with what the plan asks for now; a closed one stays as it is."""
    if status not in OPEN:
        return None
    fresh = {key: value for key, value in task.items() if key not in _ASKED and key != "statusReason"}
    fresh |= {key: made[key] for key in _ASKED if key in made}
    fresh |= {"status": status}
    kept = replaced(fresh.pop("extension", ()), _MARK, None).get("extension", ())
    given = extension(made, "assignee")
    if given or task["owner"] != made["owner"]:  # whoever took it from the team's list keeps it as long as it is theirs
        value = {"valueReference": given["valueReference"]} if given else None
        kept = replaced(kept, f"{EXTENSION}/assignee", value).get("extension", ())
    fresh |= {"extension": kept} if kept else {}
    return None if fresh == task else fresh | {"lastModified": now.isoformat()}


def _resumed(task: Resource) -> str:
    """The status that a task has once the plan goes on: the one it had where it was the plan that stopped it."""
    became, _, before = (extension(task, "governed") or {"valueString": ""})["valueString"].partition(" from ")
    return before if before and became == task["status"] else str(task["status"])


def _stopped(task: Resource, status: Status, reason: str, now: datetime) -> Resource | None:
    """An open task of a plan that is held or over."""
    if status == "on-hold" and task["status"] == "on-hold":
        return None
    became = "on-hold" if status == "on-hold" else "cancelled"
    words = reason or {"on-hold": "The plan is on hold", "completed": "The plan is finished"}.get(
        status, "The plan ended"
    )
    stopped = {key: value for key, value in task.items() if key != "extension"}
    stopped |= replaced(task.get("extension", ()), _MARK, {"valueString": f"{became} from {_resumed(task)}"})
    return stopped | {"status": became, "statusReason": {"text": words}, "lastModified": now.isoformat()}
