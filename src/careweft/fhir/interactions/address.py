"""Addresses below the base: `Patient/1/_history/2`, `Patient?name=x`, in a request line or in a Bundle's entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote

from careweft.fhir.definitions import resource_types

TYPES: Final = frozenset(resource_types())
_WORDS: Final = frozenset({"_history", "_search", "metadata"})


@dataclass(frozen=True)
class Address:
    """What an address names. `shape` has T for a type, I for an id, V for a version, C for a type within a compartment
    (then `type` is that one and `within` is `Patient/id`); other parts stand for themselves and `?` for what is none of
    these.
    """

    shape: str
    type: str = ""
    id: str = ""
    version: str = ""
    query: str = ""
    within: str = ""

    @classmethod
    def of(cls, parts: Sequence[str], query: str = "") -> "Address":
        """The address of the parts of a path."""
        names = [_name(index, part) for index, part in enumerate(parts)]
        filled = dict(zip(names, parts, strict=True))
        type_, id_, inner = filled.get("T", ""), filled.get("I", ""), filled.get("C", "")
        within = f"{type_}/{id_}" if inner else ""
        return cls("/".join(names), inner or type_, id_, filled.get("V", ""), query, within)

    @classmethod
    def read(cls, url: str, base_url: str) -> "Address":
        """The address in a Bundle's entry: relative, or absolute below this server's base."""
        path, _, query = url.removeprefix(f"{base_url}/").partition("?")
        return cls.of([unquote(part) for part in path.strip("/").split("/") if part], query)

    @property
    def known(self) -> bool:
        """Whether its type, where it has one, is a type of R4."""
        return not self.type or self.type in TYPES

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The names and values of the query."""
        return parse_qsl(self.query, keep_blank_values=True)


def _name(index: int, part: str) -> str:
    if part in _WORDS:
        return part
    if part.startswith(("_", "$")):
        return "?"
    return ("T", "I", "C" if part in TYPES else "?", "V")[index] if index < 4 else "?"
