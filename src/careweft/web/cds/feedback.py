"""Feedback on cards: whether they were accepted or overridden, and why."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from careweft.base.db import Connection
from careweft.base.errors import BadInput, NotFound

_MOST: Final = 100
_LONGEST: Final = 2000
_KEEP: Final = """UPDATE care.cds_card SET outcome = $2, reason = $3, said = $4, told = $5
WHERE id = $1 RETURNING true"""


async def keep(connection: Connection, sent: Mapping[str, Any], now: datetime) -> None:
    """Keep the feedback of the acting account on cards that it was shown. Raises BadInput and NotFound."""
    told = sent.get("feedback")
    if not isinstance(told, list) or not 0 < len(told) <= _MOST:
        raise BadInput("there is no feedback", where="feedback", expected=f"1 to {_MOST} entries")
    for entry in told:
        card, outcome, reason, said = _read(entry)
        if not await connection.fetchval(_KEEP, card, outcome, reason, said, now):
            raise NotFound("there is no such card of yours", where="feedback.card")


def _read(entry: Any) -> tuple[UUID, str, str, str]:
    if not isinstance(entry, Mapping) or entry.get("outcome") not in ("accepted", "overridden"):
        raise BadInput("no outcome", where="feedback.outcome", expected="accepted or overridden")
    try:
        card = UUID(str(entry.get("card")))
    except ValueError:
        raise BadInput("this is no card", where="feedback.card", expected="the uuid of a card") from None
    why = entry.get("overrideReason")
    reason = why.get("reason") if isinstance(why, Mapping) else None
    code = reason.get("code") if isinstance(reason, Mapping) else None
    said = why.get("userComment") if isinstance(why, Mapping) else None
    return card, entry["outcome"], _text(code)[:100], _text(said)[:_LONGEST]


def _text(value: Any) -> str:
    return value.replace("\0", "") if isinstance(value, str) else ""
