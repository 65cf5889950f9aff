"""`$match`, `$merge` and `$merge-undo` over HTTP: who is who, by the person index.

Matching looks among those people only whom the account sees, with the index's own rules and weights. A merge says that
two Patients are one person; it needs an account that may register people and sees both. It can be taken back.
"""

from typing import Any, Final

import orjson
from starlette.responses import Response

from careweft.base.db import WEB, WORKER, Connection, act_as
from careweft.base.errors import BadInput, NotFound
from careweft.fhir.decode import decode
from careweft.fhir.interactions.outcomes import bundle
from careweft.fhir.operations.everything import person_of
from careweft.fhir.operations.given import Given
from careweft.fhir.outcome import of_notes
from careweft.fhir.references import parse
from careweft.people import read
from careweft.people.index import Index
from careweft.people.matcher import Pair
from careweft.people.patient import from_patient
from careweft.people.traits import Keys, keys, traits
from careweft.web.fhir.operations.operation import Operation, answered, of_type, reading, writing
from careweft.web.fhir.table import Asked
from careweft.web.system import Registering

GRADE: Final = "http://hl7.org/fhir/StructureDefinition/match-grade"
PAGE, MOST = 10, 100
_EACH: Final = 200  # records that one blocking key may bring
_COLUMNS: Final = ("nhs_number", *Keys._fields[1:])
_NEAR: Final = " UNION ".join(
    f"(SELECT * FROM people.source_record WHERE {column} = ${n} LIMIT {_EACH})" for n, column in enumerate(_COLUMNS, 1)
)
_RANK: Final = {"certain": 0, "probable": 1, "possible": 2}


async def match(conn: Connection, asked: Asked, given: Given) -> Response:
    """A searchset of the Patients that may be the one sent, best first, each with score and match-grade."""
    sent = given.resource if isinstance(given.resource, dict) else {}
    if sent.get("resourceType") != "Patient":
        found = f"{sent.get('resourceType') or 'nothing'!s:.40} was sent"
        raise BadInput(found, where="resource", expected="a Patient, or Parameters with one")
    patient = decode(sent)
    wanted = traits(from_patient({"id": "asked", **patient}, "$match", asked.record.clock.now()))
    matcher = await _index(asked).matcher(conn)
    graded: dict[str, tuple[str, Pair]] = {}
    for row in await conn.fetch(_NEAR, *keys(wanted)):
        pair = matcher.pair(wanted, traits(read.source_record(row)))
        if pair.verdict != "no":
            graded[row["patient_id"]] = (_grade(pair), pair)
    if given.flag("onlyCertainMatches"):
        graded = {id_: found for id_, found in graded.items() if found[0] == "certain"}
    best = sorted(graded, key=lambda id_: (_RANK[graded[id_][0]], -graded[id_][1].score.bits, id_))
    best = best[: given.number("count", PAGE, MOST)]
    stored = await asked.store.read_many(conn, [("Patient", id_) for id_ in best])
    entries = [
        {
            "fullUrl": f"{asked.base}/Patient/{one.id}",
            "resource": orjson.Fragment(one.body),
            "search": {
                "extension": [{"url": GRADE, "valueCode": graded[one.id][0]}],
                "mode": "match",
                "score": round(graded[one.id][1].score.probability, 6),
            },
        }
        for one in stored
    ]
    return answered(bundle("searchset", entries, total=len(entries)))


def _grade(pair: Pair) -> str:
    if pair.verdict == "link":
        return "certain"
    return "probable" if pair.score.probability >= 0.5 else "possible"


async def merge(conn: Connection, asked: Asked, given: Given) -> Response:
    """Parameters with the event by which two persons became one; with `preview`, only whether that can be done."""
    source, target = [await _person(conn, given, name) for name in ("source-patient", "target-patient")]
    if source == target:
        raise BadInput("these Patients are of one person already", where="source-patient", expected="two persons")
    asked.store.seen.update({source, target})
    if given.flag("preview"):
        return _told("the two can be merged")
    reason = given.text("reason") or "asked by $merge"
    index = _index(asked)
    await conn.execute(act_as(WORKER))
    event = await index.join(conn, target, source, reason, asked.account.username)
    await conn.execute(act_as(WEB))
    asked.store.changed.update({source, target})
    return _told("the two are one person", event)


async def undo(conn: Connection, asked: Asked, given: Given) -> Response:
    """Parameters with the event by which a merge was taken back."""
    given.need("event")
    id_ = given.number("event", 0, 10**9)
    row = await conn.fetchrow(
        "SELECT person_id, other_id FROM people.event WHERE event_id = $1 AND kind IN ('merge', 'split')", id_
    )
    if row is None:
        raise NotFound(f"there is no merge with the event {id_}")
    index = _index(asked)
    await conn.execute(act_as(WORKER))
    event = await index.undo(conn, id_, asked.account.username, given.text("reason") or "asked by $merge-undo")
    await conn.execute(act_as(WEB))
    asked.store.changed.update({row["person_id"], row["other_id"]} - {None})
    return _told("the merge was taken back", event)


async def _person(conn: Connection, given: Given, name: str) -> int:
    value = given.content(name)
    reference = value.get("reference") if isinstance(value, dict) else value
    found = parse(reference) if isinstance(reference, str) else None
    if found is None or found[0] != "Patient":
        raise BadInput("no reference to a Patient", where=name, expected="a Reference: Patient/[id]")
    return await person_of(conn, found[1])


def _index(asked: Asked) -> Index:
    persons = asked.record.persons
    if not isinstance(persons, Registering):
        raise NotFound("there is no person index here")
    return persons.index


def _told(note: str, event: int | None = None) -> Response:
    said: list[dict[str, Any]] = [
        {"name": "outcome", "resource": of_notes("informational", [note], "information")},
    ]
    if event is not None:
        said.append({"name": "event", "valueInteger": event})
    return answered({"resourceType": "Parameters", "parameter": said})


_PATIENT: Final = frozenset({"Patient"})
_MERGE: Final = frozenset({"source-patient", "target-patient", "preview", "reason"})
OPERATIONS: Final = (
    Operation("$match", ("type",), ("POST",), reading(match, name="match"),
              frozenset({"resource", "count", "onlyCertainMatches"}), _PATIENT, scopes=of_type()),
    Operation("$merge", ("type",), ("POST",), writing(merge, name="merge"), _MERGE, _PATIENT,
              ("use-fhir", "write-fhir", "register-people")),
    Operation("$merge-undo", ("type",), ("POST",), writing(undo, name="merge-undo"), frozenset({"event", "reason"}),
              _PATIENT, ("use-fhir", "write-fhir", "register-people")),
)  # fmt: skip
