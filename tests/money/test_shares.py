"""Parts sum to the whole, whatever the whole and the weights."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from careweft.base.errors import BadInput
from careweft.money.shares import shares

WEIGHT = st.integers(0, 10**12) | st.fractions(min_value=0, max_value=10**6, max_denominator=10**6)
WEIGHTS = st.dictionaries(st.text(max_size=4), WEIGHT, min_size=1, max_size=30).filter(lambda w: any(w.values()))
TOTAL = st.integers(-(10**18), 10**18)


@given(TOTAL, WEIGHTS)
def test_parts_sum_to_the_total(total: int, weights: dict[str, int | Fraction]) -> None:
    assert sum(shares(total, weights).values()) == total


@given(TOTAL, WEIGHTS)
def test_each_part_is_its_quota_rounded_up_or_down(total: int, weights: dict[str, int | Fraction]) -> None:
    whole = sum((Fraction(weight) for weight in weights.values()), Fraction(0))
    for key, part in shares(total, weights).items():
        assert abs(part - Fraction(weights[key]) * total / whole) < 1


@given(TOTAL, WEIGHTS)
def test_a_reversal_mirrors_what_it_reverses(total: int, weights: dict[str, int | Fraction]) -> None:
    assert shares(-total, weights) == {key: -part for key, part in shares(total, weights).items()}


@given(TOTAL, WEIGHTS, st.integers(1, 10**6))
def test_only_the_proportion_of_the_weights_counts(total: int, weights: dict[str, int | Fraction], factor: int) -> None:
    assert shares(total, {key: weight * factor for key, weight in weights.items()}) == shares(total, weights)


@given(TOTAL, WEIGHTS)
def test_nobody_gets_less_than_one_with_a_smaller_weight(total: int, weights: dict[str, int | Fraction]) -> None:
    assume(total > 0)
    parts = shares(total, weights)
    ordered = sorted(weights, key=lambda key: weights[key])
    for smaller, larger in pairwise(ordered):
        assert weights[smaller] == weights[larger] or parts[smaller] <= parts[larger]


@pytest.mark.parametrize(
    ("total", "weights", "expected"),
    [
        (40_000_000, {"nhs": 60, "council": 40}, {"nhs": 24_000_000, "council": 16_000_000}),
        (100, {"a": 1, "b": 1, "c": 1}, {"a": 34, "b": 33, "c": 33}),
        (-100, {"a": 1, "b": 1, "c": 1}, {"a": -34, "b": -33, "c": -33}),
        (2, {"c": 1, "b": 1, "a": 1}, {"c": 1, "b": 1, "a": 0}),
        (10, {"a": Fraction(1, 3), "b": Fraction(2, 3)}, {"a": 3, "b": 7}),
        (0, {"a": 1, "b": 2}, {"a": 0, "b": 0}),
        (7, {"a": 0, "b": 5}, {"a": 0, "b": 7}),
    ],
)
def test_known_answers(total: int, weights: dict[str, int | Fraction], expected: dict[str, int]) -> None:
    assert shares(total, weights) == expected


@pytest.mark.parametrize("weights", [{}, {"a": 0}, {"a": -1, "b": 2}, {"a": 0.5}])
def test_weights_that_cannot_share(weights: dict[str, int]) -> None:
    with pytest.raises(BadInput):
        shares(1, weights)
