"""Results in plain words: where a value stands in its range, what it measures, short forms of letters; no diagnosis."""

import re
from typing import Any

import pytest

from careweft.care.results.glossary import meanings, short_in, texts
from careweft.care.results.results import results
from careweft.facts.codelist import code_list
from tests.site.reading import grade


def result(value: float, **more: Any) -> dict[str, Any]:
    quantity = {"value": value, "unit": "mmol/L", "code": "mmol/L"}
    return {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "code": {"text": "Potassium"},
        "effectiveDateTime": "2026-01-12T09:00:00Z",
        "valueQuantity": quantity,
        **more,
    }


def usual(**ends: Any) -> dict[str, Any]:
    return {"referenceRange": [{end: {"value": at, "unit": "mmol/L"} for end, at in ends.items()}]}


@pytest.mark.parametrize(
    ("body", "range_", "stands"),
    [
        (result(5.9, **usual(low=3.5, high=5.3)), "3.5–5.3", "above"),
        (result(5.3, **usual(low=3.5, high=5.3)), "3.5–5.3", "within"),
        (result(3.4, **usual(low=3.5, high=5.3)), "3.5–5.3", "below"),
        (result(3.4, **usual(low=3.5)), "≥ 3.5", "below"),
        (result(9.0), "", ""),
        (result(5.9, referenceRange=[{"text": "3.5-5.3"}]), "3.5-5.3", "above"),
        (result(5.9, referenceRange=[{"text": "see report"}]), "see report", ""),
        (result(5.0, interpretation=[{"coding": [{"code": "H"}]}], **usual(low=3.5, high=5.3)), "3.5–5.3", "above"),
        (result(5.9, referenceRange=[{"high": {"value": 5.3, "unit": "g/L"}}]), "≤ 5.3", ""),
        (
            result(5.9, referenceRange=[{"type": {"coding": [{"code": "therapeutic"}]}, "high": {"value": 1}}]),
            "",
            "",
        ),
    ],
)
def test_where_a_value_stands(body: dict[str, Any], range_: str, stands: str) -> None:
    found = list(results(body))
    assert [(each.range, each.stands) for each in found] == [(range_, stands)]


def test_a_value_that_is_only_known_to_be_beyond_stands_nowhere() -> None:
    body = result(5.9, **usual(low=3.5, high=5.3))
    body["valueQuantity"]["comparator"] = ">"
    (found,) = results(body)
    assert (found.value, found.unit, found.stands) == (">5.9", "mmol/L", "")


def test_what_was_entered_in_error_is_no_result() -> None:
    assert list(results(result(5.9) | {"status": "entered-in-error"})) == []


def test_short_forms_are_found_as_they_are_written() -> None:
    found = short_in("CXR: NAD. Seen in OPD, F/U 6/52. Do not add OD twice: OD. It ends.")
    assert list(found) == ["CXR", "NAD", "OPD", "F/U", "OD"]
    assert short_in("The doctor did it, ad hoc") == {}


def test_the_glossary_names_its_sources_and_gives_no_diagnosis() -> None:
    assert code_list("readings").name("http://loinc.org", "2823-3") in meanings()
    for name, meaning in meanings().items():
        assert meaning.source.startswith("https://"), name
        said = f"{meaning.about} {meaning.higher} {meaning.lower}"
        assert not re.search(r"\byou have\b|diagnos|disease|diabetes|cancer|failure|anaemia", said, re.IGNORECASE), name


def test_the_glossary_is_read_at_about_nine() -> None:
    sentences = [text for text in texts() if text.endswith(".")]
    assert grade(" ".join(sentences)) < 4.5
