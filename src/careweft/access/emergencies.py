"""Breaking the glass: seeing a person without a relationship, for a reason and for some hours, and its review.

The database decides (`access.break_glass` in migration 0014): it makes a relationship of the account itself, which
shows what the place's rules and the person's own no leave open, and which ends by itself.
"""

from datetime import datetime

import asyncpg

from careweft.base.db import Connection
from careweft.base.errors import BadInput, Refused

PURPOSES = {
    "ETREAT": "Emergency care",
    "TREAT": "Care that cannot wait until a relationship is recorded",
    "CAREMGT": "Keeping somebody safe from harm",
}
"""Purposes of use (HL7 v3 ActReason) for which the glass may be broken."""
MOST_HOURS = 8
_SHORTEST_REASON = 10


async def break_glass(connection: Connection, person_id: int, reason: str, purpose: str, hours: int) -> datetime:
    """Let the acting account see a person from now on; returns until when.

    Raises BadInput where reason, purpose or time are not as they should be, Refused where the account's role, the
    person's no or the place's rules forbid it.
    """
    if len(reason.strip()) < _SHORTEST_REASON:
        raise BadInput("the reason is too short", expected="a sentence that somebody who reviews it understands")
    if purpose not in PURPOSES:
        raise BadInput("that is no purpose for this", expected=", ".join(PURPOSES))
    if not 1 <= hours <= MOST_HOURS:
        raise BadInput("that is too long or no time at all", expected=f"1 to {MOST_HOURS} hours")
    try:
        until: datetime = await connection.fetchval(
            "SELECT access.break_glass($1, $2, $3, $4)", person_id, reason.strip(), purpose, hours
        )
    except asyncpg.PostgresError as error:
        if error.sqlstate == "CW451":
            raise Refused("this record may not be opened in this way") from None
        raise
    return until
