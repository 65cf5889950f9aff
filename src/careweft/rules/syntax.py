"""Reading a rule's text into a plain syntax tree by the grammar, with errors that point at the place.

The syntax tree knows nothing of tables, names or types: `careweft.rules.check` gives it its meaning.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal, TypeAlias

from lark import Lark, Token, Tree, UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from careweft.rules import patience
from careweft.rules.errors import Fault, Span, did_you_mean

Syntax: TypeAlias = Tree[Token]
Start: TypeAlias = Literal["rule", "trigger", "row_set"]

KEYWORDS: Final = frozenset(
    {"and", "or", "not", "in", "top", "between", "is", "missing", "known", "starts", "with"}
    | {"where", "from", "of", "true", "false", "on"},
)
_FUNCTIONS_TOO: Final = {"missing"}
_PATH: Final = re.compile(r"[A-Za-z]\w*(-\w+)*(\.[A-Za-z]\w*(-\w+)*)*", re.ASCII)
_LONGEST: Final = 20_000
_DEEPEST: Final = 100

_WORDS: Final = {
    "PATH": "a name",
    "TEXT": "a text in quotes",
    "NUMBER": "a number",
    "QUANTITY": "a number with a unit",
    "PERCENT": "a percentage",
    "DATE": "a date",
    "INSTANT": "an instant",
    "ORDER": "a comparison (==, !=, <, <=, >, >=)",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "COMMA": "`,`",
    "PLUS": "`+`",
    "MINUS": "`-`",
    "TIMES": "`*`",
    "DIVIDE": "`/`",
    "$END": "the end",
}
_VALUES: Final = frozenset(
    {"TEXT", "NUMBER", "QUANTITY", "PERCENT", "DATE", "INSTANT", "TRUE", "FALSE", "PATH", "LPAR"}
)
_OPERATORS: Final = frozenset({"PLUS", "MINUS", "ORDER"})
_HABITS: Final = {
    "=": "To compare, write `==`.",
    "&": "Write `and`.",
    "|": "Write `or`.",
    "!": "Write `not`, or `!=` for unequal.",
    "'": "The text has no closing quote.",
    '"': "The text has no closing quote.",
    "[": "A list of values stands in round brackets.",
    "%": "Write a percentage as a number and `%`: `top 5%`.",
}


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call: an expression, or rows with `from` a column and `where` a condition."""

    value: Syntax
    placed: Syntax | None
    where: Syntax | None
    span: Span


@cache
def _grammar() -> Lark:
    text = (files(__package__) / "grammar.lark").read_text(encoding="utf-8")
    return Lark(
        text,
        parser="lalr",
        start=["rule", "trigger", "row_set"],
        propagate_positions=True,
        maybe_placeholders=True,
    )


def read(text: str, start: Start) -> Syntax:
    """The syntax tree of a text. Raises `Fault` where the text does not follow the grammar."""
    patience.check()
    if not text.strip():
        raise Fault("there is nothing here", Span(0, 0), expected="a rule such as `age >= 65`")
    if len(text) > _LONGEST:
        raise Fault(f"{len(text)} characters", Span(0, 1), expected=f"a rule of at most {_LONGEST}")
    _shallow(text)
    try:
        return _grammar().parse(text, start=start)
    except UnexpectedInput as error:
        raise _fault(error, text) from None


def span_of(syntax: Syntax | Token) -> Span:
    """Where the syntax stands in its text."""
    if isinstance(syntax, Token):
        return Span(syntax.start_pos or 0, syntax.end_pos or 0)
    return Span(syntax.meta.start_pos, syntax.meta.end_pos)


def is_phrase(name: str) -> bool:
    """Whether a name can stand in a rule: words that the grammar reads as names, none of them a keyword."""
    return all(_PATH.fullmatch(word) and word not in KEYWORDS for word in name.split(" "))


def words_of(phrase: Syntax) -> str:
    """A phrase's words, one blank between them. Raises `Fault` where a keyword stands where only a name can."""
    for word in phrase.children:
        if str(word) in KEYWORDS - _FUNCTIONS_TOO and isinstance(word, Token):
            hint = f"Put what `{word}` belongs to in brackets."
            raise Fault(f"`{word}` does not fit here", span_of(word), expected="a value or a name", hint=hint)
    return " ".join(str(word) for word in phrase.children)


def argument_of(syntax: Syntax) -> Argument:
    """The parts of an argument's syntax."""
    value, placed, where = syntax.children
    return Argument(_tree(value), _maybe(placed), _maybe(where), span_of(syntax))


def _tree(child: Syntax | Token) -> Syntax:
    assert isinstance(child, Tree)
    return child


def _maybe(child: Syntax | Token | None) -> Syntax | None:
    return None if child is None else _tree(child)


def _shallow(text: str) -> None:
    depth = 0
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth > _DEEPEST:
            raise Fault("too many brackets within brackets", Span(at, at + 1), expected=f"at most {_DEEPEST}")


def _fault(error: UnexpectedInput, text: str) -> Fault:
    if isinstance(error, UnexpectedEOF) or (isinstance(error, UnexpectedToken) and error.token.type == "$END"):
        end = len(text.rstrip())
        return Fault("the rule ends too early", Span(end, end + 1), expected=_expected(error))
    if isinstance(error, UnexpectedToken):
        token = error.token
        hint = _keyword_hint(_word_before(text, token.start_pos or 0)) or _keyword_hint(str(token))
        return Fault(f"found `{token}`", span_of(token), expected=_expected(error), hint=hint)
    assert isinstance(error, UnexpectedCharacters)
    at = error.pos_in_stream or 0
    found = text[at]
    return Fault(f"found `{found}`", Span(at, at + 1), expected=_expected(error), hint=_HABITS.get(found, ""))


def _word_before(text: str, at: int) -> str:
    words = text[:at].split()
    return words[-1] if words else ""


def _keyword_hint(word: str) -> str:
    if not word.isalpha() or word in KEYWORDS:
        return ""
    if word.lower() in KEYWORDS:
        return f"Keywords are in small letters: `{word.lower()}`."
    return did_you_mean(word, KEYWORDS)


def _expected(error: UnexpectedInput) -> str:
    found = (getattr(error, attribute, None) for attribute in ("accepts", "expected", "allowed"))
    terminals = set(next(filter(None, found), ()))
    words = set()
    if terminals >= _VALUES:
        words.add("a value, a name or `(`")
        terminals -= _VALUES
    if terminals >= _OPERATORS:
        words.add("an operator such as `and`, `>=`, `in` or `+`")
        terminals -= _OPERATORS | {
            "NOT",
            "IS",
            "BETWEEN",
            "STARTS",
            "AND",
            "OR",
            "IN",
            "TIMES",
            "DIVIDE",
            "PATH",
            "LPAR",
        }
    words |= {_WORDS.get(terminal) or f"`{terminal.lower()}`" for terminal in terminals}
    *most, last = sorted(words) or ["something else"]
    return f"{', '.join(most)} or {last}" if most else last
