"""A call of a function as it stands in a rule, and its arguments read as what the function wants."""

from dataclasses import dataclass

from careweft.rules.errors import Fault, Span
from careweft.rules.nodes import Literal_, Node, Rows
from careweft.rules.rows import rows_of
from careweft.rules.scope import Scope
from careweft.rules.syntax import Argument
from careweft.rules.types import Duration, Type


@dataclass(frozen=True, slots=True)
class Call:
    """A function's name and arguments, where they stand."""

    scope: Scope
    name: str
    usage: str
    arguments: tuple[Argument, ...]
    span: Span

    def counted(self, least: int, most: int) -> "Call":
        """This call, if it has a fitting number of arguments."""
        if not least <= len(self.arguments) <= most:
            raise Fault(f"{len(self.arguments)} arguments", self.span, expected=f"`{self.usage}`")
        return self

    def value(self, index: int) -> Node:
        """An argument that is one value."""
        argument = self.arguments[index]
        if argument.placed or argument.where:
            raise Fault("rows where one value is wanted", argument.span, expected=f"`{self.usage}`")
        return self.scope.value(argument.value)

    def duration(self, index: int) -> Duration:
        """An argument that is a length of time."""
        node = self.value(index)
        if not isinstance(node, Literal_) or not isinstance(node.value, Duration):
            raise Fault("not a length of time", self.arguments[index].span, expected="one such as `12 months`")
        if node.value.amount == 0:
            raise Fault("no time at all", self.arguments[index].span, expected="a length of time such as `1 day`")
        return node.value

    def window(self, index: int = 1) -> Duration | None:
        """The window, if the call has one."""
        return self.duration(index) if len(self.arguments) > index else None

    def rows(self, *, column: bool | None) -> tuple[Rows, str | None]:
        """The rows of the first argument, which must or must not (or may) name a column."""
        rows, name = rows_of(self.scope, self.arguments[0])
        span = self.arguments[0].span
        if column is True and name is None:
            columns = ", ".join(self.scope.vocabulary.tables[rows.table].columns)
            raise Fault("no column", span, expected=f"`{rows.name}.` and one of {columns}")
        if column is False and name is not None:
            raise Fault(f"the column `{name}`", span, expected="rows without a column", hint=_shorter(rows, name))
        return rows, name

    def type_of(self, rows: Rows, column: str | None) -> Type:
        """The type of a column of rows."""
        return self.scope.vocabulary.tables[rows.table].columns[column or ""]


def _shorter(rows: Rows, name: str) -> str:
    return f"To leave out rows without it: `{rows.name} where {name} is known`."
