"""Judging what a scenario expects of stays in hospital and of the places between hospital and home."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from careweft.base.db import Connection
from careweft.care.entry.state import code_of
from careweft.care.family.relatives import name_of
from careweft.care.letters import text_of
from careweft.care.tasks import Filter, worklist
from careweft.care.transitions import notices, reading, wards
from careweft.care.transitions.days import Counted, count
from careweft.care.transitions.known import Whose
from careweft.care.transitions.plan import DischargePlan
from careweft.care.transitions.tasks import letters_beside
from careweft.facts import person_facts
from careweft.feeds.hl7.message import split
from careweft.fhir.jsontext import loads
from careweft.models import transition_steps
from careweft.models.grammar import Name, Part
from careweft.models.judge import Judge

if TYPE_CHECKING:
    from careweft.models.player import Player


class StayExpected(Part):
    """The latest stay of a person and its discharge plan."""

    person: Name
    plan: Literal["active", "completed", "revoked", "none"] | None = None
    expected: date | None = Field(None, description="the day on which the person is expected to leave")
    risk: float | None = Field(None, description="the score of coming back, as far as it is known")
    missing: list[str] | None = Field(None, description="the questions of the risk that somebody must answer")


class DelayExpected(Part):
    """The days of delay of a person's latest stay."""

    person: Name
    every: int | None = None
    of: dict[Name, int] = Field(default_factory=dict, description="party: days with a reason of it")
    alone: dict[Name, int] = Field(default_factory=dict, description="party: days of which it is the only cause")
    liable: int | None = Field(None, description="days that the law counts")
    liable_from: date | None = Field(None, alias="liable-from")
    ready_by: date | None = Field(None, alias="ready-by", description="by when social services must be ready")


class MedicineExpected(Part):
    """A medicine of the latest stay as it was reconciled."""

    person: Name
    before: str = ""
    after: str = ""
    what: str
    by: str = ""


class WardExpected(Part):
    """Who has places of a ward, as a member of the team sees them."""

    ward: Name
    by: Name
    people: list[Name]
    free: int | None = None


class InHospitalExpected(Part):
    """Whom somebody finds on the list of those in hospital, with what is missing: titles by person."""

    by: Name
    people: dict[Name, list[str]]


class CodeExpected(Part):
    """MedCom's code on the latest notice to a party about a person."""

    person: Name
    to: str
    code: str


class LetterExpected(Part):
    """The letters of the latest stay as somebody reads them in the record, the last written last; and beside which of
    their open tasks the last one lies."""

    person: Name
    by: Name
    says: list[str]
    beside: list[Name] = Field(default_factory=list, description="codes of tasks")


class SentExpected(Part):
    """The messages that left for an organisation's system about the letters of a person, in order."""

    person: Name
    to: Name
    kinds: list[str] = Field(description="`MDM^T02`, or `FHIR` with the letter's status as `FHIR current`")
    says: str = Field("", description="words of the last")


class ReportExpected(Part):
    """The admission report of the latest stay, as a member of the ward sees it, and how long after the admission it was
    there. What is left out is not looked at."""

    person: Name
    by: Name
    minutes: int | None = Field(None, description="from the admission to the report")
    services: list[str] | None = Field(None, description="kinds of service")
    function: dict[Name, float] | None = Field(None, description="instrument: score")
    medicines: list[str] | None = None
    contacts: list[str] | None = None
    withdrawn: bool = False


async def _of_stay(
    player: Player, connection: Connection, expected: StayExpected | DelayExpected | MedicineExpected
) -> list[str]:
    whose = await transition_steps.whose_stays(player, connection, expected.person)
    record = whose.stays[0].record if whose.stays else ""
    plan = await player.engine.stays.find(connection, record)
    if isinstance(expected, StayExpected) and expected.plan == "none":
        return [f"{expected.person} has a discharge plan"] if plan else []
    if plan is None:
        return [f"{expected.person} has no discharge plan"]
    if isinstance(expected, StayExpected):
        return _stay(plan, expected)
    if isinstance(expected, DelayExpected):
        return await _delay(player, connection, plan, expected)
    known = await player.engine.stays.medicines_of(connection, plan)
    for each in known.medicines if known else ():
        if (each.what, each.before, each.after) == (expected.what, expected.before, expected.after):
            return (
                [] if each.by == expected.by or not expected.by else [f"decided by {each.by}; expected {expected.by}"]
            )
    return [f"medicines: {known.medicines if known else 'none'}; expected {expected!r}"]


def _stay(plan: DischargePlan, expected: StayExpected) -> list[str]:
    found = {
        "plan": plan.status,
        "expected": plan.expected.day,
        "risk": plan.risk.low if plan.risk else None,
        "missing": list(plan.risk.missing) if plan.risk else [],
    }
    return _differences(expected.person, found, expected)


async def _delay(player: Player, connection: Connection, plan: DischargePlan, expected: DelayExpected) -> list[str]:
    engine = player.engine
    held = await engine.stays.notices_of(connection, plan)
    laws = engine.transitions.laws
    known = notices.clocks_of(held, laws, engine.zone)
    left = plan.end is not None
    last = (plan.end or player.clock.now()).astimezone(engine.zone).date()
    law = notices.law_of(known, laws)
    counted: Counted = count(plan.delays, last if left else last + timedelta(days=1), left=left, law=law, known=known)
    found = {
        "every": counted.every,
        "liable": len(counted.liable),
        "liable_from": known.liable_from if known else None,
        "ready_by": known.ready_by if known else None,
    }
    wrong = _differences(expected.person, found, expected)
    for name, days in (("of", counted.of), ("alone", counted.alone)):
        for party, wanted in getattr(expected, name).items():
            if days.get(party, 0) != wanted:
                wrong.append(f"days {name} {party}: {days.get(party, 0)}; expected {wanted}")
    return wrong


def _differences(person: str, found: dict[str, Any], expected: Part) -> list[str]:
    return [
        f"the stay of {person}: {name} is {value}; expected {getattr(expected, name)}"
        for name, value in found.items()
        if getattr(expected, name) is not None and getattr(expected, name) != value
    ]


async def _ward(player: Player, _: Connection, expected: WardExpected) -> list[str]:
    account, team = player.staff[expected.by], player.scenario.place.staff[expected.by].team
    async with player.web.transaction(account.id, readonly=True) as connection:
        held = await player.engine.wards.occupied(connection, team, (expected.ward,))
        taken = await wards.taken(connection, team, expected.ward)
    names = await _names(player)
    found = sorted(names[each.person_id] for each in held)
    free = player.engine.transitions.wards[expected.ward].places - taken
    wrong = [] if found == sorted(expected.people) else [f"in {expected.ward}: {found}; expected {expected.people}"]
    if expected.free is not None and free != expected.free:
        wrong.append(f"{expected.ward} has {free} places free; expected {expected.free}")
    return wrong


async def _in_hospital(player: Player, _: Connection, expected: InHospitalExpected) -> list[str]:
    account = player.staff[expected.by]
    ready = [each.code for each in player.engine.transitions.ready]
    async with player.web.transaction(account.id, readonly=True) as connection:
        held = await reading.in_hospital(connection, ready)
    names = await _names(player)
    found = {names[each.person_id]: sorted(item.title for item in each.missing) for each in held}
    wanted = {name: sorted(titles) for name, titles in expected.people.items()}
    return [] if found == wanted else [f"in hospital for {expected.by}: {found}; expected {wanted}"]


async def _report(player: Player, _: Connection, expected: ReportExpected) -> list[str]:
    account, engine = player.staff[expected.by], player.engine
    async with engine.database.transaction() as connection:
        person = await player.person_id(connection, expected.person) or 0
    async with player.web.transaction(account.id, readonly=True) as connection:
        whose = Whose(person, await person_facts.load(connection, person), engine.transitions)
        plan = await engine.stays.find(connection, whose.stays[0].record) if whose.stays else None
        found = await engine.stays.report_of(connection, whose, plan) if plan else None
    if plan is None or found is None:
        return [f"{expected.by} sees no admission report of {expected.person}"]
    report, seen = found
    said = {
        "minutes": round((report.at - plan.start).total_seconds() / 60),
        "services": sorted(str(row["kind"]) for row in seen.services),
        "function": {row["instrument"]: row["score"] for row in seen.function},
        "medicines": list(seen.medicines),
        "contacts": sorted(name_of(body) for body in seen.contacts),
        "withdrawn": report.withdrawn,
    }
    return _differences(expected.person, said, expected)


async def _letters(player: Player, _: Connection, expected: LetterExpected) -> list[str]:
    account, engine = player.staff[expected.by], player.engine
    async with engine.database.transaction() as connection:
        person = await player.person_id(connection, expected.person) or 0
    async with player.web.transaction(account.id, readonly=True) as connection:
        whose = Whose(person, await person_facts.load(connection, person), engine.transitions)
        letters = whose.letters(whose.stays[0].record) if whose.stays else ()
        bodies = {f"DocumentReference/{b['id']}": b for b in await engine.record.read_many(connection, letters)}
        says = [await text_of(connection, engine.record, bodies[each]) for each in letters]
        mine = [task for task in await worklist(connection, Filter(person_id=person)) if task.team in account.parties]
        tasks = await engine.record.read_many(connection, [f"Task/{task.id}" for task in mine])
    beside = sorted(code_of(task) for task in tasks if letters and letters[-1] in letters_beside(task))
    wrong = [] if says == expected.says else [f"{expected.by} reads {says}; expected {expected.says}"]
    return wrong + ([] if beside == sorted(expected.beside) else [f"beside {beside}; expected {expected.beside}"])


async def _sent(player: Player, connection: Connection, expected: SentExpected) -> list[str]:
    person = await player.person_id(connection, expected.person)
    rows = await connection.fetch(
        "SELECT form, body FROM feeds.outgoing WHERE person_id = $1 AND recipient = $2 "
        "AND about LIKE 'DocumentReference/%' ORDER BY number",
        person,
        expected.to,
    )
    bodies = [bytes(row["body"]).decode() for row in rows]
    kinds = [_kind(row["form"], body) for row, body in zip(rows, bodies, strict=True)]
    wrong = [] if kinds == expected.kinds else [f"to {expected.to}: {kinds}; expected {expected.kinds}"]
    said = not expected.says or (bool(bodies) and expected.says in bodies[-1])
    return wrong if said else [*wrong, f"the last to {expected.to} does not say {expected.says!r}"]


def _kind(form: str, body: str) -> str:
    return split(body.encode()).kind if form == "hl7" else f"FHIR {loads(body)['entry'][1]['resource']['status']}"


async def _code(player: Player, connection: Connection, expected: CodeExpected) -> list[str]:
    person = await player.person_id(connection, expected.person)
    rows = await connection.fetch(
        "SELECT id FROM care.notice WHERE person_id = $1 AND recipient = $2 ORDER BY changed DESC", person, expected.to
    )
    found = []
    for row in rows:
        body = await player.engine.record.read(connection, f"Communication/{row['id']}")
        found += [coding["code"] for coding in body.get("topic", {}).get("coding", ())]
    return [] if found[:1] == [expected.code] else [f"codes to {expected.to}: {found}; expected {expected.code} last"]


async def _names(player: Player) -> dict[int, str]:
    async with player.engine.database.transaction() as connection:
        known = {await player.person_id(connection, name): name for name in player.scenario.people}
    return {person: name for person, name in known.items() if person is not None}


JUDGES: dict[str, Judge] = {
    "stay": _of_stay,
    "report": _report,
    "delay": _of_stay,
    "medicine": _of_stay,
    "ward": _ward,
    "in_hospital": _in_hospital,
    "medcom": _code,
    "letter": _letters,
    "sent": _sent,
}
