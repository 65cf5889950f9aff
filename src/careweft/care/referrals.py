"""The single way in: referrals waiting for triage, with the latest score of the screen."""

from dataclasses import dataclass
from datetime import datetime

from careweft.base.db import Connection


@dataclass(frozen=True)
class Referral:
    """A referral on the triage queue, with its triage task, where it stands and the latest score of the screen.

    `organisation` is the party that sent it, `sender_name` what it is called where it is no party of the place;
    `others` is how many more open referrals of the person there are.
    """

    person_id: int
    record: str
    at: datetime
    urgent: bool
    organisation: str
    reason: str
    task: str
    task_status: str
    team: str
    due: datetime | None
    note: str
    score: float | None
    state: str = "waiting"
    outcome: str = ""
    version: int = 0
    sender_name: str = ""
    means: str = "system"
    stopped: datetime | None = None
    target: str = ""
    head: str = ""
    answer: str = ""
    escalated: datetime | None = None
    practitioner: str | None = None
    others: int = 0


_QUEUE = """
SELECT r.person_id, r.request, r.at, r.urgent, r.sender, r.reason, t.id, t.status, t.team, t.due, t.note,
    (SELECT a.score FROM facts.assessment a WHERE a.person_id = r.person_id AND a.known_to = 'infinity'
        AND a.instrument = $2 AND a.at >= r.at ORDER BY a.at DESC LIMIT 1),
    r.state, r.outcome, t.version, r.sender_name, r.means, r.stopped, r.target, r.head, r.answer, t.escalated,
    t.practitioner, (SELECT count(*) FROM care.referral o WHERE o.person_id = r.person_id AND o.request <> r.request
        AND o.state IN ('waiting', 'asked', 'redirected'))
FROM care.referral r JOIN care.task t ON t.person_id = r.person_id AND t.id = r.task
WHERE ($1::text IS NULL OR r.request = $1) AND ($1 IS NOT NULL OR r.state IN ('waiting', 'asked', 'redirected'))
ORDER BY r.state IN ('decided', 'withdrawn'), r.state = 'asked', t.urgent OR t.escalated IS NOT NULL DESC, t.due, t.id
LIMIT 200
"""


async def queue(connection: Connection, screen: str, record: str | None = None) -> list[Referral]:
    """Referrals that are not decided (or the one of `record`, however it stands), the most urgent first; those whose
    clock stands still come last."""
    return [Referral(*row) for row in await connection.fetch(_QUEUE, record, screen)]
