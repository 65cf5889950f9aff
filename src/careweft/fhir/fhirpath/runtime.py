"""What compiled FHIRPath calls: collections are lists of JSON values, a missing value is an empty list."""

from collections.abc import Callable, Iterable
from functools import cache, cmp_to_key
from typing import Any, Final

from careweft.base.errors import BadInput
from careweft.fhir.definitions import ancestors, structures
from careweft.fhir.fhirpath import numbers, quantities
from careweft.fhir.fhirpath.boundaries import boundary, precision
from careweft.fhir.fhirpath.clock import now, time_of_day, today
from careweft.fhir.fhirpath.conversions import converts, text, to
from careweft.fhir.fhirpath.durations import shifted
from careweft.fhir.fhirpath.numbers import calculated, is_number
from careweft.fhir.fhirpath.patterns import matches, replaced
from careweft.fhir.fhirpath.quantities import is_quantity
from careweft.fhir.fhirpath.texts import decoded, encoded, escaped, fitting, substituted, substring, unescaped
from careweft.fhir.fhirpath.times import compare_times
from careweft.fhir.jsontext import Exact
from careweft.fhir.references import parse, target_type

__all__ = ["Exact", "boundary", "converts", "decoded", "encoded", "escaped", "matches", "now", "replaced"]
__all__ += ["precision", "substituted", "substring", "time_of_day", "to", "today", "unescaped"]
"""What compiled expressions call too."""
Values = list[Any]
Truth = bool | None
NOTHING: Final[tuple[Any, ...]] = ()
_MOST: Final = 10_000  # values that repeat() and aggregate() may gather


@cache
def choice_keys(name: str) -> tuple[tuple[str, str], ...]:
    """The JSON properties that a choice of this name may have in any type, with their types."""
    found = {k: f.type for s in structures().values() for k, f in s.fields.items() if f.choice == name}
    return tuple(found.items())


def child(value: Any, name: str) -> Iterable[Any]:
    """The children of a value whose type is not known when compiling."""
    if type(value) is not dict:
        return NOTHING
    found = value.get(name)
    if found is None:
        return [value[key] for key, _ in choice_keys(name) if key in value]
    return [item for item in found if item is not None] if type(found) is list else (found,)


def child_as(value: Any, name: str, type_: str) -> Iterable[Any]:
    """The children of that name and type, for a value whose type is not known when compiling."""
    if type(value) is not dict:
        return NOTHING
    if name in value:
        return [item for item in child(value, name) if is_type(item, type_)]
    return [value[key] for key, found in choice_keys(name) if key in value and type_ in ancestors(found)]


def siblings(value: Any, name: str) -> Iterable[Any]:
    """The elements that hold the extensions of a child of unknown type."""
    if type(value) is not dict:
        return NOTHING
    names = [name, *(key for key, _ in choice_keys(name))]
    found = [x for key in names for x in (child(value, "_" + key) if "_" + key in value else child(value, key))]
    return [item for item in found if type(item) is dict]


_JSON_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "boolean": (bool,), "integer": (int,), "decimal": (float, int), "string": (str,),
}  # fmt: skip


def is_type(value: Any, type_: str) -> bool:
    """Whether a JSON value whose type is not known when compiling can be of this type."""
    name = type_.removeprefix("System.").removeprefix("FHIR.")
    if type(value) is dict:
        named = value.get("resourceType")
        return (
            type_ in ancestors(named) if isinstance(named, str) else structures().get(name, _STRING).kind != _PRIMITIVE
        )
    bases = ancestors(name) or [name[:1].lower() + name[1:]]
    wanted = next((_JSON_TYPES[base] for base in bases if base in _JSON_TYPES), (str,))
    return isinstance(value, wanted) and (bool in wanted or not isinstance(value, bool))


_PRIMITIVE: Final = "primitive"
_STRING: Final = structures()["string"]


def refers(value: Any, type_: str, root: Any) -> bool:
    """Whether a Reference (or canonical) is to a resource of this type, as its text or its contained target says."""
    if type(value) is not dict:
        return isinstance(value, str) and target_type(value) == type_
    reference = value.get("reference")
    if isinstance(reference, str):
        named = target_type(reference)
        if named is None and reference.startswith("#"):
            return any(found.get("resourceType") == type_ for found in resolve(value, root))
        if named is not None:
            return named == type_
    return value.get("type") == type_


def resolve(value: Any, root: Any) -> Values:
    """The contained resource that a reference names; other resources are not at hand."""
    reference = value.get("reference") if type(value) is dict else value
    if not isinstance(reference, str) or not reference.startswith("#") or type(root) is not dict:
        return []
    return [found for found in root.get("contained", NOTHING) if found.get("id") == reference[1:]]


def resource_key(value: Any) -> Values:
    """getResourceKey(): here the resource's id."""
    return [value["id"]] if type(value) is dict and "id" in value else []


def reference_key(value: Any, type_: str | None) -> Values:
    """getReferenceKey(): the id that equals getResourceKey() of the target, if it is of that type."""
    found = parse(value["reference"]) if type(value) is dict and isinstance(value.get("reference"), str) else None
    return [found[1]] if found and type_ in (None, found[0]) else []


def single(values: Values) -> Any:
    """The only value, None where there is none."""
    if len(values) > 1:
        raise BadInput(f"FHIRPath found {len(values)} values", expected="at most one")
    return values[0] if values else None


def truth(values: Values) -> Truth:
    """A collection as a condition: one value that is not a boolean counts as true (FHIRPath §4.5)."""
    value = single(values)
    return value if value is None or value is False else True


def boxed(value: Any) -> Values:
    """A value, or nothing."""
    return [] if value is None else [value]


def both(left: Truth, right: Truth) -> Truth:
    """Three-valued and."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def either(left: Truth, right: Truth) -> Truth:
    """Three-valued or."""
    if left is True or right is True:
        return True
    return None if left is None or right is None else False


def differ(left: Truth, right: Truth) -> Truth:
    """Three-valued exclusive or."""
    return None if left is None or right is None else left != right


def negated(value: Truth) -> Truth:
    """Three-valued not."""
    return None if value is None else not value


def same(left: Any, right: Any) -> bool:
    """Whether two values are equal; a boolean is no number, and quantities are so by what they measure."""
    if type(left) is dict and is_quantity(left) and is_quantity(right):
        return quantities.order(left, right) == 0
    return bool(left == right) and isinstance(left, bool) == isinstance(right, bool)


def equal(left: Values, right: Values, temporal: bool) -> Truth:
    """`=`: nothing where a side is empty or dates of different precision leave it open."""
    if not left or not right:
        return None
    if len(left) != len(right):
        return False
    timed = [temporal and isinstance(value, str) for value in left]
    pairs = zip(left, right, timed, strict=True)
    answers = [_equal_times(a, b) if time else _equal(a, b) for a, b, time in pairs]
    return False if False in answers else None if None in answers else True


def _equal(left: Any, right: Any) -> Truth:
    if type(left) is dict and is_quantity(left) and is_quantity(right):
        order = quantities.order(left, right)
        return None if order is None else order == 0
    return same(left, right)


def _equal_times(left: Any, right: Any) -> Truth:
    order = compare_times(left, right)
    return None if order is None else order == 0


def equivalent(left: Values, right: Values, temporal: bool) -> bool:
    """`~`: the same values in any order; text without regard to case and space, numbers at the coarser precision."""
    waiting = list(right)
    for value in left:
        place = next((n for n, other in enumerate(waiting) if _like(value, other, temporal)), None)
        if place is None:
            return False
        del waiting[place]
    return not waiting


def _like(left: Any, right: Any, temporal: bool) -> bool:
    if is_number(left) and is_number(right):
        return numbers.like(left, right)
    if isinstance(left, str) and isinstance(right, str):
        if temporal and (order := compare_times(left, right)) is not None:
            return order == 0
        return left.casefold().split() == right.casefold().split()
    if is_quantity(left) and is_quantity(right):
        return quantities.alike(left, right)
    return same(left, right)


_ORDERS: Final[dict[str, Callable[[Any], bool]]] = {
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


def compare(op: str, left: Values, right: Values, temporal: bool) -> Truth:
    """`<` and its kin, on numbers, text, times and quantities."""
    a, b = single(left), single(right)
    if a is None or b is None:
        return None
    if is_quantity(a) and is_quantity(b):
        measured = quantities.order(a, b)
        return None if measured is None else _ORDERS[op](measured)
    if not (isinstance(a, str) and isinstance(b, str)) and not (is_number(a) and is_number(b)):
        raise BadInput("FHIRPath cannot compare these values", expected="two numbers, two texts or two times")
    order = compare_times(a, b) if temporal and isinstance(a, str) else (a > b) - (a < b)
    return None if order is None else _ORDERS[op](order)


def calculate(op: str, left: Values, right: Values) -> Values:
    """Arithmetic and `&`; nothing where a side is empty or a divisor is 0."""
    a, b = single(left), single(right)
    if op == "&":
        return [_short(("" if a is None else text(a)) + ("" if b is None else text(b)))]
    if a is None or b is None or (op in ("/", "div", "mod") and b == 0):
        return []
    if op == "+" and isinstance(a, str) and isinstance(b, str):
        return [_short(a + b)]
    if isinstance(a, str) and is_quantity(b) and op in ("+", "-"):
        return [shifted(a, 1 if op == "+" else -1, b)]
    if any(map(is_quantity, (a, b))) and all(is_quantity(each) or is_number(each) for each in (a, b)):
        return _reckoned(op, a, b)
    if not is_number(a) or not is_number(b):
        raise BadInput(f"FHIRPath cannot calculate {op!r} with what is no number", expected="numbers")
    return [calculated(op, a, b)]


def _reckoned(op: str, left: Any, right: Any) -> Values:
    """Arithmetic with a quantity; nothing where its divisor is 0."""
    if op == "/" and is_quantity(right) and right["value"] == 0:
        return []
    return [quantities.reckoned(op, left, right)]


def mathematical(name: str, values: Values, argument: Any = None) -> Values:
    """The math functions; abs() is also of a quantity."""
    if name == "abs" and len(values) == 1 and is_quantity(values[0]):
        return [values[0] | {"value": numbers.mathematical("abs", [values[0]["value"]])[0]}]
    return list(numbers.mathematical(name, values, argument))


def comparable(left: Values, right: Values) -> Truth:
    """comparable(): whether two quantities measure the same."""
    a, b = single(left), single(right)
    if a is None or b is None:
        return None
    if not is_quantity(a) or not is_quantity(b):
        raise BadInput("comparable() is of what is no quantity", expected="two quantities")
    return quantities.order(a, b) is not None


Key = tuple[Callable[[Any], Values], bool, bool]
"""What to sort by, whether descending, and whether it is a date or time."""


def ordered(values: Values, keys: list[Key]) -> Values:
    """sort(): by one key after another; what has none comes first, and last where it descends."""

    def by(left: Any, right: Any) -> int:
        for key, descending, temporal in keys:
            a, b = key(left), key(right)
            order = (bool(a) > bool(b)) - (bool(a) < bool(b))
            if a and b:
                order = bool(compare(">", a, b, temporal)) - bool(compare("<", a, b, temporal))
            if order:
                return -order if descending else order
        return 0

    return sorted(values, key=cmp_to_key(by))


def distinct(values: Iterable[Any]) -> Values:
    """Each value once, in order."""
    if type(values) is list and len(values) < 2:
        return values
    found: Values = []
    for value in values:
        if not any(same(value, seen) for seen in found):
            found.append(value)
    return found


def _bounded(values: Values, name: str) -> Values:
    if len(values) > _MOST:
        raise BadInput(f"{name} finds more than {_MOST} values", expected="fewer")
    return values


def _short(value: Any) -> Any:
    fitting(len(value) if isinstance(value, str) else 0)
    return value


def repeated(values: Values, step: Callable[[Any], Values]) -> Values:
    """repeat(): the closure of a step, each value once. Raises BadInput where there is no end to it."""
    found: Values = []
    waiting = list(values)
    while waiting:
        fresh = [new for value in waiting for new in step(value)]
        waiting = []
        for new in fresh:
            if not any(new is seen or same(new, seen) for seen in found):
                found.append(new)
                waiting.append(new)
        _bounded(found, "repeat()")
    return found


def children(value: Any) -> Values:
    """children(): everything one step below a value."""
    if type(value) is not dict:
        return []
    return [item for name in value if name != "resourceType" and name[0] != "_" for item in child(value, name)]


def descendants(value: Any) -> Values:
    """descendants(): everything below a value."""
    return [found for item in children(value) for found in (item, *descendants(item))]


def flat(lists: list[Values]) -> Values:
    """The values of some lists."""
    return [value for values in lists for value in values]


def aggregated(values: Values, step: Callable[[Any, Values, int], Values], start: Values) -> Values:
    """aggregate(): the total that each item in turn makes of the one before."""
    total = start
    for index, value in enumerate(values):
        total = _bounded(step(value, total, index), "aggregate()")
    return total


def total(values: Values) -> Values:
    """sum(): of numbers; 0 of nothing."""
    found: Values = [0]
    for value in values:
        found = calculate("+", found, [value])
    return found


WEIGHTS: Final = frozenset(
    {
        "http://hl7.org/fhir/StructureDefinition/ordinalValue",
        "http://hl7.org/fhir/StructureDefinition/itemWeight",
    }
)


def weight(value: Any) -> Values:
    """weight() of SDC, ordinal() before: the score that an answer's coding carries."""
    extensions = value.get("extension", ()) if isinstance(value, dict) else ()
    return [each["valueDecimal"] for each in extensions if each.get("url") in WEIGHTS and "valueDecimal" in each]


def subset(values: Values, of: Values) -> bool:
    """subsetOf(): whether every value is among the others."""
    return all(any(same(value, other) for other in of) for value in values)


def truths(values: Values, of: bool, every: bool) -> bool:
    """allTrue(), anyTrue(), allFalse() and anyFalse(), of booleans only."""
    if not all(isinstance(value, bool) for value in values):
        raise BadInput("FHIRPath found what is no boolean", expected="booleans")
    return (all if every else any)(value is of for value in values)


def member(value: Values, values: Values) -> Truth:
    """`in`: whether the one value is among the others."""
    wanted = single(value)
    return None if wanted is None else any(same(wanted, other) for other in values)


def one_of(answers: list[bool]) -> Truth:
    """A single answer, None where there is none."""
    answer: Truth = single(answers)
    return answer


def at_index(values: Values, index: Values) -> Values:
    """`values[index]`, nothing where there is none."""
    number = single(index)
    return values[number : number + 1] if isinstance(number, int) and number >= 0 else []


def has_value(values: Values) -> bool:
    """hasValue(): one primitive."""
    return len(values) == 1 and not isinstance(values[0], dict)


def join(values: Values, separator: Values) -> Values:
    """join(): one text of them all."""
    between, parts = single(separator) or "", [text(value) for value in values]
    fitting(sum(map(len, parts)) + len(between) * len(parts))
    return [between.join(parts)]


def on_text(values: Values, function: Callable[..., Any], *arguments: Values | tuple[()]) -> Values:
    """A function of one text, with the arguments that are given."""
    value = single(values)
    if value is None:
        return []
    if isinstance(value, dict):
        raise BadInput("FHIRPath found what is no text", expected="a text")
    given = [single(list(argument)) for argument in arguments if argument is not NOTHING]
    if None in given:
        return []
    return boxed(_short(function(text(value), *given)))


def conforms(values: Values, structure: Values) -> Truth:
    """conformsTo(): whether a resource is of one of R4's own types and keeps to its structure and invariants."""
    from careweft.fhir.check import faults
    from careweft.fhir.operations.validation.invariants import kept  # which evaluates expressions itself

    value, name = single(values), str(single(structure)).removeprefix("http://hl7.org/fhir/StructureDefinition/")
    if name not in structures() or structures()[name].kind != "resource":
        raise BadInput(f"FHIRPath knows no profile {name[:100]!r}", expected="one of R4's own resource types")
    if value is None:
        return None
    if type(value) is not dict or "resourceType" not in value:
        raise BadInput("conformsTo() is of what is no resource", expected="a resource")
    right = name in ancestors(value["resourceType"]) and next(faults(value), None) is None
    return right and kept(value)
