"""On what a reaction begins: the kind of event, what came with it, and the facts just after it."""

from datetime import timedelta
from typing import Any

import pytest

from careweft.base.errors import BadInput
from careweft.rules import RuleError, Trigger, event_context, parse, parse_trigger, starting
from careweft.rules.engines import IbisEngine
from tests.rules.both import row, stay, utc
from tests.rules.people import as_tables

AT = utc(2026, 1, 15, 9)
OPEN = {"case": [row("EpisodeOfCare/1", status="active", start=AT - timedelta(days=90))]}


def fires(trigger: Trigger, facts: dict[str, Any], kind: str = "admitted", **data: Any) -> bool:
    return trigger.fires(kind, data, AT, facts)


def test_a_kind_alone() -> None:
    assert parse_trigger("on admitted") == parse_trigger("admitted")
    assert fires(parse_trigger("admitted"), {})
    assert not fires(parse_trigger("admitted"), {}, "discharged")


def test_a_rule_about_the_facts() -> None:
    trigger = parse_trigger("admitted where case.open")
    assert fires(trigger, OPEN)
    assert not fires(trigger, {})
    assert not fires(
        trigger, {"case": [{**OPEN["case"][0], "finish": AT}]} | {"case": [row(status="finished", start=AT)]}
    )


def test_a_rule_about_the_event() -> None:
    trigger = parse_trigger("on discharged where from.class == 'inpatient' and event.emergency")
    assert fires(trigger, {}, "discharged", **{"from": {"class": "inpatient"}, "emergency": True})
    assert not fires(trigger, {}, "discharged", **{"from": {"class": "emergency"}, "emergency": True})
    assert not fires(trigger, {}, "discharged", emergency=True)
    assert not fires(trigger, {}, "discharged")


def test_the_events_own_row_goes_by_its_name_too() -> None:
    trigger = parse_trigger("referred where referral.urgent and referral.at <= now")
    assert fires(trigger, {}, "referred", urgent=True, at=AT.isoformat())
    assert not fires(trigger, {}, "referred", urgent=False, at=AT.isoformat())
    with pytest.raises(BadInput, match="expected instant"):
        fires(trigger, {}, "referred", urgent=True, at="yesterday")


def test_facts_are_as_just_after_the_event() -> None:
    """The admission that is told of counts; what happens later does not."""
    trigger = parse_trigger("admitted where count(emergency admission, 12 months) == 2")
    stays = [
        stay(AT - timedelta(days=30), AT - timedelta(days=20), emergency=True),
        stay(AT, record="Encounter/2", emergency=True),
        stay(AT + timedelta(hours=1), record="Encounter/3", emergency=True),
    ]
    assert fires(trigger, {"encounter": stays})
    assert not fires(trigger, {"encounter": stays[1:]})


def test_the_text_reads_back() -> None:
    for text in ("on admitted", "on discharged where from.class == 'inpatient' and needs.adl >= 2"):
        assert str(parse_trigger(text)) == text


def test_bad_triggers_say_where() -> None:
    with pytest.raises(RuleError, match="no event `admited`. Did you mean `admitted`"):
        parse_trigger("on admited where case.open")
    with pytest.raises(
        RuleError, match="line 1, column 16: there is nothing called `from.clas`. Did you mean `from.class`"
    ):
        parse_trigger("admitted where from.clas == 'x'")
    with pytest.raises(RuleError, match="condition of type integer"):
        parse_trigger("admitted where age")
    with pytest.raises(RuleError, match="asks nothing"):
        parse_trigger("admitted where true")


def test_a_population_has_no_event() -> None:
    rule = parse("referral.urgent or alive", context=event_context(starting(), "referred"))
    with pytest.raises(BadInput, match=r"`referral\.urgent` comes with an event"):
        IbisEngine(as_tables({1: {}}, rule.needs)).values(rule, AT)
