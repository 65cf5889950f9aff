"""What is withheld of a resource because it names another that is more sensitive (migration 0048): what follows.

The database withholds such a part at the commit that makes it one, and takes away what search could find it by. What
else the index says of the resource is made anew here, as the outbox brings it; the same again changes nothing.
"""

from typing import Final
from zoneinfo import ZoneInfo

from careweft.base.db import Connection
from careweft.base.outbox import Handler, Item
from careweft.fhir.search.rebuild import index_anew

TOPIC: Final = "withheld"
_FIND: Final = (
    "SELECT person_id, rid, version, body FROM fhir.resource WHERE person_id = $1 AND rid = ANY ($2::bigint[])"
)
_HOLD: Final = "SELECT access.hold(ARRAY[$1::bigint], true)"
_DONE: Final = "SELECT pg_snapshot_xmin(pg_current_snapshot()) > $1::text::xid8"
_LATER: Final = """INSERT INTO base.outbox (topic, order_key, payload, retry_at)
VALUES ($1, $2, $3, clock_timestamp() + interval '1 second')"""


def handler(zone: ZoneInfo) -> Handler:
    """What the outbox's items of `TOPIC` are handled by; dates without a zone are of `zone`."""

    async def handle(conn: Connection, item: Item) -> None:
        told = item.payload
        await conn.execute(_HOLD, told["person_id"])  # before rows, as whoever marks something
        if "rids" in told:
            await index_anew(conn, await conn.fetch(_FIND, told["person_id"], told["rids"]), zone)
        elif await conn.fetchval(_DONE, told["before"]):
            await conn.execute("SELECT access.settle_about($1, $2::text[])", told["person_id"], told["records"])
        else:
            await conn.execute(_LATER, TOPIC, item.order_key, dict(told))

    return handle
