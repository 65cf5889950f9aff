"""A visit as a pure fold over all messages about it: the same Encounter whatever the order of arrival.

Every run starts from nothing and looks at the whole set, so late, repeated, cancelled and corrected messages need no
special case. Two orders matter, and senders give both: when something was *recorded* (EVN-2, else MSH-7) settles
which word is the last and what a cancellation undoes; when it *occurred* (EVN-6, else the admission or discharge
time, else EVN-2) settles the course of the visit. The standing steps (see `steps`), in the order in which they
occurred, run through a small state machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from careweft.feeds.notes import VisitEvent
from careweft.feeds.visits.steps import (
    ADMIT,
    CANCELS,
    DELETES,
    DISCHARGE,
    LEAVE,
    MOVE,
    PLAN,
    RETURN,
    TO_STEP,
    Step,
    steps,
)


@dataclass
class Stay:
    """A place, and when the person was in it as sortable text; `until` is '' while they still are."""

    place: dict[str, str]
    since: str
    until: str = ""


@dataclass
class Visit:
    """What is true of a visit, all messages considered. `start` and `end` are FHIR's text and sortable text."""

    local_id: str = ""
    status: str = "unknown"
    statuses: list[tuple[str, str]] = field(default_factory=list)
    """(status, since), in order."""
    classes: list[tuple[dict[str, str], str]] = field(default_factory=list)
    """(class, since), in order, each different from the one before."""
    stays: list[Stay] = field(default_factory=list)
    start: list[str] | None = None
    end: list[str] | None = None
    says: dict[str, Any] = field(default_factory=dict)
    """All other parts: the last word on each."""
    diagnoses: list[tuple[dict[str, Any], bool]] = field(default_factory=list)
    """Every diagnosis ever made, and whether it still stands."""


def fold(events: Iterable[VisitEvent]) -> Visit:
    """The visit that the messages describe. Any order and any repetition of `events` gives the same.

    Messages that only mention a visit (results, orders) count where no admission message about it is known.
    """
    ordered = sorted({event.stamp: event for event in events}.values(), key=lambda event: event.stamp)
    about = [event for event in ordered if _adt(event)] or ordered
    visit = Visit(local_id=about[-1].local_id if about else "")
    found = steps(about)
    standing = [step for step in found if not step.void]
    if standing:
        _run(visit, standing)
        _say(visit, about, voided=[step for step in found if step.void])
    elif found:
        _run(visit, [step for step in found if step.kind in (PLAN, ADMIT)][-1:] or found[-1:])
        _say(visit, about, voided=[])
        _cancel(visit)
    else:
        _snapshot(visit, about)
        _say(visit, about, voided=[])
    return visit


def _adt(event: VisitEvent) -> bool:
    return len(event.trigger) == 3 and event.trigger[0] == "A" and event.trigger[1:].isdigit()


def _run(visit: Visit, standing: list[Step]) -> None:
    for step in sorted(standing, key=lambda step: (step.occurred, step.events[0].stamp)):
        _HOW[step.kind](visit, step, step.occurred)
    if visit.start is None:
        stated = [step.says["start"] for step in standing if step.kind != PLAN and step.says.get("start")]
        begun = [step.occurred for step in standing if step.kind != PLAN]
        visit.start = stated[-1] if stated else as_pair(min(begun)) if begun else None


def _plan(visit: Visit, step: Step, at: str) -> None:
    if visit.status == "unknown":
        _become(visit, "planned", at)
        _place(visit, step, at)


def _admit(visit: Visit, step: Step, at: str) -> None:
    if visit.start is None:
        visit.start = step.says.get("start") or as_pair(at)
    visit.end = None
    _become(visit, "in-progress", at)
    _place(visit, step, at)


def _move(visit: Visit, step: Step, at: str) -> None:
    if visit.status == "finished":
        return
    if visit.status in ("unknown", "planned"):
        _become(visit, "in-progress", at)
    prior, start = step.says.get("prior"), visit.start or step.says.get("start")
    if prior and start and not visit.stays:
        visit.stays.append(Stay(prior, start[1]))
    _place(visit, step, at)


def _leave(visit: Visit, _: Step, at: str) -> None:
    if visit.status != "finished":
        _become(visit, "onleave", at)


def _return(visit: Visit, _: Step, at: str) -> None:
    if visit.status != "finished":
        _become(visit, "in-progress", at)


def _discharge(visit: Visit, step: Step, at: str) -> None:
    visit.end = step.says.get("end") or as_pair(at)
    for name in ("disposition", "destination"):
        visit.says[name] = step.says.get(name)
    if not visit.classes:
        _place(visit, step, at)
    if visit.status == "finished":
        visit.statuses.pop()
        visit.status = ""
    _become(visit, "finished", at)
    if visit.stays:
        visit.stays[-1].until = at


_HOW: Final = {PLAN: _plan, ADMIT: _admit, MOVE: _move, LEAVE: _leave, RETURN: _return, DISCHARGE: _discharge}


def _become(visit: Visit, status: str, at: str) -> None:
    if visit.status != status:
        visit.status = status
        visit.statuses.append((status, at))


def _place(visit: Visit, step: Step, at: str) -> None:
    kind = _class(step)
    if kind and (not visit.classes or visit.classes[-1][0]["code"] != kind["code"]):
        visit.classes.append((kind, at))
    place = step.says.get("place")
    here = visit.stays[-1] if visit.stays and not visit.stays[-1].until else None
    if not place or (here and here.place["id"] == place["id"]):
        return
    if here:
        here.until = at
    visit.stays.append(Stay(place, at))


def _class(step: Step) -> dict[str, str] | None:
    """The class as sent; an A01 that still says pre-admission is an admission all the same."""
    said: dict[str, str] | None = step.says.get("class")
    if said and said["code"] == "PRENC" and any(event.trigger == "A01" for event in step.events):
        return {**said, "code": "IMP", "display": "inpatient encounter"}
    return said


def _cancel(visit: Visit) -> None:
    visit.status, visit.statuses = "cancelled", []
    visit.diagnoses = [(diagnosis, False) for diagnosis, _ in visit.diagnoses]


def _snapshot(visit: Visit, events: list[VisitEvent]) -> None:
    """A visit of which only updates or mentions have come: as much as they say."""
    said: dict[str, Any] = {}
    for event in events:
        said.update(event.says)
    visit.start, visit.end = said.get("start"), said.get("end")
    visit.status = "finished" if visit.end else "in-progress" if visit.start else "unknown"
    at = visit.start[1] if visit.start else events[0].occurred if events else ""
    if said.get("class"):
        visit.classes.append((said["class"], at))
    if said.get("place"):
        visit.stays.append(Stay(said["place"], at, visit.end[1] if visit.end else ""))
    if visit.end:
        visit.says.update({name: said.get(name) for name in ("disposition", "destination")})


_RETRACTS: Final = frozenset({*CANCELS, DELETES, "A25", "A26", "A33"})


def _say(visit: Visit, events: list[VisitEvent], voided: list[Step]) -> None:
    """The parts that belong to the visit as a whole. Cancellations, and what they cancelled, have no say."""
    silent = {event.stamp for step in voided for event in step.events}
    standing: list[dict[str, Any]] = []
    ever: dict[str, dict[str, Any]] = {}
    for event in events:
        if event.trigger in _RETRACTS:
            continue
        ever.update({_code_of(diagnosis): diagnosis for diagnosis in event.says.get("diagnoses", ())})
        if event.stamp not in silent:
            standing = event.says.get("diagnoses", standing)
            whole = {name: value for name, value in event.says.items() if name not in TO_STEP}
            visit.says.update(whole)
    visit.says.pop("diagnoses", None)
    visit.says = {name: value for name, value in visit.says.items() if value is not None}
    now = {_code_of(diagnosis): diagnosis for diagnosis in standing}
    visit.diagnoses = [(now.get(code, diagnosis), code in now) for code, diagnosis in sorted(ever.items())]


def _code_of(diagnosis: dict[str, Any]) -> str:
    return code_key(diagnosis["code"])


def code_key(concept: dict[str, Any]) -> str:
    """What identifies a coded concept: its first coding, else its text."""
    codings = concept.get("coding")
    return f"{codings[0].get('system', '')}|{codings[0]['code']}" if codings else concept["text"]


def as_pair(at: str) -> list[str]:
    """Sortable text as FHIR text and itself: fractions of a second only where there are any."""
    head, _, fraction = at.removesuffix("Z").partition(".")
    fraction = fraction.rstrip("0")
    return [f"{head}.{fraction}Z" if fraction else f"{head}Z", at]
