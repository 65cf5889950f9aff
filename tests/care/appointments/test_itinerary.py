"""The order of visits: as good as trying everything, and never against a condition."""

from datetime import UTC, datetime, timedelta
from itertools import permutations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from careweft.care.appointments.itinerary import Option, Visit, Way, cost, fits, plan
from tests.care.place import ZONE

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


def at(hours: float, minutes: int = 30, place: str = "main") -> Option:
    start = MONDAY + timedelta(hours=hours)
    return Option(f"{place}/{hours}", start, start + timedelta(minutes=minutes), place)


def brute(visits: list[Visit], way: Way) -> object:
    """The least cost of every order and choice that fits; None where nothing does."""
    known = {each.id: each for each in visits}
    best = None
    for chosen in product(*(each.options for each in visits)):
        for order in permutations(zip((each.id for each in visits), chosen, strict=True)):
            if fits(known, order, way, ZONE):
                found = cost(order, ZONE)
                best = found if best is None or found < best else best
    return best


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Visit], Way]:
    count = draw(st.integers(1, 4))
    names = [f"v{number}" for number in range(count)]
    visits = []
    for number, name in enumerate(names):
        hours = draw(
            st.lists(st.sampled_from([0, 0.5, 1, 1.5, 2, 4, 24, 25, 26.5, 48]), min_size=1, max_size=4, unique=True)
        )
        place = draw(st.sampled_from(["main", "west", "lab"]))
        minutes = draw(st.sampled_from([20, 30, 60]))
        after = (
            {draw(st.sampled_from(names[:number])): draw(st.sampled_from([0, 60]))}
            if number and draw(st.booleans())
            else {}
        )
        visits.append(Visit(name, tuple(at(hour, minutes, place) for hour in hours), after, draw(st.booleans())))
    return visits, Way({("main", "west"): 20, ("west", "main"): 20, ("main", "lab"): 0}, otherwise=45)


@settings(max_examples=150)
@given(cases())
def test_nothing_is_better_than_what_is_found(case: tuple[list[Visit], Way]) -> None:
    visits, way = case
    found, best = plan(visits, way, ZONE), brute(visits, way)
    assert (found is None) == (best is None)
    if found:
        assert found.best
        assert fits({each.id: each for each in visits}, found.stops, way, ZONE)
        assert cost(found.stops, ZONE) == best


def test_the_blood_test_comes_first_and_its_result_before_the_consultation() -> None:
    hours = [0.5 * number for number in range(16)]
    visits = [
        Visit("consultation", tuple(at(hour) for hour in hours), {"blood": 120, "scan": 0}),
        Visit("scan", tuple(at(hour, place="west") for hour in hours), {}),
        Visit("blood", tuple(at(hour, 15, "lab") for hour in hours), {}, fasting=True),
    ]
    found = plan(visits, Way({("lab", "west"): 10, ("west", "main"): 20}, otherwise=30), ZONE)
    assert found
    assert [name for name, _ in found.stops] == ["blood", "scan", "consultation"]
    assert found.stops[-1][1].start >= found.stops[0][1].finish + timedelta(minutes=120)


def test_little_waiting_is_better_than_an_early_end_and_one_day_better_than_two() -> None:
    visits = [Visit("a", (at(0), at(23.5)), {}), Visit("b", (at(6), at(24)), {})]
    found = plan(visits, Way({}), ZONE)
    assert found
    assert [option.slot for _, option in found.stops] == ["main/23.5", "main/24"]
    late = plan([Visit("a", (at(0),), {}), Visit("b", (at(6), at(24)), {})], Way({}), ZONE)
    assert late
    assert [option.slot for _, option in late.stops] == ["main/0", "main/6"]


def test_what_cannot_be_done_is_none_and_what_was_cut_short_says_so() -> None:
    assert plan([Visit("a", (at(0),), {}), Visit("b", (at(0),), {})], Way({}), ZONE) is None
    assert plan([Visit("a", (at(0),), {"b": 0}), Visit("b", (at(1),), {"a": 0})], Way({}), ZONE) is None
    many = [Visit(f"v{n}", tuple(at(hour / 4, 10, f"p{n}") for hour in range(60)), {}) for n in range(6)]
    assert (found := plan(many, Way({}, 5), ZONE, most=500)) is not None
    assert not found.best


def test_six_visits_of_a_week_are_ordered_for_certain() -> None:
    hours = [day * 24 + 0.5 * number for day in range(4) for number in range(8)]
    visits = [Visit(f"v{n}", tuple(at(hour, 30, f"p{n % 2}") for hour in hours), {"v0": 60} if n == 5 else {}, n == 0)
              for n in range(6)]  # fmt: skip
    found = plan(visits, Way({}, 10), ZONE)
    assert found
    assert found.stops[0][0] == "v0"
    assert cost(found.stops, ZONE)[0] == 1
