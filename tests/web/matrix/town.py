"""A town for the access matrix: four persons, every kind of account, every kind of label, on a real database.

Every resource says its own id in its text, so that a leak of it anywhere in an answer is a leak that is found.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from careweft.access import accounts, emergencies, relationships
from careweft.access.accounts import NewAccount
from careweft.access.audit import Auditor
from careweft.access.oauth.keys import Keys
from careweft.access.relationships import Relationship
from careweft.base.clock import SetClock
from careweft.base.db import WEB, WEB_LOGIN, WORKER, WORKER_LOGIN, Connection, Database
from careweft.care import teams
from careweft.care.teams import Practice, Practitioner, Team
from careweft.feeds.sources import HERE
from careweft.fhir import withheld
from careweft.fhir.stored import Origin
from careweft.models import library
from careweft.models.engine import Engine, activate
from careweft.web.app import create_app
from careweft.web.desk import Desk
from careweft.web.identity import AccessIdentity
from careweft.web.oauth import Provider
from careweft.web.oauth.persons import IndexedPersons
from careweft.web.serve import apis
from careweft.web.services import Limits, Place, Services
from tests.access.oracle import LABELS, Known, Reason, Wish, sees
from tests.access.world import ACT, EVER, NEVER, NOW, ORIGIN, coding, consent
from tests.conftest import logged_in
from tests.web.fakes import FakeHealth, FakeNotices
from tests.web.matrix import here
from tests.web.matrix.here import Made, labelled, made_here

ZONE = ZoneInfo("Europe/London")
PASSWORD = "right"
SITE = "http://place.test"
NAMES = {1: "Ann", 2: "Cleo", 3: "Yves", 4: "Abe"}
BORN = {1: "1950-02-03", 2: "2016-01-01", 3: "2012-01-01", 4: "1940-05-06"}
NUMBERS = {1: "9990000018", 2: "9990000085", 3: "9990000158", 4: "9990000220"}
STAFF = {
    "carla": ("zone-1", "coordinator"),
    "petra": ("zone-2", "coordinator"),
    "george": ("gp-01", "gp"),
    "gina": ("gp-02", "gp"),
    "tina": ("intake", "coordinator"),
    "hugo": ("acute", "district-nurse"),
    "hedda": ("other-hospital", "district-nurse"),
    "hanna": ("homecare-a", "home-care"),
    "fred": ("homecare-a", "district-nurse"),
    "fiona": ("care-trust", "finance"),
    "clio": ("clinic", "coordinator"),
    "lena": ("letters", "coordinator"),
    "stan": ("store", "storekeeper"),
    "rosa": ("route", "district-nurse"),
    "pia": ("charity", "partner"),
    "rita": ("zone-1", "researcher"),
    "alan": ("zone-1", "analyst"),
}
PURPOSES = {"rita": "research", "alan": "planning"}
"""What accounts look for that do not look for care."""
MIXED = {"mira": (("homecare-a", "coordinator"), ("zone-1", "researcher"))}
"""Who works in care in one place and does research in another."""
KIN = {"cora": "carer", "mum": "mother", "mother": "mother2", "gus": "attorney"}
MACHINES = {"feeds": "acute", "zonal": "zone-1", "surgery": "gp-01", "agency": "homecare-a"}
MODELS = {
    "torbay": library.model_file("torbay").read_text(),
    "around": (Path(__file__).parents[2] / "site/around.yaml").read_text(),
}
"""What is active, so that every page has something to show."""
ACCOUNTS = (*STAFF, *MIXED, *KIN, *MACHINES, "ann", "abe", "nobody")


def parties(who: str) -> set[str]:
    """The parties of an account."""
    if who in STAFF:
        return {STAFF[who][0]}
    if who in MIXED:
        return {party for party, _ in MIXED[who]}
    if who in KIN:
        return {f"related/{KIN[who]}", f"person/{50 + list(KIN).index(who)}"}
    if who in MACHINES:
        return {MACHINES[who]}
    return {"ann": {"person/1"}, "abe": {"person/4"}, "nobody": set()}[who]


def looks(who: str, act: str) -> list[tuple[set[str], str]]:
    """By which parties an account looks, and for what if not for care, when it reads ("use"), works with people or
    writes ("care"), or takes the record away in bulk ("export").
    """
    if who not in MIXED:
        return [(parties(who), PURPOSES.get(who, ""))]
    uses = [(party, "research" if role == "researcher" else "") for party, role in MIXED[who]]
    return [({party}, use) for party, use in uses if act == "use" or (act == "export") == (use == "research")]


def sample(person: int) -> list[tuple[dict[str, Any], str]]:
    """A resource of many types with the code of its label."""
    who, subject = NAMES[person].lower(), {"reference": f"Patient/p{person}"}

    def made(type_: str, name: str, label: str, **more: Any) -> tuple[dict[str, Any], str]:
        body = {"resourceType": type_, "id": f"{who}-{name}", **more}
        return (body | {"meta": {"security": [coding(label)]}} if label else body), label

    def text(name: str) -> dict[str, Any]:
        return {"text": f"{who}-{name}", "coding": [{"system": "http://example.org", "code": f"{who}-{name}"}]}

    def condition(name: str, label: str) -> tuple[dict[str, Any], str]:
        return made("Condition", name, label, subject=subject, code=text(name), onsetDateTime="2025-03-04")

    def reading(name: str, label: str) -> tuple[dict[str, Any], str]:
        value = {"value": 1.5, "unit": "cm"}
        return made("Observation", name, label, status="final", subject=subject, code=text(name),
                    encounter={"reference": f"Encounter/{who}-abuse"},
                    effectiveDateTime="2026-01-10T10:00:00Z", valueQuantity=value)  # fmt: skip

    diagnosis = [{"condition": {"reference": f"Condition/{who}-{name}"}} for name in ("plain", "hiv")]

    return [
        condition("plain", ""),
        condition("hiv", "HIV"),
        reading("height", ""),
        reading("mood", "MH"),
        made("MedicationRequest", "drug", "ETH", status="active", intent="order", subject=subject,
             medicationCodeableConcept=text("drug"), authoredOn="2025-05-05",
             reasonReference=[{"reference": f"Condition/{who}-hiv"}]),
        made("Encounter", "abuse", "SDV", status="finished", subject=subject, reasonCode=[text("abuse")],
             period={"start": "2025-06-01T10:00:00Z", "end": "2025-06-02T10:00:00Z"},
             **{"class": {"system": ACT, "code": "IMP"}}),
        made("Encounter", "stay", "", status="finished", subject=subject, reasonCode=[text("stay")],
             diagnosis=diagnosis, period={"start": "2025-07-01T10:00:00Z", "end": "2025-07-02T10:00:00Z"},
             **{"class": {"system": ACT, "code": "IMP"}}),
        made("Task", "followup", "", status="requested", intent="order", code=text("followup"), **{"for": subject},
             focus={"reference": f"Encounter/{who}-abuse"}, owner={"reference": "CareTeam/zone-1"},
             authoredOn="2026-01-10T10:00:00Z", restriction={"period": {"end": "2026-01-12T10:00:00Z"}}),
        made("Communication", "notice", "", status="completed", subject=subject, sent="2026-01-10T10:00:00Z",
             about=[{"reference": f"Encounter/{who}-abuse"}], recipient=[{"reference": "Organization/zone-1"}],
             payload=[{"contentString": f"{who}-notice"}]),
        made("DetectedIssue", "alert", "", status="preliminary", patient=subject, code=text("alert"),
             extension=[{"url": "https://careweft.org/fhir/StructureDefinition/alert", "valueCode": "home"}],
             identifiedPeriod={"start": "2026-01-10T10:00:00Z"}, detail=f"{who}-alert",
             implicated=[{"reference": f"Encounter/{who}-abuse"}]),
        made("Procedure", "operation", "R", status="completed", subject=subject, code=text("operation"),
             performedDateTime="2025-02-02"),
        made("AllergyIntolerance", "allergy", "NOPAT", patient=subject, code=text("allergy")),
        made("DocumentReference", "letter", "V", status="current", subject=subject, type=text("letter"),
             content=[{"attachment": {"title": f"{who}-letter"}}]),
        made("Immunization", "vaccine", "SEX", status="completed", patient=subject, vaccineCode=text("vaccine"),
             occurrenceDateTime="2025-01-01"),
    ]  # fmt: skip


@dataclass
class Town:
    """The town: its site, and what is known of each person's sharing."""

    site: Any
    desk: Desk
    worker: Database
    web: Database
    known: dict[int, Known] = field(default_factory=dict)
    clients: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    resources: dict[tuple[str, str], int] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    once: dict[str, frozenset[str]] = field(default_factory=dict)  # what a resource was marked with earlier

    def named(self, record: tuple[str, str]) -> set[tuple[str, str]]:
        """Which other resources a resource names."""
        return {other for other in self.resources if f"'{'/'.join(other)}'" in self.texts[record] and other != record}

    def sees(self, who: str, record: tuple[str, str], act: str = "use") -> bool:
        """What the policy says of an account and a resource."""
        known, what = self.known[self.resources[record]], "/".join(record)
        return any(sees(known, mine, NOW, what, use) for mine, use in looks(who, act))

    async def put(self, person: int, *resources: dict[str, Any], origin: Origin = ORIGIN) -> None:
        async with self.worker.transaction() as connection:
            await self.desk.engine.store.put(connection, person, resources, origin)
        for body in resources:
            self.texts[body["resourceType"], body["id"]] = str(body)

    async def wish(self, person: int, wishes: Iterable[Wish], *, opted_out: bool = False, hide: str = "") -> None:
        """Write a Consent, and know what it asks for. It tells of what it names: then it is private itself."""
        wishes = list(wishes)
        made = consent(f"{NAMES[person].lower()}-wish", person, wishes, opted_out, hide)
        await self.put(person, made)
        known, record = self.known[person], f"Consent/{made['id']}"
        self.resources["Consent", made["id"]] = person
        known.wishes += wishes + ([Wish(False, "", frozenset({"ordinary"}), EVER, NEVER)] if opted_out else [])
        for yes in (wish for wish in wishes if wish.yes and "ordinary" in wish.about):
            kind = "carer" if yes.party.startswith("related/") else "share"
            known.reasons.append(Reason(yes.party, kind, yes.since, yes.until))
        named = hide or any(wish.about != {"ordinary"} for wish in wishes)
        known.marks[record] = frozenset({"private"} if named else ())
        if hide:
            known.marks[hide] |= {"private"}
            known.marks[record] |= known.marks[hide]

    async def object(self, person: int, purpose: str, code: str) -> None:
        """Say no to another use than care."""
        made = consent(f"{NAMES[person].lower()}-{purpose}", person, [], not_for=[code])
        await self.put(person, made)
        self.resources["Consent", made["id"]] = person
        self.known[person].marks[f"Consent/{made['id']}"] = frozenset()
        self.known[person].objections.add(purpose)

    async def indexed(self) -> None:
        """Do what the outbox brings of what is withheld; what the models' own rooms wait for is not their part here."""
        async with self.worker.transaction() as connection:
            await connection.execute("DELETE FROM base.outbox WHERE topic <> $1", withheld.TOPIC)
        await self.desk.engine.worker().drain()

    async def break_glass(self, who: str, person: int) -> None:
        account = await self.account(who)
        async with self.web.transaction(account) as connection:
            await emergencies.break_glass(connection, person, "Found lying in the street", "ETREAT", 2)
        party = STAFF[who][0]  # a party of the oracle's, as good as the account's own here: nobody else is in it
        self.known[person].reasons.append(Reason(party, "break-glass", NOW, NOW + timedelta(hours=2)))

    async def account(self, who: str) -> int:
        async with self.worker.transaction() as connection:
            return int(await connection.fetchval("SELECT id FROM access.account WHERE username = $1", who))

    async def client(self, who: str) -> httpx.AsyncClient:
        """A client of pages that is logged in, where there is such a log-in."""
        if who not in self.clients:
            made = self.clients[who] = httpx.AsyncClient(
                transport=httpx.ASGITransport(self.site),
                base_url=SITE,
                headers={"sec-fetch-site": "same-origin"},
            )
            if who != "nobody" and who not in MACHINES:
                answer = await made.post("/log-in", data={"username": who, "password": PASSWORD})
                assert answer.status_code == 303
        return self.clients[who]

    async def machine(self, who: str, method: str, path: str, token: str = "", **more: Any) -> httpx.Response:
        """A request by name and password, or by the token of an app."""
        auth = None if who == "nobody" or token else httpx.BasicAuth(who, PASSWORD)
        headers = more.pop("headers", {}) | ({"authorization": f"Bearer {token}"} if token else {})
        self.clients.setdefault("", httpx.AsyncClient(transport=httpx.ASGITransport(self.site), base_url=SITE))
        return await self.clients[""].request(method, path, auth=auth, headers=headers, **more)

    async def fhir(self, who: str, method: str, path: str, **more: Any) -> httpx.Response:
        return await self.machine(who, method, path if path.startswith("http") else f"/fhir/{path}", **more)


@asynccontextmanager
async def made(url: str, clock: SetClock) -> AsyncIterator[Town]:
    """The town on a fresh database."""
    with TemporaryDirectory() as folder:
        async with _served(url, clock, Keys(Path(folder))) as town:
            yield town


@asynccontextmanager
async def _served(url: str, clock: SetClock, keys: Keys) -> AsyncIterator[Town]:
    async with (
        await Database.open(logged_in(url, WORKER_LOGIN), WORKER, clock) as worker,
        await Database.open(logged_in(url, WORKER_LOGIN), WEB, clock) as writing,
        await Database.open(logged_in(url, WEB_LOGIN), WEB, clock) as web,
    ):
        desk = Desk(await Engine.open(worker, ZONE), web, Auditor(web))
        identity = AccessIdentity(web)
        place = Place("Town", ZONE, clock)
        limits = Limits(log_in_burst=1000)
        services = Services(
            place,
            identity,
            FakeNotices(),
            FakeHealth(),
            limits,
            desk=desk,
            oauth=(oauth := Provider(SITE, worker, web, desk.auditor, keys, IndexedPersons(desk.engine.store, clock))),
            apis=apis(desk, writing, place, identity, limits, oauth),
        )
        town = Town(create_app(services), desk, worker, web)
        async with worker.transaction() as connection:
            await _people(connection)
            await _accounts(connection)
            for model, text in MODELS.items():
                await activate(connection, text, model, ZONE, NOW)
        await desk.engine.reload()
        await _records(town)
        yield town
        for client in town.clients.values():
            await client.aclose()


async def _people(connection: Connection) -> None:
    await connection.execute("SELECT nextval('people.person_person_id_seq') FROM generate_series(1, 9)")
    for person, name in NAMES.items():
        await connection.execute("INSERT INTO people.person (person_id) VALUES ($1)", person)
        await connection.execute(
            "INSERT INTO people.source_record (person_id, source, local_id, patient_id, family, given, birth_date, "
            "at, digest, family_key, given_key, nhs_number) "
            "VALUES ($1, 'acute', $2, $3, 'Town', $4, $5, $6, '', 'town', lower($4), $7)",
            person, f"l{person}", f"p{person}", name, datetime.fromisoformat(BORN[person]).date(), NOW, NUMBERS[person],
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO people.link VALUES ($1, 'acute', $2, $1, NULL, NULL, 'new', NULL, '[]', 'test', $3)",
            person, f"l{person}", NOW,
        )  # fmt: skip


async def _accounts(connection: Connection) -> None:
    zones = [Team(zone, zone, "") for zone in ("zone-1", "zone-2", "intake")]
    await teams.set_up(
        connection,
        zones,
        [Practice("gp-01", "Quay", "zone-1")],
        [Practitioner("carla", "Carla", "zone-1", "coordinator", None)],
    )
    for who, membership in STAFF.items():
        await accounts.create(connection, NewAccount(who, PASSWORD, who, memberships=[membership]))
    for who, memberships in MIXED.items():
        await accounts.create(connection, NewAccount(who, PASSWORD, who, memberships=memberships))
    for number, (who, related) in enumerate(KIN.items()):
        kin = NewAccount(who, PASSWORD, who, "person", 50 + number, [(f"related/{related}", "carer")])
        await accounts.create(connection, kin)
    for who, party in MACHINES.items():
        await accounts.create(connection, NewAccount(who, PASSWORD, who, "machine", memberships=[(party, "feed")]))
    await accounts.create(connection, NewAccount("ann", PASSWORD, "Ann", "person", 1))
    await accounts.create(connection, NewAccount("abe", PASSWORD, "Abe", "person", 4))


async def _records(town: Town) -> None:
    for person in NAMES:
        patient = {"resourceType": "Patient", "id": f"p{person}", "birthDate": BORN[person]}
        pairs = [(patient, ""), *sample(person)]
        await town.put(person, *(body for body, _ in pairs))
        town.known[person] = Known()
        for body, label in pairs:
            _know(town, person, Made(body, label))
        who = NAMES[person].lower()
        for tells in (f"Task/{who}-followup", f"Communication/{who}-notice", f"DetectedIssue/{who}-alert"):
            town.known[person].marks[tells] = frozenset({"safeguarding"})
        town.known[person].marks[f"MedicationRequest/{who}-drug"] |= {"hiv"}  # the reason for which it was given
    await _here(town)
    members = [{"entity": {"reference": f"Patient/p{person}"}} for person in NAMES]
    await town.put(0, {"resourceType": "Group", "id": "everybody", "type": "person", "actual": True, "member": members})
    earlier, _ = sample(1)[2]
    await town.put(1, earlier | {"meta": {"security": [coding("SEX")]}})
    await town.put(1, earlier)
    town.once["Observation/ann-height"] = frozenset({"sexual-health"})
    await _relations(town)
    await _kin(town)


def _know(town: Town, person: int, made: Made) -> None:
    """What a resource is marked with: its own label, and the marks of what it tells of."""
    marks = town.known[person].marks
    told = frozenset[str]().union(*(marks[record] for record in made.of))
    town.resources[made.body["resourceType"], made.body["id"]] = person
    marks[made.record] = told | frozenset({LABELS[made.label]} if made.label else ())


async def _here(town: Town) -> None:
    """What the place itself makes, of one person: of whom the others see nothing by that."""
    for made in made_here("ann", 1):
        await town.put(1, labelled(made), origin=Origin(HERE, None, NOW))
        _know(town, 1, made)
    async with town.worker.transaction() as connection:
        await here.rows(connection, "ann", 1)


async def _relations(town: Town) -> None:
    given = [
        Relationship(1, "zone-1", "care-team", "case/1", EVER),
        Relationship(1, "gp-01", "registered-practice", "test/1", EVER),
        Relationship(1, "intake", "task", "test/2", EVER),
        Relationship(1, "acute", "stay", "test/3", NOW - timedelta(days=1)),
        Relationship(1, "other-hospital", "stay", "test/4", EVER, NOW - timedelta(days=1)),
        Relationship(1, "homecare-a", "service", "test/5", EVER),
        Relationship(4, "gp-02", "registered-practice", "test/6", EVER),
    ]
    async with town.worker.transaction() as connection:
        await relationships.keep(connection, given)
        rows = await connection.fetch(
            "SELECT person_id, party, kind, greatest(since, $1) AS since, least(until, $2) AS until "
            "FROM access.relationship",
            EVER,
            NEVER,
        )
    for row in rows:
        if row["person_id"] in NAMES:
            town.known[row["person_id"]].reasons.append(Reason(row["party"], row["kind"], row["since"], row["until"]))


async def _kin(town: Town) -> None:
    """Who is related to whom: made of the record, and said to the oracle in its own words."""
    kin = [(1, "carer", "CAREGIVER"), (2, "mother", "MTH"), (3, "mother2", "MTH"), (4, "attorney", "POWATT")]
    for person, id_, code in kin:
        body = {
            "resourceType": "RelatedPerson", "id": id_, "active": True, "patient": {"reference": f"Patient/p{person}"},
            "relationship": [{"coding": [{"code": code}]}],
        }  # fmt: skip
        await town.put(person, body)
        town.resources["RelatedPerson", id_] = person
        town.known[person].marks[f"RelatedPerson/{id_}"] = frozenset()
    flag = {
        "resourceType": "Flag", "id": "abe-flag", "status": "active", "subject": {"reference": "Patient/p4"},
        "code": {"coding": [{"system": "https://careweft.org/fhir/CodeSystem/flag", "code": "lacks-capacity"}]},
    }  # fmt: skip
    await town.put(4, flag)
    town.resources["Flag", "abe-flag"] = 4
    town.known[4].marks["Flag/abe-flag"] = frozenset()
    town.known[2].reasons.append(Reason("related/mother", "parent", EVER, NEVER))
    town.known[3].reasons.append(Reason("related/mother2", "young-persons-parent", EVER, NEVER))
    town.known[4].reasons.append(Reason("related/attorney", "guardian", EVER, NEVER))
