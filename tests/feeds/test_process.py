"""Messages become the record: once each, in whatever order, and quarantine keeps what cannot be understood."""

from __future__ import annotations

from .conftest import Place
from .hospital import adt


async def test_an_admission_becomes_an_encounter_of_a_known_person(place: Place) -> None:
    (receipt,) = await place.send(adt("A01", 0))
    assert receipt.outcome == "received"
    encounter = await place.one("Encounter")
    patient = await place.one("Patient")
    assert encounter["status"] == "in-progress"
    assert encounter["subject"] == {"reference": f"Patient/{patient['id']}"}
    assert patient["birthDate"] == "1940-02-29"
    (row,) = await place.fetch("SELECT state, person_id, type, report FROM feeds.message")
    assert row["state"] == "done"
    assert row["type"] == "ADT^A01"
    assert isinstance(row["person_id"], int)
