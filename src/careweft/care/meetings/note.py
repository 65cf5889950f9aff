"""The team meeting note in a person's record: a FHIR Composition. Pure functions of resources.

Notes are kept as Annotations in the sections, so that who wrote what and when can be read back; the narratives are made
of them. Decisions are entries that refer to their Tasks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Final, Literal

from careweft.care.resources import EXTENSION, Resource

Kind = Literal["said", "plan"]
DOCUMENTS: Final = "https://careweft.org/fhir/CodeSystem/document"
TYPE: Final = "team-meeting-note"
NOTE: Final = f"{EXTENSION}/note"
WHY, DECIDED = "why", "decided"
_TITLES: Final[dict[str, str]] = {
    WHY: "Why the team talked about you",
    "said": "What was said",
    DECIDED: "What was decided",
    "plan": "For the plan",
}


@dataclass(frozen=True)
class Note:
    """What somebody wrote down: `said` in the meeting, or for the `plan`."""

    kind: Kind
    author: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Head:
    """What the note of a person at a meeting is made of before anybody wrote anything."""

    id: str
    subject: str
    title: str
    why: str
    at: datetime


def fresh(head: Head, author: Resource) -> Resource:
    """A note without notes yet, still open."""
    code = {
        "coding": [{"system": DOCUMENTS, "code": TYPE, "display": "Team meeting note"}],
        "text": "Team meeting note",
    }
    return _told(
        {
            "resourceType": "Composition",
            "id": head.id,
            "status": "preliminary",
            "type": code,
            "subject": {"reference": head.subject},
            "date": head.at.isoformat(),
            "author": [author],
            "title": head.title,
            "section": [{"title": _TITLES[WHY], "code": _code(WHY), "text": _narrative([head.why])}],
        }
    )


def with_note(body: Resource, note: Note, author: Resource) -> Resource:
    """The note with one more thing written down."""
    annotation = {"authorString": note.author, "time": note.at.isoformat(), "text": note.text}
    section = _section(body, note.kind)
    kept = [*section.get("extension", ()), {"url": NOTE, "valueAnnotation": annotation}]
    lines = [f"{each['valueAnnotation']['text']} ({each['valueAnnotation']['authorString']})" for each in kept]
    return _with(body, note.kind, {**section, "extension": kept, "text": _narrative(lines)}, author, note.at)


def with_task(body: Resource, task: str, title: str, author: Resource, at: datetime) -> Resource:
    """The note with one more decision; the same again is the same."""
    section = _section(body, DECIDED)
    entry = {"reference": f"Task/{task}", "display": title}
    if entry in section.get("entry", ()):
        return body
    entries = [*section.get("entry", ()), entry]
    new = {**section, "entry": entries, "text": _narrative([each["display"] for each in entries])}
    return _with(body, DECIDED, new, author, at)


def closed(body: Resource, present: Sequence[Resource], at: datetime) -> Resource:
    """The note when the meeting is over: final, by those who wrote and those who were there."""
    wrote = [each.get("reference") for each in body["author"]]
    authors = [*body["author"], *(each for each in present if each.get("reference") not in wrote)]
    return {**body, "status": "final", "date": at.isoformat(), "author": authors}


def notes(body: Mapping[str, Any]) -> list[Note]:
    """What was written down, in its order."""
    return sorted(_notes(body), key=lambda note: note.at)


def decisions(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The Tasks that were decided on, as id and title."""
    entries = _section(body, DECIDED).get("entry", ())
    return [(str(each["reference"]).rpartition("/")[2], str(each.get("display", ""))) for each in entries]


def is_note(body: Mapping[str, Any]) -> bool:
    """Whether a Composition is a team meeting note of ours."""
    return any((c.get("system"), c.get("code")) == (DOCUMENTS, TYPE) for c in body.get("type", {}).get("coding", ()))


def why_of(body: Mapping[str, Any]) -> str:
    """Why the person was talked about, as it stands in the note."""
    div = str(_section(body, WHY).get("text", {}).get("div", ""))
    return div.partition("<p>")[2].partition("</p>")[0]


def _notes(body: Mapping[str, Any]) -> Iterator[Note]:
    for kind in ("said", "plan"):
        for each in _section(body, kind).get("extension", ()):
            if each.get("url") == NOTE:
                told = each["valueAnnotation"]
                yield Note(kind, told["authorString"], datetime.fromisoformat(told["time"]), told["text"])


def _section(body: Mapping[str, Any], kind: str) -> Resource:
    found = (
        each for each in body.get("section", ()) if _code(kind)["coding"][0] in each.get("code", {}).get("coding", ())
    )
    return dict(next(found, {"title": _TITLES[kind], "code": _code(kind)}))


def _with(body: Resource, kind: str, section: Resource, author: Resource, at: datetime) -> Resource:
    order = list(_TITLES)
    others = [each for each in body["section"] if each["title"] != _TITLES[kind]]
    sections = sorted([*others, section], key=lambda each: order.index(each["code"]["coding"][0]["code"]))
    authors = body["author"] if author in body["author"] else [*body["author"], author]
    return _told({**body, "section": sections, "author": authors, "date": at.isoformat()})


def _told(body: Resource) -> Resource:
    whole = "".join(f"<h2>{escape(each['title'])}</h2>{_inner(each['text'])}" for each in body["section"])
    div = f'<div xmlns="http://www.w3.org/1999/xhtml"><h1>{escape(body["title"])}</h1>{whole}</div>'
    return {**body, "text": {"status": "generated", "div": div}}


def _narrative(lines: Sequence[str]) -> Resource:
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{paragraphs}</div>'}


def _inner(text: Mapping[str, str]) -> str:
    return text["div"].partition(">")[2].removesuffix("</div>")


def _code(kind: str) -> Resource:
    return {"coding": [{"system": f"{DOCUMENTS}-section", "code": kind}]}
