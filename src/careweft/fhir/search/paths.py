"""FHIRPath expressions of search parameters: their branches for one type, and names under which values are indexed."""

from careweft.fhir.definitions import resource_types, structures
from careweft.fhir.fhirpath.parse import Binary, Call, Index, Literal, Member, Node, TypeTest

_TYPES = frozenset(resource_types())


def branches(node: Node, type_: str) -> list[Node]:
    """The branches of a union that start at this type: an expression may serve many types."""
    if isinstance(node, Binary) and node.op == "|":
        return [*branches(node.left, type_), *branches(node.right, type_)]
    return [node] if root(node) in (type_, "Resource", "DomainResource") or root(node) not in _TYPES else []


def root(node: Node | None) -> str:
    """The name that a path starts with."""
    match node:
        case Member(base=None, name=name):
            return name
        case Member(base=base) | Call(base=base) | Index(base=base):
            return root(base)
        case TypeTest(left=left) | Binary(left=left):
            return root(left)
    return ""


def unresolved(node: Node) -> tuple[Node, str]:
    """`x.where(resolve() is T)` as x and T: the references are kept with their type, so that T can be asked for."""
    match node:
        case Call(base=base, name="where", arguments=(TypeTest(op="is", left=Call(name="resolve"), type=type_),)):
            if base is not None:
                return base, type_
    return node, ""


def name_of(node: Node, context: str = "") -> str:
    """A path as text, the same for every way to write a cast; `context` is what it is relative to."""
    match node:
        case Member(base=None, name=name):
            return f"{context}.{name}" if context else name
        case Member(base=base, name=name) if base is not None:
            return f"{name_of(base, context)}.{name}"
        case TypeTest(op="as", left=left, type=type_):
            return f"{name_of(left, context)}.as({_type(type_)})"
        case Call(base=base, name="as" | "ofType", arguments=(Member(base=None, name=type_),)) if base is not None:
            return f"{name_of(base, context)}.as({_type(type_)})"
        case Call(base=base, name=name, arguments=arguments):
            start = name_of(base, context) + "." if base is not None else ""
            return f"{start}{name}({', '.join(name_of(argument) for argument in arguments)})"
        case Binary(op=op, left=left, right=right):
            return f"{name_of(left, context)} {op} {name_of(right, context)}"
        case Index(base=base, index=index):
            return f"{name_of(base, context)}[{name_of(index)}]"
        case Literal(value=value):
            return repr(value)
    return repr(node)


def _type(name: str) -> str:
    return name if name in structures() else name[:1].lower() + name[1:]


def whole(expression: str) -> tuple[str, bool]:
    """An expression of a composite's part without `%resource.`, and whether it had it: it is of the resource then."""
    start = "%resource."
    return expression.removeprefix(start), expression.startswith(start)


def single(type_: str, paths: tuple[str, ...]) -> bool:
    """Whether a resource has at most one value at these paths: one path of plain names that do not repeat."""
    shape = structures()[type_]
    if len(paths) != 1:
        return False
    for name in paths[0].split(".")[1:]:
        field = shape.fields.get(name)
        if field is None or field.max != 1 or field.type not in structures():
            return False
        shape = structures()[field.type]
    return True
