"""OperationOutcome: what went wrong or was noted, as FHIR says it."""

from collections.abc import Sequence
from typing import Any, Final

from careweft.base.errors import BadInput, CareweftError, Conflict, NotFound, Refused
from careweft.fhir.invalid import Invalid, Issue

_CODES: Final[tuple[tuple[type[CareweftError], str], ...]] = (
    (NotFound, "not-found"),
    (Refused, "forbidden"),
    (Conflict, "conflict"),
    (BadInput, "invalid"),
)


def of_error(error: CareweftError) -> dict[str, Any]:
    """The OperationOutcome of an error; of an Invalid, one issue for each fault with its path."""
    if isinstance(error, Invalid):
        return of_issues(error.issues)
    code = next((code for kind, code in _CODES if isinstance(error, kind)), "exception")
    return {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "error", "code": code, "diagnostics": str(error)}],
    }


def of_issues(issues: Sequence[Issue]) -> dict[str, Any]:
    """The OperationOutcome of faults: where, what was found and what was expected."""
    return {
        "resourceType": "OperationOutcome",
        "issue": [
            {
                "severity": "error",
                "code": issue.code,
                "diagnostics": f"found {issue.found}; expected {issue.expected}",
                **({"expression": [issue.path]} if issue.path else {}),
            }
            for issue in issues
        ],
    }


def of_notes(code: str, notes: Sequence[str]) -> dict[str, Any]:
    """An OperationOutcome that tells without refusing, such as parameters that were ignored."""
    return {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "warning", "code": code, "diagnostics": note} for note in notes],
    }
