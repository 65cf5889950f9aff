"""The FHIRPath functions that can be compiled, but for those of conditions.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from careweft.base.errors import BadInput
from careweft.fhir.fhirpath.flow import Flow
from careweft.fhir.fhirpath.parse import Binary, Call, Literal, Member, Node, Variable

if TYPE_CHECKING:
    from careweft.fhir.fhirpath.emit import Emitter

Function = Callable[["Emitter", Call, Flow], Flow]

_BOOLEAN, _STRING, _INTEGER, _DECIMAL, _DATE, _DATE_TIME, _TIME = (
    frozenset({name}) for name in ("Boolean", "String", "Integer", "Decimal", "Date", "DateTime", "Time")
)
SYSTEM: Final = frozenset({"Boolean", "String", "Integer", "Decimal", "Date", "DateTime", "Time", "Quantity"})
"""The types of FHIRPath's own values; but for Quantity, no FHIR type has such a name."""
TEMPORAL: Final = frozenset({"date", "dateTime", "instant", "time", "Date", "DateTime", "Time"})


def arity(node: Call, low: int, high: int) -> None:
    """Refuses a call that has fewer or more arguments."""
    if not low <= len(node.arguments) <= high:
        wanted = str(low) if low == high else f"{low} to {high}"
        raise BadInput(f"{node.name}() has {len(node.arguments)} arguments", expected=wanted)


def type_name(node: Node) -> str:
    """The name of the type that an argument says."""
    match node:
        case Member(base=None, name=name):
            return name
        case Member(base=Member(base=None, name=space), name=name):
            return f"{space}.{name}"
    raise BadInput("a type is not named", expected="a name such as Quantity")


def where(e: Emitter, node: Call, focus: Flow) -> Flow:
    """The items for which the criterion holds."""
    arity(node, 1, 1)
    done, index = _items(e, node, focus)
    with e.binding(index=index):
        return done.where(e.holds(node.arguments[0], e.inside(done)))


def _select(e: Emitter, node: Call, focus: Flow) -> Flow:
    arity(node, 1, 1)
    done, index = _items(e, node, focus)
    with e.binding(index=index):
        inner = e.flow(node.arguments[0], e.inside(done))
    return done.step(f"for {{}} in {inner.source}", inner.possible)


def _items(e: Emitter, node: Call, focus: Flow) -> tuple[Flow, str]:
    """The items that a function looks at one by one, numbered where `$index` is asked, and the Python list of that."""
    done = e.base(node, focus).settled()
    if not any(_mentions(argument, "$index") for argument in node.arguments):
        return done, "NOTHING"
    index, var = e.names.new(), e.names.new()
    return Flow(e.names, (f"for {index}, {var} in enumerate({done.source})",), var, done.types), f"[{index}]"


def _mentions(node: object, name: str) -> bool:
    if isinstance(node, Variable):
        return node.name == name
    parts = vars(node).values() if hasattr(node, "__dict__") else ()
    return any(_mentions(part, name) for value in parts for part in (value if isinstance(value, tuple) else (value,)))


def _slice(part: str) -> Function:
    def function(e: Emitter, node: Call, focus: Flow) -> Flow:
        arity(node, 0, 0)
        base = e.base(node, focus)
        return e.listed(f"{base.source}{part}", base.possible, single=part in ("[:1]", "[-1:]"))

    return function


def _counted(template: str) -> Function:
    def function(e: Emitter, node: Call, focus: Flow) -> Flow:
        arity(node, 1, 1)
        base = e.base(node, focus)
        number = f"single({e.source(node.arguments[0], focus)})"
        return e.listed(template.format(base=base.source, number=number), base.possible)

    return function


def _of_type(e: Emitter, node: Call, focus: Flow) -> Flow:
    arity(node, 1, 1)
    return e.base(node, focus).of_type(type_name(node.arguments[0]))


def _extension(e: Emitter, node: Call, focus: Flow) -> Flow:
    arity(node, 1, 1)
    found = e.base(node, focus).child("extension").settled()
    url = node.arguments[0]
    wanted = repr(url.value) if isinstance(url, Literal) else f"single({e.source(url, focus)})"
    return replace(found.where(f"{found.var}.get('url') == {wanted}"), types=frozenset({"Extension"}))


def _call(template: str, types: frozenset[str] | None, low: int = 0, high: int = 0) -> Function:
    """A function of the runtime: `{base}` is its list, `{a}` and `{b}` its arguments' lists."""

    def function(e: Emitter, node: Call, focus: Flow) -> Flow:
        arity(node, low, high)
        base = e.base(node, focus)
        arguments = [e.source(argument, focus) for argument in node.arguments] + ["NOTHING"] * 2
        source = template.format(base=base.source, a=arguments[0], b=arguments[1])
        return e.listed(source, base.possible if types is None else types)

    return function


def _text(template: str, types: frozenset[str], low: int = 0, high: int = 0) -> Function:
    """A function of one text: `s`; nothing gives nothing."""
    return _call(f"on_text({{base}}, lambda s, a=None, b=None: {template}, {{a}}, {{b}})", types, low, high)


def _reference_key(e: Emitter, node: Call, focus: Flow) -> Flow:
    arity(node, 0, 1)
    type_ = repr(type_name(node.arguments[0])) if node.arguments else "None"
    done = e.base(node, focus).settled()
    return done.step(f"for {{}} in reference_key({done.var}, {type_})", _STRING, single=True)


def _resource_key(e: Emitter, node: Call, focus: Flow) -> Flow:
    arity(node, 0, 0)
    done = e.base(node, focus).settled()
    return done.step(f"for {{}} in resource_key({done.var})", _STRING, single=True)


def _resolve(e: Emitter, node: Call, focus: Flow) -> Flow:
    arity(node, 0, 0)
    done = e.base(node, focus).settled()
    return done.step(f"for {{}} in resolve({done.var}, {e.root})", None, single=True)


def _iif(e: Emitter, node: Call, focus: Flow) -> Flow:
    arity(node, 2, 3)
    base = focus if node.base is None else replace(e.base(node, focus).settled(), named=None)
    condition = e.truth(node.arguments[0], base)
    yes = e.flow(node.arguments[1], base)
    no = e.source(node.arguments[2], base) if len(node.arguments) > 2 else "NOTHING"
    return e.listed(f"({yes.source} if ({condition}) is True else {no})", None)


def _repeat(e: Emitter, node: Call, focus: Flow) -> Flow:
    arity(node, 1, 1)
    base, var = e.base(node, focus), e.names.new()
    step = e.source(node.arguments[0], e.item(var, None))
    return e.listed(f"repeated({base.source}, lambda {var}: {step})", None)


def _union(e: Emitter, node: Call, focus: Flow) -> Flow:
    arity(node, 1, 1)
    template = "distinct([*{}, *{}])" if node.name == "union" else "[*{}, *{}]"
    return e.listed(template.format(e.base(node, focus).source, e.source(node.arguments[0], focus)), None)


def _to(type_: str) -> Function:
    return _call(f"to(single({{base}}), {type_!r})", frozenset({type_}))


def _mathematical(name: str, high: int = 0, low: int | None = None) -> Function:
    return _call(f"mathematical({name!r}, {{base}}, single(list({{a}})))", None, high if low is None else low, high)


def _boundary(high: bool) -> Function:
    def function(e: Emitter, node: Call, focus: Flow) -> Flow:
        arity(node, 0, 1)
        base = e.base(node, focus)
        types = base.possible or frozenset()
        kind = "Date" if types & {"date", "Date"} else "DateTime" if types & {"dateTime", "instant", "DateTime"} else ""
        digits = f"single({e.source(node.arguments[0], focus)})" if node.arguments else "None"
        return e.listed(f"boundary({base.source}, {high}, {digits}, {kind!r})", base.possible, single=True)

    return function


def _aggregate(e: Emitter, node: Call, focus: Flow) -> Flow:
    arity(node, 1, 2)
    base, var, total, index = e.base(node, focus), e.names.new(), e.names.new(), e.names.new()
    with e.binding(total=total, index=f"[{index}]"):
        step = e.source(node.arguments[0], e.item(var, base.possible))
    start = e.source(node.arguments[1], focus) if len(node.arguments) > 1 else "[]"
    return e.listed(f"aggregated({base.source}, lambda {var}, {total}, {index}: {step}, {start})", None)


def _children(e: Emitter, node: Call, focus: Flow) -> Flow:
    arity(node, 0, 0)
    base = e.base(node, focus).source
    return e.listed(f"[y for x in {base} for y in {node.name}(x)]", None)


def _trace(e: Emitter, node: Call, focus: Flow) -> Flow:
    arity(node, 1, 2)
    return e.base(node, focus)


def _sort(e: Emitter, node: Call, focus: Flow) -> Flow:
    """By each argument in turn, by the items themselves where there is none; descending where it has a minus."""
    base, var, keys = e.base(node, focus), e.names.new(), []
    for argument in node.arguments or (Variable("$this"),):
        match argument:
            case Binary(op="-", left=Literal(value=0), right=by):
                keys.append((by, True))
            case _:
                keys.append((argument, False))
    found = [(e.flow(by, e.item(var, base.possible)), descending) for by, descending in keys]
    told = ", ".join(
        f"(lambda {var}: {by.source}, {descending}, {bool((by.possible or frozenset()) & TEMPORAL)})"
        for by, descending in found
    )
    return e.listed(f"ordered({base.source}, [{told}])", base.possible)


def _type(e: Emitter, node: Call, focus: Flow) -> Flow:
    arity(node, 0, 0)
    base = e.base(node, focus)
    if base.possible is None or len(base.possible) != 1:
        raise BadInput("type() of what may be of several types is not supported", expected="a path of one type")
    (name,) = base.possible
    told = {"namespace": "System" if name in SYSTEM - {"Quantity"} else "FHIR", "name": name}
    return e.listed(f"[{told!r} for x in {base.source}]", None)


FUNCTIONS: Final[dict[str, Function]] = {
    "where": where,
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
    **{f"to{type_}": _to(type_) for type_ in sorted(SYSTEM)},
    **{name: _mathematical(name) for name in ("abs", "ceiling", "exp", "floor", "ln", "sqrt", "truncate")},
    "round": _mathematical("round", 1, 0),
    "log": _mathematical("log", 1),
    "power": _mathematical("power", 1),
    "aggregate": _aggregate,
    "sum": _call("total({base})", None),
    "weight": _call("[w for x in {base} for w in weight(x)]", frozenset({"Decimal"})),
    "ordinal": _call("[w for x in {base} for w in weight(x)]", frozenset({"Decimal"})),
    "children": _children,
    "descendants": _children,
    "trace": _trace,
    "type": _type,
    "length": _text("len(s)", _INTEGER),
    "upper": _text("s.upper()", _STRING),
    "lower": _text("s.lower()", _STRING),
    "trim": _text("s.strip()", _STRING),
    "startsWith": _text("s.startswith(a)", _BOOLEAN, 1, 1),
    "endsWith": _text("s.endswith(a)", _BOOLEAN, 1, 1),
    "contains": _text("a in s", _BOOLEAN, 1, 1),
    "indexOf": _text("s.find(a)", _INTEGER, 1, 1),
    "matches": _text("matches(s, a)", _BOOLEAN, 1, 1),
    "replace": _text("substituted(s, a, b)", _STRING, 2, 2),
    "matchesFull": _text("matches(s, a, whole=True)", _BOOLEAN, 1, 1),
    "replaceMatches": _text("replaced(s, a, b)", _STRING, 2, 2),
    "lastIndexOf": _text("s.rfind(a)", _INTEGER, 1, 1),
    "encode": _text("encoded(s, a)", _STRING, 1, 1),
    "decode": _text("decoded(s, a)", _STRING, 1, 1),
    "escape": _text("escaped(s, a)", _STRING, 1, 1),
    "unescape": _text("unescaped(s, a)", _STRING, 1, 1),
    "split": _call(
        "[y for x in on_text({base}, lambda s, a: s.split(a) if a else list(s), {a}) for y in x]", _STRING, 1, 1
    ),
    "toChars": _call("[y for x in on_text({base}, list) for y in x]", _STRING),
    "substring": _text("substring(s, a, b)", _STRING, 1, 2),
    "precision": _call("precision({base})", _INTEGER),
    "sort": _sort,
    "now": _call("[now()]", _DATE_TIME),
    "today": _call("[today()]", _DATE),
    "timeOfDay": _call("[time_of_day()]", _TIME),
    "lowBoundary": _boundary(high=False),
    "highBoundary": _boundary(high=True),
}
