"""What was sent under a key that a browser made, done once: sending it again is answered as it was the first time.

The key is (account, key). A second copy that comes while the first is being done waits for it.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from careweft.base.db import Connection
from careweft.base.errors import BadInput

KEPT = timedelta(days=30)
"""How long a key is known: longer than a phone keeps what it could not send."""


def key_of(text: str) -> UUID:
    """A key as a form gives it."""
    try:
        return UUID(text)
    except ValueError:
        raise BadInput("this form has no key", where="key", expected="a UUID: load the page again") from None


async def first(connection: Connection, account: int, key: UUID, kind: str) -> Any:
    """None where this is the first time, so that it is to be done in this transaction; else what was answered.

    Raises BadInput where the key was used for something else.
    """
    made = await connection.fetchval(
        "INSERT INTO care.submission (account_id, key, kind) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING true",
        account,
        key,
        kind,
    )
    if made:
        return None
    row = await connection.fetchrow(
        "SELECT kind, result FROM care.submission WHERE account_id = $1 AND key = $2", account, key
    )
    if row is None or row["kind"] != kind:
        raise BadInput("this key was used for something else", where="key", expected="a key of its own")
    return row["result"]


async def answer(connection: Connection, account: int, key: UUID, result: Any) -> None:
    """Keep what is answered, in the transaction that did it."""
    await connection.execute(
        "UPDATE care.submission SET result = $3 WHERE account_id = $1 AND key = $2", account, key, result
    )


async def find(connection: Connection, account: int, key: UUID) -> Any:
    """What was answered to a key; None where nothing was sent under it."""
    return await connection.fetchval(
        "SELECT result FROM care.submission WHERE account_id = $1 AND key = $2", account, key
    )


async def forget(connection: Connection) -> None:
    """Forget keys that nobody will send again."""
    await connection.execute("DELETE FROM care.submission WHERE at < clock_timestamp() - $1::interval", KEPT)
