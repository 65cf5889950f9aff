"""What a source says of one of its patients, and the same made comparable."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from careweft.base.db import Connection
from careweft.people import nhs_number, normalise
from careweft.people.phonetic import soundex

Key = tuple[str, str]
"""A source record: its source and its local id there."""

Mover = Callable[[Connection, str, str, int, int], Awaitable[None]]
"""Moves what hangs on a source record (connection, source, local_id, from_person, to_person), in the transaction."""

_SEXES = frozenset({"male", "female"})
_FILLER_YEAR = 1900  # systems write 1900-01-01 or earlier where they do not know; nobody born then is alive


@dataclass(frozen=True)
class SourceRecord:
    """The demographics that a source holds for `local_id` at `at` (aware, UTC): the whole of them, not a change.

    `sex` is FHIR's administrative gender. What the source does not say is None. `patient_id` is the id of the
    source's FHIR Patient resource; left out, it is the local id where that is a UUID, else made from source and
    local id.
    """

    source: str
    local_id: str
    family: str | None = None
    given: str | None = None
    birth_date: date | None = None
    sex: str | None = None
    nhs_number: str | None = None
    line: str | None = None
    postcode: str | None = None
    phone: str | None = None
    died: date | datetime | None = None
    at: datetime = field(kw_only=True)
    patient_id: str | None = None

    @property
    def key(self) -> Key:
        """Its source and local id, which are unique together."""
        return self.source, self.local_id

    @property
    def digest(self) -> bytes:
        """Equal for equal demographics, whenever they were said."""
        said = (
            self.family,
            self.given,
            self.birth_date and self.birth_date.isoformat(),
            self.sex,
            self.nhs_number,
            self.line,
            self.postcode,
            self.phone,
            self.died and self.died.isoformat(),
            self.patient_id,
        )
        return blake2b(repr(said).encode(), digest_size=16).digest()


@dataclass(frozen=True)
class Match:
    """The person that a source record belongs to, and why.

    `method` is `number`, `probabilistic`, `new`, `merge`, `split` or `source` (the source itself said so); `score`
    is the match weight in bits (log2 of the odds that the records are one person's; None where nothing was
    compared). `moved_from` is the person that the record belonged to before this call, where that changed.
    """

    person_id: int
    method: str
    score: float | None
    reasons: Mapping[str, Any]
    created: bool = False
    moved_from: int | None = None


def patient_resource_id(source: str, local_id: str) -> str:
    """The id of a source's Patient resource: the local id where that is a UUID, else made of source and local id."""
    try:
        return str(UUID(local_id))
    except ValueError:
        return str(uuid5(NAMESPACE_URL, f"urn:careweft:{source}:Patient:{local_id}"))


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
