"""Scores and segments as they are kept: refreshed every night for all, and upon an event for one person.

A row holds from `since` until the next one; a row is only written when something changed, so the tables are the
history. A score's share moves a little every night as others' scores do: it is written anew when it has moved from one
tenth of a percent to another, so a rule such as `in top 0.5%` reads the same as over the whole population.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from careweft.base.db import Connection
from careweft.population.panel import Panel, Placed, Ranked, place_one, risk_rows
from careweft.population.segments import Segment, Tier, tiers
from careweft.rules.calendar import just_after
from careweft.rules.moment import Facts


@dataclass(frozen=True)
class Member:
    """A person in a segment since an instant, with the first of the model's scores."""

    person_id: int
    since: datetime
    score: float | None
    share: float | None


_RANKED = """
INSERT INTO population.ranked (model, name, people) VALUES ($1, $2, $3)
ON CONFLICT (model, name) DO UPDATE SET people = excluded.people
"""
_IN_SEGMENT = """
SELECT m.person_id, m.since, s.score, s.share FROM population.member m LEFT JOIN population.score s
    ON s.person_id = m.person_id AND s.model = m.model AND s.name = $3 AND s.until = 'infinity'
WHERE m.model = $1 AND m.segment = $2 AND m.until = 'infinity'
ORDER BY s.score DESC NULLS LAST, m.person_id LIMIT $4 OFFSET $5
"""


async def keep(connection: Connection, panel: Panel, placed: Placed) -> int:
    """Keep everybody's scores and segments; return how many people changed segment.

    The key is (person, model, instant): keeping the same again changes nothing. Who is no longer there has left.
    """
    await _keep_segments_of(connection, panel)
    for name, ranked in placed.ranks.items():
        await _keep_scores(connection, panel.model, name, ranked, placed.at)
        gone = await _gone(connection, "score", panel.model, placed.at, staying=list(ranked), name=name)
        await _end_scores(connection, panel.model, name, gone, placed.at)
        await connection.execute(_RANKED, panel.model, name, len(ranked))
    changed = await _keep_members(connection, panel.model, placed.segments, placed.at)
    gone = await _gone(connection, "member", panel.model, placed.at, staying=list(placed.segments))
    await _end_members(connection, panel.model, gone, placed.at)
    return changed + len(gone)


async def refresh_person(
    connection: Connection, panel: Panel, person_id: int, facts: Facts, at: datetime
) -> str | None:
    """Work out and keep one person's scores and segment by their facts at an instant; None for who does not belong.

    A score's share is found by its neighbours' kept ones, so it is as exact as the last night's.
    """
    ranks, seen = {}, just_after(at)
    if panel.belongs.selects(facts, seen):
        for score in panel.scores:
            ranks[score.id] = await _rank(connection, panel.model, score.id, person_id, score.of(facts, seen))
    segment = place_one(panel, facts, seen, ranks)
    if segment is None:
        for score in panel.scores:
            await _end_scores(connection, panel.model, score.id, [person_id], at)
        await _end_members(connection, panel.model, [person_id], at)
        return None
    for name, ranked in ranks.items():
        await _keep_scores(connection, panel.model, name, {person_id: ranked}, at)
    await _keep_members(connection, panel.model, {person_id: segment}, at)
    return segment


async def risk_of(connection: Connection, model: str, person_id: int) -> list[dict[str, Any]]:
    """A person's kept scores as rows of the rules' `risk` table, to be put beside their facts."""
    return (await risks_of(connection, model, [person_id]))[person_id]


async def risks_of(connection: Connection, model: str, persons: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The kept scores of many people, as `risk_of` has those of one; nothing for who has none."""
    rows = await connection.fetch(
        "SELECT person_id, name, since, score, share FROM population.score "
        "WHERE person_id = ANY ($1) AND model = $2 ORDER BY since",
        list(persons),
        model,
    )
    found: dict[int, list[dict[str, Any]]] = {person: [] for person in persons}
    for row in rows:
        ranked = {row["person_id"]: Ranked(row["score"], row["share"])}
        found[row["person_id"]] += risk_rows(row["name"], ranked, row["since"])
    return found


async def pyramid(connection: Connection, model: str) -> list[Tier]:
    """The model's segments in order, with how many people are in each now.

    Counts of everybody, for the system and for the roles that may see the population; for others all are nought.
    """
    counts = {row["segment"]: row["people"] for row in await connection.fetch(_COUNTS, model)}
    rows = await connection.fetch(
        "SELECT name, title, low, high FROM population.segment WHERE model = $1 ORDER BY position", model
    )
    kept = [_KeptSegment(row["name"], row["title"], None, _band(row["low"], row["high"])) for row in rows]
    return tiers(kept, counts)


_COUNTS = "SELECT segment, people FROM population.counts($1)"


async def people_in(
    connection: Connection, model: str, segment: str, score: str, *, limit: int = 50, offset: int = 0
) -> list[Member]:
    """The people in a segment whom the asker may see, the highest score first."""
    rows = await connection.fetch(_IN_SEGMENT, model, segment, score, limit, offset)
    return [Member(*row) for row in rows]


async def segment_at(connection: Connection, model: str, person_id: int, at: datetime) -> str | None:
    """The segment that a person was in at an instant; None where there was none."""
    segment: str | None = await connection.fetchval(
        "SELECT segment FROM population.member "
        "WHERE person_id = $1 AND model = $2 AND since <= $3 AND $3 < until ORDER BY since DESC LIMIT 1",
        person_id,
        model,
        at,
    )
    return segment


@dataclass(frozen=True)
class _KeptSegment:
    id: str
    title: str
    rule: None
    expect: tuple[float, float] | None


def _band(low: float | None, high: float | None) -> tuple[float, float] | None:
    return None if low is None or high is None else (low, high)


async def _keep_segments_of(connection: Connection, panel: Panel) -> None:
    segments: Sequence[Segment] = panel.segments
    await connection.execute("DELETE FROM population.segment WHERE model = $1", panel.model)
    await connection.executemany(
        "INSERT INTO population.segment (model, position, name, title, low, high) VALUES ($1, $2, $3, $4, $5, $6)",
        [
            (panel.model, position, each.id, each.title, *(each.expect or (None, None)))
            for position, each in enumerate(segments)
        ],
    )


async def _keep_members(connection: Connection, model: str, placed: Mapping[int, str], at: datetime) -> int:
    changed: int = await connection.fetchval(
        "SELECT population.keep_members($1, $2, $3, $4)", model, at, list(placed), list(placed.values())
    )
    return changed


async def _keep_scores(
    connection: Connection, model: str, name: str, ranked: Mapping[int, Ranked], at: datetime
) -> None:
    scores, shares = [each.score for each in ranked.values()], [each.share for each in ranked.values()]
    await connection.execute(
        "SELECT population.keep_scores($1, $2, $3, $4, $5, $6)", model, name, at, list(ranked), scores, shares
    )


async def _rank(connection: Connection, model: str, name: str, person_id: int, score: float) -> Ranked:
    share = await connection.fetchval("SELECT population.rank($1, $2, $3, $4)", model, name, person_id, score)
    return Ranked(score, share)


async def _end_scores(connection: Connection, model: str, name: str, people: Sequence[int], at: datetime) -> None:
    await connection.execute("SELECT population.end_scores($1, $2, $3, $4)", model, name, at, people)


async def _end_members(connection: Connection, model: str, people: Sequence[int], at: datetime) -> None:
    await connection.execute("SELECT population.end_members($1, $2, $3)", model, at, people)


async def _gone(
    connection: Connection, table: str, model: str, at: datetime, *, staying: Sequence[int], name: str = ""
) -> list[int]:
    """Who has a row now and is not among those staying."""
    gone: list[int] = await connection.fetchval(
        f"SELECT coalesce(array_agg(t.person_id), '{{}}') FROM population.{table} t "
        "LEFT JOIN unnest($2::bigint[]) AS s(person_id) USING (person_id) "
        "WHERE t.model = $1 AND t.until = 'infinity' AND t.since <= $3 AND s.person_id IS NULL"
        + (" AND t.name = $4" if name else ""),
        model,
        staying,
        at,
        *((name,) if name else ()),
    )
    return gone
