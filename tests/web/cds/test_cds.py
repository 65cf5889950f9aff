"""CDS Hooks: who may ask, what a card says and why, what is kept of it, and that the record is believed."""

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from careweft.access import accounts, relationships
from careweft.access.accounts import NewAccount
from careweft.access.audit import Auditor
from careweft.access.oauth import clients
from careweft.access.oauth.clients import Client
from careweft.access.oauth.scopes import parse
from careweft.access.relationships import Relationship
from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.care import resources as care
from careweft.care.teams import Practitioner, Team, set_up
from careweft.fhir.store import Origin
from careweft.models import library
from careweft.models.engine import Engine, activate
from careweft.web.app import create_app
from careweft.web.cds import CdsApp
from careweft.web.cds.asking import Askers
from careweft.web.desk import Desk
from careweft.web.identity import AccessIdentity
from careweft.web.machines import Machines
from careweft.web.services import Limits
from tests.facts.make import concept, encounter, patient, reference
from tests.web.conftest import client_of
from tests.web.fakes import services

ZONE = ZoneInfo("Europe/London")
SITE = "http://place.test"
KEY = ECKey.generate_key("P-384", {"kid": "k1"})
CALL = b"2f1c5a7e-0a52-4c4b-9a5c-0f6f9f2a3b1c"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ORIGIN = Origin("gp-01", None, LONG_AGO)
EMERGENCY = {"priority": concept("EM", "http://terminology.hl7.org/CodeSystem/v3-ActPriority")}


def stay(id_: str, start: str, end: str | None, **more: Any) -> dict[str, Any]:
    return encounter(id_, "finished" if end else "in-progress", start, end, **more)


@pytest.fixture
async def engine(worker_db: Database, clock: SetClock) -> Engine:
    """Person 1, whom Torbay would take on; person 2, of whom the practice knows nothing."""
    async with worker_db.transaction() as connection:
        model = library.model_file("torbay")
        await activate(connection, model.read_text(), model.name, ZONE, LONG_AGO)
    engine = await Engine.open(worker_db, ZONE)
    async with worker_db.transaction() as connection:
        edith = patient("p", "gp-01", practice="gp-01", active=True, birthDate="1940-05-17", gender="female")
        edith["name"] = [{"family": "Marsh", "given": ["Edith"]}]
        await engine.store.put(connection, 1, [edith, stay("e1", "2026-01-02T10:00:00Z", None, **EMERGENCY)], ORIGIN)
        await engine.store.put(connection, 2, [patient("q", "gp-02", practice="gp-02", active=True)], ORIGIN)
        await relationships.keep(connection, [Relationship(1, "gp-01", "registered-practice", "x", LONG_AGO)])
        machine = NewAccount("ehr", "right", "EHR", "machine", memberships=[("gp-01", "feed")])
        ehr = await accounts.create(connection, machine)
        await accounts.create(connection, NewAccount("ruth", "right", "Ruth", memberships=[("gp-01", "coordinator")]))
        keys = {"keys": [KEY.as_dict(private=False)]}
        scopes = parse("system/*.rs")
        await clients.add(connection, Client("ehr-1", "EHR", "backend", scopes, jwks=keys, account_id=ehr))
    return engine


@pytest.fixture
async def client(engine: Engine, web_db: Database) -> AsyncIterator[httpx.AsyncClient]:
    machines = Machines(AccessIdentity(web_db), Limits(), secure=False)
    app = CdsApp(Desk(engine, web_db, Auditor(web_db)), Askers(engine.database, machines), SITE)
    async with client_of(create_app(services(apis={"cds-services": app}))) as opened:
        opened.auth = ("ehr", "right")
        yield opened


def asked(hook: str = "patient-view", who: str = "p", **more: Any) -> dict[str, Any]:
    context = {"userId": "Practitioner/d", "patientId": who} | more.pop("context", {})
    return {"hook": hook, "hookInstance": str(uuid4()), "context": context, **more}


def token(**more: Any) -> dict[str, str]:
    claims = {
        "iss": "ehr-1", "aud": f"{SITE}/cds-services/patient-view", "exp": int(time.time()) + 60,
        "iat": int(time.time()), "jti": str(uuid4()),
    }  # fmt: skip
    header = {"alg": "ES384", "kid": "k1", "typ": "JWT"}
    return {"authorization": f"Bearer {jwt.encode(header, claims | more, KEY, algorithms=['ES384'])}"}


async def cards(client: httpx.AsyncClient, sent: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    sent = sent or asked()
    answer = await client.post(f"/cds-services/{sent['hook']}", json=sent)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["cards"]
    return found


async def test_services_are_told_of_to_anybody(client: httpx.AsyncClient) -> None:
    answer = await client.get("/cds-services", auth=httpx.Auth())
    assert {service["id"]: service["hook"] for service in answer.json()["services"]} == {
        "patient-view": "patient-view",
        "order-sign": "order-sign",
    }


async def test_a_gap_in_care_says_why(client: httpx.AsyncClient) -> None:
    [gap] = [card for card in await cards(client) if "Torbay" in card["source"]["label"]]
    assert gap["summary"] == "Nobody coordinates this person's care, and Torbay Care Trust would"
    assert "- age \\>= 65: yes" in gap["detail"]
    assert gap["indicator"] == "warning"
    assert gap["links"] == [{"label": "The person's page", "url": f"{SITE}/person/1", "type": "absolute"}]
    assert {reason["code"] for reason in gap["overrideReasons"]} == {"known", "not-now", "wrong"}


async def test_what_a_measure_counts_is_a_card(client: httpx.AsyncClient) -> None:
    titles = {card["source"]["label"]: card["summary"] for card in await cards(client)}
    assert titles["Emergency bed-days of people aged 65 and over"].endswith("13 bed-days in the last month")


async def test_an_open_case_closes_the_gap_and_names_who_is_late(
    client: httpx.AsyncClient, engine: Engine, worker_db: Database
) -> None:
    late = {
        "code": "home-visit", "title": "Visit *now*", "role": "coordinator", "team": "zone-1", "practitioner": None,
        "due": "2026-01-14T09:00:00+00:00", "escalate": "", "urgent": False,
    }  # fmt: skip
    async with worker_db.transaction() as connection:
        await set_up(connection, [Team("zone-1", "Zone 1")], [], [
            Practitioner("ruth", "Ruth Okafor", "zone-1", "coordinator"),
        ])  # fmt: skip
        made = [
            care.episode("c1", "Patient/p", "zone-1", "ruth", LONG_AGO),
            care.task("t1", "Patient/p", "EpisodeOfCare/c1", late, LONG_AGO),
        ]
        await engine.store.put(connection, 1, made, ORIGIN)
        await relationships.keep(connection, [Relationship(1, "gp-01", "care-team", "c1", LONG_AGO)])
    found = await cards(client)
    assert [card["summary"] for card in found if "overdue" in card["summary"]] == ["A task is overdue: Visit *now*"]
    assert "Visit \\*now\\*" in found[0]["detail"]
    assert "Ruth Okafor of Zone 1 coordinates this person's care" in {card["summary"] for card in found}
    assert not [card for card in found if "Nobody" in card["summary"]]


async def test_who_has_no_relationship_gets_the_same_as_for_nobody(
    client: httpx.AsyncClient, worker_db: Database
) -> None:
    assert await cards(client, asked(who="q")) == await cards(client, asked(who="nobody")) == []
    async with worker_db.transaction() as connection:
        rows = await connection.fetch("SELECT person_id, action, outcome FROM access.audit ORDER BY id")
    assert [tuple(row) for row in rows] == [(0, "cds patient-view", "empty")] * 2


async def test_each_call_is_audited_and_its_cards_are_kept(client: httpx.AsyncClient, worker_db: Database) -> None:
    found = await cards(client)
    async with worker_db.transaction() as connection:
        audit = await connection.fetch("SELECT person_id, action, outcome, reason FROM access.audit")
        kept = await connection.fetch("SELECT id FROM care.cds_card WHERE person_id = 1")
    assert [tuple(row) for row in audit] == [(1, "cds patient-view", "seen", "registered-practice")]
    assert {str(row["id"]) for row in kept} == {card["uuid"] for card in found}


async def test_feedback_is_kept_for_one_s_own_cards(client: httpx.AsyncClient, worker_db: Database) -> None:
    card = (await cards(client))[0]["uuid"]
    told = {
        "card": card,
        "outcome": "overridden",
        "overrideReason": {"reason": {"code": "known"}, "userComment": "Yes"},
    }
    answer = await client.post("/cds-services/patient-view/feedback", json={"feedback": [told]})
    assert answer.status_code == 200
    async with worker_db.transaction() as connection:
        row = await connection.fetchrow(
            "SELECT outcome, reason, said FROM care.cds_card WHERE id = $1::text::uuid", card
        )
        other = NewAccount("other", "right", "Other", "machine", memberships=[("gp-01", "feed")])
        await accounts.create(connection, other)
    assert row is not None and tuple(row) == ("overridden", "known", "Yes")
    for sent, auth in ((card, ("other", "right")), (str(uuid4()), ("ehr", "right"))):
        body = {"feedback": [told | {"card": sent}]}
        assert (await client.post("/cds-services/patient-view/feedback", json=body, auth=auth)).status_code == 404
    assert (await client.post("/cds-services/patient-view/feedback", json={"feedback": [{}]})).status_code == 400


async def test_a_signed_token_is_good_once_for_this_address(client: httpx.AsyncClient) -> None:
    sent, nobody = asked(), httpx.Auth()
    good = token()
    for status in (200, 401):
        answer = await client.post("/cds-services/patient-view", json=sent, headers=good, auth=nobody)
        assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    "more",
    [
        {"aud": f"{SITE}/cds-services/order-sign"},
        {"iss": "somebody"},
        {"exp": int(time.time()) - 1},
        {"exp": int(time.time()) + 86_400},
        {"jti": ""},
        {"iat": int(time.time()) + 3600},
    ],
)
async def test_other_tokens_are_worth_nothing(client: httpx.AsyncClient, more: dict[str, Any]) -> None:
    answer = await client.post(
        "/cds-services/patient-view", json=asked(), headers=token(**more), auth=httpx.Auth()
    )  # fmt: skip
    assert answer.status_code == 401


async def test_people_do_not_ask_here(client: httpx.AsyncClient) -> None:
    for auth in (("ruth", "right"), ("ehr", "wrong"), httpx.Auth()):
        assert (await client.post("/cds-services/patient-view", json=asked(), auth=auth)).status_code == 401


async def test_what_is_sent_along_is_compared_and_not_believed(client: httpx.AsyncClient) -> None:
    sent = {"resourceType": "Patient", "id": "p", "birthDate": "1999-01-01", "gender": "female"}
    found = await cards(client, asked(prefetch={"patient": sent}))
    assert found[0]["summary"] == "Your system and the shared record differ: birth date"
    assert any("Nobody coordinates" in card["summary"] for card in found)  # by the record's age, not by theirs
    assert "1940" not in str(found)
    wrong = asked(prefetch={"patient": sent | {"id": "q"}})
    assert (await client.post("/cds-services/patient-view", json=wrong)).status_code == 400


async def test_an_order_that_is_there_already_is_told(
    client: httpx.AsyncClient, engine: Engine, worker_db: Database
) -> None:
    drug = {"coding": [{"system": "http://snomed.info/sct", "code": "372567009", "display": "Metformin"}]}
    order = {
        "resourceType": "MedicationRequest", "id": "m1", "status": "active", "intent": "order",
        "subject": reference("Patient/p"), "medicationCodeableConcept": drug, "authoredOn": "2026-01-05",
    }  # fmt: skip
    async with worker_db.transaction() as connection:
        await engine.store.put(connection, 1, [order], ORIGIN)
    draft = {k: v for k, v in order.items() if k not in ("id", "authoredOn")} | {"status": "draft"}
    other = draft | {"medicationCodeableConcept": concept("1")}
    for drafts, count in (([draft], 1), ([other], 0), ([], 0), ([{"resourceType": "Basic"}, {}], 0)):
        bundle = {"resourceType": "Bundle", "entry": [{"resource": one} for one in drafts]}
        found = await cards(client, asked("order-sign", context={"draftOrders": bundle, "selections": []}))
        assert len([card for card in found if card["summary"] == "Already ordered and active: Metformin"]) == count


@pytest.mark.parametrize(
    "sent",
    [
        b"", b"[]", b"{", b'{"hook": "patient-view"}',
        b'{"hook": "patient-view", "hookInstance": "x", "context": {"patientId": "p"}}',
        b'{"hook": "order-sign", "hookInstance": "' + CALL + b'", "context": {"patientId": "p"}}',
        b'{"hook": "patient-view", "hookInstance": "' + CALL + b'", "context": {"patientId": 7}}',
    ],
)  # fmt: skip
async def test_what_is_no_call_is_refused(client: httpx.AsyncClient, sent: bytes) -> None:
    assert (await client.post("/cds-services/patient-view", content=sent)).status_code == 400


async def test_wrong_tokens_are_slowed_down_and_right_ones_counted(engine: Engine, web_db: Database) -> None:
    limits = Limits(log_in_burst=3, api_rate=0.001, api_burst=2)
    machines = Machines(AccessIdentity(web_db), limits, secure=False)
    app = CdsApp(Desk(engine, web_db, Auditor(web_db)), Askers(engine.database, machines), SITE)
    async with client_of(create_app(services(apis={"cds-services": app}))) as opened:

        async def call(headers: dict[str, str]) -> int:
            answer = await opened.post("/cds-services/patient-view", json=asked(), headers=headers)
            if answer.status_code == 429:
                assert int(answer.headers["retry-after"]) >= 1
            return answer.status_code

        assert [await call(token()) for _ in range(3)] == [200, 200, 429]  # its account asks too much
        assert [await call(token(iss="made-up")) for _ in range(4)] == [401, 401, 401, 429]
        assert await call({"authorization": "Bearer nonsense"}) == 429


async def test_a_client_with_scopes_for_parts_of_the_record_gets_no_cards(
    client: httpx.AsyncClient, worker_db: Database
) -> None:
    async with worker_db.transaction() as connection:
        await connection.execute("UPDATE access.client SET scopes = 'system/Observation.rs system/Patient.rs'")
    answer = await client.post("/cds-services/patient-view", json=asked(), headers=token(), auth=httpx.Auth())
    assert answer.status_code == 401 and "cards tell of the whole record" in answer.text
