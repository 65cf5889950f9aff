"""What pages read of pathways, as the acting account may see it: row-level security leaves out whom it may not see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from careweft.base.db import Connection
from careweft.care.pathways.pathway import Terms
from careweft.care.pathways.schedule import Visit, Wanted, visits
from careweft.care.pathways.walk import Variation


@dataclass(frozen=True)
class Place:
    """Where somebody is on a pathway: the stage, whose it is, since when, what is next (a step, or taking on)."""

    person_id: int
    id: str
    stage: str
    party: str
    sender: str
    waits: bool
    since: datetime
    due: datetime | None
    next: str


@dataclass(frozen=True)
class Stage:
    """A stage's turn on somebody's pathway."""

    number: int
    stage: str
    title: str
    party: str
    sender: str
    sent: datetime
    due: datetime | None
    taken: datetime | None
    left: datetime | None


@dataclass(frozen=True)
class Step:
    """A step's turn on somebody's pathway."""

    step: str
    number: int
    leg: int
    stage: str
    title: str
    role: str
    state: str
    due: datetime
    at: datetime | None
    said_by: str

    @property
    def key(self) -> str:
        """Its name in the log."""
        return f"{self.step}/{self.number}"


@dataclass(frozen=True)
class Course:
    """Somebody's pathway, with all that happened on it."""

    person_id: int
    id: str
    pathway: str
    title: str
    status: str
    start: datetime
    finish: datetime | None
    stages: Sequence[Stage] = ()
    steps: Sequence[Step] = ()
    variations: Sequence[Variation] = ()

    @property
    def open(self) -> bool:
        """Whether it goes on."""
        return self.status == "active"


_PLACES = """
SELECT s.person_id, s.id, s.stage, s.party, s.sender, s.taken IS NULL AS waits, coalesce(s.taken, s.sent) AS since,
    CASE WHEN s.taken IS NULL THEN s.due ELSE n.due END AS due,
    CASE WHEN s.taken IS NULL THEN '' ELSE coalesce(n.title, '') END AS next
FROM care.pathway p JOIN care.pathway_stage s ON (s.person_id, s.id) = (p.person_id, p.id) AND s."left" IS NULL
LEFT JOIN LATERAL (SELECT due, title FROM care.pathway_step t WHERE (t.person_id, t.id) = (p.person_id, p.id)
    AND t.state = 'open' ORDER BY due LIMIT 1) n ON true
WHERE p.status = 'active' AND p.pathway = $1 ORDER BY due NULLS LAST, s.person_id
"""
_OPEN = """
SELECT t.id || '/' || t.step || '/' || t.number AS key, t.title, p.title AS pathway, s.party, t.role, t.due, t.service
FROM care.pathway_step t JOIN care.pathway p ON (p.person_id, p.id) = (t.person_id, t.id)
JOIN care.pathway_stage s ON (s.person_id, s.id, s.number) = (t.person_id, t.id, t.leg)
WHERE t.person_id = $1 AND t.state = 'open' AND p.status = 'active'
"""
_HANDOVERS = """
SELECT s.stage, count(*) FILTER (WHERE s.taken IS NOT NULL) AS taken,
    count(*) FILTER (WHERE s.taken <= s.due) AS in_time,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM s.taken - s.sent)) AS seconds
FROM care.pathway_stage s JOIN care.pathway p ON (p.person_id, p.id) = (s.person_id, s.id)
WHERE p.pathway = $1 AND s.due IS NOT NULL GROUP BY s.stage
"""
_REASONS = """
SELECT v.kind, v.code, count(*) AS count FROM care.pathway_variation v
JOIN care.pathway p ON (p.person_id, p.id) = (v.person_id, v.id)
WHERE p.pathway = $1 GROUP BY v.kind, v.code, v.words = '' ORDER BY count(*) DESC, v.kind, v.code
"""


async def places(connection: Connection, pathway: str) -> list[Place]:
    """Where everybody is on a pathway now, whose next time is first first."""
    return [Place(*row) for row in await connection.fetch(_PLACES, pathway)]


async def schedule(connection: Connection, person: int, terms: Terms, zone: ZoneInfo) -> list[Visit]:
    """What is to be done for a person on all pathways, as visits."""
    rows = await connection.fetch(_OPEN, person)
    return visits((Wanted(**dict(row)) for row in rows), terms.together, zone)


async def courses(connection: Connection, person: int) -> list[Course]:
    """A person's pathways, those that go on first, the latest first."""
    rows = await connection.fetch(
        "SELECT person_id, id, pathway, title, status, start, finish FROM care.pathway WHERE person_id = $1 "
        "ORDER BY status = 'active' DESC, start DESC",
        person,
    )
    return [await _whole(connection, Course(*row)) for row in rows]


async def handovers(connection: Connection, pathway: str) -> dict[str, tuple[int, int, float | None]]:
    """By stage: how many were taken on, how many of them in time, and the seconds that it took at the median."""
    rows = await connection.fetch(_HANDOVERS, pathway)
    return {row["stage"]: (row["taken"], row["in_time"], row["seconds"]) for row in rows}


async def reasons(connection: Connection, pathway: str) -> list[tuple[str, str, int]]:
    """Kinds of variation with their reasons and how many, the most frequent first."""
    return [(row["kind"], row["code"], row["count"]) for row in await connection.fetch(_REASONS, pathway)]


async def _whole(connection: Connection, course: Course) -> Course:
    here = (course.person_id, course.id)
    stages = await connection.fetch(
        'SELECT number, stage, title, party, sender, sent, due, taken, "left" FROM care.pathway_stage '
        "WHERE person_id = $1 AND id = $2 ORDER BY number",
        *here,
    )
    steps = await connection.fetch(
        "SELECT step, number, leg, stage, title, role, state, due, at, said_by FROM care.pathway_step "
        "WHERE person_id = $1 AND id = $2 ORDER BY leg, due, step, number",
        *here,
    )
    found = await connection.fetch(
        "SELECT about, kind, stage, at, code, words, said_by FROM care.pathway_variation "
        "WHERE person_id = $1 AND id = $2 ORDER BY at, about",
        *here,
    )
    return Course(
        course.person_id,
        course.id,
        course.pathway,
        course.title,
        course.status,
        course.start,
        course.finish,
        [Stage(*row) for row in stages],
        [Step(*row) for row in steps],
        [Variation(*row) for row in found],
    )
