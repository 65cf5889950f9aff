"""Frailty, conditions and death: who has what, from when, and how long they live."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from careweft.simulator.calendar import DAY, NEVER, Calendar
from careweft.simulator.draws import Draws, Floats, Ints
from careweft.simulator.parameters import BANDS, People
from careweft.simulator.people.conditions import CONDITIONS, ConditionKind

_FRAIL_LOAD, _CONDITION_LOAD = 0.6, 0.45
"""How strongly the burden that a person carries through life shows in frailty and in conditions (parameters)."""
_DEPRIVED_YEARS: Final = 12.0
"""Years that ill health comes earlier in the most than in the least deprived tenth (10–15; Barnett 2012)."""


@dataclass
class Health:
    """`frailty` at the start and `frailer` when it gets a grade worse; `onset` is the day number that each condition
    (column) was recorded, NEVER for none; `died` the instant of death."""

    frailty: Ints
    frailer: Ints
    onset: Ints
    died: Ints


def band(age: Ints) -> Ints:
    """The row of BANDS that an age falls in."""
    return np.searchsorted(np.array(BANDS), age, side="right") - 1


def normal_share(z: Floats) -> Floats:
    """The standard normal distribution function."""
    return np.array([0.5 * math.erfc(-x / math.sqrt(2.0)) for x in z.tolist()])


def scale_to(risk: Floats, expected: float) -> Floats:
    """Probabilities proportional to `risk` (at most 0.95) that sum to `expected`, or as near as that allows."""
    low, high = 0.0, 1e4 / max(1e-12, float(risk.mean() if len(risk) else 1.0))
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if np.minimum(0.95, risk * middle).sum() < expected else (low, middle)
    return np.minimum(0.95, risk * low)


def gompertz(life: tuple[tuple[int, float], ...]) -> tuple[float, float]:
    """(a, b) of the yearly hazard exp(a + b age) whose remaining life comes nearest to the table's (Gompertz 1825)."""
    best = (math.inf, 0.0, 0.0)
    ages = np.arange(0, 60, 0.25)
    for b in np.arange(0.080, 0.150, 0.0025):
        for a in np.arange(-14.0, -8.5, 0.05):
            miss = 0.0
            for age, years in life:
                gone = math.exp(a + b * age) / b * (np.exp(b * ages) - 1)
                miss += (float(np.exp(-gone).sum() * 0.25) - years) ** 2
            best = min(best, (miss, float(a), float(b)))
    return best[1], best[2]


def make(
    age: Ints, female: Ints, imd: Ints, resident: Ints, calendar: Calendar, draws: Draws, figures: People
) -> Health:
    """Give everybody their health at the start and what will happen to it."""
    keys = np.arange(len(age))
    burden = draws.normal("health/burden", keys)
    older = age + _DEPRIVED_YEARS * (5.5 - imd) / 9
    frailty, frailer = _frailty(age, imd, resident, burden, calendar, draws, figures)
    onset = np.full((len(age), len(CONDITIONS)), NEVER)
    for column, kind in enumerate(CONDITIONS):
        p = _probability(kind, age, older, female, imd, burden)
        has = draws.chance(f"condition/{kind.name}", keys, p)
        since = draws.exponential(f"condition/{kind.name}/since", keys) * kind.years * 365.25
        since = np.minimum(since, np.maximum(age * 300.0, 30.0))
        onset[has, column] = (calendar.end_day - 1 - since[has]).astype(np.int64)
    return Health(frailty, frailer, onset, _deaths(age, female, frailty, calendar, draws, figures))


def _frailty(
    age: Ints, imd: Ints, resident: Ints, burden: Floats, calendar: Calendar, draws: Draws, figures: People
) -> tuple[Ints, Ints]:
    keys = np.arange(len(age))
    own = math.sqrt(1 - _FRAIL_LOAD**2) * draws.normal("frailty", keys)
    standing = normal_share(-(_FRAIL_LOAD * burden + own))
    rate = np.array(figures.frail)[band(age)]
    odds = rate / (1 - rate) * np.exp((5.5 - imd) * 0.06) * np.where(resident, 8.0, 1.0)
    p = odds / (1 + odds)
    mild, moderate, _ = figures.frail_grades
    shift = np.clip((age - 78) * 0.012, -0.15, 0.2) + np.where(resident, 0.3, 0.0)
    worse_than_mild = np.clip(1 - mild + shift, 0, 1)
    severe = np.clip((1 - mild - moderate) * (1 + 4 * shift), 0, 1)
    frailty = (standing < p).astype(np.int64) + (standing < p * worse_than_mild) + (standing < p * severe)
    yearly = np.where(frailty == 0, np.array(figures.frail_onset)[band(age)], figures.frail_worse)
    wait = draws.exponential("frailty/worse", keys) / np.maximum(yearly, 1e-9) * 365.25 * DAY
    frailer = np.where(frailty < 3, calendar.start + np.minimum(wait, 1e12), float(NEVER)).astype(np.int64)
    return frailty, np.where(frailer < calendar.end, frailer, NEVER)


def _probability(kind: ConditionKind, age: Ints, older: Floats, female: Ints, imd: Ints, burden: Floats) -> Floats:
    weights = np.interp(np.maximum(older, 0), np.array(BANDS) + 5.0, np.array(kind.by_age))
    risk = weights * np.where(female == 1, kind.women, 1.0) * np.exp(_CONDITION_LOAD * burden)
    eligible = age >= kind.adult
    risk = np.where(eligible, risk, risk * (kind.adult == 0))
    p = np.zeros(len(age))
    most, least = kind.tenths or (1.0, 1.0)
    ladder = [most * (least / most) ** ((tenth - 1) / 9) for tenth in range(1, 11)]
    if kind.tenths is None:
        return scale_to(risk, kind.prevalence * eligible.sum())
    level = kind.prevalence / (sum(ladder) / 10)
    for tenth in range(1, 11):
        rows = imd == tenth
        p[rows] = scale_to(risk[rows], level * ladder[tenth - 1] * (eligible & rows).sum())
    return p


def _deaths(age: Ints, female: Ints, frailty: Ints, calendar: Calendar, draws: Draws, figures: People) -> Ints:
    ratio = np.array(figures.death_ratio)[frailty]
    hazard = np.zeros(len(age))
    for woman in (0, 1):
        a, b = gompertz(tuple((at, men if woman == 0 else women) for at, men, women in figures.life))
        rows = female == woman
        hazard[rows] = np.exp(a + b * (age[rows] + 0.5))
    five = np.minimum(age // 5, 20)
    total = np.bincount(five, weights=ratio, minlength=21)
    mean = total / np.maximum(1, np.bincount(five, minlength=21))
    hazard *= ratio / mean[five]
    wait = draws.exponential("death", np.arange(len(age))) / hazard * 365.25 * DAY
    died = calendar.start + np.minimum(wait, 1e12)
    return np.where(died < calendar.end, died, float(NEVER)).astype(np.int64)
