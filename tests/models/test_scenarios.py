"""Every model keeps its promises; and a changed scenario or model changes what comes out."""

import contextlib
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from careweft.base.errors import BadInput
from careweft.base.postgres import Embedded
from careweft.models import check, library

ZONE = ZoneInfo("Europe/London")


async def played(postgres: Embedded, model: Path, scenario: Path) -> dict[str, list[str]]:
    compiled = check.read(model, ZONE)
    promises: dict[str, list[str]] = {}
    with contextlib.suppress(BadInput):  # a step that can no longer be done comes after the promise that is broken
        async for kept in check.play(postgres.url(), compiled, scenario):
            promises[kept.promise] = kept.faults
    return promises


@pytest.mark.parametrize("name", library.ids())
async def test_the_model_keeps_its_promises(postgres: Embedded, name: str) -> None:
    model = library.model_file(name)
    promises = await played(postgres, model, library.scenario_file(model))
    assert len(promises) == library.scenario_file(model).read_text().count("promise:")
    assert {promise: faults for promise, faults in promises.items() if faults} == {}


CHANGES = [
    ("model", "review: every 6 months", "review: every 3 months", "reviewed periodically"),
    ("scenario", "yes: [limits-activities, needs-help, walking-aid]", "yes: [limits-activities]", "three yes answers"),
    ("scenario", "practice: gp-brixham, postcode: TQ3", "practice: gp-paignton, postcode: TQ3", "GP registration"),
    ("scenario", "caseload: 1}\n    petra", "caseload: 9}\n    petra", "Caseloads have a limit"),
    ("scenario", "at: 2026-01-12 15:00, hosp", "at: 2026-01-12 15:30, hosp", "calls within 48 hours"),
    ("scenario", 'hours: 7, weekly: "210.00"', 'hours: 7, weekly: "420.00"', "One pooled budget"),
    ("model", "by: coordinator, within: 24 hours", "by: coordinator, within: 36 hours", "Discharge is planned"),
    (
        "model",
        "        title: New to the team\n        when: count(case, 7 days)",
        "        title: New to the team\n        when: count(case, 1 day)",
        "who is on the agenda",
    ),
    ("scenario", "cover: colin, lasting: 4 days", "lasting: 4 days", "a colleague stands in"),
    ("model", "accept: screen >= 3", "accept: screen >= 2", "below the threshold"),
    ("model", "      - pause: home-care\n", "", "Admission tells the coordinator"),
    ("model", "nhs: 60%, council: 40%", "nhs: 50%, council: 50%", "One pooled budget"),
]


@pytest.mark.parametrize(("which", "before", "after", "breaks"), CHANGES)
async def test_a_change_changes_the_result(
    postgres: Embedded, tmp_path: Path, which: str, before: str, after: str, breaks: str
) -> None:
    model = library.model_file("torbay")
    texts = {"model": model.read_text(), "scenario": library.scenario_file(model).read_text()}
    assert before in texts[which]
    texts[which] = texts[which].replace(before, after)
    for name, text in texts.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    promises = await played(postgres, tmp_path / "model.yaml", tmp_path / "scenario.yaml")
    assert any(breaks in promise for promise, faults in promises.items() if faults), promises
