"""What is wrong with a rule, shown in its own text: the place, what was found, what was expected, and near misses."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from careweft.base.errors import BadInput


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of the text that a part of a rule was read from."""

    start: int
    end: int


NOWHERE = Span(0, 0)


class RuleError(BadInput):
    """A rule that cannot be read, or that cannot mean anything.

    `line` and `column` count from 1 within the rule's own text; `excerpt` is that line with a caret below.
    """

    def __init__(self, what: str, text: str, span: Span, *, expected: str = "", hint: str = "", name: str = "") -> None:
        self.line = text.count("\n", 0, span.start) + 1
        self.column = span.start - (text.rfind("\n", 0, span.start) + 1) + 1
        self.text, self.span = text, span
        place = f"line {self.line}, column {self.column}"
        super().__init__(what, where=f"{name}, {place}" if name else place, expected=expected, hint=hint)

    @property
    def excerpt(self) -> str:
        """The line at fault, and under it a caret for every character at fault."""
        line = self.text.split("\n")[self.line - 1]
        width = max(1, min(self.span.end - self.span.start, len(line) - self.column + 1))
        return f"{line}\n{' ' * (self.column - 1)}{'^' * width}"

    def __str__(self) -> str:
        return f"{super().__str__()}\n{self.excerpt}"


@dataclass
class Fault(Exception):
    """Something wrong at a span, before it is known whose text that is."""

    what: str
    span: Span
    expected: str = ""
    hint: str = ""

    def within(self, text: str, name: str = "") -> RuleError:
        """The same fault, in the text that it was found in."""
        return RuleError(self.what, text, self.span, expected=self.expected, hint=self.hint, name=name)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint with the known names nearest to `word`, or nothing."""
    near = get_close_matches(word, sorted(set(known)), n=3, cutoff=0.6)
    return f"Did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else ""
