"""Dates of any precision, from both ends of the calendar, as outside systems send them: none stops a projection."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from careweft.base.db import Database
from careweft.fhir.decode import decode
from careweft.fhir.store import Origin
from careweft.models.engine import Engine

ORIGIN = Origin("gp-01", None, datetime(2026, 1, 1, tzinfo=UTC))
EARLY, LATE, LEAP = "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:60.999999999-14:00", "2016-12-31T23:59:60Z"
PERSON = {"reference": "Patient/p"}
TEAM = {"reference": "Organization/zone-1"}


def sent(number: int, start: str, end: str) -> list[dict[str, Any]]:
    """One of each type that gives somebody a reason to see the person, or is listed for them."""
    period, id_ = {"start": start, "end": end}, f"odd-{number}"
    ours = {"url": "https://careweft.org/fhir/StructureDefinition/case-closure", "valueString": "x"}
    made: list[dict[str, Any]] = [
        {"resourceType": "Task", "status": "requested", "intent": "order", "for": PERSON, "owner": TEAM,
         "authoredOn": start, "restriction": {"period": period}},
        {"resourceType": "QuestionnaireResponse", "status": "completed", "subject": PERSON, "authored": start,
         "questionnaire": "https://careweft.org/fhir/Questionnaire/phq-9"},
        {"resourceType": "Communication", "status": "completed", "subject": PERSON, "sent": start, "recipient": [TEAM]},
        {"resourceType": "Encounter", "status": "finished", "class": {"code": "IMP"}, "subject": PERSON,
         "period": period, "serviceProvider": TEAM},
        {"resourceType": "EpisodeOfCare", "status": "finished", "patient": PERSON, "period": period,
         "team": [{"reference": "CareTeam/zone-1"}], "extension": [ours]},
        {"resourceType": "CarePlan", "status": "active", "intent": "plan", "subject": PERSON, "period": period,
         "author": TEAM, "created": start},
        {"resourceType": "ServiceRequest", "status": "active", "intent": "order", "subject": PERSON,
         "occurrencePeriod": period, "performer": [TEAM]},
        {"resourceType": "Consent", "status": "active", "scope": {"text": "x"}, "category": [{"text": "x"}],
         "patient": PERSON, "policyRule": {"text": "x"}, "dateTime": start,
         "provision": {"period": period, "provision": [{"type": "deny", "period": period, "actor": [
             {"role": {"text": "x"}, "reference": TEAM}]}]}},
    ]  # fmt: skip
    return [one | {"id": f"{id_}-{one['resourceType']}"} for one in made]


async def test_odd_dates(worker_db: Database) -> None:
    engine = await Engine.open(worker_db, ZoneInfo("Europe/London"))
    periods = [("2024", "2024"), ("2024-02", "2024-02"), ("2024-02-29", "2024-02-29"), (EARLY, LATE), (LEAP, LEAP),
               ("0001", "9999"), ("9999-12-31", "9999-12-31")]  # fmt: skip
    async with worker_db.transaction() as conn:
        await engine.store.put(conn, 1, [{"resourceType": "Patient", "id": "p"}], ORIGIN)
        plan = {"coding": [{"system": "https://careweft.org/fhir/CodeSystem/task", "code": "plan-action"}]}
        nobodys = {"resourceType": "Task", "id": "nobodys", "status": "requested", "intent": "order", "for": PERSON}
        await engine.store.put(conn, 1, [decode(nobodys | {"code": plan})], ORIGIN)
        odd = [decode(one) for number, period in enumerate(periods) for one in sent(number, *period)]
        await engine.store.put(conn, 1, odd, ORIGIN)
        found = await conn.fetch("SELECT authored, due FROM care.task WHERE id LIKE 'odd-_-Task' ORDER BY id LIMIT 3")
        seen = await conn.fetch(
            "SELECT since, until FROM access.relationship WHERE origin LIKE 'Encounter/odd%' ORDER BY since, until"
        )
    assert [(row["authored"].date().isoformat(), row["due"].date().isoformat()) for row in found] == [
        ("2024-01-01", "2025-01-01"), ("2024-02-01", "2024-03-01"), ("2024-02-29", "2024-03-01"),
    ]  # fmt: skip
    assert len(seen) == len(periods)
