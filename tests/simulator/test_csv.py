from collections import Counter, defaultdict
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from careweft.feeds.tables.mapping import Mapping, parse
from careweft.feeds.tables.rows import cells, rows
from careweft.feeds.tables.understand import RowReader

from .conftest import Written

SOURCES = ("council", "homecare-a", "homecare-b", "care-homes")
Table = list[dict[str, str]]


@pytest.fixture(scope="module")
def mappings(written: Written) -> dict[str, Mapping]:
    texts = {source: (written.folder / "sources" / f"{source}.toml").read_text() for source in SOURCES}
    return {source: parse(text, source) for source, text in texts.items()}


@pytest.fixture(scope="module")
def tables(written: Written, mappings: dict[str, Mapping]) -> dict[tuple[str, str], Table]:
    """Rows by source and kind, under the canonical names of their fields, in the order sent; `file` is the day."""
    found: dict[tuple[str, str], Table] = defaultdict(list)
    for source, mapping in mappings.items():
        for path in sorted((written.folder / "feeds" / source).iterdir(), key=lambda path: path.name[-14:]):
            file = mapping.of(path.name)
            assert file, path.name
            for row in rows(path.read_bytes(), file):
                said = cells(row.raw, file)
                fields = {name: said[column] for name, column in file.columns.items()}
                found[source, file.kind].append(fields | {"file": path.stem[-10:]})
    return found


def test_every_row_is_understood_by_its_declaration(written: Written, mappings: dict[str, Mapping]) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for source, mapping in mappings.items():
        reader = RowReader(source, ZoneInfo("Europe/London"), {source: source})
        for path in sorted((written.folder / "feeds" / source).iterdir()):
            file = mapping.of(path.name)
            assert file
            for row in rows(path.read_bytes(), file):
                assert not row.fault
                found = reader.understand(row.raw, file, "stamp")
                assert not found.report.wrong
                counts[source, file.kind] += 1
    assert set(counts) == {
        *(("council", "patient"), ("council", "package"), ("council", "referral"), ("care-homes", "resident")),
        *(("homecare-a", "patient"), ("homecare-a", "visit"), ("homecare-b", "patient"), ("homecare-b", "visit")),
    }


def test_each_source_has_its_own_ways(mappings: dict[str, Mapping], written: Written) -> None:
    files = [file for mapping in mappings.values() for file in mapping.files if file.kind in ("patient", "resident")]
    assert len({file.formats["birth_date"] for file in files}) == len(files)
    assert len({file.columns["family"] for file in files}) >= 3
    assert len({file.delimiter for file in files}) == 3
    assert {file.encoding for file in files} >= {"cp1252"}
    first = next((written.folder / "feeds" / "homecare-b").glob("clients-*.csv")).read_bytes()
    assert first.startswith(b"\xef\xbb\xbf")
    council = (written.folder / "sources" / "council.toml").read_text()
    assert council.startswith("# What the CSV files of the source")


def test_rows_with_a_key_are_about_one_thing(tables: dict[tuple[str, str], Table]) -> None:
    for (_, kind), table in tables.items():
        key = {"visit": "visit_id", "package": "package_id", "referral": "referral_id"}.get(kind, "local_id")
        owner: dict[str, str] = {}
        for row in table:
            assert owner.setdefault(row[key], row["local_id"]) == row["local_id"]
    for source in ("homecare-a", "homecare-b"):
        visits = tables[source, "visit"]
        assert len({row["visit_id"] for row in visits}) == len(visits)


def test_clients_are_told_before_anything_about_them(tables: dict[tuple[str, str], Table]) -> None:
    for source, kinds in (("council", ("package", "referral")), ("homecare-a", ("visit",)), ("homecare-b", ("visit",))):
        since: dict[str, str] = {}
        for row in tables[source, "patient"]:
            since.setdefault(row["local_id"], row["file"])
        for kind in kinds:
            assert all(since[row["local_id"]] <= row["file"] for row in tables[source, kind])


def test_packages_cost_what_their_hours_cost(tables: dict[tuple[str, str], Table]) -> None:
    services: Counter[str] = Counter()
    for row in tables["council", "package"]:
        services[row["service"]] += 1
        if row["service"] == "Domiciliary Care":
            assert abs(float(row["weekly_cost"]) - float(row["hours_per_week"]) * 20.60) < 0.01
        if row["service"] == "Residential Care":
            assert row["weekly_cost"] == "840.00"
        day, month, year = (int(part) for part in row["start"].split("/"))
        assert date(year, month, day) < date(2026, 1, 20)
        assert bool(row["end"]) is (row["status"] == "Ended")
    assert set(services) == {"Domiciliary Care", "Residential Care", "Day Opportunities"}


def test_visits_not_made_have_no_start(tables: dict[tuple[str, str], Table]) -> None:
    outcomes: Counter[str] = Counter()
    for row in tables["homecare-a", "visit"]:
        outcomes[row["status"]] += 1
        assert bool(row["start"]) is bool(row["minutes"]) is (row["status"] == "Completed")
    assert outcomes["Completed"] > 0.9 * outcomes.total()
    assert min(outcomes.values()) > 0
    assert len(outcomes) == 3


def test_providers_of_home_care_visit_their_own_clients(tables: dict[tuple[str, str], Table]) -> None:
    agencies = {row["provider"] for row in tables["council", "package"] if row["service"] == "Domiciliary Care"}
    assert len(agencies) == 2
    for source in ("homecare-a", "homecare-b"):
        clients = {row["local_id"] for row in tables[source, "patient"]}
        assert {row["local_id"] for row in tables[source, "visit"]} <= clients
