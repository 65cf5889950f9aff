"""A practice registers somebody over HTTP, while the clock runs as it does in life."""

from careweft.access import accounts
from careweft.access.accounts import NewAccount
from careweft.access.audit import Auditor
from careweft.base.clock import SystemClock
from careweft.base.db import WEB, WEB_LOGIN, WORKER_LOGIN, Database
from careweft.fhir.store import Store
from careweft.people.index import Index
from careweft.web.app import create_app
from careweft.web.fhir import FhirApp, Record
from careweft.web.identity import AccessIdentity
from careweft.web.machines import Machines
from careweft.web.services import Limits
from careweft.web.system import Registering, web_store
from tests.conftest import logged_in
from tests.web.conftest import client_of
from tests.web.fakes import services
from tests.web.fhir.conftest import FHIR

PATIENT = {
    "resourceType": "Patient",
    "managingOrganization": {"reference": "Organization/gp-01"},
    "name": [{"family": "Marsh"}],
    "birthDate": "1940-05-17",
}


async def test_whom_a_practice_registers_it_sees_at_once(database: str, worker_db: Database) -> None:
    async with worker_db.transaction() as connection:
        gp = NewAccount("gp", "right", "GP", "machine", memberships=[("gp-01", "feed")])
        await accounts.create(connection, gp)
    async with (
        await Database.open(logged_in(database, WEB_LOGIN), WEB, SystemClock()) as web,
        await Database.open(logged_in(database, WORKER_LOGIN), WEB, SystemClock()) as writing,
    ):
        record = Record(web, writing, web_store(Store()), Auditor(web), web.clock, Registering(Index()))
        app = FhirApp(record, Machines(AccessIdentity(web), Limits(), secure=False))
        async with client_of(create_app(services(apis={"fhir": app}))) as client:
            client.auth = ("gp", "right")
            for more in ({}, {"managingOrganization": {"reference": "Organization/gp-02"}}):
                whose = {k: v for k, v in PATIENT.items() if k != "managingOrganization"} | more
                refused = await client.post("/fhir/Patient", json=whose, headers=FHIR)
                assert refused.status_code == 422 and "managingOrganization" in refused.text
            made = await client.post("/fhir/Patient", json=PATIENT, headers=FHIR)
            assert made.status_code == 201, made.text
            assert (await client.get(f"/fhir/Patient/{made.json()['id']}")).status_code == 200
