"""A person's relatives in the record, invitations to them, and their end.

An invitation makes a RelatedPerson and lets it see the record (a provision of the person's Consent); the code that goes
with it is worth one account, once, for two weeks. To end it ends the RelatedPerson and the provision: at that instant
nobody sees anything by it any more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import choice
from typing import Any, Final

from careweft.access import administration, consent
from careweft.access.accounts import Account, NewAccount
from careweft.access.consent import Sharing
from careweft.access.digest import hashed
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care.record import Record
from careweft.care.resources import Resource, communication, id_of
from careweft.fhir.labels import labels

GOOD_FOR: Final = timedelta(days=14)
RELATIONS: Final = {
    "SPS": "husband, wife or partner",
    "CHILD": "son or daughter",
    "SIB": "brother or sister",
    "FAMMEMB": "other family",
    "FRND": "friend",
    "NBOR": "neighbour",
}
"""Whom a person may invite (HL7 v3 RoleCode). Parents and guardians are not made so: they have rights of their own."""
_ROLES: Final = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
_LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_MOST_NAME: Final = 100
MOST: Final = 20
"""Relatives whom one person may have let in at once."""


@dataclass(frozen=True)
class Relative:
    """Somebody who sees a person's record, or did: by which relationship now (empty for none), until when, and whether
    an invitation to them still waits."""

    id: str
    name: str
    relation: str
    kind: str
    until: datetime | None
    waits_until: datetime | None
    ended: datetime | None


class Family:
    """Lets relatives in and out, through the record."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def relatives(self, connection: Connection, person_id: int) -> list[Relative]:
        """Everybody of a person's family and carers in the record, those who see it now first."""
        bodies = await self._record.read_many(connection, list(await labels(connection, person_id, ("RelatedPerson",))))
        sight = {row["party"]: row for row in await connection.fetch(_SIGHT, person_id)}
        waiting = {row["related"]: row["until"] for row in await connection.fetch(_WAITING, person_id)}
        found = [_relative(body, sight.get(f"related/{body['id']}"), waiting) for body in bodies]
        return sorted(found, key=lambda each: (not each.kind, each.name))

    async def invite(
        self, connection: Connection, by: Account, person_id: int, name: str, relation: str, key: str, *, acts: bool
    ) -> tuple[str, str]:
        """Let somebody in whom the person names, to read or (`acts`) to do things for them too: the RelatedPerson's id,
        and the code to give them (empty where this form was sent before: a code is shown once)."""
        name = " ".join(name.split())
        if not name or len(name) > _MOST_NAME:
            raise BadInput("there is no name", where="name", expected="who it is")
        if relation not in RELATIONS:
            raise BadInput("it is not said who that is to the person", where="relation", expected="one of the choices")
        await require_sight(connection, [person_id])
        await connection.execute("SELECT pg_advisory_xact_lock(34, $1)", person_id % 2**31)
        if len([each for each in await self.relatives(connection, person_id) if each.kind]) >= MOST:
            raise BadInput("there are too many", where="name", expected=f"at most {MOST} people")
        related = id_of(f"invite/{by.id}/{key[:64]}")
        if await connection.fetchval(_KNOWN, person_id, related):
            return related, ""
        subject = await self._record.patient(connection, person_id)
        if subject is None:
            raise NotFound("there is no record of you yet")
        code = {"system": _ROLES, "code": relation}
        made = {
            "resourceType": "RelatedPerson",
            "id": related,
            "active": True,
            "patient": {"reference": subject},
            "relationship": [{"coding": [code], "text": RELATIONS[relation]}],
            "name": [{"text": name}],
            "period": {"start": self._record.clock.now().isoformat()},
        }
        await self._record.write(connection, person_id, made)
        await self._share(connection, person_id, subject, f"related/{related}", also_with=True, only_reads=not acts)
        return related, await self._code(connection, person_id, related)

    async def renew(self, connection: Connection, person_id: int, related: str) -> str:
        """Another code for an invitation that nobody has taken; the one before is worth nothing any more."""
        if await connection.fetchval(_KNOWN, person_id, related) is None:
            raise NotFound("there is no such invitation")
        if await connection.fetchval("SELECT taken FROM access.invitation WHERE related = $1", related):
            raise Conflict("they have taken it already")
        return await self._code(connection, person_id, related)

    async def _code(self, connection: Connection, person_id: int, related: str) -> str:
        code = "-".join("".join(choice(_LETTERS) for _ in range(4)) for _ in range(4))
        now = self._record.clock.now()
        await connection.execute(_INVITE, person_id, related, hashed(plain(code)), now, now + GOOD_FOR)
        return code

    async def end(self, connection: Connection, by: Account, person_id: int, related: str) -> None:
        """End what a relative sees. Refused for who acts by age or capacity: the person cannot end that alone."""
        await require_sight(connection, [person_id])
        found = next((each for each in await self.relatives(connection, person_id) if each.id == related), None)
        if found is None:
            raise NotFound("there is no such relative")
        if found.kind in ("parent", "young-persons-parent", "guardian"):
            raise Refused("they act by law", hint="Ask your team")
        _, version, body = await self._record.find(connection, f"RelatedPerson/{related}")
        now = self._record.clock.now().isoformat()
        if body.get("active") is not False:
            body |= {"active": False, "period": {**body.get("period", {}), "end": now}}
            await self._record.write(connection, person_id, body, expected=version)
        await self._share(connection, person_id, body["patient"]["reference"], f"related/{related}", also_with=False)
        await connection.execute(
            "DELETE FROM access.invitation WHERE person_id = $1 AND related = $2", person_id, related
        )

    async def let_act(self, connection: Connection, person_id: int, related: str, *, acts: bool) -> None:
        """Let a carer whom the person chose do things for them, or only read."""
        await require_sight(connection, [person_id])
        found = next((each for each in await self.relatives(connection, person_id) if each.id == related), None)
        if found is None or found.kind not in ("carer", "reading-carer"):
            raise NotFound("there is no such carer")
        party, chosen = f"related/{related}", await self._chosen(connection, person_id)
        if party not in chosen.also_with:
            raise Refused("they were let in elsewhere", hint="Ask whoever let them in")
        body = await self._record.read(connection, f"RelatedPerson/{related}")
        await self._share(connection, person_id, body["patient"]["reference"], party, only_reads=not acts)

    async def _chosen(self, connection: Connection, person_id: int) -> Sharing:
        try:
            return consent.read(await self._record.read(connection, f"Consent/{consent.id_of(person_id)}"))
        except NotFound:
            return Sharing()

    async def _share(self, connection: Connection, person_id: int, subject: str, party: str, **choices: bool) -> None:
        """The person's own Consent with these choices about a relative."""
        changed = chosen = await self._chosen(connection, person_id)
        for name, on in choices.items():
            changed = changed.changed(name, party, on)
        if changed != chosen:
            at = self._record.clock.now().isoformat()
            made = consent.resource(changed, consent.id_of(person_id), subject, at)
            await self._record.write(connection, person_id, made)

    async def accept(self, connection: Connection, code: str, who: Account | NewAccount) -> int:
        """Take an invitation up with a log-in that there is, or a new one; whose record it opens.

        NotFound for a code that is worth nothing (any more), Conflict for a username that is taken, BadInput for a weak
        password.
        """
        row = await connection.fetchrow(_TAKE, hashed(plain(code)), self._record.clock.now())
        if row is None:
            raise NotFound("this code is not good, or not any more")
        party = f"related/{row['related']}"
        if isinstance(who, NewAccount):
            made = NewAccount(who.username, who.password, who.display_name, "carer", memberships=[(party, "carer")])
            await administration.add(connection, made)
        else:
            await administration.join(connection, who.username, (party, "carer"))
        account = await administration.account_of(connection, who.username)
        await connection.execute(
            "UPDATE access.invitation SET taken = base.now(), account_id = $3 WHERE person_id = $1 AND related = $2",
            row["person_id"],
            row["related"],
            account,
        )
        await self._tell(connection, row["person_id"], row["related"])
        return int(row["person_id"])

    async def _tell(self, connection: Connection, person_id: int, related: str) -> None:
        body = await self._record.read(connection, f"RelatedPerson/{related}")
        name = body["name"][0].get("text", "")
        subject = body["patient"]["reference"]
        told = communication(
            id_of(f"invite/{related}/taken"), subject, f"RelatedPerson/{related}", f"person/{person_id}",
            f"{name} can see your record now.", self._record.clock.now(),
        )  # fmt: skip
        await self._record.write(connection, person_id, told)


def plain(code: str) -> str:
    """A code as it is compared: without spaces and hyphens, in capitals."""
    return "".join(c for c in code.upper() if c.isalnum())[:64]


def name_of(body: Resource) -> str:
    """What a RelatedPerson is called."""
    told = (body.get("name") or [{}])[0]
    return str(told.get("text") or " ".join([*told.get("given", ()), told.get("family", "")]).strip())


def _relative(body: Resource, sight: Any, waiting: dict[str, datetime]) -> Relative:
    told = (body.get("relationship") or [{}])[0]
    code = (told.get("coding") or [{}])[0]
    end = body.get("period", {}).get("end")
    return Relative(
        body["id"],
        name_of(body),
        str(told.get("text") or code.get("display") or RELATIONS.get(code.get("code", ""), "")),
        sight["kind"] if sight else "",
        sight["until"] if sight else None,
        waiting.get(body["id"]),
        datetime.fromisoformat(end) if end and len(end) > 10 else None,
    )


_SIGHT: Final = """
SELECT DISTINCT ON (party) party, kind, nullif(until, 'infinity') AS until FROM access.involved_kin($1)
ORDER BY party, closeness
"""
_WAITING: Final = """
SELECT related, until FROM access.invitation WHERE person_id = $1 AND taken IS NULL AND until > base.now()
"""
_KNOWN: Final = "SELECT true FROM access.invitation WHERE person_id = $1 AND related = $2"
_INVITE: Final = """
INSERT INTO access.invitation (person_id, related, code_hash, made, until) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (person_id, related) DO UPDATE SET code_hash = excluded.code_hash, until = excluded.until
    WHERE invitation.taken IS NULL
"""
_TAKE: Final = """
SELECT person_id, related FROM access.invitation WHERE code_hash = $1 AND taken IS NULL AND until > $2 FOR UPDATE
"""
