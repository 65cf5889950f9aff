"""What a subscription's owner may be told of its events now: read as that account, at the moment of telling."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from careweft.base.db import Connection
from careweft.fhir.stored import BODY, Origin, Stored
from careweft.fhir.subscriptions.definition import Content

MAX_BYTES: Final = 4 * 1024 * 1024
"""Of the resources in one notification; what is past that is told by its id alone."""

_TOLD: Final = f"""
SELECT n.number, e.at AS happened, e.change, e.version, r.person_id, r.type, r.id, v.at, v.body, v.source, v.received
FROM generate_series($2::bigint, $3::bigint) n (number)
LEFT JOIN fhir.subscription_event e ON e.subscription = $1 AND e.number = n.number
LEFT JOIN fhir.location l ON l.type = e.type AND l.id = e.id
LEFT JOIN fhir.resource r ON r.person_id = l.person_id AND r.rid = l.rid
LEFT JOIN LATERAL (
    SELECT r.at, {BODY.format("r")} AS body, r.source, r.received WHERE r.version = e.version
    UNION ALL SELECT h.at, {BODY.format("h")}, h.source, h.received FROM fhir.history h
    WHERE h.person_id = r.person_id AND h.rid = r.rid AND h.version = e.version) v ON $4
ORDER BY n.number
"""


@dataclass(frozen=True)
class Told:
    """One event. One whose resource the owner no longer sees has only its number; `resource` is the version that the
    event is about, None for a deletion and where it is not to be told.
    """

    number: int
    at: datetime | None = None
    person: int = 0
    type: str = ""
    id: str = ""
    change: str = ""
    resource: bytes | None = None

    @property
    def visible(self) -> bool:
        """Whether the owner may know what it is about."""
        return bool(self.type)


async def told(conn: Connection, subscription: str, first: int, last: int, content: Content) -> list[Told]:
    """The events of these numbers, on a connection that acts as the subscription's owner."""
    rows = await conn.fetch(_TOLD, subscription, first, last, content == "full-resource")
    found, size = [], 0
    for row in rows:
        if row["type"] is None:
            found.append(Told(row["number"]))
            continue
        body = None
        if row["body"] is not None:
            origin = Origin(row["source"], None, row["received"])
            stored = Stored(
                row["person_id"], row["type"], row["id"], row["version"], row["at"], origin, row["body"].encode()
            )
            size += len(stored.body)
            body = stored.body if size <= MAX_BYTES else None
        found.append(
            Told(row["number"], row["happened"], row["person_id"], row["type"], row["id"], row["change"], body)
        )
    return found
