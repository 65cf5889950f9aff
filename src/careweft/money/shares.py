"""Dividing a whole number of pence so that the parts sum to it exactly: the method of largest remainder."""

from collections.abc import Hashable, Mapping
from fractions import Fraction
from typing import TypeVar

from careweft.base.errors import BadInput

Key = TypeVar("Key", bound=Hashable)
Weight = int | Fraction


def shares(total: int, weights: Mapping[Key, Weight]) -> dict[Key, int]:
    """Divide `total` minor units in proportion to `weights`, exactly.

    Each part is its exact quota rounded down or up, never further away, and the parts sum to `total`. Everyone gets
    the quota rounded down; the units left over go one each to the largest remainders. Equal remainders: the one that
    comes first in `weights` goes first. A negative total gives the negatives of the parts of its positive, so a
    reversal is the exact mirror of what it reverses. A weight of nought gets nought.

    Weights are whole numbers or fractions (a float has no exact value and is refused); a negative one, or none above
    nought, raises BadInput. (Hamilton's method; `reference/money.md`: "shares by largest remainder".)
    """
    whole = _checked(weights)
    size = abs(total)
    quotas = {key: divmod(Fraction(weight) * size, whole) for key, weight in weights.items()}
    parts = {key: int(quota) for key, (quota, _) in quotas.items()}
    left = size - sum(parts.values())
    by_remainder = sorted(quotas, key=lambda key: -quotas[key][1])
    for key in by_remainder[:left]:
        parts[key] += 1
    return parts if total >= 0 else {key: -part for key, part in parts.items()}


def _checked(weights: Mapping[Key, Weight]) -> Fraction:
    for key, weight in weights.items():
        if not isinstance(weight, int | Fraction):
            raise BadInput(f"weight {weight!r} is not exact", where=str(key), expected="a whole number or a Fraction")
        if weight < 0:
            raise BadInput(f"weight {weight} is negative", where=str(key), expected="nought or more")
    whole = sum((Fraction(weight) for weight in weights.values()), Fraction(0))
    if not whole:
        raise BadInput("nothing to share by: every weight is nought", expected="at least one weight above nought")
    return whole
