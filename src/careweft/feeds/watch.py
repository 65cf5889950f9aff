"""A watched folder: files that organisations drop are taken in and moved to `done` once every message is committed.

    <folder>/sources/<source>.toml   how the CSV files of a source are read
    <folder>/in/<source>/…           what the source sends: *.csv, *.hl7, *.json, *.ndjson (the latter two also .gz)
    <folder>/done/<source>/…         what was taken in

A file is taken once its size and time have stood still for a while, so that one that is still being written is left
alone; a sender does better to write under a name that begins with a dot, or ends in .part or .tmp, and then to rename.
A watch that was stopped between taking a file in and moving it takes it in again, which has no effect.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import asyncpg

from careweft.base.db import Database
from careweft.base.errors import BadInput
from careweft.feeds.files import ENDINGS, Reader
from careweft.feeds.process import Feeds
from careweft.feeds.receive import store
from careweft.feeds.sources import declare_mapping
from careweft.feeds.tables.intake import TOGETHER, Row, store_rows

log = logging.getLogger(__name__)

_UNFINISHED = (".part", ".tmp", ".partial", ".filepart")


@dataclass(frozen=True)
class Found:
    """A file in the folder as it looked at one moment."""

    path: Path
    source: str
    size: int
    changed: int


@dataclass
class Watch:
    """Looks into a folder every `every` seconds; takes what has stood still for `still` looks."""

    feeds: Feeds
    database: Database
    folder: Path
    every: float = 1.0
    still: int = 2
    committed: Callable[[], None] = lambda: None
    _seen: dict[Path, tuple[Found, int]] = field(default_factory=dict)
    _declared: dict[Path, int] = field(default_factory=dict)
    _told: set[Path] = field(default_factory=set)

    async def run(self) -> None:
        """Watch until cancelled. What cannot be read or stored now is tried again at the next look."""
        while True:
            try:
                await self.look()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as wrong:
                log.warning("the watched folder could not be taken in", extra={"error": type(wrong).__name__})
            await asyncio.sleep(self.every)

    async def look(self) -> int:
        """Look once; how many files were taken."""
        await self._declare()
        taken = 0
        for found in await asyncio.to_thread(self._ready):
            await self._take(found)
            taken += 1
        return taken

    async def _declare(self) -> None:
        for path, changed, text in await asyncio.to_thread(self._mappings):
            try:
                async with self.database.transaction() as connection:
                    await declare_mapping(connection, path.stem, text, str(path))
            except BadInput as wrong:
                log.error("a mapping was not taken: %s", wrong)
            self._declared[path] = changed

    def _mappings(self) -> list[tuple[Path, int, str]]:
        """Mappings that are new or have changed."""
        found = [(path, path.stat().st_mtime_ns) for path in sorted(self.folder.glob("sources/*.toml"))]
        return [
            (path, changed, path.read_text(encoding="utf-8", errors="replace"))
            for path, changed in found
            if self._declared.get(path) != changed
        ]

    def _ready(self) -> list[Found]:
        """Files that have not changed for some looks, the oldest first."""
        here = {found.path: found for found in self._files()}
        seen = {path: self._seen.get(path) for path in here}
        self._seen = {
            path: (found, before[1] + 1 if (before := seen[path]) and before[0] == found else 1)
            for path, found in here.items()
        }
        ready = [found for found, looks in self._seen.values() if looks > self.still]
        return sorted(ready, key=lambda found: (found.changed, found.path))

    def _files(self) -> list[Found]:
        found = []
        for path in sorted(self.folder.glob("in/*/**/*")):
            if not path.is_file() or path.name.startswith(".") or path.name.endswith(_UNFINISHED):
                continue
            if path.name.endswith(ENDINGS):
                stat = path.stat()
                source = path.relative_to(self.folder / "in").parts[0]
                found.append(Found(path, source, stat.st_size, stat.st_mtime_ns))
            elif path not in self._told:
                self._told.add(path)
                log.warning("a file is no feed and stays where it is", extra={"file": path.suffix})
        return found

    async def _take(self, found: Found) -> None:
        now = self.feeds.clock.now()
        async with self.database.transaction() as connection:
            sources = await self.feeds.sources.read(connection)
        inside = self.folder / "in"
        reader = Reader(inside, self.feeds.zone, sources, found.source, found.source, now, now)
        told = reader.read(found.path)
        while batch := await asyncio.to_thread(lambda: list(islice(told, TOGETHER))):
            await self._store(batch)
            self.committed()
        await asyncio.to_thread(self._move, found)
        self._seen.pop(found.path, None)

    async def _store(self, batch: list[Row]) -> None:
        async with self.database.transaction() as connection:
            rows = [row for row in batch if row.key]
            if rows:
                await store_rows(connection, rows)
            await store(connection, [row.message for row in batch if not row.key])

    def _move(self, found: Found) -> None:
        target = self.folder / "done" / found.path.relative_to(self.folder / "in")
        target.parent.mkdir(parents=True, exist_ok=True)
        number = 1
        while target.exists():
            number += 1
            target = target.with_name(f"{found.path.name}.{number}")
        found.path.rename(target)
