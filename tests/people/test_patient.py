"""FHIR Patients as source records, and whose the resources are that somebody writes over HTTP."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from careweft.base.db import Database
from careweft.fhir.invalid import Invalid
from careweft.fhir.store import Origin, Store
from careweft.people import Index, SourceRecord
from careweft.people.patient import PersonResolver, from_patient
from careweft.people.record import patient_resource_id
from tests.people.support import AT, NUMBERS, record

PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "p1",
    "identifier": [
        {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "943 476 5919"},
        {"system": "urn:careweft:source:gp-01", "value": "E123"},
        {"system": "urn:careweft:source:acute", "value": "other"},
    ],
    "name": [{"use": "maiden", "family": "Brown"}, {"use": "official", "family": "Smith", "given": ["John", "Paul"]}],
    "telecom": [{"system": "email", "value": "j@example.org"}, {"system": "phone", "value": "01999 123456"}],
    "gender": "male",
    "birthDate": "1950-03-07",
    "deceasedDateTime": "2026-01-03T10:00:00+00:00",
    "address": [
        {"use": "old", "line": ["1 Old Rd"], "postalCode": "EX1 1AA"},
        {"use": "home", "line": ["Flat 2", "12 High Street"], "postalCode": "TQ1 4AB"},
    ],
}
ORIGIN = Origin("gp-01", None, AT)


def test_a_patient_is_read_whole() -> None:
    assert from_patient(PATIENT, "gp-01", AT) == SourceRecord(
        source="gp-01",
        local_id="E123",
        family="Smith",
        given="John Paul",
        birth_date=date(1950, 3, 7),
        sex="male",
        nhs_number="943 476 5919",
        line="Flat 2, 12 High Street",
        postcode="TQ1 4AB",
        phone="01999 123456",
        died=datetime(2026, 1, 3, 10, tzinfo=UTC),
        at=AT,
        patient_id="p1",
    )


@pytest.mark.parametrize("birth_date", ["1950", "1950-03"])
def test_a_part_of_a_date_is_no_date(birth_date: str) -> None:
    assert from_patient({**PATIENT, "birthDate": birth_date}, "gp-01", AT).birth_date is None


def test_a_bare_patient_is_known_by_its_id() -> None:
    bare = from_patient({"resourceType": "Patient", "id": "p2"}, "gp-01", AT)
    assert bare == SourceRecord("gp-01", "p2", at=AT, patient_id="p2")


def test_patient_ids() -> None:
    given = "0190c9a2-5f6b-7aaa-8bbb-0123456789ab"
    assert patient_resource_id("gp-01", given) == given
    assert patient_resource_id("acute", "A1") == patient_resource_id("acute", "A1")
    assert patient_resource_id("acute", "A1") != patient_resource_id("council", "A1")


async def test_resources_written_over_http_find_their_person(worker_db: Database) -> None:
    index, store = Index(), Store()
    resolver = PersonResolver(index)
    observation = {"resourceType": "Observation", "id": "o1", "subject": {"reference": "Patient/p1"}}
    place = {"resourceType": "Location", "id": "l1"}
    async with worker_db.transaction() as connection:
        john = (await index.match(connection, record("acute", "A1"))).person_id
        assert await resolver(connection, [observation, PATIENT, place], ORIGIN) == [john, john, 0]
        await store.put(connection, [john], [PATIENT], ORIGIN)
        assert await resolver(connection, [observation], ORIGIN) == [john]
        with pytest.raises(Invalid):
            await resolver(connection, [{**observation, "subject": {"reference": "Patient/nobody"}}], ORIGIN)


async def test_a_known_patient_stays_its_sources_record_whoever_writes_it(worker_db: Database) -> None:
    index = Index()
    async with worker_db.transaction() as connection:
        person = (await index.match(connection, from_patient(PATIENT, "gp-01", AT))).person_id
        corrected = {**PATIENT, "gender": "female", "identifier": PATIENT["identifier"][:1]}
        later = Origin("account/3", None, datetime(2026, 1, 9, tzinfo=UTC))
        assert await PersonResolver(index)(connection, [corrected], later) == [person]
        rows = await connection.fetch("SELECT source, local_id, sex FROM people.source_record")
    assert [tuple(row) for row in rows] == [("gp-01", "E123", "female")]


async def test_two_new_patients_of_one_transaction_can_be_one_person(worker_db: Database) -> None:
    twin = {**PATIENT, "id": "p9", "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": NUMBERS[0]}]}
    async with worker_db.transaction() as connection:
        one, other = await PersonResolver(Index())(connection, [PATIENT, twin], ORIGIN)
    assert one == other
