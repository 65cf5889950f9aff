"""An app that acts for an account: the account, held to the app's scopes."""

from dataclasses import dataclass, field, fields
from typing import Any

from careweft.access.accounts import Account, profile
from careweft.access.digest import hashed
from careweft.access.oauth.scopes import Granted, parse
from careweft.base.db import Connection


@dataclass(frozen=True)
class AppAccount(Account):
    """An account as an app acts for it: its roles and parties, and never more than `granted`."""

    client_id: str = field(kw_only=True)
    app: str = field(kw_only=True)
    granted: Granted = field(kw_only=True)


async def find(connection: Connection, token: str) -> AppAccount | None:
    """The account and app of an access token; None where it is worth nothing."""
    row = await connection.fetchrow("SELECT * FROM access.find_token($1)", hashed(token))
    account = await profile(connection, row["account_id"]) if row else None
    if row is None or account is None:
        return None
    known: dict[str, Any] = {each.name: getattr(account, each.name) for each in fields(account)}
    granted = Granted(parse(row["scopes"]), row["person_id"])
    return AppAccount(**known, client_id=row["client_id"], app=row["client"], granted=granted)
