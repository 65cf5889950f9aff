"""Cases: a person in the care of a team, led by one coordinator."""

from datetime import datetime

from careweft.base.db import Connection
from careweft.care import resources, teams
from careweft.care.reactions import Facts, open_case, practice_of
from careweft.care.record import Record


class Cases:
    """Opens cases, through the record."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def open(
        self, connection: Connection, person_id: int, subject: str, team: str, lead_role: str, origin: str, at: datetime
    ) -> str:
        """The person's open case, or a new one led by the least loaded of the team; returns its id.

        Where all who could lead it are at their limit, the team's manager is asked to find somebody. The id is made of
        `origin` (the referral, or the service that knew the person), so that opening it again opens nothing.
        """
        existing = await connection.fetchval(
            "SELECT record FROM facts.\"case\" WHERE person_id = $1 AND status = 'active' AND known_to = 'infinity' "
            "ORDER BY start DESC LIMIT 1",
            person_id,
        )
        if existing:
            return str(existing).rsplit("/", 1)[-1]
        lead = await teams.allocate(connection, team, lead_role)
        case = resources.id_of(f"{origin}/case")
        made = [resources.episode(case, subject, team, lead.id if lead else None, at)]
        if lead is None:
            asked = {
                "code": "allocate",
                "title": f"Find a {lead_role}: all are at their caseload limit",
                "role": "manager",
                "team": team,
                "practitioner": None,
                "due": at.isoformat(),
                "escalate": "",
                "urgent": True,
            }
            task = resources.id_of(f"{case}/allocate")
            made.append(resources.task(task, subject, f"EpisodeOfCare/{case}", asked, at))
        await self._record.write(connection, person_id, *made)
        return case

    async def take_on(self, connection: Connection, person_id: int, facts: Facts, lead_role: str, at: datetime) -> bool:
        """Open a case for somebody who is known already when a model starts; False where there is one."""
        patient = await self._record.patient(connection, person_id)
        if patient is None or open_case(facts, at):
            return False
        team = await teams.team_of(connection, practice_of(facts, at))
        await self.open(connection, person_id, patient, team, lead_role, f"{patient}/taken-on", at)
        return True
