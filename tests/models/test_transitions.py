"""The section `transitions`: what a file may not say, and that changed files and scenarios change what comes out."""

from pathlib import Path

import pytest

from careweft.base.errors import BadInput
from careweft.base.postgres import Embedded
from careweft.models import check, library
from tests.models.changing import ZONE, Change, broken

WRONG = [
    ("crosscharge", "services: {title: Community care services are arranged, by: social-worker}",
     "services: {title: Community care services are arranged, by: plumber}", "'plumber' is nobody here"),
    ("crosscharge", "of: health}\n      awaiting-nhs-care", "of: hospital}\n      awaiting-nhs-care", "is no party"),
    ("crosscharge", "from: 2015-04-01", "from: 2015-03-01", "two laws hold on one day"),
    ("crosscharge", "minimum: 2 days", "minimum: 2 weekdays", "laws count days"),
    ("clalit", "instrument: lace", "instrument: laces", "'laces' is not an instrument"),
    ("medcom", "function: [functional-needs]", "function: [functional-need]", "'functional-need' is not an instrument"),
    ("case-management", "round: board-round", "round: tea-round", "'tea-round' is no meeting"),
]  # fmt: skip
CHANGES = [
    ("medcom", "model", "contact: 5 weekdays", "contact: 3 weekdays", "within 5 weekdays"),
    ("medcom", "model", "function: [functional-needs]", "function: [barthel]", "the ward has a report"),
    ("medcom", "scenario", "washing: some, shopping: all", "washing: all, shopping: all", "the ward has a report"),
    ("medcom", "scenario", "2026-01-13 14:00, medcom: SLHJ", "2026-01-13 12:00, medcom: SLHJ", "The doctor brings"),
    ("medcom", "model", "ward, letter: discharge-summary", "ward, letter: referral-note", "goes to the system"),
    ("medcom", "model", "kind == 'discharge-summary'", "kind == 'referral-note'", "letter goes"),
    ("medcom", "scenario", "system: gp-odder, form", "system: gp-hou, form", "goes to the system"),
    ("medcom", "model", "update: {by: gp, within: 5 weekdays}", "update: {by: gp, within: 4 weekdays}", "lies beside"),
    ("medcom", "scenario", "number: L2, replaces: L1, says", "number: L2, says", "takes the place"),
    ("medcom", "scenario", "number: L2, withdrawn: true", "number: L3, withdrawn: true", "taken back is gone"),
    ("crosscharge", "model", "minimum: 3 days", "minimum: 4 days", "Liability begins"),
    ("crosscharge", "scenario", "ben, reason: awaiting-nhs-assessment, by: ward, until: 2012-03-16",
     "ben, reason: awaiting-nhs-assessment, by: ward, until: 2012-03-15", "shared"),
    ("medcom", "scenario", "decide: as-suggested, person: elmer", "decide: decline, note: No, person: elmer",
     "municipality too"),
    ("clalit", "scenario", "TQ1: 1}", "TQ1: 9}", "gap between the least affluent"),
    ("clalit", "model", "long-term-conditions >= 2", "long-term-conditions >= 4", "may be disadvantaged"),
    ("case-management", "scenario", "registers-others: 20", "registers-others: 10", "greatest risk"),
    ("clalit", "model", "high: 10", "high: 13", "Where it is high"),
    ("clalit", "scenario", "person: miriam, visit: M1}\n  - promise: The risk",
     "person: miriam, visit: M1, emergency: false}\n  - promise: The risk", "scored at admission"),
    ("case-management", "model", "count(attendance, 3 days) >= 1", "count(attendance, 3 days) >= 2", "has its round"),
    ("case-management", "model", "  - on: attended-ed where case.open", "  - on: attended-ed where age > 120",
     "A&E tells the case manager"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "before", "after", "says"), WRONG)
def test_what_does_not_agree_is_told_with_its_place(
    tmp_path: Path, name: str, before: str, after: str, says: str
) -> None:
    text = library.model_file(name).read_text()
    assert before in text
    wrong = tmp_path / f"{name}.yaml"
    wrong.write_text(text.replace(before, after))
    with pytest.raises(BadInput, match=says) as told:
        check.read(wrong, ZONE)
    assert f"{name}.yaml:" in str(told.value)


@pytest.mark.nightly
@pytest.mark.parametrize("change", CHANGES)
async def test_a_change_changes_the_result(postgres: Embedded, tmp_path: Path, change: Change) -> None:
    *_, last = await broken(postgres, tmp_path, change)
    assert change[-1] in last
