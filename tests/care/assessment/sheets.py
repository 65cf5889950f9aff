"""Answering instruments in tests, by the codes and numbers that a form would send."""

from collections.abc import Mapping, Sequence

from careweft.care.assessment.answers import Answer
from careweft.care.assessment.evaluate import State, evaluate, read_text
from careweft.care.assessment.instrument import Instrument
from careweft.care.assessment.library import by_name

Given = Mapping[str, str | Sequence[str]]


def filled(instrument: Instrument, given: Given) -> dict[str, Answer]:
    """Answers as a form's texts say them."""
    found = {}
    for key, raw in given.items():
        item = instrument.item[key.partition("#")[0]]
        found[key] = Answer(read_text(item, [raw] if isinstance(raw, str) else raw))
    return found


def state(name: str, given: Given) -> State:
    """A shipped instrument with these answers."""
    return evaluate(by_name(name), filled(by_name(name), given))


def score(name: str, given: Given) -> tuple[float | None, str]:
    """The first score and what it means."""
    found = state(name, given)
    first = found.instrument.scores[0]
    value = found.score(first)
    band = found.instrument.band(first.id, value) if value is not None else None
    return None if value is None else float(value), band.label if band else ""
