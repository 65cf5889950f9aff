"""The statement is valid FHIR and promises just what the search can do."""

from careweft.fhir.capability import Claims, statement
from careweft.fhir.decode import decode
from careweft.fhir.definitions import resource_types, searches
from careweft.fhir.search.parameters import APART, looked, parameters


def test_the_statement_is_valid_and_complete() -> None:
    claims = Claims(
        ("read", "search-type"), ("transaction",), ("application/json-patch+json",), (("readHistory", True),)
    )
    found = decode(statement("https://place.example/fhir", claims))
    resources = {r["type"]: r for r in found["rest"][0]["resource"]}
    assert list(resources) == [*resource_types()]
    assert len(resources) == 146
    observation = {p["name"]: p["type"] for p in resources["Observation"]["searchParam"]}
    assert observation.keys() == {*parameters("Observation"), *looked("Observation"), "_id", "_lastUpdated"}
    assert observation["code"] == "token" and observation["patient"] == "reference"
    assert observation["code-value-quantity"] == "composite"
    assert {"name": "near", "type": "special"} in resources["Location"]["searchParam"]
    assert "_content" in {p["name"] for p in found["rest"][0]["searchParam"]}
    assert "Observation:encounter" in resources["Observation"]["searchInclude"]
    assert "Observation:encounter" in resources["Encounter"]["searchRevInclude"]
    assert "searchRevInclude" not in resources["Parameters"]


def test_every_published_parameter_is_compiled_or_read() -> None:
    """All of R4's, but `_query`, which names a query of the server's own: there are none."""
    published = {(base, one.code) for one in searches() for base in one.base}
    able = {type_: {*parameters(type_), *looked(type_), *APART} for type_ in resource_types()}
    able |= {base: set.intersection(*able.values()) for base in ("Resource",)}
    assert [(base, code) for base, code in sorted(published) if code not in able[base]] == []
    assert len(published) > 1_690
