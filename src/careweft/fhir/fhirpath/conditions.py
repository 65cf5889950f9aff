"""The FHIRPath functions whose answer is a truth: true, false or, for nothing, None."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from careweft.fhir.fhirpath.flow import Flow
from careweft.fhir.fhirpath.functions import SYSTEM, arity, type_name, where
from careweft.fhir.fhirpath.parse import Call

if TYPE_CHECKING:
    from careweft.fhir.fhirpath.emit import Emitter

Condition = Callable[["Emitter", Call, Flow], str]


def _exists(e: Emitter, node: Call, focus: Flow) -> str:
    arity(node, 0, 1)
    base = where(e, node, focus) if node.arguments else e.base(node, focus)
    return f"bool({base.source})"


def _empty(e: Emitter, node: Call, focus: Flow) -> str:
    arity(node, 0, 0)
    return f"not {e.base(node, focus).source}"


def _not(e: Emitter, node: Call, focus: Flow) -> str:
    arity(node, 0, 0)
    return f"negated({e.truth(node.base, focus) if node.base else f'truth({focus.source})'})"


def _all(e: Emitter, node: Call, focus: Flow) -> str:
    arity(node, 1, 1)
    done = e.base(node, focus).settled()
    return f"all([{e.holds(node.arguments[0], e.inside(done))} {' '.join(done.clauses)}])"


def _has_value(e: Emitter, node: Call, focus: Flow) -> str:
    arity(node, 0, 0)
    return f"has_value({e.base(node, focus).source})"


def _is(e: Emitter, node: Call, focus: Flow) -> str:
    arity(node, 1, 1)
    return is_type(e.base(node, focus), type_name(node.arguments[0]))


def is_type(flow: Flow, type_: str) -> str:
    """`is`: a FHIR boolean is no System.Boolean, nor the other way about, where the type is known when compiling."""
    own, name = flow.possible, type_.removeprefix("System.")
    systems = own is not None and bool(own) and own <= SYSTEM - {"Quantity"}
    if systems or (own and name in SYSTEM - {"Quantity"}) or name != type_ != "System.Quantity":
        answer = own == frozenset({name}) if systems else False
        return f"({answer} if {flow.source} else None)"
    return f"(bool({flow.of_type(type_).source}) if {flow.source} else None)"


def _truths(of: bool, every: bool) -> Condition:
    def condition(e: Emitter, node: Call, focus: Flow) -> str:
        arity(node, 0, 0)
        return f"truths({e.base(node, focus).source}, {of}, {every})"

    return condition


def _sets(template: str) -> Condition:
    def condition(e: Emitter, node: Call, focus: Flow) -> str:
        arity(node, template.count("{b}"), template.count("{b}"))
        other = e.source(node.arguments[0], focus) if node.arguments else ""
        return template.format(a=e.base(node, focus).source, b=other)

    return condition


def _converts(type_: str) -> Condition:
    def condition(e: Emitter, node: Call, focus: Flow) -> str:
        arity(node, 0, 0)
        return f"converts(single({e.base(node, focus).source}), {type_!r})"

    return condition


CONDITIONS: Final[dict[str, Condition]] = {
    "exists": _exists,
    "empty": _empty,
    "not": _not,
    "all": _all,
    "hasValue": _has_value,
    "is": _is,
    "allTrue": _truths(of=True, every=True),
    "anyTrue": _truths(of=True, every=False),
    "allFalse": _truths(of=False, every=True),
    "anyFalse": _truths(of=False, every=False),
    "isDistinct": _sets("len(distinct({a})) == len({a})"),
    "subsetOf": _sets("subset({a}, {b})"),
    "supersetOf": _sets("subset({b}, {a})"),
    **{f"convertsTo{type_}": _converts(type_) for type_ in sorted(SYSTEM)},
    "comparable": _sets("comparable({a}, {b})"),
    "conformsTo": _sets("conforms({a}, {b})"),
}
