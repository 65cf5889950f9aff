"""What people of the demo have written, booked and measured so far, through the same ways as everybody.

Each has a key of its own: beginning again changes nothing.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from careweft.access import accounts
from careweft.access.accounts import Account, NewAccount
from careweft.access.relationships import acts_for
from careweft.base.db import Connection, Database
from careweft.care.appointments import reading
from careweft.care.appointments.appointments import Ask
from careweft.care.appointments.reading import Wanted
from careweft.care.corrections.amendment import TYPES
from careweft.care.equipment import reading as loans
from careweft.care.equipment.equipment import Ask as Request
from careweft.care.equipment.things import Product
from careweft.care.family.relatives import Family
from careweft.care.messages.messages import New
from careweft.care.plans.content import Goal, Part, Text
from careweft.care.transitions.days import Delay
from careweft.care.transitions.known import Whose
from careweft.care.transitions.reading import in_hospital
from careweft.cli import around
from careweft.cli.place import PASSWORD
from careweft.facts import person_facts
from careweft.models.engine import Engine

CARER: Final = "ann"
KEY: Final = "demo"
_WEIGHTS: Final = (71.4, 71.6, 71.3, 71.9, 72.8)
_TODAY: Final = "73.9"
STORE: Final = "stella"
NURSE: Final = "nina"
WARD: Final = "astrid"
MANAGER: Final = "maria"
PROGRAMME: Final = "heart-failure"
PATHWAY: Final = "esther/esther"
_ON_CHAIN: Final = 4
_PRODUCTS: Final = (
    Product("shower-chair", "Chair for the shower", "bathroom", "Four legs, no back", 4800, 2000, "GBP", 1825),
    Product("walking-frame", "Walking frame", "walking", "With two wheels", 3900, 2000, "GBP", 1825),
)
_THINGS: Final = (("shower-chair", "S-1"), ("walking-frame", "W-1"), ("walking-frame", "W-2"))
_ENTRY: Final = """
SELECT record FROM (
    SELECT 1 AS place, record FROM facts.condition WHERE person_id = $1 AND known_to = 'infinity'
    UNION ALL SELECT 2, record FROM facts.encounter WHERE person_id = $1 AND known_to = 'infinity') AS found
ORDER BY place, record LIMIT 1
"""
_STAY: Final = """
SELECT d.person_id, d.stay AS record FROM care.discharge d
JOIN facts.encounter e ON (e.person_id, e.record) = (d.person_id, d.stay) AND e.known_to = 'infinity'
WHERE d.team = $1 AND d.status = 'active' AND e.finish IS NULL AND e.start < base.now()
ORDER BY e.start, d.person_id LIMIT 1
"""


async def begin(database: Database, engine: Engine, person: str, coordinator: str) -> None:
    """Let the person of an account, somebody who cares for them and their coordinator have begun; then do what follows.

    What this place or its model does not have is left out.
    """
    for act in (
        _plan, _carer, _messages, _appointment, _monitoring, _readings, _mistake, _meeting, _delay, _store, _pathway,
        around.services, around.course, _said,
    ):  # fmt: skip
        async with database.transaction() as connection:
            own, lead = await _account(connection, person), await _account(connection, coordinator)
        if own is not None and lead is not None:
            await act(database, engine, own, lead)
    await engine.worker().drain()


async def _said(database: Database, engine: Engine, own: Account, lead: Account) -> None:
    async with database.transaction() as connection:
        manager = await _account(connection, MANAGER)
    if manager:
        await around.said(database, engine, own, manager)


async def _account(connection: Connection, username: str) -> Account | None:
    found = await connection.fetchval("SELECT id FROM access.account WHERE username = $1", username)
    return await accounts.profile(connection, found) if found is not None else None


def _of(account: Account) -> int:
    assert account.person_id is not None
    return account.person_id


def _teams(account: Account) -> Sequence[str]:
    return sorted(account.parties)


async def _plan(database: Database, engine: Engine, own: Account, lead: Account) -> None:
    async with database.transaction(own.id) as connection:
        plan = await engine.plans.current(connection, _of(own))
        if plan and plan.of("about"):
            return
        written: dict[str, Part | None] = {
            "about/most-important": Text("To stay in my own home, and to get to the harbour café on Fridays."),
            "about/do-and-dont": Text("Please ring before you come. Please don’t move my chair."),
            "goal/demo": Goal("Walk to the harbour café", "My friends meet there", "I have been there and back alone"),
        }
        await engine.plans.write(connection, own, _of(own), plan.version if plan else 0, written, engine.plan_terms)


async def _carer(database: Database, engine: Engine, own: Account, lead: Account) -> None:
    async with database.transaction() as connection:
        if await _account(connection, CARER):
            return
    async with database.transaction(own.id) as connection:
        family = Family(engine.record)
        _related, code = await family.invite(connection, own, _of(own), "Ann Rudd", "FRND", KEY, acts=True)
        who = f"Ann Rudd, who cares for {own.display_name.partition(',')[0]}"
        await accounts.create(connection, NewAccount(CARER, PASSWORD, who, "carer", demo=True))
        carer = await _account(connection, CARER)
        assert carer
        await family.accept(connection, code, carer)


async def _messages(database: Database, engine: Engine, own: Account, lead: Account) -> None:
    messages = engine.contact.messages
    async with database.transaction(own.id) as connection:
        team = next(iter(await messages.teams_of(connection, _of(own))), "")
        if messages.terms is None or team not in lead.parties:
            return
        new = New(KEY, "The chair for the shower", "It has not come yet. Can I have a bath on Saturday?", team)
        thread = await messages.write(connection, own, _of(own), new)
    async with database.transaction(lead.id) as connection:
        await messages.reply(connection, lead, thread, "It comes on Friday before noon. I will ring you then.", KEY)
    async with database.transaction(own.id) as connection:
        await messages.reply(connection, own, thread, "Thank you. Can Ann come in to let them in?", f"{KEY}2")


async def _appointment(database: Database, engine: Engine, own: Account, lead: Account) -> None:
    now = database.clock.now()
    async with database.transaction(own.id) as connection:
        if await reading.of_person(connection, _of(own), now):
            return
        soon = Wanted(now + timedelta(days=2), now + timedelta(days=16), "falls", by=("person",))
        if free := await reading.free(connection, soon, now, 1):
            await engine.contact.appointments.book(connection, own, _of(own), Ask(free[0].id, "I fell twice"))


async def _monitoring(database: Database, engine: Engine, own: Account, lead: Account) -> None:
    if PROGRAMME in engine.monitoring.terms.programmes:
        async with database.transaction(lead.id) as connection:
            await engine.monitoring.start(connection, lead, _of(own), PROGRAMME)


async def _readings(database: Database, engine: Engine, own: Account, lead: Account) -> None:
    now = database.clock.now()
    async with database.transaction(own.id) as connection:
        for days, weight in enumerate(reversed(_WEIGHTS), 1):
            at = now.replace(hour=8, minute=0, second=0, microsecond=0) - timedelta(days=days)
            await engine.monitoring.enter(connection, own, _of(own), f"{KEY}-{at:%d%m}", {"weight": str(weight)}, at)
    async with database.transaction() as connection:
        carer = await _account(connection, CARER)
    if carer:
        async with database.transaction(carer.id) as connection:
            if any(each.person_id == _of(own) for each in await acts_for(connection)):
                at, told = now.replace(minute=0, second=0, microsecond=0), {"weight": _TODAY}
                await engine.monitoring.enter(connection, carer, _of(own), f"{KEY}-{at:%d%m}", told, at)


async def _mistake(database: Database, engine: Engine, own: Account, lead: Account) -> None:
    async with database.transaction(own.id) as connection:
        record = await connection.fetchval(_ENTRY, _of(own))
        if record and record.partition("/")[0] in TYPES:
            told = {"wrong": "I was told that this is not so.", "should": "Take it out", "key": KEY}
            await engine.corrections.ask(connection, own, _of(own), record, told, engine.correction_terms)


async def _meeting(database: Database, engine: Engine, own: Account, lead: Account) -> None:
    async with database.transaction(lead.id) as connection:
        for series in engine.series:
            for team in _teams(lead):
                await engine.meetings.prepare(connection, lead, series, team)


async def _delay(database: Database, engine: Engine, own: Account, lead: Account) -> None:
    """Somebody in hospital who could go home and waits."""
    terms = engine.transitions
    async with database.transaction(lead.id) as connection:
        row = await connection.fetchrow(_STAY, _teams(lead)[0])
        if row is None or "equipment-not-there" not in terms.reasons:
            return
        facts = await person_facts.load(connection, row["person_id"])
        today = database.clock.now().astimezone(engine.zone).date()
        delay = Delay(KEY, "equipment-not-there", "", today, note="Waits for the equipment at home")
        await engine.stays.delay(connection, lead, Whose(row["person_id"], facts, terms), row["record"], delay)


async def _store(database: Database, engine: Engine, own: Account, lead: Account) -> None:
    """The store lends a walking frame, and has a chair that is to be delivered."""
    equipment, terms = engine.local.equipment, engine.local.equipment_terms
    async with database.transaction() as connection:
        keeper, nurse = await _account(connection, STORE), await _account(connection, NURSE)
    if terms is None or keeper is None or nurse is None:
        return
    async with database.transaction(keeper.id) as connection:
        for product in _PRODUCTS:
            await equipment.offer(connection, keeper, product, terms)
        for product_id, serial in _THINGS:
            await equipment.add(connection, keeper, product_id, serial, KEY, terms)
    for name, why in (("walking-frame", "Unsteady out of doors"), ("shower-chair", "Cannot stand in the shower")):
        async with database.transaction(nurse.id) as connection:
            request = Request(f"{KEY}/{name}", name, why, min(nurse.parties))
            made = await equipment.request(connection, nurse, _of(own), request, terms)
        if name == "walking-frame":
            await _delivered(database, engine, keeper, made)


async def _delivered(database: Database, engine: Engine, keeper: Account, loan: str) -> None:
    terms = engine.local.equipment_terms
    async with database.transaction(keeper.id) as connection:
        found = await loans.loan(connection, loan)
        if terms and found and found.state == "reserved":
            await engine.local.equipment.deliver(connection, keeper, loan, True, terms)


async def _pathway(database: Database, engine: Engine, own: Account, lead: Account) -> None:
    """Some who are in hospital are on Esther's chain."""
    async with database.transaction() as connection:
        nurse = await _account(connection, WARD)
    if nurse is None or engine.pathway_terms.find(PATHWAY) is None:
        return
    async with database.transaction(nurse.id) as connection:
        inpatients = [each for each in await in_hospital(connection, ()) if each.hospital in nurse.parties]
        for person in list(dict.fromkeys(each.person_id for each in inpatients))[:_ON_CHAIN]:
            if not await engine.pathways.runs(connection, person):
                await engine.pathways.start(connection, nurse, person, PATHWAY, f"{KEY}/{person}", engine.pathway_terms)
