"""Who persons are, out of the person index and the record, as an account may see them."""

from collections.abc import Sequence

from careweft.base.clock import Clock
from careweft.base.db import Connection
from careweft.base.errors import NotFound
from careweft.care.record import Record
from careweft.fhir.store import Store
from careweft.people import search
from careweft.people.person import Banner, banner, banners
from careweft.web.oauth.provider import Named

_MINE = """SELECT DISTINCT person_id FROM access.sight WHERE party = ANY ((SELECT access.parties())::text[])
AND since <= base.now() AND base.now() < until AND hides & 1 = 0 LIMIT 50"""


class IndexedPersons:
    """The persons of the index."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._record = Record(store, clock)

    async def mine(self, connection: Connection) -> Sequence[Named]:
        """Everybody whom a person's account may see, by name; who the account is comes first."""
        own = await connection.fetchval("SELECT person_id FROM access.profile(access.account())")
        rows = await connection.fetch(_MINE)
        found = (await banners(connection, [row["person_id"] for row in rows])).values()
        return sorted(map(_named, found), key=lambda each: (each.id != own, each.name))

    async def find(self, connection: Connection, words: str) -> Sequence[Named]:
        """People whom the account may see, by name, NHS number or birth date."""
        return [_named(found) for found in await search.find(connection, words)]

    async def named(self, connection: Connection, person_id: int) -> Named | None:
        """One person."""
        try:
            return _named(await banner(connection, person_id))
        except NotFound:
            return None

    async def patient(self, connection: Connection, person_id: int) -> str | None:
        """The id of the Patient that is spoken of where a person is."""
        found = await self._record.patient(connection, person_id)
        return found.rpartition("/")[2] if found else None


def _named(found: Banner) -> Named:
    return Named(found.person_id, found.name, found.birth_date)
