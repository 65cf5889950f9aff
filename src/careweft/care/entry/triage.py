"""What people do with a referral: ask its sender, redirect it, join it with another, accept or decline it.

Each act is one transaction: the triage Task changes its state from the version that somebody looked at, and whoever
must be told is told. An act that is repeated finds another version, and does nothing twice.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, Refused
from careweft.base.outbox import Item
from careweft.care import resources, teams
from careweft.care.cases import Cases
from careweft.care.durations import Duration
from careweft.care.entry import queue
from careweft.care.entry import state as states
from careweft.care.entry.correspondence import NAME, About, Correspondence
from careweft.care.entry.queue import Standing
from careweft.care.record import Record
from careweft.care.resources import OPEN, Resource, id_of, last_part
from careweft.feeds.hl7.correspondence import Status
from careweft.feeds.outgoing import queue as outgoing


@dataclass(frozen=True)
class Terms:
    """What the model of care says of the way in; `lead` is the role that leads a case."""

    within: Duration
    answer_within: Duration
    redirect_within: Duration
    alike_within: Duration
    escalate: str
    lead: str
    zone: ZoneInfo


@dataclass(frozen=True)
class _Held:
    """A referral in the hands of who changes it: its triage Task, as it is now."""

    person_id: int
    version: int
    task: Resource
    now: datetime

    @property
    def request(self) -> str:
        return str(self.task["focus"]["reference"])

    @property
    def subject(self) -> str:
        return str(self.task["for"]["reference"])

    @property
    def team(self) -> str:
        return last_part(self.task["owner"])

    @property
    def state(self) -> states.State:
        return states.state_of(self.task)

    @property
    def sender(self) -> str:
        return states.party_of(self.task.get("requester"), self.person_id)

    def key(self, what: str) -> str:
        """The id of something that comes of just this state of the referral."""
        return id_of(f"Task/{self.task['id']}/{self.version}/{what}")


@dataclass(frozen=True)
class _Word:
    """What is said to a party, and what it is called; `what` makes the key, of just this state of the referral."""

    what: str
    party: str
    name: str
    text: str


_ANSWERED = """
SELECT t.id FROM care.task t JOIN care.referral r ON r.person_id = t.person_id AND r.request = t.focus
    AND r.state = 'redirected'
WHERE t.code = $1 AND t.status IN ('accepted', 'completed', 'rejected') AND NOT EXISTS (SELECT FROM care.task l
    WHERE l.person_id = t.person_id AND l.focus = t.focus AND l.code = $1 AND (l.authored, l.id) > (t.authored, t.id))
ORDER BY t.id LIMIT $2
"""


_SAID = """
SELECT n.id, t.status FROM care.notice n JOIN care.task t ON t.person_id = n.person_id AND t.id = n.id
WHERE n.state = 'waiting' AND t.status <> ALL ($1) ORDER BY n.id LIMIT $2
"""
_ROLES = """
SELECT role FROM access.membership WHERE party = $1 AND since <= base.now() AND base.now() < until
"""


class Triage:
    """Changes where referrals stand, through the record."""

    def __init__(self, record: Record, cases: Cases) -> None:
        self._record, self._cases = record, cases
        self._post = Correspondence(record)

    async def ask(
        self, connection: Connection, by: Account, task: str, question: str, terms: Terms, version: int | None = None
    ) -> None:
        """Ask the sender; until the answer comes, or is overdue, the clock stands still."""
        held = await self._mine(connection, by, task, version, "waiting")
        if not question:
            raise BadInput("there is no question", expected="what you want to know of the sender")
        due = terms.answer_within.after(held.now, terms.zone)
        body = states.with_state(held.task, "asked", "on-hold")
        body = states.marked(body, states.STOPPED, valueDateTime=held.now.isoformat())
        body = _noted(body, by.display_name, held.now, f"Asked the sender: {question}")
        asked = _for(held, held.key("question"), states.QUESTION, "Answer a question", question, held.sender, due)
        await self._write(connection, held, body, asked)
        await self._tell(connection, held, "question", _ASKING + question, terms)

    async def answer(
        self, connection: Connection, by: Account, question: str, text: str, version: int | None = None
    ) -> None:
        """The answer to a question, from who was asked or from our team where it came by phone; the clock goes on."""
        person_id, current, asked = await self._record.find(connection, f"Task/{question}")
        if not text:
            raise BadInput("there is no answer", expected="the answer in words")
        triage = last_part(asked["partOf"][0])
        held = await self._held(connection, triage)
        await self._may_reply(connection, by, person_id, asked, held)
        if (version is not None and version != current) or asked["status"] not in OPEN:
            raise Conflict("this question has been answered already")
        done = _noted(asked, by.display_name, held.now, text) | {"status": "completed"}
        await self._record.write(connection, person_id, done, expected=current)
        await self._put_to(connection, held, asked, "completed")
        body = _noted(held.task, by.display_name, held.now, f"Answer of the sender: {text}")
        if held.state == "asked":
            body = _running(body, held.now)
        if body["status"] in OPEN:
            await self._write(connection, held, body)
        told = resources.communication(
            held.key("answered"), held.subject, held.request, held.team, f"Answer to your question: {text}", held.now
        )
        await self._record.write(connection, person_id, told)

    async def redirect(
        self,
        connection: Connection,
        by: Account,
        task: str,
        to: str,
        why: str,
        terms: Terms,
        version: int | None = None,
    ) -> None:
        """Ask another team or organisation to take the referral on; it stays ours, and on the clock, until they do."""
        held = await self._mine(connection, by, task, version, "waiting")
        if not why:
            raise BadInput("nothing says why", expected="why the referral is for them")
        if to == held.team:
            raise BadInput("the referral is that team's already", expected="another team or organisation")
        due = terms.redirect_within.after(held.now, terms.zone)
        body = states.with_state(held.task, "redirected", "in-progress")
        before = states.due_of(held.task)
        if before is not None:
            body = states.marked(body, states.BEFORE, valueDateTime=before.isoformat())
        body = states.with_due(states.marked(body, states.TARGET, valueReference=resources.reference(to)), due)
        body = _noted(body, by.display_name, held.now, f"Redirected: {why}")
        offer = _for(held, held.key("offer"), states.OFFER, "Take on a referral, or send it back", why, to, due)
        offer["owner"] = await self._owner(connection, to)
        await self._write(connection, held, body, offer)
        name, asking = str(await connection.fetchval(NAME, to)), _OFFERING + why
        about = _about(held, "offer", f"Tell {name}", asking, terms)
        reached = await self._post.pass_on(connection, about, offer["id"], to)
        await self._say(connection, held, _Word("redirected", to, name, asking), terms, reached=reached)
        await self._answer(connection, held, "away", _PASSED, terms, "P", to)

    async def reply(
        self,
        connection: Connection,
        by: Account,
        offer: str,
        takes: bool,
        text: str,
        terms: Terms,
        version: int | None = None,
    ) -> None:
        """The answer to a redirected referral, of those who were asked, or of our team where it came by phone.

        Who takes it on owns it from then: a team of the place decides on it by its own clock; another organisation's
        yes is the decision. Who does not, says why, and it is ours as it was.
        """
        person_id, current, asked = await self._record.find(connection, f"Task/{offer}")
        held = await self._held(connection, last_part(asked["partOf"][0]))
        await self._may_reply(connection, by, person_id, asked, held)
        if (version is not None and version != current) or asked["status"] not in OPEN or held.state != "redirected":
            raise Conflict("this referral has been answered already")
        if not takes and not text:
            raise BadInput("nothing says why not", expected="why you do not take it on")
        said = text or ("Taken on" if takes else "Not taken on")
        done = _noted(asked, by.display_name, held.now, said) | {"status": "completed" if takes else "rejected"}
        await self._record.write(connection, person_id, done, expected=current)
        await self._put_to(connection, held, asked, "completed")
        await self._go_on(connection, held, asked, takes, said, by.display_name, terms)

    async def take_answers(self, connection: Connection, terms: Terms, most: int = 100) -> int:
        """Go on with redirected referrals that somebody answered by their own system: their Task is accepted, completed
        or rejected. Only the latest offer of a referral counts, so that nothing is taken twice. How many that was."""
        rows = await connection.fetch(_ANSWERED, states.OFFER, most)
        for row in rows:
            asked = await self._record.read(connection, f"Task/{row['id']}")
            held = await self._held(connection, last_part(asked["partOf"][0]))
            takes, party = asked["status"] != "rejected", states.party_of(asked.get("owner"), held.person_id)
            why = (asked.get("note") or [asked.get("statusReason") or {}])[-1].get("text", "")
            said = why or ("Taken on" if takes else "Not taken on, and nothing says why")
            await self._go_on(connection, held, asked, takes, said, party, terms)
        return len(rows)

    async def _go_on(
        self, connection: Connection, held: _Held, asked: Resource, takes: bool, said: str, who: str, terms: Terms
    ) -> None:
        """What follows from the answer to a redirected referral."""
        body = _noted(held.task, who, held.now, f"{'Taken on' if takes else 'Not taken on'}: {said}")
        if not takes:
            await self._write(connection, held, _back(body))
            await self._answer(connection, held, "back", _BACK, terms, "P", held.team)
        elif asked["owner"]["reference"].startswith("CareTeam/"):
            due = terms.within.after(held.now, terms.zone)
            body = states.with_due(states.without(_back(body), "assignee"), due) | {"owner": asked["owner"]}
            await self._write(connection, held, body)
            await self._along(connection, held, asked["owner"])
            text, team = "Your referral was passed to another team, who decide on it", last_part(asked["owner"])
            await self._tell(connection, held, "taken", text, terms, holder=team)
        else:
            await self._close(connection, held, body, "redirected", said, terms)
        told = f"{'Your referral is taken on' if takes else 'Your referral is not taken on'}: {said}"
        note = resources.communication(held.key("reply"), held.subject, held.request, held.team, told, held.now)
        await self._record.write(connection, held.person_id, note)

    async def take_back(self, connection: Connection, by: Account, task: str, version: int | None = None) -> None:
        """Take a redirected referral back before it is answered; who was asked is told that they need not answer."""
        held = await self._mine(connection, by, task, version, "redirected")
        await self._end_asked(connection, held, "Taken back by those who sent it")
        await self._write(connection, held, _back(_noted(held.task, by.display_name, held.now, "Taken back")))

    async def decide(
        self,
        connection: Connection,
        by: Account,
        task: str,
        accepts: bool,
        note: str,
        terms: Terms,
        version: int | None = None,
    ) -> str | None:
        """Accept or decline, with those that are joined with it; every sender is answered. The case's id where one is
        open now."""
        held = await self._mine(connection, by, task, version, "waiting", "asked")
        if not accepts and not note:
            raise BadInput("nothing says why", expected="the reason, for whoever referred the person")
        await self._end_asked(connection, held, "No longer needed: the referral is decided")
        case = None
        if accepts:
            case = await self._cases.open(
                connection, held.person_id, held.subject, held.team, terms.lead, held.request, held.now
            )
        body = _noted(held.task, by.display_name, held.now, note or "accept")
        await self._close(connection, held, body, "accepted" if accepts else "declined", note, terms)
        return case

    async def join(
        self, connection: Connection, by: Account, task: str, other: str, terms: Terms, version: int | None = None
    ) -> None:
        """Decide on `task` together with `other`, an open referral of the same person: one decision, two answers. The
        earlier due time and the greater urgency hold for both."""
        held = await self._mine(connection, by, task, version, "waiting", "asked")
        if other == task:
            raise BadInput("a referral cannot be joined with itself", expected="another referral of the person")
        head = await self._mine(connection, by, other, None, "waiting", "asked")
        if head.person_id != held.person_id:
            raise BadInput("these referrals are about two people", expected="two referrals of one person")
        await self._end_asked(connection, held, "No longer needed: joined with another referral")
        body = states.without(states.with_state(held.task, "joined", "on-hold"), states.STOPPED)
        body = states.marked(body, states.HEAD, valueReference={"reference": f"Task/{other}"})
        joined = [_noted(body, by.display_name, held.now, "Joined with another referral of the person")]
        for each in await queue.joined(connection, held.person_id, task):
            member = await self._held(connection, each.task)
            joined.append(states.marked(member.task, states.HEAD, valueReference={"reference": f"Task/{other}"}))
        await self._write(connection, held, *joined)
        dues = [due for due in (states.due_of(held.task), states.due_of(head.task)) if due]
        sooner = states.with_due(head.task, min(dues, default=None))
        if "urgent" in (held.task.get("priority"), head.task.get("priority")):
            sooner["priority"] = "urgent"
        await self._write(connection, head, sooner)
        text = "Another referral of the same person is here already: both are decided together, and you are answered"
        await self._tell(connection, held, "joined", text, terms)

    async def part(self, connection: Connection, by: Account, task: str, version: int | None = None) -> None:
        """Undo a joining: the referral waits for a decision of its own again."""
        held = await self._mine(connection, by, task, version, "joined")
        await self._write(connection, held, _alone(_noted(held.task, by.display_name, held.now, "Taken apart again")))

    async def settle(self, connection: Connection, person_id: int) -> None:
        """After a sender corrected or withdrew: what was asked about a referral that is withdrawn is asked no more, and
        what was joined with it waits by itself again. Says nothing twice."""
        for each in await queue.of_person(connection, person_id):
            if each.state == "withdrawn":
                held = await self._held(connection, each.task)
                await self._end_asked(connection, held, "No longer needed: the sender withdrew the referral")
            elif each.state == "decided" and each.outcome != "declined":
                await self._taken_back(connection, each)
            elif each.state == "joined" and not await self._stands(connection, person_id, each.head):
                held = await self._held(connection, each.task)
                await self._write(connection, held, _alone(held.task))

    async def _taken_back(self, connection: Connection, each: Standing) -> None:
        """A sender took back what is decided: help that has begun does not end by that; people decide, once."""
        made = id_of(f"Task/{each.task}/taken-back")
        withdrawn = (await self._record.read(connection, each.request))["status"] == "revoked"
        if not withdrawn or await self._record.read_many(connection, [f"Task/{made}"]):
            return
        held = await self._held(connection, each.task)
        content = _telling(held, "A referral was taken back after the decision", _LATE, None)
        task = resources.task(made, held.subject, held.request, content | {"code": states.TAKEN_BACK}, held.now)
        await self._record.write(connection, held.person_id, task)
        for asked in await queue.asked_about(connection, held.request) if each.outcome == "redirected" else ():
            if asked.code == states.OFFER and asked.status in ("accepted", "completed"):
                about = _about(held, f"{asked.task}/taken-back", f"Tell {asked.party}", _LATE)
                await self._post.pass_on(connection, about, asked.task, asked.party, "I14")

    async def tell_told(self, connection: Connection, most: int = 100) -> None:
        """What somebody had to tell by themselves is told once their task is done, and not where they called it off."""
        for row in await connection.fetch(_SAID, list(OPEN), most):
            person_id, version, body = await self._record.find(connection, f"Communication/{row['id']}")
            done = {"status": "completed", "sent": self._record.clock.now().isoformat()}
            body |= done if row["status"] == "completed" else {"status": "not-done"}
            await self._record.write(connection, person_id, body, expected=version)

    async def acknowledge(self, connection: Connection, item: Item) -> None:
        """Answer what the sender's system said of a referral by HL7 v2 with where it stands now; once for each message,
        by whose number the key is made."""
        person_id, request, number = (item.payload[name] for name in ("person_id", "request", "message"))
        told = await outgoing.message(connection, number)
        body = await self._record.read(connection, request)
        stands = await queue.standing(connection, request)
        if told is None or (stands is None and body["status"] != "revoked"):
            return
        if stands is None:  # it was taken back before it came
            team = await teams.of_person(connection, person_id)
            content = {"code": states.TRIAGE, "title": "", "role": "", "team": team, "due": "", "escalate": "",
                       "urgent": False, "practitioner": None}  # fmt: skip
            now, subject = self._record.clock.now(), body["subject"]["reference"]
            task = resources.task(last_part({"reference": request}), subject, request, content, now)
            held = _Held(person_id, 0, task, now)
        else:
            held = await self._held(connection, stands.task)
        status, holder, text = _standing(stands, told.trigger)
        key = id_of(f"message/{told.source}/{told.id}/answer")  # it only says what others are told by themselves
        about = About(person_id, held.task, key, text, {}, held.now)
        await self._post.answer(connection, about, status, holder or held.team, told)

    async def resume_overdue(self, connection: Connection, most: int = 100) -> int:
        """Start the clock again of referrals whose sender did not answer in time; how many that was."""
        rows = await connection.fetch(
            "SELECT t.id, t.person_id, r.task FROM care.task t JOIN care.referral r ON r.person_id = t.person_id "
            "AND r.request = t.focus AND r.state = 'asked' WHERE t.code = $1 AND t.status = 'requested' "
            "AND t.due <= base.now() AND NOT EXISTS (SELECT FROM care.task l WHERE l.person_id = t.person_id "
            "AND l.focus = t.focus AND l.code = $1 AND l.status = 'requested' AND l.due > base.now()) "
            "ORDER BY t.due, t.id LIMIT $2",
            states.QUESTION,
            most,
        )
        for row in rows:
            held = await self._held(connection, row["task"])
            if held.state != "asked":
                continue
            note = "The sender has not answered in time, so the clock runs again"
            await self._write(connection, held, _noted(_running(held.task, held.now), "Careweft", held.now, note))
        return len(rows)

    # How it is kept

    async def _held(self, connection: Connection, task: str) -> _Held:
        person_id, version, body = await self._record.find(connection, f"Task/{task}")
        return _Held(person_id, version, body, self._record.clock.now())

    async def _mine(
        self, connection: Connection, by: Account, task: str, version: int | None, *where: states.State
    ) -> _Held:
        """The referral, where it is `by`'s team's, stands where this may be done, and is as they saw it."""
        held = await self._held(connection, task)
        await require_sight(connection, [held.person_id], f"Task/{task}", held.request)
        if held.team not in by.parties:
            raise Refused("this referral is another team's", hint="Ask that team, or tell them what you know")
        if held.state == "decided":
            raise Conflict("this referral has been decided already")
        if version is not None and version != held.version:
            raise Conflict("somebody else changed this referral meanwhile", hint="Look at it again, then decide")
        if held.state not in where:
            raise Conflict(f"this referral is {_WORDS[held.state]}, so that cannot be done with it now")
        return held

    async def _may_reply(
        self, connection: Connection, by: Account, person_id: int, asked: Resource, held: _Held
    ) -> None:
        await require_sight(connection, [person_id], f"Task/{asked['id']}")
        party = states.party_of(asked.get("owner"), person_id)
        if not by.parties & {party, held.team}:
            raise Refused("this was asked of somebody else", hint="Ask them to answer it")

    async def _owner(self, connection: Connection, party: str) -> Resource:
        is_team = await connection.fetchval("SELECT EXISTS (SELECT FROM care.team WHERE id = $1)", party)
        return {"reference": f"CareTeam/{party}"} if is_team else resources.reference(party)

    async def _stands(self, connection: Connection, person_id: int, head: str) -> bool:
        return bool(
            await connection.fetchval(
                "SELECT state IN ('waiting', 'asked', 'redirected', 'decided') FROM care.referral "
                "WHERE person_id = $1 AND task = $2",
                person_id,
                head,
            )
        )

    async def _write(self, connection: Connection, held: _Held, body: Resource, *more: Resource) -> None:
        body = body | {"lastModified": held.now.isoformat()}
        await self._record.write(connection, held.person_id, body, expected=held.version)
        if more:
            await self._record.write(connection, held.person_id, *more)

    async def _close(
        self, connection: Connection, held: _Held, body: Resource, outcome: str, note: str, terms: Terms
    ) -> None:
        """The decision, for the referral and those that are joined with it; each sender is answered."""
        text = _answer(outcome, note)
        for each in await queue.joined(connection, held.person_id, held.task["id"]):
            member = await self._held(connection, each.task)
            if member.state == "joined":
                await self._end(connection, member, member.task, outcome, text, terms)
        await self._end(connection, held, body, outcome, text, terms)

    async def _end(
        self, connection: Connection, held: _Held, body: Resource, outcome: str, text: str, terms: Terms
    ) -> None:
        body = states.without(states.with_answer(body, text), states.STOPPED, states.BEFORE)
        await self._write(connection, held, states.with_state(body, outcome, "completed"))
        status: Status = "R" if outcome == "declined" else "A"
        holder = states.target_of(held.task) if outcome == "redirected" else ""
        await self._tell(connection, held, "answer", text, terms, status, holder)

    async def _along(self, connection: Connection, held: _Held, owner: Resource) -> None:
        """What is joined with a referral goes to its new owner with it."""
        for each in await queue.joined(connection, held.person_id, held.task["id"]):
            member = await self._held(connection, each.task)
            if member.state == "joined":
                await self._write(connection, member, states.without(member.task, "assignee") | {"owner": owner})

    async def _tell(
        self,
        connection: Connection,
        held: _Held,
        what: str,
        text: str,
        terms: Terms,
        status: Status = "P",
        holder: str = "",
    ) -> None:
        """Tell the sender, and the system that they referred by. `holder` has the referral now: our team unless
        said."""
        answered = await self._answer(connection, held, what, text, terms, status, holder or held.team)
        name = held.task.get("requester", {}).get("display") or "whoever referred the person"
        await self._say(connection, held, _Word(what, held.sender, name, text), terms, reached=answered)

    async def _say(
        self, connection: Connection, held: _Held, word: _Word, terms: Terms | None, *, reached: bool
    ) -> None:
        """Keep what a party is told. Where no system took it and nobody reads here for them, somebody of the team is
        asked to tell them, and until then it is not told: the notice and the task have one key."""
        key = held.key(f"{word.what}/tell")
        told = resources.communication(key, held.subject, held.request, word.party, word.text, held.now)
        if reached or await self._reads(connection, held, word.party):
            await self._record.write(connection, held.person_id, told)
            return
        content = _telling(held, f"Tell {word.name}", word.text, terms)
        task = resources.task(key, held.subject, held.request, content, held.now)
        waiting = [told | {"status": "preparation"}] if word.party else []
        await self._record.write(connection, held.person_id, task, *waiting)

    async def _put_to(
        self, connection: Connection, held: _Held, asked: Resource, status: Literal["completed", "cancelled"]
    ) -> bool:
        """Nobody has to put a question or an offer to whom it is for any more: it is answered, or nobody wants to
        know it. Whether that had still to be done."""
        asking = _OFFERING if asked["code"]["coding"][0]["code"] == states.OFFER else _ASKING
        rows = await connection.fetch(
            "SELECT id FROM care.task WHERE person_id = $1 AND focus = $2 AND code = $3 AND why = $4 "
            "AND status = ANY ($5)",
            held.person_id,
            held.request,
            states.TELL,
            asking + asked["reasonCode"]["text"],
            list(OPEN),
        )
        for row in rows:
            _, version, body = await self._record.find(connection, f"Task/{row['id']}")
            ended = body | {"status": status, "lastModified": held.now.isoformat()}
            await self._record.write(connection, held.person_id, ended, expected=version)
        return bool(rows)

    async def _answer(
        self, connection: Connection, held: _Held, what: str, text: str, terms: Terms, status: Status, holder: str
    ) -> bool:
        """Tell the system by which the sender referred where the referral stands; whether there is one."""
        about = _about(held, f"{what}/answer", f"Tell {held.sender}", text, terms)
        return await self._post.answer(connection, about, status, holder)

    async def _reads(self, connection: Connection, held: _Held, party: str) -> bool:
        """Whether what a party is told is read: by a person, or somebody of an organisation, with a log-in, or by a
        system that may read the person's record."""
        roles = {row["role"] for row in await connection.fetch(_ROLES, party)} if party else set()
        if roles != {"feed"}:
            return bool(roles)
        return await outgoing.may_know(connection, held.person_id, party, held.request)

    async def _end_asked(self, connection: Connection, held: _Held, why: str) -> None:
        """Cancel what is still asked about a referral; who was asked to take it on is told."""
        for each in await queue.asked_about(connection, held.request):
            if each.status not in OPEN:
                continue
            _, version, asked = await self._record.find(connection, f"Task/{each.task}")
            if last_part(asked["partOf"][0]) != held.task["id"]:
                continue
            ended = asked | {"status": "cancelled", "statusReason": {"text": why}, "lastModified": held.now.isoformat()}
            await self._record.write(connection, held.person_id, ended, expected=version)
            unsaid = await self._put_to(connection, held, asked, "cancelled")
            name, reached = str(await connection.fetchval(NAME, each.party)), False
            if each.code == states.OFFER:
                about = _about(held, f"{each.task}/ended", f"Tell {name}", why)
                reached = await self._post.pass_on(connection, about, each.task, each.party, "I14")
            elif not await self._reads(connection, held, each.party):
                continue  # a sender who is told by somebody hears what comes now
            if unsaid:
                continue
            await self._say(connection, held, _Word(f"{each.task}/ended", each.party, name, why), None, reached=reached)


_ASKING = "A question about your referral: "
_OFFERING = "Please take on a referral: "
_PASSED = "Your referral was passed on to others, who are asked to take it on. You hear what they say"
_BACK = "Those whom your referral was passed on to did not take it on. It is decided here"
_LATE = "Its sender took the referral back after it was decided. Speak to them, and decide whether the help goes on"


def _standing(stands: Standing | None, trigger: str) -> tuple[Status, str, str]:
    """Where a referral stands as its sender hears it: HL7's status, who has it where not the team, and the words."""
    match stands:
        case None:
            return "E", "", "It is taken back. Nothing will be done when it comes"
        case Standing(state="withdrawn"):
            return "E", "", "It is taken back. Nothing more is done about it"
        case Standing(state="decided", outcome="declined"):
            return "R", "", stands.answer
        case Standing(state="decided"):
            late = "It was decided before you took it back, so it does not end by itself: you are spoken to. "
            return "A", _target(stands), (late if trigger == "I14" else "") + stands.answer
        case _:
            due = f". The decision is due by {stands.due.astimezone(UTC):%d/%m/%Y %H:%M} UTC" if stands.due else ""
            return "P", _target(stands), f"It is {_WORDS[stands.state]}{due}"


def _target(stands: Standing) -> str:
    return stands.target if "redirected" in (stands.state, stands.outcome) else ""


_WORDS: dict[states.State, str] = {
    "waiting": "waiting",
    "asked": "waiting for an answer of its sender",
    "redirected": "waiting for an answer of those whom it was passed to",
    "joined": "joined with another",
    "decided": "decided",
    "withdrawn": "withdrawn by its sender",
}


def _answer(outcome: str, note: str) -> str:
    """The words to the sender."""
    match outcome:
        case "accepted":
            return f"Your referral was accepted. {note}" if note else "Your referral was accepted"
        case "redirected":
            return f"Your referral was passed on and is taken on: {note}"
        case _:
            return f"Your referral was not accepted: {note}"


def _about(held: _Held, what: str, title: str, text: str, terms: Terms | None = None) -> About:
    """What others' systems are told of a referral, once for just this state of it."""
    key = held.key(f"{what}/message")
    return About(held.person_id, held.task, key, text, _telling(held, title, text, terms), held.now)


def _telling(held: _Held, title: str, text: str, terms: Terms | None) -> dict[str, Any]:
    """The content of a task to tell somebody about a referral."""
    due = Duration(1, "weekday").after(held.now, terms.zone) if terms else held.now + timedelta(days=1)
    return {
        "code": states.TELL,
        "title": title,
        "role": held.task["performerType"][0]["coding"][0]["code"],
        "team": held.team,
        "practitioner": None,
        "due": due.isoformat(),
        "escalate": terms.escalate if terms else "",
        "urgent": held.task.get("priority") == "urgent",
        "why": text,
    }


def _for(held: _Held, made: str, code: str, title: str, text: str, party: str, due: datetime) -> Resource:
    """A Task that asks somebody something about a referral."""
    return {
        "resourceType": "Task",
        "id": made,
        "partOf": [{"reference": f"Task/{held.task['id']}"}],
        "status": "requested",
        "intent": "order",
        "priority": held.task.get("priority", "routine"),
        "code": {"coding": [{"system": resources.TASK_CODES, "code": code}], "text": title},
        "reasonCode": {"text": text},
        "focus": {"reference": held.request},
        "for": {"reference": held.subject},
        "authoredOn": held.now.isoformat(),
        "lastModified": held.now.isoformat(),
        "owner": resources.reference(party, held.subject) if party else {"display": "whoever referred the person"},
        "restriction": {"period": {"end": due.isoformat()}},
    }


def _noted(task: Resource, who: str, at: datetime, text: str) -> Resource:
    note = {"authorString": who, "time": at.isoformat(), "text": text}
    return {**task, "note": [*task.get("note", ()), note]}


def _running(task: Resource, now: datetime) -> Resource:
    """The Task waiting again, its clock set on by as long as it stood still."""
    stopped, due = states.instant(task, states.STOPPED), states.due_of(task)
    body = states.without(states.with_state(task, "", "requested"), states.STOPPED)
    return states.with_due(body, due + (now - stopped)) if due and stopped else body


def _back(task: Resource) -> Resource:
    """The Task waiting again by the clock that it had before it was redirected."""
    before = states.instant(task, states.BEFORE)
    body = states.without(states.with_state(task, "", "requested"), states.BEFORE)
    return states.with_due(body, before or states.due_of(task))


def _alone(task: Resource) -> Resource:
    """The Task waiting by itself again."""
    return states.without(states.with_state(task, "", "requested"), states.HEAD)
