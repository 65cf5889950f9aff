"""Passkeys, against the real accounts and a device that may lie."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import orjson
import pytest

from careweft.access import accounts, second
from careweft.access.accounts import NewAccount
from careweft.access.audit import Auditor
from careweft.access.passkeys import Party
from careweft.base.db import Database, connect
from careweft.models.engine import Engine
from careweft.web.app import Site, create_app
from careweft.web.desk import Desk
from careweft.web.identity import AccessIdentity
from careweft.web.passkeys import Passkeys
from careweft.web.services import Limits
from tests.conftest import run_sql
from tests.web.conftest import log_in
from tests.web.device import MAY_SYNC, PRESENT, SYNCED, VERIFIED, Device, text
from tests.web.fakes import PASSWORD, services

PARTY = Party("https://place.test", "place.test", "Weirside")


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://care.example", "https://care.example"),
        ("https://care.example:443", "https://care.example"),
        ("https://Care.Example:8443", "https://care.example:8443"),
        ("http://localhost:8400", "http://localhost:8400"),
        ("http://care.example", None),
        ("http://127.0.0.1:8400", None),
        ("https://127.0.0.1", None),
        ("https://[::1]:8400", None),
        ("http://localhost.example", None),
    ],
)
def test_at_which_addresses_browsers_make_passkeys(address: str, origin: str | None) -> None:
    found = Party.of(address, "Weirside")
    assert (found.origin if found else None) == origin


@pytest.fixture
def burst() -> int:
    """How often a log-in may be tried at once."""
    return 4


@pytest.fixture
async def site(web_db: Database, worker_db: Database, burst: int) -> Site:
    async with worker_db.transaction() as connection:
        for name in ("ruth", "zoe"):
            made = NewAccount(name, PASSWORD, name.title(), memberships=[("zone-1", "coordinator")])
            await accounts.create(connection, made)
    desk = Desk(await Engine.open(worker_db, ZoneInfo("Europe/London")), web_db, Auditor(web_db))
    keys = Passkeys(web_db, PARTY)
    limits = Limits(log_in_burst=burst, challenge_burst=1000)
    return create_app(services(identity=AccessIdentity(web_db), desk=desk, passkeys=keys, limits=limits))


def visitor(site: Site, address: str = "10.0.0.9") -> httpx.AsyncClient:
    """A browser at an address."""
    headers = {"sec-fetch-site": "same-origin"}
    transport = httpx.ASGITransport(site, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://place.test", headers=headers)


@pytest.fixture
async def ruth(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    async with visitor(site) as client:
        assert (await log_in(client, "ruth")).status_code == 303
        yield client


async def ask(browser: httpx.AsyncClient, where: str) -> dict[str, Any]:
    answer = await browser.post(f"{where}/ask")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = orjson.loads(answer.content)
    return told


async def add(browser: httpx.AsyncClient, device: Device, name: str = "Ruths key") -> httpx.Response:
    said = device.make(await ask(browser, "/account/passkeys"))
    return await browser.post("/account/passkeys", data={"do": "add", "name": name, "credential": said})


async def let_in(browser: httpx.AsyncClient, device: Device, **more: str) -> httpx.Response:
    said = device.sign(await ask(browser, "/log-in/passkey"))
    return await browser.post("/log-in/passkey", data={"credential": said, **more})


async def is_in(browser: httpx.AsyncClient) -> bool:
    return (await browser.get("/account")).status_code == 200


@asynccontextmanager
async def with_passkey(site: Site, ruth: httpx.AsyncClient) -> AsyncIterator[tuple[Device, httpx.AsyncClient]]:
    device = Device()
    assert (await add(ruth, device)).status_code == 303
    async with visitor(site) as other:
        yield device, other


async def audit(worker_db: Database, what: str = "passkey") -> list[tuple[str | None, str, str]]:
    async with worker_db.transaction() as connection:
        rows = await connection.fetch(
            "SELECT a.username, e.action, e.outcome FROM access.audit e LEFT JOIN access.account a "
            "ON a.id = e.account_id WHERE e.what = $1 ORDER BY e.id",
            what,
        )
    return [tuple(row) for row in rows]


async def long_ago(worker_db: Database) -> None:
    """Let everybody have logged in eleven minutes ago."""
    async with worker_db.transaction() as connection:
        eleven = timedelta(minutes=11)
        await connection.execute(
            "UPDATE access.session SET started = started - $1::interval, proved = proved - $1::interval", eleven
        )


async def test_a_passkey_lets_in_without_a_username(site: Site, ruth: httpx.AsyncClient, worker_db: Database) -> None:
    before = ruth.cookies["careweft"]
    async with with_passkey(site, ruth) as (device, other):
        assert ruth.cookies["careweft"] != before
        asked = await ask(other, "/log-in/passkey")
        assert asked["allowCredentials"] == []
        assert asked["userVerification"] == "required"
        await other.post("/log-in", data={"username": "zoe", "password": PASSWORD})
        zoes = other.cookies["careweft"]
        answer = await let_in(other, device, next="/account")
        assert (answer.status_code, answer.headers["location"]) == (303, "/account")
        assert other.cookies["careweft"] != zoes
        assert "careweft-passkey" not in other.cookies
        assert "Ruth" in (await other.get("/account")).text
        async with visitor(site) as with_zoes:
            with_zoes.cookies.set("careweft", zoes)
            assert not await is_in(with_zoes)  # never two sessions in one browser
        page = (await ruth.get("/account/second")).text
        assert "Ruths key" in page
        assert "Last used" in page
    assert await audit(worker_db) == [("ruth", "add", "changed"), ("ruth", "log-in", "changed")]


async def test_it_leads_to_no_other_site(site: Site, ruth: httpx.AsyncClient) -> None:
    async with with_passkey(site, ruth) as (device, other):
        assert (await let_in(other, device, next="//evil.example")).headers["location"].startswith("/work")


async def test_a_passkey_is_both_steps(site: Site, ruth: httpx.AsyncClient, worker_db: Database) -> None:
    await ruth.post("/account/second", data={"do": "begin"})
    async with worker_db.transaction() as connection:
        secret = bytes(await connection.fetchval("SELECT secret FROM access.second_step"))
    step = int(time.time()) // 30
    await ruth.post("/account/second", data={"do": "confirm", "code": second.code(secret, step - 1)})
    async with with_passkey(site, ruth) as (device, other):
        assert (await log_in(other, "ruth")).headers["location"].startswith("/log-in/second")
        assert not await is_in(other)
        assert (await let_in(other, device)).status_code == 303
        assert await is_in(other)


Change = dict[str, Any]
LIES: dict[str, Change] = {
    "of another site": {"origin": "https://evil.example"},
    "of a site below": {"origin": "https://x.place.test"},
    "of another port": {"origin": "https://place.test:8443"},
    "without https": {"origin": "http://place.test"},
    "for another party": {"party": "evil.example"},
    "without asking who holds it": {"flags": PRESENT},
    "with nobody there": {"flags": VERIFIED},
    "synced but not to be": {"flags": PRESENT | VERIFIED | SYNCED},
    "in a page of another site": {"client": {"crossOrigin": True}},
    "another challenge": {"client": {"challenge": text(bytes(32))}},
    "of another kind": {"client": {"type": "payment.get"}},
}


@pytest.mark.parametrize("burst", [100])
async def test_what_is_not_for_us_lets_nobody_in(site: Site, ruth: httpx.AsyncClient, worker_db: Database) -> None:
    async with with_passkey(site, ruth) as (device, other):
        for lie, changed in LIES.items():
            answer = await let_in(other, replace(device, **changed))
            assert answer.status_code == 400, lie
            assert "The passkey did not let you in" in answer.text
            assert not await is_in(other), lie
        assert (await let_in(other, replace(device, count=10))).status_code == 303
    assert (None, "log-in", "refused") in await audit(worker_db)


async def test_what_is_not_for_us_is_not_kept(ruth: httpx.AsyncClient) -> None:
    for lie, changed in (LIES | {"of another kind": {"client": {"type": "webauthn.get"}}}).items():
        answer = await add(ruth, Device(**changed))
        assert answer.status_code == 400, lie
        assert "The passkey was not added" in answer.text
        assert "Ruths key" not in answer.text


async def test_another_key_or_another_account_lets_nobody_in(site: Site, ruth: httpx.AsyncClient) -> None:
    async with with_passkey(site, ruth) as (device, other):
        assert (await let_in(other, replace(device, key=Device().key))).status_code == 400
        assert (await let_in(other, replace(device, handle=bytes(16)))).status_code == 400
        assert (await let_in(other, replace(device, handle=b""))).status_code == 400
        assert (await let_in(other, replace(Device(), handle=device.handle))).status_code == 400
        assert not await is_in(other)


async def test_what_was_signed_counts_once_and_where_it_was_asked(site: Site, ruth: httpx.AsyncClient) -> None:
    async with with_passkey(site, ruth) as (device, other):
        device.counts = False  # as devices that share a passkey do: only the challenge stands against a second use
        said = device.sign(await ask(other, "/log-in/passkey"))
        async with visitor(site) as thief:
            assert (await thief.post("/log-in/passkey", data={"credential": said})).status_code == 400
            await ask(thief, "/log-in/passkey")
            assert (await thief.post("/log-in/passkey", data={"credential": said})).status_code == 400
            cookie = other.cookies["careweft-passkey"]
            assert (await other.post("/log-in/passkey", data={"credential": said})).status_code == 303
            thief.cookies.clear()
            thief.cookies.set("careweft-passkey", cookie)
            assert (await thief.post("/log-in/passkey", data={"credential": said})).status_code == 400
            assert not await is_in(thief)


async def test_a_wrong_answer_uses_the_challenge_up(site: Site, ruth: httpx.AsyncClient) -> None:
    async with with_passkey(site, ruth) as (device, other):
        told = await ask(other, "/log-in/passkey")
        wrong = replace(device, origin="https://evil.example").sign(told)
        assert (await other.post("/log-in/passkey", data={"credential": wrong})).status_code == 400
        right = device.sign(told)
        assert (await other.post("/log-in/passkey", data={"credential": right})).status_code == 400


async def test_a_challenge_is_for_one_thing_and_one_account(site: Site, ruth: httpx.AsyncClient) -> None:
    async with with_passkey(site, ruth) as (device, other):
        said = device.sign(await ask(other, "/log-in/passkey"))
        await other.post("/log-in", data={"username": "zoe", "password": PASSWORD})
        assert (await other.post("/account/proof", data={"credential": said})).status_code == 400
        said = device.sign(await ask(ruth, "/account/proof"))
        assert (await ruth.post("/log-in/passkey", data={"credential": said})).status_code == 400
        zoes = await ask(other, "/account/proof")
        assert (await other.post("/account/proof", data={"credential": device.sign(zoes)})).status_code == 400


async def test_a_count_that_goes_back_is_a_copys(site: Site, ruth: httpx.AsyncClient) -> None:
    async with with_passkey(site, ruth) as (device, other):
        copy = replace(device)
        for _ in range(3):
            assert (await let_in(other, device)).status_code == 303
        async with visitor(site) as thief:
            assert (await let_in(thief, copy)).status_code == 400
            copy.count = device.count - 1
            assert (await let_in(thief, copy)).status_code == 400
            copy.count, copy.counts = 0, False
            assert (await let_in(thief, copy)).status_code == 400
            assert not await is_in(thief)
        assert (await let_in(other, device)).status_code == 303


async def test_after_five_minutes_it_is_too_late(site: Site, ruth: httpx.AsyncClient, database: str) -> None:
    async with with_passkey(site, ruth) as (device, other):
        said = device.sign(await ask(other, "/log-in/passkey"))
        await run_sql(database, "UPDATE access.passkey_challenge SET asked = asked - interval '6 min'")
        assert (await other.post("/log-in/passkey", data={"credential": said})).status_code == 400
        await ask(other, "/log-in/passkey")
        owner = await connect(database)
        assert await owner.fetchval("SELECT count(*) FROM access.passkey_challenge") == 1
        await owner.close()


async def test_who_does_not_know_a_passkey_cannot_use_up_its_tries(site: Site, ruth: httpx.AsyncClient) -> None:
    async with with_passkey(site, ruth) as (device, other):
        for _ in range(8):
            await let_in(other, replace(Device(), handle=device.handle))
            await log_in(other, "ruth", "wrong")
        assert (await let_in(other, device)).status_code == 303
        wrong = replace(device, key=Device().key)
        statuses = [(await let_in(ruth, wrong)).status_code for _ in range(6)]
        assert statuses == [400] * 4 + [429] * 2
        async with visitor(site, "10.0.0.2") as elsewhere:
            assert (await let_in(elsewhere, replace(device, count=50))).status_code == 303


async def test_made_up_passkeys_push_out_no_tries_of_passwords(
    site: Site, ruth: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for tries in (site.log_in_tries, site.passkey_tries):
        monkeypatch.setattr(tries, "_most", 10)
    async with visitor(site) as attacker:
        assert [(await log_in(attacker, "ruth", "wrong")).status_code for _ in range(5)] == [400] * 4 + [429]
        for number in range(20):
            said = orjson.dumps({"rawId": str(number), "response": {}}).decode()
            assert (await attacker.post("/log-in/passkey", data={"credential": said})).status_code == 400
        assert (await log_in(attacker, "ruth", "wrong")).status_code == 429


async def test_an_address_cannot_ask_without_end(web_db: Database) -> None:
    limits = Limits(challenge_rate=0.001, challenge_burst=3)
    site = create_app(services(passkeys=Passkeys(web_db, PARTY), limits=limits))
    async with visitor(site) as one, visitor(site, "10.0.0.2") as other:
        assert [(await one.post("/log-in/passkey/ask")).status_code for _ in range(4)] == [200, 200, 200, 429]
        assert (await other.post("/log-in/passkey/ask")).status_code == 200


async def test_a_change_needs_proof_that_is_not_old(site: Site, ruth: httpx.AsyncClient, worker_db: Database) -> None:
    async with with_passkey(site, ruth) as (device, other):
        await let_in(other, device)
        said = Device().make(await ask(other, "/account/passkeys"))
        await long_ago(worker_db)
        page = await other.get("/account/second")
        assert "First show that it is you" in page.text
        assert "Remove" not in page.text
        assert (await other.post("/account/passkeys/ask")).status_code == 403
        late = await other.post("/account/passkeys", data={"do": "add", "name": "x", "credential": said})
        assert late.status_code == 400
        remove = {"do": "remove", "passkey": text(device.credential)}
        refused = await other.post("/account/passkeys", data=remove)
        assert refused.status_code == 400
        assert "more than ten minutes" in refused.text
        assert (await other.post("/account/proof", data={"password": "wrong"})).status_code == 400
        assert (await other.post("/account/passkeys", data=remove)).status_code == 400
        proof = device.sign(await ask(other, "/account/proof"))
        assert (await other.post("/account/proof", data={"credential": proof})).status_code == 303
        assert "Remove" in (await other.get("/account/second")).text
        await long_ago(worker_db)
        assert (await other.post("/account/proof", data={"password": PASSWORD})).status_code == 303
        assert (await other.post("/account/passkeys", data=remove)).status_code == 303
        assert await is_in(other)
        assert not await is_in(ruth)  # whoever has the device that was lost is out
        assert (await let_in(other, device)).status_code == 400
    kept = await audit(worker_db)
    assert ("ruth", "remove", "refused") in kept
    assert ("ruth", "prove", "refused") in kept
    assert ("ruth", "remove", "changed") in kept


async def test_proof_takes_the_code_as_well_where_there_are_two_steps(
    ruth: httpx.AsyncClient, worker_db: Database
) -> None:
    await ruth.post("/account/second", data={"do": "begin"})
    async with worker_db.transaction() as connection:
        secret = bytes(await connection.fetchval("SELECT secret FROM access.second_step"))
    step = int(time.time()) // 30
    await ruth.post("/account/second", data={"do": "confirm", "code": second.code(secret, step - 1)})
    await long_ago(worker_db)
    code = second.code(secret, step)
    for given, status in (({}, 400), ({"proof": "000000x"}, 400), ({"proof": code}, 303), ({"proof": code}, 400)):
        answer = await ruth.post("/account/proof", data={"password": PASSWORD, **given})
        assert answer.status_code == status, given


async def test_tries_at_proof_are_few_and_nobody_elses(
    site: Site, ruth: httpx.AsyncClient, worker_db: Database
) -> None:
    statuses = [(await ruth.post("/account/proof", data={"password": "wrong"})).status_code for _ in range(6)]
    assert statuses == [400] * 4 + [429] * 2
    async with visitor(site, "10.0.0.2") as elsewhere:
        await log_in(elsewhere, "ruth")
        assert (await elsewhere.post("/account/proof", data={"password": PASSWORD})).status_code == 303


async def test_nobody_changes_anothers(site: Site, ruth: httpx.AsyncClient) -> None:
    async with with_passkey(site, ruth) as (device, other):
        await log_in(other, "zoe")
        id_ = text(device.credential)
        assert (await other.post("/account/passkeys", data={"do": "remove", "passkey": id_})).status_code == 404
        await other.post("/account/passkeys", data={"do": "rename", "passkey": id_, "name": "Zoe's"})
        assert "Zoe" not in (await ruth.get("/account/second")).text
        assert "Ruths key" not in (await other.get("/account/second")).text
        assert (await add(other, replace(device))).status_code == 400  # kept already, by somebody else
        assert (await let_in(other, device)).status_code == 303
        assert "Ruth" in (await other.get("/account")).text


async def test_it_has_a_name_that_can_change(ruth: httpx.AsyncClient) -> None:
    device = Device(flags=PRESENT | VERIFIED | MAY_SYNC | SYNCED)
    assert (await add(ruth, device, "")).status_code == 303
    page = (await ruth.get("/account/second")).text
    assert "<h3>Passkey</h3>" in page
    assert "Your devices share it" in page
    rename = {"do": "rename", "passkey": text(device.credential)}
    assert (await ruth.post("/account/passkeys", data=rename | {"name": " <b>Work</b>  key "})).status_code == 303
    assert "<h3>&lt;b&gt;Work&lt;/b&gt; key</h3>" in (await ruth.get("/account/second")).text
    nameless = await ruth.post("/account/passkeys", data=rename | {"name": "  "})
    assert nameless.status_code == 400
    assert "Enter a name for the passkey" in nameless.text


async def test_twenty_are_enough(ruth: httpx.AsyncClient) -> None:
    statuses = [(await add(ruth, Device())).status_code for _ in range(21)]
    assert statuses == [303] * 20 + [400]


PARTS: list[object] = ["", "AA", "A", "!", "€", text(b"\xa1\x61a"), text(b"\x9f" * 2000), 7, None, {}, []]
NONSENSE = [
    "", "null", "[]", "{}", '{"response": 1}', '{"rawId": "x", "response": {}}', "{", "\ufffd",
    '{"id": "é", "rawId": "é", "response": {}}', '{"rawId": {"a": 1}, "response": {"clientDataJSON": 7}}',
    '{"rawId": null, "id": null, "type": "public-key", "response": {"userHandle": []}}',
    "[" * 10_000, '{"response": {"a":' * 500,
]  # fmt: skip


@pytest.mark.parametrize("burst", [100])
async def test_nonsense_is_refused_politely(site: Site, ruth: httpx.AsyncClient) -> None:
    places: list[tuple[str, dict[str, str]]] = [
        ("/account/passkeys", {"do": "add"}), ("/account/proof", {}), ("/log-in/passkey", {})
    ]  # fmt: skip
    for said, (where, more) in product(NONSENSE, places):
        await ask(ruth, where)
        assert (await ruth.post(where, data={"credential": said, **more})).status_code == 400, (said[:80], where)


async def test_parts_of_an_answer_that_are_nonsense_are_refused(site: Site, ruth: httpx.AsyncClient) -> None:
    async with with_passkey(site, ruth) as (device, other):
        for part in ("authenticatorData", "signature", "userHandle", "clientDataJSON", "attestationObject"):
            for nonsense in PARTS:
                for where, more in (("/log-in/passkey", {}), ("/account/passkeys", {"do": "add"})):
                    browser = ruth if more else other
                    told = await ask(browser, where)
                    answer = orjson.loads(Device().make(told) if more else device.sign(told))
                    if part in answer["response"]:
                        answer["response"][part] = nonsense
                        said = orjson.dumps(answer).decode()
                        got = await browser.post(where, data={"credential": said, **more})
                        assert got.status_code in (400, 429), (part, nonsense)


async def test_without_a_fitting_address_there_are_none(site: Site, web_db: Database) -> None:
    bare = create_app(services(identity=AccessIdentity(web_db)))
    async with visitor(bare) as browser:
        assert "passkey" not in (await browser.get("/log-in")).text
        assert (await browser.post("/log-in/passkey/ask")).status_code == 404
        await log_in(browser, "ruth")
        assert "they need https and a name" in (await browser.get("/account/second")).text
        assert (await browser.post("/account/passkeys", data={"do": "add"})).status_code == 404


async def test_a_session_that_was_renewed_on_the_way_goes_on(
    site: Site, ruth: httpx.AsyncClient, worker_db: Database
) -> None:
    async with worker_db.transaction() as connection:
        await connection.execute("UPDATE access.session SET rotated = rotated - interval '16 min'")
    assert (await add(ruth, Device())).status_code == 303
    assert await is_in(ruth)
    async with worker_db.transaction() as connection:
        await connection.execute("UPDATE access.session SET rotated = rotated - interval '16 min'")
    said = Device()
    told = said.make(await ask(ruth, "/account/passkeys"))
    async with worker_db.transaction() as connection:
        await connection.execute("UPDATE access.session SET rotated = rotated - interval '16 min'")
    answer = await ruth.post("/account/passkeys", data={"do": "add", "credential": told})
    assert answer.status_code == 303
    assert await is_in(ruth)
