"""The single way in: referrals waiting for triage, the screen, and the decision that always answers the sender."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from careweft.access.accounts import Account
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import Conflict
from careweft.care import resources
from careweft.care.cases import Cases
from careweft.care.instruments import instrument
from careweft.care.record import Record
from careweft.care.tasks import Step, Tasks

TRIAGE = "triage"
Decision = Literal["accept", "decline"]


@dataclass(frozen=True)
class Referral:
    """A referral on the triage queue, with its triage task and the latest score of each screen."""

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


_QUEUE = """
SELECT r.person_id, r.record, r.at, coalesce(r.urgent, false), coalesce(r.organisation, ''), coalesce(r.reason, ''),
    t.id, t.status, t.team, t.due, t.note,
    (SELECT a.score FROM facts.assessment a WHERE a.person_id = r.person_id AND a.known_to = 'infinity'
        AND a.instrument = $2 AND a.at >= r.at ORDER BY a.at DESC LIMIT 1)
FROM care.task t JOIN facts.referral r
    ON r.person_id = t.person_id AND r.record = t.focus AND r.known_to = 'infinity'
WHERE t.code = 'triage' AND ($1::text IS NULL OR r.record = $1)
    AND ($1 IS NOT NULL OR t.status IN ('requested', 'in-progress', 'on-hold'))
ORDER BY t.urgent OR t.escalated IS NOT NULL DESC, t.due, t.id LIMIT 200
"""


async def queue(connection: Connection, screen: str, record: str | None = None) -> list[Referral]:
    """Referrals that wait for a decision (or the one of `record`, decided or not), the most urgent first."""
    return [Referral(*row) for row in await connection.fetch(_QUEUE, record, screen)]


class Referrals:
    """Screens and decides referrals, through the record."""

    def __init__(self, record: Record, tasks: Tasks, cases: Cases) -> None:
        self._record, self._tasks, self._cases = record, tasks, cases

    async def screen(
        self, connection: Connection, by: Account, referral: Referral, name: str, answers: Mapping[str, bool]
    ) -> int:
        """Keep the answers of a screening instrument and its score; return the score."""
        await require_sight(connection, [referral.person_id], referral.record)
        asked = instrument(name)
        score = asked.score(answers)
        request = await self._record.read(connection, referral.record)
        now = self._record.clock.now()
        response_id = resources.id_of(f"{referral.record}/{name}/{now.isoformat()}")
        response = {
            "resourceType": "QuestionnaireResponse",
            "id": response_id,
            "questionnaire": f"https://careweft.org/fhir/Questionnaire/{name}",
            "status": "completed",
            "subject": request["subject"],
            "authored": now.isoformat(),
            "item": [
                {"linkId": item.id, "text": item.text, "answer": [{"valueBoolean": answers[item.id]}]}
                for item in asked.items
            ],
        }
        result = resources.score(response_id, request["subject"], name, score, now)
        await self._record.write(connection, referral.person_id, response, result)
        return score

    async def decide(
        self, connection: Connection, by: Account, referral: Referral, decision: Decision, note: str, lead: str
    ) -> str | None:
        """Accept or decline; the sender is answered either way. `lead` is the role that leads a case.

        Returns the case's id where one is open now.
        """
        await require_sight(connection, [referral.person_id], referral.record)
        if referral.task_status not in resources.OPEN:
            raise Conflict("this referral has been decided already")
        await self._tasks.step(connection, by, referral.task, Step("completed", note or decision))
        request = await self._record.read(connection, referral.record)
        case = None
        if decision == "accept":
            subject, now = request["subject"]["reference"], self._record.clock.now()
            case = await self._cases.open(
                connection, referral.person_id, subject, referral.team, lead, referral.record, now
            )
        if referral.organisation:
            answer = "Your referral was accepted" if case else f"Your referral was not accepted: {note}"
            told = resources.communication(
                resources.id_of(f"{referral.record}/answer"),
                request["subject"]["reference"],
                referral.record,
                referral.organisation,
                answer,
                self._record.clock.now(),
            )
            await self._record.write(connection, referral.person_id, told)
        return case
