"""Segments of HL7 v2.5 as text: fields by their numbers, components escaped (chapter 2.7). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

ENCODING: Final = "^~\\&"
_ESCAPES: Final = str.maketrans(
    {"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "&": "\\T\\", "~": "\\R\\", "\r": " ", "\n": " ", "\x00": None}
)

Field = str | Sequence[str] | Sequence[Sequence[str]]
"""A text; the components of a value; or repetitions of such."""


def escaped(text: str) -> str:
    """A text in which nothing divides anything."""
    return text.translate(_ESCAPES)


def stamp(at: datetime) -> str:
    """A time stamp in UTC."""
    return at.astimezone(UTC).strftime("%Y%m%d%H%M%S") + "+0000"


def segment(name: str, fields: Mapping[int, Field]) -> str:
    """A segment with these fields; empty ones are left out at its end."""
    last = max((number for number, value in fields.items() if value), default=0)
    return "|".join([name, *(_field(fields.get(number, "")) for number in range(1, last + 1))])


def message(segments: Sequence[str]) -> bytes:
    """A message in UTF-8."""
    return ("\r".join(segments) + "\r").encode()


def header(kind: str, structure: str, parties: tuple[str, str], control: str, at: datetime) -> str:
    """MSH of a message of ours: `kind` such as RRI^I12, `parties` the sending and the receiving facility."""
    named = [*kind.split("^"), structure]
    team, to = parties
    fields = {3: "CAREWEFT", 4: team.upper(), 6: to.upper(), 7: stamp(at), 9: named, 10: control, 11: "P", 12: "2.5",
              18: "UNICODE UTF-8"}  # fmt: skip
    return f"MSH|{ENCODING}|{segment('', {n - 2: value for n, value in fields.items()})[1:]}"


def _field(value: Field) -> str:
    if isinstance(value, str):
        return escaped(value)
    if value and not isinstance(value[0], str):
        return "~".join(_field(each) for each in value)
    return "^".join(escaped(str(part)) for part in value).rstrip("^")
