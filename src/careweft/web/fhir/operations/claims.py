"""What the CapabilityStatement says of operations: what is in the table, and by which definition."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from careweft.web.fhir.operations.operation import Operation

_HL7: Final = "http://hl7.org/fhir/OperationDefinition"
_BULK: Final = "http://hl7.org/fhir/uv/bulkdata/OperationDefinition"
_OURS: Final = "https://careweft.org/fhir/OperationDefinition"
DEFINED: Final[Mapping[tuple[str, str], str]] = {
    ("Patient", "everything"): f"{_HL7}/Patient-everything",
    ("Patient", "match"): f"{_HL7}/Patient-match",
    ("Patient", "summary"): "http://hl7.org/fhir/uv/ips/OperationDefinition/summary",
    ("Patient", "export"): f"{_BULK}/patient-export",
    ("Group", "export"): f"{_BULK}/group-export",
    ("", "export"): f"{_BULK}/export",
    ("", "validate"): f"{_HL7}/Resource-validate",
    ("ValueSet", "expand"): f"{_HL7}/ValueSet-expand",
    ("ValueSet", "validate-code"): f"{_HL7}/ValueSet-validate-code",
    ("CodeSystem", "validate-code"): f"{_HL7}/CodeSystem-validate-code",
    ("CodeSystem", "lookup"): f"{_HL7}/CodeSystem-lookup",
    ("Measure", "evaluate-measure"): f"{_HL7}/Measure-evaluate-measure",
    ("", "viewdefinition-run"): "http://sql-on-fhir.org/OperationDefinition/$viewdefinition-run",
}
_INNER: Final = frozenset({"$job-status", "$job-file"})  # addresses that an answer gives, not operations to ask for


def claimed(statement: Mapping[str, Any], table: Iterable[Operation]) -> dict[str, Any]:
    """A CapabilityStatement with the operations of a table, each where it can be asked for."""
    by_type: dict[str, dict[str, None]] = {}
    for one in table:
        name = one.name.removeprefix("$")
        if one.name not in _INNER:
            at_types = [*one.types] if {"type", "instance"} & {*one.levels} else []
            for type_ in ["", *at_types] if "system" in one.levels else at_types:
                by_type.setdefault(type_, {})[name] = None
    rest = [_with(part, by_type) for part in statement["rest"]]
    return {**statement, "rest": rest}


def _with(rest: Mapping[str, Any], by_type: Mapping[str, Mapping[str, None]]) -> dict[str, Any]:
    resources = [
        one | {"operation": _listed(one["type"], by_type[one["type"]])} if one["type"] in by_type else one
        for one in rest["resource"]
    ]
    whole = {"operation": _listed("", by_type[""])} if "" in by_type else {}
    return {**rest, "resource": resources, **whole}


def _listed(type_: str, names: Iterable[str]) -> list[dict[str, str]]:
    return [{"name": name, "definition": DEFINED.get((type_, name), f"{_OURS}/{name}")} for name in sorted(names)]
