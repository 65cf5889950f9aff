"""A vocabulary is data: what it may say, and what is said of one that cannot be."""

from pathlib import Path
from typing import Any

import pytest

from careweft.base.errors import BadInput
from careweft.facts.codelist import code_list
from careweft.rules import RuleError, Vocabulary, extend, load, parse, starting

EMPTY = Vocabulary()


def test_the_starting_words_have_a_meaning_in_every_zone() -> None:
    for zone in ("Europe/London", "Europe/Dublin", "America/New_York"):
        words = starting(zone)
        assert parse("case.open", words).zone == zone
    for name in starting().names:
        assert parse(name).needs


def test_every_named_condition_of_the_facts_is_a_codelist() -> None:
    names = code_list("conditions")
    known = {*names.exact.values(), *(name for ranges in names.prefixes.values() for *_, name in ranges)}
    assert known <= set(starting().codelists)


def test_a_model_adds_words_and_changes_them(tmp_path: Path) -> None:
    file = tmp_path / "place.yaml"
    file.write_text(
        "names:\n  frail: {is: age >= 85 or has(frailty), title: Frail}\n  screen: last(assessment.score)\n"
    )
    words = load(file, starting())
    assert parse("frail and screen >= 3", words).needs == {"person", "condition", "assessment"}
    assert parse("screen", words) != parse("screen")
    assert "frail" not in starting().names


def test_names_may_build_on_names() -> None:
    words = extend(EMPTY, {"names": {"older": "age >= 65", "very old": "older and age >= 85"}})
    assert str(parse("very old", words)) == "very old"


BAD: list[tuple[Any, list[str]]] = [
    ({"codelist": {}}, ["codelist", "codelists, rows, names, scores, events"]),
    ({"codelists": {"a": {"code": []}}}, ["code"]),
    ({"codelists": {"a": {"codes": [1]}}}, ["Expected `str`, got `int`"]),
    ({"codelists": {"a": {"includes": ["b"]}}}, ["codelists: a", "no codelist `b`"]),
    ({"names": {"x": {"title": "X"}}}, ["missing required field `is`"]),
    ({"names": {"x": "agee > 1"}}, ["place.yaml: names: `x`, line 1, column 1", "Did you mean `age`"]),
    ({"names": {"x": "x"}}, ["`x` stands for itself"]),
    ({"names": {"x": "y", "y": "not x"}}, ["stands for itself"]),
    ({"rows": {"x": "x where true"}}, ["stands for itself"]),
    ({"names": {"age": "1"}}, ["`age` has a meaning already"]),
    ({"names": {"count": "age"}}, ["`count` has a meaning already"]),
    ({"names": {"sex": "age"}}, ["`sex` has a meaning already"]),
    ({"rows": {"case": "encounter"}}, ["`case` has a meaning already"]),
    ({"names": {"not well": "age"}}, ["no name", "no keyword"]),
    ({"names": {"x y": "age"}, "rows": {"x y": "case"}}, ["both rows and a rule"]),
    ({"rows": {"x": "encounter.unit"}}, ["rows: `x`", "rows without a column"]),
    ({"rows": {"x": "age >= 1"}}, ["a value where rows are wanted"]),
    ({"rows": {"x": {"is": "encounter", "units": {"unit": "kg"}}}}, ["a unit for `unit`", "numbers"]),
    ({"events": {"fell": {"fact": "fall"}}}, ["events: fell", "no table `fall`"]),
    ({"events": {"fell": {"fact": "contact", "also": {"from.class": "word"}}}}, ["Invalid enum value 'word'"]),
]


@pytest.mark.parametrize(("content", "parts"), BAD)
def test_a_bad_vocabulary_says_where_and_what(content: dict[str, Any], parts: list[str]) -> None:
    with pytest.raises(BadInput) as caught:
        extend(EMPTY, content, "place.yaml")
    for part in ["place.yaml", *parts]:
        assert part in str(caught.value)


def test_a_file_that_is_no_yaml_is_refused(tmp_path: Path) -> None:
    for content in ("names: {", "- a"):
        file = tmp_path / "place.yaml"
        file.write_text(content)
        with pytest.raises(BadInput, match=r"place\.yaml"):
            load(file, EMPTY)


def test_a_codelist_that_a_place_lacks_cannot_be_had() -> None:
    with pytest.raises(RuleError, match="no codelist `dementia`"):
        parse("has(dementia)", EMPTY)
