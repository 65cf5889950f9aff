"""Migrations: plain SQL files run in order of their number, forward only, each once."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

import asyncpg

from careweft.base.db import connect
from careweft.base.errors import Conflict


@dataclass(frozen=True)
class Migration:
    """One file: its name, its SQL and the digest that shows whether it was changed after it ran."""

    name: str
    sql: str

    @property
    def digest(self) -> str:
        """SHA-256 of the SQL, in hexadecimal."""
        return sha256(self.sql.encode()).hexdigest()


def migrations() -> list[Migration]:
    """Every migration, in order."""
    folder = files("careweft.base") / "migrations"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [Migration(name, (folder / name).read_text()) for name in names]


async def migrate(url: str, through: str | None = None) -> list[str]:
    """Bring the database at `url` up to date (or up to the file named `through`); return the names that ran now."""
    connection = await connect(url)
    try:
        await connection.execute("SELECT pg_advisory_lock(hashtext('careweft.migrate'))")
        done = await _done(connection)
        return [m.name for m in migrations() if (not through or m.name <= through) and await _run(connection, m, done)]
    finally:
        await connection.close()


async def _done(connection: asyncpg.Connection[asyncpg.Record]) -> dict[str, str]:
    if not await connection.fetchval("SELECT to_regclass('base.migration') IS NOT NULL"):
        return {}
    rows = await connection.fetch("SELECT name, digest FROM base.migration")
    return {row["name"]: row["digest"] for row in rows}


async def _run(connection: asyncpg.Connection[asyncpg.Record], migration: Migration, done: dict[str, str]) -> bool:
    if migration.name in done:
        if done[migration.name] != migration.digest:
            raise Conflict(
                "this migration was changed after it ran here",
                where=migration.name,
                hint="Restore the file and put the change into a new migration",
            )
        return False
    async with connection.transaction():
        await connection.execute(migration.sql)
        await connection.execute(
            "INSERT INTO base.migration (name, digest) VALUES ($1, $2)", migration.name, migration.digest
        )
    return True
