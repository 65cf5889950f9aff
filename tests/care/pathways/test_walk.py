"""Where somebody stands, from the log: times, handovers, variation; late and cancelled messages; one schedule."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from careweft.care.durations import Duration
from careweft.care.pathways.pathway import Pathway, Stage, Step, Together, Where
from careweft.care.pathways.schedule import Wanted, visits
from careweft.care.pathways.units import area
from careweft.care.pathways.walk import Entry, Standing, walk

ZONE = ZoneInfo("Europe/London")
START = datetime(2026, 3, 28, 9, tzinfo=UTC)  # the clocks go forward in the night that follows
HOUR = timedelta(hours=1)
SCAN = Step("scan", "Scan", "doctor", Duration(60, "minute"))
TREAT = Step("treat", "Treat", "doctor", Duration(2, "hour"), after=("scan",), when=object())  # type: ignore[arg-type]
VISIT = Step("visit", "Visit", "nurse", Duration(1, "day"))
REVIEW = Step("review", "Review", "nurse", Duration(6, "month"), since="start")
UNIT = Stage("unit", "Unit", Where("", "hyper-acute"), (SCAN, TREAT), ("nurse",), Duration(30, "minute"))
HOME = Stage("home", "Home", Where("team"), (VISIT, REVIEW), ("nurse",), Duration(2, "day"))
PATH = Pathway("m/p", "P", (UNIT, HOME), reasons={"busy": "Busy"})
PARTIES = (
    Entry("party/unit/1", "party", "unit/1", START, "royal"),
    Entry("party/home/2", "party", "home/2", START, "z"),
)
TAKEN = Entry("e/taken", "taken", "unit", START + HOUR / 2, "royal")
SCANNED = Entry("by/1", "done", "scan/1", START + HOUR)


def stand(*log: Entry, needed: bool = False, path: Pathway = PATH) -> Standing:
    return walk(path, START, "ambulance", [*PARTIES, *log], ZONE, lambda step, at: needed)


def test_nobody_has_the_person_before_it_is_settled_whose_the_stage_is() -> None:
    found = walk(PATH, START, "ambulance", [], ZONE)
    assert (found.legs, found.wants, found.wanted_party) == ((), "unit", "unit/1")


def test_a_handover_waits_until_it_is_taken_on() -> None:
    found = stand()
    assert found.leg is not None
    assert found.leg.waits
    assert (found.leg.sent, found.leg.due, found.turns) == (START, START + HOUR / 2, ())
    found = stand(TAKEN)
    assert [(turn.key, turn.due) for turn in found.open] == [("scan/1", START + HOUR / 2 + HOUR)]
    assert found.variations == ()


def test_times_count_in_the_zone_of_the_place() -> None:
    found = stand(TAKEN, SCANNED, Entry("by/2", "taken", "home", START + 2 * HOUR))
    due = {turn.step: turn.due for turn in found.open}
    assert due["visit"] == START + 2 * HOUR + timedelta(hours=23)  # one day, over the change of clocks
    assert due["review"] == datetime(2026, 9, 28, 8, tzinfo=UTC)


def test_late_and_elsewhere_are_variations_until_somebody_says_why() -> None:
    found = stand(replace(TAKEN, at=START + HOUR, party="other"), replace(SCANNED, at=START + 3 * HOUR))
    assert [(each.about, each.kind, each.explained) for each in found.variations] == [
        ("stage/1/elsewhere", "elsewhere", False),
        ("stage/1/waited", "waited", False),
        ("scan/1", "late", False),
    ]
    why = Entry("by/3", "why", "scan/1", START + 4 * HOUR, code="busy")
    assert stand(TAKEN, replace(SCANNED, at=START + 3 * HOUR), why).variations[0].code == "busy"


def test_a_step_with_a_rule_comes_after_those_before_it_and_only_where_it_holds() -> None:
    assert [turn.step for turn in stand(TAKEN, needed=True).open] == ["scan"]
    found = stand(TAKEN, SCANNED, needed=True)
    assert [turn.step for turn in found.open] == ["treat"]
    assert [entry.about for entry in found.needed] == ["treat"]
    kept = walk(PATH, START, "ambulance", [*PARTIES, TAKEN, SCANNED, *found.needed], ZONE)
    assert kept.turns == found.turns  # what rules said is in the log: nobody has to ask again


def test_arriving_elsewhere_ends_what_was_left_open() -> None:
    found = stand(TAKEN, Entry("e/2", "taken", "home", START + HOUR, "z"))
    assert [leg.stage for leg in found.legs] == ["unit", "home"]
    assert [(each.about, each.kind) for each in found.variations] == [("scan/1", "not-done")]


def test_who_has_the_person_already_does_not_take_them_on_twice() -> None:
    again = Entry("e/2", "taken", "home", START + HOUR / 2, "royal")
    assert [leg.stage for leg in stand(TAKEN, again).legs] == ["unit"]


def test_a_ladder_is_climbed_with_a_reason_and_left_without() -> None:
    ladder = replace(PATH, ladder=True)
    up = Entry("by/1", "moved", "home", START + HOUR, "z", code="worse")
    down = Entry("by/2", "moved", "unit", START + 2 * HOUR, "royal")
    found = stand(TAKEN, up, Entry("by/3", "taken", "home", START + HOUR), down, path=ladder)
    assert [leg.stage for leg in found.legs] == ["unit", "home", "unit"]
    assert [(each.kind, each.code) for each in found.variations] == [("climbed", "worse")]


def test_what_comes_again_counts_from_when_it_was_done() -> None:
    often = Stage("home", "Home", Where("team"), (replace(VISIT, every=Duration(3, "month")),))
    path = replace(PATH, stages=(often,))
    done = Entry("by/1", "done", "visit/1", START + 5 * HOUR)
    found = walk(path, START, "z", [Entry("p", "party", "home/1", START, "z"), done], ZONE)
    assert [(turn.key, turn.due) for turn in found.open] == [("visit/2", datetime(2026, 6, 28, 13, tzinfo=UTC))]
    assert found.ended is None


entries = st.lists(
    st.tuples(
        st.sampled_from(["taken", "done", "not-done", "moved", "why", "seen"]),
        st.sampled_from(["unit", "home", "scan/1", "treat/1", "visit/1", "review/1", "nothing"]),
        st.integers(0, 400),
        st.sampled_from(["", "royal", "z"]),
    ),
    max_size=12,
)


def log_of(told: list[tuple[str, str, int, str]]) -> list[Entry]:
    return [
        Entry(f"by/{number}", what, about, START + timedelta(minutes=after), party)  # type: ignore[arg-type]
        for number, (what, about, after, party) in enumerate(told)
    ]


@given(entries, st.randoms(use_true_random=False), st.booleans(), st.booleans())
def test_the_order_in_which_messages_come_does_not_matter(told, random, needed, ladder) -> None:  # type: ignore[no-untyped-def]
    log, path = log_of(told), replace(PATH, ladder=ladder)
    mixed = random.sample(log, len(log))
    assert stand(*mixed, needed=needed, path=path) == stand(*log, needed=needed, path=path)


@given(entries, st.booleans(), st.booleans())
def test_times_never_run_backwards_and_one_stage_has_the_person(told, needed, ladder) -> None:  # type: ignore[no-untyped-def]
    found = stand(*log_of(told), needed=needed, path=replace(PATH, ladder=ladder))
    for leg, after in zip(found.legs, found.legs[1:], strict=False):
        assert leg.left == after.sent
    for leg in found.legs:
        assert leg.sent <= (leg.taken or leg.sent) <= (leg.left or datetime.max.replace(tzinfo=UTC))
    assert all(turn.at is None or turn.at >= turn.ready for turn in found.turns)
    assert len({each.about for each in found.variations}) == len(found.variations)
    if not found.wants:  # else whose the next stage is must be settled first, and the log walked again
        assert (found.ended is None) == any(leg.left is None for leg in found.legs)


def wanted(name: str, day: int, service: str = "blood-test") -> Wanted:
    return Wanted(name, name, "p", "z", "nurse", START + timedelta(days=day), service)


def test_steps_of_one_service_within_the_window_are_one_visit() -> None:
    two_weeks = [Together("blood-test", Duration(2, "week"))]
    found = visits([wanted("b", 13), wanted("a", 0), wanted("c", 14), wanted("d", 3, "x-ray")], two_weeks, ZONE)
    assert [(visit.first.key, [other.key for other in visit.others]) for visit in found] == [
        ("a", ["b"]),
        ("d", []),
        ("c", []),
    ]


@given(st.lists(st.tuples(st.integers(0, 60), st.sampled_from(["", "blood-test", "x-ray"])), max_size=20))
def test_every_step_is_in_exactly_one_visit(told) -> None:  # type: ignore[no-untyped-def]
    steps = [wanted(str(number), day, service) for number, (day, service) in enumerate(told)]
    found = visits(steps, [Together("blood-test", Duration(2, "week"))], ZONE)
    assert sorted(part.key for visit in found for part in visit.parts) == sorted(step.key for step in steps)
    for visit in found:
        assert all(part.service == "blood-test" for part in visit.parts) or len(visit.parts) == 1
        assert all(part.due < Duration(2, "week").after(visit.first.due, ZONE) for part in visit.others)


def test_the_area_of_a_postcode() -> None:
    assert [area(text) for text in ("n1 9gu", "SG8 5AB", "EN48AA", "573 31", "")] == ["N1", "SG8", "EN4", "573 31", ""]
