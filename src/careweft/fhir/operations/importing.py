"""Bulk import of NDJSON: each line a resource with its own type and id, stored as if each had been updated by itself.

Sending the same again writes nothing. A line that cannot be stored is told by its number and keeps none of the others
back. Patients come before what is about them.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from careweft.base.errors import BadInput, CareweftError
from careweft.fhir.decode import decode
from careweft.fhir.invalid import Invalid
from careweft.fhir.outcome import discreet
from careweft.fhir.primitives import fault

BATCH: Final = 1000
MAX_LINE: Final = 4 * 1024 * 1024
TOLD: Final = 1000  # lines that are told of; more are only counted

Resource = dict[str, Any]
Put = Callable[[Sequence[Resource]], Awaitable[int]]
"""Stores resources in one transaction, all or none; how many of them were new or changed."""


@dataclass(frozen=True)
class Reject:
    """A line that was not stored: its number, where in the resource, and why."""

    line: int
    path: str
    code: str
    why: str


@dataclass
class Report:
    """What became of the lines; `rejects` are the first of those that were not stored."""

    lines: int = 0
    written: int = 0
    unchanged: int = 0
    rejected: int = 0
    rejects: list[Reject] = field(default_factory=list)

    def reject(self, line: int, error: CareweftError) -> None:
        """Note that a line was not stored."""
        self.rejected += 1
        if len(self.rejects) < TOLD:
            first = error.issues[0] if isinstance(error, Invalid) else None
            why = f"found {first.found}; expected {first.expected}" if first else str(discreet(error))
            self.rejects.append(Reject(line, first.path if first else "", first.code if first else "processing", why))


async def import_lines(chunks: AsyncIterator[bytes], put: Put) -> Report:
    """Store every line that comes. Raises BadInput for a line that is too long; what came before it is stored."""
    report = Report()
    batch: list[tuple[int, Resource]] = []
    async for line in _lines(chunks):
        report.lines += 1
        if not line.strip():
            continue
        try:
            batch.append((report.lines, _read(line)))
        except CareweftError as wrong:
            report.reject(report.lines, wrong)
        if len(batch) >= BATCH:
            await _store(batch, put, report)
            batch = []
    await _store(batch, put, report)
    return report


def _read(line: bytes) -> Resource:
    resource = decode(line)
    if fault("id", resource.get("id")):
        raise BadInput("there is no id", where=resource["resourceType"], expected="the id to store it under")
    return resource


async def _store(batch: Sequence[tuple[int, Resource]], put: Put, report: Report) -> None:
    """Store a batch; where it is refused, its halves, down to the lines that are wrong."""
    if not batch:
        return
    try:
        changed = await put([resource for _, resource in batch])
    except CareweftError as wrong:
        if len(batch) == 1:
            report.reject(batch[0][0], wrong)
            return
        half = len(batch) // 2
        await _store(batch[:half], put, report)
        await _store(batch[half:], put, report)
    else:
        report.written += changed
        report.unchanged += len(batch) - changed


async def _lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    rest = b""
    async for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield line
        if len(rest) > MAX_LINE:
            raise BadInput(f"a line of more than {MAX_LINE:,} bytes", where="$import", expected="a resource a line")
    if rest:
        yield rest
