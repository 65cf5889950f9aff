"""Bulk Data export: every resource that an account sees, of a moment, in files of NDJSON, one for each type or more.

The database writes the lines and the worker passes them on to the files without looking at them: memory is bounded and
row-level security decides line by line. Each person whose resources were exported is in the audit before the files
are shown.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from careweft.base.db import Connection
from careweft.base.errors import Refused
from careweft.fhir.definitions import compartment, resource_types
from careweft.fhir.interactions.persons import SHARED
from careweft.fhir.jsontext import loads
from careweft.fhir.operations.jobs import Job, Work
from careweft.fhir.references import parse
from careweft.fhir.search.values import key
from careweft.fhir.stored import BODY, stamped

FILE_BYTES: Final = 512 * 1024 * 1024
_TELL_BYTES: Final = 32 * 1024 * 1024
# A body begins with type, id and meta (stored.content); its version and time go into meta as Stored.body puts them.
# What follows is cut off once: bodies are compressed, and their characters have to be counted.
_LINE: Final = """'{"resourceType":"' || type || '","id":"' || id
|| '","meta":{"versionId":"' || version || '","lastUpdated":"'
|| to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
|| CASE WHEN starts_with(rest, '}') THEN '"' ELSE '",' END || rest"""
_CUT: Final = f"""SELECT r.type, r.id, r.version, r.at,
substr({BODY.format("r")}, 1 + length('{{"resourceType":"","id":"","meta":{{') + length(r.type) + length(r.id)) AS rest
FROM fhir.resource r"""
_TYPES: Final = """WITH RECURSIVE t (type) AS (
    (SELECT type FROM fhir.resource ORDER BY type LIMIT 1)
    UNION ALL SELECT (SELECT r.type FROM fhir.resource r WHERE r.type > t.type ORDER BY r.type LIMIT 1)
    FROM t WHERE t.type IS NOT NULL
) SELECT type FROM t WHERE type IS NOT NULL"""
_TYPES_OF: Final = "SELECT DISTINCT r.type FROM fhir.resource r WHERE r.person_id = ANY ($1::bigint[]) ORDER BY 1"
_OF_TYPE: Final = "SELECT DISTINCT x.person_id FROM fhir.index_token x WHERE x.hash = $1"
_NEAR: Final = 20_000  # persons who are looked at one by one; for more, everybody is
_MEMBERS: Final = """SELECT DISTINCT l.person_id FROM unnest($1::text[]) m (id)
JOIN fhir.location l ON l.type = 'Patient' AND l.id = m.id"""

Audit = Callable[[Work, Sequence[int]], Awaitable[None]]
"""Writes that the account exported something of these persons: `await audit(work, persons)`."""


class Export:
    """Does jobs of the kind `export`: asked are `level` (system, patient, group), `group`, `types`, `since`, and
    `person` where it is to be of that one person only.
    """

    def __init__(self, audit: Audit) -> None:
        self._audit = audit

    async def __call__(self, work: Work) -> Mapping[str, Any]:
        """Write the files; the result says of each its type, name and count."""
        persons: set[int] = set()
        output: list[dict[str, Any]] = []
        async with work.acting() as connection:
            moment = await connection.fetchval("SELECT base.now()")
            scope = await _Scope.of(connection, work.job)
            for type_ in scope.types:
                await work.say(f"writing {type_}, after {sum(one['count'] for one in output):,} resources")
                async with connection.transaction():
                    files = await _write(connection, work, scope, type_)
                output += files
                if files:
                    persons |= await scope.persons_of(connection, type_)
        await self._audit(work, sorted(persons))
        return {"transactionTime": stamped(moment), "output": output}


@dataclass(frozen=True)
class _Scope:
    """Which resources are asked for. `near` is all of whom the account may see anything, where they are few (see
    `access.in_sight`); `held`, whether an app's scopes hold it to less.
    """

    types: Sequence[str]
    since: datetime | None
    persons: Sequence[int] | None
    shared: bool
    held: bool
    near: Sequence[int] | None

    @classmethod
    async def of(cls, conn: Connection, job: Job) -> "_Scope":
        """What a job asks for. Raises Refused where its Group is not (or no longer) to be seen."""
        level, wanted = job.asked["level"], job.asked.get("types")
        persons = await _members(conn, job.asked["group"]) if level == "group" else None
        if (own := job.asked.get("person")) is not None:
            shared = [SHARED] if level == "system" else []
            persons = [*shared, *([own] if persons is None or own in persons else [])]
        near = await conn.fetchval("SELECT access.in_sight($1)", _NEAR) if persons is None else None
        there = [row["type"] for row in await (conn.fetch(_TYPES) if near is None else conn.fetch(_TYPES_OF, near))]
        types = [type_ for type_ in there if not wanted or type_ in wanted]
        if level != "system":
            types = [type_ for type_ in types if type_ == "Patient" or type_ in compartment()]
        since = datetime.fromisoformat(job.asked["since"]) if job.asked.get("since") else None
        return cls(types, since, persons, level == "system", bool(job.held), near)

    def where(self, type_: str) -> str:
        """The condition on `r`; its values are ours or checked, and are written out, for COPY takes no arguments."""
        assert type_ in resource_types()
        found = [f"r.type = '{type_}'", "r.body IS NOT NULL"]
        if self.since:
            found.append(f"r.at >= '{self.since.isoformat()}'")
        persons = self.near if self.persons is None else self.persons
        if persons is not None:
            found.append(f"r.person_id = ANY ('{{{','.join(map(str, persons))}}}'::bigint[])")
        if not self.shared:
            found.append(f"r.person_id <> {SHARED}")
        return " AND ".join(found)

    async def persons_of(self, conn: Connection, type_: str) -> set[int]:
        """The persons of whom resources of a type were among them."""
        if self.since or self.persons is not None or self.held:  # the index knows of no app's scopes
            rows = await conn.fetch(f"SELECT DISTINCT r.person_id FROM fhir.resource r WHERE {self.where(type_)}")
        elif self.near is not None:
            rows = await conn.fetch(f"{_OF_TYPE} AND x.person_id = ANY ($2::bigint[])", key(type_), self.near)
        else:
            rows = await conn.fetch(_OF_TYPE, key(type_))
        return {row["person_id"] for row in rows} - {SHARED}


async def _members(conn: Connection, group: str) -> list[int]:
    body = await conn.fetchval(
        "SELECT r.body FROM fhir.location l JOIN fhir.resource r ON r.person_id = l.person_id AND r.rid = l.rid "
        "WHERE l.type = 'Group' AND l.id = $1",
        group,
    )
    if body is None:
        raise Refused("there is no such Group")
    members = [m for m in loads(body).get("member", ()) if not m.get("inactive")]
    named = [parse(m["entity"].get("reference", "")) for m in members]
    rows = await conn.fetch(_MEMBERS, [one[1] for one in named if one and one[0] == "Patient"])
    return sorted(row["person_id"] for row in rows)


async def _write(conn: Connection, work: Work, scope: _Scope, type_: str) -> list[dict[str, Any]]:
    files = _Files(work, type_)
    query = f"SELECT {_LINE} FROM ({_CUT} WHERE {scope.where(type_)} OFFSET 0) r"
    try:
        # CSV with marks that JSON text cannot hold: each line is the body as it is
        await conn.copy_from_query(query, output=files.add, format="csv", delimiter="\x02", quote="\x01")
    finally:
        files.close()
    return files.made()


class _Files:
    """The files of one type; a new one is begun where one is full. They have their names once they are complete."""

    def __init__(self, work: Work, type_: str) -> None:
        self._work, self._type = work, type_
        self._written: list[tuple[Path, int]] = []
        self._file: Any = None
        self._size = self._lines = self._told = 0
        self._ended = True

    async def add(self, data: bytes) -> None:
        """Some more lines."""
        if self._file is None or (self._size >= FILE_BYTES and self._ended):
            self.close()
            self._file = self._path(len(self._written), ".part").open("wb", 1 << 20)
            self._size = self._lines = 0
        self._file.write(data)
        self._size += len(data)
        self._told += len(data)
        self._lines += data.count(b"\n")
        self._ended = data.endswith(b"\n")
        if self._told >= _TELL_BYTES:
            self._told = 0
            await self._work.say(f"writing {self._type}, {self._lines:,} in its last file")

    def close(self) -> None:
        """The file at hand is complete."""
        if self._file is not None:
            self._file.close()
            self._file = None
            path = self._path(len(self._written), ".part")
            self._written.append((path, self._lines))

    def _path(self, number: int, more: str = "") -> Path:
        return self._work.folder / f"{self._type}.{number}.ndjson{more}"

    def made(self) -> list[dict[str, Any]]:
        """What was written: type, file and count of each."""
        found = []
        for number, (path, lines) in enumerate(self._written):
            path.replace(self._path(number))
            found.append({"type": self._type, "file": self._path(number).name, "count": lines})
        return found
