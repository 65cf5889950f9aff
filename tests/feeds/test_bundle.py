"""FHIR bundles: ids, references, whose a resource is, versions that come late, sources kept apart."""

from __future__ import annotations

import gzip
import json
from typing import Any

import orjson
import pytest

from careweft.feeds.notes import resource_id
from careweft.fhir.decode import decode
from careweft.fhir.stored import Origin

from .conftest import Place
from .samples import SYNTHEA

UUID_A, UUID_B = "0c9c8c2e-7f4e-4b3e-8a59-3f6a1d1f0a01", "1c9c8c2e-7f4e-4b3e-8a59-3f6a1d1f0a02"
PATIENT: dict[str, Any] = {"resourceType": "Patient", "name": [{"family": "Reed"}], "birthDate": "1950-05-01"}


def bundle(*resources: dict[str, Any], type_: str = "transaction", **more: Any) -> bytes:
    entries = []
    for each in resources:
        entry = {"resource": each}
        if full := each.pop("fullUrl", None):
            entry["fullUrl"] = full
        if type_ in ("transaction", "batch"):
            entry["request"] = each.pop("request", {"method": "POST", "url": each["resourceType"]})
        entries.append(entry)
    return json.dumps({"resourceType": "Bundle", "type": type_, **more, "entry": entries}).encode()


def observation(patient: str, value: float = 1, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "weight"},
        "subject": {"reference": patient},
        "valueQuantity": {"value": value},
        **more,
    }


async def send(place: Place, *raws: bytes, source: str = "gp-01") -> list[tuple[Any, Any]]:
    await place.send(*raws, source=source, kind="fhir")
    return await place.messages()


async def test_ids_are_kept_where_uuids_and_made_otherwise_and_references_follow(place: Place) -> None:
    raw = bundle(
        {**PATIENT, "id": "17"},
        observation("Patient/17", id=UUID_A),
        observation("Patient/17", id="o2", hasMember=[{"reference": f"Observation/{UUID_A}"}]),
    )
    assert await send(place, raw) == [("done", None)]
    patient = await place.one("Patient")
    assert patient["id"] == resource_id("gp-01", "Patient", "17")
    found = {o["id"]: o for o in await place.all("Observation")}
    assert set(found) == {UUID_A, resource_id("gp-01", "Observation", "o2")}
    assert {o["subject"]["reference"] for o in found.values()} == {f"Patient/{patient['id']}"}
    assert found[resource_id("gp-01", "Observation", "o2")]["hasMember"] == [{"reference": f"Observation/{UUID_A}"}]


async def test_references_within_a_bundle_by_full_url_and_by_condition(place: Place) -> None:
    doctor = {"resourceType": "Practitioner", "identifier": [{"system": "urn:gmc", "value": "77"}]}
    raw = bundle(
        {**PATIENT, "fullUrl": f"urn:uuid:{UUID_A}"},
        {**doctor, "fullUrl": f"urn:uuid:{UUID_B}"},
        observation(
            f"urn:uuid:{UUID_A}",
            performer=[
                {"reference": "Practitioner?identifier=urn:gmc|77"},
                {"reference": f"Organization?identifier=x|{UUID_B}"},
                {"reference": "Practitioner/p/_history/3"},
                {"reference": "https://elsewhere.example/Practitioner/1"},
            ],
        ),
    )
    assert await send(place, raw) == [("done", None)]
    found = await place.one("Observation")
    assert found["subject"] == {"reference": f"Patient/{UUID_A}"}
    assert [performer["reference"] for performer in found["performer"]] == [
        f"Practitioner/{UUID_B}",
        f"Organization/{UUID_B}",
        f"Practitioner/{resource_id('gp-01', 'Practitioner', 'p')}",
        "https://elsewhere.example/Practitioner/1",
    ]


async def test_all_of_a_bundle_or_nothing(place: Place) -> None:
    wrong = observation("Patient/17", id="o1", status="finished")
    ((state, reason),) = await send(place, bundle({**PATIENT, "id": "17"}, wrong))
    assert state == "quarantined"
    assert "entry[1].resource.status" in str(reason)
    assert await place.all("Patient") == []


@pytest.mark.parametrize("raw", [b"", b"[1]", b"{", b'{"a": 1}', b'{"resourceType": "Bundle"}', b"\xff\xfe"])
async def test_what_is_no_fhir_waits_in_quarantine(place: Place, raw: bytes) -> None:
    ((state, reason),) = await send(place, raw)
    assert state == "quarantined"
    assert reason


async def test_the_same_bundle_again_has_no_second_effect_whatever_its_spacing(place: Place) -> None:
    raw = bundle({**PATIENT, "id": "17"})
    await send(place, raw, json.dumps(json.loads(raw), indent=2).encode())
    assert await place.messages() == [("done", None)]
    named: dict[str, Any] = {"identifier": {"system": "urn:x", "value": "B1"}}
    await send(place, bundle({**PATIENT, "id": "18"}, **named), bundle({**PATIENT, "id": "19"}, **named))
    assert [state for state, _ in await place.messages()] == ["done", "done", "quarantined"]


async def test_a_late_older_version_changes_nothing(place: Place) -> None:
    def at(hour: int, family: str, value: float) -> bytes:
        patient = {**PATIENT, "id": "17", "name": [{"family": family}]}
        return bundle(patient, observation("Patient/17", value, id="o1"), timestamp=f"2026-01-10T{hour:02}:00:00Z")

    await send(place, at(12, "New", 2))
    await send(place, at(9, "Old", 1))
    assert (await place.one("Patient"))["name"][0]["family"] == "New"
    assert (await place.one("Observation"))["valueQuantity"]["value"] == 2


async def test_what_was_put_right_here_stays_until_the_source_says_something_else(place: Place) -> None:
    def said(hour: int, value: float) -> bytes:
        return bundle(
            {**PATIENT, "id": "17"}, observation("Patient/17", value, id="o1"), timestamp=f"2026-01-10T{hour:02}:00:00Z"
        )

    async def value() -> float:
        return float((await place.one("Observation"))["valueQuantity"]["value"])

    await send(place, said(9, 96))
    found = await place.one("Observation")
    async with place.database.transaction() as connection:
        person = await connection.fetchval("SELECT person_id FROM fhir.resource WHERE type = 'Observation'")
        right = {**found, "valueQuantity": {**found["valueQuantity"], "value": 69}}
        await place.store.put(connection, person, [right], Origin("careweft", None, place.clock.now()))
    await send(place, said(10, 96))
    assert await value() == 69
    await send(place, said(12, 70))
    assert await value() == 70
    await send(place, said(11, 96))
    assert await value() == 70


async def test_a_patient_that_comes_after_its_observations_takes_them_along(place: Place) -> None:
    await send(place, bundle(observation("Patient/17", id="o1")))
    await send(place, bundle({**PATIENT, "id": "17", "gender": "male"}))
    rows = await place.fetch("SELECT DISTINCT person_id FROM fhir.resource WHERE type IN ('Patient', 'Observation')")
    assert len(rows) == 1


async def test_no_source_changes_what_another_one_sent(place: Place) -> None:
    await send(place, bundle({**PATIENT, "id": "1"}, observation("Patient/1", 1, id=UUID_A)))
    await send(place, bundle({**PATIENT, "id": "2"}, observation("Patient/2", 666, id=UUID_A)), source="gp-02")
    assert [state for state, _ in await place.messages()] == ["done", "quarantined"]
    assert (await place.one("Observation"))["valueQuantity"]["value"] == 1


async def test_no_source_changes_another_ones_patient(place: Place) -> None:
    await send(place, bundle({**PATIENT, "id": UUID_A}))
    await send(place, bundle({**PATIENT, "id": UUID_A, "name": [{"family": "Changed"}]}), source="gp-02")
    assert [state for state, _ in await place.messages()] == ["done", "quarantined"]
    assert (await place.one("Patient"))["name"][0]["family"] == "Reed"


async def test_what_is_about_nobody_is_shared_and_what_should_be_about_somebody_is_not(place: Place) -> None:
    stray = {"resourceType": "Observation", "id": "o9", "status": "final", "code": {"text": "x"}}
    raw = bundle({"resourceType": "Organization", "id": UUID_B, "name": "Mill Lane"}, stray, type_="collection")
    assert await send(place, raw) == [("done", None)]
    rows = await place.fetch("SELECT type, person_id FROM fhir.resource")
    assert rows == [{"type": "Organization", "person_id": 0}]
    (message,) = await place.fetch("SELECT report FROM feeds.message")
    assert "names no patient" in message["report"]["not"]["Observation"]


async def test_a_resource_is_deleted_and_a_replaced_patient_merged(place: Place) -> None:
    await send(place, bundle({**PATIENT, "id": "1"}, observation("Patient/1", id="o1")))
    await send(place, bundle({**PATIENT, "id": "2", "birthDate": "1931-02-03", "name": [{"family": "Quite"}]}))
    gone = {"resourceType": "Observation", "request": {"method": "DELETE", "url": "Observation/o1"}}
    raw = json.loads(
        bundle(gone, {**PATIENT, "id": "1", "link": [{"other": {"reference": "Patient/2"}, "type": "replaces"}]})
    )
    del raw["entry"][0]["resource"]
    await send(place, json.dumps(raw).encode())
    assert {state for state, _ in await place.messages()} == {"done"}
    assert await place.all("Observation") == []
    assert len(await place.fetch("SELECT DISTINCT person_id FROM fhir.resource WHERE type = 'Patient'")) == 1


async def test_a_single_resource_is_a_bundle_of_one(place: Place) -> None:
    assert await send(place, json.dumps({**PATIENT, "id": "17"}).encode()) == [("done", None)]
    assert len(await place.all("Patient")) == 1


async def test_a_sample_bundle_is_kept_whole_and_valid(place: Place) -> None:
    raw = gzip.decompress(SYNTHEA[0].read_bytes())
    assert await send(place, raw) == [("done", None)]
    sent = [entry["resource"] for entry in orjson.loads(raw)["entry"]]
    kept = await place.fetch("SELECT type, id, body FROM fhir.resource")
    assert len(kept) == len(sent)
    known = {"Organization/gp-01", *(f"{row['type']}/{row['id']}" for row in kept)}
    for row in kept:
        resource = decode(orjson.loads(row["body"]))
        for reference in references(resource):
            assert reference.startswith("#") or reference in known
        (original,) = [each for each in sent if each["id"] == row["id"] and each["resourceType"] == row["type"]]
        if row["type"] == "Observation":
            assert resource["code"] == original["code"]


def references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["reference"]] if isinstance(value.get("reference"), str) else []
        return own + [each for item in value.values() for each in references(item)]
    return [each for item in value for each in references(item)] if isinstance(value, list) else []
