"""Handing over: the case of a person, or a whole caseload, goes to a colleague with all the work that is open.

One transaction carries all of it or nothing. The taker's limit is never passed, and nobody hands over what is not
theirs: one's own cases, or as the team's manager those of the team.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from careweft.access.accounts import Account
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care import teams
from careweft.care.record import Record, replaced
from careweft.care.resources import EXTENSION, OPEN, communication, id_of

_CASES = """
SELECT person_id, record FROM facts."case" WHERE coordinator = $1 AND team = $2 AND status = 'active'
AND known_to = 'infinity' AND ($3::bigint[] IS NULL OR person_id = ANY ($3)) ORDER BY person_id, record
"""
_TASKS = f"""
SELECT person_id, id FROM care.task WHERE practitioner = $1 AND team = $2 AND status = ANY ('{{{",".join(OPEN)}}}')
AND person_id = ANY ($3) ORDER BY person_id, id
"""


@dataclass(frozen=True)
class Order:
    """What is handed over: the cases of `people` that `giver` leads, or all of them (None), to `taker`, with a note."""

    giver: str
    taker: str
    people: tuple[int, ...] | None = None
    note: str = ""


@dataclass(frozen=True)
class Carried:
    """What went over: whose cases, and how many open tasks with them."""

    people: tuple[int, ...]
    tasks: int


class Handover:
    """Hands cases over, through the record."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def carry(self, connection: Connection, by: Account, order: Order) -> Carried:
        """Hand over; who is told: the taker, of each person. Handing the same over again carries nothing.

        Raises NotFound for who is not of the teams of `by` or a person whom `by` may not see, Refused for who may not
        hand these over, BadInput for a taker of another team, Conflict where the taker's limit would be passed.
        """
        team, taker = await self._who(connection, by, order)
        asked = list(order.people) if order.people is not None else None
        rows = await connection.fetch(_CASES, order.giver, team, asked)
        people = sorted({row["person_id"] for row in rows})
        for person in people:
            await require_sight(connection, [person])
        held = await connection.fetchval(
            "SELECT count(*) FROM facts.\"case\" WHERE coordinator = $1 AND status = 'active' "
            "AND known_to = 'infinity'",
            taker.id,
        )
        if taker.caseload is not None and held + len(rows) > taker.caseload:
            raise Conflict(
                f"{taker.name} holds {held} cases and may hold {taker.caseload}: {len(rows)} more are too many",
                hint="Choose fewer, or somebody else",
            )
        for row in rows:
            await self._lead(connection, row["person_id"], row["record"], order, by)
        tasks = await connection.fetch(_TASKS, order.giver, team, people)
        for row in tasks:
            await self._give(connection, row["person_id"], row["id"], taker.id)
        return Carried(tuple(people), len(tasks))

    async def _who(self, connection: Connection, by: Account, order: Order) -> tuple[str, teams.Practitioner]:
        rows = await connection.fetch(
            "SELECT id, name, team, role, caseload FROM care.practitioner WHERE id = ANY ($1)",
            [order.giver, order.taker],
        )
        found = {row["id"]: teams.Practitioner(*row) for row in rows}
        giver, taker = found.get(order.giver), found.get(order.taker)
        if giver is None or giver.team not in by.parties:
            raise NotFound("there is nobody of that name in your teams")
        if by.username != giver.id and "manager" not in by.roles:
            raise Refused("only who leads a case, or the team's manager, hands it over")
        if taker is None or taker.team != giver.team or taker.id == giver.id:
            raise BadInput("who takes over is not of this team", expected="a colleague of the same team")
        await connection.execute("SELECT FROM care.team WHERE id = $1 FOR UPDATE", giver.team)
        return giver.team, taker

    async def _lead(self, connection: Connection, person: int, record: str, order: Order, by: Account) -> None:
        """The case has a new lead, who is told; the id of the notice is made of the case's version."""
        _, version, body = await self._record.find(connection, record)
        body |= {"careManager": {"reference": f"Practitioner/{order.taker}"}}
        why = f"Handed over by {by.display_name}" + (f": {order.note}" if order.note else "")
        body |= replaced(body.get("extension", ()), f"{EXTENSION}/allocated-because", {"valueString": why})
        told = communication(
            id_of(f"{record}/{version}/handed-over"),
            body["patient"]["reference"],
            record,
            f"staff/{order.taker}",
            why,
            self._record.clock.now(),
        )
        await self._record.write(connection, person, body, expected=version)
        await self._record.write(connection, person, told)

    async def _give(self, connection: Connection, person: int, task: str, taker: str) -> None:
        _, version, body = await self._record.find(connection, f"Task/{task}")
        given = {"valueReference": {"reference": f"Practitioner/{taker}"}}
        body |= replaced(body.pop("extension", ()), f"{EXTENSION}/assignee", given)
        body |= {"lastModified": self._record.clock.now().isoformat()}
        await self._record.write(connection, person, body, expected=version)


async def cases_of(connection: Connection, practitioner: str) -> Sequence[int]:
    """Whose cases a practitioner leads, of those whom the acting account may see."""
    rows = await connection.fetch(
        "SELECT DISTINCT person_id FROM facts.\"case\" WHERE coordinator = $1 AND status = 'active' "
        "AND known_to = 'infinity' ORDER BY person_id",
        practitioner,
    )
    return [row["person_id"] for row in rows]
