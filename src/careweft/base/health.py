"""Whether the place's processes are well: each says so now and then, and silence is noticed."""

from careweft.base.db import Connection

SILENT_SECONDS = 30
"""After so long without a word a process counts as silent."""


async def beat(connection: Connection, process: str) -> None:
    """Say that a process is well."""
    await connection.execute(
        "INSERT INTO base.heartbeat (process, at) VALUES ($1, clock_timestamp()) "
        "ON CONFLICT (process) DO UPDATE SET at = excluded.at",
        process,
    )


async def processes(connection: Connection) -> dict[str, bool]:
    """Every process that ever said that it is well, and whether it did so lately."""
    rows = await connection.fetch(
        "SELECT process, at > clock_timestamp() - $1 * interval '1 s' AS well FROM base.heartbeat ORDER BY process",
        SILENT_SECONDS,
    )
    return {row["process"]: row["well"] for row in rows}
