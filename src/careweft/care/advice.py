"""Advice by telephone at any hour: whoever the rota says takes the call, writes down what was asked, advised and
where it leads; the person reads it, and their own team has it as a task.

"24-hour nurse advice" (S2, case study 1). A call is a Task of the line's team, by which they see the record as long as
they advise; the advice is a Communication to the person. What a line for all advised out of hours lies with the
person's own team from the next morning on, what is urgent at once. The keys: the call's form; the call.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care import teams
from careweft.care.durations import Duration
from careweft.care.entry.receive import Intake, Somebody
from careweft.care.monitoring.rota import Gap, Rota, Turn
from careweft.care.reactions import open_case, practice_of
from careweft.care.record import Record, replaced
from careweft.care.resources import EXTENSION, OPEN, Resource, communication, id_of, last_part, task
from careweft.facts import person_facts

CALL: Final = "advice-call"
READ: Final = "read-advice"
_CALL_TAKES: Final = Duration(1, "hour")
_AHEAD: Final = timedelta(days=14)
_MOST: Final = 2000


@dataclass(frozen=True)
class Route:
    """Where advice leads; `by` does something about it (empty: the role that reads it), `urgent` at once."""

    title: str
    by: str = ""
    urgent: bool = False


@dataclass(frozen=True)
class Terms:
    """The line as a model says it: its name and number, which role of the person's team reads what was advised and
    how soon, and where advice may lead."""

    title: str
    phone: str
    told: str
    within: Duration
    escalate: str = ""
    routes: Mapping[str, Route] = field(default_factory=dict)
    rota: Rota = field(default_factory=Rota)


@dataclass(frozen=True)
class Advised:
    """What was asked and advised, and the route that it leads to."""

    asked: str
    said: str
    route: str


class AdviceLine:
    """Takes calls and keeps the advice, through the record. Without `terms` of an active model there is none."""

    def __init__(self, record: Record, intake: Intake, zone: ZoneInfo, terms: Terms | None) -> None:
        self._record, self._intake, self._zone, self._said = record, intake, zone, terms

    @property
    def terms(self) -> Terms:
        """What the model says; NotFound where there is no line."""
        if self._said is None:
            raise NotFound("there is no line for advice here", hint="The model of care says so under `advice-line`")
        return self._said

    @property
    def phone(self) -> str:
        """The number to call; empty where there is no line."""
        return self._said.phone if self._said else ""

    def turn(self) -> Turn | None:
        """Who answers now."""
        return self.terms.rota.at(self._record.clock.now(), self._zone)

    async def take(self, connection: Connection, by: Account, who: Somebody, key: str) -> str:
        """Begin a call about somebody, found or registered; the id of its Task. Refused for who is not on call."""
        turn = self.turn()
        if turn is None:
            raise Refused("nobody answers this line now", hint="The rota says who does when")
        role = "SELECT team FROM care.practitioner WHERE id = $1 AND role = $2"
        team = await connection.fetchval(role, by.username, turn.shift.by)
        if team is None or turn.shift.team not in ("", team):
            raise Refused(f"now the line is answered by: {turn.shift.title}", hint="Look at the rota")
        person_id, subject = await self._intake.register(connection, who, key)
        made, now = id_of(f"{key}/call"), self._record.clock.now()
        content = {
            "code": CALL,
            "title": f"A call: {self.terms.title}",
            "role": turn.shift.by,
            "team": team,
            "practitioner": by.username,
            "due": _CALL_TAKES.after(now, self._zone).isoformat(),
            "escalate": self.terms.escalate,
            "urgent": True,
        }
        if not await connection.fetchval("SELECT true FROM fhir.resource WHERE type = 'Task' AND id = $1", made):
            await self._record.write(connection, person_id, task(made, subject, subject, content, now))
        return made

    async def advise(self, connection: Connection, by: Account, call: str, advised: Advised) -> None:
        """Keep what was advised in a call, tell the person, and hand it to their own team.

        BadInput where something is missing; Conflict where the call is over already.
        """
        person_id, version, body = await self._record.find(connection, f"Task/{call}")
        await require_sight(connection, [person_id], f"Task/{call}")
        if last_part(body["owner"]) not in by.parties or body["code"]["coding"][0]["code"] != CALL:
            raise Refused("this is no call of yours", hint="Ask whoever took it")
        if body["status"] not in OPEN:
            raise Conflict("this call is over", hint="Take another")
        route = self.terms.routes.get(advised.route)
        _check(advised, route is not None)
        assert route is not None
        subject, now = body["for"]["reference"], self._record.clock.now()
        text = f"{self.terms.title}. You asked: {advised.asked} We said: {advised.said} {route.title}."
        told = communication(id_of(f"{call}/advice"), subject, f"Task/{call}", f"person/{person_id}", text, now)
        told["sender"] = {"reference": f"Practitioner/{by.username}", "display": by.display_name}
        told["medium"] = [{"text": "Telephone"}]
        done = {**body, "status": "completed", "lastModified": now.isoformat()}
        await self._record.write(connection, person_id, done, expected=version)
        asked = await self._for_team(connection, person_id, call, advised, route)
        await self._record.write(connection, person_id, told, asked)

    async def _for_team(
        self, connection: Connection, person_id: int, call: str, advised: Advised, route: Route
    ) -> Resource:
        """The task of the person's own team: at once, or on hold until its morning."""
        now = self._record.clock.now()
        since = now if route.urgent else self._morning(now)
        content = {
            "code": READ,
            "title": f"{self.terms.title}: {route.title}",
            "role": route.by or self.terms.told,
            "team": await self._team(connection, person_id, now),
            "practitioner": None,
            "due": self.terms.within.after(since, self._zone).isoformat(),
            "escalate": self.terms.escalate,
            "urgent": route.urgent,
            "why": f"Asked: {advised.asked} Advised: {advised.said}",
        }
        subject = str((await self._record.read(connection, f"Task/{call}"))["for"]["reference"])
        made = task(id_of(f"{call}/team"), subject, f"Communication/{id_of(f'{call}/advice')}", content, now)
        if since > now:
            held = {"valueDateTime": since.isoformat()}
            made |= {"status": "on-hold", "statusReason": {"text": "Until the team is there"}}
            made |= replaced(made.get("extension", ()), f"{EXTENSION}/held-until", held)
        return made

    async def _team(self, connection: Connection, person_id: int, now: datetime) -> str:
        """The team of the person's case, else of the practice that they or a source named."""
        facts = await person_facts.load(connection, person_id)
        case = open_case(facts, now)
        return (case and case["team"]) or await teams.team_of(connection, practice_of(facts, now))

    def _morning(self, now: datetime) -> datetime:
        """When the person's own team is there: when no shift of a line for all holds; now where the rota never says."""
        turns = self.terms.rota.between(now, now + _AHEAD, self._zone)
        return next((each.since for each in turns if isinstance(each, Gap) or not each.shift.team), now)


def _check(advised: Advised, known: bool) -> None:
    for name, text in (("asked", advised.asked), ("said", advised.said)):
        if not text.strip() or len(text) > _MOST:
            raise BadInput("it is empty or too long", where=name, expected=f"a few sentences, at most {_MOST} letters")
    if not known:
        raise BadInput("nothing says where it leads", where="route", expected="one of the model's routes")
