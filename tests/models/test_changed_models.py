"""What a scenario or a model says decides what comes out: changed, the promise that rests on it is broken."""

from contextlib import aclosing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from careweft.base.postgres import Embedded
from careweft.models import check, library

ZONE = ZoneInfo("Europe/London")
CHANGES = [
    ("prisma", "scenario", "present: [acute, gp-east, gp-west]", "present: [acute]", "those represented in it"),
    ("kaiser", "scenario", "medicine: ibuprofen 400mg", "medicine: paracetamol 500mg", "A risky prescription"),
    ("kaiser", "model", ", then: assess segment", "", "stratifies anew"),
    ("matador", "model", "now - 6 months) >= 64", "now - 6 months) >= 90", "Patients with unstable"),
    ("matador", "model", "  follows: severity\n", "", "becomes unstable is the nurse's"),
    ("cpa", "model", "  needs: [emergency]\n", "", "without what to do in a crisis"),
    ("chq", "model", "parents: {until: 14, in-part-until: 14}", "parents: {until: 13, in-part-until: 13}", "by age"),
    ("chq", "scenario", "until: 2026-04-20 09:00}", "until: 2026-04-21 09:00}", "no longer than that"),
    ("dorset", "model", "when: complex and not case.open", "when: age >= 90", "identified proactively"),
]


@pytest.mark.parametrize(("name", "which", "before", "after", "breaks"), CHANGES)
async def test_a_change_changes_the_result(
    postgres: Embedded, tmp_path: Path, name: str, which: str, before: str, after: str, breaks: str
) -> None:
    """Played as far as the promise."""
    file = library.model_file(name)
    texts = {"model": file.read_text(), "scenario": library.scenario_file(file).read_text()}
    assert before in texts[which]
    texts[which] = texts[which].replace(before, after)
    for kind, text in texts.items():
        (tmp_path / f"{kind}.yaml").write_text(text)
    compiled = check.read(tmp_path / "model.yaml", ZONE)
    async with aclosing(check.play(postgres.url(), compiled, tmp_path / "scenario.yaml")) as promises:
        async for kept in promises:
            if breaks in kept.promise:
                assert kept.faults
                return
    raise AssertionError(f"no promise says {breaks!r}")
