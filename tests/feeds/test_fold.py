"""The fold of a visit: any order gives the same, a cancellation undoes exactly, corrections hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careweft.feeds.notes import VisitEvent
from careweft.feeds.visits.encounter import encounter
from careweft.feeds.visits.fold import Visit, fold

from .hospital import event, place, sort, when

INPATIENT = {"system": "s", "code": "IMP"}
WARDS = ("A", "B", "C")
CANCEL = {"A01": "A11", "A02": "A12", "A03": "A13", "A21": "A52", "A22": "A53"}
NEXT = {
    "none": ("A01",),
    "in-progress": ("A02", "A03", "A08", "A21"),
    "onleave": ("A22", "A03", "A08"),
    "finished": ("A08",),
}


@dataclass
class Story:
    """A visit told in order, each event an hour after the last, with what a plain reader would make of it."""

    events: list[VisitEvent] = field(default_factory=list)
    states: list[dict[str, Any]] = field(default_factory=lambda: [{"status": "none"}])
    undoable: list[str] = field(default_factory=list)

    @property
    def state(self) -> dict[str, Any]:
        return self.states[-1]

    def tell(self, trigger: str, ward: str) -> None:
        at = float(len(self.events))
        says: dict[str, Any] = {}
        state = dict(self.state)
        if trigger in ("A01", "A02"):
            says = {"place": place(ward), "class": INPATIENT}
            state.update(status="in-progress", ward=ward, end=None)
        if trigger == "A08":
            says = {"reason": [{"text": f"reason {at}"}]}
            state["reason"] = f"reason {at}"
        if trigger == "A03":
            state.update(status="finished", end=sort(at))
        if trigger in ("A21", "A22"):
            state.update(status="onleave" if trigger == "A21" else "in-progress")
        self.events.append(event(trigger, at, len(self.events), **says))
        if trigger == "A08":
            for held in self.states:
                held["reason"] = state["reason"]
            self.states[-1] = state
        else:
            self.states.append(state)
            self.undoable.append(trigger)

    def undo(self) -> None:
        at = float(len(self.events))
        self.events.append(event(CANCEL[self.undoable.pop()], at, len(self.events)))
        self.states.pop()


@st.composite
def stories(draw: st.DrawFn) -> Story:
    story = Story()
    story.tell("A01", draw(st.sampled_from(WARDS)))
    for _ in range(draw(st.integers(0, 12))):
        if len(story.undoable) > 1 and draw(st.integers(0, 3)) == 0:
            story.undo()
            continue
        ward = draw(st.sampled_from([w for w in WARDS if w != story.state.get("ward")]))
        story.tell(draw(st.sampled_from(NEXT[story.state["status"]])), ward)
    return story


def shown(visit: Visit) -> dict[str, Any]:
    return {
        "status": visit.status,
        "ward": visit.stays[-1].place["unit"] if visit.stays else None,
        "end": visit.end[1] if visit.end else None,
        "reason": visit.says["reason"][0]["text"] if "reason" in visit.says else None,
    }


@given(stories())
def test_a_story_told_in_order_gives_what_a_plain_reader_makes_of_it(story: Story) -> None:
    expected = {name: story.state.get(name) for name in ("status", "ward", "end", "reason")}
    assert shown(fold(story.events)) == expected


@given(stories(), st.data())
def test_any_order_and_any_repetition_gives_the_same_encounter(story: Story, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(story.events))
    repeated = shuffled + data.draw(st.lists(st.sampled_from(story.events)))
    assert encounter("s", "V1", fold(repeated)) == encounter("s", "V1", fold(story.events))


@given(stories())
def test_a_cancellation_restores_exactly_what_was_before(story: Story) -> None:
    trigger = {"in-progress": "A03", "onleave": "A22", "finished": "A03"}[story.state["status"]]
    if story.state["status"] == "finished":
        return
    at = float(len(story.events))
    done = event(trigger, at, 900, place=place("Z"), disposition={"text": "home"}, end=when(at))
    cancelled = event(CANCEL[trigger], at + 1, 901, place=place("Y"))
    before = encounter("s", "V1", fold(story.events))
    assert encounter("s", "V1", fold([*story.events, done])) != before
    assert encounter("s", "V1", fold([*story.events, done, cancelled])) == before


def test_a_repeated_discharge_is_one_discharge_and_one_cancellation_undoes_it() -> None:
    told = [event("A01", 0), event("A03", 5, 1), event("A03", 6, 2, occurred=5), event("A13", 7)]
    assert fold(told).status == "in-progress"


def test_the_time_of_discharge_is_the_last_one_recorded() -> None:
    told = [event("A01", 0), event("A03", 10, 1, end=when(10)), event("A03", 12, 2, end=when(9), occurred=9)]
    assert fold(told).end == when(9)


def test_an_update_corrects_the_discharge_and_goes_with_it_when_it_is_cancelled() -> None:
    told = [event("A01", 0, start=when(0)), event("A03", 10, end=when(10))]
    corrected = [*told, event("A08", 11, end=when(8), start=when(1))]
    assert (fold(corrected).start, fold(corrected).end) == (when(1), when(8))
    undone = fold([*corrected, event("A13", 12)])
    assert (undone.status, undone.start, undone.end) == ("in-progress", when(1), None)
    again = fold([*corrected, event("A13", 12), event("A03", 13)])
    assert again.end == when(13)


def test_an_update_corrects_the_ward_and_goes_with_the_transfer_when_that_is_cancelled() -> None:
    told = [event("A01", 0, place=place("A")), event("A02", 1, place=place("B")), event("A08", 2, place=place("C"))]
    assert [stay.place["unit"] for stay in fold(told).stays] == ["A", "C"]
    assert [stay.place["unit"] for stay in fold([*told, event("A12", 3)]).stays] == ["A"]


def test_a_transfer_entered_late_takes_its_place_in_the_course_of_the_visit() -> None:
    told = [
        event("A01", 0, place=place("A")),
        event("A02", 4, place=place("C")),
        event("A02", 9, place=place("B"), occurred=2),
        event("A03", 8),
    ]
    stays = [(stay.place["unit"], stay.since, stay.until) for stay in fold(told).stays]
    assert stays == [("A", sort(0), sort(2)), ("B", sort(2), sort(4)), ("C", sort(4), sort(8))]


def test_a_cancellation_names_which_transfer_by_when_it_occurred() -> None:
    told = [
        event("A01", 0, place=place("A")),
        event("A02", 2, place=place("B")),
        event("A02", 4, place=place("C")),
        event("A12", 5, occurred=2),
    ]
    assert [stay.place["unit"] for stay in fold(told).stays] == ["A", "C"]


def test_a_cancelled_admission_is_cancelled_with_all_that_followed() -> None:
    told = [
        event("A01", 0, place=place("A"), klass=INPATIENT),
        event("A02", 1, place=place("B")),
        event("A11", 2),
    ]
    visit = fold(told)
    assert (visit.status, visit.end, visit.classes[-1][0]) == ("cancelled", None, INPATIENT)


def test_a_cancelled_admission_from_the_emergency_department_leaves_the_attendance() -> None:
    emergency = {"system": "s", "code": "EMER"}
    told = [
        event("A04", 0, place=place("ED"), start=when(0), klass=emergency),
        event("A01", 3, place=place("A"), occurred=3, start=when(0), klass=INPATIENT),
    ]
    admitted = fold(told)
    assert [(c["code"], since) for c, since in admitted.classes] == [("EMER", sort(0)), ("IMP", sort(3))]
    back = fold([*told, event("A11", 4)])
    assert back == fold(told[:1])


def test_admission_again_under_the_same_number_opens_the_visit_again() -> None:
    told = [event("A01", 0), event("A03", 5), event("A01", 9)]
    visit = fold(told)
    assert (visit.status, visit.end) == ("in-progress", None)
    assert visit.statuses == [("in-progress", sort(0)), ("finished", sort(5)), ("in-progress", sort(9))]


def test_leave_without_return_is_closed_by_discharge_and_opened_again_by_its_cancellation() -> None:
    told = [event("A01", 0), event("A21", 5), event("A03", 9)]
    assert fold(told).statuses == [("in-progress", sort(0)), ("onleave", sort(5)), ("finished", sort(9))]
    assert fold([*told, event("A13", 10)]).status == "onleave"


def test_a_deleted_visit_is_cancelled() -> None:
    assert fold([event("A01", 0), event("A03", 5), event("A23", 6)]).status == "cancelled"


def test_a_planned_visit_is_planned_until_admission() -> None:
    told = [event("A05", 0), event("A01", 24, occurred=24)]
    assert fold(told[:1]).status == "planned"
    assert fold(told).start == when(24)
    assert fold([*told, event("A11", 25)]).status == "planned"
    assert fold([*told[:1], event("A38", 25)]).status == "cancelled"


@pytest.mark.parametrize(
    ("says", "status"),
    [({}, "unknown"), ({"start": when(0)}, "in-progress"), ({"start": when(0), "end": when(1)}, "finished")],
)
def test_a_visit_that_is_only_mentioned_is_what_the_mention_says(says: dict[str, Any], status: str) -> None:
    assert fold([event("ORU^R01", 3, **says)]).status == status


def test_a_mention_counts_for_nothing_once_the_visit_itself_is_told() -> None:
    told = [event("A01", 1)]
    assert fold([*told, event("ORU^R01", 3, end=when(3), reason=[{"text": "x"}])]) == fold(told)


def test_diagnoses_are_those_of_the_last_word_and_earlier_ones_stand_no_more() -> None:
    first = {"code": {"coding": [{"system": "icd", "code": "I21"}]}, "use": "A"}
    second = {"code": {"coding": [{"system": "icd", "code": "J18"}]}, "use": "F"}
    told = [event("A01", 0, diagnoses=[first]), event("A08", 1, diagnoses=[second])]
    assert fold(told).diagnoses == [(first, False), (second, True)]
    assert fold([*told, event("A11", 2)]).diagnoses == [(first, False), (second, False)]


def test_what_is_deleted_is_gone_and_what_is_left_out_stays() -> None:
    told = [event("A01", 0, ready="2026-01-11", delay="awaiting-care-package"), event("A08", 1, delay=None)]
    assert fold(told).says == {"ready": "2026-01-11"}


def test_where_a_person_was_before_a_transfer_is_known_from_it_if_from_nothing_else() -> None:
    moved = event("A02", 3, place=place("B"), prior=place("A"), start=when(0))
    stays = [(stay.place["unit"], stay.since, stay.until) for stay in fold([moved]).stays]
    assert stays == [("A", sort(0), sort(3)), ("B", sort(3), "")]
    assert len(fold([event("A01", 0, place=place("C")), moved]).stays) == 2
