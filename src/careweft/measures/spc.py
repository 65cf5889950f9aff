"""Statistical process control as NHS England's 'Making data count' teaches it: an XmR chart's arithmetic.

The mean of the values and, from the mean moving range between neighbours, natural process limits at
mean ± 2.66 × mean moving range (three sigma, 2.66 = 3/1.128) and inner limits at two thirds of that. Four rules tell
special cause from common cause, in this order: a point outside the limits; a trend of seven; two in three beyond an
inner limit on one side; a shift of seven on one side of the mean. Variation says which way the last point went, and
assurance whether the process, left as it is, will meet its target. Agrees with NHSRplotthedots (its published answers
are in the tests). Nothing here draws.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum
from typing import Literal

from careweft.base.errors import BadInput

Better = Literal["higher", "lower", "neither"]
Rule = Literal["outside-limits", "trend", "two-in-three", "shift"]
Variation = Literal["common-cause", "improvement", "concern", "high", "low", "none"]
Assurance = Literal["passes", "fails", "hit-or-miss", "none"]

LIMIT = 2.66
INNER = 2 / 3 * LIMIT
SCREEN = 3.267
RUN = 7
ENOUGH = 12
"""Limits from fewer values than this are provisional (the number below which NHSRplotthedots warns)."""

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Phase:
    """The limits of the values from `start` up to, not including, `stop` (indexes); a rebase begins a new phase."""

    start: int
    stop: int
    mean: float
    moving_range: float
    lower: float
    upper: float
    lower_inner: float
    upper_inner: float
    provisional: bool


@dataclass(frozen=True)
class Mark:
    """One value: the phase it belongs to, the rules that it is part of in the rules' order, and what that means.

    A value of None is a gap: it is kept in its place and takes no part.
    """

    value: float | None
    phase: int
    rules: tuple[Rule, ...]
    variation: Variation


@dataclass(frozen=True)
class Chart:
    """All that a chart shows: a mark for each value, a phase for each set of limits, and the two summary icons."""

    points: tuple[Mark, ...]
    phases: tuple[Phase, ...]
    variation: Variation
    assurance: Assurance
    target: float | None


def chart(
    values: Sequence[float | None],
    *,
    better: Better = "neither",
    target: float | None = None,
    rebase: Sequence[int] = (),
    screen: bool = True,
) -> Chart:
    """Work out the chart of `values`, oldest first, at equal steps of time.

    `rebase` lists the indexes at which new limits begin (only after a change that is understood and lasting).
    `screen` leaves moving ranges of 3.267 × their mean or more out of the limits, so that one freak does not widen
    them. Gaps (None) are skipped: their neighbours count as neighbours.
    """
    starts = _starts(len(values), rebase)
    phases: list[Phase] = []
    marks: list[Mark] = []
    for number, (start, stop) in enumerate(pairwise([*starts, len(values)])):
        part = values[start:stop]
        known = [value for value in part if value is not None]
        phase = _phase(known, start, stop, screen=screen)
        phases.append(phase)
        flags = iter(_rules(known, phase))
        for value in part:
            rules = next(flags) if value is not None else ()
            marks.append(Mark(value, number, rules, _variation(value, rules, phase, better)))
    known_marks = [mark for mark in marks if mark.value is not None]
    variation: Variation = known_marks[-1].variation if known_marks else "none"
    assurance = _assurance(phases[-1], target, better) if known_marks else "none"
    return Chart(tuple(marks), tuple(phases), variation, assurance, target)


def _starts(count: int, rebase: Sequence[int]) -> list[int]:
    if wrong := [at for at in rebase if not 0 < at < count]:
        raise BadInput(f"rebase at {wrong[0]}", expected=f"an index from 1 to {count - 1}")
    return [0, *sorted(set(rebase))]


def _mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values) if values else 0.0


def _phase(known: Sequence[float], start: int, stop: int, *, screen: bool) -> Phase:
    mean = _mean(known)
    ranges = [abs(after - before) for before, after in pairwise(known)]
    moving_range = _mean(ranges)
    if screen:
        moving_range = _mean([each for each in ranges if each < SCREEN * moving_range])
    return Phase(
        start,
        stop,
        mean,
        moving_range,
        mean - LIMIT * moving_range,
        mean + LIMIT * moving_range,
        mean - INNER * moving_range,
        mean + INNER * moving_range,
        provisional=len(known) < ENOUGH,
    )


def _rules(known: Sequence[float], phase: Phase) -> list[tuple[Rule, ...]]:
    slack = _ROUNDING * max((abs(value) for value in known), default=0.0)
    outside = [value > phase.upper + slack or value < phase.lower - slack for value in known]
    sides = [_sign(value - phase.mean, slack) for value in known]
    steps = [_sign(after - before, slack) for before, after in pairwise(known)]
    near = [
        not out and (value > phase.upper_inner + slack or value < phase.lower_inner - slack)
        for value, out in zip(known, outside, strict=True)
    ]
    found: dict[Rule, set[int]] = {
        "outside-limits": {index for index, out in enumerate(outside) if out},
        "trend": _runs(steps, RUN - 1, width=RUN),
        "two-in-three": _two_in_three(near, sides),
        "shift": _runs(sides, RUN, width=RUN),
    }
    return [tuple(rule for rule, members in found.items() if index in members) for index in range(len(known))]


def _sign(difference: float, slack: float) -> int:
    return 0 if abs(difference) <= slack else 1 if difference > 0 else -1


def _runs(signs: Sequence[int], length: int, *, width: int) -> set[int]:
    """The indexes of every `width` values whose `length` signs are all alike and not nought."""
    members: set[int] = set()
    for first in range(len(signs) - length + 1):
        window = signs[first : first + length]
        if window[0] and len(set(window)) == 1:
            members.update(range(first, first + width))
    return members


def _two_in_three(near: Sequence[bool], sides: Sequence[int]) -> set[int]:
    members: set[int] = set()
    for first in range(len(near) - 2):
        window = range(first, first + 3)
        same_side = sides[first] != 0 and len({sides[index] for index in window}) == 1
        if same_side and sum(near[index] for index in window) >= 2:
            members.update(index for index in window if near[index])
    return members


def _variation(value: float | None, rules: tuple[Rule, ...], phase: Phase, better: Better) -> Variation:
    if value is None:
        return "none"
    if not rules:
        return "common-cause"
    high = value > phase.mean
    if better == "neither":
        return "high" if high else "low"
    return "improvement" if high == (better == "higher") else "concern"


def _assurance(phase: Phase, target: float | None, better: Better) -> Assurance:
    if target is None or better == "neither":
        return "none"
    if target > phase.upper:
        return "fails" if better == "higher" else "passes"
    if target < phase.lower:
        return "passes" if better == "higher" else "fails"
    return "hit-or-miss"
