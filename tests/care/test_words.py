"""The words of notices: where somebody went, and names without shouting."""

from datetime import UTC, datetime
from typing import Any

import pytest

from careweft.care.words import calm, hold_message, notice_message, went
from careweft.facts.events import Event

AT = datetime(2026, 1, 15, 9, tzinfo=UTC)


def event(kind: str, **data: Any) -> Event:
    return Event(17, "Encounter/1/x", kind, AT, AT, 1, False, data)


@pytest.mark.parametrize(
    ("destination", "said"),
    [
        ("home-with-care", "Discharged home with care from hospital (Medical Ward 1) after Pneumonia"),
        ("care-home", "Discharged to a care home from hospital (Medical Ward 1) after Pneumonia"),
        ("self-discharge", "Discharged against advice from hospital (Medical Ward 1) after Pneumonia"),
        ("The Limes", "Discharged to The Limes from hospital (Medical Ward 1) after Pneumonia"),
        (None, "Discharged from hospital (Medical Ward 1) after Pneumonia"),
        ("died", "Discharged from hospital (Medical Ward 1) after Pneumonia"),
    ],
)
def test_a_discharge_says_where_to(destination: str | None, said: str) -> None:
    data = {"from": {"unit": "MEDICAL WARD 1"}, "reason": "Pneumonia", "to": {"destination": destination}}
    assert notice_message(event("discharged", **data)) == said


def test_an_admission_says_where_and_why() -> None:
    happened = event("admitted", unit="WARD 3", emergency=True, reason="Fall")
    assert notice_message(happened) == "Admitted to hospital (Ward 3) as an emergency for Fall"
    assert hold_message("pause", happened) == (
        "Please pause this service: admitted to hospital (Ward 3) as an emergency for Fall"
    )


def test_names_do_not_shout() -> None:
    assert [calm(name) for name in ("MEDICAL WARD 1", "AMU", "Ward 3", "")] == ["Medical Ward 1", "AMU", "Ward 3", ""]
    assert went("") == went(None) == went("died") == ""
