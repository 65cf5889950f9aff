"""Where in a resource a FHIRPath points: not the values, as evaluation gives them, but the places to change."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from careweft.base.errors import BadInput
from careweft.fhir.definitions import Field, ancestors, structures
from careweft.fhir.fhirpath import condition
from careweft.fhir.fhirpath.parse import Binary, Call, Index, Literal, Member, Node, TypeTest, Variable, parse

MAX_LENGTH: Final = 1000
_UNBOUNDED: Final = frozenset({"repeat"})  # could run for ever on the asker's word


@dataclass(frozen=True)
class Place:
    """One element: under `key` of the object at `parent` (None: this is the resource), at `index` of a list."""

    parent: "Place | None"
    key: str
    index: int | None
    type: str
    root: dict[str, Any]

    @property
    def value(self) -> Any:
        """What is there; None for a primitive that has only extensions."""
        if self.parent is None:
            return self.root
        found = self.parent.value.get(self.key)
        return found if self.index is None or found is None else found[self.index]

    @property
    def fields(self) -> dict[str, Field]:
        """The elements that may be within."""
        return structures()[self.type].fields

    def under(self, name: str) -> dict[str, Field]:
        """The properties that an element of this name may have: one, or those of a choice."""
        if name in self.fields:
            return {name: self.fields[name]}
        found = {key: field for key, field in self.fields.items() if field.choice == name}
        if not found:
            known = ", ".join(sorted({field.choice or key for key, field in self.fields.items()}))
            raise BadInput(f"{self.type} has no element {name!r}", expected=f"one of {known}")
        return found


def read_path(text: str) -> Node:
    """The tree of a path. Raises BadInput for what cannot be understood or might not end."""
    if len(text) > MAX_LENGTH:
        raise BadInput("this path is too long", expected=f"at most {MAX_LENGTH} characters")
    try:
        found = parse(text)
        used = {name for node in _nodes(found) if (name := getattr(node, "name", "")) in _UNBOUNDED}
    except RecursionError:
        raise BadInput("this path is nested too deep", expected="an ordinary path") from None
    if used:
        raise BadInput(f"{', '.join(sorted(used))}() is not allowed in a patch", expected="a path to an element")
    return found


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    children = [getattr(node, name, None) for name in ("base", "left", "right", "index")]
    for child in (*children, *getattr(node, "arguments", ())):
        if child is not None:
            yield from _nodes(child)


def places(node: Node, resource: dict[str, Any]) -> list[Place]:
    """The places that a path points at, in order. Raises BadInput for a path that does not point."""
    root = Place(None, "", None, resource["resourceType"], resource)
    match node:
        case Member(base=None, name=name):
            return [root] if name in ancestors(root.type) else _children([root], name)
        case Variable(name="%resource" | "%context" | "$this"):
            return [root]
        case Member(base=base, name=name):
            return _children(places(base, resource), name)  # type: ignore[arg-type]
        case Index(base=base, index=Literal(kind="Integer", value=index)):
            return places(base, resource)[index : index + 1]
        case TypeTest(op="as", left=left, type=type_):
            return _of_type(places(left, resource), type_)
        case Call(base=base, name=name, arguments=arguments) if base is not None:
            return _call(places(base, resource), name, arguments)
    raise BadInput("this path does not point at an element", expected="such as Patient.name[0].family")


def _children(found: list[Place], name: str) -> list[Place]:
    made = []
    for place in found:
        value = place.value
        for key, field in place.under(name).items() if isinstance(value, dict) else ():
            listed = value.get(key, value.get("_" + key))
            if listed is not None:
                type_ = _type(field, listed)
                indexes = range(len(listed)) if isinstance(listed, list) else (None,)
                made += [Place(place, key, index, type_, place.root) for index in indexes]
    return made


def _type(field: Field, value: Any) -> str:
    named = value.get("resourceType") if field.type == "Resource" and isinstance(value, dict) else None
    return named if isinstance(named, str) and named in structures() else field.type


def _call(found: list[Place], name: str, arguments: tuple[Node, ...]) -> list[Place]:
    match name, arguments:
        case "where", (criterion,):
            return [place for place in found if condition(criterion, place.type)(place.value)]
        case "first", ():
            return found[:1]
        case "last", ():
            return found[-1:]
        case "single", ():
            return found
        case (("ofType" | "as"), (Member(base=None, name=type_),)):
            return _of_type(found, type_)
        case "extension", (Literal(kind="String"),):
            url = Binary("=", Member(None, "url"), arguments[0])
            return _call(_children(found, "extension"), "where", (url,))
    raise BadInput(f"{name}() does not point at an element", expected="where, first, last, single, ofType or extension")


def _of_type(found: list[Place], type_: str) -> list[Place]:
    name = type_.removeprefix("FHIR.")
    return [place for place in found if name in ancestors(place.type)]
