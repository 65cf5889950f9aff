"""What names something more sensitive than itself is read without that part by whoever may not know of it."""

from collections.abc import Sequence
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import orjson
import pytest

from careweft.access import accounts, relationships
from careweft.access.accounts import NewAccount
from careweft.access.relationships import Relationship
from careweft.base.db import Database
from careweft.base.outbox import Worker
from careweft.fhir import withheld
from careweft.fhir.store import Store
from careweft.fhir.stored import Stored, content
from tests.access.world import EVER, ORIGIN, coding, consent

ZONE = ZoneInfo("Europe/London")
SUBJECT = {"reference": "Patient/p1"}
HIV, COLD = {"reference": "Condition/hiv", "display": "HIV"}, {"reference": "Condition/cold"}
Resource = dict[str, Any]


def condition(id_: str, *codes: str) -> Resource:
    meta = {"meta": {"security": [coding(code) for code in codes]}} if codes else {}
    return {"resourceType": "Condition", "id": id_, **meta, "subject": SUBJECT}


def stay(*reasons: Resource, **more: Any) -> Resource:
    return {
        "resourceType": "Encounter", "id": "stay", "status": "in-progress", "class": {"code": "IMP"},
        "subject": SUBJECT,
        **({"diagnosis": [{"condition": reason, "rank": n} for n, reason in enumerate(reasons, 1)]} if reasons else {}),
        **more,
    }  # fmt: skip


def loaded(stored: Stored) -> Resource:
    return dict(orjson.loads(stored.content or b"{}"))


class Place:
    """A team that may not know of HIV, a practice that may, and the system that takes what is sent."""

    def __init__(self, worker: Database, web: Database, ids: dict[str, int]) -> None:
        self.worker, self.web, self._ids, self.store = worker, web, ids, Store(for_web=True)

    async def send(self, *resources: Resource, person: int = 1) -> int:
        """As the system; how many changed."""
        async with self.worker.transaction() as connection:
            return len(await Store().put(connection, person, resources, ORIGIN))

    async def write(self, who: str, *resources: Resource) -> int:
        async with self.web.transaction(self._ids[who]) as connection:
            return len(await self.store.put(connection, 1, resources, ORIGIN))

    async def read(self, who: str, id_: str = "stay", type_: str = "Encounter") -> Resource:
        """The resource as it was sent, without what the store says of it."""
        async with self._as(who) as connection:
            found = await self.store.read(connection, type_, id_)
        assert found
        return loaded(found)

    async def sees(self, who: str, type_: str, id_: str) -> bool:
        async with self._as(who) as connection:
            return bool(await self.store.known(connection, [(type_, id_)]))

    async def versions(self, who: str) -> list[Resource]:
        async with self._as(who) as connection:
            return [loaded(v) for v in await self.store.history(connection, "Encounter", "stay")]

    async def found(self, who: str, *asked: tuple[str, str]) -> bool:
        async with self._as(who) as connection:
            return bool((await self.store.search(connection, "Encounter", asked)).matches)

    async def told(self) -> int:
        """Do what the outbox brings."""
        return await Worker(self.worker, {withheld.TOPIC: withheld.handler(ZONE)}).drain()

    def _as(self, who: str) -> Any:
        return self.worker.transaction() if who == "system" else self.web.transaction(self._ids[who])


@pytest.fixture
async def place(worker_db: Database, web_db: Database) -> Place:
    async with worker_db.transaction() as connection:
        ids = {
            name: await accounts.create(connection, NewAccount(name, "x", name, memberships=[(name, "manager")]))
            for name in ("team", "practice")
        }
        await relationships.keep(connection, [
            Relationship(1, "team", "care-team", "case/1", EVER),
            Relationship(1, "practice", "registered-practice", "Patient/p1", EVER),
        ])  # fmt: skip
    made = Place(worker_db, web_db, ids)
    await made.send({"resourceType": "Patient", "id": "p1"}, condition("cold"))
    return made


WHOLE = stay(COLD, HIV)
PART = stay(COLD)


@pytest.mark.parametrize(
    "sent",
    [
        [[condition("hiv", "HIV")], [WHOLE]],
        [[WHOLE], [condition("hiv", "HIV")]],
        [[condition("hiv", "HIV"), WHOLE]],
        [[WHOLE, condition("hiv", "HIV")]],
        [[condition("hiv"), WHOLE], [condition("hiv", "HIV")]],
    ],
)
async def test_a_stay_is_read_without_a_reason_that_is_hidden(place: Place, sent: Sequence[list[Resource]]) -> None:
    for each in sent:
        await place.send(*each)
    for _ in range(2):
        assert await place.read("team") == content_of(PART)
        assert await place.read("practice") == await place.read("system") == content_of(WHOLE)
        for asked in (("diagnosis", "Condition/hiv"), ("diagnosis", "hiv"), ("_content", "HIV")):
            assert not await place.found("team", asked)
        assert await place.found("practice", ("status", "in-progress"))
        await place.told()
    assert await place.found("team", ("diagnosis", "Condition/cold"))
    assert await place.found("team", ("diagnosis:missing", "false"))


def content_of(resource: Resource) -> Resource:
    return dict(orjson.loads(content(resource)))


async def test_that_there_is_a_reason_is_not_told_either(place: Place) -> None:
    only = stay(HIV | {"identifier": {"system": "urn:x", "value": "1"}})
    await place.send(only, condition("hiv", "HIV"))
    for told in (False, True):
        assert not await place.found("team", ("diagnosis:missing", "false"))
        assert not await place.found("team", ("diagnosis:identifier", "urn:x|1"))
        assert await place.found("team", ("_id", "stay"), ("status", "in-progress")) == told
        await place.told()
    assert "diagnosis" not in await place.read("team")
    assert not await place.told()


async def test_what_is_marked_no_longer_is_put_back_and_the_version_stays(place: Place) -> None:
    await place.send(condition("hiv"), WHOLE)
    await place.send(stay(HIV, status="finished"))
    hidden = consent("c1", 1, [], hide="Condition/hiv")
    for _ in range(2):
        await place.send(hidden)
        assert await place.versions("team") == [content_of(stay(status="finished")), content_of(PART)]
        assert await place.versions("practice") == await place.versions("team")
        await place.send(hidden | {"status": "inactive"})
        await place.told()
        assert await place.versions("team") == [content_of(stay(HIV, status="finished")), content_of(WHOLE)]
        assert await place.found("team", ("diagnosis", "Condition/hiv"))
    async with place.worker.transaction() as connection:
        assert not await connection.fetchval("SELECT count(*) FROM fhir.withheld")


async def test_who_writes_back_what_they_read_takes_nothing_away(place: Place) -> None:
    await place.send(condition("hiv", "HIV"), WHOLE)
    assert await place.write("team", await place.read("team")) == 0
    assert await place.write("team", stay(COLD, status="finished")) == 1
    assert await place.read("practice") == content_of(stay(COLD, HIV, status="finished"))
    assert await place.read("team") == content_of(stay(COLD, status="finished"))
    assert await place.write("practice", await place.read("practice")) == 0
    assert await place.write("practice", stay(COLD, status="finished")) == 1  # who sees it may take it away
    assert await place.read("practice") == await place.read("team")
    assert [HIV["reference"] in str(version) for version in await place.versions("practice")] == [False, True, True]
    assert HIV["reference"] not in str(await place.versions("team"))


async def test_who_names_what_they_may_not_see_learns_nothing_by_it(place: Place) -> None:
    await place.send(condition("hiv", "HIV"), WHOLE)
    for guess in (HIV, HIV | {"reference": "Condition/none"}, HIV):
        assert await place.write("team", stay(COLD, guess)) == 1
    assert await place.read("team") == content_of(PART)
    assert await place.read("practice") == content_of(WHOLE)


async def test_the_same_sent_again_is_the_same_and_what_is_sent_otherwise_counts(place: Place) -> None:
    await place.send(condition("hiv", "HIV"), WHOLE)
    assert await place.send(WHOLE) == 0
    assert await place.send(PART) == 1
    assert await place.read("practice") == content_of(PART)
    assert await place.send(WHOLE) == 1
    assert await place.read("team") == content_of(PART)


async def test_whatever_names_it_is_read_without_it(place: Place) -> None:
    named: list[Resource] = [
        {"resourceType": "Observation", "id": "o1", "status": "final", "code": {"text": "Weight"}, "subject": SUBJECT,
         "encounter": {"reference": "Encounter/stay"}, "valueQuantity": {"value": 71.50}},
        {"resourceType": "List", "id": "l1", "status": "current", "mode": "working", "subject": SUBJECT,
         "entry": [{"item": HIV}, {"item": COLD}]},
        {"resourceType": "Composition", "id": "k1", "status": "final", "title": "é \"x\" \\",
         "section": [{"title": "Why", "entry": [HIV]}, {"title": "Also", "entry": [COLD]}], "subject": SUBJECT},
        {"resourceType": "Appointment", "id": "a1", "status": "booked", "reasonReference": [HIV],
         "participant": [{"actor": SUBJECT, "status": "accepted"}]},
        {"resourceType": "EpisodeOfCare", "id": "e1", "status": "active", "patient": SUBJECT,
         "diagnosis": [{"condition": {"reference": "http://other.test/fhir/Condition/hiv/_history/1"}}]},
        {"resourceType": "Claim", "id": "b1", "status": "active", "patient": SUBJECT,
         "text": {"status": "generated", "div": "<div><a href=\"Condition/hiv\">x</a></div>"},
         "diagnosis": [{"sequence": 1, "diagnosisReference": HIV}, {"sequence": 2, "diagnosisReference": COLD}]},
    ]  # fmt: skip
    hidden = stay() | {"meta": {"security": [coding("SEX")]}}
    await place.send(condition("hiv-2"), condition("hiv", "HIV"), hidden, *named)
    kept = [
        {name: value for name, value in named[0].items() if name != "encounter"},
        named[1] | {"entry": [{"item": COLD}]},
        named[2] | {"section": named[2]["section"][1:]},
        {name: value for name, value in named[3].items() if name != "reasonReference"},
        {name: value for name, value in named[4].items() if name != "diagnosis"},
        {name: value for name, value in named[5].items() if name != "text"} | {"diagnosis": named[5]["diagnosis"][1:]},
    ]
    for was, left in zip(named, kept, strict=True):
        assert await place.read("team", was["id"], was["resourceType"]) == content_of(left)
        assert await place.read("system", was["id"], was["resourceType"]) == content_of(was)
    await place.send(named[1] | {"entry": [{"item": {"reference": "Condition/hiv-2"}}]})
    assert await place.read("team", "l1", "List") == await place.read("system", "l1", "List")


async def test_a_letter_of_a_stay_and_a_choice_are_as_private_as_what_they_name(place: Place) -> None:
    letter = {
        "resourceType": "DocumentReference", "id": "letter", "status": "current", "subject": SUBJECT,
        "content": [{"attachment": {"title": "x"}}], "context": {"encounter": [{"reference": "Encounter/stay"}]},
    }  # fmt: skip
    chosen = consent("c1", 1, [], hide="Condition/hiv") | {"status": "inactive"}
    await place.send(stay() | {"meta": {"security": [coding("HIV")]}}, letter, condition("hiv", "HIV"), chosen)
    for record in (("DocumentReference", "letter"), ("Consent", "c1")):
        assert [await place.sees(who, *record) for who in ("team", "practice")] == [False, True]


async def test_what_is_withheld_goes_with_the_record_to_another_person(place: Place) -> None:
    await place.send(condition("hiv", "HIV"), WHOLE)
    await place.send(stay(COLD, HIV, status="finished"))
    async with place.worker.transaction() as connection:
        await relationships.keep(connection, [
            Relationship(2, party, kind, "test/2", EVER)
            for party, kind in (("team", "care-team"), ("practice", "registered-practice"))
        ])  # fmt: skip
        keys = [("Condition", "hiv"), ("Encounter", "stay"), ("Condition", "cold")]
        await Store().move(connection, keys, 1, 2)
    assert await place.versions("team") == [content_of(stay(COLD, status="finished")), content_of(PART)]
    assert await place.versions("practice") == [content_of(stay(COLD, HIV, status="finished")), content_of(WHOLE)]


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(1, 40))])
async def test_whatever_is_done_each_version_names_what_its_reader_may_see_and_all_of_that(
    place: Place, seed: int
) -> None:
    random, marks = Random(seed), dict.fromkeys(("c1", "c2", "c3", "c4"), "")
    blind = {"team": {"HIV", "V"}, "practice": {"V"}, "system": set[str]()}
    truth: list[set[str]] = []
    for step in range(25):
        match random.choice(["mark", "mark", "send", "write", "write", "tell"]):
            case "mark":
                one, code = random.choice([*marks]), random.choice(["", "HIV", "V"])
                marks[one] = code
                await place.send(condition(one, *filter(None, [code])))
            case "send":
                sent = random.sample([*marks], random.randint(0, 4))
                reasons = [{"reference": f"Condition/{one}"} for one in sent]
                assert await place.send(stay(*reasons, reasonReference=reasons, language=f"x-{step}")) == 1
                truth.insert(0, set(sent))
            case "write" if truth:
                who = random.choice(["team", "practice"])
                assert await place.write(who, await place.read(who)) == 0
                assert await place.write(who, await place.read(who) | {"language": f"x-{step}"}) == 1
                truth.insert(0, truth[0])
            case "tell":
                await place.told()
        for who, codes in blind.items() if truth else ():
            seen = {one for one, code in marks.items() if code not in codes}
            for version, named in zip(await place.versions(who), truth, strict=True):
                for part in ("diagnosis", "reasonReference"):
                    assert {one for one in marks if one in str(version.get(part))} == named & seen, (step, who)


async def test_two_of_whom_one_marks_and_the_other_names_leave_nothing_open(place: Place) -> None:
    task = {"resourceType": "Task", "id": "t1", "status": "requested", "intent": "order", "focus": HIV, "for": SUBJECT}
    await place.send(condition("hiv"))
    async with place.worker.transaction() as connection:
        await Store().put(connection, 1, [WHOLE, task], ORIGIN)
        await place.send(condition("hiv", "HIV"))
        assert await place.told()  # who names it is not done yet: this is tried again
    async with place.worker.transaction() as connection:
        await connection.execute("UPDATE base.outbox SET retry_at = '-infinity'")
    await place.told()
    assert await place.read("team") == content_of(PART)
    assert not await place.sees("team", "Task", "t1")
    assert await place.sees("practice", "Task", "t1")
    assert await place.read("practice") == content_of(WHOLE)


async def test_parts_put_in_again_make_the_text_that_was(database: str) -> None:
    owner = await asyncpg.connect(database)

    async def again(text: str, *hidden: str) -> str:
        found: str = await owner.fetchval(
            "SELECT fhir.together(access.without($1, p), p) FROM access.apart(1, 1, 1, $1, $2) p", text, hidden
        )
        return found

    head = '{"resourceType":"X","id":"1","meta":{},'
    for text in (
        head + '"a":[{"r":"C/1"},{"r":"C/2"},{"v":1.50},{"r":"C/1"}],"z":"\\u00e9 \\"","b":{"r":"C/1"}}',
        head + '"a":[{"r":"C/1"}],"b":["C/1","C/12"],"c":1e2,"d":{"r":"C/2"}}',
    ):
        assert await again(text, "C/1") == await again(text, "C/1", "C/2") == text
    await owner.close()
