"""The steps of a scenario that are about the way in and about cases: what people do on the pages, without the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.care import casework
from careweft.care.casework import Casework, Closing, Handing
from careweft.care.entry import queue, state
from careweft.care.entry.queue import Standing
from careweft.care.entry.receive import Caller, New, Somebody
from careweft.facts import person_facts
from careweft.models import scenario as script

if TYPE_CHECKING:
    from careweft.models.player import Player

STEPS = (
    script.Question,
    script.Reply,
    script.PassOn,
    script.Join,
    script.SelfRefer,
    script.Phones,
    script.Close,
    script.HandOver,
)


async def act(player: Player, step: Any) -> None:
    """Do one step."""
    match step:
        case script.SelfRefer():
            await _asks(player, step)
        case script.Phones():
            await _phones(player, step)
        case script.Close() | script.HandOver():
            await _case(player, step)
        case _:
            await _referral(player, step)


async def _asks(player: Player, step: script.SelfRefer) -> None:
    async with player.engine.database.transaction() as connection:
        person = await _person(player, connection, step.asks)
        player.sent += 1
        caller = Caller(f"person/{person}")
        new = New(f"scenario/{player.sent}", "self", step.reason, step.urgent, caller)
        await player.engine.intake.refer(connection, person, new)


async def _phones(player: Player, step: script.Phones) -> None:
    """As the form for a telephone note does it: the call is the referral, whoever calls."""
    person = player.person(step.phones)
    somebody = Somebody(person.family, person.given, person.born, person.nhs, person.postcode, person.practice)
    caller = Caller(name=step.caller.capitalize(), related=True)
    if step.caller == "self":
        caller = Caller(name=f"{person.given} {person.family}")
    elif step.caller in player.scenario.place.practices or step.caller in player.scenario.place.organisations:
        caller = Caller(step.caller)
    async with player.acting(step.by) as (connection, _):
        player.sent += 1
        key = f"scenario/{player.sent}"
        known, subject = await player.engine.intake.register(connection, somebody, key)
        new = New(key, "phone", step.reason, step.urgent, caller)
        await player.engine.intake.refer(connection, known, new, subject)


async def _referral(player: Player, step: Any) -> None:
    triage, terms = player.engine.triage, player.engine.entry_terms()
    async with player.acting(step.by) as (connection, account):
        match step:
            case script.Question():
                found = await _open(player, connection, step.question)
                await triage.ask(connection, account, found[0].task, step.text, terms)
            case script.PassOn():
                found = await _open(player, connection, step.passes)
                await triage.redirect(connection, account, found[0].task, step.to, step.why, terms)
            case script.Join():
                newer, older = (await _open(player, connection, step.join))[:2]
                await triage.join(connection, account, newer.task, older.task, terms)
            case script.Reply():
                found = await _open(player, connection, step.reply)
                asked = [each for each in await queue.asked_about(connection, found[0].request) if not each.reply]
                if not asked:
                    raise BadInput(f"nothing is asked about the referral of {step.reply}")
                if asked[-1].code == state.OFFER:
                    await triage.reply(connection, account, asked[-1].task, step.takes, step.text, terms)
                else:
                    await triage.answer(connection, account, asked[-1].task, step.text)


async def _case(player: Player, step: script.Close | script.HandOver) -> None:
    engine, name = player.engine, step.close if isinstance(step, script.Close) else step.hands_over
    work = Casework(engine.record)
    async with player.acting(step.by) as (connection, account):
        person = await _person(player, connection, name)
        facts = await person_facts.load(connection, person)
        case = await casework.case_of(connection, engine.record, person)
        if case is None:
            raise BadInput(f"{name} has no case")
        if isinstance(step, script.HandOver):
            await work.hand_over(connection, account, case.id, Handing(step.to), facts)
            return
        tasks, services = await casework.to_decide(connection, person, facts, player.clock.now())
        records = [f"Task/{task.id}" for task in tasks] + [service.record for service in services]
        fates = dict.fromkeys(records, step.fates)
        closing = Closing(step.reason, step.outcome, "all", frozenset({"gp"}), fates)
        await work.close(connection, account, case.id, closing, facts)


async def _open(player: Player, connection: Connection, name: str) -> list[Standing]:
    """The open referrals of a person, the newest first."""
    found = await queue.of_person(connection, await _person(player, connection, name))
    still = [each for each in found if each.state in state.OPEN_STATES]
    if not still:
        raise BadInput(f"{name} has no open referral")
    return still


async def _person(player: Player, connection: Connection, name: str) -> int:
    person = await player.person_id(connection, name)
    if person is None:
        raise BadInput(f"nobody knows {name} yet")
    return person
