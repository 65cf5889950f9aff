"""The steps of a scenario that are about help near by: the directory, social needs, and what partners do about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, Tag

from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.care.directory import search
from careweft.care.directory.search import Wanted
from careweft.care.directory.service import NEEDS, Service
from careweft.care.social import social
from careweft.care.social.social import Need, Refer, Referral, Took
from careweft.care.social.state import Status
from careweft.facts import person_facts
from careweft.models.grammar import At, Name, Part
from careweft.models.judge import Judge

if TYPE_CHECKING:
    from careweft.models.player import Player


class Lists(At):
    """The directory gets a service, or what changed of it."""

    lists: Name
    name: str
    of: Name = Field(description="the organisation that runs it")
    needs: list[Name] = Field(min_length=1)
    rule: str = Field("", description="for whom it is")
    capacity: int | None = Field(None, ge=0)
    free: int | None = Field(None, ge=0)


class Wants(At):
    """A person says whether they want help with a need that was found."""

    wants: Name = Field(description="the person")
    need: Name
    by: Name
    help: bool = True
    said: str = ""


class RefersNeed(At):
    """A member of staff refers a need to a service of the directory; `again`: the same form is sent a second time."""

    refers_need: Name = Field(alias="refers-need")
    person: Name
    service: Name
    by: Name
    about: str = Field(description="what of the person the partner is told")
    again: bool = False


class Partner(At):
    """The partner answers a referral, or says what came of it."""

    partner: Status
    person: Name
    need: Name
    by: Name
    note: str = ""
    outcome: Literal["helped", "partly", "not-reached", "not-wanted", "no-help", ""] = ""


STEPS = (Lists, Wants, RefersNeed, Partner)
SocialStep = (
    Annotated[Lists, Tag("<lists>")]
    | Annotated[Wants, Tag("<wants>")]
    | Annotated[RefersNeed, Tag("<refers-need>")]
    | Annotated[Partner, Tag("<partner>")]
)
KEYS = {
    "lists": "the directory gets a service",
    "wants": "a person wants help with a need",
    "refers-need": "a need is referred to a partner",
    "partner": "a partner answers",
}


class NeedExpected(Part):
    """Where a social need of a person stands."""

    person: Name
    need: Name
    state: Literal["found", "wanted", "declined", "referred", "met", "unmet", "none"]
    count: int = Field(1, ge=0, description="how many referrals of it there are or were")


class NearExpected(Part):
    """What the directory offers a person for a need, those that are for them."""

    person: Name
    need: Name
    services: list[Name]
    free: bool = Field(False, description="only where a place is free")


async def act(player: Player, step: Any) -> None:
    """Do one step, as the pages do it."""
    rooms = player.engine.local
    if isinstance(step, Lists):
        async with player.engine.database.transaction() as connection:
            await rooms.directory.load(connection, [_service(step)])
        return
    async with player.acting(step.by) as (connection, account):
        if isinstance(step, Partner):
            sent = await _referral(player, connection, step.person, step.need)
            took = Took(step.partner, step.note, step.outcome)
            await rooms.social.step(connection, account, sent.id, took, sent.version)
            return
        terms = rooms.social_terms
        if terms is None:
            raise BadInput("the model says nothing of social needs", expected="a section `social`")
        match step:
            case Wants():
                need = await _need(player, connection, step.wants, step.need)
                await rooms.social.answer(connection, account, need.id, step.help, step.said, need.version)
            case RefersNeed():
                need = await _need(player, connection, step.person, step.refers_need)
                player.sent += not step.again
                refer = Refer(f"scenario/{player.sent}", need.id, step.service, min(account.parties), step.about)
                await rooms.social.refer(connection, account, refer, terms)


def _service(step: Lists) -> Service:
    return Service(
        step.lists,
        step.name,
        organisation=step.of,
        needs=tuple(step.needs),
        rule=step.rule,
        refer_by=("elec",),
        places=step.capacity,
        free=step.free,
    )


async def _need(player: Player, connection: Connection, person: str, name: str) -> Need:
    every = await social.needs(connection, await player.person_id(connection, person) or 0)
    found = next((each for each in every if each.need == name), None)
    if found is None:
        raise BadInput(f"{person} has no need {name!r}", expected=f"one of {[each.need for each in every]}")
    return found


async def _referral(player: Player, connection: Connection, person: str, need: str) -> Referral:
    every = await social.of_person(connection, await player.person_id(connection, person) or 0)
    found = next((each for each in every if each.need == NEEDS[need]), None)
    if found is None:
        raise BadInput(f"{need!r} of {person} was referred to nobody")
    return found


async def _need_is(player: Player, connection: Connection, expected: NeedExpected) -> list[str]:
    """How a need stands otherwise than expected."""
    person = await player.person_id(connection, expected.person) or 0
    found = next((each.state for each in await social.needs(connection, person) if each.need == expected.need), "none")
    sent = [each for each in await social.of_person(connection, person) if each.need == NEEDS[expected.need]]
    if found == expected.state and (len(sent) == expected.count or found in ("found", "wanted", "declined", "none")):
        return []
    return [f"{expected.need} of {expected.person} is {found}, referred {len(sent)} times; expected {expected.state}"]


async def _near(player: Player, connection: Connection, expected: NearExpected) -> list[str]:
    """What the directory offers otherwise than expected."""
    engine = player.engine
    facts = await person_facts.load(connection, await player.person_id(connection, expected.person) or 0)
    wanted = Wanted(needs=(expected.need,), free=expected.free)
    rows = await search.find(connection, wanted, player.clock.now(), engine.local.fresh, facts, str(engine.zone))
    found = sorted(each.service.id for each in rows if each.suits is not False)
    return [] if found == sorted(expected.services) else [f"{expected.need}: {found}; expected {expected.services}"]


JUDGES: dict[str, Judge] = {
    "need": _need_is,
    "near": _near,
}
