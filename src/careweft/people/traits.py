"""A source record made comparable: its traits, and the blocking keys by which it meets others."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from careweft.people import nhs_number, normalise
from careweft.people.phonetic import soundex
from careweft.people.record import SourceRecord

_SEXES = frozenset({"male", "female"})
_FILLER_YEAR = 1900  # systems write 1900-01-01 or earlier where they do not know; nobody born then is alive


class Traits(NamedTuple):
    """A source record's demographics in the form in which they are compared."""

    family: str
    family_parts: tuple[str, ...]
    given: str
    given_parts: tuple[str, ...]
    birth_date: date | None
    sex: str | None
    number: str | None
    claimed: str
    house: str | None
    postcode: str | None
    phone: str | None


def traits(record: SourceRecord) -> Traits:
    """What linkage compares of a record; `number` only where valid, `claimed` the digits as given."""
    return _traits(
        record.family,
        record.given,
        record.birth_date,
        record.sex,
        record.nhs_number,
        record.line,
        record.postcode,
        record.phone,
    )


@lru_cache(maxsize=8192)
def _traits(  # noqa: PLR0913
    family: str | None,
    given: str | None,
    birth_date: date | None,
    sex: str | None,
    number: str | None,
    line: str | None,
    postcode: str | None,
    phone: str | None,
) -> Traits:
    families, givens = normalise.name_parts(family), normalise.name_parts(given)
    claimed = nhs_number.digits(number)
    return Traits(
        family="".join(families),
        family_parts=families,
        given=givens[0] if givens else "",
        given_parts=givens,
        birth_date=birth_date if birth_date and birth_date.year > _FILLER_YEAR else None,
        sex=sex if sex in _SEXES else None,
        number=claimed if nhs_number.is_valid(claimed) else None,
        claimed=claimed if len(claimed) == 10 and len(set(claimed)) > 1 else "",
        house=normalise.house(line),
        postcode=normalise.postcode(postcode),
        phone=normalise.phone(phone),
    )


class Keys(NamedTuple):
    """Blocking keys: two records are compared only where at least one of these is equal and not None.

    Each is of a few records at most even among millions, and between them they survive an error in any one of
    name, birth date, address and number.
    """

    number: str | None
    birth_family: str | None
    birth_given: str | None
    birth_postcode: str | None
    postcode_given: str | None
    names_year: str | None
    phone_given: str | None


def keys(of: Traits) -> Keys:
    """The blocking keys of a record. Names by their sound, given names by their full form."""
    family = soundex(of.family_parts[-1]) if of.family_parts else ""
    given = soundex(normalise.formal(of.given))
    birth = of.birth_date.isoformat() if of.birth_date else ""
    names = "".join(sorted((family, given))) if family and given else ""
    return Keys(
        number=of.number,
        birth_family=_joined(birth, family),
        birth_given=_joined(birth, given),
        birth_postcode=_joined(birth, of.postcode),
        postcode_given=_joined(of.postcode, given),
        names_year=_joined(names, birth[:4]),
        phone_given=_joined(of.phone, given),
    )


def _joined(one: str | None, other: str | None) -> str | None:
    return f"{one}|{other}" if one and other else None
