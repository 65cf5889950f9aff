"""The long work that accounts ask of the FHIR interface: what the worker does it with."""

from collections.abc import Sequence
from pathlib import Path

from careweft.access.audit import Entry, write
from careweft.base.db import Database
from careweft.fhir.operations.export import Export
from careweft.fhir.operations.jobs import Jobs, Work

_AUDITED_AT_ONCE = 2000


def jobs(database: Database, data_dir: Path) -> Jobs:
    """What does exports; their files lie in the data folder until they expire."""
    return Jobs(database, data_dir / "jobs", {"export": Export(audit)})


async def audit(work: Work, persons: Sequence[int]) -> None:
    """Write that the account exported something of these persons; or that there was nobody."""
    account = work.job.account
    by = work.job.asked.get("by", "")
    entries = [Entry(account, person, "export", "Bundle", "seen", by) for person in persons]
    entries = entries or [Entry(account, 0, "export", "Bundle", "empty", by)]
    for start in range(0, len(entries), _AUDITED_AT_ONCE):
        async with work.database.transaction() as connection:
            await write(connection, entries[start : start + _AUDITED_AT_ONCE])
