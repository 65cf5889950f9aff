"""A measure month by month: counted over the lake, kept without person data, read for charts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

from careweft.base.db import Connection
from careweft.measures import spc
from careweft.measures.measure import Measure
from careweft.money.calendar import Period, midnight, months
from careweft.rules.ibis_engine import to_ibis
from careweft.rules.rule import Rule

SMALL, ROUND_TO = 7, 5


@dataclass(frozen=True)
class Point:
    """A measure in one month, [period_start, period_end). `value` is None where there is nothing to divide by."""

    period_start: date
    period_end: date
    numerator: float
    denominator: float | None
    value: float | None


def complete_months(at: datetime, zone: ZoneInfo, count: int) -> list[Period]:
    """The last `count` calendar months that were over at an instant, oldest first."""
    this = at.astimezone(zone).date().replace(day=1)
    years, months_back = divmod(count, 12)
    first = this.replace(year=this.year - years)
    for _ in range(months_back):
        first = (
            first.replace(year=first.year - 1, month=12) if first.month == 1 else first.replace(month=first.month - 1)
        )
    return months(Period(first, this)) if first < this else []


def series(
    tables: Mapping[str, ir.Table], measure: Measure, periods: Sequence[Period], *, known_at: datetime | None = None
) -> list[Point]:
    """The measure in each month, from the fact tables of a lake, by what was known at an instant (None: now)."""
    return [_point(tables, measure, period, known_at) for period in periods]


def with_value(measure: Measure, period: Period, numerator: float, denominator: float | None) -> Point:
    """A point with its value worked out."""
    value: float | None = numerator
    if measure.denominator is not None:
        value = measure.per * numerator / denominator if denominator else None
    return Point(period.start, period.end, numerator, denominator, value)


async def keep(connection: Connection, measure: Measure, points: Sequence[Point]) -> None:
    """Keep the points of a measure; the key is (measure, month), so counting again replaces."""
    await connection.execute(
        "INSERT INTO measures.point (measure, period_start, period_end, numerator, denominator, value) "
        "SELECT $1, * FROM unnest($2::date[], $3::date[], $4::float8[], $5::float8[], $6::float8[]) "
        "ON CONFLICT (measure, period_start) DO UPDATE SET period_end = excluded.period_end, made = excluded.made, "
        "numerator = excluded.numerator, denominator = excluded.denominator, value = excluded.value",
        measure.id,
        [point.period_start for point in points],
        [point.period_end for point in points],
        [point.numerator for point in points],
        [point.denominator for point in points],
        [point.value for point in points],
    )


async def kept(connection: Connection, measure: str, most: int = 36) -> list[Point]:
    """The latest points of a measure that were kept, oldest first."""
    rows = await connection.fetch(
        "SELECT period_start, period_end, numerator, denominator, value FROM measures.point "
        "WHERE measure = $1 ORDER BY period_start DESC LIMIT $2",
        measure,
        most,
    )
    return [Point(*row) for row in reversed(rows)]


async def uncounted(connection: Connection, measure: str, periods: Sequence[Period], *, again: int = 3) -> list[Period]:
    """The months that are not kept yet, and the last `again` of those that are: what is heard late changes them."""
    rows = await connection.fetch("SELECT period_start FROM measures.point WHERE measure = $1", measure)
    done = {row["period_start"] for row in rows} - {period.start for period in periods[len(periods) - again :]}
    return [period for period in periods if period.start not in done]


def chart(measure: Measure, points: Sequence[Point], *, rebase: Sequence[date] = ()) -> spc.Chart:
    """The SPC chart of a measure's points; `rebase` names the months (by their first day) that begin new limits."""
    values = [point.value for point in points]
    starts = [index for index, point in enumerate(points) if point.period_start in rebase and index]
    return spc.chart(values, better=measure.better, target=measure.target, rebase=starts)


def public(measure: Measure, point: Point) -> Point:
    """A point as it may be shown to the public: counts up to 7 become 0, others are rounded to 5, the value follows.

    The rule is OpenSAFELY's for small counts; what is a rate is worked out again from the rounded counts.
    """
    period = Period(point.period_start, point.period_end)
    denominator = None if point.denominator is None else _rounded(point.denominator)
    return with_value(measure, period, _rounded(point.numerator), denominator)


def _rounded(count: float) -> float:
    return 0.0 if abs(count) <= SMALL else ROUND_TO * float(round(count / ROUND_TO))


def _point(tables: Mapping[str, ir.Table], measure: Measure, period: Period, known_at: datetime | None) -> Point:
    at = midnight(period.end, ZoneInfo(measure.numerator.zone))
    people = None
    if measure.among is not None:
        people = to_ibis(measure.among, tables, at, known_at=known_at).filter(ibis._.value)

    def summed(rule: Rule) -> float:
        values = to_ibis(rule, tables, at, known_at=known_at, people=people)
        return float(values.value.sum().fill_null(0).to_pyarrow().as_py())

    denominator = summed(measure.denominator) if measure.denominator is not None else None
    return with_value(measure, period, summed(measure.numerator), denominator)
