"""`careweft doctor`: what is set, what runs, what is wrong and what to do about it."""

import asyncio
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import asyncpg
import click

from careweft import __version__
from careweft.base.db import WEB, WORKER
from careweft.base.errors import CareweftError
from careweft.base.migrate import migrations
from careweft.base.settings import Settings, load
from careweft.cli import supervisor
from careweft.cli.progress import console


@dataclass(frozen=True)
class Finding:
    """One check: whether it is well, what was found, and what to do where it is not."""

    well: bool
    what: str
    advice: str = ""


@click.command()
def doctor() -> None:
    """Check this installation and say what to do."""
    settings = load()
    console.print(f"Careweft {__version__}, Python {sys.version.split()[0]}\n\nSettings")
    for name, value in settings.model_dump().items():
        console.print(f"  {name:<22} {value if value is not None else '(not set)'}")
    console.print("\nChecks")
    findings = list(_checks(settings))
    for finding in findings:
        console.print(f"  {'✓' if finding.well else '✗'} {finding.what}")
        if not finding.well:
            console.print(f"    → {finding.advice}")
    sys.exit(0 if all(finding.well for finding in findings) else 1)


def _checks(settings: Settings) -> Iterator[Finding]:
    try:
        folder = supervisor.prepare_folder(settings)
        free = shutil.disk_usage(folder).free // 2**30
        yield Finding(True, f"the data folder {folder} can be written, {free} GB are free")
    except CareweftError as wrong:
        yield Finding(False, str(wrong), wrong.hint)
        return
    server = supervisor.embedded(settings)
    if server and not server.running():
        yield Finding(False, f"the embedded database in {server.home} does not run", "Start it with: careweft up")
        return
    yield from asyncio.run(_database_checks(settings))


async def _database_checks(settings: Settings) -> list[Finding]:
    try:
        connection = await asyncpg.connect(supervisor.database_url(settings), timeout=5)
    except CareweftError as wrong:
        return [Finding(False, str(wrong), wrong.hint)]
    except (OSError, asyncpg.PostgresError, TimeoutError) as wrong:
        return [Finding(False, f"the database does not answer ({type(wrong).__name__})", "Check CAREWEFT_DATABASE_URL")]
    try:
        version = await connection.fetchval("SHOW server_version")
        found = [Finding(True, f"PostgreSQL {version} answers")]
        if not await connection.fetchval("SELECT to_regclass('base.migration') IS NOT NULL"):
            return [*found, Finding(False, "the database is empty", "Prepare it with: careweft migrate")]
        ran = {row["name"] for row in await connection.fetch("SELECT name FROM base.migration")}
        missing = [m.name for m in migrations() if m.name not in ran]
        found.append(Finding(not missing, f"{len(missing)} migrations to run", "Run: careweft migrate"))
        found += [await _work(connection, *check) for check in _WORK]
    finally:
        await connection.close()
    return found if missing else [*found, *await _log_ins(settings)]


async def _log_ins(settings: Settings) -> list[Finding]:
    try:
        urls = supervisor.log_ins(settings)
    except CareweftError as wrong:
        return [Finding(False, str(wrong), f"See {_HOW}")]
    return [await _log_in("web", urls.web, [WEB]), await _log_in("worker", urls.worker, [WEB, WORKER])]


_HOW = "the guide: use a database of your own"
_BECOMES = """SELECT session_user AS who, ARRAY(
    SELECT rolname::text FROM pg_roles WHERE rolname <> session_user AND pg_has_role(session_user, oid, 'MEMBER')
    ORDER BY rolname) AS roles,
    (SELECT rolsuper OR rolcreaterole OR rolbypassrls OR rolreplication FROM pg_roles WHERE rolname = session_user)
    OR EXISTS (SELECT FROM pg_namespace WHERE nspowner = session_user::regrole AND nspname IN ('base', 'access'))
    OR EXISTS (SELECT FROM pg_database WHERE datdba = session_user::regrole AND datname = current_database())
    AS rules"""


async def _log_in(process: str, url: str, may: list[str]) -> Finding:
    """Whether a process logs in to the database as somebody who can become what it needs, and nobody else."""
    setting = f"CAREWEFT_{process.upper()}_DATABASE_URL"
    advice = f"Set {setting} to a log-in that may become {' and '.join(may)} alone. See {_HOW}"
    try:
        connection = await asyncpg.connect(url, timeout=5)
    except (OSError, asyncpg.PostgresError, TimeoutError) as wrong:
        return Finding(False, f"the {process}'s log-in to the database is not let in ({type(wrong).__name__})", advice)
    try:
        row = await connection.fetchrow(_BECOMES)
    finally:
        await connection.close()
    assert row is not None
    if row["rules"]:
        return Finding(False, f"the {process} logs in to the database as {row['who']}, who rules it", advice)
    roles = " and ".join(row["roles"]) or "nobody"
    what = f"the {process} logs in to the database as {row['who']}, who can become {roles}"
    return Finding(row["roles"] == may, what, advice)


_WORK = (
    ("SELECT count(*) FROM base.dead_letter", "pieces of work set aside", "Look at base.dead_letter for the reasons"),
    ("SELECT count(*) FROM feeds.message WHERE state = 'quarantined'", "messages in quarantine",
     "See them with: careweft feed quarantine"),
    ("SELECT count(*) FROM base.heartbeat WHERE at < clock_timestamp() - interval '30 s'", "processes silent",
     "Start them with: careweft up"),
)  # fmt: skip


async def _work(connection: "asyncpg.Connection[asyncpg.Record]", query: str, what: str, advice: str) -> Finding:
    count = await connection.fetchval(query)
    return Finding(count == 0, f"{count} {what}", advice)
