"""What somebody would try: each attack fails, says no more than it must, and ends what was stolen."""

import asyncio
import base64
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey, RSAKey

from careweft.base.db import Database
from tests.fhir.conftest import observation, patient
from tests.web.oauth_place import BACK, KEY, SITE, App, Browser, asserted, assertion, back
from tests.web.test_oauth_apps import app as app
from tests.web.test_oauth_apps import edith as edith
from tests.web.test_oauth_apps import http as http
from tests.web.test_oauth_apps import zoe as zoe

SCOPE = "launch/patient offline_access patient/Observation.rs"


def wrong(answer: httpx.Response, code: str, status: int = 400) -> None:
    assert (answer.status_code, answer.json()["error"]) == (status, code), answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_a_code_is_good_once_and_its_second_use_ends_everything(app: App, edith: Browser) -> None:
    code = await app.code(edith, SCOPE)
    got = (await app.redeem(code)).json()
    wrong(await app.redeem(code), "invalid_grant")
    assert (await app.get(got["access_token"], "Observation")).status_code == 401
    wrong(await app.refresh(got["refresh_token"]), "invalid_grant")


async def test_a_code_redeemed_by_many_at_once_gives_at_most_one_grant_and_it_ends(app: App, edith: Browser) -> None:
    code = await app.code(edith, SCOPE)
    answers = await asyncio.gather(*(app.redeem(code) for _ in range(5)))
    good = [answer.json() for answer in answers if answer.status_code == 200]
    assert len(good) == 1
    assert (await app.get(good[0]["access_token"], "Observation")).status_code == 401


async def test_a_code_is_worth_nothing_to_another_client(app: App, edith: Browser) -> None:
    code = await app.code(edith, SCOPE)
    thief = App(app.http, "other", verifier=app.verifier)
    wrong(await thief.redeem(code), "invalid_grant")
    wrong(await app.redeem(code), "invalid_grant")


@pytest.mark.parametrize(
    "more",
    [
        {"code_verifier": "x" * 43},
        {"code_verifier": "short"},
        {"redirect_uri": BACK + "/"},
        {"redirect_uri": "com.example.diary:/back"},
    ],
)
async def test_an_injected_code_needs_its_own_verifier_and_address(
    app: App, edith: Browser, more: dict[str, str]
) -> None:
    code = await app.code(edith, SCOPE)
    wrong(await app.redeem(code, **more), "invalid_grant")
    wrong(await app.redeem(code), "invalid_grant")  # whoever guessed has burnt it


async def test_a_code_waits_a_minute(app: App, edith: Browser, worker_db: Database) -> None:
    code = await app.code(edith, SCOPE)
    async with worker_db.transaction() as connection:
        await connection.execute("UPDATE access.app_grant SET code_until = clock_timestamp() - interval '1 second'")
    wrong(await app.redeem(code), "invalid_grant")


WEAKER = [
    {"code_challenge_method": "plain"},
    {"code_challenge_method": ""},
    {"code_challenge": "", "code_challenge_method": ""},
    {"code_challenge": "short"},
    {"code_challenge": "=" * 43},
    {"aud": "https://elsewhere.example/fhir"},
    {"aud": ""},
    {"aud": f"{SITE}/fhir/Patient"},
    {"prompt": "none"},
    {"response_type": "token"},
    {"response_type": "code id_token"},
    {"scope": "system/*.rs"},
    {"scope": "launch patient/Observation.rs"},
    {"scope": "patient/Observation.sr"},
]


async def test_a_weaker_request_goes_back_refused(http: httpx.AsyncClient, app: App, edith: Browser) -> None:
    errors = ("invalid_request", "unsupported_response_type", "invalid_scope", "interaction_required")
    for more in WEAKER:
        asked = {name: value for name, value in (app.asks("launch/patient patient/*.rs") | more).items() if value}
        for answer in (await Browser(http).ask(**asked), await edith.ask(**asked), await edith.decide(asked)):
            said = back(answer)
            assert "code" not in said and said["state"] == app.state and said["iss"] == SITE, more
            assert said["error"] in errors, more


async def test_state_is_required(app: App, edith: Browser) -> None:
    asked = app.asks(SCOPE)
    asked.pop("state")
    assert back(await edith.ask(**asked))["error"] == "invalid_request"


ADDRESSES = [
    "",
    "https://app.example/back/",
    "https://app.example/back?x=1",
    "https://app.example/back#x",
    "https://app.example/BACK",
    "https://app.example/back/../evil",
    "https://app.example:443/back",
    "https://app.example.evil.example/back",
    "https://app.example@evil.example/back",
    "https://evil.example/https://app.example/back",
    "http://app.example/back",
    "//app.example/back",
    "javascript:alert(1)",
    "https://app.example/back\n",
    " https://app.example/back",
    "https://other.example/back",
]


async def test_nobody_is_sent_to_an_address_that_is_not_exactly_the_apps(
    http: httpx.AsyncClient, app: App, edith: Browser
) -> None:
    for uri in ADDRESSES:
        asked = app.asks(SCOPE, redirect_uri=uri)
        for answer in (await Browser(http).ask(**asked), await edith.ask(**asked), await edith.decide(asked)):
            assert answer.status_code == 400 and "location" not in answer.headers, uri
            assert "evil" not in answer.headers["content-security-policy"], uri


async def test_a_parameter_given_twice_is_refused(app: App, edith: Browser) -> None:
    asked = httpx.QueryParams(app.asks(SCOPE)).add("redirect_uri", "https://evil.example/")
    answer = await edith.client.get("/oauth/authorize", params=asked)
    assert answer.status_code == 400 and "location" not in answer.headers
    body = "grant_type=refresh_token&refresh_token=a&refresh_token=b&client_id=phone"
    kind = {"content-type": "application/x-www-form-urlencoded"}
    wrong(await app.http.post("/oauth/token", content=body, headers=kind), "invalid_request")


async def test_a_yes_from_another_sites_page_is_no_yes(app: App, edith: Browser) -> None:
    given = app.asks(SCOPE) | {"decision": "yes"}
    answer = await edith.client.post("/oauth/authorize", data=given, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403 and "location" not in answer.headers


async def test_a_page_cannot_be_framed_and_holds_no_markup_of_an_app(app: App, edith: Browser) -> None:
    page = await edith.ask(**app.asks(SCOPE) | {"state": '"><script>alert(1)</script>'})
    assert "<script>alert" not in page.text
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


async def test_tokens_are_not_taken_for_one_another(app: App, edith: Browser) -> None:
    code = await app.code(edith, f"openid {SCOPE}")
    for token in (code, "", "a b", "x" * 5000):
        assert (await app.get(token, "Observation")).status_code == 401
    got = (await app.redeem(code)).json()
    for token in (got["refresh_token"], got["id_token"], got["access_token"] + "x"):
        assert (await app.get(token, "Observation")).status_code == 401
    wrong(await app.refresh(got["access_token"]), "invalid_grant")
    wrong(await app.redeem(got["refresh_token"]), "invalid_grant")


async def test_a_refresh_token_is_worth_nothing_to_another_client_and_ends(app: App, edith: Browser) -> None:
    got = await app.tokens(edith, SCOPE)
    wrong(await App(app.http, "other").refresh(got["refresh_token"]), "invalid_grant")
    assert (await app.get(got["access_token"], "Observation")).status_code == 401


async def test_a_refresh_token_used_by_many_at_once_ends(app: App, edith: Browser) -> None:
    got = await app.tokens(edith, SCOPE)
    answers = await asyncio.gather(*(app.refresh(got["refresh_token"]) for _ in range(5)))
    good = [answer.json() for answer in answers if answer.status_code == 200]
    assert len(good) == 1
    wrong(await app.refresh(good[0]["refresh_token"]), "invalid_grant")


@pytest.mark.parametrize(
    "scope", ["patient/Observation.cruds", "patient/*.rs", "user/Observation.rs", "openid", "system/*.rs", "nonsense"]
)
async def test_a_refresh_gives_no_more_than_was_granted(app: App, edith: Browser, scope: str) -> None:
    got = await app.tokens(edith, SCOPE)
    wrong(await app.refresh(got["refresh_token"], scope=scope), "invalid_scope")
    less = (await app.refresh(got["refresh_token"], scope="patient/Observation.r")).json()
    assert less["scope"] == "patient/Observation.r"
    assert (await app.get(less["access_token"], "Observation")).status_code == 403
    assert (await app.get(less["access_token"], "Observation/o1")).status_code == 200


async def test_an_app_gets_no_more_than_it_is_known_for(app: App, edith: Browser) -> None:
    small = App(app.http, "small")
    got = await small.tokens(edith, "openid offline_access launch/patient patient/*.cruds user/*.cruds")
    assert got["scope"] == "launch/patient patient/Observation.rs" and "refresh_token" not in got


@pytest.mark.parametrize("column", ["t.until", "g.until", "ended"])
async def test_what_has_ended_is_worth_nothing(app: App, edith: Browser, worker_db: Database, column: str) -> None:
    got = await app.tokens(edith, SCOPE)
    async with worker_db.transaction() as connection:
        past = "clock_timestamp() - interval '1 second'"
        if column == "t.until":
            await connection.execute(f"UPDATE access.app_token SET until = {past}")
        elif column == "g.until":
            await connection.execute(f"UPDATE access.app_grant SET until = {past}")
        else:
            await connection.execute(f"UPDATE access.app_grant SET ended = {past}, why = 'a test'")
    assert (await app.get(got["access_token"], "Observation")).status_code == 401
    wrong(await app.refresh(got["refresh_token"]), "invalid_grant")


async def test_nothing_secret_is_kept(app: App, edith: Browser, worker_db: Database) -> None:
    code = await app.code(edith, SCOPE)
    got = (await app.redeem(code)).json()
    async with worker_db.transaction() as connection:
        for table in ("app_grant", "app_token", "client", "launch", "audit"):
            kept = await connection.fetchval(f"SELECT string_agg(t::text, ' ') FROM access.{table} t") or ""
            for secret in (code, got["access_token"], got["refresh_token"], app.verifier):
                assert secret not in kept


def _forged(header: dict[str, Any], claims: dict[str, Any], signature: bytes = b"") -> str:
    def part(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).decode().rstrip("=")

    return ".".join([part(json.dumps(header).encode()), part(json.dumps(claims).encode()), part(signature)])


def _claims() -> dict[str, Any]:
    return {"iss": "system", "sub": "system", "aud": f"{SITE}/oauth/token", "exp": int(time.time()) + 60, "jti": "j"}


def _confused() -> str:
    """Signed by HMAC with the public key as the secret."""
    header, claims, _ = _forged({"alg": "HS256", "kid": "one"}, _claims()).split(".")
    signed = hmac.digest(KEY.as_pem(private=False), f"{header}.{claims}".encode(), "sha256")
    return f"{header}.{claims}.{base64.urlsafe_b64encode(signed).decode().rstrip('=')}"


ASSERTIONS: dict[str, Callable[[], str]] = {
    "of another key": lambda: assertion(key=ECKey.generate_key("P-384", {"kid": "one"})),
    "of a key of another kind": lambda: assertion(key=RSAKey.generate_key(2048, {"kid": "one"}), alg="RS384"),
    "of a key that is not known": lambda: assertion(key=ECKey.generate_key("P-384", {"kid": "two"})),
    "of another algorithm": lambda: assertion(key=ECKey.generate_key("P-256", {"kid": "one"}), alg="ES256"),
    "of no algorithm": lambda: _forged({"alg": "none"}, _claims()),
    "of no algorithm, in capitals": lambda: _forged({"alg": "NONE", "kid": "one"}, _claims()),
    "with its own key in the header": lambda: _forged(
        {"alg": "ES384", "jwk": ECKey.generate_key("P-384").as_dict(private=False)}, _claims(), b"x" * 96
    ),
    "with an empty signature": lambda: _forged({"alg": "ES384", "kid": "one"}, _claims()),
    "with a signature of zeros": lambda: _forged({"alg": "ES384", "kid": "one"}, _claims(), b"\0" * 96),
    "with the public key as a secret": _confused,
    "with something critical": lambda: _forged({"alg": "ES384", "crit": ["x"], "x": 1}, _claims(), b"x" * 96),
    "for another server": lambda: assertion(aud="https://elsewhere.example/token"),
    "for the issuer and not the endpoint": lambda: assertion(aud=SITE),
    "for two servers": lambda: assertion(aud=[f"{SITE}/oauth/token", "https://elsewhere.example/token"]),
    "that has ended": lambda: assertion(exp=int(time.time()) - 1),
    "that lasts too long": lambda: assertion(exp=int(time.time()) + 400),
    "that never ends": lambda: assertion(exp=None),
    "that ends in words": lambda: assertion(exp="tomorrow"),
    "that begins later": lambda: assertion(nbf=int(time.time()) + 100),
    "of somebody else": lambda: assertion(iss="phone"),
    "about somebody else": lambda: assertion(sub="phone"),
    "that cannot be known again": lambda: assertion(jti=None),
    "that is no JWT": lambda: "a.b.c",
    "that is nothing": lambda: "....",
    "that is long": lambda: "x" * 50_000,
    "of claims that are no object": lambda: _forged({"alg": "ES384"}, [], b"x" * 96),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("kind", ASSERTIONS)
async def test_no_system_is_let_in_by_an_assertion(http: httpx.AsyncClient, kind: str) -> None:
    given = {"grant_type": "client_credentials", "scope": "system/Observation.rs"}
    wrong(await http.post("/oauth/token", data=given | asserted(ASSERTIONS[kind]())), "invalid_client", 401)


async def test_an_assertion_counts_once(http: httpx.AsyncClient) -> None:
    given = {"grant_type": "client_credentials", "scope": "system/Observation.rs"} | asserted(assertion())
    answers = await asyncio.gather(*(http.post("/oauth/token", data=given) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]


async def test_clients_show_who_they_are_in_one_way_and_their_own(app: App, edith: Browser) -> None:
    keyed = App(app.http, "keyed")
    code = await keyed.code(edith, SCOPE)
    wrong(await keyed.redeem(code), "invalid_client", 401)  # without showing anything
    wrong(await keyed.redeem(code, client_secret="guess"), "invalid_client", 401)
    wrong(await keyed.redeem(code, **asserted(assertion("system"))), "invalid_client", 401)
    both = asserted(assertion("keyed")) | {"client_secret": "guess"}
    wrong(await keyed.redeem(code, **both), "invalid_request")
    wrong(await app.post(grant_type="client_credentials", scope="patient/*.rs"), "unauthorized_client")
    wrong(await app.post(grant_type="password", username="edith", password="right"), "unsupported_grant_type")
    assert (await keyed.redeem(code, **asserted(assertion("keyed")))).status_code == 200


async def test_guessing_is_slowed_down(http: httpx.AsyncClient) -> None:
    given = {"grant_type": "client_credentials", "client_id": "system", "client_secret": "guess"}
    answers = [(await http.post("/oauth/token", data=given)).status_code for _ in range(12)]
    assert answers[:10] == [401] * 10 and answers[10:] == [429, 429]
    right = {"grant_type": "client_credentials", "scope": "system/Patient.rs"} | asserted(assertion("system"))
    assert (await http.post("/oauth/token", data=right)).status_code == 200, "nobody locks a client out in its name"


async def test_an_app_is_let_in_nowhere_else(app: App, zoe: Browser) -> None:
    token = (await app.tokens(zoe, "user/*.cruds"))["access_token"]
    headers = {"authorization": f"Bearer {token}"}
    for path in ("/account", "/person/1/apps", "/account/apps"):
        answer = await app.http.get(path, headers=headers)
        assert answer.status_code == 303 and answer.headers["location"].startswith("/log-in")
    assert (await app.http.get("/fhir/Patient/p1", headers=headers)).status_code == 200


async def test_a_token_beside_a_session_counts_as_the_token(app: App, zoe: Browser) -> None:
    token = (await app.tokens(zoe, "launch/patient patient/Observation.rs", person="1"))["access_token"]
    answer = await zoe.client.get("/fhir/Observation/o2", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 404  # her session alone would show it
    assert (await zoe.client.get("/fhir/Observation/o2")).status_code == 200


async def test_an_app_writes_nobody_but_its_person(app: App, zoe: Browser, worker_db: Database) -> None:
    token = (await app.tokens(zoe, "launch/patient patient/*.cruds", person="1"))["access_token"]
    headers = {"authorization": f"Bearer {token}", "content-type": "application/fhir+json"}

    def change(method: str, url: str, body: dict[str, Any]) -> dict[str, Any]:
        return {"resource": body, "request": {"method": method, "url": url}}

    stolen = observation("o1", "Patient/p2")  # zoe herself may see both
    theirs = observation("o2", "Patient/p2") | {"status": "amended"}
    for method, path, body in (
        ("PUT", "Observation/o1", stolen),
        ("PUT", "Observation/o2", theirs),
        ("POST", "Patient", patient("made-up")),
        ("DELETE", "Observation/o2", None),
    ):
        answer = await app.http.request(method, f"/fhir/{path}", json=body, headers=headers)
        assert 400 <= answer.status_code < 500, (method, path, answer.text)
    for entry in (change("PUT", "Observation/o1", stolen), change("PUT", "Observation/o2", theirs)):
        bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
        answer = await app.http.post("/fhir", json=bundle, headers=headers)
        assert 400 <= answer.status_code < 500, answer.text
    async with worker_db.transaction() as connection:
        rows = await connection.fetch("SELECT id, person_id, version FROM fhir.resource WHERE type = 'Observation'")
    assert {tuple(row) for row in rows} == {("o1", 1, 1), ("l1", 1, 1), ("o2", 2, 1), ("l2", 2, 1)}


async def test_an_update_may_make_something_only_with_a_scope_for_that(app: App, zoe: Browser) -> None:
    token = (await app.tokens(zoe, "launch/patient patient/Observation.ru", person="1"))["access_token"]
    headers = {"authorization": f"Bearer {token}", "content-type": "application/fhir+json"}

    async def put(id_: str, **more: str) -> int:
        body = observation(id_, "Patient/p1") | {"status": "amended"}
        return (await app.http.put(f"/fhir/Observation/{id_}", json=body, headers=headers | more)).status_code

    assert await put("new-one") == 403 == await put("o1")
    assert await put("o1", **{"if-match": 'W/"1"'}) == 200
    assert await put("new-one", **{"if-match": 'W/"1"'}) == 405  # it is for nobody here to choose ids
