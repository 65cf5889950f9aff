"""Criteria that say which resource is meant: of conditional create, update, patch and delete, and of references.

They are searched as the caller, so that what the caller may not see is not there. Those who give the same criteria at
once are taken in turn: each holds a lock on type and criteria until its transaction ends. The locks are a fixed number
of buckets, because the server has room for so many only; two criteria in one bucket wait for each other needlessly.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from careweft.base.db import Connection
from careweft.base.errors import BadInput
from careweft.fhir.definitions import resource_types
from careweft.fhir.interactions.outcomes import Server, Unmet
from careweft.fhir.stored import Stored

_MEANT: Final = frozenset({"_id", "_lastUpdated", "_tag", "_profile", "_security", "_source", "_has"})
_PASSING: Final = frozenset({"_format", "_pretty"})
_HOLD: Final = """SELECT pg_advisory_xact_lock(hashtext('careweft.fhir'), bucket) FROM (
SELECT DISTINCT hashtext(x) & 4095 AS bucket FROM unnest($1::text[]) x ORDER BY bucket) buckets"""


@dataclass(frozen=True)
class Criteria:
    """Which resource is meant; equal for the same question however its text was written. `where` is who asks."""

    type: str
    pairs: tuple[tuple[str, str], ...]
    where: str

    @property
    def key(self) -> str:
        """What the lock is on: the type and the pairs in order."""
        return f"{self.type}?{self.pairs}"


def criteria(type_: str, query: str, where: str) -> Criteria:
    """The criteria in a query string such as `identifier=urn:x|1`, with or without `Type?` before it.

    Raises BadInput where nothing is asked, a value is empty (ignoring it would widen what is meant) or something is
    asked that is not about which resource.
    """
    if type_ not in resource_types():
        raise BadInput(f"{type_!r} is not an R4 resource type", where=where)
    text = query.partition("?")[2] if query.startswith(f"{type_}?") else query.removeprefix("?")
    pairs = [pair for pair in parse_qsl(text, keep_blank_values=True) if pair[0] not in _PASSING]
    if not pairs:
        raise BadInput("this condition asks nothing", where=where, expected="a query such as identifier=system|value")
    for name, value in pairs:
        code = name.partition(":")[0].partition(".")[0]
        if not value.strip(" ,|"):
            raise BadInput(f"{name} has no value", where=where, expected="a value for each parameter")
        if code.startswith("_") and code not in _MEANT:
            raise BadInput(f"{code} does not say which resource", where=where, expected="search parameters only")
    return Criteria(type_, tuple(sorted(pairs)), where)


async def hold(conn: Connection, keys: Iterable[str]) -> None:
    """Wait for all others who hold any of these keys (criteria, or `Type/id`); they then wait for this transaction.

    All at once and always in the same order, so that two who hold several do not wait for each other for ever.
    """
    wanted = list(keys)
    if wanted:
        await conn.execute(_HOLD, wanted)


async def match(conn: Connection, server: Server, asked: Criteria) -> Stored | None:
    """The one resource that is meant, None where there is none. Raises Unmet where there are several."""
    page = await server.store.search(conn, asked.type, [*asked.pairs, ("_count", "2")])
    if len(page.matches) > 1:
        raise Unmet("the condition matches more than one resource", where=asked.where, expected="at most one")
    return page.matches[0] if page.matches else None


async def held_match(conn: Connection, server: Server, type_: str, query: str, where: str) -> Stored | None:
    """The one resource that a query means, looked up when it is this transaction's turn."""
    asked = criteria(type_, query, where)
    await hold(conn, [asked.key])
    return await match(conn, server, asked)
