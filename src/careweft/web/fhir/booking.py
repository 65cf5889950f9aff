"""The web's store, in which a time of a clinic is booked by the rules of its page, whoever writes the Appointment.

The booking is done as the system, within the account's own transaction: it looks at the whole clinic, of which the
account may see little. That the account may see the person, and may book, is asked for first.
"""

from collections.abc import Sequence
from typing import Any

from careweft.access import accounts
from careweft.base.db import WEB, WORKER, Connection, act_as
from careweft.base.errors import Refused
from careweft.care.appointments.exchange import TIMES, Exchange, Unbookable
from careweft.fhir.store import Change, Expected, Origin, Store
from careweft.fhir.stored import Stored

_TYPES = TIMES | {"Appointment"}


class BookingStore(Store):
    """A store for connections that act as careweft_web."""

    def __init__(self, store: Store, exchange: Exchange) -> None:
        super().__init__(store.projections, zone=str(store.zone), for_web=True)
        self._exchange = exchange

    async def put(
        self,
        conn: Connection,
        person_id: int | Sequence[int],
        resources: Sequence[dict[str, Any]],
        origin: Origin | Sequence[Origin],
        *,
        expected: Expected | Sequence[Expected] = None,
    ) -> list[Change]:
        """As the store does, but for appointments at times of ours."""
        if not any(each["resourceType"] in _TYPES for each in resources):
            return await super().put(conn, person_id, resources, origin, expected=expected)
        persons = [person_id] * len(resources) if isinstance(person_id, int) else person_id
        versions = expected if isinstance(expected, Sequence) else [expected] * len(resources)
        origins = [origin] * len(resources) if isinstance(origin, Origin) else origin
        changes: list[Change] = []
        for one in zip(persons, resources, origins, versions, strict=True):
            changes += await self._one(conn, *one)
        return changes

    async def delete(
        self, conn: Connection, type_: str, id_: str, origin: Origin, *, expected: int | None = None
    ) -> Change | None:
        """As the store does; a booking of ours is cancelled instead, which gives its place back."""
        if type_ in _TYPES and await self._takes(conn, {"resourceType": type_, "id": id_}):
            raise Unbookable("a booking is not deleted", hint="Update it with the status cancelled")
        return await super().delete(conn, type_, id_, origin, expected=expected)

    async def _one(
        self, conn: Connection, person: int, body: dict[str, Any], origin: Origin, expected: Expected
    ) -> list[Change]:
        if body["resourceType"] not in _TYPES or not await self._takes(conn, body):
            return await super().put(conn, person, [body], origin, expected=expected)
        before = await self.read(conn, "Appointment", body["id"])
        account = await accounts.acting(conn)
        if account is None:
            raise Refused("nobody asks for this")
        await conn.execute(act_as(WORKER))
        await self._exchange.write(conn, account, person, body, expected)
        await conn.execute(act_as(WEB))
        after = await self.read(conn, "Appointment", body["id"])
        return [_change(before, after)] if after and (before is None or before.version != after.version) else []

    async def _takes(self, conn: Connection, body: dict[str, Any]) -> bool:
        await conn.execute(act_as(WORKER))
        taken = await self._exchange.takes(conn, body)
        await conn.execute(act_as(WEB))
        return taken


def _change(before: Stored | None, after: Stored) -> Change:
    was = before.resource if before and not before.deleted else None
    return Change(after.person_id, after.type, after.id, after.version, was, after.resource, after.at, after.origin)
