"""A person through time: what each source was known to say, folded into the tables chosen across sources. Pure.

Whenever a source says something else, the person is chosen anew from all that is known then. So the tables are a
function of the history of `facts.patient` alone: it does not matter in what order it came to be, and when records go
to another person, both persons are as if they had always been so.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from careweft.facts.catalogue import TABLES
from careweft.facts.choose import Chosen, Told, choose
from careweft.facts.event import Data, Happening, Revision, died, revisions
from careweft.facts.flatten import Values
from careweft.facts.fold import EventLog, note

_PERSON = tuple(TABLES["person"].columns)


@dataclass(frozen=True)
class Said:
    """What one source's Patient says, known in [known_from, known_to). `imd` is the deprivation of its postcode."""

    record: str
    known_from: datetime
    known_to: datetime | None
    source: str | None
    active: bool | None
    birth_date: date | None
    sex: str | None
    deceased: bool | None
    died: datetime | None
    organisation: str | None
    practice: str | None
    registered: datetime | None
    postcode: str | None
    moved: datetime | None
    imd: int | None


@dataclass(frozen=True)
class Spell:
    """One row of `person` or `registration`."""

    record: str
    known_from: datetime
    known_to: datetime | None
    values: Values


@dataclass
class Timeline:
    """A person's rows and the events of their differences: `died` and `moved`."""

    person: list[Spell] = field(default_factory=list)
    registration: list[Spell] = field(default_factory=list)
    events: EventLog = field(default_factory=dict)


def timeline(person_id: int, said: Iterable[Said]) -> Timeline:
    """Fold all that sources were ever known to say of a person; in any order."""
    rows = sorted(said, key=lambda each: (each.record, each.known_from))
    entries = [(each, told, before) for each, told, before in _told(rows)]
    instants = sorted({each.known_from for each in rows} | {each.known_to for each in rows if each.known_to})
    found = Timeline()
    before = Chosen(None, {}, None, None)
    for at in instants:
        now = [told for each, told, _ in entries if each.known_from <= at and (not each.known_to or at < each.known_to)]
        chosen = choose(now)
        _turn(found.person, at, _one(person_id, before), _one(person_id, chosen))
        _turn(found.registration, at, before.registrations, chosen.registrations)
        earlier = {each.record: was for each, _, was in entries if each.known_from == at}
        note(found.events, _events(person_id, at, before, chosen, earlier))
        before = chosen
    return found


def _told(rows: Sequence[Said]) -> Iterator[tuple[Said, Told, Said | None]]:
    """Each row, with since when its record says what it says, and what the record said just before."""
    for _, group in groupby(rows, key=lambda each: each.record):
        before: Said | None = None
        since: dict[str, datetime] = {}
        for each in group:
            follows = before is not None and before.known_to == each.known_from
            for name in ("practice", "active", "deceased"):
                if not (follows and getattr(before, name) == getattr(each, name)):
                    since[name] = each.known_from
            yield each, _as_told(each, since), before if follows else None
            before = each


def _as_told(each: Said, since: Mapping[str, datetime]) -> Told:
    return Told(
        record=each.record,
        known_from=each.known_from,
        source=each.source,
        active=each.active,
        birth_date=each.birth_date,
        sex=each.sex,
        deceased=each.deceased,
        died=each.died,
        organisation=each.organisation,
        practice=each.practice,
        registered=each.registered,
        postcode=each.postcode,
        moved=each.moved,
        imd=each.imd,
        practice_since=since["practice"],
        active_since=since["active"],
        deceased_since=since["deceased"],
    )


def _one(person_id: int, chosen: Chosen) -> Mapping[str, Values]:
    return {} if chosen.person is None else {f"Person/{person_id}": chosen.person}


def _turn(spells: list[Spell], at: datetime, before: Mapping[str, Values], after: Mapping[str, Values]) -> None:
    """Close at an instant the spells that are no longer so, and open the new ones."""
    for i, spell in enumerate(spells):
        if spell.known_to is None and after.get(spell.record) != spell.values:
            spells[i] = Spell(spell.record, spell.known_from, at, spell.values)
    spells += [Spell(record, at, None, row) for record, row in sorted(after.items()) if before.get(record) != row]


def _events(
    person_id: int, at: datetime, before: Chosen, after: Chosen, earlier: Mapping[str, Said | None]
) -> Iterator[Revision]:
    was, now = _data(before), _data(after)
    yield from revisions(person_id, at, died(person_id, was), died(person_id, now))
    if was is not None and now is not None and (moved := _moved(at, was, now, after, earlier)):
        yield Revision(person_id, moved, at)


def _moved(at: datetime, was: Data, now: Data, chosen: Chosen, earlier: Mapping[str, Said | None]) -> Happening | None:
    """A move: another practice has registered the person, or a source that is believed says another address than it
    said itself. A source that is believed for the first time corrects what we know, and nobody has moved.
    """
    practice, address = chosen.practice_from, chosen.postcode_from
    if _differs(was, now, "practice") and practice and practice.registers and practice.record in earlier:
        teller, when = practice.record, practice.since
    elif _differs(was, now, "postcode") and address and (said := earlier.get(address.record)) and said.postcode:
        teller, when = address.record, address.moved or at
    else:
        return None
    passage = {
        side: {name: row[name] for name in ("practice", "postcode", "imd")}
        for side, row in (("from", was), ("to", now))
    }
    return Happening(f"{teller}/moved/{at.isoformat()}", "moved", when, now | passage)


def _differs(was: Data, now: Data, column: str) -> bool:
    return was[column] is not None and now[column] is not None and was[column] != now[column]


def _data(chosen: Chosen) -> Data | None:
    return None if chosen.person is None else dict(zip(_PERSON, chosen.person, strict=True))
