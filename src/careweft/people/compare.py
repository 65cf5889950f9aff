"""Comparisons: which level of agreement two records show in each trait (levels as in Splink's comparison library).

A comparison yields the name of a level of `weights.LEVELS`, or None where a side is missing and nothing can be said.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from rapidfuzz.distance import OSA, JaroWinkler

from careweft.people.normalise import same_name_differently
from careweft.people.phonetic import soundex
from careweft.people.traits import Traits

_CLOSE, _ALIKE = 0.92, 0.84
_GIVEN_CLOSE, _GIVEN_ALIKE = 0.90, 0.82
_SOUND = 0.75  # Soundex alone says too much: it holds John and Jane for one name

Comparison = Callable[[Traits, Traits], str | None]


def family(a: Traits, b: Traits) -> str | None:
    """Family names: equal, sharing a part of a double name, close, sounding alike, or changed over with the given."""
    if not a.family or not b.family:
        return None
    if a.family == b.family:
        return "exact"
    if any(len(part) > 2 and part in b.family_parts for part in a.family_parts):
        return "part"
    if _crossed(a, b):
        return "crossed"
    return _likeness(a.family, b.family, _CLOSE, _ALIKE)


def given(a: Traits, b: Traits) -> str | None:
    """Given names: equal, a nickname, a further name used as first, an initial, close, alike, or changed over."""
    if not a.given or not b.given:
        return None
    if a.given == b.given:
        return "exact"
    if same_name_differently(a.given, b.given):
        return "nickname"
    if len(a.given) == 1 or len(b.given) == 1:
        return "initial" if a.given[0] == b.given[0] else "different"
    if "".join(a.given_parts) == "".join(b.given_parts):
        return "close"
    if a.given in b.given_parts or b.given in a.given_parts:
        return "middle"
    if _crossed(a, b):
        return "crossed"
    return _likeness(a.given, b.given, _GIVEN_CLOSE, _GIVEN_ALIKE)


def _likeness(a: str, b: str, close: float, alike: float) -> str:
    likeness = JaroWinkler.similarity(a, b)
    if likeness >= close:
        return "close"
    return "alike" if likeness >= alike or (likeness >= _SOUND and soundex(a) == soundex(b)) else "different"


def _crossed(a: Traits, b: Traits) -> bool:
    return a.family == b.given and a.given == b.family and a.family != a.given


def birth_date(a: Traits, b: Traits) -> str | None:
    """Birth dates: equal, day and month changed over, a default 1 January, one digit wrong, or only the year."""
    if not a.birth_date or not b.birth_date:
        return None
    if a.birth_date == b.birth_date:
        return "exact"
    if a.birth_date.year == b.birth_date.year:
        if (a.birth_date.day, a.birth_date.month) == (b.birth_date.month, b.birth_date.day):
            return "swapped"
        if _new_year(a.birth_date) or _new_year(b.birth_date):
            return "january"
    if _one_slip(a.birth_date.strftime("%Y%m%d"), b.birth_date.strftime("%Y%m%d")):
        return "digit"
    return "year" if a.birth_date.year == b.birth_date.year else "different"


def _new_year(day: date) -> bool:
    return day.month == 1 and day.day == 1


def _one_slip(a: str, b: str) -> bool:
    """Whether one digit replaced, or two neighbours changed over, makes one of the other (both of one length)."""
    return len(a) == len(b) and OSA.distance(a, b, score_cutoff=1) == 1


def sex(a: Traits, b: Traits) -> str | None:
    """Administrative gender, where both are male or female."""
    if not a.sex or not b.sex:
        return None
    return "same" if a.sex == b.sex else "different"


def address(a: Traits, b: Traits) -> str | None:
    """Addresses: one home, one postcode, one postcode sector, one postcode district."""
    if not a.postcode or not b.postcode:
        return None
    if a.postcode == b.postcode:
        return "home" if a.house and a.house == b.house else "postcode"
    if a.postcode[:-2] == b.postcode[:-2]:
        return "sector"
    return "district" if a.postcode.partition(" ")[0] == b.postcode.partition(" ")[0] else "different"


def phone(a: Traits, b: Traits) -> str | None:
    """Telephone numbers, by their last ten digits."""
    if not a.phone or not b.phone:
        return None
    return "same" if a.phone == b.phone else "different"


def number(a: Traits, b: Traits) -> str | None:
    """NHS numbers: equal and valid; an invalid one a single slip away from the other; both valid and different."""
    if a.number and b.number:
        return "same" if a.number == b.number else "different"
    if a.claimed and b.claimed and (a.claimed == b.claimed or _one_slip(a.claimed, b.claimed)):
        return "near"
    return None


COMPARISONS: dict[str, Comparison] = {
    "family": family,
    "given": given,
    "birth_date": birth_date,
    "sex": sex,
    "address": address,
    "phone": phone,
    "number": number,
}


def compare(a: Traits, b: Traits) -> dict[str, str]:
    """The level of every comparison about which something can be said."""
    found = {name: comparison(a, b) for name, comparison in COMPARISONS.items()}
    return {name: level for name, level in found.items() if level}
