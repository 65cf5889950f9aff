"""What a scenario or a model says decides what comes out: changed, another promise is broken."""

from pathlib import Path

import pytest

from careweft.base.postgres import Embedded
from careweft.models import library
from tests.models.test_scenarios import played

CHANGES = [
    ("prisma", "scenario", "present: [acute, gp-east, gp-west]", "present: [acute]", "those represented in it"),
    ("kaiser", "scenario", "medicine: ibuprofen 400mg", "medicine: paracetamol 500mg", "A risky prescription"),
    (
        "matador",
        "model",
        "unstable: last(hba1c.value, 6 months) >= 64",
        "unstable: last(hba1c.value, 6 months) >= 90",
        "unstable",
    ),
    ("cpa", "model", "  needs: [emergency]\n", "", "what to do in a crisis"),
]


@pytest.mark.parametrize(("name", "which", "before", "after", "breaks"), CHANGES)
async def test_a_change_changes_the_result(
    postgres: Embedded, tmp_path: Path, name: str, which: str, before: str, after: str, breaks: str
) -> None:
    file = library.model_file(name)
    texts = {"model": file.read_text(), "scenario": library.scenario_file(file).read_text()}
    assert before in texts[which]
    texts[which] = texts[which].replace(before, after)
    for kind, text in texts.items():
        (tmp_path / f"{kind}.yaml").write_text(text)
    promises = await played(postgres, tmp_path / "model.yaml", tmp_path / "scenario.yaml")
    assert any(breaks in promise for promise, faults in promises.items() if faults), promises
