"""Logging in at an outside provider: a small one of our own, which can be made to say wrong things."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.web.app import create_app
from careweft.web.identity import AccessIdentity
from careweft.web.oauth.discovery import Discovered
from careweft.web.oauth.provider import Provider
from tests.web import oauth_place
from tests.web.fakes import services
from tests.web.oauth_place import SITE, Browser, words_of

ISSUER = "https://login.example"
HEADERS = {"sec-fetch-site": "same-origin"}


@dataclass
class Fake:
    """A provider with one key; `says` changes the claims of its ID tokens."""

    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "a"}))
    published: RSAKey | None = None
    alg: str = "RS256"
    signer: Any = None
    issuer: str = ISSUER
    token_at: str = f"{ISSUER}/token"
    says: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.configuration),
                Route("/keys", self.keys),
                Route("/token", self.token, methods=["POST"]),
            ]
        )

    async def configuration(self, _: Request) -> JSONResponse:
        ends = {"authorization_endpoint": f"{ISSUER}/log-in", "jwks_uri": f"{ISSUER}/keys"}
        return JSONResponse({"issuer": self.issuer, "token_endpoint": self.token_at} | ends)

    async def keys(self, _: Request) -> JSONResponse:
        return JSONResponse({"keys": [(self.published or self.key).as_dict(private=False)]})

    async def token(self, request: Request) -> JSONResponse:
        given = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        self.asked.append(given | {"authorization": request.headers.get("authorization", "")})
        began = self.codes.pop(given["code"], None)
        if began is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": "careweft", "sub": "s-1", "iat": now, "exp": now + 60, "nonce": began["nonce"]}
        made = {name: value for name, value in (claims | self.says).items() if value is not None}
        header = {"alg": self.alg, "kid": self.key.kid}
        signed = jwt.encode(header, made, self.signer or self.key, algorithms=[self.alg])
        return JSONResponse({"access_token": "x", "id_token": signed})

    def log_in(self, where: str) -> dict[str, str]:
        """Somebody logs in there: what their browser brings back."""
        asked = {name: values[0] for name, values in parse_qs(httpx.URL(where).query.decode()).items()}
        assert where.startswith(f"{ISSUER}/log-in?") and asked["redirect_uri"] == f"{SITE}/log-in/outside/back"
        assert asked["code_challenge_method"] == "S256" and asked["scope"] == "openid"
        self.codes["a code"] = asked
        return {"code": "a code", "state": asked["state"]}


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
async def browser(
    worker_db: Database, web_db: Database, writing_db: Database, clock: SetClock, tmp_path: Path, fake: Fake
) -> AsyncIterator[httpx.AsyncClient]:
    await oauth_place.people(worker_db)
    _, provider = oauth_place.make(worker_db, web_db, writing_db, clock, tmp_path)
    at = Discovered(ISSUER, "careweft", lambda: "a secret", httpx.ASGITransport(fake.app()))
    whole = Provider(SITE, worker_db, web_db, provider.auditor, provider.keys, provider.persons, at)
    site = create_app(services(identity=AccessIdentity(web_db), oauth=whole))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url=SITE, headers=HEADERS) as client:
        yield client


async def connect(browser: httpx.AsyncClient, fake: Fake, username: str) -> httpx.Response:
    await Browser(browser).log_in(username)
    page = await browser.post("/account/outside")
    where = page.text.split(f'href="{ISSUER}')[1].split('"')[0].replace("&amp;", "&")
    return await browser.get("/log-in/outside/back", params=fake.log_in(ISSUER + where))


async def log_in(browser: httpx.AsyncClient, fake: Fake, **more: str) -> httpx.Response:
    began = await browser.get("/log-in/outside?next=/account")
    return await browser.get("/log-in/outside/back", params=fake.log_in(began.headers["location"]) | more)


async def test_an_account_is_connected_and_logs_in(browser: httpx.AsyncClient, fake: Fake) -> None:
    assert (await connect(browser, fake, "ruth")).headers["location"] == "/account/outside"
    assert "Your account is connected." in words_of(await browser.get("/account/outside"))
    await browser.post("/log-out")
    assert (await browser.get("/account")).status_code == 303
    assert "Log in by login.example" in words_of(await browser.get("/log-in"))
    assert (await log_in(browser, fake)).headers["location"] == "/account"
    assert "Ruth" in (await browser.get("/account")).text
    assert fake.asked[-1]["authorization"].startswith("Basic ") and len(fake.asked[-1]["code_verifier"]) >= 43
    await browser.post("/account/outside")
    await browser.post("/log-out")
    assert (await log_in(browser, fake)).status_code == 400


async def test_nobody_is_let_in_who_is_not_connected_whatever_the_provider_says_of_them(
    browser: httpx.AsyncClient, fake: Fake
) -> None:
    fake.says = {"email": "ruth@place.test", "email_verified": True, "preferred_username": "ruth", "name": "Ruth"}
    answer = await log_in(browser, fake)
    assert answer.status_code == 400 and "is not connected with an account" in words_of(answer)
    assert (await browser.get("/account")).status_code == 303


async def test_a_session_that_was_left_open_is_connected_with_nobody(
    browser: httpx.AsyncClient, worker_db: Database
) -> None:
    await Browser(browser).log_in("ruth")
    async with worker_db.transaction() as connection:
        await connection.execute("UPDATE access.session SET started = started - interval '11 min'")
    refused = await browser.post("/account/outside")
    assert refused.status_code == 403 and "First show that it is you" in words_of(refused)


async def test_two_accounts_cannot_be_one_log_in(browser: httpx.AsyncClient, fake: Fake) -> None:
    await connect(browser, fake, "ruth")
    await browser.post("/log-out")
    assert (await connect(browser, fake, "zoe")).status_code == 400


@pytest.mark.parametrize(
    "says",
    [
        {"iss": "https://evil.example"}, {"aud": "another"}, {"aud": ["careweft", "another"]}, {"azp": "another"},
        {"exp": 1}, {"exp": None}, {"iat": 9_999_999_999}, {"nonce": "of another"}, {"nonce": None}, {"sub": ""},
        {"sub": None}, {"sub": 7},
    ],
)  # fmt: skip
async def test_an_id_token_that_is_not_for_us_is_refused(
    browser: httpx.AsyncClient, fake: Fake, says: dict[str, Any]
) -> None:
    await connect(browser, fake, "ruth")
    await browser.post("/log-out")
    fake.says = says
    assert (await log_in(browser, fake)).status_code == 400
    assert (await browser.get("/account")).status_code == 303


async def test_an_id_token_of_another_signer_is_refused(browser: httpx.AsyncClient, fake: Fake) -> None:
    await connect(browser, fake, "ruth")
    await browser.post("/log-out")
    fake.signer = RSAKey.generate_key(2048, {"kid": "a"})
    assert (await log_in(browser, fake)).status_code == 400
    fake.alg, fake.signer = "HS256", OctKey.import_key("the secret that both know, for what it is worth")
    assert (await log_in(browser, fake)).status_code == 400
    fake.alg, fake.signer = "RS256", None
    fake.key = RSAKey.generate_key(2048, {"kid": "b"})  # the provider has a new key
    assert (await log_in(browser, fake)).status_code == 303


async def test_an_answer_counts_only_where_it_was_begun(browser: httpx.AsyncClient, fake: Fake) -> None:
    await connect(browser, fake, "ruth")
    await browser.post("/log-out")
    for more in ({"state": "made up"}, {"iss": "https://evil.example"}, {"code": ""}):
        assert (await log_in(browser, fake, **more)).status_code == 400
    began = await browser.get("/log-in/outside")
    said = fake.log_in(began.headers["location"])
    browser.cookies.clear()  # another browser
    assert (await browser.get("/log-in/outside/back", params=said)).status_code == 400
    assert (await browser.get("/log-in/outside/back")).status_code == 400


async def test_a_provider_that_is_another_or_sends_elsewhere_is_refused(browser: httpx.AsyncClient, fake: Fake) -> None:
    fake.issuer = "https://evil.example"
    assert (await browser.get("/log-in/outside")).status_code == 403
