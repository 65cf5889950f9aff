"""What is changed in a model with a store or with comments, or in its scenario, changes what comes out."""

from pathlib import Path

import pytest

from careweft.base.errors import BadInput
from careweft.base.postgres import Embedded
from careweft.models import check, library
from tests.models.changing import ZONE, Change, broken

CHANGES = [
    ("partnerships", "model", "urgent: 1 weekday", "urgent: 2 weekdays", "One immediate access point"),
    ("partnerships", "scenario", "serials: [B-1]", "serials: [B-1, B-2]", "Where there is none left"),
    ("partnerships", "scenario", "serials: [C-1, C-2], batch: K1", "serials: [C-1, C-2], batch: K9", "is unsafe"),
    ("partnerships", "scenario", '"730.00"', '"1460.00"', "What each loan cost"),
    ("torbay", "model", "within: 1 week, by: manager", "within: 2 weeks, by: manager", "within one week"),
]


@pytest.mark.parametrize("change", CHANGES)
async def test_a_change_changes_the_result(postgres: Embedded, tmp_path: Path, change: Change) -> None:
    (only,) = await broken(postgres, tmp_path, change)
    assert change[-1] in only


WRONG = [
    ("partnerships", "by: storekeeper", "by: storekeper", "did you mean 'storekeeper'"),
    ("partnerships", "deliver: {routine: 5 weekdays", "deliver: {routine: soon", "'soon' is not a duration"),
    ("torbay", "comments: {within: 1 week, by: manager}", "comments: {within: 1 week, by: boss}", "'boss'"),
    ("torbay", "community:\n", "community:\n  improvement: closed\n", "open to all"),
]


@pytest.mark.parametrize(("name", "right", "wrong", "says"), WRONG)
def test_a_wrong_section_says_where_and_what(tmp_path: Path, name: str, right: str, wrong: str, says: str) -> None:
    text = library.model_file(name).read_text()
    assert right in text
    file = tmp_path / "my-place.yaml"
    file.write_text(text.replace(right, wrong, 1))
    with pytest.raises(BadInput) as error:
        check.read(file, ZONE)
    assert "my-place.yaml:" in str(error.value)
    assert says in str(error.value)
