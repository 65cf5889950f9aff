"""The canonical text of a rule reads back as the same rule."""

import pytest
from hypothesis import HealthCheck, assume, given, settings

from careweft.rules import RuleError, parse
from tests.rules.texts import rule_texts


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(rule_texts(depth=4))
def test_canonical_text_reads_back(text: str) -> None:
    try:
        rule = parse(text)
    except RuleError as error:
        assume("asks nothing" not in str(error))
        raise
    again = parse(str(rule))
    assert again == rule
    assert str(again) == str(rule)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("(age >= 65 and alive) or (imd == 1)", "age >= 65 and alive or imd == 1"),
        ("age >= 65 and (alive or imd == 1)", "age >= 65 and (alive or imd == 1)"),
        ("not (imd in (1,2))", "imd not in (1, 2)"),
        ("not (practice is missing)", "practice is known"),
        ("(1 + 2) * imd - (3 - 1) > 0", "(1 + 2) * imd - (3 - 1) > 0"),
        ('sex == "it\'s"', "sex == 'it''s'"),
        ("count(admission   where emergency,1 month) > 50%", "count(admission where emergency, 1 month) > 0.5"),
        ("risk('emergency-admission') in top 5.0 %", "risk('emergency-admission') in top 5%"),
        ("now >= 2024-10-27T01:30+01:00 and alive", "now >= 2024-10-27T00:30:00Z and alive"),
    ],
)
def test_canonical_texts(written: str, canonical: str) -> None:
    assert str(parse(written)) == canonical
    assert parse(canonical) == parse(written)
