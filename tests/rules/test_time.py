"""As at, as known at, windows and calendars: each sentence of the design's section on rules, on both engines."""

from datetime import UTC, date, datetime, timedelta

import pytest

from careweft.base.errors import BadInput
from careweft.rules import just_after, parse, starting
from tests.rules.both import person, row, stay, utc, value
from tests.rules.instants import MICROSECOND, local

AT = utc(2026, 1, 15, 9)


def test_sees_only_facts_that_had_happened_by_then() -> None:
    facts = {"contact": [row("C/1", at=AT), row("C/2", at=AT + MICROSECOND)]}
    assert value("count(contact)", facts, AT) == 1
    assert value("count(contact)", facts, AT + MICROSECOND) == 2
    assert value("count(contact)", facts, AT - MICROSECOND) == 0


def test_a_stay_that_ends_later_is_seen_as_unfinished() -> None:
    facts = {"encounter": [stay(AT - timedelta(days=2), AT + timedelta(days=1), destination="home", ready=AT)]}
    assert value("last(encounter.finish) is missing", facts, AT) is True
    assert value("last(encounter.status)", facts, AT) == "in-progress"
    assert value("last(encounter.destination)", facts, AT) is None
    assert value("last(encounter.ready) == now", facts, AT) is True
    assert value("last(encounter.ready)", facts, AT - MICROSECOND) is None
    assert value("in-hospital", facts, AT) is True
    later = AT + timedelta(days=1)
    assert value("last(encounter.finish) == now", facts, later) is True
    assert value("last(encounter.status)", facts, later) == "finished"
    assert value("last(encounter.destination)", facts, later) == "home"
    assert value("in-hospital", facts, later) is False


def test_a_case_that_was_closed_since_was_open_then() -> None:
    facts = {"case": [row("EpisodeOfCare/1", status="finished", start=utc(2025, 1, 1), finish=utc(2025, 6, 1))]}
    assert value("case.open", facts, utc(2025, 3, 1)) is True
    assert value("case.open", facts, utc(2025, 7, 1)) is False


def test_somebody_who_died_later_was_alive_then() -> None:
    facts = {"person": [person(birth_date=date(1940, 1, 1), died=utc(2025, 6, 1, 12))]}
    assert value("alive", facts, utc(2025, 6, 1, 11, 59)) is True
    assert value("alive", facts, utc(2025, 6, 1, 12)) is False
    assert value("alive", facts, utc(1939, 12, 31)) is False


def test_as_known_at_sees_what_was_recorded_by_then() -> None:
    """Last year's decision can be replayed with last year's knowledge."""
    wrong = row(
        "Condition/1", name="dementia", start=utc(2025, 1, 1), known_from=utc(2025, 1, 2), known_to=utc(2025, 5, 1)
    )
    right = {**wrong, "name": "depression", "known_from": utc(2025, 5, 1), "known_to": datetime.max.replace(tzinfo=UTC)}
    facts = {"condition": [wrong, right]}
    then = utc(2025, 4, 1)
    assert value("has(dementia)", facts, then, utc(2025, 4, 1)) is True
    assert value("has(dementia)", facts, then, utc(2025, 5, 1) - MICROSECOND) is True
    assert value("has(dementia)", facts, then, utc(2025, 5, 1)) is False
    assert value("has(depression)", facts, then, utc(2025, 5, 1)) is True
    assert value("has(depression)", facts, then) is True
    assert value("has(dementia)", facts, then, utc(2025, 1, 2) - MICROSECOND) is False


def test_what_was_told_late_was_not_known_before() -> None:
    facts = {"encounter": [stay(utc(2025, 3, 1), utc(2025, 3, 4), known_from=utc(2025, 4, 10))]}
    assert value("count(admission)", facts, utc(2025, 4, 1), utc(2025, 4, 1)) == 0
    assert value("count(admission)", facts, utc(2025, 4, 1)) == 1


def test_a_fact_without_a_start_happened_when_it_came_to_be_known() -> None:
    facts = {"condition": [row("Condition/1", name="dementia", start=None, known_from=utc(2025, 1, 1))]}
    assert value("has(dementia)", facts, AT) is True
    assert value("has(dementia)", facts, utc(2024, 12, 31)) is False


@pytest.mark.parametrize(
    ("at", "window", "start"),
    [
        (utc(2025, 3, 31, 11), "1 month", local("Europe/London", 2025, 2, 28, 12)),
        (utc(2024, 3, 31, 11), "1 month", local("Europe/London", 2024, 2, 29, 12)),
        (utc(2025, 2, 28, 9), "1 year", utc(2024, 2, 28, 9)),
        (utc(2024, 2, 29, 9), "12 months", utc(2023, 2, 28, 9)),
        (local("Europe/London", 2024, 4, 1, 0, 0), "1 month", local("Europe/London", 2024, 3, 1, 0, 0)),
        (local("Europe/London", 2024, 4, 1, 0, 30), "1 day", utc(2024, 3, 31, 0, 30)),
        (local("Europe/London", 2024, 4, 1, 9, 0), "24 hours", utc(2024, 3, 31, 8)),
        (utc(2024, 4, 1, 0, 30), "1 day", utc(2024, 3, 31, 1, 30)),
        (utc(2024, 10, 28, 1, 30), "1 day", utc(2024, 10, 27, 0, 30)),
        (utc(2024, 11, 3, 0, 30), "1 week", utc(2024, 10, 26, 23, 30)),
    ],
)
def test_windows_are_half_open_and_follow_the_calendar(at: datetime, window: str, start: datetime) -> None:
    instants = [start - MICROSECOND, start, at - MICROSECOND, at]
    facts = {"contact": [row(f"C/{number}", at=when) for number, when in enumerate(instants)]}
    assert value(f"count(contact, {window})", facts, at) == 2
    assert value(f"min(contact.at, {window}) == now - {window}", facts, at) is True


def test_a_month_ends_where_the_next_begins() -> None:
    zone = "Europe/London"
    stays = [stay(local(zone, 2024, 3, 31, 23, 59), record="E/1"), stay(local(zone, 2024, 4, 1, 0, 0), record="E/2")]
    months = [local(zone, 2024, month, 1, 0, 0) for month in (3, 4, 5)]
    counts = [value("count(admission, 1 month)", {"encounter": stays}, month) for month in months]
    assert counts == [0, 1, 1]


def test_the_place_decides_what_a_day_is() -> None:
    facts = {"contact": [row(at=utc(2024, 7, 1, 23, 30))]}
    at = utc(2024, 7, 2, 12)
    assert value("last(contact.at) is known and date(last(contact.at)) == today", facts, at) is True
    assert value("date(last(contact.at)) == today", facts, at, vocabulary=starting("America/New_York")) is False


@pytest.mark.parametrize(
    ("born", "at", "age"),
    [
        (date(1960, 2, 29), utc(2025, 2, 28, 23, 59), 64),
        (date(1960, 2, 29), utc(2025, 3, 1), 65),
        (date(1960, 2, 29), utc(2024, 2, 29), 64),
        (date(1960, 2, 29), utc(2024, 2, 28, 23, 59), 63),
        (date(1960, 7, 1), utc(2025, 6, 30, 22, 59), 64),
        (date(1960, 7, 1), utc(2025, 6, 30, 23, 0), 65),
        (date(2025, 7, 1), utc(2025, 7, 1), 0),
        (date(2025, 7, 2), utc(2025, 7, 1), None),
        (None, utc(2025, 7, 1), None),
    ],
)
def test_age_is_whole_years_in_the_places_zone(born: date | None, at: datetime, age: int | None) -> None:
    assert value("age", {"person": [person(birth_date=born)]}, at) == age


def test_an_event_has_happened_when_it_is_judged() -> None:
    """The reading that raises the alarm counts, in windows too."""
    facts = {"reading": [row("O/1", name="weight", unit="kg", value=70.0, at=AT - timedelta(days=2))]}
    facts["reading"].append(row("O/2", name="weight", unit="kg", value=72.5, at=AT))
    rule = parse("rise(weight, 3 days) >= 2 kg")
    assert rule.evaluate(facts, AT) is False
    assert rule.evaluate(facts, AT, event={}) is True
    assert rule.evaluate(facts, just_after(AT)) is True


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(BadInput, match="without a zone"):
        parse("alive").evaluate({}, datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(BadInput, match="`known_at`"):
        parse("alive").evaluate({}, AT, datetime(2026, 1, 1))  # noqa: DTZ001
