"""What is valid passes unchanged; every kind of defect is caught and named by its path."""

import copy
import json
from random import Random
from typing import Any

import fhirkit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careweft.fhir.check import faults
from careweft.fhir.decode import decode
from careweft.fhir.definitions import resource_types, structures
from careweft.fhir.invalid import Invalid
from careweft.fhir.jsontext import dumps, loads
from careweft.fhir.quick import decoder, surely_valid
from tests.fhir.conftest import observation, patient, read, synthea_files

Resource = dict[str, Any]


def test_every_synthea_file_decodes_unchanged() -> None:
    for path in synthea_files():
        text = read(path)
        bundle = decode(text)
        assert json.loads(dumps(bundle)) == json.loads(text)
        for entry in bundle["entry"]:
            assert surely_valid(entry["resource"]), entry["resource"]["id"]
            assert not [*faults(entry["resource"])]


@pytest.mark.parametrize("type_", resource_types())
def test_every_type_has_a_decoder(type_: str) -> None:
    assert decoder(type_)
    with pytest.raises(Invalid) as caught:
        decode({"resourceType": type_, "nonsense": 1})
    assert any(issue.path == f"{type_}.nonsense" for issue in caught.value.issues)


def test_what_is_rare_but_right_passes() -> None:
    rare = {
        **patient(),
        "_birthDate": {"extension": [{"url": "http://x/time", "valueDateTime": "1950-01-01T10:00:00+01:00"}]},
        "birthDate": "2024-02-29",
        "name": [{"given": ["A", None], "_given": [None, {"extension": [{"url": "u", "valueCode": "masked"}]}]}],
        "_gender": {"extension": [{"url": "http://x/reason", "valueCode": "unknown"}]},
        "contained": [{"resourceType": "Practitioner", "id": "c", "active": True}],
        "generalPractitioner": [{"reference": "#c"}, {"identifier": {"value": "x"}}, {"display": "Dr No"}],
        "text": {"status": "empty", "div": '<div xmlns="http://www.w3.org/1999/xhtml">é</div>'},
        "multipleBirthInteger": 2,
    }
    assert decode(rare) == rare
    assert decode(observation(_status={"extension": [{"url": "u", "valueCode": "x"}]}))
    leap = observation(effectiveDateTime="2016-12-31T23:59:60Z", valueQuantity={"value": 1e-7})
    assert decode(leap)
    div = "<div xmlns='http://www.w3.org/1999/xhtml'><!-- x --><p class='a'>1 &lt; 2 <a href='#b'>b</a></p></div>"
    assert decode(patient(text={"status": "additional", "div": div}))
    assert decode(observation(subject="Patient/1/_history/2", focus=[{"reference": "urn:oid:1.2"}]))
    assert decode(observation(subject="Patient?identifier=urn:x|1"))
    assert decode(observation(contained=[patient("p")], subject="#p", focus=[{"reference": "#"}]))


def with_(**more: Any) -> Resource:
    return {**observation(), **more}


def without(name: str) -> Resource:
    return {k: v for k, v in observation().items() if k != name}


DEFECTS: list[tuple[Resource, str, str]] = [
    (with_(statsu="final"), "Observation.statsu", "structure"),
    (without("status"), "Observation.status", "required"),
    (without("code"), "Observation.code", "required"),
    (with_(status="finished"), "Observation.status", "code-invalid"),
    (with_(status=["final"]), "Observation.status", "value"),
    (with_(status=None), "Observation.status", "value"),
    (with_(valueString="tall"), "Observation.value", "structure"),
    (with_(effectiveDateTime="2025-02-29"), "Observation.effective", "value"),
    (with_(effectiveDateTime="2025-04-31"), "Observation.effective", "value"),
    (with_(effectiveDateTime="1900-02-29"), "Observation.effective", "value"),
    (with_(effectiveDateTime="2025-01-01T10:00:00"), "Observation.effective", "value"),
    (with_(effectiveDateTime="2025-01-01T25:00:00Z"), "Observation.effective", "value"),
    (with_(effectiveDateTime="0000-01-01"), "Observation.effective", "value"),
    (with_(effectiveDateTime="2025-01-01\n"), "Observation.effective", "value"),
    (with_(effectiveDateTime="٢٠٢٥-01-01"), "Observation.effective", "value"),
    (with_(issued="2025-01-01"), "Observation.issued", "value"),
    (with_(id="a b"), "Observation.id", "value"),
    (with_(id="x" * 65), "Observation.id", "value"),
    (with_(implicitRules="http://a b"), "Observation.implicitRules", "value"),
    (with_(language=" en"), "Observation.language", "value"),
    (with_(category=[]), "Observation.category", "structure"),
    (with_(category={"text": "x"}), "Observation.category", "structure"),
    (with_(category=[{}]), "Observation.category[0]", "structure"),
    (with_(category=[{"id": "only"}]), "Observation.category[0]", "structure"),
    (with_(category=[None]), "Observation.category[0]", "structure"),
    (with_(category=[{"text": ""}]), "Observation.category[0].text", "value"),
    (with_(category=[{"text": "a\x07b"}]), "Observation.category[0].text", "value"),
    (with_(category=[{"coding": [{"code": "a  b"}]}]), "Observation.category[0].coding[0].code", "value"),
    (with_(note=[{"authorString": "x"}]), "Observation.note[0].text", "required"),
    (with_(subject={"reference": "Organization/1"}), "Observation.subject.reference", "value"),
    (with_(subject={"reference": "https://x/fhir/Organization/1"}), "Observation.subject.reference", "value"),
    (with_(subject={"reference": "Patient/1", "type": "Group"}), "Observation.subject.type", "value"),
    (with_(performer=[{"type": "Medication"}]), "Observation.performer[0].type", "value"),
    (with_(valueQuantity={"value": "171"}), "Observation.value.value", "value"),
    (with_(valueQuantity={"value": True}), "Observation.value.value", "value"),
    (with_(valueQuantity={"comparator": "=", "value": 1}), "Observation.value.comparator", "code-invalid"),
    (with_(valueQuantity={"value": 10**25}), "Observation.value.value", "value"),
    (with_(component=[{"valueInteger": 1}]), "Observation.component[0].code", "required"),
    (
        with_(component=[{"code": {"text": "c"}, "valueInteger": 2**31}]),
        "Observation.component[0].value",
        "value",
    ),
    (with_(component=[{"code": {"text": "c"}, "valueInteger": 1.5}]), "Observation.component[0].value", "value"),
    (with_(extension=[{"valueCode": "x"}]), "Observation.extension[0].url", "required"),
    (
        with_(extension=[{"url": "u", "valueCode": "x", "valueString": "y"}]),
        "Observation.extension[0].value",
        "structure",
    ),
    (
        {"resourceType": "Condition", "subject": {"display": "x"}, "clinicalStatus": {"coding": [{"code": "odd"}]}},
        "Condition.clinicalStatus",
        "code-invalid",
    ),
    (
        {"resourceType": "Condition", "subject": {"display": "x"}, "clinicalStatus": {"text": "active"}},
        "Condition.clinicalStatus",
        "code-invalid",
    ),
    (patient(_birthDate={}), "Patient.birthDate", "structure"),
    (patient(_birthDate={"fhir": 1}), "Patient.birthDate.fhir", "structure"),
    (patient(_name=[{"id": "x"}]), "Patient._name", "structure"),
    (patient(name=[{"given": ["A", None]}]), "Patient.name[0].given[1]", "value"),
    (
        patient(name=[{"given": ["A"], "_given": [None, {"extension": [{"url": "u", "valueCode": "m"}]}]}]),
        "Patient.name[0].given",
        "structure",
    ),
    (patient(contained=[{"id": "x"}]), "Patient.contained[0].resourceType", "structure"),
    (patient(contained=[{"resourceType": "Practitoner"}]), "Patient.contained[0].resourceType", "not-supported"),
    (
        patient(contained=[{"resourceType": "Basic", "id": "b", "code": {"text": ""}}]),
        "Patient.contained[0].code.text",
        "value",
    ),
    (
        patient(contained=[{"resourceType": "Group", "contained": [patient()], "type": "person", "actual": True}]),
        "Patient.contained[0].contained",
        "structure",
    ),
    (patient(deceasedBoolean="true"), "Patient.deceased", "value"),
    (patient(photo=[{"data": "?"}]), "Patient.photo[0].data", "value"),
    (patient(text={"status": "generated", "div": "hello"}), "Patient.text.div", "value"),
    (patient(multipleBirthInteger=1, multipleBirthBoolean=True), "Patient.multipleBirth", "structure"),
    (with_(subject={"reference": "Patiant/1"}), "Observation.subject.reference", "value"),
    (with_(subject={"reference": "Patient/"}), "Observation.subject.reference", "value"),
    (with_(subject={"reference": "Patient/1/2"}), "Observation.subject.reference", "value"),
    (with_(subject={"reference": "Patient/a b"}), "Observation.subject.reference", "value"),
    (with_(subject={"reference": "http://x/Patient/a b"}), "Observation.subject.reference", "value"),
    (with_(subject={"reference": "Patient?"}), "Observation.subject.reference", "value"),
    (with_(subject={"reference": "Organization?name=x"}), "Observation.subject.reference", "value"),
    (with_(focus=[{"reference": "somewhere"}]), "Observation.focus[0].reference", "value"),
    (with_(subject={"reference": "#gone"}), "Observation.subject.reference", "value"),
    (
        with_(subject={"reference": "#o"}, contained=[{"resourceType": "Organization", "id": "o", "name": "x"}]),
        "Observation.subject.reference",
        "value",
    ),
    (with_(note=[{"text": "a" * (1024 * 1024 + 1)}]), "Observation.note[0].text", "value"),
    (with_(extension=[{"url": "u"}]), "Observation.extension[0]", "invariant"),
    (
        with_(extension=[{"url": "u", "valueCode": "x", "extension": [{"url": "v", "valueCode": "y"}]}]),
        "Observation.extension[0]",
        "invariant",
    ),
    (with_(valueQuantity={"value": 1.0, "unit": None}), "Observation.value.unit", "value"),
    ({**without("valueQuantity"), "valueInteger": 1.0}, "Observation.value", "value"),
    (patient(text={"status": "generated", "div": "<div>a<br></div>"}), "Patient.text.div", "value"),
    (patient(text={"status": "generated", "div": "<div><script>1</script></div>"}), "Patient.text.div", "value"),
    (patient(text={"status": "generated", "div": "<div onclick='x'>a</div>"}), "Patient.text.div", "value"),
    (patient(text={"status": "generated", "div": "<div><a href='javascript:x'>a</a></div>"}), "Patient.text.div",
     "value"),
    (patient(text={"status": "generated", "div": "<!DOCTYPE d [<!ENTITY e 'x'>]><div>&e;</div>"}), "Patient.text.div",
     "value"),
    (patient(text={"status": "generated", "div": "<div>&nbsp;</div>"}), "Patient.text.div", "value"),
    (patient(language="en\0"), "Patient.language", "value"),
    (patient(implicitRules="urn:x\0"), "Patient.implicitRules", "value"),
    ({"resourceType": "Bundle", "type": "transaction", "entry": [{"resource": patient(gender="x")}]},
     "Bundle.entry[0].resource.gender", "code-invalid"),
    ({"resourceType": "Bundle", "type": "batch", "entry": [{}]}, "Bundle.entry[0]", "structure"),
    ({"resourceType": "Bundle", "type": "batch", "entry": [{"request": {"method": "GET"}}]},
     "Bundle.entry[0].request.url", "required"),
    ({"resourceType": "Medication", "ingredient": [{"isActive": True}]}, "Medication.ingredient[0].item", "required"),
    ({"resourceType": "Bundle", "type": "batch", "entry": [{"fullUrl": "urn:x:1", "resource": []}]},
     "Bundle.entry[0].resource", "structure"),
    ({"resourceType": "Bundle", "type": "batch", "entry": [{"fullUrl": "urn:x:1", "resource": [patient()]}]},
     "Bundle.entry[0].resource", "structure"),
    ({"resourceType": "Condition", "subject": {"display": "x"}, "clinicalStatus": {"coding": [{"system": ["x"]}]}},
     "Condition.clinicalStatus.coding[0].system", "value"),
    ({"resourceType": "Patch"}, "resourceType", "not-supported"),
    ({"resourceType": "DomainResource"}, "resourceType", "not-supported"),
    ({"resourceType": "SubscriptionStatus"}, "resourceType", "not-supported"),
    ({"id": "x"}, "resourceType", "structure"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("resource", "path", "code"), DEFECTS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_defect_is_named(resource: Resource, path: str, code: str) -> None:
    for body in (resource, json.dumps(resource).encode()):
        with pytest.raises(Invalid) as caught:
            decode(body)
        assert (path, code) in {(issue.path, issue.code) for issue in caught.value.issues}
        assert all(issue.expected and issue.found for issue in caught.value.issues)


def test_the_codes_that_were_found_are_told() -> None:
    status = {"coding": [{"system": "urn:x", "code": "active"}, {"code": "odd"}]}
    with pytest.raises(Invalid) as caught:
        decode({"resourceType": "Condition", "subject": {"display": "x"}, "clinicalStatus": status})
    assert [issue.found for issue in caught.value.issues] == ["urn:x|active, |odd"]


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(Invalid) as caught:
        decode(patient(gender="x", birthDate="1950-13-01", nam="y"))
    assert {i.path for i in caught.value.issues} == {"Patient.gender", "Patient.birthDate", "Patient.nam"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'"Patient"',
        b"{",
        b"\xff{}",
        b"\xef\xbb\xbf{}",
        b'{"resourceType":"Patient","id":"a","id":"b"}',
        b'{"resourceType":"Patient","language":"a","language":"b","name":[{"text":"\\u0022\\u0022"}]}',
        b'{"resourceType":"Patient","active":NaN}',
        b'{"resourceType":"Patient","name":[{"text":"\\ud800"}]}',
        b'{"resourceType":"Patient","name":[{"text":"\\u0000"}]}',
        b'{"a":' * 5000,
        b'{"resourceType":"Patient","contact":' + b'[{"x":' * 2000 + b"1" + b"}]" * 2000 + b"}",
    ],
)
def test_bad_json_is_refused(body: bytes) -> None:
    with pytest.raises(Invalid):
        decode(body)


def test_deep_nesting_is_refused() -> None:
    deep: Resource = {"url": "u", "valueCode": "x"}
    for _ in range(200):
        deep = {"url": "u", "extension": [deep]}
    with pytest.raises(Invalid) as caught:
        decode(patient(extension=[deep]))
    assert caught.value.issues[0].code == "too-long"


def test_no_value_is_in_the_error_text() -> None:
    with pytest.raises(Invalid) as caught:
        decode(patient(birthDate="secret", gender="hidden"))
    assert "secret" not in str(caught.value) and "hidden" not in str(caught.value)
    assert "Patient.birthDate" in str(caught.value)


@pytest.mark.parametrize("text", ["1.10", "1e3", "-0.0", "100", "0.1", "12345678.123456789012345", "1E-2"])
def test_decimals_keep_their_text(text: str) -> None:
    body = (
        b'{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":%s}}'
        % text.encode()
    )
    found = decode(body)
    assert dumps(found) == body
    assert dumps(copy.deepcopy(found)) == body
    assert found["valueQuantity"]["value"] == float(text)


def nodes(value: Any) -> list[Any]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value, *(found for child in inner for found in nodes(child))]


SEEDS = [
    patient(
        birthDate="1950-01-01",
        deceasedBoolean=False,
        _birthDate={"extension": [{"url": "u", "valueTime": "10:00:00"}]},
        identifier=[{"system": "urn:x", "value": "1", "period": {"start": "2020"}}],
        generalPractitioner=[{"reference": "Practitioner/1"}],
        contained=[{"resourceType": "Organization", "id": "o", "name": "x"}],
    ),
    observation(
        component=[{"code": {"text": "a"}, "valueInteger": 1}], note=[{"text": "n"}], issued="2020-01-01T00:00:00Z"
    ),
    {
        "resourceType": "Condition",
        "subject": {"reference": "Patient/1"},
        "clinicalStatus": {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]
        },
        "onsetAge": {"value": 3.10, "system": "http://unitsofmeasure.org", "code": "a"},
    },
    {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [{"fullUrl": "urn:x:1", "resource": patient(), "request": {"method": "POST", "url": "Patient"}}],
    },
]
KEYS = sorted(
    {key for shape in structures().values() for key in shape.fields} | {"_status", "_birthDate", "resourceType"}
)
ODD = [
    None,
    True,
    -1,
    1.5,
    "",
    " ",
    "x",
    "2020-01-01",
    "a\x01",
    "Patient/1",
    {},
    [],
    {"text": "x"},
    [{"text": "x"}],
    ["x"],
]


def spoilt(chance: Random) -> Resource:
    """A seed with one to three things put wrong, or right in another way."""
    resource = copy.deepcopy(chance.choice(SEEDS))
    for _ in range(chance.randint(1, 3)):
        place = chance.choice([n for n in nodes(resource) if isinstance(n, (dict, list)) and n] or [resource])
        value = copy.deepcopy(chance.choice([*ODD, *nodes(resource)]))
        if isinstance(place, list):
            place[chance.randrange(len(place))] = value
        elif chance.random() < 0.3:
            place.pop(chance.choice([*place]), None)
        else:
            place[chance.choice([*place] if chance.random() < 0.7 else KEYS)] = value
    return resource


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32))
def test_the_two_ways_and_another_validator_agree(seed: int) -> None:
    """Where the quick way says yes the full check finds nothing, and what fhirkit refuses we refuse."""
    chance = Random(seed)
    for _ in range(100):
        resource = spoilt(chance)
        found = [*faults(resource)]
        if surely_valid(resource):
            assert not found, resource
        try:
            assert loads(dumps(decode(resource))) == loads(dumps(resource))
            assert not fhirkit.validate(resource), resource
        except Invalid as invalid:
            assert [i.path for i in invalid.issues] == [i.path for i in found][:100]
