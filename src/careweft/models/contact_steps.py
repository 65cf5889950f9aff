"""The steps of a scenario that are about appointments, requests and messages: what people do on the pages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, Tag

from careweft.access import accounts
from careweft.access.accounts import Account, NewAccount
from careweft.base.db import Connection
from careweft.base.errors import BadInput, CareweftError
from careweft.care import peers
from careweft.care.appointments import reading, requests
from careweft.care.appointments.appointments import Ask
from careweft.care.appointments.groups import Session
from careweft.care.appointments.hours import Hours, Opening
from careweft.care.appointments.preferences import MENTOR, PEER
from careweft.care.appointments.reading import Appointment, Wanted
from careweft.care.appointments.resource import Clinic, Mode
from careweft.care.appointments.sent import Sent, send
from careweft.care.entry import online
from careweft.care.entry.receive import Caller, New
from careweft.care.messages import messages
from careweft.care.messages import reading as conversations
from careweft.models.grammar import At, Name

if TYPE_CHECKING:
    from careweft.models.player import Player


class OpensClinic(At):
    """A team opens a clinic with weekly hours."""

    opens: Name
    title: str
    team: Name
    service: Name
    hours: list[str] = Field(examples=[["monday 09:00-12:00"]])
    minutes: int = 20
    practitioner: Name | None = None
    location: str = ""
    mode: Mode = "in-person"
    link: str = ""
    books: list[Literal["person", "staff"]] = Field(default=["person", "staff"])


class Ways(At):
    """How many minutes it takes between places: `Gonda 3 to Charlton 1: 10`."""

    ways: dict[str, int]


class StartsGroup(At):
    """A member of a team plans a group with its sessions, for `least` to `most` people."""

    starts_group: Name = Field(alias="starts-group")
    title: str
    team: Name
    by: Name
    service: Name
    sessions: list[datetime]
    minutes: int = 90
    least: int = 1
    most: int
    location: str = ""
    refused: bool = False


class Books(At):
    """Somebody books an appointment: the person (`by: self`) or staff; `when` left out, the first free time that heeds
    what the person prefers. `refused`: this must not be possible."""

    books_for: Name = Field(alias="books")
    clinic: Name
    by: str = "self"
    when: datetime | None = None
    reason: str = ""
    against: str = ""
    referral: bool = Field(False, description="staff refer the person with it")
    refused: bool = False


class GivesBack(At):
    """Somebody cancels the next appointment of a person at a clinic."""

    gives_back: Name = Field(alias="gives-back")
    clinic: Name
    by: str = "self"
    why: str = ""
    refused: bool = False


class Attends(At):
    """The clinic keeps that somebody came, was seen (with what came of it) or did not come."""

    attends: Name
    clinic: Name
    by: Name
    status: Literal["arrived", "fulfilled", "noshow"] = "fulfilled"
    outcome: str = ""
    answers: dict[str, str] = Field(
        default_factory=dict, description="what the person wanted to talk about: the answer"
    )
    refused: bool = False


class Prepares(At):
    """A person says what they want to talk about at their next appointment at a clinic."""

    prepares: Name
    clinic: Name
    points: list[str]
    by: str = "self"
    refused: bool = False


class Joins(At):
    """Somebody joins a group, or (`leaves-it`) leaves it."""

    joins: Name
    group: Name
    by: str = "self"
    leaves_it: bool = Field(False, alias="leaves-it")


class PlansVisit(At):
    """Staff plan and book one appointment for each of these services in [since, until], in the best order."""

    plans_visit: Name = Field(alias="plans-visit")
    services: list[Name]
    by: Name
    since: date
    until: date


class Prefers(At):
    """What a person would like to be heeded is kept."""

    prefers: Name
    kind: Literal["practitioner", "mode", "location", "custom", "language", "reminders", "peer", "mentor"]
    value: str
    by: str = "self"


class Reads(At):
    """A person chooses the language of their pages."""

    reads_in: Name = Field(alias="reads-in")
    language: Literal["en", "pl", "ar"]


class Matches(At):
    """Staff match somebody who would like a peer mentor with one."""

    matches: Name
    mentor: Name
    by: Name
    refused: bool = False


class Writes(At):
    """Somebody writes to (`by: self`) or as the team of a person; the next message of a title goes on with it."""

    writes: Name
    text: str
    title: str = "A question"
    by: str = "self"


class SeeksAdvice(At):
    """Staff ask colleagues for advice about a person."""

    seeks_advice: Name = Field(alias="seeks-advice")
    of: Name = Field(description="the model's kind of advice")
    team: Name
    by: Name
    text: str
    excerpt: list[str] = Field(default_factory=list, description="what of the record it is about, as Type/id")
    refused: bool = False


class Advises(At):
    """A colleague gives the advice that is waited for."""

    advises: Name
    by: Name
    text: str


class Wishes(At):
    """A person asks for something on their own page: one of the model's requests."""

    wishes: Name
    request: Name
    text: str = ""
    medicine: str = ""


class Grants(At):
    """Staff answer what a person asked for last."""

    grants: Name
    by: Name
    text: str = ""
    yes: bool = True
    refused: bool = False


class Triages(At):
    """A person answers the online questions and goes on as they say: books, or asks a human."""

    triages: Name
    answers: dict[str, str]


STEPS = (OpensClinic, Ways, StartsGroup, Books, GivesBack, Attends, Prepares, Joins, PlansVisit, Prefers, Reads,
         Matches, Writes, SeeksAdvice, Advises, Wishes, Grants, Triages)  # fmt: skip
ContactStep = (
    Annotated[OpensClinic, Tag("<opens>")]
    | Annotated[Ways, Tag("<ways>")]
    | Annotated[StartsGroup, Tag("<starts-group>")]
    | Annotated[Books, Tag("<books>")]
    | Annotated[GivesBack, Tag("<gives-back>")]
    | Annotated[Attends, Tag("<attends>")]
    | Annotated[Prepares, Tag("<prepares>")]
    | Annotated[Joins, Tag("<joins>")]
    | Annotated[PlansVisit, Tag("<plans-visit>")]
    | Annotated[Prefers, Tag("<prefers>")]
    | Annotated[Reads, Tag("<reads-in>")]
    | Annotated[Matches, Tag("<matches>")]
    | Annotated[Writes, Tag("<writes>")]
    | Annotated[SeeksAdvice, Tag("<seeks-advice>")]
    | Annotated[Advises, Tag("<advises>")]
    | Annotated[Wishes, Tag("<wishes>")]
    | Annotated[Grants, Tag("<grants>")]
    | Annotated[Triages, Tag("<triages>")]
)
KEYS = {
    "opens": "a team opens a clinic",
    "ways": "minutes between places",
    "starts-group": "a group is planned",
    "books": "an appointment is booked",
    "gives-back": "an appointment is cancelled",
    "attends": "somebody came, was seen, or did not come",
    "prepares": "a person says what they want to talk about",
    "joins": "somebody joins a group",
    "plans-visit": "several appointments are planned as one visit",
    "prefers": "what a person prefers is kept",
    "reads-in": "a person chooses a language",
    "matches": "somebody is matched with a peer mentor",
    "writes": "somebody writes a message",
    "seeks-advice": "staff ask for advice",
    "advises": "a colleague gives advice",
    "wishes": "a person asks for something",
    "grants": "what was asked for is answered",
    "triages": "a person answers the online questions",
}


async def act(player: Player, step: Any) -> None:
    """Do one step as whoever it names."""
    try:
        await _act(player, step)
    except CareweftError:
        if not getattr(step, "refused", False):
            raise
        return
    if getattr(step, "refused", False):
        raise BadInput("this was possible", expected="that it is refused")


async def _act(player: Player, step: Any) -> None:
    rooms, zone = player.engine.contact, player.engine.zone
    if isinstance(step, OpensClinic | Ways):
        async with player.engine.database.transaction() as connection:
            if isinstance(step, Ways):
                places = [(a, b, minutes) for text, minutes in step.ways.items() for a, b in [text.split(" to ")]]
                await reading.set_travel(connection, places)
            else:
                await rooms.appointments.clinics.set_up(connection, _clinic(step))
        return
    name = next(getattr(step, field) for field in _WHO if hasattr(step, field))
    async with player.engine.database.transaction() as connection:
        person = await player.person_id(connection, name) if not isinstance(step, StartsGroup) else 0
        if person is None:
            raise BadInput(f"nobody knows {name} yet")
        by = await _account(player, connection, getattr(step, "by", "self"), name, person)
    async with player.engine.database.transaction(by.id) as connection:
        match step:
            case StartsGroup():
                group = Clinic(step.starts_group, step.title, step.team, step.service, "group", "", step.location,
                               least=step.least, places=step.most)  # fmt: skip
                sessions = [Session(each.replace(tzinfo=zone), step.minutes) for each in step.sessions]
                await rooms.appointments.groups.plan(connection, by, group, sessions)
            case Writes() | SeeksAdvice() | Advises():
                await _messages(player, connection, by, person, step)
            case Reads():
                await accounts.prefer(connection, step.language, "", "")
            case Matches():
                await _match(player, connection, by, person, step)
            case Wishes() | Grants():
                await _requests(player, connection, by, person, step)
            case Attends() | Prepares():
                await _visit(player, connection, by, person, step)
            case _:
                await _appointments(player, connection, by, person, step)


_WHO = ("books_for", "gives_back", "attends", "prepares", "joins", "plans_visit", "prefers", "reads_in", "matches",
        "writes", "seeks_advice", "advises", "wishes", "grants", "triages", "starts_group")  # fmt: skip


async def _appointments(player: Player, connection: Connection, by: Account, person: int, step: Any) -> None:
    booking = player.engine.contact.appointments
    match step:
        case Books():
            await _book(player, connection, by, person, step)
        case GivesBack():
            await booking.cancel(connection, by, (await _next(player, connection, person, step.clinic)).id, step.why)
        case Joins(leaves_it=True):
            await booking.groups.leave(connection, by, step.group, person, "")
        case Joins():
            await booking.groups.join(connection, by, step.group, person)
        case PlansVisit():
            visit, missing = await booking.visits.propose(connection, by, person, step.services, step.since, step.until)
            if visit is None:
                raise BadInput(f"there is no such visit (without a free time: {', '.join(missing) or 'none'})")
            slots = [option.slot for _, option in visit.stops]
            player.sent += 1
            await booking.book_itinerary(connection, by, person, slots, str(player.sent), "")
        case Prefers():
            await booking.wishes.keep(connection, person, step.kind, step.value)
        case Triages():
            await _triage(player, connection, by, person, step)


async def _match(player: Player, connection: Connection, by: Account, person: int, step: Matches) -> None:
    ids = {(each.person_id, each.kind): each.id for each in await peers.asked(connection, player.clock.now())}
    mentor, terms = await player.person_id(connection, step.mentor) or 0, player.engine.contact.peers
    if terms is None or (person, PEER) not in ids or (mentor, MENTOR) not in ids:
        raise BadInput("nobody asked for this")
    await peers.match(connection, player.engine.record, by, (ids[person, PEER], ids[mentor, MENTOR]), terms)


async def _visit(player: Player, connection: Connection, by: Account, person: int, step: Attends | Prepares) -> None:
    booking = player.engine.contact.appointments
    found = await _next(player, connection, person, step.clinic, began=isinstance(step, Attends))
    if isinstance(step, Attends):
        await booking.mark(connection, by, found.id, step.status, step.outcome, step.answers)
    else:
        await booking.prepare(connection, by, found.id, step.points)


async def _book(player: Player, connection: Connection, by: Account, person: int, step: Books) -> None:
    booking, now, zone = player.engine.contact.appointments, player.clock.now(), player.engine.zone
    if step.when:
        since = step.when.replace(tzinfo=zone)
        slots = await reading.slots(connection, step.clinic, since, since + timedelta(minutes=1))
    else:
        kind = ("person",) if by.kind != "staff" else ("staff",)
        wanted = Wanted(now, now + timedelta(days=400), clinic=step.clinic, by=kind, teams=sorted(by.parties))
        slots = await reading.free(connection, wanted, now, 1)
    if not slots:
        raise BadInput(f"{step.clinic} has no time then")
    based_on = ""
    if step.referral:
        based_on = await booking.refer(connection, by, person, step.clinic, step.reason)
    await booking.book(connection, by, person, Ask(slots[0].id, step.reason, step.against, based_on))


async def _triage(player: Player, connection: Connection, by: Account, person: int, step: Triages) -> None:
    engine, now = player.engine, player.clock.now()
    entry = player.compiled.entry
    asked = online.online(entry.online or "")
    advice = online.advise(asked, step.answers)
    told = online.lines(asked, step.answers)
    service = engine.contact.appointments.terms.routes.get(advice.route)
    if service:
        free = await reading.free(connection, Wanted(now, now + timedelta(days=60), service), now, 1)
        if free:
            found = Sent(service, advice.place, advice.reason, told, advice.urgent)
            await send(connection, by, engine.record, engine.zone, person, found)
            await engine.contact.appointments.book(
                connection, by, person, Ask(free[0].id, advice.reason or advice.place)
            )
            return
    if advice.route == "self-care":
        return
    player.sent += 1
    new = New(f"scenario/{player.sent}", "online", advice.reason or "Wants to talk to a person", advice.urgent,
              Caller(f"person/{person}"), told)  # fmt: skip
    await engine.intake.refer(connection, person, new)


async def _messages(player: Player, connection: Connection, by: Account, person: int, step: Any) -> None:
    writing = player.engine.contact.messages
    player.sent += 1
    key = str(player.sent)
    threads = await conversations.of_person(connection, person)
    match step:
        case SeeksAdvice():
            question = messages.Question(key, step.of, step.team, step.text, step.excerpt)
            await writing.ask(connection, by, person, question)
        case Advises():
            waiting = [each for each in threads if each.kind == "advice" and each.task]
            if not waiting:
                raise BadInput(f"nobody asks for advice about {step.advises}")
            await writing.reply(connection, by, waiting[0].id, step.text, key)
        case _:
            standing = [each for each in threads if each.kind == "message" and each.title == step.title]
            if standing:
                await writing.reply(connection, by, standing[0].id, step.text, key)
                return
            teams = await writing.teams_of(connection, person)
            await writing.write(connection, by, person, messages.New(key, step.title, step.text, teams[0]))


async def _requests(player: Player, connection: Connection, by: Account, person: int, step: Wishes | Grants) -> None:
    asking, terms = player.engine.contact.requests, player.engine.contact.appointments.terms
    if isinstance(step, Grants):
        found = [each for each in await asking.of_person(connection, person) if each.granted is None]
        if not found:
            raise BadInput(f"{step.grants} asks for nothing")
        await asking.answer(connection, by, found[0].id, granted=step.yes, text=step.text)
        return
    if step.request not in terms.requests:
        raise BadInput(f"the model has no request {step.request!r}")
    kind, medicine = terms.requests[step.request], ""
    if kind.of == "medicine":
        known = {name: record for record, name in await asking.medicines(connection, person)}
        medicine = known.get(step.medicine, "")
    player.sent += 1
    await asking.make(connection, by, person, requests.New(str(player.sent), kind, step.text, medicine))


async def _next(
    player: Player, connection: Connection, person: int, clinic: str, *, began: bool = False
) -> Appointment:
    """The next appointment of a person at a clinic that stands; of those that began, the latest."""
    every = [each for each in await reading.of_person(connection, person)
             if each.clinic == clinic and each.status not in ("cancelled", "entered-in-error")]  # fmt: skip
    now = player.clock.now()
    begun = [each for each in every if each.start <= now]
    if began and begun:
        return begun[-1]
    coming = [each for each in every if each.start > now or each.status == "booked"]
    if not coming:
        raise BadInput(f"there is no appointment at {clinic}")
    return coming[0]


def _clinic(step: OpensClinic) -> Clinic:
    hours = Hours(tuple(Opening.parse(each) for each in step.hours), step.minutes)
    return Clinic(step.opens, step.title, step.team, step.service, "clinic", step.practitioner or "", step.location,
                  step.mode, step.link, frozenset(step.books), hours=hours)  # fmt: skip


async def _account(player: Player, connection: Connection, by: str, name: str, person: int) -> Account:
    if by != "self":
        return player.staff[by]
    made = await accounts.create(connection, NewAccount(f"self-{name}", name, name, "person", person))
    account = await accounts.profile(connection, made)
    assert account
    return account
