"""What the place itself makes of a person: appointments, messages, loans, needs, referrals, plans, a note of a meeting.

Each says its own id in its text and stands in a table of `care`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from careweft.base.db import Connection
from careweft.care.appointments.preferences import flag
from careweft.care.appointments.resource import Booking, Clinic, appointment
from careweft.care.assessment.names import CANONICAL
from careweft.care.corrections.projection import CODE as CORRECT
from careweft.care.equipment.things import PRODUCTS, with_loan
from careweft.care.meetings.agenda import Why
from careweft.care.meetings.note import Head, fresh
from careweft.care.messages.resource import Said, message
from careweft.care.monitoring.resource import Monitored
from careweft.care.monitoring.resource import care_plan as monitoring
from careweft.care.pathways.resource import Run
from careweft.care.pathways.resource import care_plan as pathway
from careweft.care.pathways.walk import Leg, Standing
from careweft.care.plans.resource import CATEGORY, SHARED
from careweft.care.resources import EXTENSION, TASK_CODES
from careweft.care.social.state import Ask, need_resource, referral
from careweft.care.transitions.plan import DischargePlan, Expected, write
from tests.access.world import NOW, coding

AUTHORED = NOW - timedelta(days=2)
CLINIC = Clinic("blood", "Blood tests", "clinic", "blood")


@dataclass(frozen=True)
class Made:
    """A resource, the code of its label (if it has one), and of which other resources it tells."""

    body: dict[str, Any]
    label: str = ""
    of: tuple[str, ...] = ()

    @property
    def record(self) -> str:
        """It, as a reference."""
        return f"{self.body['resourceType']}/{self.body['id']}"


def made_here(who: str, person: int) -> list[Made]:
    """Everything, after what the person's sample already holds."""
    subject = f"Patient/p{person}"
    asked = _triage(who, subject)
    return [
        *(Made(body, label) for body, label in [*_contact(who, subject), *_plans(who, subject), *_local(who, subject)]),
        *asked,
        *_social(who, subject),
        Made(_correction(who, subject), "", (f"Condition/{who}-hiv",)),
        Made(write(DischargePlan(f"Encounter/{who}-abuse", subject, "acute", "zone-1", AUTHORED, AUTHORED,
                                 Expected(date(2026, 1, 20)))) | {"id": f"{who}-discharge"},
             "", (f"Encounter/{who}-abuse",)),
    ]  # fmt: skip


def _contact(who: str, subject: str) -> list[tuple[dict[str, Any], str]]:
    start = NOW + timedelta(days=1)
    end = start + timedelta(minutes=10)
    booked = Booking(f"{who}-visit", subject, "slot", 1, start, end, AUTHORED, f"{who}-visit")
    team = {"reference": "CareTeam/letters"}
    told = message(Said(f"{who}-thread", "message", subject, {"reference": subject}, [team],
                        f"{who}-thread", AUTHORED, f"{who}-thread"))  # fmt: skip
    advice = message(Said(f"{who}-advice", "advice", subject, {"reference": "Practitioner/carla"},
                          [{"reference": "CareTeam/zone-1"}], f"{who}-advice", AUTHORED, f"{who}-advice"))  # fmt: skip
    return [
        (appointment(booked, CLINIC) | {"reasonReference": [{"reference": f"Condition/{who}-hiv"}]}, "SEX"),
        (flag(f"{who}-custom", subject, "custom", f"{who}-custom", AUTHORED), "MH"),
        (told, "R"),
        (advice, "HIV"),
        ({"resourceType": "QuestionnaireResponse", "id": f"{who}-asked", "questionnaire": f"{CANONICAL}/phq-9|1",
          "status": "completed", "subject": {"reference": subject}, "authored": AUTHORED.isoformat()}, "MH"),
        (fresh(Head(f"{who}-note", subject, "Meeting", f"{who}-note", AUTHORED), {"display": "Carla"}), "ETH"),
    ]  # fmt: skip


def _plans(who: str, subject: str) -> list[tuple[dict[str, Any], str]]:
    changed = [{"url": "by", "valueString": "Carla"}, {"url": "at", "valueDateTime": AUTHORED.isoformat()},
               {"url": "what", "valueString": "begun"}]  # fmt: skip
    plan = {
        "resourceType": "CarePlan", "id": f"{who}-shared", "status": "active", "intent": "plan",
        "extension": [{"url": f"{EXTENSION}/changed", "extension": changed}],
        "category": [{"coding": [{"system": CATEGORY, "code": SHARED}], "text": "Plan"}],
        "subject": {"reference": subject}, "created": AUTHORED.isoformat(),
    }  # fmt: skip
    run = Run(f"{who}-pathway", "torbay/stroke", f"{who}-pathway", subject, AUTHORED, "carla", "form")
    standing = Standing((Leg(1, "first", "route", "", AUTHORED),), (), (), None, "")
    watched = Monitored(f"{who}-watched", "copd", f"{who}-watched", subject, "active", AUTHORED)
    return [(plan, "ETH"), (pathway(run, None, standing), "SEX"), (monitoring(watched, (), "carla", AUTHORED), "SDV")]


def _local(who: str, subject: str) -> list[tuple[dict[str, Any], str]]:
    body = {
        "resourceType": "DeviceRequest", "id": f"{who}-loan", "status": "active", "intent": "order",
        "codeCodeableConcept": {"coding": [{"system": PRODUCTS, "code": "commode"}], "text": f"{who}-loan"},
        "subject": {"reference": subject}, "authoredOn": AUTHORED.isoformat(),
        "performer": {"reference": "Organization/store"}, "reasonCode": [{"text": f"{who}-loan"}],
    }  # fmt: skip
    return [(with_loan(body, "waiting", team={"valueReference": {"reference": "CareTeam/zone-1"}}), "SDV")]


def _social(who: str, subject: str) -> list[Made]:
    """A need, and its referral to a partner, who is told a name and no more."""
    need = need_resource(f"{who}-need", "food", subject, "", AUTHORED)
    ask = Ask("food", f"{who}-need", "kitchen", "The kitchen", "charity", "zone-1", "carla", f"{who}-social",
              "Somebody", "", NOW + timedelta(days=9))  # fmt: skip
    request, task = referral(f"{who}-social", ask, subject, AUTHORED)
    of = f"Condition/{who}-need"
    return [Made(need, "MH"), Made(request, "ETH", (of,)), Made(task, "", (f"ServiceRequest/{who}-social", of))]


def _triage(who: str, subject: str) -> list[Made]:
    """A referral by the other hospital, to the team that decides on it."""
    request = {
        "resourceType": "ServiceRequest", "id": f"{who}-wanted", "status": "active", "intent": "order",
        "subject": {"reference": subject}, "requester": {"reference": "Organization/other-hospital"},
        "authoredOn": AUTHORED.isoformat(), "reasonCode": [{"text": f"{who}-wanted"}],
    }  # fmt: skip
    task = {
        "resourceType": "Task", "id": f"{who}-triage", "status": "requested", "intent": "order",
        "code": {"coding": [{"system": TASK_CODES, "code": "triage"}], "text": f"{who}-triage"},
        "focus": {"reference": f"ServiceRequest/{who}-wanted"}, "for": {"reference": subject},
        "authoredOn": AUTHORED.isoformat(), "requester": {"reference": "Organization/other-hospital"},
        "owner": {"reference": "CareTeam/zone-1"}, "description": "Not managing",
    }  # fmt: skip
    return [Made(request, "SEX"), Made(task, "", (f"ServiceRequest/{who}-wanted",))]


def _correction(who: str, subject: str) -> dict[str, Any]:
    said = {"wrong": "It is not so", "should": f"{who}-wrong", "before": f"{who}-wrong"}
    inputs = [{"type": {"text": name}, "valueString": text} for name, text in said.items()]
    return {
        "resourceType": "Task", "id": f"{who}-wrong", "status": "requested", "intent": "order",
        "code": {"coding": [{"system": TASK_CODES, "code": CORRECT}], "text": f"{who}-wrong"},
        "focus": {"reference": f"Condition/{who}-hiv"}, "for": {"reference": subject},
        "authoredOn": AUTHORED.isoformat(), "requester": {"reference": subject},
        "owner": {"reference": "Organization/gp-01"},
        "restriction": {"period": {"end": (NOW + timedelta(days=20)).isoformat()}},
        "input": [*inputs, {"type": {"text": "version"}, "valueInteger": 1}],
    }  # fmt: skip


def labelled(made: Made) -> dict[str, Any]:
    """The resource with its label."""
    return made.body | {"meta": {"security": [coding(made.label)]}} if made.label else made.body


async def rows(connection: Connection, who: str, person: int) -> None:
    """What stands in tables beside the record: an agenda, a reading set aside, what an effect did, a card, a score."""
    given: list[tuple[str, tuple[Any, ...]]] = [
        ("INSERT INTO care.meeting (id, team, series, title, at) VALUES ('met', 'zone-1', 'mdt', 'Met', $1)", (NOW,)),
        ("INSERT INTO care.meeting_item VALUES ($1, 'met', $2, $3, 'new', 1, $5, $4, '', 'waiting')",
         (person, f"Patient/p{person}", f"{who}-note", [f"Condition/{who}-hiv"], Why().content())),
        ("INSERT INTO care.reading_aside VALUES ($1, $2, 'weight', '9000 kg', 'too much', $3)",
         (person, f"Observation/{who}-mood", NOW)),
        ("INSERT INTO care.thread_seen VALUES ($1, $2, 'zone-1', $3)", (person, f"{who}-thread", NOW)),
        ("INSERT INTO care.effect VALUES ($1, 'key', $2, 'task', '{}', $3, 'applied', 1, $4)",
         (person, f"Encounter/{who}-abuse/discharged", NOW, f"Task/{who}-followup")),
        ("INSERT INTO access.invitation (person_id, related, code_hash, made, until) VALUES ($1, 'carer', '', $2, $2)",
         (person, NOW)),
        ("INSERT INTO population.score VALUES ($1, 'torbay', 'risk', $2, 'infinity', 1, 1)", (person, NOW)),
        ("INSERT INTO population.member VALUES ($1, 'torbay', $2, 'infinity', 'high')", (person, NOW)),
        ("INSERT INTO population.gap VALUES ($1, 'torbay', 'weight', $2)", (person, NOW)),
        ("INSERT INTO care.physician VALUES ($1, $2, 'dr', 'Dr')", (person, f"p{person}")),
    ]  # fmt: skip
    for query, values in given:
        await connection.execute(query, *values)
