"""Logging in and out."""

import httpx
import pytest

from careweft.web.app import Site, create_app
from careweft.web.logins import local_address
from careweft.web.services import Limits, Place
from tests.web.conftest import client_of, log_in
from tests.web.fakes import PASSWORD, FakeIdentity, services


async def test_a_page_sends_to_log_in_and_back(client: httpx.AsyncClient) -> None:
    first = await client.get("/account?x=1")
    assert (first.status_code, first.headers["location"]) == (303, "/log-in?next=%2Faccount%3Fx%3D1")
    form = await client.get(first.headers["location"])
    assert 'value="/account?x=1"' in form.text
    back = await log_in(client, "ruth", next="/account?x=1")
    assert back.headers["location"] == "/account?x=1"
    assert "Ruth Okafor" in (await client.get("/account")).text


async def test_staff_start_at_work_and_people_at_their_record(site: Site) -> None:
    for user, home in (("ruth", "/work"), ("edith", "/me")):
        async with client_of(site) as client:
            assert (await log_in(client, user)).headers["location"] == home
            assert (await client.get("/")).headers["location"] == home
            assert (await client.get("/log-in")).headers["location"] == home


@pytest.mark.parametrize(
    ("username", "password", "words"),
    [
        ("ruth", "wrong", "do not match"),
        ("nobody", PASSWORD, "do not match"),
        ("acute-feed", PASSWORD, "do not match"),
        ("", PASSWORD, "Enter your username"),
        ("ruth", "", "Enter your password"),
    ],
)
async def test_a_wrong_log_in_says_what_to_do(
    client: httpx.AsyncClient, username: str, password: str, words: str
) -> None:
    answer = await log_in(client, username, password)
    assert answer.status_code == 400
    assert words in answer.text and "<title>Error: Log in" in answer.text
    assert "set-cookie" not in answer.headers
    assert 'href="#username"' in answer.text or 'href="#password"' in answer.text


async def test_what_was_typed_is_shown_again_but_never_the_password(site: Site) -> None:
    plain = services().place
    place = Place(plain.name, plain.zone, plain.clock)
    async with client_of(create_app(services(place=place))) as client:
        answer = await log_in(client, '"><script>', "hunter2secret")
    assert "&#34;&gt;&lt;script&gt;" in answer.text and "<script>" not in answer.text.replace("<script ", "")
    assert "hunter2secret" not in answer.text
    assert "Log-ins of this demonstration" not in answer.text


async def test_the_demo_shows_its_log_ins(client: httpx.AsyncClient) -> None:
    page = (await client.get("/log-in")).text
    assert "Ruth Okafor" in page and "Edith Hargreaves" in page and PASSWORD in page
    assert "Acute feed" not in page


async def test_too_many_tries_have_to_wait() -> None:
    site = create_app(services(limits=Limits(log_in_burst=3)))
    async with client_of(site) as client:
        statuses = [(await log_in(client, "ruth", "wrong")).status_code for _ in range(5)]
        assert statuses == [400, 400, 400, 429, 429]
        late = await log_in(client, "ruth")
        assert late.status_code == 429 and int(late.headers["retry-after"]) >= 1
        assert "Too many tries" in late.text


async def test_log_out_ends_the_session_itself(site: Site, ruth: httpx.AsyncClient) -> None:
    token = ruth.cookies["careweft"]
    answer = await ruth.post("/log-out", headers={"sec-fetch-site": "same-origin"})
    assert answer.headers["location"] == "/log-in?out=1"
    assert 'careweft=""' in answer.headers["set-cookie"]
    assert '"cache"' in answer.headers["clear-site-data"]
    async with client_of(site) as thief:
        assert (await thief.get("/account", headers={"cookie": f"careweft={token}"})).status_code == 303
    assert "You have logged out" in (await ruth.get("/log-in?out=1")).text


async def test_a_rotated_token_reaches_the_browser() -> None:
    identity = FakeIdentity(rotate=True)
    async with client_of(create_app(services(identity=identity))) as client:
        await log_in(client, "ruth")
        before = client.cookies["careweft"]
        assert (await client.get("/account")).status_code == 200
        assert client.cookies["careweft"] != before
        await client.post("/log-out", headers={"sec-fetch-site": "same-origin"})
        assert "careweft" not in client.cookies


async def test_logging_in_again_ends_the_session_before(site: Site, ruth: httpx.AsyncClient) -> None:
    before = ruth.cookies["careweft"]
    await ruth.post(
        "/log-in", data={"username": "zoe", "password": PASSWORD}, headers={"sec-fetch-site": "same-origin"}
    )
    assert before not in site.services.identity.tokens  # type: ignore[attr-defined]


async def test_a_part_of_a_page_never_becomes_a_log_in_form(client: httpx.AsyncClient) -> None:
    answer = await client.get("/account", headers={"hx-request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"], answer.text) == (401, "/log-in", "")


async def test_what_a_page_asks_by_itself_keeps_no_session_alive(site: Site, ruth: httpx.AsyncClient) -> None:
    identity = site.services.identity
    assert isinstance(identity, FakeIdentity)
    await ruth.get("/account")
    assert identity.passive == 0
    await ruth.get("/account", headers={"x-careweft-live": "1"})
    assert identity.passive == 1


@pytest.mark.parametrize(
    "asked",
    [
        "//evil.test",
        "https://evil.test",
        "/\\evil.test",
        "evil",
        "",
        "/log-out",
        "/x\r\nSet-Cookie: a=b",
        "javascript:x",
    ],
)
def test_onward_addresses_stay_here(asked: str) -> None:
    assert local_address(asked, "/work") == "/work"


def test_onward_addresses_of_ours_are_kept() -> None:
    assert local_address("/person/7?section=plan", "/work") == "/person/7?section=plan"


async def test_only_a_form_is_taken(client: httpx.AsyncClient) -> None:
    assert (await client.post("/log-in", json={"username": "ruth"})).status_code == 415


async def test_the_gallery_is_for_demo_places_only() -> None:
    plain = services().place
    async with client_of(create_app(services())) as client:
        assert (await client.get("/style")).status_code == 200
    place = Place(plain.name, plain.zone, plain.clock)
    async with client_of(create_app(services(place=place))) as client:
        assert (await client.get("/style")).status_code == 404
