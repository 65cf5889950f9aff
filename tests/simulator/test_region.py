import json
import os
import subprocess
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from careweft.base.errors import BadInput, Conflict, Unavailable
from careweft.facts import area
from careweft.simulator import region

from .conftest import Written

TEN_DAYS = (date(2025, 10, 20), date(2025, 10, 30))


def digest(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path: Path) -> None:
    region.make(600, 3, tmp_path / "one", *TEN_DAYS)
    region.make(600, 4, tmp_path / "other", *TEN_DAYS)
    elsewhere = (
        "import datetime, pathlib, sys; from careweft.simulator import region; "
        "region.make(600, 3, pathlib.Path(sys.argv[1]), *map(datetime.date.fromisoformat, sys.argv[2:]))"
    )
    days = [day.isoformat() for day in TEN_DAYS]
    environment = os.environ | {"PYTHONHASHSEED": "12345", "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", elsewhere, tmp_path / "same", *days], check=True, env=environment)
    one, same, other = (digest(tmp_path / name) for name in ("one", "same", "other"))
    assert one == same
    shared = one.keys() & other.keys()
    different = [name for name in shared if one[name] != other[name]]
    assert {"region.json", "truth/people.csv", "feeds/gp-01/2025-10-20.ndjson"} <= set(different)


def test_the_folder_is_laid_out_as_said(written: Written) -> None:
    described = json.loads((written.folder / "region.json").read_bytes())
    assert (described["people"], described["seed"]) == (3_000, 7)
    assert (described["start"], described["end"], described["zone"]) == ("2025-01-16", "2026-01-16", "Europe/London")
    assert described["practices"] == {"gp-01": "zone-1", "gp-02": "zone-1", "gp-03": "zone-2"}
    senders = {sender["id"]: sender for sender in described["organisations"]}
    assert {path.name for path in (written.folder / "feeds").iterdir()} == set(senders)
    assert {sender["format"] for sender in senders.values()} == {"hl7v2", "fhir", "csv"}
    declared = {path.stem for path in (written.folder / "sources").glob("*.toml")}
    assert declared == {name for name, sender in senders.items() if sender["format"] == "csv"}
    endings = {"hl7v2": "*.hl7", "fhir": "*.ndjson", "csv": "*-????-??-??.csv"}
    for name, sender in senders.items():
        files = list((written.folder / "feeds" / name).iterdir())
        assert files
        assert all(path.match(endings[sender["format"]]) for path in files)
    assert described["parameters"]["identity"]["sectors"]["council"]["missing_nhs"] == 0.3


def test_the_summary_counts_what_was_written(written: Written) -> None:
    files = [path for path in written.folder.rglob("*") if path.is_file()]
    assert written.summary.files == len(files)
    assert written.summary.bytes == sum(path.stat().st_size for path in files)
    assert written.summary.records == sum(1 for row in written.table("truth/people.csv") if row["source"])
    assert written.summary.errors == len(written.table("truth/errors.csv"))
    acute = sum(1 for _ in written.messages("acute"))
    assert acute == sum(written.summary.messages["acute"].values())


def test_deprivation_is_known_of_every_postcode(written: Written) -> None:
    tenths = {row["postcode"]: int(row["imd"]) for row in written.table("reference/areas.csv")}
    assert set(tenths.values()) == set(range(1, 11))
    for row in written.table("truth/people.csv"):
        assert row["postcode"].partition(" ")[0] in tenths
    assert callable(area.load)


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    region.make(100, 1, tmp_path / "r", *TEN_DAYS, progress=lambda *step: told.append(step))
    assert [done for _, done, _ in told] == list(range(len(told)))
    assert told[-1][0] == "done"


@pytest.mark.parametrize(
    ("people", "start", "end"),
    [
        (99, *TEN_DAYS),
        (10_000_001, *TEN_DAYS),
        (500, date(2025, 1, 2), date(2025, 1, 2)),
        (500, date(2025, 1, 2), date(2024, 1, 2)),
        (500, date(2020, 1, 2), date(2024, 1, 2)),
    ],
)
def test_what_cannot_be_made_is_said(tmp_path: Path, people: int, start: date, end: date) -> None:
    with pytest.raises(BadInput, match="expected"):
        region.make(people, 1, tmp_path / "r", start, end)
    assert not list(tmp_path.iterdir())


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "mine.txt").write_text("keep")
    with pytest.raises(Conflict, match="is there already"):
        region.make(100, 1, tmp_path / "r", *TEN_DAYS)
    assert (tmp_path / "r" / "mine.txt").read_text() == "keep"


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    region.make(100, 1, tmp_path / "r", *TEN_DAYS)
    assert (tmp_path / "r" / "region.json").is_file()


def test_nothing_is_left_of_a_region_that_was_not_finished(tmp_path: Path) -> None:
    def stop(what: str, done: int, total: int) -> None:
        if what == "who is who":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        region.make(100, 1, tmp_path / "r", *TEN_DAYS, progress=stop)
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="cannot write the region"):
        region.make(100, 1, tmp_path / "file" / "r", *TEN_DAYS)


def test_small_and_short_regions_can_be_made(tmp_path: Path) -> None:
    for seed in range(5):
        summary = region.make(100, seed, tmp_path / str(seed), date(2024, 2, 29), date(2024, 3, 1))
        assert summary.messages["gp-01"]["Bundle"] > 1
