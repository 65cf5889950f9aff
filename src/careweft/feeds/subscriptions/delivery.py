"""One delivery: what is due of a subscription, told to its endpoint as its owner may know it now, and noted.

Events are told in order, at least once: how far a receiver has been told is noted only after its answer, so a process
that is killed between tells the same numbers again. The key that makes an event one for the receiver is its number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from careweft.access import accounts, audit, policy
from careweft.access.audit import Entry
from careweft.base.db import Connection, Database
from careweft.feeds.sources import HERE
from careweft.feeds.subscriptions.endpoint import Sender, Undelivered
from careweft.fhir.store import Origin, Store
from careweft.fhir.subscriptions import definition, notification
from careweft.fhir.subscriptions.definition import Definition
from careweft.fhir.subscriptions.notification import Kind, State
from careweft.fhir.subscriptions.told import Told, told

JSON: Final = "application/fhir+json"
PAUSES: Final = (1, 5, 30, 120, 600, 1800, 3600)
"""Seconds until each further try; when the last has failed, the subscription is in error."""
ROUNDS: Final = 50
"""Notifications in a row to one receiver."""
_READ: Final = """SELECT *, until <= clock_timestamp() AS ended FROM fhir.subscription
WHERE id = $1 AND status IN ('requested', 'active') AND due <= clock_timestamp()"""
_DONE: Final = """UPDATE fhir.subscription SET delivered = greatest(delivered, $3), attempts = 0,
    due = least(until, CASE WHEN last > $3 THEN clock_timestamp()
    WHEN heartbeat > 0 THEN clock_timestamp() + heartbeat * interval '1 s' ELSE 'infinity' END)
WHERE id = $1 AND version = $2"""
_FAILED: Final = """UPDATE fhir.subscription SET attempts = attempts + 1, due = clock_timestamp() + $3 * interval '1 s'
WHERE id = $1 AND version = $2"""
_STATUS: Final = """UPDATE fhir.subscription SET status = $3, version = $4, resource = $5, attempts = 0,
    due = least(until, CASE WHEN $3 <> 'active' OR channel <> 'rest-hook' THEN 'infinity'::timestamptz
    WHEN last > delivered THEN clock_timestamp()
    WHEN heartbeat > 0 THEN clock_timestamp() + heartbeat * interval '1 s' ELSE 'infinity' END)
WHERE id = $1 AND version = $2"""


@dataclass(frozen=True)
class Due:
    """A subscription for which there is something to do."""

    id: str
    account: int
    version: int
    status: str
    last: int
    delivered: int
    attempts: int
    ended: bool
    known: Definition

    def state(self, status: str, error: str = "") -> State:
        """As a notification speaks of it."""
        return State(self.id, status, self.last, self.known.topic.url if self.known.topic else "", error)


@dataclass(frozen=True)
class Deliverer:
    """`system` is the database as the system, `web` as the web: a delivery sees what the owner sees, through `web`.

    `base` is the address of the record.
    """

    system: Database
    web: Database
    sender: Sender
    base: str
    zone: ZoneInfo

    async def serve(self, id_: str) -> None:
        """Do what is due of a subscription; a receiver that fails is noted, nothing is raised for it."""
        for _ in range(ROUNDS):
            due = await self._read(id_)
            if due is None:
                return
            await self._serve(due)

    async def _serve(self, due: Due) -> None:
        try:
            if due.ended:
                await self._become(due, "off", "")
            elif due.status == "requested":
                await self._greet(due)
            else:
                await self._tell(due)
        except Undelivered as why:
            await self._failed(due, str(why))

    async def _read(self, id_: str) -> Due | None:
        async with self.system.transaction() as connection:
            row = await connection.fetchrow(_READ, id_)
        if row is None:
            return None
        return Due(
            id_, row["account_id"], row["version"], row["status"], row["last"], row["delivered"], row["attempts"],
            row["ended"], definition.read(row["resource"], self.zone),
        )  # fmt: skip

    async def _greet(self, due: Due) -> None:
        """The handshake; a web socket is greeted when it is bound."""
        await self._allowed(due)
        if due.known.channel == "rest-hook":
            await self._send(due, "handshake", "requested")
        await self._become(due, "active", "")

    async def _tell(self, due: Due) -> None:
        await self._allowed(due)
        last = min(due.last, due.delivered + due.known.max_count)
        if last > due.delivered:
            events = await self._see(due, due.delivered + 1, last)
            await self._send(due, "event-notification", "active", events)
        elif due.known.heartbeat:
            await self._send(due, "heartbeat", "active")
        async with self.system.transaction() as connection:
            await connection.execute(_DONE, due.id, due.version, last)

    async def _allowed(self, due: Due) -> None:
        async with self.system.transaction() as connection:
            account = await accounts.profile(connection, due.account)
        if account is None or not policy.may(account, "use-fhir"):
            raise Undelivered("the account that subscribed may not read the record any more")

    async def _see(self, due: Due, first: int, last: int) -> list[Told]:
        """The events as the owner may know them, with that in the audit."""
        async with self.web.transaction(due.account) as connection:
            events = await told(connection, due.id, first, last, due.known.content)
            await audit.write(connection, entries(due.account, due.id, events))
        return events

    async def _send(self, due: Due, kind: Kind, status: str, events: Sequence[Told] = ()) -> None:
        known, sender = due.known, self.sender
        if known.topic is not None:
            body = notification.bundle(due.state(status), kind, self.base, events, known.content)
            await sender.send("POST", known.endpoint, [*known.headers, ("content-type", JSON)], body)
        elif kind != "event-notification":
            await sender.send("POST", known.endpoint, known.headers, b"")
        elif known.content == "empty":
            await sender.send("POST", known.endpoint, [*known.headers, ("careweft-event", str(events[-1].number))], b"")
        else:
            await self._send_resources(known, events)

    async def _send_resources(self, known: Definition, events: Sequence[Told]) -> None:
        """As R4 itself has it: each resource is put below the endpoint; one that is not to be seen is left out."""
        for event in events:
            if event.resource is not None:
                headers = [*known.headers, ("content-type", JSON), ("careweft-event", str(event.number))]
                url = f"{known.endpoint.rstrip('/')}/{event.type}/{event.id}"
                await self.sender.send("PUT", url, headers, event.resource)

    async def _failed(self, due: Due, why: str) -> None:
        if due.attempts >= len(PAUSES):
            await self._become(due, "error", f"{why}; tried {due.attempts + 1} times")
            return
        async with self.system.transaction() as connection:
            await connection.execute(_FAILED, due.id, due.version, PAUSES[due.attempts])

    async def _become(self, due: Due, status: str, error: str) -> None:
        """Write the status into the Subscription itself, unless its owner has changed it meanwhile."""
        async with self.system.transaction() as connection:
            await become(connection, due.id, due.version, status, error, self.system.clock.now())


async def become(
    connection: Connection, id_: str, version: int, status: str, error: str, now: datetime
) -> None:  # fmt: skip
    """Give a subscription that is still of this version another status, with the reason where it is an error."""
    store = Store()  # without projections: this change is the system's own
    stored = await store.lock(connection, "Subscription", id_)
    if stored is None or stored.deleted or stored.version != version:
        return
    resource: dict[str, Any] = {k: v for k, v in stored.resource.items() if k != "error"} | {"status": status}
    if error:
        resource["error"] = error
    [change] = await store.put(connection, stored.person_id, [resource], Origin(HERE, None, now))
    await connection.execute(_STATUS, id_, version, status, change.version, change.after)


def entries(account: int, id_: str, events: Sequence[Told]) -> list[Entry]:
    """The audit of telling some events: one line for each person and type, and one where something may not be told."""
    why = f"told by Subscription/{id_}"
    told_of = sorted({(event.person, event.type) for event in events if event.visible})
    lines = [Entry(account, person, "subscription", type_, "seen", why) for person, type_ in told_of]
    if any(not event.visible for event in events):
        lines.append(Entry(account, 0, "subscription", "Subscription", "refused", why))
    return lines
