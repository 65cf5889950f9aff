"""The steps of a scenario that are about the equipment store and the community."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, Tag

from careweft.access import accounts
from careweft.access.accounts import Account, NewAccount
from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.care.community import comments, improvements
from careweft.care.community.comments import Public, Said
from careweft.care.community.improvements import Idea, Took
from careweft.care.directory.keeping import minor
from careweft.care.equipment import reading
from careweft.care.equipment.equipment import Ask, Terms
from careweft.care.equipment.reading import Loan
from careweft.care.equipment.things import Product
from careweft.models.grammar import Name, Part

if TYPE_CHECKING:
    from careweft.models.player import Player


class At(Part):
    """A step happens at a local time."""

    at: datetime


class Offers(At):
    """The store puts something into its catalogue."""

    offers: Name
    by: Name
    name: str
    price: str = Field(pattern=r"^\d+\.\d{2}$", description="what one costs to buy")
    handling: str = Field("0.00", pattern=r"^\d+\.\d{2}$", description="a delivery with its collection and cleaning")
    life: int = Field(3650, ge=1, description="how many days one lasts")
    service_every: str = Field("", alias="service-every")


class Stocks(At):
    """The store takes things into stock."""

    stocks: Name
    by: Name
    serials: list[str] = Field(min_length=1)
    batch: str = ""


class Requests(At):
    """Somebody of a team asks for a thing for a person; `again`: the same form is sent a second time."""

    requests: Name
    person: Name
    by: Name
    why: str
    urgent: bool = False
    again: bool = False


class LoanStep(At):
    """Something is done about the thing that a person asked for or has; `by` may be the person."""

    loan: Literal["delivers", "fits", "reports", "mends", "asks-back", "collects", "loses", "cancels"]
    person: Name
    product: Name
    by: Name
    why: str = ""
    fitted: bool = False
    urgent: bool = False


class Becomes(At):
    """A thing at the store goes on in its round."""

    becomes: Literal["cleaning", "in-stock", "scrapped"]
    product: Name
    serial: str
    by: Name
    why: str = ""


class Recalls(At):
    """The store calls a batch back."""

    recalls: Name
    batch: str
    by: Name
    why: str
    urgent: bool = False


class Comments(At):
    """Somebody says what they think; `by` may be a member of staff or a person."""

    comments: str
    by: Name
    about: str = ""


class AnswersComment(At):
    """Somebody answers the comment with these words; with `public`, what everybody may read of it."""

    answers_comment: str = Field(alias="answers-comment")
    by: Name
    text: str
    public: str = ""


class Proposes(At):
    """Somebody puts an idea into the improvement log, in the name of their team."""

    proposes: str
    by: Name
    text: str
    aim: Name | None = None


class Improves(At):
    """Somebody takes the next step of an improvement; a measurement has numbers."""

    improves: str
    by: Name
    state: Literal["test", "measure", "adopted", "abandoned"]
    text: str
    measure: str = ""
    before: Decimal | None = None
    after: Decimal | None = None
    unit: str = ""


STEPS = (
    Offers, Stocks, Requests, LoanStep, Becomes, Recalls, Comments, AnswersComment, Proposes, Improves,
)  # fmt: skip
LocalStep = (
    Annotated[Offers, Tag("<offers>")]
    | Annotated[Stocks, Tag("<stocks>")]
    | Annotated[Requests, Tag("<requests>")]
    | Annotated[LoanStep, Tag("<loan>")]
    | Annotated[Becomes, Tag("<becomes>")]
    | Annotated[Recalls, Tag("<recalls>")]
    | Annotated[Comments, Tag("<comments>")]
    | Annotated[AnswersComment, Tag("<answers-comment>")]
    | Annotated[Proposes, Tag("<proposes>")]
    | Annotated[Improves, Tag("<improves>")]
)
KEYS = {
    "offers": "the store offers something",
    "stocks": "the store takes things in",
    "requests": "somebody asks for a thing",
    "loan": "something is done about a loan",
    "becomes": "a thing goes on in its round",
    "recalls": "a batch is called back",
    "comments": "somebody says what they think",
    "answers-comment": "a comment is answered",
    "proposes": "an idea is put into the log",
    "improves": "an improvement takes a step",
}


async def act(player: Player, step: Any) -> None:
    """Do one step, as the pages do it."""
    account = await _account(player, step.by)
    async with player.engine.database.transaction(account.id) as connection:
        if isinstance(step, Comments | AnswersComment | Proposes | Improves):
            await _community(player, connection, account, step)
        else:
            await _equipment(player, connection, account, step)


async def _community(player: Player, connection: Connection, account: Account, step: Any) -> None:
    rooms = player.engine.local
    match step:
        case Comments():
            terms = rooms.comment_terms
            if terms is None:
                raise BadInput("the model promises nobody an answer", expected="a section `community: comments`")
            player.sent += 1
            said = Said(f"scenario/{player.sent}", step.comments, step.about)
            await rooms.comments.say(connection, account, said, terms)
        case AnswersComment():
            found = [each for each in await comments.to_answer(connection) if each.text == step.answers_comment]
            if not found:
                raise BadInput(f"{step.by} has no such comment to answer")
            public = Public(step.public, step.text) if step.public else None
            await rooms.comments.answer(connection, account, found[0].id, step.text, public, found[0].version)
        case Proposes():
            player.sent += 1
            idea = Idea(f"scenario/{player.sent}", step.proposes, step.text, step.aim or "")
            await rooms.improvements.propose(connection, min(account.parties), idea, list(rooms.aims))
        case Improves():
            log = [each for each in await improvements.log(connection) if each.title == step.improves]
            if not log:
                raise BadInput(f"there is no improvement {step.improves!r}")
            took = Took(step.state, step.text, step.measure, step.before, step.after, step.unit)
            party = min(account.parties)
            await rooms.improvements.take(connection, account, party, log[0].id, took, log[0].version)


async def _equipment(player: Player, connection: Connection, account: Account, step: Any) -> None:
    rooms, terms = player.engine.local, player.engine.local.equipment_terms
    if terms is None:
        raise BadInput("the model has no equipment store", expected="a section `equipment`")
    store = rooms.equipment
    match step:
        case Offers():
            price, handling = minor(step.price, "price") or 0, minor(step.handling, "handling") or 0
            product = Product(step.offers, step.name, "", "", price, handling, "GBP", step.life, step.service_every)
            await store.offer(connection, account, product, terms)
        case Stocks():
            for serial in step.serials:
                await store.add(connection, account, step.stocks, serial, step.batch, terms)
        case Requests():
            player.sent += not step.again
            person = await player.person_id(connection, step.person) or 0
            team = min(account.parties - {terms.store}, default="")
            ask = Ask(f"scenario/{player.sent}", step.requests, step.why, team, step.urgent)
            await store.request(connection, account, person, ask, terms)
        case LoanStep():
            await _loan(player, connection, account, step, terms)
        case Becomes():
            things = [each for each in await reading.items(connection, step.product) if each.serial == step.serial]
            if not things:
                raise BadInput(f"the store has no {step.product} {step.serial}")
            await store.step(connection, account, things[0].id, step.becomes, step.why, terms, things[0].version)
        case Recalls():
            await store.recall(connection, account, step.recalls, step.batch, step.why, step.urgent, terms)


async def _loan(player: Player, connection: Connection, account: Account, step: LoanStep, terms: Terms) -> None:
    loan, store = await latest(player, connection, step.person, step.product), player.engine.local.equipment
    if loan is None:
        raise BadInput(f"{step.person} did not ask for a {step.product}")
    match step.loan:
        case "delivers":
            await store.deliver(connection, account, loan.id, step.fitted, terms, loan.version)
        case "fits":
            await store.fit(connection, account, loan.id, terms, loan.version)
        case "reports":
            await store.fault(connection, account, loan.id, step.why, step.urgent, terms)
        case "mends":
            await store.mended(connection, account, loan.id, terms)
        case "asks-back":
            await store.ask_back(connection, account, loan.id, step.why, terms)
        case "collects":
            await store.collect(connection, account, loan.id, terms, loan.version)
        case "loses":
            await store.lost(connection, account, loan.id, step.why, terms, loan.version)
        case "cancels":
            await store.cancel(connection, account, loan.id, step.why, terms, loan.version)


async def latest(player: Player, connection: Connection, person: str, product: str) -> Loan | None:
    """The latest loan of a product of a person."""
    found = await reading.of_person(connection, await player.person_id(connection, person) or 0)
    alike = [loan for loan in found if loan.product == product]
    return max(alike, key=lambda loan: (loan.requested, loan.id), default=None)


async def _account(player: Player, name: str) -> Account:
    """The log-in of a member of staff, or of a person of the scenario, who gets one the first time."""
    if name in player.staff:
        return player.staff[name]
    async with player.engine.database.transaction() as connection:
        person = await player.person_id(connection, name)
        if person is None:
            raise BadInput(f"nobody knows {name} yet")
        new = NewAccount(f"person-{name}", name, name, "person", person)
        made = await accounts.profile(connection, await accounts.create(connection, new))
    assert made
    player.staff[name] = made
    return made
