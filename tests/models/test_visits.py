"""Call & Check: a changed model or scenario changes what comes out."""

from pathlib import Path

import pytest

from careweft.base.postgres import Embedded
from careweft.models import library
from tests.models.test_scenarios import played

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


@pytest.mark.parametrize(("which", "before", "after", "breaks"), CHANGES)
async def test_a_change_changes_the_result(
    postgres: Embedded, tmp_path: Path, which: str, before: str, after: str, breaks: str
) -> None:
    model = library.model_file("call-and-check")
    texts = {"model": model.read_text(), "scenario": library.scenario_file(model).read_text()}
    assert before in texts[which]
    texts[which] = texts[which].replace(before, after)
    for name, text in texts.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    promises = await played(postgres, tmp_path / "model.yaml", tmp_path / "scenario.yaml")
    assert any(breaks in promise for promise, faults in promises.items() if faults), promises
