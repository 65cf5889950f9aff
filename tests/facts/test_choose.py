"""One person out of several sources."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from careweft.facts.catalogue import TABLES
from careweft.facts.choose import Chosen, Told, choose

T0 = datetime(2026, 1, 1, tzinfo=UTC)


def day(n: int) -> datetime:
    return T0 + timedelta(days=n)


def told(record: str, source: str, **parts: Any) -> Told:
    known = parts.get("known_from", T0)
    nothing: dict[str, Any] = dict.fromkeys(
        ("birth_date", "sex", "deceased", "died", "practice", "registered", "postcode", "moved", "imd")
    )
    since = dict.fromkeys(("practice_since", "active_since", "deceased_since"), known)
    made = {"known_from": known, "active": None, "organisation": source, **nothing, **since, **parts}
    return Told(record=record, source=source, **made)


def person(chosen: Chosen) -> dict[str, Any]:
    assert chosen.person is not None
    return dict(zip(TABLES["person"].columns, chosen.person, strict=True))


ACUTE = told("Patient/a", "acute", postcode="QA9 9ZZ", sex="female", birth_date=date(1940, 1, 1), practice="gp-02")
COUNCIL = told("Patient/c", "council", postcode="QA3 3CC", birth_date=date(1940, 5, 17), known_from=day(300))
GP = told("Patient/g", "gp-01", practice="gp-01", active=True, postcode="QA1 1AA", birth_date=date(1940, 5, 17), imd=3)


def test_nobody() -> None:
    assert choose([]).person is None


def test_the_practice_is_believed_first_then_the_hospital_whatever_came_last() -> None:
    assert person(choose([ACUTE, COUNCIL, GP])) == {
        "birth_date": date(1940, 5, 17),
        "sex": "female",
        "died": None,
        "practice": "gp-01",
        "postcode": "QA1 1AA",
        "imd": 3,
    }
    without = person(choose([ACUTE, COUNCIL]))
    assert (without["postcode"], without["practice"], without["birth_date"]) == ("QA9 9ZZ", "gp-02", date(1940, 1, 1))


def test_of_two_records_of_one_rank_the_later_word_holds() -> None:
    later = told("Patient/b", "acute", postcode="QA2 2BB", known_from=day(5))
    assert person(choose([ACUTE, later]))["postcode"] == "QA2 2BB"


def test_joining_a_practice_ends_the_registration_before() -> None:
    new = told("Patient/h", "gp-02", practice="gp-02", active=True, registered=day(40), postcode="QA2 2BB")
    chosen = choose([GP, new])
    assert chosen.registrations == {"Patient/g": ("gp-01", T0, day(40)), "Patient/h": ("gp-02", day(40), None)}
    assert person(chosen)["practice"] == "gp-02"
    assert person(chosen)["postcode"] == "QA2 2BB"


def test_a_practice_that_lets_a_person_go_ends_the_registration() -> None:
    gone = told("Patient/g", "gp-01", practice="gp-01", active=False, registered=T0, active_since=day(9))
    chosen = choose([gone])
    assert chosen.registrations == {"Patient/g": ("gp-01", T0, day(9))}
    assert person(chosen)["practice"] is None


def test_a_death_holds_from_any_source_and_the_earliest_date_given_is_it() -> None:
    said = told("Patient/a", "acute", deceased=True, died=day(20))
    later = told("Patient/c", "council", deceased=True, died=day(22))
    undated = told("Patient/m", "mental-health", deceased=True, deceased_since=day(3))
    assert person(choose([GP, said, later]))["died"] == day(20)
    assert person(choose([GP, later, undated]))["died"] == day(22)
    assert person(choose([GP, undated]))["died"] == day(3)


def test_a_record_that_its_source_retired_counts_only_alone() -> None:
    retired = told("Patient/r", "acute", active=False, postcode="QA7 7RR", known_from=day(9))
    assert person(choose([retired, COUNCIL]))["postcode"] == "QA3 3CC"
    assert person(choose([retired]))["postcode"] == "QA7 7RR"


@st.composite
def patients(draw: st.DrawFn) -> list[Told]:
    sources = st.sampled_from(["gp-01", "gp-02", "acute", "council", "community", "homecare-a"])
    found = []
    for i in range(draw(st.integers(1, 6))):
        source = draw(sources)
        instants = [day(draw(st.integers(0, 5))) for _ in range(4)]
        found.append(
            told(
                f"Patient/{i}",
                source,
                known_from=instants[0],
                active=draw(st.sampled_from([None, True, False])),
                practice=source if source.startswith("gp") else draw(st.sampled_from([None, "gp-01"])),
                registered=draw(st.sampled_from([None, instants[1]])),
                deceased=draw(st.booleans()),
                died=draw(st.sampled_from([None, instants[2]])),
                postcode=draw(st.sampled_from([None, "QA1 1AA", "QA2 2BB"])),
                active_since=instants[3],
            )
        )
    return found


@given(patients(), st.randoms())
def test_the_order_of_the_sources_does_not_matter(said: list[Told], random: Any) -> None:
    shuffled = list(said)
    random.shuffle(shuffled)
    assert choose(said) == choose(shuffled)


@given(patients())
def test_at_most_one_registration_is_open_and_none_ends_before_it_starts(said: list[Told]) -> None:
    spells = list(choose(said).registrations.values())
    assert sum(finish is None for _, _, finish in spells) <= 1
    assert all(finish is None or start <= finish for _, start, finish in spells)
    if any(each.registers and each.active for each in said):
        assert sum(finish is None for _, _, finish in spells) == 1
