"""Subscriptions by web socket: bound by a token once, told as things happen, recovered by number."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import orjson
import pytest

from careweft.base.db import Database
from careweft.web.app import Site, create_app
from careweft.web.subscriptions import Sockets
from tests.web.fakes import services
from tests.web.fhir.subscribing import ZONE, Telling, subscribe, subscription, weight
from tests.web.fhir.test_subscriptions import client, place, record

__all__ = ["client", "place", "record"]


class Wire:
    """The client's end of a web socket."""

    def __init__(self) -> None:
        self.sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.got: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def say(self, text: str) -> None:
        self.sent.put_nowait({"type": "websocket.receive", "text": text})

    async def hear(self) -> dict[str, Any]:
        async with asyncio.timeout(20):
            return await self.got.get()

    async def told(self) -> tuple[str, list[str]]:
        """What kind of notification came, and the numbers of its events."""
        status = orjson.loads((await self.hear())["text"])["entry"][0]["resource"]["parameter"]
        numbers = [p["part"][0]["valueString"] for p in status if p["name"] == "notification-event"]
        return next(p["valueCode"] for p in status if p["name"] == "type"), numbers


@pytest.fixture
def sockets(web_db: Database) -> Site:
    return create_app(services(apis={"subscriptions": Sockets(web_db, "http://place.test/fhir", ZONE)}))


@asynccontextmanager
async def opened(site: Site, path: str = "/subscriptions") -> AsyncIterator[Wire]:
    wire = Wire()
    wire.sent.put_nowait({"type": "websocket.connect"})

    async def send(message: Any) -> None:
        wire.got.put_nowait(dict(message))

    scope = {"type": "websocket", "path": path, "headers": [], "query_string": b""}
    task = asyncio.create_task(site(scope, wire.sent.get, send))
    yield wire
    wire.sent.put_nowait({"type": "websocket.disconnect", "code": 1000})
    async with asyncio.timeout(20):
        await task


async def token(client: httpx.AsyncClient, id_: str) -> str:
    answer = await client.get(f"/fhir/Subscription/{id_}/$get-ws-binding-token")
    assert answer.status_code == 200, answer.text
    found = {p["name"]: p for p in answer.json()["parameter"]}
    assert found["websocket-url"]["valueUrl"] == "ws://place.test/subscriptions"
    return str(found["token"]["valueString"])


async def active(client: httpx.AsyncClient, place: Telling, **more: Any) -> str:
    id_ = await subscribe(client, subscription(None, content="id-only", **more))
    await place.tell()
    return id_


async def test_a_bound_socket_is_told(client: httpx.AsyncClient, place: Telling, sockets: Site) -> None:
    id_ = await active(client, place)
    bound = await token(client, id_)
    await place.write(1, weight("before", 1))
    await place.tell()
    async with opened(sockets) as wire:
        assert (await wire.hear())["type"] == "websocket.accept"
        wire.say(f"bind-with-token: {bound}")
        assert await wire.told() == ("handshake", [])
        assert await wire.told() == ("event-notification", ["1"])
        await place.write(1, weight("w", 1))
        await place.write(2, weight("other", 2))
        await place.tell()
        assert await wire.told() == ("event-notification", ["2"])
        async with asyncio.timeout(20):
            while (await place.row(id_))["delivered"] < 2:
                await asyncio.sleep(0.01)


async def test_a_token_is_good_once(client: httpx.AsyncClient, place: Telling, sockets: Site) -> None:
    bound = await token(client, await active(client, place))
    async with opened(sockets) as wire:
        await wire.hear()
        wire.say(f"bind-with-token {bound}")
        assert await wire.told() == ("handshake", [])
    for said in (f"bind-with-token: {bound}", "bind-with-token: x", "hello", bound):
        async with opened(sockets) as wire:
            await wire.hear()
            wire.say(said)
            assert (await wire.hear())["code"] == 1008


async def test_a_token_is_good_for_a_short_time(client: httpx.AsyncClient, place: Telling, sockets: Site) -> None:
    bound = await token(client, await active(client, place))
    async with place.system.transaction() as connection:
        await connection.execute("UPDATE fhir.subscription_token SET until = clock_timestamp()")
    async with opened(sockets) as wire:
        await wire.hear()
        wire.say(f"bind-with-token: {bound}")
        assert (await wire.hear())["code"] == 1008


async def test_a_socket_ends_when_its_subscription_does(
    client: httpx.AsyncClient, place: Telling, sockets: Site
) -> None:
    id_ = await active(client, place)
    bound = await token(client, id_)
    async with opened(sockets) as wire:
        await wire.hear()
        wire.say(f"bind-with-token: {bound}")
        await wire.told()
        assert (await client.delete(f"/fhir/Subscription/{id_}")).status_code == 204
        assert (await wire.hear())["type"] == "websocket.close"


async def test_a_socket_ends_when_its_account_may_read_no_more(
    client: httpx.AsyncClient, place: Telling, sockets: Site
) -> None:
    bound = await token(client, await active(client, place))
    async with opened(sockets) as wire:
        await wire.hear()
        wire.say(f"bind-with-token: {bound}")
        await wire.told()
        await place.write(1, weight("w", 1))
        await place.outbox.drain()
        async with place.system.transaction() as connection:
            await connection.execute("DELETE FROM access.membership WHERE party = 'zone-1'")
            await connection.execute("UPDATE fhir.subscription SET last = last + 1")
        kinds = [(await wire.hear())["type"]]
        while kinds[-1] != "websocket.close":
            kinds.append((await wire.hear())["type"])
        assert len(kinds) <= 2  # what was on its way when the role ended


async def test_nobody_binds_another_s_subscription(client: httpx.AsyncClient, place: Telling) -> None:
    id_ = await active(client, place)
    for path in ("$get-ws-binding-token", "$status", "$events"):
        answer = await client.get(f"/fhir/Subscription/{id_}/{path}", auth=("zoe", "right"))
        assert answer.status_code == 404


async def test_other_doors_take_no_web_socket(sockets: Site) -> None:
    async with opened(sockets, "/fhir/Patient") as wire:
        assert (await wire.hear())["type"] == "websocket.close"


async def test_events_that_were_missed_are_to_be_had_by_number(client: httpx.AsyncClient, place: Telling) -> None:
    id_ = await active(client, place)
    for n in range(4):
        await place.write(1, weight(f"w{n}", 1))
        await place.tell()  # of different resources, those that are counted first come first
    answer = await client.get(f"/fhir/Subscription/{id_}/$events?eventsSinceNumber=2&eventsUntilNumber=3")
    status, *entries = answer.json()["entry"]
    numbers = [
        p["part"][0]["valueString"] for p in status["resource"]["parameter"] if p["name"] == "notification-event"
    ]
    assert numbers == ["2", "3"]
    assert [entry["fullUrl"] for entry in entries] == [f"http://place.test/fhir/Observation/w{n}" for n in (1, 2)]
    full = await client.get(f"/fhir/Subscription/{id_}/$events?content=full-resource")
    assert not any("resource" in entry for entry in full.json()["entry"][1:])  # no more than was subscribed to
    found = (await client.get("/fhir/Subscription/$status")).json()
    said = {p["name"]: p for p in found["entry"][0]["resource"]["parameter"]}
    assert said["events-since-subscription-start"]["valueString"] == "4"
