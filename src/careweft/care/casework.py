"""Cases from acceptance to closure: handed over with all open work, closed with every task decided, reopened.

The case is the EpisodeOfCare; what became of it stands in it. A case that is closed counts for nobody's caseload from
that moment, and one that is reopened counts again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from careweft.access.accounts import Account
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, Refused
from careweft.care import resources, teams
from careweft.care.consultations import CODE as CONSULTATION
from careweft.care.entry.state import TRIAGE
from careweft.care.reactions import Facts, open_case, practice_of
from careweft.care.record import Record, replaced
from careweft.care.resources import EXTENSION, OPEN, ROLES, Resource, id_of, last_part
from careweft.care.tasks import Filter, Task, worklist

Fate = Literal["ends", "goes-on"]
CLOSURE: Final = f"{EXTENSION}/case-closure"
REASONS: Final[dict[str, str]] = {
    "goals-met": "The goals are met",
    "no-longer-needed": "Help is no longer needed",
    "declined": "The person does not want it any more",
    "moved": "Moved away",
    "transferred": "Another organisation goes on",
    "died": "Died",
}
GOALS: Final[dict[str, str]] = {"all": "All", "some": "Some", "none": "None", "no-goals": "There were no goals"}


@dataclass(frozen=True)
class Case:
    """A case as it stands, with what is known of its closure."""

    person_id: int
    id: str
    version: int
    open: bool
    team: str
    coordinator: str
    since: datetime | None
    until: datetime | None
    reason: str
    outcome: str
    goals: str


@dataclass(frozen=True)
class Service:
    """A service that the person gets while the case is closed: who gives it, and what it is."""

    record: str
    kind: str
    organisation: str


@dataclass(frozen=True)
class Closing:
    """How a case ends. `fates` says of every open task ('Task/id') and service whether it ends or goes on."""

    reason: str
    outcome: str
    goals: str
    tell: frozenset[str]
    fates: Mapping[str, Fate]


async def case_of(connection: Connection, record: Record, person_id: int) -> Case | None:
    """The person's open case, else the one that was closed last; None for who never had one."""
    found = await connection.fetchval(
        "SELECT record FROM facts.\"case\" WHERE person_id = $1 AND known_to = 'infinity' "
        "ORDER BY status = 'active' DESC, start DESC, record LIMIT 1",
        person_id,
    )
    return _case(*await record.find(connection, found)) if found else None


async def to_decide(
    connection: Connection, person_id: int, facts: Facts, at: datetime
) -> tuple[list[Task], list[Service]]:
    """The tasks and services of a person of which must be said whether they end with the case. Referrals that wait are
    none of the case's: they are decided by themselves."""
    tasks = [task for task in await worklist(connection, Filter(person_id=person_id)) if task.code != TRIAGE]
    given = [
        Service(row["record"], row["kind"], row["organisation"] or "")
        for row in facts.get("service", ())
        if row["start"] is not None and row["start"] <= at and (row["finish"] is None or at < row["finish"])
        and row["status"] in ("active", "on-hold")
    ]  # fmt: skip
    return tasks, given


@dataclass(frozen=True)
class Handing:
    """To whom a case is handed over, why, and whether it is meant although they have no room."""

    to: str
    why: str = ""
    beyond: bool = False


class Casework:
    """Changes cases, through the record."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def hand_over(
        self,
        connection: Connection,
        by: Account,
        case: str,
        handing: Handing,
        facts: Facts,
        version: int | None = None,
    ) -> list[str]:
        """Give the case and all open work of its coordinator to another; the person and the GP are told. The tasks that
        were carried over: all but regular consultations, which are with a role, whoever leads.

        Raises BadInput where the other has no room, unless it is said that it is meant.
        """
        held = await self._mine(connection, by, case, version)
        to = handing.to
        new = await teams.practitioner(connection, to)
        if new is None or to == last_part(held[2].get("careManager")):
            raise BadInput("nobody is chosen who could take it", expected="somebody else than who has it")
        await connection.execute("SELECT FROM care.team WHERE id = $1 FOR UPDATE", new.team)
        loads = {load.practitioner.id: load for load in await teams.loads(connection, new.team, new.role)}
        if not loads[to].has_room and not handing.beyond:
            raise BadInput(f"{new.name} has no room", expected="somebody who has room, or that it is meant")
        return await self._give(connection, held, new, handing.why, facts, by.display_name)

    async def go_over(
        self, connection: Connection, person_id: int, case: str, to: teams.Practitioner, why: str, facts: Facts
    ) -> list[str]:
        """As `hand_over`, by rule: to somebody of whom is known that they have room."""
        held = await self._record.find(connection, f"EpisodeOfCare/{case}")
        return await self._give(connection, (person_id, held[1], held[2]), to, why, facts, "")

    # How it is kept

    async def _give(
        self,
        connection: Connection,
        held: tuple[int, int, Resource],
        new: teams.Practitioner,
        why: str,
        facts: Facts,
        author: str,
    ) -> list[str]:
        body, now, to = held[2], self._record.clock.now(), new.id
        before, team = last_part(body.get("careManager")), last_part(body["team"][0])
        open_ = [
            task for task in await worklist(connection, Filter(person_id=held[0]))
            if task.team == team and task.code not in (TRIAGE, "allocate")
        ]  # fmt: skip
        carried = [
            task.id for task in open_
            if (task.practitioner == before if before else task.practitioner is None and task.role == new.role)
            and not task.code.startswith(f"{CONSULTATION}-")
        ]  # fmt: skip
        moved = [each.id for each in open_ if new.team != team and not each.practitioner and each.id not in carried]
        body = body | {
            "careManager": {"reference": f"Practitioner/{to}"},
            "team": [{"reference": f"CareTeam/{new.team}"}],
        }
        await self._record.write(connection, held[0], body, expected=held[1])
        await self._settle_allocation(connection, held[0], body["id"])
        for task in carried:
            await self._carry(connection, task, new, author, why)
        for task in moved:
            await self._carry(connection, task, new, author, why, takes=False)
        text = f"{new.name} looks after the person now"
        told = [*_gp(facts, now), f"person/{held[0]}", f"staff/{to}", *([f"staff/{before}"] if before else [])]
        await self._tell(connection, held[0], body, f"hand-over/{held[1]}", told, text)
        return carried

    async def close(
        self, connection: Connection, by: Account, case: str, closing: Closing, facts: Facts, version: int | None = None
    ) -> None:
        """Close a case. Raises BadInput, naming them, where it is not said of each task and service whether it ends."""
        held = await self._mine(connection, by, case, version)
        person_id, current, body = held
        now = self._record.clock.now()
        if closing.reason not in REASONS or closing.goals not in GOALS or not closing.outcome:
            raise BadInput("the closure is not complete", expected="a reason, the outcome and the goals that are met")
        tasks, services = await to_decide(connection, person_id, facts, now)
        open_ = [f"Task/{task.id}" for task in tasks] + [service.record for service in services]
        if missing := [record for record in open_ if closing.fates.get(record) not in ("ends", "goes-on")]:
            raise BadInput(
                "it is not said of each whether it ends", where=missing[0], expected="that it ends, or goes on"
            )
        for task in tasks:
            if closing.fates[f"Task/{task.id}"] == "ends":
                await self._end(connection, task.id, REASONS[closing.reason], now)
        for service in services:
            if closing.fates[service.record] == "ends" and service.organisation:
                text = f"Please end this service ({service.kind.replace('-', ' ')}): the case is closed"
                key, to = f"{current}/{service.record}", [service.organisation]
                await self._tell(connection, person_id, body, key, to, text, service.record)
        closure = {
            "extension": [
                {"url": "reason", "valueCode": closing.reason},
                {"url": "outcome", "valueString": closing.outcome},
                {"url": "goals", "valueCode": closing.goals},
            ]
        }
        done = _status(body, "finished", now)
        done |= replaced(done.pop("extension", ()), CLOSURE, closure)
        done["period"] = {**done["period"], "end": now.isoformat()}
        await self._record.write(connection, person_id, done, expected=current)
        known = {party for name in closing.tell for party in (_gp(facts, now) if name == "gp" else [name])}
        text = f"The case is closed: {REASONS[closing.reason]}. {closing.outcome}"
        await self._tell(
            connection, person_id, done, f"closed/{current}", sorted({*known, f"person/{person_id}"}), text
        )

    async def reopen(
        self, connection: Connection, by: Account, case: str, why: str, facts: Facts, version: int | None = None
    ) -> None:
        """Open a closed case again, with the coordinator it had; the person, the GP and the team are told."""
        person_id, current, body = await self._mine(connection, by, case, version, "finished")
        if not why:
            raise BadInput("nothing says why", expected="why the case is opened again")
        now = self._record.clock.now()
        if open_case(facts, now):
            raise Conflict("this person has another open case")
        body = _status(body, "active", now)
        body |= replaced(body.pop("extension", ()), CLOSURE, None)
        body["period"] = {"start": body["period"]["start"]}
        await self._record.write(connection, person_id, body, expected=current)
        told = [*_gp(facts, now), f"person/{person_id}", last_part(body["team"][0])]
        await self._tell(connection, person_id, body, f"reopened/{current}", told, f"The case is open again: {why}")

    async def _mine(
        self, connection: Connection, by: Account, case: str, version: int | None, status: str = "active"
    ) -> tuple[int, int, Resource]:
        person_id, current, body = await self._record.find(connection, f"EpisodeOfCare/{case}")
        await require_sight(connection, [person_id], f"EpisodeOfCare/{case}")
        if last_part(body["team"][0]) not in by.parties:
            raise Refused("this case is another team's", hint="Ask that team")
        if version is not None and version != current:
            raise Conflict("somebody else changed this case meanwhile")
        if body["status"] != status:
            raise Conflict(f"this case is {'closed' if body['status'] == 'finished' else 'open'} already")
        return person_id, current, body

    async def _carry(
        self, connection: Connection, task: str, to: teams.Practitioner, author: str, why: str, takes: bool = True
    ) -> None:
        """Give a task to whoever leads the case now, or, where they do not take it themselves, to their team."""
        person_id, version, body = await self._record.find(connection, f"Task/{task}")
        now = self._record.clock.now().isoformat()
        whom = to.name if takes else f"{to.name}'s team"
        note = {"time": now, "text": f"Handed over to {whom}. {why}".strip()}
        note |= {"authorString": author} if author else {}
        body |= {"note": [*body.get("note", ()), note], "owner": {"reference": f"CareTeam/{to.team}"}}
        if takes:
            given = {"valueReference": {"reference": f"Practitioner/{to.id}"}}
            body |= replaced(body.get("extension", ()), f"{EXTENSION}/assignee", given)
            body |= {"performerType": [{"coding": [{"system": ROLES, "code": to.role}]}]}
        await self._record.write(connection, person_id, body | {"lastModified": now}, expected=version)

    async def _settle_allocation(self, connection: Connection, person_id: int, case: str) -> None:
        """What asked for somebody to lead the case is done once somebody does."""
        for task in await worklist(connection, Filter(person_id=person_id, code="allocate")):
            if task.focus == f"EpisodeOfCare/{case}":
                _, version, body = await self._record.find(connection, f"Task/{task.id}")
                done = body | {"status": "completed", "lastModified": self._record.clock.now().isoformat()}
                await self._record.write(connection, person_id, done, expected=version)

    async def _end(self, connection: Connection, task: str, why: str, now: datetime) -> None:
        person_id, version, body = await self._record.find(connection, f"Task/{task}")
        if body["status"] not in OPEN:
            return
        ended = {
            "status": "cancelled",
            "statusReason": {"text": f"Case closed: {why}"},
            "lastModified": now.isoformat(),
        }
        await self._record.write(connection, person_id, body | ended, expected=version)

    async def _tell(
        self,
        connection: Connection,
        person_id: int,
        case: Resource,
        key: str,
        parties: Sequence[str],
        text: str,
        about: str = "",
    ) -> None:
        subject, now = case["patient"]["reference"], self._record.clock.now()
        place = about or f"EpisodeOfCare/{case['id']}"
        made = [
            resources.communication(id_of(f"{case['id']}/{key}/{party}"), subject, place, party, text, now)
            for party in parties
        ]
        if made:
            await self._record.write(connection, person_id, *made)


def _gp(facts: Facts, at: datetime) -> list[str]:
    practice = practice_of(facts, at)
    return [practice] if practice else []


def _status(body: Resource, status: str, now: datetime) -> Resource:
    """The case in another status, with when it had the one before."""
    history = body.get("statusHistory", [])
    since = history[-1]["period"]["end"] if history else body["period"]["start"]
    was = {"status": body["status"], "period": {"start": since, "end": now.isoformat()}}
    return {**body, "status": status, "statusHistory": [*history, was]}


def _case(person_id: int, version: int, body: Mapping[str, Any]) -> Case:
    nothing: dict[str, Any] = {"extension": []}
    closure = next((each for each in body.get("extension", ()) if each["url"] == CLOSURE), nothing)
    said = {part["url"]: part.get("valueString") or part.get("valueCode", "") for part in closure["extension"]}
    period = body.get("period", {})
    return Case(
        person_id,
        body["id"],
        version,
        body["status"] == "active",
        last_part((body.get("team") or [None])[0]),
        last_part(body.get("careManager")),
        _instant(period.get("start")),
        _instant(period.get("end")),
        said.get("reason", ""),
        said.get("outcome", ""),
        said.get("goals", ""),
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
