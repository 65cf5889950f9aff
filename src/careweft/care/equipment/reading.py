"""What the store has, who has it, and what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from careweft.base.db import Connection
from careweft.care.equipment.things import LoanState, Product, State


@dataclass(frozen=True)
class Item:
    """A thing: where it is in its round since when; `recall` names the recall it is under."""

    id: str
    product: str
    serial: str
    batch: str
    store: str
    state: State
    since: datetime
    recall: str
    service_due: date | None
    version: int


@dataclass(frozen=True)
class Moved:
    """One move of a thing."""

    item: str
    version: int
    before: str
    state: str
    at: datetime
    by: str
    why: str


@dataclass(frozen=True)
class Loan:
    """What a person asked for, has or had. `cost` in minor units, once it is back; `place` is where it goes, empty:
    home."""

    person_id: int
    id: str
    product: str
    title: str
    item: str
    state: LoanState
    store: str
    team: str
    urgent: bool
    why: str
    note: str
    requested: datetime
    requested_by: str
    due: datetime | None
    delivered: datetime | None
    ended: datetime | None
    cost: int | None
    currency: str
    subject: str
    place: str
    version: int


@dataclass(frozen=True)
class Recall:
    """A batch that is called back, and how many of it are still out, and were out of all."""

    id: str
    product: str
    batch: str
    reason: str
    urgent: bool
    at: datetime
    by: str
    out: int
    every: int


@dataclass(frozen=True)
class Stock:
    """A product with how many things of it are where, and how many people wait for one."""

    product: Product
    free: int
    out: int
    back: int
    waiting: int


_PRODUCT = "p.id, p.name, p.kind, p.about, p.price, p.handling, p.currency, p.life_days, p.service_every, p.version"
_ITEM = "id, product, serial, batch, store, state, since, recall, service_due, version"
LOAN = """person_id, id, product, title, item, state, store, team, urgent, why, note, requested, requested_by, due,
    delivered, ended, cost, currency, subject, place, version"""


async def catalogue(connection: Connection, words: str = "") -> list[Product]:
    """What the store lends, by kind and name; with `words`, what has all of them."""
    rows = await connection.fetch(
        f"SELECT {_PRODUCT} FROM care.product p WHERE NOT EXISTS (SELECT FROM unnest($1::text[]) w "
        "WHERE lower(concat_ws(' ', p.name, p.kind, p.about)) NOT LIKE '%' || w || '%') ORDER BY p.kind, p.name",
        [word.replace("%", "").replace("_", "") for word in words.casefold().split()],
    )
    return [Product(*row) for row in rows]


async def product(connection: Connection, id_: str) -> Product | None:
    """A product."""
    row = await connection.fetchrow(f"SELECT {_PRODUCT} FROM care.product p WHERE p.id = $1", id_)
    return Product(*row) if row else None


async def stock(connection: Connection) -> list[Stock]:
    """Every product with its numbers. Waiting are counted as far as the account sees them."""
    rows = await connection.fetch(
        f"SELECT {_PRODUCT}, count(i.id) FILTER (WHERE i.state = 'in-stock') AS free, "
        "count(i.id) FILTER (WHERE i.state IN ('ordered', 'delivered', 'on-loan', 'recalled')) AS out, "
        "count(i.id) FILTER (WHERE i.state IN ('collected', 'cleaning')) AS back, "
        "(SELECT count(*) FROM care.loan l WHERE l.product = p.id AND l.state = 'waiting') AS waiting "
        "FROM care.product p LEFT JOIN care.item i ON i.product = p.id GROUP BY p.id ORDER BY p.kind, p.name"
    )
    return [Stock(Product(*list(row)[:10]), *list(row)[10:]) for row in rows]


async def items(connection: Connection, product_: str = "", states: Sequence[str] = (), most: int = 200) -> list[Item]:
    """Things of a product (empty: of all) in these states (none: in any), those that wait longest first."""
    rows = await connection.fetch(
        f"SELECT {_ITEM} FROM care.item WHERE ($1 = '' OR product = $1) AND (cardinality($2::text[]) = 0 "
        "OR state = ANY ($2)) ORDER BY since, id LIMIT $3",
        product_,
        list(states),
        most,
    )
    return [Item(*row) for row in rows]


async def item(connection: Connection, id_: str) -> Item | None:
    """A thing."""
    row = await connection.fetchrow(f"SELECT {_ITEM} FROM care.item WHERE id = $1", id_)
    return Item(*row) if row else None


async def moves(connection: Connection, id_: str) -> list[Moved]:
    """Every move of a thing, the latest first."""
    rows = await connection.fetch(
        "SELECT item, version, before, state, at, by, why FROM care.item_move WHERE item = $1 ORDER BY version DESC",
        id_,
    )
    return [Moved(*row) for row in rows]


async def of_person(connection: Connection, person_id: int) -> list[Loan]:
    """What somebody asked for, has and had, the latest first."""
    rows = await connection.fetch(
        f"SELECT {LOAN} FROM care.loan WHERE person_id = $1 ORDER BY ended IS NOT NULL, requested DESC, id", person_id
    )
    return [Loan(*row) for row in rows]


async def loans(connection: Connection, states: Sequence[str], store: str, most: int = 200) -> list[Loan]:
    """Loans of a store in these states, the most urgent first."""
    rows = await connection.fetch(
        f"SELECT {LOAN} FROM care.loan WHERE state = ANY ($1) AND store = $2 "
        "ORDER BY urgent DESC, due NULLS LAST, requested, id LIMIT $3",
        list(states),
        store,
        most,
    )
    return [Loan(*row) for row in rows]


async def loan(connection: Connection, id_: str) -> Loan | None:
    """A loan by its id."""
    row = await connection.fetchrow(f"SELECT {LOAN} FROM care.loan WHERE id = $1", id_)
    return Loan(*row) if row else None


async def holder(connection: Connection, item_: str) -> Loan | None:
    """The open loan of a thing."""
    row = await connection.fetchrow(
        f"SELECT {LOAN} FROM care.loan WHERE item = $1 AND state IN ('reserved', 'delivered', 'on-loan', 'to-collect')",
        item_,
    )
    return Loan(*row) if row else None


async def recalls(connection: Connection) -> list[Recall]:
    """What was called back, the latest first, with how many are still out there."""
    rows = await connection.fetch(
        "SELECT r.id, r.product, r.batch, r.reason, r.urgent, r.at, r.by, count(i.id) FILTER "
        "(WHERE i.recall = r.id AND i.state IN ('delivered', 'on-loan', 'recalled')) AS out, count(i.id) AS every "
        "FROM care.recall r LEFT JOIN care.item i ON i.product = r.product AND i.batch = r.batch "
        "GROUP BY r.id ORDER BY r.at DESC, r.id"
    )
    return [Recall(*row) for row in rows]
