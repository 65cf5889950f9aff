"""Writing, answering and sharing messages; asking for advice and giving it.

A message has the key of its form, so that one sent twice is one. Whatever waits for an answer has one open Task, due by
the model's time from the first message that nobody answered; the sweeper of overdue tasks escalates it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.access.behalf import acting
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care import teams
from careweft.care.durations import Duration
from careweft.care.messages import reading
from careweft.care.messages.reading import ADVISE, ANSWER, Thread
from careweft.care.messages.resource import Said, message, shared
from careweft.care.record import Record
from careweft.care.resources import OPEN, Resource, communication, id_of, task

MOST_TEXT, MOST_TITLE = 5000, 120


@dataclass(frozen=True)
class Advice:
    """Whom clinicians may ask for advice: which role, by when it answers, or (None) before the visit under way ends."""

    title: str
    role: str
    within: Duration | None
    escalate: str = ""


@dataclass(frozen=True)
class Terms:
    """What a model says of messages: which role answers the person by when, and who gives advice."""

    role: str
    within: Duration
    escalate: str = ""
    carers: bool = True
    lead: str = ""
    advice: Mapping[str, Advice] = field(default_factory=dict)


@dataclass(frozen=True)
class New:
    """The first message of a conversation. `key` makes it once; `team` takes part in it."""

    key: str
    title: str
    text: str
    team: str


@dataclass(frozen=True)
class Question:
    """A question to colleagues: what, which of the model's kinds of advice, whose team, and what of the record it is
    about, as 'Type/id'."""

    key: str
    advice: str
    team: str
    text: str
    excerpt: Sequence[str] = ()


@dataclass(frozen=True)
class _Waits:
    """A conversation that waits for its team's answer; `number` tells one time from the next."""

    person_id: int
    subject: str
    thread: str
    team: str
    title: str
    number: str = ""


class Messages:
    """Writes messages, through the record. Without `terms` of an active model there are none."""

    def __init__(self, record: Record, zone: ZoneInfo, terms: Terms | None = None) -> None:
        self._record, self._zone, self.terms = record, zone, terms

    async def teams_of(self, connection: Connection, person_id: int) -> list[str]:
        """To whom a person may write: the teams of their open cases, else the team of their practice."""
        rows = await connection.fetch(_TEAMS, person_id, self._record.clock.now())
        found = [row["team"] for row in rows]
        if found:
            return found
        team = await teams.team_of(connection, await connection.fetchval(_PRACTICE, person_id))
        return [team] if team != teams.UNALLOCATED else []

    async def write(self, connection: Connection, by: Account, person_id: int, new: New) -> str:
        """Begin a conversation about a person: with the team where the person or a carer writes, with the person where
        the team does; its id. Writing it again with the same key changes nothing."""
        terms = self._terms()
        await require_sight(connection, [person_id])
        text, title = _checked(new.text), new.title.strip()[:MOST_TITLE]
        if not title:
            raise BadInput("it has no subject", where="title", expected="a few words on what it is about")
        subject = await self._subject(connection, person_id)
        sender = await self._sender(connection, by, person_id, subject)
        if by.kind != "staff":
            if new.team not in await self.teams_of(connection, person_id):
                raise Refused("this team is not yours", hint="Write to your own team")
            others = [{"reference": f"CareTeam/{new.team}"}]
        else:
            self._member(by, new.team)
            others = [{"reference": subject}, {"reference": f"CareTeam/{new.team}"}]
        made, now = id_of(f"{subject}/{by.id}/{new.key}/message"), self._record.clock.now()
        if await self._known(connection, made):
            return made
        said = Said(made, "message", subject, sender, others, text, now, title)
        await self._record.write(connection, person_id, message(said))
        if by.kind != "staff":
            await self._ask(connection, _Waits(person_id, subject, made, new.team, title), terms)
        return made

    async def reply(self, connection: Connection, by: Account, thread_id: str, text: str, key: str) -> str:
        """Answer in a conversation. What the team writes closes what waited for its answer."""
        thread = await self._thread(connection, by, thread_id)
        if thread.kind == "advice":
            return await self._advise(connection, by, thread, text, key)
        subject = await self._subject_of(connection, thread)
        made, now = id_of(f"{thread.id}/{by.id}/{key}/message"), self._record.clock.now()
        if await self._known(connection, made):
            return made
        sender = await self._sender(connection, by, thread.person_id, subject)
        if by.kind != "staff":
            to = [{"reference": f"CareTeam/{thread.team}"}]
        else:
            self._member(by, thread.team)
            to = [{"reference": subject}]
        said = Said(made, "message", subject, sender, to, _checked(text), now, thread=thread.id)
        await self._record.write(connection, thread.person_id, message(said))
        if by.kind != "staff":
            waits = _Waits(thread.person_id, subject, thread.id, thread.team, thread.title, made)
            await self._ask(connection, waits, self._terms())
        else:
            await self._settle(connection, by, thread, "")
        return made

    async def no_answer(self, connection: Connection, by: Account, thread_id: str, why: str) -> None:
        """Say that a conversation needs no answer, and why."""
        thread = await self._thread(connection, by, thread_id)
        self._member(by, thread.team)
        if thread.kind == "advice":
            raise Refused("who asked for advice gets an answer", hint="Write one")
        if not why.strip():
            raise BadInput("no reason is given", where="why", expected="why this needs no answer")
        await self._settle(connection, by, thread, why.strip())

    async def share(
        self, connection: Connection, by: Account, thread_id: str, related: str, *, with_them: bool
    ) -> None:
        """Let a carer read a conversation, or not any more: the person alone decides."""
        thread = await self._thread(connection, by, thread_id)
        if by.kind == "staff" or by.person_id != thread.person_id or thread.kind != "message":
            raise Refused("only the person decides who reads this")
        known = await connection.fetchval(_KIN, thread.person_id, f"related/{related}")
        if with_them and not known:
            raise NotFound("there is no such carer of yours")
        _, version, body = await self._record.find(connection, f"Communication/{thread.id}")
        if body["sender"].get("reference") == f"RelatedPerson/{related}":
            raise Conflict("they wrote this themselves")
        changed = shared(body, related, with_them=with_them)
        if changed != body:
            await self._record.write(connection, thread.person_id, changed, expected=version)

    async def seen(self, connection: Connection, by: Account, thread_id: str) -> None:
        """Keep that the person or a carer has read a conversation up to now."""
        thread = await self._thread(connection, by, thread_id)
        party = self._party(by, thread.person_id)
        if party:
            await connection.execute(_SEEN, thread.person_id, thread.id, party, self._record.clock.now())

    # Advice

    async def ask(self, connection: Connection, by: Account, person_id: int, question: Question) -> str:
        """Ask colleagues for advice about a person: a question, what of the record it is about, and a deadline.

        The conversation's id. They see the person's ordinary record as long as they have to answer; the excerpt opens
        nothing more.
        """
        terms = self._terms()
        advice = terms.advice.get(question.advice)
        if advice is None:
            raise BadInput(
                "there is nobody to ask for this", where="advice", expected="one of the model's kinds of advice"
            )
        await require_sight(connection, [person_id], *question.excerpt)
        if question.team not in await self.advisers(connection, advice.role):
            raise BadInput("nobody of that team can answer", where="team", expected=f"a team with a {advice.role}")
        subject, now = await self._subject(connection, person_id), self._record.clock.now()
        due = advice.within.after(now, self._zone) if advice.within else await self._end_of_visit(connection, person_id)
        made = id_of(f"{subject}/{by.id}/{question.key}/advice")
        if await self._known(connection, made):
            return made
        sender = {"reference": f"Practitioner/{by.username}", "display": by.display_name}
        to = [{"reference": f"CareTeam/{question.team}"}]
        said = Said(made, "advice", subject, sender, to, _checked(question.text), now, advice.title,
                    about=question.excerpt)  # fmt: skip
        content = {
            "code": ADVISE,
            "title": f"Give advice: {advice.title}",
            "role": advice.role,
            "team": question.team,
            "practitioner": None,
            "due": due.isoformat(),
            "escalate": advice.escalate,
            "urgent": advice.within is None,
            "why": question.text.strip()[:200],
        }
        asked = task(id_of(f"{made}/answer"), subject, f"Communication/{made}", content, now)
        asked["requester"] = sender
        asked["input"] = [{"type": {"text": "excerpt"}, "valueReference": {"reference": each}}
                          for each in question.excerpt]  # fmt: skip
        if not asked["input"]:
            del asked["input"]
        await self._record.write(connection, person_id, message(said), asked)
        return made

    async def advisers(self, connection: Connection, role: str) -> list[str]:
        """The teams in which somebody of a role gives advice."""
        rows = await connection.fetch("SELECT DISTINCT team FROM care.practitioner WHERE role = $1 ORDER BY team", role)
        return [row["team"] for row in rows]

    async def _advise(self, connection: Connection, by: Account, thread: Thread, text: str, key: str) -> str:
        """Answer a question of colleagues, or ask back: what the team asked writes closes its task and tells the asker;
        what the asker writes reaches the team as the next task, with the same deadline counted anew."""
        subject = await self._subject_of(connection, thread)
        made, now = id_of(f"{thread.id}/{by.id}/{key}/message"), self._record.clock.now()
        if await self._known(connection, made):
            return made
        _, _, head = await self._record.find(connection, f"Communication/{thread.id}")
        asker = str(head["sender"].get("reference", "")).partition("/")[2]
        if by.kind != "staff" or (thread.team not in by.parties and by.username != asker):
            raise Refused("you are not part of this", hint="Ask for advice yourself")
        sender = {"reference": f"Practitioner/{by.username}", "display": by.display_name}
        said = Said(made, "advice", subject, sender, [head["sender"]], _checked(text), now, thread=thread.id)
        await self._record.write(connection, thread.person_id, message(said))
        if by.username != asker:
            await self._settle(connection, by, thread, "", answer=made)
            told = communication(id_of(f"{made}/told"), subject, f"Communication/{thread.id}", f"staff/{asker}",
                                 f"Advice has come: {thread.title}", now)  # fmt: skip
            await self._record.write(connection, thread.person_id, told)
        return made

    async def _end_of_visit(self, connection: Connection, person_id: int) -> datetime:
        ends: datetime | None = await connection.fetchval(
            "SELECT max(finish) FROM care.appointment WHERE person_id = $1 AND status = 'arrived' "
            "AND finish > base.now()",
            person_id,
        )
        if ends is None:
            raise Refused(
                "this advice is given during a visit, and the person is not here", hint="Mark them as arrived"
            )
        return ends

    # What they are made of

    async def _ask(self, connection: Connection, waits: _Waits, terms: Terms) -> None:
        """A task for the team to answer; none where one is open already: its clock runs from the first message."""
        person_id, thread, team, now = waits.person_id, waits.thread, waits.team, self._record.clock.now()
        open_one = "SELECT id FROM care.task WHERE person_id = $1 AND focus = $2 AND code = $3 AND status = ANY ($4)"
        if await connection.fetchval(open_one, person_id, f"Communication/{thread}", ANSWER, list(OPEN)):
            return
        coordinator = await connection.fetchval(_COORDINATOR, person_id, team) if terms.role == terms.lead else None
        content = {
            "code": ANSWER,
            "title": "Answer a message",
            "role": terms.role,
            "team": team,
            "practitioner": coordinator,
            "due": terms.within.after(now, self._zone).isoformat(),
            "escalate": terms.escalate,
            "urgent": False,
            "why": waits.title,
        }
        made = task(id_of(f"{thread}/answer/{waits.number}"), waits.subject, f"Communication/{thread}", content, now)
        await self._record.write(connection, person_id, made)

    async def _settle(self, connection: Connection, by: Account, thread: Thread, note: str, answer: str = "") -> None:
        """Complete what waits for an answer in a conversation."""
        rows = await connection.fetch(
            "SELECT id FROM care.task WHERE person_id = $1 AND focus = $2 AND status = ANY ($3)",
            thread.person_id,
            f"Communication/{thread.id}",
            list(OPEN),
        )
        now = self._record.clock.now().isoformat()
        for row in rows:
            _, version, body = await self._record.find(connection, f"Task/{row['id']}")
            body |= {"status": "completed", "lastModified": now}
            if answer:
                ref = {"reference": f"Communication/{answer}"}
                body["output"] = [{"type": {"text": "answer"}, "valueReference": ref}]
            if note:
                body["note"] = [*body.get("note", ()), {"authorString": by.display_name, "time": now, "text": note}]
            await self._record.write(connection, thread.person_id, body, expected=version)

    async def _thread(self, connection: Connection, by: Account, thread_id: str) -> Thread:
        """A conversation in which `by` takes part: the person, a relative who may read it, or staff who see it."""
        thread = await reading.find(connection, thread_id)
        if thread is None:
            raise NotFound("there is no such conversation")
        if by.kind != "staff":
            reads = by.person_id == thread.person_id or by.parties.intersection(thread.readers)
            await require_sight(connection, [thread.person_id], *([] if reads else [f"Communication/{thread.id}"]))
        else:
            await require_sight(connection, [thread.person_id], f"Communication/{thread.id}")
        return thread

    async def _sender(self, connection: Connection, by: Account, person_id: int, subject: str) -> Resource:
        who = await acting(connection, by, person_id, subject, "write-messages")
        if who.role == "relative" and not self._terms().carers:
            raise Refused("you cannot write here")
        return who.who

    def _party(self, by: Account, person_id: int) -> str:
        """Under which party reading is kept: the person's own or the relative's; nothing for staff."""
        if by.kind == "staff":
            return ""
        own = by.person_id == person_id
        return f"person/{person_id}" if own else next((p for p in sorted(by.parties) if p.startswith("related/")), "")

    def _member(self, by: Account, team: str) -> None:
        if team not in by.parties:
            raise Refused("this is another team's conversation", hint="Ask that team")

    def _terms(self) -> Terms:
        if self.terms is None:
            raise NotFound("there are no messages here", hint="The model of care says who answers them")
        return self.terms

    async def _subject(self, connection: Connection, person_id: int) -> str:
        subject = await self._record.patient(connection, person_id)
        if subject is None:
            raise NotFound("there is nobody here that you may see")
        return subject

    async def _subject_of(self, connection: Connection, thread: Thread) -> str:
        body: dict[str, Any] = await self._record.read(connection, f"Communication/{thread.id}")
        return str(body["subject"]["reference"])

    async def _known(self, connection: Connection, made: str) -> bool:
        return bool(await connection.fetchval("SELECT true FROM care.message WHERE id = $1", made))


_TEAMS = """
SELECT team FROM facts."case" WHERE person_id = $1 AND status = 'active' AND known_to = 'infinity' AND start <= $2
AND (finish IS NULL OR finish > $2) AND team IS NOT NULL GROUP BY team ORDER BY max(start) DESC
"""
_PRACTICE = """
SELECT practice FROM facts.registration WHERE person_id = $1 AND known_to = 'infinity' AND finish IS NULL
ORDER BY start DESC LIMIT 1
"""
_COORDINATOR = """
SELECT coordinator FROM facts."case" WHERE person_id = $1 AND team = $2 AND status = 'active' AND known_to = 'infinity'
ORDER BY start DESC LIMIT 1
"""
_SEEN = """
INSERT INTO care.thread_seen (person_id, thread, party, until) VALUES ($1, $2, $3, $4)
ON CONFLICT (person_id, thread, party) DO UPDATE SET until = greatest(thread_seen.until, excluded.until)
"""
_KIN = """
SELECT true FROM access.sight WHERE person_id = $1 AND party = $2 AND since <= base.now() AND base.now() < until
AND hides & 1 = 0 LIMIT 1
"""


def _checked(text: str) -> str:
    if not text.strip():
        raise BadInput("the message is empty", where="text", expected="what you want to say")
    if len(text) > MOST_TEXT:
        raise BadInput("the message is too long", where="text", expected=f"at most {MOST_TEXT} characters")
    return text.strip()
