"""The messages in a folder of files, of any kind that feeds take, in order of time."""

from __future__ import annotations

import gzip
import heapq
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from careweft.base.errors import BadInput
from careweft.feeds.hl7 import message as hl7
from careweft.feeds.hl7.message import Message
from careweft.feeds.hl7.understand import sent_at
from careweft.feeds.mllp import sender
from careweft.feeds.model import Incoming
from careweft.feeds.moment import from_fhir
from careweft.feeds.receive import quarantined, read_fhir, read_hl7
from careweft.feeds.sources import Source
from careweft.feeds.tables.intake import Row, file_rows, whole_file
from careweft.feeds.tables.rows import as_at
from careweft.feeds.understand import Raw
from careweft.fhir.jsontext import loads

ENDINGS = (".hl7", ".json", ".json.gz", ".ndjson", ".ndjson.gz", ".csv")
"""What a feed's file may be called."""


@dataclass(frozen=True)
class Reader:
    """Reads the files below `folder`. `source` is who sent them all; where None, the HL7 messages say, and the rest
    are of a source named like the folder. `received` is when they came; where None, it is when each was sent."""

    folder: Path
    zone: tzinfo
    sources: Mapping[str, Source]
    source: str | None
    fallback: str
    received: datetime | None
    now: datetime

    def read(self, file: Path) -> Iterator[Row]:
        """The messages of one file. Only rows of CSV files have a key."""
        content = self._content(file)
        if isinstance(content, BadInput):
            yield self._plain(
                quarantined(
                    self._of(), "fhir", file.read_bytes(), self._at(None), str(content), origin=self._name(file)
                )
            )
        elif file.name.endswith(".hl7"):
            yield from map(self._plain, self._hl7(file, content))
        elif file.name.endswith(".csv"):
            yield from self._csv(file, content)
        elif ".ndjson" in file.name:
            yield from map(self._plain, self._lines(file, content))
        else:
            yield self._plain(self._fhir(content, self._name(file)))

    def _content(self, file: Path) -> bytes | BadInput:
        raw = file.read_bytes()
        if not file.name.endswith(".gz"):
            return raw
        try:
            return gzip.decompress(raw)
        except (OSError, EOFError, zlib.error):
            return BadInput("the file cannot be unpacked", where=file.name, expected="a whole gzip file")

    def _name(self, file: Path) -> str:
        return file.relative_to(self.folder).as_posix()

    def _of(self) -> str:
        return self.source or self.fallback

    def _at(self, sent: datetime | None) -> datetime:
        """When a message counts as received: as told, else when it was sent, but never later than now."""
        return self.received or min(sent or self.now, self.now)

    @staticmethod
    def _plain(message: Incoming) -> Row:
        return Row(message, "", "")

    def _hl7(self, file: Path, content: bytes) -> Iterator[Incoming]:
        for piece in hl7.messages(content):
            message = self._split(piece)
            source = self.source or (sender(message) if message else self.fallback)
            at = self._at(sent_at(message, self.zone) if message else None)
            yield read_hl7(source, piece, at=at, zone=self.zone, sources=self.sources, origin=self._name(file))

    def _split(self, piece: bytes) -> Message | None:
        try:
            return hl7.split(piece)
        except BadInput:
            return None

    def _lines(self, file: Path, content: bytes) -> Iterator[Incoming]:
        for number, line in enumerate(content.splitlines(), 1):
            if line.strip():
                yield self._fhir(line, f"{self._name(file)}:{number}")

    def _fhir(self, content: bytes, origin: str) -> Incoming:
        at = self._at(_stated(content, self.zone))
        return read_fhir(self._of(), content, at=at, zone=self.zone, sources=self.sources, origin=origin)

    def _csv(self, file: Path, content: bytes) -> Iterator[Row]:
        at = self._at(as_at(file.name, self.zone))
        raw = Raw(self._of(), "csv", "", self._name(file), at, content)
        try:
            yield from file_rows(raw, self.sources, self.zone)
        except BadInput as wrong:
            yield self._plain(whole_file(raw, wrong))


def _stated(content: bytes, zone: tzinfo) -> datetime | None:
    """The time that a bundle states of itself."""
    try:
        bundle = loads(content.removeprefix(b"\xef\xbb\xbf"))
        return from_fhir(bundle["timestamp"], zone)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def in_order(streams: list[Iterator[Row]]) -> Iterator[Row]:
    """The messages of several sources, each in order of time, as one stream in order of time."""
    return heapq.merge(*streams, key=lambda row: row.message.received)


def feed_files(folder: Path) -> tuple[list[Path], list[Path]]:
    """The files below a folder that are feeds, and those that are not, each sorted by name."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    feeds = [path for path in files if path.name.endswith(ENDINGS)]
    return feeds, [path for path in files if path not in set(feeds)]
