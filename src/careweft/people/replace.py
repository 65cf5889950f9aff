"""A source says that one of its local ids replaces another (HL7 v2 ADT^A40, FHIR Patient.link `replaced-by`)."""

from __future__ import annotations

from collections.abc import Sequence

from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.fhir.stored import Origin
from careweft.people.changes import carry_out, hold, records_of
from careweft.people.events import Grounds, Moving, Why, mark_replaced, note
from careweft.people.locks import lock_records
from careweft.people.record import Key, Mover
from careweft.people.view import pair


async def replace(
    connection: Connection, movers: Sequence[Mover], survivor: Key, retired: Key, origin: Origin
) -> int | None:
    """Join the persons of two records of one source; the event, or None for a repeat, which changes nothing.

    The persons become one, unless each holds a valid NHS number that the other does not, or somebody ruled them
    different: then the source's word goes to the review list and the event moves nothing.
    """
    if survivor == retired:
        raise BadInput("a local id cannot replace itself", expected="two local ids")
    persons = await hold(connection, [survivor, retired])
    to, other = persons[survivor], persons[retired]
    records = await records_of(connection, other)
    await lock_records(connection, records)
    before = await mark_replaced(connection, retired, survivor[1])
    if before == survivor[1]:
        return None
    why = Why("the source says that one local id replaces the other", _by(origin))
    if to == other or await _forbidden(connection, to, other):
        if to != other:
            await _ask(connection, persons, survivor, retired)
        noted = Moving("replace", other, other, retired, survivor, why, replaced=before)
        return await note(connection, noted, moved=False)
    moving = Moving("replace", to, other, retired, survivor, why, replaced=before)
    grounds = Grounds("source", None, {"rule": why.reason, "with": list(survivor)})
    return await carry_out(connection, movers, moving, records, grounds)


def _by(origin: Origin) -> str:
    return f"source/{origin.source}" + (f" message/{origin.message_id}" if origin.message_id is not None else "")


async def _forbidden(connection: Connection, one: int, other: int) -> bool:
    """Whether two persons hold different valid NHS numbers, or were ruled different."""
    rows = await connection.fetch(
        "SELECT person_id, array_agg(DISTINCT nhs_number) AS numbers FROM people.source_record "
        "WHERE person_id IN ($1, $2) AND nhs_number IS NOT NULL GROUP BY person_id",
        one,
        other,
    )
    if len(rows) == 2 and set(rows[0]["numbers"]).isdisjoint(rows[1]["numbers"]):
        return True
    return bool(
        await connection.fetchval(
            "SELECT EXISTS (SELECT FROM people.review WHERE state = 'different' "
            "AND (person_id, other_id) IN (($1, $2), ($2, $1)))",
            one,
            other,
        )
    )


async def _ask(connection: Connection, persons: dict[Key, int], survivor: Key, retired: Key) -> None:
    """Put the source's word before somebody, unless somebody has ruled on these two records."""
    one, other = pair(survivor, retired)
    await connection.execute(
        "INSERT INTO people.review (person_id, source, local_id, other_id, other_source, other_local_id, kind, "
        "reasons) VALUES ($1, $2, $3, $4, $5, $6, 'replaced', $7) "
        "ON CONFLICT (source, local_id, other_source, other_local_id) DO UPDATE SET kind = 'replaced' "
        "WHERE review.state = 'open'",
        persons[one],
        *one,
        persons[other],
        *other,
        {"record": list(retired)},
    )
