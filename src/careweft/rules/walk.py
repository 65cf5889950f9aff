"""Ways through the typed tree: its parts, the questions that it asks about rows, and the tables that it looks at."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, TypeAlias

from careweft.rules.nodes import (
    Aggregate,
    And,
    Arithmetic,
    Between,
    Compare,
    DateOf,
    Elapsed,
    Extreme,
    Follows,
    In,
    InTop,
    IsMissing,
    Named,
    Node,
    Not,
    Or,
    Shift,
    StartsWith,
)

_ROWS_WITHIN_ROWS: Final = 9

Question: TypeAlias = Aggregate | InTop | Follows
"""What can only be answered by looking at rows."""


def share_of(node: InTop) -> Aggregate:
    """The share of scored people who scored as high or higher, as it is kept beside the score."""
    score = node.score.body
    assert isinstance(score, Aggregate)
    return replace(score, column="share")


def score_name(node: InTop) -> str:
    """The name of the risk score that is ranked."""
    return node.score.name.removeprefix("risk('").removesuffix("')")


def tops(node: Node) -> Iterator[InTop]:
    """Every rank that is asked for, also in conditions of rows."""
    if isinstance(node, InTop):
        yield node
    if isinstance(node, Aggregate | Follows) and node.rows.condition is not None:
        yield from tops(node.rows.condition)
    for part in children(node):
        yield from tops(part)


def top_share(node: InTop) -> float:
    """The greatest share that is in the top."""
    return float(node.percent / 100)


def children(node: Node) -> tuple[Node, ...]:
    """The parts that are evaluated for the same person or row as the node: not the conditions of other rows."""
    match node:
        case And(parts=parts) | Or(parts=parts) | Extreme(parts=parts):
            return parts
        case Not(part=part) | Named(body=part) | DateOf(when=part) | Shift(when=part) | InTop(score=part):
            return (part,)
        case StartsWith(value=part) | In(value=part) | IsMissing(value=part):
            return (part,)
        case Compare(left=left, right=right) | Arithmetic(left=left, right=right):
            return (left, right)
        case Elapsed(start=left, end=right):
            return (left, right)
        case Between(value=value, low=low, high=high):
            return (value, low, high)
        case _:
            return ()


def leaves(node: Node) -> Iterator[Node]:
    """The nodes without children, from left to right."""
    parts = children(node)
    if not parts:
        yield node
    for part in parts:
        yield from leaves(part)


def asked(node: Node) -> Iterator[Question]:
    """The questions about rows that the node's value depends on, from left to right."""
    if isinstance(node, Aggregate | InTop | Follows):
        yield node
    else:
        for part in children(node):
            yield from asked(part)


def tables(node: Node) -> frozenset[str]:
    """Every fact table that the node looks at."""
    found: set[str] = set()
    for leaf in leaves(node):
        if isinstance(leaf, Aggregate | Follows):
            found.add(leaf.rows.table)
            if leaf.rows.condition is not None:
                found |= tables(leaf.rows.condition)
    return frozenset(found)


def depth(node: Node) -> int:
    """How deep parts lie within parts; rows within conditions of rows count as ten."""
    below = max((depth(part) for part in children(node)), default=0)
    if isinstance(node, Aggregate | Follows) and node.rows.condition is not None:
        below = _ROWS_WITHIN_ROWS + depth(node.rows.condition)
    return below + 1
