"""Messages as FHIR Communications. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from careweft.care.entry.state import party_of
from careweft.care.resources import Resource, last_part

Kind = Literal["message", "advice"]
SYSTEM: Final = "https://careweft.org/fhir/CodeSystem/communication"
_RESTRICTED: Final = {"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}
_TITLES: Final[dict[str, str]] = {"message": "Message", "advice": "Advice between clinicians"}


@dataclass(frozen=True)
class Said:
    """One message: of which kind, about whom, from whom to whom; `thread` is the first one's id, empty in the first."""

    id: str
    kind: Kind
    subject: str
    sender: Resource
    recipients: Sequence[Resource]
    text: str
    at: datetime
    title: str = ""
    thread: str = ""
    about: Sequence[str] = ()


def message(said: Said) -> Resource:
    """The Communication of a message. What a person and their team write is marked as restricted: not for carers."""
    return {
        "resourceType": "Communication",
        "id": said.id,
        **({"meta": {"security": [_RESTRICTED]}} if said.kind == "message" else {}),
        **({"inResponseTo": [{"reference": f"Communication/{said.thread}"}]} if said.thread else {}),
        "status": "completed",
        "category": [{"coding": [{"system": SYSTEM, "code": said.kind}], "text": _TITLES[said.kind]}],
        "subject": {"reference": said.subject},
        **({"topic": {"text": said.title}} if said.title else {}),
        **({"about": [{"reference": each} for each in said.about]} if said.about else {}),
        "sent": said.at.isoformat(),
        "recipient": list(said.recipients),
        "sender": said.sender,
        "payload": [{"contentString": said.text}],
    }


def kind_of(body: Mapping[str, Any] | None) -> Kind | None:
    """Which kind of conversation a Communication belongs to; None where it is a notice or another system's."""
    for category in (body or {}).get("category", ()):
        for coding in category.get("coding", ()):
            if coding.get("system") == SYSTEM and coding.get("code") in _TITLES:
                return coding["code"]  # type: ignore[no-any-return]
    return None


def thread_of(body: Mapping[str, Any]) -> str:
    """The first message of the conversation that a message belongs to; its own id where it is the first."""
    return last_part((body.get("inResponseTo") or [None])[0]) or str(body["id"])


def readers_of(body: Mapping[str, Any]) -> list[str]:
    """The relatives who may read a conversation, by its first message: who wrote it, and with whom it is shared."""
    named = [body.get("sender", {}), *body.get("recipient", ())]
    found = {party_of(each, 0) for each in named}
    return sorted(each for each in found if each.startswith("related/"))


def team_of(body: Mapping[str, Any]) -> str:
    """The team that takes part in a conversation, by its first message."""
    named = [*body.get("recipient", ()), body.get("sender", {})]
    return next((last_part(each) for each in named if str(each.get("reference", "")).startswith("CareTeam/")), "")


def shared(body: Resource, related: str, *, with_them: bool) -> Resource:
    """The first message of a conversation, shared with a relative or not any more."""
    other = [each for each in body["recipient"] if each.get("reference") != f"RelatedPerson/{related}"]
    return {**body, "recipient": [*other, *([{"reference": f"RelatedPerson/{related}"}] if with_them else [])]}


def text_of(body: Mapping[str, Any]) -> str:
    """What a message says."""
    return "\n".join(part.get("contentString", "") for part in body.get("payload", ()))
