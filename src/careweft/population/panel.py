"""A model's people with their risk scores and segments: worked out for all of them, or for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from careweft.population.score import Score
from careweft.population.segments import Segment, check, place, place_all
from careweft.rules import shares
from careweft.rules.ibis_engine import to_ibis
from careweft.rules.moment import Facts
from careweft.rules.rule import Rule

FOREVER = datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
_RISK = pa.schema(
    [
        ("person_id", pa.int64()),
        ("record", pa.string()),
        ("known_from", pa.timestamp("us", tz="UTC")),
        ("known_to", pa.timestamp("us", tz="UTC")),
        ("name", pa.string()),
        ("score", pa.float64()),
        ("share", pa.float64()),
        ("at", pa.timestamp("us", tz="UTC")),
    ]
)


@dataclass(frozen=True)
class Ranked:
    """A person's score, and the share of people who scored as high or higher (0.005: the top 0.5 %)."""

    score: float
    share: float


@dataclass(frozen=True)
class Panel:
    """Who belongs to a model, the scores that rank them, and the segments they fall into."""

    model: str
    belongs: Rule
    scores: tuple[Score, ...]
    segments: Sequence[Segment]

    def __post_init__(self) -> None:
        check(self.segments)

    @property
    def needs(self) -> frozenset[str]:
        """The fact tables that working it out looks at."""
        rules = [segment.rule.needs for segment in self.segments if segment.rule]
        return frozenset({"person"}).union(self.belongs.needs, *rules, *(score.needs for score in self.scores)) - {
            "risk"
        }


@dataclass(frozen=True)
class Placed:
    """A panel as at an instant: everybody's segment and, by score, everybody's rank."""

    at: datetime
    segments: Mapping[int, str]
    ranks: Mapping[str, Mapping[int, Ranked]]


def place_everybody(panel: Panel, tables: Mapping[str, ir.Table], at: datetime) -> Placed:
    """Everybody's scores and segment, from the fact tables of a lake."""
    belong = to_ibis(panel.belongs, tables, at).filter(ibis._.value).select("person_id").to_pyarrow()
    people = ibis.memtable(belong)
    ranks = {score.id: _ranked(score.over(tables, people, at).to_pyarrow()) for score in panel.scores}
    rows = [row for name, ranked in ranks.items() for row in risk_rows(name, ranked, at)]
    with_risk = {**tables, "risk": ibis.memtable(pa.Table.from_pylist(rows, schema=_RISK))}
    return Placed(at, place_all(panel.segments, with_risk, people, at), ranks)


def place_one(panel: Panel, facts: Facts, at: datetime, ranks: Mapping[str, Ranked]) -> str | None:
    """One person's segment by the facts and the given ranks; None for who does not belong."""
    if not panel.belongs.selects(facts, at):
        return None
    rows = [row for name, ranked in ranks.items() for row in risk_rows(name, {0: ranked}, at)]
    return place(panel.segments, {**facts, "risk": rows}, at)


def risk_rows(name: str, ranked: Mapping[int, Ranked], at: datetime) -> list[dict[str, Any]]:
    """Scores as rows of the rules' `risk` table."""
    return [
        {
            "person_id": person,
            "record": f"score/{name}",
            "known_from": at,
            "known_to": FOREVER,
            "name": name,
            "score": each.score,
            "share": each.share,
            "at": at,
        }
        for person, each in ranked.items()
    ]


def _ranked(answer: pa.Table) -> dict[int, Ranked]:
    scores = dict(zip(answer["person_id"].to_pylist(), answer["score"].to_pylist(), strict=True))
    share = shares(scores)
    return {person: Ranked(score, share[person]) for person, score in scores.items()}
