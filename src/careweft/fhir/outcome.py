"""OperationOutcome: what went wrong or was noted, as FHIR says it."""

from collections.abc import Sequence
from typing import Any, Final

from careweft.base.errors import BadInput, CareweftError, Conflict, NotFound, Refused, Unavailable
from careweft.fhir.invalid import Invalid, Issue, Unprocessable, UnsupportedError


class Gone(NotFound):
    """There was such a resource; it was deleted."""


class Unmet(Conflict):
    """What the asker made a condition does not hold: another version is current, or several resources match."""


class Unchosen(CareweftError):
    """There is no such resource for the asker, who may not say under which id one is made."""


class TooCostly(CareweftError):
    """It would take longer than anybody may be kept waiting by another."""


_CODES: Final[tuple[tuple[type[CareweftError], str], ...]] = (
    (Gone, "deleted"),
    (NotFound, "not-found"),
    (Unchosen, "not-supported"),
    (Refused, "forbidden"),
    (Conflict, "conflict"),
    (UnsupportedError, "not-supported"),
    (BadInput, "invalid"),
    (Unavailable, "transient"),
    (TooCostly, "too-costly"),
)
_STATUS: Final[tuple[tuple[type[CareweftError], int], ...]] = (
    (Gone, 410),
    (NotFound, 404),
    (Unchosen, 405),
    (Refused, 403),
    (Unmet, 412),
    (Conflict, 409),
    (Unavailable, 503),
    (TooCostly, 422),
)


def status_of(error: CareweftError) -> int:
    """The HTTP status of an error, in an answer or in a Bundle's response: 422 for what is FHIR but cannot be done."""
    if isinstance(error, Invalid):
        return (
            422 if isinstance(error, Unprocessable) or any(issue.code == "not-found" for issue in error.issues) else 400
        )
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 400)


def discreet(error: CareweftError) -> CareweftError:
    """An id that belongs to somebody whom the writer may not see: say that it is taken, and nothing else."""
    return Conflict("this id cannot be used") if isinstance(error, Refused) else error


def of_error(error: CareweftError) -> dict[str, Any]:
    """The OperationOutcome of an error; of an Invalid, one issue for each fault with its path."""
    if isinstance(error, Invalid):
        return of_issues(error.issues)
    code = next((code for kind, code in _CODES if isinstance(error, kind)), "exception")
    issue: dict[str, Any] = {"severity": "error", "code": code, "diagnostics": str(error)}
    if error.where.startswith("Bundle.entry["):
        issue["expression"] = [error.where.partition(" ")[0]]
    return {"resourceType": "OperationOutcome", "issue": [issue]}


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


def of_notes(code: str, notes: Sequence[str], severity: str = "warning") -> dict[str, Any]:
    """An OperationOutcome that tells without refusing, such as parameters that were ignored."""
    return {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": severity, "code": code, "diagnostics": note} for note in notes],
    }
