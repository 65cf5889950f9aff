"""Handing over a caseload, or some of it: each case goes as `casework` hands one over, all in one transaction.

The taker's limit is never passed, and nobody hands over what is not theirs: one's own cases, or as the team's manager
those of the team.
"""

from dataclasses import dataclass

from careweft.access.accounts import Account
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care import teams
from careweft.care.casework import Casework, Handing
from careweft.care.record import Record
from careweft.care.resources import last_part
from careweft.facts import person_facts

_CASES = """
SELECT person_id, record FROM facts."case" WHERE coordinator = $1 AND team = $2 AND status = 'active'
AND known_to = 'infinity' AND ($3::bigint[] IS NULL OR person_id = ANY ($3)) ORDER BY person_id, record
"""


@dataclass(frozen=True)
class Order:
    """What is handed over: the cases of `people` that `giver` leads, or all of them (None), to `taker`, and why."""

    giver: str
    taker: str
    people: tuple[int, ...] | None = None
    why: str = ""


@dataclass(frozen=True)
class Carried:
    """What went over: whose cases, and how many open tasks with them."""

    people: tuple[int, ...]
    tasks: int


class Handover:
    """Hands caseloads over, through the record."""

    def __init__(self, record: Record) -> None:
        self._work = Casework(record)

    async def carry(self, connection: Connection, by: Account, order: Order) -> Carried:
        """Hand over; the persons, their GPs and both practitioners are told. The same again carries nothing.

        Raises NotFound for who is not of the teams of `by` or a person whom `by` may not see, Refused for who may not
        hand these over, BadInput for a taker of another team, Conflict where the taker's limit would be passed.
        """
        team, taker = await self._who(connection, by, order)
        asked = list(order.people) if order.people is not None else None
        rows = await connection.fetch(_CASES, order.giver, team, asked)
        if not rows:
            return Carried((), 0)
        loads = {load.practitioner.id: load for load in await teams.loads(connection, team, taker.role)}
        held = loads[taker.id].open
        if taker.caseload is not None and held + len(rows) > taker.caseload:
            raise Conflict(
                f"{taker.name} holds {held} and may hold {taker.caseload}: {len(rows)} more are too many",
                hint="Choose fewer, or somebody else",
            )
        tasks = 0
        for row in rows:
            facts = await person_facts.load(connection, row["person_id"])
            case = last_part({"reference": row["record"]})
            tasks += len(await self._work.hand_over(connection, by, case, Handing(taker.id, order.why), facts))
        return Carried(tuple(dict.fromkeys(row["person_id"] for row in rows)), tasks)

    async def _who(self, connection: Connection, by: Account, order: Order) -> tuple[str, teams.Practitioner]:
        giver = await teams.practitioner(connection, order.giver)
        taker = await teams.practitioner(connection, order.taker)
        if giver is None or giver.team not in by.parties:
            raise NotFound("there is nobody of that name in your teams")
        if by.username != giver.id and "manager" not in by.roles:
            raise Refused("only who leads a case, or the team's manager, hands it over here")
        if taker is None or taker.team != giver.team or taker.id == giver.id:
            raise BadInput("who takes over is not of this team", expected="a colleague of the same team")
        await connection.execute("SELECT FROM care.team WHERE id = $1 FOR UPDATE", giver.team)
        return giver.team, taker
