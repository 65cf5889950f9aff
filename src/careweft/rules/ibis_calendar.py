"""The calendar of `careweft.rules.calendar` as Ibis expressions.

What is asked of the engine is the wall time of an instant and an instant of a wall time, in a zone that is named (never
the session's), and whole months and days added to times without a zone. The functions are DuckDB's: for another engine,
the five declared here are what has to be found there.
"""

from typing import Any, Final

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from careweft.rules.types import Duration

UTC_TIME: Final = dt.Timestamp(timezone="UTC")


@ibis.udf.scalar.builtin(name="timezone", signature=((dt.string, UTC_TIME), dt.timestamp))
def _wall(zone, when):  # type: ignore[no-untyped-def]
    """The wall time of an instant."""


@ibis.udf.scalar.builtin(name="timezone", signature=((dt.string, dt.timestamp), UTC_TIME))
def _second_instant(zone, wall):  # type: ignore[no-untyped-def]
    """An instant of a wall time: the second where the clock repeats it, by the offset before where it skips it."""


@ibis.udf.scalar.builtin(name="epoch_us", signature=((UTC_TIME,), dt.int64))
def _microseconds(when):  # type: ignore[no-untyped-def]
    """Microseconds since 1970 of an instant."""


@ibis.udf.scalar.builtin(name="epoch_us", signature=((dt.timestamp,), dt.int64))
def _wall_microseconds(wall):  # type: ignore[no-untyped-def]
    """Microseconds since 1970 of a wall time."""


@ibis.udf.scalar.builtin(name="make_timestamptz", signature=((dt.int64,), UTC_TIME))
def _instant_of(microseconds):  # type: ignore[no-untyped-def]
    """The instant of so many microseconds."""


def local_date(when: ir.Value, zone: str) -> ir.Value:
    """The calendar date of an instant in the zone."""
    return _wall(zone, when).date()


def shift(when: ir.Value, by: Duration, zone: str, sign: int) -> ir.Value:
    """The instant moved by the calendar of the zone."""
    if by.seconds:
        return when + ibis.interval(seconds=sign * by.seconds)
    return _instant(_moved(_wall(zone, when), by, sign), zone)


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


def _moved(wall: ir.Value, by: Duration, sign: int) -> Any:
    if by.months:
        return wall + ibis.interval(months=sign * by.months)
    return wall + ibis.interval(days=sign * by.days)


def _instant(wall: ir.Value, zone: str) -> ir.Value:
    """The first instant of a wall time; where the clock skips it, by the offset before, as Python's zones have it.

    DuckDB reads a repeated wall time as its second instant. The first is found by the offset of a day before: it is
    right if the clock shows the wall time then.
    """
    second = _second_instant(zone, wall)
    day_before = second - ibis.interval(hours=24)
    passed = _wall_microseconds(wall) - _wall_microseconds(_wall(zone, day_before))
    first = _instant_of(_microseconds(day_before) + passed)
    return (_wall(zone, first) == wall).ifelse(first, second)
