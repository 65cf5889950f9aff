"""The words that rules of a place may use, as data: see `careweft.rules.vocabulary` for where they come from."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

import msgspec

from careweft.facts.catalogue import Table
from careweft.rules import catalogue

TypeName: TypeAlias = Literal["text", "integer", "number", "boolean", "date", "instant", "duration"]


class Codelist(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A list of codes: its own name and `codes`, and everything in the lists that it `includes`."""

    title: str = ""
    includes: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


class RowsWord(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"text": "is"}):
    """A name for some rows of a table, such as `encounter where class == 'inpatient'`.

    `units` names the unit of measure of columns; a rule may then not compare them with another unit.
    """

    text: str
    title: str = ""
    units: dict[str, str] = {}


class Name(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"text": "is"}):
    """A name for a rule, or for a part of one."""

    text: str
    title: str = ""


class Score(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A risk score that the place computes, and where its method comes from."""

    title: str = ""
    source: str = ""


class EventKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of event: the table that it is about a row of, and what its data says beside that row's columns."""

    fact: str
    title: str = ""
    also: dict[str, TypeName] = {}


_ZONE: Final = "Europe/London"


class Vocabulary(msgspec.Struct, frozen=True, eq=False):
    """What words the rules of a place may use, and the zone in which its days and months are counted."""

    zone: str = _ZONE
    tables: Mapping[str, Table] = MappingProxyType(dict(catalogue.TABLES))
    codelists: dict[str, Codelist] = {}
    rows: dict[str, RowsWord] = {}
    names: dict[str, Name] = {}
    scores: dict[str, Score] = {}
    events: dict[str, EventKind] = {}

    def options(self, codelist: str) -> tuple[str, ...]:
        """Every name and code of a codelist and of those that it includes, in order of the alphabet."""
        found: set[str] = set()
        names, todo = set(), [codelist]
        while todo:
            name = todo.pop()
            if name in names:
                continue
            names.add(name)
            entry = self.codelists[name]
            todo.extend(entry.includes)
            found.update((name, *entry.codes))
        return tuple(sorted(found))
