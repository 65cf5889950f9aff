"""A token bucket for each client, in the memory of one process."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable


class Buckets:
    """Each key may do `burst` things at once and `rate` things a second in the long run.

    Holds at most `most` keys and forgets those that were idle longest, so that nobody can fill the memory.
    """

    def __init__(
        self, rate: float, burst: int, *, most: int = 10_000, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate, self._burst, self._most, self._seconds = rate, float(burst), most, seconds
        self._levels: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def take(self, key: Hashable) -> float:
        """Take one token: 0.0 where there was one, otherwise the seconds until there is."""
        level = self._level(key)
        wait = 0.0 if level >= 1 else (1 - level) / self._rate
        self._keep(key, level - 1 if wait == 0 else level)
        return wait

    def give(self, key: Hashable) -> None:
        """Give a token back, such as for a log-in that succeeded."""
        self._keep(key, min(self._burst, self._level(key) + 1))

    def empty(self, key: Hashable) -> bool:
        """Whether there is no token to take."""
        return key in self._levels and self._level(key) < 1

    def _level(self, key: Hashable) -> float:
        now = self._seconds()
        level, at = self._levels.get(key, (self._burst, now))
        return min(self._burst, level + (now - at) * self._rate)

    def _keep(self, key: Hashable, level: float) -> None:
        self._levels[key] = (level, self._seconds())
        self._levels.move_to_end(key)
        if len(self._levels) > self._most:
            self._levels.popitem(last=False)
