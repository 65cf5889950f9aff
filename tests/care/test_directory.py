"""The services directory: read from a file or from FHIR, found by need, nearness and free places, kept by its owner."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.base.errors import BadInput, Conflict, Refused
from careweft.care.directory import keeping, search
from careweft.care.directory.keeping import parse, parse_positions
from careweft.care.directory.search import Found, Wanted, distance
from careweft.care.directory.service import NEEDS, Hours, Service, read, resources
from careweft.facts import person_facts
from careweft.web.pages import need_words
from tests.care.around import Around
from tests.care.place import PERSON, Place

SITE = Path(__file__).parent.parent / "site"
CSV = (SITE / "services.csv").read_text()
WEEK = timedelta(days=7)


@pytest.fixture
async def around(worker_db: Database, clock: SetClock) -> Around:
    made = await Around.made(Place(worker_db, clock))
    async with worker_db.transaction() as connection:
        assert await made.directory.load(connection, parse(CSV, "services.csv")) == 3
        assert await made.directory.load(connection, parse(CSV, "services.csv")) == 0
        await made.directory.place(connection, parse_positions((SITE / "postcodes.csv").read_text(), "postcodes.csv"))
    return made


async def found(around: Around, wanted: Wanted, person: int = 0) -> list[Found]:
    async with around.place.database.transaction() as connection:
        facts = await person_facts.load(connection, person) if person else None
        return await search.find(connection, wanted, around.place.clock.now(), WEEK, facts)


async def names(around: Around, wanted: Wanted) -> list[str]:
    return [each.service.id for each in await found(around, wanted)]


async def test_services_are_found_by_need_words_nearness_and_free_places(around: Around, clock: SetClock) -> None:
    assert await names(around, Wanted(("food",), near="TQ5 1AA")) == ["food-quay", "lunch-brixham"]
    assert await names(around, Wanted(("food",), near="TQ3 9ZZ")) == ["food-quay", "lunch-brixham"]
    assert await names(around, Wanted(words="warm MEAL")) == ["lunch-brixham"]
    assert await names(around, Wanted(words="100%")) == []
    assert await names(around, Wanted(language="pl")) == ["food-quay"]
    assert await names(around, Wanted(near="TQ5 2AA", within_km=2)) == ["lunch-brixham", "food-quay"]
    assert await names(around, Wanted(near="ZZ1 1ZZ", within_km=2)) == []
    assert await names(around, Wanted(free=True)) == ["lunch-brixham"]
    clock.set(clock.now() + timedelta(days=8))  # nobody has counted for a week
    assert await names(around, Wanted(free=True)) == []
    assert [each.fresh for each in await found(around, Wanted(words="lunch"))] == [False]


async def test_whether_it_is_for_somebody_is_said_with_the_parts_of_its_rule(around: Around) -> None:
    lunch = next(each for each in await found(around, Wanted(), PERSON) if each.service.id == "lunch-brixham")
    assert (lunch.suits, list(lunch.why)) == (True, [("age", "84")])
    young = await found(around, Wanted(), 4711)
    assert [each.suits for each in young if each.service.id == "lunch-brixham"] == [None]


async def test_a_service_keeps_its_own_entry_and_no_other(around: Around) -> None:
    (lunch,) = [each.service for each in await found(around, Wanted(words="lunch"))]
    with pytest.raises(Refused, match="another organisation"):
        await around.do("directory", around.carla, "count", lunch.id, 3, 0, lunch.version)
    with pytest.raises(BadInput, match="more places are free"):
        await around.do("directory", around.fay, "count", lunch.id, 31, 0, lunch.version)
    await around.do("directory", around.fay, "count", lunch.id, 0, 21, lunch.version)
    (now,) = [each.service for each in await found(around, Wanted(words="lunch"))]
    assert (now.free, now.waiting_days, now.price_person, now.hours) == (0, 21, 450, lunch.hours)
    with pytest.raises(Conflict, match="meanwhile"):
        await around.do("directory", around.fay, "count", lunch.id, 5, 0, lunch.version)


async def test_what_another_system_sends_as_fhir_is_found_too(around: Around) -> None:
    place = {"resourceType": "Location", "id": "hall", "address": {"line": ["2 High Street"], "city": "Paignton"},
             "position": {"latitude": 50.44, "longitude": -3.56}}  # fmt: skip
    told = {
        "resourceType": "HealthcareService",
        "id": "s9",
        "name": "Singing",
        "location": [{"reference": "Location/hall"}],
        "type": [{"coding": [{"code": "company"}]}],
        "availableTime": [{"daysOfWeek": ["mon"], "allDay": True}],
    }
    await around.place.put(place, told, person_id=0)
    (singing,) = [each.service for each in await found(around, Wanted(words="singing"))]
    assert (singing.place, singing.latitude, singing.free) == ("2 High Street, Paignton", 50.44, None)
    assert singing.hours == (Hours("mon", "00:00", "24:00"),)
    await around.place.put(place | {"address": {"text": "Moved"}}, person_id=0)
    assert [each.service.place for each in await found(around, Wanted(words="singing"))] == ["Moved"]
    await around.place.put(told | {"active": False}, person_id=0)
    assert await names(around, Wanted(words="singing")) == []
    broken = {"url": "https://careweft.org/fhir/StructureDefinition/service-rule", "valueString": "age >="}
    await around.place.put(told | {"extension": [broken]}, person_id=0)
    assert [each.suits for each in await found(around, Wanted(words="singing"), PERSON)] == [None]


WRONG = [
    ("food-quay,Quay", "food quay,Quay", "services.csv:2: id: 'food quay' is no id"),
    ("TQ5 1AA,food,", "TQ5 1AA,fud,", "'fud' is not a need"),
    ("age >= 75", "agee >= 75", "agee"),
    ("tue 12:00-14:00", "tue 14:00-12:00", "tue 14:00-12:00 is no time"),
    (",4.50,", ",four,", "'four' is no amount"),
    (",30,4,", ",3,4,", "more places are free than there are"),
    (",unit\n", ",color\n", "services.csv:1: 'color' is not a column"),
]


@pytest.mark.parametrize(("right", "wrong", "says"), WRONG)
def test_a_wrong_file_says_where_and_what(right: str, wrong: str, says: str) -> None:
    assert right in CSV
    with pytest.raises(BadInput) as error:
        parse(CSV.replace(right, wrong, 1), "services.csv")
    assert says in str(error.value)


amounts = st.none() | st.integers(0, 10**7)
texts = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=20)


@settings(max_examples=25)
@given(
    st.builds(
        Service,
        st.just("s1"),
        texts,
        texts,
        st.just("org"),
        texts,
        st.just("TQ1 1AA"),
        st.just(50.5),
        st.just(-3.5),
        st.lists(st.sampled_from(sorted(NEEDS)), min_size=1, unique=True).map(tuple),
        price_person=amounts,
        price_payer=amounts,
        places=amounts,
        free=amounts,
        waiting_days=amounts,
        unit=texts,
    )
)
def test_a_service_is_the_same_after_fhir(service: Service) -> None:
    place, body = resources(service)
    assert read(body, place, 0) == service


def test_distances_are_kilometres() -> None:
    assert distance((51.5, -0.12), (51.5, -0.12)) == 0
    assert 111 < distance((50.0, 0.0), (51.0, 0.0)) < 111.5
    assert 20014 < distance((0.0, 0.0), (0.0, 180.0)) < 20016


def test_every_need_has_its_words_for_translation() -> None:
    assert set(need_words.SAID) == set(NEEDS.values())


def test_amounts_are_read_exactly() -> None:
    assert [keeping.minor(text, "x") for text in ("4.50", "0", "", "19.99")] == [450, 0, None, 1999]
    for text in ("4.505", "NaN", "x"):
        with pytest.raises(BadInput):
            keeping.minor(text, "x")
