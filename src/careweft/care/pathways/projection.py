"""Where everybody stands, kept in step with the record in the same transaction; and closed tasks told to pathways."""

from collections.abc import Iterator, Sequence
from typing import Any

from careweft.access import relationships
from careweft.access.relationships import Relationship
from careweft.base import outbox
from careweft.base.db import Connection
from careweft.care.pathways import resource
from careweft.care.resources import moment_if
from careweft.fhir.stored import Change

TOPIC = "pathway"
"""The outbox's topic for tasks of pathways that somebody closed: {task}, in the order of the person."""
GROUP = "https://careweft.org/pathway-task"
"""The system of `Task.groupIdentifier` by which a task of a pathway is known."""
TABLES = ("pathway", "pathway_stage", "pathway_step", "pathway_variation")

_PATHWAY = """
INSERT INTO care.pathway (person_id, id, pathway, title, status, start, finish, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_STAGE = """
INSERT INTO care.pathway_stage (person_id, id, number, stage, title, party, sender, sent, due, taken, "left")
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
_STEP = """
INSERT INTO care.pathway_step (person_id, id, step, number, leg, stage, title, role, service, state, ready, due, at,
    said_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
"""
_VARIATION = """
INSERT INTO care.pathway_variation (person_id, id, about, kind, stage, at, code, words, said_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (person_id, id, about) DO NOTHING
"""


async def project(connection: Connection, changes: Sequence[Change]) -> None:
    """Bring the tables of pathways in step with changed CarePlans, and queue tasks of pathways that were closed."""
    plans = [c for c in changes if c.type == "CarePlan" and any(b and resource.ours(b) for b in (c.before, c.after))]
    for table in TABLES if plans else ():
        await connection.executemany(
            f"DELETE FROM care.{table} WHERE person_id = $1 AND id = $2", [(c.person_id, c.id) for c in plans]
        )
    for change in plans:
        if change.after and change.after["status"] != "entered-in-error":
            await _keep(connection, change, change.after)
    await _relate(connection, plans)
    closed = [c for c in changes if c.type == "Task" and c.after and _closed(c.after)]
    if closed:
        await outbox.put_many(connection, TOPIC, [(str(c.person_id), {"task": c.id}) for c in closed])


async def _relate(connection: Connection, plans: Sequence[Change]) -> None:
    """Whoever has the person on a pathway sees them, and who sent them as long as they wait to be taken on."""
    now = [each for change in plans for each in _relationships(change)]
    await relationships.replace(connection, [(c.person_id, f"CarePlan/{c.id}") for c in plans], now)


def _relationships(change: Change) -> Iterator[Relationship]:
    body = change.after
    if body is None or body["status"] != "active":
        return
    leg = resource.standing_of(body).leg
    if leg is not None:
        for party in dict.fromkeys([leg.party, leg.sender] if leg.waits else [leg.party]):
            if party:
                yield Relationship(change.person_id, party, "pathway", f"CarePlan/{change.id}", leg.sent)


def _closed(task: dict[str, Any]) -> bool:
    """Whether a task of a pathway was closed by people: what pathways close themselves says so."""
    ours = task.get("groupIdentifier", {}).get("system") == GROUP
    return ours and task["status"] in ("completed", "cancelled") and "businessStatus" not in task


async def _keep(connection: Connection, change: Change, body: dict[str, Any]) -> None:
    run, here = resource.run_of(body), (change.person_id, change.id)
    end = body["period"].get("end")
    await connection.execute(
        _PATHWAY, *here, run.pathway, run.title, body["status"], run.start, moment_if(end), change.version
    )
    stages = [
        (*here, int(leg["number"]), leg["stage"], leg["title"], leg["party"], leg.get("sender", ""),
         moment_if(leg["sent"]), moment_if(leg.get("due")), moment_if(leg.get("taken")), moment_if(leg.get("left")))
        for leg in resource.legs_of(body)
    ]  # fmt: skip
    steps = [
        (*here, turn["step"], int(turn["number"]), int(turn["leg"]), turn["stage"], turn["title"], turn["role"],
         turn.get("service", ""), turn["state"], moment_if(turn["ready"]), moment_if(turn["due"]),
         moment_if(turn.get("at")),
         turn.get("by", ""))
        for turn in resource.turns_of(body)
    ]  # fmt: skip
    variations = [
        (*here, each["about"], each["kind"], each["stage"], moment_if(each["at"]), each.get("code", ""),
         each.get("words", ""), each.get("by", ""))
        for each in resource.variations_of(body)
    ]  # fmt: skip
    await connection.executemany(_STAGE, stages)
    await connection.executemany(_STEP, steps)
    await connection.executemany(_VARIATION, variations)
