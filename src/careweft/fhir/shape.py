"""Parts of a resource: what `_summary` and `_elements` ask for (R4 §3.1.1.5.8, §3.1.1.5.9).

A part is tagged SUBSETTED, so that nobody takes it for the whole; elements that are mandatory, or that may change what
the rest means, are always in it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from careweft.base.errors import BadInput
from careweft.fhir.definitions import Field, structures
from careweft.fhir.jsontext import dumps, loads

SUBSETTED: Final = ("http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "SUBSETTED")
SHAPING: Final = frozenset({"_summary", "_elements"})
_SUMMARIES: Final = ("true", "text", "data", "count", "false")
_ALWAYS: Final = frozenset({"resourceType", "id", "meta"})

Keep = Callable[[str, Field], bool]


@dataclass(frozen=True)
class Shape:
    """What part of each resource to give. `summary` is true, text, data or nothing; `elements` are top-level names."""

    summary: str = ""
    elements: frozenset[str] = frozenset()

    def of(self, resource: dict[str, Any]) -> dict[str, Any]:
        """The part of a resource, tagged."""
        type_ = resource["resourceType"]
        if self.summary == "true":
            found = _summary(resource, type_)
        elif self.summary == "data":
            found = {k: v for k, v in resource.items() if k != "text"}
        elif self.summary == "text":
            found = _kept(resource, type_, lambda name, field: name == "text" or _needed(field))
        else:
            names = self.elements
            found = _kept(resource, type_, lambda name, field: name in names or field.choice in names or _needed(field))
        return _tagged(found)

    def of_text(self, body: bytes) -> bytes:
        """The same of a resource as JSON."""
        return dumps(self.of(loads(body)))

    def of_bundle(self, body: bytes, kept: Sequence[tuple[str, str]] = ()) -> bytes:
        """Of each resource in a Bundle of search or history; `kept` is put into its links, for the pages to come."""
        bundle = loads(body)
        if "entry" in bundle:
            bundle["entry"] = [self._entry(entry) for entry in bundle["entry"]]
        for link in bundle.get("link", ()) if kept else ():
            link["url"] += f"{'&' if '?' in link['url'] else '?'}{urlencode(kept)}"
        return dumps(bundle)

    def _entry(self, entry: dict[str, Any]) -> dict[str, Any]:
        if "resource" not in entry or entry.get("search", {}).get("mode") == "outcome":
            return entry
        return entry | {"resource": self.of(entry["resource"])}


def read_shape(pairs: Iterable[tuple[str, str]]) -> Shape | None:
    """The part that a query asks for, None for the whole. Raises BadInput for a summary that FHIR does not know.

    `_summary=count` is no part of a resource: it is left to the search.
    """
    asked = {name: value for name, value in pairs if name in SHAPING and value}
    summary = asked.get("_summary", "false")
    if summary not in _SUMMARIES:
        raise BadInput(f"{summary!r} is no summary", where="_summary", expected=", ".join(_SUMMARIES))
    elements = frozenset(
        name.strip().rpartition(".")[2].removesuffix("[x]") for name in asked.get("_elements", "").split(",")
    ) - {""}
    if summary in ("true", "text", "data"):
        if elements:
            raise BadInput("_elements and _summary are asked together", where="_elements", expected="one of the two")
        return Shape(summary)
    return Shape(elements=elements) if elements else None


def unshaped(pairs: Iterable[tuple[str, str]]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """A query apart: what to find, and what part of it to give."""
    shaping = [pair for pair in pairs if pair[0] in SHAPING and pair != ("_summary", "count")]
    return [pair for pair in pairs if pair not in shaping], shaping


def _needed(field: Field) -> bool:
    return field.min > 0 or field.modifier


def _kept(value: dict[str, Any], type_: str, keep: Keep) -> dict[str, Any]:
    fields = structures()[type_].fields
    found = {}
    for key, child in value.items():
        name = key.removeprefix("_")
        if key in _ALWAYS or (name in fields and keep(name, fields[name])):
            found[key] = child
    return found


def _summary(value: dict[str, Any], type_: str) -> dict[str, Any]:
    shape = structures()[type_]
    if not any(field.summary for field in shape.fields.values()):
        return value
    kept = _kept(value, type_, lambda _, field: field.summary or _needed(field))
    return {key: _within(child, shape.fields.get(key)) for key, child in kept.items()}


def _within(child: Any, field: Field | None) -> Any:
    if isinstance(child, list):
        return [_within(item, field) for item in child]
    if not isinstance(child, dict) or field is None:
        return child
    return _summary(child, child["resourceType"] if field.type == "Resource" else field.type) or child


def _tagged(resource: dict[str, Any]) -> dict[str, Any]:
    system, code = SUBSETTED
    meta = resource.get("meta", {})
    tags = [tag for tag in meta.get("tag", ()) if (tag.get("system"), tag.get("code")) != SUBSETTED]
    return resource | {"meta": meta | {"tag": [*tags, {"system": system, "code": code}]}}
