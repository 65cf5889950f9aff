from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from careweft.simulator.calendar import DAY, Calendar, day_number, to_date
from careweft.simulator.draws import Draws
from careweft.simulator.senders.stamps import Stamps

ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "UTC")
CALENDARS = {zone: Calendar(date(2025, 1, 16), date(2026, 1, 16), 60, zone) for zone in ZONES}


@given(st.sampled_from(ZONES), st.integers(int(datetime(2024, 12, 1, tzinfo=UTC).timestamp()), 1_768_000_000))
def test_local_time_is_that_of_the_zone_database(zone: str, utc: int) -> None:
    calendar, wall = CALENDARS[zone], datetime.fromtimestamp(utc, ZoneInfo(zone))
    shift = wall.utcoffset()
    assert shift is not None
    assert int(calendar.to_local(np.array([utc]))[0]) == utc + shift.total_seconds()
    stamps = Stamps(calendar)
    assert datetime.strptime(stamps.hl7(utc), "%Y%m%d%H%M%S%z").timestamp() == utc
    assert datetime.fromisoformat(stamps.fhir(utc)).timestamp() == utc
    assert stamps.fhir(utc)[:19] == wall.strftime("%Y-%m-%dT%H:%M:%S")
    assert to_date(stamps.day(utc)) == wall.date()


@given(st.sampled_from(("Europe/London", "America/New_York", "UTC")), st.integers(1_733_000_000, 1_768_000_000))
def test_wall_time_comes_back_but_for_the_hour_that_is_doubled(zone: str, utc: int) -> None:
    calendar = CALENDARS[zone]
    back = int(calendar.to_utc(calendar.to_local(np.array([utc])))[0])
    assert back in (utc, utc - 3600)
    if datetime.fromtimestamp(utc, ZoneInfo(zone)).fold == 0:
        assert back == utc


def test_days_of_23_and_25_hours() -> None:
    calendar = CALENDARS["Europe/London"]
    for day, hours in ((date(2025, 3, 30), 23), (date(2025, 10, 26), 25), (date(2025, 7, 1), 24)):
        length = calendar.midnight(day_number(day) + 1) - calendar.midnight(day_number(day))
        assert length == hours * 3600


@pytest.mark.parametrize("office", [True, False])
def test_moments_fall_within_the_span_and_offices_are_shut_at_weekends_and_nights(office: bool) -> None:
    calendar = CALENDARS["Europe/London"]
    keys = np.arange(20_000)
    at = calendar.moments(Draws(1), "m", keys, keys * 0, office=office)
    assert at.min() >= calendar.first
    assert at.max() < calendar.end
    local = [datetime.fromtimestamp(second, UTC) for second in calendar.to_local(at).tolist()]
    weekend = sum(moment.weekday() >= 5 for moment in local) / len(local)
    night = sum(not 8 <= moment.hour < 18 for moment in local) / len(local)
    assert (weekend == 0) is office
    assert (night == 0) is office
    assert abs(np.diff(np.sort(calendar.days(at))).max()) <= (5 if office else 1)


def test_a_day_number_is_days_since_1970() -> None:
    assert day_number(date(1970, 1, 1)) == 0
    assert to_date(day_number(date(2024, 2, 29)) + 1) == date(2024, 3, 1)
    assert DAY == 86_400
