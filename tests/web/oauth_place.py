"""A place that lets apps in, in one process on a real database: two people, their accounts, three apps."""

import base64
import hashlib
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from careweft.access import accounts, relationships
from careweft.access.accounts import NewAccount
from careweft.access.audit import Auditor
from careweft.access.oauth import clients
from careweft.access.oauth.assertions import KIND
from careweft.access.oauth.clients import Client
from careweft.access.oauth.keys import Keys
from careweft.access.oauth.scopes import parse
from careweft.access.relationships import Relationship
from careweft.base.clock import SetClock
from careweft.base.db import Connection, Database
from careweft.fhir.store import Store
from careweft.web.app import Site, create_app
from careweft.web.fhir import FhirApp, Record
from careweft.web.identity import AccessIdentity
from careweft.web.machines import Machines
from careweft.web.oauth import Provider, Smart
from careweft.web.oauth.provider import Named
from careweft.web.services import Limits
from careweft.web.system import web_store
from tests.fhir.conftest import observation, patient
from tests.web.fakes import services
from tests.web.fhir.conftest import LONG_AGO, ORIGIN

SITE = "http://place.test"
BACK = "https://app.example/back"
LAB = "http://terminology.hl7.org/CodeSystem/observation-category|laboratory"
KEY = ECKey.generate_key("P-384", {"kid": "one"})
ALL = "openid fhirUser offline_access launch launch/patient patient/*.cruds user/*.cruds"


def laboratory(id_: str, of: str) -> dict[str, Any]:
    system, _, code = LAB.partition("|")
    return observation(id_, of) | {"category": [{"coding": [{"system": system, "code": code}]}]}


class FewPersons:
    """The persons of the test, whom the database shows as it shows everything."""

    async def mine(self, connection: Connection) -> Sequence[Named]:
        return [n for n in (await self.named(connection, 1), await self.named(connection, 2)) if n]

    async def find(self, connection: Connection, words: str) -> Sequence[Named]:
        return [each for each in await self.mine(connection) if words.lower() in each.name.lower()]

    async def named(self, connection: Connection, person_id: int) -> Named | None:
        seen = await connection.fetchval("SELECT access.may_see($1)", person_id)
        return Named(person_id, f"MARSH, Number {person_id}", date(1950, 1, person_id)) if seen and person_id else None

    async def patient(self, connection: Connection, person_id: int) -> str | None:
        return f"p{person_id}"


async def people(worker_db: Database) -> None:
    """Two people, of whom zone 1 sees the first and zone 2 both; a person who acts for nobody; a machine."""
    async with worker_db.transaction() as connection:
        for number in (1, 2):
            resources = [patient(f"p{number}"), observation(f"o{number}", f"Patient/p{number}")]
            resources.append(laboratory(f"l{number}", f"Patient/p{number}"))
            await Store().put(connection, number, resources, ORIGIN)
        kept = [(1, "zone-1"), (1, "zone-2"), (2, "zone-2"), (1, "lab")]
        await relationships.keep(connection, [Relationship(p, z, "care-team", f"c-{z}", LONG_AGO) for p, z in kept])
        for name, party, role in (
            ("ruth", "zone-1", "coordinator"),
            ("mona", "zone-2", "manager"),
            ("zoe", "zone-2", "coordinator"),
            ("fiona", "zone-1", "finance"),
        ):
            await accounts.create(connection, NewAccount(name, "right", name.title(), memberships=[(party, role)]))
        await accounts.create(connection, NewAccount("edith", "right", "Edith", "person", person_id=1))
        machine = NewAccount("lab", "right", "Laboratory", "machine", memberships=[("lab", "feed")])
        lab = await accounts.create(connection, machine)
        for client in apps(lab):
            await clients.add(connection, client)


def apps(lab: int) -> list[Client]:
    """Public apps, one with keys, and a system that acts as the laboratory's account."""
    small, own = parse("launch/patient patient/Observation.rs"), "com.example.diary:/back"
    systems = parse("system/Observation.crus system/Patient.rs")
    return [
        Client("phone", "Heart Diary", "public", parse(ALL), (BACK, own), "https://app.example/open"),
        Client("other", "Other App", "public", parse(ALL), ("https://other.example/back",)),
        Client("small", "Small App", "public", small, (BACK,)),
        Client("keyed", "Keyed App", "confidential", parse(ALL), (BACK,), jwks=public(KEY)),
        Client("system", "Lab System", "backend", systems, jwks=public(KEY), account_id=lab),
    ]


def public(*keys: ECKey) -> dict[str, Any]:
    return {"keys": [key.as_dict(private=False) for key in keys]}


def make(
    worker_db: Database, web_db: Database, writing_db: Database, clock: SetClock, folder: Path
) -> tuple[Site, Provider]:
    auditor = Auditor(web_db)
    provider = Provider(SITE, worker_db, web_db, auditor, Keys(folder), FewPersons())
    identity = AccessIdentity(web_db)
    record = Record(web_db, writing_db, web_store(Store()), auditor, clock)
    limits = Limits(log_in_burst=50)
    fhir = Smart(FhirApp(record, Machines(identity, limits, secure=False), provider.security()), provider)
    return create_app(services(apis={"fhir": fhir}, identity=identity, oauth=provider, limits=limits)), provider


@dataclass
class Browser:
    """Somebody's browser, on its way through the pages."""

    client: httpx.AsyncClient

    async def log_in(self, username: str) -> "Browser":
        answer = await self.client.post("/log-in", data={"username": username, "password": "right"})
        assert answer.status_code == 303
        return self

    async def ask(self, **given: str) -> httpx.Response:
        return await self.client.get("/oauth/authorize", params=given)

    async def decide(self, given: dict[str, str], decision: str = "yes", **more: str) -> httpx.Response:
        return await self.client.post("/oauth/authorize", data=given | {"decision": decision} | more)


@dataclass
class App:
    """An app: what it asks, and what it gets."""

    http: httpx.AsyncClient
    id: str = "phone"
    redirect: str = BACK
    verifier: str = field(default_factory=lambda: token_urlsafe(48))
    state: str = "state of the app"

    def asks(self, scope: str, **more: str) -> dict[str, str]:
        digest = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "response_type": "code", "client_id": self.id, "redirect_uri": self.redirect, "scope": scope,
            "state": self.state, "aud": f"{SITE}/fhir", "code_challenge": digest, "code_challenge_method": "S256",
        }  # fmt: skip
        return {name: value for name, value in (asked | more).items() if value}

    async def code(self, browser: Browser, scope: str, **more: str) -> str:
        """The code of a person's yes."""
        person = {"person": more.pop("person")} if "person" in more else {}
        said = back(await browser.decide(self.asks(scope, **more), **person))
        assert said["state"] == self.state and said["iss"] == SITE, said
        return said["code"]

    async def post(self, path: str = "token", **given: str) -> httpx.Response:
        return await self.http.post(f"/oauth/{path}", data={"client_id": self.id} | given)

    async def redeem(self, code: str, **more: str) -> httpx.Response:
        given = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect}
        return await self.post(**given | {"code_verifier": self.verifier} | more)

    async def tokens(self, browser: Browser, scope: str, **more: str) -> dict[str, Any]:
        answer = await self.redeem(await self.code(browser, scope, **more))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def refresh(self, token: str, **more: str) -> httpx.Response:
        return await self.post(grant_type="refresh_token", refresh_token=token, **more)

    async def get(self, token: str, path: str) -> httpx.Response:
        return await self.http.get(f"/fhir/{path}", headers={"authorization": f"Bearer {token}"})


def back(answer: httpx.Response) -> dict[str, str]:
    """What the app is told when the browser comes back to it."""
    assert answer.status_code == 303, (answer.status_code, answer.text[:300])
    assert answer.headers["location"].startswith(BACK), answer.headers["location"]
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def assertion(client: str = "system", key: ECKey | RSAKey = KEY, alg: str = "ES384", **more: Any) -> str:
    now = int(time.time())
    claims = {"iss": client, "sub": client, "aud": f"{SITE}/oauth/token", "exp": now + 240, "jti": token_urlsafe(9)}
    kept = {name: value for name, value in (claims | more).items() if value is not None}
    return jwt.encode({"alg": alg, "kid": key.kid}, kept, key, algorithms=[alg])


def asserted(signed: str) -> dict[str, str]:
    return {"client_assertion_type": KIND, "client_assertion": signed}


def words_of(answer: httpx.Response) -> str:
    """The words of a page's main part."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text.split("<main")[1].split("</main>")[0])).split())


def ids(answer: httpx.Response) -> set[str]:
    """The ids of the resources of a Bundle."""
    assert answer.status_code == 200, answer.text
    return {entry["resource"]["id"] for entry in answer.json().get("entry", ())}
