"""A small place for care's tests: the record with its projections, two teams, and the model's reactions by hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from careweft.access import accounts
from careweft.access.accounts import Account, NewAccount
from careweft.base.clock import SetClock
from careweft.base.db import Connection, Database
from careweft.base.outbox import Item, Worker
from careweft.care import projection, teams
from careweft.care.assessment import projection as assessment_projection
from careweft.care.assessment.assessments import Assessments
from careweft.care.cases import Cases
from careweft.care.durations import Duration
from careweft.care.effects import Effects
from careweft.care.entry.triage import Terms, Triage
from careweft.care.reactions import Hold, MakeTask, Reaction, Tell, effects_of
from careweft.care.record import Record
from careweft.care.tasks import Tasks
from careweft.facts import events, person_facts
from careweft.facts.projection import Projection
from careweft.fhir import withheld
from careweft.fhir.store import Store
from careweft.fhir.stored import Origin
from careweft.rules.trigger import parse_trigger

ZONE = ZoneInfo("Europe/London")
PERSON = 17


def reaction(name: str, on: str, *actions: Any) -> Reaction:
    trigger = parse_trigger(on)
    return Reaction(name, trigger.kind, trigger.rule, actions)


REACTIONS = (
    reaction(
        "entry",
        "referred",
        MakeTask("triage", "Decide on the referral", "coordinator", Duration(1, "weekday"), "manager"),
    ),
    reaction(
        "admission",
        "admitted where case.open",
        Tell(("case.coordinator",)),
        Hold("pause", "home-care"),
        MakeTask("plan-discharge", "Plan the discharge", "coordinator", Duration(24, "hour"), "manager"),
    ),
    reaction(
        "discharge",
        "discharged where case.open",
        Tell(("gp", "home-care")),
        Hold("resume", "home-care"),
        MakeTask("call", "Call at home", "coordinator", Duration(48, "hour"), "manager"),
    ),
)


_DAY, _TWO, _WEEK, _MONTH = Duration(1, "weekday"), Duration(2, "weekday"), Duration(5, "weekday"), Duration(30, "day")
TERMS = Terms(_DAY, _WEEK, _TWO, _MONTH, "manager", "coordinator", ZONE)


async def act(database: Database, by: Account, room: Any, what: str, *given: Any, **more: Any) -> Any:
    """Do something in a room as somebody, in a transaction of theirs."""
    async with database.transaction(by.id) as connection:
        return await attrgetter(what)(room)(connection, by, *given, **more)


@dataclass
class Place:
    """Rooms joined as the engine joins them, without feeds."""

    database: Database
    clock: SetClock

    def __post_init__(self) -> None:
        self.store = Store([Projection(ZONE), projection.project, assessment_projection.project])
        record = Record(self.store, self.clock)
        self.effects, self.tasks, self.cases = Effects(record), Tasks(record), Cases(record)
        self.triage = Triage(record, self.cases)
        self.assessments = Assessments(record, self.store, ZONE)

    async def set_up(self, caseload: int | None = None) -> None:
        async with self.database.transaction() as connection:
            await teams.set_up(
                connection,
                [teams.Team("zone-1", "Zone 1", "maria"), teams.Team("zone-2", "Zone 2")],
                [teams.Practice("gp-01", "The Surgery", "zone-1"), teams.Practice("gp-02", "The Quay", "zone-2")],
                [
                    teams.Practitioner("carla", "Carla", "zone-1", "coordinator", caseload),
                    teams.Practitioner("colin", "Colin", "zone-1", "coordinator", caseload),
                    teams.Practitioner("petra", "Petra", "zone-2", "coordinator", caseload),
                ],
            )

    async def account(self, name: str, party: str, role: str) -> Account:
        async with self.database.transaction() as connection:
            made = await accounts.create(connection, NewAccount(name, name, name, memberships=[(party, role)]))
            found = await accounts.profile(connection, made)
        assert found
        return found

    async def put(self, *resources: dict[str, Any], person_id: int = PERSON) -> None:
        async with self.database.transaction() as connection:
            await self.store.put(connection, person_id, resources, Origin("test", None, self.clock.now()))
        await self.settle()

    async def tell_again(self) -> None:
        """Hand every event out once more, and let what follows from it happen."""
        async with self.database.transaction() as connection:
            await connection.execute(
                "INSERT INTO base.outbox (topic, order_key, payload) SELECT 'event', person_id::text, "
                "jsonb_build_object('person_id', person_id, 'key', key, 'revision', revision) FROM facts.event"
            )
        await self.settle()

    async def settle(self) -> None:
        await Worker(self.database, {"event": self.on_event, withheld.TOPIC: withheld.handler(ZONE)}).drain()
        async with self.database.transaction() as connection:
            assert await connection.fetch("SELECT reason FROM base.dead_letter") == []
            await self.triage.resume_overdue(connection)
            await self.tasks.resume_held(connection)
            await self.tasks.escalate_overdue(connection)

    async def on_event(self, connection: Connection, item: Item) -> None:
        event = await events.read(connection, item.payload["person_id"], item.payload["key"])
        facts = await person_facts.load(connection, event.person_id)
        await self.effects.reconcile(connection, event, effects_of(REACTIONS, event, facts, ZONE))
        if event.kind == "referred":
            await self.triage.settle(connection, event.person_id)

    async def rows(self, table: str, columns: str) -> list[tuple[Any, ...]]:
        async with self.database.transaction() as connection:
            return [tuple(row) for row in await connection.fetch(f"SELECT {columns} FROM {table} ORDER BY 1, 2")]


def patient(practice: str = "gp-01", name: str = "p1") -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": name,
        "active": True,
        "gender": "female",
        "birthDate": "1941-03-02",
        "generalPractitioner": [{"reference": f"Organization/{practice}"}],
        "managingOrganization": {"reference": f"Organization/{practice}"},
    }


def home_care(start: datetime) -> dict[str, Any]:
    return {
        "resourceType": "ServiceRequest",
        "id": "s1",
        "status": "active",
        "intent": "order",
        "category": [{"coding": [{"code": "care-package"}]}],
        "code": {"coding": [{"code": "home-care"}]},
        "subject": {"reference": "Patient/p1"},
        "occurrencePeriod": {"start": start.isoformat()},
        "performer": [{"reference": "Organization/homecare-a"}],
    }


def referral(at: datetime, *, urgent: bool = False, name: str = "r1") -> dict[str, Any]:
    return {
        "resourceType": "ServiceRequest",
        "id": name,
        "status": "active",
        "intent": "order",
        "priority": "urgent" if urgent else "routine",
        "category": [{"coding": [{"code": "referral"}]}],
        "subject": {"reference": "Patient/p1"},
        "authoredOn": at.isoformat(),
        "requester": {"reference": "Organization/gp-01"},
        "reasonCode": [{"text": "Not managing at home"}],
    }


def stay(start: datetime, finish: datetime | None = None, status: str = "", name: str = "e1") -> dict[str, Any]:
    period = {"start": start.isoformat()} | ({"end": finish.isoformat()} if finish else {})
    return {
        "resourceType": "Encounter",
        "id": name,
        "status": status or ("finished" if finish else "in-progress"),
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
        "subject": {"reference": "Patient/p1"},
        "serviceProvider": {"reference": "Organization/acute"},
        "period": period,
    }


def hours(count: float) -> timedelta:
    return timedelta(hours=count)
