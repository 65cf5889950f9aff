"""Keeps what is known of subscriptions in step with the Subscription resources that accounts write."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from careweft.base.db import Connection
from careweft.fhir.invalid import Issue, Unprocessable
from careweft.fhir.store import Change, Projection
from careweft.fhir.subscriptions import definition

_INCIDENTAL: Final = frozenset({"meta", "status", "error", "text", "contact", "reason", "language"})
_APP: Final = """SELECT coalesce(current_setting('careweft.client', true), '') <> ''
AND (coalesce(current_setting('careweft.person', true), '') <> ''
    OR coalesce(current_setting('careweft.scope', true), '') <> ''
    OR NOT EXISTS (SELECT FROM access.account WHERE id = $1 AND kind = 'machine'))"""
_KEEP: Final = """
INSERT INTO fhir.subscription AS s
    (id, account_id, version, status, type, channel, resource, heartbeat, until, due)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, coalesce($9::timestamptz, 'infinity'),
    CASE WHEN $4 = 'requested' THEN clock_timestamp() ELSE 'infinity' END)
ON CONFLICT (id) DO UPDATE SET account_id = excluded.account_id, version = excluded.version, status = excluded.status,
    type = excluded.type, channel = excluded.channel, resource = excluded.resource, heartbeat = excluded.heartbeat,
    until = excluded.until, attempts = CASE WHEN $4 = s.status THEN s.attempts ELSE 0 END,
    due = CASE WHEN $4 = 'requested' THEN clock_timestamp() WHEN $4 = s.status THEN least(s.due, excluded.until)
        ELSE 'infinity' END
"""


def projection(zone: ZoneInfo) -> Projection:
    """To be run by a store, as the system, for every change."""

    async def project(conn: Connection, changes: Sequence[Change]) -> None:
        for change in changes:
            if change.type == "Subscription" and change.person_id < 0:
                await _one(conn, change, zone)

    return project


async def _one(conn: Connection, change: Change, zone: ZoneInfo) -> None:
    if change.after is None:
        await conn.execute("DELETE FROM fhir.subscription WHERE id = $1", change.id)
        return
    row = await conn.fetchrow("SELECT status, resource FROM fhir.subscription WHERE id = $1 FOR UPDATE", change.id)
    if await conn.fetchval(_APP, -change.person_id):
        expected = "the account itself, or a system with scopes for everything"
        raise Unprocessable([Issue("Subscription", "an app, which could be told after it was stopped", expected)])
    status = change.after.get("status", "requested")
    if status not in ("requested", "off") and not _same(row, change.after, status):
        raise definition.fault("status", status, "requested or off; it becomes active once the receiver has answered")
    known = definition.read(change.after, zone)
    await conn.execute(
        _KEEP, change.id, -change.person_id, change.version, status, known.type, known.channel, change.after,
        known.heartbeat, known.until,
    )  # fmt: skip


def _same(row: Any, after: Mapping[str, Any], status: str) -> bool:
    """Whether a Subscription goes on as it is."""
    return row is not None and row["status"] == status and _substance(row["resource"]) == _substance(after)


def _substance(resource: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if name not in _INCIDENTAL}
