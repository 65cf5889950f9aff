"""Segments: everybody is in exactly one, the first in order whose rule is true of them.

A model of care says the segments; here they are tried, over the lake for everybody and in memory for one person, with
the same answer.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import ibis
import ibis.expr.types as ir

from careweft.base.errors import BadInput
from careweft.rules.ibis_engine import to_ibis
from careweft.rules.moment import Facts
from careweft.rules.rule import Rule


class Segment(Protocol):
    """A segment of a model: its rule (None: whoever is left), and the share of people that is expected in it."""

    @property
    def id(self) -> str:
        """Its name within the model."""

    @property
    def title(self) -> str:
        """Its name for people."""

    @property
    def rule(self) -> Rule | None:
        """Who belongs in it, of those whom no earlier one took."""

    @property
    def expect(self) -> tuple[float, float] | None:
        """The least and the greatest share that is expected."""


@dataclass(frozen=True)
class Tier:
    """How many people are in a segment, what share of all that is, and what share was expected."""

    name: str
    title: str
    count: int
    share: float
    expected_low: float | None
    expected_high: float | None

    @property
    def as_expected(self) -> bool:
        """Whether the share is within its band, where there is one."""
        return (
            self.expected_low is None
            or self.expected_high is None
            or self.expected_low <= self.share <= self.expected_high
        )


def check(segments: Sequence[Segment]) -> None:
    """Raise BadInput unless the segments take everybody in, and each can take somebody."""
    if not segments or segments[-1].rule is not None:
        raise BadInput(
            "the last segment has a rule", where="segments", expected="`otherwise: true`, so that all are in one"
        )
    if early := next((each for each in segments[:-1] if each.rule is None), None):
        raise BadInput("nobody gets past this segment", where=f"segment {early.id}", expected="`otherwise` last")


def place(segments: Sequence[Segment], facts: Facts, at: datetime) -> str:
    """The segment of one person as at an instant; ranks are read from the shares kept beside the scores in `facts`."""
    return next(each.id for each in segments if each.rule is None or each.rule.selects(facts, at))


def place_all(
    segments: Sequence[Segment], tables: Mapping[str, ir.Table], people: ir.Table, at: datetime
) -> dict[int, str]:
    """The segment of everybody in `people` (a table of person_id); risk ranks are among these same people."""
    placed: dict[int, str] = dict.fromkeys(people.person_id.to_pyarrow().to_pylist(), segments[-1].id)
    for segment in reversed(segments[:-1]):
        assert segment.rule is not None
        chosen = to_ibis(segment.rule, tables, at, people=people, eligible=people).filter(ibis._.value)
        placed.update(dict.fromkeys(chosen.person_id.to_pyarrow().to_pylist(), segment.id))
    return placed


def tiers(segments: Sequence[Segment], placed: Collection[str] | Mapping[str, int]) -> list[Tier]:
    """The pyramid: each segment, in order, with how many of the placed people are in it."""
    counts = Counter(placed)
    whole = sum(counts.values())
    return [
        Tier(
            segment.id,
            segment.title,
            counts[segment.id],
            counts[segment.id] / whole if whole else 0.0,
            *(segment.expect or (None, None)),
        )
        for segment in segments
    ]
