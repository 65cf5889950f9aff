"""What a name in a rule stands for: a column, something given, a word of the vocabulary, or a value of the person."""

from collections.abc import Callable, Mapping
from typing import Final

from careweft.rules.catalogue import ONE_ROW
from careweft.rules.errors import Fault, Span, did_you_mean
from careweft.rules.nodes import Aggregate, Column, DateOf, Elapsed, Given, IsMissing, Named, Node, Now, Rows
from careweft.rules.rows import rows_named, split
from careweft.rules.scope import Scope
from careweft.rules.syntax import KEYWORDS, Syntax, span_of, words_of
from careweft.rules.types import Type

_PERSON: Final = Rows(ONE_ROW, ONE_ROW)


def _now() -> Node:
    return Now(type="instant")


def _today() -> Node:
    return DateOf(when=_now(), type="date")


def _age() -> Node:
    return Elapsed(measure="years", start=_of_person("birth_date", "date"), end=_today(), type="integer")


def _alive() -> Node:
    died = IsMissing(value=Column(name="died", type="instant"))
    return Aggregate(kind="any", rows=Rows(ONE_ROW, ONE_ROW, where=died))


def _of_person(column: str, type_: Type) -> Node:
    return Aggregate(kind="last", rows=_PERSON, column=column, type=type_)


BUILT_IN: Final[Mapping[str, tuple[Callable[[], Node], str]]] = {
    "now": (_now, "the as-at instant"),
    "today": (_today, "its date in the place's zone"),
    "age": (_age, "whole years since birth; a birthday on 29 February falls on 1 March in common years"),
    "alive": (_alive, "whether there is no death by the as-at instant"),
}
"""Names that need no vocabulary, beside the columns of `person`."""


def named(scope: Scope, phrase: Syntax) -> Node:
    """The node of a name that stands where a value is wanted."""
    name, span = words_of(phrase), span_of(phrase)
    table = scope.table
    if scope.row is not None and table is not None and name in table.columns:
        unit = dict(scope.row.units).get(name)
        return Column(name=name, type=table.columns[name], unit=unit, span=span)
    if slot := scope.context.slots.get(name):
        return Given(name=name, path=slot.path, type=slot.type, span=span)
    if name in scope.vocabulary.names:
        return meaning(scope, name, span)
    if node := _of_the_person(scope, name, span):
        return node
    raise _unknown(scope, name, span)


def meaning(scope: Scope, name: str, span: Span) -> Named:
    """What a name of the vocabulary stands for."""
    text = scope.vocabulary.names[name].text
    body = scope.defined(name, text, "rule", lambda inner, syntax: inner.value(_only(syntax)))
    return Named(name=name, body=body, type=body.type, unit=body.unit, span=span)


def _only(syntax: Syntax) -> Syntax:
    child = syntax.children[0]
    assert isinstance(child, type(syntax))
    return child


def _of_the_person(scope: Scope, name: str, span: Span) -> Node | None:
    if name in BUILT_IN:
        body = BUILT_IN[name][0]()
        return body if isinstance(body, Now) else Named(name=name, body=body, type=body.type, span=span)
    type_ = scope.vocabulary.tables[ONE_ROW].columns.get(name.removeprefix(f"{ONE_ROW}."))
    if type_ is None:
        return None
    column = name.removeprefix(f"{ONE_ROW}.")
    return Named(name=name, body=_of_person(column, type_), type=type_, span=span)


def _unknown(scope: Scope, name: str, span: Span) -> Fault:
    rows, column = split(scope, name)
    if rows is not None:
        return _many(scope, name, rows, column, span)
    return Fault(f"there is nothing called `{name}`", span, hint=_nearest(scope, name))


def _many(scope: Scope, name: str, rows: str, column: str | None, span: Span) -> Fault:
    if scope.row is not None and rows in {scope.row.name, scope.row.table} and column:
        return Fault(f"`{name}` inside `where`", span, expected=f"the column alone: `{column}`")
    table = scope.vocabulary.tables[rows_named(scope, rows, span).table]
    if column and column not in table.columns:
        hint = did_you_mean(column, table.columns)
        return Fault(f"`{rows}` has no column `{column}`", span, hint=hint)
    if column:
        ways = f"`last({name})` or `any({rows} where {column} …)`"
    else:
        ways = f"`count({rows})`, `any({rows})` or `last({rows}.{next(iter(table.columns))})`"
    return Fault(
        f"`{name}` can have many rows for one person",
        span,
        expected="one value",
        hint=f"Count, pick or sum them first: {ways}.",
    )


def _nearest(scope: Scope, name: str) -> str:
    for word in name.split(" ")[1:] if " " in name else ():
        if word not in known_words(scope) and (hint := did_you_mean(word, KEYWORDS)):
            return f"In `{word}`: {hint}"
    if "-" in name and is_known(scope, name.split("-")[0]):
        return "To subtract, put blanks around `-`."
    return did_you_mean(name, known_words(scope)) or _quoted(name)


def _quoted(name: str) -> str:
    return f"A text stands in quotes: `'{name}'`."


def is_known(scope: Scope, name: str) -> bool:
    """Whether the name stands for anything here."""
    return name in known_words(scope)


def known_words(scope: Scope) -> set[str]:
    """Every name that would mean something here."""
    vocabulary = scope.vocabulary
    columns = scope.table.columns if scope.table else {}
    words = {*columns, *scope.context.slots, *vocabulary.names, *BUILT_IN, *vocabulary.tables[ONE_ROW].columns}
    return words | set(vocabulary.rows) | set(vocabulary.tables)
