"""The chart's arithmetic against published answers, and what must hold of any series."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careweft.base.errors import BadInput
from careweft.measures.spc import RUN, Chart, chart

# R: set.seed(123); rnorm(20), with the answers that NHSRplotthedots publishes for it in its snapshot tests
# (tests/testthat/_snaps/ptd_spc.md): mean 0.142, limits -3.01 and 3.29; split in two halves
# 0.0746, -2.60 and 2.75, then 0.209, -3.28 and 3.70; no special cause in either.
R_NORMAL = [
    -0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621, -1.26506123, -0.68685285,
    -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113, 1.78691314, 0.49785048, -1.96661716,
    0.70135590, -0.47279141,
]  # fmt: skip

VALUES = st.lists(st.integers(-1000, 1000).map(float), min_size=1, max_size=60)


def flags(drawn: Chart, rule: str) -> list[int]:
    return [index for index, point in enumerate(drawn.points) if rule in point.rules]


def test_limits_as_published_by_nhsrplotthedots() -> None:
    (phase,) = (drawn := chart(R_NORMAL, better="higher", target=0.5)).phases
    assert (round(phase.mean, 3), round(phase.lower, 2), round(phase.upper, 2)) == (0.142, -3.01, 3.29)
    assert all(point.variation == "common-cause" for point in drawn.points)
    assert (drawn.variation, drawn.assurance) == ("common-cause", "hit-or-miss")


@pytest.mark.parametrize(
    ("half", "expected"), [(R_NORMAL[:10], (0.0746, -2.60, 2.75)), (R_NORMAL[10:], (0.2086, -3.28, 3.70))]
)
def test_limits_of_each_half_as_published(half: list[float], expected: tuple[float, float, float]) -> None:
    (phase,) = chart(half).phases
    assert (round(phase.mean, 4), round(phase.lower, 2), round(phase.upper, 2)) == expected
    assert phase.provisional
    rebased = [(each.mean, each.upper) for each in chart(R_NORMAL, rebase=[10]).phases]
    assert (phase.mean, phase.upper) in rebased


def test_screening_leaves_a_freak_range_out_of_the_limits() -> None:
    values = [10.0, 12.0] * 8 + [60.0] + [10.0, 12.0] * 4
    with_screen, without = chart(values).phases[0], chart(values, screen=False).phases[0]
    assert with_screen.moving_range == pytest.approx(2.0)
    # 22 ranges of 2, one of 48 up to the freak and one of 50 down from it
    assert without.moving_range == pytest.approx((22 * 2 + 48 + 50) / 24)
    assert flags(chart(values), "outside-limits") == [16]


def test_a_shift_is_seven_on_one_side() -> None:
    six, seven = [10.0, -10.0] * 8 + [1.0] * 6 + [-20.0, 20.0], [10.0, -10.0] * 8 + [1.0] * 7 + [-20.0, 13.0]
    assert flags(chart(six), "shift") == []
    assert flags(chart(seven), "shift") == list(range(16, 23))


def test_a_trend_is_seven_points_and_equal_neighbours_break_it() -> None:
    assert flags(chart([5.0, 1, 2, 3, 4, 5, 6, 7, 3]), "trend") == list(range(1, 8))
    assert flags(chart([5.0, 7, 6, 5, 4, 3, 2, 1, 3]), "trend") == list(range(1, 8))
    assert flags(chart([5.0, 1, 2, 3, 3, 4, 5, 6, 3]), "trend") == []
    assert flags(chart([1.0, 2, 3, 4, 5, 6]), "trend") == []


def test_two_in_three_must_be_on_one_side() -> None:
    # NHSRplotthedots: two successive points close to the limits on opposite sides are common cause.
    assert flags(chart([*[1.0, -1.0] * 7, 5.5, -5.5]), "two-in-three") == []
    # Mean 10.9/23, ranges 19 of 2, then 6, 4.1 and 4.1: inner limit 4.68, outer 6.79.
    assert flags(chart([*[1.0, -1.0] * 10, 5.0, 0.9, 5.0]), "two-in-three") == [20, 22]
    assert flags(chart([*[1.0, -1.0] * 10, 5.0, -0.9, 5.0]), "two-in-three") == []


@pytest.mark.parametrize(
    ("better", "target", "variation", "assurance"),
    [
        ("higher", 100.0, "improvement", "fails"),
        ("higher", -100.0, "improvement", "passes"),
        ("lower", 100.0, "concern", "passes"),
        ("lower", -100.0, "concern", "fails"),
        ("lower", 10.0, "concern", "hit-or-miss"),
        ("neither", 10.0, "high", "none"),
        ("lower", None, "concern", "none"),
    ],
)
def test_variation_and_assurance(better: str, target: float | None, variation: str, assurance: str) -> None:
    drawn = chart([10.0, 12.0, 8.0, 11.0, 9.0] * 4 + [40.0], better=better, target=target)  # type: ignore[arg-type]
    assert (drawn.variation, drawn.assurance) == (variation, assurance)


def test_a_rebase_begins_new_limits() -> None:
    drawn = chart([10.0, 12.0] * 6 + [50.0, 52.0] * 6, rebase=[12])
    assert [phase.mean for phase in drawn.phases] == [11.0, 51.0]
    assert not any(point.rules for point in drawn.points)
    assert any(point.rules for point in chart([10.0, 12.0] * 6 + [50.0, 52.0] * 6).points)


def test_a_rebase_outside_the_series_is_refused() -> None:
    with pytest.raises(BadInput):
        chart([1.0, 2.0], rebase=[2])


def test_nothing_to_chart() -> None:
    assert (chart([]).variation, chart([]).assurance) == ("none", "none")
    assert (chart([None, None], target=1.0, better="lower").assurance) == "none"


@given(VALUES, st.data())
def test_gaps_change_nothing_else(values: list[float], data: st.DataObject) -> None:
    gaps = data.draw(st.lists(st.integers(0, len(values)), max_size=5))
    with_gaps: list[float | None] = list(values)
    for at in sorted(gaps, reverse=True):
        with_gaps.insert(at, None)
    kept = [point for point in chart(with_gaps).points if point.value is not None]
    assert kept == list(chart(values).points)


@given(VALUES)
def test_a_mirror_image_has_mirrored_marks(values: list[float]) -> None:
    plain, mirror = chart(values, better="higher"), chart([-value for value in values], better="lower")
    assert [(p.rules, p.variation) for p in plain.points] == [(p.rules, p.variation) for p in mirror.points]


@given(VALUES, st.integers(1, 1000), st.integers(-1000, 1000))
def test_units_do_not_matter(values: list[float], scale: int, origin: int) -> None:
    moved = chart([value * scale + origin for value in values])
    assert [point.rules for point in moved.points] == [point.rules for point in chart(values).points]


@given(st.floats(-1e9, 1e9), st.integers(1, 40))
def test_a_constant_series_has_no_special_cause(value: float, count: int) -> None:
    assert not any(point.rules for point in chart([value] * count).points)


@given(VALUES)
def test_limits_lie_round_the_mean_and_runs_are_long_enough(values: list[float]) -> None:
    drawn = chart(values)
    (phase,) = drawn.phases
    assert phase.lower <= phase.lower_inner <= phase.mean <= phase.upper_inner <= phase.upper
    for rule in ("shift", "trend"):
        marked = flags(drawn, rule)
        assert not marked or len(marked) >= RUN
