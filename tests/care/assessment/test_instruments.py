"""Every instrument that is shipped scores as it was published."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from careweft.care.assessment import library, names
from careweft.care.assessment.evaluate import amount, faults
from careweft.care.assessment.library import by_name
from careweft.care.assessment.prefill import prefill
from careweft.fhir.decode import decode
from tests.care.assessment.sheets import Given, score, state
from tests.site.reading import grade

PHQ = [str(n) for n in range(1, 10)]
GAD = [str(n) for n in range(1, 8)]
WELL = {
    "respiration": "16", "scale": "1", "saturation": "97", "oxygen": "air", "systolic": "120", "pulse": "70",
    "consciousness": "alert", "temperature": "37.0",
}  # fmt: skip


def test_the_free_ones_the_own_ones_and_totals_of_the_licensed_ones_are_there() -> None:
    kinds = {name: made.licence.kind for name, made in library.shipped().items()}
    assert {name for name, kind in kinds.items() if kind == "free"} == {"phq-9", "gad-7", "news2", "lace", "prisma-7"}
    assert {name for name, kind in kinds.items() if kind == "ours"} == {
        "functional-needs", "functional-self", "self-management", "call-advice", "digital-skills", "social-needs",
        "health-risk", "how-we-did",
    }  # fmt: skip
    for name, made in library.shipped().items():
        assert made.source and made.licence.terms and made.licence.holder, name
        if kinds[name] == "licensed":
            assert all(item.type == "decimal" or item.type == "integer" for item in made.every), name
        if kinds[name] == "ours":
            assert "not validated" in made.source


@pytest.mark.parametrize("name", library.shipped())
def test_every_instrument_is_a_fhir_questionnaire(name: str) -> None:
    content = dict(by_name(name).content)
    assert decode(content) == content
    assert content["resourceType"] == "Questionnaire"
    assert content["url"] == f"{names.CANONICAL}/{name}"
    assert content["copyright"]
    assert not {"score", "total"} & {item.id for item in by_name(name).items}  # what facts read of others' responses


@pytest.mark.parametrize("name", library.shipped())
def test_bands_cover_every_score_from_its_least(name: str) -> None:
    made = by_name(name)
    for item in made.scores:
        bands = [band for band in made.bands if band.score == item.id]
        if bands:
            assert item.least is not None and min(band.least for band in bands) == item.least, item.id
            assert [band.least for band in bands] == sorted(band.least for band in bands)


# Kroenke 2001, table 4: cutpoints 5, 10, 15 and 20 of 27.
@pytest.mark.parametrize(
    ("total", "label"),
    [(0, "None to minimal"), (4, "None to minimal"), (5, "Mild"), (9, "Mild"), (10, "Moderate"), (14, "Moderate"),
     (15, "Moderately severe"), (19, "Moderately severe"), (20, "Severe"), (27, "Severe")],
)  # fmt: skip
def test_phq_9(total: int, label: str) -> None:
    answers = spread(PHQ, total)
    assert score("phq-9", answers) == (total, label)
    assert score("phq-9", answers | {"difficulty": "extremely"}) == (total, label)  # the tenth is not scored


def spread(items: Sequence[str], total: int, most: int = 3) -> dict[str, str]:
    """Answers that sum to a total."""
    given = {}
    for item in items:
        given[item] = str(min(most, total))
        total -= min(most, total)
    assert total == 0
    return given


def test_the_tenth_question_of_the_phq_9_is_asked_where_there_are_problems() -> None:
    assert "difficulty" not in state("phq-9", dict.fromkeys(PHQ, "0")).asked
    assert "difficulty" in state("phq-9", dict.fromkeys(PHQ, "0") | {"3": "1"}).asked


@pytest.mark.parametrize(("answer", "alarms"), [("0", []), ("1", ["self-harm"]), ("3", ["self-harm"])])
def test_any_thought_of_death_alarms_before_the_rest_is_answered(answer: str, alarms: list[str]) -> None:
    assert [alert.id for alert in state("phq-9", {"9": answer}).alerts()] == alarms


def test_of_each_risk_to_health_it_is_said_what_would_help() -> None:
    risks = {item.id: "no" for item in by_name("health-risk").every if item.asks}
    assert not any(state("health-risk", risks).feedback(name) for name in risks)
    for name in risks:
        told = state("health-risk", risks | {name: "some"})
        assert [other for other in risks if told.feedback(other)] == [name]
        assert all(grade(text) < 4.5 for text in told.feedback(name))


# Spitzer 2006: cutpoints 5, 10 and 15 of 21.
@pytest.mark.parametrize(
    ("total", "label"),
    [(0, "Minimal"), (4, "Minimal"), (5, "Mild"), (9, "Mild"), (10, "Moderate"), (14, "Moderate"), (15, "Severe"),
     (21, "Severe")],
)  # fmt: skip
def test_gad_7(total: int, label: str) -> None:
    assert score("gad-7", spread(GAD, total)) == (total, label)


@pytest.mark.parametrize(("yes", "label"), [(0, "Below the threshold"), (2, "Below the threshold"), (3, "Look closer")])
def test_prisma_7(yes: int, label: str) -> None:
    items = [item.id for item in by_name("prisma-7").every if item.asks]
    assert len(items) == 7
    assert score("prisma-7", {item: str(number < yes).lower() for number, item in enumerate(items)}) == (yes, label)


# The chart of RCP 2017, every boundary of every sign: value, points.
NEWS: Mapping[str, Sequence[tuple[str, int]]] = {
    "respiration": [("8", 3), ("9", 1), ("11", 1), ("12", 0), ("20", 0), ("21", 2), ("24", 2), ("25", 3)],
    "saturation": [("91", 3), ("92", 2), ("93", 2), ("94", 1), ("95", 1), ("96", 0)],
    "oxygen": [("air", 0), ("oxygen", 2)],
    "systolic": [("90", 3), ("91", 2), ("100", 2), ("101", 1), ("110", 1), ("111", 0), ("219", 0), ("220", 3)],
    "pulse": [("40", 3), ("41", 1), ("50", 1), ("51", 0), ("90", 0), ("91", 1), ("110", 1), ("111", 2), ("130", 2),
              ("131", 3)],
    "consciousness": [("alert", 0), ("cvpu", 3)],
    "temperature": [("35.0", 3), ("35.1", 1), ("36.0", 1), ("36.1", 0), ("38.0", 0), ("38.1", 1), ("39.0", 1),
                    ("39.1", 2)],
}  # fmt: skip


@pytest.mark.parametrize(("sign", "value", "points"), [(s, v, p) for s, rows in NEWS.items() for v, p in rows])
def test_news2_gives_each_sign_its_points(sign: str, value: str, points: int) -> None:
    assert score("news2", WELL | {sign: value})[0] == points


SCALE_2 = [
    ("83", "air", 3), ("84", "air", 2), ("85", "air", 2), ("86", "air", 1), ("87", "air", 1), ("88", "air", 0),
    ("92", "air", 0), ("93", "air", 0), ("100", "air", 0), ("83", "oxygen", 3), ("85", "oxygen", 2),
    ("87", "oxygen", 1), ("88", "oxygen", 0), ("92", "oxygen", 0), ("93", "oxygen", 1), ("94", "oxygen", 1),
    ("95", "oxygen", 2), ("96", "oxygen", 2), ("97", "oxygen", 3),
]  # fmt: skip


@pytest.mark.parametrize(("saturation", "gas", "points"), SCALE_2)
def test_news2_on_scale_2(saturation: str, gas: str, points: int) -> None:
    found, _ = score("news2", WELL | {"scale": "2", "saturation": saturation, "oxygen": gas})
    assert found == points + (2 if gas == "oxygen" else 0)


@pytest.mark.parametrize(
    ("changes", "total", "label", "alarms"),
    [
        ({}, 0, "Low", []),
        ({"respiration": "22", "pulse": "115"}, 4, "Low", []),
        ({"respiration": "26"}, 3, "Low", ["single"]),
        ({"oxygen": "oxygen", "respiration": "22", "pulse": "100"}, 5, "Medium", ["medium"]),
        ({"respiration": "26", "oxygen": "oxygen", "pulse": "95"}, 6, "Medium", ["medium"]),
        ({"respiration": "26", "oxygen": "oxygen", "pulse": "112"}, 7, "High", ["high"]),
        ({"respiration": "25", "saturation": "90", "oxygen": "oxygen", "systolic": "85", "pulse": "135",
          "consciousness": "cvpu", "temperature": "34.0"}, 20, "High", ["high"]),
    ],
)  # fmt: skip
def test_news2_says_how_soon_somebody_must_come(changes: Given, total: int, label: str, alarms: list[str]) -> None:
    found = state("news2", WELL | dict(changes))
    assert score("news2", WELL | dict(changes)) == (total, label)
    assert [alert.id for alert in found.alerts()] == alarms


# van Walraven 2010, table 3.
DAYS = [("0", 0), ("1", 1), ("2", 2), ("3", 3), ("4", 4), ("6", 4), ("7", 5), ("13", 5), ("14", 7), ("60", 7)]
VISITS = [("0", 0), ("1", 1), ("2", 2), ("3", 3), ("4", 4), ("9", 4)]
NOTHING = {"days": "0", "acute": "false", "comorbidity": ["none"], "attendances": "0"}


@pytest.mark.parametrize(("days", "points"), DAYS)
def test_lace_length_of_stay(days: str, points: int) -> None:
    assert score("lace", NOTHING | {"days": days})[0] == points


@pytest.mark.parametrize(("visits", "points"), VISITS)
def test_lace_visits(visits: str, points: int) -> None:
    assert score("lace", NOTHING | {"attendances": visits})[0] == points


@pytest.mark.parametrize(
    ("has", "points"),
    [(["mi"], 1), (["heart-failure"], 2), (["dementia"], 3), (["mi", "pulmonary"], 3), (["aids"], 5),
     (["metastatic"], 5), (["mi", "dementia"], 5), (["mi", "cerebrovascular", "peripheral", "diabetes"], 5),
     (["diabetes"], 1), (["diabetes", "diabetes-organ"], 2), (["diabetes", "diabetes-organ", "mi"], 3)],
)  # fmt: skip
def test_lace_comorbidity_counts_five_from_four_on(has: list[str], points: int) -> None:
    assert score("lace", NOTHING | {"comorbidity": has})[0] == points


@pytest.mark.parametrize(
    ("given", "total", "label"),
    [
        ({"days": "8", "acute": "true", "comorbidity": ["heart-failure"], "attendances": "0"}, 10, "High"),
        ({"days": "5", "acute": "true", "comorbidity": ["none"], "attendances": "2"}, 9, "Moderate"),
        ({"days": "30", "acute": "true", "comorbidity": ["metastatic"], "attendances": "7"}, 19, "High"),
    ],
)
def test_lace_as_a_whole(given: Given, total: int, label: str) -> None:
    assert score("lace", given) == (total, label)


def test_lace_knows_the_visits_of_the_six_months_before_the_admission_and_not_the_one_that_led_to_it() -> None:
    admitted = datetime(2026, 3, 10, 2, tzinfo=UTC)
    visits = [timedelta(hours=-1), timedelta(hours=-23), timedelta(days=-2), timedelta(days=-180), timedelta(days=-190),
              timedelta(days=2)]  # fmt: skip
    row = {"status": "finished", "emergency": True, "finish": None, "_known_from": admitted, "_record": ""}
    rows = [row | {"class": "emergency", "start": admitted + each} for each in visits]
    stay = row | {"class": "inpatient", "status": "in-progress", "start": admitted}
    for at in (admitted, admitted + timedelta(days=30)):  # as the discharge plan asks, and as a form does on the ward
        known = prefill(by_name("lace"), {"encounter": [*rows, stay]}, at)
        assert (known["attendances"].values, known["acute"].values) == ((2,), (True,))
        assert known["days"].values == ((at - admitted).days,)


def test_none_of_these_stands_alone() -> None:
    assert [f.key for f in faults(state("lace", NOTHING | {"comorbidity": ["none", "mi"]}))] == ["comorbidity"]


def needs(**changes: str) -> dict[str, str]:
    """A whole functional assessment of somebody who needs nothing, but for some answers."""
    made = by_name("functional-needs")
    given = {}
    for item in made.every:
        if item.asks and item.required and item.type == "choice":
            given[item.id] = item.options[0].key
        elif item.asks and item.required and item.type == "boolean":
            given[item.id] = "false"
    return given | changes


LEVELS = ("alone", "hard", "some", "all")


def named(found: Mapping[str, str]) -> dict[str, float | None]:
    held = state("functional-needs", found)
    return {item.id: None if (v := held.score(item)) is None else float(v) for item in held.instrument.scores}


@pytest.mark.parametrize(
    ("changes", "profile"),
    [
        ({}, 1),
        ({"housework": "all", "meals": "some", "shopping": "hard"}, 2),
        ({"memory": "often", "orientation": "little"}, 3),
        ({"washing": "all"}, 4),
        ({"stairs": "all", "outside": "all"}, 4),
        ({"memory": "severe", "judgement": "severe"}, 5),
        ({"washing": "all", "dressing": "all"}, 6),
        ({"washing": "all", "dressing": "all", "memory": "severe", "judgement": "severe"}, 7),
        ({"washing": "all", "dressing": "all", "eating": "all", "toilet": "all"}, 8),
        ({"washing": "all", "dressing": "all", "eating": "all", "bladder": "always", "bowel": "often"}, 8),
    ],
)
def test_the_profile_of_care(changes: dict[str, str], profile: int) -> None:
    assert named(needs(**changes))["profile"] == profile


def test_each_need_is_in_one_section_and_the_sections_sum_to_the_whole() -> None:
    found = named(needs(washing="some", stairs="hard", bladder="often", memory="little", money="all", hearing="hardly"))
    assert [found[name] for name in ("adl", "mobility", "continence", "cognition", "iadl", "communication")] == [
        2, 1, 2, 1, 3, 2,
    ]  # fmt: skip
    assert found["needs"] == 11


def test_whether_help_is_there_is_asked_where_it_is_needed() -> None:
    assert not {k for k in state("functional-needs", needs()).asked if k.endswith("-met")}
    given = needs(washing="some", money="all")
    found = state("functional-needs", given)
    assert {k for k in found.asked if k.endswith("-met")} == {"daily-met", "household-met"}
    assert named(given | {"daily-met": "part", "household-met": "none"})["unmet"] == 2
    assert named(given | {"daily-met": "all", "household-met": "all"})["unmet"] == 0


def test_the_most_that_can_be_is_what_the_score_says() -> None:
    made = by_name("functional-needs")
    worst = {item.id: item.options[-1].key for item in made.every if item.type == "choice" and item.asks}
    found = named(needs(**worst))
    for item in made.scores:
        if item.id != "profile" and item.id != "unmet":
            assert found[item.id] == float(str(item.most)), item.id
    assert (found["profile"], found["unmet"]) == (8, 4)


def test_a_carer_is_asked_about_as_often_as_there_are_some() -> None:
    given = needs() | {"has-carer": "true", "strain": "end", "carer-plan": "true"}
    given |= {"carer-name#1": "Daughter", "carer-hours#1": "20", "carer-name#2": "Neighbour"}
    found = state("functional-needs", given)
    assert {"carer-name#1", "carer-hours#2"} <= found.asked
    assert faults(found) == []
    assert "carer-name#1" not in state("functional-needs", given | {"has-carer": "false"}).asked


def test_how_i_manage_counts_three_for_each_that_cannot_be_done() -> None:
    ten = ("wash", "dress", "toilet", "walk", "out", "cook", "shop", "clean", "pills", "think")
    for code, each in (("yes", 0), ("hard", 1), ("help", 2), ("no", 3)):
        assert score("functional-self", dict.fromkeys(ten, code))[0] == 10 * each


@pytest.mark.parametrize(("daily", "moving"), list(product(("0", "-10.5", "-21"), ("0", "-18"))))
def test_the_total_of_the_smaf_is_that_of_its_parts(daily: str, moving: str) -> None:
    given = {"daily": daily, "moving": moving, "talking": "-9", "thinking": "-15", "household": "-24"}
    assert score("smaf", given)[0] == float(daily) + float(moving) - 48


@pytest.mark.parametrize("name", ["barthel", "zarit", "clinical-frailty-scale", "pam", "ascot", "eq-5d-5l"])
def test_a_total_by_hand_is_kept_as_it_is_given(name: str) -> None:
    item = by_name(name).item["given"]
    assert score(name, {"given": str(item.most)})[0] == item.most
    assert faults(state(name, {"given": str(float(str(item.most)) + 1).removesuffix(".0")}))


def test_what_a_coded_answer_weighs() -> None:
    found = state("phq-9", {"1": "2"})
    assert amount(found.answers["1"].values[0]) == 2


@pytest.mark.parametrize(
    "name", [name for name, made in library.shipped().items() if "person" in made.by and (made.bands or made.alerts)]
)
def test_what_people_are_told_is_told_in_short_words(name: str) -> None:
    made = by_name(name)
    said = [band.tells for band in made.bands] + [alert.tells for alert in made.alerts]
    assert all(said)  # nobody is left with a word for staff
    assert grade(" ".join(said)) < 4.5
