"""The folder of a region: files by source and day, written whole or not at all, and counted."""

import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from careweft.base.errors import Conflict, Unavailable
from careweft.simulator.calendar import to_date
from careweft.simulator.senders.stamps import Stamps
from careweft.simulator.senders.write_hl7 import Message

HL7_GAP: Final = "\r\n\n"
"""What stands between two messages of an HL7 file: the end of the last segment, then a blank line."""


@dataclass
class Tally:
    """What was written: files, bytes, and messages (rows, for CSV) by source and type."""

    files: int = 0
    size: int = 0
    messages: dict[str, Counter[str]] = field(default_factory=dict)

    def count(self, source: str, kind: str, number: int = 1) -> None:
        """Count messages."""
        self.messages.setdefault(source, Counter())[kind] += number


class RegionFolder:
    """Writes beside the place where the region is to be, and moves it there when it is whole."""

    def __init__(self, out: Path) -> None:
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise Conflict(f"{out} is there already", expected="a folder that does not exist or is empty")
        self._out, self._draft = out, out.with_name(f".{out.name}.partial")
        self.tally = Tally()
        self._ready: set[Path] = set()

    def __enter__(self) -> "RegionFolder":
        try:
            shutil.rmtree(self._draft, ignore_errors=True)
            self._draft.mkdir(parents=True)
        except OSError as fault:
            raise self._unwritable(fault) from fault
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            shutil.rmtree(self._draft, ignore_errors=True)
            return
        if self._out.exists():
            self._out.rmdir()
        self._draft.rename(self._out)

    def write(self, name: str, content: bytes) -> None:
        """Write one file of the region. Raises Unavailable where the disk is full or may not be written."""
        path = self._draft / name
        try:
            if path.parent not in self._ready:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._ready.add(path.parent)
            path.write_bytes(content)
        except OSError as fault:
            raise self._unwritable(fault) from fault
        self.tally.files += 1
        self.tally.size += len(content)

    def _unwritable(self, fault: OSError) -> Unavailable:
        reason = (fault.strerror or str(fault)).lower()
        return Unavailable(
            f"cannot write the region to {self._out}: {reason}", hint="Free some space or choose another folder"
        )

    def messages(self, source: str, messages: Iterable[Message], stamps: Stamps, ending: str, gap: str) -> None:
        """Write a source's messages, given in time order, into one file for each local day."""
        day, texts = -1, list[str]()
        for message in messages:
            today = stamps.day(message.at)
            if today != day:
                self._day(source, day, texts, ending, gap)
                day, texts = today, []
            texts.append(message.text)
            self.tally.count(source, message.kind)
        self._day(source, day, texts, ending, gap)

    def _day(self, source: str, day: int, texts: list[str], ending: str, gap: str) -> None:
        if texts:
            name = f"feeds/{source}/{to_date(day).isoformat()}.{ending}"
            self.write(name, (gap.join(texts) + gap[:1]).encode())
