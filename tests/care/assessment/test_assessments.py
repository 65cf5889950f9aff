"""Assessments through the record: begun once, answered by several, finished in one piece, seen by all in sight."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from careweft.access import accounts
from careweft.access.accounts import Account, NewAccount
from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care import resources
from careweft.care.assessment import due, library, names
from careweft.care.assessment.answers import Answer
from careweft.care.assessment.assessments import Assessment, Saved
from careweft.care.assessment.due import Terms
from careweft.care.assessment.evaluate import read_text
from careweft.care.assessment.instrument import Instrument, Value
from careweft.care.assessment.standing import drafts, standings
from careweft.care.durations import Duration
from careweft.care.record import Record
from careweft.care.tasks import Filter, worklist
from careweft.care.timeline import timeline
from careweft.facts import person_facts
from tests.care.assessment.test_engine import asks, sheet
from tests.care.assessment.test_instruments import WELL, needs, spread
from tests.care.place import PERSON, ZONE, Place, patient, referral

PHQ = [str(n) for n in range(1, 10)]
PRISMA = [item.id for item in library.by_name("prisma-7").every if item.asks]
TERMS = Terms("functional-needs", "Single assessment", Duration(12, "month"), Duration(4, "week"), "coordinator",
              Duration(10, "weekday"), "manager")  # fmt: skip


@pytest.fixture
async def place(worker_db: Database, clock: SetClock) -> Place:
    made = Place(worker_db, clock)
    await made.set_up()
    await made.put(patient(), referral(clock.now()))
    async with made.database.transaction() as connection:
        await made.cases.open(connection, PERSON, "Patient/p1", "zone-1", "coordinator", "test", clock.now())
    return made


@pytest.fixture
async def carla(place: Place) -> Account:
    return await place.account("carla", "zone-1", "coordinator")


@pytest.fixture
async def george(place: Place) -> Account:
    return await place.account("george", "gp-01", "gp")


@pytest.fixture
async def person(place: Place) -> Account:
    async with place.database.transaction() as connection:
        made = await accounts.create(connection, NewAccount("edith", "edith", "Edith", "person", PERSON))
        found = await accounts.profile(connection, made)
    assert found
    return found


def values(name: str, given: Mapping[str, Any]) -> dict[str, tuple[Value, ...]]:
    made = library.by_name(name)
    return {k: read_text(made.item[k.partition("#")[0]], v if isinstance(v, list) else [v]) for k, v in given.items()}


async def begin(place: Place, by: Account, name: str) -> Assessment:
    async with place.database.transaction(by.id) as connection:
        facts = await person_facts.load(connection, PERSON)
        return await place.assessments.begin(connection, by, PERSON, name, facts)


async def save(place: Place, by: Account, found: Assessment, given: Mapping[str, Any], seen: int = 0) -> Saved:
    async with place.database.transaction(by.id) as connection:
        told = values(found.instrument.id, given)
        return await place.assessments.save(connection, by, found.id, seen or found.version, told)


async def finish(place: Place, by: Account, found: Assessment) -> Saved:
    async with place.database.transaction(by.id) as connection:
        return await place.assessments.finish(connection, by, found.id, found.version)


async def at_once(place: Place, by: Account, name: str, given: Mapping[str, Any]) -> Assessment:
    async with place.database.transaction(by.id) as connection:
        return await place.assessments.at_once(connection, by, PERSON, name, values(name, given))


async def open_tasks(place: Place, code: str) -> list[tuple[str, str, bool, str, str]]:
    async with place.database.transaction() as connection:
        found = await worklist(connection, Filter(code=code, status="all"))
    return [(task.title, task.status, task.urgent, task.team, task.role) for task in found]


async def scores(place: Place) -> dict[str, float]:
    return {row[0]: row[1] for row in await place.rows("facts.assessment", "instrument, score, known_to")
            if row[2].year > 2999}  # fmt: skip


async def test_a_draft_is_taken_up_again_after_the_process_died(place: Place, carla: Account) -> None:
    begun = await begin(place, carla, "phq-9")
    saved = await save(place, carla, begun, {"1": "2", "2": "3"})
    assert saved.clashes == () and len(saved.faults) == 7
    with pytest.raises(RuntimeError):  # a process that dies before it commits
        async with place.database.transaction(carla.id) as connection:
            given = values("phq-9", {"3": "1"})
            await place.assessments.save(connection, carla, begun.id, saved.assessment.version, given)
            raise RuntimeError("killed")
    another = Place(place.database, place.clock)  # a new process
    again = await begin(another, carla, "phq-9")
    assert again.id == begun.id
    assert {key: answer.values[0].code for key, answer in again.answers.items()} == {"1": "2", "2": "3"}  # type: ignore[union-attr]
    async with place.database.transaction() as connection:
        assert [draft.id for draft in await drafts(connection, PERSON)] == [begun.id]
    assert await scores(place) == {}


async def test_finishing_makes_the_answers_and_the_score_one_thing(place: Place, carla: Account) -> None:
    begun = await begin(place, carla, "phq-9")
    saved = await save(place, carla, begun, spread(PHQ, 12))
    done = (await finish(place, carla, saved.assessment)).assessment
    assert done.status == "completed"
    assert await scores(place) == {"phq-9": 12.0}
    async with place.database.transaction() as connection:
        found = await place.store.search(connection, "Observation", [("derived-from", done.record)])
        body = found.matches[0].resource
    assert body["valueInteger"] == 12
    assert [coding["code"] for coding in body["code"]["coding"]] == ["phq-9", "44261-6"]
    assert body["interpretation"][0]["text"] == "Moderate"
    assert body["performer"] == [{"reference": "Practitioner/carla", "display": "carla"}]
    assert body["meta"]["security"][0]["code"] == "MH"
    with pytest.raises(Conflict, match="finished already"):
        await finish(place, carla, done)
    with pytest.raises(Conflict, match="finished already"):
        await save(place, carla, done, {"1": "0"})


async def test_nothing_is_finished_with_something_missing(place: Place, carla: Account) -> None:
    begun = await begin(place, carla, "gad-7")
    saved = await save(place, carla, begun, {"1": "2"})
    done = await finish(place, carla, saved.assessment)
    assert [fault.key for fault in done.faults] == ["2", "3", "4", "5", "6", "7"]
    assert done.assessment.status == "in-progress"
    assert await scores(place) == {}


async def test_all_scores_of_the_functional_assessment_become_facts(place: Place, carla: Account) -> None:
    await at_once(place, carla, "functional-needs", needs(washing="all", dressing="all", memory="severe"))
    found = await scores(place)
    assert found["functional-needs"] == 9
    assert found["functional-needs-adl"] == 6
    assert found["functional-needs-cognition"] == 3
    assert found["functional-needs-profile"] == 6
    assert len(found) == 9


async def test_two_who_begin_at_once_begin_the_same(place: Place, carla: Account, george: Account) -> None:
    begun = await asyncio.gather(*(begin(place, by, "functional-needs") for by in (carla, george) * 3))
    assert len({each.id for each in begun}) == 1


async def test_two_assessors_lose_nothing_and_are_told(place: Place, carla: Account, george: Account) -> None:
    begun = await begin(place, carla, "functional-needs")
    first = await save(place, carla, begun, {"eating": "hard", "washing": "some"})
    place.clock.set(place.clock.now() + timedelta(minutes=5))
    second = await save(place, george, begun, {"washing": "all", "memory": "often", "eating": ""}, begun.version)
    assert [(clash.key, clash.mine[0].code) for clash in second.clashes] == [("washing", "all")]  # type: ignore[union-attr]
    now = second.assessment.answers
    assert {k: (a.values[0].code, a.by) for k, a in now.items()} == {  # type: ignore[union-attr]
        "eating": ("hard", "Practitioner/carla"),
        "washing": ("some", "Practitioner/carla"),
        "memory": ("often", "Practitioner/george"),
    }
    assert (now["memory"].name, now["memory"].at) == ("george", place.clock.now())
    assert now["washing"].at == place.clock.now() - timedelta(minutes=5)
    third = await save(place, george, second.assessment, {"washing": "all"})  # and once more, having seen it
    assert third.clashes == ()
    assert third.assessment.answers["washing"].by == "Practitioner/george"
    with pytest.raises(Conflict, match="answered meanwhile"):
        await finish(place, carla, first.assessment)


async def test_saves_at_the_same_moment_all_count(place: Place, carla: Account, george: Account) -> None:
    begun = await begin(place, carla, "gad-7")
    both = [(carla, {"1": "1"}), (george, {"2": "2"}), (carla, {"3": "3"}), (george, {"4": "0"})]
    await asyncio.gather(*(save(place, by, begun, given) for by, given in both))
    async with place.database.transaction() as connection:
        found = await place.assessments.find(connection, begun.id)
    assert {key: answer.values[0].code for key, answer in found.answers.items()} == {  # type: ignore[union-attr]
        "1": "1", "2": "2", "3": "3", "4": "0",
    }  # fmt: skip


async def test_what_the_record_knows_is_filled_in_and_may_be_changed(place: Place, carla: Account) -> None:
    begun = await begin(place, carla, "prisma-7")
    assert {key: (a.values, a.told) for key, a in begun.answers.items()} == {
        "over-85": ((False,), place.clock.now()),
        "male": ((False,), place.clock.now()),
    }
    saved = await save(place, carla, begun, {"over-85": "true", "male": "false"})
    changed, looked_at = saved.assessment.answers["over-85"], saved.assessment.answers["male"]
    assert (changed.values, changed.told, changed.by) == ((True,), None, "Practitioner/carla")
    assert (looked_at.told, looked_at.by) == (place.clock.now(), "Practitioner/carla")


async def test_a_reading_is_filled_in_with_its_own_time(place: Place, carla: Account) -> None:
    at = place.clock.now() - timedelta(minutes=20)
    pulse = {
        "resourceType": "Observation", "id": "pulse", "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]}, "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": at.isoformat(),
        "valueQuantity": {"value": 118, "unit": "/min", "system": "http://unitsofmeasure.org", "code": "/min"},
    }  # fmt: skip
    await place.put(pulse)
    begun = await begin(place, carla, "news2")
    assert begun.answers["pulse"] == Answer((118,), told=at)


async def test_a_thought_of_death_alarms_the_team_once_before_it_is_finished(place: Place, carla: Account) -> None:
    begun = await begin(place, carla, "phq-9")
    saved = await save(place, carla, begun, {"9": "1"})
    saved = await save(place, carla, saved.assessment, {"9": "2", "1": "1"})
    saved = await save(place, carla, saved.assessment, {"9": "0"})  # taken back: a human decides
    title = "Talk today: an answer that may mean danger"
    assert await open_tasks(place, "alert") == [(title, "requested", True, "zone-1", "coordinator")]
    async with place.database.transaction() as connection:
        (task,) = await worklist(connection, Filter(code="alert"))
    assert task.due == place.clock.now() + timedelta(hours=4)
    assert (task.escalate, task.focus, task.why) == ("manager", "Patient/p1", "")  # whoever must act sees it


@pytest.mark.parametrize(
    ("changes", "minutes"),
    [({"respiration": "26"}, 60), ({"respiration": "26", "oxygen": "oxygen", "pulse": "112"}, 15)],
)
async def test_news2_calls_for_help(place: Place, carla: Account, changes: dict[str, str], minutes: int) -> None:
    done = await at_once(place, carla, "news2", WELL | changes)
    async with place.database.transaction() as connection:
        (task,) = await worklist(connection, Filter(code="alert"))
    assert task.urgent and task.due == place.clock.now() + timedelta(minutes=minutes)
    assert task.focus == done.record and "NEWS2" in task.title


async def test_who_may_not_see_such_answers_does_not_ask_for_them(place: Place, carla: Account) -> None:
    request = referral(place.clock.now(), name="r2") | {"subject": {"reference": "Patient/p2"}}
    await place.put(patient(name="p2"), request, person_id=PERSON + 1)
    with pytest.raises(Refused, match="does not let you see"):  # a referral shows no answers about mental health
        async with place.database.transaction(carla.id) as connection:
            await place.assessments.begin(connection, carla, PERSON + 1, "phq-9", {})
    async with place.database.transaction(carla.id) as connection:
        await place.assessments.begin(connection, carla, PERSON + 1, "prisma-7", {})


async def test_well_people_alarm_nobody(place: Place, carla: Account) -> None:
    await at_once(place, carla, "news2", WELL)
    await at_once(place, carla, "phq-9", dict.fromkeys(PHQ, "0"))
    assert await open_tasks(place, "alert") == []


async def test_the_person_answers_what_they_were_asked_and_nothing_else(
    place: Place, carla: Account, person: Account
) -> None:
    with pytest.raises(Refused, match="nobody asked"):
        await begin(place, person, "functional-self")
    mine = await begin(place, carla, "gad-7")
    with pytest.raises(Refused, match="by staff"):
        await save(place, person, mine, {"1": "1"})
    async with place.database.transaction(carla.id) as connection:
        asked = await place.assessments.ask(connection, carla, PERSON, "functional-self")
        again = await place.assessments.ask(connection, carla, PERSON, "functional-self")
        assert again.id == asked.id
        with pytest.raises(BadInput, match="not for people"):
            await place.assessments.ask(connection, carla, PERSON, "news2")
    ten = ("wash", "dress", "toilet", "walk", "out", "cook", "shop", "clean", "pills", "think")
    saved = await save(place, person, asked, dict.fromkeys(ten, "hard") | {"fell": "false"})
    done = (await finish(place, person, saved.assessment)).assessment
    assert done.body["author"]["reference"] == "Patient/p1"
    assert (await scores(place))["functional-self"] == 10
    async with place.database.transaction() as connection:
        task = await Record(place.store, place.clock).read(connection, done.asked)
    assert (task["status"], task["owner"]["reference"]) == ("completed", "Patient/p1")
    assert ("staff/carla", "Answered the questions that you asked") in await place.rows(
        "care.notice", "recipient, message"
    )


async def test_who_does_not_want_to_answer_says_so_and_who_asked_hears_it(
    place: Place, carla: Account, person: Account
) -> None:
    async with place.database.transaction(carla.id) as connection:
        asked = await place.assessments.ask(connection, carla, PERSON, "functional-self")
    async with place.database.transaction(person.id) as connection:
        await place.assessments.withdraw(connection, person, asked.id, "not sent", asked.version)
    async with place.database.transaction(person.id) as connection:
        with pytest.raises(Conflict, match="already"):
            await place.assessments.withdraw(connection, person, asked.id, "not sent", asked.version + 1)
    assert await place.rows("care.notice", "recipient, message") == [
        ("staff/carla", "Does not want to answer the questions that you asked")
    ]
    assert await open_tasks(place, "fill-in") == []


async def test_nobody_out_of_sight_begins_sees_or_answers(place: Place, carla: Account, web_db: Database) -> None:
    petra = await place.account("petra", "zone-2", "coordinator")
    begun = await begin(place, carla, "prisma-7")
    for act in (
        begin(place, petra, "prisma-7"),
        save(place, petra, begun, {"male": "true"}),
        finish(place, petra, begun),
    ):
        with pytest.raises(NotFound):
            await act
    async with web_db.transaction(petra.id) as connection:
        assert await drafts(connection, PERSON) == []
        with pytest.raises(NotFound):
            await place.assessments.find(connection, begun.id)
    async with web_db.transaction(carla.id) as connection:
        assert [draft.id for draft in await drafts(connection, PERSON)] == [begun.id]


async def test_one_assessment_serves_every_organisation(
    place: Place, carla: Account, george: Account, web_db: Database
) -> None:
    await at_once(place, carla, "functional-needs", needs(washing="all"))
    async with web_db.transaction(george.id) as connection:
        facts = await person_facts.load(connection, PERSON)
        (held,) = await standings(connection, place.store, facts, [TERMS], ZONE)
    assert (held.scores[0].latest.score, held.by) == (3, "carla")
    assert held.until == datetime(2027, 1, 15, 9, tzinfo=UTC)
    assert held.holds(place.clock.now())


async def test_scores_of_others_stand_beside_ours(place: Place, carla: Account) -> None:
    theirs = {
        "resourceType": "Observation", "id": "theirs", "status": "final", "subject": {"reference": "Patient/p1"},
        "category": [{"coding": [{"code": "survey"}]}], "effectiveDateTime": "2025-06-01T09:00:00+00:00",
        "code": {"coding": [{"system": "http://loinc.org", "code": "44261-6"}]}, "valueInteger": 17,
    }  # fmt: skip
    await place.put(theirs)
    await at_once(place, carla, "phq-9", spread(PHQ, 8))
    async with place.database.transaction() as connection:
        facts = await person_facts.load(connection, PERSON)
        (held,) = await standings(connection, place.store, facts, [], ZONE)
    assert [result.score for result in held.scores[0].results] == [17, 8]
    assert held.until is None


async def test_assessments_follow_a_person_and_come_back(place: Place, carla: Account) -> None:
    first = await at_once(place, carla, "prisma-7", dict.fromkeys(PRISMA, "true"))
    second = await at_once(place, carla, "prisma-7", dict.fromkeys(PRISMA, "false"))
    keys = [("QuestionnaireResponse", first.id), ("Observation", resources.id_of(f"{first.id}/score"))]
    async with place.database.transaction() as connection:
        await place.store.move(connection, keys, PERSON, PERSON + 5)
        moved = await connection.fetch("SELECT record FROM care.assessment WHERE person_id = $1", PERSON + 5)
    assert [row["record"] for row in moved] == [first.record]
    third = await begin(place, carla, "prisma-7")  # there is one less than the numbers say
    assert third.id not in (first.id, second.id)


async def test_what_is_taken_back_counts_no_more(place: Place, carla: Account) -> None:
    done = await at_once(place, carla, "functional-needs", needs())
    async with place.database.transaction(carla.id) as connection:
        with pytest.raises(Conflict):
            await place.assessments.withdraw(connection, carla, done.id, "The wrong person", done.version - 1)
    async with place.database.transaction(carla.id) as connection:
        await place.assessments.withdraw(connection, carla, done.id, "The wrong person", done.version)
    assert await scores(place) == {}
    again = await begin(place, carla, "functional-needs")
    assert again.id != done.id


async def ask(place: Place, since: datetime) -> int:
    async with place.database.transaction() as connection:
        return await due.ask(connection, Record(place.store, place.clock), TERMS, since, ZONE)


async def test_the_clock_asks_once_for_whoever_comes_into_care_and_once_before_it_expires(
    place: Place, carla: Account
) -> None:
    start = place.clock.now()
    assert await ask(place, start) == 0  # taken on when the model began: not all at once
    assert [await ask(place, start - timedelta(days=1)) for _ in range(3)] == [1, 0, 0]
    (task,) = await open_tasks(place, "assess")
    assert task == ("Single assessment", "requested", False, "zone-1", "coordinator")
    await at_once(place, carla, "functional-needs", needs())
    assert (await open_tasks(place, "assess"))[0][1] == "completed"
    expires = datetime(2027, 1, 15, 9, tzinfo=UTC)
    for at, asked in (
        (expires - timedelta(weeks=4, seconds=1), 0), (expires - timedelta(weeks=4), 1),
        (expires - timedelta(weeks=2), 0), (expires + timedelta(days=1), 0),
    ):  # fmt: skip
        place.clock.set(at)
        assert await ask(place, start - timedelta(days=1)) == asked, at
    async with place.database.transaction() as connection:
        (again,) = await worklist(connection, Filter(code="re-assess"))
    assert (again.due, again.escalate) == (expires, "manager")
    await at_once(place, carla, "functional-needs", needs(washing="some"))
    assert (await open_tasks(place, "re-assess"))[0][1] == "completed"
    assert await ask(place, start - timedelta(days=1)) == 0


async def test_through_the_change_of_the_clocks_a_year_is_a_year(place: Place, carla: Account) -> None:
    place.clock.set(datetime(2026, 3, 29, 0, 30, tzinfo=UTC))  # half an hour before summer time
    await at_once(place, carla, "functional-needs", needs())
    place.clock.set(datetime(2027, 3, 1, 0, 29, tzinfo=UTC))
    assert await ask(place, place.clock.now()) == 0
    place.clock.set(datetime(2027, 3, 1, 0, 30, tzinfo=UTC))  # four weeks before 29 March, 00:30 UTC is 01:30 there
    assert await ask(place, place.clock.now()) in (0, 1)
    place.clock.set(datetime(2027, 3, 1, 1, 30, tzinfo=UTC))
    await ask(place, place.clock.now())
    assert len(await open_tasks(place, "re-assess")) == 1


async def test_what_is_imported_is_asked_instead_of_the_total_by_hand(place: Place, carla: Account) -> None:
    whole = sheet(asks("one", "boolean", required=True), id="zarit", title="Zarit", copyright="© Zarit")
    made = library.licensed(whole, "licensed", "Westhaven Council", "No 7")
    async with place.database.transaction() as connection:
        await library.keep(connection, place.store, made, place.clock.now())
        found: Instrument = await library.find(connection, "zarit")
        assert [item.id for item in found.every] == ["one"]
        assert found.licence.holder == "Westhaven Council"
        assert {each.id for each in await library.every(connection)} == set(library.shipped())
        with pytest.raises(Conflict, match="shipped"):
            await library.keep(connection, place.store, made | {"id": "phq-9"}, place.clock.now())
        with pytest.raises(NotFound):
            await library.find(connection, "none")
    assert (await begin(place, carla, "zarit")).instrument.licence.kind == "licensed"
    forged = dict(library.by_name("phq-9").content) | {"title": "PHQ-9 of somebody else"}
    await place.put(forged, person_id=0)  # a system that may write to the record cannot change what is asked
    await place.put(dict(made) | {"id": "theirs"}, person_id=0)
    async with place.database.transaction() as connection:
        assert (await library.find(connection, "phq-9")).title == "PHQ-9"
        assert "theirs" not in {each.id for each in await library.every(connection)}
    assert names.CANONICAL in found.canonical


async def test_a_decimal_keeps_its_digits(place: Place, carla: Account) -> None:
    begun = await begin(place, carla, "news2")
    saved = await save(place, carla, begun, {"temperature": "36.0"})
    assert saved.assessment.answers["temperature"].values == (Decimal("36.0"),)
    async with place.database.transaction() as connection:
        stored = await place.store.read(connection, "QuestionnaireResponse", begun.id)
    assert stored is not None and b'"valueDecimal":36.0' in stored.body


async def test_an_assessment_is_one_line_of_the_timeline(place: Place, carla: Account) -> None:
    await at_once(place, carla, "functional-needs", needs())
    await at_once(place, carla, "gad-7", spread([str(n) for n in range(1, 8)], 4))
    async with place.database.transaction() as connection:
        found = timeline(await person_facts.load(connection, PERSON))
    assert sorted(moment.title for moment in found if moment.kind == "assessment") == ["FUNCTIONAL-NEEDS", "GAD-7"]
