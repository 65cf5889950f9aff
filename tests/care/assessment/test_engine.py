"""The engine by itself: what may be said in a questionnaire, and generated ones whose meaning is worked out apart."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careweft.base.errors import BadInput
from careweft.care.assessment import answers as sheets
from careweft.care.assessment import library, names
from careweft.care.assessment.answers import Answer
from careweft.care.assessment.evaluate import evaluate, faults, read_text
from careweft.care.assessment.instrument import Coded, Instrument, read
from careweft.care.assessment.merge import merge
from careweft.fhir.decode import decode

LICENCE = {
    "url": names.LICENCE,
    "extension": [{"url": "kind", "valueCode": "free"}, {"url": "holder", "valueString": "us"}],
}


def sheet(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Questionnaire", "id": "made", "status": "active", "copyright": "free", "extension": [LICENCE],
        "item": list(items), **more,
    }  # fmt: skip


def asks(id_: str, type_: str = "boolean", **more: Any) -> dict[str, Any]:
    return {"linkId": id_, "text": id_, "type": type_, **more}


def when(question: str, value: Any = True, operator: str = "=") -> dict[str, Any]:
    kind = {bool: "Boolean", int: "Integer", str: "String"}[type(value)]
    return {"question": question, "operator": operator, f"answer{kind}": value}


def adds(id_: str, expression: str, type_: str = "integer") -> dict[str, Any]:
    told = {"language": names.FHIRPATH, "expression": expression}
    return asks(id_, type_, extension=[{"url": names.CALCULATED, "valueExpression": told},
                                       {"url": names.EXTRACT, "valueBoolean": True}])  # fmt: skip


def choice(id_: str, *weights: int, **more: Any) -> dict[str, Any]:
    options = [
        {"valueCoding": {"code": str(n), "extension": [{"url": names.ORDINAL, "valueDecimal": weight}]}}
        for n, weight in enumerate(weights)
    ]
    return asks(id_, "choice", answerOption=options, **more)


def yes(*keys: str) -> dict[str, Answer]:
    return {key: Answer((True,)) for key in keys}


@pytest.mark.parametrize(
    ("items", "says"),
    [
        ([adds("a", "today().toString().length()")], "calculated by today"),
        ([asks("a", enableWhen=[when("b")]), asks("b", enableWhen=[when("a")])], "circle: a → b → a"),
        ([asks("a", enableWhen=[when("a")])], "circle: a → a"),
        ([asks("g", "group", enableWhen=[when("in")], item=[asks("in")])], "circle"),
        ([asks("a", enableWhen=[when("sum", 1)]), adds("sum", "%resource.item.where(answer.value = true).count()")],
         "circle"),
        ([asks("a", enableWhen=[when("none")])], "'none', which is not there"),
        ([asks("a", "group", item=[asks("c")]), asks("b", enableWhen=[when("a")])], "nobody answers"),
        ([asks("a"), asks("a")], "'a' stands here twice"),
        ([asks("a", "choice")], "nothing to choose from"),
        ([asks("a", "attachment")], "'attachment' is not asked here"),
        ([asks("a", "choice", answerValueSet="http://x.org/v")], "answerValueSet"),
        ([asks("a", text="")], "does not say what it asks"),
        ([asks("a"), asks("b", enableWhen=[when("a", 3)])], "value of another type"),
        ([asks("a"), asks("b", enableWhen=[when("a", True, ">")])], "enableWhen > asks a boolean"),
        ([choice("a", 1), asks("b", enableWhen=[{"question": "a", "operator": "=", "answerCoding": {"code": "9"}}])],
         "not among its answers"),
        ([adds("s", "%resource.item.nothing")], "nothing"),
        ([adds("s", "%resource.item.where(")], "column"),
        ([asks("g", "group", repeats=True, item=[asks("h", "group", repeats=True, item=[asks("a")])])],
         "within another"),
        ([asks("g", "group", repeats=True, item=[asks("a"), adds("s", "1")])], "calculated item stands within"),
        ([asks("a", repeats=True, item=[asks("b")])], "questions below it"),
        ([asks("a", answerOption=[]) | {"linkId": "a#1"}], "'#' stands in the linkId"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_by_name(items: list[dict[str, Any]], says: str) -> None:
    with pytest.raises(BadInput, match=says.replace("(", r"\(").replace("#", r"\#")) as caught:
        read(sheet(*items))
    assert caught.value.where.startswith("Questionnaire made")


def test_a_value_set_that_comes_along_is_chosen_from_and_scored() -> None:
    ordinal = [{"url": names.ORDINAL, "valueDecimal": 2}]
    concepts = [{"code": "LA6557-6", "display": "None", "extension": [ordinal[0] | {"valueDecimal": 1}]},
                {"code": "LA6558-4", "display": "To pain", "extension": ordinal}]  # fmt: skip
    include: dict[str, Any] = {"system": "http://loinc.org", "concept": concepts}
    listed = {"resourceType": "ValueSet", "id": "eye", "status": "active", "compose": {"include": [include]}}
    items = [asks("eye", "choice", answerValueSet="#eye"), adds("s", "%resource.item.answer.value.weight().sum()")]
    made = read(sheet(*items, contained=[listed]))
    assert [(each.key, each.text) for each in made.item["eye"].options] == [
        ("LA6557-6", "None"),
        ("LA6558-4", "To pain"),
    ]
    state = evaluate(made, {"eye": Answer((made.item["eye"].options[1].value,))})
    assert state.score(made.item["s"]) == 2
    assert state.response["item"][0]["answer"][0]["valueCoding"]["system"] == "http://loinc.org"
    for part in ({"system": "http://loinc.org"}, include | {"filter": []}, {"valueSet": ["http://x.org/v"]}):
        with pytest.raises(BadInput, match="'eye' does not list"):
            read(sheet(*items, contained=[listed | {"compose": {"include": [part]}}]))


def test_nobody_may_ask_without_saying_that_they_may() -> None:
    with pytest.raises(BadInput, match="whether it may be used"):
        read(sheet(asks("a"), extension=[]))
    unheld = {"url": names.LICENCE, "extension": [{"url": "kind", "valueCode": "licensed"}]}
    with pytest.raises(BadInput, match="hold the licence"):
        read(sheet(asks("a"), extension=[unheld]))


def test_a_question_below_another_waits_for_its_answer() -> None:
    made = read(sheet(asks("a", item=[asks("b", item=[asks("c")])])))
    assert evaluate(made, {}).asked == {"a"}
    assert evaluate(made, yes("a")).asked == {"a", "b"}
    assert evaluate(made, yes("a", "b", "c")).asked == {"a", "b", "c"}
    assert set(evaluate(made, yes("b", "c")).answers) == set()


def test_all_and_any() -> None:
    both = [when("a"), when("b")]
    made = read(
        sheet(
            asks("a"), asks("b"), asks("all", enableWhen=both, enableBehavior="all"),
            asks("any", enableWhen=both, enableBehavior="any"), asks("none", enableWhen=[when("a", False, "exists")]),
        )
    )  # fmt: skip
    assert evaluate(made, yes("a")).asked == {"a", "b", "any"}
    assert evaluate(made, yes("a", "b")).asked == {"a", "b", "any", "all"}
    assert evaluate(made, {}).asked == {"a", "b", "none"}


def test_conditions_within_a_repeating_group_are_about_the_same_turn() -> None:
    group = asks("g", "group", repeats=True, item=[asks("a"), asks("b", enableWhen=[when("a")])])
    made = read(sheet(group, asks("c", enableWhen=[when("b")])))
    state = evaluate(made, {"a#1": Answer((False,)), "a#2": Answer((True,))})
    assert state.asked == {"g", "a#1", "a#2", "b#2"}
    assert "c" in evaluate(made, {"a#2": Answer((True,)), "b#2": Answer((True,))}).asked


def test_numbers_compare_as_numbers() -> None:
    made = read(sheet(asks("n", "integer"), asks("b", enableWhen=[when("n", 10, ">=")])))
    assert "b" not in evaluate(made, {"n": Answer((9,))}).asked
    assert "b" in evaluate(made, {"n": Answer((10,))}).asked
    assert "b" in evaluate(made, {"n": Answer((100,))}).asked


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        ("integer", "12", 12), ("integer", " -3 ", -3), ("decimal", "36,8", Decimal("36.8")),
        ("decimal", "−0.5", Decimal("-0.5")), ("date", "2026-02-28", date(2026, 2, 28)), ("boolean", "true", True),
        ("text", "two\nlines", "two\nlines"),
    ],
)  # fmt: skip
def test_what_a_form_says_is_read(type_: str, text: str, value: object) -> None:
    item = read(sheet(asks("a", type_))).item["a"]
    assert read_text(item, ["", text]) == (value,)


@pytest.mark.parametrize(
    ("type_", "text"),
    [("integer", "1.5"), ("integer", "many"), ("integer", "9" * 12), ("decimal", "NaN"), ("decimal", "1e9"),
     ("date", "2026-02-30"), ("date", "yesterday"), ("boolean", "perhaps"), ("decimal", "Infinity")],
)  # fmt: skip
def test_what_is_no_answer_is_told_in_words(type_: str, text: str) -> None:
    item = read(sheet(asks("How much", type_))).item["How much"]
    with pytest.raises(BadInput, match="How much"):
        read_text(item, [text])


def test_limits_of_numbers_and_of_words() -> None:
    limit = [{"url": names.LEAST, "valueInteger": 1}, {"url": names.MOST, "valueInteger": 5}]
    made = read(
        sheet(asks("n", "integer", extension=limit), asks("t", "string", maxLength=3), asks("r", required=True))
    )
    state = evaluate(made, {"n": Answer((6,)), "t": Answer(("long",))})
    assert [(fault.key, fault.text) for fault in faults(state)] == [
        ("n", "n: give a value from 1 to 5"), ("t", "Use 3 letters or fewer: t"), ("r", "Answer: r"),
    ]  # fmt: skip


# Generated questionnaires: each choice may wait for an earlier one, in groups or beside one another.
@st.composite
def generated(draw: st.DrawFn) -> tuple[Instrument, dict[str, Answer], dict[str, tuple[str, int] | None], list[str]]:
    """An instrument, answers to it, on which answer each question waits, and the questions in order."""
    count = draw(st.integers(1, 8))
    waits: dict[str, tuple[str, int] | None] = {}
    items = []
    for number in range(count):
        name, more = f"q{number}", {}
        waits[name] = None
        if number and draw(st.booleans()):
            on, code = f"q{draw(st.integers(0, number - 1))}", draw(st.integers(0, 2))
            waits[name] = (on, code)
            more = {"enableWhen": [{"question": on, "operator": "=", "answerCoding": {"code": str(code)}}]}
        items.append(choice(name, 0, 1, 2, **more))
    order = draw(st.permutations(items))  # an item may wait for one that stands behind it
    split = draw(st.integers(0, count))
    whole = [*order[:split], *([asks("g", "group", item=list(order[split:]))] if order[split:] else [])]
    made = read(sheet(*whole, adds("sum", "%resource.repeat(item).answer.value.weight().sum()")))
    picks = draw(st.dictionaries(st.sampled_from(sorted(waits)), st.integers(0, 2)))
    given_ = {k: Answer((made.item[k].options[pick].value,)) for k, pick in picks.items()}
    return made, given_, waits, sorted(waits)


def expected(waits: Mapping[str, tuple[str, int] | None], given_: Mapping[str, Answer], name: str) -> bool:
    """Whether a question is asked, straight from the words of the specification."""
    on = waits[name]
    if on is None:
        return True
    value = given_[on[0]].values[0] if on[0] in given_ and expected(waits, given_, on[0]) else None
    return isinstance(value, Coded) and value.code == str(on[1])


@given(generated())
@settings(max_examples=150)
def test_the_score_is_the_sum_over_what_is_asked(
    drawn: tuple[Instrument, dict[str, Answer], dict[str, tuple[str, int] | None], list[str]],
) -> None:
    made, given_, waits, every = drawn
    state = evaluate(made, given_)
    asked = {name for name in every if expected(waits, given_, name)}
    assert {name for name in state.asked if name in waits} == asked
    weights = [
        value.weight for name in asked & given_.keys() for value in given_[name].values if isinstance(value, Coded)
    ]
    assert state.score(made.item["sum"]) == sum((weight or Decimal(0) for weight in weights), Decimal(0))
    assert set(state.answers) == (asked & given_.keys()) | {"sum"}


@given(generated())
@settings(max_examples=100)
def test_answers_come_back_from_fhir_as_they_went(
    drawn: tuple[Instrument, dict[str, Answer], dict[str, tuple[str, int] | None], list[str]],
) -> None:
    made, given_, _, _ = drawn
    found = sheets.items(made, given_)
    whole = {"resourceType": "QuestionnaireResponse", "status": "in-progress"} | ({"item": found} if found else {})
    assert sheets.read(made, orjson.loads(orjson.dumps(decode(whole), default=float))) == given_


VALUES = st.one_of(st.none(), st.integers(0, 2)).map(lambda v: () if v is None else (v,))
SHEETS = st.dictionaries(st.sampled_from("abcd"), VALUES.filter(bool).map(lambda v: Answer(v, "x")))


@given(base=SHEETS, now=SHEETS, mine=st.dictionaries(st.sampled_from("abcd"), VALUES))
def test_a_second_save_never_loses_what_the_first_one_gave(
    base: dict[str, Answer], now: dict[str, Answer], mine: dict[str, tuple[int, ...]]
) -> None:
    merged = merge(base, now, mine, Answer((), "me"))
    told = {clash.key for clash in merged.clashes}
    for key in "abcd":
        was, stands = (sheet_[key].values if key in sheet_ else () for sheet_ in (base, now))
        kept = merged.answers[key].values if key in merged.answers else ()
        if key not in mine or mine[key] == was:
            assert kept == stands  # what I did not touch is as others left it
        elif stands == was or stands == mine[key]:
            assert kept == mine[key] and key not in told
        else:
            assert kept == stands and key in told  # two gave different answers: the first stands, the second is told


def test_import_needs_a_licence_and_says_whose() -> None:
    bare = sheet(asks("a"), extension=[], copyright="© Somebody", id="zarit-22")
    with pytest.raises(BadInput, match="whether this place may use it"):
        library.licensed(bare, None, "", "")
    with pytest.raises(BadInput, match="hold it"):
        library.licensed(bare, "licensed", " ", "")
    with pytest.raises(BadInput, match="on what terms"):
        library.licensed({k: v for k, v in bare.items() if k != "copyright"}, "licensed", "Westhaven", "")
    made = read(library.licensed(bare | {"url": "http://x.org/q"}, "licensed", "Westhaven", "No 7, to 2027"))
    assert (made.licence.kind, made.licence.holder, made.licence.terms) == ("licensed", "Westhaven", "No 7, to 2027")
    assert made.content["derivedFrom"] == ["http://x.org/q"]
    assert made.content["url"] == f"{names.CANONICAL}/zarit-22"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("items: [", "not YAML"),
        ("id: A\n", "id"),
        ('{"resourceType": "Patient"}', "this is a Patient"),
        ('{"resourceType": "Questionnaire"}', "Questionnaire.status"),
    ],
)
def test_a_file_that_is_no_instrument_is_told(text: str, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        library.parse(text, "mine.yaml")
    assert says in str(caught.value)
