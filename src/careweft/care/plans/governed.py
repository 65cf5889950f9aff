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
    """A task as the plan would have it; `who` as in an action, `team` whose work it is or who follows it, `escalate`
    the role that hears of it when it is late."""

    code: str
    title: str
    who: str
    due: datetime | None
    team: str
    why: str = ""
    escalate: str = ""


def action_id(plan: str, action: str) -> str:
    """The id of the task of an action: the key is (plan, action)."""
    return resources.id_of(f"CarePlan/{plan}/action/{action}")


def review_id(plan: str, due: datetime) -> str:
    """The id of the task of a review: the key is (plan, the day and time it is due)."""
    return resources.id_of(f"CarePlan/{plan}/review/{due.isoformat()}")


def wanted(action: Action, team: str, zone: ZoneInfo) -> Wanted:
    """What an action asks for; it is due by the end of its day. What the person and their carers do escalates to
    nobody."""
    due = datetime.combine(action.due, time(23, 59), zone) if action.due else None
    title = f"{action.text} ({action.often})" if action.often else action.text
    return Wanted(ACTION, title, action.who, due, team, "In the plan", "manager" if "/" in action.who else "")


def becomes(
    plan: Plan, task_id: str, want: Wanted | None, was: Wanted | None, task: Resource | None, now: datetime
) -> Resource | None:
    """The task as it must be now, None where nothing changes. `want` is None where the plan asks no longer; `was`
    is what the version before asked for: only where that differs does the plan say anything new of a task."""
    made = _made(plan, task_id, want, now) if want else None
    if task is None:
        return made if plan.status == "active" else None
    goes_on = made is not None and plan.status == "active"
    fresh = _resumed(task) if goes_on else task
    if fresh["status"] not in OPEN:
        return None
    if made and was and was != want:
        fresh = _asked_anew(fresh, _made(plan, task_id, was, now), made)
    if not goes_on:
        fresh = _stopped(fresh, plan.status if made else "revoked", plan.reason if made else "No longer in the plan")
    return None if fresh == task else fresh | {"lastModified": now.isoformat()}


def _made(plan: Plan, task_id: str, want: Wanted, now: datetime) -> Resource:
    kind, _, name = want.who.partition("/")
    content: Resource = {
        "code": want.code,
        "title": want.title,
        "role": name if kind == "role" else "",
        "team": want.team,
        "practitioner": name if kind == "staff" else None,
        "due": want.due.isoformat() if want.due else "",
        "escalate": want.escalate,
        "urgent": False,
        "why": want.why,
    }
    made = resources.task(task_id, plan.subject, f"CarePlan/{plan.id}", content, now)
    made["basedOn"] = [{"reference": f"CarePlan/{plan.id}"}]
    if kind == "organisation":  # the team that asks hears when it is done, and when it is late
        made |= replaced(made.get("extension", ()), f"{EXTENSION}/passed-from", {"valueReference": made["owner"]})
    if kind not in ("role", "staff"):
        made["owner"] = party(want.who, plan.subject)
    if kind != "role":
        made.pop("performerType")
    if not want.due:
        made.pop("restriction")
    return made


_ASKED = ("code", "performerType", "owner", "restriction", "reasonCode")
"""What of a task the plan says, with these extensions; the rest is what people and the clock did."""
_ASKED_TOO = ("assignee", "escalate-to", "passed-from")


def _asked_anew(task: Resource, was: Resource, made: Resource) -> Resource:
    """The task with what the plan asks for otherwise than before; what people made of the rest of it stays. Another
    who does it is another task for whoever had taken it."""
    changed = [name for name in _ASKED if made.get(name) != was.get(name)]
    fresh = {name: value for name, value in task.items() if name not in changed}
    fresh |= {name: made[name] for name in changed if name in made}
    given = [extension(each, "assignee") for each in (was, made)]
    moved = "owner" in changed or "performerType" in changed or given[0] != given[1]
    again = ("escalated",) if "restriction" in changed else ()  # a new due time counts anew
    for name in (*(_ASKED_TOO if moved else ()), *again):
        new = {key: value for key, value in (extension(made, name) or {}).items() if key != "url"}
        fresh |= replaced(fresh.pop("extension", ()), f"{EXTENSION}/{name}", new)
    return fresh


def _resumed(task: Resource) -> Resource:
    """The task as it goes on with the plan: with the status that it had, where it was the plan that stopped it."""
    became, _, before = (extension(task, "governed") or {"valueString": ""})["valueString"].partition(" from ")
    fresh = {name: value for name, value in task.items() if name != "extension"}
    fresh |= replaced(task.get("extension", ()), _MARK, None)
    if before and became == task["status"]:
        fresh.pop("statusReason", None)
        fresh["status"] = before
    return fresh


def _stopped(task: Resource, status: Status, reason: str) -> Resource:
    """An open task of a plan that is held or over."""
    if status == "on-hold" and task["status"] == "on-hold":
        return task
    became = "on-hold" if status == "on-hold" else "cancelled"
    words = reason or {"on-hold": "The plan is on hold", "completed": "The plan is finished"}.get(
        status, "The plan ended"
    )
    stopped = {key: value for key, value in task.items() if key != "extension"}
    mark = {"valueString": f"{became} from {_resumed(task)['status']}"}
    stopped |= replaced(task.get("extension", ()), _MARK, mark)
    return stopped | {"status": became, "statusReason": {"text": words}}
