"""The tiers of a population decide what is done next: who comes into one begins its programme, and a task that is done
can have the person's tier worked out anew (`then: assess segment`), as a case that opens has.

The key of what a programme does: the effect's, for the person's coming into the tier. Who is in the tier already when
the model starts begins it then; who leaves and comes back begins it again, unless what they were given is still open.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from careweft.base import outbox
from careweft.base.db import Connection
from careweft.care.effects import Effects
from careweft.care.reactions import ASSESS_SEGMENT, Facts, Reaction, effects_of
from careweft.care.record import Record
from careweft.care.resources import OPEN, extension
from careweft.facts import person_facts
from careweft.facts.events import Event
from careweft.fhir.store import Change, Projection

if TYPE_CHECKING:
    from careweft.models.file import Model

EVENT: Final = "placed"
"""Coming into a tier. It is no event of the record: the tick makes it of who is in which tier."""
TOPIC: Final = "look-again"
"""The outbox's topic for persons who are to be looked at anew, without an event: {person_id}, in their order."""
_MOST: Final = 200
Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class InTier:
    """True of coming into this tier."""

    segment: str

    def __str__(self) -> str:
        return f"segment == '{self.segment}'"

    def selects(self, facts: Facts, at: datetime, *, event: Mapping[str, Any] | None = None) -> bool:
        """Whether it is this one."""
        return (event or {}).get("segment") == self.segment


def faults(model: "Model") -> Iterator[tuple[Path_, str]]:
    """Programmes that begin in no way, in two, or for a tier that is not there; tiers assessed where there are none."""
    known = ", ".join(model.segments) or "none: this model has no segments"
    for name, told in model.programmes.items():
        path: Path_ = ("programmes", name)
        if (told.starts is None) == (told.segment is None):
            yield path, "a programme begins in one way; expected `starts` with an event, or `for: segment …`"
        elif told.segment is not None and told.segment not in model.segments:
            yield (*path, "for"), f"{told.segment!r} is no segment; expected one of {known}"
        for number, step in enumerate(told.steps):
            if step.then and not model.segments:
                yield (*path, "steps", number, "then"), f"there is no segment to be in; expected one of {known}"


def projection(conditions: Callable[[], bool]) -> Projection:
    """Queues the persons of tasks that were done just now and have the tier worked out anew, and of cases that opened;
    where `conditions` says so also those whose conditions changed. None of these is an event."""

    async def project(connection: Connection, changes: Sequence[Change]) -> None:
        again = {c.person_id for c in changes if _opened(c) or _done(c) or (c.type == "Condition" and conditions())}
        await look_again(connection, sorted(again))

    return project


async def look_again(connection: Connection, people: Sequence[int]) -> None:
    """Queue these persons."""
    if people:
        await outbox.put_many(connection, TOPIC, [(str(each), {"person_id": each}) for each in people])


def _opened(case: Change) -> bool:
    return case.type == "EpisodeOfCare" and _status(case.after) == "active" != _status(case.before)


def _status(body: Mapping[str, Any] | None) -> str:
    return str(body["status"]) if body else ""


def _done(task: Change) -> bool:
    return task.type == "Task" and _assesses(task.after) and not _assesses(task.before)


def _assesses(task: dict[str, Any] | None) -> bool:
    then = extension(task, "then") if task and task["status"] == "completed" else None
    return then is not None and then["valueCode"] == ASSESS_SEGMENT


_COME = """
SELECT m.person_id, m.since FROM population.member m
WHERE m.model = $1 AND m.segment = $2 AND m.until = 'infinity' AND m.since <= base.now() AND NOT EXISTS (
    SELECT FROM care.effect e WHERE e.person_id = m.person_id AND starts_with(e.key, $3)
    AND (e.at >= m.since OR EXISTS (
        SELECT FROM care.task t WHERE t.person_id = e.person_id AND 'Task/' || t.id = e.record
        AND t.status = ANY ($4))))
ORDER BY m.since, m.person_id LIMIT $5
"""


@dataclass(frozen=True)
class Told:
    """A model by its id, since when it is active, and its reactions."""

    model: str
    since: datetime
    reactions: Sequence[Reaction]


async def begin(connection: Connection, record: Record, effects: Effects, told: Told, zone: ZoneInfo) -> int:
    """Begin the programmes of those who came into their tiers, at most some hundred at once; how many that was."""
    begun = 0
    for reaction in told.reactions:
        if not isinstance(reaction.where, InTier):
            continue
        segment = reaction.where.segment
        rows = await connection.fetch(_COME, told.model, segment, f"{reaction.id}/", list(OPEN), _MOST)
        subjects = await record.patients(connection, [row["person_id"] for row in rows]) if rows else {}
        for row in rows:
            person, since = row["person_id"], row["since"]
            if person not in subjects:
                continue
            at = max(since, told.since)
            key = f"{subjects[person]}/{EVENT}/{told.model}/{segment}/{since.isoformat()}"
            event = Event(person, key, EVENT, at, at, 1, False, {"segment": segment})
            facts = await person_facts.load(connection, person)
            await effects.reconcile(connection, event, effects_of([reaction], event, facts, zone))
            begun += 1
    return begun
