"""Numbers, names, sounds, addresses, comparisons and weights, without a database."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careweft.base.errors import BadInput
from careweft.people import nhs_number, normalise, weights
from careweft.people.compare import compare
from careweft.people.phonetic import soundex
from careweft.people.score import score
from careweft.people.traits import Traits, keys, traits
from tests.people.support import NUMBERS, record


def of(**said: Any) -> Traits:
    return traits(record("gp-01", "1", **said))


def test_published_example_number_is_valid_and_the_placeholder_is_not() -> None:
    assert nhs_number.normalise("943 476 5919") == "9434765919"  # the Data Dictionary's own example
    assert nhs_number.normalise("943-476-5918") is None
    assert nhs_number.normalise("0000000000") is None
    assert nhs_number.normalise("94347659") is None
    assert nhs_number.normalise("٩٤٣٤٧٦٥٩١٩") is None
    assert nhs_number.normalise(None) is None
    assert nhs_number.spaced("9434765919") == "943 476 5919"


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_of_ten_last_digits_at_most_one_is_valid(nine: str) -> None:
    valid = [digit for digit in "0123456789" if nhs_number.is_valid(nine + digit)]
    expected = nhs_number.check_digit(nine)
    assert valid in ([], [str(expected)])
    if expected is not None and len(set(nine + str(expected))) > 1:
        assert valid == [str(expected)]


@given(st.integers(0, 9), st.integers(1, 9))
def test_a_single_wrong_digit_is_always_noticed(place: int, by: int) -> None:
    number = NUMBERS[0]
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert not nhs_number.is_valid(wrong)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("O'Brien", ("obrien",)),
        ("O’BRIEN", ("obrien",)),
        ("Smith-Jones", ("smith", "jones")),
        ("  de la   Cruz ", ("de", "la", "cruz")),
        ("Łukasz Müßig", ("lukasz", "mussig")),
        ("Mrs Zoë", ("zoe",)),
        ("BABY", ()),
        ("Unknown", ()),
        (None, ()),
        ("李", ()),
    ],
)
def test_name_parts(name: str | None, parts: tuple[str, ...]) -> None:
    assert normalise.name_parts(name) == parts


@given(st.text(max_size=30))
def test_normalising_a_name_twice_changes_nothing(name: str) -> None:
    once = normalise.name_parts(name)
    assert normalise.name_parts(" ".join(once)) == once
    assert all(part.isascii() and part.isalpha() for part in once)


def test_nicknames() -> None:
    for one, other in (("bill", "william"), ("peggy", "margaret"), ("mohd", "muhammad"), ("kate", "catherine")):
        assert normalise.same_name_differently(one, other)
        assert normalise.same_name_differently(other, one)
    assert not normalise.same_name_differently("john", "jane")
    assert normalise.formal("bill") == "william"
    assert normalise.formal("thorfinn") == "thorfinn"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("tq14ab", "TQ1 4AB"),
        ("EC1A 1BB", "EC1A 1BB"),
        ("M1-1AE", "M1 1AE"),
        ("ZZ99 3VZ", None),
        ("12345", None),
        (None, None),
    ],
)
def test_postcodes(written: str | None, meant: str | None) -> None:
    assert normalise.postcode(written) == meant


def test_phones_and_houses() -> None:
    assert normalise.phone("+44 (0)1999 123456") == normalise.phone("01999 123456")
    assert normalise.phone("0000000000") is None
    assert normalise.phone("12345") is None
    assert normalise.house("Flat 2, 14A High St") == normalise.house("flat 2 14a High Street")
    assert normalise.house("Rose Cottage") == normalise.house("ROSE COTTAGE")
    assert normalise.house("12 High St") != normalise.house("14 High St")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("robert", "r163"),
        ("rupert", "r163"),
        ("ashcraft", "a261"),
        ("tymczak", "t522"),
        ("pfister", "p236"),
        ("lee", "l000"),
    ],
)
def test_soundex_of_the_national_archives(name: str, code: str) -> None:
    assert soundex(name) == code


@pytest.mark.parametrize(
    ("field", "said", "level"),
    [
        ("family", {"family": "SMITH"}, "exact"),
        ("family", {"family": "Smith-Jones"}, "part"),
        ("family", {"family": "Smyth"}, "alike"),
        ("family", {"family": "Jones"}, "different"),
        ("family", {"family": "John", "given": "Smith"}, "crossed"),
        ("family", {"family": "Unknown"}, None),
        ("given", {"given": "Jack"}, "nickname"),
        ("given", {"given": "J"}, "initial"),
        ("given", {"given": "K"}, "different"),
        ("given", {"given": "Paul John"}, "middle"),
        ("given", {"given": "Jane"}, "different"),
        ("given", {"given": None}, None),
        ("birth_date", {"birth_date": date(1950, 7, 3)}, "swapped"),
        ("birth_date", {"birth_date": date(1950, 1, 1)}, "january"),
        ("birth_date", {"birth_date": date(1951, 3, 7)}, "digit"),
        ("birth_date", {"birth_date": date(1905, 3, 7)}, "digit"),
        ("birth_date", {"birth_date": date(1950, 12, 24)}, "year"),
        ("birth_date", {"birth_date": date(1988, 12, 24)}, "different"),
        ("birth_date", {"birth_date": date(1900, 1, 1)}, None),
        ("sex", {"sex": "female"}, "different"),
        ("sex", {"sex": "unknown"}, None),
        ("address", {"line": "12, High St"}, "home"),
        ("address", {"line": "14 High Street"}, "postcode"),
        ("address", {"postcode": "TQ1 4XX"}, "sector"),
        ("address", {"postcode": "TQ1 9XX"}, "district"),
        ("address", {"postcode": "EX1 1AA"}, "different"),
        ("number", {}, "same"),
        ("number", {"nhs_number": "9434765991"}, "near"),
        ("number", {"nhs_number": NUMBERS[1]}, "different"),
        ("number", {"nhs_number": "1234567890"}, None),
        ("number", {"nhs_number": None}, None),
    ],
)
def test_levels(field: str, said: dict[str, Any], level: str | None) -> None:
    assert compare(of(), of(**said)).get(field) == level
    assert compare(of(**said), of()).get(field) == level


def bits(**said: Any) -> float:
    return score(compare(of(nhs_number=None), of(**{"nhs_number": None, **said})), weights.default()).bits


def test_the_reasons_add_up_to_the_score() -> None:
    for said in ({}, {"given": "Jack"}, {"given": "Mary", "sex": "female"}, {"postcode": "EX1 1AA", "phone": None}):
        weighed = score(compare(of(), of(**said)), weights.default())
        told = weighed.reasons(weights.default())
        assert sum(reason.bits for reason in told) == pytest.approx(weighed.bits, abs=0.011)
        assert {"prior"} <= {reason.field for reason in told}


def test_more_agreement_never_weighs_less() -> None:
    assert bits() > bits(given="Jack") > bits(given="James")
    assert bits() > bits(birth_date=date(1950, 7, 3)) > bits(birth_date=date(1982, 9, 9))
    assert bits(postcode=None, line=None, phone=None) > bits(postcode="EX1 1AA", phone=None)


def test_a_household_explains_agreement_that_strangers_would_not() -> None:
    """A twin agrees on family name, birth date, address and telephone: by independent weights alone, one person."""
    twin = score(compare(of(nhs_number=None), of(nhs_number=None, given="Rachel", sex="female")), weights.default())
    alone = sum(r.bits for r in twin.reasons(weights.default()) if r.field != "household")
    assert alone > weights.default().link
    assert twin.bits < weights.default().doubt


def test_a_common_family_name_says_less() -> None:
    found = compare(of(nhs_number=None), of(nhs_number=None, postcode="EX1 1AA", phone=None))
    common, rare = (score(found, weights.default(), share) for share in (0.02, 0.00001))
    assert common.bits < score(found, weights.default()).bits < rare.bits


def test_keys_survive_one_error() -> None:
    right = keys(of())
    for said in (
        {"nhs_number": None},
        {"family": "Jones"},
        {"given": "Bob"},
        {"birth_date": date(1950, 7, 3)},
        {"birth_date": date(1960, 3, 7)},
        {"postcode": "EX1 1AA"},
        {"family": "John", "given": "Smith"},
    ):
        wrong = keys(of(**{"nhs_number": None, **said}))
        assert any(one == other for one, other in zip(right, wrong, strict=True) if one), said


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("m = 0.880", "m = 0.5"), r"\[family\]: m sums to"),
        (("exact     = {m = 0.880", "equal     = {m = 0.880"), r"\[family\]: found the levels equal"),
        (("one_in = 1_000_000", ""), "one_in"),
        (("[prior]", "[prior"), "expected"),
    ],
)
def test_a_wrong_weights_file_is_named(change: tuple[str, str], message: str) -> None:
    from importlib.resources import files

    text = (files("careweft.people") / "data" / "weights.toml").read_text()
    assert change[0] in text
    with pytest.raises(BadInput, match=message) as raised:
        weights.parse(text.replace(*change, 1), "mine.toml")
    assert "mine.toml" in str(raised.value)
