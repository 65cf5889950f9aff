"""What a model is for, measured: shares of the people on its pathways, of their handovers and steps, and improvements.

Counts are of those whom the acting account may see; improvements are open to all.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from careweft.base.db import Connection
from careweft.care.reactions import Condition, Facts
from careweft.rules.calendar import just_after

Count = Literal["handovers-in-time", "steps-in-time", "variation-explained", "improvements-measured"]
Loader = Callable[[Connection, Sequence[int], frozenset[str]], Awaitable[Mapping[int, Facts]]]


class Share(Condition, Protocol):
    """A rule that is true of some people, with the fact tables that it looks at."""

    @property
    def needs(self) -> frozenset[str]:
        """The fact tables."""


@dataclass(frozen=True)
class Objective:
    """What a model is for, in the source's words, and how it shows: a share of people, or a count of what happens."""

    id: str
    title: str
    about: str
    share: Share | None = None
    count: Count | None = None


@dataclass(frozen=True)
class Measured:
    """An objective with `held` of `of`; and of those, how many of how many at each organisation or team."""

    objective: Objective
    held: int
    of: int
    parties: Mapping[str, tuple[int, int]]


_PEOPLE = """
SELECT p.person_id, coalesce(array_agg(DISTINCT s.party) FILTER (WHERE s.party <> ''), '{}') AS parties
FROM care.pathway p LEFT JOIN care.pathway_stage s ON (s.person_id, s.id) = (p.person_id, p.id)
WHERE p.status = 'active' AND starts_with(p.pathway, $1) GROUP BY p.person_id ORDER BY p.person_id LIMIT 5000
"""
_COUNTS: Mapping[Count, str] = {
    "handovers-in-time": """
        SELECT s.party, count(*) FILTER (WHERE taken <= due) AS held, count(*) AS total FROM care.pathway_stage s
        JOIN care.pathway p ON (p.person_id, p.id) = (s.person_id, s.id) AND starts_with(p.pathway, $1)
        WHERE s.due IS NOT NULL AND (s.taken IS NOT NULL OR s.due < $2) GROUP BY s.party ORDER BY s.party""",
    "steps-in-time": """
        SELECT s.party, count(*) FILTER (WHERE t.state = 'done' AND t.at <= t.due) AS held, count(*) AS total
        FROM care.pathway_step t
        JOIN care.pathway p ON (p.person_id, p.id) = (t.person_id, t.id) AND starts_with(p.pathway, $1)
        JOIN care.pathway_stage s ON (s.person_id, s.id, s.number) = (t.person_id, t.id, t.leg)
        WHERE t.state <> 'open' OR t.due < $2 GROUP BY s.party ORDER BY s.party""",
    "variation-explained": """
        SELECT coalesce(s.party, '') AS party, count(*) FILTER (WHERE v.code <> '' OR v.words <> '') AS held,
            count(*) AS total
        FROM care.pathway_variation v
        JOIN care.pathway p ON (p.person_id, p.id) = (v.person_id, v.id) AND starts_with(p.pathway, $1)
        LEFT JOIN LATERAL (SELECT party FROM care.pathway_stage s WHERE (s.person_id, s.id) = (v.person_id, v.id)
            AND s.stage = v.stage AND s.sent <= v.at ORDER BY s.number DESC LIMIT 1) s ON true
        WHERE v.at <= $2 GROUP BY 1 ORDER BY 1""",
    "improvements-measured": """
        SELECT '' AS party, count(*) FILTER (WHERE EXISTS (SELECT FROM care.improvement_step s
            WHERE s.improvement = i.id AND s.before IS NOT NULL AND s.after IS NOT NULL)) AS held, count(*) AS total
        FROM care.improvement i WHERE $1 <> '' AND i.since <= $2""",
}


async def measure(
    connection: Connection, model: str, objectives: Sequence[Objective], load: Loader, now: datetime
) -> list[Measured]:
    """Each objective as it shows now, among the people who are on a pathway of the model."""
    rows = await connection.fetch(_PEOPLE, f"{model}/")
    with_whom = {row["person_id"]: row["parties"] for row in rows}
    needs = frozenset[str]().union(*(each.share.needs for each in objectives if each.share))
    facts = await load(connection, list(with_whom), needs) if with_whom and needs else {}
    found = []
    for each in objectives:
        if each.share is not None:
            rule = each.share
            held = {person for person in with_whom if rule.selects(facts.get(person, {}), just_after(now))}
            found.append(_shared(each, with_whom, held))
        elif each.count is not None:
            counted = await connection.fetch(_COUNTS[each.count], f"{model}/", now)
            parties = {row["party"]: (row["held"], row["total"]) for row in counted if row["party"]}
            found.append(Measured(each, sum(r["held"] for r in counted), sum(r["total"] for r in counted), parties))
    return found


def _shared(objective: Objective, with_whom: Mapping[int, Sequence[str]], held: set[int]) -> Measured:
    """Who is with several counts at each of them, and once in all."""
    parties: dict[str, tuple[int, int]] = {}
    for person, every in with_whom.items():
        for party in every:
            had, of = parties.get(party, (0, 0))
            parties[party] = (had + (person in held), of + 1)
    return Measured(objective, len(held), len(with_whom), dict(sorted(parties.items())))
