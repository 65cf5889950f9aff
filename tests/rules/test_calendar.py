"""The calendar in Python, and the same calendar in SQL, over many instants at once."""

from datetime import UTC, date, datetime, timedelta

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careweft.rules import ibis_calendar
from careweft.rules.calendar import local_date, shift, shift_date, years_between
from careweft.rules.types import Duration
from tests.rules.both import utc
from tests.rules.instants import DURATIONS, ZONES, dates, edges

ANY = st.datetimes(datetime(1950, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@st.composite
def many(draw: st.DrawFn, zone: str, by: Duration, sign: int) -> list[datetime]:
    """Instants, most of which a move by `by` brings next to where the calendar is odd."""
    near = st.builds(
        lambda edge, minutes: shift(edge, by, zone, -sign) + timedelta(minutes=minutes),
        st.sampled_from(edges(zone)),
        st.integers(-90, 90),
    )
    return draw(st.lists(st.one_of(near, near, ANY), min_size=30, max_size=80))


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_sql_moves_instants_as_python_does(data: st.DataObject) -> None:
    zone = data.draw(st.sampled_from(ZONES))
    by, sign = data.draw(st.sampled_from(DURATIONS)), data.draw(st.sampled_from((1, -1)))
    instants = data.draw(many(zone, by, sign))
    table = ibis.memtable(pa.table({"at": pa.array(instants, type=pa.timestamp("us", tz="UTC"))}))

    found = table.select(
        moved=ibis_calendar.shift(table["at"], by, zone, sign),
        day=ibis_calendar.local_date(table["at"], zone),
    ).to_pyarrow()

    assert found["moved"].to_pylist() == [shift(when, by, zone, sign) for when in instants]
    assert found["day"].to_pylist() == [local_date(when, zone) for when in instants]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(dates(), dates()), min_size=20, max_size=60), st.sampled_from(DURATIONS[:7]))
def test_sql_counts_years_as_python_does(pairs: list[tuple[date, date]], by: Duration) -> None:
    starts, ends = zip(*pairs, strict=True)
    table = ibis.memtable(pa.table({"a": pa.array(starts, type=pa.date32()), "b": pa.array(ends, type=pa.date32())}))

    found = table.select(
        years=ibis_calendar.years_between(table.a, table.b),
        days=ibis_calendar.days_between(table.a, table.b),
        moved=ibis_calendar.shift_date(table.a, by, -1),
    ).to_pyarrow()

    assert found["years"].to_pylist() == [years_between(*pair) for pair in pairs]
    assert found["days"].to_pylist() == [(end - start).days for start, end in pairs]
    assert found["moved"].to_pylist() == [shift_date(start, by, -1) for start in starts]


@pytest.mark.parametrize(
    ("when", "by", "sign", "moved"),
    [
        (utc(2024, 3, 30, 1, 30), Duration(1, "day"), 1, utc(2024, 3, 31, 1, 30)),
        (utc(2024, 3, 31, 12), Duration(1, "day"), -1, utc(2024, 3, 30, 13)),
        (utc(2024, 10, 26, 0, 30), Duration(1, "day"), 1, utc(2024, 10, 27, 0, 30)),
        (utc(2024, 10, 27, 12), Duration(1, "day"), -1, utc(2024, 10, 26, 11)),
        (utc(2024, 10, 27, 12), Duration(24, "hour"), -1, utc(2024, 10, 26, 12)),
        (utc(2024, 1, 31), Duration(1, "month"), 1, utc(2024, 2, 29)),
        (utc(2024, 2, 29), Duration(4, "year"), 1, utc(2028, 2, 29)),
        (utc(2024, 2, 29), Duration(1, "year"), 1, utc(2025, 2, 28)),
        (utc(2024, 12, 31), Duration(2, "month"), 1, utc(2025, 2, 28)),
    ],
)
def test_known_shifts(when: datetime, by: Duration, sign: int, moved: datetime) -> None:
    assert shift(when, by, "Europe/London", sign) == moved
