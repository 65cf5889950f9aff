"""Peer mentors: matched by whom the model names, by a condition in common, once; each knows the other's words alone."""

from typing import Any

import pytest

from careweft.base.db import Database
from careweft.base.errors import Conflict, NotFound, Refused
from careweft.care import peers
from careweft.care.peers import Terms
from careweft.fhir.stored import Origin
from tests.care.appointments.conftest import Surgery
from tests.care.appointments.conftest import surgery as surgery

TERMS = Terms("coordinator", 1)


async def have(surgery: Surgery, code: str, *persons: int) -> None:
    place = surgery.place
    for person in persons:
        body: dict[str, Any] = {
            "resourceType": "Condition",
            "id": f"c{code}-{person}",
            "subject": {"reference": f"Patient/p{person}"},
            "code": {"coding": [{"system": "http://snomed.info/sct", "code": code}]},
            "recordedDate": "2025-01-01",
        }
        async with place.database.transaction() as connection:
            await place.store.put(connection, person, [body], Origin("gp-01", None, place.clock.now()))


async def ids(surgery: Surgery, *whom: tuple[int, str]) -> list[str]:
    async with surgery.place.database.transaction() as connection:
        found = {
            (each.person_id, each.kind): each.id for each in await peers.asked(connection, surgery.place.clock.now())
        }
    return [found[each] for each in whom]


async def match(surgery: Surgery, wish: str, mentor: str, by: str = "carla") -> None:
    account = surgery.who[by]
    async with surgery.place.database.transaction(account.id) as connection:
        await peers.match(connection, surgery.record, account, (wish, mentor), TERMS)


async def test_matched_once_by_a_condition_in_common(surgery: Surgery) -> None:
    await have(surgery, "38341003", 1, 2, 3)
    for person, kind in ((1, "peer"), (3, "peer"), (2, "mentor"), (4, "mentor")):
        await surgery.prefer(f"person-{person}", person, kind, f"I am number {person}")
    wish, other, mentor, stranger = await ids(surgery, (1, "peer"), (3, "peer"), (2, "mentor"), (4, "mentor"))
    with pytest.raises(Refused, match="no long-term condition in common"):
        await match(surgery, wish, stranger)
    with pytest.raises(Refused, match="matched by: coordinator"):
        await match(surgery, wish, mentor, "george")
    with pytest.raises(Refused, match="cannot be matched"):
        await match(surgery, mentor, wish)
    await match(surgery, wish, mentor)
    told = await surgery.place.rows("care.notice", "recipient, message")
    assert [to for to, _ in told] == ["person/1", "person/2"]
    assert "I am number 2" in told[0][1] and "I am number 1" in told[1][1]
    for again in (wish, other):  # who has one gets no second one; who talks with as many as the model says gets no more
        with pytest.raises(Conflict):
            await match(surgery, again, mentor)
    await surgery.prefer_no_more("person-3", other)
    with pytest.raises(NotFound):
        await match(surgery, other, mentor)


async def test_a_mentor_sees_nothing_of_the_other_s_record(surgery: Surgery, web_db: Database) -> None:
    await have(surgery, "38341003", 1, 2)
    await surgery.prefer("person-1", 1, "peer", "I am one")
    await surgery.prefer("person-2", 2, "mentor", "I am two")
    await match(surgery, *await ids(surgery, (1, "peer"), (2, "mentor")))
    async with web_db.transaction(surgery.who["person-2"].id, readonly=True) as web:
        for table in ("fhir.resource", "care.notice", "care.preference", "facts.condition", "access.relationship"):
            assert {row["person_id"] for row in await web.fetch(f"SELECT person_id FROM {table}")} - {0} <= {2}, table
