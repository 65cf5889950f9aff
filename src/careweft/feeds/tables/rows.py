"""A CSV file as messages: one for every row, each with the header, so that it can be read again on its own."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from hashlib import sha256

from careweft.base.errors import BadInput
from careweft.feeds.tables.mapping import File

_DATE = re.compile(r"(?<!\d)(20\d\d)-?([01]\d)-?([0-3]\d)(?:[T_-]?([0-2]\d)[:-]?([0-5]\d)(?:[:-]?([0-5]\d))?)?(?!\d)")


@dataclass(frozen=True)
class Row:
    """A row: where it stands, what makes it this row and no other, and its text below the file's header."""

    line: int
    key: str
    raw: bytes
    digest: bytes
    fault: str = ""


def rows(content: bytes, file: File) -> Iterator[Row]:
    """Every row of a file. Raises BadInput where the file as a whole cannot be read as the mapping says."""
    try:
        text = content.decode(file.encoding)
    except UnicodeDecodeError as wrong:
        raise BadInput(f"byte {wrong.start} is not {file.encoding}", expected=f"text in {file.encoding}") from wrong
    lines = text.splitlines(keepends=True)
    reader = _Reader(lines, file.delimiter)
    header = reader.next()
    if header is None:
        raise BadInput("the file is empty", expected="a header and rows")
    names = [name.strip() for name in header]
    _check(names, file)
    head = reader.text
    where = [names.index(name) for name in file.id]
    while (cells := reader.next()) is not None:
        if not any(cell.strip() for cell in cells):
            continue
        yield _row(reader, head, cells, where, len(names), file)


def _row(reader: _Reader, head: str, cells: list[str], where: list[int], width: int, file: File) -> Row:
    raw = f"{head.rstrip()}\n{reader.text.rstrip()}\n".encode(_plain(file.encoding))
    digest = sha256("\x1f".join(cell.strip() for cell in cells).encode()).digest()
    fault = "" if len(cells) == width else f"the row has {len(cells)} cells, not {width} as the header"
    key = "|".join(cells[i].strip() for i in where if i < len(cells))
    if not key.strip("|"):
        fault = fault or f"the columns that identify the row ({', '.join(file.id)}) are empty"
    if fault:
        key = f"{digest.hex()[:16]}"
    return Row(reader.first, key, raw, digest, fault)


def cells(raw: bytes, file: File) -> dict[str, str]:
    """One row, given with its header, as column → cell. Raises BadInput where they do not fit."""
    try:
        lines = list(
            csv.reader(raw.decode(file.encoding).splitlines(keepends=True), delimiter=file.delimiter, strict=True)
        )
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise BadInput(
            "the row cannot be read", expected=f"{file.encoding} text delimited by {file.delimiter!r}"
        ) from wrong
    if len(lines) != 2 or len(lines[0]) != len(lines[1]):
        widths = " and ".join(str(len(line)) for line in lines)
        raise BadInput(f"found lines of {widths} cells", expected="a header and a row of the same number of cells")
    names = [name.strip() for name in lines[0]]
    _check(names, file)
    return {name: cell.strip() for name, cell in zip(names, lines[1], strict=True)}


def _check(names: list[str], file: File) -> None:
    for name in (*file.columns.values(), *file.id):
        if name not in names:
            raise BadInput(f"there is no column {name!r}", where="header", expected=f"the columns of {file.match}")


def _plain(encoding: str) -> str:
    return "utf-8" if encoding == "utf-8-sig" else encoding


class _Reader:
    """Reads records and remembers the text of the last one, which may run over several lines."""

    def __init__(self, lines: list[str], delimiter: str) -> None:
        self._lines, self._at = lines, 0
        self._csv = csv.reader(self._feed(), delimiter=delimiter)
        self.first, self.text = 0, ""

    def _feed(self) -> Iterator[str]:
        while self._at < len(self._lines):
            self._at += 1
            yield self._lines[self._at - 1]

    def next(self) -> list[str] | None:
        """The next record; None at the end. A field too large for csv counts as an unreadable row."""
        start = self._at
        try:
            record = next(self._csv, None)
        except csv.Error:
            record = [""]
        self.first, self.text = start + 1, "".join(self._lines[start : self._at])
        return record


def as_at(name: str, zone: tzinfo) -> datetime | None:
    """When a file holds, by its name: the time in it, else the end of the day in it; None where there is no date."""
    found = list(_DATE.finditer(name))
    if not found:
        return None
    year, month, day, hour, minute, second = found[-1].groups()
    try:
        if hour:
            return datetime(
                int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=zone
            ).astimezone(UTC)
        last = datetime(int(year), int(month), int(day)) + timedelta(days=1)  # noqa: DTZ001
        return last.replace(tzinfo=zone).astimezone(UTC)
    except ValueError:
        return None
