"""Cases: a person in the care of a team, led by one coordinator."""

from datetime import datetime
from zoneinfo import ZoneInfo

from careweft.base.db import Connection
from careweft.care import resources, teams
from careweft.care.reactions import Facts, open_case, practice_of
from careweft.care.record import Record
from careweft.care.staffing import cover
from careweft.care.staffing.allocation import NO_RULE, Allocation, Asked, Choice, choose
from careweft.facts import person_facts

_UTC = ZoneInfo("UTC")


class Cases:
    """Opens cases, through the record."""

    def __init__(self, record: Record, zone: ZoneInfo = _UTC, allocation: Allocation = NO_RULE) -> None:
        self._record, self._zone, self.allocation = record, zone, allocation

    async def open(
        self, connection: Connection, person_id: int, subject: str, team: str, lead_role: str, origin: str, at: datetime
    ) -> str:
        """The person's open case, or a new one led by whom the allocation rule chooses; returns its id.

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
        chosen = await self.suggest(connection, person_id, team, lead_role)
        lead = chosen.practitioner
        case = resources.id_of(f"{origin}/case")
        episode = resources.episode(case, subject, team, lead.id if lead else None, at)
        why = {"url": f"{resources.EXTENSION}/allocated-because", "valueString": chosen.reason}
        made = [{**episode, "extension": [why]}]
        if lead is None:
            asked = {
                "code": "allocate",
                "title": f"Find a {chosen.role.replace('-', ' ')}: all are at their caseload limit or away",
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

    async def suggest(self, connection: Connection, person_id: int, team: str, lead_role: str) -> Choice:
        """Who of a team takes the person's next case now, and why; nobody is given anything yet.

        Holds the team until the transaction ends, so that two cases cannot both take the last place.
        """
        await connection.execute("SELECT FROM care.team WHERE id = $1 FOR UPDATE", team)
        now = self._record.clock.now()
        away = {each.practitioner for each in await cover.absences(connection, now, team) if each.holds(now)}
        loads = {role: await teams.loads(connection, team, role) for role in self.allocation.roles(lead_role)}
        facts = await person_facts.load(connection, person_id)
        return choose(self.allocation, lead_role, Asked(facts, now, self._zone), loads, away)

    async def take_on(self, connection: Connection, person_id: int, facts: Facts, lead_role: str, at: datetime) -> bool:
        """Open a case for somebody who is known already when a model starts; False where there is one."""
        patient = await self._record.patient(connection, person_id)
        if patient is None or open_case(facts, at):
            return False
        team = await teams.team_of(connection, practice_of(facts, at))
        await self.open(connection, person_id, patient, team, lead_role, f"{patient}/taken-on", at)
        return True
