"""Both engines say the same of random rules over random people, at instants where calendars go wrong."""

from datetime import datetime

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from careweft.rules import RuleError, parse, starting
from careweft.rules.engines import IbisEngine, InMemoryEngine
from careweft.rules.types import Value
from tests.rules.instants import ZONES, as_ats, instants
from tests.rules.people import as_tables, everybody, populations
from tests.rules.texts import rule_texts

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.large_base_example]


def same(one: dict[int, Value | None], other: dict[int, Value | None]) -> bool:
    return one == other and {key: value is None for key, value in one.items()} == {
        key: value is None for key, value in other.items()
    }


def agree(data: st.DataObject, depth: int) -> None:
    zone = data.draw(st.sampled_from(ZONES))
    text = data.draw(rule_texts(depth))
    try:
        rule = parse(text, starting(zone))
    except RuleError as error:
        assume("asks nothing" not in str(error))
        raise
    at: datetime = data.draw(as_ats(zone))
    known_at = data.draw(st.one_of(st.none(), st.none(), instants(zone, at)))
    people = data.draw(populations(zone, at, rule.needs))
    eligible = data.draw(st.one_of(st.none(), st.sets(st.sampled_from(sorted(people)), min_size=1)))

    memory = InMemoryEngine(people, eligible).values(rule, at, known_at)

    some = None if eligible is None else everybody({person: {} for person in eligible})
    population = IbisEngine(as_tables(people, rule.needs), everybody(people), some).values(rule, at, known_at)
    assert same(population, memory)


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(st.data())
def test_engines_agree_on_simple_rules(data: st.DataObject) -> None:
    agree(data, depth=1)


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(st.data())
def test_engines_agree(data: st.DataObject) -> None:
    agree(data, depth=2)


@pytest.mark.nightly
@settings(max_examples=5000, deadline=None, suppress_health_check=SLOW)
@given(st.data())
def test_engines_agree_at_length(data: st.DataObject) -> None:
    agree(data, depth=3)
