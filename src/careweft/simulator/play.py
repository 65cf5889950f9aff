"""A region played back: its messages in the order in which they would have arrived, over all organisations."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

import orjson

from careweft.base.errors import BadInput, NotFound

Kind = Literal["hl7", "fhir", "csv"]
_KINDS: Final[dict[str, Kind]] = {".hl7": "hl7", ".ndjson": "fhir", ".csv": "csv"}


@dataclass(frozen=True)
class Message:
    """One message: when it arrives (UTC), from whom, in which form, its name (HL7 control id, bundle id, file name),
    and its bytes: one HL7 message, one bundle, or one CSV file."""

    at: datetime
    source: str
    kind: Kind
    name: str
    payload: bytes


@dataclass(frozen=True)
class Region:
    """What region.json says that playing needs."""

    folder: Path
    start: date
    end: date
    zone: ZoneInfo
    sends_at: dict[str, time]

    @property
    def days(self) -> list[date]:
        """All days of the period."""
        return [self.start + timedelta(days=number) for number in range((self.end - self.start).days)]


def read(folder: Path) -> Region:
    """Open a region. Raises NotFound where there is none, BadInput where its region.json is not understood."""
    path = folder / "region.json"
    try:
        content: dict[str, Any] = orjson.loads(path.read_bytes())
        senders = content["organisations"]
        return Region(
            folder,
            date.fromisoformat(content["start"]),
            date.fromisoformat(content["end"]),
            ZoneInfo(content["zone"]),
            {sender["id"]: time.fromisoformat(sender["sends_at"] or "23:59") for sender in senders},
        )
    except FileNotFoundError as missing:
        raise NotFound(f"there is no region in {folder}", hint="Make one with `careweft region make`") from missing
    except (ValueError, KeyError, TypeError) as wrong:
        raise BadInput("this is no region", where=str(path), expected="what `careweft region make` writes") from wrong


def day(region: Path, day: date) -> Iterator[Message]:
    """One day's messages in time order. Raises BadInput for a day outside the region's period."""
    found = read(region)
    if not found.start <= day < found.end:
        raise BadInput(f"{day} is not in the region", expected=f"a day from {found.start} to before {found.end}")
    return _day(found, day)


def through(region: Path, day: date) -> Iterator[Message]:
    """Everything that arrived before a day, in time order."""
    found = read(region)
    return (message for each in found.days if each < day for message in _day(found, each))


def _day(region: Region, day: date) -> Iterator[Message]:
    order = count()
    streams = (
        ((message.at, next(order), message) for message in _file(region, path, day))
        for path in sorted((region.folder / "feeds").glob(f"*/*{day.isoformat()}.*"))
    )
    return (message for _, _, message in heapq.merge(*streams))


def _file(region: Region, path: Path, day: date) -> Iterator[Message]:
    source, kind = path.parent.name, _KINDS.get(path.suffix)
    if kind == "hl7":
        yield from _hl7(path, source)
    elif kind == "fhir":
        yield from _fhir(path, source)
    elif kind == "csv":
        at = datetime.combine(day, region.sends_at[source], region.zone).astimezone(UTC)
        yield Message(at, source, kind, path.name, path.read_bytes())


def _hl7(path: Path, source: str) -> Iterator[Message]:
    for payload in path.read_bytes().split(b"\n\n"):
        fields = payload.split(b"|", 10)
        if len(fields) < 11:
            raise BadInput("this is no HL7 message", where=str(path), expected="messages separated by a blank line")
        at = datetime.strptime(fields[6].decode(), "%Y%m%d%H%M%S%z").astimezone(UTC)
        yield Message(at, source, "hl7", fields[9].decode(), payload.removesuffix(b"\n").removesuffix(b"\r") + b"\r")


def _fhir(path: Path, source: str) -> Iterator[Message]:
    for line in path.read_bytes().splitlines():
        head = orjson.loads(line)
        at = datetime.fromisoformat(head["timestamp"]).astimezone(UTC)
        yield Message(at, source, "fhir", head["id"], line)
