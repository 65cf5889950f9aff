"""One batch of understood messages put into the record, in the caller's transaction.

The source's patients are locked first, so that messages of one patient wait for each other, and matched to persons
together; then visits are folded, and of every resource the latest word is put.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any, Protocol

import msgspec

from careweft.base import outbox
from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.feeds import patients
from careweft.feeds.answers import answered
from careweft.feeds.hl7.referral import NEW
from careweft.feeds.notes import RecordNote, Understood, VisitEvent, resource_id
from careweft.feeds.understand import Raw
from careweft.feeds.visits.encounter import encounter
from careweft.feeds.visits.fold import fold
from careweft.fhir.decode import decode
from careweft.fhir.jsontext import dumps
from careweft.fhir.store import Store
from careweft.fhir.stored import Origin
from careweft.people.patient import from_patient
from careweft.people.read import links
from careweft.people.record import Match, SourceRecord

Resource = dict[str, Any]
PatientKey = tuple[str, str]
"""A source and its number of a patient."""
VisitKey = tuple[str, str]
"""A source and its number of a visit."""


class People(Protocol):
    """What feeds need of the person index (`people.index.Index`)."""

    async def match_many(self, connection: Connection, records: Sequence[SourceRecord]) -> list[Match]:
        """The persons that source records belong to."""

    async def merge(
        self, connection: Connection, source: str, survivor_local_id: str, retired_local_id: str, origin: Origin
    ) -> Match:
        """A source replaces one of its numbers by another."""


class Again(Exception):
    """Another transaction wrote the same resource at the same moment: try again to see what it wrote."""


@dataclass(frozen=True)
class Stored:
    """A stored message that waits to be processed."""

    id: int
    raw: Raw

    @property
    def origin(self) -> Origin:
        """Where what it says comes from."""
        return Origin(self.raw.source, self.id, self.raw.received)


@dataclass
class _Work:
    """What a batch has understood, by whom and what it is about."""

    understood: list[tuple[Stored, Understood]] = field(default_factory=list)
    states: dict[PatientKey, patients.State] = field(default_factory=dict)
    persons: dict[PatientKey, int] = field(default_factory=dict)
    answered: dict[int, set[int]] = field(default_factory=dict)
    """The persons about whom a message answers something."""
    puts: dict[tuple[str, str], tuple[int, Resource, Origin]] = field(default_factory=dict)
    """(type, id) → person, resource and origin: the last word of the batch on each resource."""


class Batch:
    """Some messages that are processed together. `organisations` gives the id of an Organization by its code."""

    def __init__(self, store: Store, people: People, connection: Connection, organisations: Mapping[str, str]) -> None:
        self._store, self._people, self._connection = store, people, connection
        self._organisations = organisations
        self._work = _Work()

    async def put(self, understood: list[tuple[Stored, Understood]]) -> None:
        """Put what the messages say into the record and mark them as done. Raises BadInput for what contradicts it."""
        self._work.understood = understood
        await self._lock_patients()
        await self._match()
        await self._merge()
        await self._visits()
        await self._records()
        await self._put()
        await self._answers()
        await self._referrals()
        await self._finish()

    # Patients

    async def _lock_patients(self) -> None:
        keys = sorted({(m.raw.source, local) for m, found in self._work.understood for local in found.local_ids})
        self._work.states = await self._locked(keys) if keys else {}

    async def _locked(self, keys: list[PatientKey]) -> dict[PatientKey, patients.State]:
        """The states of patients, locked; patients that are new begin with nothing."""
        sources, local_ids = [key[0] for key in keys], [key[1] for key in keys]
        rows = await self._connection.fetch(_LOCK, sources, local_ids)
        if len(rows) < len(keys):
            await self._connection.execute(_BEGIN, sources, local_ids)
            rows = await self._connection.fetch(_LOCK, sources, local_ids)
        return {(row["source"], row["local_id"]): row["state"] for row in rows}

    async def _match(self) -> None:
        """Every patient named, with all that is now known of it, finds its person."""
        before = dict(self._work.states)
        origins: dict[PatientKey, Origin] = {}
        for message, found in self._work.understood:
            for note in found.patients:
                key = (message.raw.source, note.local_id)
                self._work.states[key] = patients.take(self._work.states[key], note)
                origins[key] = message.origin
        told = [key for key, state in self._work.states.items() if state != before[key]]
        await self._own([key for key in told if not before[key]])
        if told:
            states = [self._work.states[key] for key in told]
            await self._connection.execute(_KEEP, [key[0] for key in told], [key[1] for key in told], states)
        changed = [key for key in told if self._patient(key, before[key]) != self._patient(key, self._work.states[key])]
        await self._find(changed)
        for key in changed:
            self._will_put(key, decode(self._patient(key, self._work.states[key])), origins[key])

    def _patient(self, key: PatientKey, state: patients.State) -> Resource:
        return patients.resource(*key, state, self._organisations) if state else {}

    async def _find(self, changed: list[PatientKey]) -> None:
        """Match the patients that are new or changed; the persons of the others are as they were."""
        if changed:
            await self._people.match_many(self._connection, [self._record(key) for key in changed])
        await self._know(set(self._work.states))

    async def _know(self, keys: set[PatientKey]) -> None:
        """Learn the persons of patients; one of which nothing was said yet gets a person of its own."""
        wanted = sorted(keys)
        known = await links(self._connection, wanted) if wanted else {}
        self._work.persons.update({key: link.person_id for key, link in known.items()})
        new = [key for key in wanted if key not in known]
        if new:
            self._work.states.update(await self._locked(new))
            matches = await self._people.match_many(self._connection, [self._record(key) for key in new])
            self._work.persons.update({key: match.person_id for key, match in zip(new, matches, strict=True)})

    async def _own(self, new: list[PatientKey]) -> None:
        """A source may choose the id of its Patient (a UUID is kept), but not one that another source has."""
        ids = [resource_id(source, "Patient", local_id) for source, local_id in new]
        rows = await self._connection.fetch(_OWN, ids, [source for source, _ in new]) if new else []
        if rows:
            raise BadInput(
                "the Patient has the id of another source's",
                where="Patient.id",
                expected="an id that no other source uses",
            )

    def _record(self, key: PatientKey) -> SourceRecord:
        state = self._work.states[key]
        patient = patients.resource(*key, state, self._organisations)
        return from_patient(decode(patient), key[0], patients.as_at(state, self._oldest()))

    def _oldest(self) -> datetime:
        return min(message.raw.received for message, _ in self._work.understood)

    async def _merge(self) -> None:
        for message, found in self._work.understood:
            for merge in found.merges:
                await self._people.merge(
                    self._connection, message.raw.source, merge.survivor, merge.retired, message.origin
                )
        if any(found.merges for _, found in self._work.understood):
            await self._know(set(self._work.persons))

    # Visits

    async def _visits(self) -> None:
        origins: dict[VisitKey, Origin] = {}
        rows = []
        for message, found in self._work.understood:
            for note in found.visits:
                origins[message.raw.source, note.visit] = message.origin
                event = msgspec.to_builtins(note.event)
                rows.append((message.raw.source, note.visit, note.event.stamp, message.id, note.event.local_id, event))
        if not rows:
            return
        await self._connection.execute(_ADD_EVENTS, *map(list, zip(*rows, strict=True)))
        keys = sorted(origins)
        held = await self._connection.fetch(_EVENTS, [key[0] for key in keys], [key[1] for key in keys])
        events: dict[VisitKey, list[VisitEvent]] = {}
        for row in held:
            events.setdefault((row["source"], row["visit"]), []).append(msgspec.convert(row["event"], VisitEvent))
        about = {(key[0], event.local_id) for key, told in events.items() for event in told}
        await self._know(about - self._work.persons.keys())
        for key in keys:
            self._fold(key, events[key], origins[key])

    def _fold(self, key: VisitKey, events: list[VisitEvent], origin: Origin) -> None:
        persons = {self._work.persons[key[0], event.local_id] for event in events}
        if len(persons) > 1:
            raise BadInput(
                "this visit belongs to another patient of the source",
                where="PV1-19",
                expected="one patient for a visit, or a merge (A40) of the two first",
            )
        visit = fold(events)
        for resource in encounter(*key, visit):
            self._will_put((key[0], visit.local_id), decode(resource), origin)

    # Other resources

    async def _records(self) -> None:
        latest: dict[tuple[str, str], tuple[Stored, RecordNote]] = {}
        for message, found in self._work.understood:
            for note in found.records:
                key = (note.resource["resourceType"], note.resource["id"])
                if key not in latest or latest[key][1].stamp < note.stamp:
                    latest[key] = (message, note)
        for row in await self._settle(latest) if latest else ():
            message, note = latest[row["type"], row["id"]]
            if row["newer"]:
                await self._take(message, note)
            elif row["source"] != message.raw.source and note.local_id is not None:
                raise BadInput(
                    f"the {row['type']} has the id of another source's",
                    where=f"{row['type']}.id",
                    expected="an id that no other source uses",
                )

    async def _settle(self, latest: Mapping[tuple[str, str], tuple[Stored, RecordNote]]) -> list[Any]:
        """Which of these are the latest word on their resource. Who only repeats what they said last says nothing new,
        so that what was put right here meanwhile stays. What is shared and unchanged is left alone without a lock: most
        messages of a hospital name the same wards."""
        told = [(*key, m.raw.source, n.stamp, _content(n), n.local_id is None) for key, (m, n) in latest.items()]
        columns = list(map(list, zip(*told, strict=True)))
        rows = await self._connection.fetch(_LATEST, *columns)
        if any(row["source"] is None and not row["newer"] for row in rows):
            # Another transaction wrote one at the same moment; now that it has committed, it can be seen.
            seen = {(row["type"], row["id"]): row["newer"] for row in rows}
            again = await self._connection.fetch(_LATEST, *columns)
            return [{**row, "newer": row["newer"] or seen[row["type"], row["id"]]} for row in again]
        return rows

    async def _take(self, message: Stored, note: RecordNote) -> None:
        if note.delete:
            await self._store.delete(
                self._connection, note.resource["resourceType"], note.resource["id"], message.origin
            )
            return
        key = (message.raw.source, note.local_id) if note.local_id is not None else None
        self._will_put(key, note.resource, message.origin)

    def _will_put(self, key: PatientKey | None, resource: Resource, origin: Origin) -> None:
        person = self._work.persons[key] if key else 0
        self._work.puts[resource["resourceType"], resource["id"]] = (person, resource, origin)

    async def _put(self) -> None:
        puts = sorted(self._work.puts.values(), key=_turn)
        if puts:
            persons, resources, origins = map(list, zip(*puts, strict=True))
            await self._store.put(self._connection, persons, resources, origins)

    async def _answers(self) -> None:
        for message, found in self._work.understood:
            for told in found.answers:
                person = await answered(self._connection, self._store, message.raw.source, told, message.origin)
                self._work.answered.setdefault(message.id, set()).add(person)

    async def _referrals(self) -> None:
        """Let senders be answered. Only who sent a referral changes it, takes it back or asks where it stands."""
        for message, found in self._work.understood:
            for told in found.referrals:
                source = message.raw.source
                person = self._work.persons[source, told.local_id]
                row = await self._connection.fetchrow(
                    _SENT, person, source, told.request, told.number, told.authority, message.id
                )
                assert row
                if told.trigger != NEW and row["others"] and not row["before"]:
                    raise BadInput(
                        "a referral of this number was sent by somebody else, who alone may say something of it",
                        where="RF1-6",
                        expected="the number of a referral of the sender's own",
                    )
                if not row["own"]:
                    raise BadInput(
                        "no referral of that number has come from the sender",
                        where="RF1-6",
                        expected="the number in RF1-6 of a REF^I12",
                    )
                item = {"person_id": person, "request": f"ServiceRequest/{told.request}", "message": message.id}
                await outbox.put(self._connection, ANSWER, str(person), item)

    async def _finish(self) -> None:
        rows = []
        for message, found in self._work.understood:
            about = {self._work.persons[message.raw.source, local] for local in found.local_ids}
            about |= self._work.answered.get(message.id, set())
            rows.append(
                (message.id, about.pop() if len(about) == 1 else None, found.report.kind, found.report.as_json())
            )
        if rows:
            await self._connection.execute(_DONE, *map(list, zip(*rows, strict=True)))


ANSWER = "answer-referral"
"""The outbox's topic: {person_id, request, message} of what a sender says of a referral, to be answered."""

_SENT = """
SELECT coalesce(bool_or(source = $2 AND id = $3), false) AS own,
    coalesce(bool_or(source = $2 AND id = $3 AND (version > 1 OR message_id IS DISTINCT FROM $6)), false) AS before,
    coalesce(bool_or(source <> $2 AND body::json #>> '{identifier,0,value}' = $4
        AND body::json #>> '{identifier,0,assigner,display}' IS NOT DISTINCT FROM $5), false) AS others
FROM fhir.resource WHERE person_id = $1 AND type = 'ServiceRequest' AND body IS NOT NULL
"""


def _content(note: RecordNote) -> int:
    """A short digest of what is said of a resource."""
    return int.from_bytes(blake2b(dumps(note.resource), digest_size=8).digest(), signed=True)


def _turn(put: tuple[int, Resource, Origin]) -> tuple[int, int, int]:
    """The order in which resources are written: as the messages came, and within one, what others refer to first."""
    person, resource, origin = put
    return origin.message_id or 0, person, _RANK.get(resource["resourceType"], 1)


_RANK = {"Organization": 0, "Location": 0, "Practitioner": 0, "Patient": 0}

_LOCK = """
SELECT p.source, p.local_id, p.state FROM unnest($1::text[], $2::text[]) AS w (source, local_id)
JOIN feeds.patient p USING (source, local_id)
ORDER BY p.source COLLATE "C", p.local_id COLLATE "C" FOR UPDATE OF p
"""
_BEGIN = """
INSERT INTO feeds.patient (source, local_id) SELECT * FROM unnest($1::text[], $2::text[]) AS w (source, local_id)
ORDER BY source COLLATE "C", local_id COLLATE "C" ON CONFLICT DO NOTHING
"""
_OWN = """
WITH told AS (SELECT * FROM unnest($1::text[], $2::text[]) AS t (id, source)),
made AS (
    INSERT INTO feeds.resource (type, id, source, stamp) SELECT 'Patient', id, source, '' FROM told
    ORDER BY id COLLATE "C" ON CONFLICT (type, id) DO NOTHING RETURNING id
)
SELECT t.id FROM told t LEFT JOIN made m USING (id) LEFT JOIN feeds.resource r ON r.type = 'Patient' AND r.id = t.id
WHERE m.id IS NULL AND r.source IS DISTINCT FROM t.source
"""
_KEEP = """
UPDATE feeds.patient p SET state = k.state
FROM unnest($1::text[], $2::text[], $3::jsonb[]) AS k (source, local_id, state)
WHERE (p.source, p.local_id) = (k.source, k.local_id)
"""
_ADD_EVENTS = """
INSERT INTO feeds.visit_message (source, visit, stamp, message, local_id, event)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::jsonb[])
ON CONFLICT (source, visit, stamp) DO UPDATE SET event = excluded.event, local_id = excluded.local_id
"""
_EVENTS = """
SELECT v.source, v.visit, v.event FROM unnest($1::text[], $2::text[]) AS w (source, visit)
JOIN feeds.visit_message v USING (source, visit)
"""
_LATEST = """
WITH told AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::boolean[])
    AS t (type, id, source, stamp, content, shared)
), changed AS (
    SELECT t.* FROM told t LEFT JOIN feeds.resource r USING (type, id)
    WHERE NOT (t.shared AND r.content IS NOT DISTINCT FROM t.content AND r.source = t.source)
), taken AS (
    INSERT INTO feeds.resource AS r (type, id, source, stamp, content)
    SELECT type, id, source, stamp, content FROM changed ORDER BY type COLLATE "C", id COLLATE "C"
    ON CONFLICT (type, id) DO UPDATE SET stamp = excluded.stamp, content = excluded.content
    WHERE r.source = excluded.source AND r.stamp < excluded.stamp
    RETURNING r.type, r.id
)
SELECT t.type, t.id, n.type IS NOT NULL AND r.content IS DISTINCT FROM t.content AS newer, r.source
FROM told t LEFT JOIN taken n USING (type, id) LEFT JOIN feeds.resource r USING (type, id)
"""
_DONE = """
UPDATE feeds.message m SET state = 'done', reason = NULL, person_id = d.person_id, type = d.type, report = d.report,
    attempts = attempts + 1
FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::jsonb[]) AS d (id, person_id, type, report)
WHERE m.id = d.id
"""
