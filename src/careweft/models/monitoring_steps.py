"""Steps of a scenario in which people are monitored at home: what devices, people and staff do."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, Tag

from careweft.access import accounts
from careweft.access.accounts import Account, NewAccount
from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.care.monitoring import reading, rota
from careweft.care.monitoring.monitoring import plans_of
from careweft.care.monitoring.resource import ALARMS, RECORDINGS
from careweft.care.plans.content import Action, Goal
from careweft.care.plans.content import Part as PlanPart
from careweft.care.resources import id_of
from careweft.facts.quantities import LOINC, UCUM, quantities
from careweft.feeds import sources
from careweft.models import wire
from careweft.models.grammar import At, Name

if TYPE_CHECKING:
    from careweft.models.player import Player

DEVICES = "telehealth"
"""The source of readings and alarms in a scenario's place."""


class Reads(At):
    """Readings of a person: sent by a device (FHIR, or HL7 v2 ORU), typed in by the person, or by staff (`by`)."""

    reads: Name
    means: Literal["device", "device-hl7", "person", "staff"] = "device"
    by: Name | None = None
    values: dict[Name, float | str] = Field(description="reading: number, or number and unit, `181 [lb_av]`")
    taken: datetime | None = Field(None, description="when, if not now")
    number: str = Field("", description="the sender's number of it: the same is the same reading again")
    status: Literal["final", "entered-in-error"] = "final"


class Watches(At):
    """Staff begin to monitor a person in a programme of the model."""

    watches: Name
    programme: Name
    by: Name


class Limits(At):
    """Staff give a person a limit of their own for an alert; `to` empty goes back to the model's."""

    limits: Name
    alert: Name
    to: str
    why: str = ""
    by: Name


class Holds(At):
    """Staff hold a person's monitoring, go on with it or end it."""

    monitoring: Literal["active", "on-hold", "completed"]
    person: Name
    by: Name
    reason: str = ""


class AnswersAlert(At):
    """Staff say what was done about the open alert of a person."""

    answers_alert: Name = Field(alias="answers-alert")
    alert: Name
    outcome: Name
    note: str = ""
    by: Name


class LooksThrough(At):
    """Staff have looked through a person's readings today."""

    looks_through: Name = Field(alias="looks-through")
    by: Name


class Alarms(At):
    """A device at home sends an alarm: pendant, fall, smoke …; `status: cancelled` takes it back."""

    alarms: Name
    kind: Name
    number: str
    status: Literal["final", "cancelled"] = "final"
    note: str = ""


class Records(At):
    """A device at home sends a recording without a number: an ECG."""

    records: Name
    kind: Name
    number: str
    status: Literal["final", "cancelled"] = "final"


class GivesShift(At):
    """Staff name who has the shift of the rota that holds at a time."""

    gives_shift: Name = Field(alias="gives-shift", description="who has it")
    when: datetime
    by: Name


class OwnPlan(At):
    """A person writes goals, and what they will do themselves, into their own plan."""

    own_plan: Name = Field(alias="own-plan")
    goals: dict[Name, str] = Field(default_factory=dict)
    does: dict[str, str] = Field(default_factory=dict, description="what they will do: how often")


STEPS = (OwnPlan, Reads, Watches, Limits, Holds, AnswersAlert, LooksThrough, Alarms, Records, GivesShift)
MonitoringStep = (
    Annotated[OwnPlan, Tag("<own-plan>")]
    | Annotated[Reads, Tag("<reads>")]
    | Annotated[Watches, Tag("<watches>")]
    | Annotated[Limits, Tag("<limits>")]
    | Annotated[Holds, Tag("<monitoring>")]
    | Annotated[AnswersAlert, Tag("<answers-alert>")]
    | Annotated[LooksThrough, Tag("<looks-through>")]
    | Annotated[Alarms, Tag("<alarms>")]
    | Annotated[Records, Tag("<records>")]
    | Annotated[GivesShift, Tag("<gives-shift>")]
)
KEYS = {
    "own-plan": "a person writes in their own plan",
    "reads": "readings of a person come",
    "watches": "a person is monitored from now on",
    "limits": "a person gets a limit of their own",
    "monitoring": "monitoring is held, goes on or ends",
    "answers-alert": "somebody says what was done about an alert",
    "looks-through": "somebody has looked through the readings",
    "alarms": "a device sends an alarm",
    "records": "a device sends a recording",
    "gives-shift": "who is on call is named",
}


async def act(player: Player, step: Any) -> None:
    """Do one step."""
    match step:
        case Reads(means="device" | "device-hl7") | Alarms() | Records():
            await _send(player, step)
        case Reads():
            account = player.staff[step.by] if step.by else await own(player, step.reads)
            at = step.taken.replace(tzinfo=player.engine.zone) if step.taken else None
            texts = {name: str(value) for name, value in step.values.items()}
            async with player.engine.database.transaction(account.id) as connection:
                person = await _person(player, connection, step.reads)
                key = step.number or f"{step.at}/{player.sent}"
                await player.engine.monitoring.enter(connection, account, person, key, texts, at)
        case OwnPlan():
            account = await own(player, step.own_plan)
            parts: dict[str, PlanPart] = {f"goal/{name}": Goal(text) for name, text in step.goals.items()}
            for number, (text, often) in enumerate(step.does.items(), 1):
                parts[f"action/own-{number}"] = Action(text, "person", often=often)
            async with player.engine.database.transaction(account.id) as connection:
                person = await _person(player, connection, step.own_plan)
                plans = player.engine.plans
                now = await plans.current(connection, person)
                await plans.write(
                    connection, account, person, now.version if now else 0, parts, player.engine.plan_terms
                )
        case GivesShift():
            async with player.acting(step.by) as (connection, account):
                turn = player.engine.monitoring.terms.rota.at(
                    step.when.replace(tzinfo=player.engine.zone), player.engine.zone
                )
                if turn is None:
                    raise BadInput(f"nobody is on call at {step.when}")
                team = await connection.fetchval("SELECT team FROM care.practitioner WHERE id = $1", step.gives_shift)
                await rota.give(connection, account, turn, team, step.gives_shift)
        case _:
            await _say(player, step)


async def own(player: Player, name: str) -> Account:
    """The person's own account."""
    key = f"person/{name}"
    if key not in player.staff:
        async with player.engine.database.transaction() as connection:
            person = await _person(player, connection, name)
            new = NewAccount(key, key, player.scenario.people[name].given, "person", person)
            account = await accounts.profile(connection, await accounts.create(connection, new))
            assert account
            player.staff[key] = account
    return player.staff[key]


async def _person(player: Player, connection: Connection, name: str) -> int:
    found = await player.person_id(connection, name)
    if found is None:
        raise BadInput(f"nothing is known of {name} yet")
    return found


async def _say(player: Player, step: Any) -> None:
    monitoring = player.engine.monitoring
    async with player.acting(step.by) as (connection, account):
        match step:
            case Watches():
                person = await _person(player, connection, step.watches)
                await monitoring.start(connection, account, person, step.programme)
            case LooksThrough():
                person = await _person(player, connection, step.looks_through)
                await monitoring.review(connection, account, person)
            case AnswersAlert():
                person = await _person(player, connection, step.answers_alert)
                found = [
                    row for row in await reading.alerts(connection, person) if row.code == step.alert and not row.closed
                ]
                if not found:
                    raise BadInput(f"{step.answers_alert} has no open alert {step.alert}")
                await monitoring.answer(connection, account, person, found[0].id, step.outcome, step.note)
            case Limits():
                person = await _person(player, connection, step.limits)
                plan = await _plan(player, connection, person, step.alert)
                await monitoring.set_limit(connection, account, person, plan, step.alert, step.to, step.why)
            case Holds():
                person = await _person(player, connection, step.person)
                plans = await plans_of(connection, player.engine.record, person)
                for each in (found for found in plans if found.status != "completed"):
                    await monitoring.set_status(connection, account, person, each.id, step.monitoring, step.reason)


async def _plan(player: Player, connection: Connection, person: int, alert: str) -> str:
    known = player.engine.monitoring.terms.programmes
    for plan in await plans_of(connection, player.engine.record, person):
        if any(each.code == alert for each in known[plan.programme].alerts):
            return plan.id
    raise BadInput(f"no monitoring of this person has an alert {alert}")


async def _send(player: Player, step: Reads | Alarms | Records) -> None:
    async with player.engine.database.transaction() as connection:
        await sources.declare(connection, DEVICES, name="Devices at home", kind="community")
    player.sent += 1
    zone, number = player.engine.zone, step.number or f"{player.sent}"
    person = player.person(next(getattr(step, name) for name in ("reads", "alarms", "records") if hasattr(step, name)))
    taken = step.taken if isinstance(step, Reads) and step.taken else step.at
    at = taken.replace(tzinfo=zone)
    if isinstance(step, Reads) and step.means == "device-hl7":
        message = oru(person, [(name, *measured(name, value)) for name, value in step.values.items()], at, number)
        async with player.engine.database.transaction() as connection:
            await player.engine.feeds.receive(connection, DEVICES, "hl7", message)
        return
    body: dict[str, Any] = {"resourceType": "Observation", "status": step.status, "effectiveDateTime": at.isoformat()}
    about = {"subject": {"reference": f"Patient/{DEVICES}-{person.id}"}}
    made = [{**wire.patient(person), "id": f"{DEVICES}-{person.id}"}]
    made[0] = {
        key: value for key, value in made[0].items() if key not in ("generalPractitioner", "managingOrganization")
    }
    if isinstance(step, Alarms):
        code = {"coding": [{"system": ALARMS, "code": step.kind}]}
        note = {"note": [{"text": step.note}]} if step.note else {}
        made.append({**body, **about, **note, "id": id_of(f"alarm/{number}"), "code": code})
    elif isinstance(step, Records):
        code = {"coding": [{"system": LOINC, "code": next(c for c, kind in RECORDINGS.items() if kind == step.kind)}]}
        wave = {
            "valueSampledData": {
                "origin": {"value": 0, "unit": "mV"},
                "period": 4,
                "dimensions": 1,
                "data": "0 1 8 1 0",
            }
        }
        made.append({**body, **about, **wave, "id": id_of(f"recording/{number}"), "code": code})
    else:
        for name, value in step.values.items():
            kind, (amount, unit) = quantities()[name], measured(name, value)
            code = {"coding": [{"system": kind.system, "code": kind.code}]}
            quantity = {"valueQuantity": {"value": amount, "unit": unit, "system": UCUM, "code": unit}}
            made.append({**body, **about, **quantity, "id": id_of(f"{number}/{name}"), "code": code})
    await player.send_fhir(DEVICES, made)


def measured(name: str, value: float | str) -> tuple[float, str]:
    """The number and unit of a reading as a scenario writes it."""
    number, _, unit = str(value).partition(" ")
    return float(number), unit or quantities()[name].unit


def oru(person: wire.Person, values: list[tuple[str, float, str]], at: datetime, number: str) -> bytes:
    """An ORU^R01 with readings, as a gateway of home devices sends it."""
    stamp = f"{at:%Y%m%d%H%M%S%z}"
    lines = [
        f"MSH|^~\\&|HUB|HOME|CAREWEFT|PLACE|{stamp}||ORU^R01|{number}|P|2.5",
        f"PID|1||{person.id.upper()}^^^HOME^PI~{person.nhs}^^^NHS^NH||{person.family}^{person.given}||"
        f"{person.born:%Y%m%d}|{person.sex[0].upper()}",
        f"OBR|1||{number}|85353-1^Vital signs^LN|||{stamp}",
    ]
    for place, (name, value, unit) in enumerate(values, 1):
        kind = quantities()[name]
        lines.append(f"OBX|{place}|NM|{kind.code}^{kind.title}^LN||{value:g}|{unit}|||||F|||{stamp}")
    return "\r".join(lines).encode() + b"\r"
