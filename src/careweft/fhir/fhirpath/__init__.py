"""FHIRPath compiled to Python: `compile_path`.

Understood: paths with and without a leading type, choice elements (`value` is valueQuantity or any other), `[index]`,
the operators, `$this`, `$index`, `$total`, type tests, and the functions of FHIRPath 2.0, of FHIR and of SQL on FHIR
that are listed in functions.py; numbers are calculated exactly, quantities by their units, and durations are added to
dates. Not understood, with an error that says so: terminology functions; resolve() finds contained resources only,
conformsTo() knows R4's own types only, and now() and today() are known within `clock.as_at` only.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, NamedTuple

from careweft.base.errors import BadInput
from careweft.fhir.definitions import structures
from careweft.fhir.fhirpath import runtime
from careweft.fhir.fhirpath.emit import Emitter
from careweft.fhir.fhirpath.parse import Binary, Node, parse

Path = Callable[[Any], list[Any]]
_TRUTHS: Final = frozenset({"and", "or", "xor", "implies", "=", "!="})
_SCOPE: Final = {name: getattr(runtime, name) for name in dir(runtime) if not name.startswith("_")}


@lru_cache(8192)
def compile_path(expression: str, *, resource_type: str | None = None) -> Path:
    """A function from a resource (or element) to the list of what the expression finds in it.

    `resource_type` may be a resource type, a data type or an element path (`Observation.component`); with it, names are
    checked against R4 and found faster. Without it, a value is whatever it turns out to be. Raises BadInput with the
    column or the name that cannot be understood; the function raises BadInput where an operator needs one value and
    finds more.
    """
    types = _known(resource_type)
    emitter = Emitter("root", types)
    try:
        source = emitter.source(parse(expression), emitter.item("root", types))
    except RecursionError:
        raise BadInput("this expression is nested too deep", expected="an ordinary expression") from None
    return _function(source, expression)


def type_of(expression: str, resource_type: str | None) -> str | None:
    """The one type of the elements that an expression finds in a value of a type; None where it cannot be told, or is
    that of a primitive.
    """
    types = _known(resource_type)
    emitter = Emitter("root", types)
    found = emitter.flow(parse(expression), emitter.item("root", types)).possible
    if types is None or found is None or len(found) != 1:
        return None
    name = next(iter(found))
    return name if name in structures() and structures()[name].kind != "primitive" else None


def compile_condition(expression: str, resource_type: str | None) -> Callable[[Any], bool] | None:
    """Whether an expression surely holds of a value, where it cannot be but a truth (or nothing); None elsewhere."""
    tree = parse(expression)
    told = isinstance(tree, Binary) and tree.op in _TRUTHS
    return condition(tree, resource_type) if told and resource_type is not None else None


class Typed(NamedTuple):
    """A path whose values are all of one FHIR type (None: not known); `codes` is the value set that binds a code."""

    type: str | None
    find: Path
    codes: str | None


def compile_typed(node: Node, resource_type: str) -> list[Typed]:
    """A parsed expression apart by the FHIR types of what it may find, as search parameters need it."""
    types = _known(resource_type)
    emitter = Emitter("root", types)
    found = []
    for part in emitter.flow(node, emitter.item("root", types)).parts():
        kind = next(iter(part.possible)) if part.possible and len(part.possible) == 1 else None
        found.append(Typed(kind, _function(part.source, kind or resource_type), part.codes))
    return found


def condition(node: Node, resource_type: str) -> Callable[[Any], bool]:
    """A parsed criterion as a function that says of a value of this type whether the criterion surely holds."""
    emitter = Emitter("root", _known(resource_type))
    source = emitter.holds(node, emitter.item("root", _known(resource_type)))
    found = _function(f"[{source}]", "criterion")
    return lambda value: bool(found(value)[0])


def _known(resource_type: str | None) -> frozenset[str] | None:
    if resource_type is None:
        return None
    if resource_type not in structures():
        raise BadInput(f"there is no type {resource_type!r}", expected="an R4 type")
    return frozenset({resource_type})


def _function(source: str, expression: str) -> Path:
    name = expression.replace("\0", " ")
    try:
        code = compile(f"lambda root: {source}", f"<fhirpath {name}>", "eval")
    except (SyntaxError, RecursionError, MemoryError):
        raise BadInput("this expression is nested too deep", expected="an ordinary expression") from None
    made: Path = eval(code, _SCOPE)  # noqa: S307 - the source is made from a parsed tree, text only as literals
    return made
