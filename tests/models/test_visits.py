"""Call & Check: a changed model or scenario changes what comes out."""

from pathlib import Path

import pytest

from careweft.base.postgres import Embedded
from tests.models.changing import Change, broken

CHANGES = [
    (
        "scenario",
        "{health: no, medicine: yes, food: no",
        "{health: yes, medicine: yes, food: no",
        "Concerns are conveyed",
    ),
    ("scenario", "start: 2026-04-07 10:30", "start: 2026-04-14 10:30", "five-minute visit"),
    ("scenario", "calls-on: ada, visit: call-and-check, by: paul, nobody-in: true", "wait: true", "nobody was in"),
    ("model", "concern: no, to: community", "concern: no, to: gp", "Concerns are conveyed"),
]


@pytest.mark.parametrize("change", [("call-and-check", *change) for change in CHANGES])
async def test_a_change_changes_the_result(postgres: Embedded, tmp_path: Path, change: Change) -> None:
    (only,) = await broken(postgres, tmp_path, change)
    assert change[-1] in only
