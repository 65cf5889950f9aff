"""Code lists: names from codes."""

import pytest

from careweft.base.errors import BadInput
from careweft.facts.codelist import code_list, parse

SNOMED, ICD10, LOINC = "http://snomed.info/sct", "http://hl7.org/fhir/sid/icd-10", "http://loinc.org"


@pytest.mark.parametrize(
    ("system", "code", "name"),
    [
        (SNOMED, "84114007", "heart-failure"),
        (ICD10, "I50", "heart-failure"),
        (ICD10, "I50.9", "heart-failure"),
        (ICD10, "E11.65", "diabetes"),
        (ICD10, "E14.9", "diabetes"),
        (ICD10, "E15", None),
        (ICD10, "C43.9", "cancer"),
        (ICD10, "C44.1", None),
        (ICD10, "G45.9", "stroke"),
        (ICD10, "S72.1", "hip-fracture"),
        (ICD10, "S72.3", None),
        (ICD10, "S72", None),
        (SNOMED, "I50", None),
        ("http://example.org", "84114007", None),
        (None, "84114007", None),
    ],
)
def test_conditions_by_exact_code_and_by_category(system: str | None, code: str, name: str | None) -> None:
    assert code_list("conditions").name(system, code) == name


def test_the_coding_that_a_list_knows_is_the_one_kept() -> None:
    codings = [{"system": "urn:local", "code": "HF1"}, {"system": SNOMED, "code": "84114007"}]
    assert code_list("conditions").coded(codings) == ("84114007", "heart-failure")
    assert code_list("conditions").coded(codings[:1]) == ("HF1", None)
    assert code_list("conditions").coded([]) == (None, None)


def test_readings_and_instruments() -> None:
    assert code_list("readings").name(LOINC, "29463-7") == "weight"
    assert code_list("readings").name(LOINC, "8480-6") == "systolic"
    assert code_list("instruments").name(LOINC, "44261-6") == "phq-9"


def test_one_code_in_two_lists_is_refused() -> None:
    text = f"systems: {{s: [{SNOMED}]}}\nlists: {{a: {{s: ['1']}}, b: {{s: ['1']}}}}"
    with pytest.raises(BadInput, match="1 is in a and in b"):
        parse(text, "x.yaml")
    with pytest.raises(BadInput, match="'t' is not a system"):
        parse("systems: {}\nlists: {a: {t: ['1']}}", "x.yaml")
