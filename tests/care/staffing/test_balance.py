"""Balancing and allocation keep to the limits, say why, and stop."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from careweft.care.durations import Duration
from careweft.care.staffing.allocation import Allocation, Asked, Severity, choose
from careweft.care.staffing.balance import GAP, Held, moves
from careweft.care.staffing.caseload import Coming
from careweft.care.teams import Load, Practitioner
from careweft.rules.rule import parse

NOW = datetime(2026, 1, 15, 9, tzinfo=UTC)
ZONE = ZoneInfo("Europe/London")


@st.composite
def teams(draw: st.DrawFn) -> tuple[list[Load], dict[str, list[Held]], set[str]]:
    loads, cases, person = [], {}, 0
    for name in "abcde"[: draw(st.integers(1, 5))]:
        limit = draw(st.one_of(st.none(), st.integers(0, 12)))
        held = draw(st.integers(0, 20))
        tasks = draw(st.lists(st.integers(0, 4), min_size=held, max_size=held))
        cases[name] = [Held(person + n, NOW - timedelta(days=3 * n), count) for n, count in enumerate(tasks)]
        person += held
        loads.append(Load(Practitioner(name, name.upper(), "zone-1", "coordinator", limit), held))
    return loads, cases, set(draw(st.sets(st.sampled_from("abcde"))))


@given(team=teams())
def test_no_move_passes_a_limit_moves_a_case_twice_or_gives_to_who_is_away(
    team: tuple[list[Load], dict[str, list[Held]], set[str]],
) -> None:
    loads, cases, away = team
    holds = {load.practitioner.id: load.open for load in loads}
    limits = {load.practitioner.id: load.practitioner.caseload for load in loads}
    owner = {case.person_id: name for name, held in cases.items() for case in held}
    moved: set[int] = set()
    for move in moves(loads, cases, away):
        assert move.person_id not in moved
        assert owner[move.person_id] == move.giver
        assert move.taker not in away
        limit = limits[move.giver]
        over = limit is not None and holds[move.giver] > limit
        assert over or holds[move.giver] - holds[move.taker] > GAP
        holds[move.giver] -= 1
        holds[move.taker] += 1
        taker = limits[move.taker]
        assert taker is None or holds[move.taker] <= taker
        assert move.reason
        moved.add(move.person_id)
    assert sum(holds.values()) == sum(load.open for load in loads)
    room = [name for name in holds if name not in away and ((limit := limits[name]) is None or holds[name] < limit)]
    for name, held in holds.items():
        others = [other for other in room if other != name]
        limit = limits[name]
        assert not (limit is not None and held > limit and others), "somebody over the limit could have given"


LOADS = st.lists(
    st.tuples(st.sampled_from(["coordinator", "nurse"]), st.one_of(st.none(), st.integers(0, 5)), st.integers(0, 6)),
    max_size=6,
)


@given(told=LOADS, away=st.sets(st.integers(0, 5)), former=st.lists(st.integers(0, 7), max_size=3), old=st.booleans())
def test_who_takes_a_case_has_room_is_there_and_led_before_where_that_can_be(
    told: list[tuple[str, int | None, int]], away: set[int], former: list[int], old: bool
) -> None:
    people = [Load(Practitioner(str(n), f"P{n}", "t", role, limit), held) for n, (role, limit, held) in enumerate(told)]
    loads = {
        role: sorted((p for p in people if p.practitioner.role == role), key=lambda p: p.open)
        for role in ("coordinator", "nurse")
    }
    facts = {
        "person": [
            {"person_id": 1, "record": "Patient/1", "birth_date": NOW.date().replace(year=1930 if old else 1990)}
        ],
        "case": [{"coordinator": str(n), "finish": NOW - timedelta(days=10 * (i + 1))} for i, n in enumerate(former)],
    }
    rule = Allocation(
        Duration(1, "month"),
        (Severity("nurse", "Complex", parse("age >= 80")), Severity("coordinator", "", None)),
    )
    gone = {str(n) for n in away}
    chosen = choose(rule, "coordinator", Asked(facts, NOW, ZONE), loads, gone)
    assert chosen.role == ("nurse" if old else "coordinator")
    can = [p for p in loads[chosen.role] if p.has_room and p.practitioner.id not in gone]
    assert (chosen.practitioner is None) == (not can)
    assert chosen.reason.endswith(".")
    if chosen.practitioner is None:
        return
    assert chosen.practitioner in [p.practitioner for p in can]
    known = [str(n) for n in former if any(p.practitioner.id == str(n) for p in can)]
    if known:
        assert chosen.practitioner.id == known[0]
        assert "led this person's case until" in chosen.reason
    else:
        assert min(p.open for p in can) == next(p.open for p in can if p.practitioner == chosen.practitioner)


def test_who_led_too_long_ago_does_not_come_first() -> None:
    loads = {"lead": [Load(Practitioner("a", "A", "t", "lead"), 1), Load(Practitioner("b", "B", "t", "lead"), 2)]}
    facts = {"case": [{"coordinator": "b", "finish": NOW - timedelta(days=40)}]}
    short = choose(Allocation(Duration(1, "month")), "lead", Asked(facts, NOW, ZONE), loads, ())
    long = choose(Allocation(Duration(3, "month")), "lead", Asked(facts, NOW, ZONE), loads, ())
    assert [each.practitioner and each.practitioner.id for each in (short, long)] == ["a", "b"]


def test_the_forecast_adds_what_waits_or_begins_and_takes_what_ends() -> None:
    coming = Coming(40, 0, 6, 9, 12, 24, 12, 3, 1, 4, 12.0)
    assert coming.share == 0.75
    assert coming.forecast() == [44, 42, 43, 44]  # 40 + 4.5 - n, then 40 + 2n - n: half goes to the even number


def test_what_a_team_begins_with_is_not_its_pace() -> None:
    coming = Coming(53, 0, 2, 53, 53, 0, 0, 3, 1, 4, 0.4)
    assert not coming.has_pace
    assert coming.forecast() == [55, 55, 55, 55]
