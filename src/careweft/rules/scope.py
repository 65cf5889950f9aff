"""What a part of a rule may refer to where it stands, and how the words of the vocabulary get their meaning there."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from careweft.facts.catalogue import Table
from careweft.rules.context import NOTHING, Context
from careweft.rules.errors import Fault, RuleError, Span
from careweft.rules.nodes import Node, Rows
from careweft.rules.syntax import Start, Syntax, read
from careweft.rules.words import Vocabulary

Defined = TypeVar("Defined")


@dataclass(frozen=True)
class Scope:
    """The words, the context, the rows whose condition is being read (if any) and the words being defined."""

    vocabulary: Vocabulary
    meaning: Callable[["Scope", Syntax], Node] = field(repr=False)
    context: Context = NOTHING
    row: Rows | None = None
    defining: tuple[str, ...] = ()

    def value(self, syntax: Syntax) -> Node:
        """The typed node of an expression that stands here."""
        return self.meaning(self, syntax)

    def within(self, rows: Rows) -> "Scope":
        """The scope of a condition on these rows."""
        return replace(self, row=rows)

    @property
    def table(self) -> Table | None:
        """The table of the row whose condition this is."""
        return None if self.row is None else self.vocabulary.tables[self.row.table]

    def defined(self, name: str, text: str, start: Start, use: Callable[["Scope", Syntax], Defined]) -> Defined:
        """What `use` makes of the text of a vocabulary's word, read where nothing but the vocabulary is known."""
        if name in self.defining:
            raise RuleError(f"`{name}` stands for itself", text, Span(0, len(text)), name=f"`{name}`")
        inner = replace(self, context=NOTHING, row=None, defining=(*self.defining, name))
        try:
            return use(inner, read(text, start))
        except Fault as fault:
            raise fault.within(text, f"`{name}`") from None
