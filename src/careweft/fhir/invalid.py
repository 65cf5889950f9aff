"""What is wrong with a resource, element by element."""

from collections.abc import Sequence
from typing import Any

import msgspec

from careweft.base.errors import BadInput


class Issue(msgspec.Struct, frozen=True):
    """One fault: the FHIRPath of the element, what was found there and what was expected.

    `code` is from FHIR's issue-type value set. `found` may hold what the sender sent: answer with it, do not log it.
    """

    path: str
    found: str
    expected: str
    code: str = "invalid"


class Invalid(BadInput):
    """The resource does not follow FHIR R4. Its text names paths and expectations, never the values found."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        self.issues = tuple(issues)
        more = f" (and {len(issues) - 1} more faults)" if len(issues) > 1 else ""
        super().__init__(f"not valid FHIR R4{more}", where=issues[0].path, expected=issues[0].expected)


class Unprocessable(Invalid):
    """What was sent is well said, but what it asks for cannot be done or would not be valid."""


class UnsupportedError(BadInput):
    """What is asked for is not known or not supported here."""


def shown(value: Any) -> str:
    """A short form of what was found."""
    if isinstance(value, dict):
        return "an object" if value else "an empty object"
    if isinstance(value, list):
        return f"an array of {len(value)}" if value else "an empty array"
    text = "null" if value is None else str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 80 else text[:79] + "…"
