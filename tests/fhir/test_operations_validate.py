"""`$validate` without HTTP: invariants, profiles with slices, and what it says it did not check."""

from typing import Any

import pytest

from careweft.base.db import Database
from careweft.fhir.decode import decode
from careweft.fhir.jsontext import loads
from careweft.fhir.operations.validation import Finding, validate
from careweft.fhir.operations.validation.finding import Deadline
from careweft.fhir.operations.validation.invariants import broken
from careweft.fhir.store import Store
from tests.fhir.conftest import ORIGIN, observation, patient, read, synthea_files

BLOOD = "https://example.org/StructureDefinition/blood-pressure"
ETHNIC = "https://example.org/StructureDefinition/ethnic-group"


def element(id_: str, **more: Any) -> dict[str, Any]:
    path = ".".join(part.partition(":")[0] for part in id_.split("."))
    last = id_.rpartition(".")[2]
    return {"id": id_, "path": path} | ({"sliceName": last.partition(":")[2]} if ":" in last else {}) | more


def definition(url: str, type_: str, elements: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "StructureDefinition",
        "id": url.rpartition("/")[2],
        "url": url,
        "name": "Made",
        "status": "active",
        "kind": "resource",
        "abstract": False,
        "type": type_,
        "baseDefinition": f"http://hl7.org/fhir/StructureDefinition/{type_}",
        "derivation": "constraint",
        "differential": {"element": [element(type_), *elements]},
        **more,
    }


def coded(code: str) -> dict[str, Any]:
    return {"coding": [{"system": "http://loinc.org", "code": code}]}


def part(code: str, value: float = 120) -> dict[str, Any]:
    return {"code": coded(code), "valueQuantity": {"value": value, "unit": "mmHg"}}


BY_CODE = {"discriminator": [{"type": "pattern", "path": "code"}], "rules": "open"}
PROFILE = definition(
    BLOOD,
    "Observation",
    [
        element("Observation.code", patternCodeableConcept=coded("85354-9")),
        element("Observation.effective[x]", min=1, type=[{"code": "dateTime"}]),
        element("Observation.value[x]", max="0"),
        element("Observation.component", slicing=BY_CODE, min=2),
        element("Observation.component:systolic", min=1, max="1"),
        element("Observation.component:systolic.code", patternCodeableConcept=coded("8480-6")),
        element("Observation.component:systolic.value[x]", min=1, type=[{"code": "Quantity"}]),
        element("Observation.component:diastolic", min=1, max="1"),
        element("Observation.component:diastolic.code", patternCodeableConcept=coded("8462-4")),
        element(
            "Observation.component:systolic.value[x].unit",
            constraint=[{"key": "bp-1", "severity": "error", "human": "in mmHg", "expression": "$this = 'mmHg'"}],
        ),
    ],
)


def pressure(*components: dict[str, Any], **more: Any) -> dict[str, Any]:
    made = observation("bp", code=coded("85354-9"), component=[*components], **more)
    return {k: v for k, v in made.items() if k != "valueQuantity" and v is not None}


def test_the_published_examples_break_no_invariant() -> None:
    checked = 0
    for path in synthea_files()[:6]:
        for entry in loads(read(path))["entry"]:
            told = [f for f in broken(entry["resource"], Deadline(60)) if isinstance(f, Finding)]
            assert not [finding for finding in told if finding.severity != "information"], entry["resource"]["id"]
            checked += 1
    assert checked > 500


@pytest.mark.parametrize(
    ("resource", "path", "key"),
    [
        (patient(contact=[{"gender": "male"}]), "Patient.contact[0]", "pat-1"),
        (observation(dataAbsentReason=coded("x")), "Observation", "obs-6"),
        (
            observation(code=coded("8302-2"), component=[{"code": coded("8302-2"), "valueString": "x"}]),
            "Observation", "obs-7",
        ),
        (observation(referenceRange=[{"age": {"low": {"value": 1}}}]), "Observation.referenceRange[0]", "obs-3"),
        (patient(telecom=[{"value": "1"}]), "Patient.telecom[0]", "cpt-2"),
        (patient(text={"status": "empty", "div": "<div><p> \n</p></div>"}), "Patient.text", "txt-2"),
        (patient(name=[{"period": {"start": "2020-01-02", "end": "2020-01-01"}}]), "Patient.name[0].period", "per-1"),
        (patient(contained=[{"resourceType": "Organization", "id": "a", "name": "A"}]), "Patient", "dom-3"),
        (
            {"resourceType": "Bundle", "type": "collection", "total": 1},
            "Bundle", "bdl-1",
        ),
        (
            {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": patient(telecom=[{"value": "1"}])}]},  # noqa: E501
            "Bundle.entry[0].resource.telecom[0]", "cpt-2",
        ),
    ],
)  # fmt: skip
def test_a_broken_invariant_is_named(resource: dict[str, Any], path: str, key: str) -> None:
    decode(resource)  # its structure is right
    told = [f for f in broken(resource, Deadline(60)) if isinstance(f, Finding) and f.severity == "error"]
    assert [(finding.path, finding.text.partition(":")[0]) for finding in told] == [(path, key)]


@pytest.fixture
async def loaded(worker_db: Database) -> Database:
    """The profile of a blood pressure, one derived from it, an extension, a value set and a code system."""
    extension = definition(
        ETHNIC,
        "Extension",
        [element("Extension.url", fixedUri=ETHNIC), element("Extension.value[x]", min=1, type=[{"code": "Coding"}])],
        kind="complex-type",
    )
    by_url = {"discriminator": [{"type": "value", "path": "url"}], "rules": "open"}
    person = definition(
        "https://example.org/StructureDefinition/person",
        "Patient",
        [
            element("Patient.extension", slicing=by_url),
            element("Patient.extension:ethnic", min=1, max="1", type=[{"code": "Extension", "profile": [ETHNIC]}]),
            element("Patient.maritalStatus", binding={"strength": "required", "valueSet": "https://example.org/vs"}),
            element("Patient.identifier", slicing={"discriminator": [{"type": "value", "path": "system"}],
                                                   "rules": "closed"}),
            element("Patient.identifier:nhs", max="1"),
            element("Patient.identifier:nhs.system", fixedUri="https://fhir.nhs.uk/Id/nhs-number"),
        ],
    )  # fmt: skip
    stricter = definition(
        "https://example.org/StructureDefinition/home-pressure",
        "Observation",
        [element("Observation.device", min=1)],
        baseDefinition=BLOOD,
    )
    system = {
        "resourceType": "CodeSystem", "id": "cs", "url": "https://example.org/cs", "status": "active",
        "content": "complete", "concept": [{"code": "m", "display": "Married"}, {"code": "s"}],
    }  # fmt: skip
    value_set = {
        "resourceType": "ValueSet", "id": "vs", "url": "https://example.org/vs", "status": "active",
        "compose": {"include": [{"system": "https://example.org/cs"}]},
    }  # fmt: skip
    resources = [PROFILE, extension, person, stricter, system, value_set]
    async with worker_db.transaction() as connection:
        await Store().put(connection, 0, [decode(one) for one in resources], ORIGIN)
    return worker_db


async def errors(database: Database, resource: dict[str, Any], *profiles: str) -> list[tuple[str, str]]:
    async with database.transaction() as connection:
        found = await validate(connection, resource, profiles)
    return [(finding.path, finding.code) for finding in found if finding.severity == "error"]


GOOD = pressure(part("8480-6"), part("8462-4"))


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        (GOOD, []),
        (GOOD | {"component": [*GOOD["component"], part("0000-0")]}, []),
        (GOOD | {"code": coded("1-1")}, [("Observation.code", "value")]),
        (pressure(part("8480-6"), part("8480-6")), [
            ("Observation.component", "structure"), ("Observation.component", "required")]),
        (pressure(part("8462-4")), [("Observation.component", "required"), ("Observation.component", "required")]),
        (GOOD | {"valueString": "high"}, [("Observation.value", "structure")]),
        ({k: v for k, v in GOOD.items() if k != "effectiveDateTime"}, [("Observation.effective", "required")]),
        ({k: v for k, v in GOOD.items() if k != "effectiveDateTime"} | {"effectiveInstant": "2026-01-01T00:00:00Z"},
         [("Observation.effective", "value")]),
        (pressure({"code": coded("8480-6"), "valueString": "high"}, part("8462-4")),
         [("Observation.component[0].value", "value")]),
        (pressure(part("8480-6") | {"valueQuantity": {"value": 1, "unit": "kPa"}}, part("8462-4")),
         [("Observation.component[0].value.unit", "invariant")]),
    ],
)  # fmt: skip
async def test_a_profile_with_slices(
    loaded: Database, resource: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert await errors(loaded, resource, BLOOD) == expected
    claiming = resource | {"meta": {"profile": [BLOOD]}}
    assert await errors(loaded, claiming) == expected


async def test_a_derived_profile_asks_for_what_its_base_does(loaded: Database) -> None:
    home = "https://example.org/StructureDefinition/home-pressure"
    assert await errors(loaded, GOOD, home) == [("Observation.device", "required")]
    with_device = GOOD | {"device": {"reference": "Device/d"}}
    assert await errors(loaded, with_device, home) == []
    assert await errors(loaded, with_device | {"code": coded("1-1")}, home) == [("Observation.code", "value")]
    assert await errors(loaded, patient(), BLOOD) == [("", "structure")]


async def test_extensions_bindings_and_closed_slices(loaded: Database) -> None:
    url = "https://example.org/StructureDefinition/person"
    said = {"url": ETHNIC, "valueCoding": {"code": "A"}}
    good = patient(extension=[said], maritalStatus={"coding": [{"system": "https://example.org/cs", "code": "m"}]})
    assert await errors(loaded, good, url) == []
    assert await errors(loaded, patient(), url) == [("Patient.extension", "required")]
    text = patient(extension=[{"url": ETHNIC, "valueString": "A"}])
    assert await errors(loaded, text, url) == [("Patient.extension[0].value", "value")]
    other = good | {"maritalStatus": {"coding": [{"system": "https://example.org/cs", "code": "x"}]}}
    assert await errors(loaded, other, url) == [("Patient.maritalStatus", "code-invalid")]
    foreign = good | {"identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "1"}, {"value": "2"}]}
    assert await errors(loaded, foreign, url) == [("Patient.identifier[1]", "structure")]


async def test_what_is_not_checked_is_said(loaded: Database) -> None:
    unknown = "https://example.org/StructureDefinition/unknown"
    assert await errors(loaded, GOOD, unknown) == [("", "not-found")]
    odd = definition(
        "https://example.org/StructureDefinition/odd",
        "Observation",
        [
            element("Observation.component", slicing={"discriminator": [{"type": "profile", "path": "$this"}],
                                                      "rules": "open"}),
            element("Observation.component:one", min=1),
            element("Observation.code", constraint=[
                {"key": "o-1", "severity": "error", "human": "x", "expression": "memberOf('x')"}]),
        ],
    )  # fmt: skip
    async with loaded.transaction() as connection:
        await Store().put(connection, 0, [odd], ORIGIN)
        found = await validate(connection, GOOD | {"meta": {"profile": [odd["url"], unknown]}})
    said = [finding.text for finding in found if finding.text.startswith("not checked")]
    assert any("slice one" in text for text in said) and any("o-1" in text for text in said)
    assert any(unknown in text for text in said)
    assert not [finding for finding in found if finding.severity == "error"]
