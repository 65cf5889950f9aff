"""The steps and expectations of a scenario that are about the person's own side: family, carers, capacity, mistakes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, Tag

from careweft.access import accounts, relationships
from careweft.access.accounts import Account, NewAccount
from careweft.base.db import Connection
from careweft.base.errors import BadInput, NotFound
from careweft.base.outbox import Worker
from careweft.care.corrections import corrections
from careweft.care.corrections.amendment import said
from careweft.care.corrections.corrections import Answer
from careweft.care.family.relatives import Family
from careweft.models import wire
from careweft.models.grammar import At, Name, Part
from careweft.models.judge import Judge, each

if TYPE_CHECKING:
    from careweft.models.player import Player

_ROLES = {"mother": "MTH", "father": "FTH", "guardian": "GUARD", "attorney": "HPOWATT"}
_FRIENDS = {"friend": "FRND", "family": "FAMMEMB", "partner": "SPS", "neighbour": "NBOR"}


class HasRelative(At):
    """The person's practice sends who a relative is, who has a log-in."""

    relative: Name = Field(alias="has-relative")
    of: Name
    role: Literal["mother", "father", "guardian", "attorney"] = Field(alias="as")


class LacksCapacity(At):
    """The person's practice sends that the person cannot decide for themselves, until a time where it says one."""

    person: Name = Field(alias="lacks-capacity")
    until: datetime | None = None


class LetsIn(At):
    """A person lets somebody in, who takes the invitation up at once."""

    person: Name = Field(alias="lets-in")
    carer: Name
    role: Literal["friend", "family", "partner", "neighbour"] = Field("family", alias="as")


class EndsCarer(At):
    """A person ends what a carer sees."""

    person: Name = Field(alias="ends-carer")
    carer: Name


class Weighs(At):
    """The person's practice sends a weight."""

    weighs: Name
    kilograms: float


class SaysWrong(At):
    """A person, or a relative who acts for them, says that their latest weight is wrong."""

    person: Name = Field(alias="says-wrong")
    by: Name | None = None
    wrong: str
    should: str = ""


class AnswersWrong(At):
    """Who keeps the entry answers: it becomes this value, or stays with a reason."""

    person: Name = Field(alias="answers-wrong")
    by: Name
    value: str = ""
    why: str = ""


STEPS = (HasRelative, LacksCapacity, LetsIn, EndsCarer, Weighs, SaysWrong, AnswersWrong)
OwnStep = (
    Annotated[HasRelative, Tag("<has-relative>")]
    | Annotated[LacksCapacity, Tag("<lacks-capacity>")]
    | Annotated[LetsIn, Tag("<lets-in>")]
    | Annotated[EndsCarer, Tag("<ends-carer>")]
    | Annotated[Weighs, Tag("<weighs>")]
    | Annotated[SaysWrong, Tag("<says-wrong>")]
    | Annotated[AnswersWrong, Tag("<answers-wrong>")]
)
KEYS = {
    "has-relative": "the practice sends who a relative is",
    "lacks-capacity": "the practice sends that somebody cannot decide",
    "lets-in": "a person lets a carer in",
    "ends-carer": "a person ends what a carer sees",
    "weighs": "the practice sends a weight",
    "says-wrong": "a person says that an entry is wrong",
    "answers-wrong": "who keeps the entry answers",
}


class CorrectionExpected(Part):
    """What a person said is wrong, and where it stands."""

    person: Name
    state: Literal["asked", "accepted", "refused", "withdrawn"]
    due: datetime | None = None
    says: str = Field("", description="what the entry says now")


async def act(player: Player, step: Any) -> None:
    """Do one step."""
    match step:
        case HasRelative():
            await _relative(player, step)
        case LacksCapacity():
            await _lacks(player, step)
        case Weighs():
            await _weighs(player, step)
        case LetsIn() | EndsCarer():
            await _carer(player, step)
        case _:
            await _mistake(player, step)


async def _relative(player: Player, step: HasRelative) -> None:
    person = player.person(step.of)
    code = {"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": _ROLES[step.role]}
    related = {
        "resourceType": "RelatedPerson",
        "id": f"{step.of}-{step.relative}",
        "active": True,
        "patient": {"reference": f"Patient/{person.practice}-{person.id}"},
        "relationship": [{"coding": [code]}],
        "name": [{"text": step.relative.capitalize()}],
    }
    await player.send_fhir(person.practice, [wire.patient(person), related])
    await Worker(player.engine.database, player.engine.handlers).drain()
    async with player.engine.database.transaction() as connection:
        made = await connection.fetchval(
            "SELECT id FROM fhir.resource WHERE type = 'RelatedPerson' AND person_id = $1 "
            "AND body::json #>> '{name,0,text}' = $2",
            await player.person_id(connection, step.of),
            step.relative.capitalize(),
        )
        if made is None:
            raise BadInput(f"{step.relative} is not in the record")
        await _log_in(player, connection, step.relative, f"related/{made}")


async def _log_in(player: Player, connection: Connection, name: str, party: str) -> None:
    known = player.staff.get(name)
    memberships = [(each, "carer") for each in sorted({*(known.parties if known else ()), party})]
    new = NewAccount(name, name, name.capitalize(), "carer", memberships=memberships)
    found = await accounts.profile(connection, await accounts.create(connection, new))
    assert found
    player.staff[name] = found


async def _lacks(player: Player, step: LacksCapacity) -> None:
    person = player.person(step.person)
    zone = player.engine.zone
    end = {"end": step.until.replace(tzinfo=zone).isoformat()} if step.until else {}
    flag = {
        "resourceType": "Flag",
        "id": f"{step.person}-capacity",
        "status": "active",
        "code": {"coding": [{"system": "https://careweft.org/fhir/CodeSystem/flag", "code": "lacks-capacity"}]},
        "subject": {"reference": f"Patient/{person.practice}-{person.id}"},
        "period": {"start": player.clock.now().astimezone(zone).isoformat(), **end},
    }
    await player.send_fhir(person.practice, [wire.patient(person), flag])


async def _weighs(player: Player, step: Weighs) -> None:
    person = player.person(step.weighs)
    weight = {
        "resourceType": "Observation",
        "id": f"{step.weighs}-weight",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}], "text": "Weight"},
        "subject": {"reference": f"Patient/{person.practice}-{person.id}"},
        "effectiveDateTime": player.clock.now().isoformat(),
        "valueQuantity": {"value": step.kilograms, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"},
    }
    await player.send_fhir(person.practice, [wire.patient(person), weight])


async def own_account(player: Player, connection: Connection, name: str) -> Account:
    """The person's own account."""
    person = await player.person_id(connection, name)
    if person is None:
        raise BadInput(f"nothing is known of {name} yet")
    new = NewAccount(f"self-{name}", name, name.capitalize(), "person", person)
    found = await accounts.profile(connection, await accounts.create(connection, new))
    assert found
    return found


async def account_of(player: Player, name: str) -> Account:
    """The log-in of a member of staff, or of a person of the scenario, who gets one the first time."""
    if name in player.staff:
        return player.staff[name]
    async with player.engine.database.transaction() as connection:
        player.staff[name] = await own_account(player, connection, name)
    return player.staff[name]


async def _carer(player: Player, step: LetsIn | EndsCarer) -> None:
    database, family = player.engine.database, Family(player.engine.record)
    async with database.transaction() as connection:
        account = await own_account(player, connection, step.person)
        person = account.person_id or 0
    if isinstance(step, EndsCarer):
        async with database.transaction(account.id) as connection:
            found = [
                each for each in await family.relatives(connection, person) if each.name == step.carer.capitalize()
            ]
            if not found:
                raise BadInput(f"{step.carer} is no carer of {step.person}")
            await family.end(connection, account, person, found[0].id)
        return
    async with database.transaction(account.id) as connection:
        related, code = await family.invite(
            connection, account, person, step.carer.capitalize(), _FRIENDS[step.role], f"{step.at}", acts=True
        )
    async with database.transaction() as connection:
        new = NewAccount(step.carer, f"{step.carer} let me in", step.carer.capitalize())
        await family.accept(connection, code, player.staff.get(step.carer) or new)
        found_account = await accounts.profile(
            connection, await connection.fetchval("SELECT id FROM access.account WHERE username = $1", step.carer)
        )
        assert found_account and f"related/{related}" in found_account.parties
        player.staff[step.carer] = found_account


async def _mistake(player: Player, step: SaysWrong | AnswersWrong) -> None:
    engine = player.engine
    async with engine.database.transaction() as connection:
        person = await player.person_id(connection, step.person) or 0
        found = await corrections.about(connection, person)
        if isinstance(step, SaysWrong):
            by = player.staff[step.by] if step.by else await own_account(player, connection, step.person)
        else:
            by = player.staff[step.by]
    async with engine.database.transaction(by.id) as connection:
        if isinstance(step, SaysWrong):
            record = await _weight(connection, person)
            told = {"wrong": step.wrong, "should": step.should, "key": f"{step.at}"}
            await engine.corrections.ask(connection, by, person, record, told, engine.correction_terms)
            return
        waiting = [each for each in found if each.state == "asked"]
        if not waiting:
            raise BadInput(f"nothing of {step.person} is said to be wrong and not answered")
        answer = Answer("value" if step.value else None, step.value, step.why)
        await engine.corrections.answer(connection, by, waiting[0].task, answer)


async def _weight(connection: Connection, person: int) -> str:
    found = await connection.fetchval(
        "SELECT record FROM facts.reading WHERE person_id = $1 AND name = 'weight' AND known_to = 'infinity' "
        "ORDER BY at DESC LIMIT 1",
        person,
    )
    if found is None:
        raise NotFound("there is no weight")
    return str(found)


async def _acts(player: Player, connection: Connection, name: str, persons: list[str]) -> list[str]:
    """What is not as expected of whom somebody acts or cares for now."""
    account = player.staff.get(name)
    if account is None:
        raise BadInput(f"{name} has no log-in")
    async with player.web.transaction(account.id, readonly=True) as web:
        seen = {person.person_id for person in await relationships.acts_for(web)}
    ids = {person: await player.person_id(connection, person) for person in player.scenario.people}
    found = sorted(person for person, number in ids.items() if number in seen)
    return (
        []
        if found == sorted(persons)
        else [f"{name} acts for {found or 'nobody'}; expected {sorted(persons) or 'nobody'}"]
    )


async def _correction_is(player: Player, connection: Connection, expected: CorrectionExpected) -> list[str]:
    """What of the latest correction of a person is not as expected."""
    person = await player.person_id(connection, expected.person) or 0
    found = await corrections.about(connection, person)
    if not found:
        return [f"nothing of {expected.person} is said to be wrong"]
    wrong = (
        [] if found[0].state == expected.state else [f"the correction is {found[0].state}; expected {expected.state}"]
    )
    zone: ZoneInfo = player.engine.zone
    if expected.due and found[0].due != expected.due.replace(tzinfo=zone):
        wrong.append(
            f"it is due {found[0].due.astimezone(zone):%Y-%m-%d %H:%M}; expected {expected.due:%Y-%m-%d %H:%M}"
        )
    if expected.says:
        now = said(await player.engine.record.read(connection, found[0].record))
        wrong += [] if expected.says in now else [f"the entry says {now!r}; expected {expected.says!r}"]
    return wrong


JUDGES: dict[str, Judge] = {
    "acts": each(_acts),
    "correction": _correction_is,
}
