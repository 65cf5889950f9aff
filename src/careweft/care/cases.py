"""Cases: a person in the care of a team, led by one coordinator; by whom the severity asks for, where a model says so.

How severe a case is stands in it, so it goes over when that changes and only then: whom people give it to, keeps it.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from careweft.base.db import Connection
from careweft.care import resources, teams
from careweft.care.casework import Casework
from careweft.care.reactions import Facts, open_case, practice_of
from careweft.care.record import Record, replaced
from careweft.care.staffing import cover
from careweft.care.staffing.allocation import NO_RULE, Allocation, Asked, Choice, choose
from careweft.facts import person_facts

_UTC = ZoneInfo("UTC")
_BECAUSE, _SEVERITY = f"{resources.EXTENSION}/allocated-because", f"{resources.EXTENSION}/case-severity"


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
        why = [{"url": _BECAUSE, "valueString": chosen.reason}, {"url": _SEVERITY, "valueCode": chosen.role}]
        made = [{**episode, "extension": why}]
        if lead is None:
            made.append(_find_somebody(f"{case}/allocate", subject, case, team, chosen, at))
        await self._record.write(connection, person_id, *made)
        return case

    async def follow(self, connection: Connection, person_id: int, facts: Facts, lead_role: str) -> None:
        """Give the person's open case to the role that its severity asks for, with all open work, where that changed.

        Where nobody can take it, it stays with who has it, and the manager is asked to find somebody.
        """
        now = self._record.clock.now()
        open_ = open_case(facts, now) if self.allocation.follows else None
        severity = self.allocation.of(Asked(facts, now, self._zone)) if open_ else None
        if open_ is None or severity is None or not open_["team"]:
            return
        _, version, body = await self._record.find(connection, open_["record"])
        known = resources.extension(body, "case-severity")
        if body["status"] != "active" or (known and known["valueCode"] == severity.role):
            return
        case, team, holder = body["id"], open_["team"], await teams.practitioner(connection, open_["coordinator"] or "")
        said = replaced(body.get("extension", ()), _SEVERITY, {"valueCode": severity.role})
        if holder and holder.role == severity.role:
            await self._record.write(connection, person_id, body | said, expected=version)
            return
        chosen = await self.suggest(connection, person_id, team, lead_role)
        said = replaced(said["extension"], _BECAUSE, {"valueString": chosen.reason})
        await self._record.write(connection, person_id, body | said, expected=version)
        if chosen.practitioner:
            work = Casework(self._record)
            await work.go_over(connection, person_id, case, chosen.practitioner, chosen.reason, facts)
        else:
            task = _find_somebody(f"{case}/allocate/{version}", body["patient"]["reference"], case, team, chosen, now)
            await self._record.write(connection, person_id, task)

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


def _find_somebody(key: str, subject: str, case: str, team: str, chosen: Choice, at: datetime) -> resources.Resource:
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
    return resources.task(resources.id_of(key), subject, f"EpisodeOfCare/{case}", asked, at)
