"""Which rows an argument such as `emergency admission.unit from ready where emergency` means."""

from dataclasses import replace

from careweft.rules.catalogue import ONE_ROW
from careweft.rules.errors import Fault, Span, did_you_mean
from careweft.rules.nodes import Node, Rows
from careweft.rules.scope import Scope
from careweft.rules.syntax import Argument, Syntax, argument_of, span_of, words_of


def is_rows(scope: Scope, name: str) -> bool:
    """Whether the name stands for rows that a person can have many of."""
    return name != ONE_ROW and (name in scope.vocabulary.tables or name in scope.vocabulary.rows)


def split(scope: Scope, name: str) -> tuple[str | None, str | None]:
    """The rows' name and the column of `rows` or `rows.column`; (None, None) where the name is of no rows."""
    if is_rows(scope, name):
        return name, None
    rows, _, column = name.rpartition(".")
    return (rows, column) if is_rows(scope, rows) else (None, None)


def rows_named(scope: Scope, name: str, span: Span) -> Rows:
    """The rows of a table's or the vocabulary's name."""
    if word := scope.vocabulary.rows.get(name):
        inner = scope.defined(name, word.text, "row_set", _defined_rows)
        units = tuple(sorted((dict(inner.units) | word.units).items()))
        return Rows(name, inner.table, inner.start, base=inner.condition, units=units)
    if name in scope.vocabulary.tables:
        return Rows(name, name)
    raise Fault(f"there are no rows called `{name}`", span)


def rows_of(scope: Scope, argument: Argument) -> tuple[Rows, str | None]:
    """The rows that an argument means, and the column it names."""
    if argument.value.data != "name":
        raise Fault("a value where rows are wanted", argument.span, expected="rows such as `admission`")
    phrase = argument.value.children[0]
    assert not isinstance(phrase, str)
    name, span = words_of(phrase), span_of(phrase)
    rows_name, column = split(scope, name)
    if rows_name is None:
        raise Fault(f"there are no rows called `{name}`", span, expected=_known(scope), hint=_near(scope, name))
    rows = rows_named(scope, rows_name, span)
    columns = scope.vocabulary.tables[rows.table].columns
    if column is not None and column not in columns:
        hint = did_you_mean(column, columns) or f"It has {', '.join(columns)}."
        raise Fault(f"`{rows_name}` has no column `{column}`", span, hint=hint)
    rows = _placed(scope, rows, argument.placed)
    return _conditioned(scope, rows, argument.where), column


def _defined_rows(scope: Scope, syntax: Syntax) -> Rows:
    inner = syntax.children[0]
    assert not isinstance(inner, str)
    argument = argument_of(inner)
    rows, column = rows_of(scope, argument)
    if column is not None:
        raise Fault(f"the column `{column}`", argument.span, expected="rows without a column")
    return rows


def _placed(scope: Scope, rows: Rows, phrase: Syntax | None) -> Rows:
    if phrase is None:
        return rows
    column, table = words_of(phrase), scope.vocabulary.tables[rows.table]
    if table.columns.get(column) != "instant":
        instants = [name for name, type_ in table.columns.items() if type_ == "instant"]
        raise Fault(
            f"`from {column}`",
            span_of(phrase),
            expected=f"an instant column of `{rows.table}`: {', '.join(instants)}",
        )
    return replace(rows, start=column, placed=True)


def _conditioned(scope: Scope, rows: Rows, where: Syntax | None) -> Rows:
    if where is None:
        return rows
    condition = scope.within(rows).value(where)
    _boolean(condition)
    return replace(rows, where=condition)


def _boolean(condition: Node) -> None:
    if condition.type != "boolean":
        raise Fault(f"a condition that is of type {condition.type}", condition.span, expected="true or false")


def _known(scope: Scope) -> str:
    return "the name of a table or of rows in the vocabulary"


def _near(scope: Scope, name: str) -> str:
    return did_you_mean(name, [*scope.vocabulary.rows, *(set(scope.vocabulary.tables) - {ONE_ROW})])
