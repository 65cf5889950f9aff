"""Apps are let in by somebody's word, and see what their scopes and that person's relationships leave open."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from careweft.base.clock import SetClock
from careweft.base.db import Database
from tests.fhir.conftest import observation
from tests.web import oauth_place
from tests.web.conftest import client_of
from tests.web.oauth_place import SITE, App, Browser, asserted, assertion, back, ids, words_of


@pytest.fixture
async def http(
    worker_db: Database, web_db: Database, writing_db: Database, clock: SetClock, tmp_path: Path
) -> AsyncIterator[httpx.AsyncClient]:
    await oauth_place.people(worker_db)
    site, _ = oauth_place.make(worker_db, web_db, writing_db, clock, tmp_path / "keys")
    async with client_of(site) as opened:
        yield opened


@pytest.fixture
async def app(http: httpx.AsyncClient) -> App:
    return App(http)


@pytest.fixture
async def edith(http: httpx.AsyncClient) -> AsyncIterator[Browser]:
    async for browser in _browser(http, "edith"):
        yield browser


@pytest.fixture
async def zoe(http: httpx.AsyncClient) -> AsyncIterator[Browser]:
    async for browser in _browser(http, "zoe"):
        yield browser


async def _browser(http: httpx.AsyncClient, username: str) -> AsyncIterator[Browser]:
    headers = {"sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(transport=http._transport, base_url=SITE, headers=headers) as client:
        yield await Browser(client).log_in(username)


async def test_the_configuration_is_found_where_apps_look(http: httpx.AsyncClient) -> None:
    found = (await http.get("/fhir/.well-known/smart-configuration")).json()
    assert found == (await http.get("/.well-known/smart-configuration")).json()
    assert found == (await http.get("/.well-known/openid-configuration")).json()
    assert found["issuer"] == SITE and found["code_challenge_methods_supported"] == ["S256"]
    security = (await http.get("/fhir/metadata")).json()["rest"][0]["security"]
    uris = {each["url"]: each["valueUri"] for each in security["extension"][0]["extension"]}
    assert uris["authorize"] == found["authorization_endpoint"] and uris["token"] == found["token_endpoint"]


async def test_the_configuration_does_not_believe_the_host_of_a_request(http: httpx.AsyncClient) -> None:
    found = await http.get("/.well-known/smart-configuration", headers={"host": "evil.example"})
    assert "evil" not in found.text


async def test_a_person_lets_an_app_in(http: httpx.AsyncClient, app: App, edith: Browser) -> None:
    scope = "openid fhirUser launch/patient offline_access patient/Observation.rs"
    page = await edith.ask(**app.asks(scope, nonce="n-1"))
    assert page.status_code == 200
    said = words_of(page)
    assert "Let Heart Diary in?" in said and "About MARSH, Number 1, it could" in said
    assert "See: tests and measurements." in said and "Go on for up to 90 days" in said and "Add:" not in said
    assert "form-action 'self' https://app.example;" in page.headers["content-security-policy"]
    got = await app.tokens(edith, scope, nonce="n-1")
    assert got["token_type"] == "Bearer" and got["expires_in"] == 600 and got["patient"] == "p1"
    assert set(got["scope"].split()) == set(scope.split())
    keys = KeySet.import_key_set((await http.get("/oauth/jwks")).json())
    claims = jwt.decode(got["id_token"], keys, algorithms=["ES384"]).claims
    assert (claims["iss"], claims["aud"], claims["nonce"]) == (SITE, "phone", "n-1")
    assert claims["fhirUser"] == f"{SITE}/fhir/Patient/p1"
    assert ids(await app.get(got["access_token"], "Observation")) == {"o1", "l1"}
    assert (await app.get(got["access_token"], "Observation/o1")).status_code == 200
    for refused in ("Patient/p1", "Patient", "Observation/o1/_history", "_history", "Observation?patient.name=x"):
        answer = await app.get(got["access_token"], refused)
        expected = 200 if refused == "Observation/o1/_history" else 403
        assert answer.status_code == expected, (refused, answer.text)
        if expected == 403:
            assert "insufficient_scope" in answer.headers["www-authenticate"]


async def test_nobody_is_let_in_by_a_no(app: App, edith: Browser) -> None:
    said = back(await edith.decide(app.asks("launch/patient patient/*.rs"), "no"))
    assert said["error"] == "access_denied" and said["state"] == app.state and "code" not in said


async def test_who_is_not_logged_in_logs_in_first(http: httpx.AsyncClient, app: App) -> None:
    answer = await Browser(http).ask(**app.asks("launch/patient patient/*.rs"))
    assert answer.status_code == 303 and answer.headers["location"].startswith("/log-in?next=%2Foauth%2Fauthorize")
    answer = await Browser(http).decide(app.asks("launch/patient patient/*.rs"))
    assert answer.status_code == 401


async def test_staff_choose_whom_it_is_about(app: App, zoe: Browser) -> None:
    asked = app.asks("launch/patient patient/Observation.rs")
    assert "Whom is it about?" in words_of(await zoe.ask(**asked))
    found = await zoe.ask(**asked, q="marsh")
    assert "MARSH, Number 1, born 01/01/1950" in words_of(found) and "Number 2" in words_of(found)
    assert "About MARSH, Number 2" in words_of(await zoe.ask(**asked, person="2"))
    got = await app.tokens(zoe, "launch/patient patient/Observation.rs patient/Patient.rs", person="2")
    assert got["patient"] == "p2"
    assert ids(await app.get(got["access_token"], "Observation")) == {"o2", "l2"}
    assert ids(await app.get(got["access_token"], "Patient")) == {"p2"}
    assert (await app.get(got["access_token"], "Observation?_total=accurate&_count=0")).json()["total"] == 2
    assert (await app.get(got["access_token"], "Observation/o1")).status_code == 404


async def test_staff_cannot_choose_whom_they_may_not_see(http: httpx.AsyncClient, app: App) -> None:
    async for ruth in _browser(http, "ruth"):
        for person in ("2", "99", "-1", "x", "9" * 30):
            answer = await ruth.decide(app.asks("launch/patient patient/*.rs"), person=person)
            assert answer.status_code == 200 and "Whom is it about?" in words_of(answer)


async def test_a_token_for_all_whom_staff_see_follows_their_relationships(
    app: App, zoe: Browser, worker_db: Database
) -> None:
    got = await app.tokens(zoe, "user/Observation.rs")
    assert "patient" not in got
    assert ids(await app.get(got["access_token"], "Observation")) == {"o1", "l1", "o2", "l2"}
    async with worker_db.transaction() as connection:
        await connection.execute("DELETE FROM access.relationship WHERE person_id = 2")
    assert ids(await app.get(got["access_token"], "Observation")) == {"o1", "l1"}


async def test_scopes_with_criteria_hold_for_searches_reads_and_includes(app: App, edith: Browser) -> None:
    scope = "launch/patient patient/Observation.rs?category=laboratory patient/Patient.rs"
    page = words_of(await edith.ask(**app.asks(scope)))
    assert "tests and measurements (only category laboratory)" in page
    token = (await app.tokens(edith, scope))["access_token"]
    assert ids(await app.get(token, "Observation")) == {"l1"}
    assert (await app.get(token, "Observation?_total=accurate")).json()["total"] == 1
    assert ids(await app.get(token, "Observation?category=laboratory,vital-signs")) == {"l1"}
    assert ids(await app.get(token, "Patient?_revinclude=Observation:subject")) == {"p1", "l1"}
    assert (await app.get(token, "Observation/l1")).status_code == 200
    assert (await app.get(token, "Observation/o1")).status_code == 404
    assert (await app.get(token, "Observation/l1/_history")).status_code == 403
    headers = {"authorization": f"Bearer {token}"}
    posted = await app.http.post("/fhir/Observation/_search", headers=headers, data={"patient": "Patient/p1"})
    assert ids(posted) == {"l1"}


async def test_included_types_need_a_scope_too(app: App, edith: Browser) -> None:
    token = (await app.tokens(edith, "launch/patient patient/Observation.rs"))["access_token"]
    assert ids(await app.get(token, "Observation?_include=Observation:subject")) == {"o1", "l1"}


async def test_writing_needs_a_scope_a_role_and_the_same_person(
    app: App, zoe: Browser, http: httpx.AsyncClient
) -> None:
    scope = "launch/patient patient/Observation.crus"
    token = (await app.tokens(zoe, scope, person="1"))["access_token"]
    headers = {"authorization": f"Bearer {token}", "content-type": "application/fhir+json"}

    async def post(of: str) -> int:
        body = observation("ignored", f"Patient/{of}")
        return (await http.post("/fhir/Observation", json=body, headers=headers)).status_code

    assert await post("p1") == 201
    assert await post("p2") in (403, 404, 422)
    assert (await http.delete("/fhir/Observation/o1", headers=headers)).status_code == 403
    other = {"resourceType": "Condition", "subject": {"reference": "Patient/p1"}}
    assert (await http.post("/fhir/Condition", json=other, headers=headers)).status_code == 403
    async for mona in _browser(http, "mona"):  # a manager may not write, and so may no app of hers
        got = await app.tokens(mona, scope, person="1")
        assert got["scope"] == "launch/patient patient/Observation.rs"


async def test_a_persons_app_sends_their_readings_and_nothing_else(
    app: App, edith: Browser, http: httpx.AsyncClient, clock: SetClock
) -> None:
    page = await edith.ask(**app.asks("launch/patient patient/Observation.cruds patient/Condition.cruds"))
    assert "Add: tests and measurements" in words_of(page)
    got = await app.tokens(edith, "launch/patient patient/Observation.cruds patient/Condition.cruds")
    assert got["scope"] == "launch/patient patient/Condition.rs patient/Observation.crs"
    headers = {"authorization": f"Bearer {got['access_token']}", "content-type": "application/fhir+json"}

    async def send(path: str = "Observation", **more: Any) -> httpx.Response:
        at = {"effectiveDateTime": (clock.now() - timedelta(hours=1)).isoformat()}
        body = observation("ignored", "Patient/p1") | at | {"code": weight, "valueQuantity": pounds} | more
        return await http.post(f"/fhir/{path}", json=body, headers=headers)

    weight, pounds = {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]}, {"value": 180, "code": "[lb_av]"}
    label = {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "V"}]}
    made = await send(meta=label, note=[{"text": "not from the person"}])
    assert made.status_code == 201
    kept = made.json()
    assert (kept["valueQuantity"]["value"], kept["performer"][0]["reference"]) == (81.646627, "Patient/p1")
    assert "note" not in kept and "security" not in kept["meta"]
    again = await send()
    assert (again.status_code, again.json()["id"], again.json()["meta"]) == (200, kept["id"], kept["meta"])
    wrong: list[dict[str, Any]] = [
        {"subject": {"reference": "Patient/p2"}},
        {"subject": {"reference": "Patient/nobody"}},
        {"subject": {"reference": "Patient/p2"}, "performer": [{"reference": "Patient/p1"}]},
        {"subject": {}, "performer": [{"reference": "Patient/p1"}]},
        {"valueQuantity": {"value": 9999, "code": "kg"}},
        {"code": {"coding": [{"system": "http://loinc.org", "code": "1-8"}]}},
        {"effectiveDateTime": "2020-01-01T10:00:00Z"},
        {"effectiveDateTime": "2026-01-10"},
        {"status": "entered-in-error"},
    ]
    answers = [await send(**each) for each in wrong]
    assert [answer.status_code // 100 for answer in answers] == [4] * len(wrong)
    others, nobodys, half, *_ = (answer.json()["issue"] for answer in answers)
    assert others == nobodys == half  # whether there is such a person is nobody's to find out
    condition = {"resourceType": "Condition", "subject": {"reference": "Patient/p1"}}
    assert (await http.post("/fhir/Condition", json=condition, headers=headers)).status_code == 403
    body = {**kept, "status": "cancelled"}
    assert (await http.put(f"/fhir/Observation/{kept['id']}", json=body, headers=headers)).status_code == 403
    bundle = {"resourceType": "Bundle", "type": "batch", "entry": [{"resource": kept, "request": _POST}]}
    sent = await http.post("/fhir", json=bundle, headers=headers)
    assert sent.status_code == 403


_POST = {"method": "POST", "url": "Observation"}


async def test_every_entry_of_a_bundle_needs_its_scope(app: App, zoe: Browser, http: httpx.AsyncClient) -> None:
    token = (await app.tokens(zoe, "user/Observation.rs"))["access_token"]
    headers = {"authorization": f"Bearer {token}", "content-type": "application/fhir+json"}

    async def batch(*urls: str) -> httpx.Response:
        entries = [{"request": {"method": "GET", "url": url}} for url in urls]
        body = {"resourceType": "Bundle", "type": "batch", "entry": entries}
        return await http.post("/fhir", json=body, headers=headers)

    assert (await batch("Observation/o1", "Observation?code=x")).status_code == 200
    for url in ("Patient/p1", "Patient?name=x", "Observation?subject:Patient.name=x", "_history",
                "Observation?_include=Observation:subject"):  # fmt: skip
        assert (await batch("Observation/o1", url)).status_code == 403, url


async def test_a_refresh_token_is_good_once_and_its_reuse_ends_everything(app: App, edith: Browser) -> None:
    got = await app.tokens(edith, "launch/patient offline_access patient/Observation.rs")
    second = (await app.refresh(got["refresh_token"])).json()
    assert second["refresh_token"] != got["refresh_token"] and second["patient"] == "p1"
    assert (await app.get(second["access_token"], "Observation")).status_code == 200
    reused = await app.refresh(got["refresh_token"])
    assert (reused.status_code, reused.json()["error"]) == (400, "invalid_grant")
    for token in (got["access_token"], second["access_token"]):
        answer = await app.get(token, "Observation")
        assert answer.status_code == 401 and "invalid_token" in answer.headers["www-authenticate"]
    assert (await app.refresh(second["refresh_token"])).status_code == 400


async def test_tokens_are_introspected_and_given_back(app: App, http: httpx.AsyncClient, edith: Browser) -> None:
    keyed = App(http, "keyed")
    code = await keyed.code(edith, "launch/patient offline_access patient/Observation.rs")
    got = (await keyed.redeem(code, **asserted(assertion("keyed")))).json()
    told = (await keyed.post("introspect", token=got["access_token"], **asserted(assertion("keyed")))).json()
    assert told["active"] and told["scope"] == got["scope"] and told["patient"] == "p1" and told["client_id"] == "keyed"
    assert (
        await app.post("introspect", token=got["access_token"])
    ).status_code == 401  # a public client proves nothing
    assert (await app.post("revoke", token=got["refresh_token"])).status_code == 200  # another's: nothing happens
    assert (await app.get(got["access_token"], "Observation")).status_code == 200
    assert (await keyed.post("revoke", token=got["refresh_token"], **asserted(assertion("keyed")))).json() == {}
    assert (await app.get(got["access_token"], "Observation")).status_code == 401
    for token in (got["access_token"], got["refresh_token"], "made up"):
        told = await keyed.post("introspect", token=token, **asserted(assertion("keyed")))
        assert told.json() == {"active": False}


async def test_somebody_stops_an_app(app: App, edith: Browser, zoe: Browser) -> None:
    got = await app.tokens(edith, "launch/patient offline_access patient/Observation.rs")
    page = await edith.client.get("/account/apps")
    assert "Heart Diary: MARSH, Number 1" in words_of(page) and "See: tests and measurements." in words_of(page)
    number = page.text.split('name="app" value="')[1].split('"')[0]
    await zoe.client.post("/account/apps", data={"app": number})  # not hers to stop
    assert (await app.get(got["access_token"], "Observation")).status_code == 200
    stopped = await edith.client.post("/account/apps", data={"app": number})
    assert stopped.headers["location"] == "/account/apps?said=stopped"
    assert (await app.get(got["access_token"], "Observation")).status_code == 401
    assert (await app.refresh(got["refresh_token"])).status_code == 400


async def test_an_app_is_opened_from_a_persons_page(app: App, zoe: Browser, edith: Browser) -> None:
    page = await zoe.client.get("/person/2/apps")
    assert "Open Heart Diary" in page.text and "Other App" not in page.text
    assert "form-action 'self' https://app.example;" in page.headers["content-security-policy"]
    opened = await zoe.client.post("/person/2/apps", data={"app": "phone"})
    where = httpx.URL(opened.headers["location"])
    assert where.host == "app.example" and where.path == "/open" and where.params["iss"] == f"{SITE}/fhir"
    launch = where.params["launch"]
    scope = "launch patient/Observation.rs"
    stranger = await edith.ask(**app.asks(scope, launch=launch))
    assert "opened too long ago, or by somebody else" in words_of(stranger)
    other = App(app.http, "other", "https://other.example/back")
    assert "cannot be let in" in words_of(await zoe.ask(**other.asks(scope, launch=launch)))
    got = await app.tokens(zoe, scope, launch=launch, person="1")  # the launch says whom, not the form
    assert got["patient"] == "p2" and ids(await app.get(got["access_token"], "Observation")) == {"o2", "l2"}
    again = back(await zoe.decide(app.asks(scope, launch=launch)))
    assert again["error"] == "invalid_request"


async def test_a_page_opens_no_app_about_somebody_whom_one_may_not_see(http: httpx.AsyncClient) -> None:
    async for ruth in _browser(http, "ruth"):
        assert (await ruth.client.get("/person/2/apps")).status_code == 404
        assert (await ruth.client.post("/person/2/apps", data={"app": "phone"})).status_code == 404
    async for fiona in _browser(http, "fiona"):
        assert (await fiona.client.get("/person/1/apps")).status_code == 404


async def test_a_system_acts_as_its_account_within_its_scopes(http: httpx.AsyncClient) -> None:
    system = App(http, "system")
    given = {"grant_type": "client_credentials", "scope": "system/Observation.rs system/*.cruds"}
    got = await system.post(**given, **asserted(assertion()))
    assert got.status_code == 200, got.text
    assert got.json()["expires_in"] == 300 and "refresh_token" not in got.json()
    assert set(got.json()["scope"].split()) == {"system/Observation.crus", "system/Patient.rs"}
    token = got.json()["access_token"]
    assert ids(await system.get(token, "Observation")) == {"o1", "l1"}  # of whom its organisation has to do
    assert (await system.get(token, "Condition")).status_code == 403
    headers = {"authorization": f"Bearer {token}", "content-type": "application/fhir+json"}
    answer = await http.post("/feeds/lab", content=b"{}", headers=headers)
    assert answer.status_code in (401, 404)


async def test_what_was_let_do_is_written_down(app: App, edith: Browser, worker_db: Database) -> None:
    got = await app.tokens(edith, "launch/patient patient/Observation.rs")
    await app.get(got["access_token"], "Observation")
    await app.get(got["access_token"], "Patient/p1")
    await edith.decide(app.asks("launch/patient patient/*.rs"), "no")
    async with worker_db.transaction() as connection:
        rows = await connection.fetch("SELECT person_id, action, what, outcome, reason FROM access.audit ORDER BY id")
    told = [tuple(row) for row in rows]
    assert (1, "authorise", "app Heart Diary", "changed", "launch/patient patient/Observation.rs") in told
    assert (1, "search", "Observation", "seen", "self, through the app Heart Diary") in told
    assert (0, "read", "Patient", "refused", "through the app Heart Diary") in told
    assert (1, "authorise", "app Heart Diary", "refused", "launch/patient patient/*.rs") in told
