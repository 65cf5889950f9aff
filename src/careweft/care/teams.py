"""Teams, the practices that they are aligned with, and caseloads.

Work goes to the team of the practice where a person is registered, wherever the person lives.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from careweft.base.db import Connection

UNALLOCATED = "unallocated"


@dataclass(frozen=True)
class Team:
    """A team of the place; `manager` is the practitioner who is told of what is overdue."""

    id: str
    title: str
    manager: str = ""


@dataclass(frozen=True)
class Practice:
    """A GP practice and the team that is aligned with it."""

    id: str
    title: str
    team: str


@dataclass(frozen=True)
class Practitioner:
    """A member of a team in one role; `caseload` is the most open cases to hold, None for no limit."""

    id: str
    name: str
    team: str
    role: str
    caseload: int | None = None


@dataclass(frozen=True)
class Load:
    """A practitioner with the number of open cases held now."""

    practitioner: Practitioner
    open: int

    @property
    def has_room(self) -> bool:
        """Whether one more case stays within the limit."""
        return self.practitioner.caseload is None or self.open < self.practitioner.caseload


async def set_up(
    connection: Connection, teams: Sequence[Team], practices: Sequence[Practice], members: Sequence[Practitioner]
) -> None:
    """Make the place's teams these; saying it again changes nothing."""
    await connection.executemany(
        "INSERT INTO care.team (id, title, manager) VALUES ($1, $2, $3) "
        "ON CONFLICT (id) DO UPDATE SET title = excluded.title, manager = excluded.manager",
        [(team.id, team.title, team.manager) for team in teams],
    )
    await connection.executemany(
        "INSERT INTO care.practice (practice, title, team) VALUES ($1, $2, $3) "
        "ON CONFLICT (practice) DO UPDATE SET title = excluded.title, team = excluded.team",
        [(practice.id, practice.title, practice.team) for practice in practices],
    )
    await connection.executemany(
        "INSERT INTO care.practitioner (id, name, team, role, caseload) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, team = excluded.team, role = excluded.role, "
        "caseload = excluded.caseload",
        [(m.id, m.name, m.team, m.role, m.caseload) for m in members],
    )


async def teams(connection: Connection) -> list[Team]:
    """Every team, by title."""
    return [Team(*row) for row in await connection.fetch("SELECT id, title, manager FROM care.team ORDER BY title")]


async def practices(connection: Connection) -> list[Practice]:
    """Every practice, by title."""
    rows = await connection.fetch("SELECT practice, title, team FROM care.practice ORDER BY title, practice")
    return [Practice(*row) for row in rows]


async def practitioner_names(connection: Connection) -> dict[str, str]:
    """The name of every practitioner, by id."""
    return {row["id"]: row["name"] for row in await connection.fetch("SELECT id, name FROM care.practitioner")}


async def everybody(connection: Connection) -> list[Practitioner]:
    """Every practitioner of the place, by id."""
    rows = await connection.fetch("SELECT id, name, team, role, caseload FROM care.practitioner ORDER BY id")
    return [Practitioner(*row) for row in rows]


async def practitioner(connection: Connection, practitioner_id: str) -> Practitioner | None:
    """A practitioner by id."""
    row = await connection.fetchrow(
        "SELECT id, name, team, role, caseload FROM care.practitioner WHERE id = $1", practitioner_id
    )
    return Practitioner(*row) if row else None


async def members(connection: Connection, teams: Sequence[str]) -> list[Practitioner]:
    """Everybody of these teams, by name."""
    rows = await connection.fetch(
        "SELECT id, name, team, role, caseload FROM care.practitioner WHERE team = ANY ($1::text[]) ORDER BY name, id",
        list(teams),
    )
    return [Practitioner(*row) for row in rows]


async def leads(connection: Connection, role: str) -> list[Practitioner]:
    """Everybody of the place in a role, by team and name."""
    rows = await connection.fetch(
        "SELECT id, name, team, role, caseload FROM care.practitioner WHERE role = $1 ORDER BY team, name, id", role
    )
    return [Practitioner(*row) for row in rows]


async def team_of(connection: Connection, practice: str | None) -> str:
    """The team aligned with a practice; `unallocated` where the practice is unknown."""
    found = await connection.fetchval("SELECT team FROM care.practice WHERE practice = $1", practice)
    return str(found or UNALLOCATED)


_OF_PERSON = """
SELECT coalesce(
    (SELECT team FROM facts."case" WHERE person_id = $1 AND status = 'active' AND known_to = 'infinity'
        AND team IS NOT NULL ORDER BY start DESC LIMIT 1),
    (SELECT p.team FROM facts.registration r JOIN care.practice p USING (practice) WHERE r.person_id = $1
        AND r.known_to = 'infinity' AND r.finish IS NULL ORDER BY r.start DESC LIMIT 1))
"""


async def of_person(connection: Connection, person_id: int) -> str:
    """The team of a person: that of their open case, else that of their practice; `unallocated` for who has neither."""
    return str(await connection.fetchval(_OF_PERSON, person_id) or UNALLOCATED)


_LOADS = """
SELECT p.id, p.name, p.team, p.role, p.caseload, count(c.record) AS open
FROM care.practitioner p LEFT JOIN facts."case" c
    ON c.coordinator = p.id AND c.status = 'active' AND c.known_to = 'infinity'
WHERE p.team = $1 AND p.role = $2 GROUP BY p.id ORDER BY count(c.record), p.id
"""


async def loads(connection: Connection, team: str, role: str) -> list[Load]:
    """The practitioners of a team in a role, the least loaded first."""
    rows = await connection.fetch(_LOADS, team, role)
    return [Load(Practitioner(*list(row)[:5]), row["open"]) for row in rows]


async def allocate(connection: Connection, team: str, role: str) -> Practitioner | None:
    """Who of a team takes the next case: the least loaded who has room; None where all are full.

    Holds the team until the transaction ends, so that two cases cannot both take the last place.
    """
    await connection.execute("SELECT FROM care.team WHERE id = $1 FOR UPDATE", team)
    return next((load.practitioner for load in await loads(connection, team, role) if load.has_room), None)
