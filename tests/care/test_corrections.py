"""A person says that an entry is wrong: it is answered once, put right with its history, or stays with a reason."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from careweft.access import accounts
from careweft.access.accounts import Account, NewAccount
from careweft.base.clock import SetClock
from careweft.base.db import Connection, Database
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.base.outbox import Item, Worker
from careweft.care.corrections import corrections, projection
from careweft.care.corrections.amendment import amended, amendment, said, ways
from careweft.care.corrections.corrections import Answer, Correction, Corrections, Terms
from careweft.care.durations import Duration
from careweft.care.record import Record
from careweft.care.tasks import Step
from careweft.fhir.store import Store
from careweft.fhir.stored import Origin
from tests.care.place import PERSON, ZONE, Place, patient

WEIGHT = {
    "resourceType": "Observation",
    "id": "w1",
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}], "text": "Weight"},
    "subject": {"reference": "Patient/p1"},
    "effectiveDateTime": "2026-01-10T09:00:00Z",
    "valueQuantity": {"value": 96, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"},
}
ASTHMA = {
    "resourceType": "Condition",
    "id": "c1",
    "clinicalStatus": {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]
    },
    "code": {"text": "Asthma"},
    "subject": {"reference": "Patient/p1"},
}
NOW = datetime(2026, 1, 15, 9, tzinfo=UTC)


class Corrected(Place):
    """The place with its store also keeping corrections."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.store = Store([*self.store.projections, projection.project])
        self.corrections = Corrections(Record(self.store, self.clock), ZONE)

    async def heard(self) -> None:
        """What a source wrote anew of what was put right is asked about."""

        async def again(connection: Connection, item: Item) -> None:
            told = item.payload
            await self.corrections.contradicted(connection, told["task"], told["version"], Terms())

        await Worker(self.database, {projection.TOPIC: again, "event": self.on_event}).drain()


@pytest.fixture
async def place(worker_db: Database, clock: SetClock) -> AsyncIterator[Corrected]:
    made = Corrected(worker_db, clock)
    await made.set_up()
    await made.put(patient(), WEIGHT, ASTHMA)
    yield made


async def person(place: Corrected) -> Account:
    async with place.database.transaction() as connection:
        new = NewAccount("edith", "edith", "Edith", "person", PERSON)
        found = await accounts.profile(connection, await accounts.create(connection, new))
    assert found
    return found


async def ask(place: Corrected, by: Account, record: str = "Observation/w1", key: str = "k") -> str:
    async with place.database.transaction(by.id) as connection:
        told = {"wrong": "I weigh 69 kg, not 96.", "should": "69", "key": key}
        return await place.corrections.ask(connection, by, PERSON, record, told, Terms(Duration(1, "week"), "manager"))


async def answer(place: Corrected, by: Account, task: str, told: Answer, version: int | None = None) -> Correction:
    async with place.database.transaction(by.id) as connection:
        return await place.corrections.answer(connection, by, task, told, version)


async def body(place: Corrected, reference: str) -> dict[str, object]:
    async with place.database.transaction() as connection:
        return await Record(place.store, place.clock).read(connection, reference)


async def test_an_accepted_one_makes_a_version_with_its_provenance_and_the_person_is_told(place: Corrected) -> None:
    edith, carla = await person(place), await place.account("carla", "zone-1", "coordinator")
    task = await ask(place, edith)
    rows = await place.rows("care.task", "id, code, team, status, due")
    assert rows == [(task, "correct-record", "zone-1", "requested", datetime(2026, 1, 22, 9, tzinfo=UTC))]
    found = await answer(place, carla, task, Answer("value", "69"))
    assert (found.state, found.answered_by, found.before) == ("accepted", "carla", "Weight: 96 kg (2026-01-10)")
    now = await body(place, "Observation/w1")
    assert (now["status"], now["valueQuantity"]["value"]) == ("corrected", 69)  # type: ignore[index]
    async with place.database.transaction() as connection:
        before = await Record(place.store, place.clock).version(connection, "Observation/w1", 1)
        made = await connection.fetchval("SELECT body FROM fhir.resource WHERE type = 'Provenance'")
    assert before["valueQuantity"]["value"] == 96
    assert "Observation/w1/_history/1" in made
    told = await place.rows("care.notice", "recipient, message")
    assert told == [(f"person/{PERSON}", "You told us about a mistake. We put it right.")]
    assert (await place.rows("care.task", "id, status"))[0] == (task, "completed")


async def test_a_refused_one_stays_beside_the_entry_with_its_reason(place: Corrected) -> None:
    edith, carla = await person(place), await place.account("carla", "zone-1", "coordinator")
    task = await ask(place, edith)
    with pytest.raises(BadInput):
        await answer(place, carla, task, Answer(None))
    found = await answer(place, carla, task, Answer(None, why="The scales were checked that day."))
    assert (found.state, found.answer) == ("refused", "The scales were checked that day.")
    assert (await body(place, "Observation/w1"))["valueQuantity"]["value"] == 96  # type: ignore[index]
    async with place.database.transaction() as connection:
        kept = await corrections.of(connection, PERSON, "Observation/w1")
    assert [each.state for each in kept] == ["refused"]
    again = await ask(place, edith, key="other")  # who does not agree may ask again
    assert again != task


async def test_a_form_sent_twice_is_one_request_and_an_open_one_is_not_asked_again(place: Corrected) -> None:
    edith = await person(place)
    assert await ask(place, edith) == await ask(place, edith)
    with pytest.raises(Conflict):
        await ask(place, edith, key="another form")
    assert len(await place.rows("care.correction", "task, state")) == 1


async def test_it_is_answered_once_by_its_own_team(place: Corrected) -> None:
    edith, carla = await person(place), await place.account("carla", "zone-1", "coordinator")
    petra = await place.account("petra", "zone-2", "coordinator")
    task = await ask(place, edith)
    with pytest.raises((Refused, NotFound)):
        await answer(place, petra, task, Answer("wrong"))
    with pytest.raises(Conflict):
        await answer(place, carla, task, Answer("wrong"), version=7)
    await answer(place, carla, task, Answer("wrong"))
    with pytest.raises((Conflict, NotFound)):
        await answer(place, carla, task, Answer(None, why="No"))


async def test_another_persons_entry_cannot_be_asked_about(place: Corrected) -> None:
    edith = await person(place)
    await place.put(patient(name="p2"), WEIGHT | {"id": "w2", "subject": {"reference": "Patient/p2"}}, person_id=18)
    with pytest.raises(NotFound):
        await ask(place, edith, "Observation/none")
    with pytest.raises((BadInput, NotFound)):
        await ask(place, edith, "Observation/w2")


async def test_what_is_taken_back_is_not_answered(place: Corrected) -> None:
    edith, carla = await person(place), await place.account("carla", "zone-1", "coordinator")
    task = await ask(place, edith)
    async with place.database.transaction(edith.id) as connection:
        await place.corrections.withdraw(connection, edith, task)
    with pytest.raises((Conflict, NotFound)):
        await answer(place, carla, task, Answer("wrong"))
    assert [each[0] for each in await place.rows("care.correction", "state, task")] == ["withdrawn"]


async def test_nobody_takes_back_or_learns_of_what_another_asked(place: Corrected) -> None:
    edith, carla = await person(place), await place.account("carla", "zone-1", "coordinator")
    task = await ask(place, edith)
    for each in (task, "none"):
        async with place.database.transaction(carla.id) as connection:
            with pytest.raises(NotFound):
                await place.corrections.withdraw(connection, carla, each)
    assert [each[0] for each in await place.rows("care.correction", "state, task")] == ["asked"]


def test_how_an_entry_is_put_right() -> None:
    assert ways(WEIGHT) == ["wrong", "value", "note"]
    assert ways(ASTHMA) == ["wrong", "name", "note"]
    gone = amended(dict(ASTHMA), "wrong", "", NOW)
    assert "clinicalStatus" not in gone
    assert gone["verificationStatus"]["coding"][0]["code"] == "entered-in-error"
    assert amended(dict(WEIGHT), "value", "69,5", NOW)["valueQuantity"]["value"] == 69.5
    noted = amended(amended(dict(WEIGHT), "note", "with shoes", NOW), "note", "with boots", NOW)
    assert amendment(noted) == "with boots"
    assert said(noted) == "Weight: 96 kg (2026-01-10)"
    for how, text in (("value", "a lot"), ("value", "inf"), ("value", "nan"), ("value", ""), ("name", "x")):
        with pytest.raises(BadInput):
            amended(dict(WEIGHT), how, text, NOW)  # type: ignore[arg-type]


def weighs(kilograms: float, **more: object) -> dict[str, object]:
    return WEIGHT | {"valueQuantity": {**WEIGHT["valueQuantity"], "value": kilograms}} | more  # type: ignore[dict-item]


async def again_tasks(place: Corrected) -> list[str]:
    async with place.database.transaction() as connection:
        rows = await connection.fetch(
            "SELECT id FROM care.task WHERE code = $1 ORDER BY authored, id", projection.AGAIN
        )
    return [row["id"] for row in rows]


async def sent(place: Corrected, body: dict[str, object], code: str = "test") -> None:
    place.clock.advance(timedelta(minutes=1))
    async with place.database.transaction() as connection:
        await place.store.put(connection, PERSON, [body], Origin(code, None, place.clock.now()))
    await place.heard()


async def put_right(place: Corrected) -> tuple[Account, Account, str]:
    edith, carla = await person(place), await place.account("carla", "zone-1", "coordinator")
    task = await ask(place, edith)
    await answer(place, carla, task, Answer("value", "69"))
    await place.heard()
    return edith, carla, task


async def test_a_senders_new_word_against_what_was_put_right_is_asked_about_once_for_each_version(
    place: Corrected,
) -> None:
    _edith, _carla, task = await put_right(place)
    assert await again_tasks(place) == []  # what was put right here contradicts nothing
    await sent(place, weighs(97))
    (first,) = await again_tasks(place)
    async with place.database.transaction() as connection:
        found = await corrections.find(connection, task)
        (row,) = await connection.fetch("SELECT team, why FROM care.task WHERE id = $1", first)
    assert found
    assert (found.after, found.again_says, found.again_state) == (
        "Weight: 69 kg (2026-01-10)", "Weight: 97 kg (2026-01-10)", "open",
    )  # fmt: skip
    assert row["team"] == "zone-1"
    assert found.after in row["why"]
    assert found.again_says in row["why"]
    async with place.database.transaction() as connection:  # told again by the worker
        await place.corrections.contradicted(connection, task, 3, Terms())
    await sent(place, weighs(97))  # sent again: no new version
    assert await again_tasks(place) == [first]
    await sent(place, weighs(98))
    assert len(await again_tasks(place)) == 2
    await sent(place, weighs(69, status="corrected"))  # the sender has put it right too
    assert len(await again_tasks(place)) == 2


async def test_it_is_put_right_once_more_or_stays_with_a_reason_and_the_person_is_told(place: Corrected) -> None:
    _edith, carla, task = await put_right(place)
    petra = await place.account("petra", "zone-2", "coordinator")
    await sent(place, weighs(97))
    (again,) = await again_tasks(place)
    async with place.database.transaction(petra.id) as connection:
        with pytest.raises((Refused, NotFound)):
            await place.corrections.answer_again(connection, petra, again, keep=True, why="")
    async with place.database.transaction(carla.id) as connection:
        with pytest.raises(BadInput):
            await place.corrections.answer_again(connection, carla, again, keep=False, why="")
        with pytest.raises(Refused):
            await place.tasks.step(connection, carla, again, Step("completed"))
    async with place.database.transaction(carla.id) as connection:
        await place.corrections.answer_again(connection, carla, again, keep=True, why="")
    await place.heard()
    assert (await body(place, "Observation/w1"))["valueQuantity"]["value"] == 69  # type: ignore[index]
    assert await again_tasks(place) == [again]  # what was put right once more is no new word of its sender
    async with place.database.transaction(carla.id) as connection:
        with pytest.raises((Conflict, NotFound)):
            await place.corrections.answer_again(connection, carla, again, keep=True, why="")
    await sent(place, weighs(99))
    second = next(each for each in await again_tasks(place) if each != again)
    async with place.database.transaction(carla.id) as connection:
        await place.corrections.answer_again(connection, carla, second, keep=False, why="Weighed anew")
        found = await corrections.find(connection, task)
    assert found
    assert (found.again_state, found.again_says) == ("stays", "Weight: 99 kg (2026-01-10)")
    assert (await body(place, "Observation/w1"))["valueQuantity"]["value"] == 99  # type: ignore[index]
    told = [message for _, message in await place.rows("care.notice", "recipient, message")]
    assert any("once more" in each for each in told)
    assert any("Weighed anew" in each for each in told)
