"""FHIRPath text to a small tree (FHIRPath 2.0 grammar, type declarations left out)."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from careweft.base.errors import BadInput
from careweft.fhir.fhirpath.numbers import number
from careweft.fhir.fhirpath.quantities import CALENDAR, quantity


@dataclass(frozen=True)
class Literal:
    """A value: a string, boolean, number or Quantity as itself; `kind` is its System type; `{}` has the kind Empty."""

    value: Any
    kind: str


@dataclass(frozen=True)
class Variable:
    """`$this`, `$index`, `$total` or `%name`."""

    name: str


@dataclass(frozen=True)
class Member:
    """`base.name`; a base of None is the focus."""

    base: "Node | None"
    name: str


@dataclass(frozen=True)
class Call:
    """`base.name(arguments)`."""

    base: "Node | None"
    name: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True)
class Index:
    """`base[index]`."""

    base: "Node"
    index: "Node"


@dataclass(frozen=True)
class Binary:
    """`left op right`; a unary minus is `0 - right`."""

    op: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True)
class TypeTest:
    """`left is type` or `left as type`."""

    op: str
    left: "Node"
    type: str


Node = Literal | Variable | Member | Call | Index | Binary | TypeTest

_PRECEDENCE: Final = {
    "*": 11, "/": 11, "div": 11, "mod": 11, "+": 10, "-": 10, "&": 10, "is": 9, "as": 9, "|": 8,
    ">": 7, "<": 7, ">=": 7, "<=": 7, "=": 6, "~": 6, "!=": 6, "!~": 6, "in": 5, "contains": 5,
    "and": 4, "xor": 3, "or": 3, "implies": 2,
}  # fmt: skip
MAX_LENGTH: Final = 10_000
_DIGITS: Final = 1000  # of a number
_CLOCK: Final = r"[0-9]{2}(?::[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_TOKEN: Final = re.compile(
    rf"""\s+ | //[^\n]* | /\*.*?\*/
    | (?P<time>@(?:T{_CLOCK} | [0-9]{{4}}(?:-[0-9]{{2}}(?:-[0-9]{{2}})?)?
        (?:T(?:{_CLOCK}(?:Z|[+-][0-9]{{2}}:[0-9]{{2}})?)?)?))
    | (?P<number>[0-9]+(?:\.[0-9]+)?)
    | (?P<string>'(?:\\.|[^'\\])*')
    | (?P<variable>\$[a-z]+ | %(?:[A-Za-z_][A-Za-z0-9_-]* | `[^`]+` | '[^']+'))
    | (?P<name>[A-Za-z_][A-Za-z0-9_]* | `(?:\\.|[^`\\])*`)
    | (?P<op><=|>=|!=|!~|[-+*/&|<>=~.()\[\]{{}},])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


def parse(text: str) -> Node:
    """The tree of an expression. Raises BadInput with the column of what cannot be understood."""
    if len(text) > MAX_LENGTH:
        raise BadInput("this expression is too long", expected=f"at most {MAX_LENGTH:,} characters")
    return _Parser(text).whole()


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.end() == at:
            raise BadInput(f"FHIRPath does not know {text[at]!r}", where=f"column {at + 1} of {text!r}")
        if match.lastgroup:
            found.append(_Token(match.lastgroup, match.group(), at))
        at = match.end()
    return [*found, _Token("end", "the end", len(text))]


def _unescaped(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        found = match.group(1)
        return chr(int(found[1:], 16)) if len(found) == 5 else _ESCAPES.get(found, found)

    return re.sub(r"\\(u[0-9a-fA-F]{4}|.)", one, text)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text, self.tokens, self.at = text, _tokens(text), 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.at]

    def take(self) -> _Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def fail(self, expected: str) -> BadInput:
        where = f"column {self.next.at + 1} of {self.text!r}"
        return BadInput(f"{self.next.text!r} stands where it cannot", where=where, expected=expected)

    def accept(self, text: str) -> bool:
        if self.next.kind == "op" and self.next.text == text:
            self.at += 1
            return True
        return False

    def demand(self, text: str) -> None:
        if not self.accept(text):
            raise self.fail(repr(text))

    def whole(self) -> Node:
        found = self.expression(0)
        if self.next.kind != "end":
            raise self.fail("an operator or the end")
        return found

    def expression(self, binding: int) -> Node:
        left = self.unary()
        while self.next.kind in ("op", "name") and _PRECEDENCE.get(self.next.text, 0) > binding:
            op = self.take().text
            left = (
                TypeTest(op, left, self.type_name())
                if op in ("is", "as")
                else Binary(op, left, self.expression(_PRECEDENCE[op]))
            )
        return left

    def unary(self) -> Node:
        if self.accept("-"):
            return Binary("-", Literal(0, "Integer"), self.unary())
        if self.accept("+"):
            return self.unary()
        return self.postfix(self.term())

    def postfix(self, base: Node) -> Node:
        while True:
            if self.accept("."):
                base = self.invocation(base)
            elif self.accept("["):
                base = Index(base, self.expression(0))
                self.demand("]")
            else:
                return base

    def term(self) -> Node:
        token = self.next
        if token.kind == "name":
            if token.text in ("true", "false"):
                self.take()
                return Literal(token.text == "true", "Boolean")
            return self.invocation(None)
        if token.kind in ("number", "string", "time", "variable"):
            return self.literal(self.take())
        if self.accept("("):
            found = self.expression(0)
            self.demand(")")
            return found
        if self.accept("{"):
            self.demand("}")
            return Literal(None, "Empty")
        raise self.fail("a name, a value or '('")

    def literal(self, token: _Token) -> Node:
        if token.kind == "number":
            if len(token.text) > _DIGITS:
                raise BadInput("this number is too long", expected=f"at most {_DIGITS} digits")
            decimal = "." in token.text
            value = number(Decimal(token.text)) if decimal else int(token.text)
            if self.next.kind == "string" or self.next.text in CALENDAR:
                unit = self.take()
                return Literal(quantity(value, _unescaped(unit.text.strip("'"))), "Quantity")
            return Literal(value, "Decimal" if decimal else "Integer")
        if token.kind == "string":
            return Literal(_unescaped(token.text[1:-1]), "String")
        if token.kind == "time":
            text = token.text[1:]
            kind = "Time" if text.startswith("T") else "DateTime" if "T" in text else "Date"
            return Literal(text.removeprefix("T") if kind == "Time" else text.removesuffix("T"), kind)
        return Variable(token.text[0] + token.text[1:].strip("`'"))

    def invocation(self, base: Node | None) -> Node:
        token = self.next
        if token.kind != "name":
            raise self.fail("a name")
        self.take()
        name = _unescaped(token.text[1:-1]) if token.text.startswith("`") else token.text
        if not self.accept("("):
            return Member(base, name)
        arguments: list[Node] = []
        while not self.accept(")"):
            if arguments:
                self.demand(",")
            arguments.append(self.expression(0))
        return Call(base, name, tuple(arguments))

    def type_name(self) -> str:
        if self.next.kind != "name":
            raise self.fail("a type")
        name = self.take().text.strip("`")
        while self.accept("."):
            name = f"{name}.{self.take().text.strip('`')}"
        return name
