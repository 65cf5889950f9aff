"""Files taken in: what changed and only that, from a watched folder and from a folder of history."""

from __future__ import annotations

import gzip
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from careweft.base.errors import BadInput
from careweft.feeds import load
from careweft.feeds.quarantine import replay
from careweft.feeds.sources import declare_mapping
from careweft.feeds.watch import Watch

from .conftest import Place
from .hospital import adt
from .mappings import CLIENTS, COUNCIL, OAKLEY, PACKAGES
from .samples import SAMPLES

PACKAGE = "P7;C1;Domiciliary Care;homecare-a;01/04/2025;{end};10;200;{status};\n"


def drop(folder: Path, name: str, text: str | bytes, source: str = "council") -> Path:
    path = folder / "in" / source / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("cp1252"))
    return path


@pytest.fixture
def watch(place: Place, tmp_path: Path) -> Watch:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "council.toml").write_text(COUNCIL)
    return Watch(place.feeds, place.database, tmp_path, still=1)


async def take(place: Place, watch: Watch) -> None:
    while await watch.look() or watch._seen:
        pass
    await place.worker.drain()


async def states(place: Place) -> Counter[str]:
    return Counter(str(state) for state, _ in await place.messages())


async def test_a_dropped_file_is_taken_in_and_moved(place: Place, watch: Watch) -> None:
    drop(watch.folder, "clients-2026-01-10.csv", CLIENTS + OAKLEY)
    drop(watch.folder, "packages-2026-01-10.csv", PACKAGES + PACKAGE.format(end="", status="Active"))
    await take(place, watch)
    assert (await place.one("Patient"))["name"][0]["family"] == "Oakléy"
    assert (await place.one("ServiceRequest"))["status"] == "active"
    assert not list(watch.folder.glob("in/*/*"))
    assert len(list(watch.folder.glob("done/council/*"))) == 2


async def test_a_file_that_still_grows_is_left_alone(place: Place, watch: Watch) -> None:
    path = drop(watch.folder, "clients-2026-01-10.csv", CLIENTS)
    assert await watch.look() == 0
    path.write_bytes((CLIENTS + OAKLEY).encode("cp1252"))
    os.utime(path, (1_800_000_000, 1_800_000_000))
    assert await watch.look() == 0
    assert await watch.look() == 1
    drop(watch.folder, "clients-2026-01-11.csv.part", CLIENTS)
    assert [await watch.look() for _ in range(3)] == [0, 0, 0]


async def test_a_watch_stopped_before_the_move_takes_the_file_again_without_effect(place: Place, watch: Watch) -> None:
    text = CLIENTS + OAKLEY
    drop(watch.folder, "clients-2026-01-10.csv", text)
    await take(place, watch)
    drop(watch.folder, "clients-2026-01-10.csv", text)
    await take(place, Watch(place.feeds, place.database, watch.folder, still=1))
    assert await states(place) == {"done": 1}
    assert {path.name for path in watch.folder.glob("done/council/*")} == {
        "clients-2026-01-10.csv",
        "clients-2026-01-10.csv.2",
    }


async def test_unchanged_rows_are_nothing_new_and_a_row_may_change_back(place: Place, watch: Watch) -> None:
    active, ended = PACKAGE.format(end="", status="Active"), PACKAGE.format(end="09/01/2026", status="Ended")
    for day, row in ((10, active), (11, active), (12, ended), (13, active)):
        drop(watch.folder, f"packages-2026-01-{day}.csv", PACKAGES + row)
        await take(place, watch)
    assert await states(place) == {"done": 3}
    request = await place.one("ServiceRequest")
    assert (request["status"], request["occurrencePeriod"]) == ("active", {"start": "2025-04-01"})


async def test_a_late_older_file_changes_nothing(place: Place, watch: Watch) -> None:
    drop(watch.folder, "packages-2026-01-12.csv", PACKAGES + PACKAGE.format(end="", status="Ended"))
    await take(place, watch)
    drop(watch.folder, "packages-2026-01-10.csv", PACKAGES + PACKAGE.format(end="", status="Active"))
    await take(place, watch)
    assert await states(place) == {"done": 1, "ignored": 1}
    assert (await place.one("ServiceRequest"))["status"] == "completed"


async def test_bad_rows_go_into_quarantine_alone(place: Place, watch: Watch) -> None:
    drop(watch.folder, "clients-2026-01-10.csv", CLIENTS + "C9;Short\n" + OAKLEY + "C2;X;Y;99/99/1940;F;;;;\n")
    await take(place, watch)
    told = await place.messages()
    assert [state for state, _ in told] == ["quarantined", "done", "quarantined"]
    assert "line 2" in str(told[0][1])
    assert "DoB" in str(told[2][1])


async def test_a_file_without_a_mapping_waits_and_its_rows_come_once_there_is_one(place: Place, watch: Watch) -> None:
    drop(watch.folder, "clients-2026-01-10.csv", CLIENTS + OAKLEY, source="other")
    await take(place, watch)
    ((state, reason),) = await place.messages()
    assert state == "quarantined"
    assert "no mapping" in str(reason)
    async with place.database.transaction() as connection:
        await declare_mapping(connection, "other", COUNCIL, "other.toml")
        assert await replay(connection) == 1
    await place.worker.drain()
    assert await states(place) == {"done": 2}
    assert len(await place.all("Patient")) == 1


async def test_other_kinds_of_file_are_taken_too(place: Place, watch: Watch) -> None:
    drop(watch.folder, "day.hl7", adt("A01", 0) + b"\n" + adt("A03", 5, end=5), source="acute")
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": PATIENT}]}
    drop(watch.folder, "day.ndjson.gz", gzip.compress(json.dumps(bundle).encode() + b"\n"), source="gp-01")
    drop(watch.folder, "broken.json.gz", b"not gzip", source="gp-01")
    await take(place, watch)
    assert (await place.one("Encounter"))["status"] == "finished"
    assert len(await place.all("Patient")) == 2
    assert await states(place) == {"done": 3, "quarantined": 1}


async def test_a_wrong_mapping_does_not_stop_the_watch(place: Place, watch: Watch) -> None:
    (watch.folder / "sources" / "homecare-a.toml").write_text("[[file]]\nkind = 3\n")
    drop(watch.folder, "clients-2026-01-10.csv", CLIENTS + OAKLEY)
    await take(place, watch)
    assert await states(place) == {"done": 1}


PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "name": [{"family": "Reed", "given": ["Tom"]}],
    "birthDate": "1950-05-01",
}


def region(folder: Path) -> Path:
    organisations = [
        {"id": code, "name": code.title(), "kind": kind}
        for code, kind in (("acute", "acute-hospital"), ("council", "council"), ("gp-01", "gp-practice"))
    ]
    (folder / "sources").mkdir(parents=True)
    (folder / "sources" / "council.toml").write_text(COUNCIL)
    (folder / "region.json").write_text(json.dumps({"organisations": organisations}))
    for code in ("acute", "council", "gp-01"):
        (folder / "feeds" / code).mkdir(parents=True)
    course = [adt("A01", i * 3, visit=f"V{i}", patient=f"H{i % 7}", message_id=f"a{i}", nhs="") for i in range(40)]
    ends = [adt("A03", i * 3 + 2, visit=f"V{i}", patient=f"H{i % 7}", message_id=f"e{i}", nhs="") for i in range(40)]
    told = [message for pair in zip(course, ends, strict=True) for message in pair]
    (folder / "feeds" / "acute" / "2026-01-10.hl7").write_bytes(b"\n\n".join(told))
    rows = "".join(f"P{i};C{i};Domiciliary Care;acute;01/04/2025;;10;200;Active;\n" for i in range(30))
    (folder / "feeds" / "council" / "packages-2026-01-10.csv").write_text(PACKAGES + rows)
    lines = []
    for i in range(20):
        patient = {**PATIENT, "id": f"p{i}", "name": [{"family": f"Reed{i}"}], "birthDate": f"19{i + 30}-05-01"}
        bundle = {
            "resourceType": "Bundle",
            "type": "transaction",
            "timestamp": f"2026-01-10T{i:02}:00:00Z",
            "entry": [{"resource": patient, "request": {"method": "PUT", "url": f"Patient/p{i}"}}],
        }
        lines.append(json.dumps(bundle))
    (folder / "feeds" / "gp-01" / "2026-01-10.ndjson").write_text("\n".join(lines) + "\n")
    return folder


async def record(place: Place) -> list[tuple[Any, ...]]:
    rows = await place.fetch("SELECT type, id, version, body, received FROM fhir.resource ORDER BY type, id")
    return [tuple(row.values()) for row in rows]


async def test_a_region_is_loaded_with_the_times_at_which_it_was_sent(place: Place, tmp_path: Path) -> None:
    shown: list[int] = []
    loaded = await load.folder(
        place.database, place.feeds, region(tmp_path / "r"), progress=lambda so_far: shown.append(so_far.messages)
    )
    assert loaded.tally.messages == {
        ("ADT^A01", "done"): 40,
        ("ADT^A03", "done"): 40,
        ("package", "done"): 30,
        ("transaction", "done"): 20,
    }
    assert shown[-1] == loaded.messages == 130
    assert loaded.bytes_read == loaded.bytes_total > 0
    assert {o["id"] for o in await place.all("Organization")} == {"acute", "council", "gp-01"}
    first = await place.fetch("SELECT source, received FROM feeds.message ORDER BY received LIMIT 1")
    assert [(row["source"], row["received"].hour) for row in first] == [("gp-01", 0)]
    assert {e["status"] for e in await place.all("Encounter")} == {"finished"}


async def test_a_load_that_was_stopped_and_run_again_gives_the_same_record(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = region(tmp_path / "r")
    monkeypatch.setattr(load, "TOGETHER", 9)
    put, calls = place.feeds.put, 0

    async def broken(*args: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls in (3, 8):
            raise ConnectionResetError
        return await put(*args)

    monkeypatch.setattr(place.feeds, "put", broken)
    for _ in range(2):
        with pytest.raises(ConnectionResetError):
            await load.folder(place.database, place.feeds, folder)
    assert 0 < len(await place.all("Encounter")) < 40
    again = await load.folder(place.database, place.feeds, folder)
    stopped = await record(place)
    assert sum(n for (_, outcome), n in again.tally.messages.items() if outcome == "duplicate") > 0
    assert (await place.fetch("SELECT sum(repeats) AS n FROM feeds.message"))[0]["n"] == 0
    whole = await load.folder(place.database, place.feeds, folder)
    assert {outcome for _, outcome in whole.tally.messages} == {"duplicate"}
    assert await record(place) == stopped


async def test_messages_of_a_loose_folder_may_share_their_ids(place: Place, tmp_path: Path) -> None:
    (tmp_path / "a.hl7").write_bytes(adt("A01", 0, message_id="1"))
    (tmp_path / "b.hl7").write_bytes(adt("A03", 5, message_id="1", end=5))
    (tmp_path / "c.hl7").write_bytes(adt("A03", 5, message_id="1", end=5))
    (tmp_path / "notes.txt").write_text("not a feed")
    loaded = await load.folder(place.database, place.feeds, tmp_path)
    assert loaded.tally.messages == {("ADT^A01", "done"): 1, ("ADT^A03", "done"): 1, ("ADT^A03", "duplicate"): 1}
    assert loaded.left_out == ["notes.txt"]
    assert (await place.one("Encounter"))["status"] == "finished"


async def test_a_folder_that_is_not_there_says_so(place: Place, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such folder"):
        await load.folder(place.database, place.feeds, tmp_path / "nowhere")
    (tmp_path / "region.json").write_text("{}")
    with pytest.raises(BadInput, match="no description"):
        await load.folder(place.database, place.feeds, tmp_path)


async def test_every_sample_is_loaded_and_every_segment_accounted_for(place: Place) -> None:
    loaded = await load.folder(place.database, place.feeds, SAMPLES / "hl7v2")
    assert {outcome for _, outcome in loaded.tally.messages} == {"done"}
    assert loaded.messages == len(list((SAMPLES / "hl7v2").glob("*.hl7")))
    segments = {part for _, part, _, _ in loaded.tally.parts}
    assert {"PID", "PV1", "OBX", "GT1", "IN1", "RXE", "MSH"} <= segments
    assert not {part for part in segments if part in ("Observation", "Location", "Practitioner", "Procedure")}
    loaded = await load.folder(place.database, place.feeds, SAMPLES / "synthea")
    assert {outcome for _, outcome in loaded.tally.messages} == {"done"}
    assert len(await place.all("ExplanationOfBenefit")) > 1000
