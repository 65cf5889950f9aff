"""Every model keeps its promises; and a changed scenario or model changes what comes out."""

from pathlib import Path

import pytest

from careweft.base.postgres import Embedded
from careweft.models import check, library
from tests.models.changing import ZONE, Change, broken


@pytest.mark.parametrize("name", library.ids())
async def test_the_model_keeps_its_promises(postgres: Embedded, name: str) -> None:
    model = library.model_file(name)
    scenario = library.scenario_file(model)
    judged = [kept async for kept in check.play(postgres.url(), check.read(model, ZONE), scenario)]
    assert len({kept.promise for kept in judged}) == scenario.read_text().count("promise:")
    assert {kept.promise: kept.faults for kept in judged if kept.faults} == {}


CHANGES = [
    ("model", "review: every 6 months", "review: every 3 months", "reviewed periodically"),
    ("scenario", "yes: [limits-activities, needs-help, walking-aid]", "yes: [limits-activities]", "three yes answers"),
    ("scenario", "practice: gp-brixham, postcode: TQ3", "practice: gp-paignton, postcode: TQ3", "GP registration"),
    ("scenario", "caseload: 1}\n    petra", "caseload: 9}\n    petra", "Caseloads have a limit"),
    ("scenario", "at: 2026-01-12 15:00, hosp", "at: 2026-01-12 15:30, hosp", "calls within 48 hours"),
    ("scenario", 'hours: 7, weekly: "210.00"', 'hours: 7, weekly: "420.00"', "One pooled budget"),
    (
        "model",
        "the ward, by: coordinator, within: 24 hours",
        "the ward, by: coordinator, within: 36 hours",
        "Discharge is planned",
    ),
    (
        "model",
        "        title: New to the team\n        when: count(case, 7 days)",
        "        title: New to the team\n        when: count(case, 1 day)",
        "who is on the agenda",
    ),
    ("scenario", "cover: colin, lasting: 4 days", "lasting: 4 days", "a colleague stands in"),
    ("model", "accept: screen >= 3", "accept: screen >= 2", "below the threshold"),
    ("model", "      - pause: home-care\n", "", "Admission tells the coordinator"),
    (
        "scenario",
        "- {at: 2026-01-05 11:00, refer: frank, urgent: true}",
        "- {at: 2026-01-05 11:00, refer: frank}",
        "suggested for acceptance without a screen",
    ),
    ("scenario", "practice: gp-babbacombe, postcode", "practice: gp-chelston, postcode", "There are five teams"),
    ("scenario", "present: [councillors]", "present: [councillors, cabinet-member]", "shows who came"),
    ("scenario", "registers-others: 195", "registers-others: 95", "know their population"),
    ("model", "nhs: 60%, council: 40%", "nhs: 50%, council: 50%", "One pooled budget"),
    ("model", "concern: no, to: gp, reason: Unsure", "concern: no, to: team, reason: Unsure", "visit at home is made"),
]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(("torbay", *change), marks=[pytest.mark.nightly] if number % 3 else [])
        for number, change in enumerate(CHANGES)
    ],
)
async def test_a_change_changes_the_result(postgres: Embedded, tmp_path: Path, change: Change) -> None:
    *_, last = await broken(postgres, tmp_path, change)
    assert change[-1] in last
