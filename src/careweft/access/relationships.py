"""Relationships: the reason why a party may see a person. Where there is none, nothing is seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from careweft.base.db import Connection
from careweft.base.errors import NotFound


@dataclass(frozen=True)
class Relationship:
    """A party's reason to see a person, in [since, until); `origin` names the case, referral or stay that made it."""

    person_id: int
    party: str
    kind: str
    origin: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Involved:
    """A party that may see a person now, and why."""

    party: str
    kind: str
    since: datetime
    until: datetime


_KEEP = """
INSERT INTO access.relationship (person_id, party, kind, origin, since, until)
SELECT p, y, k, o, s, coalesce(u, 'infinity')
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[])
    AS r(p, y, k, o, s, u)
ON CONFLICT (person_id, party, kind, origin) DO UPDATE SET since = excluded.since, until = excluded.until
WHERE (relationship.since, relationship.until) IS DISTINCT FROM (excluded.since, excluded.until)
"""
_END = """
DELETE FROM access.relationship r USING unnest($1::bigint[], $2::text[]) AS o (person_id, origin)
WHERE r.person_id = o.person_id AND r.origin = o.origin AND NOT EXISTS (
    SELECT FROM unnest($3::bigint[], $4::text[], $5::text[], $6::text[]) AS n (person_id, party, kind, origin)
    WHERE (n.person_id, n.party, n.kind, n.origin) = (r.person_id, r.party, r.kind, r.origin))
"""


async def keep(connection: Connection, relationships: Sequence[Relationship]) -> None:
    """Make or amend relationships; the key is (person, party, kind, origin), so keeping one again changes nothing."""
    if relationships:
        columns = zip(*((r.person_id, r.party, r.kind, r.origin, r.since, r.until) for r in relationships), strict=True)
        await connection.execute(_KEEP, *map(list, columns))


async def replace(connection: Connection, origins: Sequence[tuple[int, str]], now: Sequence[Relationship]) -> None:
    """Make these the only relationships that come from these (person, origin)."""
    if origins:
        await connection.execute(
            _END,
            [person for person, _ in origins],
            [origin for _, origin in origins],
            [r.person_id for r in now],
            [r.party for r in now],
            [r.kind for r in now],
            [r.origin for r in now],
        )
    await keep(connection, now)


async def involved(connection: Connection, person_id: int) -> list[Involved]:
    """Who may see a person now, for those who may see the person."""
    rows = await connection.fetch("SELECT * FROM access.involved($1)", person_id)
    return [Involved(*row) for row in rows]


async def parents_until(connection: Connection, full: int, in_part: int) -> None:
    """From now on parents see a child's record until the birthday `full`, and the ordinary one until `in_part`."""
    await connection.execute("SELECT access.parents_until($1, $2)", full, in_part)


@dataclass(frozen=True)
class Acts:
    """For whom the acting account acts or cares, as what, and until when ('infinity' is None)."""

    person_id: int
    party: str
    kind: str
    until: datetime | None


_ACTS = """
SELECT DISTINCT ON (person_id) person_id, party, kind, nullif(until, 'infinity') AS until
FROM access.sight JOIN access.kind USING (kind)
WHERE party = ANY ((SELECT access.parties())::text[]) AND starts_with(party, 'related/')
    AND since <= base.now() AND base.now() < until AND sight.hides & 1 = 0
ORDER BY person_id, closeness, until DESC
"""


async def acts_for(connection: Connection) -> list[Acts]:
    """Everybody whom the acting account sees now as a relative, carer or guardian: the closest relationship of each."""
    return [Acts(*row) for row in await connection.fetch(_ACTS)]


async def require_sight(connection: Connection, person_ids: Sequence[int], *records: str) -> None:
    """Raise NotFound unless the acting account may see every one of these persons, and of the only one these records.

    Asked before it changes them; a record is named as 'Type/id'.
    """
    allowed = await connection.fetchval(
        "SELECT (SELECT coalesce(bool_and(access.may_see(p)), true) FROM unnest($1::bigint[]) AS p) "
        "AND (SELECT coalesce(bool_and(access.shows($2, r)), true) FROM unnest($3::text[]) AS r)",
        list(person_ids),
        person_ids[0] if person_ids else 0,
        list(records),
    )
    if not allowed:
        raise NotFound("there is nobody here that you may see")
