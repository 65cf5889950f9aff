"""The steps of a scenario in which a place is governed: seats, sittings, what partners are told and criticise, and the
people of partners who log in, look and assess."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, Tag

from careweft.access import accounts, audit
from careweft.access.accounts import NewAccount
from careweft.access.audit import Entry
from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.care import governance
from careweft.care.assessment.due import before
from careweft.care.governance import Governance
from careweft.feeds import sources
from careweft.models.grammar import At, Name, Part
from careweft.models.judge import Judge, different

if TYPE_CHECKING:
    from careweft.models.player import Player


class TakeSeat(At):
    """Somebody sits in a body for a partner from now on."""

    sits: str = Field(description="who")
    body: Name
    partner: Name


class Sit(At):
    """A body meets; `present` are the partners whose seat is taken."""

    holds: Name
    by: Name
    present: list[Name]
    note: str = ""


class PartnerWord(At):
    """A partner is told how services change, or criticises that."""

    to_partner: Name = Field(alias="with-partner")
    by: Name
    told: str = ""
    criticises: str = ""


class LogIn(At):
    """Somebody of a partner may log in from now on."""

    may_log_in: Name = Field(alias="may-log-in")
    name: str
    partner: Name
    role: Name


class Look(At):
    """Somebody looks a person up."""

    looks_at: Name = Field(alias="looks-at", description="the person")
    by: Name


class Declare(At):
    """An organisation is one of the place."""

    declares: Name
    kind: Name
    name: str


STEPS = (Declare, TakeSeat, Sit, PartnerWord, LogIn, Look)
GovernanceStep = (
    Annotated[Declare, Tag("<declares>")]
    | Annotated[TakeSeat, Tag("<sits>")]
    | Annotated[Sit, Tag("<holds>")]
    | Annotated[PartnerWord, Tag("<with-partner>")]
    | Annotated[LogIn, Tag("<may-log-in>")]
    | Annotated[Look, Tag("<looks-at>")]
)
KEYS = {
    "declares": "an organisation is one of the place",
    "sits": "somebody sits in a body for a partner",
    "holds": "a body meets",
    "may-log-in": "somebody of a partner may log in",
    "looks-at": "somebody looks a person up",
    "with-partner": "a partner is told something or criticises",
}


class BodyExpected(Part):
    """A body in which partners govern: who sits there for whom, when it met last, and whether it met as it should."""

    body: Name
    seats: dict[Name, str] | None = Field(None, description="partner or group: who sits for it")
    met: datetime | None = None
    absent: list[Name] | None = Field(None, description="whose seat stayed empty then")
    in_time: bool | None = Field(None, alias="in-time")


async def _body(player: Player, connection: Connection, expected: BodyExpected) -> list[str]:
    """What of a body is not as expected."""
    told = player.compiled.model.governance
    if told is None or expected.body not in told.bodies:
        return [f"the model has no body {expected.body!r}"]
    zone, now = player.engine.zone, player.clock.now()
    held = [each for each in await governance.sittings(connection) if each.body == expected.body]
    last = held[0] if held else None
    found = {
        "seats": {s.partner: s.holder for s in await governance.seats(connection) if s.body == expected.body},
        "met": last and last.at.astimezone(zone).replace(tzinfo=None),
        "absent": list(last.absent) if last else [],
        "in_time": last is not None and last.at > before(told.bodies[expected.body].meets, now, zone),
    }
    return different(expected.body, found, {name: getattr(expected, name) for name in found})


async def act(player: Player, step: Declare | TakeSeat | Sit | PartnerWord | LogIn | Look) -> None:
    """Do a step."""
    kept = Governance(player.clock)
    match step:
        case Declare():
            async with player.engine.database.transaction() as connection:
                await sources.declare(connection, step.declares, name=step.name, kind=step.kind)
        case TakeSeat():
            async with player.engine.database.transaction() as connection:
                await kept.seat(connection, step.body, step.partner, step.sits)
        case Sit():
            async with player.acting(step.by) as (connection, account):
                await kept.sit(connection, account, step.holds, player.clock.now(), step.present, step.note)
        case PartnerWord():
            async with player.acting(step.by) as (connection, account):
                kind, text = ("told", step.told) if step.told else ("criticised", step.criticises)
                await kept.say(connection, account, step.to_partner, kind, text)  # type: ignore[arg-type]
        case LogIn():
            async with player.engine.database.transaction() as connection:
                new = NewAccount(step.may_log_in, step.may_log_in, step.name, memberships=[(step.partner, step.role)])
                made = await accounts.profile(connection, await accounts.create(connection, new))
                assert made
                player.staff[step.may_log_in] = made
        case Look():
            await _look(player, step)


async def _look(player: Player, step: Look) -> None:
    """As a page does it: through row-level security, and kept in the audit."""
    account = player.staff[step.by]
    async with player.engine.database.transaction() as connection:
        person = await player.person_id(connection, step.looks_at)
    async with player.web.transaction(account.id) as web:
        seen = await web.fetchval("SELECT true FROM facts.person WHERE person_id = $1", person)
    if not seen or person is None:
        raise BadInput(f"{step.by} may not see {step.looks_at}")
    async with player.engine.database.transaction(account.id) as connection:
        await audit.write(connection, [Entry(account.id, person, "read", "timeline", "seen")])


JUDGES: dict[str, Judge] = {
    "body": _body,
}
