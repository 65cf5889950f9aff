"""Worklist rows and relationships, kept in step with the record in the same transaction.

A projection of the FHIR store: tasks to care.task, notices to care.notice, and from stays, services, registrations,
cases and open tasks the relationships that let a party see the person.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from careweft.access import relationships
from careweft.access.relationships import Relationship
from careweft.base.db import Connection
from careweft.care.entry import state as entry
from careweft.care.messages.resource import kind_of
from careweft.care.resources import OPEN, extension, last_part, moment
from careweft.care.transitions.plan import ours as is_discharge
from careweft.fhir.fhirpath.times import END_OF_TIME
from careweft.fhir.stored import Change

ACTION = "plan-action"
"""The code of a task that is an action of a plan: it may be the person's own."""
DISPENSE = "dispense"
"""The code of a task of a pharmacy."""
SOCIAL = "social-referral"
"""The code of a task of a partner outside: see careweft.care.social for what they see."""

_TASK = """
INSERT INTO care.task (person_id, id, code, title, status, urgent, team, role, practitioner, authored, due, escalate,
    escalated, why, focus, note, version, reason, held_until, requester)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
ON CONFLICT (person_id, id) DO UPDATE SET code = excluded.code, title = excluded.title, status = excluded.status,
    urgent = excluded.urgent, team = excluded.team, role = excluded.role, practitioner = excluded.practitioner,
    authored = excluded.authored, due = excluded.due, escalate = excluded.escalate, escalated = excluded.escalated,
    why = excluded.why, focus = excluded.focus, note = excluded.note, version = excluded.version,
    reason = excluded.reason, held_until = excluded.held_until, requester = excluded.requester,
    changed = clock_timestamp()
"""
_NOTICE = """
INSERT INTO care.notice (person_id, id, recipient, message, about, sent, state) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (person_id, id, recipient) DO UPDATE SET message = excluded.message, sent = excluded.sent,
    state = excluded.state, changed = clock_timestamp()
"""
_REFERRAL = """
INSERT INTO care.referral (person_id, task, request, state, outcome, sender, sender_name, means, reason, urgent, at,
    due, stopped, team, target, head, answer, changed, about)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, coalesce((
    SELECT concat_ws(', ', upper(family), given) FROM people.source_record WHERE patient_id = $19 LIMIT 1), ''))
ON CONFLICT (person_id, task) DO UPDATE SET request = excluded.request, state = excluded.state,
    outcome = excluded.outcome, sender = excluded.sender, sender_name = excluded.sender_name, means = excluded.means,
    reason = excluded.reason, urgent = excluded.urgent, due = excluded.due, stopped = excluded.stopped,
    team = excluded.team, target = excluded.target, head = excluded.head, answer = excluded.answer,
    changed = excluded.changed, about = excluded.about
"""


async def project(connection: Connection, changes: Sequence[Change]) -> None:
    """Bring worklists and relationships in step with changed resources."""
    gone = [c for c in changes if c.after is None and c.type in ("Task", "Communication")]
    for table in ("task", "notice") if gone else ():
        await connection.executemany(
            f"DELETE FROM care.{table} WHERE person_id = $1 AND id = $2", [(c.person_id, c.id) for c in gone]
        )
    triages = [c for c in changes if c.type == "Task" and entry.is_triage(c.after or c.before or {})]
    if gone_triages := [(c.person_id, c.id) for c in triages if c.after is None]:
        await connection.executemany("DELETE FROM care.referral WHERE person_id = $1 AND task = $2", gone_triages)
    if kept := [entry.row(c.person_id, c.at, c.after) for c in triages if c.after]:
        await connection.executemany(_REFERRAL, kept)
    if tasks := [_task_row(c) for c in changes if c.type == "Task" and c.after and _ours(c)]:
        await connection.executemany(_TASK, tasks)
    if notices := [row for c in changes if c.type == "Communication" and c.after for row in _notice_rows(c)]:
        await connection.executemany(_NOTICE, notices)
    await _relate(connection, [c for c in changes if c.type in _REASONS and c.person_id])


async def _relate(connection: Connection, changes: Sequence[Change]) -> None:
    """Make the relationships of each resource what its last change asks for; one that is new has none to end."""
    last = {(c.person_id, f"{c.type}/{c.id}"): c for c in changes}
    known = {(c.person_id, f"{c.type}/{c.id}"): None for c in changes if c.before is not None}
    now = [relationship for change in last.values() for relationship in _relationships(change)]
    await relationships.replace(connection, list(known), now)


def _ours(change: Change) -> bool:
    """Whether a task belongs on a worklist or in the record: one for a team or an organisation of the place, one that
    asks somebody about a referral, or an action of a plan."""
    body = change.after or {}
    kind = str(body.get("owner", {}).get("reference", "")).partition("/")[0]
    return kind in ("CareTeam", "Organization") or entry.code_of(body) in (*entry.CODES, ACTION)


def _task_row(change: Change) -> tuple[Any, ...]:
    body = change.after or {}
    code = body.get("code", {})
    escalate, escalated = extension(body, "escalate-to"), extension(body, "escalated")
    assignee, held, asked = (extension(body, name) for name in ("assignee", "held-until", "passed-from"))
    due = body.get("restriction", {}).get("period", {}).get("end")
    return (
        change.person_id,
        change.id,
        _first_code(code),
        code.get("text", ""),
        body["status"],
        body.get("priority") in ("urgent", "asap", "stat"),
        _owner(body, change.person_id),
        _first_code((body.get("performerType") or [{}])[0]),
        last_part(assignee["valueReference"]) if assignee else None,
        moment(body["authoredOn"]) if "authoredOn" in body else change.at,
        moment(due, ends=True) if due else None,
        escalate["valueString"] if escalate else "",
        moment(escalated["valueDateTime"]) if escalated else None,
        body.get("reasonCode", {}).get("text", ""),
        body.get("focus", {}).get("reference", ""),
        (body.get("note") or [{"text": ""}])[-1]["text"],
        change.version,
        body.get("statusReason", {}).get("text", ""),
        moment(held["valueDateTime"]) if held else None,
        last_part(asked["valueReference"]) if asked else "",
    )


def _owner(body: Mapping[str, Any], person_id: int) -> str:
    """The party that a task is for; of a plan's actions `self` for the person, `carer` for who cares for them."""
    owner = body.get("owner", {})
    kind = owner.get("type") or owner.get("reference", "").partition("/")[0]
    own = {"Patient": "self", "RelatedPerson": "carer"} if entry.code_of(body) == ACTION else {}
    return own.get(kind) or entry.party_of(owner, person_id)


_NOTICE_STATES = {"entered-in-error": "cancelled", "not-done": "cancelled", "preparation": "waiting"}


def _notice_rows(change: Change) -> Iterator[tuple[Any, ...]]:
    body = change.after or {}
    if kind_of(body):
        return  # a message of a conversation is no notice
    for recipient in body.get("recipient", ()):
        yield (
            change.person_id,
            change.id,
            entry.party_of(recipient, change.person_id),
            " ".join(part.get("contentString", "") for part in body.get("payload", ())),
            (body.get("about") or [{"reference": ""}])[0].get("reference", ""),
            moment(body["sent"]) if "sent" in body else change.at,
            _NOTICE_STATES.get(body["status"], "sent"),
        )


def _relationships(change: Change) -> Iterator[Relationship]:
    """Who may see the person because of this resource, from when until when."""
    body = change.after
    if body is None or body.get("status") in ("entered-in-error", "cancelled"):
        return
    party, since, until = _REASONS[change.type](body, change.at)
    if party:
        kind = _KINDS[change.type]
        yield Relationship(change.person_id, party, kind, f"{change.type}/{change.id}", since, until)
    asked = extension(body, "passed-from") if change.type == "Task" else None
    if asked and last_part(asked["valueReference"]) != party:  # who passed it on follows it as long as it is open
        yield Relationship(
            change.person_id, last_part(asked["valueReference"]), "task", f"Task/{change.id}", since, until
        )
    if change.type == "Task" and entry.is_triage(body):
        sender = entry.party_of(body.get("requester"), change.person_id)
        if sender and not sender.startswith(("person/", "related/")):
            yield Relationship(change.person_id, sender, "referrer", f"Task/{change.id}", change.at)


_Reason = tuple[str, datetime, datetime | None]


def _by_registration(body: Mapping[str, Any], at: datetime) -> _Reason:
    """The practice's own record of somebody who is registered there; another's record only says where that is."""
    practices = [gp["reference"] for gp in body.get("generalPractitioner", ()) if "reference" in gp]
    keeper = body.get("managingOrganization", {}).get("reference", "")
    registered = body.get("active") is not False and keeper in practices
    return (last_part({"reference": keeper}) if registered else ""), at, None


def _by_stay(body: Mapping[str, Any], at: datetime) -> _Reason:
    return last_part(body.get("serviceProvider")), *_period(body.get("period"), at)


_SENT = (SOCIAL, DISPENSE)
"""The codes of tasks whose owners are sent what they need, and see nothing of the record by them."""
_AFTER_CLOSING = timedelta(days=28)
"""How long a team sees the person after it closed the case here: to finish its notes, and to open it again."""


def _by_case(body: Mapping[str, Any], at: datetime) -> _Reason:
    since, until = _period(body.get("period"), at)
    if until is not None and extension(body, "case-closure"):
        until = min(until, END_OF_TIME - _AFTER_CLOSING) + _AFTER_CLOSING
    return last_part((body.get("team") or [None])[0]), since, until


def _by_task(body: Mapping[str, Any], at: datetime) -> _Reason:
    until = None if body["status"] in OPEN else at
    kind = str((body.get("owner") or {}).get("reference", "")).partition("/")[0]
    by_itself = kind in ("Patient", "RelatedPerson") or entry.code_of(body) in _SENT  # these see by what they are
    owner = "" if by_itself else last_part(body.get("owner"))
    return owner, moment(body["authoredOn"]) if "authoredOn" in body else at, until


def _by_service(body: Mapping[str, Any], at: datetime) -> _Reason:
    return last_part((body.get("performer") or [None])[0]), *_period(body.get("occurrencePeriod"), at)


def _by_discharge(body: Mapping[str, Any], at: datetime) -> _Reason:
    """The team that plans a discharge, as long as the stay lasts."""
    planned = is_discharge(body) and body["status"] == "active"
    return last_part(body.get("author")) if planned else "", *_period(body.get("period"), at)


_REASONS = {
    "CarePlan": _by_discharge,
    "Patient": _by_registration,
    "Encounter": _by_stay,
    "EpisodeOfCare": _by_case,
    "Task": _by_task,
    "ServiceRequest": _by_service,
}
_KINDS = {
    "CarePlan": "task",
    "Patient": "registered-practice",
    "Encounter": "stay",
    "EpisodeOfCare": "care-team",
    "Task": "task",
    "ServiceRequest": "service",
}


def _period(period: Mapping[str, str] | None, at: datetime) -> tuple[datetime, datetime | None]:
    start, end = (period or {}).get("start"), (period or {}).get("end")
    return moment(start) if start else at, moment(end, ends=True) if end else None


def _first_code(concept: Mapping[str, Any]) -> str:
    return str((concept.get("coding") or [{}])[0].get("code", ""))
