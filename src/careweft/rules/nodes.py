"""The typed tree: what a rule means once names are resolved and types are checked.

A node yields one value for each person, or, inside the condition of some rows, one for each row (`Column`, `Follows`).
Nodes are equal when they mean the same and were written the same; where they were written does not count.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from careweft.rules.errors import NOWHERE, Span
from careweft.rules.types import Duration, Type, Value

Order: TypeAlias = Literal["==", "!=", "<", "<=", ">", ">="]
Operator: TypeAlias = Literal["+", "-", "*", "/"]
Kind: TypeAlias = Literal["count", "any", "first", "last", "sum", "min", "max", "days", "distinct"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part of a rule. `type` is what it yields, `unit` its unit of measure (kg) if one is known."""

    span: Span = field(default=NOWHERE, compare=False, repr=False)
    type: Type = "boolean"
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Literal_(Node):  # noqa: N801 - `Literal` is Python's
    """A value that stands in the rule; a duration keeps its written form."""

    value: Value | Duration


@dataclass(frozen=True, slots=True)
class Now(Node):
    """The as-at instant."""


@dataclass(frozen=True, slots=True)
class Given(Node):
    """A value that comes with the event, referral or account that is being judged. `path` is where it lies in it."""

    name: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column(Node):
    """A column of the row whose condition this is part of."""

    name: str


@dataclass(frozen=True, slots=True)
class Named(Node):
    """A name (`case.open`, `has(dementia)`, `age`) and what it stands for."""

    name: str
    body: Node


@dataclass(frozen=True, slots=True)
class Not(Node):
    """True where the part is false, and the other way round."""

    part: Node


@dataclass(frozen=True, slots=True)
class And(Node):
    """True where every part is, false where one is, else missing."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    """True where one part is, false where none is, else missing."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """A comparison; missing where either side is."""

    order: Order
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`low` <= `value` <= `high`, both ends included."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """Whether the value is one of the options; `codelist` names them where they came from one."""

    value: Node
    options: tuple[Value, ...]
    codelist: str | None = None


@dataclass(frozen=True, slots=True)
class StartsWith(Node):
    """Whether a text begins with another."""

    value: Node
    prefix: str


@dataclass(frozen=True, slots=True)
class IsMissing(Node):
    """Whether there is no value: never missing itself."""

    value: Node


@dataclass(frozen=True, slots=True)
class InTop(Node):
    """Whether the person is among the highest `percent` of scored, eligible people (see `careweft.rules.ranks`)."""

    score: "Named"
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """Two numbers combined, as doubles. What is divided by zero is missing."""

    operator: Operator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Shift(Node):
    """A date or instant moved by a duration, later or earlier (`sign` 1 or -1)."""

    when: Node
    by: Duration
    sign: int


@dataclass(frozen=True, slots=True)
class DateOf(Node):
    """The calendar date of an instant in the place's zone."""

    when: Node


@dataclass(frozen=True, slots=True)
class Elapsed(Node):
    """Whole `years` or calendar `days` from one date to another; negative if the second is earlier."""

    measure: Literal["years", "days"]
    start: Node
    end: Node


@dataclass(frozen=True, slots=True)
class Extreme(Node):
    """The later or the earlier of some dates or instants; missing where one of them is."""

    which: Literal["later", "earlier"]
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a person in one table.

    `name` is what they are called (a table or a name of the vocabulary), `start` the column that places them in time if
    that is not the table's own, `base` the condition that the name stands for, `where` the one written beside it.
    `placed`: the rule itself says `from`.
    """

    name: str
    table: str
    start: str | None = None
    base: Node | None = None
    where: Node | None = None
    placed: bool = False
    units: tuple[tuple[str, str], ...] = ()

    @property
    def condition(self) -> Node | None:
        """What a row must satisfy."""
        parts = tuple(part for part in (self.base, self.where) if part is not None)
        return And(parts) if len(parts) > 1 else next(iter(parts), None)


@dataclass(frozen=True, slots=True)
class Aggregate(Node):
    """Many rows made one value. The window is [as-at less `window`, as-at); without one, all that has happened."""

    kind: Kind
    rows: Rows
    column: str | None = None
    window: Duration | None = None


@dataclass(frozen=True, slots=True)
class Follows(Node):
    """Of a row: whether another of `rows` (another record) ended in the `within` before it began."""

    rows: Rows
    within: Duration
