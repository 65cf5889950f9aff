"""ViewDefinitions: each part of the specification, and the material of its authors where it is at hand."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from careweft.base.errors import BadInput
from careweft.facts.view import compile_view

PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "p1",
    "active": True,
    "name": [{"family": "Ash", "given": ["Jo", "Lee"]}, {"family": "Elm"}],
    "address": [{"postalCode": "QA1 1AA"}, {"postalCode": "QA2 2BB"}],
    "contact": [{"address": {"postalCode": "QB1 1CC"}}],
}


def view(*select: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {"resourceType": "ViewDefinition", "name": "v", "resource": "Patient", "select": list(select), **parts}


def column(name: str, path: str, **parts: Any) -> dict[str, Any]:
    return {"name": name, "path": path, **parts}


def rows(*select: dict[str, Any], resource: dict[str, Any] = PATIENT, **parts: Any) -> list[dict[str, Any]]:
    return compile_view(view(*select, **parts)).rows(resource)


ID = {"column": [column("id", "id")]}


def test_columns_of_one_select_make_one_row() -> None:
    assert rows({"column": [column("id", "getResourceKey()"), column("active", "active")]}) == [
        {"id": "p1", "active": True}
    ]


def test_what_is_not_there_is_null_and_a_collection_is_a_list() -> None:
    found = rows({"column": [column("born", "birthDate"), column("families", "name.family", collection=True)]})
    assert found == [{"born": None, "families": ["Ash", "Elm"]}]


def test_a_resource_of_another_type_has_no_rows() -> None:
    assert rows(ID, resource={"resourceType": "Observation", "id": "o"}) == []


def test_for_each_joins_and_for_each_or_null_keeps() -> None:
    zips = {"column": [column("zip", "postalCode")]}
    assert rows(ID, {"forEach": "address", **zips}) == [{"id": "p1", "zip": "QA1 1AA"}, {"id": "p1", "zip": "QA2 2BB"}]
    assert rows(ID, {"forEach": "photo", "column": [column("zip", "url")]}) == []
    assert rows(ID, {"forEachOrNull": "photo", "column": [column("zip", "url")]}) == [{"id": "p1", "zip": None}]


def test_for_each_or_null_with_items_that_have_no_rows_gives_none() -> None:
    inner = {"forEach": "period", "column": [column("start", "start")]}
    assert rows(ID, {"forEachOrNull": "name", "select": [inner]}) == []


def test_siblings_are_crossed_and_children_repeat_their_parent() -> None:
    given = {"forEach": "given", "column": [column("given", "$this")]}
    found = rows(
        {"forEach": "name", "column": [column("family", "family")], "select": [given]},
        {"forEach": "address", "column": [column("zip", "postalCode")]},
    )
    assert [(row["family"], row["given"], row["zip"]) for row in found] == [
        ("Ash", "Jo", "QA1 1AA"),
        ("Ash", "Jo", "QA2 2BB"),
        ("Ash", "Lee", "QA1 1AA"),
        ("Ash", "Lee", "QA2 2BB"),
    ]


def test_union_all_concatenates() -> None:
    own = {"forEach": "address", "column": [column("zip", "postalCode"), column("own", "true")]}
    other = {"forEach": "contact.address", "column": [column("zip", "postalCode"), column("own", "false")]}
    found = rows(ID, {"unionAll": [own, {"select": [{"unionAll": [other]}]}]})
    assert [(row["zip"], row["own"]) for row in found] == [("QA1 1AA", True), ("QA2 2BB", True), ("QB1 1CC", False)]


def test_repeat_descends_to_any_depth_and_rows_are_numbered() -> None:
    answers = {
        "resourceType": "QuestionnaireResponse",
        "item": [
            {"linkId": "1", "item": [{"linkId": "1.1"}]},
            {"linkId": "2", "answer": [{"item": [{"linkId": "2.1"}]}]},
        ],
    }
    select = {"repeat": ["item", "answer.item"], "column": [column("link", "linkId"), column("n", "%rowIndex")]}
    compiled = compile_view(view(select, resource="QuestionnaireResponse"))
    assert [(row["link"], row["n"]) for row in compiled.rows(answers)] == [("1", 0), ("1.1", 1), ("2", 2), ("2.1", 3)]


def test_where_keeps_only_what_is_true() -> None:
    assert rows(ID, where=[{"path": "active"}]) == [{"id": "p1"}]
    assert rows(ID, where=[{"path": "active = false"}]) == []
    assert rows(ID, where=[{"path": "deceased.ofType(boolean)"}]) == []


@pytest.mark.parametrize(
    ("constant", "path", "expected"),
    [
        ({"valueString": "it's \\ here"}, "%c", "it's \\ here"),
        ({"valueInteger": -3}, "%c + 1", -2),
        ({"valueBoolean": False}, "%c", False),
        ({"valueDate": "2026-01-15"}, "%c = @2026-01-15", True),
        ({"valueCode": "x"}, "'%c' & %c", "%cx"),
    ],
)
def test_constants_are_literals(constant: dict[str, Any], path: str, expected: object) -> None:
    select = {"column": [column("found", path)]}
    assert rows(select, constant=[{"name": "c", **constant}]) == [{"found": expected}]


@pytest.mark.parametrize(
    ("definition", "message"),
    [
        ({"select": [ID]}, "no resource type"),
        (view(), "select is missing or empty"),
        (view({"column": [column("1d", "id")]}), "'1d' is not a column name"),
        (view({"column": [column("id", "")]}), "select.0..column.0.: '' is not a path"),
        (view(ID, ID), "column id appears twice"),
        (view({"forEach": "name", "forEachOrNull": "name", **ID}), "forEach and forEachOrNull stand together"),
        (view({"unionAll": [ID, {"column": [column("other", "id")]}]}), "columns differ"),
        (view({"columns": []}), "'columns' is not part of a select"),
        (view({"column": [column("id", "id = %nothing")]}), "%nothing is not declared"),
        (view({"column": [column("id", "@@")]}), "cannot be compiled"),
        (view({"column": [column("id", "nonsense")]}), "cannot be compiled"),
    ],
)
def test_a_wrong_definition_is_refused_with_its_place(definition: dict[str, Any], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        compile_view(definition)


def test_a_column_with_several_values_that_is_no_collection_is_an_error() -> None:
    with pytest.raises(BadInput, match="column family has 2 values"):
        rows({"column": [column("family", "name.family")]})


def test_a_condition_that_is_not_a_boolean_is_an_error() -> None:
    with pytest.raises(BadInput, match="not a boolean"):
        rows(ID, where=[{"path": "name.family"}])


# The authors' own tests: github.com/FHIR/sql-on-fhir-v2, folder `tests` (MIT), named by SQL_ON_FHIR_TESTS.

_BEYOND = {"fn_boundary.json": ("date", "time")}
"""Experimental parts that are not supported: the boundaries of dates and times."""


def _material() -> Iterator[Any]:
    folder = os.environ.get("SQL_ON_FHIR_TESTS")
    if not folder:
        yield pytest.param({}, [], marks=pytest.mark.skip("set SQL_ON_FHIR_TESTS to the folder of the authors' tests"))
        return
    for file in sorted(Path(folder).glob("*.json")):
        content = json.loads(file.read_text())
        for test in content["tests"]:
            if not test["title"].startswith(_BEYOND.get(file.name, ("\0",))):
                yield pytest.param(test, content["resources"], id=f"{file.stem}: {test['title']}")


@pytest.mark.parametrize(("test", "resources"), list(_material()))
def test_the_authors_material(test: dict[str, Any], resources: list[dict[str, Any]]) -> None:
    if test.get("expectError"):
        with pytest.raises(BadInput):
            found = compile_view(test["view"])
            [found.rows(resource) for resource in resources]
        return
    compiled = compile_view(test["view"])
    found_rows = [row for resource in resources for row in compiled.rows(resource)]
    if "expect" in test:
        assert sorted(map(json.dumps, map(_sorted, found_rows))) == sorted(
            map(json.dumps, map(_sorted, test["expect"]))
        )
    if "expectColumns" in test:
        assert [each.name for each in compiled.columns] == test["expectColumns"]


def _sorted(row: dict[str, Any]) -> dict[str, Any]:
    return dict(sorted(row.items()))
