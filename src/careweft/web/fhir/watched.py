"""A store that remembers whose resources went through it: so the audit misses nobody, by include, history or bundle."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from careweft.base.db import Alone, Connection
from careweft.fhir.store import Change, Expected, Key, Origin, Page, Store, Stored
from careweft.fhir.versions import Span, Versions


class Watched(Store):
    """For one request: `seen` and `changed` are the persons whose resources were given out or written, `missed` says
    whether something was asked for by its id that is not there for the asker.
    """

    def __init__(self, store: Store) -> None:
        super().__init__(zone=str(store.zone))
        self._store = store
        self.seen: set[int] = set()
        self.changed: set[int] = set()
        self.missed = False

    async def put(
        self,
        conn: Connection,
        person_id: int | Sequence[int],
        resources: Sequence[dict[str, Any]],
        origin: Origin | Sequence[Origin],
        *,
        expected: Expected | Sequence[Expected] = None,
    ) -> list[Change]:
        """As the store does."""
        changes = await self._store.put(conn, person_id, resources, origin, expected=expected)
        self.changed.update(change.person_id for change in changes)
        return changes

    async def delete(
        self, conn: Connection, type_: str, id_: str, origin: Origin, *, expected: int | None = None
    ) -> Change | None:
        """As the store does."""
        change = await self._store.delete(conn, type_, id_, origin, expected=expected)
        if change is not None:
            self.changed.add(change.person_id)
        return change

    async def read(self, conn: Connection | Alone, type_: str, id_: str) -> Stored | None:
        """As the store does."""
        found = await self._store.read(conn, type_, id_)
        self.missed |= found is None
        self._note(found)
        return found

    async def lock(self, conn: Connection, type_: str, id_: str) -> Stored | None:
        """As the store does."""
        found = await self._store.lock(conn, type_, id_)
        self.missed |= found is None
        self._note(found)
        return found

    async def read_many(self, conn: Connection, keys: Iterable[Key]) -> list[Stored]:
        """As the store does."""
        found = await self._store.read_many(conn, keys)
        self._note(*found)
        return found

    async def vread(self, conn: Connection, type_: str, id_: str, version: int) -> Stored | None:
        """As the store does."""
        found = await self._store.vread(conn, type_, id_, version)
        self.missed |= found is None
        self._note(found)
        return found

    async def history(
        self, conn: Connection, type_: str, id_: str, *, before: int = 2**31 - 1, limit: int = 1000
    ) -> list[Stored]:
        """As the store does."""
        found = await self._store.history(conn, type_, id_, before=before, limit=limit)
        self._note(*found)
        return found

    async def versions(self, conn: Connection, span: Span) -> Versions:
        """As the store does."""
        page = await self._store.versions(conn, span)
        self._note(*page.found)
        return page

    @asynccontextmanager
    async def attempt(self, conn: Connection) -> AsyncIterator[None]:
        """As the store does: whose resources would have been changed were only seen, where it is undone."""
        changed = set(self.changed)
        try:
            async with self._store.attempt(conn):
                yield
        except BaseException:
            self.missed = True
            self.seen |= self.changed - changed
            self.changed = changed
            raise

    async def search(
        self, conn: Connection, type_: str, params: Iterable[tuple[str, str]], *, lenient: bool = False
    ) -> Page:
        """As the store does."""
        page = await self._store.search(conn, type_, params, lenient=lenient)
        self._note(*page.matches, *page.included)
        return page

    def _note(self, *found: Stored | None) -> None:
        self.seen.update(stored.person_id for stored in found if stored is not None)
