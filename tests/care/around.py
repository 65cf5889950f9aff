"""A place with a store, a directory and partners, on top of care's small place."""

from dataclasses import dataclass
from typing import Any

from careweft.access.accounts import Account
from careweft.care import projection
from careweft.care.assessment import projection as assessment_projection
from careweft.care.assessment.assessments import Assessments
from careweft.care.directory import projection as directory_projection
from careweft.care.directory.keeping import Directory
from careweft.care.durations import Duration
from careweft.care.equipment import projection as equipment_projection
from careweft.care.equipment import reading
from careweft.care.equipment.equipment import Ask, Equipment, Terms
from careweft.care.equipment.reading import Item, Loan
from careweft.care.equipment.things import Product
from careweft.care.record import Record
from careweft.care.resources import episode
from careweft.care.social import projection as social_projection
from careweft.care.social.social import Social
from careweft.care.social.social import Terms as SocialTerms
from careweft.care.tasks import Tasks
from careweft.facts.projection import Projection
from careweft.fhir.store import Store
from tests.care.place import PERSON, ZONE, Place, patient

DAY, WEEK = Duration(1, "weekday"), Duration(5, "weekday")
TERMS = Terms(
    "store", "storekeeper", frozenset({"coordinator"}), WEEK, DAY, WEEK, WEEK, WEEK, DAY, Duration(4, "week"),
    "manager", frozenset({"died"}),
)  # fmt: skip
SOCIAL = SocialTerms("social-needs", Duration(12, "month"), WEEK, "coordinator", "manager")


@dataclass
class Around:
    """The rooms, with somebody of each side."""

    place: Place
    carla: Account
    petra: Account
    stella: Account
    fay: Account

    def __post_init__(self) -> None:
        places = [directory_projection.project, equipment_projection.project, social_projection.project]
        self.store = Store([Projection(ZONE), projection.project, assessment_projection.project, *places])
        self.place.store = self.store
        self.record = Record(self.store, self.place.clock)
        self.place.tasks = Tasks(self.record)
        self.equipment, self.directory = Equipment(self.record, ZONE), Directory(self.record)
        self.social = Social(self.record, Assessments(self.record, self.store, ZONE), ZONE)

    @classmethod
    async def made(cls, place: Place) -> "Around":
        await place.set_up()
        async with place.database.transaction() as connection:
            await connection.execute("INSERT INTO care.team (id, title, manager) VALUES ('store', 'The store', 'joan')")
        accounts = [
            await place.account(name, party, role)
            for name, party, role in (
                ("carla", "zone-1", "coordinator"),
                ("petra", "zone-2", "coordinator"),
                ("stella", "store", "storekeeper"),
                ("fay", "food-bank", "partner"),
            )
        ]
        found = cls(place, *accounts)
        for person in (PERSON, PERSON + 1, PERSON + 2):
            name = f"p{person - PERSON + 1}"
            case = episode(f"c{person}", f"Patient/{name}", "zone-1", "carla", place.clock.now())
            await place.put(patient(name=name), case, person_id=person)
        return found

    async def do(self, room: str, by: Account, act: str, *given: Any, **named: Any) -> Any:
        async with self.place.database.transaction(by.id) as connection:
            return await getattr(getattr(self, room), act)(connection, by, *given, **named)

    async def stock(self, *serials: str, product: str = "bed", batch: str = "L1", service: str = "") -> None:
        await self.do(
            "equipment",
            self.stella,
            "offer",
            Product(product, product, "", "", 36500, 1000, "GBP", 365, service),
            TERMS,
        )
        for serial in serials:
            await self.do("equipment", self.stella, "add", product, serial, batch, TERMS)

    async def ask(self, key: str, person: int = PERSON, *, product: str = "bed", urgent: bool = False) -> str:
        made = await self.do(
            "equipment", self.carla, "request", person, Ask(key, product, "Needs it", "zone-1", urgent), TERMS
        )
        return str(made)

    async def loan(self, id_: str) -> Loan:
        async with self.place.database.transaction() as connection:
            found = await reading.loan(connection, id_)
        assert found
        return found

    async def item(self, id_: str) -> Item:
        async with self.place.database.transaction() as connection:
            found = await reading.item(connection, id_)
        assert found
        return found

    async def lent(self, key: str, person: int = PERSON, product: str = "bed") -> str:
        made = await self.ask(key, person, product=product)
        await self.do("equipment", self.stella, "deliver", made, True, TERMS)
        return made

    async def tasks(self, code: str, status: str = "requested") -> list[tuple[Any, ...]]:
        async with self.place.database.transaction() as connection:
            rows = await connection.fetch(
                "SELECT person_id, team, role, due FROM care.task WHERE code = $1 AND status = $2 ORDER BY due, id",
                code,
                status,
            )
        return [tuple(row) for row in rows]
