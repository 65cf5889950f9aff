"""What a team holds and what is coming, counted for the account that asks: only of those whom it may see."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from careweft.base.db import Connection
from careweft.care.staffing.balance import Held
from careweft.care.teams import Load, Practitioner

PAST: Final = timedelta(weeks=12)
"""How far back the forecast looks for how many cases open and close."""
WEEKS: Final = 4

_MEMBERS = """
SELECT p.id, p.name, p.team, p.role, p.caseload, count(c.record) AS open
FROM care.practitioner p LEFT JOIN facts."case" c
    ON c.coordinator = p.id AND c.status = 'active' AND c.known_to = 'infinity'
WHERE p.team = $1 GROUP BY p.id ORDER BY p.name, p.id
"""
_HELD = """
SELECT c.coordinator, c.person_id, min(c.start) AS since, (SELECT count(*) FROM care.task t
    WHERE t.person_id = c.person_id AND t.status IN ('requested', 'in-progress', 'on-hold')) AS tasks
FROM facts."case" c WHERE c.team = $1 AND c.status = 'active' AND c.known_to = 'infinity' AND c.coordinator IS NOT NULL
GROUP BY c.coordinator, c.person_id ORDER BY c.coordinator, c.person_id
"""
FIRST: Final = timedelta(weeks=1)
"""What a team takes on in its first week is how it began, not its pace."""

_COMING = """
WITH held AS (SELECT person_id FROM facts."case"
    WHERE team = $1 AND status = 'active' AND known_to = 'infinity'),
pace AS (SELECT greatest(min(start) + $5, $2) AS since FROM facts."case" WHERE team = $1 AND known_to = 'infinity')
SELECT (SELECT count(DISTINCT person_id) FROM held) AS open,
    (SELECT count(*) FROM facts."case" WHERE team = $1 AND status = 'active' AND known_to = 'infinity'
        AND coordinator IS NULL) AS unled,
    (SELECT count(*) FROM care.referral WHERE team = $1 AND state IN ('waiting', 'asked')) AS waiting,
    (SELECT count(*) FILTER (WHERE outcome = 'accepted') FROM care.referral
        WHERE team = $1 AND state = 'decided' AND changed > $2) AS accepted,
    (SELECT count(*) FROM care.referral WHERE team = $1 AND state = 'decided' AND changed > $2) AS decided,
    (SELECT count(*) FROM facts."case", pace WHERE team = $1 AND known_to = 'infinity'
        AND start > pace.since AND start <= $3) AS begun,
    (SELECT count(*) FROM facts."case", pace WHERE team = $1 AND known_to = 'infinity'
        AND finish > pace.since AND finish <= $3) AS ended,
    (SELECT count(DISTINCT e.person_id) FROM facts.encounter e JOIN held USING (person_id)
        WHERE e.known_to = 'infinity' AND e.class = 'inpatient' AND e.status IN ('in-progress', 'onleave')
        AND e.finish IS NULL) AS in_hospital,
    (SELECT count(DISTINCT e.person_id) FROM facts.encounter e JOIN held USING (person_id)
        WHERE e.known_to = 'infinity' AND e.class = 'inpatient' AND e.status IN ('in-progress', 'onleave')
        AND e.finish IS NULL AND e.ready <= $3) AS ready,
    (SELECT count(*) FROM care.task WHERE team = $1 AND code LIKE '%review%'
        AND status IN ('requested', 'in-progress', 'on-hold') AND due < $4) AS reviews,
    (SELECT since FROM pace) AS since
"""


@dataclass(frozen=True)
class Coming:
    """What a team holds now and what is coming.

    `accepted` of `decided` referrals were accepted in the last twelve weeks. In the last `weeks` of them, of which the
    team's first is none, `begun` cases began and `ended` ended. `ready` of those `in_hospital` are fit to leave.
    `reviews` are due within four weeks.
    """

    open: int
    unled: int
    waiting: int
    accepted: int
    decided: int
    begun: int
    ended: int
    in_hospital: int
    ready: int
    reviews: int
    weeks: float

    @property
    def share(self) -> float:
        """The share of referrals that becomes a case; a half where none was decided lately."""
        return self.accepted / self.decided if self.decided else 0.5

    @property
    def has_pace(self) -> bool:
        """Whether the team has worked for long enough to tell how many cases begin and end in a week."""
        return self.weeks >= 1

    def forecast(self) -> list[int]:
        """How many cases the team will hold at the end of each of the next four weeks.

        As many begin and end each week as did on average, and no fewer begin than wait by the share that was accepted.
        """
        begins, ends = (self.begun / self.weeks, self.ended / self.weeks) if self.has_pace else (0, 0)
        first = self.waiting * self.share
        return [max(0, round(self.open + max(first, week * begins) - week * ends)) for week in range(1, WEEKS + 1)]


async def members(connection: Connection, team: str) -> list[Load]:
    """Everybody of a team with the open cases that they hold, by name."""
    return [Load(Practitioner(*list(row)[:5]), row["open"]) for row in await connection.fetch(_MEMBERS, team)]


async def held(connection: Connection, team: str) -> dict[str, list[Held]]:
    """The open cases of a team by who leads them."""
    found: dict[str, list[Held]] = {}
    for row in await connection.fetch(_HELD, team):
        found.setdefault(row["coordinator"], []).append(Held(row["person_id"], row["since"], row["tasks"]))
    return found


async def coming(connection: Connection, team: str, at: datetime) -> Coming:
    """What a team holds and what is coming, as at now."""
    row = await connection.fetchrow(_COMING, team, at - PAST, at, at + timedelta(weeks=WEEKS), FIRST)
    assert row is not None
    counts = {name: row[name] for name in row.keys() if name != "since"}  # noqa: SIM118
    return Coming(**counts, weeks=(at - row["since"]) / timedelta(weeks=1))
