"""A place where subscriptions are told of, a receiver that listens, and Subscriptions to write."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import orjson

from careweft.base.db import Database
from careweft.base.outbox import Worker
from careweft.feeds.subscriptions.deliveries import Deliveries
from careweft.feeds.subscriptions.delivery import Deliverer
from careweft.feeds.subscriptions.endpoint import Sender, networks
from careweft.fhir.store import Origin, Store
from careweft.fhir.subscriptions import events
from tests.fhir.conftest import observation
from tests.web.fhir.conftest import FHIR, LONG_AGO

ZONE = ZoneInfo("Europe/London")
BACKPORT = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-"
TOPIC = "https://careweft.org/fhir/SubscriptionTopic/"
ORIGIN = Origin("acute", None, LONG_AGO)
Resource = dict[str, Any]


@dataclass
class Receiver:
    """Listens on loopback; `answer` is what it says, after `wait` seconds."""

    port: int = 0
    answer: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    wait: float = 0.0
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    heard: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.heard.append((first, headers, body))
        with suppress(TimeoutError):
            await asyncio.wait_for(self.closed.wait(), self.wait)
        writer.write(self.answer)
        writer.close()

    def told(self) -> list[tuple[str, list[tuple[str, str]], list[Resource]]]:
        """What kind each notification was of, its events' numbers and what they are about, and the resources in it."""
        found = []
        for _, _, body in self.heard:
            bundle = orjson.loads(body)
            status = bundle["entry"][0]["resource"]["parameter"]
            kind = next(p["valueCode"] for p in status if p["name"] == "type")
            numbers = [_event(p["part"]) for p in status if p["name"] == "notification-event"]
            found.append((kind, numbers, [e["resource"] for e in bundle["entry"][1:] if "resource" in e]))
        return found


def _event(parts: list[Resource]) -> tuple[str, str]:
    said = {part["name"]: part for part in parts}
    focus = said.get("focus", {}).get("valueReference", {}).get("reference", "")
    return said["event-number"]["valueString"], "/".join(focus.split("/")[-2:])


@asynccontextmanager
async def listening() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.hear, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    yield receiver
    receiver.closed.set()
    server.close()


@dataclass
class Telling:
    """The worker's side of a place."""

    system: Database
    web: Database
    url: str
    seconds: float = 5.0

    def __post_init__(self) -> None:
        sender = Sender(networks("127.0.0.0/8"), self.seconds)
        self.deliverer = Deliverer(self.system, self.web, sender, "http://place.test/fhir", ZONE)
        self.deliveries = Deliveries(self.deliverer, self.url)
        self.outbox = Worker(self.system, {events.TOPIC: events.handler(ZONE)})

    async def tell(self) -> None:
        """Count what has changed, and tell of it. What the models' own rooms wait for is not their part here."""
        async with self.system.transaction() as connection:
            await connection.execute("DELETE FROM base.outbox WHERE topic <> $1", events.TOPIC)
        await self.outbox.drain()
        while await self.deliveries.turn():
            await self.deliveries.settle()

    async def hurry(self) -> None:
        """Let what waits for another try be tried now."""
        async with self.system.transaction() as connection:
            await connection.execute("UPDATE fhir.subscription SET due = '-infinity' WHERE attempts > 0")

    async def write(self, person: int, *resources: Resource) -> None:
        async with self.system.transaction() as connection:
            await Store().put(connection, person, list(resources), ORIGIN)

    async def row(self, id_: str) -> Any:
        async with self.system.transaction() as connection:
            return await connection.fetchrow("SELECT * FROM fhir.subscription WHERE id = $1", id_)


def subscription(receiver: Receiver | None, text: str = f"{TOPIC}Observation", **more: Any) -> Resource:
    """A request for a subscription: `content`, `filters`, `count`, `heartbeat`, `status`, `header`."""
    channel: Resource = {"type": "rest-hook" if receiver else "websocket", "payload": "application/fhir+json"}
    if receiver:
        channel["endpoint"] = receiver.url
    if "header" in more:
        channel["header"] = more["header"]
    if "content" in more:
        channel["_payload"] = {"extension": [{"url": f"{BACKPORT}payload-content", "valueCode": more["content"]}]}
    told = {"heartbeat-period": more.get("heartbeat"), "max-count": more.get("count")}
    names = {"heartbeat-period": "valueUnsignedInt", "max-count": "valuePositiveInt"}
    extensions = [{"url": BACKPORT + name, names[name]: value} for name, value in told.items() if value]
    if extensions:
        channel["extension"] = extensions
    made = {
        "resourceType": "Subscription", "status": more.get("status", "requested"), "criteria": text,
        "reason": "to know",
        "channel": channel,
    }  # fmt: skip
    if "filters" in more:
        made["_criteria"] = {
            "extension": [{"url": f"{BACKPORT}filter-criteria", "valueString": one} for one in more["filters"]]
        }
    return made


async def subscribe(client: httpx.AsyncClient, wanted: Resource) -> str:
    answer = await client.post("/fhir/Subscription", json=wanted, headers=FHIR)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


Made = Callable[..., Awaitable[str]]


def weight(id_: str, person: int, value: float = 80.0) -> Resource:
    return observation(id_, f"Patient/p{person}", valueQuantity={"value": value, "unit": "kg"})
