"""The token bucket."""

from hypothesis import given
from hypothesis import strategies as st

from careweft.web.buckets import Buckets


class Watch:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_a_rate() -> None:
    watch = Watch()
    buckets = Buckets(0.5, 3, seconds=watch)
    assert [buckets.take("a") for _ in range(3)] == [0.0, 0.0, 0.0]
    assert buckets.take("a") == 2.0 and buckets.empty("a")
    assert buckets.take("b") == 0.0 and not buckets.empty("c")
    watch.now = 2.0
    assert not buckets.empty("a") and buckets.take("a") == 0.0 and buckets.take("a") == 2.0


def test_what_is_given_back_can_be_taken_but_never_more_than_the_burst() -> None:
    buckets = Buckets(0.001, 2, seconds=Watch())
    buckets.give("a")
    assert [buckets.take("a") == 0.0 for _ in range(3)] == [True, True, False]
    buckets.give("a")
    assert buckets.take("a") == 0.0


def test_the_memory_is_bounded() -> None:
    buckets = Buckets(1, 1, most=100, seconds=Watch())
    for key in range(1000):
        buckets.take(key)
    assert len(buckets._levels) == 100


@given(st.lists(st.floats(0, 5), max_size=60))
def test_nobody_gets_more_than_burst_and_rate(pauses: list[float]) -> None:
    watch = Watch()
    buckets = Buckets(2.0, 5, seconds=watch)
    taken = 0
    for pause in pauses:
        watch.now += pause
        taken += buckets.take("a") == 0.0
    assert taken <= 5 + 2.0 * watch.now + 1e-6
