"""FHIRPath trees to Python source."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from careweft.base.errors import BadInput
from careweft.fhir.definitions import structures
from careweft.fhir.fhirpath.conditions import CONDITIONS, is_type
from careweft.fhir.fhirpath.flow import Flow, Names
from careweft.fhir.fhirpath.functions import FUNCTIONS, TEMPORAL
from careweft.fhir.fhirpath.parse import Binary, Call, Index, Literal, Member, Node, TypeTest, Variable
from careweft.fhir.jsontext import Exact

_CONSTANTS: Final = {
    "%sct": "http://snomed.info/sct",
    "%loinc": "http://loinc.org",
    "%ucum": "http://unitsofmeasure.org",
}
_NAMED: Final = {
    "%vs-": "http://hl7.org/fhir/ValueSet/",
    "%ext-": "http://hl7.org/fhir/StructureDefinition/",
}
_LOGIC: Final = {"and": "both", "or": "either", "xor": "differ"}


class Emitter:
    """Makes the source of one expression; `root` is the Python variable of the resource."""

    def __init__(self, root: str, types: frozenset[str] | None) -> None:
        self.names, self.root, self.root_types = Names(), root, types
        self.bound: dict[str, str] = {}
        """The Python lists that `$index` and `$total` are within a function."""

    @contextmanager
    def binding(self, **lists: str) -> Iterator[None]:
        """Give `$index` or `$total` a value for a while."""
        before = self.bound
        self.bound = before | {f"${name}": source for name, source in lists.items()}
        yield
        self.bound = before

    def item(self, var: str, types: frozenset[str] | None) -> Flow:
        """A flow of one Python variable."""
        return Flow(self.names, (f"for {var} in [{var}]",), var, types, single=True)

    def listed(self, source: str, types: frozenset[str] | None, *, single: bool = False) -> Flow:
        """A flow over a Python expression that gives a list."""
        var = self.names.new()
        return Flow(self.names, (f"for {var} in {source}",), var, types, single)

    def flow(self, node: Node, focus: Flow) -> Flow:
        """The collection that a node gives for a focus."""
        match node:
            case Literal():
                source = "NOTHING" if node.kind == "Empty" else f"[{_written(node.value)}]"
                return self.listed(source, frozenset({node.kind}), single=True)
            case Variable():
                return self.variable(node, focus)
            case Member(base=None, name=name):
                return self.first_step(name, focus)
            case Member(base=base, name=name):
                return self.flow(base, focus).child(name)  # type: ignore[arg-type]
            case Index(base=base, index=index):
                inner = self.flow(base, focus)
                return self.listed(
                    f"at_index({inner.source}, {self.source(index, focus)})", inner.possible, single=True
                )
            case Call():
                return self.call(node, focus)
            case TypeTest(op="as", left=left, type=type_):
                return self.flow(left, focus).of_type(type_)
            case _:
                return self.operation(node, focus)

    def source(self, node: Node, focus: Flow) -> str:
        """A Python expression for the list that a node gives."""
        return self.flow(node, focus).source

    def variable(self, node: Variable, focus: Flow) -> Flow:
        """`$this` and the constants that every evaluation has."""
        if node.name == "$this":
            return focus
        if node.name in self.bound:
            return self.listed(self.bound[node.name], None, single=True)
        if node.name in ("$index", "$total"):
            raise BadInput(f"{node.name} has no value here", expected="it within where(), select() or aggregate()")
        if node.name in ("%resource", "%rootResource", "%context"):
            return self.item(self.root, self.root_types)
        name = node.name
        url = _CONSTANTS.get(name) or next(
            (to + name.removeprefix(of) for of, to in _NAMED.items() if name.startswith(of)), None
        )
        if url is not None:
            return self.listed(f"[{url!r}]", frozenset({"String"}), single=True)
        raise BadInput(f"FHIRPath constant {name} has no value", expected="%resource, %context, %sct, %loinc or %ucum")

    def first_step(self, name: str, focus: Flow) -> Flow:
        """A name that starts a path: an element of the focus, or the focus' own type."""
        shape = structures().get(name)
        if shape is None or shape.kind == "primitive":
            return focus.child(name)
        return focus.of_type(name)

    def operation(self, node: Node, focus: Flow) -> Flow:
        """Operators: arithmetic and union give collections, the others a truth."""
        if isinstance(node, Binary) and node.op == "|":
            left, right = self.flow(node.left, focus), self.flow(node.right, focus)
            types = left.possible | right.possible if left.possible and right.possible else None
            return self.listed(f"distinct([*{left.source}, *{right.source}])", types)
        if isinstance(node, Binary) and node.op in ("+", "-", "*", "/", "div", "mod", "&"):
            left, right = self.flow(node.left, focus), self.flow(node.right, focus)
            types = left.possible if left.possible and left.possible <= TEMPORAL else None  # a date stays a date
            return self.listed(f"calculate({node.op!r}, {left.source}, {right.source})", types, single=True)
        return self.listed(f"boxed({self.truth(node, focus)})", frozenset({"Boolean"}), single=True)

    def truth(self, node: Node, focus: Flow) -> str:
        """A Python expression that is True, False or None (unknown)."""
        match node:
            case Literal(kind="Boolean", value=value):
                return repr(value)
            case Binary(op="and" | "or" | "xor" as op, left=left, right=right):
                return f"{_LOGIC[op]}({self.truth(left, focus)}, {self.truth(right, focus)})"
            case Binary(op="implies", left=left, right=right):
                return f"either(negated({self.truth(left, focus)}), {self.truth(right, focus)})"
            case Binary(op="=" | "!=" | "~" | "!~" | "<" | ">" | "<=" | ">=" | "in" | "contains"):
                return self.comparison(node, focus)
            case TypeTest(op="is"):
                return self.type_test(node, focus)
            case Call(name=name) if name in CONDITIONS:
                return CONDITIONS[name](self, node, focus)
            case _:
                return f"truth({self.source(node, focus)})"

    def holds(self, node: Node, focus: Flow) -> str:
        """A Python expression that is true only where the condition surely holds: for where() and exists()."""
        match node:
            case Binary(op="and" | "or" as op, left=left, right=right):
                return f"({self.holds(left, focus)} {op} {self.holds(right, focus)})"
            case Binary(op="=", left=left, right=Literal(kind="String", value=value)):
                flow = self.flow(left, focus)
                if flow.single and flow.possible is not None and not flow.possible & TEMPORAL:
                    return f"({flow.source} == {[value]!r})"
            case Call(name="exists", base=base, arguments=()) if base is not None:
                return f"bool({self.source(base, focus)})"
        return f"({self.truth(node, focus)}) is True"

    def comparison(self, node: Binary, focus: Flow) -> str:
        """Equality, order and membership."""
        left, right = self.flow(node.left, focus), self.flow(node.right, focus)
        temporal = bool((left.possible or frozenset()) & TEMPORAL or (right.possible or frozenset()) & TEMPORAL)
        a, b = left.source, right.source
        match node.op:
            case "=":
                return f"equal({a}, {b}, {temporal})"
            case "!=":
                return f"negated(equal({a}, {b}, {temporal}))"
            case "~":
                return f"equivalent({a}, {b}, {temporal})"
            case "!~":
                return f"not equivalent({a}, {b}, {temporal})"
            case "in":
                return f"member({a}, {b})"
            case "contains":
                return f"member({b}, {a})"
        return f"compare({node.op!r}, {a}, {b}, {temporal})"

    def type_test(self, node: TypeTest, focus: Flow) -> str:
        """`is`: of a value, or of what a reference points at (`resolve() is Patient`)."""
        if isinstance(node.left, Call) and node.left.name == "resolve":
            base = self.flow(node.left.base, focus) if node.left.base else focus
            done = base.settled()
            return f"one_of([refers({done.var}, {node.type!r}, {self.root}) {' '.join(done.clauses)}])"
        return is_type(self.flow(node.left, focus), node.type)

    def call(self, node: Call, focus: Flow) -> Flow:
        """A function."""
        if node.name in CONDITIONS:
            source = f"boxed({CONDITIONS[node.name](self, node, focus)})"
            return self.listed(source, frozenset({"Boolean"}), single=True)
        if node.name not in FUNCTIONS:
            known = ", ".join(sorted({*FUNCTIONS, *CONDITIONS}, key=str.casefold))
            raise BadInput(f"FHIRPath function {node.name}() is not supported", expected=f"one of {known}")
        return FUNCTIONS[node.name](self, node, focus)

    def base(self, node: Call, focus: Flow) -> Flow:
        """What a function is called on."""
        return focus if node.base is None else self.flow(node.base, focus)

    def inside(self, flow: Flow) -> Flow:
        """One item of a flow as the focus of a criterion."""
        done = flow.settled()
        return replace(self.item(done.var, done.types), named=None)


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name!r}: {_written(each)}" for name, each in value.items()) + "}"
    return f"Exact({value.text!r})" if isinstance(value, Exact) else repr(value)
