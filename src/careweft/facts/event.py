"""What happened, derived from what is known: pure functions from fact rows to the events they imply.

An event's key is the same for one occurrence however often it is reported: it is made of the id of the record that
tells of it. A correction gives the same key with other content; a cancellation gives no such key any more. What of
the content counts as the occurrence itself is its `essence`: an admission stays the admission that it was when the
person is later moved to another ward or goes home.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from careweft.facts.flatten import DERIVED_FROM, Rows

KINDS: Final = (
    "admitted",
    "discharged",
    "attended-ed",
    "on-leave",
    "returned",
    "moved",
    "died",
    "referred",
    "assessed",
    "reading",
    "plan-agreed",
    "plan-declined",
    "goal-met",
    "prescribed",
    "alerted",
    "letter-arrived",
)
"""Every kind of event."""

Data = dict[str, Any]


@dataclass(frozen=True)
class Happening:
    """One occurrence that current facts imply.

    `at` is when it happened; `data` carries the columns of its fact, and `from` and `to` where it is a passage;
    `essence` is the part of it that makes a correction when it changes.
    """

    key: str
    kind: str
    at: datetime
    data: Data = field(compare=False)
    essence: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Revision:
    """An event that is new, corrected, or (`revoked`) did not happen after all.

    `was` is when it was last thought to have happened, where it was known before.
    """

    person_id: int
    happening: Happening
    known: datetime
    revoked: bool = False
    was: datetime | None = None


def happenings(record: str, rows: Rows) -> dict[str, Happening]:
    """What the fact rows of one record say happened, by key."""
    found: dict[str, Happening] = {}
    for table, told in rows.items():
        if tell := _TELL.get(table):
            columns = DERIVED_FROM[table].columns
            for values in told:
                row = dict(zip(columns, values, strict=True))
                found.update((happening.key, happening) for happening in tell(record, row))
    return found


def revisions(
    person_id: int, known: datetime, before: Mapping[str, Happening], after: Mapping[str, Happening]
) -> Iterator[Revision]:
    """How the events of a person change when what is known changes from `before` to `after`; in order of time."""
    for key, gone in before.items():
        if key not in after:
            yield Revision(person_id, gone, known, revoked=True, was=gone.at)
    for happening in sorted(after.values(), key=lambda each: each.at):
        earlier = before.get(happening.key)
        if earlier != happening:
            yield Revision(person_id, happening, known, was=earlier.at if earlier else None)


def _encounter(record: str, row: Data) -> Iterator[Happening]:
    if row["status"] not in _BEGUN or row["start"] is None:
        return
    place = {name: row[name] for name in ("class", "organisation", "unit")}
    essence: tuple[Any, ...]
    if row["class"] == "emergency":
        essence = (row["organisation"], row["reason"])
        yield Happening(f"{record}/attended-ed", "attended-ed", row["start"], row | {"to": place}, essence)
    if row["class"] != "inpatient":
        return
    essence = (row["emergency"], row["organisation"], row["reason"])
    yield Happening(f"{record}/admitted", "admitted", row["start"], row | {"to": place}, essence)
    if row["status"] == "finished" and row["finish"] is not None:
        passage = {
            "from": place | {name: row[name] for name in ("emergency", "reason", "start")},
            "to": {"destination": row["destination"]},
        }
        essence = (row["class"], row["start"], row["organisation"], row["unit"], row["destination"])
        yield Happening(f"{record}/discharged", "discharged", row["finish"], row | passage, essence)


_BEGUN: Final = {"in-progress", "onleave", "finished"}


def _leave(record: str, row: Data) -> Iterator[Happening]:
    if row["start"] is None:
        return
    place = {name: row[name] for name in ("class", "organisation", "unit")}
    yield Happening(f"{record}/on-leave/{row['number']}", "on-leave", row["start"], row | {"from": place})
    if row["returned"] and row["finish"] is not None:
        yield Happening(f"{record}/returned/{row['number']}", "returned", row["finish"], row | {"to": place})


def _whole(kind: str) -> Callable[[str, Data], Iterator[Happening]]:
    def tell(record: str, row: Data) -> Iterator[Happening]:
        if row["at"] is not None:
            yield Happening(f"{record}/{kind}", kind, row["at"], row, tuple(row.values()))

    return tell


def _reading(record: str, row: Data) -> Iterator[Happening]:
    if row["at"] is not None and row["value"] is not None:
        what = row["name"] or row["code"] or "value"
        yield Happening(f"{record}/reading/{what}", "reading", row["at"], row, tuple(row.values()))


def _referral(record: str, row: Data) -> Iterator[Happening]:
    if row["at"] is not None and row["status"] != "revoked":
        essence = (row["urgent"], row["organisation"], row["reason"])
        yield Happening(f"{record}/referred", "referred", row["at"], row, essence)


def _plan(record: str, row: Data) -> Iterator[Happening]:
    for column, kind in (("agreed", "plan-agreed"), ("declined", "plan-declined")):
        if row[column] is not None:
            yield Happening(f"{record}/{kind}", kind, row[column], row, (row[column],))


def _goal(record: str, row: Data) -> Iterator[Happening]:
    if row["status"] == "met" and row["finish"] is not None:
        yield Happening(f"{record}/goal-met", "goal-met", row["finish"], row, (row["name"], row["finish"]))


def _alert(record: str, row: Data) -> Iterator[Happening]:
    if row["start"] is not None:
        yield Happening(f"{record}/alerted", "alerted", row["start"], row, (row["code"], row["start"], row["urgent"]))


def _prescribed(record: str, row: Data) -> Iterator[Happening]:
    if record.startswith("MedicationRequest/") and row["start"] is not None:
        yield Happening(
            f"{record}/prescribed", "prescribed", row["start"], row, (row["code"], row["name"], row["start"])
        )


_TELL: Final[Mapping[str, Callable[[str, Data], Iterator[Happening]]]] = {
    "encounter": _encounter,
    "leave": _leave,
    "reading": _reading,
    "referral": _referral,
    "assessment": _whole("assessed"),
    "plan": _plan,
    "goal": _goal,
    "medication": _prescribed,
    "alert": _alert,
    "letter": _whole("letter-arrived"),
}


def died(person_id: int, row: Data | None) -> dict[str, Happening]:
    """A person's death, by key; nothing of one who is not known to have died."""
    if row is None or row["died"] is None:
        return {}
    key = f"Person/{person_id}/died"
    return {key: Happening(key, "died", row["died"], row)}
