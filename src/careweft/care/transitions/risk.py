"""The risk of coming back, at admission: from the record where it knows, and what must still be asked. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from careweft.care.assessment.answers import Answer
from careweft.care.assessment.evaluate import evaluate
from careweft.care.assessment.library import by_name
from careweft.care.assessment.prefill import prefill
from careweft.care.reactions import Facts
from careweft.care.transitions.plan import Scored

LENGTH = "days"
"""The question of an instrument that asks for the length of the stay."""


def scored(instrument: str, facts: Facts, start: datetime, length: int) -> Scored:
    """The score of a stay that began at `start`: what somebody answered during it, else what the record told then.

    `length` is the days that the stay took or is expected to take.
    """
    answered = [row for row in facts.get("assessment", ()) if row["instrument"] == instrument and _during(row, start)]
    if answered:
        last = max(answered, key=lambda row: row["at"])
        return Scored(instrument, float(last["score"]), by="answered")
    asked = by_name(instrument)
    known = dict(prefill(asked, facts, start))
    if LENGTH in asked.item:
        known[LENGTH] = Answer((length,))
    state = evaluate(asked, known)
    missing = tuple(item.id for item in asked.every if item.asks and item.id in state.asked and item.id not in known)
    found = state.score(asked.scores[-1])
    return Scored(instrument, float(found or 0), missing)


def _during(row: Mapping[str, Any], start: datetime) -> bool:
    return row["at"] is not None and row["at"] >= start and row["score"] is not None
