"""Which apps can be made known, and that every table holds them."""

from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from careweft.access import accounts
from careweft.access.accounts import NewAccount
from careweft.access.oauth import clients
from careweft.access.oauth.clients import Client
from careweft.access.oauth.scopes import parse
from careweft.base.db import Database
from careweft.base.errors import BadInput, Conflict, NotFound

EC = ECKey.generate_key("P-384").as_dict(private=False)


def app(**more: Any) -> Client:
    given: dict[str, Any] = {"id": "a", "name": "A", "kind": "public", "scopes": parse("patient/*.rs")}
    return Client(**given | {"redirect_uris": ("https://a.x/b",)} | more)


@pytest.mark.parametrize(
    "uri", ["https://a.example/x?y=1", "http://127.0.0.1:7000/x", "http://localhost/x", "org.example.app:/x"]
)
def test_safe_addresses(uri: str) -> None:
    clients.check_address(uri)


@pytest.mark.parametrize(
    "uri",
    ["http://a.example/x", "https:///x", "https://a.example/#x", "https://u:p@a.example/", "javascript:alert(1)",
     "data:x", "https://*.example/", "app:/x", "org.example.app://host/x", "https://a.example/\\x", "https://a.exämple/",
     "", "x"],
)  # fmt: skip
def test_addresses_that_are_not_safe(uri: str) -> None:
    with pytest.raises(BadInput):
        clients.check_address(uri)


@pytest.mark.parametrize(
    "jwks",
    [
        {}, {"keys": []}, {"keys": [{"kty": "EC"}]}, {"keys": "x"},
        {"keys": [ECKey.generate_key("P-384").as_dict(private=True)]},
        {"keys": [ECKey.generate_key("P-256").as_dict(private=False)]},
        {"keys": [OctKey.generate_key(256).as_dict()]},
        {"keys": [RSAKey.generate_key(1024).as_dict(private=False)]},
        {"keys": [EC, {"kty": "oct", "k": "eA"}]},
    ],
)  # fmt: skip
def test_keys_that_prove_nothing(jwks: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        clients.key_set(jwks)


async def test_apps_and_systems_are_made_known_and_forgotten(worker_db: Database) -> None:
    keys = {"keys": [EC]}
    async with worker_db.transaction() as connection:
        lab = await accounts.create(connection, NewAccount("lab", "x", "Lab", "machine", memberships=[("lab", "feed")]))
        person = await accounts.create(connection, NewAccount("ruth", "x", "Ruth"))
        secret = await clients.add(connection, app(id="b", kind="confidential"), secret=True)
        found = await clients.find(connection, "b")
        assert secret is not None and found is not None and found.has_secret(secret) and not found.has_secret("x")
        system = app(id="s", kind="backend", redirect_uris=(), jwks=keys, scopes=parse("system/*.rs"), account_id=lab)
        assert await clients.add(connection, system) is None
        for wrong, how in (
            (app(id="b"), Conflict),
            (app(id="c", redirect_uris=()), BadInput),
            (app(id="c", scopes=parse("system/*.rs")), BadInput),
            (app(id="c", kind="confidential"), BadInput),
            (app(id="c d"), BadInput),
            (Client("t", "T", "backend", parse("system/*.rs"), jwks=keys, account_id=person), NotFound),
            (Client("t", "T", "backend", parse("user/*.rs"), jwks=keys, account_id=lab), BadInput),
            (Client("t", "T", "backend", parse("system/*.rs"), account_id=lab), BadInput),
        ):
            with pytest.raises(how):
                await clients.add(connection, wrong)
        assert [each.id for each in await clients.listed(connection)] == ["b", "s"]
        await clients.remove(connection, "b")
        with pytest.raises(NotFound):
            await clients.remove(connection, "b")


async def test_every_table_of_persons_asks_what_holds_apps(worker_db: Database) -> None:
    """The policy of apps is on access.sight: a table whose policy does not ask it would show an app too much."""
    async with worker_db.transaction() as connection:
        rows = await connection.fetch(
            "SELECT p.polrelid::regclass::text FROM pg_policy p JOIN pg_attribute a ON a.attrelid = p.polrelid "
            "WHERE a.attname = 'person_id' AND p.polpermissive AND p.polcmd IN ('*', 'r') "
            "AND 'careweft_web'::regrole = ANY (p.polroles) "
            "AND pg_get_expr(p.polqual, p.polrelid) NOT LIKE '%access.sight%'"
        )
        held = await connection.fetchval(
            "SELECT array_agg(polrelid::regclass::text ORDER BY polrelid::regclass::text) FROM pg_policy "
            "WHERE polname = 'app' AND NOT polpermissive"
        )
    may_see = {"care.message", "care.thread"}  # ask access.may_see, which holds apps to their person
    assert {row[0] for row in rows} == {"access.relationship", "access.sight", "people.person"} | may_see
    assert held == ["access.sight", "people.person"]  # the account's own relationships say nothing of anybody's record


async def test_the_web_reaches_no_table_of_apps(web_db: Database) -> None:
    for table in ("client", "launch", "app_grant", "app_token", "assertion", "outside_login"):
        async with web_db.transaction(1) as connection:
            allowed = await connection.fetchval(
                "SELECT has_table_privilege('careweft_web', $1, 'SELECT, INSERT, UPDATE, DELETE')", f"access.{table}"
            )
            assert not allowed
