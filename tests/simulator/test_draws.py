import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from careweft.simulator.draws import Draws, spread

seeds = st.integers(0, 2**63)
keys = st.lists(st.integers(0, 2**50), min_size=1, max_size=50, unique=True)


@given(seeds, keys, st.integers(0, 1000))
def test_a_draw_belongs_to_its_key_and_index_whoever_else_is_asked(seed: int, whose: list[int], index: int) -> None:
    draws = Draws(seed)
    together = draws.uniform("x", np.array(whose), index)
    alone = [float(Draws(seed).uniform("x", np.array([key]), index)[0]) for key in reversed(whose)]
    assert together.tolist() == list(reversed(alone))


@given(seeds, keys)
def test_uniform_is_inside_the_open_interval(seed: int, whose: list[int]) -> None:
    u = Draws(seed).uniform("x", np.array(whose))
    assert ((u > 0) & (u < 1)).all()


def test_processes_indexes_and_seeds_are_unlike_each_other() -> None:
    whose = np.arange(200_000)
    first = Draws(1).uniform("a", whose)
    others = (
        Draws(1).uniform("b", whose),
        Draws(1).uniform("a", whose, 1),
        Draws(2).uniform("a", whose),
        np.roll(first, 1),
    )
    for other in others:
        assert abs(float(np.corrcoef(first, other)[0, 1])) < 5 / np.sqrt(len(whose))


def test_the_distributions_have_their_moments() -> None:
    whose = np.arange(400_000)
    draws = Draws(3)
    error = 5 / np.sqrt(len(whose))
    assert abs(draws.uniform("u", whose).mean() - 0.5) < error
    assert abs(draws.normal("n", whose).mean()) < error
    assert abs(draws.normal("n", whose).std() - 1) < error
    assert abs(draws.exponential("e", whose).mean() - 1) < error
    counts = draws.poisson("p", whose, np.full(len(whose), 2.5))
    assert abs(counts.mean() - 2.5) < 2.5 * error
    assert abs(counts.var() - 2.5) < 10 * error
    picks = np.bincount(draws.pick("k", whose, (1, 0, 3)), minlength=3) / len(whose)
    assert picks[1] == 0
    assert abs(picks[2] - 0.75) < error


@given(seeds, st.floats(0.0, 20.0), st.floats(0.0, 20.0))
def test_a_higher_mean_only_adds_events(seed: int, one: float, other: float) -> None:
    whose = np.arange(40)
    low, high = sorted((one, other))
    fewer = Draws(seed).poisson("p", whose, np.full(40, low))
    more = Draws(seed).poisson("p", whose, np.full(40, high))
    assert (fewer <= more).all()


@given(st.lists(st.integers(0, 5), max_size=20))
def test_spread_numbers_each_owners_events(counts: list[int]) -> None:
    owner, index = spread(np.array(counts, dtype=np.int64))
    expected = [(who, which) for who, count in enumerate(counts) for which in range(count)]
    assert list(zip(owner.tolist(), index.tolist(), strict=True)) == expected
