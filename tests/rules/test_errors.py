"""An error says where, what was found, what was expected, and what may have been meant."""

import ast
from pathlib import Path

import pytest

import careweft.rules
from careweft.base.errors import BadInput
from careweft.rules import Context, RuleError, parse

CASES = [
    # text, column, parts of the message
    ("", 1, ["there is nothing here"]),
    ("age >", 6, ["ends too early", "a value"]),
    ("(age >= 65", 11, ["ends too early", "`)`"]),
    ("age = 65", 5, ["found `=`", "write `==`"]),
    ("age >= 65 adn alive", 15, ["found `alive`", "`and`"]),
    ("age >= 65 AND alive", 15, ["small letters: `and`"]),
    ("age >= 65 && alive", 11, ["found `&`", "Write `and`"]),
    ("sex == 'female", 8, ["no closing quote"]),
    ("practice in ['a']", 13, ["round brackets"]),
    ("agge >= 65", 1, ["nothing called `agge`", "Did you mean `age`"]),
    ("age-1 > 64", 1, ["put blanks around `-`"]),
    ("sex == female", 8, ["nothing called `female`", "stands in quotes: `'female'`"]),
    ("alive == not alive", 10, ["`not` does not fit here", "brackets"]),
    ("admission.unit == 'x'", 1, ["many rows", "last(admission.unit)"]),
    ("case", 1, ["many rows", "count(case)"]),
    ("count(admision) > 1", 7, ["no rows called `admision`", "`admission`"]),
    ("count(admission wher emergency) > 1", 7, ["no rows called", "`admission wher emergency`"]),
    ("count(admission where emergncy) > 1", 23, ["nothing called `emergncy`", "`emergency`"]),
    ("count(admission where encounter.unit == 'x')", 23, ["inside `where`", "`unit`"]),
    ("count(admission where unit)", 23, ["type text", "true or false"]),
    ("cuont(admission)", 1, ["no function `cuont`", "`count`"]),
    ("count()", 1, ["0 arguments", "`count(rows, window)`"]),
    ("count(admission, 3)", 18, ["not a length of time", "`12 months`"]),
    ("count(admission, 0 days)", 18, ["no time at all"]),
    ("count(admission, 1.5 years)", 18, ["a whole number"]),
    ("count(admission, 900 years)", 18, ["at most 200 years"]),
    ("count(admission.unit)", 7, ["the column `unit`", "where unit is known"]),
    ("last(admission)", 6, ["no column", "start"]),
    ("last(admission.wing)", 6, ["no column `wing`"]),
    ("last(age)", 6, ["no rows called `age`"]),
    ("last(1 + 2)", 6, ["a value where rows are wanted"]),
    ("sum(admission.unit)", 5, ["`sum` of text", "integer, number"]),
    ("days(contact)", 6, ["no duration"]),
    ("count(admission from unit)", 22, ["`from unit`", "start, finish, ready"]),
    ("follows(admission, 30 days)", 1, ["outside `where`"]),
    ("rise(admission, 3 days)", 6, ["`rise` of what is no number"]),
    ("has(demntia)", 5, ["no codelist `demntia`", "`dementia`"]),
    ("has('dementia')", 5, ["not a name", "codelist"]),
    ("sex in demntia", 8, ["no codelist `demntia`"]),
    ("age in dementia", 1, ["type integer", "a text"]),
    ("risk('emergency-admision') > 1", 6, ["no risk score", "`emergency-admission`"]),
    ("risk(sex) > 1", 6, ["not the name of a score"]),
    ("age in top 5%", 1, ["no risk score"]),
    ("risk('emergency-admission') in top 500%", 32, ["the top 500%", "at most 100%"]),
    ("age >= '65'", 1, ["integer compared with text", "in quotes"]),
    ("sex < 'm'", 1, ["no order", "`==` or `!=`"]),
    ("birth_date < now", 1, ["date compared with instant", "`date(…)`"]),
    ("now - birth_date > 3 days", 1, ["`-` of instant and date", "days-between"]),
    ("last(contact.at) < 3 months", 1, ["instant compared with duration", "now - 3 months"]),
    ("today + 3 hours == today", 1, ["a date moved by 3 hours"]),
    ("date(today) == today", 6, ["`date` of date", "an instant"]),
    ("days-between(age, today) > 1", 14, ["type integer", "a date or an instant"]),
    ("later(now, today) == now", 12, ["all dates, or all instants"]),
    ("not age", 5, ["type integer", "true or false", "Compare it"]),
    ("alive and age", 11, ["type integer"]),
    ("age + alive > 1", 1, ["`+` of integer and boolean"]),
    ("-sex == 'm'", 1, ["`-` of text"]),
    ("rise(weight, 3 days) >= 2 kgs", 25, ["`kgs` is no unit", "`kg`"]),
    ("rise(weight, 3 days) >= 2 mmol/mol", 1, ["kg beside mmol/mol"]),
    ("any(weight where value > 2 mmol/mol)", 18, ["kg beside mmol/mol"]),
    ("last(reading.value) > 2 kg", 1, ["unknown unit"]),
    ("sex starts with 5", 17, ["found `5`", "a text in quotes"]),
    ("age starts with 'x'", 1, ["type integer", "a text"]),
    ("birth_date == 2025-02-29", 15, ["not in the calendar"]),
    ("age == 12345678901234567890", 8, ["too many digits"]),
    ("1 + 1 == 2", 1, ["asks nothing about a person"]),
    ("true", 1, ["asks nothing about a person", "alive"]),
    ("referral.urgent", 1, ["many rows"]),
    ("alive\nand agee > 1", 5, ["line 2, column 5", "`age`"]),
    ("(" * 200 + "alive" + ")" * 200, 101, ["too many brackets"]),
    ("not " * 3000 + "alive", 1, ["too deep", "at most 100"]),
    ("not " * 101 + "alive", 1, ["too deep", "side by side"]),
    ("1 + " * 2000 + "age > 1", 1, ["too deep"]),
    ("any(contact where " * 12 + "true" + ")" * 12, 1, ["too deep"]),
    ("alive or " * 5000 + "alive", 1, ["at most 20000"]),
    ("__import__('os').system('true')", 1, ["found `_`"]),
    ("alive; alive", 6, ["found `;`"]),
]


@pytest.mark.parametrize(("text", "column", "parts"), CASES, ids=[text[:40] for text, _, _ in CASES])
def test_errors_point_and_say_what_was_expected(text: str, column: int, parts: list[str]) -> None:
    with pytest.raises(RuleError) as caught:
        parse(text)
    error = caught.value
    assert error.column == column, str(error)
    assert error.line == (2 if "\n" in text else 1)
    for part in parts:
        assert part in str(error)
    line, caret = error.excerpt.split("\n")
    assert line == text.split("\n")[error.line - 1]
    assert caret.index("^") == column - 1
    assert isinstance(error, BadInput)


def test_an_error_says_which_rule_it_was() -> None:
    with pytest.raises(RuleError, match=r"torbay\.yaml: segments: frail, line 1, column 1"):
        parse("agge > 1", name="torbay.yaml: segments: frail")


def test_a_rule_can_be_held_to_a_type() -> None:
    assert parse("age", type="integer").type == "integer"
    with pytest.raises(RuleError, match="yields integer; expected boolean"):
        parse("age", type="boolean")


def test_what_is_given_has_to_be_of_its_type() -> None:
    rule = parse("spent > 1", context=Context.named({"spent": "integer"}))
    from tests.rules.both import utc

    with pytest.raises(BadInput, match="expected integer"):
        rule.evaluate({}, utc(2026, 1, 1), event={"spent": "much"})
    with pytest.raises(BadInput, match="expected integer"):
        rule.evaluate({}, utc(2026, 1, 1), event={"spent": True})


def test_nothing_is_ever_evaluated_as_code() -> None:
    """No file of the room calls `eval`, `exec`, `compile` or `__import__`."""
    folder = Path(careweft.rules.__file__).parent
    for file in folder.glob("*.py"):
        calls = [node.func for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
        names = {func.id for func in calls if isinstance(func, ast.Name)}
        assert not names & {"eval", "exec", "compile", "__import__"}, file.name
