"""Places between hospital and home: a virtual ward, step-up and step-down beds.

Who has a place has a FHIR ServiceRequest of that kind, given by the team: a service like any other, so that rules, the
case and the timeline know it. A place is for one whom the team leads, and there are no more than the model says.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care.record import Record
from careweft.care.resources import EXTENSION, Resource, extension, id_of
from careweft.care.transitions.terms import Ward

PLACES = "https://careweft.org/fhir/CodeSystem/ward"
CATEGORY = "https://careweft.org/fhir/CodeSystem/request-category"
_TAKEN = """
SELECT count(*) FROM facts.service WHERE organisation = $1 AND kind = $2 AND known_to = 'infinity' AND finish IS NULL
AND status IN ('active', 'on-hold')
"""
_LEADS = """
SELECT true FROM facts."case" WHERE person_id = $1 AND team = $2 AND status = 'active' AND known_to = 'infinity'
"""
_WHO = """
SELECT person_id, record, start FROM facts.service WHERE organisation = $1 AND kind = ANY ($2)
AND known_to = 'infinity' AND finish IS NULL AND status IN ('active', 'on-hold') ORDER BY start, person_id
"""


@dataclass(frozen=True)
class Occupied:
    """A place that somebody has: since when, why, until when that is expected, and the version of its record."""

    person_id: int
    id: str
    ward: str
    team: str
    since: datetime
    why: str
    until: date | None
    subject: str
    version: int


@dataclass(frozen=True)
class Need:
    """Why somebody needs a place, and until when as far as that can be said."""

    why: str
    until: date | None = None


class Wards:
    """Gives places and takes them back, through the record."""

    def __init__(self, record: Record, zone: ZoneInfo) -> None:
        self._record, self._zone = record, zone

    async def admit(
        self, connection: Connection, by: Account, person_id: int, ward: Ward, team: str, need: Need
    ) -> str:
        """Give somebody a place; its id. Who has one keeps it.

        Conflict where all places are taken; Refused for another team's ward, or for whom it does not lead.
        """
        await require_sight(connection, [person_id])
        if team not in by.parties:
            raise Refused("this is another team's ward", hint="Ask that team")
        if not need.why:
            raise BadInput("the reason is missing", where="why", expected="why they need this place")
        now = self._record.clock.now()
        if need.until is not None and need.until < now.astimezone(self._zone).date():
            raise BadInput("this day has passed", where="until", expected="a day to come")
        await connection.execute("SELECT FROM care.team WHERE id = $1 FOR UPDATE", team)
        if not await connection.fetchval(_LEADS, person_id, team):
            raise Refused("the team leads no case of this person", hint="Take them on first: one person is in charge")
        mine = [place for place in await self.occupied(connection, team, (ward.id,)) if place.person_id == person_id]
        if mine:
            return mine[0].id
        if await taken(connection, team, ward.id) >= ward.places:
            raise Conflict(f"all {ward.places} places are taken", hint="Somebody must leave first")
        subject = await self._record.patient(connection, person_id)
        if subject is None:
            raise NotFound("this person has no record here")
        made = id_of(f"ward/{team}/{ward.id}/{subject}/{now.isoformat()}")
        body = _service(Occupied(person_id, made, ward.id, team, now, need.why, need.until, subject, 0), ward.title, by)
        await self._record.write(connection, person_id, body)
        return made

    async def leave(
        self, connection: Connection, by: Account, place: str, outcome: str, version: int | None = None
    ) -> None:
        """Take a place back, with what came of it. Conflict where it was given back already."""
        person_id, current, body = await self._record.find(connection, f"ServiceRequest/{place}")
        await require_sight(connection, [person_id], f"ServiceRequest/{place}")
        if body["performer"][0]["reference"].rpartition("/")[2] not in by.parties:
            raise Refused("this is another team's ward", hint="Ask that team")
        if body["status"] not in ("active", "on-hold") or (version is not None and version != current):
            raise Conflict("somebody else changed this place meanwhile")
        if not outcome:
            raise BadInput(
                "what came of it is missing", where="outcome", expected="a few words, such as: stable at home"
            )
        now = self._record.clock.now()
        note = {"authorString": by.display_name, "time": now.isoformat(), "text": outcome}
        period = {**body["occurrencePeriod"], "end": now.isoformat()}
        body |= {"status": "completed", "occurrencePeriod": period, "note": [*body.get("note", ()), note]}
        await self._record.write(connection, person_id, body, expected=current)

    async def occupied(self, connection: Connection, team: str, wards: tuple[str, ...]) -> list[Occupied]:
        """Who has places of a team now, whom the acting account may see; the longest there first."""
        rows = await connection.fetch(_WHO, team, list(wards))
        bodies = await self._record.read_many(connection, [row["record"] for row in rows])
        by_record = {f"ServiceRequest/{body['id']}": body for body in bodies}
        return [_read(row["person_id"], team, by_record[row["record"]]) for row in rows if row["record"] in by_record]


async def taken(connection: Connection, team: str, ward: str) -> int:
    """How many places of a team's ward are taken, as far as the acting account may see."""
    return int(await connection.fetchval(_TAKEN, team, ward))


def _service(place: Occupied, title: str, by: Account) -> Resource:
    until = [{"url": f"{EXTENSION}/expected-end", "valueDate": place.until.isoformat()}] if place.until else []
    return {
        "resourceType": "ServiceRequest",
        "id": place.id,
        **({"extension": until} if until else {}),
        "status": "active",
        "intent": "order",
        "category": [{"coding": [{"system": CATEGORY, "code": "care-package"}]}],
        "code": {"coding": [{"system": PLACES, "code": place.ward}], "text": title},
        "subject": {"reference": place.subject},
        "occurrencePeriod": {"start": place.since.isoformat()},
        "authoredOn": place.since.isoformat(),
        "requester": {"reference": f"Practitioner/{by.username}", "display": by.display_name},
        "performer": [{"reference": f"Organization/{place.team}"}],
        "reasonCode": [{"text": place.why}],
    }


def _read(person_id: int, team: str, body: dict[str, Any]) -> Occupied:
    until = extension(body, "expected-end")
    return Occupied(
        person_id,
        body["id"],
        body["code"]["coding"][0]["code"],
        team,
        datetime.fromisoformat(body["occurrencePeriod"]["start"]),
        body["reasonCode"][0]["text"],
        date.fromisoformat(until["valueDate"]) if until else None,
        body["subject"]["reference"],
        int(body["meta"]["versionId"]),
    )
