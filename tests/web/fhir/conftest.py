"""A place with two people, of whom zone 1 sees the first, served by the FHIR interface on a real database."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from careweft.access import accounts, policy, relationships
from careweft.access.accounts import NewAccount
from careweft.access.audit import Auditor
from careweft.access.relationships import Relationship
from careweft.base.clock import SetClock
from careweft.base.db import Connection, Database
from careweft.fhir.store import Change, Origin, Store
from careweft.web.app import create_app
from careweft.web.fhir import FhirApp, Record
from careweft.web.identity import AccessIdentity
from careweft.web.machines import Machines
from careweft.web.services import Limits
from careweft.web.system import web_store
from tests.fhir.conftest import observation, patient
from tests.web.conftest import client_of
from tests.web.fakes import services

FHIR = {"content-type": "application/fhir+json"}
NOBODY = httpx.Auth()
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ORIGIN = Origin("acute", None, LONG_AGO)


class Projection:
    """Remembers who ran it."""

    def __init__(self) -> None:
        self.roles: list[str] = []
        self.fails = False

    async def __call__(self, connection: Connection, changes: Any) -> None:
        self.roles.append(await connection.fetchval("SELECT current_user"))
        if self.fails:
            raise RuntimeError("the projection is broken")


@pytest.fixture
def projection() -> Projection:
    return Projection()


@pytest.fixture
async def people(worker_db: Database) -> list[Change]:
    """Two people of whom zone 1 sees the first; log-ins for both zones, a person and a finance officer."""
    async with worker_db.transaction() as connection:
        changes: list[Change] = []
        for number in (1, 2):
            resources = [patient(f"p{number}"), observation(f"o{number}", f"Patient/p{number}")]
            changes += await Store().put(connection, number, resources, ORIGIN)
        await relationships.keep(
            connection,
            [
                Relationship(1, "zone-1", "care-team", "case-1", LONG_AGO),
                Relationship(2, "zone-2", "care-team", "c", LONG_AGO),
            ],
        )
        for username, party, role in (
            ("ruth", "zone-1", "coordinator"),
            ("zoe", "zone-2", "coordinator"),
            ("mona", "zone-1", "manager"),
            ("fiona", "zone-1", "finance"),
        ):
            await accounts.create(connection, NewAccount(username, "right", username, memberships=[(party, role)]))
        await accounts.create(connection, NewAccount("edith", "right", "Edith", "person", person_id=1))
    return changes


@pytest.fixture(autouse=True)
def short_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here who may write may choose ids, so that these tests can; who really may is in test_ids.py."""
    monkeypatch.setattr(policy, "may_choose", lambda account, id_: True)


@pytest.fixture
async def app(
    web_db: Database, writing_db: Database, people: list[Change], clock: SetClock, projection: Projection
) -> FhirApp:
    record = Record(web_db, writing_db, web_store(Store([projection])), Auditor(web_db), clock)
    return FhirApp(record, Machines(AccessIdentity(web_db), Limits(log_in_burst=5), secure=False))


@pytest.fixture
async def client(app: FhirApp, web_db: Database) -> AsyncIterator[httpx.AsyncClient]:
    site = create_app(services(apis={"fhir": app}, identity=AccessIdentity(web_db)))
    async with client_of(site) as opened:
        opened.auth = ("ruth", "right")
        yield opened


async def audit(worker_db: Database) -> list[tuple[int, str, str, str]]:
    async with worker_db.transaction() as connection:
        rows = await connection.fetch("SELECT person_id, action, what, outcome FROM access.audit ORDER BY id")
        return [tuple(row) for row in rows]
