"""The messages about a visit grouped into the steps that it took.

A **step** is an admission, a transfer, a discharge, a leave or a return. Messages are looked at in the order in which
their sender recorded them: a repeat of the last step of its kind amends it; an update amends the steps before it; a
cancellation voids the step that it cancels together with all that amended it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from careweft.feeds.notes import VisitEvent

PLAN, ADMIT, MOVE, DISCHARGE, LEAVE, RETURN = "plan", "admit", "move", "discharge", "leave", "return"

STEP: Final = {
    "A01": ADMIT,
    "A04": ADMIT,
    "A05": PLAN,
    "A14": PLAN,
    "A02": MOVE,
    "A06": MOVE,
    "A07": MOVE,
    "A10": MOVE,
    "A03": DISCHARGE,
    "A21": LEAVE,
    "A22": RETURN,
}
"""Trigger events that move a visit on (HL7 v2.5 chapter 3.3)."""

CANCELS: Final = {
    "A11": ("A01", "A04"),
    "A12": ("A02",),
    "A13": ("A03",),
    "A27": ("A14",),
    "A38": ("A05",),
    "A32": ("A10",),
    "A52": ("A21",),
    "A53": ("A22",),
}
"""Cancellation → the trigger events that it cancels."""

DELETES: Final = "A23"
"""The whole visit was recorded in error."""

ANNOUNCES: Final = frozenset({"A09", "A15", "A16", "A25", "A26", "A33"})
"""Events that announce, or track a person on the move: no step of the visit, and no word on one."""

TO_STEP: Final = {
    "start": (ADMIT, PLAN),
    "class": (ADMIT, PLAN, MOVE),
    "place": (ADMIT, PLAN, MOVE),
    "prior": (MOVE,),
    "end": (DISCHARGE,),
    "disposition": (DISCHARGE,),
    "destination": (DISCHARGE,),
}
"""Parts that belong to a step, and to which kinds; all other parts belong to the visit as a whole."""

_OPPOSITE: Final = {ADMIT: DISCHARGE, DISCHARGE: ADMIT, LEAVE: RETURN, RETURN: LEAVE}
_TIME: Final = {ADMIT: "start", DISCHARGE: "end"}


@dataclass
class Step:
    """One thing that happened in a visit. `events` are the message that told of it and its repeats."""

    kind: str
    events: list[VisitEvent] = field(default_factory=list)
    says: dict[str, Any] = field(default_factory=dict)
    """The last word on each part that belongs to the step."""
    void: bool = False

    @property
    def occurred(self) -> str:
        """When it happened, as sortable text: as corrected by an update, else as its last message has it."""
        last, name = self.events[-1], _TIME.get(self.kind, "")
        corrected = self.says.get(name)
        return corrected[1] if corrected and corrected != last.says.get(name) else last.occurred


def steps(events: list[VisitEvent]) -> list[Step]:
    """The steps, voided ones included, in the order in which they were first recorded. `events` are so ordered."""
    found: list[Step] = []
    for event in events:
        if event.trigger == DELETES:
            for step in found:
                step.void = True
        elif event.trigger in CANCELS:
            _void(found, event)
        elif event.trigger in STEP:
            _take(found, event)
        elif event.trigger not in ANNOUNCES:
            _amend(found, event)
    return found


def _standing(found: list[Step]) -> Iterator[Step]:
    return (step for step in reversed(found) if not step.void)


def _take(found: list[Step], event: VisitEvent) -> None:
    step = _repeated(found, event)
    if step is None:
        step = Step(STEP[event.trigger])
        found.append(step)
    step.events.append(event)
    step.says.update({name: value for name, value in event.says.items() if name in TO_STEP})


def _repeated(found: list[Step], event: VisitEvent) -> Step | None:
    """The standing step that the event repeats: the last of its kind, unless its opposite came in between."""
    kind = STEP[event.trigger]
    for step in _standing(found):
        if step.kind == kind:
            return step if _same(step, event) else None
        if step.kind == _OPPOSITE.get(kind):
            return None
    return None


def _same(step: Step, event: VisitEvent) -> bool:
    if step.events[0].trigger != event.trigger:
        return False
    return step.kind != MOVE or _place_id(step.says) == _place_id(event.says)


def _place_id(says: dict[str, Any]) -> str | None:
    place = says.get("place")
    return place["id"] if place else None


def _amend(found: list[Step], event: VisitEvent) -> None:
    """Each part of an update goes to the last standing step it can belong to; an end only to a visit that has ended."""
    latest = next(_standing(found), None)
    for name, kinds in TO_STEP.items():
        if name not in event.says:
            continue
        if kinds == (DISCHARGE,):
            step = latest if latest and latest.kind == DISCHARGE else None
        else:
            step = next((step for step in _standing(found) if step.kind in kinds), None)
        if step:
            step.says[name] = event.says[name]


def _void(found: list[Step], event: VisitEvent) -> None:
    """Void the step that occurred when the cancellation says (EVN-6), else the last that it can cancel.

    What was recorded after a cancelled admission presupposed it, and goes with it.
    """
    wanted = CANCELS[event.trigger]
    candidates = [step for step in found if not step.void and step.events[0].trigger in wanted]
    if not candidates:
        return
    exact = [step for step in candidates if any(told.occurred == event.occurred for told in step.events)]
    target = (exact or candidates)[-1]
    target.void = True
    if target.kind != ADMIT:
        return
    for later in found[found.index(target) + 1 :]:
        if later.kind == ADMIT:
            return
        later.void = True
