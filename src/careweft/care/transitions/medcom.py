"""MedCom's HospitalNotification (3.0.2): the code of what happened in a stay, on the notices that tell of it. Pure.

What comes in are FHIR messages like any others (see `feeds`). A notice that is corrected or taken back keeps its id, as
MedCom has it: `RE_` stands before the code of what is told anew, `AN_` before that of what did not happen after all.
"""

from typing import Any, Final

from careweft.care.resources import Resource
from careweft.facts.events import Event

SYSTEM: Final = "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-hospitalNotification-message-activities"
_CODES: Final = {"admitted": "STIN", "attended-ed": "STAA", "on-leave": "STOR", "returned": "SLOR"}


def code_of(kind: str, data: dict[str, Any]) -> str:
    """MedCom's code for an event of a stay; nothing for what MedCom has no message for."""
    if kind == "discharged":
        return "MORS" if data.get("destination") == "died" else "SLHJ"
    return _CODES.get(kind, "")


def told(notice: Resource, event: Event, *, corrected: bool) -> Resource:
    """A notice with the code of the event that it tells of."""
    code = code_of(event.kind, event.data)
    return _with(notice, f"RE_{code}" if corrected else code) if code else notice


def taken_back(notice: Resource) -> Resource:
    """A notice whose event did not happen, with the code that says so."""
    said = [coding["code"] for coding in notice.get("topic", {}).get("coding", ()) if coding.get("system") == SYSTEM]
    return _with(notice, f"AN_{said[0].removeprefix('RE_')}") if said else notice


def _with(notice: Resource, code: str) -> Resource:
    return {**notice, "topic": {"coding": [{"system": SYSTEM, "code": code}]}}
