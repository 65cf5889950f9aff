"""What the models of monitoring promise comes of their files: another file or another day gives another result."""

from pathlib import Path

import pytest

from careweft.base.postgres import Embedded
from tests.models.changing import Change, broken

CHANGES = [
    ("va-ccht", "model", "          limit: 2 kg\n", "          limit: 3 kg\n", "A rule sees that a problem arises"),
    ("mercy", "scenario", "oxygen-saturation: 87", "oxygen-saturation: 91", "Real-time data alert the team"),
    ("self-management", "model", "least: 6, most: 12", "least: 6, most: 10", "no size for a group"),
    ("remote-coaching", "scenario", "medicine: \"no\", worried: \"yes\"}}\n  - promise: What an adviser",
     "medicine: \"yes\", worried: \"yes\"}}\n  - promise: What an adviser", "What an adviser can answer"),
    ("lombardy", "model", "within: 2 hours, escalate", "within: 3 hours, escalate", "has a deadline"),
    ("va-ccht", "scenario", '"63 mg/dL"', '"83 mg/dL"', "Low blood sugar calls at once"),
    ("va-ccht", "model", "missing(weight, 3 days)", "missing(weight, 5 days)", "After three days"),
    ("va-ccht", "scenario", 'to: "1"', 'to: "4"', "own limit counts"),
    ("mercy", "scenario", ", Visit every evening: responder", "", "The care plan changes"),
    ("va-ccht", "scenario", "mode: video, link", "mode: phone, link", "by videophone"),
    ("mercy", "model", "days: holidays", "days: monday", "Somebody is on call at every hour"),
    ("mercy", "model", "urgent, 7 days) >= 2", "urgent, 7 days) >= 3", "Two urgent"),
    ("self-management", "model", "event.score < 17", "event.score < 5", "tailored to the level"),
    ("self-management", "model", "      remind: true\n", "", "reminded, once"),
    ("remote-coaching", "model", "within: 30 minutes, urgent: true", "within: 2 hours, urgent: true", "Each tier has"),
    ("lombardy", "model", "read: {by: on-call, within: 30", "read: {by: on-call, within: 45", "come to a call centre"),
]  # fmt: skip


@pytest.mark.parametrize(
    "change", [*CHANGES[:5], *(pytest.param(change, marks=pytest.mark.nightly) for change in CHANGES[5:])]
)
async def test_a_change_changes_the_result(postgres: Embedded, tmp_path: Path, change: Change) -> None:
    (only,) = await broken(postgres, tmp_path, change)
    assert change[-1] in only
