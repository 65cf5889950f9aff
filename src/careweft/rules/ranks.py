"""Ranks of risk scores: what `risk('x') in top 5%` means.

A person's share is the number of eligible, scored people whose score is as high or higher, divided by the number of
all eligible, scored people. Somebody is in the top 5% where the share is at most 0.05: so never more than 5% are, and
people who score the same are in or out together.
"""

from bisect import bisect_left
from collections.abc import Mapping


def shares(scores: Mapping[int, float]) -> dict[int, float]:
    """By person, the share of people in `scores` who score as high or higher."""
    ordered = sorted(scores.values())
    return {person: (len(ordered) - bisect_left(ordered, score)) / len(ordered) for person, score in scores.items()}
