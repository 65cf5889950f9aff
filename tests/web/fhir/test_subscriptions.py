"""Subscriptions by rest-hook, end to end: what is told, to whom, when it is tried again and what survives."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import httpx
import orjson
import pytest

from careweft.access import accounts
from careweft.access.accounts import NewAccount
from careweft.access.audit import Auditor
from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.feeds.subscriptions.delivery import PAUSES
from careweft.fhir import interactions as fhir
from careweft.fhir.invalid import Invalid
from careweft.fhir.store import Change, Store
from careweft.fhir.subscriptions.project import projection
from careweft.fhir.subscriptions.topics import TOPICS
from careweft.people.index import Index
from careweft.web.app import create_app
from careweft.web.fhir import FhirApp, Record
from careweft.web.identity import AccessIdentity
from careweft.web.machines import Machines
from careweft.web.services import Limits
from careweft.web.system import Registering, web_store
from tests.fhir.conftest import patient
from tests.web.conftest import client_of
from tests.web.fakes import services
from tests.web.fhir.conftest import FHIR, ORIGIN, audit
from tests.web.fhir.subscribing import TOPIC, ZONE, Receiver, Telling, listening, subscribe, subscription, weight


@pytest.fixture
def record(web_db: Database, writing_db: Database, clock: SetClock) -> Record:
    store = web_store(Store([projection(ZONE)]))
    return Record(web_db, writing_db, store, Auditor(web_db), clock, Registering(Index()))


@pytest.fixture
async def client(record: Record, people: list[Change], web_db: Database) -> AsyncIterator[httpx.AsyncClient]:
    app = FhirApp(record, Machines(AccessIdentity(web_db), Limits(), secure=False))
    site = create_app(services(apis={"fhir": app}, identity=AccessIdentity(web_db)))
    async with client_of(site) as opened:
        opened.auth = ("ruth", "right")
        yield opened


@pytest.fixture
def place(worker_db: Database, web_db: Database, database: str) -> Telling:
    return Telling(worker_db, web_db, database)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with listening() as opened:
        yield opened


async def read(client: httpx.AsyncClient, id_: str) -> dict[str, str]:
    answer = await client.get(f"/fhir/Subscription/{id_}")
    found: dict[str, str] = answer.json()
    return found


async def test_a_subscription_is_greeted_and_told_of_what_its_owner_sees(
    client: httpx.AsyncClient, place: Telling, receiver: Receiver, worker_db: Database
) -> None:
    wanted = subscription(receiver, content="full-resource", filters=["Observation?value-quantity=gt70"])
    id_ = await subscribe(client, wanted)
    await place.write(1, weight("before", 1))
    await place.tell()
    assert receiver.told() == [("handshake", [], [])]
    assert (await read(client, id_))["status"] == "active"

    await place.write(1, weight("w1", 1), weight("light", 1, 60.0))
    await place.write(2, weight("w2", 2))
    await place.write(1, patient("p1", gender="female"))
    await place.tell()
    (kind, numbers, [sent]) = receiver.told()[-1]
    assert (kind, numbers) == ("event-notification", [("1", "Observation/w1")])
    assert (sent["id"], sent["valueQuantity"]["value"], sent["meta"]["versionId"]) == ("w1", 80, "1")
    assert len(receiver.heard) == 2
    assert (1, "subscription", "Observation", "seen") in await audit(worker_db)
    assert not [line for line in await audit(worker_db) if line[0] == 2]


async def test_a_change_a_transition_and_a_deletion_each_have_their_number(
    client: httpx.AsyncClient, place: Telling, receiver: Receiver
) -> None:
    await subscribe(client, subscription(receiver, content="id-only", filters=["Observation?value-quantity=gt70"]))
    await place.tell()
    await place.write(1, weight("w", 1))
    await place.write(1, weight("w", 1, 90.0))
    await place.write(1, weight("w", 1, 60.0))
    await place.write(1, weight("w", 1, 75.0))
    assert (await client.delete("/fhir/Observation/w")).status_code == 204
    await place.tell()
    [(_, numbers, resources)] = receiver.told()[1:]
    assert numbers == [(str(n), "Observation/w") for n in (1, 2, 3, 4)]
    assert resources == []
    entry = orjson.loads(receiver.heard[-1][2])["entry"][-1]
    assert entry["request"] == {"method": "DELETE", "url": "Observation/w"}


async def test_a_transition_is_told_once_it_happens(
    client: httpx.AsyncClient, place: Telling, receiver: Receiver
) -> None:
    await subscribe(client, subscription(receiver, f"{TOPIC}encounter-end", content="id-only"))
    await place.tell()
    act = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"}
    stay = {"resourceType": "Encounter", "id": "e", "class": act, "subject": {"reference": "Patient/p1"}}
    await place.write(1, stay | {"status": "in-progress"})
    await place.write(1, stay | {"status": "finished"})
    await place.write(1, stay | {"status": "finished", "period": {"start": "2026"}})
    await place.tell()
    assert [numbers for kind, numbers, _ in receiver.told() if kind == "event-notification"] == [[("1", "Encounter/e")]]


async def test_what_may_not_be_seen_at_delivery_is_not_told(
    client: httpx.AsyncClient, place: Telling, receiver: Receiver, worker_db: Database
) -> None:
    await subscribe(client, subscription(receiver, content="full-resource"))
    await place.tell()
    await place.write(1, weight("w", 1))
    await place.outbox.drain()
    async with worker_db.transaction() as connection:
        await connection.execute("DELETE FROM access.relationship WHERE person_id = 1 AND party = 'zone-1'")
    await place.tell()
    assert receiver.told()[-1] == ("event-notification", [("1", "")], [])
    assert b"Observation" not in receiver.heard[-1][2].replace(b"SubscriptionTopic/Observation", b"")
    assert (0, "subscription", "Subscription", "refused") in await audit(worker_db)


async def test_what_is_labelled_meanwhile_is_not_told(
    client: httpx.AsyncClient, place: Telling, receiver: Receiver
) -> None:
    await subscribe(client, subscription(receiver, content="full-resource"))
    await place.tell()
    await place.write(1, weight("w", 1))
    await place.outbox.drain()
    hiv = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "HIV"}
    await place.write(1, weight("w", 1) | {"meta": {"security": [hiv]}})
    await place.tell()
    assert receiver.told()[-1] == ("event-notification", [("1", "")], [])


async def test_a_receiver_that_fails_is_tried_again_and_then_in_error(
    client: httpx.AsyncClient, place: Telling, receiver: Receiver
) -> None:
    id_ = await subscribe(client, subscription(receiver, content="id-only"))
    await place.tell()
    receiver.answer = b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"
    await place.write(1, weight("w", 1))
    for tried in range(1, len(PAUSES) + 1):
        await place.tell()
        assert (await place.row(id_))["attempts"] == tried
        assert (await read(client, id_))["status"] == "active"
        await place.hurry()
    await place.tell()
    found = await read(client, id_)
    assert (found["status"], found["error"]) == ("error", "the receiver answered with status 500; tried 8 times")

    receiver.answer = b"HTTP/1.1 204 Yes\r\n\r\n"
    await place.write(1, weight("w2", 1))
    await place.tell()  # nothing is sent while it is in error, but nothing is lost
    again = await client.put(f"/fhir/Subscription/{id_}", json=found | {"status": "requested"}, headers=FHIR)
    assert again.status_code == 200
    await place.tell()
    assert [kind for kind, _, _ in receiver.told()[-2:]] == ["handshake", "event-notification"]
    assert receiver.told()[-1][1] == [("1", "Observation/w"), ("2", "Observation/w2")]
    assert "error" not in await read(client, id_)


async def test_a_redirect_is_not_followed(client: httpx.AsyncClient, place: Telling, receiver: Receiver) -> None:
    receiver.answer = b"HTTP/1.1 302 There\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
    id_ = await subscribe(client, subscription(receiver))
    await place.tell()
    assert len(receiver.heard) == 1
    assert (await place.row(id_))["status"] == "requested"


async def test_a_slow_receiver_keeps_nobody_waiting(
    client: httpx.AsyncClient, worker_db: Database, web_db: Database, database: str, receiver: Receiver
) -> None:
    place = Telling(worker_db, web_db, database, seconds=60)
    async with listening() as slow:
        for one in (slow, receiver):
            await subscribe(client, subscription(one, content="id-only"))
        await place.tell()
        slow.wait = 60
        await place.write(1, weight("w", 1))
        await place.outbox.drain()
        while len(receiver.heard) < 3:
            await place.write(1, weight(f"w{len(receiver.heard)}", 1))
            await place.outbox.drain()
            await place.deliveries.turn()
            await asyncio.sleep(0.01)
        assert len(slow.heard) == 2
        for task in place.deliveries._busy.values():
            task.cancel()


async def test_killed_between_telling_and_noting_it_tells_the_same_number_again(
    client: httpx.AsyncClient, place: Telling, receiver: Receiver, database: str
) -> None:
    id_ = await subscribe(client, subscription(receiver, content="id-only"))
    await place.tell()
    await place.write(1, weight("w", 1))
    await place.outbox.drain()
    owner = await asyncpg.connect(database)
    await owner.execute(
        "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'killed'; END $$;"
        "CREATE TRIGGER stop BEFORE UPDATE ON fhir.subscription FOR EACH ROW WHEN (NEW.delivered > OLD.delivered) "
        "EXECUTE FUNCTION stop()"
    )
    await place.deliveries.turn()
    await place.deliveries.settle()
    await owner.execute("DROP TRIGGER stop ON fhir.subscription")
    await owner.close()
    await place.tell()
    assert [numbers for _, numbers, _ in receiver.told()[1:]] == [[("1", "Observation/w")]] * 2
    assert (await place.row(id_))["delivered"] == 1


async def test_a_change_that_is_looked_at_twice_is_one_event(
    client: httpx.AsyncClient, place: Telling, receiver: Receiver
) -> None:
    id_ = await subscribe(client, subscription(receiver))
    await place.tell()
    await place.write(1, weight("w", 1))
    async with place.system.transaction() as connection:
        await connection.execute(
            "INSERT INTO base.outbox (topic, order_key, payload) SELECT topic, order_key, payload FROM base.outbox"
        )
    await place.outbox.drain()
    assert (await place.row(id_))["last"] == 1


async def test_heartbeats_come_when_nothing_else_does(
    client: httpx.AsyncClient, place: Telling, receiver: Receiver
) -> None:
    id_ = await subscribe(client, subscription(receiver, heartbeat=5))
    await place.tell()
    assert (await place.row(id_))["heartbeat"] == 5
    async with place.system.transaction() as connection:
        await connection.execute("UPDATE fhir.subscription SET due = clock_timestamp()")
    await place.tell()
    assert [kind for kind, _, _ in receiver.told()] == ["handshake", "heartbeat"]


async def test_no_more_events_come_at_once_than_were_asked_for(
    client: httpx.AsyncClient, place: Telling, receiver: Receiver
) -> None:
    await subscribe(client, subscription(receiver, count=2, content="id-only"))
    await place.tell()
    for n in range(5):
        await place.write(1, weight(f"w{n}", 1))
    await place.tell()
    assert [[number for number, _ in numbers] for _, numbers, _ in receiver.told()[1:]] == [
        ["1", "2"],
        ["3", "4"],
        ["5"],
    ]


async def test_plain_r4_puts_the_resource_below_the_endpoint(
    client: httpx.AsyncClient, place: Telling, receiver: Receiver
) -> None:
    await subscribe(client, subscription(receiver, "Observation?patient=p1", header=["Authorization: Bearer x"]))
    await place.tell()
    await place.write(1, weight("w", 1))
    await place.tell()
    first, headers, body = receiver.heard[-1]
    assert first == "PUT /hook/Observation/w HTTP/1.1"
    assert (headers["authorization"], headers["careweft-event"]) == ("Bearer x", "1")
    assert headers["host"] == f"127.0.0.1:{receiver.port}"
    assert orjson.loads(body)["id"] == "w"


async def test_plain_r4_without_a_payload_says_only_that_something_changed(
    client: httpx.AsyncClient, place: Telling, receiver: Receiver
) -> None:
    wanted = subscription(receiver, "Observation?code=8302-2")
    del wanted["channel"]["payload"]
    await subscribe(client, wanted)
    await place.tell()
    await place.write(1, weight("w", 1), weight("w2", 1))
    await place.tell()
    assert [(first, body) for first, _, body in receiver.heard] == [("POST /hook HTTP/1.1", b"")] * 2
    assert receiver.heard[-1][1]["careweft-event"] == "2"


async def test_a_subscription_is_its_owners_alone(
    client: httpx.AsyncClient, place: Telling, receiver: Receiver
) -> None:
    id_ = await subscribe(client, subscription(receiver))
    zoe = ("zoe", "right")
    for path in (f"Subscription/{id_}", f"Subscription/{id_}/_history", f"Subscription/{id_}/_history/1"):
        assert (await client.get(f"/fhir/{path}")).status_code == 200
        assert (await client.get(f"/fhir/{path}", auth=zoe)).status_code == 404
    for auth, count in (("ruth", 1), ("zoe", 0)):
        page = await client.get("/fhir/Subscription?_total=accurate", auth=(auth, "right"))
        assert (page.json()["total"], len(page.json().get("entry", ()))) == (count, count)
    mine = await client.get(f"/fhir/Subscription/{id_}")
    taken = await client.put(f"/fhir/Subscription/{id_}", json=mine.json(), headers=FHIR, auth=zoe)
    assert taken.status_code in (403, 404, 409)


async def test_off_ends_it_and_a_deletion_too(client: httpx.AsyncClient, place: Telling, receiver: Receiver) -> None:
    ids = [await subscribe(client, subscription(receiver)) for _ in range(2)]
    await place.tell()
    off = (await read(client, ids[0])) | {"status": "off"}
    assert (await client.put(f"/fhir/Subscription/{ids[0]}", json=off, headers=FHIR)).status_code == 200
    assert (await client.delete(f"/fhir/Subscription/{ids[1]}")).status_code == 204
    await place.write(1, weight("w", 1))
    await place.tell()
    assert len(receiver.heard) == 2


async def test_an_account_that_may_read_no_more_is_told_no_more(
    client: httpx.AsyncClient, place: Telling, receiver: Receiver, worker_db: Database
) -> None:
    id_ = await subscribe(client, subscription(receiver))
    await place.tell()
    await place.write(1, weight("w", 1))
    await place.outbox.drain()
    async with worker_db.transaction() as connection:
        await connection.execute("UPDATE access.membership SET role = 'finance' WHERE party = 'zone-1'")
    await place.tell()
    assert (await place.row(id_))["attempts"] == 1
    assert len(receiver.heard) == 1


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"status": "active"}, "Subscription.status"),
        ({"criteria": "Observation?colour=red"}, "Subscription.criteria"),
        ({"criteria": "https://example.org/no-topic"}, "Subscription.criteria"),
        ({"criteria": "Patient?_has:Observation:patient:code=1"}, "Subscription.criteria"),
        ({"criteria": "Subscription"}, "Subscription.criteria"),
        ({"channel": {"type": "email", "endpoint": "mailto:a@b"}}, "Subscription.channel.type"),
        ({"channel": {"type": "rest-hook"}}, "Subscription.channel.endpoint"),
        ({"channel": {"type": "rest-hook", "endpoint": "http://example.org/"}}, "Subscription.channel.endpoint"),
        ({"channel": {"type": "rest-hook", "endpoint": "https://u:p@x.org/"}}, "Subscription.channel.endpoint"),
        ({"channel": {"type": "websocket", "payload": "application/fhir+xml"}}, "Subscription.channel.payload"),
        ({"channel": {"type": "websocket", "header": ["Host: x"]}}, "Subscription.channel.header"),
    ],
)
async def test_what_cannot_be_done_is_refused_and_says_where(
    client: httpx.AsyncClient, receiver: Receiver, change: dict[str, object], where: str
) -> None:
    answer = await client.post("/fhir/Subscription", json=subscription(receiver) | change, headers=FHIR)
    assert answer.status_code == 422
    assert where in answer.text


@pytest.mark.parametrize(
    ("username", "person", "may"), [("ruth", "", False), ("lab", "", True), ("lab", "1", False), ("edith", "", False)]
)
async def test_an_app_that_can_be_stopped_does_not_subscribe(
    client: httpx.AsyncClient, record: Record, worker_db: Database, username: str, person: str, may: bool
) -> None:
    async with worker_db.transaction() as connection:
        machine = NewAccount("lab", "right", "Lab", "machine", memberships=[("zone-1", "feed")])
        await accounts.create(connection, machine)
        account = await connection.fetchval("SELECT id FROM access.account WHERE username = $1", username)
    held = {"careweft.client": "an-app", "careweft.person": person, "careweft.scope": ""}
    wanted = subscription(None, content="id-only")
    server = fhir.Server(record.store, record.persons)
    writing = record.writing.transaction(account, held=held)
    if may:
        async with writing as connection:
            assert (await fhir.create(connection, server, wanted, ORIGIN)).action == "created"
        return
    with pytest.raises(Invalid):
        async with writing as connection:
            await fhir.create(connection, server, wanted, ORIGIN)


async def test_just_the_topics_that_are_claimed_can_be_subscribed_to(client: httpx.AsyncClient) -> None:
    resources = (await client.get("/fhir/metadata")).json()["rest"][0]["resource"]
    (found,) = [one["extension"] for one in resources if one["type"] == "Subscription"]
    claimed = [each["valueCanonical"] for each in found]
    assert claimed == [*TOPICS] and len(claimed) > 140
    for topic, status in ((claimed[0], 201), (claimed[3], 201), (claimed[-1], 201), (f"{TOPIC}Nothing", 422)):
        answer = await client.post("/fhir/Subscription", json=subscription(None, topic), headers=FHIR)
        assert answer.status_code == status, answer.text


async def test_web_sockets_are_where_it_is_claimed(client: httpx.AsyncClient, place: Telling) -> None:
    (socket,) = (await client.get("/fhir/metadata")).json()["rest"][0]["extension"]
    id_ = await subscribe(client, subscription(None, content="id-only"))
    await place.tell()
    told = (await client.get(f"/fhir/Subscription/{id_}/$get-ws-binding-token")).json()["parameter"]
    assert [each["valueUrl"] for each in told if each["name"] == "websocket-url"] == [socket["valueUri"]]
