"""`$summary` over HTTP: a valid International Patient Summary of what the asker sees."""

from typing import Any

import httpx
import orjson
import pytest

from careweft.base.db import Database
from careweft.fhir.decode import decode
from careweft.fhir.jsontext import loads
from careweft.fhir.store import Store
from tests.fhir.conftest import observation, patient, read, synthea_files
from tests.web.fhir.conftest import FHIR, ORIGIN, audit


def coded(text: str, **more: Any) -> dict[str, Any]:
    return {"text": text, **more}


def condition(id_: str, text: str, clinical: str = "active", **more: Any) -> dict[str, Any]:
    status = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": clinical}]}
    return {
        "resourceType": "Condition", "id": id_, "clinicalStatus": status, "code": coded(text),
        "subject": {"reference": "Patient/p1"}, **more,
    }  # fmt: skip


def vital(id_: str, when: str) -> dict[str, Any]:
    category = [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category",
                             "code": "vital-signs"}]}]  # fmt: skip
    return observation(id_, "Patient/p1", category=category, effectiveDateTime=when)


async def summary(client: httpx.AsyncClient, id_: str = "p1") -> dict[str, Any]:
    answer = await client.get(f"/fhir/Patient/{id_}/$summary")
    assert answer.status_code == 200, answer.text
    return decode(answer.content)


def sections(bundle: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The resources of each section by its LOINC code."""
    by_url = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}
    composition = bundle["entry"][0]["resource"]
    return {
        one["code"]["coding"][0]["code"]: [
            by_url[e["reference"] if e["reference"].startswith("urn:") else f"http://place.test/fhir/{e['reference']}"]
            for e in one["entry"]
        ]
        for one in composition["section"]
    }


async def errors(client: httpx.AsyncClient, bundle: dict[str, Any]) -> list[Any]:
    answer = await client.post("/fhir/Bundle/$validate", content=orjson.dumps(bundle), headers=FHIR)
    return [issue for issue in answer.json()["issue"] if issue["severity"] in ("error", "warning")]


async def test_nothing_is_told_as_nothing_known(client: httpx.AsyncClient, worker_db: Database) -> None:
    bundle = await summary(client)
    assert bundle["type"] == "document" and bundle["entry"][0]["resource"]["resourceType"] == "Composition"
    assert bundle["entry"][1]["resource"]["id"] == "p1"
    found = sections(bundle)
    assert list(found) == ["10160-0", "48765-2", "11450-4"]
    concepts: list[Any] = [one[0].get("code") or one[0]["medicationCodeableConcept"] for one in found.values()]
    said = [concept["coding"][0]["code"] for concept in concepts]
    assert said == ["no-medication-info", "no-allergy-info", "no-problem-info"]
    assert await errors(client, bundle) == []
    assert (1, "summary", "Patient", "seen") in await audit(worker_db)


async def test_what_goes_where(client: httpx.AsyncClient, worker_db: Database) -> None:
    person = {"reference": "Patient/p1"}
    wrong = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-ver-status",
                         "code": "entered-in-error"}]}  # fmt: skip
    resources = [
        condition("c1", "Asthma <b>"),
        condition("c2", "Broken arm", "resolved", abatementDateTime="2020-01-01"),
        {k: v for k, v in condition("c3", "Mistake").items() if k != "clinicalStatus"} | {"verificationStatus": wrong},
        {"resourceType": "AllergyIntolerance", "id": "a1", "code": coded("Penicillin"), "patient": person,
         "clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical",
                                        "code": "active"}]}},
        {"resourceType": "MedicationRequest", "id": "m1", "status": "active", "intent": "order", "subject": person,
         "medicationReference": {"reference": "Medication/salbutamol"}},
        {"resourceType": "MedicationRequest", "id": "m2", "status": "stopped", "intent": "order", "subject": person,
         "medicationCodeableConcept": coded("Aspirin")},
        {"resourceType": "Immunization", "id": "i1", "status": "completed", "vaccineCode": coded("Flu"),
         "patient": person, "occurrenceDateTime": "2025-10-01"},
        {"resourceType": "Immunization", "id": "i2", "status": "not-done", "vaccineCode": coded("Flu"),
         "patient": person, "occurrenceDateTime": "2025-10-01"},
        vital("v1", "2025-01-01"),
        vital("v2", "2025-06-01"),
        patient("p1b"),
    ]  # fmt: skip
    shared = {"resourceType": "Medication", "id": "salbutamol", "code": coded("Salbutamol")}
    async with worker_db.transaction() as connection:
        await Store().put(connection, 1, [decode(one) for one in resources], ORIGIN)
        await Store().put(connection, 0, [shared], ORIGIN)
    bundle = await summary(client, "p1b")
    found = {code: [one["id"] for one in listed] for code, listed in sections(bundle).items()}
    assert found == {
        "10160-0": ["m1"], "48765-2": ["a1"], "11450-4": ["c1"], "11369-6": ["i1"], "8716-3": ["v2"], "11348-0": ["c2"],
    }  # fmt: skip
    assert [e["resource"]["id"] for e in bundle["entry"][1:3]] == ["p1b", "p1"]
    assert "salbutamol" in [entry["resource"].get("id") for entry in bundle["entry"]]
    texts = [one["text"]["div"] for one in bundle["entry"][0]["resource"]["section"]]
    assert any("Asthma &lt;b&gt;" in text for text in texts)
    assert await errors(client, bundle) == []


async def test_of_a_whole_record(client: httpx.AsyncClient, worker_db: Database) -> None:
    resources = [
        entry["resource"]
        for entry in loads(read(max(synthea_files(), key=lambda path: path.stat().st_size)))["entry"]
        if entry["resource"]["resourceType"] not in ("Organization", "Practitioner", "Location")
    ]
    async with worker_db.transaction() as connection:
        await Store().put(connection, 1, resources, ORIGIN)
    id_ = next(one["id"] for one in resources if one["resourceType"] == "Patient")
    bundle = await summary(client, id_)
    assert {"10160-0", "48765-2", "11450-4", "8716-3"} <= sections(bundle).keys()
    assert [one for one in await errors(client, bundle) if one["severity"] == "error"] == []


@pytest.mark.parametrize(("path", "status"), [("Patient/p2/$summary", 404), ("Patient/$summary", 404)])
async def test_what_cannot_be_asked(client: httpx.AsyncClient, path: str, status: int) -> None:
    assert (await client.get(f"/fhir/{path}")).status_code == status


async def test_nobody_elses(client: httpx.AsyncClient) -> None:
    unseen, absent = [await client.get(f"/fhir/Patient/{id_}/$summary") for id_ in ("p2", "nobody")]
    assert unseen.text.replace("p2", "nobody") == absent.text
