"""What each kind of resource says, as fact rows."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from careweft.facts.catalogue import COMMON, TABLES
from careweft.facts.flatten import DERIVED_FROM, flatten, views
from careweft.facts.shape import SHAPES
from tests.facts.make import (
    ACT_CODE,
    EXTENSION,
    ICD10,
    LOINC,
    concept,
    encounter,
    observation,
    patient,
    period,
    reference,
    service_request,
)

LONDON = ZoneInfo("Europe/London")
IN = "2026-01-10T14:00:00Z"


def facts(resource: dict[str, Any], table: str) -> list[dict[str, Any]]:
    rows = flatten(resource, LONDON).get(table, ())
    return [dict(zip(DERIVED_FROM[table].columns, row, strict=True)) for row in rows]


def fact(resource: dict[str, Any], table: str) -> dict[str, Any]:
    (only,) = facts(resource, table)
    return only


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_every_view_fills_columns_of_its_table_and_every_table_is_filled() -> None:
    assert {view.name for view in views()} | {"person", "registration"} == set(DERIVED_FROM)
    assert set(SHAPES) == {view.name for view in views()}


def test_the_catalogue_is_what_the_contract_of_rules_and_measures_says() -> None:
    for table in TABLES.values():
        start, end = table.when
        assert {start, end} - {None} <= set(table.columns)
        assert not set(table.columns) & set(COMMON)


def test_a_stay_with_all_that_a_discharge_team_needs() -> None:
    stay = encounter(
        "e",
        "in-progress",
        "2026-01-10T14:05:00Z",
        unit="WARD-4",
        priority={"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActPriority", "code": "EM"}]},
        reasonCode=[{"text": "fall"}],
        extension=[
            {"url": EXTENSION + "medically-fit", "valueDateTime": "2026-01-14T09:00:00Z"},
            {"url": EXTENSION + "delay-reason", "valueCode": "awaiting-care-package"},
        ],
    )
    assert fact(stay, "encounter") == {
        "class": "inpatient",
        "status": "in-progress",
        "emergency": True,
        "start": at("2026-01-10T14:05Z"),
        "finish": None,
        "organisation": "acute",
        "unit": "WARD-4",
        "reason": "fall",
        "ready": at("2026-01-14T09:00Z"),
        "delay": "awaiting-care-package",
        "destination": None,
    }


def test_a_planned_stay_is_no_emergency_and_a_date_that_ends_it_is_included() -> None:
    found = fact(encounter("e", "finished", "2026-06-10", "2026-06-12"), "encounter")
    assert (found["emergency"], found["start"], found["finish"]) == (
        False,
        at("2026-06-09T23:00Z"),
        at("2026-06-12T23:00Z"),
    )


@pytest.mark.parametrize(
    ("code", "expected"),
    [("EMER", "emergency"), ("AMB", "outpatient"), ("VR", "virtual"), ("ACUTE", "inpatient")],
)
def test_classes(code: str, expected: str) -> None:
    assert fact(encounter("e", "finished", "2026-01-10", class_=code), "encounter")["class"] == expected


@pytest.mark.parametrize(
    ("code", "type_", "kind"),
    [
        ("AMB", "gp", "gp"),
        ("VR", "gp", "gp"),
        ("AMB", "nurse", "nurse"),
        ("HH", "home-care-visit", "home-care-visit"),
        ("HH", "other", "home-visit"),
        ("FLD", "other", "ambulance"),
    ],
)
def test_a_visit_or_consultation_is_a_contact_and_no_stay(code: str, type_: str, kind: str) -> None:
    visit = encounter("e", "finished", IN, "2026-01-10T14:20:00Z", class_=code, type=[concept(type_, "urn:kinds")])
    assert fact(visit, "contact") == {"kind": kind, "at": at(IN), "minutes": 20, "organisation": "acute"}
    assert facts(visit, "encounter") == []
    assert facts(visit | {"status": "cancelled"}, "contact") == []


def test_a_stay_is_no_contact_whatever_it_is_called() -> None:
    assert facts(encounter("e", "finished", IN, type=[concept("nurse")]), "contact") == []


@pytest.mark.parametrize(
    ("hospitalization", "expected"),
    [
        ({"dischargeDisposition": {"coding": [{"code": "06"}]}, "destination": {"display": "X"}}, "home-with-care"),
        ({"dischargeDisposition": {"coding": [{"code": "snf"}]}}, "care-home"),
        ({"dischargeDisposition": {"coding": [{"code": "Q9"}]}, "destination": {"display": "A yacht"}}, "A yacht"),
        ({"dischargeDisposition": {"coding": [{"code": "Q9"}], "text": "A ship"}}, "A ship"),
        ({"dischargeDisposition": {"coding": [{"code": "Q9"}]}}, "Q9"),
        ({}, None),
    ],
)
def test_where_a_person_went(hospitalization: dict[str, Any], expected: str | None) -> None:
    stay = encounter(
        "e", "finished", IN, "2026-01-14", **({"hospitalization": hospitalization} if hospitalization else {})
    )
    assert fact(stay, "encounter")["destination"] == expected


def test_what_is_no_encounter_of_ours_is_no_row() -> None:
    assert facts(encounter("e", "entered-in-error", "2026-01-10"), "encounter") == []
    assert facts(encounter("e", "finished", "2026-01-10", class_="FLD"), "encounter") == []
    assert flatten({"resourceType": "Basic", "id": "b"}, LONDON) == {}
    assert flatten(None, LONDON) == {}


def test_an_attendance_that_became_a_stay_is_both() -> None:
    def past(code: str, start: str, end: str | None = None) -> dict[str, Any]:
        return {"class": {"system": ACT_CODE, "code": code}, "period": period(start, end)}

    history = [past("EMER", "2026-01-10T10:00:00Z", "2026-01-10T14:00:00Z"), past("IMP", "2026-01-10T14:00:00Z")]
    both = facts(encounter("e", "in-progress", "2026-01-10T10:00:00Z", classHistory=history, unit="W"), "encounter")
    assert [(row["class"], row["status"], row["emergency"], row["start"], row["finish"]) for row in both] == [
        ("emergency", "finished", True, at("2026-01-10T10:00Z"), at("2026-01-10T14:00Z")),
        ("inpatient", "in-progress", True, at("2026-01-10T14:00Z"), None),
    ]


def test_leaves_are_numbered_and_say_whether_the_person_came_back() -> None:
    def past(status: str, start: str, end: str | None = None) -> dict[str, Any]:
        return {"status": status, "period": period(start, end)}

    history = [
        past("in-progress", "2026-01-01T10:00:00Z", "2026-01-03T10:00:00Z"),
        past("onleave", "2026-01-03T10:00:00Z", "2026-01-05T10:00:00Z"),
        past("in-progress", "2026-01-05T10:00:00Z", "2026-01-07T10:00:00Z"),
        past("onleave", "2026-01-07T10:00:00Z", "2026-01-09T10:00:00Z"),
        past("finished", "2026-01-09T10:00:00Z"),
    ]
    found = facts(encounter("e", "finished", "2026-01-01", "2026-01-09", statusHistory=history), "leave")
    assert [(row["number"], row["start"], row["finish"], row["returned"]) for row in found] == [
        (1, at("2026-01-03T10:00Z"), at("2026-01-05T10:00Z"), True),
        (2, at("2026-01-07T10:00Z"), at("2026-01-09T10:00Z"), False),
    ]


def test_who_waits_for_an_operation_waits_until_it_is_done_or_taken_off() -> None:
    surgical = {"category": [{"coding": [{"system": "http://snomed.info/sct", "code": "387713003"}]}]}
    asked = service_request("w", "", "active", code={"text": "New hip"}, authoredOn=IN) | surgical
    ahead = {"occurrenceDateTime": "2026-03-01T08:00:00Z"}
    waits = {"what": "New hip", "status": "active", "start": at(IN), "finish": None}
    assert fact(asked, "waiting").items() >= waits.items()
    assert fact(asked | ahead, "waiting").items() >= waits.items()
    done = fact(asked | ahead | {"status": "completed"}, "waiting")
    assert (done["status"], done["finish"]) == ("completed", at(ahead["occurrenceDateTime"]))
    off = fact(asked | {"status": "revoked"}, "waiting")
    assert (off["status"], off["finish"]) == ("revoked", at(IN))
    for gone in (
        {"status": "draft"},
        {"status": "entered-in-error"},
        {"category": [{"coding": [{"code": "referral"}]}]},
    ):
        assert facts(asked | gone, "waiting") == []


def test_a_letter_is_of_a_kind_and_a_draft_or_a_replaced_one_is_none() -> None:
    letter = {
        "resourceType": "DocumentReference",
        "id": "d",
        "status": "current",
        "type": {"coding": [{"system": "http://loinc.org", "code": "18842-5", "display": "Discharge summary"}]},
        "subject": reference("Patient/p"),
        "date": "2026-01-13T14:00:00Z",
        "custodian": reference("Organization/acute"),
        "context": {"encounter": [reference("Encounter/e")]},
        "content": [{"attachment": {"title": "epicrisis.pdf"}}],
    }
    assert fact(letter, "letter") == {
        "kind": "discharge-summary",
        "title": "Discharge summary",
        "organisation": "acute",
        "stay": "Encounter/e",
        "at": at("2026-01-13T14:00Z"),
    }
    assert fact(letter | {"type": {"coding": [{"code": "X"}]}}, "letter")["kind"] == "X"
    for gone in ({"status": "superseded"}, {"status": "entered-in-error"}, {"docStatus": "preliminary"}):
        assert facts(letter | gone, "letter") == []


def test_a_condition_keeps_the_code_that_has_a_name() -> None:
    codings = [{"system": "urn:local", "code": "HF"}, {"system": ICD10, "code": "I50.0"}]
    condition = {
        "resourceType": "Condition",
        "id": "c",
        "code": {"coding": codings, "text": "Heart failure"},
        "subject": reference("Patient/p"),
        "onsetDateTime": "2020-03",
    }
    assert fact(condition, "condition") == {
        "code": "I50.0",
        "name": "heart-failure",
        "start": at("2020-03-01T00:00Z"),
        "finish": None,
    }
    refuted = {"verificationStatus": concept("refuted")}
    assert facts(condition | refuted, "condition") == []


def test_a_condition_that_is_over_without_a_date_ends_when_that_was_told() -> None:
    condition = {
        "resourceType": "Condition",
        "id": "c",
        "meta": {"lastUpdated": "2026-01-15T09:00:00Z"},
        "clinicalStatus": concept("resolved"),
        "code": {"text": "Cough"},
        "onsetDateTime": "2026-01-01",
    }
    assert fact(condition, "condition")["finish"] == at("2026-01-15T09:00Z")
    assert fact(condition, "condition")["code"] == "Cough"
    assert fact(condition | {"abatementDateTime": "2026-01-04"}, "condition")["finish"] == at("2026-01-05T00:00Z")


def test_readings_of_one_value_and_of_components() -> None:
    weight = fact(observation("o", "29463-7", 71.5, "2026-01-10T08:00:00Z"), "reading")
    assert weight == {
        "code": "29463-7",
        "name": "weight",
        "value": 71.5,
        "unit": "kg",
        "at": at("2026-01-10T08:00Z"),
    }
    pressure = {
        "resourceType": "Observation",
        "id": "bp",
        "status": "final",
        "code": concept("85354-9", LOINC),
        "effectiveDateTime": "2026-01-10T08:00:00Z",
        "component": [
            {"code": concept("8480-6", LOINC), "valueQuantity": {"value": 142, "unit": "mmHg"}},
            {"code": concept("8462-4", LOINC), "valueQuantity": {"value": 81, "unit": "mmHg"}},
        ],
    }
    assert [(row["name"], row["value"], row["unit"]) for row in facts(pressure, "reading")] == [
        ("systolic", 142.0, "mm[Hg]"),
        ("diastolic", 81.0, "mm[Hg]"),
    ]
    assert facts(pressure | {"status": "entered-in-error"}, "reading") == []


def test_medicines() -> None:
    request = {
        "resourceType": "MedicationRequest",
        "id": "m",
        "status": "stopped",
        "intent": "order",
        "meta": {"lastUpdated": "2026-01-15T09:00:00Z"},
        "medicationCodeableConcept": {"coding": [{"system": SCT, "code": "387467008", "display": "Digoxin"}]},
        "authoredOn": "2025-11-03",
    }
    assert fact(request, "medication") == {
        "code": "387467008",
        "name": "Digoxin",
        "start": at("2025-11-03T00:00Z"),
        "finish": at("2026-01-15T09:00Z"),
    }
    supply = {"validityPeriod": {"end": "2026-01-10"}}
    assert fact(request | {"dispenseRequest": supply}, "medication")["finish"] == at("2026-01-11T00:00Z")
    statement = {
        "resourceType": "MedicationStatement",
        "id": "s",
        "status": "active",
        "medicationReference": {"display": "Warfarin 3 mg"},
        "effectivePeriod": {"start": "2025-01-01"},
    }
    assert fact(statement, "medication")["name"] == "Warfarin 3 mg"


SCT = "http://snomed.info/sct"


def test_a_package_of_care_in_minutes_and_pence() -> None:
    package = service_request(
        "s",
        "care-package",
        "active",
        code={"coding": [{"code": "home-care"}]},
        occurrencePeriod={"start": "2026-01-05"},
        quantityQuantity={"value": 10.5, "unit": "h/wk"},
        performer=[reference("Organization/homecare-a")],
        extension=[{"url": EXTENSION + "weekly-cost", "valueMoney": {"value": 216.30, "currency": "GBP"}}],
    )
    assert fact(package, "service") == {
        "kind": "home-care",
        "status": "active",
        "start": at("2026-01-05T00:00Z"),
        "finish": None,
        "organisation": "homecare-a",
        "weekly_minutes": 630,
        "weekly_pence": 21630,
    }
    assert facts(package, "referral") == []
    assert fact(package | {"status": "on-hold"}, "service")["status"] == "on-hold"
    assert fact(package | {"status": "completed"}, "service")["status"] == "ended"
    assert facts(package | {"status": "revoked"}, "service") == []
    ended = {"status": "revoked", "occurrencePeriod": {"start": "2026-01-05", "end": "2026-01-09"}}
    assert fact(package | ended, "service")["status"] == "ended"
    named = {"performer": [{"identifier": {"value": "day-centre"}, "display": "Day Centre"}]}
    assert fact(package | named, "service")["organisation"] == "day-centre"


def test_referrals() -> None:
    referral = service_request(
        "r",
        "referral",
        "active",
        authoredOn="2026-01-12T11:00:00Z",
        priority="urgent",
        requester=reference("Organization/gp-01"),
        reasonCode=[{"text": "falls"}],
    )
    assert fact(referral, "referral") == {
        "at": at("2026-01-12T11:00Z"),
        "status": "active",
        "urgent": True,
        "organisation": "gp-01",
        "reason": "falls",
    }
    assert facts(referral, "service") == []
    assert fact(referral | {"priority": "routine"}, "referral")["urgent"] is False


def test_assessments_from_both_kinds_of_resource() -> None:
    score = observation("o", "44261-6", 12, "2026-01-10", category=[concept("survey")])
    assert fact(score, "assessment") == {"instrument": "phq-9", "score": 12.0, "at": at("2026-01-10T00:00Z")}
    assert facts(score, "reading") == []
    response = {
        "resourceType": "QuestionnaireResponse",
        "id": "q",
        "status": "completed",
        "questionnaire": "https://clinic.example/Questionnaire/prisma-7|1.0",
        "authored": "2026-01-11T10:00:00Z",
        "item": [
            {"linkId": "1", "answer": [{"valueBoolean": True}]},
            {"linkId": "score", "answer": [{"valueInteger": 4}]},
        ],
    }
    assert fact(response, "assessment") == {"instrument": "prisma-7", "score": 4.0, "at": at("2026-01-11T10:00Z")}
    assert facts(response | {"status": "in-progress"}, "assessment") == []
    ours = {"questionnaire": "https://careweft.org/fhir/Questionnaire/prisma-7|1.0"}
    assert facts(response | ours, "assessment") == []  # its score is an Observation of its own


def test_a_spell_under_case_management() -> None:
    episode = {
        "resourceType": "EpisodeOfCare",
        "id": "c",
        "status": "active",
        "team": [reference("CareTeam/zone-1")],
        "careManager": reference("Practitioner/ann"),
        "period": {"start": "2026-01-02T09:00:00Z"},
    }
    assert fact(episode, "case") == {
        "status": "active",
        "team": "zone-1",
        "coordinator": "ann",
        "start": at("2026-01-02T09:00Z"),
        "finish": None,
    }
    ended = episode | {"status": "finished", "period": {"start": "2026-01-02T09:00:00Z", "end": "2026-02-01T09:00:00Z"}}
    assert (fact(ended, "case")["status"], fact(ended, "case")["finish"]) == ("finished", at("2026-02-01T09:00Z"))


def test_what_a_source_says_of_a_person() -> None:
    said = patient(
        "p",
        "gp-01",
        practice="gp-01",
        postcode="qa1  1aa",
        birthDate="1940-05-17",
        gender="female",
        active=True,
        deceasedDateTime="2026-01-14",
    )
    assert fact(said, "patient") == {
        "source": "gp-01",
        "active": True,
        "birth_date": date(1940, 5, 17),
        "sex": "female",
        "deceased": True,
        "died": at("2026-01-14T00:00Z"),
        "organisation": "gp-01",
        "practice": "gp-01",
        "registered": None,
        "postcode": "QA1 1AA",
        "moved": None,
    }
