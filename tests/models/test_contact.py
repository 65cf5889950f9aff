"""What these models promise comes of their files: another file or another day gives another result."""

from pathlib import Path

import pytest

from careweft.base.postgres import Embedded
from careweft.models import library
from tests.models.test_scenarios import played

CHANGES = [
    ("nuka", "model", "share: 50%", "share: 25%", "Half of Tuesday's times"),
    ("nuka", "model", 'released: "07:00"', 'released: "07:30"', "On the day, from seven"),
    ("nuka", "scenario", "value: gail}", "value: greg}", "whoever sees her"),
    ("nuka", "scenario", "least: 1, most: 1}", "least: 1, most: 2}", "There are group visits"),
    ("nuka", "scenario", 'hours: ["tuesday 09:00-11:00"], minutes: 30}\n  - {at: 2026-01-05 09:00, opens: greg',
     'hours: ["tuesday 09:00-11:00"], minutes: 15}\n  - {at: 2026-01-05 09:00, opens: greg', "Half of Tuesday's times"),
    ("mayo", "model", "laboratory: 2 hours", "laboratory: 4 hours", "One itinerary"),
    ("mayo", "model", "  results-to: gp\n", "", "At the end of the visit"),
    ("mayo", "model", "days-before: 1", "days-before: 0", "the same or the next day"),
    ("mayo", "scenario", "Charlton to Gonda: 10", "Charlton to Gonda: 70", "One itinerary"),
    ("pcmh", "model", "within: visit", "within: 1 hour", "before it ends"),
    ("pcmh", "scenario", "hospital: admits, person: dan, visit: V2}", "hospital: admits, person: sal, visit: V2}",
     "The second is"),
    ("internet-hospital", "scenario", 'what: new, see: "yes"', 'what: new, see: "no"', "Who has to be seen"),
    ("internet-hospital", "model", "routine: video-doctor", "routine: clinic-visit", "helped online is seen by video"),
    ("internet-hospital", "scenario", "what: not-sure", "what: medicine", "gets a human being"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "which", "before", "after", "breaks"), CHANGES[::4])
async def test_a_change_changes_the_result(
    postgres: Embedded, tmp_path: Path, name: str, which: str, before: str, after: str, breaks: str
) -> None:
    await changed(postgres, tmp_path, name, which, before, after, breaks)


@pytest.mark.nightly
@pytest.mark.parametrize(("name", "which", "before", "after", "breaks"), CHANGES)
async def test_every_change_changes_the_result(
    postgres: Embedded, tmp_path: Path, name: str, which: str, before: str, after: str, breaks: str
) -> None:
    await changed(postgres, tmp_path, name, which, before, after, breaks)


async def changed(
    postgres: Embedded, folder: Path, name: str, which: str, before: str, after: str, breaks: str
) -> None:
    """Play with one text replaced: the promise that begins so is broken, or can no longer be judged."""
    model = library.model_file(name)
    texts = {"model": model.read_text(), "scenario": library.scenario_file(model).read_text()}
    assert before in texts[which]
    texts[which] = texts[which].replace(before, after, 1)
    (folder / f"{name}.yaml").write_text(texts["model"])
    (folder / f"{name}.scenario.yaml").write_text(texts["scenario"])
    promises = await played(postgres, folder / f"{name}.yaml", folder / f"{name}.scenario.yaml")
    assert promises
    kept = [promise for promise, faults in promises.items() if breaks in promise and not faults]
    assert kept == []
