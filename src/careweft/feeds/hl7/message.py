"""HL7 v2 messages as text: segments, fields, repetitions, components, subcomponents, escapes, character sets.

HL7 v2.5 chapter 2. Splitting is done once, by hand; values are read and unescaped when they are asked for, because
most of a message is never read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from careweft.base.errors import BadInput

NULL = '""'
"""What a sender writes to delete a value; an empty field says nothing (chapter 2.5.3.2)."""

_NAME = re.compile(r"[A-Z][A-Z0-9]{2}\Z")
_HIDDEN = "\ufeff\x0b\x1c"
_CHARACTER_SETS = {  # HL7 table 0211
    "ASCII": "ascii",
    "UNICODE UTF-8": "utf-8",
    "UTF-8": "utf-8",
    "UNICODE": "utf-8",
    "GB 18030-2000": "gb18030",
    "BIG-5": "big5",
    "KS X 1001": "euc_kr",
    "ISO IR14": "shift_jis",
    "ISO IR87": "iso2022_jp",
    "ISO IR159": "iso2022_jp_2",
    **{f"8859/{part}": f"iso8859_{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 15)},
}


@dataclass(frozen=True)
class Delimiters:
    """The characters that divide this message, as MSH-1 and MSH-2 say; '' where the sender does not use one."""

    field: str
    component: str
    repetition: str
    escape: str
    subcomponent: str

    def unescape(self, text: str) -> str:
        """The text that was meant (chapter 2.7): delimiters, hexadecimal and line breaks; highlighting is left out."""
        if not self.escape or self.escape not in text:
            return text
        return _escapes(self).sub(lambda found: _meant(self, found[1]), text)


@lru_cache(maxsize=64)
def _escapes(delimiters: Delimiters) -> re.Pattern[str]:
    mark = re.escape(delimiters.escape)
    return re.compile(f"{mark}([^{mark}]*){mark}")


def _meant(delimiters: Delimiters, code: str) -> str:
    simple = {
        "F": delimiters.field,
        "S": delimiters.component,
        "T": delimiters.subcomponent,
        "R": delimiters.repetition,
        "E": delimiters.escape,
        "P": "#",
        "H": "",
        "N": "",
    }
    if code in simple:
        return simple[code]
    if code.startswith("X"):
        return _hexadecimal(code) or f"{delimiters.escape}{code}{delimiters.escape}"
    if code.startswith((".br", ".ce", ".sp")):
        return "\n"
    if code.startswith("."):
        return ""
    return f"{delimiters.escape}{code}{delimiters.escape}"


def _hexadecimal(code: str) -> str | None:
    try:
        return bytes.fromhex(code[1:]).decode("utf-8", errors="replace")
    except ValueError:
        return None


class Value:
    """One repetition of a field: components, and subcomponents within them, counted from 1."""

    __slots__ = ("_delimiters", "_parts", "raw")

    def __init__(self, raw: str, delimiters: Delimiters) -> None:
        self.raw, self._delimiters = raw, delimiters
        self._parts = raw.split(delimiters.component) if delimiters.component else [raw]

    def text(self, component: int = 1, subcomponent: int = 1) -> str | None:
        """The meant text without surrounding blanks; None where nothing, or the null, was sent."""
        if component > len(self._parts):
            return None
        part = self._parts[component - 1]
        mark = self._delimiters.subcomponent
        if mark and mark in part:
            pieces = part.split(mark)
            part = pieces[subcomponent - 1] if subcomponent <= len(pieces) else ""
        elif subcomponent > 1:
            return None
        meant = self._delimiters.unescape(part).strip()
        return meant if meant and meant != NULL else None

    def whole(self, component: int) -> str | None:
        """A component with its subcomponents joined by blanks."""
        if component > len(self._parts):
            return None
        mark = self._delimiters.subcomponent
        pieces = self._parts[component - 1].split(mark) if mark else [self._parts[component - 1]]
        meant = [text for piece in pieces if (text := self._delimiters.unescape(piece).strip()) and text != NULL]
        return " ".join(meant) or None

    def sub(self, component: int) -> Value:
        """A component read as a value of its own: its subcomponents become components."""
        part = self._parts[component - 1] if component <= len(self._parts) else ""
        d = self._delimiters
        return Value(part, Delimiters(d.field, d.subcomponent, d.repetition, d.escape, ""))


class Segment:
    """One segment; fields are counted from 1 as the standard counts them (MSH-1 is the field separator itself)."""

    __slots__ = ("_delimiters", "_fields", "name")

    def __init__(self, fields: list[str], delimiters: Delimiters) -> None:
        self.name, self._fields, self._delimiters = fields[0], fields, delimiters

    def raw(self, field: int) -> str:
        """A field as it was sent, '' where absent."""
        return self._fields[field] if field < len(self._fields) else ""

    def present(self, field: int) -> bool:
        """Whether anything was sent: a value or the null."""
        return field < len(self._fields) and self._fields[field].strip() != ""

    def null(self, field: int) -> bool:
        """Whether the sender asks for the value to be deleted."""
        return field < len(self._fields) and self._fields[field].strip() == NULL

    def values(self, field: int) -> list[Value]:
        """The repetitions that hold something, in order."""
        raw = self.raw(field)
        if not raw or raw == NULL:
            return []
        mark = self._delimiters.repetition
        if self.name == "MSH" and field < 3:
            return [Value(raw, Delimiters("", "", "", "", ""))]
        parts = raw.split(mark) if mark else [raw]
        return [Value(part, self._delimiters) for part in parts if part.strip() and part != NULL]

    def value(self, field: int) -> Value | None:
        """The first repetition that holds something."""
        raw = self.raw(field)
        if not raw or raw == NULL:
            return None
        mark = self._delimiters.repetition
        if (mark and mark in raw) or self.name == "MSH":
            return next(iter(self.values(field)), None)
        return Value(raw, self._delimiters) if raw.strip() else None

    def text(self, field: int, component: int = 1, subcomponent: int = 1) -> str | None:
        """A text of the first repetition; None where nothing, or the null, was sent."""
        value = self.value(field)
        return value.text(component, subcomponent) if value else None

    def filled(self) -> Iterator[int]:
        """The numbers of the fields in which something was sent."""
        return (number for number in range(1, len(self._fields)) if self._fields[number].strip())


class Message:
    """A message that could be split. `strays` are the places of lines that are no segments."""

    __slots__ = ("delimiters", "header", "segments", "strays")

    def __init__(self, segments: list[Segment], delimiters: Delimiters, strays: list[str]) -> None:
        self.segments, self.delimiters, self.strays = segments, delimiters, strays
        self.header = segments[0]

    def first(self, name: str) -> Segment | None:
        """The first segment of that name."""
        return next((segment for segment in self.segments if segment.name == name), None)

    def all(self, name: str) -> list[Segment]:
        """Every segment of that name, in order."""
        return [segment for segment in self.segments if segment.name == name]

    @property
    def kind(self) -> str:
        """Message type and trigger event as in MSH-9, such as `ADT^A01`; the type alone where there is no trigger."""
        return "^".join(filter(None, (self.header.text(9, 1), self.header.text(9, 2))))


def split(raw: bytes) -> Message:
    """Split one message. Raises BadInput where it has no usable MSH or cannot be decoded."""
    text = decode(raw).strip(_HIDDEN + "\r\n \t")
    delimiters = _delimiters(text)
    segments: list[Segment] = []
    strays: list[str] = []
    for number, line in enumerate(_lines(text), 1):
        fields = line.split(delimiters.field)
        if not _NAME.match(fields[0]):
            strays.append(f"line {number}")
            continue
        if fields[0] == "MSH":
            fields.insert(1, delimiters.field)
        segments.append(Segment(fields, delimiters))
    return Message(segments, delimiters, strays)


def _lines(text: str) -> list[str]:
    mark = "\r" if "\r" in text else "\n"
    return [line for part in text.split(mark) if (line := part.strip("\n"))]


def decode(raw: bytes) -> str:
    """The text in the character set that MSH-18 names; UTF-8 where none is named, else Windows-1252."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    if raw.isascii():
        return raw.decode("ascii")
    for name in (_named_set(raw), "utf-8"):
        try:
            return raw.decode(name)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp1252", errors="replace")


def _named_set(raw: bytes) -> str:
    found = re.search(rb"MSH[^\r\n]+", raw)
    if found is None:
        return "utf-8"
    header = found[0].decode("latin-1")
    fields = header.split(header[3])
    first = fields[17].split("~")[0].strip().upper() if len(fields) > 17 else ""
    return _CHARACTER_SETS.get(first, "utf-8")


def _delimiters(text: str) -> Delimiters:
    if not text.startswith("MSH") or len(text) < 8:
        raise BadInput(f"the message begins with {shape(text[:3])}", where="MSH", expected="an MSH segment")
    field = text[3]
    marks = text[4 : text.find(field, 4)] if field in text[4:] else ""
    if field.isalnum() or field.isspace() or not 2 <= len(marks) <= 5:
        raise BadInput(f"found {len(marks)} encoding characters", where="MSH-2", expected="four such as ^~\\&")
    used = [field, *marks]
    if len(set(used)) != len(used) or any(mark.isalnum() or mark.isspace() for mark in marks):
        raise BadInput("an encoding character is repeated, a letter or a blank", where="MSH-2", expected="^~\\&")
    padded = [*marks[:4], "", "", ""]
    return Delimiters(field, *padded[:4])


def shape(text: str) -> str:
    """What a value looks like without saying it: letters become a, digits 9. For reasons that anyone may read."""
    seen = "".join("9" if c.isdigit() else "a" if c.isalpha() else c if c.isprintable() else "?" for c in text[:24])
    return f"'{seen}{'…' if len(text) > 24 else ''}'"


_START = re.compile(rb"(?:\A|(?<=[\r\n\x0b]))(?:\xef\xbb\xbf)?(?=MSH[^A-Za-z0-9\s])")


def messages(content: bytes) -> list[bytes]:
    """The messages of a file, in order: each begins at a line that starts with MSH.

    Blank lines, block characters and batch envelopes (FHS, BHS, BTS, FTS) between them belong to no message. Anything
    else before the first MSH is returned as a piece of its own, so that it is not lost.
    """
    starts = [found.start() for found in _START.finditer(content)]
    edges = [*starts, len(content)]
    pieces = [content[: edges[0]], *(content[a:b] for a, b in pairwise(edges))]
    return [piece for piece in map(_without_envelope, pieces) if piece]


def _without_envelope(piece: bytes) -> bytes:
    piece = piece.strip(b"\r\n\t \x0b\x1c")
    while (found := re.search(rb"(?:\A|[\r\n])(?:FHS|BHS|BTS|FTS)[^\r\n]*\Z", piece)) is not None:
        piece = piece[: found.start()].strip(b"\r\n\t \x0b\x1c")
    return piece.removeprefix(b"\xef\xbb\xbf").strip()
