"""What validation found, and the time that it may take."""

from collections.abc import Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Any, Literal, NamedTuple

from careweft.fhir.invalid import Issue

Severity = Literal["error", "warning", "information"]


class Finding(NamedTuple):
    """One issue: `code` of FHIR's issue-type value set, the FHIRPath of the element, and a sentence."""

    severity: Severity
    code: str
    path: str
    text: str

    @classmethod
    def of(cls, issue: Issue) -> "Finding":
        """A fault that the decoders found."""
        return cls("error", issue.code, issue.path, f"found {issue.found}; expected {issue.expected}")


def unchecked(path: str, what: str) -> Finding:
    """Something that was not looked at."""
    return Finding("information", "not-supported", path, f"not checked: {what}")


def outcome(found: Iterable[Finding]) -> dict[str, Any]:
    """The OperationOutcome of what was found."""
    listed = list(dict.fromkeys(found)) or [Finding("information", "informational", "", "nothing is wrong with it")]
    return {
        "resourceType": "OperationOutcome",
        "issue": [
            {
                "severity": f.severity,
                "code": f.code,
                "diagnostics": f.text,
                **({"expression": [f.path]} if f.path else {}),
            }
            for f in listed
        ],
    }


@dataclass
class Deadline:
    """Until when expressions may be evaluated."""

    seconds: float

    def __post_init__(self) -> None:
        self._end = monotonic() + self.seconds

    @property
    def over(self) -> bool:
        """Whether the time is up."""
        return monotonic() > self._end
