"""Constants of a ViewDefinition, written into its paths as FHIRPath literals before they are compiled."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from careweft.base.errors import BadInput

# A string or a quoted name is passed over, so that a % inside it is left alone.
_TOKEN: Final = re.compile(r"'(?:\\.|[^'\\])*'|`[^`]*`|%([A-Za-z_]\w*)")
_OF_FHIRPATH: Final = {"context", "resource", "rootResource", "ucum", "sct", "loinc"}
_DATES: Final = {"valueDate", "valueDateTime", "valueInstant"}


def with_constants(expression: str, constants: Sequence[Mapping[str, Any]], where: str) -> str:
    """The expression with each %name of a constant replaced by its literal; BadInput for a name that is not known."""
    if "%" not in expression:
        return expression
    literals = {constant.get("name"): _literal(constant, where) for constant in constants}

    def replace(match: re.Match[str]) -> str:
        name = match[1]
        if name is None or name in _OF_FHIRPATH:
            return match[0]
        if name not in literals:
            known = ", ".join(sorted(str(key) for key in literals)) or "none are declared"
            raise BadInput(f"the constant %{name} is not declared", where=where, expected=known)
        return literals[name]

    return _TOKEN.sub(replace, expression)


def _literal(constant: Mapping[str, Any], where: str) -> str:
    values = [(key, value) for key, value in constant.items() if key.startswith("value")]
    if len(values) != 1:
        raise BadInput(f"the constant {constant.get('name')!r} has {len(values)} values", where=where, expected="one")
    kind, value = values[0]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"({value})" if value < 0 else str(value)
    if kind in _DATES:
        return f"@{value}"
    if kind == "valueTime":
        return f"@T{value}"
    escaped = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
