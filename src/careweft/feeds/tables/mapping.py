"""How a source's CSV files are to be read, declared in TOML: which file is what, and which column is which field."""

from __future__ import annotations

import codecs
import re
import tomllib
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Final, Literal

from careweft.base.errors import BadInput
from careweft.feeds.outgoing.address import Address
from careweft.feeds.outgoing.address import parse as parse_address

Type = Literal["text", "date", "instant", "number", "integer", "boolean", "code"]

_PATIENT: Final[dict[str, Type]] = {
    "local_id": "text",
    "family": "text",
    "given": "text",
    "birth_date": "date",
    "sex": "code",
    "nhs_number": "text",
    "line": "text",
    "postcode": "text",
    "practice": "text",
    "phone": "text",
    "died": "instant",
}
FIELDS: Final[dict[str, dict[str, Type]]] = {
    "patient": _PATIENT,
    "package": {
        "local_id": "text",
        "package_id": "text",
        "service": "code",
        "provider": "text",
        "start": "instant",
        "end": "instant",
        "hours_per_week": "number",
        "weekly_cost": "number",
        "status": "code",
    },
    "visit": {
        "local_id": "text",
        "visit_id": "text",
        "planned": "instant",
        "start": "instant",
        "minutes": "integer",
        "status": "code",
    },
    "referral": {
        "local_id": "text",
        "referral_id": "text",
        "at": "instant",
        "reason": "text",
        "urgent": "boolean",
        "from": "text",
    },
    "resident": {**_PATIENT, "start": "instant", "end": "instant", "home": "text"},
}
"""What a file of each kind may say."""

NEEDED: Final = {
    "patient": ("local_id",),
    "package": ("local_id", "package_id", "service"),
    "visit": ("local_id", "visit_id", "planned"),
    "referral": ("local_id", "referral_id", "at"),
    "resident": ("local_id", "start"),
}
CODES: Final = {
    "sex": frozenset({"male", "female", "other", "unknown"}),
    "status": frozenset({"planned", "active", "on-hold", "ended", "cancelled", "done", "missed"}),
}
"""What a code may be, once `values` have been applied."""

_AT_LINE: Final = re.compile(r"at line (\d+)")
_DELIMITERS: Final = {"tab": "\t", "\\t": "\t"}
_KEYS: Final = frozenset({"match", "kind", "delimiter", "encoding", "id", "columns", "formats", "values"})


@dataclass(frozen=True)
class File:
    """How files whose names match a pattern are read.

    `id` are the columns that tell one row from every other; `columns` maps fields to columns, `formats` fields to
    strptime formats (ISO 8601 where none is given), `values` fields to what each of the source's codes means.
    """

    match: str
    kind: str
    id: tuple[str, ...]
    columns: dict[str, str]
    delimiter: str = ","
    encoding: str = "utf-8-sig"
    formats: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Mapping:
    """All files of a source, and where what it is told goes."""

    files: tuple[File, ...]
    outgoing: Address | None = None

    def of(self, name: str) -> File | None:
        """How a file of that name is read; None where nothing was declared for it."""
        return next((file for file in self.files if fnmatchcase(name, file.match)), None)


def parse(text: str, where: str) -> Mapping:
    """Read a mapping. Raises BadInput that names file and line, what was found and what was expected."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        line = _AT_LINE.search(str(wrong))
        place = f"{where}:{line[1]}" if line else where
        raise BadInput(f"this is not TOML: {wrong}", where=place, expected="[[file]] tables") from wrong
    files, out = content.get("file", []), content.get("outgoing")
    if not isinstance(files, list) or not (files or out):
        raise BadInput(
            "there is no [[file]] table", where=where, expected="one [[file]] for each kind of file, or [outgoing]"
        )
    outgoing = parse_address(out, where) if out is not None else None
    return Mapping(tuple(_Place(text, where, number).file(table) for number, table in enumerate(files)), outgoing)


class _Place:
    """One [[file]] table and where its lines are."""

    def __init__(self, text: str, where: str, number: int) -> None:
        self._lines, self._where = text.splitlines(), where
        starts = [i for i, line in enumerate(self._lines) if line.strip().startswith("[[file]]")] or [0]
        self._start = starts[min(number, len(starts) - 1)]

    def wrong(self, key: str, found: str, expected: str, section: str = "") -> BadInput:
        """The error for a key of this table (of its [file.section]), with its line."""
        return BadInput(f"{key}: {found}", where=f"{self._where}:{self._line(key, section) + 1}", expected=expected)

    def _line(self, key: str, section: str) -> int:
        begun, line = not section, self._start
        for i in range(self._start, len(self._lines)):
            text = self._lines[i].strip()
            if i > self._start and text.startswith("[[file]]"):
                break
            if section and text.startswith(f"[file.{section}"):
                begun, line = True, i
            if begun and text.split("=")[0].strip(" []").rpartition(".")[2].strip(" \"'") == key:
                return i
        return line

    def file(self, table: Any) -> File:
        if not isinstance(table, dict):
            raise self.wrong("file", "found a value", "a table")
        for key in table:
            if key not in _KEYS:
                raise self.wrong(key, "is not known here", ", ".join(sorted(_KEYS)))
        kind = self._text(table, "kind")
        if kind not in FIELDS:
            raise self.wrong("kind", f"found {kind!r}", " or ".join(FIELDS))
        columns = self._texts(table, "columns")
        self._fields("columns", columns, kind)
        for name in NEEDED[kind]:
            if name not in columns:
                raise self.wrong("columns", f"{name} is missing", f"a column for {', '.join(NEEDED[kind])}")
        return File(
            match=self._text(table, "match"),
            kind=kind,
            id=self._id(table),
            columns=columns,
            delimiter=self._delimiter(table.get("delimiter", ",")),
            encoding=self._encoding(table.get("encoding", "utf-8-sig")),
            formats=self._formats(table, kind),
            values=self._values(table, kind),
        )

    def _text(self, table: dict[str, Any], key: str) -> str:
        value = table.get(key)
        if not isinstance(value, str) or not value:
            raise self.wrong(key, "is missing" if value is None else f"found {value!r}", "a text")
        return value

    def _texts(self, table: dict[str, Any], key: str) -> dict[str, str]:
        value = table.get(key, {})
        if not isinstance(value, dict) or not all(isinstance(v, str) and v for v in value.values()):
            raise self.wrong(key, "holds something that is not a text", f"[file.{key}] with texts")
        return value

    def _fields(self, where: str, named: dict[str, Any], kind: str) -> None:
        for name in named:
            if name not in FIELDS[kind]:
                raise self.wrong(name, f"is no field of a {kind} ({where})", ", ".join(FIELDS[kind]), where)

    def _id(self, table: dict[str, Any]) -> tuple[str, ...]:
        value = table.get("id")
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not value or not all(isinstance(name, str) and name for name in value):
            raise self.wrong("id", "is missing or no list of columns", "the columns that tell one row from every other")
        return tuple(value)

    def _delimiter(self, value: Any) -> str:
        mark = _DELIMITERS.get(value, value) if isinstance(value, str) else ""
        if len(mark) != 1 or mark in '"\r\n':
            raise self.wrong("delimiter", f"found {value!r}", 'one character, such as ";", or "tab"')
        return str(mark)

    def _encoding(self, value: Any) -> str:
        try:
            codecs.lookup(value)
        except (LookupError, TypeError) as unknown:
            raise self.wrong("encoding", f"found {value!r}", "a character set such as utf-8 or cp1252") from unknown
        return "utf-8-sig" if codecs.lookup(value).name == "utf-8" else str(value)

    def _formats(self, table: dict[str, Any], kind: str) -> dict[str, str]:
        formats = self._texts(table, "formats")
        self._fields("formats", formats, kind)
        for name, pattern in formats.items():
            if FIELDS[kind][name] not in ("date", "instant") or "%" not in pattern:
                raise self.wrong(
                    name, f"found {pattern!r}", 'a date format such as "%d/%m/%Y" for a date or time', "formats"
                )
        return formats

    def _values(self, table: dict[str, Any], kind: str) -> dict[str, dict[str, str]]:
        values = table.get("values", {})
        if not isinstance(values, dict):
            raise self.wrong("values", f"found {values!r}", "[file.values] with a table for each field")
        self._fields("values", values, kind)
        for name, meanings in values.items():
            if not isinstance(meanings, dict) or not all(isinstance(v, str | bool) for v in meanings.values()):
                raise self.wrong(name, "is no table of texts", f'{name} = {{ "their code" = "our code" }}', "values")
            allowed = CODES.get(name)
            for meaning in meanings.values():
                if allowed and meaning not in allowed:
                    raise self.wrong(name, f"found {meaning!r}", " or ".join(sorted(allowed)), "values")
        return {
            name: {k: str(v).lower() if isinstance(v, bool) else v for k, v in m.items()} for name, m in values.items()
        }
