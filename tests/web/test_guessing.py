"""Guessing one account's password from many addresses: slow, and keeps nobody out who logs in where they always do."""

import re
from dataclasses import replace

import asyncpg
import httpx
import pytest

from careweft.access import accounts, guessing
from careweft.access.accounts import NewAccount
from careweft.base.db import Database
from careweft.web.app import create_app
from careweft.web.identity import AccessIdentity
from tests.web.conftest import client_of
from tests.web.fakes import services

PASSWORD = "three random words"
ALLOWED = 20


@pytest.fixture
async def identity(worker_db: Database, web_db: Database) -> AccessIdentity:
    async with worker_db.transaction() as connection:
        for name, kind in (("carla", "staff"), ("petra", "staff"), ("lab", "machine")):
            await accounts.create(connection, NewAccount(name, PASSWORD, name, kind, memberships=[("zone-1", "gp")]))  # type: ignore[arg-type]
    return AccessIdentity(web_db)


class Town:
    """The site, where people log in from addresses of their own."""

    def __init__(self, identity: AccessIdentity, burst: int = 1000) -> None:
        anybody = replace(services().limits, log_in_burst=burst)
        self.site = create_app(replace(services(), identity=identity, limits=anybody))

    async def log_in(self, password: str, username: str = "carla", **cookies: str) -> httpx.Response:
        """A try."""
        async with client_of(self.site) as client:
            client.cookies.update(cookies)
            return await client.post("/log-in", data={"username": username, "password": password})


@pytest.fixture
def town(identity: AccessIdentity) -> Town:
    return Town(identity)


def browser_of(answer: httpx.Response) -> dict[str, str]:
    """What the browser keeps when its session is over."""
    return {name: value for name, value in answer.cookies.items() if name == "careweft-browser"}


async def test_many_addresses_share_one_allowance_and_a_known_browser_has_its_own(town: Town) -> None:
    known = browser_of(await town.log_in(PASSWORD))
    for _ in range(ALLOWED):
        assert (await town.log_in("wrong")).status_code == 400
    for password in ("wrong", PASSWORD):
        late = await town.log_in(password)
        assert late.status_code == 429
        assert 0 < int(late.headers["retry-after"]) <= 300
        assert re.search(r"Wait [1-5] minutes", late.text)
    assert (await town.log_in("wrong", **known)).status_code == 400
    again = await town.log_in(PASSWORD, **known)
    assert again.status_code == 303
    assert (await town.log_in(PASSWORD, **known)).status_code == 429, "the browser has another token by now"
    assert (await town.log_in(PASSWORD, **browser_of(again))).status_code == 303
    assert (await town.log_in(PASSWORD, "petra")).status_code == 303, "another's tries are untouched"
    assert (await town.log_in(PASSWORD, "petra", **browser_of(again))).status_code == 303


async def test_who_guesses_at_an_address_keeps_nobody_out_who_always_logs_in_there(identity: AccessIdentity) -> None:
    town = Town(identity, burst=4)
    known = browser_of(await town.log_in(PASSWORD))
    assert [(await town.log_in("wrong", "petra")).status_code for _ in range(5)] == [400] * 4 + [429]
    assert (await town.log_in(PASSWORD)).status_code == 429
    made_up = {"careweft-browser": "made up"}
    assert (await town.log_in(PASSWORD, **made_up)).status_code == 429
    again = browser_of(await town.log_in(PASSWORD, **known))
    assert again
    assert [(await town.log_in("wrong", **again)).status_code for _ in range(5)] == [400] * 4 + [429], "its own are few"


async def test_names_that_nobody_has_are_answered_alike(town: Town) -> None:
    found = [(await town.log_in("wrong", "nobody")).status_code for _ in range(ALLOWED + 1)]
    assert found == [400] * ALLOWED + [429]


async def test_right_passwords_do_not_count_and_time_gives_tries_back(town: Town, worker_db: Database) -> None:
    for _ in range(ALLOWED + 5):
        assert (await town.log_in(PASSWORD)).status_code == 303
    for _ in range(ALLOWED):
        await town.log_in("wrong")
    async with worker_db.transaction() as connection:
        assert await connection.fetchval("SELECT count(*) FROM access.browser") == ALLOWED
        await connection.execute("UPDATE access.guessing SET at = at - interval '5 min'")
    assert [(await town.log_in("wrong")).status_code for _ in range(2)] == [400, 429]
    async with worker_db.transaction() as connection:
        await connection.execute("UPDATE access.guessing SET at = at - interval '1 day'")
        await guessing.forget(connection)
        assert await connection.fetchval("SELECT count(*) FROM access.guessing") == 0


async def test_people_who_send_their_password_each_time_are_guarded_and_systems_are_not_kept_out(
    identity: AccessIdentity,
) -> None:
    for name in ("petra", "lab"):
        for number in range(ALLOWED):
            assert await identity.check(name, f"wrong {number}") is None
    assert await identity.check("petra", PASSWORD) is None
    found = await identity.check("lab", PASSWORD)
    assert found and found.username == "lab"


async def test_the_web_knows_neither_browsers_nor_tries(web_db: Database) -> None:
    for table in ("browser", "guessing"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with web_db.transaction() as connection:
                await connection.fetch(f"SELECT * FROM access.{table}")
