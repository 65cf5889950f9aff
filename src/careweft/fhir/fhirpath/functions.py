"""The FHIRPath functions that can be compiled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from careweft.base.errors import BadInput
from careweft.fhir.fhirpath.flow import Flow
from careweft.fhir.fhirpath.parse import Call, Literal, Member, Node

if TYPE_CHECKING:
    from careweft.fhir.fhirpath.emit import Emitter

Function = Callable[["Emitter", Call, Flow], Flow]
Condition = Callable[["Emitter", Call, Flow], str]

_BOOLEAN, _STRING, _INTEGER = (frozenset({name}) for name in ("Boolean", "String", "Integer"))


def _arity(node: Call, low: int, high: int) -> None:
    if not low <= len(node.arguments) <= high:
        wanted = str(low) if low == high else f"{low} to {high}"
        raise BadInput(f"{node.name}() has {len(node.arguments)} arguments", expected=wanted)


def _type_name(node: Node) -> str:
    match node:
        case Member(base=None, name=name):
            return name
        case Member(base=Member(base=None, name=space), name=name):
            return f"{space}.{name}"
    raise BadInput("a type is not named", expected="a name such as Quantity")


def _where(e: Emitter, node: Call, focus: Flow) -> Flow:
    _arity(node, 1, 1)
    done = e.base(node, focus).settled()
    return done.where(e.holds(node.arguments[0], e.inside(done)))


def _select(e: Emitter, node: Call, focus: Flow) -> Flow:
    _arity(node, 1, 1)
    done = e.base(node, focus).settled()
    inner = e.flow(node.arguments[0], e.inside(done))
    return done.step(f"for {{}} in {inner.source}", inner.possible)


def _slice(part: str) -> Function:
    def function(e: Emitter, node: Call, focus: Flow) -> Flow:
        _arity(node, 0, 0)
        base = e.base(node, focus)
        return e.listed(f"{base.source}{part}", base.possible, single=part in ("[:1]", "[-1:]"))

    return function


def _counted(template: str) -> Function:
    def function(e: Emitter, node: Call, focus: Flow) -> Flow:
        _arity(node, 1, 1)
        base = e.base(node, focus)
        number = f"single({e.source(node.arguments[0], focus)})"
        return e.listed(template.format(base=base.source, number=number), base.possible)

    return function


def _of_type(e: Emitter, node: Call, focus: Flow) -> Flow:
    _arity(node, 1, 1)
    return e.base(node, focus).of_type(_type_name(node.arguments[0]))


def _extension(e: Emitter, node: Call, focus: Flow) -> Flow:
    _arity(node, 1, 1)
    found = e.base(node, focus).child("extension").settled()
    url = node.arguments[0]
    wanted = repr(url.value) if isinstance(url, Literal) else f"single({e.source(url, focus)})"
    return replace(found.where(f"{found.var}.get('url') == {wanted}"), types=frozenset({"Extension"}))


def _call(template: str, types: frozenset[str] | None, low: int = 0, high: int = 0) -> Function:
    """A function of the runtime: `{base}` is its list, `{a}` and `{b}` its arguments' lists."""

    def function(e: Emitter, node: Call, focus: Flow) -> Flow:
        _arity(node, low, high)
        base = e.base(node, focus)
        arguments = [e.source(argument, focus) for argument in node.arguments] + ["NOTHING"] * 2
        source = template.format(base=base.source, a=arguments[0], b=arguments[1])
        return e.listed(source, base.possible if types is None else types)

    return function


def _text(template: str, types: frozenset[str], low: int = 0, high: int = 0) -> Function:
    """A function of one text: `s`; nothing gives nothing."""
    return _call(f"on_text({{base}}, lambda s, a=None, b=None: {template}, {{a}}, {{b}})", types, low, high)


def _reference_key(e: Emitter, node: Call, focus: Flow) -> Flow:
    _arity(node, 0, 1)
    type_ = repr(_type_name(node.arguments[0])) if node.arguments else "None"
    done = e.base(node, focus).settled()
    return done.step(f"for {{}} in reference_key({done.var}, {type_})", _STRING, single=True)


def _resource_key(e: Emitter, node: Call, focus: Flow) -> Flow:
    _arity(node, 0, 0)
    done = e.base(node, focus).settled()
    return done.step(f"for {{}} in resource_key({done.var})", _STRING, single=True)


def _resolve(e: Emitter, node: Call, focus: Flow) -> Flow:
    _arity(node, 0, 0)
    done = e.base(node, focus).settled()
    return done.step(f"for {{}} in resolve({done.var}, {e.root})", None, single=True)


def _iif(e: Emitter, node: Call, focus: Flow) -> Flow:
    _arity(node, 2, 3)
    condition = e.truth(node.arguments[0], focus)
    yes = e.flow(node.arguments[1], focus)
    no = e.source(node.arguments[2], focus) if len(node.arguments) > 2 else "NOTHING"
    return e.listed(f"({yes.source} if ({condition}) is True else {no})", None)


def _repeat(e: Emitter, node: Call, focus: Flow) -> Flow:
    _arity(node, 1, 1)
    base, var = e.base(node, focus), e.names.new()
    step = e.source(node.arguments[0], e.item(var, None))
    return e.listed(f"repeated({base.source}, lambda {var}: {step})", None)


def _union(e: Emitter, node: Call, focus: Flow) -> Flow:
    _arity(node, 1, 1)
    template = "distinct([*{}, *{}])" if node.name == "union" else "[*{}, *{}]"
    return e.listed(template.format(e.base(node, focus).source, e.source(node.arguments[0], focus)), None)


def _exists(e: Emitter, node: Call, focus: Flow) -> str:
    _arity(node, 0, 1)
    base = _where(e, node, focus) if node.arguments else e.base(node, focus)
    return f"bool({base.source})"


def _empty(e: Emitter, node: Call, focus: Flow) -> str:
    _arity(node, 0, 0)
    return f"not {e.base(node, focus).source}"


def _not(e: Emitter, node: Call, focus: Flow) -> str:
    _arity(node, 0, 0)
    return f"negated({e.truth(node.base, focus) if node.base else f'truth({focus.source})'})"


def _all(e: Emitter, node: Call, focus: Flow) -> str:
    _arity(node, 1, 1)
    done = e.base(node, focus).settled()
    return f"all([{e.holds(node.arguments[0], e.inside(done))} {' '.join(done.clauses)}])"


def _has_value(e: Emitter, node: Call, focus: Flow) -> str:
    _arity(node, 0, 0)
    return f"has_value({e.base(node, focus).source})"


def _is(e: Emitter, node: Call, focus: Flow) -> str:
    _arity(node, 1, 1)
    base = e.base(node, focus)
    return f"(bool({base.of_type(_type_name(node.arguments[0])).source}) if {base.source} else None)"


CONDITIONS: Final[dict[str, Condition]] = {
    "exists": _exists,
    "empty": _empty,
    "not": _not,
    "all": _all,
    "hasValue": _has_value,
    "is": _is,
}
FUNCTIONS: Final[dict[str, Function]] = {
    "where": _where,
    "select": _select,
    "repeat": _repeat,
    "first": _slice("[:1]"),
    "last": _slice("[-1:]"),
    "tail": _slice("[1:]"),
    "skip": _counted("{base}[max(0, {number}):]"),
    "take": _counted("{base}[:max(0, {number})]"),
    "single": _call("boxed(single({base}))", None),
    "count": _call("[len({base})]", _INTEGER),
    "distinct": _call("distinct({base})", None),
    "ofType": _of_type,
    "as": _of_type,
    "extension": _extension,
    "resolve": _resolve,
    "getResourceKey": _resource_key,
    "getReferenceKey": _reference_key,
    "iif": _iif,
    "union": _union,
    "combine": _union,
    "intersect": _call("distinct([x for x in {base} if any(same(x, y) for y in {a})])", None, 1, 1),
    "exclude": _call("[x for x in {base} if not any(same(x, y) for y in {a})]", None, 1, 1),
    "join": _call("join({base}, {a})", _STRING, 0, 1),
    "toString": _call("[text(x) for x in boxed(single({base}))]", _STRING),
    "toInteger": _call("converted({base}, 'integer')", _INTEGER),
    "toDecimal": _call("converted({base}, 'decimal')", frozenset({"Decimal"})),
    "toBoolean": _call("converted({base}, 'boolean')", _BOOLEAN),
    "length": _text("len(s)", _INTEGER),
    "upper": _text("s.upper()", _STRING),
    "lower": _text("s.lower()", _STRING),
    "trim": _text("s.strip()", _STRING),
    "startsWith": _text("s.startswith(a)", _BOOLEAN, 1, 1),
    "endsWith": _text("s.endswith(a)", _BOOLEAN, 1, 1),
    "contains": _text("a in s", _BOOLEAN, 1, 1),
    "indexOf": _text("s.find(a)", _INTEGER, 1, 1),
    "matches": _text("matches(s, a)", _BOOLEAN, 1, 1),
    "replace": _text("s.replace(a, b)", _STRING, 2, 2),
    "substring": _text("substring(s, a, b)", _STRING, 1, 2),
    "lowBoundary": _call("boundary({base}, 0)", None),
    "highBoundary": _call("boundary({base}, 1)", None),
}
