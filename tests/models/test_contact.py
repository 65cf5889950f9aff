"""What these models promise comes of their files: another file or another day gives another result."""

from pathlib import Path

import pytest

from careweft.base.postgres import Embedded
from tests.models.changing import Change, broken

CHANGES = [
    ("nuka", "model", "share: 50%", "share: 25%", "Half of Tuesday's times"),
    ("nuka", "model", 'released: "07:00"', 'released: "07:30"', "On the day, from seven"),
    ("nuka", "scenario", "value: gail}", "value: greg}", "expected that it is refused"),
    ("nuka", "scenario", "least: 1, most: 1}", "least: 1, most: 2}", "There are group visits"),
    ("nuka", "scenario", 'hours: ["tuesday 09:00-11:00"], minutes: 30}\n  - {at: 2026-01-05 09:00, opens: greg',
     'hours: ["tuesday 09:00-11:00"], minutes: 15}\n  - {at: 2026-01-05 09:00, opens: greg', "Half of Tuesday's times"),
    ("mayo", "model", "laboratory: 2 hours", "laboratory: 4 hours", "One itinerary"),
    ("mayo", "model", "  results-to: gp\n", "", "At the end of the visit"),
    ("mayo", "model", "days-before: 1", "days-before: 0", "this time is not free any more"),
    ("mayo", "scenario", "Charlton to Gonda: 10", "Charlton to Gonda: 70", "One itinerary"),
    ("pcmh", "model", "within: visit", "within: 1 hour", "before it ends"),
    ("pcmh", "scenario", "hospital: admits, person: dan, visit: V2}", "hospital: admits, person: sal, visit: V2}",
     "this visit belongs to another patient"),
    ("internet-hospital", "scenario", 'what: new, see: "yes"', 'what: new, see: "no"', "Who has to be seen"),
    ("internet-hospital", "scenario", 'what: known, see: "no"', "what: not-sure", "helped online is seen by video"),
    ("internet-hospital", "scenario", "what: not-sure", "what: medicine", "gets a human being"),
    ("internet-hospital", "model", "urgent: clinic-visit", "urgent: clinic", "cannot be done"),
]  # fmt: skip


NIGHTLY = pytest.mark.nightly


@pytest.mark.parametrize(
    "change", [pytest.param(change, marks=[NIGHTLY] if number % 4 else []) for number, change in enumerate(CHANGES)]
)
async def test_a_change_changes_the_result(postgres: Embedded, tmp_path: Path, change: Change) -> None:
    (only,) = await broken(postgres, tmp_path, change)
    assert change[-1] in only
