"""Which plans there are, kept in step with the record in the same transaction: for pages, and for the clock."""

from collections.abc import Sequence
from typing import Any

from careweft.base.db import Connection
from careweft.care.plans import resource
from careweft.care.resources import extension, moment
from careweft.fhir.stored import Change

_KEEP = """
INSERT INTO care.plan (person_id, id, status, created, review_due, version) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (person_id, id) DO UPDATE SET status = excluded.status, created = excluded.created,
    review_due = excluded.review_due, version = excluded.version
"""


async def project(connection: Connection, changes: Sequence[Change]) -> None:
    """Bring `care.plan` in step with changed CarePlans; those that others keep are not in it."""
    plans = [change for change in changes if change.type == "CarePlan"]
    gone = [(c.person_id, c.id) for c in plans if c.after is None or not resource.ours(c.after)]
    if gone:
        await connection.executemany("DELETE FROM care.plan WHERE person_id = $1 AND id = $2", gone)
    if kept := [_row(change, change.after) for change in plans if change.after and resource.ours(change.after)]:
        await connection.executemany(_KEEP, kept)


def _row(change: Change, body: dict[str, Any]) -> tuple[Any, ...]:
    review = {each["url"]: each for each in (extension(body, "review") or {}).get("extension", ())}
    due = review.get("due", {}).get("valueDateTime")
    created = moment(body["created"])
    return (
        change.person_id,
        change.id,
        body["status"],
        created,
        moment(due, ends=True) if due else None,
        change.version,
    )
