"""Why a rule says what it says of one person: the value of every part, with the part's place in the text."""

from collections.abc import Iterator
from dataclasses import dataclass

from careweft.rules.aggregates import counted
from careweft.rules.errors import Span
from careweft.rules.in_memory import chosen_rows, compiled
from careweft.rules.moment import Moment
from careweft.rules.nodes import Aggregate, Literal_, Node
from careweft.rules.text import text, value_text
from careweft.rules.types import Value
from careweft.rules.walk import children


@dataclass(frozen=True, slots=True)
class Explanation:
    """A part of a rule and its value (None: missing).

    `span` is the part's place in the text that it was written in: the rule's, or below a name that of the vocabulary.
    `records` are the records of the rows that the value was made of, the earliest first. `note` says what the value
    alone does not.
    """

    text: str
    value: Value | None
    span: Span
    parts: tuple["Explanation", ...] = ()
    records: tuple[str, ...] = ()
    note: str = ""

    def lines(self, depth: int = 0) -> Iterator[str]:
        """The explanation as indented lines, the whole first."""
        line = f"{'  ' * depth}{self.text}: {'missing' if self.value is None else value_text(self.value)}"
        if self.records:
            line += f" from {', '.join(self.records)}"
        yield f"{line} ({self.note})" if self.note else line
        for part in self.parts:
            yield from part.lines(depth + 1)


def explained(node: Node, moment: Moment) -> Explanation:
    """The value of the node and of every part of it that is evaluated for the person."""
    value = compiled(node)(moment, None)
    parts = tuple(explained(part, moment) for part in children(node) if not isinstance(part, Literal_))
    records: tuple[str, ...] = ()
    if isinstance(node, Aggregate):
        records = tuple(
            dict.fromkeys(row.record for row in counted(node, chosen_rows(node.rows), moment) if row.record)
        )
    return Explanation(text(node), value, node.span, parts, records)


def both(one: Explanation, other: Explanation) -> Explanation:
    """Two rules that must both hold, as one that says `and`."""
    values = (one.value, other.value)
    value = False if False in values else None if None in values else True
    return Explanation(f"{one.text} and {other.text}", value, one.span, (one, other))
