"""Scores and segments: everybody in exactly one, and the same over a lake as for one person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from careweft.base.errors import BadInput, NotFound
from careweft.money.calendar import midnight
from careweft.population import Panel, Tier, place_everybody, place_one
from careweft.population.score import Score, find, library, read
from careweft.population.segments import tiers
from careweft.rules import Rule, parse, starting
from careweft.rules.moment import Facts
from tests.rules.people import EARLY, FOREVER, as_tables, populations

AT = midnight(date(2026, 1, 15), ZoneInfo("Europe/London"))


@dataclass(frozen=True)
class Segment:
    id: str
    rule: Rule | None = None
    expect: tuple[float, float] | None = None

    @property
    def title(self) -> str:
        return self.id.title()


def segment(name: str, when: str | None, expect: tuple[float, float] | None = None) -> Segment:
    return Segment(name, parse(when) if when else None, expect)


PYRAMID = (
    segment("top", "risk('emergency-admission') in top 10%", (0.05, 0.1)),
    segment("high", "risk('emergency-admission') in top 40%"),
    segment("long-term", "has(long-term-condition)", (0.2, 0.45)),
    segment("well", None, (0.3, 1.0)),
)


def panel(*segments: Segment, belongs: str = "alive") -> Panel:
    return Panel("torbay", parse(belongs), (find("emergency-admission"),), segments or PYRAMID)


def known(**columns: Any) -> dict[str, Any]:
    return {"record": "X/1", "known_from": EARLY, "known_to": FOREVER, **columns}


def someone(born: int, conditions: tuple[str, ...] = (), admissions: int = 0) -> Facts:
    days = [datetime(2025, 6, 1 + n, tzinfo=UTC) for n in range(admissions)]
    stays = [
        known(start=day, finish=day.replace(hour=20), emergency=True, status="finished", **{"class": "inpatient"})
        for day in days
    ]
    for number, stay in enumerate(stays):
        stay["record"] = f"Encounter/{number}"
    return {
        "person": [known(birth_date=date(born, 1, 1))],
        "encounter": stays,
        "condition": [known(name=name, start=EARLY, record=f"Condition/{name}") for name in conditions],
    }


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(populations("Europe/London", AT, find("emergency-admission").needs | {"person"}))
def test_the_lake_and_one_persons_facts_say_the_same(people: Mapping[int, Facts]) -> None:
    made = panel()
    placed = place_everybody(made, as_tables(people, made.needs), AT)
    score = find("emergency-admission")
    for person, facts in people.items():
        if not facts.get("person") or not made.belongs.selects(facts, AT):
            assert person not in placed.segments
            continue
        ranked = placed.ranks[score.id][person]
        assert ranked.score == pytest.approx(score.of(facts, AT), abs=1e-5)
        assert place_one(made, facts, AT, {score.id: ranked}) == placed.segments[person]


def test_the_pyramid_of_ten() -> None:
    people = {
        1: someone(1930, ("frailty", "dementia"), admissions=3),
        **{n: someone(1940, ("diabetes",), admissions=1) for n in (2, 3, 4)},
        **{n: someone(1950, ("asthma",)) for n in (5, 6)},
        **{n: someone(1980) for n in (7, 8, 9, 10)},
    }
    made = panel()
    placed = place_everybody(made, as_tables(people, made.needs), AT)
    assert placed.segments == dict(
        [(1, "top"), (2, "high"), (3, "high"), (4, "high"), (5, "long-term"), (6, "long-term")]
        + [(n, "well") for n in (7, 8, 9, 10)]
    )
    drawn = tiers(made.segments, list(placed.segments.values()))
    assert [(tier.name, tier.count, tier.share) for tier in drawn] == [
        ("top", 1, 0.1),
        ("high", 3, 0.3),
        ("long-term", 2, 0.2),
        ("well", 4, 0.4),
    ]
    assert all(tier.as_expected for tier in drawn)


@given(st.lists(st.sampled_from(["top", "high", "long-term", "well"])))
def test_tiers_add_up_to_everybody(placed: list[str]) -> None:
    drawn = tiers(PYRAMID, placed)
    assert sum(tier.count for tier in drawn) == len(placed)
    assert sum(tier.share for tier in drawn) == pytest.approx(1 if placed else 0)


@pytest.mark.parametrize(("share", "as_expected"), [(0.19, False), (0.2, True), (0.45, True), (0.46, False)])
def test_a_share_outside_its_band_is_reported(share: float, as_expected: bool) -> None:
    assert Tier("x", "X", 1, share, 0.2, 0.45).as_expected is as_expected
    assert Tier("x", "X", 1, share, None, None).as_expected


def test_the_dead_do_not_belong() -> None:
    dead = someone(1940, ("diabetes",))
    dead["person"][0]["died"] = datetime(2025, 12, 1, tzinfo=UTC)  # type: ignore[index]
    people = {1: dead, 2: someone(1940)}
    placed = place_everybody(panel(), as_tables(people, panel().needs), AT)
    assert set(placed.segments) == set(placed.ranks["emergency-admission"]) == {2}
    assert place_one(panel(), dead, AT, {}) is None


def test_a_place_without_people_has_an_empty_pyramid() -> None:
    made = panel()
    placed = place_everybody(made, as_tables({}, made.needs), AT)
    assert not placed.segments
    assert [tier.count for tier in tiers(made.segments, list(placed.segments.values()))] == [0, 0, 0, 0]


@pytest.mark.parametrize("segments", [(PYRAMID[0],), (PYRAMID[3], PYRAMID[0], PYRAMID[3])])
def test_segments_that_leave_somebody_out_are_refused(segments: tuple[Segment, ...]) -> None:
    with pytest.raises(BadInput):
        panel(*segments)


def test_a_score_explains_itself_by_its_parts() -> None:
    score = find("emergency-admission")
    facts = someone(1930, ("frailty", "dementia", "diabetes"), admissions=7)
    points = {part.term.name: part.points for part in score.parts(facts, AT)}
    # Born in 1930: 96 on the day, of which 45 years over 50 count; five of the seven admissions count.
    assert points == {
        "earlier-emergency-admissions": 40,
        "recent-discharge": 0,
        "emergency-department": 0,
        "frailty": 11,
        "long-term-conditions": 5,
        "dementia": 4,
        "screen": 0,
        "age": 9,
    }
    assert score.of(facts, AT) == 69
    assert score.of({}, AT) == 0


def test_every_score_says_how_it_came_about() -> None:
    for score in library().values():
        assert "not validated" in score.method
        assert all(term.why for term in score.terms)
    with pytest.raises(NotFound, match="emergency-admission"):
        find("nothing")


@given(st.lists(st.sampled_from(["asthma", "copd", "diabetes", "stroke"]), unique=True), st.integers(0, 4))
def test_more_need_never_scores_less(conditions: list[str], admissions: int) -> None:
    score = find("emergency-admission")
    here = score.of(someone(1950, tuple(conditions), admissions), AT)
    assert score.of(someone(1950, (*conditions, "dementia"), admissions), AT) > here
    assert score.of(someone(1950, tuple(conditions), admissions + 1), AT) > here
    assert score.of(someone(1940, tuple(conditions), admissions), AT) > here


TERM = {"name": "a", "title": "A", "value": "age", "points": 1, "why": "w"}


@pytest.mark.parametrize(
    ("term", "fault"),
    [
        ({"value": "birth_date"}, "value yields date"),
        ({"least": 5, "most": 5}, "least 5.0 is not below most 5.0"),
        ({"weight": 1}, "not a term"),
        ({"value": "agee"}, "agee"),
    ],
)
def test_a_wrong_score_says_where(term: dict[str, Any], fault: str) -> None:
    lines = "".join(f"\n    {name}: {value}" for name, value in {**TERM, **term}.items())
    text = f"id: x\ntitle: X\nabout: x\nmethod: x\nterms:\n  -{lines}"
    with pytest.raises(BadInput, match=fault):
        read(text, "mine.yaml", starting())


def test_over_a_table_a_score_leaves_nobody_out() -> None:
    score: Score = find("emergency-admission")
    people = ibis.memtable(pa.table({"person_id": pa.array([1, 2], type=pa.int64())}))
    answer = score.over(as_tables({1: someone(1930)}, score.needs), people, AT).to_pyarrow().to_pylist()
    assert sorted((row["person_id"], row["score"]) for row in answer) == [(1, 9.0), (2, 0.0)]
