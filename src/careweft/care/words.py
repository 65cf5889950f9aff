"""The plain words of notices: what happened, where and when, for people who were not there. No names: the banner of
the person is shown beside them, under access control."""

from typing import Any

from careweft.facts.events import Event

_HAPPENED = {
    "admitted": "Admitted to hospital",
    "attended-ed": "Attended the emergency department",
    "on-leave": "Went on leave from the ward",
    "returned": "Came back from leave",
    "moved": "Moved",
    "died": "Died",
    "referred": "Referred",
    "assessed": "Assessed",
    "reading": "New reading",
    "plan-agreed": "Agreed to the plan",
    "plan-declined": "Did not agree to the plan",
    "goal-met": "Met a goal",
    "prescribed": "A medicine was prescribed",
    "alerted": "An alert was raised",
    "letter-arrived": "A letter arrived",
    "placed": "Needs have changed",
}
_LETTERS = {
    "discharge-summary": "A discharge letter arrived",
    "referral-note": "A letter of referral arrived",
}
_WENT = {
    "home": "home",
    "home-with-care": "home with care",
    "care-home": "to a care home",
    "hospital": "to another hospital",
    "ward": "to a ward",
    "rehabilitation": "to rehabilitation",
    "hospice": "to a hospice",
    "self-discharge": "against advice",
}


def notice_message(event: Event) -> str:
    """One sentence on what happened."""
    said = _HAPPENED.get(event.kind, event.kind)
    if event.kind == "letter-arrived":
        said = _LETTERS.get(_text(event.data, "kind"), said)
    words = [_discharged(event.data) if event.kind == "discharged" else said]
    unit = _text(event.data, "unit") or _text(event.data, "from.unit")
    if unit:
        words.append(f"({calm(unit)})")
    if event.kind == "admitted" and event.data.get("emergency"):
        words.append("as an emergency")
    if reason := _text(event.data, "reason"):
        words.append(f"{'after' if event.kind == 'discharged' else 'for'} {reason}")
    return " ".join(words)


def went(destination: str | None) -> str:
    """Where somebody went from hospital, such as `home with care`; a source's own word as it is; else nothing."""
    if not destination or destination == "died":
        return ""
    return _WENT.get(destination, f"to {destination}")


def calm(name: str) -> str:
    """A name that a source writes in capitals, without shouting: `MEDICAL WARD 1` is `Medical Ward 1`."""
    return name.title() if name.isupper() and len(name) > 3 else name


def hold_message(kind: str, event: Event) -> str:
    """What a provider is asked to do, and why."""
    asked = "Please pause this service" if kind == "pause" else "Please start this service again"
    return f"{asked}: {notice_message(event)[0].lower()}{notice_message(event)[1:]}"


def _discharged(data: Any) -> str:
    return " ".join(part for part in ("Discharged", went(_text(data, "to.destination")), "from hospital") if part)


def _text(data: Any, path: str) -> str:
    for part in path.split("."):
        data = data.get(part) if isinstance(data, dict) else None
    return data if isinstance(data, str) else ""
