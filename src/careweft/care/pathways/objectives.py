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
    """An objective with `held` of `of`."""

    objective: Objective
    held: int
    of: int

    @property
    def share(self) -> float | None:
        """The share; None of nothing."""
        return self.held / self.of if self.of else None


_PEOPLE = """
SELECT DISTINCT person_id FROM care.pathway WHERE status = 'active' AND starts_with(pathway, $1) ORDER BY person_id
LIMIT 5000
"""
_COUNTS: Mapping[Count, str] = {
    "handovers-in-time": """
        SELECT count(*) FILTER (WHERE taken <= due) AS held, count(*) AS total FROM care.pathway_stage s
        JOIN care.pathway p ON (p.person_id, p.id) = (s.person_id, s.id) AND starts_with(p.pathway, $1)
        WHERE s.due IS NOT NULL AND (s.taken IS NOT NULL OR s.due < $2)""",
    "steps-in-time": """
        SELECT count(*) FILTER (WHERE t.state = 'done' AND t.at <= t.due) AS held, count(*) AS total
        FROM care.pathway_step t
        JOIN care.pathway p ON (p.person_id, p.id) = (t.person_id, t.id) AND starts_with(p.pathway, $1)
        WHERE t.state <> 'open' OR t.due < $2""",
    "variation-explained": """
        SELECT count(*) FILTER (WHERE v.code <> '' OR v.words <> '') AS held, count(*) AS total
        FROM care.pathway_variation v
        JOIN care.pathway p ON (p.person_id, p.id) = (v.person_id, v.id) AND starts_with(p.pathway, $1)
        WHERE v.at <= $2""",
    "improvements-measured": """
        SELECT count(*) FILTER (WHERE EXISTS (SELECT FROM care.improvement_step s WHERE s.improvement = i.id
            AND s.before IS NOT NULL AND s.after IS NOT NULL)) AS held, count(*) AS total
        FROM care.improvement i WHERE $1 <> '' AND i.since <= $2""",
}


async def measure(
    connection: Connection, model: str, objectives: Sequence[Objective], load: Loader, now: datetime
) -> list[Measured]:
    """Each objective as it shows now, among the people who are on a pathway of the model."""
    persons = [row["person_id"] for row in await connection.fetch(_PEOPLE, f"{model}/")]
    needs = frozenset[str]().union(*(each.share.needs for each in objectives if each.share))
    facts = await load(connection, persons, needs) if persons and needs else {}
    found = []
    for each in objectives:
        if each.share is not None:
            rule = each.share
            held = sum(rule.selects(facts.get(person, {}), just_after(now)) for person in persons)
            found.append(Measured(each, held, len(persons)))
        elif each.count is not None:
            row = await connection.fetchrow(_COUNTS[each.count], f"{model}/", now)
            found.append(Measured(each, row["held"] if row else 0, row["total"] if row else 0))
    return found
