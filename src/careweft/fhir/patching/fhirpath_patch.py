"""FHIRPath Patch: a Parameters resource with operations add, insert, delete, replace and move (R4 §3.2.0.15.1)."""

from dataclasses import dataclass, field
from typing import Any, Final

from careweft.base.errors import BadInput
from careweft.fhir.fhirpath.parse import Member, Node
from careweft.fhir.invalid import Invalid, Issue, Unprocessable
from careweft.fhir.patching.locate import Place, places, read_path
from careweft.fhir.patching.values import valued

_TYPES: Final = ("add", "insert", "delete", "replace", "move")
_PARTS: Final = {"type": "valueCode", "path": "valueString", "name": "valueString", "index": "valueInteger",
                 "source": "valueInteger", "destination": "valueInteger"}  # fmt: skip
_NEEDS: Final = {"add": ("path", "name"), "insert": ("path", "index"), "delete": ("path",), "replace": ("path",),
                 "move": ("path", "source", "destination")}  # fmt: skip
_VALUED: Final = ("add", "insert", "replace")


@dataclass
class Operation:
    """One step. `given` are its parts by name, `value` the part that holds its value; `at` its place in the patch."""

    at: str
    given: dict[str, Any] = field(default_factory=dict)
    path: Node | None = None
    value: dict[str, Any] | None = None

    def fault(self, found: str, expected: str) -> Unprocessable:
        """That the operation does not fit the resource."""
        return Unprocessable([Issue(f"{self.at}: {self.given['path']}", found, expected, "processing")])


def read(parameters: dict[str, Any]) -> list[Operation]:
    """The operations of a valid Parameters resource. Raises Invalid with the place in it."""
    found = []
    for index, parameter in enumerate(parameters.get("parameter", ())):
        at = f"Parameters.parameter[{index}]"
        if parameter["name"] != "operation":
            raise Invalid([Issue(f"{at}.name", repr(parameter["name"]), "'operation'", "value")])
        found.append(_operation(parameter, at))
    return found


def _operation(parameter: dict[str, Any], at: str) -> Operation:
    made = Operation(at)
    for part in parameter.get("part", ()):
        name = part["name"]
        if name == "value":
            made.value = part
        elif name in _PARTS:
            held = [value for key, value in part.items() if key.startswith("value")]
            if not held or type(held[0]) is not (str if name in ("type", "path", "name") else int):
                raise Invalid([Issue(f"{at}.{name}", "another type", _PARTS[name], "value")])
            made.given[name] = held[0]
        else:
            raise Invalid([Issue(f"{at}.part", repr(name), f"one of {', '.join(_PARTS)} and value", "value")])
    type_ = made.given.get("type")
    if type_ not in _TYPES:
        raise Invalid([Issue(f"{at}.type", repr(type_), f"one of {', '.join(_TYPES)}", "value")])
    missing = [name for name in _NEEDS[type_] if name not in made.given]
    missing += ["value"] if type_ in _VALUED and made.value is None else []
    if missing:
        raise Invalid(
            [Issue(f"{at}.{name}", "nothing", f"{name}, which {type_} requires", "required") for name in missing]
        )
    try:
        made.path = read_path(made.given["path"])
    except BadInput as wrong:
        raise Invalid([Issue(f"{at}.path", wrong.what, wrong.expected or "a FHIRPath", "value")]) from None
    return made


def apply(resource: dict[str, Any], operations: list[Operation]) -> dict[str, Any]:
    """The resource after all operations; it is changed in place. Raises Unprocessable where one does not fit."""
    for one in operations:
        try:
            _ACTS[one.given["type"]](resource, one)
        except BadInput as wrong:
            if isinstance(wrong, Invalid):
                raise
            raise one.fault(wrong.what, wrong.expected or "a path of this resource") from None
    return resource


def _add(resource: dict[str, Any], one: Operation) -> None:
    owner = _single(resource, one)
    _into(owner, one.given["name"], None, one)


def _insert(resource: dict[str, Any], one: Operation) -> None:
    owner, name = _listed(resource, one)
    _into(owner, name, one.given["index"], one)


def _delete(resource: dict[str, Any], one: Operation) -> None:
    found = _found(resource, one)
    if len(found) > 1:
        raise one.fault(f"{len(found)} elements", "at most one")
    for place in found:
        if place.parent is None:
            raise one.fault("the resource itself", "an element of it")
        _take(place)


def _replace(resource: dict[str, Any], one: Operation) -> None:
    place = _single(resource, one)
    if place.parent is None:
        raise one.fault("the resource itself", "an element of it")
    owner = place.parent.value
    key, value, sibling = valued(place.parent, place.parent.fields[place.key].choice or place.key, one.value or {})
    if place.index is None:
        for old in (place.key, "_" + place.key):
            owner.pop(old, None)
        _set(owner, key, value, sibling)
        return
    length = len(owner.get(key) or owner["_" + key])
    for name, item in ((key, value), ("_" + key, sibling)):
        if name in owner or item is not None:
            owner.setdefault(name, [None] * length)[place.index] = item
    _tidy(owner, key)


def _move(resource: dict[str, Any], one: Operation) -> None:
    owner, name = _listed(resource, one)
    source, destination = one.given["source"], one.given["destination"]
    lists = [owner.value[key] for key in (name, "_" + name) if isinstance(owner.value.get(key), list)]
    length = len(lists[0]) if lists else 0
    if not (0 <= source < length and 0 <= destination < length):
        raise one.fault(f"from {source} to {destination}", f"indexes below {length}")
    for listed in lists:
        listed.insert(destination, listed.pop(source))


_ACTS: Final = {"add": _add, "insert": _insert, "delete": _delete, "replace": _replace, "move": _move}


def _found(resource: dict[str, Any], one: Operation) -> list[Place]:
    assert one.path is not None
    return places(one.path, resource)


def _single(resource: dict[str, Any], one: Operation) -> Place:
    found = _found(resource, one)
    if len(found) != 1:
        raise one.fault(f"{len(found)} elements", "exactly one")
    return found[0]


def _listed(resource: dict[str, Any], one: Operation) -> tuple[Place, str]:
    """The owner and name of a list, which may be empty yet."""
    if not isinstance(one.path, Member):
        raise one.fault("a single element", "a list, such as Patient.name")
    base = one.path.base
    found = [Place(None, "", None, resource["resourceType"], resource)] if base is None else places(base, resource)
    if len(found) != 1 or not isinstance(found[0].value, dict):
        raise one.fault(f"{len(found)} owners of the list", "exactly one")
    fields = found[0].under(one.path.name)
    if any(each.max == 1 for each in fields.values()):
        raise one.fault("an element that does not repeat", "a list, such as Patient.name")
    return found[0], one.path.name


def _into(owner: Place, name: str, index: int | None, one: Operation) -> None:
    """Put the operation's value under a name: at an index of a list, or at its end, or where there is nothing yet."""
    if not isinstance(owner.value, dict):
        raise one.fault("a primitive", "an element that can hold others")
    key, value, sibling = valued(owner, name, one.value or {})
    holder = owner.value
    if owner.fields[key].max == 1:
        if any(each in holder or "_" + each in holder for each in owner.under(name)):
            raise one.fault(f"{name} already", f"nothing there yet: use replace for {name}")
        _set(holder, key, value, sibling)
        return
    length = len(holder.get(key) or holder.get("_" + key) or ())
    at = length if index is None else index
    if not 0 <= at <= length:
        raise one.fault(f"index {at}", f"at most {length}")
    for each, item in ((key, value), ("_" + key, sibling)):
        if each in holder:
            holder[each].insert(at, item)
        elif item is not None:
            holder[each] = [*([None] * at), item, *([None] * (length - at))]


def _set(owner: dict[str, Any], key: str, value: Any, sibling: Any) -> None:
    owner |= {name: item for name, item in ((key, value), ("_" + key, sibling)) if item is not None}


def _take(place: Place) -> None:
    """Remove an element, and whatever is empty without it: FHIR has no empty objects and arrays."""
    assert place.parent is not None
    owner = place.parent.value
    for key in (place.key, "_" + place.key):
        if key in owner and place.index is not None:
            del owner[key][place.index]
        else:
            owner.pop(key, None)
    _tidy(owner, place.key)
    if not owner and place.parent.parent is not None:
        _take(place.parent)


def _tidy(owner: dict[str, Any], key: str) -> None:
    for name in (key, "_" + key):
        if isinstance(owner.get(name), list) and all(item is None for item in owner[name]):
            del owner[name]
