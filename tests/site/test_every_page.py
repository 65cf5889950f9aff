"""Every kind of page that anybody gets to by links, wide and narrow, in a real browser: axe finds nothing.

What no link leads to here is looked at by the tests of its own; `make nightly` says which page nobody looked at.
"""

import asyncio
import re
import time
from base64 import b32decode, b64encode
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Page

from bench.pages import book_visit, let_in, write
from bench.walk import walk
from careweft.access import accounts
from careweft.access.accounts import NewAccount
from careweft.access.second import code
from careweft.base.clock import SetClock
from careweft.base.db import WORKER, WORKER_LOGIN, Database
from careweft.base.postgres import Embedded
from careweft.care import teams
from careweft.models import library, wire
from careweft.models.engine import activate
from tests.conftest import logged_in, run_sql
from tests.site.conftest import Visitors
from tests.site.place import NOW, PASSWORD, ZONE, Place, make, served, wait_until
from tests.web.looking import wrong_at_any_width

pytestmark = [pytest.mark.browser, pytest.mark.nightly]
BESIDE = ("kaiser", "self-management", "prisma", "esther", "va-ccht")
"""What runs beside the place's own, from a day to come: they show their pages and react to nothing."""
GAP = "/gaps/kaiser/hba1c"
NAMES = {"boss": "maria", "c1": "carla", "own": "person"}
WHO = ("person", "carla", "ann", "maria", "rosa", "george", "hanna", "stella", "fay", "paula", "petra")


@pytest.fixture(scope="module")
def place(postgres: Embedded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    name, folder = f"pages_{uuid4().hex}", tmp_path_factory.mktemp("pages")
    asyncio.run(run_sql(postgres.url("postgres"), f"CREATE DATABASE {name} TEMPLATE careweft STRATEGY file_copy"))
    people, told = asyncio.run(make(postgres.url(name), folder))
    asyncio.run(_beside(postgres.url(name)))
    with served(postgres.url(name), folder, people, told) as opened:
        edith = opened.told["edith"]
        opened.post("gp-01", [wire.patient(edith), _letter()])
        with opened.client("carla") as carla:
            wait_until(lambda: "Clinic letter" in carla.get(f"/person/{people['edith']}/letters").text)
        write(lambda who: opened.client(NAMES[who]), str(people["edith"]))
        with opened.client("maria") as maria, opened.client("rosa") as rosa:
            book_visit(maria, str(people["edith"]))
            call = {"key": "call", "family": "Marsh", "given": "Edith", "born": "2/3/1941"}
            assert rosa.post("/advice", data=call).status_code == 303
        headers = {"sec-fetch-site": "same-origin"}
        with opened.client("person") as own, httpx.Client(base_url=opened.site, headers=headers, timeout=30) as ann:
            let_in(own, ann, PASSWORD)
        yield opened


async def _beside(url: str) -> None:
    async with (
        await Database.open(logged_in(url, WORKER_LOGIN), WORKER, SetClock(NOW)) as database,
        database.transaction() as connection,
    ):
        rosa = NewAccount(
            "rosa", PASSWORD, "Rosa Vale, nurse case manager", memberships=[("advice", "nurse-case-manager")]
        )
        await accounts.create(connection, rosa)
        line = teams.Practitioner("rosa", "Rosa Vale", "advice", "nurse-case-manager")
        await teams.set_up(connection, [teams.Team("advice", "Nurse advice")], [], [line])
        for name in BESIDE:
            since = datetime.now(UTC) + timedelta(days=3650)
            await activate(connection, library.model_file(name).read_text(), name, ZONE, since)


def _letter() -> dict[str, object]:
    text = b64encode(b"She walks well again.").decode()
    return {
        "resourceType": "DocumentReference",
        "id": "edith-letter",
        "status": "current",
        "type": {"text": "Clinic letter"},
        "subject": {"reference": "Patient/gp-01-edith"},
        "date": "2026-01-12T09:00:00Z",
        "content": [{"attachment": {"contentType": "text/plain", "data": text}}],
    }


@pytest.mark.parametrize("username", WHO)
def test_axe_finds_nothing_on_any_page_that_links_lead_to(place: Place, visit: Visitors, username: str) -> None:
    edith = f"/person/{place.people['edith']}"
    with place.client(username) as client:
        starts = (
            ["/", edith, "/people?q=marsh", GAP, "/models/prisma/rating"] if username in ("carla", "maria") else ["/"]
        )
        found, dead = walk(client, starts)
    assert dead == []
    checks = [f"{at}/check" for kind, at in found.items() if kind.endswith("/assessments/{assessment}")]
    assert wrong_on(visit(username, "/help"), [*found.values(), *checks]) == []


def test_axe_finds_nothing_on_pages_for_anybody(place: Place, visit: Visitors) -> None:
    with httpx.Client(base_url=place.site, timeout=30) as client:
        found, dead = walk(client, ["/log-in", "/invited", "/get-help", "/community", "/services"])
    assert dead == []
    assert wrong_on(visit.anonymous("/help"), found.values()) == []


def test_axe_finds_nothing_on_the_second_step(place: Place, visit: Visitors) -> None:
    with place.client("fiona") as fiona:
        key = re.search(r'cw-code">([A-Z2-7 ]+)<', fiona.post("/account/second", data={"do": "begin"}).text)
        assert key
        told = code(b32decode(key[1].replace(" ", "")), int(time.time()) // 30)
        assert fiona.post("/account/second", data={"do": "confirm", "code": told}).status_code == 200
    page = visit("fiona", "/log-in/second")
    assert page.url.endswith("/log-in/second")
    assert wrong_at_any_width(page) == []


def wrong_on(page: Page, addresses: Iterable[str]) -> list[str]:
    """What is not accessible on pages, wide and narrow."""
    found = []
    for address in addresses:
        page.goto(address)
        found += wrong_at_any_width(page)
    return found
