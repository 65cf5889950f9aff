"""Counts events: which subscriptions a change of the record meets, as the outbox brings it.

The key that makes an effect happen once is (subscription, type, id, version) of fhir.subscription_event. Numbers are
given under the lock of the subscription's row, without gaps. What the subscription's owner does not see is no event.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from careweft.base.db import WEB, WORKER, Connection
from careweft.base.outbox import Item, Together
from careweft.fhir.invalid import Unprocessable
from careweft.fhir.jsontext import loads
from careweft.fhir.subscriptions import criteria, definition
from careweft.fhir.subscriptions.asked import Asked
from careweft.fhir.subscriptions.definition import Definition
from careweft.fhir.subscriptions.topics import Happening

log = logging.getLogger(__name__)

TOPIC: Final = "change"
_SUBSCRIPTIONS: Final = """SELECT id, account_id, resource FROM fhir.subscription
WHERE type = ANY ($1::text[]) AND status IN ('active', 'error') AND until > clock_timestamp() ORDER BY id"""
_VERSIONS: Final = """
SELECT c.o, l.person_id, v.version, v.at, v.body
FROM unnest($1::text[], $2::text[], $3::integer[]) WITH ORDINALITY c (type, id, version, o)
JOIN fhir.location l ON l.type = c.type AND l.id = c.id CROSS JOIN LATERAL (
    SELECT r.version, r.at, r.body FROM fhir.resource r
    WHERE r.person_id = l.person_id AND r.rid = l.rid AND r.version IN (c.version - 1, c.version)
    UNION ALL SELECT h.version, h.at, h.body FROM fhir.history h
    WHERE h.person_id = l.person_id AND h.rid = l.rid AND h.version IN (c.version - 1, c.version)) v
"""
_VISIBLE: Final = """
SELECT r.type, r.id FROM unnest($1::text[], $2::text[]) k (type, id)
JOIN fhir.location l ON l.type = k.type AND l.id = k.id
JOIN fhir.resource r ON r.person_id = l.person_id AND r.rid = l.rid"""
_COUNT: Final = """
WITH fresh AS (
    SELECT c.*, row_number() OVER (ORDER BY c.o) AS place FROM unnest(
        $2::bigint[], $3::text[], $4::text[], $5::integer[], $6::text[], $7::timestamptz[])
        WITH ORDINALITY c (person_id, type, id, version, change, at, o)
    WHERE NOT EXISTS (SELECT FROM fhir.subscription_event e WHERE e.subscription = $1
        AND e.type = c.type AND e.id = c.id AND e.version = c.version)
), counted AS (
    UPDATE fhir.subscription SET last = last + (SELECT count(*) FROM fresh), due = CASE
        WHEN status = 'active' AND channel = 'rest-hook' AND attempts = 0 THEN least(due, clock_timestamp())
        ELSE due END
    WHERE id = $1 AND EXISTS (SELECT FROM fresh) RETURNING last - (SELECT count(*) FROM fresh) AS before
)
INSERT INTO fhir.subscription_event (person_id, subscription, number, type, id, version, change, at)
SELECT f.person_id, $1, counted.before + f.place, f.type, f.id, f.version, f.change, f.at FROM fresh f, counted
"""


@dataclass(frozen=True)
class Seen:
    """A change as it is looked at: the resource after it and before it, None where there is none."""

    person: int
    type: str
    id: str
    version: int
    at: datetime
    after: Mapping[str, Any] | None
    before: Mapping[str, Any] | None

    @property
    def happening(self) -> Happening:
        """What became of the resource."""
        return "delete" if self.after is None else "create" if self.before is None else "update"


def handler(zone: ZoneInfo) -> Together:
    """What the outbox's items of `TOPIC` are handled by; dates without a zone are of `zone`."""

    async def handle(conn: Connection, items: Sequence[Item]) -> None:
        types = sorted({item.payload["type"] for item in items})
        rows = await conn.fetch(_SUBSCRIPTIONS, types)
        if not rows:
            return
        known = list(_known(rows, zone))
        await _count(conn, await _met(conn, known, await _changes(conn, items), zone))

    return Together(handle)


def _known(rows: Sequence[Any], zone: ZoneInfo) -> Iterator[tuple[int, Definition]]:
    for row in rows:
        try:
            yield row["account_id"], definition.read(row["resource"], zone)
        except Unprocessable:  # what it asks was understood by another version of this place
            log.warning("a subscription is not understood any more", extra={"subscription": row["id"]})


async def _changes(conn: Connection, items: Sequence[Item]) -> list[Seen]:
    told = list(dict.fromkeys((i.payload["type"], i.payload["id"], i.payload["version"]) for i in items))
    rows = await conn.fetch(_VERSIONS, *map(list, zip(*told, strict=True)))
    versions: dict[tuple[int, int], Any] = {(row["o"], row["version"]): row for row in rows}
    found = []
    for o, (type_, id_, version) in enumerate(told, 1):
        now, before = versions.get((o, version)), versions.get((o, version - 1))
        if now is not None:
            found.append(
                Seen(now["person_id"], type_, id_, version, now["at"], _body(now, type_), _body(before, type_))
            )
    return found


def _body(row: Any, type_: str) -> Mapping[str, Any] | None:
    if row is None or row["body"] is None:
        return None
    found: Mapping[str, Any] = loads(row["body"])
    return found


async def _met(
    conn: Connection, known: Sequence[tuple[int, Definition]], changes: Sequence[Seen], zone: ZoneInfo
) -> dict[str, list[Seen]]:
    """The changes that each subscription is to be told of."""
    patients = {id_ for _, d in known for id_ in d.patients}
    holders = await _holders(conn, patients)
    now = await conn.fetchval("SELECT base.now()")
    of_account: dict[int, dict[tuple[str, str], list[tuple[str, Seen]]]] = defaultdict(lambda: defaultdict(list))
    for change in changes:
        looked = _Looked(change, holders, zone, now)
        for account, d in known:
            if d.type == change.type and looked.meets(d):
                of_account[account][change.type, change.id].append((d.id, change))
    found: dict[str, list[Seen]] = defaultdict(list)
    for account, wanted in of_account.items():
        for key in await _visible(conn, account, wanted.keys()):
            for id_, change in wanted[key]:
                found[id_].append(change)
    order = {(change.type, change.id, change.version): n for n, change in enumerate(changes)}
    for listed in found.values():
        listed.sort(key=lambda change: order[change.type, change.id, change.version])
    return found


async def _holders(conn: Connection, patients: Iterable[str]) -> dict[str, int]:
    wanted = list(patients)
    rows = await conn.fetch(
        "SELECT id, person_id FROM fhir.location WHERE type = 'Patient' AND id = ANY ($1::text[])", wanted
    ) if wanted else []  # fmt: skip
    return {row["id"]: row["person_id"] for row in rows}


class _Looked:
    """One change, its versions asked by many subscriptions: their index rows are made once."""

    def __init__(self, change: Seen, holders: Mapping[str, int], zone: ZoneInfo, now: datetime) -> None:
        self._change, self._about = change, (change.at, holders, zone, now)
        self._made: dict[str, Asked] = {}

    def meets(self, d: Definition) -> bool:
        """Whether a subscription is about it."""
        change = self._change
        if d.topic is None:
            return change.after is not None and self._all(d, "after")
        if change.happening not in d.topic.happenings:
            return False
        if d.now is not None and not (change.after is not None and d.now.meets(self._asked("after"))):
            return False
        if d.before is not None and change.before is not None and not d.before.meets(self._asked("before")):
            return False
        which = "after" if change.after is not None else "before"
        return (change.after or change.before) is not None and self._all(d, which)

    def _all(self, d: Definition, which: str) -> bool:
        return all(one.meets(self._asked(which)) for one in d.filters)

    def _asked(self, which: str) -> Asked:
        if which not in self._made:
            resource: Mapping[str, Any] = getattr(self._change, which)
            self._made[which] = criteria.asked(resource, self._change.person, *self._about)
        return self._made[which]


async def _visible(
    conn: Connection, account: int, keys: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:  # fmt: skip
    """Those of some resources that an account sees, under row-level security as that account."""
    wanted = sorted(keys)
    act = "SELECT set_config('role', $1, true), set_config('careweft.account', $2, true)"
    await conn.execute(act, WEB, str(account))
    rows = await conn.fetch(_VISIBLE, [key[0] for key in wanted], [key[1] for key in wanted])
    await conn.execute(act, WORKER, "")
    return [(row["type"], row["id"]) for row in rows]


async def _count(conn: Connection, met: Mapping[str, Sequence[Seen]]) -> None:
    """Give the events their numbers."""
    await conn.execute(
        "SELECT FROM fhir.subscription WHERE id = ANY ($1::text[]) ORDER BY id FOR UPDATE", sorted(met)
    )  # fmt: skip
    for id_, changes in sorted(met.items()):
        await conn.execute(
            _COUNT, id_, [c.person for c in changes], [c.type for c in changes], [c.id for c in changes],
            [c.version for c in changes], [c.happening for c in changes], [c.at for c in changes],
        )  # fmt: skip
