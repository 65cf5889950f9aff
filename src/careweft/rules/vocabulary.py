"""Where a place's words come from: the starting vocabulary, a YAML file of the place's own, and its model of care.

A vocabulary is data; `vocabulary.yaml` beside this file is the one that every place starts with. Its sections:

    codelists:  {name: {includes: [codelist…], codes: [code…]}}   `has(name)`, `code in name`
    rows:       {name: rows, as in `encounter where class == 'inpatient'`}
    names:      {name: a rule}
    scores:     {name: {source: …}}                               `risk('name')`
    events:     {kind: {fact: table, also: {dotted.name: type}}}  `kind where …`

An entry of `rows` or `names` is its text, or `{is: text, title: …}`; rows may add `units: {column: unit}`.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from careweft.base.errors import BadInput, CareweftError
from careweft.rules.calls import FUNCTIONS
from careweft.rules.catalogue import ONE_ROW
from careweft.rules.check import value
from careweft.rules.errors import Span, did_you_mean
from careweft.rules.names import BUILT_IN, meaning
from careweft.rules.nodes import Rows
from careweft.rules.rows import rows_named
from careweft.rules.scope import Scope
from careweft.rules.syntax import is_phrase
from careweft.rules.types import NUMERIC
from careweft.rules.words import Codelist, EventKind, Name, RowsWord, Score, Vocabulary

SECTIONS: Final = ("codelists", "rows", "names", "scores", "events")


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    codelists: dict[str, Codelist | None] = {}
    rows: dict[str, RowsWord | str] = {}
    names: dict[str, Name | str] = {}
    scores: dict[str, Score | None] = {}
    events: dict[str, EventKind] = {}


def extend(base: Vocabulary, more: Mapping[str, Any], where: str = "vocabulary") -> Vocabulary:
    """`base` with the sections of `more` added; an entry of the same name takes the place of the earlier one.

    Raises `BadInput` where `more` has not a vocabulary's form, and `RuleError` where a text in it cannot be read or has
    no meaning; both say where.
    """
    try:
        file = msgspec.convert(more, _File)
    except msgspec.ValidationError as error:
        raise BadInput(str(error), where=where, expected=f"a vocabulary of {', '.join(SECTIONS)}") from None
    whole = Vocabulary(
        zone=base.zone,
        tables=base.tables,
        codelists=base.codelists | {name: entry or Codelist() for name, entry in file.codelists.items()},
        rows=base.rows | {name: _rows(entry) for name, entry in file.rows.items()},
        names=base.names | {name: _name(entry) for name, entry in file.names.items()},
        scores=base.scores | {name: entry or Score() for name, entry in file.scores.items()},
        events=base.events | file.events,
    )
    for section in SECTIONS:
        for name in getattr(file, section):
            _check_name(section, name, whole, f"{where}: {section}: {name}")
    _check_meaning(whole, where)
    return whole


def load(path: Path, base: Vocabulary) -> Vocabulary:
    """`base` with a YAML file's words added."""
    return extend(base, _content(path.read_text(encoding="utf-8"), str(path)), str(path))


@cache
def starting(zone: str = "Europe/London") -> Vocabulary:
    """The vocabulary that every place starts with."""
    text = (files(__package__) / "vocabulary.yaml").read_text(encoding="utf-8")
    return extend(Vocabulary(zone=zone), _content(text, "vocabulary.yaml"), "vocabulary.yaml")


def _content(text: str, where: str) -> Mapping[str, Any]:
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadInput(f"not YAML: {error}", where=where) from None
    if not isinstance(content, Mapping):
        raise BadInput(f"a {type(content).__name__}", where=where, expected=f"a mapping of {', '.join(SECTIONS)}")
    return content


def _rows(entry: RowsWord | str) -> RowsWord:
    return RowsWord(text=entry) if isinstance(entry, str) else entry


def _name(entry: Name | str) -> Name:
    return Name(text=entry) if isinstance(entry, str) else entry


def _check_name(section: str, name: str, whole: Vocabulary, where: str) -> None:
    if section == "scores":
        return
    if not is_phrase(name):
        raise BadInput(
            f"`{name}` is no name", where=where, expected="words of letters, digits, `-` and `_`, no keyword"
        )
    if section in {"codelists", "events"}:
        return
    taken = {*FUNCTIONS, *BUILT_IN, *whole.tables, *whole.tables[ONE_ROW].columns}
    if name in taken:
        raise BadInput(f"`{name}` has a meaning already", where=where, expected="another name")
    if name in whole.names and name in whole.rows:
        raise BadInput(f"`{name}` names both rows and a rule", where=where, expected="one of them")


def _check_meaning(whole: Vocabulary, where: str) -> None:
    for name, codelist in whole.codelists.items():
        for other in set(codelist.includes) - set(whole.codelists):
            place = f"{where}: codelists: {name}"
            raise BadInput(f"there is no codelist `{other}`", where=place, hint=did_you_mean(other, whole.codelists))
    for kind, event in whole.events.items():
        if event.fact not in whole.tables:
            hint = did_you_mean(event.fact, whole.tables)
            raise BadInput(f"there is no table `{event.fact}`", where=f"{where}: events: {kind}", hint=hint)
    scope = Scope(whole, value)
    for section, words in (("names", whole.names), ("rows", whole.rows)):
        for name in words:
            try:
                _mean(scope, section, name)
            except CareweftError as error:
                error.where = f"{where}: {section}: {error.where}"
                raise


def _mean(scope: Scope, section: str, name: str) -> None:
    if section == "names":
        meaning(scope, name, Span(0, 0))
    else:
        _check_units(scope, name, rows_named(scope, name, Span(0, 0)))


def _check_units(scope: Scope, name: str, rows: Rows) -> None:
    columns = scope.vocabulary.tables[rows.table].columns
    for column, _ in rows.units:
        if columns.get(column) not in NUMERIC:
            raise BadInput(
                f"a unit for `{column}`", where=f"`{name}`", expected=f"a column of numbers of `{rows.table}`"
            )
