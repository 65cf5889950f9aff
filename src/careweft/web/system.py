"""What the system does within a transaction of an account: projections of what the account was allowed to write."""

from collections.abc import Sequence

from careweft.base.db import WEB, WORKER, Connection
from careweft.fhir.store import Change, Projection, Store

_ACT_AS = "SELECT set_config('role', $1, true)"


def as_system(projection: Projection) -> Projection:
    """The projection, run as the worker: it may touch rows that the account itself may only read.

    The change was written before, under row-level security as the account. Where the projection fails the whole
    transaction is undone, and the role with it.
    """

    async def run(connection: Connection, changes: Sequence[Change]) -> None:
        await connection.execute(_ACT_AS, WORKER)
        await projection(connection, changes)
        await connection.execute(_ACT_AS, WEB)

    return run


def web_store(store: Store) -> Store:
    """A store for connections that act as careweft_web, with the projections of the system's store."""
    return Store([as_system(projection) for projection in store._projections], zone=str(store.zone))
