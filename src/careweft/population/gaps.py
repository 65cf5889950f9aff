"""Gaps in care: what should have been done for somebody and was not, by rules of the model, for each physician's panel.

Worked out every night for all, as time alone opens a gap, and upon an event for one person.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import ibis
import ibis.expr.types as ir

from careweft.base.db import Connection
from careweft.rules.ibis_engine import to_ibis
from careweft.rules.moment import Facts
from careweft.rules.rule import Rule


@dataclass(frozen=True)
class Gap:
    """A gap: true of whom its rule is true of."""

    id: str
    title: str
    rule: Rule


@dataclass(frozen=True)
class Count:
    """How many people of a physician's panel have a gap; `physician` is empty for those who have none."""

    physician: str
    name: str
    gap: str
    people: int


@dataclass(frozen=True)
class Open:
    """Somebody who has a gap, since when that is known, and with which physician they are."""

    person_id: int
    since: datetime
    physician: str


def find(belongs: Rule, gaps: Sequence[Gap], tables: Mapping[str, ir.Table], at: datetime) -> dict[str, list[int]]:
    """Everybody who has each gap, from the fact tables of a lake."""
    belong = to_ibis(belongs, tables, at).filter(ibis._.value).select("person_id").to_pyarrow()
    people = ibis.memtable(belong)
    return {
        gap.id: to_ibis(gap.rule, tables, at, people=people).filter(ibis._.value).person_id.to_pyarrow().to_pylist()
        for gap in gaps
    }


def of(belongs: Rule, gaps: Sequence[Gap], facts: Facts, at: datetime) -> list[str]:
    """The gaps that one person has."""
    return [gap.id for gap in gaps if gap.rule.selects(facts, at)] if belongs.selects(facts, at) else []


async def keep(connection: Connection, model: str, found: Mapping[str, Iterable[int]], at: datetime) -> None:
    """Make everybody's gaps those that were found at an instant, but of whom more has been heard since.

    Keeping the same again changes nothing: a gap keeps its beginning.
    """
    pairs = [(person, gap) for gap, people in found.items() for person in people]
    await _keep(connection, model, pairs, at, None)


async def keep_person(connection: Connection, model: str, person_id: int, found: Iterable[str], at: datetime) -> None:
    """As `keep`, of one person."""
    await _keep(connection, model, [(person_id, gap) for gap in found], at, person_id)


_CLOSE = """
DELETE FROM population.gap g WHERE model = $1 AND {whose} NOT EXISTS (
    SELECT FROM unnest($2::bigint[], $3::text[]) AS n (person_id, gap)
    WHERE (n.person_id, n.gap) = (g.person_id, g.gap))
    AND NOT EXISTS (SELECT FROM facts.event e WHERE e.person_id = g.person_id AND e.known > $4)
"""
_OPEN = """
INSERT INTO population.gap (person_id, model, gap, since)
SELECT person_id, $1, gap, $4 FROM unnest($2::bigint[], $3::text[]) AS n (person_id, gap)
WHERE NOT EXISTS (SELECT FROM facts.event e WHERE e.person_id = n.person_id AND e.known > $4) ON CONFLICT DO NOTHING
"""


async def _keep(
    connection: Connection, model: str, pairs: Sequence[tuple[int, str]], at: datetime, only: int | None
) -> None:
    people, gaps = [person for person, _ in pairs], [gap for _, gap in pairs]
    whose, one = ("person_id = $5 AND", [only]) if only is not None else ("", [])
    await connection.execute(_CLOSE.format(whose=whose), model, people, gaps, at, *one)
    await connection.execute(_OPEN, model, people, gaps, at)


async def unreminded(connection: Connection, model: str, gap: str, since: datetime, most: int) -> list[int]:
    """Those who have a gap and were not reminded of it since an instant, the longest open first."""
    rows = await connection.fetch(
        "SELECT person_id FROM population.gap WHERE model = $1 AND gap = $2 AND (reminded IS NULL OR reminded <= $3) "
        "ORDER BY since, person_id LIMIT $4 FOR UPDATE SKIP LOCKED",
        model,
        gap,
        since,
        most,
    )
    return [row["person_id"] for row in rows]


async def remind(connection: Connection, model: str, gap: str, people: Sequence[int], at: datetime) -> None:
    """Keep that these were reminded of a gap."""
    await connection.execute(
        "UPDATE population.gap SET reminded = $4 WHERE model = $1 AND gap = $2 AND person_id = ANY ($3::bigint[])",
        model,
        gap,
        list(people),
        at,
    )


_COUNTS = """
SELECT coalesce(p.physician, '') AS physician, max(coalesce(nullif(p.name, ''), p.physician, '')) AS name, g.gap,
    count(DISTINCT g.person_id) AS people
FROM population.gap g LEFT JOIN care.physician p USING (person_id)
WHERE g.model = $1 GROUP BY 1, 3 ORDER BY 2, 1, 3
"""
_PEOPLE = """
SELECT g.person_id, g.since, coalesce(max(nullif(p.name, '')), max(p.physician), '') AS physician
FROM population.gap g LEFT JOIN care.physician p USING (person_id)
WHERE g.model = $1 AND g.gap = $2 AND ($3::text IS NULL OR coalesce(p.physician, '') = $3)
GROUP BY g.person_id, g.since ORDER BY g.since, g.person_id LIMIT $4 OFFSET $5
"""


async def counts(connection: Connection, model: str) -> list[Count]:
    """How many people have which gap, by physician, among those whom the asker may see."""
    return [Count(*row) for row in await connection.fetch(_COUNTS, model)]


async def people(
    connection: Connection, model: str, gap: str, physician: str | None, limit: int = 50, offset: int = 0
) -> list[Open]:
    """Who has a gap, of one physician's panel or of all, among those whom the asker may see: the longest open first."""
    return [Open(*row) for row in await connection.fetch(_PEOPLE, model, gap, physician, limit, offset)]
