"""A surgery with two clinics and people who may book there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from careweft.access import accounts
from careweft.access.accounts import Account, NewAccount
from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.care import projection
from careweft.care.appointments import projection as appointment_projection
from careweft.care.appointments import reading
from careweft.care.appointments.appointments import Appointments, Ask
from careweft.care.appointments.hours import Hours, Opening, SameDay
from careweft.care.appointments.reading import Appointment, Slot, Wanted
from careweft.care.appointments.resource import Clinic
from careweft.care.appointments.terms import Missed, Terms
from careweft.care.durations import Duration
from careweft.care.record import Record
from careweft.care.resources import episode
from careweft.care.tasks import Tasks
from careweft.facts.projection import Projection
from careweft.fhir.store import Store
from careweft.fhir.stored import Origin
from tests.care.place import ZONE, Place, act, patient

EVER = datetime(2026, 1, 1, tzinfo=UTC)
HOURS = Hours((Opening.parse("thursday 09:00-12:00"), Opening.parse("friday 09:00-12:00")), 30)
GP = Clinic("gp", "Doctor", "zone-1", "gp", practitioner="george", location="The Quay", hours=HOURS)
TERMS = Terms(Duration(2, "week"), missed=Missed("Call them", "coordinator", Duration(1, "working day"), "manager"))


@dataclass
class Surgery:
    """The place with its appointments, and accounts by name."""

    place: Place
    record: Record
    book: Appointments
    who: dict[str, Account]

    async def do(self, by: str, name: str, *given: Any, **more: Any) -> Any:
        return await act(self.place.database, self.who[by], self.book, name, *given, **more)

    async def set_up(self, *clinics: Clinic) -> None:
        async with self.place.database.transaction() as connection:
            for clinic in clinics:
                await self.book.clinics.set_up(connection, clinic)

    async def free(self, *, by: Sequence[str] = ("person",), days: int = 14, **more: Any) -> list[Slot]:
        now = self.place.clock.now()
        async with self.place.database.transaction() as connection:
            return await reading.free(connection, Wanted(now, now + timedelta(days=days), by=by, **more), now, 500)

    async def of(self, person: int) -> list[Appointment]:
        async with self.place.database.transaction() as connection:
            return await reading.of_person(connection, person)

    async def ask(self, by: str, person: int, slot: Slot, **more: Any) -> str:
        return str(await self.do(by, "book", person, Ask(slot.id, **more)))

    async def prefer(self, by: str, person: int, kind: str, value: str) -> None:
        async with self.place.database.transaction(self.who[by].id) as connection:
            await self.book.wishes.keep(connection, person, kind, value)

    async def prefer_no_more(self, by: str, wish: str) -> None:
        async with self.place.database.transaction(self.who[by].id) as connection:
            await self.book.wishes.end(connection, wish)

    def keep(self, share: float, at: datetime, days: int = 0) -> None:
        self.under(same_day=SameDay(share, at.time(), days))

    def under(self, **changes: Any) -> None:
        """Go on with other terms."""
        self.book = Appointments(self.record, ZONE, replace(self.book.terms, **changes))


@pytest.fixture
async def surgery(worker_db: Database, clock: SetClock) -> Surgery:
    place = Place(worker_db, clock)
    await place.set_up()
    place.store = Store([Projection(ZONE), projection.project, appointment_projection.project])
    record = Record(place.store, clock)
    place.tasks = Tasks(record)
    who = {"carla": await place.account("carla", "zone-1", "coordinator")}
    who["petra"] = await place.account("petra", "zone-2", "coordinator")
    who["george"] = await place.account("george", "gp-01", "gp")
    for person in range(1, 6):
        body = patient(name=f"p{person}")
        async with worker_db.transaction() as connection:
            case = episode(f"case-{person}", f"Patient/p{person}", "zone-1", "carla", EVER)
            await place.store.put(connection, person, [body, case], Origin("test", None, clock.now()))
            made = await accounts.create(connection, NewAccount(f"person-{person}", "x", "P", "person", person))
            account = await accounts.profile(connection, made)
            assert account
            who[f"person-{person}"] = account
    return Surgery(place, record, Appointments(record, ZONE, TERMS), who)
