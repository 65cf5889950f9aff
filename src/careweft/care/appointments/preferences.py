"""What a person would like to be heeded when they are seen, and which times heed it. Pure functions.

Kept as FHIR Flags of category 'preference', so that every organisation reads them in the record.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from careweft.care.resources import Resource

SYSTEM: Final = "https://careweft.org/fhir/CodeSystem/preference"
CATEGORY: Final[Resource] = {"coding": [{"system": SYSTEM, "code": "preference"}], "text": "Preference"}
TEXTS: Final = "texts"
"""The kind of preference that is the telephone number to which somebody wants text messages."""
REMINDERS: Final = "reminders"
"""The kind of preference that is one of WAYS."""
PEER, MENTOR = "peer", "mentor"
"""The kinds in whose words somebody would like to talk with a peer mentor, or to be one (careweft.care.peers)."""
WAYS: Final = {"page": "On their page", "call": "By a call", "letter": "By a letter"}
KINDS: Final[dict[str, str]] = {
    "practitioner": "To be seen by",
    "mode": "How to be seen",
    "location": "Where to be seen",
    "custom": "Custom or belief to respect",
    "language": "Language or interpreter",
    TEXTS: "Text messages to the number",
    REMINDERS: "How to be reminded",
    PEER: "Would like to talk with a peer mentor",
    MENTOR: "Would be a peer mentor",
}
"""What may be preferred; what is not `RANKED` is shown to whoever sees the person."""
MOST_WORDS: Final = 300
SINGLE: Final = (TEXTS, REMINDERS, PEER, MENTOR)
"""The kinds of which there is one: another takes its place."""
RANKED: Final = ("practitioner", "mode", "location")
"""The kinds that say which times fit."""


@dataclass(frozen=True)
class Preference:
    """One thing that a person would like."""

    id: str
    kind: str
    value: str


def flag(made: str, subject: str, kind: str, value: str, since: datetime) -> Resource:
    """A preference as a Flag."""
    return {
        "resourceType": "Flag",
        "id": made,
        "status": "active",
        "category": [CATEGORY],
        "code": {"coding": [{"system": SYSTEM, "code": kind}], "text": value},
        "subject": {"reference": subject},
        "period": {"start": since.isoformat()},
    }


_TRUNK: Final = re.compile(r"[\s().-]+")
_NUMBER: Final = re.compile(r"\+?\d{7,15}")


def number_of(text: str) -> str:
    """A telephone number as gateways take it; empty for what is none."""
    plain = _TRUNK.sub("", text)
    return plain if _NUMBER.fullmatch(plain) else ""


def value_of(body: Mapping[str, Any]) -> tuple[str, str]:
    """The kind and the words of a preference."""
    code = body["code"]
    return str(code["coding"][0]["code"]), str(code["text"])


def unheeded(wishes: Sequence[Preference], practitioner: str, mode: str, location: str) -> list[Preference]:
    """Those preferences that a time with this practitioner, in this way and at this place does not heed.

    Of several wishes of one kind one is enough: who would like Ann or Bo is content with either.
    """
    offered = dict(zip(RANKED, (practitioner, mode, location), strict=True))
    wanted = {kind: {each.value for each in wishes if each.kind == kind} for kind in offered}
    return [each for each in wishes if each.kind in offered and offered[each.kind] not in wanted[each.kind]]
