"""The calendar of `careweft.rules.calendar` as Ibis expressions, without an engine's own time zones.

Engines differ in months, in skipped and repeated hours and in the session's zone. So local times are made from UTC by
the zone's own steps, worked out in Python, and only whole months and days are added to times without a zone.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
from ibis.expr.operations import Field

from careweft.rules.calendar import Steps, utc_offsets, wall_offsets
from careweft.rules.types import Duration

_FEW: Final = 6
UTC_TIME: Final = dt.Timestamp(timezone="UTC")


@ibis.udf.scalar.builtin(name="epoch_us", signature=((UTC_TIME,), dt.int64))
def _microseconds(when):  # type: ignore[no-untyped-def]
    """Microseconds since 1970 of an instant."""


@ibis.udf.scalar.builtin(name="epoch_us", signature=((dt.timestamp,), dt.int64))
def _wall_microseconds(when):  # type: ignore[no-untyped-def]
    """Microseconds since 1970 of a wall time."""


@ibis.udf.scalar.builtin(name="make_timestamp", signature=((dt.int64,), dt.timestamp))
def _wall_time(microseconds):  # type: ignore[no-untyped-def]
    """The wall time of so many microseconds."""


@ibis.udf.scalar.builtin(name="make_timestamptz", signature=((dt.int64,), UTC_TIME))
def _instant(microseconds):  # type: ignore[no-untyped-def]
    """The instant of so many microseconds."""


def local_date(when: ir.Value, zone: str, start: datetime | None = None, end: datetime | None = None) -> ir.Value:
    """The calendar date of an instant in the zone. `start` and `end` bound the instants, where that is known."""
    steps = utc_offsets(zone) if start is None or end is None else utc_offsets(zone, start, end)
    return _wall(when, steps).date()


def shift(when: ir.Value, by: Duration, zone: str, sign: int) -> ir.Value:
    """The instant moved by the calendar of the zone."""
    if by.seconds:
        return when + ibis.interval(seconds=sign * by.seconds)
    moved = _moved(_wall(when, utc_offsets(zone)), by, sign)
    steps = wall_offsets(zone)
    return _instant(_let(_wall_microseconds(moved), steps, lambda wall: wall - _stepped(wall, steps)))


def shift_date(day: ir.Value, by: Duration, sign: int) -> ir.Value:
    """The date moved by years, months, weeks or days."""
    return _moved(day.cast("timestamp"), by, sign).date()


def years_between(start: ir.Value, end: ir.Value) -> ir.Value:
    """Whole years from one date to another."""
    return (end.year() - start.year() - (_month_and_day(end) < _month_and_day(start)).ifelse(1, 0)).cast("int64")


def days_between(start: ir.Value, end: ir.Value) -> ir.Value:
    """Calendar days from one date to another."""
    return end.delta(start, unit="day").cast("int64")


def _month_and_day(day: ir.Value) -> ir.Value:
    return day.month() * 100 + day.day()


def _moved(wall: ir.Value, by: Duration, sign: int) -> ir.Value:
    if by.months:
        return wall + ibis.interval(months=sign * by.months)
    return wall + ibis.interval(days=sign * by.days)


def _wall(when: ir.Value, steps: Steps) -> ir.Value:
    instant = _microseconds(when)
    if isinstance(when.op(), Field):
        return _wall_time(instant + _stepped(instant, steps))
    return _wall_time(_let(instant, steps, lambda bound: bound + _stepped(bound, steps)))


def _let(value: ir.Value, steps: Steps, body: Callable[[ir.Value], ir.Value]) -> ir.Value:
    """The body with `value` in it, written once: SQL repeats an expression wherever it is used, and steps are many."""
    if len(steps.edges) <= _FEW:
        return body(value)
    return ibis.array([value]).map(body)[0]


def _stepped(microseconds: ir.Value, steps: Steps) -> Any:
    """The step function as conditions halved again and again: seven of them for a century of summer times."""
    if not steps.edges:
        return ibis.literal(steps.values[0], type="int64")
    middle = len(steps.edges) // 2
    below = Steps(steps.edges[:middle], steps.values[: middle + 1])
    above = Steps(steps.edges[middle + 1 :], steps.values[middle + 1 :])
    return (microseconds < steps.edges[middle]).ifelse(_stepped(microseconds, below), _stepped(microseconds, above))
