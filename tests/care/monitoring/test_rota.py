"""Who is on call at every hour of a year, counted by other means; shifts over changes of summer time; gaps."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from careweft.care.monitoring.rota import Gap, Rota, Shift, Turn

LONDON = ZoneInfo("Europe/London")
DAY = Shift("day", "Day", ("working-days",), time(8), time(20), "nurse")
REST = Shift("rest", "Weekends and holidays", ("weekends", "holidays"), time(9), time(20), "nurse", "centre")
NIGHT = Shift("night", "Night", ("every-day",), time(20), time(8), "nurse", "centre")
ROTA = Rota((DAY, REST, NIGHT))
HOLIDAYS = "2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28"
"""Bank holidays of England and Wales, as published."""


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def test_every_half_hour_of_a_year() -> None:
    at = local("2026-01-01 00:15")
    while at < local("2027-01-01 00:00"):
        here = at.astimezone(LONDON)
        free = here.weekday() > 4 or f"{here:%Y-%m-%d}" in HOLIDAYS
        night = here.hour < 8 or here.hour >= 20
        expected = "night" if night else ("rest" if here.hour >= 9 else None) if free else "day"
        turn = ROTA.at(at, LONDON)
        assert (turn.shift.name if turn else None) == expected, here
        if turn:
            assert turn.since <= at < turn.until
        at += timedelta(minutes=30)


def test_a_night_is_as_long_as_it_is() -> None:
    nights = {text: ROTA.at(local(f"{text} 23:00"), LONDON) for text in ("2026-03-28", "2026-10-24", "2026-06-10")}
    assert {text: turn.until - turn.since for text, turn in nights.items() if turn} == {
        "2026-03-28": timedelta(hours=11),
        "2026-10-24": timedelta(hours=13),
        "2026-06-10": timedelta(hours=12),
    }


def test_turns_follow_each_other_and_gaps_are_shown() -> None:
    found = list(ROTA.between(local("2026-04-02 12:00"), local("2026-04-04 12:00"), LONDON))
    told = [
        (f"{each.since.astimezone(LONDON):%d %H:%M}", each.shift.name if isinstance(each, Turn) else "gap")
        for each in found
    ]
    assert told == [
        ("02 08:00", "day"), ("02 20:00", "night"), ("03 08:00", "gap"), ("03 09:00", "rest"), ("03 20:00", "night"),
        ("04 08:00", "gap"), ("04 09:00", "rest"),
    ]  # fmt: skip
    assert all(first.until <= then.since for first, then in pairwise(found))


def test_without_shifts_there_is_only_a_gap() -> None:
    since, until = local("2026-04-02 12:00"), local("2026-04-03 12:00")
    assert list(Rota().between(since, until, LONDON)) == [Gap(since, until)]
