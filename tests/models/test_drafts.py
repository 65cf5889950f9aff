"""What anybody may send as a model's file is read in bounded time and space, and told with line, found and expected."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from careweft.base.db import Database
from careweft.models import drafts, library
from careweft.models.engine import activate, active_models

ZONE = ZoneInfo("Europe/London")
TORBAY = library.model_file("torbay").read_text()
DOUBLING = "names:\n  n0: age >= 65 and age >= 66\n" + "".join(f"  n{i}: n{i - 1} and n{i - 1}\n" for i in range(1, 40))


async def test_a_whole_file_has_no_fault() -> None:
    checked = await drafts.check(TORBAY, "torbay.yaml", ZONE)
    assert checked.compiled and not checked.faults


async def test_every_fault_has_its_line_and_says_what_was_found_and_expected() -> None:
    text = TORBAY.replace("level: meso", "level: mezo").replace("breadth: horizontal", "breadth: wide")
    checked = await drafts.check(text, "a.yaml", ZONE)
    lines = text.splitlines()
    assert [lines[fault.line - 1].strip() for fault in checked.faults] == ["level: mezo", "breadth: wide"]
    assert all("found" in fault.says and "expected" in fault.says for fault in checked.faults)


async def test_a_fault_in_a_rule_keeps_its_excerpt() -> None:
    text = TORBAY.replace("eligible: age >= 65", "eligible: agee >= 65")
    (fault,) = (await drafts.check(text, "a.yaml", ZONE)).faults
    assert "agee" in text.splitlines()[fault.line - 1]
    assert "^^^^" in fault.says


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the file"),
        ("x" * (drafts.LONGEST + 1), "characters"),
        ("[" * 5000, "too deep"),
        ("{a: " * 5000, "too deep"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "write it out"),
        ("a: \x00", "U+0000"),
        ("a: " + "9" * 5000, "a number"),
        ("? [a, b]\n: c\n", "expected a word"),
        ("a: !!python/object:os.system x", "not YAML"),
        ("<<: 3", "not known here"),
        ("id: *nothing", "write it out"),
        (TORBAY.replace("population:", DOUBLING + "population:"), "too long to read"),
        (TORBAY.replace("eligible: age >= 65", "eligible: " + "not " * 4000 + "alive"), "at most"),
    ],
)
async def test_what_would_never_end_is_told(monkeypatch: pytest.MonkeyPatch, text: str, says: str) -> None:
    monkeypatch.setattr(drafts, "_SECONDS", 0.5)
    checked = await drafts.check(text, "a.yaml", ZONE)
    assert checked.compiled is None
    assert any(says in fault.says for fault in checked.faults), checked.faults[:2]


async def test_a_copy_that_was_changed_is_activated_in_place_of_its_model(worker_db: Database) -> None:
    since = datetime(2026, 1, 5, tzinfo=UTC)
    async with worker_db.transaction() as connection:
        await activate(connection, TORBAY, "torbay", ZONE, since)
        made = await drafts.copy(connection, "torbay", TORBAY, "Maria", since)
        draft = await drafts.read(connection, made)
        changed = TORBAY.replace("review: every 6 months", "review: every 3 months")
        await drafts.save(connection, draft, changed, "Maria", since)
        saved = (await drafts.read(connection, made)).content
        assert await activate(connection, saved, f"{made}.yaml", ZONE, since.replace(day=6))
        (active,) = await active_models(connection, ZONE)
    assert (active.compiled.model.id, active.since.day) == ("torbay", 6)
    assert active.compiled.plan.review is not None
    assert str(active.compiled.plan.review) == "3 months"
