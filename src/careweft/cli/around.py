"""What is around the demo's person: services near by, a course to join, what people said and what became of it.

Each has a key of its own: beginning again changes nothing.
"""

from datetime import datetime, time, timedelta
from typing import Final

from careweft.access.accounts import Account
from careweft.base.db import Database
from careweft.care.appointments.groups import Session
from careweft.care.appointments.resource import Clinic
from careweft.care.community import comments
from careweft.care.community.comments import Public, Said
from careweft.care.community.improvements import Idea
from careweft.care.directory import keeping
from careweft.feeds import sources
from careweft.models.engine import Engine

KEY: Final = "demo"
_SERVICES: Final = """\
id,name,about,organisation,place,postcode,needs,languages,for_whom,rule,hours,refer_by,how,phone,places,free,waiting_days,price_person,price_payer,unit
demo-lunch,Harbour lunch club,A warm meal and company,harbour-friends,Harbour Rooms,QA8 2AB,food;company,en;pl,People of 65 and older,age >= 65,tue 12:00-14:00;fri 12:00-14:00,self,,01803 555 0141,30,6,0,4.50,6.00,a meal
demo-drive,Quay drivers,Volunteers who take you there and back,quay-drivers,Town Hall,QA7 1CC,transport,en,Everybody,,,phone,Call the day before,01803 555 0142,12,0,5,3.00,0.00,a trip
demo-carers,Carers’ hour,Somebody stays with the person you care for,carers-centre,Market Street 3,QA3 4DD,carers;respite,en,Who cares for somebody,,wed 10:00-12:00,self;phone,,01803 555 0143,8,2,0,0.00,25.00,an hour
"""  # noqa: E501
_PARTNERS: Final = {
    "harbour-friends": "Friends of the Harbour",
    "quay-drivers": "Quay Volunteer Drivers",
    "carers-centre": "Carers’ Centre",
}
_PLACES: Final = "postcode,latitude,longitude\n" + "".join(
    f"QA{district},{50.40 + district / 100:.2f},{-3.56 + district / 200:.3f}\n" for district in range(1, 11)
)
_WEEKS: Final = 4


async def services(database: Database, engine: Engine, own: Account, lead: Account) -> None:
    """Three services near by, with what they cost and whether there is room."""
    directory = engine.local.directory
    async with database.transaction() as connection:
        for code, name in _PARTNERS.items():
            await sources.declare(connection, code, name=name, kind="voluntary")
        await directory.place(connection, iter(list(keeping.parse_positions(_PLACES, "places.csv"))))
        await directory.load(connection, keeping.parse(_SERVICES, "services.csv"))


async def course(database: Database, engine: Engine, own: Account, lead: Account) -> None:
    """A course in four sessions, of the coordinator's team."""
    day = database.clock.now().astimezone(engine.zone).date() + timedelta(days=10)
    starts = [datetime.combine(day + timedelta(weeks=week), time(14), engine.zone) for week in range(_WEEKS)]
    title, team = "Living with a long illness", min(lead.parties)
    group = Clinic("demo-course", title, team, "course", "group", location="The Quay", least=3, places=12)
    async with database.transaction(lead.id) as connection:
        sessions = [Session(start, 90) for start in starts]
        await engine.contact.appointments.groups.plan(connection, lead, group, sessions)


async def said(database: Database, engine: Engine, own: Account, manager: Account) -> None:
    """What the person said, answered where everybody can read it; and an idea that came of it."""
    rooms = engine.local
    if rooms.comment_terms is None:
        return
    async with database.transaction(own.id) as connection:
        told = Said(KEY, "Nobody could tell me when the chair would come.", "The equipment store")
        comment = await rooms.comments.say(connection, own, told, rooms.comment_terms)
    async with database.transaction(manager.id) as connection:
        found = await comments.one(connection, comment)
        if found is None or found.answered is not None:
            return
        public = Public("When will my equipment come?", "You can read the day under My equipment.")
        await rooms.comments.answer(
            connection, manager, comment, "You can read the day under My equipment.", public, found.version
        )
        idea = Idea(KEY, "Say the day", "The store writes the day of delivery when it is asked.", comment=comment)
        await rooms.improvements.propose(connection, min(manager.parties), idea, list(rooms.aims))
