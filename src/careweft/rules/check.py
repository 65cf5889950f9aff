"""From syntax to the typed tree: every expression gets its meaning and type, or an error saying what was expected."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final, cast

from careweft.rules.calls import called
from careweft.rules.errors import Fault, Span, did_you_mean
from careweft.rules.literals import literal, negative, percentage, text_of
from careweft.rules.names import named
from careweft.rules.nodes import (
    And,
    Arithmetic,
    Between,
    Compare,
    In,
    InTop,
    IsMissing,
    Literal_,
    Named,
    Node,
    Not,
    Operator,
    Or,
    Order,
    Shift,
    StartsWith,
)
from careweft.rules.scope import Scope
from careweft.rules.syntax import Syntax, span_of, words_of
from careweft.rules.types import NUMERIC, ORDERED, TIMES, Duration, Value


def value(scope: Scope, syntax: Syntax) -> Node:
    """The typed node of an expression. Raises `Fault`."""
    return _MEANINGS[syntax.data](scope, syntax)


def part(syntax: Syntax, index: int = 0) -> Syntax:
    """A child of the syntax that is itself an expression."""
    child = syntax.children[index]
    assert not isinstance(child, str)
    return child


def _group(scope: Scope, syntax: Syntax) -> Node:
    return scope.value(part(syntax))


def _boolean(scope: Scope, syntax: Syntax) -> Node:
    node = scope.value(syntax)
    if node.type != "boolean":
        hint = "Compare it with something, as in `age >= 65`." if node.type in ORDERED | {"text"} else ""
        raise Fault(f"a value of type {node.type}", span_of(syntax), expected="true or false", hint=hint)
    return node


def _logic(scope: Scope, syntax: Syntax) -> Node:
    kind = And if syntax.data == "all_of" else Or
    parts: list[Node] = []
    for index in range(len(syntax.children)):
        node = _boolean(scope, part(syntax, index))
        parts += node.parts if isinstance(node, And | Or) and type(node) is kind else (node,)
    return kind(parts=tuple(parts), span=span_of(syntax))


def _negation(scope: Scope, syntax: Syntax) -> Node:
    return Not(part=_boolean(scope, part(syntax)), span=span_of(syntax))


def _compare(scope: Scope, syntax: Syntax) -> Node:
    left, right = scope.value(part(syntax)), scope.value(part(syntax, 2))
    order = cast(Order, str(syntax.children[1]))
    _comparable(left, right, span_of(syntax), ordered=order not in {"==", "!="})
    return Compare(order=order, left=left, right=right, span=span_of(syntax))


def _between(scope: Scope, syntax: Syntax) -> Node:
    node, low, high = (scope.value(part(syntax, index)) for index in range(3))
    for end in (low, high):
        _comparable(node, end, span_of(syntax), ordered=True)
    return Between(value=node, low=low, high=high, span=span_of(syntax))


def _comparable(left: Node, right: Node, span: Span, *, ordered: bool) -> None:
    same = left.type == right.type or {left.type, right.type} <= NUMERIC
    if not same:
        what = f"{left.type} compared with {right.type}"
        raise Fault(what, span, expected="two values of one type", hint=_unlike(left, right))
    if ordered and left.type not in ORDERED:
        raise Fault(f"{left.type} has no order", span, expected="`==` or `!=`")
    for side in (left, right):
        if isinstance(side, Literal_) and isinstance(side.value, Duration) and side.value.exact() is None:
            raise Fault(f"`{side.value}` is not always as long", side.span, expected="weeks, days, hours or minutes")
    _one_unit(left, right, span)


def _one_unit(left: Node, right: Node, span: Span) -> None:
    if left.unit and right.unit and left.unit != right.unit:
        raise Fault(f"{left.unit} beside {right.unit}", span, expected="one unit of measure")
    for this, other in ((left, right), (right, left)):
        if isinstance(this, Literal_) and this.unit and not other.unit:
            hint = "Name its rows in the vocabulary with `units`, or leave the unit out."
            raise Fault(f"`{this.unit}` beside a value of unknown unit", span, expected="a known unit", hint=hint)


def _unlike(left: Node, right: Node) -> str:
    types = {left.type, right.type}
    if types == {"date", "instant"}:
        return "The date of an instant is `date(…)`."
    if "duration" in types and types & TIMES:
        return "To compare times, move one: `last(contact.at) < now - 3 months`."
    if "text" in types:
        return "A text stands in quotes, a number does not."
    return ""


def _member(scope: Scope, syntax: Syntax) -> Node:
    node = scope.value(part(syntax))
    members, span = part(syntax, 2), span_of(syntax)
    made = {"listed": _listed, "top": _top, "codelist": _codelist}[members.data](scope, node, members, span)
    return Not(part=made, span=span) if syntax.children[1] is not None else made


def _listed(scope: Scope, node: Node, members: Syntax, span: Span) -> Node:
    options: list[Value] = []
    for index in range(len(members.children)):
        option = scope.value(part(members, index))
        assert isinstance(option, Literal_)
        _comparable(node, option, option.span, ordered=False)
        if isinstance(option.value, Duration):
            raise Fault("a duration in a list", option.span, expected="texts, numbers, dates or instants")
        if option.unit:
            raise Fault("a unit in a list", option.span, expected="plain numbers")
        options.append(option.value)
    return In(value=node, options=tuple(options), span=span)


def _codelist(scope: Scope, node: Node, members: Syntax, span: Span) -> Node:
    name, known = words_of(part(members)), scope.vocabulary.codelists
    if name not in known:
        hint = did_you_mean(name, known) or "A list of values stands in brackets: `in ('a', 'b')`."
        raise Fault(f"there is no codelist `{name}`", span_of(members), hint=hint)
    if node.type != "text":
        raise Fault(f"a value of type {node.type}", node.span, expected="a text, to be in a codelist")
    return In(value=node, options=scope.vocabulary.options(name), codelist=name, span=span)


def _top(scope: Scope, node: Node, members: Syntax, span: Span) -> Node:
    if not (isinstance(node, Named) and node.name.startswith("risk(")):
        raise Fault("no risk score", node.span, expected="one such as `risk('emergency-admission')`")
    percent = percentage(str(members.children[0]))
    if not Decimal(0) < percent <= Decimal(100):
        raise Fault(f"the top {percent}%", span_of(members), expected="more than 0% and at most 100%")
    return InTop(score=node, percent=percent, span=span)


def _presence(scope: Scope, syntax: Syntax) -> Node:
    node = IsMissing(value=scope.value(part(syntax)), span=span_of(syntax))
    return node if syntax.children[1] == "missing" else Not(part=node, span=node.span)


def _starts_with(scope: Scope, syntax: Syntax) -> Node:
    node, span = scope.value(part(syntax)), span_of(syntax)
    if node.type != "text":
        raise Fault(f"a value of type {node.type}", node.span, expected="a text")
    return StartsWith(value=node, prefix=text_of(str(syntax.children[1])), span=span)


def _sums(scope: Scope, syntax: Syntax) -> Node:
    node = scope.value(part(syntax))
    for index in range(1, len(syntax.children), 2):
        operator = cast(Operator, str(syntax.children[index]))
        right = scope.value(part(syntax, index + 1))
        node = _combined(operator, node, right, Span(node.span.start, right.span.end))
    return node


def _combined(operator: Operator, left: Node, right: Node, span: Span) -> Node:
    if left.type in TIMES and isinstance(right, Literal_) and isinstance(right.value, Duration) and operator in "+-":
        return _shifted(left, right.value, 1 if operator == "+" else -1, span)
    for side in (left, right):
        if side.type not in NUMERIC:
            hint = _TIMES if side.type in TIMES | {"duration"} else ""
            raise Fault(f"`{operator}` of {left.type} and {right.type}", span, expected="two numbers", hint=hint)
    if operator in "+-":
        _one_unit(left, right, span)
        return Arithmetic(
            operator=operator, left=left, right=right, type="number", unit=left.unit or right.unit, span=span
        )
    unit = (left.unit or right.unit) if operator == "*" and not (left.unit and right.unit) else None
    if operator == "/" and not right.unit:
        unit = left.unit
    return Arithmetic(operator=operator, left=left, right=right, type="number", unit=unit, span=span)


_TIMES: Final = "A date or instant can be moved (`now - 3 months`); days from one to another are `days-between(a, b)`."


def _shifted(when: Node, by: Duration, sign: int, span: Span) -> Node:
    if when.type == "date" and by.seconds:
        raise Fault(f"a date moved by {by}", span, expected="years, months, weeks or days")
    return Shift(when=when, by=by, sign=sign, type=when.type, span=span)


def _minus(scope: Scope, syntax: Syntax) -> Node:
    node, span = scope.value(part(syntax, 1)), span_of(syntax)
    if isinstance(node, Literal_) and node.type in NUMERIC:
        return negative(node, span)
    if node.type not in NUMERIC:
        raise Fault(f"`-` of {node.type}", span, expected="a number")
    zero = Literal_(value=0, type="integer", span=span)
    return Arithmetic(operator="-", left=zero, right=node, type="number", unit=node.unit, span=span)


def _percent_of(scope: Scope, syntax: Syntax) -> Node:
    share = float(percentage(str(syntax.children[0])) / 100)
    left = Literal_(value=share, type="number", span=span_of(syntax))
    return _combined("*", left, scope.value(part(syntax, 1)), span_of(syntax))


_MEANINGS: Final[Mapping[str, Callable[[Scope, Syntax], Node]]] = {
    "any_of": _logic,
    "all_of": _logic,
    "negation": _negation,
    "compare": _compare,
    "member": _member,
    "between": _between,
    "presence": _presence,
    "starts_with": _starts_with,
    "sum": _sums,
    "product": _sums,
    "minus": _minus,
    "percent_of": _percent_of,
    "group": _group,
    "literal": literal,
    "call": called,
    "name": lambda scope, syntax: named(scope, part(syntax)),
}
