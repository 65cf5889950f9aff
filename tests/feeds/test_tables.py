"""CSV: mappings that say what is wrong with them, rows as messages, and what they become."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from careweft.base.errors import BadInput
from careweft.feeds import extensions, patients
from careweft.feeds.notes import Understood
from careweft.feeds.tables.mapping import Mapping, parse
from careweft.feeds.tables.rows import as_at, rows
from careweft.feeds.tables.understand import RowReader
from careweft.fhir.decode import decode

from .conftest import LONDON
from .mappings import CLIENTS, COUNCIL, OAKLEY, PACKAGES

MAPPING = parse(COUNCIL, "council.toml")


def read(name: str, text: str, mapping: Mapping = MAPPING) -> list[Understood]:
    file = mapping.of(name)
    assert file
    reader = RowReader("council", LONDON, {"gp-01": "gp-01", "homecare-a": "homecare-a"})
    return [reader.understand(row.raw, file, "stamp") for row in rows(text.encode(file.encoding), file)]


def resource(name: str, text: str) -> dict[str, Any]:
    (found,) = read(name, text)
    (record,) = found.records
    return decode(record.resource)


@pytest.mark.parametrize(
    ("change", "line", "found", "expected"),
    [
        (('kind = "package"', 'kind = "parcel"'), 29, "'parcel'", "patient or package"),
        (('status = "Status"', 'statsu = "Status"'), 40, "statsu", "local_id"),
        (('delimiter = ";"', 'delimiter = ";;"'), 5, "';;'", "one character"),
        (('encoding = "cp1252"', 'encoding = "cp-what"'), 6, "'cp-what'", "character set"),
        (('id = ["ClientRef"]', "id = []"), 8, "missing", "columns"),
        (('local_id = "ClientRef"', 'phone = "ClientRef"'), 9, "local_id is missing", "a column for local_id"),
        (('birth_date = "%d/%m/%Y"', 'birth_date = "dd/mm/yyyy"'), 20, "'dd/mm/yyyy'", "date format"),
        (('F = "female"', 'F = "woman"'), 23, "'woman'", "female or male"),
        (('match = "clients-*.csv"', 'matches = "clients-*.csv"'), 4, "matches", "match"),
        (("[[file]]", "[[file]"), 3, "TOML", "[[file]]"),
    ],
)
def test_a_wrong_mapping_names_its_line_what_was_found_and_what_was_expected(
    change: tuple[str, str], line: int, found: str, expected: str
) -> None:
    with pytest.raises(BadInput) as wrong:
        parse(COUNCIL.replace(*change, 1), "sources/council.toml")
    assert found in wrong.value.what
    assert expected in wrong.value.expected
    assert wrong.value.where == f"sources/council.toml:{line}"


def test_a_client_becomes_a_patient() -> None:
    (found,) = read("clients-2026-01-10.csv", CLIENTS + OAKLEY)
    (note,) = found.patients
    patient = decode(patients.resource("council", note.local_id, patients.take({}, note), {"gp-01": "gp-01"}))
    assert patient["name"] == [{"use": "official", "family": "Oakléy", "given": ["Ann", "Mary"]}]
    assert patient["birthDate"] == "1940-02-29"
    assert patient["gender"] == "female"
    assert {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018"} in patient["identifier"]
    assert patient["generalPractitioner"][0]["reference"] == "Organization/gp-01"
    assert found.report.as_json() == {"kind": "patient", "understood": ["patient"]}


def test_a_package_becomes_a_service_request() -> None:
    row = 'P7;C1;Domiciliary Care;homecare-a;01/04/2026;;10.5;"1,299.50";Suspended;see file\n'
    request = resource("packages-2026-01-10.csv", PACKAGES + row)
    assert request["status"] == "on-hold"
    assert request["category"][0]["coding"][0]["code"] == "care-package"
    assert request["code"]["coding"][0]["code"] == "home-care"
    assert request["occurrencePeriod"] == {"start": "2026-04-01"}
    assert request["performer"] == [{"reference": "Organization/homecare-a"}]
    assert request["quantityQuantity"]["value"] == 10.5
    cost = {"url": extensions.WEEKLY_COST, "valueMoney": {"value": 1299.5, "currency": "GBP"}}
    assert request["extension"] == [cost]
    (found,) = read("packages-2026-01-10.csv", PACKAGES + row)
    assert found.report.as_json()["partly"] == {"package": ["Note"]}


@pytest.mark.parametrize(
    ("row", "status", "period"),
    [
        ("C1;V1;30-03-2026 08:00;30-03-2026 08:12;25;C", "finished", ("2026-03-30T07:12:00Z", "2026-03-30T07:37:00Z")),
        ("C1;V1;30-01-2026 08:00;;;M", "cancelled", ("2026-01-30T08:00:00Z", None)),
        ("C1;V1;30-01-2026 08:00;;;", "planned", ("2026-01-30T08:00:00Z", None)),
    ],
)
def test_a_home_care_visit_becomes_an_encounter_at_home(row: str, status: str, period: tuple[str, str | None]) -> None:
    text = "Client,Call,Due,Actual,Mins,State\n" + row.replace(";", ",")
    encounter = resource("calls-1.csv", text)
    assert encounter["class"]["code"] == "HH"
    assert encounter["status"] == status
    assert (encounter["period"].get("start"), encounter["period"].get("end")) == period


def test_a_referral_and_a_resident_become_service_requests() -> None:
    text = "Client,Ref,Received,Reason,Priority,By\nC1,R1,2026-02-01 10:30,Fell at home,High,gp-01\n"
    referral = resource("referrals-1.csv", text)
    assert (referral["priority"], referral["authoredOn"]) == ("urgent", "2026-02-01T10:30:00Z")
    assert referral["requester"] == {"reference": "Organization/gp-01"}
    text = "No,Surname,Admitted,Left,Home\n9,Oakley,2025-10-01,2026-01-03,The Elms\n"
    living = resource("residents-1.csv", text)
    assert (living["status"], living["code"]["coding"][0]["code"]) == ("completed", "care-home")
    assert living["occurrencePeriod"] == {"start": "2025-10-01", "end": "2026-01-03"}


@pytest.mark.parametrize(
    ("row", "where", "expected"),
    [
        ("C1;Oakley;Ann;31/02/1940;F;;;;\n", "DoB", "a date as %d/%m/%Y"),
        ("C1;Oakley;Ann;29/02/1940;W;;;;\n", "Gender", "M or F"),
        ("C1;Oakley;Ann\n", "", "the same number of cells"),
    ],
)
def test_a_row_that_cannot_be_read_says_why_without_the_value(row: str, where: str, expected: str) -> None:
    with pytest.raises(BadInput) as wrong:
        read("clients-1.csv", CLIENTS + row)
    assert where in wrong.value.where
    assert expected in wrong.value.expected
    assert "1940" not in str(wrong.value)


def test_rows_know_their_line_and_faults_and_quoted_breaks_stay_one_row() -> None:
    file = MAPPING.of("clients-1.csv")
    assert file
    text = CLIENTS + 'C1;"Oak\nley";Ann;;;;;;\n\nC2;short\n' + ";x;;;;;;;\n"
    found = list(rows(text.encode("cp1252"), file))
    assert [(row.line, bool(row.fault)) for row in found] == [(2, False), (5, True), (6, True)]
    assert [row.raw.count(b"\n") for row in found] == [3, 2, 2]


def test_a_file_that_does_not_fit_its_mapping_says_so() -> None:
    file = MAPPING.of("clients-1.csv")
    assert file
    with pytest.raises(BadInput, match="no column 'Forename'"):
        list(rows(CLIENTS.replace("Forename", "First").encode(), file))
    with pytest.raises(BadInput, match="empty"):
        list(rows(b"", file))


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("clients-2026-01-10.csv", datetime(2026, 1, 11, tzinfo=UTC)),
        ("clients-2026-06-30.csv", datetime(2026, 6, 30, 23, tzinfo=UTC)),
        ("clients_20260110T0630.csv", datetime(2026, 1, 10, 6, 30, tzinfo=UTC)),
        ("clients-2026-13-10.csv", None),
        ("clients.csv", None),
    ],
)
def test_a_file_holds_at_the_time_in_its_name_or_at_the_end_of_its_day(name: str, at: datetime | None) -> None:
    assert as_at(name, LONDON) == at
