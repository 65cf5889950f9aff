"""Messages become the record: once each, in whatever order, and quarantine keeps what cannot be understood."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from careweft.base.clock import SetClock
from careweft.base.db import Connection, Database
from careweft.feeds.extensions import DELAY_REASON, MEDICALLY_FIT
from careweft.feeds.process import Feeds
from careweft.feeds.quarantine import quarantine, replay
from careweft.feeds.sources import declare
from careweft.fhir.store import Store
from careweft.fhir.stored import Change
from tests.conftest import run_sql

from .conftest import LONDON, Place
from .hospital import adt, ts

ORU = (
    "MSH|^~\\&|LAB|acute|CW|place|{sent}||ORU^R01|{id}|P|2.5\r"
    "PID|1||H1^^^RX1^MR||Oakley^Ann||19400229|F\r"
    "PV1|1|I|MAU^^^RX1|||||||||||||||||V1\r"
    "OBR|1||LAB1|BLD^Bloods^L|||{taken}\r"
    "OBX|1|NM|2160-0^Creatinine^LN||{value}|umol/L^^UCUM|60-110|H|||{status}|||{taken}\r"
    "NTE|1||haemolysed\r"
)


def oru(sent: float, value: str, status: str = "F", message_id: str | None = None) -> bytes:
    said = ORU.format(sent=ts(sent), taken=ts(1), value=value, status=status, id=message_id or f"L{sent}")
    return said.encode()


async def record(place: Place) -> dict[str, list[dict[str, Any]]]:
    return {type_: await place.all(type_) for type_ in ("Patient", "Encounter", "Condition", "Observation")}


async def test_an_admission_becomes_an_encounter_of_a_known_person(place: Place) -> None:
    (receipt,) = await place.send(adt("A01", 0, extra="DG1|1||I21^Infarct^I10||20260110|A"))
    assert receipt.outcome == "received"
    encounter, patient, condition = [await place.one(type_) for type_ in ("Encounter", "Patient", "Condition")]
    assert encounter["status"] == "in-progress"
    assert encounter["class"]["code"] == "IMP"
    assert encounter["priority"]["coding"][0]["code"] == "EM"
    assert encounter["location"][0]["location"]["display"] == "MAU"
    assert encounter["subject"] == condition["subject"] == {"reference": f"Patient/{patient['id']}"}
    assert encounter["diagnosis"][0]["condition"] == {"reference": f"Condition/{condition['id']}"}
    assert patient["birthDate"] == "1940-02-29"
    assert {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018"} in patient["identifier"]
    (row,) = await place.fetch("SELECT state, person_id, type FROM feeds.message")
    assert (row["state"], row["type"]) == ("done", "ADT^A01")
    assert isinstance(row["person_id"], int)


def course() -> list[bytes]:
    return [
        adt("A28", -2, visit=None, message_id="0"),
        adt("A01", 0, message_id="1", extra="DG1|1||I21^Infarct^I10||20260110|A"),
        adt("A02", 3, message_id="2", ward="CCU"),
        adt("A08", 4, message_id="3", ward="CCU", extra=f"ZDL|{ts(4)}|awaiting-care-package"),
        adt("A21", 5, message_id="4", ward="CCU"),
        adt("A22", 9, message_id="5", ward="CCU"),
        adt("A03", 20, message_id="6", ward="CCU", end=20, disposition="H", family="Oakley-Smith"),
        adt("A13", 21, message_id="7", ward="CCU"),
        adt("A31", 22, visit=None, message_id="8", family="Oakley-Jones"),
        oru(2, "90", "P", "9"),
        oru(6, "140", "C", "10"),
    ]


async def test_the_record_is_the_same_whatever_the_order_of_arrival(place: Place, database: str) -> None:
    told = course()
    await place.send(*told)
    expected = await record(place)
    assert expected["Encounter"][0]["status"] == "in-progress"
    assert expected["Patient"][0]["name"][0]["family"] == "Oakley-Jones"
    assert [o["valueQuantity"]["value"] for o in expected["Observation"]] == [140]
    for seed in range(3):
        await run_sql(database, "TRUNCATE feeds.message, feeds.patient, feeds.visit_message, feeds.resource CASCADE")
        await run_sql(database, "TRUNCATE fhir.resource, fhir.location, fhir.history")
        shuffled = random.Random(seed).sample(told, len(told))
        await place.send(*shuffled, shuffled[0])
        assert await record(place) == expected


async def test_a_repeat_makes_no_second_version(place: Place) -> None:
    raw = adt("A01", 0)
    receipts = await place.send(raw, raw, raw)
    assert [receipt.outcome for receipt in receipts] == ["received", "duplicate", "duplicate"]
    versions = await place.fetch("SELECT type, max(version) AS version FROM fhir.resource GROUP BY type")
    assert {row["version"] for row in versions} == {1}


async def test_a_repeat_that_was_only_sent_again_later_is_a_repeat(place: Place) -> None:
    raw = adt("A01", 0, message_id="M-1")
    later = raw.replace(b"place|" + ts(0).encode(), b"place|" + ts(2).encode(), 1)
    assert later != raw
    assert [receipt.outcome for receipt in await place.send(raw, later)] == ["received", "duplicate"]


async def test_medically_fit_and_the_reason_of_delay(place: Place) -> None:
    await place.send(adt("A01", 0), adt("A08", 4, extra=f"ZDL|{ts(4)}|Awaiting care package"))
    extensions = {e["url"]: e for e in (await place.one("Encounter"))["extension"]}
    assert extensions[MEDICALLY_FIT]["valueDateTime"] == "2026-01-10T12:00:00Z"
    assert extensions[DELAY_REASON]["valueCode"] == "awaiting-care-package"


async def test_leave_is_told_by_the_status_and_its_history(place: Place) -> None:
    await place.send(adt("A01", 0), adt("A21", 5))
    assert (await place.one("Encounter"))["status"] == "onleave"
    await place.send(adt("A22", 9))
    encounter = await place.one("Encounter")
    assert [(each["status"], each["period"].get("end")) for each in encounter["statusHistory"]] == [
        ("in-progress", "2026-01-10T13:00:00Z"),
        ("onleave", "2026-01-10T17:00:00Z"),
        ("in-progress", None),
    ]


async def test_a_merge_makes_one_person_of_two_and_moves_the_record(place: Place) -> None:
    await place.send(
        adt("A01", 0, patient="H1", visit="V1"),
        adt("A01", 1, patient="H2", visit="V2", family="Quite", nhs="").replace(b"19400229", b"19750301"),
    )
    persons = await place.fetch("SELECT DISTINCT person_id FROM fhir.resource WHERE type = 'Encounter'")
    assert len(persons) == 2
    (merge,) = await place.send(adt("A40", 5, patient="H1", visit=None, extra="MRG|H2^^^RX1^MR"))
    assert merge.outcome == "received"
    persons = await place.fetch("SELECT DISTINCT person_id FROM fhir.resource WHERE type = 'Encounter'")
    assert len(persons) == 1
    messages = await place.fetch("SELECT DISTINCT person_id FROM feeds.message")
    assert messages == persons


async def test_a_visit_goes_on_under_the_surviving_number(place: Place) -> None:
    await place.send(adt("A01", 0, patient="H2"))
    await place.send(adt("A40", 2, patient="H1", visit=None, extra="MRG|H2^^^RX1^MR"))
    await place.send(adt("A03", 5, patient="H1", end=5))
    assert (await place.one("Encounter"))["status"] == "finished"


async def test_a_visit_number_of_another_patient_is_not_mixed_up(place: Place) -> None:
    other = adt("A03", 5, patient="H9", nhs="", family="Quite").replace(b"19400229", b"19750301")
    await place.send(adt("A01", 0))
    await place.send(other)
    assert (await place.one("Encounter"))["status"] == "in-progress"
    async with place.database.transaction() as connection:
        (waiting,) = await quarantine(connection)
    assert "belongs to another patient" in waiting.reason


async def test_what_is_not_understood_waits_with_its_reason_and_can_be_replayed(place: Place) -> None:
    raw = b"label;what\rno message at all"
    await place.send(raw, adt("A01", 0).replace(b"PID|1||H1^^^RX1^MR~9990000018^^^NHS^NH", b"PID|1||"))
    async with place.database.transaction() as connection:
        waiting = await quarantine(connection)
        assert [each.reason.partition(":")[0] for each in waiting] == ["MSH", "PID-3"]
        assert await replay(connection, [waiting[0].id]) == 1
        assert [each.id for each in await quarantine(connection)] == [waiting[1].id]
    await place.worker.drain()
    async with place.database.transaction() as connection:
        again = await quarantine(connection)
    assert [each.attempts for each in again] == [1, 0]


async def test_replay_succeeds_once_the_cause_is_gone(place: Place) -> None:
    other = adt("A03", 5, patient="H9", nhs="", family="Quite", end=5).replace(b"19400229", b"19750301")
    await place.send(adt("A01", 0))
    await place.send(other)
    await place.send(adt("A40", 6, patient="H9", visit=None, extra="MRG|H1^^^RX1^MR"))
    async with place.database.transaction() as connection:
        assert await replay(connection) == 1
    await place.worker.drain()
    assert (await place.one("Encounter"))["status"] == "finished"
    assert {state for state, _ in await place.messages()} == {"done"}


async def test_what_the_database_cannot_hold_waits_in_quarantine(place: Place) -> None:
    await place.send(adt("A01", 0, patient="H\x001"), adt("A01", 0, family="Oak\x00ley"), adt("A01", 0))
    assert [state for state, _ in await place.messages()] == ["quarantined", "quarantined", "done"]


async def test_one_bad_message_does_not_take_a_batch_with_it(place: Place) -> None:
    receipts = [await place.receive(adt("A01", i, patient=f"H{i}", visit=f"V{i}", nhs="")) for i in range(3)]

    async def fail(_: Connection, changes: Sequence[Change]) -> None:
        if any(change.origin.message_id == receipts[1].id for change in changes):
            raise KeyError("a fault of ours")

    feeds = Feeds(Store([fail]), place.feeds.people, place.clock, LONDON)
    async with place.database.transaction() as connection:
        await feeds.process_many(connection, [receipt.id for receipt in receipts])
    assert [state for state, _ in await place.messages()] == ["done", "quarantined", "done"]
    assert len(await place.all("Encounter")) == 2


async def test_the_web_sees_nothing_of_messages_but_the_quarantine_list(
    place: Place, web_db: Database, clock: SetClock
) -> None:
    await place.send(adt("A01", 0), b"no message")
    async with web_db.transaction() as connection:
        assert await connection.fetchval("SELECT count(*) FROM feeds.message") == 0
        assert len(await quarantine(connection)) == 1
        receipt = await place.feeds.receive(connection, "acute", "hl7", adt("A03", 5))
    assert receipt.outcome == "received"
    await place.worker.drain()
    assert (await place.one("Encounter"))["status"] == "finished"


async def test_a_known_practice_is_referred_to_and_an_unknown_one_named(place: Place) -> None:
    async with place.database.transaction() as connection:
        await declare(connection, "gp-01", name="Mill Lane", kind="gp")
    await place.send(
        adt("A28", 0, visit=None, patient="H1", extra="PD1|||Mill Lane^^gp-01"),
        adt("A28", 1, visit=None, patient="H2", nhs="", extra="PD1|||Elsewhere^^X9", family="Quite"),
    )
    carers = {p["name"][0]["family"]: p["generalPractitioner"][0] for p in await place.all("Patient")}
    assert carers["Oakley"]["reference"] == "Organization/gp-01"
    assert carers["Quite"] == {"identifier": {"value": "X9"}, "display": "Elsewhere"}
