"""What comes of a visit: kept once, and each concern given to whoever is to see to it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, Refused
from careweft.care import submissions, tasks
from careweft.care.entry.receive import Caller, Intake, New
from careweft.care.record import Record
from careweft.care.resources import EXTENSION, OPEN, Resource, communication, id_of, last_part, task
from careweft.care.visits.sheet import OUTPUT, Sheet, sheet
from careweft.care.visits.terms import Question, Terms

CONCERN = "concern"
"""The code of the task that a concern becomes."""
_MOST_WORDS = 2000


@dataclass(frozen=True)
class Brought:
    """What a visitor brings back. `at` is when they were there by their own clock; `late` says that it is to be kept
    also where somebody else wrote the visit down meanwhile."""

    at: datetime
    outcome: Literal["seen", "nobody-in"] = "seen"
    delivered: frozenset[str] = frozenset()
    reminded: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    late: bool = False


@dataclass(frozen=True)
class Kept:
    """What was kept: how many concerns were passed on."""

    concerns: int
    closed: bool


class Visits:
    """Keeps visits, through the record."""

    def __init__(self, record: Record, intake: Intake, zone: ZoneInfo) -> None:
        self._record, self._intake, self._zone = record, intake, zone

    async def keep(
        self, connection: Connection, by: Account, name: str, terms: Terms, key: UUID, brought: Brought
    ) -> tuple[Kept, bool]:
        """Keep what was brought back from a visit, and whether this was the first time: the key makes it once.

        Raises BadInput where a question is not answered, Refused for who is not of the team, and Conflict where the
        visit was written down or cancelled meanwhile and `late` is not said.
        """
        known = await submissions.first(connection, by.id, key, "visit")
        if known is not None:
            return Kept(**known), False
        person_id, version, body = await self._record.find(connection, f"Task/{name}")
        over, ours = body["status"] not in OPEN, last_part(body["owner"]) in by.parties
        if not (ours and over):  # who was there writes down what they saw, also where they may see no more by now
            await require_sight(connection, [person_id], f"Task/{name}")
        if not ours:
            raise Refused("this visit is another team's", hint="Ask that team, or tell them what you know")
        if over and not brought.late:
            raise Conflict(f"this visit is {body['status']} already", hint="Add what you know to it, or leave it")
        found = await tasks.find(connection, name)
        assert found is not None, "a task of the record is in the list"
        shown = await sheet(connection, found, terms, self._record.clock.now(), self._zone)
        _check(shown, brought)
        await self._record.write(connection, person_id, self._written(by, body, shown, brought, over), expected=version)
        concerns = _concerns(terms, brought)
        for asked in concerns:
            await self._pass_on(connection, by, person_id, body, asked, brought)
        kept = Kept(len(concerns), brought.outcome == "seen" or over)
        await submissions.answer(connection, by.id, key, asdict(kept))
        return kept, True

    def _written(self, by: Account, body: Resource, shown: Sheet, brought: Brought, over: bool) -> Resource:
        now = self._record.clock.now()
        at = min(max(brought.at, datetime.fromisoformat(body["authoredOn"])), now).isoformat()
        text = [{"seen": "Visited", "nobody-in": "Nobody was in"}[brought.outcome], brought.note]
        note = {"authorString": by.display_name, "time": at, "text": ". ".join(part for part in text if part)}
        made = body | {"note": [*body.get("note", ()), note], "lastModified": now.isoformat()}
        made |= {"output": [*body.get("output", ()), *_yield(shown, brought)]}
        if not over:
            made |= {"status": "completed" if brought.outcome == "seen" else "in-progress"}
            made |= {"executionPeriod": {"start": at, "end": at}} if brought.outcome == "seen" else {}
        return made

    async def _pass_on(
        self, connection: Connection, by: Account, person_id: int, visit: Resource, asked: Question, brought: Brought
    ) -> None:
        """A concern becomes a referral at the way in, or a task of the organisation that it concerns, which answers."""
        team, subject, now = last_part(visit["owner"]), visit["for"]["reference"], self._record.clock.now()
        why = ". ".join(part for part in (asked.reason, brought.words.get(asked.id, "")) if part)
        key = f"Task/{visit['id']}/concern/{asked.id}/{len(visit.get('note', ()))}"
        if asked.to == "entry":
            caller = Caller(team, by.display_name)
            await self._intake.refer(connection, person_id, New(key, "form", why, asked.urgent, caller), subject)
            return
        to, kind = await _recipient(connection, person_id, asked.to, team)
        content = {
            "code": CONCERN,
            "title": asked.reason,
            "role": "coordinator" if kind == "CareTeam" else "",
            "team": to,
            "practitioner": None,
            "due": asked.within.after(now, self._zone).isoformat(),
            "escalate": "manager",
            "urgent": asked.urgent,
            "why": f"Told at a visit: {why}",
        }
        made = task(id_of(key), subject, f"Task/{visit['id']}", content, now)
        if kind == "Organization":
            made["owner"] = {"reference": f"Organization/{to}"}
            made.pop("performerType")
            asked_by = {"url": f"{EXTENSION}/passed-from", "valueReference": visit["owner"]}
            made["extension"] = [*made.get("extension", ()), asked_by]
        text = f"Told at a visit: {why}"
        told = communication(id_of(f"{key}/told"), subject, f"Task/{made['id']}", to, text, now)
        await self._record.write(connection, person_id, made, told)


def _check(shown: Sheet, brought: Brought) -> None:
    if brought.outcome == "nobody-in":
        return
    known = {packet.record for packet in shown.packets}
    for question in shown.terms.asks:
        if brought.answers.get(question.id) not in ("yes", "no"):
            raise BadInput("a question is not answered", where=question.id, expected="yes or no")
    if len(brought.note) > _MOST_WORDS or any(len(text) > _MOST_WORDS for text in brought.words.values()):
        raise BadInput("a text is too long", where="note", expected=f"at most {_MOST_WORDS} characters")
    if (unknown := brought.delivered - known) and not brought.late:
        raise Conflict(f"{len(unknown)} of the packets are not to be handed over any more")


def _yield(shown: Sheet, brought: Brought) -> list[dict[str, Any]]:
    if brought.outcome == "nobody-in":
        return [_output("nobody-in", "Nobody was in", valueBoolean=True)]
    made = [
        _output("delivered", "Medicine handed over", valueReference={"reference": record})
        for record in sorted(brought.delivered & {packet.record for packet in shown.packets})
    ]
    made += [
        _output("reminded", "Reminded of an appointment", valueReference={"reference": each.record})
        for each in (shown.reminders if brought.reminded else ())
    ]
    for question in shown.terms.asks:
        made.append(_output(question.id, question.text, valueString=brought.answers[question.id]))
        if words := brought.words.get(question.id):
            made.append(_output(f"{question.id}-words", question.text, valueString=words))
    return made


def _output(code: str, text: str, **value: Any) -> dict[str, Any]:
    return {"type": {"coding": [{"system": OUTPUT, "code": code}], "text": text}, **value}


def _concerns(terms: Terms, brought: Brought) -> list[Question]:
    if brought.outcome != "seen":
        return []
    return [question for question in terms.asks if brought.answers.get(question.id) == question.concern]


_SERVICE = """
SELECT organisation FROM facts.service WHERE person_id = $1 AND kind = $2 AND known_to = 'infinity'
    AND status = 'active' AND organisation IS NOT NULL AND start <= base.now()
    AND (finish IS NULL OR base.now() < finish)
ORDER BY start, record LIMIT 1
"""
_PRACTICE = """
SELECT practice FROM facts.registration WHERE person_id = $1 AND known_to = 'infinity' AND finish IS NULL
    AND practice IS NOT NULL ORDER BY start DESC LIMIT 1
"""


async def _recipient(connection: Connection, person_id: int, to: str, team: str) -> tuple[str, str]:
    """Who sees to a concern: the practice, the person's own service of a kind, the place's only organisation of it;
    where there is none, the visitors' own team, so that nothing is lost."""
    found = None
    if to == "gp":
        found = await connection.fetchval(_PRACTICE, person_id)
    elif to != "team":
        found = await connection.fetchval(_SERVICE, person_id, to) or await connection.fetchval(
            "SELECT min(code) FROM feeds.source WHERE kind = $1", to
        )
    return (str(found), "Organization") if found else (team, "CareTeam")
