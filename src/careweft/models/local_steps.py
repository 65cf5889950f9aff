"""The steps of a scenario that are about the equipment store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, Tag

from careweft.access.accounts import Account
from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.care.directory.keeping import minor
from careweft.care.equipment import reading
from careweft.care.equipment.equipment import Ask, Terms
from careweft.care.equipment.reading import Loan
from careweft.care.equipment.things import Product
from careweft.models.grammar import At, Name
from careweft.models.own_steps import account_of

if TYPE_CHECKING:
    from careweft.models.player import Player


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
    place: str = Field("", description="where it goes, if not to the person's home")
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


STEPS = (Offers, Stocks, Requests, LoanStep, Becomes, Recalls)
LocalStep = (
    Annotated[Offers, Tag("<offers>")]
    | Annotated[Stocks, Tag("<stocks>")]
    | Annotated[Requests, Tag("<requests>")]
    | Annotated[LoanStep, Tag("<loan>")]
    | Annotated[Becomes, Tag("<becomes>")]
    | Annotated[Recalls, Tag("<recalls>")]
)
KEYS = {
    "offers": "the store offers something",
    "stocks": "the store takes things in",
    "requests": "somebody asks for a thing",
    "loan": "something is done about a loan",
    "becomes": "a thing goes on in its round",
    "recalls": "a batch is called back",
}


async def act(player: Player, step: Any) -> None:
    """Do one step, as the pages do it."""
    account = await account_of(player, step.by)
    async with player.engine.database.transaction(account.id) as connection:
        await _equipment(player, connection, account, step)


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
            ask = Ask(f"scenario/{player.sent}", step.requests, step.why, team, step.urgent, "", step.place)
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
