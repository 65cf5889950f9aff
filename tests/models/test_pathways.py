"""Models with pathways: errors name file and line, and what is changed in a file changes what comes out."""

from pathlib import Path

import pytest

from careweft.base.errors import BadInput
from careweft.base.postgres import Embedded
from careweft.models import check, library
from tests.models.changing import ZONE, Change, broken


@pytest.mark.parametrize(
    ("model", "right", "wrong", "says"),
    [
        (
            "stroke",
            "by: stroke-doctor, within: 60 minutes, esc",
            "by: doctor, within: 60 minutes, esc",
            "stroke-doctor",
        ),
        (
            "stroke",
            "after: brain-scan",
            "after: brain-scam",
            "'brain-scam' before it; expected one of brain-scan",
        ),
        ("stroke", "of: start}", "of: begin}", "no step 'begin' before it"),
        ("stroke", "do: swallow-screen", "do: brain-scan", "'brain-scan' is taken; expected another name"),
        ("stroke", "on assessed where", "on assessd where", "assessed"),
        ("stroke", "when: suitable-for-thrombolysis", "when: suitable", "suitable"),
        ("stroke", "from: home}\n        take-on: {by: stroke", "from: house}\n        take-on: {by: stroke", "'home'"),
        ("lhcc", "enters: nhs-24", "enters: nhs-25", "no stage 'nhs-25'; expected one of wellbeing"),
        ("lhcc", "moves: freely", "moves: about", "expected 'onwards' or 'freely'"),
        ("chains", "same: blood-test, within: 2 weeks", "same: blood-test, within: soon", "'soon' is not a duration"),
        ("esther", "    count: handovers-in-time", "    count: handovers", "expected 'handovers-in-time'"),
        ("esther", "    share: plan.active", "    share: plan.active\n    count: steps-in-time", "measured in one way"),
    ],
)
def test_an_error_says_where_and_what_was_expected(
    tmp_path: Path, model: str, right: str, wrong: str, says: str
) -> None:
    text = library.model_file(model).read_text()
    assert text.count(right) >= 1
    file = tmp_path / "changed.yaml"
    file.write_text(text.replace(right, wrong, 1))
    with pytest.raises(BadInput) as found:
        check.read(file, ZONE)
    assert says in str(found.value)
    assert "changed.yaml:" in str(found.value)


CHANGES = [
    ("stroke", "model", "within: 30 minutes", "within: 10 minutes", "direct to the designated unit in range"),
    ("stroke", "scenario", "minutes: {N1: 18,", "minutes: {N1: 45,", "direct to the designated unit in range"),
    ("stroke", "scenario", "10:40, arrives: ann", "10:44, arrives: ann", "The handover is timed"),
    ("stroke", "scenario", "reason: Stroke, died: true", "reason: Stroke", "in one league"),
    ("chains", "model", "event.value >= 48", "event.value >= 70", "where the chain begins"),
    ("chains", "scenario", "14 10:00, does", "14 11:00, does", "by a handover that is timed"),
    ("chains", "model", "same: blood-test, within: 2 weeks", "same: blood-test, within: 2 days", "become one schedule"),
    ("lhcc", "scenario", "by: nan, why: needs-examination}", "by: nan, why: got-worse}", "With a reason it climbs"),
    ("esther", "scenario", "born: 1938-05-05", "born: 1978-05-05", "around her the chain begins"),
]


@pytest.mark.parametrize(
    "change", [pytest.param(each, marks=[pytest.mark.nightly] if "league" in each[-1] else []) for each in CHANGES]
)
async def test_a_change_changes_the_result(postgres: Embedded, tmp_path: Path, change: Change) -> None:
    (only,) = await broken(postgres, tmp_path, change)
    assert change[-1] in only
