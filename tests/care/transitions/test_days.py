"""Days of delay, and the days for which a law makes a party liable: worked examples, and properties of any delays."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careweft.care.transitions.days import DAY, Clocks, Delay, Law, clocks, count, earliest, given_on, law_on

ZONE = ZoneInfo("Europe/London")
ACT = Law("act", date(2004, 1, 5), date(2015, 4, 1), "2003", 3, 1)
CARE_ACT = Law("care-act", date(2015, 4, 1), date(2022, 7, 1), "2014", 2, 1)
MARCH = date(2012, 3, 1)


def day(number: int) -> date:
    return date(2012, 3, number)


def at(number: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2012, 3, number, hour, minute, tzinfo=ZONE).astimezone(UTC)


def liable(law: Law, *delays: Delay) -> int:
    known = clocks(law, at(1), at(1), day(2), ZONE)
    return len(count(delays, day(8), left=True, law=law, known=known).liable)


def council(since: int = 3, until: int | None = None) -> Delay:
    return Delay("c", "service", "council", day(since), day(until) if until else None)


def health(since: int, until: int | None = None) -> Delay:
    return Delay("h", "nhs", "health", day(since), day(until) if until else None)


def test_the_examples_of_the_rules_on_money() -> None:
    # Assessment 1 March, proposed 2 March, discharged 8 March: 4–8 March by two days, 5–8 March by three.
    assert liable(CARE_ACT, council()) == 5
    assert liable(ACT, council()) == 4
    assert liable(ACT, council(), health(3)) == 0


def test_a_day_that_is_shared_counts_for_each_and_alone_for_neither() -> None:
    found = count([council(3), health(5, 7)], day(8))
    assert (found.every, found.of, found.alone) == (5, {"council": 5, "health": 2}, {"council": 3, "health": 0})
    assert liable(ACT, council(3), health(5, 7)) == 2


def test_a_delay_that_ended_before_the_discharge_does_not_make_its_day_count() -> None:
    assert liable(ACT, council(3, 7)) == 2
    assert liable(ACT, council(3, 8)) == 4
    assert liable(ACT, council(3, 8), health(6)) == 1


def test_whoever_is_still_there_is_delayed_today_too() -> None:
    assert count([council(3)], day(6) + DAY).every == 4
    assert count([council(6)], day(6) + DAY).every == 1


def test_both_notices_are_needed_and_the_later_day_counts() -> None:
    assert clocks(ACT, at(1), None, None, ZONE) == Clocks("act", day(1), ready_by=day(4))
    assert clocks(ACT, at(1), at(2), day(3), ZONE).liable_from == day(5)
    assert clocks(ACT, at(1), at(2), day(9), ZONE).liable_from == day(10)
    known = clocks(ACT, at(1), None, None, ZONE)
    assert count([council()], day(8), left=True, law=ACT, known=known).liable == ()


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (at(2, 14, 0), day(2)),
        (at(2, 14, 1), day(3)),  # a Friday afternoon
        (at(3, 15), day(5)),  # a Saturday afternoon counts as Sunday, which counts as Monday
        (at(4, 9), day(5)),
        (datetime(2012, 4, 6, 9, tzinfo=ZONE), date(2012, 4, 7)),  # Good Friday
        (datetime(2012, 3, 2, 23, 30, tzinfo=UTC), day(3)),
        (datetime(2012, 7, 2, 23, 30, tzinfo=UTC), date(2012, 7, 3)),  # half past midnight of the 3rd in summer
    ],
)
def test_a_notice_counts_as_the_law_says(instant: datetime, expected: date) -> None:
    law = Law("strict", MARCH, None, "", 3, 1, late=time(14), sundays=False, holidays=False)
    assert given_on(law, instant, ZONE) == expected
    assert earliest(law, instant, ZONE) == expected + DAY


def test_one_law_holds_on_a_day() -> None:
    laws = (ACT, CARE_ACT)
    assert law_on(laws, date(2004, 1, 4)) is None
    assert law_on(laws, date(2015, 3, 31)) is ACT
    assert law_on(laws, date(2015, 4, 1)) is CARE_ACT
    assert law_on(laws, date(2022, 7, 1)) is None


spans = st.tuples(st.integers(1, 20), st.one_of(st.none(), st.integers(1, 25)), st.sampled_from(["council", "health"]))


@given(st.lists(spans, max_size=6), st.integers(1, 28), st.booleans(), st.integers(0, 4), st.integers(2, 20))
def test_days_are_half_open_sums_agree_and_nobody_pays_for_a_shared_day(
    told: list[tuple[int, int | None, str]], last: int, left: bool, minimum: int, proposed: int
) -> None:
    delays = [
        Delay(str(number), "r", of, day(since), day(max(since, until)) if until else None)
        for number, (since, until, of) in enumerate(told)
    ]
    law = Law("law", date(2000, 1, 1), None, "", minimum, 1)
    known = clocks(law, at(1), at(1), day(proposed), ZONE)
    found = count(delays, day(last), left=left, law=law, known=known)
    by_hand = {
        each: {d.of for d in delays if d.since <= each and (d.until is None or each < d.until)}
        for each in (day(n) for n in range(1, last))
    }
    delayed = {each: of for each, of in by_hand.items() if of}
    assert found.every == len(delayed)
    for party in found.of:
        assert found.of[party] == sum(party in of for of in delayed.values())
        assert found.alone[party] == sum(of == {party} for of in delayed.values())
    first = max(day(1) + timedelta(days=minimum), day(proposed)) + DAY
    within = {each for each, of in delayed.items() if of == {"council"} and each >= first}
    assert within <= set(found.liable) <= within | ({day(last)} if left else set())
