"""Every rule of the R4 structure, over plain JSON: names each fault by its FHIRPath.

This is the definition of what is valid. `decode` uses the generated msgspec decoders to say yes quickly and comes
here to say what is wrong. Of the invariants only those that no reader can do without are checked here (an element is
not empty, an extension has a value or extensions, a local reference has its target); not extensible bindings, slicing
and profiles.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from careweft.fhir.definitions import ABSTRACT, Field, Shape, codes, resource_types, structures
from careweft.fhir.invalid import Issue, shown
from careweft.fhir.primitives import fault
from careweft.fhir.references import contained, expected_of, target_type

MAX_DEPTH = 64
Local = Mapping[str, str]  # ids of the resources contained in the one at hand → their types


def faults(resource: Any, path: str = "", depth: int = 0, local: Local | None = None) -> Iterator[Issue]:
    """The faults of a resource; `path` is where it stands in another one, `local` what that one contains."""
    if not isinstance(resource, dict):
        yield Issue(path or "Resource", shown(resource), "a resource: a JSON object with a resourceType", "structure")
        return
    name = resource.get("resourceType")
    if not isinstance(name, str) or name not in structures() or name in ABSTRACT or not is_resource(name):
        yield Issue(
            f"{path}.resourceType" if path else "resourceType",
            shown(name),
            "the name of an R4 resource type" if name is not None else "a resourceType",
            "structure" if name is None else "not-supported",
        )
        return
    yield from _object(resource, name, path or name, depth, contained(resource) if local is None else local)


@cache
def is_resource(name: str) -> bool:
    """Whether this is the name of a concrete R4 resource type."""
    return name in resource_types()


def _object(value: Any, type_: str, path: str, depth: int, local: Local) -> Iterator[Issue]:
    if not isinstance(value, dict):
        yield Issue(path, shown(value), f"a JSON object ({type_})", "structure")
        return
    if depth > MAX_DEPTH:
        yield Issue(path, "deeper nesting", f"at most {MAX_DEPTH} levels", "too-long")
        return
    shape = structures()[type_]
    if not value.keys() - {"id", "resourceType"} and shape.kind != "resource":
        yield Issue(path, shown(value), "an element with content besides its id", "structure")
    for key, child in value.items():
        if key == "resourceType" and shape.kind == "resource":
            continue
        yield from _property(value, key, child, shape, path, depth, local)
    yield from _missing(value, shape, path)
    yield from _choices(value, shape, path)
    if type_ == "Extension" and ("extension" in value) == any(key.lstrip("_").startswith("value") for key in value):
        found = "both" if "extension" in value else "neither"
        yield Issue(path, f"{found} of value[x] and extension", "one of the two (ext-1)", "invariant")


def _property(
    owner: dict[str, Any], key: str, value: Any, shape: Shape, path: str, depth: int, local: Local
) -> Iterator[Issue]:  # fmt: skip
    field = shape.fields.get(key)
    if field is None and key.startswith("_"):
        field = shape.fields.get(key[1:])
        if field is not None and field.primitive:
            yield from _sibling(owner, key[1:], value, field, f"{path}.{field.choice or key[1:]}", depth, local)
            return
        field = None
    at = f"{path}.{(field and field.choice) or key}"
    if field is None:
        known = ", ".join(sorted({f.choice + "[x]" if f.choice else k for k, f in shape.fields.items()}))
        yield Issue(at, "an unknown element", f"one of {known}", "structure")
    elif field.max == 1:
        yield from _value(value, field, at, depth, local)
    elif not isinstance(value, list) or not value:
        yield Issue(at, shown(value), "an array of at least one", "structure")
    else:
        others = owner.get("_" + key)
        for index, item in enumerate(value):
            if item is None and field.primitive and isinstance(others, list) and others[index : index + 1] != [None]:
                continue
            yield from _value(item, field, f"{at}[{index}]", depth, local)


def _sibling(
    owner: dict[str, Any], name: str, value: Any, field: Field, path: str, depth: int, local: Local
) -> Iterator[Issue]:  # fmt: skip
    if field.max == 1:
        yield from _object(value, "Element", path, depth + 1, local)
    elif not isinstance(value, list) or not value:
        yield Issue(path, shown(value), "an array of at least one", "structure")
    else:
        plain = owner.get(name)
        if isinstance(plain, list) and len(plain) != len(value):
            yield Issue(path, f"{len(value)} in _{name}", f"as many as in {name}: {len(plain)}", "structure")
        for index, item in enumerate(value):
            if item is not None:
                yield from _object(item, "Element", f"{path}[{index}]", depth + 1, local)
            elif plain is None:
                yield Issue(f"{path}[{index}]", "null", f"a value in {name} or content in _{name}", "structure")


def _value(value: Any, field: Field, path: str, depth: int, local: Local) -> Iterator[Issue]:
    if field.primitive:
        expected = fault(field.type, value)
        if expected:
            yield Issue(path, shown(value), expected, "value")
        elif field.codes and field.type == "code":
            yield from _code(value, field.codes, path)
    elif field.type == "Resource":
        within = path.rpartition(".")[2].startswith("contained[")
        yield from faults(value, path, depth + 1, local if within else None)
        if within and isinstance(value, dict) and "contained" in value:
            yield Issue(f"{path}.contained", "a contained resource", "none within a contained one (dom-2)", "structure")
    else:
        yield from _object(value, field.type, path, depth + 1, local)
        if isinstance(value, dict):
            if field.codes:
                yield from _concept(value, field, path)
            if field.type == "Reference":
                yield from _reference(value, field, path, local)


def _code(value: str, url: str, path: str) -> Iterator[Issue]:
    systems = codes().get(url)
    if systems is not None and not any(value in listed for listed in systems.values()):
        allowed = ", ".join(code for listed in systems.values() for code in listed)
        yield Issue(path, shown(value), f"a code of {url}: {_cut(allowed)}", "code-invalid")


def _cut(text: str) -> str:
    return text if len(text) <= 300 else text[:299] + "…"


def _concept(value: dict[str, Any], field: Field, path: str) -> Iterator[Issue]:
    systems = codes().get(field.codes or "")
    if systems is None or ("extension" in value and "coding" not in value):
        return
    found = value.get("coding", []) if field.type == "CodeableConcept" else [value]
    pairs = [(c.get("system"), c.get("code")) for c in found if isinstance(c, dict)] if isinstance(found, list) else []
    if not any(isinstance(system, str) and code in systems.get(system, ()) for system, code in pairs):
        listed = "; ".join(f"{system}: {', '.join(known)}" for system, known in systems.items())
        told = _cut(", ".join(f"{system or ''}|{code or ''}" for system, code in pairs))
        yield Issue(path, told or "no coding", f"a coding of {_cut(listed)}", "code-invalid")


def _reference(value: dict[str, Any], field: Field, path: str, local: Local) -> Iterator[Issue]:
    reference, stated = value.get("reference"), value.get("type")
    named = None
    if isinstance(reference, str):
        expected = expected_of(reference, local)
        if expected:
            yield Issue(f"{path}.reference", shown(reference), expected, "value")
        named = target_type(reference) or local.get(reference[1:])
    for found, at in ((named, f"{path}.reference"), (stated, f"{path}.type")):
        if isinstance(found, str) and field.targets is not None and is_resource(found) and found not in field.targets:
            yield Issue(at, f"a {found}", f"a reference to {', '.join(field.targets)}", "value")
    if isinstance(stated, str) and named is not None and stated.rpartition("/")[2] != named:
        yield Issue(f"{path}.type", shown(stated), f"{named}, as the reference says", "value")


def _missing(value: dict[str, Any], shape: Shape, path: str) -> Iterator[Issue]:
    for key, field in shape.fields.items():
        if field.min and field.choice is None and key not in value and not (field.primitive and "_" + key in value):
            yield Issue(f"{path}.{key}", "nothing", f"{key}, which is required", "required")
    choices = {f.choice for f in shape.fields.values() if f.min and f.choice}
    for choice in choices:
        names = [k for k, f in shape.fields.items() if f.choice == choice]
        if not any(k in value or "_" + k in value for k in names):
            yield Issue(f"{path}.{choice}", "nothing", f"one of {', '.join(names)}", "required")


def _choices(value: dict[str, Any], shape: Shape, path: str) -> Iterator[Issue]:
    seen: dict[str, set[str]] = {}
    for key in value:
        field = shape.fields.get(key.removeprefix("_"))
        if field is not None and field.choice:
            seen.setdefault(field.choice, set()).add(key.removeprefix("_"))
    for choice, names in seen.items():
        if len(names) > 1:
            yield Issue(f"{path}.{choice}", " and ".join(sorted(names)), f"one {choice}[x] only", "structure")
