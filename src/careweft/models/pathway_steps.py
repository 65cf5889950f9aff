"""The steps of a scenario that are about pathways: what units and ambulances send, and what people say of a pathway."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, Tag

from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.care import teams
from careweft.care.pathways import units
from careweft.care.pathways.pathways import Said
from careweft.care.pathways.resource import Run
from careweft.feeds import sources
from careweft.models import wire
from careweft.models.grammar import At, Name, Part

if TYPE_CHECKING:
    from careweft.models.player import Player


class PlaceUnit(Part):
    """A unit of the place: what it is designated for, and the minutes to it from postcode areas."""

    title: str
    kind: Name = "hospital"
    designations: list[Name] = Field(min_length=1)
    minutes: dict[str, int] = Field(default_factory=dict)


class Observe(At):
    """An organisation's system sends a score of an instrument, or a reading, and where that was."""

    observes: Name
    source: Name
    score: dict[Name, float] = Field(default_factory=dict, description="instrument: score")
    reading: dict[str, str] = Field(default_factory=dict, description="LOINC code: value and unit, `52 mmol/mol`")
    scene: str = Field("", description="the postcode of where it happened; left out, none is sent")
    number: str = ""
    status: Literal["final", "entered-in-error"] = "final"


class Arrive(At):
    """A unit's system sends that somebody came to stay, or (`leaves`) left; `cancelled`: did not come after all."""

    arrives: Name
    unit: Name
    visit: str
    since: datetime | None = None
    emergency: bool = True
    reason: str = Field("", description="left out, none is sent")
    cancelled: bool = False


class Leave(At):
    """A unit's system sends that somebody left who came with this visit."""

    leaves: Name
    unit: Name
    visit: str
    reason: str = Field("", description="left out, none is sent")
    when: datetime | None = Field(None, description="left out, now")
    died: bool = Field(False, description="they died there and then")


class Visited(At):
    """An organisation's system sends a visit or contact of a kind."""

    visits: Name
    source: Name
    kind: Name
    minutes: int = 30


class Put(At):
    """Somebody puts a person on a pathway (its name in the model), from a party where that matters."""

    puts: Name
    on: Name
    by: Name
    party: str = ""


class Does(At):
    """Somebody does a step of a person's pathway, or says why not; the task of the visit is finished."""

    does: Name
    person: Name
    by: Name
    pathway: Name | None = None
    undone: bool = Field(False, description="it is not done, for the reason")
    why: Name | None = None
    words: str = ""


class TakesOn(At):
    """Somebody takes a person on for the stage that waits."""

    takes_on: Name = Field(alias="takes-on")
    by: Name
    pathway: Name | None = None


class Moves(At):
    """Somebody moves a person to another stage; `refused` expects that this is not allowed."""

    moves: Name
    to: Name
    role: Name | None = Field(None, description="to which role of the stage; left out, the first")
    by: Name
    pathway: Name | None = None
    why: Name | None = None
    words: str = ""
    refused: bool = False


class Explains(At):
    """Somebody gives the reason of a variation."""

    explains: Name
    about: str
    by: Name
    why: Name | None = None
    words: str = ""
    pathway: Name | None = None


class Ends(At):
    """Somebody ends a person's pathway before its last step."""

    leaves_pathway: Name = Field(alias="leaves-pathway")
    by: Name
    pathway: Name | None = None
    why: Name | None = None
    words: str = ""


STEPS = (Observe, Arrive, Leave, Visited, Put, Does, TakesOn, Moves, Explains, Ends)
PathwayStep = (
    Annotated[Observe, Tag("<observes>")]
    | Annotated[Arrive, Tag("<arrives>")]
    | Annotated[Leave, Tag("<leaves>")]
    | Annotated[Visited, Tag("<visits>")]
    | Annotated[Put, Tag("<puts>")]
    | Annotated[Does, Tag("<does>")]
    | Annotated[TakesOn, Tag("<takes-on>")]
    | Annotated[Moves, Tag("<moves>")]
    | Annotated[Explains, Tag("<explains>")]
    | Annotated[Ends, Tag("<leaves-pathway>")]
)
KEYS = {
    "observes": "an organisation sends a score or reading",
    "arrives": "a unit sends that somebody came",
    "leaves": "a unit sends that somebody left",
    "visits": "an organisation sends a contact",
    "puts": "somebody is put on a pathway",
    "does": "a step of a pathway is done",
    "takes-on": "a stage is taken on",
    "moves": "somebody moves to another stage",
    "explains": "the reason of a variation is given",
    "leaves-pathway": "a pathway is ended",
}


async def set_up(connection: Connection, told: dict[str, PlaceUnit], managers: dict[str, str]) -> None:
    """The units of a scenario's place: who sends, who has a worklist, and how far they are."""
    for name, unit in told.items():
        await sources.declare(connection, name, name=unit.title, kind=unit.kind)
    there = [teams.Team(name, unit.title, managers.get(name, "")) for name, unit in told.items()]
    await teams.set_up(connection, there, [], [])
    known = [units.Unit(name, unit.title, tuple(unit.designations), unit.minutes) for name, unit in told.items()]
    if known:
        await units.set_up(connection, known)


async def act(player: Player, step: Any) -> None:
    """Do one step."""
    match step:
        case Observe() | Arrive() | Leave() | Visited():
            await _send(player, step)
        case Put():
            async with player.acting(step.by) as (connection, account):
                person = await _person(player, connection, step.puts)
                model, terms = player.compiled.model.id, player.engine.pathway_terms
                await player.engine.pathways.start(
                    connection, account, person, f"{model}/{step.on}", f"{player.sent}/{step.at}", terms, step.party
                )
        case _:
            await _say(player, step)


async def run(player: Player, connection: Connection, person: str, pathway: str | None) -> Run:
    """The latest pathway of a person (of a name), that is not over where there is one."""
    runs = await player.engine.pathways.runs(connection, await _person(player, connection, person))
    found = [each for each in runs if pathway is None or each.pathway.endswith(f"/{pathway}")]
    if not found:
        raise BadInput(f"{person} is on no pathway{f' {pathway}' if pathway else ''}")
    return max(found, key=lambda each: (each.standing is not None and each.standing.ended is None, each.start))


async def _say(player: Player, step: Any) -> None:
    said = {"key": f"{type(step).__name__}/{step.at}/{getattr(step, 'does', '')}", "words": getattr(step, "words", "")}
    said["code"] = getattr(step, "why", None) or ""
    who = next(getattr(step, name) for name in ("person", "takes_on", "moves", "explains", "leaves_pathway")
               if hasattr(step, name))  # fmt: skip
    async with player.acting(step.by) as (connection, account):
        at = await run(player, connection, who, step.pathway)
        standing = at.standing
        assert standing is not None
        match step:
            case Does():
                turn = next((turn for turn in standing.open if turn.step == step.does), None)
                if turn is None:
                    states = ", ".join(turn.step for turn in standing.open) or "nothing"
                    raise BadInput(f"{step.does} of {who} is not open", expected=f"one of {states}")
                what, about = ("not-done" if step.undone else "done"), turn.key
            case TakesOn():
                what, about = "taken", standing.leg.stage if standing.leg else ""
            case Moves():
                what, about, said["role"] = "moved", step.to, step.role or ""
            case Explains():
                what, about = "why", step.about
            case _:
                what, about = "ended", ""
        words = Said(what=what, about=about, **said)  # type: ignore[arg-type]
        try:
            await player.engine.pathways.say(connection, account, at.id, words, player.engine.pathway_terms)
        except BadInput:
            if not (isinstance(step, Moves) and step.refused):
                raise
            return
        if isinstance(step, Moves) and step.refused:
            raise BadInput("the move was allowed", expected="that it is refused")


async def _send(player: Player, step: Any) -> None:
    if isinstance(step, Observe):
        await player.send_fhir(step.source, _observed(player, step))
    elif isinstance(step, Visited):
        await player.send_fhir(step.source, _contact(player, step))
    else:
        await player.send_fhir(step.unit, _stay(player, step))


def _patient(player: Player, name: str, source: str) -> dict[str, Any]:
    """The organisation's own record of a person; a practice's says that they are registered there."""
    if source in player.scenario.place.practices:
        return wire.patient(player.person(name, source))
    body = wire.patient(player.person(name))
    del body["managingOrganization"], body["generalPractitioner"]
    return {**body, "id": f"{source}-{name}"}


def _observed(player: Player, step: Observe) -> list[dict[str, Any]]:
    patient = _patient(player, step.observes, step.source)
    subject = {"reference": f"Patient/{patient['id']}"}
    number = step.number or f"O{player.sent}"
    at = player.clock.now().isoformat()
    sent = [patient]
    base = {"resourceType": "Observation", "status": step.status, "subject": subject, "effectiveDateTime": at}
    if step.scene:
        place = {"location": {"display": step.scene}}
        sent.append(
            {"resourceType": "Encounter", "id": f"{number}-e", "status": "finished", "subject": subject,
             "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "FLD"},
             "serviceProvider": {"reference": f"Organization/{step.source}"},
             "period": {"start": at, "end": at}, "location": [place]}
        )  # fmt: skip
        base["encounter"] = {"reference": f"Encounter/{number}-e"}
    survey = [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "survey"}]}]
    for name, score in step.score.items():
        sent.append({**base, "id": f"{number}-{name}", "category": survey, "code": {"text": name},
                     "valueQuantity": {"value": score}})  # fmt: skip
    for code, told in step.reading.items():
        value, _, unit = told.partition(" ")
        quantity = {"value": float(value), "unit": unit, "code": unit, "system": "http://unitsofmeasure.org"}
        coding = {"coding": [{"system": "http://loinc.org", "code": code}]}
        sent.append({**base, "id": f"{number}-{code}", "code": coding, "valueQuantity": quantity})
    return sent


def _stay(player: Player, step: Arrive | Leave) -> list[dict[str, Any]]:
    zone = player.engine.zone
    times = player.stays.setdefault(step.visit, {})
    name = step.arrives if isinstance(step, Arrive) else step.leaves
    patient = _patient(player, name, step.unit)
    if isinstance(step, Arrive):
        times["admitted"] = step.since.replace(tzinfo=zone) if step.since else player.clock.now()
        status = "cancelled" if step.cancelled else "in-progress"
        if step.emergency:
            times["emergency"] = times["admitted"]
    else:
        times["discharged"] = step.when.replace(tzinfo=zone) if step.when else player.clock.now()
        status = "finished"
        if step.died:
            patient["deceasedDateTime"] = times["discharged"].isoformat()
    end = {"end": times["discharged"].isoformat()} if "discharged" in times else {}
    urgent = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActPriority", "code": "EM"}]}
    return [
        patient,
        {"resourceType": "Encounter", "id": step.visit, "status": status,
         "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
         "subject": {"reference": f"Patient/{patient['id']}"},
         "serviceProvider": {"reference": f"Organization/{step.unit}"},
         **({"priority": urgent} if "emergency" in times else {}),
         **({"reasonCode": [{"text": step.reason}]} if step.reason else {}),
         "period": {"start": times["admitted"].isoformat(), **end}},
    ]  # fmt: skip


def _contact(player: Player, step: Visited) -> list[dict[str, Any]]:
    patient = _patient(player, step.visits, step.source)
    at = player.clock.now()
    return [
        patient,
        {"resourceType": "Encounter", "id": f"C{player.sent}", "status": "finished",
         "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
         "type": [{"coding": [{"system": "https://careweft.org/fhir/CodeSystem/contact", "code": step.kind}]}],
         "subject": {"reference": f"Patient/{patient['id']}"},
         "serviceProvider": {"reference": f"Organization/{step.source}"},
         "length": {"value": step.minutes, "unit": "min", "code": "min", "system": "http://unitsofmeasure.org"},
         "period": {"start": at.isoformat()}},
    ]  # fmt: skip


async def _person(player: Player, connection: Connection, name: str) -> int:
    person = await player.person_id(connection, name)
    if person is None:
        raise BadInput(f"nobody knows {name} yet")
    return person
