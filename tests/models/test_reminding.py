"""Reminders of gaps in care: in the person's language and way, once for as long as the model says, never at night."""

from datetime import timedelta
from pathlib import Path

import pytest

from careweft.access import accounts
from careweft.base.errors import BadInput
from careweft.models import check, library
from careweft.models.reminding import GapReminders
from careweft.population import gaps
from tests.care.appointments.conftest import Surgery
from tests.care.appointments.conftest import surgery as surgery
from tests.models.changing import ZONE

MODEL = check.read(library.model_file("kaiser"), ZONE).model


async def tick(surgery: Surgery) -> tuple[list[str], list[tuple[str, str]]]:
    """Notices to people and tasks to remind them, after a worker that has just started has looked."""
    async with surgery.place.database.transaction() as connection:
        await GapReminders(surgery.record, ZONE, lambda: [MODEL]).tick(connection)
    notices = [row[0] for row in await surgery.place.rows("care.notice", "recipient, message")]
    return notices, [(code, role) for code, role in await surgery.place.rows("care.task", "code, role")]


async def test_once_for_as_long_as_the_model_says_in_their_way(surgery: Surgery) -> None:
    clock = surgery.place.clock
    clock.set(clock.now().astimezone(ZONE).replace(hour=8, minute=59))
    async with surgery.place.database.transaction() as connection:
        await gaps.keep(connection, "kaiser", {"hba1c": [1, 2, 3]}, clock.now())
        await connection.execute("UPDATE access.account SET kind = 'machine', person_id = NULL WHERE person_id = 3")
    async with surgery.place.database.transaction(surgery.who["person-1"].id) as connection:
        await accounts.prefer(connection, "ar", "", "")
    with pytest.raises(BadInput, match="no way to be reminded"):
        await surgery.prefer("person-2", 2, "reminders", "pigeon")
    for way in ("page", "letter"):  # the latter takes the place of the former
        await surgery.prefer("person-2", 2, "reminders", way)
    assert await tick(surgery) == ([], [])
    clock.advance(timedelta(minutes=1))
    first = (
        ["person/1", "person/2", "person/3"],
        [
            ("remind-by-call", "medical-assistant"),
            ("remind-by-letter", "medical-assistant"),
        ],
    )
    assert await tick(surgery) == first
    assert await tick(surgery) == first
    text = "SELECT message FROM care.notice WHERE recipient = 'person/1'"
    async with surgery.place.database.transaction() as connection:
        assert (await connection.fetchval(text)).startswith("تذكير: حان وقت قياس السكر")
        await gaps.keep(connection, "kaiser", {"hba1c": [1]}, clock.now())
    clock.advance(timedelta(days=80))
    assert await tick(surgery) == first
    clock.advance(timedelta(days=20))
    assert (await tick(surgery))[0] == ["person/1", *first[0]]


WRONG = [
    ("reminders: {by: medical-assistant, within: 2 working days}\n", "", "expected a section `reminders`"),
    ("        en: It is time to have your blood sugar measured", "        # It", "there are no English words"),
    ("      every: every 3 months", "      every: every 3 weekdays", "cannot be counted back"),
    ("reminders: {by: medical-assistant", "reminders: {by: herald", "'herald'"),
]


@pytest.mark.parametrize(("right", "wrong", "says"), WRONG)
def test_a_wrong_section_says_where_and_what(tmp_path: Path, right: str, wrong: str, says: str) -> None:
    text = library.model_file("kaiser").read_text()
    assert right in text
    (tmp_path / "my-place.yaml").write_text(text.replace(right, wrong, 1))
    with pytest.raises(BadInput) as error:
        check.read(tmp_path / "my-place.yaml", ZONE)
    assert "my-place.yaml:" in str(error.value) and says in str(error.value)
