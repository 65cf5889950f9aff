"""What is done about social needs: screen, offer, want or decline, refer, answer, follow up. The loop is closed:
whoever referred is told what came of it, and the need says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care import resources
from careweft.care.assessment.assessments import Assessment, Assessments
from careweft.care.assessment.instrument import Value
from careweft.care.directory import search
from careweft.care.directory.service import NEEDS
from careweft.care.durations import Duration
from careweft.care.record import Record
from careweft.care.resources import EXTENSION, Resource, id_of
from careweft.care.social import state
from careweft.care.social.state import NEEDS_REASON, OPEN, OUTCOMES, STEPS, Ask, Status

CHASE: Final = "chase-social-referral"


@dataclass(frozen=True)
class Terms:
    """What the model of care says: with what one screens, how long a screening holds, and within what time a partner
    says whether they take somebody on."""

    instrument: str
    valid: Duration
    answer: Duration
    by: str
    escalate: str = ""


@dataclass(frozen=True)
class Need:
    """A need of a person and where it stands."""

    person_id: int
    id: str
    need: str
    state: state.NeedState
    found: datetime
    answered: datetime | None
    said: str
    screening: str
    subject: str
    version: int

    @property
    def title(self) -> str:
        """In the words of pages."""
        return NEEDS.get(self.need, self.need)


@dataclass(frozen=True)
class Referral:
    """A referral to a partner and where it stands; `about` and `contact` are what the person agreed to tell."""

    person_id: int
    id: str
    request: str
    need_id: str
    need: str
    service: str
    party: str
    team: str
    sender: str
    status: Status
    outcome: str
    answer: str
    asked: datetime
    due: datetime | None
    chased: datetime | None
    about: str
    contact: str
    told: str
    reason: str
    version: int

    @property
    def is_open(self) -> bool:
        """Whether the partner still has it."""
        return self.status in OPEN


@dataclass(frozen=True)
class Refer:
    """To which service a need is referred, in whose name, and what the partner may know."""

    key: str
    need: str
    service: str
    team: str
    about: str
    contact: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Took:
    """A step of a partner."""

    status: Status
    note: str = ""
    outcome: str = ""


_NEED = "person_id, id, need, state, found, answered, said, screening, subject, version"
_REFERRAL = """person_id, id, request, need_id, need, service, party, team, sender, status, outcome, answer, asked, due,
    chased, about, contact, told, reason, version"""


class Social:
    """Social needs, through the record."""

    def __init__(self, record: Record, assessments: Assessments, zone: ZoneInfo) -> None:
        self._record, self._assessments, self._zone = record, assessments, zone

    async def screen(
        self, connection: Connection, by: Account, person_id: int, given: Mapping[str, tuple[Value, ...]], terms: Terms
    ) -> list[str]:
        """Answer the screening at once; the needs that it found, by id. One that is open already is not found again."""
        done = await self._assessments.at_once(connection, by, person_id, terms.instrument, given)
        return await self.take_up(connection, done)

    async def take_up(self, connection: Connection, done: Assessment) -> list[str]:
        """Make the needs of a finished screening; the same again makes none."""
        known = {each.need for each in await needs(connection, done.person_id) if each.state != "met"}
        found = []
        for need in sorted(needs_of(done) - known):
            made = id_of(f"{done.record}/need/{need}")
            if await connection.fetchval("SELECT true FROM fhir.location WHERE type = 'Condition' AND id = $1", made):
                continue
            now = self._record.clock.now()
            body = state.need_resource(made, need, done.subject, done.record, now)
            await self._record.write(connection, done.person_id, body)
            found.append(made)
        return found

    async def take_up_all(self, connection: Connection, person_id: int, terms: Terms) -> None:
        """Make the needs of the latest finished screening of somebody, whoever asked the questions and where."""
        record = await connection.fetchval(
            "SELECT record FROM care.assessment WHERE person_id = $1 AND instrument = $2 "
            "AND status IN ('completed', 'amended') ORDER BY authored DESC, record LIMIT 1",
            person_id,
            terms.instrument,
        )
        if record:
            await self.take_up(connection, await self._assessments.find(connection, str(record).rpartition("/")[2]))

    async def answer(
        self, connection: Connection, by: Account, need_id: str, wants: bool, said: str, version: int | None = None
    ) -> None:
        """Keep whether the person wants help with a need. They may change their mind until it is referred."""
        need, body = await self._need(connection, by, need_id, version)
        if need.state not in ("found", "wanted", "declined", "unmet"):
            raise Conflict("somebody is helping with this already, or did")
        to: state.NeedState = "wanted" if wants else "declined"
        now = self._record.clock.now()
        made = state.with_need(body, to, by.display_name, said.strip(), now)
        await self._record.write(connection, need.person_id, made, expected=need.version)

    async def refer(self, connection: Connection, by: Account, refer: Refer, terms: Terms) -> str:
        """Refer a need that the person wants help with to a service of the directory; the referral's id."""
        made = id_of(f"{refer.key}/social-referral")
        need, body = await self._need(connection, by, refer.need, None)
        if await referral(connection, made) is not None:
            return made
        if need.state != "wanted":
            raise Conflict("the person has not said that they want help with this", hint="Ask them first")
        if refer.team not in by.parties:
            raise Refused("this is another team", hint="Refer in the name of your own team")
        service = await search.one(connection, refer.service)
        if service is None or not service.active or not service.organisation:
            raise BadInput("there is no such service to refer to", where="service", expected="one of the directory")
        if not refer.about.strip():
            raise BadInput("the partner must know a name", where="about", expected="what the person wants to be called")
        now = self._record.clock.now()
        ask = Ask(
            need.need,
            need.id,
            service.id,
            service.name,
            service.organisation,
            refer.team,
            by.username,
            refer.reason.strip(),
            refer.about.strip(),
            refer.contact.strip(),
            terms.answer.after(now, self._zone),
        )
        request, task = state.referral(made, ask, need.subject, now)
        moved = state.with_need(body, "referred")
        await self._record.write(connection, need.person_id, moved, expected=need.version)
        await self._record.write(connection, need.person_id, request, task)
        return made

    async def step(self, connection: Connection, by: Account, id_: str, took: Took, version: int) -> None:
        """A step of the partner, or whoever asked takes it back. The sender is told of each, and of the outcome."""
        held = await self._referral(connection, by, id_, version)
        if took.status not in STEPS.get(held.status, frozenset()):
            raise Conflict(f"this referral is {held.status}, so it cannot become {took.status}")
        partner = held.party in by.parties
        if partner == (took.status == "cancelled"):
            raise Refused("that is for the other side to say")
        if took.status in NEEDS_REASON and not took.note.strip():
            raise BadInput("nothing says why", where="note", expected="the reason, for whoever asked")
        if (took.status == "completed") != bool(took.outcome) or (took.outcome and took.outcome not in OUTCOMES):
            raise BadInput("nothing says what came of it", where="outcome", expected=" or ".join(OUTCOMES))
        now = self._record.clock.now()
        _, _, body = await self._record.find(connection, f"Task/{id_}")
        body = {**body, "status": took.status, "lastModified": now.isoformat()}
        words = took.note.strip() or _SAID[took.status]
        note = {"authorString": by.display_name, "time": now.isoformat(), "text": words}
        body["note"] = [*body.get("note", ()), note]
        if took.status in NEEDS_REASON:
            body["statusReason"] = {"text": took.note.strip()}
        if took.outcome:
            body = state.with_outcome(body, took.outcome)
        await self._record.write(connection, held.person_id, body, expected=version)
        if took.status not in OPEN:
            await self._close(connection, held, took)
        await self._tell(connection, held, took, version)

    async def chase(self, connection: Connection, terms: Terms, most: int = 100) -> int:
        """Ask the team that referred to look after referrals that no partner answered in time, once each; how many."""
        rows = await connection.fetch(
            f"SELECT {_REFERRAL} FROM care.social_referral WHERE chased IS NULL "
            "AND status IN ('requested', 'received') AND due <= base.now() ORDER BY due, id LIMIT $1",
            most,
        )
        for row in rows:
            held = Referral(*row)
            now = self._record.clock.now()
            _, version, body = await self._record.find(connection, f"Task/{held.id}")
            mark = {"url": f"{EXTENSION}/chased", "valueDateTime": now.isoformat()}
            body = {**body, "extension": [*body.get("extension", ()), mark]}
            await self._record.write(connection, held.person_id, body, expected=version)
            content = {
                "code": CHASE,
                "title": f"No answer from {held.reason.partition(': ')[0]}: call them, or refer elsewhere",
                "role": await self._role(connection, held.sender, terms),
                "team": held.team,
                "practitioner": held.sender or None,
                "due": Duration(1, "weekday").after(now, self._zone).isoformat(),
                "escalate": terms.escalate,
                "urgent": False,
                "why": held.reason,
            }
            made = id_of(f"{held.id}/chase")
            task = resources.task(made, str(body["for"]["reference"]), held.request, content, now)
            await self._record.write(connection, held.person_id, task)
        return len(rows)

    async def _close(self, connection: Connection, held: Referral, took: Took) -> None:
        """The ServiceRequest is over and the need says what came of it: one that was not met can be referred again."""
        _, version, request = await self._record.find(connection, held.request)
        ended = "completed" if took.status == "completed" else "revoked"
        await self._record.write(connection, held.person_id, {**request, "status": ended}, expected=version)
        _, version, need = await self._record.find(connection, f"Condition/{held.need_id}")
        if state.need_state(need) == "referred":
            to: state.NeedState = "met" if took.outcome in ("helped", "partly") else "unmet"
            if took.outcome == "not-wanted":
                to = "declined"
            elif took.status in ("rejected", "cancelled"):
                to = "wanted"  # they still want help, from somebody else
            await self._record.write(connection, held.person_id, state.with_need(need, to), expected=version)
        chase = id_of(f"{held.id}/chase")
        if await connection.fetchval("SELECT true FROM care.task WHERE id = $1 AND status = 'requested'", chase):
            task = await self._record.read(connection, f"Task/{chase}")
            await self._record.write(connection, held.person_id, {**task, "status": "cancelled"})

    async def _tell(self, connection: Connection, held: Referral, took: Took, version: int) -> None:
        subject = (await self._record.read(connection, held.request))["subject"]["reference"]
        words = OUTCOMES.get(took.outcome, _SAID[took.status])
        text = f"{held.reason}. {words}" + (f": {took.note.strip()}" if took.note.strip() else "")
        others = [held.party] if took.status == "cancelled" else [held.team, f"staff/{held.sender}"]
        for to in others if took.status != "received" else ():
            told = resources.communication(
                id_of(f"{held.id}/{version}/{to}"), subject, held.request, to, text, self._record.clock.now()
            )
            await self._record.write(connection, held.person_id, told)

    async def _role(self, connection: Connection, sender: str, terms: Terms) -> str:
        found = await connection.fetchval("SELECT role FROM care.practitioner WHERE id = $1", sender)
        return str(found or terms.by)

    async def _need(self, connection: Connection, by: Account, id_: str, version: int | None) -> tuple[Need, Resource]:
        _, current, body = await self._record.find(connection, f"Condition/{id_}")
        row = await connection.fetchrow(f"SELECT {_NEED} FROM care.social_need WHERE id = $1", id_)
        if row is None:
            raise NotFound("there is no such need that you may see")
        need = Need(*row)
        await require_sight(connection, [need.person_id], f"Condition/{id_}")
        if by.kind == "person" and by.person_id != need.person_id:
            raise NotFound("there is no such need that you may see")
        if need.version != current or version not in (None, current):
            raise Conflict("somebody else changed this meanwhile", hint="Look at it again, then decide")
        return need, body

    async def _referral(self, connection: Connection, by: Account, id_: str, version: int) -> Referral:
        held = await referral(connection, id_)
        if held is None or not by.parties & {held.party, held.team}:
            raise NotFound("there is no such referral that you may see")
        if held.team in by.parties and held.party not in by.parties:
            await require_sight(connection, [held.person_id], f"Task/{id_}")
        if held.version != version:
            raise Conflict("somebody else changed this referral meanwhile", hint="Look at it again, then decide")
        return held


_SAID: Final[Mapping[str, str]] = {
    "requested": "Asked",
    "received": "They have seen it",
    "accepted": "They take it on",
    "rejected": "They cannot take it on",
    "in-progress": "They have begun",
    "on-hold": "It waits",
    "completed": "It is done",
    "failed": "It did not work out",
    "cancelled": "It is taken back",
}
WORDS = _SAID


def needs_of(done: Assessment) -> set[str]:
    """The needs that a screening says somebody has: of each question that is named after a need, where the answer
    weighs more than nought."""
    found = set()
    for key, answer in done.answers.items():
        weights = [getattr(value, "weight", None) for value in answer.values]
        if key in NEEDS and any(weight is not None and weight > 0 for weight in weights):
            found.add(key)
    return found


async def needs(connection: Connection, person_id: int) -> list[Need]:
    """The needs of somebody, open ones first, the latest first."""
    rows = await connection.fetch(
        f"SELECT {_NEED} FROM care.social_need WHERE person_id = $1 ORDER BY state = 'met', found DESC, need", person_id
    )
    return [Need(*row) for row in rows]


async def of_person(connection: Connection, person_id: int) -> list[Referral]:
    """The referrals of somebody to partners, the latest first."""
    rows = await connection.fetch(
        f"SELECT {_REFERRAL} FROM care.social_referral WHERE person_id = $1 ORDER BY asked DESC, id", person_id
    )
    return [Referral(*row) for row in rows]


async def asked_of(connection: Connection, parties: list[str], most: int = 200) -> list[Referral]:
    """What partners are asked, open ones first, those that wait longest first."""
    rows = await connection.fetch(
        f"SELECT {_REFERRAL} FROM care.social_referral WHERE party = ANY ($1) "
        "ORDER BY status <> ALL ($2), due, id LIMIT $3",
        parties,
        list(OPEN),
        most,
    )
    return [Referral(*row) for row in rows]


async def referral(connection: Connection, id_: str) -> Referral | None:
    """A referral by its id."""
    row = await connection.fetchrow(f"SELECT {_REFERRAL} FROM care.social_referral WHERE id = $1", id_)
    return Referral(*row) if row else None
