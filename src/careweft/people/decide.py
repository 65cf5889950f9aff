"""The rules by which a source record finds its person: pure, over a view. Nothing here reads or writes."""

from __future__ import annotations

from dataclasses import dataclass

from careweft.people.matcher import Kind, Matcher, Standing
from careweft.people.record import Key
from careweft.people.view import Seen, View, pair


@dataclass(frozen=True)
class Place:
    """A record not known before belongs to `person`; without `evidence`, a new one."""

    record: Key
    person: int
    evidence: Standing | None


@dataclass(frozen=True)
class Change:
    """A known record's demographics changed; it stays with its person."""

    record: Key
    person: int


@dataclass(frozen=True)
class Join:
    """Two persons are one: all records of `other` go to `keep`, because `record` matches the evidence."""

    keep: int
    other: int
    record: Key
    evidence: Standing
    moved: tuple[Key, ...]


@dataclass(frozen=True)
class Doubt:
    """Somebody should say whether `record` (of `person`) and the evidence are one person's."""

    record: Key
    person: int
    evidence: Standing
    kind: Kind


Step = Place | Change | Join | Doubt


def decide(view: View, matcher: Matcher, record: Seen) -> list[Step]:
    """Find a record's person and change the view accordingly; the steps that were taken, in order."""
    current = view.person_of.get(record.key)
    if current is None:
        return _first_seen(view, matcher, record)
    view.place(record, current)
    standings = _standings(view, matcher, record)
    against = _contradiction(view, matcher, record)
    if against is None:
        return [Change(record.key, current), *_settle(view, matcher, record.key, standings)]
    view.rule(record.key, against.key, "open")
    doubts = _doubts(view, record.key, standings)
    return [Change(record.key, current), Doubt(record.key, current, against, "contradiction"), *doubts]


def _standings(view: View, matcher: Matcher, record: Seen) -> list[Standing]:
    """The persons near a record that it may belong to, the likeliest first."""
    current = view.person_of.get(record.key)
    near = [matcher.standing(view, record, person) for person in view.near(record.keys) if person != current]
    near.sort(key=lambda s: (*(-part for part in s.pair.rank), s.person))
    return [standing for standing in near if standing.pair.verdict != "no"]


def _first_seen(view: View, matcher: Matcher, record: Seen) -> list[Step]:
    standings = _standings(view, matcher, record)
    best = standings[0] if standings and standings[0].pair.verdict == "link" else None
    if best:
        view.place(record, best.person)
        if not _ambiguous(view, matcher, record.key, standings):
            return [Place(record.key, best.person, best), *_settle(view, matcher, record.key, standings[1:])]
    person = view.new_person()
    view.place(record, person)
    return [Place(record.key, person, None), *_doubts(view, record.key, standings)]


def _ambiguous(view: View, matcher: Matcher, record: Key, standings: list[Standing]) -> bool:
    """Whether the record, placed with the best, matches another person who cannot be the same about equally well."""
    best, *rivals = (standing for standing in standings if standing.pair.verdict == "link")
    return any(
        best.bits - rival.bits < matcher.weights.apart
        and best.pair.rank[:2] == rival.pair.rank[:2]
        and not _joinable(view, matcher, record, rival)
        for rival in rivals
    )


def _joinable(view: View, matcher: Matcher, record: Key, standing: Standing) -> bool:
    """Whether a record makes its own person and the one that it matches into one.

    By number it does, unless something stands against it. By likeness alone it does only where some other record of
    its person is near to that one as well: a chain of likenesses joins strangers.
    """
    current = view.person_of[record]
    if not matcher.compatible(view, current, standing.person, record):
        return False
    rest = [seen for key, seen in view.members[current].items() if key != record]
    if standing.pair.method == "number" or not rest:
        return True
    return any(matcher.closest(view, seen, standing.person).verdict != "no" for seen in rest)


def _contradiction(view: View, matcher: Matcher, record: Seen) -> Standing | None:
    """The record of its own person that a changed record no longer agrees with; None where it agrees with some."""
    current = view.person_of[record.key]
    if len(view.members[current]) == 1:
        return None
    standing = matcher.standing(view, record, current)
    if pair(record.key, standing.key) in view.rulings:
        return None
    other_number = standing.pair.kind == "different-numbers"
    return standing if other_number or standing.bits < matcher.weights.contradict else None


def _settle(view: View, matcher: Matcher, record: Key, standings: list[Standing]) -> list[Step]:
    """Join to the record's person whom it matches; ask about whom it matches doubtfully."""
    steps: list[Step] = []
    for standing in standings:
        if standing.pair.verdict == "link" and _joinable(view, matcher, record, standing):
            keep, other = sorted((view.person_of[record], standing.person))
            steps.append(Join(keep, other, record, standing, tuple(view.join(keep, other))))
        else:
            steps.extend(_doubts(view, record, [standing]))
    return steps


def _doubts(view: View, record: Key, standings: list[Standing]) -> list[Step]:
    """A question about each, unless one between the two persons is open or was answered."""
    steps: list[Step] = []
    for standing in standings:
        person = view.person_of[record]
        if not any(view.ruled(view.members[person], standing.person, state) for state in ("open", "different")):
            view.rule(record, standing.key, "open")
            kind: Kind = "ambiguous" if standing.pair.verdict == "link" else standing.pair.kind
            steps.append(Doubt(record, person, standing, kind))
    return steps
