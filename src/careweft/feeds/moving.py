"""What hangs on a source's patient, moved when that patient turns out to be another person (or is split off again)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from careweft.base.db import Connection
from careweft.feeds.notes import resource_id

_KEYS = """
SELECT type, id FROM fhir.resource WHERE person_id = $1 AND ((type = 'Patient' AND id = $2)
OR position('"Patient/' || $2 || '"' IN body) > 0) ORDER BY type, id
"""
# A Patient that came over HTTP has an id of its own, which the source record knows.
_PATIENT = "SELECT patient_id FROM people.source_record WHERE (source, local_id) = ($1, $2)"
_MESSAGES = "UPDATE feeds.message SET person_id = $4 WHERE source = $1 AND local_id = $2 AND person_id = $3"


class Movable(Protocol):
    """What moving needs of the record (`fhir.store.Store`)."""

    async def move(self, conn: Connection, keys: Sequence[tuple[str, str]], from_person: int, to_person: int) -> Any:
        """Hand resources from one person to another."""


class Mover:
    """Moves a source's Patient, all resources that refer to it, and its messages: give it to `people.Index`."""

    def __init__(self, store: Movable) -> None:
        self._store = store

    async def __call__(
        self, connection: Connection, source: str, local_id: str, from_person: int, to_person: int
    ) -> None:
        """Move what hangs on a source record, in the transaction that moves the record. A repeat moves nothing."""
        known = await connection.fetchval(_PATIENT, source, local_id)
        patient = known or resource_id(source, "Patient", local_id)
        rows = await connection.fetch(_KEYS, from_person, patient)
        if rows:
            await self._store.move(connection, [(row["type"], row["id"]) for row in rows], from_person, to_person)
        await connection.execute(_MESSAGES, source, local_id, from_person, to_person)
