"""Index rows: what a resource cannot have is not looked for in it, and nothing is missed for that."""

from zoneinfo import ZoneInfo

import pytest

from careweft.fhir.definitions import resource_types, structures
from careweft.fhir.search import index
from tests.fhir.conftest import observation

ZONE = ZoneInfo("Europe/London")
RESOURCES = [
    observation("o", "Patient/p"),
    {"resourceType": "Patient", "id": "p"},
    {"resourceType": "Patient", "id": "p", "deceasedBoolean": True, "name": [{"family": "Ng"}], "gender": "female"},
    {
        "resourceType": "Patient",
        "id": "p",
        "deceasedDateTime": "2020-01-01",
        "telecom": [{"system": "phone", "value": "1"}],
    },
    {
        "resourceType": "Observation",
        "id": "o",
        "meta": {"tag": [{"system": "s", "code": "c"}], "profile": ["http://x"]},
        "status": "final",
        "code": {"coding": [{"system": "s", "code": "a"}, {"code": "b"}, {"system": "t"}], "text": "Both"},
        "effectivePeriod": {"start": "2020-01-01", "end": "2020-02-01"},
        "valueCodeableConcept": {"text": "high"},
        "component": [{"code": {"coding": [{"code": "x"}]}, "valueQuantity": {"value": 1.5, "unit": "kg"}}],
        "identifier": [{"system": "u", "value": "v", "type": {"coding": [{"code": "MR"}]}}],
    },
    {"resourceType": "Encounter", "id": "e", "subject": {"identifier": {"value": "1"}}, "class": {"code": "AMB"}},
]


@pytest.mark.parametrize("resource", RESOURCES)
def test_what_a_resource_has_is_found_whatever_is_left_out(
    resource: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = index.rows(resource, ZONE)
    monkeypatch.setattr(index, "_plan_of", lambda type_, _: index._plan(type_)[0])
    assert index.rows(resource, ZONE) == found
    assert len(found.tokens) > 1 or resource == {"resourceType": "Patient", "id": "p"}


def test_what_is_looked_for_needs_properties_that_the_type_has() -> None:
    for type_ in resource_types():
        _, needed = index._plan(type_)
        assert frozenset().union(*needed.values()) <= structures()[type_].fields.keys(), type_


def test_what_is_found_in_anything_needs_nothing() -> None:
    assert index.needs(lambda resource: [False]) == frozenset()
    assert index.needs(lambda resource: list(resource.values())) == frozenset()
    assert index.needs(lambda resource: [resource.get("a")] if "b" in resource else []) == {"b"}
