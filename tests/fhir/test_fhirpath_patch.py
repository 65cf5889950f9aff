"""FHIRPath Patch: each operation on primitives, elements and lists, and what must be refused."""

import copy
from typing import Any

import pytest

from careweft.fhir.invalid import Invalid, Unprocessable
from careweft.fhir.jsontext import dumps, loads
from careweft.fhir.patching import patched, read_fhirpath_patch
from tests.fhir.conftest import observation

Resource = dict[str, Any]
MASKED = {"extension": [{"url": "u", "valueCode": "x"}]}
KINDS = {"type": "valueCode", "path": "valueString", "name": "valueString"}


def operation(type_: str, path: str, **parts: Any) -> Resource:
    """`value` is a pair of its type and itself, or the parts of an object."""
    made = []
    for name, value in {"type": type_, "path": path, **parts}.items():
        if name != "value":
            made.append({"name": name, KINDS.get(name, "valueInteger"): value})
        elif isinstance(value, list):
            made.append({"name": name, "part": value})
        else:
            made.append({"name": name, f"value{value[0]}": value[1]})
    return {"name": "operation", "part": made}


def run(resource: Resource, *operations: Resource) -> Resource:
    parameters = {"resourceType": "Parameters"} | ({"parameter": list(operations)} if operations else {})
    return patched(resource, read_fhirpath_patch(parameters))


def person(**more: Any) -> Resource:
    return {"resourceType": "Patient", "id": "p", **more}


NAMED = person(name=[{"use": "official", "family": "A", "given": ["B", "C"]}, {"use": "usual", "text": "Bee"}])
IDENTIFIED = person(identifier=[{"value": "1"}, {"value": "2"}, {"value": "3"}])
CASES: list[tuple[Resource, Resource, Resource]] = [
    (person(), operation("add", "Patient", name="birthDate", value=("Date", "1930-01-01")),
     person(birthDate="1930-01-01")),
    (person(birthDate="1920-01-01"), operation("replace", "Patient.birthDate", value=("Date", "1930-01-01")),
     person(birthDate="1930-01-01")),
    (person(birthDate="1920-01-01", _birthDate=MASKED), operation("delete", "Patient.birthDate"), person()),
    (person(), operation("delete", "Patient.birthDate"), person()),
    (person(birthDate="1920"), operation("replace", "birthDate", value=("Date", "1930")), person(birthDate="1930")),
    (person(active=True), operation("replace", "Patient.active", value=("Boolean", False)), person(active=False)),
    (person(contact=[{"name": {"text": "a"}, "gender": "male"}]), operation("delete", "Patient.contact[0].name.text"),
     person(contact=[{"gender": "male"}])),
    (person(contact=[{"name": {"text": "a"}}]), operation("delete", "Patient.contact[0].name.text"), person()),
    (person(contact=[{"name": {"text": "a"}}]),
     operation("add", "Patient.contact[0]", name="gender", value=("Code", "male")),
     person(contact=[{"name": {"text": "a"}, "gender": "male"}])),
    (person(), operation("add", "Patient", name="maritalStatus", value=("CodeableConcept", {"text": "x"})),
     person(maritalStatus={"text": "x"})),
    (person(maritalStatus={"id": "1", "text": "x"}),
     operation("replace", "Patient.maritalStatus", value=("CodeableConcept", {"text": "y"})),
     person(maritalStatus={"text": "y"})),
    (person(), operation("add", "Patient", name="contact", value=[{"name": "name", "valueHumanName": {"text": "a"}},
     {"name": "telecom", "valueContactPoint": {"value": "1"}},
     {"name": "telecom", "valueContactPoint": {"value": "2"}}]),
     person(contact=[{"name": {"text": "a"}, "telecom": [{"value": "1"}, {"value": "2"}]}])),
    (IDENTIFIED, operation("insert", "Patient.identifier", index=3, value=("Identifier", {"value": "4"})),
     person(identifier=[{"value": "1"}, {"value": "2"}, {"value": "3"}, {"value": "4"}])),
    (IDENTIFIED, operation("insert", "Patient.identifier", index=0, value=("Identifier", {"value": "0"})),
     person(identifier=[{"value": "0"}, {"value": "1"}, {"value": "2"}, {"value": "3"}])),
    (person(), operation("insert", "Patient.identifier", index=0, value=("Identifier", {"value": "0"})),
     person(identifier=[{"value": "0"}])),
    (IDENTIFIED, operation("delete", "Patient.identifier[1]"), person(identifier=[{"value": "1"}, {"value": "3"}])),
    (IDENTIFIED, operation("delete", "Patient.identifier.where(value = '3')"),
     person(identifier=[{"value": "1"}, {"value": "2"}])),
    (IDENTIFIED, operation("move", "Patient.identifier", source=2, destination=0),
     person(identifier=[{"value": "3"}, {"value": "1"}, {"value": "2"}])),
    (IDENTIFIED, operation("move", "Patient.identifier", source=0, destination=2),
     person(identifier=[{"value": "2"}, {"value": "3"}, {"value": "1"}])),
    (NAMED, operation("replace", "Patient.name.where(use = 'official').given[1]", value=("String", "D")),
     person(name=[{"use": "official", "family": "A", "given": ["B", "D"]}, {"use": "usual", "text": "Bee"}])),
    (NAMED, operation("delete", "Patient.name.where(use = 'official').given.where($this = 'B')"),
     person(name=[{"use": "official", "family": "A", "given": ["C"]}, {"use": "usual", "text": "Bee"}])),
    (NAMED, operation("add", "Patient.name.last()", name="given", value=("String", "E")),
     person(name=[NAMED["name"][0], {"use": "usual", "text": "Bee", "given": ["E"]}])),
    (person(name=[{"given": ["A", None], "_given": [None, MASKED]}]),
     operation("insert", "Patient.name[0].given", index=1, value=("String", "B")),
     person(name=[{"given": ["A", "B", None], "_given": [None, None, MASKED]}])),
    (person(name=[{"given": ["A", None], "_given": [None, MASKED]}]), operation("delete", "Patient.name.given[1]"),
     person(name=[{"given": ["A"]}])),
    (observation(), operation("replace", "Observation.value", value=("String", "tall")),
     {k: v for k, v in observation(valueString="tall").items() if k != "valueQuantity"}),
    (observation(), operation("replace", "Observation.value.ofType(Quantity).value", value=("Decimal", 2.5)),
     observation(valueQuantity=observation()["valueQuantity"] | {"value": 2.5})),
    (person(extension=[{"url": "u", "valueCode": "a"}]),
     operation("replace", "Patient.extension('u').value", value=("Code", "b")),
     person(extension=[{"url": "u", "valueCode": "b"}])),
]  # fmt: skip


@pytest.mark.parametrize(("before", "step", "after"), CASES, ids=lambda one: "")
def test_what_fits_is_done(before: Resource, step: Resource, after: Resource) -> None:
    kept = copy.deepcopy(before)
    assert run(before, step) == after
    assert before == kept


def test_operations_follow_each_other() -> None:
    steps = [
        operation("add", "Patient", name="name", value=("HumanName", {"family": "A"})),
        operation("add", "Patient.name[0]", name="given", value=("String", "B")),
        operation("replace", "Patient.name[0].family", value=("String", "C")),
    ]
    assert run(person(), *steps) == person(name=[{"family": "C", "given": ["B"]}])
    assert run(person()) == person()


@pytest.mark.parametrize(
    "step",
    [
        operation("replace", "Patient.birthDate", value=("Date", "1930-01-01")),
        operation("add", "Patient.contact", name="gender", value=("Code", "male")),
        operation("add", "Patient", name="gender", value=("Code", "male")),
        operation("add", "Patient", name="nonsense", value=("Code", "male")),
        operation("add", "Patient.gender", name="x", value=("Code", "male")),
        operation("add", "Patient", name="deceased", value=("String", "no")),
        operation("delete", "Patient.name.given"),
        operation("delete", "Patient"),
        operation("replace", "Patient", value=("String", "x")),
        operation("insert", "Patient.gender", index=0, value=("Code", "male")),
        operation("insert", "Patient.name", index=9, value=("HumanName", {"text": "x"})),
        operation("insert", "Patient.name", index=-1, value=("HumanName", {"text": "x"})),
        operation("insert", "Patient.name[0]", index=0, value=("HumanName", {"text": "x"})),
        operation("move", "Patient.name", source=0, destination=2),
        operation("move", "Patient.identifier", source=0, destination=0),
        operation("replace", "Patient.gender", value=("Code", "unheard-of")),
        operation("replace", "Patient.gender", value=("Quantity", {"value": 1})),
        operation("replace", "Patient.id", value=("Id", "another")),
        operation("delete", "Patient.name.exists()"),
        operation("delete", "1 + 1"),
        operation("delete", "Patient.name.where(use = 'official' and nonsense)"),
    ],
)
def test_what_does_not_fit_is_refused(step: Resource) -> None:
    with pytest.raises(Unprocessable):
        run(NAMED | {"gender": "male"}, step)


@pytest.mark.parametrize(
    "parameters",
    [
        {"resourceType": "Patient"},
        {"resourceType": "Parameters", "parameter": [{"name": "other", "valueString": "x"}]},
        {"resourceType": "Parameters", "parameter": [{"name": "operation"}]},
        {"resourceType": "Parameters", "parameter": [operation("upsert", "Patient.name")]},
        {"resourceType": "Parameters", "parameter": [operation("add", "Patient", name="x")]},
        {"resourceType": "Parameters", "parameter": [operation("delete", "Patient.name[")]},
        {
            "resourceType": "Parameters",
            "parameter": [operation("delete", "Patient.name.where(repeat(given).exists())")],
        },
        {"resourceType": "Parameters", "parameter": [operation("delete", "(" * 900 + "x" + ")" * 50)]},
        {"resourceType": "Parameters", "parameter": [operation("delete", "(" * 499 + "x" + ")" * 499)]},
        {"resourceType": "Parameters", "parameter": [operation("delete", "x" * 2000)]},
        {"resourceType": "Parameters", "parameter": [operation("move", "Patient.name", source=1)]},
        {
            "resourceType": "Parameters",
            "parameter": [{"name": "operation", "part": [{"name": "index", "valueString": "1"}]}],
        },
    ],
)
def test_what_is_no_patch_is_refused(parameters: Resource) -> None:
    with pytest.raises(Invalid) as caught:
        read_fhirpath_patch(parameters)
    assert not isinstance(caught.value, Unprocessable)


def test_decimals_keep_their_text() -> None:
    resource = loads(dumps(observation()).replace(b"171.5", b"171.50"))
    body = dumps(
        {"resourceType": "Parameters", "parameter": [operation("add", "Observation", name="note", value=("X", 0))]}
    )
    value = b'"valueAnnotation":{"text":"x","extension":[{"url":"u","valueDecimal":1.10}]}'
    text = dumps(patched(resource, read_fhirpath_patch(body.replace(b'"valueX":0', value))))
    assert b"171.50" in text and b"1.10" in text
