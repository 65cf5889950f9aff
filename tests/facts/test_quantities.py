"""Readings in the unit of their kind: every other unit, spellings, and what no living person has."""

from zoneinfo import ZoneInfo

import pytest

from careweft.base.errors import BadInput
from careweft.facts.codelist import code_list
from careweft.facts.flatten import flatten
from careweft.facts.quantities import quantities

ZONE = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("name", "value", "unit", "expected"),
    [
        ("weight", 180, "[lb_av]", 81.646627),
        ("weight", 13, "[stone_av]", 82.553808),
        ("weight", 81500, "g", 81.5),
        ("glucose", 126, "mg/dL", 6.993),
        ("temperature", 98.6, "[degF]", 37.0),
        ("systolic", 16, "kPa", 120.00992),
        ("oxygen-saturation", 0.94, "1", 94),
        ("heart-rate", 72, "bpm", 72),
        ("weight", 80, None, 80),
    ],
)
def test_units_become_one(name: str, value: float, unit: str | None, expected: float) -> None:
    assert quantities()[name].converted(value, unit) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("name", "value", "unit"), [("weight", 700, "kg"), ("temperature", 98.6, "Cel"), ("pain", 11, None)]
)
def test_what_cannot_be_true_says_what_could(name: str, value: float, unit: str | None) -> None:
    with pytest.raises(BadInput, match="cannot be right") as wrong:
        quantities()[name].converted(value, unit)
    assert "between" in str(wrong.value.expected)


def test_an_unknown_unit_is_named() -> None:
    with pytest.raises(BadInput, match="furlong is no unit of weight"):
        quantities()["weight"].converted(80, "furlong")


def test_every_kind_is_known_by_its_own_code() -> None:
    for name, kind in quantities().items():
        assert code_list("readings").name(kind.system, kind.code) == name
        assert kind.least < kind.most
        assert all(kind.least <= number <= kind.most for number in kind.answers)


def reading(code: str, value: float, unit: str) -> list[tuple[object, ...]]:
    body = {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "subject": {"reference": "Patient/p"},
        "effectiveDateTime": "2026-01-05T08:00:00Z",
        "valueQuantity": {"value": value, "unit": unit},
    }
    return [row[2:4] for row in flatten(body, ZONE).get("reading", ())]


def test_facts_hold_readings_in_one_unit_and_none_that_cannot_be_true() -> None:
    assert reading("29463-7", 100, "[lb_av]") == [(pytest.approx(45.359237), "kg")]
    assert reading("29463-7", 1000, "kg") == []
    assert reading("29463-7", 100, "furlong") == [(100.0, "furlong")]  # no rule compares it, and nothing is lost
    assert reading("718-7", 13.5, "g/dL") == [(13.5, "g/dL")]
