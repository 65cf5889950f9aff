"""care.social_need and care.social_referral in step with the record, and who sees a referral."""

from collections.abc import Sequence
from datetime import datetime

from careweft.access import relationships
from careweft.access.relationships import Relationship
from careweft.base.db import Connection
from careweft.care.resources import last_part
from careweft.care.social import state
from careweft.fhir.stored import Change

_NEED = """
INSERT INTO care.social_need (person_id, id, need, state, found, answered, said, screening, subject, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (person_id, id) DO UPDATE SET need = excluded.need,
    state = excluded.state, found = excluded.found, answered = excluded.answered, said = excluded.said,
    screening = excluded.screening, version = excluded.version
"""
_REFERRAL = """
INSERT INTO care.social_referral (person_id, id, request, need_id, need, service, party, team, sender, status, outcome,
    answer, asked, due, chased, about, contact, told, reason, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
ON CONFLICT (person_id, id) DO UPDATE SET status = excluded.status, outcome = excluded.outcome,
    answer = excluded.answer, due = excluded.due, chased = excluded.chased, version = excluded.version
"""
SIGHT = "social"
"""Marks the origin of a partner's relationship, beside that which any Task makes."""


async def project(connection: Connection, changes: Sequence[Change]) -> None:
    """Bring needs and referrals in step with changed resources."""
    for change in changes:
        body = change.after or change.before or {}
        if change.type == "Condition" and state.is_need(body):
            if change.after is None:
                await connection.execute(
                    "DELETE FROM care.social_need WHERE person_id = $1 AND id = $2", change.person_id, change.id
                )
            else:
                await connection.execute(_NEED, *state.need_row(change.person_id, change.after, change.version))
        elif change.type == "Task" and state.is_referral(body):
            if change.after is None:
                await connection.execute(
                    "DELETE FROM care.social_referral WHERE person_id = $1 AND id = $2", change.person_id, change.id
                )
            else:
                await connection.execute(_REFERRAL, *state.referral_row(change.person_id, change.after, change.version))
            origin = f"{SIGHT}/{change.id}"
            await relationships.replace(connection, [(change.person_id, origin)], _sight(change, origin))


def _sight(change: Change, origin: str) -> list[Relationship]:
    """A partner sees the referral as long as it is theirs."""
    body = change.after
    if body is None or body["status"] in ("entered-in-error", "cancelled"):
        return []
    until = None if body["status"] in state.OPEN else change.at
    since = datetime.fromisoformat(body["authoredOn"])
    if until is not None and until <= since:
        return []
    return [Relationship(change.person_id, last_part(body["owner"]), "referred-to", origin, since, until)]
