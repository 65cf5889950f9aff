"""The plain words of notices: what happened, where and when, for people who were not there. No names: the banner of
the person is shown beside them, under access control."""

from typing import Any

from careweft.facts.events import Event

_HAPPENED = {
    "admitted": "Admitted to hospital",
    "discharged": "Discharged from hospital",
    "attended-ed": "Attended the emergency department",
    "on-leave": "Went on leave from the ward",
    "returned": "Came back from leave",
    "moved": "Moved",
    "died": "Died",
    "referred": "Referred",
    "assessed": "Assessed",
    "reading": "New reading",
}


def notice_message(event: Event) -> str:
    """One sentence on what happened."""
    words = [_HAPPENED.get(event.kind, event.kind)]
    unit = _text(event.data, "unit") or _text(event.data, "from.unit")
    if unit:
        words.append(f"({unit})")
    if event.kind == "admitted" and event.data.get("emergency"):
        words.append("as an emergency")
    if reason := _text(event.data, "reason"):
        words.append(f"for {reason}")
    if destination := _text(event.data, "destination"):
        words.append(f"to {destination}")
    return " ".join(words)


def hold_message(kind: str, event: Event) -> str:
    """What a provider is asked to do, and why."""
    asked = "Please pause this service" if kind == "pause" else "Please start this service again"
    return f"{asked}: {notice_message(event)[0].lower()}{notice_message(event)[1:]}"


def _text(data: Any, path: str) -> str:
    for part in path.split("."):
        data = data.get(part) if isinstance(data, dict) else None
    return data if isinstance(data, str) else ""
