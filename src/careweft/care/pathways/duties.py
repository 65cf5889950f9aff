"""What follows from where somebody stands on their pathways: tasks (one for each visit) and notices of handovers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from careweft.base.db import Connection
from careweft.care.pathways import resource, units
from careweft.care.pathways.pathway import Pathway, Together
from careweft.care.pathways.projection import GROUP
from careweft.care.pathways.resource import Run
from careweft.care.pathways.schedule import Visit, Wanted, visits
from careweft.care.pathways.walk import Entry, Leg, Standing
from careweft.care.record import Record
from careweft.care.resources import EXTENSION, OPEN, Resource, communication, extension, id_of, task

STEP, TAKE_ON, WHY = "pathway-step", "pathway-take-on", "pathway-why"
CODES = (STEP, TAKE_ON, WHY)
_STATE = "https://careweft.org/fhir/CodeSystem/pathway-task-state"
_COVERS = "pathway-covers"
_VARIED = {
    "late": "it was late",
    "not-done": "it was not done",
    "waited": "it was taken on late",
    "elsewhere": "it was taken on elsewhere",
    "climbed": "more was needed",
}
_FIELDS = ("code", "restriction", "owner", "performerType", "focus", "groupIdentifier")
Stands = Sequence[tuple[Run, Pathway, Standing]]


@dataclass(frozen=True)
class Duty:
    """A task that should be open."""

    id: str
    code: str
    run: Run
    visit: Visit


async def settle(
    connection: Connection, record: Record, person: int, stands: Stands, together: Sequence[Together], zone: ZoneInfo
) -> None:
    """Write where somebody stands, and make the person's open tasks and notices of pathways those that follow."""
    wanted = {duty.id: duty for duty in _duties(stands, together, zone)}
    rows = await connection.fetch(
        "SELECT id FROM care.task WHERE person_id = $1 AND code = ANY ($2)", person, list(CODES)
    )
    known = {body["id"]: body for body in await record.read_many(connection, [f"Task/{row['id']}" for row in rows])}
    now = record.clock.now()
    teams = {row["id"] for row in await connection.fetch("SELECT id FROM care.team")}
    written: list[Resource] = [resource.care_plan(*each) for each in stands]
    for duty in wanted.values():
        body = _task(duty, now, teams)
        written += [body] if duty.id not in known else _again(known[duty.id], body, now)
    done = {f"{run.id}/{turn.key}" for run, _, s in stands for turn in s.turns if turn.state == "done"}
    done |= {f"{run.id}/take/{leg.number}" for run, _, s in stands for leg in s.legs if leg.taken}
    done |= {f"{run.id}/why/{each.about}" for run, _, s in stands for each in s.variations if each.explained}
    ours = {run.id for run, _, _ in stands}
    for body in known.values():
        mine = ours.intersection(each.partition("/")[0] for each in covers(body))
        if body["id"] not in wanted and body["status"] in OPEN and mine:
            written.append(_closed(body, all(each in done for each in covers(body)), now))
    written += await _notices(connection, record, person, stands)
    await record.write(connection, person, *written)


def covers(body: Mapping[str, Any]) -> list[str]:
    """What a task is for: `run/step/turn`, `run/take/number` or `run/why/what`, each."""
    found = extension(body, _COVERS)
    return str(found["valueString"]).split() if found else []


def said_by(body: Mapping[str, Any], about: str, standing: Standing | None) -> Entry | None:
    """What closing a task says of what it is for; None where it says nothing."""
    note = (body.get("note") or [{}])[-1]
    at = datetime.fromisoformat(body["lastModified"])
    words, by = str(note.get("text", "")), str(note.get("authorString", ""))
    key, done = f"by/task/{body['id']}/{body['lastModified']}/{about}", body["status"] == "completed"
    kind, _, what = about.partition("/")
    if kind == "why":
        return Entry(key, "why", what, at, by=by, words=words) if words else None
    if kind == "take":
        leg = next((leg for leg in standing.legs if str(leg.number) == what), None) if standing else None
        return Entry(key, "taken", leg.stage, at, leg.party, by, words=words) if done and leg else None
    return Entry(key, "done" if done else "not-done", about, at, by=by, words=words)


async def ask_again(connection: Connection, record: Record, person: int, name: str) -> None:
    """Open a task again that was closed without what it asks for: a reason, or somebody who takes the person on."""
    body = await record.read(connection, f"Task/{name}")
    still = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM care.pathway_variation v WHERE person_id = $1 AND code = '' AND words = '' "
        "AND v.id || '/why/' || about = ANY ($2)) OR EXISTS (SELECT FROM care.pathway_stage s WHERE person_id = $1 "
        "AND taken IS NULL AND \"left\" IS NULL AND s.id || '/take/' || number = ANY ($2))",
        person,
        covers(body),
    )
    if still and "businessStatus" not in body:
        again = {**body, "status": "requested", "lastModified": record.clock.now().isoformat()}
        await record.write(connection, person, again)


def _duties(stands: Stands, together: Sequence[Together], zone: ZoneInfo) -> Iterable[Duty]:
    runs = {run.id: run for run, _, _ in stands}
    for visit in visits((want for each in stands for want in open_steps(*each)), together, zone):
        yield _duty(STEP, runs, visit)
    for run, pathway, standing in stands:
        for want in _handovers(run, pathway, standing):
            yield _duty(TAKE_ON, runs, Visit(want))
        for want in _reasons(run, pathway, standing, zone):
            yield _duty(WHY, runs, Visit(want))


def _duty(code: str, runs: Mapping[str, Run], visit: Visit) -> Duty:
    return Duty(id_of(f"pathway-task/{visit.first.key}"), code, runs[visit.first.key.partition("/")[0]], visit)


def open_steps(run: Run, pathway: Pathway, standing: Standing) -> Iterable[Wanted]:
    """What is to be done now on a pathway."""
    steps = {step.id: step for stage in pathway.stages for step in stage.steps}
    for turn in standing.open:
        step, leg = steps[turn.step], standing.legs[turn.leg - 1]
        yield Wanted(
            f"{run.id}/{turn.key}", step.title, run.title, leg.party, step.by, turn.due, step.service, step.escalate
        )


def _handovers(run: Run, pathway: Pathway, standing: Standing) -> Iterable[Wanted]:
    leg = standing.leg
    stage = pathway.stage(leg.stage) if leg else None
    if leg is None or stage is None or not leg.waits or leg.due is None or standing.ended:
        return
    role = leg.role or next(iter((*stage.by, *(step.by for step in stage.steps))), "")
    yield Wanted(
        f"{run.id}/take/{leg.number}",
        f"Take on: {stage.title}",
        run.title,
        leg.party,
        role,
        leg.due,
        escalate=stage.escalate,
    )


def _reasons(run: Run, pathway: Pathway, standing: Standing, zone: ZoneInfo) -> Iterable[Wanted]:
    """Where the model asks for them, the reasons that are missing."""
    titles = {step.id: step.title for stage in pathway.stages for step in stage.steps}
    for each in standing.variations:
        if pathway.asks and not each.explained:
            head, _, number = each.about.partition("/")
            turn = standing.turn(each.about)
            leg = standing.legs[(turn.leg if turn else int(number.partition("/")[0])) - 1]
            stage = pathway.stage(each.stage)
            what = titles.get(head) or (stage.title if stage else each.stage)
            due = pathway.asks_within.after(each.at, zone)
            title = f"Say why {_VARIED[each.kind]}: {what}"
            yield Wanted(f"{run.id}/why/{each.about}", title, run.title, leg.party, pathway.asks, due)


def _task(duty: Duty, now: datetime, teams: set[str]) -> Resource:
    first = duty.visit.first
    content = {
        "urgent": False,
        "code": duty.code,
        "title": duty.visit.title,
        "role": first.role,
        "team": first.party,
        "practitioner": None,
        "due": first.due.isoformat(),
        "escalate": first.escalate,
        "why": ", ".join(dict.fromkeys(part.pathway for part in duty.visit.parts)),
    }
    body = task(duty.id, duty.run.subject, f"CarePlan/{duty.run.id}", content, now)
    if first.party not in teams:
        body["owner"] = {"reference": f"Organization/{first.party}"}
    body["groupIdentifier"] = {"system": GROUP, "value": duty.run.id}
    body["extension"] = [*body.get("extension", ()), _covered(duty.visit)]
    return body


def _covered(visit: Visit) -> Resource:
    return {"url": f"{EXTENSION}/{_COVERS}", "valueString": " ".join(part.key for part in visit.parts)}


def _again(now_is: Resource, body: Resource, now: datetime) -> list[Resource]:
    """A task that is there, with what is to be otherwise; one that a pathway closed is opened again."""
    if now_is["status"] not in OPEN and "businessStatus" not in now_is:
        return []
    others = [each for each in now_is.get("extension", ()) if each["url"] != f"{EXTENSION}/{_COVERS}"]
    if now_is.get("restriction") != body["restriction"]:
        others = [each for each in others if each["url"] != f"{EXTENSION}/escalated"]
    new = {name: value for name, value in now_is.items() if name not in ("businessStatus", "statusReason")}
    new |= {name: body[name] for name in (*_FIELDS, "reasonCode")}
    new["extension"] = [*others, body["extension"][-1]]
    new["status"] = now_is["status"] if now_is["status"] in OPEN else "requested"
    return [] if new == now_is else [{**new, "lastModified": now.isoformat()}]


def _closed(body: Resource, done: bool, now: datetime) -> Resource:
    said = "done" if done else "not-needed"
    return {
        **body,
        "status": "completed" if done else "cancelled",
        "statusReason": {"text": "The pathway says it is done" if done else "The pathway does not ask for it any more"},
        "businessStatus": {"coding": [{"system": _STATE, "code": said}]},
        "lastModified": now.isoformat(),
    }


async def _notices(connection: Connection, record: Record, person: int, stands: Stands) -> list[Resource]:
    """Each handover is told to whoever is to take on, and where a unit was chosen to who told of the start; what was
    told and is not so any more is taken back."""
    names = await units.titles(connection)
    written: list[Resource] = []
    for run, pathway, standing in stands:
        wanted = {}
        for leg in standing.legs:
            for to, message in _messages(run, pathway, leg, names):
                wanted[id_of(f"{run.id}/leg/{leg.number}/{leg.party}/{to}")] = (to, message, leg.sent)
        about = f"CarePlan/{run.id}"
        rows = await connection.fetch(
            "SELECT id, state FROM care.notice WHERE person_id = $1 AND about = $2", person, about
        )
        states = {row["id"]: row["state"] for row in rows}
        for name, (to, message, sent) in wanted.items():
            if states.get(name) != "sent":
                written.append(communication(name, run.subject, about, to, message, sent))
        for name, state in states.items():
            if state == "sent" and name not in wanted:
                told = await record.read(connection, f"Communication/{name}")
                written.append({**told, "status": "entered-in-error"})
    return written


def _messages(run: Run, pathway: Pathway, leg: Leg, names: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    stage = pathway.stage(leg.stage)
    if stage is None or leg.sender == leg.party or stage.within is None:
        return
    yield leg.party, f"{run.title}: to you for {stage.title}"
    if leg.number == 1 and stage.where.unit and leg.sender:
        yield leg.sender, f"{run.title}: to {names.get(leg.party, leg.party)} for {stage.title}"
