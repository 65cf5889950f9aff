"""Writing what was decided: new and changed records, links with their reasons, joins and questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from careweft.base.db import Connection
from careweft.people import nhs_number
from careweft.people.decide import Change, Doubt, Join, Place, Step
from careweft.people.events import SYSTEM, Grounds, Moving, Why, move, rule
from careweft.people.locks import Stale, lock_records, lock_unchanged
from careweft.people.matcher import Standing
from careweft.people.record import Key, Mover, SourceRecord, patient_resource_id
from careweft.people.view import NEW, Seen, View, pair
from careweft.people.weights import Weights

_COLUMNS = {
    "source": "text",
    "local_id": "text",
    "patient_id": "text",
    "family": "text",
    "given": "text",
    "birth_date": "date",
    "sex": "text",
    "nhs_number": "text",
    "nhs_number_invalid": "text",
    "line": "text",
    "postcode": "text",
    "phone": "text",
    "died": "text",
    "at": "timestamptz",
    "digest": "bytea",
    "family_key": "text",
    "given_key": "text",
    "birth_family": "text",
    "birth_given": "text",
    "birth_postcode": "text",
    "postcode_given": "text",
    "names_year": "text",
    "phone_given": "text",
}
_NAMES = ", ".join(_COLUMNS)
_ARRAYS = ", ".join(f"${place}::{kind}[]" for place, kind in enumerate(_COLUMNS.values(), 1))
_AFTER = len(_COLUMNS) + 1

_PLACE = f"""
WITH placed AS MATERIALIZED (
    SELECT * FROM unnest({_ARRAYS}, ${_AFTER}::bigint[], ${_AFTER + 1}::text[], ${_AFTER + 2}::double precision[],
        ${_AFTER + 3}::jsonb[], ${_AFTER + 4}::text[], ${_AFTER + 5}::text[])
        AS q({_NAMES}, person, method, score, reasons, other_source, other_local_id)
), fresh AS MATERIALIZED (
    SELECT temporary, nextval('people.person_person_id_seq') AS person_id
    FROM (SELECT DISTINCT person AS temporary FROM placed WHERE person >= {NEW} ORDER BY 1) AS t
), made AS (
    INSERT INTO people.person (person_id) SELECT person_id FROM fresh
), grown AS (
    UPDATE people.person SET revision = revision + 1 WHERE person_id IN (SELECT person FROM placed)
), arrival AS MATERIALIZED (
    SELECT coalesce(f.person_id, p.person) AS person_id, p.* FROM placed p LEFT JOIN fresh f ON f.temporary = p.person
), record AS (
    INSERT INTO people.source_record (person_id, {_NAMES}) SELECT person_id, {_NAMES} FROM arrival
), event AS (
    INSERT INTO people.event (person_id, kind, source, local_id, other_source, other_local_id, reason, by)
    SELECT person_id, 'link', source, local_id, other_source, other_local_id, method, '{SYSTEM}' FROM arrival
    RETURNING event_id, source, local_id
), linked AS (
    INSERT INTO people.link (person_id, source, local_id, event_id, method, score, reasons, by, at)
    SELECT p.person_id, source, local_id, e.event_id, p.method, p.score, p.reasons, '{SYSTEM}', base.now()
    FROM arrival p JOIN event e USING (source, local_id)
)
SELECT temporary, person_id FROM fresh
"""

_CHANGE = f"""
WITH changed AS MATERIALIZED (SELECT * FROM unnest({_ARRAYS}) AS q({_NAMES})),
grown AS (UPDATE people.person SET revision = revision + 1 WHERE person_id = ANY (${_AFTER}::bigint[]))
UPDATE people.source_record r SET {", ".join(f"{name} = q.{name}" for name in list(_COLUMNS)[2:])}
FROM changed q WHERE r.source = q.source AND r.local_id = q.local_id
"""

_REFRESH = """
UPDATE people.source_record r SET at = greatest(r.at, q.at)
FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::bytea[]) AS q(source, local_id, at, digest)
WHERE r.source = q.source AND r.local_id = q.local_id AND (r.digest = q.digest OR r.at > q.at)
RETURNING true
"""

_ASK = """
INSERT INTO people.review (person_id, source, local_id, other_id, other_source, other_local_id, kind, score, reasons)
SELECT r.person_id, r.source, r.local_id, o.person_id, o.source, o.local_id, q.kind, q.score, q.reasons
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::double precision[], $7::jsonb[])
    WITH ORDINALITY AS q(source, local_id, other_source, other_local_id, kind, score, reasons, place)
JOIN people.source_record r ON (r.source, r.local_id) = (q.source, q.local_id)
JOIN people.source_record o ON (o.source, o.local_id) = (q.other_source, q.other_local_id)
ORDER BY q.place ON CONFLICT (source, local_id, other_source, other_local_id) DO NOTHING
"""

_RULES = {
    "number": "the valid NHS number and the birth date are the same",
    "probabilistic": "names, birth date, sex and address agree well enough",
    "new": "nobody known is near enough",
    "merge": "a record matches both persons",
}


@dataclass
class Writer:
    """Writes the steps decided on one view, in their order, as few statements as they allow."""

    connection: Connection
    view: View
    said: Mapping[Key, SourceRecord]
    weights: Weights
    movers: Sequence[Mover]
    real: dict[int, int] = field(default_factory=dict)
    _placing: list[Place] = field(default_factory=list)
    _asking: list[Doubt] = field(default_factory=list)

    async def write(self, steps: Sequence[Step], settled: Mapping[Key, Seen]) -> None:
        """Lock, write; raises locks.Stale where somebody was quicker. `settled`: known records without news."""
        await lock_unchanged(self.connection, _persons(steps), self.view.revisions)
        await self._lock_records(steps, settled)
        await self._refresh(settled)
        await self._change([step for step in steps if isinstance(step, Change)])
        for step in steps:
            if isinstance(step, Place):
                self._placing.append(step)
            elif isinstance(step, Doubt):
                self._asking.append(step)
            elif isinstance(step, Join):
                await self._flush()
                await self._join(step)
        await self._flush()

    def person(self, person: int) -> int:
        """A person's id in the database."""
        return self.real.get(person, person)

    async def _lock_records(self, steps: Sequence[Step], settled: Mapping[Key, Seen]) -> None:
        known = {*settled}
        for step in steps:
            known.update((step.record,) if isinstance(step, Change) else ())
            known.update(step.moved if isinstance(step, Join) else ())
        if len(known) > 1 or any(isinstance(step, Join) for step in steps):
            await lock_records(self.connection, sorted(known))

    async def _change(self, steps: Sequence[Change]) -> None:
        changed = {step.record: step.person for step in steps if step.person < NEW}
        if changed:
            persons = sorted(set(changed.values()))
            await self.connection.execute(_CHANGE, *_columns(map(self._row, changed)), persons)

    async def _refresh(self, settled: Mapping[Key, Seen]) -> None:
        if settled:
            rows = await self.connection.fetch(_REFRESH, *_columns((*k, s.at, s.digest) for k, s in settled.items()))
            if len(rows) < len(settled):
                raise Stale

    async def _flush(self) -> None:
        if self._placing:
            rows = ((*self._row(step.record), *self._why(step)) for step in self._placing)
            made = await self.connection.fetch(_PLACE, *_columns(rows))
            self.real.update({row["temporary"]: row["person_id"] for row in made})
            self._placing.clear()
        if self._asking:
            await self.connection.execute(_ASK, *_columns(map(self._question, self._asking)))
            self._asking.clear()

    def _row(self, key: Key) -> tuple[Any, ...]:
        said, seen = self.said[key], self.view.records[key]
        number = nhs_number.normalise(said.nhs_number)
        return (
            *key,
            said.patient_id or patient_resource_id(*key),
            said.family,
            said.given,
            said.birth_date,
            said.sex,
            number,
            None if number else said.nhs_number,
            said.line,
            said.postcode,
            said.phone,
            said.died.isoformat() if said.died else None,
            said.at,
            seen.digest,
            seen.traits.family or None,
            " ".join(seen.traits.given_parts) or None,
            *seen.keys[1:],
        )

    def _why(self, step: Place) -> tuple[Any, ...]:
        person = self.person(step.person)
        if step.evidence is None:
            return person, "new", None, {"rule": _RULES["new"]}, None, None
        method, standing = step.evidence.pair.method, step.evidence
        return person, method, standing.bits, self.reasons(method, standing), *standing.key

    def reasons(self, rule: str, standing: Standing) -> dict[str, Any]:
        """Why, as it is kept: the rule, the record that was the evidence, and every finding with its bits."""
        return {"rule": _RULES[rule], "with": list(standing.key), **standing.pair.score.as_json(self.weights)}

    async def _join(self, step: Join) -> None:
        keep, other = self.person(step.keep), self.person(step.other)
        reasons = self.reasons("merge", step.evidence) | {"record": list(step.record)}
        why = Why(_RULES[step.evidence.pair.method], SYSTEM)
        moving = Moving("merge", keep, other, step.record, step.evidence.key, why)
        grounds = Grounds("merge", step.evidence.bits, reasons)
        await move(self.connection, moving, step.moved, self.movers, grounds=grounds)
        await rule(self.connection, (keep, keep), step.moved, "same", SYSTEM)

    def _question(self, step: Doubt) -> tuple[Any, ...]:
        standing = step.evidence
        reasons = {"record": list(step.record), **standing.pair.score.as_json(self.weights)}
        one, other = pair(step.record, standing.key)
        return *one, *other, step.kind, standing.bits, reasons


def _columns(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _persons(steps: Iterable[Step]) -> set[int]:
    """Every person that the steps rest on."""
    found: set[int] = set()
    for step in steps:
        if isinstance(step, Place | Change):
            found.add(step.person)
        if isinstance(step, Join):
            found.update((step.keep, step.other))
        if isinstance(step, Doubt):
            found.update((step.person, step.evidence.person))
    return found
