"""Codes against the value sets that they are bound to, as far as those are loaded."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any, Final

from careweft.fhir.operations.terminology import Terms
from careweft.fhir.operations.terminology.sets import contains
from careweft.fhir.operations.validation.finding import Finding, unchecked
from careweft.fhir.operations.validation.invariants import Bound

_R4: Final = ("http://hl7.org/fhir/ValueSet/", "http://terminology.hl7.org/ValueSet/")


async def unbound(terms: Terms, bounds: Iterable[Bound]) -> AsyncIterator[Finding]:
    """The codes that are outside their value sets: errors where it is required, warnings where it is extensible.

    Of a binding that cannot be looked at it says so, but for the value sets that R4 itself publishes.
    """
    for bound in bounds:
        codes = _codes(bound.value)
        if not codes:
            continue
        value_set = await terms.value_set(bound.url)
        if value_set is None:
            if not bound.url.startswith(_R4):
                yield unchecked(bound.path, f"the value set {bound.url}: it is not loaded")
            continue
        answers = [await contains(terms, value_set, system, code) for system, code in codes]
        if True in answers:
            continue
        if None in answers:
            yield unchecked(
                bound.path, f"the value set {bound.url}: its code systems are not loaded, or not understood"
            )
        else:
            severity, word = ("error", "must") if bound.strength == "required" else ("warning", "should")
            yield Finding(severity, "code-invalid", bound.path, f"the code {word} be of {bound.url}")  # type: ignore[arg-type]


def _codes(value: Any) -> list[tuple[str | None, str]]:
    """System and code of what is bound: a code, a Coding, a CodeableConcept, a Quantity's unit."""
    if isinstance(value, str):
        return [(None, value)]
    if not isinstance(value, Mapping):
        return []
    listed = value.get("coding", [value])
    return [(one.get("system", ""), one["code"]) for one in listed if "code" in one]
