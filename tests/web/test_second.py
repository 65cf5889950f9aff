"""Logging in in two steps, against the real accounts; and tries that nobody can use up for another."""

import time
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from careweft.access import accounts, second
from careweft.access.accounts import NewAccount
from careweft.base.db import Database
from careweft.web.app import Site, create_app
from careweft.web.identity import AccessIdentity
from careweft.web.services import Limits
from tests.web.conftest import log_in
from tests.web.fakes import services

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("at", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_rfc_6238(at: int, code: str) -> None:
    assert second.code(SECRET, at // 30) == code
    assert second.step_of(SECRET, f"{code[:3]} {code[3:]}", at) == at // 30
    assert second.step_of(SECRET, code, at + 30) == at // 30
    assert second.step_of(SECRET, code, at + 60) is None
    assert second.step_of(SECRET, code, at, used=at // 30) is None
    for odd in ("", "28708", "2870820", "٢٨٧٠٨٢"):
        assert second.step_of(SECRET, odd, at) is None


@pytest.fixture
async def site(web_db: Database, worker_db: Database) -> Site:
    async with worker_db.transaction() as connection:
        made = NewAccount("ruth", "a demo password", "Ruth", memberships=[("zone-1", "coordinator")])
        await accounts.create(connection, made)
        await accounts.create(connection, NewAccount("zoe", "a demo password", "Zoe", memberships=[("z", "gp")]))
    return create_app(services(identity=AccessIdentity(web_db), limits=Limits(log_in_burst=4)))


def visitor(site: Site, address: str = "10.0.0.9") -> httpx.AsyncClient:
    """A browser at an address."""
    transport = httpx.ASGITransport(site, client=(address, 1))
    headers = {"sec-fetch-site": "same-origin"}
    return httpx.AsyncClient(transport=transport, base_url="http://place.test", headers=headers)


@pytest.fixture
async def ruth(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    async with visitor(site) as client:
        assert (await log_in(client, "ruth")).status_code == 303
        yield client


async def secret_of(worker_db: Database) -> bytes:
    async with worker_db.transaction() as connection:
        return bytes(await connection.fetchval("SELECT secret FROM access.second_step"))


async def now(worker_db: Database, back: int = 0) -> str:
    return second.code(await secret_of(worker_db), int(time.time()) // 30 - back)


async def turn_on(ruth: httpx.AsyncClient, worker_db: Database) -> list[str]:
    assert "Put it into your app" in (await ruth.post("/account/second", data={"do": "begin"})).text
    before = ruth.cookies["careweft"]
    wrong = await ruth.post("/account/second", data={"do": "confirm", "code": "000000x"})
    assert wrong.status_code == 400
    done = await ruth.post("/account/second", data={"do": "confirm", "code": await now(worker_db, 1)})
    assert "It is on" in done.text
    assert ruth.cookies["careweft"] != before
    return [part.partition("<")[0] for part in done.text.split('<code class="cw-code">')[1:]]


async def test_a_password_alone_is_no_session_any_more(
    site: Site, ruth: httpx.AsyncClient, worker_db: Database
) -> None:
    codes = await turn_on(ruth, worker_db)
    assert len(codes) == 8
    assert (await ruth.get("/account")).status_code == 200
    async with visitor(site) as other:
        first = await log_in(other, "ruth", next="/account")
        assert first.headers["location"] == "/log-in/second?next=%2Faccount"
        half = other.cookies["careweft"]
        assert (await other.get("/account")).status_code == 303
        assert (await other.get("/log-in")).headers["location"].startswith("/log-in/second")
        assert "recovery codes" in (await other.get("/log-in/second")).text
        assert (await other.post("/log-in/second", data={"code": "123"})).status_code == 400
        done = await other.post("/log-in/second", data={"code": await now(worker_db), "next": "/account"})
        assert done.headers["location"] == "/account"
        assert other.cookies["careweft"] != half
        assert (await other.get("/account")).status_code == 200


async def test_a_code_counts_once_and_a_recovery_code_once(
    site: Site, ruth: httpx.AsyncClient, worker_db: Database
) -> None:
    codes = await turn_on(ruth, worker_db)
    used = await now(worker_db)
    for given, fine in ((used, True), (used, False), (codes[0].upper(), True), (codes[0], False), (codes[1], True)):
        async with visitor(site) as other:
            await log_in(other, "ruth")
            answer = await other.post("/log-in/second", data={"code": given})
            assert (answer.status_code == 303) == fine, given
            assert ((await other.get("/account")).status_code == 200) == fine


async def test_five_tries_and_the_log_in_begins_again(site: Site, ruth: httpx.AsyncClient, worker_db: Database) -> None:
    await turn_on(ruth, worker_db)
    async with visitor(site) as other:
        await log_in(other, "ruth")
        for _ in range(4):
            assert (await other.post("/log-in/second", data={"code": "1"})).status_code == 400
        assert (await other.post("/log-in/second", data={"code": "1"})).headers["location"] == "/log-in"
        right = await other.post("/log-in/second", data={"code": await now(worker_db)})
        assert right.headers["location"] == "/log-in"
        assert (await other.get("/account")).status_code == 303
    assert (await ruth.get("/account")).status_code == 200  # whoever tries in vain ends nobody's session


async def test_waiting_ends_after_five_minutes(site: Site, ruth: httpx.AsyncClient, worker_db: Database) -> None:
    await turn_on(ruth, worker_db)
    async with visitor(site) as other:
        await log_in(other, "ruth")
        async with worker_db.transaction() as connection:
            await connection.execute(
                "UPDATE access.session SET started = started - $1::interval WHERE half", timedelta(minutes=6)
            )
        late = await other.post("/log-in/second", data={"code": await now(worker_db)})
        assert late.headers["location"] == "/log-in"


async def test_turning_it_on_or_off_ends_the_other_sessions(
    site: Site, ruth: httpx.AsyncClient, worker_db: Database
) -> None:
    async with visitor(site) as elsewhere:
        await log_in(elsewhere, "ruth")
        await turn_on(ruth, worker_db)
        assert (await elsewhere.get("/account")).status_code == 303
    assert (await ruth.post("/account/second", data={"do": "end", "code": "1"})).status_code == 400
    assert (await ruth.post("/account/second", data={"do": "begin"})).status_code == 409
    assert "Set it up" in (await ruth.post("/account/second", data={"do": "end", "code": await now(worker_db)})).text
    async with visitor(site) as again:
        assert (await log_in(again, "ruth", next="/account")).headers["location"] == "/account"


async def test_a_system_cannot_go_round_it_by_http_basic(
    ruth: httpx.AsyncClient, worker_db: Database, web_db: Database
) -> None:
    identity = AccessIdentity(web_db)
    await turn_on(ruth, worker_db)
    assert await identity.check("ruth", "a demo password") is None
    assert await identity.check("zoe", "a demo password") is not None


async def test_codes_cannot_be_tried_without_end(site: Site, ruth: httpx.AsyncClient, worker_db: Database) -> None:
    """Neither with the password, nor in a session that was left open."""
    await turn_on(ruth, worker_db)
    off = [(await ruth.post("/account/second", data={"do": "end", "code": "1"})).status_code for _ in range(5)]
    assert off == [400] * 3 + [429] * 2  # the first wrong one was the confirmation's
    async with visitor(site, "10.0.0.7") as other:
        assert [(await log_in(other, "ruth")).status_code for _ in range(6)] == [303] * 4 + [429] * 2


async def test_a_session_that_was_left_open_sets_nothing_up(
    site: Site, ruth: httpx.AsyncClient, worker_db: Database
) -> None:
    async with worker_db.transaction() as connection:
        await connection.execute("UPDATE access.session SET started = started - interval '11 min'")
    refused = await ruth.post("/account/second", data={"do": "begin"})
    assert refused.status_code == 400 and "It is more than ten minutes" in refused.text
    assert "Set it up" not in (await ruth.get("/account/second")).text


async def test_nobody_is_locked_out_by_anothers_tries(site: Site) -> None:
    async with visitor(site, "10.0.0.1") as attacker, visitor(site, "10.0.0.2") as zoe:
        statuses = [(await log_in(attacker, "zoe", "wrong")).status_code for _ in range(6)]
        assert statuses == [400] * 4 + [429] * 2
        assert (await log_in(zoe, "zoe")).status_code == 303
