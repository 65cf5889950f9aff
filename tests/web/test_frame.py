"""What every answer carries, and what is refused before any page sees it."""

import logging
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.base.logs import JsonFormatter
from careweft.web.app import Site, create_app
from careweft.web.services import Limits, Place
from tests.web.conftest import client_of
from tests.web.fakes import FakeHealth, FakeIdentity, services

SECRET = "Edith Hargreaves 9434765919"
ERRORS = {
    "not-found": NotFound("no such plan"),
    "refused": Refused("your roles do not allow this"),
    "conflict": Conflict("the plan was changed"),
    "bad": BadInput("the date is odd", expected="YYYY-MM-DD"),
    "crash": RuntimeError(SECRET),
}


async def failing(request: Request) -> Response:
    raise ERRORS[request.path_params["how"]]


async def echo(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    routes = [Route("/fail/{how}", failing), Route("/echo", echo, methods=["POST"]), Route("/person/{person}", failing)]
    async with client_of(create_app(services(limits=Limits(body_bytes=1000)), routes)) as opened:
        yield opened


async def test_every_answer_is_guarded(client: httpx.AsyncClient) -> None:
    for path in ("/log-in", "/nope", "/healthz", "/fail/crash", "/static/x/nope.css"):
        headers = (await client.get(path)).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy, path
        assert "unsafe" not in policy and "http" not in policy and "data:" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]
        assert len(headers["x-request-id"]) == 16
        assert "strict-transport-security" not in headers


async def test_pages_are_not_kept_by_browsers(client: httpx.AsyncClient) -> None:
    assert (await client.get("/log-in")).headers["cache-control"] == "no-store"


async def test_https_is_told_to_last_and_holds_the_cookie() -> None:
    plain = services().place
    place = Place(plain.name, plain.zone, plain.clock, demo=True, secure=True)
    async with client_of(create_app(services(place=place))) as client:
        answer = await client.post("/log-in", data={"username": "ruth", "password": "a demo password"})
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-careweft=")
    assert "Secure" in cookie and "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie
    assert "Domain" not in cookie


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://place.test"}, False),
        ({"origin": "http://place.test"}, True),
        ({"origin": "http://evil.test"}, False),
        ({"origin": "null"}, False),
        ({}, True),
        ({"cookie": "careweft=abc"}, False),
        ({"cookie": "careweft=abc", "origin": "http://place.test"}, True),
    ],
)
async def test_changes_come_from_our_own_pages(
    client: httpx.AsyncClient, headers: dict[str, str], passes: bool
) -> None:
    answer = await client.post("/echo", content=b"x", headers=headers)
    assert answer.status_code == (200 if passes else 403)
    assert (await client.get("/help", headers=headers)).status_code == 200


async def test_a_large_body_is_refused_however_it_comes(client: httpx.AsyncClient) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 100

    assert (await client.post("/echo", content=b"x" * 1000)).text == "1000"
    assert (await client.post("/echo", content=b"x" * 1001)).status_code == 413
    assert (await client.post("/echo", content=pieces())).status_code == 413


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        ("not-found", 404, "Page not found"),
        ("refused", 403, "<p>Your roles do not allow this"),
        ("conflict", 409, "<p>The plan was changed"),
        ("bad", 400, "expected YYYY-MM-DD"),
        ("crash", 500, "It is our fault"),
    ],
)
async def test_failures_are_pages_in_plain_words(client: httpx.AsyncClient, how: str, status: int, words: str) -> None:
    answer = await client.get(f"/fail/{how}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert words in answer.text
    assert SECRET not in answer.text
    if status == 500:
        assert answer.headers["x-request-id"] in answer.text


@pytest.mark.parametrize("how", ["not-found", "crash"])
async def test_failures_are_said_in_the_readers_language(client: httpx.AsyncClient, how: str) -> None:
    answer = await client.get(f"/fail/{how}", headers={"accept-language": "ar"})
    assert 'lang="ar" dir="rtl"' in answer.text
    assert "Page not found" not in answer.text and "It is our fault" not in answer.text


async def test_a_programme_gets_its_failure_as_json(client: httpx.AsyncClient) -> None:
    answer = await client.get("/fail/conflict", headers={"accept": "application/json"})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 409


async def test_a_wrong_method_is_said(client: httpx.AsyncClient) -> None:
    answer = await client.post("/help")
    assert answer.status_code == 405 and "That cannot be done here" in answer.text


async def test_logs_hold_routes_and_no_person(client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await client.get(f"/person/{SECRET}?name={SECRET}")
    await client.get("/fail/crash")
    await client.get(f"/{SECRET}")
    ours = [vars(record) for record in caplog.records if record.name.startswith("careweft")]
    lines = [record for record in ours if record["msg"] == "request"]
    assert [line["route"] for line in lines] == ["/person/{person}", "/fail/{how}", "-"]
    assert [line["status"] for line in lines] == [500, 500, 404]
    written = "".join(JsonFormatter().format(logging.makeLogRecord(record)) for record in ours)
    assert "Edith" not in written and "9434765919" not in written
    crash = next(record for record in ours if record["route"] == "/fail/{how}" and record["msg"] == "request failed")
    assert crash["error"] == "RuntimeError" and any("failing" in frame for frame in crash["frames"])


async def test_health_says_what_is_up() -> None:
    async with client_of(create_app(services())) as client:
        answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()["status"], answer.json()["database"]) == (200, "up", "up")
    broken = services(health=FakeHealth({"database": "slow", "worker": "up"}))
    async with client_of(create_app(broken)) as client:
        answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()["status"], answer.json()["database"]) == (503, "down", "slow")


async def test_health_asks_for_no_session() -> None:
    class Angry(FakeIdentity):
        async def find(self, token: str, *, passive: bool = False) -> None:
            raise AssertionError("asked for a session")

    site: Site = create_app(services(identity=Angry()))
    async with client_of(site) as client:
        cookie = {"cookie": "careweft=abc"}
        assert (await client.get("/healthz", headers=cookie)).status_code == 200
        assert (await client.get(site.assets.url("careweft.css"), headers=cookie)).status_code == 200
