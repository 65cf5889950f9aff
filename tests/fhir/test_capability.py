"""The statement is valid FHIR and promises just what the search can do."""

from careweft.fhir.capability import Claims, statement
from careweft.fhir.decode import decode
from careweft.fhir.definitions import resource_types
from careweft.fhir.search.parameters import parameters


def test_the_statement_is_valid_and_complete() -> None:
    claims = Claims(
        ("read", "search-type"), ("transaction",), ("application/json-patch+json",), (("readHistory", True),)
    )
    found = decode(statement("https://place.example/fhir", claims))
    resources = {r["type"]: r for r in found["rest"][0]["resource"]}
    assert list(resources) == [*resource_types()]
    assert len(resources) == 146
    observation = {p["name"]: p["type"] for p in resources["Observation"]["searchParam"]}
    assert observation.keys() == {*parameters("Observation"), "_id", "_lastUpdated"}
    assert observation["code"] == "token" and observation["patient"] == "reference"
    assert observation["code-value-quantity"] == "composite"
    assert "near" not in {p["name"] for p in resources["Location"]["searchParam"]}  # special: not supported
    assert "Observation:encounter" in resources["Observation"]["searchInclude"]
    assert "Observation:encounter" in resources["Encounter"]["searchRevInclude"]
    assert "searchRevInclude" not in resources["Parameters"]
