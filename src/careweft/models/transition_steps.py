"""The steps of a scenario that are about stays in hospital and the places between hospital and home."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, Tag

from careweft.access import accounts
from careweft.access.accounts import NewAccount
from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.care.transitions import medicines
from careweft.care.transitions.days import Delay
from careweft.care.transitions.known import Whose
from careweft.care.transitions.medicines import Medicine, What
from careweft.care.transitions.notices import Kind, Statements
from careweft.care.transitions.rehabilitation import Kind as RehabilitationKind
from careweft.care.transitions.rehabilitation import Need as RehabilitationNeed
from careweft.care.transitions.wards import Need, Wards
from careweft.facts import person_facts
from careweft.feeds import sources
from careweft.models import wire, wire_medcom
from careweft.models.grammar import At, Name, Part

if TYPE_CHECKING:
    from careweft.models.player import Player


class Outside(Part):
    """Somebody of an organisation that is no team of the place, such as a nurse of the hospital."""

    name: str
    of: Name
    role: Name


class MedCom(At):
    """The hospital sends a MedCom HospitalNotification about a stay (`AN_` and `RE_` codes too)."""

    medcom: str = Field(pattern=r"^(RE_|AN_)?(STAA|STIN|STOR|SLOR|SLHJ|MORS)$")
    person: Name
    visit: str
    when: datetime | None = Field(None, description="when it happened; left out, now")
    again: bool = Field(False, description="the message is sent twice")


class SendsLetter(At):
    """The hospital sends the discharge letter of a stay as HL7 v2 (MDM); or another in its place; or takes it back."""

    discharge_letter: Name = Field(alias="discharge-letter", description="of whom")
    visit: str
    number: str = "L1"
    says: str = ""
    replaces: str = ""
    withdrawn: bool = False
    again: bool = Field(False, description="the message is sent twice")


class System(At):
    """An organisation's system can be told from now on."""

    system: Name
    form: Literal["hl7", "fhir"]


class Prescribed(At):
    """The person's practice sends a medicine that they take."""

    prescribes: Name
    medicine: str


class Waits(At):
    """The person's practice sends that they are on a hospital's list for an operation; `over`: not any more."""

    waits: Name
    operation: str = Field(alias="for")
    over: Literal["done", "taken-off", ""] = ""


class Condition(At):
    """The person's practice sends a condition: its SNOMED code, and what it is called."""

    diagnoses: Name
    code: str
    called: str


class Expects(At):
    """Somebody says on which day a person is expected to leave hospital."""

    expects: Name
    on: date
    by: Name


class Delayed(At):
    """Somebody writes a delay down, or that it is over."""

    delays: Name
    reason: Name
    by: Name
    since: date | None = None
    until: date | None = Field(None, description="the first day on which it is over")


class Notifies(At):
    """The hospital gives social services a notice, or takes it back; `refused`: the law does not let it."""

    notifies: Kind
    person: Name
    by: Name
    proposed: date | None = None
    withdrawn: str = Field("", description="why it is taken back")
    refused: str = Field("", description="words of the reason why it cannot be given now")


class Change(Part):
    """What becomes of a medicine, and why."""

    what: What
    after: str = ""
    why: str = ""


class Reconciles(At):
    """Somebody reconciles the medicines: each that is not named goes on; one that starts is named by its new name."""

    reconciles: Name
    by: Name
    changes: dict[str, Change] = Field(default_factory=dict)
    refused: str = ""


class Rehabilitates(At):
    """Somebody writes the rehabilitation plan."""

    rehabilitates: Name
    by: Name
    before: str
    now: str
    need: str
    kind: RehabilitationKind = "general"
    start: date | None = None


class Places(At):
    """Somebody gives a person a place of their team's ward."""

    places: Name
    ward: Name
    by: Name
    why: str
    refused: str = Field("", description="words of the reason why there is none")


class LetsGo(At):
    """Somebody takes the place back, with what came of it."""

    lets_go: Name = Field(alias="lets-go")
    ward: Name
    by: Name
    outcome: str


STEPS = (
    MedCom,
    SendsLetter,
    System,
    Prescribed,
    Waits,
    Condition,
    Expects,
    Delayed,
    Notifies,
    Reconciles,
    Rehabilitates,
    Places,
    LetsGo,
)
TransitionStep = (
    Annotated[MedCom, Tag("<medcom>")]
    | Annotated[SendsLetter, Tag("<discharge-letter>")]
    | Annotated[System, Tag("<system>")]
    | Annotated[Prescribed, Tag("<prescribes>")]
    | Annotated[Waits, Tag("<waits>")]
    | Annotated[Condition, Tag("<diagnoses>")]
    | Annotated[Expects, Tag("<expects>")]
    | Annotated[Delayed, Tag("<delays>")]
    | Annotated[Notifies, Tag("<notifies>")]
    | Annotated[Reconciles, Tag("<reconciles>")]
    | Annotated[Rehabilitates, Tag("<rehabilitates>")]
    | Annotated[Places, Tag("<places>")]
    | Annotated[LetsGo, Tag("<lets-go>")]
)
KEYS = {
    "medcom": "the hospital sends a MedCom notification",
    "discharge-letter": "the hospital sends a discharge letter",
    "system": "an organisation's system can be told",
    "prescribes": "the practice sends a medicine",
    "waits": "somebody is on the list for an operation",
    "diagnoses": "the practice sends a condition",
    "expects": "somebody says the expected day of discharge",
    "delays": "somebody writes a delay down",
    "notifies": "the hospital gives social services a notice",
    "reconciles": "somebody reconciles medicines",
    "rehabilitates": "somebody writes the rehabilitation plan",
    "places": "somebody is given a place of a ward",
    "lets-go": "somebody's place is taken back",
}


async def set_up(connection: Connection, outside: dict[str, Outside]) -> dict[str, accounts.Account]:
    """Log-ins for those outside the teams, by name."""
    made = {}
    for name, told in outside.items():
        new = NewAccount(name, name, told.name, memberships=[(told.of, told.role)])
        account = await accounts.profile(connection, await accounts.create(connection, new))
        assert account
        made[name] = account
    return made


async def act(player: Player, step: Any) -> None:
    """Do a step: what is sent comes by the feeds, what is done is done as the pages do it."""
    match step:
        case MedCom():
            await _medcom(player, step)
        case SendsLetter():
            await _letter(player, step)
        case System():
            text = f'[outgoing]\naddress = "folder"\nform = "{step.form}"\n'
            async with player.engine.database.transaction() as connection:
                await sources.declare_mapping(connection, step.system, text, step.system)
        case Prescribed():
            await _send(
                player, step.prescribes, "MedicationStatement", {"medicationCodeableConcept": {"text": step.medicine}}
            )
        case Waits():
            await _waits(player, step)
        case Condition():
            coded = {"coding": [{"system": "http://snomed.info/sct", "code": step.code}], "text": step.called}
            await _send(player, step.diagnoses, "Condition", {"code": coded})
        case Places() | LetsGo():
            await _ward(player, step)
        case _:
            await _stay(player, step)


async def _stay(player: Player, step: Any) -> None:
    name = getattr(step, "person", "") or next(getattr(step, key) for key in _WHO if hasattr(step, key))
    refused = getattr(step, "refused", "")
    try:
        async with player.acting(step.by) as (connection, account):
            whose = await whose_stays(player, connection, name)
            stays = player.engine.stays
            record = next((stay.record for stay in whose.stays if stay.status != "cancelled"), "")
            match step:
                case Expects():
                    await stays.expect(connection, account, whose, record, step.on)
                case Delayed():
                    await _delay(player, connection, step, record, whose)
                case Notifies():
                    await _notify(player, connection, step, record, whose)
                case Reconciles():
                    plan = await stays.find(connection, record)
                    known = await stays.medicines_of(connection, plan) if plan else None
                    version = known.version if known else 0
                    await stays.reconcile(connection, account, whose, record, _changes(whose, record, step), version)
                case Rehabilitates():
                    need = RehabilitationNeed(step.before, step.now, step.need, step.kind, step.start)
                    plan = await stays.find(connection, record)
                    held = await stays.rehabilitation_of(connection, plan) if plan else None
                    await stays.rehabilitate(connection, account, whose, record, need, held.version if held else 0)
    except Exception as wrong:
        if not refused or refused not in str(wrong):
            raise
    else:
        if refused:
            raise BadInput(f"this was not refused; expected a refusal that says {refused!r}")


_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_WHO = ("expects", "delays", "reconciles", "rehabilitates")


async def whose_stays(player: Player, connection: Connection, name: str) -> Whose:
    """A person of the scenario with what is known of them, and what the model says."""
    person = await player.person_id(connection, name) or 0
    return Whose(person, await person_facts.load(connection, person), player.engine.transitions)


async def _delay(player: Player, connection: Connection, step: Delayed, record: str, whose: Whose) -> None:
    stays, account = player.engine.stays, player.staff[step.by]
    if step.since:
        made = Delay(f"{step.reason}-{step.since}", step.reason, "", step.since)
        await stays.delay(connection, account, whose, record, made)
    if step.until:
        plan = await stays.find(connection, record)
        held = next((each for each in (plan.open_delays if plan else ()) if each.reason == step.reason), None)
        if held is None:
            raise BadInput(f"there is no delay for {step.reason!r} that goes on")
        await stays.end_delay(connection, account, whose, record, held.id, step.until)


async def _notify(player: Player, connection: Connection, step: Notifies, record: str, whose: Whose) -> None:
    stays, account = player.engine.stays, player.staff[step.by]
    if not step.withdrawn:
        says = Statements(consulted=True, considered=True, proposed=step.proposed)
        await stays.notify(connection, account, whose, record, step.notifies, says)
        return
    plan = await stays.find(connection, record)
    held = [each for each in (await stays.notices_of(connection, plan) if plan else ()) if each.in_force]
    found = next((each for each in held if each.kind == step.notifies), None)
    if found is None:
        raise BadInput(f"no {step.notifies} notice is in force")
    await stays.withdraw(connection, account, whose, record, found.id, step.withdrawn)


def _changes(whose: Whose, record: str, step: Reconciles) -> list[Medicine]:
    start = next(stay.start for stay in whose.stays if stay.record == record)
    made, left = [], dict(step.changes)
    for name in medicines.taken(whose.facts, start):
        told = left.pop(name, Change(what="goes-on"))
        after = told.after or (name if told.what == "goes-on" else "")
        made.append(Medicine(told.what, name, after, told.why))
    return made + [Medicine(told.what, "", told.after or name, told.why) for name, told in left.items()]


async def _ward(player: Player, step: Places | LetsGo) -> None:
    wards: Wards = player.engine.wards
    name = step.places if isinstance(step, Places) else step.lets_go
    refused = step.refused if isinstance(step, Places) else ""
    team = player.scenario.place.staff[step.by].team
    try:
        async with player.acting(step.by) as (connection, account):
            person = await player.person_id(connection, name) or 0
            if isinstance(step, Places):
                ward = player.engine.transitions.wards[step.ward]
                await wards.admit(connection, account, person, ward, team, Need(step.why))
                if refused:
                    raise AssertionError
            else:
                held = await wards.occupied(connection, team, (step.ward,))
                place = next(each for each in held if each.person_id == person)
                await wards.leave(connection, account, place.id, step.outcome)
    except AssertionError:
        raise BadInput(f"this was not refused; expected a refusal that says {refused!r}") from None
    except Exception as wrong:
        if not refused or refused not in str(wrong):
            raise


async def _send(player: Player, name: str, kind: str, content: dict[str, Any]) -> None:
    person = player.person(name)
    number = f"{kind}-{player.sent}"
    at = player.clock.now().isoformat()
    body = {"resourceType": kind, "id": number, "subject": {"reference": f"Patient/{person.practice}-{person.id}"}}
    if kind == "Condition":
        body |= {"clinicalStatus": {"coding": [{"system": _CLINICAL, "code": "active"}]}, "onsetDateTime": at}
    else:
        body |= {"status": "active", "effectiveDateTime": at}
    await player.send_fhir(person.practice, [wire.patient(person), body | content])


async def _waits(player: Player, step: Waits) -> None:
    person, now = player.person(step.waits), player.clock.now()
    number = f"W-{step.waits}-{step.operation.replace(' ', '-')}"
    since = player.stays.setdefault(number, {"listed": now})["listed"]
    surgical = {"coding": [{"system": "http://snomed.info/sct", "code": "387713003"}]}
    body = {
        "resourceType": "ServiceRequest",
        "id": number,
        "status": {"": "active", "done": "completed", "taken-off": "revoked"}[step.over],
        "intent": "order",
        "category": [surgical],
        "code": {"text": step.operation},
        "subject": {"reference": f"Patient/{person.practice}-{person.id}"},
        "authoredOn": since.isoformat(),
        **({"occurrenceDateTime": now.isoformat()} if step.over else {}),
    }
    await player.send_fhir(person.practice, [wire.patient(person), body])


async def _letter(player: Player, step: SendsLetter) -> None:
    person, at = player.person(step.discharge_letter), player.clock.now().astimezone(player.engine.zone)
    trigger = "T11" if step.withdrawn else "T10" if step.replaces else "T02"
    player.sent += 1
    letter = step.number, step.replaces
    message = wire.mdm(trigger, person, step.visit, letter, step.says, at, f"D{player.sent:06}")
    for _ in range(2 if step.again else 1):
        async with player.engine.database.transaction() as connection:
            await player.engine.feeds.receive(connection, "acute", "hl7", message)


async def _medcom(player: Player, step: MedCom) -> None:
    message = wire_medcom.notification(
        step.medcom,
        player.person(step.person),
        step.visit,
        player.clock.now(),
        step.when.replace(tzinfo=player.engine.zone) if step.when else player.clock.now(),
        player.stays.setdefault(step.visit, {}),
    )
    for _ in range(2 if step.again else 1):
        async with player.engine.database.transaction() as connection:
            await player.engine.feeds.receive(connection, "acute", "fhir", message)
