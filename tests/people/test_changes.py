"""What people and sources say: join, split, undo, A40, the review list."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest

from careweft.base.db import Database
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.fhir.stored import Origin
from careweft.people.person import current
from careweft.people.review import count_open, open_questions, question
from tests.people.support import AT, NUMBERS, faults, state
from tests.people.test_match import Place

STRANGER = {"given": "Mary", "sex": "female", "birth_date": date(1971, 2, 5), "postcode": "EX1 1AA", "phone": None}


A40 = Origin("acute", 17, AT)


@pytest.fixture
async def place(worker_db: Database) -> AsyncIterator[Place]:
    async with worker_db.transaction() as connection:
        yield (made := Place(connection))
        assert await faults(made.connection) == []


async def stranger(place: Place, source: str, local_id: str, **said: Any) -> int:
    return (await place.match(source, local_id, **{"nhs_number": None, **STRANGER, **said})).person_id


async def events(place: Place) -> list[int]:
    return [row[0] for row in await place.connection.fetch("SELECT event_id FROM people.event ORDER BY event_id")]


async def test_join_and_undo_restore_exactly(place: Place) -> None:
    john = (await place.match("gp-01", "1")).person_id
    await place.match("acute", "2")
    mary = await stranger(place, "gp-01", "9")
    before = await state(place.connection)
    event = await place.index.join(place.connection, mary, john, "their daughter says so", "account/3")
    assert {row[0] for row in (await state(place.connection)).values()} == {mary}
    assert place.mirror.person_of == {("gp-01", "1"): mary, ("acute", "2"): mary}
    assert await current(place.connection, john) == mary
    await place.index.undo(place.connection, event, "account/3")
    assert await state(place.connection) == before
    assert place.mirror.person_of == {("gp-01", "1"): john, ("acute", "2"): john}
    assert await current(place.connection, john) == john


async def test_what_was_parted_by_hand_is_not_joined_again_by_a_message(place: Place) -> None:
    john = (await place.match("gp-01", "1")).person_id
    await place.match("acute", "2")
    await place.match("council", "3", nhs_number=None)
    await place.index.split(place.connection, [("acute", "2")], "two people", "account/3")
    parted = (await place.match("acute", "2", phone="01999 654321", at=AT + timedelta(days=1))).person_id
    assert parted != john
    third = await place.match("ambulance", "4", phone=None)
    assert third.person_id in (john, parted) or third.created
    assert len({row[0] for row in (await state(place.connection)).values()}) >= 2


async def test_undone_link_gets_a_person_of_its_own_and_stays_there(place: Place) -> None:
    john = (await place.match("gp-01", "1")).person_id
    await place.match("acute", "2")
    event = (await events(place))[-1]
    await place.index.undo(place.connection, event, "account/3")
    alone = (await place.match("acute", "2", phone="01999 654321", at=AT + timedelta(days=1))).person_id
    assert alone != john
    assert place.mirror.person_of == {("acute", "2"): alone}


async def test_an_undo_can_be_undone(place: Place) -> None:
    await place.match("gp-01", "1")
    await place.match("acute", "2")
    linked = await state(place.connection)
    event = (await events(place))[-1]
    undone = await place.index.undo(place.connection, event, "account/3")
    await place.index.undo(place.connection, undone, "account/4")
    assert await state(place.connection) == linked


async def test_undo_is_strict(place: Place) -> None:
    john = (await place.match("gp-01", "1")).person_id
    made = (await events(place))[-1]
    with pytest.raises(Refused, match="made a person"):
        await place.index.undo(place.connection, made, "account/3")
    with pytest.raises(NotFound):
        await place.index.undo(place.connection, 999_999, "account/3")
    mary = await stranger(place, "gp-01", "9")
    ken = await stranger(place, "gp-01", "8", given="Ken", family="Ito", sex="male", birth_date=date(1999, 9, 9))
    first = await place.index.join(place.connection, mary, ken, "", "account/3")
    second = await place.index.join(place.connection, john, mary, "", "account/3")
    with pytest.raises(Conflict, match=f"Undo event {second} first"):
        await place.index.undo(place.connection, first, "account/3")
    await place.index.undo(place.connection, second, "account/3")
    with pytest.raises(Conflict, match="was undone by"):
        await place.index.undo(place.connection, second, "account/3")
    await place.index.undo(place.connection, first, "account/3")
    assert len({row[0] for row in (await state(place.connection)).values()}) == 3


async def test_what_matched_a_record_that_leaves_is_asked_about(place: Place) -> None:
    john = (await place.match("gp-01", "1")).person_id
    mary = await stranger(place, "gp-01", "9")
    event = await place.index.join(place.connection, john, mary, "", "account/3")
    later = await place.match("council", "7", nhs_number=None, **STRANGER)
    assert later.person_id == john
    await place.index.undo(place.connection, event, "account/3")
    asked = await open_questions(place.connection)
    assert [(q.kind, {r.key for r in q.records}) for q in asked] == [
        ("lost-evidence", {("council", "7"), ("gp-01", "9")})
    ]
    await place.index.answer(place.connection, asked[0].review_id, same=True, by="account/3")
    assert (await state(place.connection))["council", "7"][0] == john


async def test_join_and_split_want_sense(place: Place) -> None:
    john = (await place.match("gp-01", "1")).person_id
    mary = await stranger(place, "gp-01", "9")
    with pytest.raises(BadInput):
        await place.index.join(place.connection, john, john, "", "account/3")
    with pytest.raises(BadInput, match="all records"):
        await place.index.split(place.connection, [("gp-01", "1")], "", "account/3")
    with pytest.raises(BadInput, match="several persons"):
        await place.index.split(place.connection, [("gp-01", "1"), ("gp-01", "9")], "", "account/3")
    with pytest.raises(NotFound):
        await place.index.split(place.connection, [("gp-01", "77")], "", "account/3")
    await place.index.join(place.connection, john, mary, "", "account/3")
    with pytest.raises(NotFound, match=f"person {mary}"):
        await place.index.join(place.connection, john, mary, "", "account/3")


async def test_a40_joins_the_persons_once_and_can_be_undone(place: Place) -> None:
    john = (await place.match("acute", "1")).person_id
    mary = await stranger(place, "acute", "2")
    await stranger(place, "gp-01", "9")
    before = await state(place.connection)
    found = await place.index.merge(place.connection, "acute", "1", "2", A40)
    assert (found.person_id, found.method, found.moved_from) == (john, "source", mary)
    assert place.mirror.person_of == {("acute", "2"): john, ("gp-01", "9"): john}
    log = await events(place)
    again = await place.index.merge(place.connection, "acute", "1", "2", A40)
    assert (again.person_id, again.moved_from) == (john, None)
    assert await events(place) == log
    undone = await place.index.undo(place.connection, log[-1], "account/3")
    assert await state(place.connection) == before
    await place.index.undo(place.connection, undone, "account/3")
    assert (await state(place.connection))["acute", "2"][:2] == (john, "1")


async def test_a40_of_an_id_that_comes_later(place: Place) -> None:
    john = (await place.match("acute", "1")).person_id
    await place.index.merge(place.connection, "acute", "1", "2", A40)
    late = await place.match("acute", "2", nhs_number=None, given="Jon", at=AT + timedelta(minutes=1))
    assert (late.person_id, late.created) == (john, False)


async def test_a40_within_one_person_is_noted(place: Place) -> None:
    john = (await place.match("acute", "1")).person_id
    await place.match("acute", "2")
    found = await place.index.merge(place.connection, "acute", "1", "2", A40)
    assert (found.person_id, found.moved_from) == (john, None)
    undone = await place.index.undo(place.connection, (await events(place))[-1], "account/3")
    assert undone
    assert (await state(place.connection))["acute", "2"][1] is None


async def test_a40_of_an_unknown_survivor_is_refused(place: Place) -> None:
    with pytest.raises(NotFound, match="surviving"):
        await place.index.merge(place.connection, "acute", "1", "2", A40)


async def test_a40_does_not_merge_two_valid_numbers(place: Place) -> None:
    john = (await place.match("acute", "1")).person_id
    mary = await stranger(place, "acute", "2", nhs_number=NUMBERS[1])
    for _ in range(2):
        found = await place.index.merge(place.connection, "acute", "1", "2", A40)
        assert found.person_id == mary
        assert await place.kinds() == ["replaced"]
    asked = (await open_questions(place.connection))[0]
    event = await place.index.answer(place.connection, asked.review_id, same=True, by="account/3", note="one passport")
    assert event is not None
    assert (await state(place.connection))["acute", "2"][0] == john
    answered = await question(place.connection, asked.review_id)
    assert (answered.state, answered.decided_by, answered.note) == ("same", "account/3", "one passport")
    with pytest.raises(Conflict, match="answered already"):
        await place.index.answer(place.connection, asked.review_id, same=False, by="account/4")


async def test_an_answer_of_different_binds(place: Place) -> None:
    await place.match("gp-01", "1", nhs_number=NUMBERS[1])
    await place.match("gp-02", "2", nhs_number=NUMBERS[2])
    asked = (await open_questions(place.connection))[0]
    assert await place.index.answer(place.connection, asked.review_id, same=False, by="account/3") is None
    same_number = await place.match("gp-02", "2", nhs_number=NUMBERS[1], at=AT + timedelta(days=1))
    assert same_number.person_id == max(asked.persons)
    assert await count_open(place.connection) == 0


async def test_a_contradiction_answered_with_different_parts_the_changed_record(place: Place) -> None:
    john = (await place.match("gp-01", "1")).person_id
    await place.match("acute", "2")
    await place.match("acute", "2", at=AT + timedelta(days=1), **{**STRANGER, "nhs_number": NUMBERS[1]})
    asked = (await open_questions(place.connection))[0]
    await place.index.answer(place.connection, asked.review_id, same=False, by="account/3")
    found = await state(place.connection)
    assert found["gp-01", "1"][0] == john
    assert found["acute", "2"][0] != john
