"""Regular expressions that somebody sends: what they mean, what is refused, and that they end."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careweft.base.errors import BadInput
from careweft.fhir.definitions import rules
from careweft.fhir.fhirpath import compile_path, patterns


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(a*)*b$", "(.*)*x$", "^(a|a?)+$"])
def test_what_would_run_for_ever_ends(pattern: str) -> None:
    text = "a" * 50_000 + "!"
    assert not patterns.matches(text, pattern)
    assert not patterns.matches(text, pattern, whole=True)
    assert patterns.replaced(text, pattern, "x") == text


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        (r"'a\nb'.matches('a.b')", [True]),
        (r"'a\nb'.matches('^b')", [False]),
        (r"'a\n'.matches('a$')", [False]),
        ("'xabcx'.matches('abc')", [True]),
        ("'xabcx'.matchesFull('abc')", [False]),
        ("'é€😀'.matches('^.{3}$')", [True]),
        (r"'a1'.replaceMatches('([a-z])([0-9])', '$2\\${x}$1')", ["1${x}a"]),
        ("'2026-01-31'.replaceMatches('(?<y>[0-9]+)-(?<m>[0-9]+)-(?P<d>[0-9]+)', '${d}/$2/$1')", ["31/01/2026"]),
        (r"'abc'.replaceMatches('b', '\\d')", ["adc"]),
        ("'abc'.replaceMatches('x*', '-')", ["-a-b-c-"]),
        ("'ab'.replaceMatches('(a)|(b)', '[$1]')", ["[a][]"]),
        ("'abc'.replaceMatches('', 'x')", ["abc"]),
        ("{}.matches('a')", []),
    ],
)
def test_what_patterns_mean(expression: str, answer: list[Any]) -> None:
    assert compile_path(expression)({}) == answer


@pytest.mark.parametrize("pattern", ["(?=a)", "(?<!a)b", r"(a)\1", "a++", "(", "[z-a]", "a{2000}", "((a{99}){99}){99}"])
def test_what_is_not_supported_is_said(pattern: str) -> None:
    with pytest.raises(BadInput, match="is not a pattern"):
        patterns.matches("a", pattern)


def test_a_group_that_is_not_there_and_half_a_character_are_refused() -> None:
    with pytest.raises(BadInput, match="no group"):
        patterns.replaced("a", "(a)", "$2")
    with pytest.raises(BadInput, match="no group"):
        patterns.replaced("a", "(a)", "${x}")
    with pytest.raises(BadInput, match="no text"):
        patterns.matches("a", "\ud800")


def test_a_replacement_that_grows_without_measure_is_refused() -> None:
    with pytest.raises(BadInput, match="too much"):
        patterns.replaced("a" * 100_000, "a", "$0" * 1000)


def test_every_pattern_of_the_definitions_is_supported() -> None:
    said = [rule[3] for found in rules().values() for rule in found[0]]
    quoted = [found for text in said for found in re.findall(r"[mM]atches\('((?:[^'\\]|\\.)*)'", text)]
    assert len(quoted) > 10
    for pattern in quoted:
        compile_path(f"'x'.matches('{pattern}')")({})


@given(st.text("ab.\n", max_size=12), st.from_regex(r"\A(?:[ab.]|\([ab]\)|[ab][*+?]){0,6}\Z"))
def test_agrees_with_python_where_both_can(text: str, pattern: str) -> None:
    wanted = re.compile(pattern, re.DOTALL)
    assert patterns.matches(text, pattern) == bool(wanted.search(text))
    assert patterns.matches(text, pattern, whole=True) == bool(wanted.fullmatch(text))
    assert patterns.replaced(text, pattern, "x") == (wanted.sub("x", text) if pattern else text)
