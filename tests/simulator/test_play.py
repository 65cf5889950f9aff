from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson
import pytest

from careweft.base.errors import BadInput, NotFound
from careweft.simulator import play

from .conftest import Written, segments

LAST = date(2026, 1, 15)


def test_a_day_comes_in_time_order_from_everybody(written: Written) -> None:
    messages = list(play.day(written.folder, LAST))
    times = [message.at for message in messages]
    assert times == sorted(times)
    midnight = datetime(2026, 1, 15, tzinfo=ZoneInfo("Europe/London"))
    assert all(midnight <= at < midnight + timedelta(days=1) for at in times)
    assert all(at.tzinfo is UTC for at in times)
    kinds = Counter((message.source, message.kind) for message in messages)
    assert kinds["acute", "hl7"] >= 8
    assert kinds["gp-01", "fhir"] > 5
    assert kinds["homecare-a", "csv"] >= 1


def test_payloads_are_one_message_each(written: Written) -> None:
    for message in play.day(written.folder, LAST):
        if message.kind == "hl7":
            lines = segments(message.payload)
            assert [fields[0] for fields in lines].count("MSH") == 1
            assert message.payload.endswith(b"\r")
            assert b"\n" not in message.payload
            assert lines[0][9] == message.name
        elif message.kind == "fhir":
            assert orjson.loads(message.payload)["id"] == message.name
        else:
            path = written.folder / "feeds" / message.source / message.name
            assert path.read_bytes() == message.payload


def test_files_arrive_when_their_sender_sends_them(written: Written) -> None:
    arrivals = {
        message.source: message.at.astimezone(ZoneInfo("Europe/London")).strftime("%H:%M")
        for message in play.day(written.folder, date(2025, 7, 1))
        if message.kind == "csv"
    }
    assert arrivals["homecare-a"] == "23:10"
    assert arrivals["homecare-b"] == "23:20"


def test_everything_before_a_day_and_that_day_meet_without_a_gap(written: Written) -> None:
    third = date(2025, 1, 18)
    before = list(play.through(written.folder, third))
    by_day = [message for day in (16, 17) for message in play.day(written.folder, date(2025, 1, day))]
    assert before == by_day
    assert list(play.through(written.folder, date(2025, 1, 16))) == []
    first = next(iter(play.day(written.folder, third)))
    assert before[-1].at < first.at


def test_all_days_together_are_everything(written: Written) -> None:
    counted: Counter[str] = Counter()
    for message in play.through(written.folder, date(2026, 1, 16)):
        counted[message.source] += 1
    for source, kinds in written.summary.messages.items():
        if source not in ("council", "homecare-a", "homecare-b", "care-homes"):
            assert counted[source] == sum(kinds.values())
    files = sum(1 for _ in (written.folder / "feeds").glob("*/*.csv"))
    assert files == sum(counted[source] for source in ("council", "homecare-a", "homecare-b", "care-homes"))


def test_what_is_no_region_or_no_day_of_it_is_said(written: Written, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="careweft region make"):
        next(play.day(tmp_path, LAST))
    with pytest.raises(BadInput, match="2026-01-16 is not in the region"):
        next(play.day(written.folder, date(2026, 1, 16)))
    (tmp_path / "region.json").write_text('{"start": "yesterday"}')
    with pytest.raises(BadInput, match=r"region\.json"):
        next(play.day(tmp_path, LAST))
