"""Each organisation's own idea of who somebody is: its records, and the errors in them.

Errors cluster: a site, an ethnicity group, a deprived place, great age and the person themselves each make all of a
record's fields likelier to be wrong, so that they go wrong together. Every error put in is kept in `errors`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

import numpy as np

from careweft.simulator.calendar import to_date
from careweft.simulator.draws import Draws, Floats, Ints, Words
from careweft.simulator.identity import slips
from careweft.simulator.parameters import Identity, Sector
from careweft.simulator.people.names import Names
from careweft.simulator.people.places import Places
from careweft.simulator.people.population import Population

_NAME_ERRORS: Final = ("nickname", "maiden-name", "typing", "phonetic", "ocr", "names-swapped", "initial")
_NAME_WEIGHTS: Final = (0.30, 0.22, 0.20, 0.14, 0.05, 0.04, 0.05)
_NEW_STALE: Final = 0.12
"""How much likelier old records have an old address than new ones (parameter)."""


class Error(NamedTuple):
    """One error: whose record, what went wrong, and what is right and recorded."""

    person: int
    source: str
    local_id: str
    kind: str
    field: str
    true: str
    recorded: str


@dataclass
class Records:
    """One row per record that an organisation holds of a person, as it stands; writers change it as time goes by.

    `home` is the address on record; `line` and `postcode` are as written there. Empty text means not recorded.
    """

    person: list[int] = field(default_factory=list)
    source: list[str] = field(default_factory=list)
    local_id: list[str] = field(default_factory=list)
    family: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    birth_date: list[date] = field(default_factory=list)
    female: list[bool] = field(default_factory=list)
    nhs: list[str] = field(default_factory=list)
    home: list[int] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    town: list[str] = field(default_factory=list)
    postcode: list[str] = field(default_factory=list)
    phone: list[str] = field(default_factory=list)
    practice: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.person)


def uuids(words: Words, more: Words) -> list[str]:
    """Version 8 UUIDs (RFC 9562) of two words each."""
    high = (words & np.uint64(0xFFFFFFFFFFFF0FFF)) | np.uint64(0x8000)
    low = (more & np.uint64(0x3FFFFFFFFFFFFFFF)) | np.uint64(0x8000000000000000)
    return [str(UUID(int=(a << 64) | b)) for a, b in zip(high.tolist(), low.tolist(), strict=True)]


class Registrar:
    """Makes records of people for organisations."""

    def __init__(
        self, people: Population, ground: Places, names: Names, draws: Draws, figures: Identity, today: int
    ) -> None:
        self.people, self.ground, self.names, self.draws, self.figures = people, ground, names, draws, figures
        self.records = Records()
        self.errors: list[Error] = []
        self.shown: set[int] = set()
        """Records that some message has shown: the others never leave their organisation within the period."""
        tilt = figures.deprived_weight ** ((5.5 - people.imd) / 4.5)
        age = people.age(today)
        old = np.where(age >= 85, 1.4, np.where(age < 1, 1.5, 1.0))
        own = np.exp(figures.site_spread * draws.normal("identity/own", people.key))
        weight = np.array(figures.group_weight)[people.group] * tilt * old * own
        self.weight: Floats = weight / weight.mean()
        mobile = np.interp(age, (0, 25, 40, 65, 90), (1.2, 1.5, 1.2, 0.75, 0.5))
        self.mobile: Floats = mobile / mobile.mean()
        self.together: dict[int, list[int]] = {}
        for row, house in enumerate(people.household.tolist()):
            self.together.setdefault(house, []).append(row)
        self.phones = self._phones(age)

    def _phones(self, age: Ints) -> list[str]:
        """Made-up telephone numbers: no area has the code 01999."""
        own = self.draws.chance("phone/own", self.people.key, np.where((age > 16) & (age < 70), 0.8, 0.15))
        key = np.where(own, self.people.key + (1 << 45), self.people.household)
        digits = self.draws.integers("phone", key, 1_000_000)
        missing = self.draws.chance("phone/missing", self.people.key, 0.12)
        return [
            "" if gone else f"01999 {number:06d}"
            for number, gone in zip(digits.tolist(), missing.tolist(), strict=True)
        ]

    def register(
        self, source: str, sector: str, person: Ints, at: Ints, ids: Sequence[str], *, known: bool, haste: float = 1.0
    ) -> Ints:
        """Records of these people made at these instants; `known` ones go back before the period. `haste` multiplies
        the chance of every error. Returns their rows."""
        first = len(self.records)
        rates = self.figures.sectors[sector]
        home = self.people.home_at(person, at)
        self._true(source, person, home, self.people.practice_at(person, at), ids)
        rows = np.arange(first, first + len(person))
        draws_key = self.draws.words(f"identity/{source}", self.people.key[person], at)
        spread = self.figures.site_spread
        site = np.exp(spread * self.draws.normal(f"identity/site/{source}", np.array([0]))[0] - spread**2 / 2)
        weight = self.weight[person] * site * haste
        batch = _Batch(self, source, rates, person, rows, draws_key, weight)
        batch.spoil()
        batch.stale_addresses(np.where(known, 1.0, _NEW_STALE), home)
        return rows

    def _true(self, source: str, person: Ints, home: Ints, practice: Ints, ids: Sequence[str]) -> None:
        people, ground, records = self.people, self.ground, self.records
        rows = person.tolist()
        records.person += rows
        records.source += [source] * len(rows)
        records.local_id += ids
        records.family += [people.family[row] for row in rows]
        records.given += [people.given[row] for row in rows]
        records.birth_date += [to_date(day) for day in people.born[person].tolist()]
        records.female += people.female[person].tolist()
        records.nhs += [str(number) for number in people.nhs[person].tolist()]
        homes = home.tolist()
        records.home += homes
        records.line += [ground.line[at] for at in homes]
        records.town += [ground.town[at] for at in homes]
        records.postcode += [ground.postcode[at] for at in homes]
        records.phone += [self.phones[row] for row in rows]
        records.practice += practice.tolist()

    def note(self, row: int, kind: str, name: str, true: object, recorded: object) -> None:
        """Keep an error that was put into a record."""
        records = self.records
        self.errors.append(
            Error(
                records.person[row] + 1,
                records.source[row],
                records.local_id[row],
                kind,
                name,
                str(true),
                str(recorded),
            )
        )

    def rehouse(self, row: int, home: int, at: int | None = None) -> None:
        """Write another address into a record, and the practice of that time (UTC seconds)."""
        records, ground, people = self.records, self.ground, self.people
        if at is not None:
            person = records.person[row]
            moved = int(people.reregistered[person]) <= at
            records.practice[row] = int((people.next_practice if moved else people.practice)[person])
        records.home[row], records.line[row] = home, ground.line[home]
        records.town[row], records.postcode[row] = ground.town[home], ground.postcode[home]


@dataclass
class _Batch:
    """Records of one source that are spoiled together."""

    registrar: Registrar
    source: str
    rates: Sector
    person: Ints
    rows: Ints
    key: Words
    weight: Floats

    def _hit(self, process: str, rate: float) -> list[tuple[int, int, int]]:
        """(record row, person, a number that says how) of those that go wrong."""
        draws = self.registrar.draws
        hits = np.flatnonzero(draws.chance(f"error/{process}", self.key, np.minimum(0.9, rate * self.weight)))
        how = draws.integers(f"error/{process}/how", self.key[hits], 1 << 20)
        return list(zip(self.rows[hits].tolist(), self.person[hits].tolist(), how.tolist(), strict=True))

    def _write(self, row: int, kind: str, name: str, recorded: object) -> None:
        column = getattr(self.registrar.records, name)
        if column[row] != recorded:
            self.registrar.note(row, kind, name, column[row], recorded)
            column[row] = recorded

    def spoil(self) -> None:
        rates = self.rates
        for row, _, _ in self._hit("missing-nhs", rates.missing_nhs):
            self._write(row, "missing", "nhs", "")
        for row, person, how in self._hit("birth-date", rates.birth_date):
            self._birth_date(row, person, how)
        for row, person, how in self._hit("name", rates.name):
            self._name(row, person, how)
        for row, person, how in self._hit("copied", rates.copied):
            self._copied(row, person, how)
        records = self.registrar.records
        for row, _, _ in self._hit("sex", rates.other / 2):
            self._write(row, "wrong-sex", "female", not records.female[row])
        for row, _, how in self._hit("digits", rates.other):
            if records.nhs[row]:
                self._write(row, "transposed-digits", "nhs", slips.swapped_digits(records.nhs[row], how))
        for row, _, how in self._hit("postcode", rates.other * 3):
            self._write(row, "typing", "postcode", slips.wrong_postcode(records.postcode[row], how))

    def _birth_date(self, row: int, person: int, how: int) -> None:
        registrar = self.registrar
        right = registrar.records.birth_date[row]
        january = registrar.figures.default_january[int(registrar.people.group[person])]
        chance = how % 1024 / 1024 * (january + 1.8)
        if chance < january:
            self._write(row, "default-january", "birth_date", slips.default_january(right))
        elif chance < january + 1.0 and right.day <= 12 and right.day != right.month:
            self._write(row, "day-month-swap", "birth_date", slips.day_and_month(right))
        else:
            self._write(row, "typing", "birth_date", slips.mistyped_date(right, how // 1024))

    def _name(self, row: int, person: int, how: int) -> None:
        records, registrar = self.registrar.records, self.registrar
        family, given = records.family[row], records.given[row]
        kinds = np.cumsum(_NAME_WEIGHTS)
        kind = _NAME_ERRORS[int(np.searchsorted(kinds, how % 1024 / 1024 * kinds[-1], side="right"))]
        nickname, maiden = registrar.names.nicknames.get(given), registrar.people.maiden[person]
        number = how // 1024
        if kind == "nickname" and nickname:
            self._write(row, kind, "given", nickname)
        elif kind == "maiden-name" and maiden:
            self._write(row, kind, "family", maiden)
        elif kind == "names-swapped":
            self._write(row, kind, "family", given)
            self._write(row, kind, "given", family)
        elif kind == "initial":
            self._write(row, kind, "given", given[0])
        else:
            slip = {"phonetic": slips.heard, "ocr": slips.scanned}.get(kind, slips.typed)
            name = "given" if number % 3 == 0 else "family"
            wrong = slip(given if name == "given" else family, number // 3)
            self._write(row, kind if kind in ("phonetic", "ocr") else "typing", name, wrong)

    def _copied(self, row: int, person: int, how: int) -> None:
        """A field of somebody else at home, most often of a twin."""
        registrar, people = self.registrar, self.registrar.people
        others = [other for other in registrar.together[int(people.household[person])] if other != person]
        if not others or people.care_home[person] >= 0:
            return
        twin = int(people.twin[person])
        other = twin if twin >= 0 else others[how % len(others)]
        way = how // 64 % 3
        if way == 0 and registrar.records.nhs[row]:
            self._write(row, "copied", "nhs", str(int(people.nhs[other])))
        elif way == 1:
            self._write(row, "copied", "birth_date", to_date(int(people.born[other])))
        else:
            self._write(row, "copied", "given", people.given[other])

    def stale_addresses(self, share: Floats, home: Ints) -> None:
        """The address before, where somebody moved and did not say so; not of those who live in a care home."""
        registrar = self.registrar
        people = registrar.people
        p = self.rates.stale_address * share * registrar.mobile[self.person]
        p = np.where(np.isin(home, registrar.ground.care_home), 0.0, p)
        for hit in np.flatnonzero(registrar.draws.chance("error/stale", self.key, np.minimum(0.9, p))).tolist():
            row, before = int(self.rows[hit]), int(people.previous_home[self.person[hit]])
            for name in ("line", "postcode"):
                true, old = getattr(registrar.records, name)[row], getattr(registrar.ground, name)[before]
                if true != old:
                    registrar.note(row, "stale-address", name, true, old)
            registrar.rehouse(row, before)
