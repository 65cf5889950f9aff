"""What is known of a person by assessments now: the latest score of each instrument, what it means, until when it
holds, and how it changed. Scores that other organisations sent count like our own: one assessment serves everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from careweft.base.db import Connection
from careweft.care.assessment import library
from careweft.care.assessment.assessments import OPEN
from careweft.care.assessment.due import Terms
from careweft.care.assessment.instrument import Band, Instrument, Item
from careweft.feeds.sources import HERE
from careweft.fhir.store import Store

Facts = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Result:
    """A score at a time. `record` is the Observation that says it."""

    score: float
    at: datetime
    record: str


@dataclass(frozen=True)
class Score:
    """One score of an instrument: what it is called, what it means now, and all of it from the first to the latest."""

    item: Item
    band: Band | None
    results: tuple[Result, ...]

    @property
    def latest(self) -> Result:
        """The one that counts now."""
        return self.results[-1]


@dataclass(frozen=True)
class Standing:
    """An instrument that the person was assessed with; `until` is None where no model says how long it holds.

    `assessment` is the QuestionnaireResponse behind the latest score, `by` who finished it; empty where nobody says.
    """

    instrument: Instrument
    scores: tuple[Score, ...]
    until: datetime | None = None
    assessment: str = ""
    by: str = ""

    def holds(self, now: datetime) -> bool:
        """Whether it need not be done again yet."""
        return self.until is None or now < self.until


@dataclass(frozen=True)
class Draft:
    """An assessment that is not finished; `asked` is the person's task where they were asked to fill it in, or who of
    them began it."""

    id: str
    instrument: Instrument
    authored: datetime
    asked: str

    @property
    def own(self) -> bool:
        """Whether the person began it."""
        return bool(self.asked) and not self.asked.startswith("Task/")


async def standings(
    connection: Connection, store: Store, facts: Facts, terms: Sequence[Terms], zone: ZoneInfo
) -> list[Standing]:
    """Every instrument by which something is known of the person whose facts these are, the latest first."""
    known = await library.every(connection)
    results: dict[str, list[Result]] = {}
    for row in facts.get("assessment", ()):
        if row["score"] is not None and row["at"] is not None:
            results.setdefault(row["instrument"], []).append(Result(row["score"], row["at"], row["record"]))
    found = [made for instrument in known if (made := _standing(instrument, results, terms, zone)) is not None]
    found.sort(key=lambda each: each.scores[0].latest.at, reverse=True)
    return [await _told(connection, store, each) for each in found]


def _standing(
    instrument: Instrument, results: Mapping[str, list[Result]], terms: Sequence[Terms], zone: ZoneInfo
) -> Standing | None:
    scores = []
    for item in instrument.scores:
        if held := sorted(results.get(instrument.code(item), ()), key=lambda each: (each.at, each.record)):
            scores.append(Score(item, instrument.band(item.id, held[-1].score), tuple(held)))
    if not scores or scores[0].item is not instrument.scores[0]:
        return None
    valid = next((each.valid for each in terms if each.instrument == instrument.id), None)
    until = valid.after(scores[0].latest.at, zone) if valid else None
    return Standing(instrument, tuple(scores), until)


async def _told(connection: Connection, store: Store, standing: Standing) -> Standing:
    kind, _, id_ = standing.scores[0].latest.record.partition("/")
    stored = await store.read(connection, kind, id_)
    if stored is None or stored.deleted:
        return standing
    body = stored.resource
    derived = next((ref["reference"] for ref in body.get("derivedFrom", ())), "")
    by = next((ref.get("display", "") for ref in body.get("performer", ())), "")
    ours = derived.removeprefix("QuestionnaireResponse/") if stored.origin.source == HERE else ""
    return Standing(standing.instrument, standing.scores, standing.until, ours, by or stored.origin.source)


async def drafts(connection: Connection, person_id: int) -> list[Draft]:
    """The person's assessments that are not finished, the oldest first."""
    rows = await connection.fetch(
        "SELECT record, instrument, authored, asked FROM care.assessment WHERE person_id = $1 AND status = $2 "
        "ORDER BY authored, record",
        person_id,
        OPEN,
    )
    known = {instrument.id: instrument for instrument in await library.every(connection)} if rows else {}
    return [
        Draft(row["record"].rpartition("/")[2], known[row["instrument"]], row["authored"], row["asked"])
        for row in rows
        if row["instrument"] in known
    ]
