"""What the store's pages look up: products, things with their moves, and loans, in step with the record."""

from collections.abc import Sequence

from careweft.access import relationships
from careweft.access.relationships import Relationship
from careweft.base.db import Connection
from careweft.care.equipment import things
from careweft.care.equipment.things import item_row, loan_row, move_row, product_of
from careweft.care.resources import extension
from careweft.fhir.stored import Change

_PRODUCT = """
INSERT INTO care.product (id, name, kind, about, price, handling, currency, life_days, service_every, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO UPDATE SET name = excluded.name,
    kind = excluded.kind, about = excluded.about, price = excluded.price, handling = excluded.handling,
    currency = excluded.currency, life_days = excluded.life_days, service_every = excluded.service_every,
    version = excluded.version
"""
_ITEM = """
INSERT INTO care.item (id, product, serial, batch, store, state, since, recall, service_due, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO UPDATE SET product = excluded.product,
    serial = excluded.serial, batch = excluded.batch, store = excluded.store, state = excluded.state,
    since = excluded.since, recall = excluded.recall, service_due = excluded.service_due, version = excluded.version
"""
_MOVE = """
INSERT INTO care.item_move (item, version, before, state, at, by, why) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING
"""
_LOAN_COLUMNS = """person_id, id, product, title, item, state, store, team, urgent, why, note, requested, requested_by,
    due, delivered, ended, cost, currency, subject, place, version"""
_LOAN = f"""
INSERT INTO care.loan ({_LOAN_COLUMNS})
VALUES ({", ".join(f"${n}" for n in range(1, 22))}) ON CONFLICT (person_id, id) DO UPDATE SET
    item = excluded.item, state = excluded.state, urgent = excluded.urgent, why = excluded.why, note = excluded.note,
    due = excluded.due, delivered = excluded.delivered, ended = excluded.ended, cost = excluded.cost,
    currency = excluded.currency, place = excluded.place, version = excluded.version
"""


async def project(connection: Connection, changes: Sequence[Change]) -> None:
    """Bring the store's lists in step with changed resources."""
    ours = [c for c in changes if c.type in ("DeviceDefinition", "Device", "DeviceRequest")]
    for change in ours:
        body = change.after
        if change.type == "DeviceRequest":
            if body is None:
                await connection.execute(
                    "DELETE FROM care.loan WHERE person_id = $1 AND id = $2", change.person_id, change.id
                )
            elif things.is_loan(body):
                await connection.execute(_LOAN, *loan_row(change.person_id, body, change.version))
            await relationships.replace(connection, [(change.person_id, f"DeviceRequest/{change.id}")], _sight(change))
        elif body is None:
            table = "product" if change.type == "DeviceDefinition" else "item"
            await connection.execute(f"DELETE FROM care.{table} WHERE id = $1", change.id)
        elif change.type == "DeviceDefinition" and extension(body, "equipment-price"):
            found = product_of(body, change.version)
            await connection.execute(_PRODUCT, *(getattr(found, name) for name in found.__dataclass_fields__))
        elif change.type == "Device" and things.is_ours(body) and not change.person_id:
            await connection.execute(_ITEM, *item_row(body, change.version))
            row = move_row(change.before, body, change.version)
            if change.before is None or row[2] != row[3]:
                await connection.execute(_MOVE, *row)


def _sight(change: Change) -> list[Relationship]:
    """The store, and the team that asked, see whoever has or waits for a thing, as whoever gives a service."""
    body = change.after
    if body is None or not things.is_loan(body) or body["status"] != "active":
        return []
    row = loan_row(change.person_id, body, change.version)
    origin, since = f"DeviceRequest/{change.id}", row[11]
    return [
        Relationship(change.person_id, party, "service", origin, since) for party in sorted({row[6], row[7]} - {""})
    ]
