"""What the parts of the language mean, on both engines."""

from datetime import date, timedelta
from typing import Any

import pytest

from careweft.rules import extend, parse, starting
from careweft.rules.engines import IbisEngine, InMemoryEngine
from tests.rules.both import person, row, stay, utc, value
from tests.rules.instants import local
from tests.rules.people import as_tables, everybody

AT = utc(2026, 1, 15, 9)
DAY = timedelta(days=1)


def readings(*values: float | None, name: str = "weight", unit: str | None = "kg") -> dict[str, list[dict[str, Any]]]:
    """One a day, the last yesterday."""
    days = range(len(values), 0, -1)
    return {
        "reading": [
            row(f"Observation/{number}", name=name, unit=unit, value=value, at=AT - DAY * day)
            for number, (value, day) in enumerate(zip(values, days, strict=True))
        ]
    }


BORN_1950 = {"person": [person(birth_date=date(1950, 1, 1), sex="female", imd=2)]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("imd == 2 and practice == 'gp-01'", None),
        ("imd == 3 and practice == 'gp-01'", False),
        ("imd == 2 or practice == 'gp-01'", True),
        ("imd == 3 or practice == 'gp-01'", None),
        ("not practice == 'gp-01'", None),
        ("practice in ('gp-01')", None),
        ("practice not in ('gp-01')", None),
        ("imd == 2 and practice is missing", True),
        ("imd == 2 and practice is known", False),
        ("practice starts with 'gp'", None),
        ("imd between 1 and 2", True),
        ("imd between 3 and 9", False),
        ("postcode == practice", None),
        ("imd / 0 > 1", None),
        ("imd / 4", 0.5),
        ("imd - 3 * 2", -4.0),
        ("-imd + 1", -1.0),
        ("50% of imd", 1.0),
        ("sex == 'female' and age >= 65", True),
        ("imd in (1, 2.0)", True),
        ("true and imd == 2", True),
    ],
)
def test_missing_is_neither_true_nor_false(text: str, expected: object) -> None:
    assert value(text, BORN_1950, AT) == expected


@pytest.mark.parametrize(
    "text",
    [
        "not has(dementia)",
        "count(admission, 12 months) == 0",
        "missing(weight, 3 days)",
        "age is missing",
        "not any(contact) or age is missing",
        "not alive",
        "sum(service.weekly_pence) == 0",
        "not (risk('emergency-admission') in top 50%) or sex is missing",
    ],
)
def test_a_rule_whose_every_input_is_missing_selects_nobody(text: str) -> None:
    assert value(text, {}, AT) is None
    assert parse(text).selects({}, AT) is False


def test_absence_selects_where_something_else_is_known() -> None:
    assert value("age >= 65 and not has(dementia)", BORN_1950, AT) is True
    assert value("not has(dementia)", {"condition": [row(name="copd", start=AT - DAY)]}, AT) is True
    assert value("missing(weight, 3 days)", readings(71.0), AT + DAY * 9) is True


def test_an_alert_can_be_kept_to_those_who_are_monitored() -> None:
    alert, monitored = parse("missing(weight, 3 days)"), parse("case.open")
    both = alert.given(monitored)
    case = {"case": [row(status="active", start=AT - DAY)]}
    assert alert.evaluate(case, AT) is None
    assert both.evaluate(case, AT) is True
    assert str(both) == "case.open and missing(weight, 3 days)"


def test_rows_are_chosen_where_their_condition_is_true() -> None:
    facts = {"encounter": [stay(AT - DAY, emergency=None), stay(AT - DAY, record="Encounter/2", emergency=True)]}
    assert value("count(admission where emergency)", facts, AT) == 1
    assert value("count(admission where not emergency)", facts, AT) == 0
    assert value("count(admission)", facts, AT) == 2


def test_a_cancelled_or_planned_stay_is_no_admission() -> None:
    statuses = ("planned", "cancelled", "finished", None)
    facts = {
        "encounter": [stay(AT - DAY, record=f"E/{number}", status=status) for number, status in enumerate(statuses)]
    }
    assert value("count(admission)", facts, AT) == 2


def test_first_and_last_pick_a_row_even_if_its_column_is_missing() -> None:
    facts = readings(70.0, 71.0, None)
    assert value("last(weight.value)", facts, AT) is None
    assert value("first(weight.value)", facts, AT) == 70.0
    assert value("max(weight.value)", facts, AT) == 71.0
    assert value("count(weight)", facts, AT) == 3
    assert value("distinct(weight.value)", facts, AT) == 2


def test_of_one_record_at_one_time_the_last_is_the_greatest_and_missing_comes_after() -> None:
    facts = {"reading": [row("O/1", name="x", value=value, at=AT) for value in (2.0, None, 1.0)]}
    assert value("last(reading.value)", facts, AT) == 2.0
    assert value("first(reading.value)", facts, AT) == 1.0


def test_at_one_time_the_record_decides() -> None:
    facts = {"reading": [row("O/2", name="x", value=1.0, at=AT), row("O/1", name="x", value=2.0, at=AT)]}
    assert value("last(reading.value)", facts, AT) == 1.0
    assert value("first(reading.value)", facts, AT) == 2.0


def test_sums_do_not_depend_on_the_order() -> None:
    assert value("sum(weight.value)", readings(0.1, 0.2, 0.3), AT) == 0.6
    assert value("sum(weight.value)", readings(None), AT) == 0.0
    assert value("sum(weight.value)", readings(9e12, -9e12, 1.5, 8e12), AT) == 8_000_000_000_001.5
    assert value("sum(service.weekly_pence)", {"service": [row(start=AT, weekly_pence=10**12)]}, AT) == 10**12
    assert value("min(weight.value)", readings(), AT) is None


def test_a_rise_is_from_the_least_to_the_latest() -> None:
    assert value("rise(weight, 3 days)", readings(99.0, 71.0, 70.0, 72.5), AT) == 2.5
    assert value("rise(weight, 3 days)", readings(72.0, 70.0), AT) == 0.0
    assert value("rise(weight, 3 days)", readings(72.0, 70.0), AT + 9 * DAY) is None
    assert value("any(weight where value > 98 kg)", readings(99.0), AT) is True
    assert value("rise(weight, 3 days)", readings(150.0, 160.0, unit="[lb_av]"), AT) is None


def test_a_condition_is_had_while_it_lasts() -> None:
    facts = {"condition": [row(name="dementia", start=AT - DAY, finish=AT)]}
    assert value("has(dementia)", facts, AT) is False
    assert value("has(dementia)", facts, AT - timedelta(hours=1)) is True
    assert value("has(long-term-condition)", facts, AT - timedelta(hours=1)) is True
    assert value("has(acute-mi)", {"condition": [row(code="57054005", name="chd", start=AT)]}, AT) is True


def test_a_codelist_holds_its_codes_and_what_it_includes() -> None:
    words = extend(starting(), {"codelists": {"a": {"includes": ["b"]}, "b": {"codes": ["1"], "includes": ["a"]}}})
    for found in ("a", "b", "1"):
        assert value("has(a)", {"condition": [row(name=found, start=AT)]}, AT, vocabulary=words) is True
    assert (
        value("any(condition where code in a)", {"condition": [row(code="2", start=AT)]}, AT, vocabulary=words) is False
    )


def test_nights_are_the_places_midnights_within_the_window() -> None:
    facts = {"encounter": [stay(utc(2024, 3, 30, 10), utc(2024, 4, 2, 10), emergency=True)]}
    assert value("days(admission where emergency)", facts, AT) == 3
    assert value("days(admission, 1 month)", facts, utc(2024, 3, 31, 23)) == 2
    assert value("days(admission, 1 month)", facts, utc(2024, 4, 30, 23)) == 1
    assert value("days(admission)", facts, utc(2024, 3, 30, 22)) == 0


def test_delayed_nights_count_from_when_the_person_was_fit_to_leave() -> None:
    ready = stay(utc(2025, 5, 1, 9), utc(2025, 5, 20, 9), ready=utc(2025, 5, 11, 9), delay="awaiting-care-package")
    waiting = stay(utc(2025, 5, 25, 9), None, record="E/2", ready=utc(2025, 5, 30, 12), delay="awaiting-care-package")
    fit = stay(utc(2025, 5, 1, 9), utc(2025, 5, 20, 9), record="E/3", ready=utc(2025, 5, 11, 9), delay=None)
    at = utc(2025, 5, 31, 23)
    assert value("monthly.delayed-days", {"encounter": [ready, waiting, fit]}, at) == 9 + 2
    assert value("days(delay)", {"encounter": [waiting]}, utc(2025, 5, 30, 11)) == 0


def test_a_readmission_is_an_emergency_in_the_30_days_after_another_stay() -> None:
    index = stay(utc(2025, 5, 1), utc(2025, 5, 5, 12))
    cases = {
        utc(2025, 6, 4, 12): 1,
        utc(2025, 6, 4, 12, 1): 0,
        utc(2025, 5, 5, 12, 1): 1,
        utc(2025, 5, 5, 12): 0,
        utc(2025, 5, 3): 0,
    }
    for start, expected in cases.items():
        again = stay(start, None, record="Encounter/2", emergency=True)
        assert value("monthly.readmissions", {"encounter": [index, again]}, start + DAY) == expected, start
    same_record = stay(utc(2025, 5, 10), None, record="Encounter/1", emergency=True)
    assert value("monthly.readmissions", {"encounter": [index, same_record]}, utc(2025, 5, 11)) == 0
    elective = stay(utc(2025, 5, 10), None, record="Encounter/2", emergency=False)
    assert value("monthly.readmissions", {"encounter": [index, elective]}, utc(2025, 5, 11)) == 0


@pytest.mark.parametrize(
    ("monthly", "whole"),
    [("monthly.emergency-bed-days", "days(emergency admission)"), ("monthly.delayed-days", "days(delay)")],
)
def test_months_add_up(monthly: str, whole: str) -> None:
    spell = stay(utc(2024, 1, 15, 10), utc(2024, 12, 24, 8), emergency=True, delay="x", ready=utc(2024, 3, 31, 0, 30))
    firsts = [*((2024, month) for month in range(2, 13)), (2025, 1)]
    months = [value(monthly, {"encounter": [spell]}, local("Europe/London", *first, 1)) for first in firsts]
    assert sum(nights for nights in months if isinstance(nights, int)) == value(whole, {"encounter": [spell]}, AT)


def test_a_top_share_never_holds_more_people_than_it_says() -> None:
    scores = {person: 0.9 if person <= 2 else 0.1 + person / 100 for person in range(1, 21)}
    people = {
        person: {"risk": [row(f"Risk/{person}", name="emergency-admission", score=score, share=None, at=AT)]}
        for person, score in scores.items()
    } | {21: {}}
    tables = as_tables(people, frozenset({"risk"}))
    for percent, expected in {
        "5%": set(),
        "10%": {1, 2},
        "14.9%": {1, 2},
        "15%": {1, 2, 20},
        "100%": set(scores),
    }.items():
        rule = parse(f"risk('emergency-admission') in top {percent}")
        memory = InMemoryEngine(people).values(rule, AT)
        assert {person for person, chosen in memory.items() if chosen} == expected, percent
        assert memory[21] is None
        assert IbisEngine(tables, everybody(people)).values(rule, AT) == memory


def test_only_eligible_people_are_ranked() -> None:
    people = {
        person: {"risk": [row(f"Risk/{person}", name="emergency-admission", score=person / 10, share=None, at=AT)]}
        for person in range(1, 6)
    }
    rule = parse("risk('emergency-admission') in top 50%")
    memory = InMemoryEngine(people, eligible={1, 2}).values(rule, AT)
    assert memory == {1: False, 2: True, 3: None, 4: None, 5: None}
    eligible = everybody({1: {}, 2: {}})
    assert IbisEngine(as_tables(people, frozenset({"risk"})), everybody(people), eligible).values(rule, AT) == memory


def test_in_memory_a_rank_comes_with_the_score() -> None:
    rule = parse("risk('emergency-admission') in top 0.5%")
    score = row("Risk/1", name="emergency-admission", score=0.7, at=AT)
    assert rule.evaluate({"risk": [{**score, "share": 0.005}]}, AT) is True
    assert rule.evaluate({"risk": [{**score, "share": 0.0051}]}, AT) is False
    assert rule.evaluate({"risk": [{**score, "share": None}]}, AT) is None


def test_rules_may_be_long_and_fairly_deep() -> None:
    facts = {"person": [person(birth_date=date(1950, 1, 1), imd=2)], "contact": [row(at=AT, kind="gp")]}
    assert value(" or ".join(f"imd == {number}" for number in range(300)), facts, AT) is True
    assert value("not " * 80 + "alive", facts, AT) is True
    assert value("imd" + " + imd" * 90, facts, AT) == 182.0
    assert value("any(contact where " * 8 + "kind == 'gp'" + ")" * 8, facts, AT) is True


def test_a_row_can_be_compared_with_the_persons_other_facts() -> None:
    facts = {
        "encounter": [stay(AT - 9 * DAY, AT - 5 * DAY)],
        "contact": [row("C/1", kind="gp", at=AT - 6 * DAY), row("C/2", kind="gp", at=AT - 4 * DAY)],
    }
    assert value("count(contact where at >= last(discharge.finish))", facts, AT) == 1
    assert value("days-between(last(discharge.finish), last(contact.at))", facts, AT) == 1


def test_everybody_asked_for_has_one_value() -> None:
    people = {1: {"encounter": [stay(AT - DAY), stay(AT - DAY, record="E/2")]}, 2: {}}
    rule = parse("count(admission)")
    assert IbisEngine(as_tables(people, rule.needs), everybody(people)).values(rule, AT) == {1: 2, 2: 0}
