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
from careweft.rules.moment import Facts


@dataclass(frozen=True)
class Member:
    """A person in a segment since an instant, with the first of the model's scores."""

    person_id: int
    since: datetime
    score: float | None
    share: float | None


_MEMBERS_CHANGED = """
SELECT coalesce(array_agg(n.person_id), '{}') FROM unnest($2::bigint[], $3::text[]) AS n(person_id, segment)
LEFT JOIN population.member c ON c.person_id = n.person_id AND c.model = $1 AND c.until = 'infinity'
WHERE c.person_id IS NULL OR c.since <= $4 AND c.segment <> n.segment
"""
_ADD_MEMBERS = """
INSERT INTO population.member (person_id, model, since, segment)
SELECT person_id, $1, $4, segment FROM unnest($2::bigint[], $3::text[]) AS n(person_id, segment)
    JOIN unnest($5::bigint[]) AS c(person_id) USING (person_id)
"""
_SCORES_CHANGED = """
SELECT coalesce(array_agg(n.person_id), '{}')
FROM unnest($3::bigint[], $4::float8[], $5::float8[]) AS n(person_id, score, share)
LEFT JOIN population.score c
    ON c.person_id = n.person_id AND c.model = $1 AND c.name = $2 AND c.until = 'infinity'
WHERE c.person_id IS NULL
    OR c.since <= $6 AND (c.score <> n.score OR ceil(c.share * 1000) <> ceil(n.share * 1000))
"""
_ADD_SCORES = """
INSERT INTO population.score (person_id, model, name, since, score, share)
SELECT person_id, $1, $2, $6, score, share
FROM unnest($3::bigint[], $4::float8[], $5::float8[]) AS n(person_id, score, share)
    JOIN unnest($7::bigint[]) AS c(person_id) USING (person_id)
"""
_RANK = """
SELECT count(*) FILTER (WHERE score >= $4), count(*) FROM population.score
WHERE model = $1 AND name = $2 AND until = 'infinity' AND person_id <> $3
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
        await _leave(connection, "score", panel.model, placed.at, staying=list(ranked), name=name)
    changed = await _keep_members(connection, panel.model, placed.segments, placed.at)
    return changed + await _leave(connection, "member", panel.model, placed.at, staying=list(placed.segments))


async def refresh_person(
    connection: Connection, panel: Panel, person_id: int, facts: Facts, at: datetime
) -> str | None:
    """Work out and keep one person's scores and segment by their facts at an instant; None for who does not belong.

    A score's share is found among everybody's kept scores, so it is as exact as the last night's.
    """
    ranks = {}
    if panel.belongs.selects(facts, at):
        for score in panel.scores:
            ranks[score.id] = await _rank(connection, panel.model, score.id, person_id, score.of(facts, at))
    segment = place_one(panel, facts, at, ranks)
    if segment is None:
        for score in panel.scores:
            await _end(connection, "score", panel.model, [person_id], at, name=score.id)
        await _end(connection, "member", panel.model, [person_id], at)
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
    people, segments = list(placed), list(placed.values())
    changed = await connection.fetchval(_MEMBERS_CHANGED, model, people, segments, at)
    if changed:
        await _end(connection, "member", model, changed, at)
        await connection.execute(_ADD_MEMBERS, model, people, segments, at, changed)
    return len(changed)


async def _keep_scores(
    connection: Connection, model: str, name: str, ranked: Mapping[int, Ranked], at: datetime
) -> None:
    people = list(ranked)
    scores, share = [each.score for each in ranked.values()], [each.share for each in ranked.values()]
    changed = await connection.fetchval(_SCORES_CHANGED, model, name, people, scores, share, at)
    if changed:
        await _end(connection, "score", model, changed, at, name=name)
        await connection.execute(_ADD_SCORES, model, name, people, scores, share, at, changed)


async def _rank(connection: Connection, model: str, name: str, person_id: int, score: float) -> Ranked:
    as_high, others = await connection.fetchrow(_RANK, model, name, person_id, score) or (0, 0)
    return Ranked(score, (as_high + 1) / (others + 1))


async def _end(
    connection: Connection, table: str, model: str, people: Sequence[int], at: datetime, *, name: str = ""
) -> None:
    """End the current rows of people at an instant; one that began then is taken back."""
    where = "person_id = ANY($1) AND model = $2 AND until = 'infinity'" + (" AND name = $4" if name else "")
    more = (name,) if name else ()
    await connection.execute(f"DELETE FROM population.{table} WHERE {where} AND since = $3", people, model, at, *more)
    await connection.execute(
        f"UPDATE population.{table} SET until = $3 WHERE {where} AND since < $3", people, model, at, *more
    )


async def _leave(
    connection: Connection, table: str, model: str, at: datetime, *, staying: Sequence[int], name: str = ""
) -> int:
    """End the rows of everybody who is not among those staying; return how many that was."""
    gone = await connection.fetchval(
        f"SELECT coalesce(array_agg(t.person_id), '{{}}') FROM population.{table} t "
        "LEFT JOIN unnest($2::bigint[]) AS s(person_id) USING (person_id) "
        "WHERE t.model = $1 AND t.until = 'infinity' AND t.since <= $3 AND s.person_id IS NULL"
        + (" AND t.name = $4" if name else ""),
        model,
        staying,
        at,
        *((name,) if name else ()),
    )
    await _end(connection, table, model, gone, at, name=name)
    return len(gone)
