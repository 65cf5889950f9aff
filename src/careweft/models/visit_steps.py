"""The steps and expectations of a scenario that are about short visits at home."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import NAMESPACE_OID, uuid5

from pydantic import BeforeValidator, Field, Tag

from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.care.tasks import Task
from careweft.care.visits.sheet import Sheet, sheet
from careweft.care.visits.terms import Terms
from careweft.care.visits.visits import Brought
from careweft.feeds import sources
from careweft.models import wire
from careweft.models.grammar import At, Name, Part
from careweft.models.judge import Judge

if TYPE_CHECKING:
    from careweft.models.player import Player


class Packs(At):
    """A pharmacy's system sends that medicine is packed for a person, ready to be brought."""

    packs: Name
    source: Name
    number: str
    medicine: str = "Medicine"
    status: Literal["in-progress", "completed"] = "in-progress"


class Invites(At):
    """An organisation's system sends an appointment of a person."""

    invites: Name
    source: Name
    number: str
    start: datetime
    place: str
    about: str = ""


def _answer(value: Any) -> Any:
    return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


YesNo = Annotated[Literal["yes", "no"], BeforeValidator(_answer)]


class CallsOn(At):
    """A visitor makes a visit, and the telephone sends what they bring back (`times`: so often). All that there is to
    hand over and to remind of is handed over and told of."""

    calls_on: Name = Field(alias="calls-on")
    visit: Name
    by: Name
    answers: dict[Name, YesNo] = Field(default_factory=dict)
    words: dict[Name, str] = Field(default_factory=dict)
    nobody_in: bool = Field(False, alias="nobody-in")
    times: int = Field(1, ge=1)


STEPS = (Packs, Invites, CallsOn)
VisitStep = (
    Annotated[Packs, Tag("<packs>")] | Annotated[Invites, Tag("<invites>")] | Annotated[CallsOn, Tag("<calls-on>")]
)
KEYS = {
    "packs": "a pharmacy packs medicine",
    "invites": "an organisation sends an appointment",
    "calls-on": "a visitor makes a visit",
}


class SheetExpected(Part):
    """What a visitor carries to the open visit of a person: all of it, so that nothing else is there."""

    person: Name
    visit: Name
    packets: list[Name] = Field(default_factory=list, description="of whom the packets are")
    reminders: list[str] = Field(default_factory=list, description="`2026-01-08 10:30 Eye clinic`")
    asks: int = 0
    minutes: int = 0


async def act(player: Player, step: Packs | Invites | CallsOn) -> None:
    """Do one step."""
    if isinstance(step, CallsOn):
        await _visit(player, step)
        return
    name = step.packs if isinstance(step, Packs) else step.invites
    person = player.person(name)
    patient = wire.patient(person) | {"id": f"{step.source}-{person.id}"}
    patient["identifier"] = [each for each in patient.get("identifier", ()) if "nhs" in each.get("system", "")]
    patient.pop("managingOrganization", None)
    subject = {"reference": f"Patient/{patient['id']}"}
    async with player.engine.database.transaction() as connection:
        kind = "pharmacy" if isinstance(step, Packs) else "hospital"
        await sources.declare(connection, step.source, name=step.source, kind=kind)
    if isinstance(step, Packs):
        made: dict[str, Any] = {
            "resourceType": "MedicationDispense",
            "id": step.number,
            "status": step.status,
            "medicationCodeableConcept": {"text": step.medicine},
            "subject": subject,
        }
    else:
        start = step.start.replace(tzinfo=player.engine.zone)
        made = {
            "resourceType": "Appointment",
            "id": step.number,
            "status": "booked",
            "description": step.about or "Appointment",
            "start": start.isoformat(),
            "end": (start + timedelta(minutes=20)).isoformat(),
            "participant": [
                {"actor": subject, "status": "accepted"},
                {"actor": {"type": "Location", "display": step.place}, "status": "accepted"},
            ],
        }
    await player.send_fhir(step.source, [patient, made])


async def _visit(player: Player, step: CallsOn) -> None:
    terms = _terms(player, step.visit)
    async with player.acting(step.by) as (connection, account):
        task = await _open(player, connection, step.calls_on, step.visit)
        shown = await sheet(connection, task, terms, player.clock.now(), player.engine.zone)
        brought = Brought(
            player.clock.now(),
            "nobody-in" if step.nobody_in else "seen",
            frozenset() if step.nobody_in else frozenset(packet.record for packet in shown.packets),
            bool(shown.reminders),
            step.answers,
            step.words,
        )
    key = uuid5(NAMESPACE_OID, f"{task.id}/{step.at}")
    for _ in range(step.times):
        async with player.acting(step.by) as (connection, account):
            await player.engine.visits.keep(connection, account, task.id, terms, key, brought)


async def _sheet(player: Player, connection: Connection, expected: SheetExpected) -> list[str]:
    """What of a sheet is not as expected."""
    task = await _open(player, connection, expected.person, expected.visit)
    zone = player.engine.zone
    found = await sheet(connection, task, _terms(player, expected.visit), player.clock.now(), zone)
    shown = {
        "packets": [packet.source for packet in found.packets],
        "reminders": [f"{each.at.astimezone(zone):%Y-%m-%d %H:%M} {each.place}" for each in found.reminders],
        "asks": len(found.terms.asks),
        "minutes": found.terms.minutes,
    }
    return [
        f"the sheet's {name} are {shown[name]}; expected {getattr(expected, name)}"
        for name in shown
        if shown[name] != getattr(expected, name)
    ]


def _terms(player: Player, name: str) -> Terms:
    found = player.engine.visit_terms.get(name)
    if found is None:
        raise BadInput(f"the model has no visit {name!r}")
    return found


async def _open(player: Player, connection: Connection, person: str, visit: str) -> Task:
    found: list[Task] = await player.tasks(connection, person, visit, "open")
    if not found:
        raise BadInput(f"{person} has no open visit {visit!r}")
    return found[0]


__all__ = ["KEYS", "STEPS", "CallsOn", "Invites", "Packs", "Sheet", "SheetExpected", "VisitStep", "act"]


JUDGES: dict[str, Judge] = {
    "sheet": _sheet,
}
