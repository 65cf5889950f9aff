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
        now = self._seconds()
        level, at = self._levels.pop(key, (self._burst, now))
        level = min(self._burst, level + (now - at) * self._rate)
        wait = 0.0 if level >= 1 else (1 - level) / self._rate
        self._levels[key] = (level - 1 if wait == 0 else level, now)
        if len(self._levels) > self._most:
            self._levels.popitem(last=False)
        return wait

    def forgive(self, key: Hashable) -> None:
        """Give a key its whole burst back, such as after a log-in that succeeded."""
        self._levels.pop(key, None)
