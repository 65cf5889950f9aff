"""The place's clock: wall time, or a time that tests and the simulator set and speed up.

Every due time, relationship and rule depends on this clock; sessions and retries depend on real time.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from careweft.base.db import Connection


class Clock(Protocol):
    """Tells the place's instant."""

    def now(self) -> datetime:
        """The present instant, aware and in UTC."""


class SystemClock:
    """Wall time."""

    def now(self) -> datetime:
        """The present instant."""
        return datetime.now(UTC)


class SetClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """The instant that was last set."""
        return self._now

    def set(self, to: datetime) -> None:
        """Move to an instant."""
        self._now = to.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Move on by a duration."""
        self._now += by


@dataclass(frozen=True)
class PlayedClock:
    """Showed `place` when the wall showed `real`; runs `rate` times as fast up to `until`, then at 1."""

    real: datetime
    place: datetime
    rate: float
    until: datetime

    def now(self) -> datetime:
        """The place's instant now."""
        return self.at(datetime.now(UTC))

    def at(self, real: datetime) -> datetime:
        """The place's instant when the wall shows `real`."""
        elapsed = real - self.real
        played = self.place + elapsed * self.rate
        return played if played <= self.until else self.until + (elapsed - (self.until - self.place) / self.rate)


async def load(connection: Connection) -> Clock:
    """The place's clock as the database keeps it; wall time where none was set."""
    row = await connection.fetchrow("SELECT real, place, rate, until FROM base.clock")
    return PlayedClock(*row) if row else SystemClock()


async def save(connection: Connection, clock: PlayedClock) -> None:
    """Keep a played clock, so that a restart goes on from it."""
    await connection.execute(
        "INSERT INTO base.clock (real, place, rate, until) VALUES ($1, $2, $3, $4) ON CONFLICT (one) DO UPDATE "
        "SET real = excluded.real, place = excluded.place, rate = excluded.rate, until = excluded.until",
        clock.real,
        clock.place,
        clock.rate,
        clock.until,
    )
