"""Verifying the audit: every entry's hash is made of the one before it, so that a change anywhere shows.

The hashes are reckoned again here, from the entries as they stand and by nothing that the database could have been
told to say. What a chain cannot show by itself is that its end was cut off: for that, heads that were kept elsewhere
(`careweft audit heads`) are compared.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from careweft.base.db import Connection

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CHUNK = 20_000
_ENTRIES = """
SELECT chain, number, person_id, id, at, account_id, action, what, outcome, reason, hash FROM access.audit
WHERE chain = $1 ORDER BY number
"""
Report = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Head:
    """The last entry of a chain: its number and hash (hexadecimal)."""

    number: int
    hash: str


@dataclass(frozen=True)
class Break:
    """The first entry of a chain that is not as it was written, and why that is known."""

    chain: int
    number: int
    at: datetime | None
    why: str

    def __str__(self) -> str:
        when = f" of {self.at.isoformat(timespec='seconds')}" if self.at else ""
        return f"chain {self.chain}, entry {self.number}{when}: {self.why}"


@dataclass(frozen=True)
class Verified:
    """How many entries were verified, and where chains are broken (the first place of each)."""

    entries: int
    breaks: list[Break]


def link(before: bytes, entry: Mapping[str, Any]) -> bytes:
    """The hash that an entry must have after the one before it (the same as the SQL function access.note makes)."""
    at = (entry["at"] - _EPOCH) // timedelta(microseconds=1)
    told = [entry["chain"], entry["number"], entry["person_id"], at, entry["account_id"]]
    told += [entry[name] for name in ("action", "what", "outcome", "reason")]
    return sha256(before + json.dumps(told, ensure_ascii=False).encode()).digest()


async def heads(connection: Connection) -> dict[int, Head]:
    """The ends of the chains that have entries: to be kept where nobody who can change the database can change them."""
    rows = await connection.fetch("SELECT chain, number, hash FROM access.chain WHERE number > 0 ORDER BY chain")
    return {row["chain"]: Head(row["number"], row["hash"].hex()) for row in rows}


async def verify(connection: Connection, kept: Mapping[int, Head], report: Report | None = None) -> Verified:
    """Verify every chain against its head, and against heads that were `kept` earlier. Run as the system, in one
    transaction that sees one state (repeatable read).
    """
    total = await connection.fetchval("SELECT coalesce(sum(number), 0) FROM access.chain")
    ends = await heads(connection)
    used = await connection.fetch("SELECT DISTINCT chain FROM access.audit")
    done, breaks = 0, list[Break]()
    for chain in sorted({*ends, *kept, *(row["chain"] for row in used)}):
        wrong, count = await _chain(connection, chain, ends.get(chain), kept.get(chain))
        done += count
        breaks += [wrong] if wrong else []
        if report:
            report("Verifying the audit", done, int(total))
    return Verified(done, breaks)


async def _chain(connection: Connection, chain: int, end: Head | None, kept: Head | None) -> tuple[Break | None, int]:
    """The first break of a chain, and how many entries were good before it."""
    before, number = b"", 0
    async for entry in connection.cursor(_ENTRIES, chain, prefetch=_CHUNK):
        number += 1
        if entry["number"] != number:
            return Break(chain, number, None, "it is missing"), number - 1
        before = link(before, dict(entry))
        if before != entry["hash"]:
            return Break(chain, number, entry["at"], "it, or the one before it, is not what was written"), number - 1
        if kept and kept.number == number and kept.hash != before.hex():
            return Break(chain, number, entry["at"], "it is not the one that was kept as the chain's end"), number - 1
    last = max((each for each in (end, kept) if each), key=lambda each: each.number, default=None)
    if last and last.number > number:
        return Break(chain, number + 1, None, f"it and what followed, up to {last.number}, are missing"), number
    if end is None or (end.number, end.hash) != (number, before.hex()):
        return Break(chain, number, None, "the chain's end is not the one that is kept for it"), number
    return None, number
