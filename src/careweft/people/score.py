"""Fellegi–Sunter with three explanations instead of two: one person, strangers, or one household.

Fellegi and Sunter (JASA 1969, 64:1183) weigh an agreement by how much likelier it is among one person's records (m)
than among strangers' (u), as if findings were independent. Within a household they are not: twins share family name,
birth date, address and telephone, and a relative's NHS number is copied onto the wrong record. So a pair is also
weighed against "two people of one household" (kin), and one person must beat both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log2
from typing import Any

from careweft.people.weights import Weights

_LARGEST = 1000.0


@dataclass(frozen=True)
class Reason:
    """What a comparison found, and the bits that it adds to (or takes from) the match weight."""

    field: str
    level: str
    bits: float


@dataclass(frozen=True, slots=True)
class Score:
    """How much speaks for one person: `bits` is log2 of the odds; `found` the level of each comparison."""

    bits: float
    found: Mapping[str, str]
    family_share: float | None = None

    @property
    def probability(self) -> float:
        """That the two records are one person's."""
        return float(1 / (1 + 2 ** min(-self.bits, _LARGEST)))

    def reasons(self, weights: Weights) -> list[Reason]:
        """What each comparison found, then the two doubts that stand against every match."""
        told = []
        for field, level in self.found.items():
            m, u, _ = weights.logs[field][level]
            told.append(Reason(field, level, m - _strangers(field, level, u, self.family_share)))
        told.append(Reason("prior", f"one in {weights.one_in:,.0f}", -log2(weights.one_in)))
        household = sum(reason.bits for reason in told) - self.bits
        if household > 0.01:
            told.append(Reason("household", "may be a relative", -household))
        return told

    def as_json(self, weights: Weights) -> dict[str, Any]:
        """As it is kept: every finding with its bits, the probability and the version of the weights."""
        findings = [{"field": r.field, "level": r.level, "bits": round(r.bits, 2)} for r in self.reasons(weights)]
        return {"findings": findings, "probability": round(self.probability, 6), "weights": weights.version}


def score(found: Mapping[str, str], weights: Weights, family_share: float | None = None) -> Score:
    """Weigh the levels found by `compare.compare`.

    `family_share` is how large a part of all people bears the family name, where both bear it and that is known: to
    agree on a rare name says more.
    """
    same, strangers, kin = 0.0, log2(weights.one_in), log2(weights.kin)
    for field, level in found.items():
        m, u, k = weights.logs[field][level]
        same += m
        strangers += _strangers(field, level, u, family_share)
        kin += k
    return Score(same - _sum(strangers, kin), found, family_share)


def _strangers(field: str, level: str, u: float, family_share: float | None) -> float:
    if family_share and field == "family" and level == "exact":
        return log2(family_share)
    return u


def _sum(a: float, b: float) -> float:
    """log2 of the sum of two numbers given as log2."""
    high = a if a > b else b
    return float(high + log2(1 + 2 ** -abs(a - b)))
