"""Which cases could move from one to another of a team, by rule and with the reason. Pure; nothing moves by itself.

A case is suggested to move while somebody holds more than the limit, or clearly more than the one who holds least
(`GAP`). Those with the fewest open tasks move first, the newest of them before others: least is lost. No taker is
brought over their limit or above the giver, and who is away takes nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from careweft.care.teams import Load

GAP: Final = 5
"""How many more open cases one may hold than another of the same role before moves are suggested."""


@dataclass(frozen=True)
class Held:
    """A case that somebody holds: whose it is, since when, and how many of its tasks are open."""

    person_id: int
    since: datetime
    tasks: int


@dataclass(frozen=True)
class Move:
    """A case that could move, and why."""

    person_id: int
    giver: str
    taker: str
    reason: str


def moves(loads: Sequence[Load], cases: Mapping[str, Sequence[Held]], away: Collection[str]) -> list[Move]:
    """Suggested moves among practitioners of one role, the most needed first. `cases` are by who holds them."""
    holds = {load.practitioner.id: load.open for load in loads}
    limits = {load.practitioner.id: load.practitioner.caseload for load in loads}
    names = {load.practitioner.id: load.practitioner.name for load in loads}
    left = {name: sorted(cases.get(name, ()), key=lambda c: (c.tasks, -c.since.timestamp())) for name in holds}
    found: list[Move] = []
    while step := _next(holds, limits, left, away):
        giver, taker, why = step
        case = left[giver].pop(0)
        busy = f"{case.tasks} open tasks" if case.tasks != 1 else "1 open task"
        reason = f"{names[giver]} {why}; {names[taker]} holds {_of(holds[taker], limits[taker])}. This case has {busy}."
        found.append(Move(case.person_id, giver, taker, reason))
        holds[giver], holds[taker] = holds[giver] - 1, holds[taker] + 1
    return found


def _next(
    holds: Mapping[str, int],
    limits: Mapping[str, int | None],
    left: Mapping[str, Sequence[Held]],
    away: Collection[str],
) -> tuple[str, str, str] | None:
    """Who gives next to whom and why; None where nothing should move."""
    takers = sorted((n for n in holds if n not in away and _room(holds[n], limits[n])), key=lambda n: (holds[n], n))
    givers = sorted((n for n in holds if left[n]), key=lambda n: (-_over(holds[n], limits[n]), -holds[n], n))
    for giver in givers:
        taker = next((name for name in takers if name != giver), None)
        if taker is None:
            continue
        over = _over(holds[giver], limits[giver])
        if over:
            return giver, taker, f"holds {_of(holds[giver], limits[giver])}, {over} over the limit"
        if holds[giver] - holds[taker] > GAP:
            return giver, taker, f"holds {_of(holds[giver], limits[giver])}"
    return None


def _room(held: int, limit: int | None) -> bool:
    return limit is None or held < limit


def _over(held: int, limit: int | None) -> int:
    return 0 if limit is None else max(0, held - limit)


def _of(held: int, limit: int | None) -> str:
    return f"{held}" if limit is None else f"{held} of {limit}"
