"""Seconds since 1970 UTC, and the place's wall clock, for whole arrays at once and right across changes of clocks."""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from careweft.simulator.draws import Draws, Floats, Ints, Keys

DAY: Final = 86_400
NEVER: Final = np.int64(1) << np.int64(60)
"""Later than everything."""
_EPOCH = date(1970, 1, 1)
_SEASON = (1.10, 1.06, 1.02, 0.98, 0.97, 0.96, 0.95, 0.93, 0.96, 1.0, 1.03, 1.08)
"""Relative load by month (parameter): more in winter."""

HOURS_ANY: Final = (
    *(1.6, 1.3, 1.1, 1.0, 1.0, 1.1, 1.5, 2.5, 4.0, 5.5, 6.2, 6.3),
    *(6.0, 5.8, 5.7, 5.6, 5.7, 5.8, 5.8, 5.6, 5.0, 4.2, 3.3, 2.4),
)
HOURS_OFFICE = (0, 0, 0, 0, 0, 0, 0, 0, 5, 9, 10, 9, 5, 5, 8, 8, 7, 4, 0, 0, 0, 0, 0, 0)
WEEK_ANY = (1.08, 1.02, 1.0, 0.99, 0.99, 0.96, 0.96)
WEEK_OFFICE = (1.25, 1.05, 1.0, 0.95, 0.9, 0.0, 0.0)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


def to_date(number: int) -> date:
    """The date of a day number."""
    return _EPOCH + timedelta(days=number)


class Calendar:
    """The period, with time to run in before it, in one zone. Instants are UTC seconds; `local` ones wall seconds."""

    def __init__(self, start: date, end: date, run_in_days: int, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self.first_day, self.start_day, self.end_day = (
            day_number(start) - run_in_days,
            day_number(start),
            day_number(end),
        )
        self._base = (self.first_day - 2) * DAY
        hours = range((self.end_day + 400 - self.first_day) * 24)
        self._by_utc = np.array([self._offset(self._base + hour * 3600) for hour in hours], dtype=np.int64)
        self._by_local = np.array([self._wall_offset(self._base + hour * 3600) for hour in hours], dtype=np.int64)
        self._offsets: list[int] = self._by_utc.tolist()
        self.first = self.midnight(self.first_day)
        self.start = self.midnight(self.start_day)
        self.end = self.midnight(self.end_day)

    def _offset(self, utc: int) -> int:
        shift = datetime.fromtimestamp(utc, self.zone).utcoffset()
        return int(shift.total_seconds()) if shift else 0

    def _wall_offset(self, local: int) -> int:
        wall = datetime.fromtimestamp(local, UTC).replace(tzinfo=self.zone)
        shift = wall.utcoffset()
        return int(shift.total_seconds()) if shift else 0

    @property
    def years(self) -> float:
        """Length from the beginning of the run-in to the end, in years of 365.25 days."""
        return (self.end - self.first) / (365.25 * DAY)

    def midnight(self, day: int) -> int:
        """The instant at which a local day begins."""
        return int(self.to_utc(np.array([day * DAY]))[0])

    def to_utc(self, local: Ints) -> Ints:
        """Instants of wall-clock seconds; of a doubled hour the first, of a skipped hour the time after it."""
        at = np.clip((local - self._base) // 3600, 0, len(self._by_local) - 1)
        return np.asarray(local - self._by_local[at])

    def to_local(self, utc: Ints) -> Ints:
        """Wall-clock seconds of instants."""
        return np.asarray(utc + self.offsets(utc))

    def offsets(self, utc: Ints) -> Ints:
        """Seconds that the wall clock is ahead of UTC."""
        at = np.clip((utc - self._base) // 3600, 0, len(self._by_utc) - 1)
        return np.asarray(self._by_utc[at])

    def offset(self, utc: int) -> int:
        """Seconds that the wall clock is ahead of UTC at one instant."""
        return self._offsets[min(max((utc - self._base) // 3600, 0), len(self._offsets) - 1)]

    def days(self, utc: Ints) -> Ints:
        """Local day numbers of instants."""
        return np.asarray(self.to_local(utc) // DAY)

    def at_hour(self, draws: Draws, process: str, keys: Keys, days: Ints, hours: tuple[float, ...]) -> Ints:
        """An instant on each local day, at an hour drawn by weight."""
        hour = draws.pick(process + "/hour", keys, hours)
        second = draws.integers(process + "/second", keys, 3600)
        return self.to_utc(days * DAY + hour * 3600 + second)

    def moments(self, draws: Draws, process: str, keys: Keys, index: Ints, *, office: bool = False) -> Ints:
        """Instants over the whole span, run-in included, with season, weekday and time of day."""
        days = np.arange(self.first_day, self.end_day)
        week, hours = (WEEK_OFFICE, HOURS_OFFICE) if office else (WEEK_ANY, HOURS_ANY)
        month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
        weight: Floats = np.array(_SEASON)[month] * np.array(week)[(days + 3) % 7]
        edges = np.cumsum(weight)
        u = draws.uniform(process + "/day", keys, index) * edges[-1]
        day = days[np.searchsorted(edges, u, side="right")]
        hour_edges = np.cumsum(np.array(hours, dtype=np.float64))
        v = draws.uniform(process + "/hour", keys, index) * hour_edges[-1]
        hour = np.searchsorted(hour_edges, v, side="right")
        return self.to_utc(day * DAY + hour * 3600 + draws.integers(process + "/second", keys, 3600, index))
