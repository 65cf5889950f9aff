"""What the system does within a transaction of an account: projections of what the account was allowed to write."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import asyncpg

from careweft.access import accounts, policy, relationships
from careweft.access.relationships import Relationship
from careweft.base.db import WEB, WORKER, Connection, act_as
from careweft.fhir.interactions.persons import by_compartment, not_known
from careweft.fhir.invalid import Invalid, Issue, Unprocessable
from careweft.fhir.store import Change, Origin, Projection, Store
from careweft.people.index import Index
from careweft.people.patient import PersonResolver

log = logging.getLogger("careweft.web")
_NOT_YOURS = Issue(
    "Patient",
    "a person whom this account may not see",
    "a managingOrganization of its own, which may register people",
    "not-found",
)
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_UNSEEN = "SELECT set_config('role', $1, true), ARRAY(SELECT p FROM unnest($2::bigint[]) p WHERE NOT access.may_see(p))"


_UNREADABLE = (LookupError, ValueError, TypeError, asyncpg.DataError, asyncpg.CheckViolationError,
               asyncpg.NotNullViolationError)  # fmt: skip
"""What a projection fails with where a resource bears a mark of ours and lacks what goes with it."""


def web_store(store: Store) -> Store:
    """A store for connections that act as careweft_web, with the projections of the system's store."""
    return Store([_answering(each) for each in store.projections], zone=str(store.zone), for_web=True)


def _answering(projection: Projection) -> Projection:
    """Refuse what a projection cannot read, as feeds put it into quarantine."""

    async def run(connection: Connection, changes: Sequence[Change]) -> None:
        try:
            await projection(connection, changes)
        except _UNREADABLE as error:
            log.warning("projection %s refused a write: %s", projection, type(error).__name__)
            types = ", ".join(sorted({change.type for change in changes}))
            expected = "its parts as this place writes them, or no code or extension of https://careweft.org/fhir"
            raise Unprocessable([Issue(types, "a mark of ours without what belongs to it", expected)]) from error

    return run


class Registering:
    """Finds the person of what an account writes.

    An account that may register people and registers somebody with its own organisation may go on to see the person,
    as a practice does; for everybody else row-level security decides, as for any other write.
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        self._persons = PersonResolver(index)

    async def __call__(self, connection: Connection, resources: Sequence[dict[str, Any]], origin: Origin) -> list[int]:
        """Whose each resource is (see `people.patient.PersonResolver`)."""
        if not any(resource["resourceType"] in ("Patient", "Subscription") for resource in resources):
            return await by_compartment(connection, resources, origin)
        await connection.execute(act_as(WORKER))
        persons = await self._persons(connection, resources, origin)
        patients = [pair for pair in zip(persons, resources, strict=True) if pair[1]["resourceType"] == "Patient"]
        if patients:
            await self._relate(connection, patients)
        if any(resource["resourceType"] == "Subscription" for resource in resources):
            own = await self._own(connection)
            pairs = zip(persons, resources, strict=True)
            persons = [own if resource["resourceType"] == "Subscription" else person for person, resource in pairs]
        row = await connection.fetchrow(_UNSEEN, WEB, sorted({*persons}))
        _refuse_unseen(frozenset(row[1] if row else persons), persons, resources)
        return persons

    async def _own(self, connection: Connection) -> int:
        """Whose the Subscriptions of the acting account are: nobody's but its own, who is "minus the account's id"."""
        account: int = await connection.fetchval("SELECT access.account()")
        own = Relationship(-account, f"account/{account}", "self", "account", _EVER)
        await relationships.keep(connection, [own])
        return -account

    async def _relate(self, connection: Connection, patients: Sequence[tuple[int, dict[str, Any]]]) -> None:
        account = await accounts.acting(connection)
        parties = account.parties if account and policy.may(account, "register-people") else frozenset()
        now = await connection.fetchval("SELECT base.now()")  # the transaction's: a later one would not count in it yet
        registered = [
            Relationship(person, party, "registered-practice", f"Patient/{patient['id']}", now)
            for person, patient in patients
            if (party := _organisation(patient)) in parties
        ]
        await relationships.keep(connection, registered)


def _refuse_unseen(unseen: frozenset[int], persons: Sequence[int], resources: Sequence[dict[str, Any]]) -> None:
    """Answer for a person whom the account may not see as for one who is not known: the system found them, not it."""
    about = [one["resourceType"] for person, one in zip(persons, resources, strict=True) if person in unseen]
    if about:
        raise Invalid([_NOT_YOURS if type_ == "Patient" else not_known(type_) for type_ in about])


def _organisation(patient: dict[str, Any]) -> str:
    return str(patient.get("managingOrganization", {}).get("reference", "")).rpartition("/")[2]
