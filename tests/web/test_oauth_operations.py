"""Operations for apps: what their scopes say of them, and never more than the account that they act for."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.cli.jobs import audit as audited
from careweft.fhir.operations.export import Export
from careweft.fhir.operations.jobs import Jobs
from careweft.fhir.store import Store
from careweft.web.fhir.operations import OPERATIONS
from tests.fhir.conftest import patient
from tests.web import oauth_place
from tests.web.conftest import client_of
from tests.web.fhir.conftest import ORIGIN
from tests.web.fhir.subscribing import TOPIC, subscription
from tests.web.oauth_place import SITE, App, Browser, asserted, assertion, ids

FHIR = {"content-type": "application/fhir+json"}
MANY = "launch/patient patient/Patient.rs patient/Observation.rs?category=laboratory patient/Condition.r"
VIEW = {
    "resourceType": "ViewDefinition", "resource": "Observation", "select": [{"column": [{"name": "id", "path": "id"}]}],
}  # fmt: skip


def condition(id_: str, of: str) -> dict[str, Any]:
    return {"resourceType": "Condition", "id": id_, "subject": {"reference": of}, "code": {"text": id_}}


@pytest.fixture
async def http(
    worker_db: Database, web_db: Database, writing_db: Database, clock: SetClock, tmp_path: Path
) -> AsyncIterator[httpx.AsyncClient]:
    await oauth_place.people(worker_db)
    shared = {"resourceType": "Organization", "id": "acute", "name": "Acute"}
    members = [{"entity": {"reference": f"Patient/p{n}"}} for n in (1, 2)]
    group = {"resourceType": "Group", "id": "g", "type": "person", "actual": True, "member": members}
    async with worker_db.transaction() as connection:
        for number in (1, 2):
            await Store().put(connection, number, [condition(f"c{number}", f"Patient/p{number}")], ORIGIN)
        await Store().put(connection, 0, [shared, group], ORIGIN)
    site, _ = oauth_place.make(worker_db, web_db, writing_db, clock, tmp_path / "keys")
    async with client_of(site) as opened:
        yield opened


@pytest.fixture
def runner(worker_db: Database, tmp_path: Path) -> Jobs:
    return Jobs(worker_db, tmp_path / "jobs", {"export": Export(audited)})


class Asking:
    """Somebody with a token."""

    def __init__(self, http: httpx.AsyncClient, token: str) -> None:
        self._http, self._headers = http, {"authorization": f"Bearer {token}"}

    async def get(self, path: str) -> httpx.Response:
        headers = self._headers | {"prefer": "respond-async"}
        return await self._http.get(path if path.startswith("http") else f"/fhir/{path}", headers=headers)

    async def post(self, path: str, body: Any) -> httpx.Response:
        return await self._http.post(f"/fhir/{path}", json=body, headers=self._headers | FHIR)

    async def delete(self, path: str) -> httpx.Response:
        return await self._http.delete(path, headers=self._headers)


async def app_of(http: httpx.AsyncClient, username: str, scope: str, person: str = "") -> Asking:
    headers = {"sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(transport=http._transport, base_url=SITE, headers=headers) as client:
        browser = await Browser(client).log_in(username)
        more = {"person": person} if person else {}
        got = await App(http).tokens(browser, scope, **more)
    assert set(got["scope"].split()) == set(scope.split()), got
    return Asking(http, got["access_token"])


async def system(http: httpx.AsyncClient, scope: str) -> Asking:
    given = {"grant_type": "client_credentials", "scope": scope}
    answer = await App(http, "system").post(**given, **asserted(assertion()))
    assert answer.status_code == 200, answer.text
    return Asking(http, answer.json()["access_token"])


async def exported(asking: Asking, runner: Jobs, path: str) -> dict[str, list[str]]:
    """The ids of what an export gives, by type."""
    asked = await asking.get(path)
    assert asked.status_code == 202, asked.text
    assert await runner.once()
    manifest = await asking.get(asked.headers["content-location"])
    assert manifest.status_code == 200, manifest.text
    found: dict[str, list[str]] = {}
    for one in manifest.json()["output"]:
        answer = await asking.get(one["url"])
        assert answer.status_code == 200
        lines = [json.loads(line) for line in answer.text.splitlines()]
        found.setdefault(one["type"], []).extend(sorted(line["id"] for line in lines))
    return found


async def looks(worker_db: Database, action: str) -> set[tuple[Any, ...]]:
    async with worker_db.transaction() as connection:
        rows = await connection.fetch(
            "SELECT person_id, what, outcome, reason FROM access.audit WHERE action = $1", action
        )
    return {tuple(row) for row in rows}


async def test_a_system_exports_what_its_scopes_and_its_organisation_give(
    http: httpx.AsyncClient, runner: Jobs, worker_db: Database
) -> None:
    lab = await system(http, "system/Observation.read system/Patient.rs")
    assert await exported(lab, runner, "$export") == {"Patient": ["p1"], "Observation": ["l1", "o1"]}
    assert await exported(lab, runner, "Patient/$export?_type=Patient") == {"Patient": ["p1"]}
    assert (await lab.get("$export?_type=Patient,Condition")).status_code == 403
    assert (await lab.get("Group/g/$export")).status_code == 403  # no scope for Group itself
    by = "through the app Lab System"
    assert await looks(worker_db, "export") == {(1, "Bundle", "seen", f"care-team, {by}"),
                                                (0, "Bundle", "refused", by), (0, "Group", "refused", by)}  # fmt: skip


async def test_a_job_is_its_apps_own_with_the_scopes_that_it_was_asked_with(
    http: httpx.AsyncClient, runner: Jobs, worker_db: Database
) -> None:
    lab, less = await system(http, "system/Observation.rs system/Patient.rs"), await system(http, "system/Patient.rs")
    where = (await lab.get("$export")).headers["content-location"]
    await runner.once()
    file = (await lab.get(where)).json()["output"][0]["url"]
    for address in (where, file):
        assert (await less.get(address)).status_code == 404
        assert (await http.get(address, auth=("lab", "right"))).status_code == 200  # its account may see it all
    assert (await less.delete(where)).status_code == 404
    again = await system(http, "system/Patient.rs system/Observation.rs")
    assert (await again.get(file)).status_code == 200
    own = (await http.get("/fhir/$export", auth=("lab", "right"), headers={"prefer": "respond-async"})).headers
    assert (await lab.get(own["content-location"])).status_code == 404


async def test_nobody_puts_a_job_with_more_than_holds_them(http: httpx.AsyncClient, web_db: Database) -> None:
    del http
    put = "INSERT INTO fhir.job (id, kind, account_id, asked, held) VALUES (gen_random_uuid(), 'export', 1, '{}', $1)"
    held = {"careweft.client": "phone", "careweft.person": "1", "careweft.scope": ""}
    for wrong in ({}, held | {"careweft.person": ""}, held | {"careweft.client": "other"}):
        with pytest.raises(Exception, match="row-level security"):
            async with web_db.transaction(1, held=held) as connection:
                await connection.execute(put, wrong)
    async with web_db.transaction(1, held=held) as connection:
        await connection.execute(put, held)


async def test_jobs_of_all_apps_of_an_account_are_counted(http: httpx.AsyncClient) -> None:
    both, less = await system(http, "system/Observation.rs system/Patient.rs"), await system(http, "system/Patient.rs")
    for asking in (both, both, less):
        assert (await asking.get("$export")).status_code == 202
    assert (await less.get("$export")).status_code == 503


async def test_a_persons_app_exports_that_person(http: httpx.AsyncClient, runner: Jobs) -> None:
    edith = await app_of(http, "edith", MANY)
    assert await exported(edith, runner, "Patient/$export") == {"Patient": ["p1"], "Observation": ["l1"]}
    assert (await edith.get("Patient/$export?_type=Condition")).status_code == 403  # may be read, but not found


async def test_staff_do_not_export_and_neither_do_their_apps(http: httpx.AsyncClient, worker_db: Database) -> None:
    zoe = await app_of(http, "zoe", "user/*.cruds")
    for path in ("$export", "Patient/$export", "Group/g/$export"):
        answer = await zoe.get(path)
        assert answer.status_code == 403 and "export-fhir" in answer.text
    headers = {"prefer": "respond-async"}
    assert (await http.get("/fhir/$export", auth=("zoe", "right"), headers=headers)).status_code == 403
    assert {outcome for _, _, outcome, _ in await looks(worker_db, "export")} == {"refused"}


async def test_everything_is_what_the_scopes_give_of_one_person(http: httpx.AsyncClient) -> None:
    some = await app_of(http, "zoe", MANY, person="1")
    assert ids(await some.get("Patient/p1/$everything")) == {"p1", "l1"}
    assert ids(await some.get("Patient/p1/$everything?_type=Observation")) == {"l1"}
    assert (await some.get("Patient/p1/$everything?_type=Condition")).status_code == 403
    assert (await some.get("Patient/p2/$everything")).status_code == 404  # zoe herself sees them
    whole = await app_of(http, "zoe", "launch/patient patient/*.rs", person="1")
    assert ids(await whole.get("Patient/p1/$everything")) == {"p1", "l1", "o1", "c1"}
    assert (await whole.get("Patient/p2/$everything")).status_code == 404
    theirs = await app_of(http, "zoe", "user/*.rs")
    assert ids(await theirs.get("Patient/p2/$everything")) == {"p2", "l2", "o2", "c2"}
    assert (await (await app_of(http, "ruth", "user/*.rs")).get("Patient/p2/$everything")).status_code == 404


async def test_a_summary_needs_all_that_it_tells_of(http: httpx.AsyncClient) -> None:
    assert (await (await app_of(http, "zoe", MANY, person="1")).get("Patient/p1/$summary")).status_code == 403
    whole = await app_of(http, "zoe", "launch/patient patient/*.rs", person="1")
    assert "c1" in (await whole.get("Patient/p1/$summary")).text
    assert (await whole.get("Patient/p2/$summary")).status_code == 404


async def test_views_are_of_what_the_scopes_give(http: httpx.AsyncClient, worker_db: Database) -> None:
    some = await app_of(http, "zoe", MANY, person="1")
    body = {"resourceType": "Parameters", "parameter": [{"name": "viewResource", "resource": VIEW}]}
    assert (await some.post("$viewdefinition-run", body)).text.split() == ['{"id":"l1"}']
    assert (await some.post("$viewdefinition-run", VIEW | {"resource": "Condition"})).status_code == 403
    theirs = await app_of(http, "zoe", "user/Observation.rs")
    told = (await theirs.post("$viewdefinition-run", body)).text.split()
    assert sorted(told) == [f'{{"id":"{id_}"}}' for id_ in ("l1", "l2", "o1", "o2")]
    why = "care-team, through the app Heart Diary"
    assert (1, "Observation", "seen", why) in await looks(worker_db, "viewdefinition-run")


async def test_validation_looks_at_profiles_but_not_past_the_scopes(http: httpx.AsyncClient) -> None:
    some = await app_of(http, "zoe", MANY, person="1")
    assert (await some.get("Observation/l1/$validate")).status_code == 200
    assert (await some.get("Observation/o1/$validate")).status_code == 404
    assert (await some.get("Condition/c1/$validate")).status_code == 403
    mode = {"name": "mode", "valueCode": "create"}
    asked = {
        "resourceType": "Parameters",
        "parameter": [mode, {"name": "resource", "resource": condition("new", "Patient/p1")}],
    }
    assert "the app has no scope for this" in (await some.post("Condition/$validate", asked)).text
    writing = await app_of(http, "zoe", "launch/patient patient/Condition.c patient/Patient.rs", person="1")
    assert "no scope" not in (await writing.post("Condition/$validate", asked)).text


# What an app with no more than these may do of each operation. A new operation has to be put here, and into `PATHS`.
SMALL = "launch/patient patient/Device.rs"
HARMLESS = {"$validate", "$job-status", "$job-file"}
PATHS = {
    "$everything": "Patient/p1/$everything", "$summary": "Patient/p1/$summary",
    "$audit-events": "Patient/p1/$audit-events",
    "$validate": "Observation/o1/$validate",
    "$expand": "ValueSet/$expand?url=x", "$validate-code": "ValueSet/$validate-code?url=x&code=x&system=x",
    "$lookup": "CodeSystem/$lookup?system=x&code=x", "$export": "Patient/$export?_type=Patient",
    "$match": "Patient/$match",
    "$import": "$import", "$merge": "Patient/$merge", "$merge-undo": "Patient/$merge-undo?event=1",
    "$viewdefinition-run": "$viewdefinition-run", "$evaluate-measure": "Measure/$evaluate-measure?measure=x",
    "$status": "Subscription/$status", "$events": "Subscription/x/$events",
    "$get-ws-binding-token": "Subscription/$get-ws-binding-token?id=x", "$job-status": "$job-status?_job=x",
    "$job-file": "$job-file?_job=x&_file=x",
}  # fmt: skip


async def test_no_operation_is_done_without_a_scope_for_it(http: httpx.AsyncClient, worker_db: Database) -> None:
    assert {name for _, _, name in OPERATIONS} == PATHS.keys()
    app = await app_of(http, "edith", SMALL)
    lab = await system(http, "system/Patient.rs")
    bodies = {"$match": patient("x"), "$viewdefinition-run": VIEW}
    for (method, _, name), listed in OPERATIONS.items():
        if method == "DELETE" or not listed:
            continue
        for asking in (app, lab):
            if asking is lab and name in ("$everything", "$export", "$match"):
                continue  # this is what it has a scope for
            body = bodies.get(name, {"resourceType": "Parameters"})
            answer = await (asking.get(PATHS[name]) if method == "GET" else asking.post(PATHS[name], body))
            expected = {403} if name not in HARMLESS else {403, 404}
            assert answer.status_code in expected, (method, name, answer.status_code, answer.text)
    for name in PATHS.keys() - HARMLESS:
        refused = {reason for _, _, outcome, reason in await looks(worker_db, name[1:]) if outcome == "refused"}
        assert refused & {"through the app Heart Diary", "through the app Lab System"}, name


async def test_an_app_of_one_person_neither_merges_nor_imports(http: httpx.AsyncClient, worker_db: Database) -> None:
    lab = await app_of(http, "zoe", "launch/patient patient/*.cruds", person="1")
    assert (await lab.post("$import", {})).status_code == 403
    assert (await lab.post("Patient/$merge", {"resourceType": "Parameters"})).status_code == 403
    for path in ("Subscription/$status", "Subscription/x/$events"):
        assert (await lab.get(path)).status_code == 403


async def test_no_app_goes_on_being_told_after_its_token_or_beside_its_scopes(http: httpx.AsyncClient) -> None:
    """A Subscription tells what the account sees, for as long as the account does."""
    wanted = subscription(None, f"{TOPIC}Condition")
    entry = {"resource": wanted, "request": {"method": "POST", "url": "Subscription"}}
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
    everything = await app_of(http, "zoe", "user/*.cruds")
    for path, body in (("Subscription", wanted), ("", bundle), ("Subscription/$get-ws-binding-token?id=x", None)):
        assert (await everything.post(path, body)).status_code == 403, path
    line = httpx.Request("POST", "http://x", json=wanted | {"id": str(uuid4())}).content
    sent = everything._headers | {"content-type": "application/fhir+ndjson"}
    assert (await http.post("/fhir/$import", content=line, headers=sent)).status_code == 403
    few = await app_of(http, "zoe", "user/Subscription.crus user/Observation.rs")
    assert (await few.post("Subscription", wanted)).status_code == 403
