"""The values that operations of a FHIRPath Patch carry in their parts."""

from typing import Any

from careweft.base.errors import BadInput
from careweft.fhir.definitions import Field
from careweft.fhir.patching.locate import Place


def valued(owner: Place, name: str, part: dict[str, Any]) -> tuple[str, Any, Any]:
    """Under which property of an owner a part's value goes, the value, and a primitive's id and extensions.

    Raises BadInput where the owner has no such element, or none of that type.
    """
    fields = owner.under(name)
    key = next(iter(fields))
    choice, typed = fields[key].choice, _type_of(part)
    if choice:
        key = choice + typed
        if key not in fields:
            raise BadInput(f"{name} as {typed or 'a value without a type'}", expected=f"one of {', '.join(fields)}")
    return key, *_given(part, fields[key])


def _type_of(part: dict[str, Any]) -> str:
    """`Quantity` of `valueQuantity`; nothing where a part has no value of a type."""
    keys = (key.removeprefix("_") for key in part)
    return next((key.removeprefix("value") for key in keys if key.startswith("value")), "")


def _given(part: dict[str, Any], target: Field) -> tuple[Any, Any]:
    """A part's value: a primitive or an element, a resource, or an object made of its parts."""
    if "resource" in part:
        return part["resource"], None
    if "part" in part:
        return _made(part["part"], target.type), None
    key = f"value{_type_of(part)}"
    return part.get(key), part.get("_" + key)


def _made(parts: list[dict[str, Any]], type_: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    owner = Place(None, "", None, type_, made)
    for part in parts:
        key, value, sibling = valued(owner, part["name"], part)
        for name, item in ((key, value), ("_" + key, sibling)):
            if item is not None and owner.fields[key].max != 1:
                made.setdefault(name, []).append(item)
            elif item is not None:
                made[name] = item
    return made
