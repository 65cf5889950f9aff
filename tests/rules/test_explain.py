"""An explanation shows every part's value, where it stands in the text, and which records it came from."""

from datetime import date, timedelta

from careweft.rules import Explanation, parse
from careweft.rules.explain import both
from tests.rules.both import person, row, stay, utc

AT = utc(2026, 1, 15, 9)
DAY = timedelta(days=1)
TEXT = "age >= 65 and count(admission where emergency, 12 months) >= 2 and has(dementia)"
FACTS = {
    "person": [person(birth_date=date(1950, 1, 1))],
    "encounter": [
        stay(AT - 9 * DAY, AT - 8 * DAY, record="Encounter/b", emergency=True),
        stay(AT - 90 * DAY, AT - 80 * DAY, record="Encounter/a", emergency=True),
        stay(AT - 50 * DAY, AT - 49 * DAY, record="Encounter/c", emergency=False),
        stay(AT - 900 * DAY, AT - 800 * DAY, record="Encounter/d", emergency=True),
    ],
    "condition": [row("Condition/1", name="dementia", start=AT - 100 * DAY)],
}


def parts(explanation: Explanation) -> dict[str, Explanation]:
    found = {explanation.text: explanation}
    for part in explanation.parts:
        found |= parts(part)
    return found


def test_every_part_has_its_value_span_and_records() -> None:
    whole = parse(TEXT).explain(FACTS, AT)
    assert whole.value is True
    found = parts(whole)
    assert found["age"].value == 76
    assert found["age >= 65"].value is True
    count = found["count(admission where emergency, 12 months)"]
    assert count.value == 2
    assert count.records == ("Encounter/a", "Encounter/b")
    assert TEXT[count.span.start : count.span.end] == "count(admission where emergency, 12 months)"
    assert found["has(dementia)"].value is True
    inside = found["any(condition where (name in dementia or code in dementia) and finish is missing)"]
    assert inside.records == ("Condition/1",)


def test_a_part_that_decides_nothing_is_shown_too() -> None:
    whole = parse(TEXT).explain({**FACTS, "person": [person(birth_date=date(2000, 1, 1))]}, AT)
    assert whole.value is False
    assert parts(whole)["has(dementia)"].value is True


def test_missing_is_shown_and_said() -> None:
    whole = parse("not has(dementia)").explain({}, AT)
    assert whole.value is None
    assert whole.note == "every input is missing, so nobody is selected"
    assert parse("age >= 65").explain({}, AT).value is None


def test_lines_for_people() -> None:
    lines = list(parse("age >= 65 and last(admission.unit) is missing").explain(FACTS, AT).lines())
    assert lines[0] == "age >= 65 and last(admission.unit) is missing: true"
    assert "  age >= 65: true" in lines
    assert "    last(admission.unit): missing from Encounter/b" in lines


def test_the_value_is_that_of_the_evaluation() -> None:
    for text in (TEXT, "not has(dementia)", "age", "days(admission, 1 month)", "rise(weight, 3 days) >= 2 kg"):
        rule = parse(text)
        for facts in (FACTS, {}):
            assert rule.explain(facts, AT).value == rule.evaluate(facts, AT)


def test_two_rules_hold_together_only_where_each_holds() -> None:
    facts, at = {"person": [person(sex="female")]}, utc(2026, 1, 15)
    rules = {True: "sex == 'female'", False: "sex == 'male'", None: "practice == 'gp-01'"}
    told = {value: parse(text).explain(facts, at) for value, text in rules.items()}
    for one, other, value in ((True, True, True), (True, None, None), (None, False, False), (False, True, False)):
        found = both(told[one], told[other])
        assert (found.value, [part.value for part in found.parts]) == (value, [one, other])
