"""How care reads and writes the shared record."""

from collections.abc import Iterable, Sequence
from typing import Any

from careweft.base.clock import Clock
from careweft.base.db import Connection
from careweft.base.errors import NotFound
from careweft.feeds.sources import HERE
from careweft.fhir.store import Store
from careweft.fhir.stored import Change, Origin


class Record:
    """The store, with care as the source and the place's clock as the time."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.clock, self._store = clock, store

    async def find(self, connection: Connection, reference: str) -> tuple[int, int, dict[str, Any]]:
        """Person, version and content of the resource that a reference names; NotFound where none may be seen."""
        kind, _, name = reference.partition("/")
        stored = await self._store.read(connection, kind, name)
        if stored is None or stored.deleted:
            raise NotFound(f"there is no such {kind} that you may see")
        return stored.person_id, stored.version, stored.resource

    async def read(self, connection: Connection, reference: str) -> dict[str, Any]:
        """The content of the resource that a reference names."""
        return (await self.find(connection, reference))[2]

    async def sent(self, connection: Connection, reference: str) -> tuple[dict[str, Any], str]:
        """The content of the resource that a reference names, and the source that sent it."""
        kind, _, name = reference.partition("/")
        stored = await self._store.read(connection, kind, name)
        if stored is None or stored.deleted:
            raise NotFound(f"there is no such {kind} that you may see")
        return stored.resource, stored.origin.source

    async def read_many(self, connection: Connection, references: Iterable[str]) -> list[dict[str, Any]]:
        """The content of those of these resources that there are and that may be seen."""
        keys = [(kind, name) for kind, _, name in (reference.partition("/") for reference in references)]
        return [stored.resource for stored in await self._store.read_many(connection, keys)]

    async def version(self, connection: Connection, reference: str, version: int) -> dict[str, Any]:
        """A resource as it was at a version; NotFound where there is none that may be seen."""
        kind, _, name = reference.partition("/")
        stored = await self._store.vread(connection, kind, name, version)
        if stored is None or stored.deleted:
            raise NotFound(f"there is no such version of a {kind} that you may see")
        return stored.resource

    async def history(self, connection: Connection, reference: str, most: int = 50) -> list[dict[str, Any]]:
        """The latest versions of a resource, newest first."""
        kind, _, name = reference.partition("/")
        found = await self._store.history(connection, kind, name, limit=most)
        return [stored.resource for stored in found if not stored.deleted]

    async def write(
        self, connection: Connection, person_id: int, *resources: dict[str, Any], expected: int | None = None
    ) -> list[Change]:
        """Create or update resources of a person; Conflict where another version than `expected` is current.

        Returns what changed: nothing for a resource that is as it was.
        """
        origin = Origin(HERE, None, self.clock.now())
        return await self._store.put(connection, person_id, resources, origin, expected=expected)

    async def write_all(self, connection: Connection, resources: Sequence[tuple[int, dict[str, Any]]]) -> list[Change]:
        """As `write`, of several persons: each resource with whose it is."""
        origin = Origin(HERE, None, self.clock.now())
        persons, bodies = [person for person, _ in resources], [body for _, body in resources]
        return await self._store.put(connection, persons, bodies, origin)

    async def subject(self, connection: Connection, record: str) -> str:
        """The source's Patient that a record is about: what care does follows it when a match is undone."""
        if record.startswith("Patient/"):
            return record
        body = await self.read(connection, record)
        return str((body.get("subject") or body["patient"])["reference"])

    async def patient(self, connection: Connection, person_id: int) -> str | None:
        """The source's Patient that is spoken of where a person is: the registered practice's, else the first by id."""
        return (await self.patients(connection, [person_id])).get(person_id)

    async def patients(self, connection: Connection, persons: Iterable[int]) -> dict[int, str]:
        """As `patient`, of several persons: without those of whom there is none."""
        return {row["person_id"]: row["record"] for row in await connection.fetch(_PATIENTS, list(persons))}


_PATIENTS = """
SELECT DISTINCT ON (p.person_id) p.person_id, p.record FROM facts.patient p LEFT JOIN facts.registration r
    ON (r.person_id, r.record, r.known_to) = (p.person_id, p.record, p.known_to) AND r.finish IS NULL
WHERE p.person_id = ANY ($1::bigint[]) AND p.known_to = 'infinity'
ORDER BY p.person_id, r.record IS NULL, p.record COLLATE "C"
"""


def replaced(items: Sequence[dict[str, Any]], url: str, new: dict[str, Any] | None) -> dict[str, Any]:
    """The `extension` element with the extension of a url replaced, or left out where `new` is None."""
    kept = [item for item in items if item["url"] != url] + ([{"url": url, **new}] if new else [])
    return {"extension": kept} if kept else {}
