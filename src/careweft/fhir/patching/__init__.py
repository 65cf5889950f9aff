"""Changes to a resource said piece by piece: JSON Patch (RFC 6902) and FHIRPath Patch (R4 §3.2.0.15.1)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from careweft.fhir.decode import decode
from careweft.fhir.invalid import Invalid, Issue, Unprocessable, shown
from careweft.fhir.jsontext import dumps, loads
from careweft.fhir.patching import fhirpath_patch, json_patch

__all__ = ["FORMATS", "Patch", "patched", "read_fhirpath_patch", "read_json_patch"]

Patch = Callable[[dict[str, Any]], Any]
"""Changes a resource in place or gives another; raises Unprocessable where it does not fit the resource."""


def read_json_patch(body: bytes) -> Patch:
    """The patch in a JSON Patch document. Raises Invalid."""
    operations = json_patch.read(body)
    return lambda resource: json_patch.apply(resource, operations)


def read_fhirpath_patch(body: bytes | dict[str, Any]) -> Patch:
    """The patch in a Parameters resource. Raises Invalid."""
    parameters = decode(body)
    if parameters["resourceType"] != "Parameters":
        found = parameters["resourceType"]
        raise Invalid([Issue("resourceType", found, "Parameters, for FHIRPath Patch", "structure")])
    operations = fhirpath_patch.read(parameters)
    return lambda resource: fhirpath_patch.apply(resource, operations)


FORMATS: Final[Mapping[str, Callable[[bytes], Patch]]] = {
    "application/json-patch+json": read_json_patch,
    "application/fhir+json": read_fhirpath_patch,
}
"""Media type → how a patch of that type is read."""


def patched(resource: dict[str, Any], patch: Patch) -> dict[str, Any]:
    """A valid resource, changed. Raises Unprocessable where the patch does not fit or would make it invalid."""
    try:
        changed = patch(loads(dumps(resource)))
        if not isinstance(changed, dict):
            raise Unprocessable([Issue("Resource", shown(changed), "a resource", "structure")])
        found = decode(changed)
    except RecursionError:
        raise Unprocessable([Issue("", "nesting without end", "JSON of ordinary depth", "too-long")]) from None
    except Invalid as invalid:
        raise Unprocessable(invalid.issues) from None
    for name in ("resourceType", "id"):
        if found.get(name) != resource.get(name):
            path = f"{resource['resourceType']}.{name}"
            raise Unprocessable([Issue(path, repr(found.get(name)), f"{resource.get(name)!r}, as before", "value")])
    return found
