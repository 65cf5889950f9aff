"""Scopes mean what SMART App Launch 2 says, and no combination of them gives more than its parts."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careweft.access.oauth.scopes import Context, Granted, Scope, Scopes, added, allows, known, parse
from careweft.base.errors import BadInput

LETTERS = ["".join(some) for n in range(1, 6) for some in combinations("cruds", n)]
CONTEXTS: list[Context] = ["patient", "user", "system"]
TYPES = ["*", "Observation", "Patient"]
CODES = {
    "create": "c", "read": "r", "vread": "r", "history-instance": "r", "update": "u", "delete": "d",
    "search-type": "s", "history-type": "s",
}  # fmt: skip
CRITERIA = [(), (("category", "laboratory"),), (("category", "survey"),), (("status", "final"),)]


@st.composite
def scope(draw: st.DrawFn) -> Scope:
    context, type_ = draw(st.sampled_from(CONTEXTS)), draw(st.sampled_from(TYPES))
    criteria = draw(st.sampled_from(CRITERIA)) if type_ == "Observation" else ()
    letters = draw(st.sampled_from(["r", "s", "rs"] if criteria else LETTERS))
    return Scope(context, type_, letters, criteria)


sets = st.builds(
    Scopes,
    st.frozensets(st.sampled_from(["openid", "launch/patient", "offline_access"])),
    st.frozensets(scope(), max_size=4),
)


def rights(scopes: Scopes) -> set[tuple[str, str, str, tuple[tuple[str, str], ...]]]:
    """Everything that scopes allow, one thing at a time: the plain meaning."""
    return {
        (one.context, type_, letter, criteria)
        for one in scopes.clinical
        for type_ in ("Observation", "Patient")
        for letter in one.letters
        for criteria in CRITERIA
        if one.type in ("*", type_) and set(one.criteria) <= set(criteria)
    }


@given(sets)
def test_scopes_are_read_as_they_are_written(scopes: Scopes) -> None:
    assert parse(str(scopes)) == scopes


@given(sets, sets)
def test_what_two_sets_have_in_common_is_in_both(one: Scopes, two: Scopes) -> None:
    both = one.within(two)
    assert rights(both) <= rights(one) & rights(two)
    assert both.plain == one.plain & two.plain
    assert one.covers(both) or not all(any(mine.covers(x) for mine in one.clinical) for x in both.clinical)
    whole = {right for right in rights(one) & rights(two) if not right[3]}
    assert whole <= rights(both)  # of what has no criteria, nothing is lost


@given(sets, sets)
def test_what_is_covered_gives_nothing_new(one: Scopes, two: Scopes) -> None:
    if one.covers(two):
        assert rights(two) <= rights(one) and two.plain <= one.plain
    assert one.covers(one)


@given(sets, st.sampled_from(["Observation", "Patient", "Condition"]), st.sampled_from([*CODES]))
def test_an_interaction_needs_its_letter(scopes: Scopes, type_: str, code: str) -> None:
    plain = any(
        one.type in ("*", type_)
        and CODES[code] in one.letters
        and (not one.criteria or code in ("read", "search-type"))
        for one in scopes.clinical
    )
    assert allows(Granted(scopes), type_, code) == plain
    whole = any(one.type in ("*", type_) and CODES[code] in one.letters and not one.criteria for one in scopes.clinical)
    assert allows(Granted(scopes), type_, code, criteria=()) == whole


@given(sets, st.integers(1, 3), st.integers(1, 3))
def test_a_token_with_a_patient_scope_is_held_to_its_person(scopes: Scopes, own: int, asked: int) -> None:
    granted = Granted(scopes, own)
    if any(one.context == "patient" for one in scopes.clinical):
        assert granted.person == own and granted.held()["careweft.person"] == str(own)
        assert own == asked or not allows(granted, "Observation", "read", asked)
        assert Granted(scopes).held()["careweft.person"] == "-1"
    else:
        assert granted.person is None and granted.held()["careweft.person"] == ""


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    try:
        found = parse(text)
    except BadInput:
        assert not known(text).covers(Scopes(frozenset(), frozenset({Scope("user", "*", "cruds")})))
    else:
        assert parse(str(found)) == found


@pytest.mark.parametrize(
    "text",
    [
        "patient/Observation", "patient/Observation.", "patient/Observation.sr", "patient/Observation.rr",
        "patient/Observation.x", "patient/Nonsense.r", "patients/Observation.r", "patient/*.rs?category=x",
        "patient/Observation.rs?category=", "patient/Observation.rs?nonsense=x", "patient/Observation.rs?code:not=x",
        "patient/Observation.rs?subject=Patient/1", "patient/Observation.cu?category=x", "patient/Observation.rs?",
        "patient/observation.rs", "PATIENT/Observation.rs", "patient/../Observation.rs", "launch/encounter", "profile",
    ],
)  # fmt: skip
def test_what_is_no_scope_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        parse(text)
    assert not known(text)


def test_version_1_is_understood() -> None:
    assert parse("patient/Observation.read") == parse("patient/Observation.rs")
    assert parse("user/*.write") == parse("user/*.cud")
    assert parse("system/*.*") == parse("system/*.cruds")


def test_an_unknown_interaction_needs_everything() -> None:
    assert not allows(Granted(parse("system/*.rs system/Patient.cruds")), "Patient", "$everything")
    assert allows(Granted(parse("system/*.cruds")), "Patient", "$everything")
    assert not allows(Granted(Scopes()), "Patient", "read")


def test_a_search_asks_what_the_scopes_need() -> None:
    def more(text: str) -> list[tuple[str, str]]:
        return added(Granted(parse(text)), "Observation")

    assert more("patient/Observation.rs") == [] == more("user/*.s user/Observation.s?category=a")
    assert more("user/Observation.s?category=a") == [("category", "a")]
    assert more("user/Observation.s?category=a user/Observation.s?category=b") == [("category", "a,b")]
    with pytest.raises(BadInput, match="wider"):
        more("user/Observation.s?category=a user/Observation.s?status=final")
