"""The FHIR interface over HTTP, with the real store, relationships and audit."""

from datetime import timedelta
from typing import Any

import httpx
import orjson
import pytest

from careweft.access import relationships
from careweft.access.audit import Auditor
from careweft.access.relationships import Relationship
from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.fhir.store import Change, Store
from careweft.web.app import create_app
from careweft.web.fhir import FhirApp, Record
from careweft.web.identity import AccessIdentity
from careweft.web.machines import Machines
from careweft.web.services import Limits
from careweft.web.system import web_store
from tests.fhir.conftest import observation, patient
from tests.web.conftest import client_of
from tests.web.fakes import services
from tests.web.fhir.conftest import FHIR, LONG_AGO, NOBODY, Projection, audit


async def test_what_is_spoken_here_needs_no_log_in(client: httpx.AsyncClient) -> None:
    client.auth = NOBODY
    answer = await client.get("/fhir/metadata")
    assert answer.status_code == 200
    assert answer.json()["resourceType"] == "CapabilityStatement" and answer.json()["fhirVersion"] == "4.0.1"
    assert answer.json()["implementation"]["url"] == "http://place.test/fhir"


@pytest.mark.parametrize(
    "path", ["/fhir/Patient/p1", "/fhir/Patient", "/fhir/Patient/p1/_history", "/fhir/Patient/p1/_history/1"]
)
async def test_everything_else_does(client: httpx.AsyncClient, path: str) -> None:
    client.auth = NOBODY
    answer = await client.get(path)
    assert answer.status_code == 401 and answer.headers["www-authenticate"].startswith("Basic ")
    assert answer.json()["resourceType"] == "OperationOutcome" and answer.json()["issue"][0]["code"] == "login"
    for odd in ("Bearer x", "Basic ???", "Basic cnV0aA==", "Basic"):
        assert (await client.get(path, headers={"authorization": odd})).status_code == 401
    assert (await client.get(path, auth=("ruth", "wrong"))).status_code == 401


async def test_read_vread_history(client: httpx.AsyncClient) -> None:
    answer = await client.get("/fhir/Patient/p1")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/fhir+json; charset=utf-8"
    assert answer.headers["etag"] == 'W/"1"' and answer.headers["last-modified"] == "Thu, 15 Jan 2026 09:00:00 GMT"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["name"][0]["family"] == "Brânză"
    same = await client.get("/fhir/Patient/p1", headers={"if-none-match": 'W/"7", W/"1"'})
    assert (same.status_code, same.content) == (304, b"")
    assert (await client.get("/fhir/Patient/p1/_history/1")).json() == answer.json()
    assert (await client.get("/fhir/Patient/p1/_history")).json()["total"] == 1
    head = await client.head("/fhir/Patient/p1")
    assert head.status_code == 200 and head.headers["etag"] == 'W/"1"'


async def test_what_one_may_not_see_does_not_exist(client: httpx.AsyncClient) -> None:
    for path in ("Patient/{}", "Observation/{}", "Patient/{}/_history", "Observation/{}/_history/1"):
        unseen = await client.get("/fhir/" + path.format("p2" if "Patient" in path else "o2"))
        absent = await client.get("/fhir/" + path.format("nobody"))
        assert unseen.status_code == absent.status_code == 404
        assert unseen.text.replace("p2", "nobody").replace("o2", "nobody") == absent.text
    found = (await client.get("/fhir/Observation?_total=accurate")).json()
    assert found["total"] == 1 and [e["resource"]["id"] for e in found["entry"]] == ["o1"]
    for query in ("patient=Patient/p2", "subject=Patient/p2&_include=Observation:subject&_total=accurate"):
        hidden = (await client.get(f"/fhir/Observation?{query}")).json()
        assert "entry" not in hidden and hidden.get("total", 0) == 0
    update = await client.put("/fhir/Patient/p2", content=orjson.dumps(patient("p2")), headers=FHIR)
    invented = await client.put("/fhir/Patient/p9", content=orjson.dumps(patient("p9")), headers=FHIR)
    assert update.status_code == invented.status_code == 422
    deleted = await client.delete("/fhir/Observation/o2")
    assert deleted.status_code == (await client.delete("/fhir/Observation/o9")).status_code == 404
    stolen = observation("o2", "Patient/p1")
    answer = await client.put("/fhir/Observation/o2", content=orjson.dumps(stolen), headers=FHIR)
    assert answer.status_code == 409 and "Patient" not in answer.text
    assert (await client.get("/fhir/Observation/o2", auth=("zoe", "right"))).status_code == 200


async def test_a_person_sees_their_own_record_and_may_not_write(client: httpx.AsyncClient) -> None:
    client.auth = ("edith", "right")
    assert (await client.get("/fhir/Observation/o1")).status_code == 200
    assert (await client.get("/fhir/Observation/o2")).status_code == 404
    sent = orjson.dumps(observation("o1", "Patient/p1"))
    assert (await client.put("/fhir/Observation/o1", content=sent, headers=FHIR)).status_code == 403


async def test_roles_decide_what_may_be_done(client: httpx.AsyncClient, worker_db: Database) -> None:
    sent = orjson.dumps(observation("x", "Patient/p1"))
    assert (
        await client.post("/fhir/Observation", content=sent, headers=FHIR, auth=("mona", "right"))
    ).status_code == 403
    assert (await client.get("/fhir/Observation/o1", auth=("fiona", "right"))).status_code == 403
    assert await audit(worker_db) == [(0, "create", "Observation", "refused"), (0, "read", "Observation", "refused")]


async def test_every_access_is_in_the_audit(client: httpx.AsyncClient, worker_db: Database) -> None:
    await client.get("/fhir/Observation/o1")
    await client.get("/fhir/Observation/o2")
    await client.get("/fhir/Observation?_include=Observation:subject")
    await client.get("/fhir/Observation?code=nothing")
    await client.post("/fhir/Observation", content=orjson.dumps(observation("x", "Patient/p1")), headers=FHIR)
    await client.get("/fhir/Patient/p1/_history")
    assert await audit(worker_db) == [
        (1, "read", "Observation", "seen"),
        (0, "read", "Observation", "empty"),
        (1, "search", "Observation", "seen"),
        (0, "search", "Observation", "empty"),
        (1, "create", "Observation", "changed"),
        (1, "history", "Patient", "seen"),
    ]


async def test_nothing_is_shown_that_the_audit_did_not_take(
    web_db: Database, writing_db: Database, people: list[Change], clock: SetClock
) -> None:
    class Broken(Auditor):
        async def record(self, *entries: object) -> None:
            raise OSError("the disk is full")

    app = FhirApp(
        Record(web_db, writing_db, web_store(Store()), Broken(web_db), clock),
        Machines(AccessIdentity(web_db), Limits(), secure=False),
    )
    async with client_of(create_app(services(apis={"fhir": app}))) as client:
        answer = await client.get("/fhir/Patient/p1", auth=("ruth", "right"))
    assert answer.status_code == 503 and "Br" not in answer.text
    assert answer.json()["issue"][0]["code"] == "transient"


async def test_create_update_delete(client: httpx.AsyncClient, projection: Projection) -> None:
    sent = observation("ignored", "Patient/p1")
    made = await client.post("/fhir/Observation", content=orjson.dumps(sent), headers=FHIR)
    assert made.status_code == 201 and made.json()["id"] != "ignored"
    location = made.headers["location"]
    assert location == f"http://place.test/fhir/Observation/{made.json()['id']}/_history/1"
    where = location.removeprefix("http://place.test").removesuffix("/_history/1")
    changed = orjson.dumps({**made.json(), "status": "amended"})
    late = await client.put(where, content=changed, headers=FHIR | {"if-match": 'W/"3"'})
    assert late.status_code == 412
    updated = await client.put(where, content=changed, headers=FHIR | {"if-match": 'W/"1"', "prefer": "return=minimal"})
    assert (updated.status_code, updated.content, updated.headers["etag"]) == (200, b"", 'W/"2"')
    told = await client.put(where, content=changed, headers=FHIR | {"prefer": "return=OperationOutcome"})
    assert told.json()["resourceType"] == "OperationOutcome" and told.headers["etag"] == 'W/"2"'
    assert (await client.delete(where)).status_code == 204
    assert (await client.get(where)).status_code == 410
    assert (await client.get(f"{where}/_history/2")).status_code == 200
    assert projection.roles == ["careweft_worker"] * 3


async def test_a_failed_projection_undoes_the_write(client: httpx.AsyncClient, projection: Projection) -> None:
    projection.fails = True
    sent = orjson.dumps(observation("x", "Patient/p1"))
    assert (await client.post("/fhir/Observation", content=sent, headers=FHIR)).status_code == 500
    projection.fails = False
    assert (await client.get("/fhir/Observation?_total=accurate")).json()["total"] == 1
    assert (await client.get("/fhir/Observation/o2")).status_code == 404  # and the role went back with it


async def test_conditional_create(client: httpx.AsyncClient) -> None:
    sent = observation("x", "Patient/p1", identifier=[{"system": "urn:a", "value": "1"}])
    condition = FHIR | {"if-none-exist": "identifier=urn:a|1"}
    first = await client.post("/fhir/Observation", content=orjson.dumps(sent), headers=condition)
    again = await client.post("/fhir/Observation", content=orjson.dumps(sent), headers=condition)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]


async def test_search_by_post_is_search_by_get(client: httpx.AsyncClient) -> None:
    by_get = await client.get("/fhir/Observation?patient=Patient/p1&code=8302-2")
    by_post = await client.post("/fhir/Observation/_search", data={"patient": "Patient/p1", "code": "8302-2"})
    assert by_get.status_code == by_post.status_code == 200
    assert by_get.json()["entry"] == by_post.json()["entry"]
    odd = await client.get("/fhir/Observation?nonsense=1")
    assert odd.status_code == 400 and "nonsense" in odd.text
    lenient = await client.get("/fhir/Observation?nonsense=1", headers={"prefer": "handling=lenient"})
    assert lenient.status_code == 200 and lenient.json()["entry"][-1]["search"]["mode"] == "outcome"


async def test_a_transaction_is_all_or_nothing(client: httpx.AsyncClient) -> None:
    def entry(resource: dict[str, Any]) -> dict[str, Any]:
        return {"resource": resource, "request": {"method": "POST", "url": resource["resourceType"]}}

    good = [entry(observation("a", "Patient/p1")), entry(observation("b", "Patient/p1"))]
    for path in ("/fhir", "/fhir/"):
        body = {"resourceType": "Bundle", "type": "transaction", "entry": good}
        done = await client.post(path, content=orjson.dumps(body), headers=FHIR)
        assert done.status_code == 200
        assert [e["response"]["status"] for e in done.json()["entry"]] == ["201", "201"]
    bad = {"resourceType": "Bundle", "type": "transaction", "entry": [*good, entry(observation("c", "Patient/p2"))]}
    failed = await client.post("/fhir", content=orjson.dumps(bad), headers=FHIR)
    assert failed.status_code == 422
    assert (await client.get("/fhir/Observation?_total=accurate&_count=0")).json()["total"] == 5


async def test_what_holds_something_of_a_person_is_of_that_person(client: httpx.AsyncClient) -> None:
    def binary(**more: Any) -> dict[str, Any]:
        return {"resourceType": "Binary", "contentType": "text/plain", "data": "aGVsbG8=", **more}

    def holding(*held: dict[str, Any]) -> dict[str, Any]:
        return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in held]}

    shared = {"resourceType": "Organization", "name": "Ward 7"}
    mine, others = observation("a", "Patient/p1"), observation("b", "Patient/p2")
    parameters = {"resourceType": "Parameters", "parameter": [{"name": "x", "part": [{"name": "y", "resource": mine}]}]}
    for resource, made, seen_by_zoe in (
        (binary(securityContext={"reference": "Patient/p1"}), 201, 404),
        (binary(), 201, 200),
        (binary(securityContext={"reference": "Patient/p2"}), 422, 0),
        (binary(securityContext={"reference": "Observation/o1"}), 422, 0),
        (holding(mine, shared), 201, 404),
        (holding(shared), 201, 200),
        (holding(mine, others), 422, 0),
        (holding(observation("c", "urn:uuid:11111111-1111-4111-8111-111111111111")), 422, 0),
        (parameters, 201, 404),
    ):
        answer = await client.post(f"/fhir/{resource['resourceType']}", json=resource, headers=FHIR)
        assert answer.status_code == made, answer.text
        if made == 201:
            where = answer.headers["location"]
            assert (await client.get(where)).status_code == 200
            assert (await client.get(where, auth=("zoe", "right"))).status_code == seen_by_zoe, resource


async def test_what_is_of_a_person_does_not_become_everybodys(client: httpx.AsyncClient) -> None:
    binary = {"resourceType": "Binary", "contentType": "text/plain", "data": "aGVsbG8="}
    device = {"resourceType": "Device", "status": "active"}
    for given, kept, freed in (
        ({"securityContext": {"reference": "Patient/p1"}}, binary, 422),
        ({"patient": {"reference": "Patient/p1"}}, device, 200),
    ):
        made = (await client.post(f"/fhir/{kept['resourceType']}", json=kept | given, headers=FHIR)).json()
        address = f"/fhir/{kept['resourceType']}/{made['id']}"
        answer = await client.put(address, json=kept | {"id": made["id"]}, headers=FHIR)
        assert answer.status_code == freed, answer.text
        assert (await client.get(address, auth=("zoe", "right"))).status_code == (404 if freed == 422 else 200)


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/fhir+json", 200),
        ("application/json", 200),
        ("text/html, application/xhtml+xml, */*;q=0.8", 200),
        ("application/fhir+json; fhirVersion=4.0", 200),
        ("application/fhir+json; fhirVersion=3.0", 406),
        ("application/fhir+xml", 406),
        ("text/html", 406),
        ("application/fhir+json;q=0, application/fhir+xml", 406),
    ],
)
async def test_only_json_is_spoken(client: httpx.AsyncClient, accept: str, status: int) -> None:
    answer = await client.get("/fhir/Patient/p1", headers={"accept": accept})
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/fhir+json")


async def test_the_address_may_name_the_format(client: httpx.AsyncClient) -> None:
    for name in ("json", "application/fhir%2Bjson", "application/fhir+json", "application/json"):
        assert (
            await client.get(f"/fhir/Patient/p1?_format={name}", headers={"accept": "text/html"})
        ).status_code == 200
    assert (await client.get("/fhir/Patient/p1?_format=xml")).status_code == 406


async def test_what_cannot_be_understood_is_said_where(client: httpx.AsyncClient) -> None:
    xml = await client.post("/fhir/Observation", content=b"<x/>", headers={"content-type": "application/fhir+xml"})
    assert xml.status_code == 415 and "application/fhir+json" in xml.json()["issue"][0]["diagnostics"]
    broken = await client.post("/fhir/Observation", content=b"{", headers=FHIR)
    assert broken.status_code == 400 and broken.json()["issue"][0]["code"] == "structure"
    wrong = observation("x", "Patient/p1") | {"status": "finale"}
    invalid = await client.post("/fhir/Observation", content=orjson.dumps(wrong), headers=FHIR)
    assert invalid.status_code == 400 and invalid.json()["issue"][0]["expression"] == ["Observation.status"]
    other = await client.post("/fhir/Condition", content=orjson.dumps(observation("x", "Patient/p1")), headers=FHIR)
    assert other.status_code == 400 and "Condition was expected" in other.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/fhir/Nonsense/1", 404),
        ("PUT", "/fhir/_history", 405),
        ("GET", "/fhir", 400),
        ("PUT", "/fhir", 405),
        ("PATCH", "/fhir/Patient/p1", 415),
        ("POST", "/fhir/Patient/p1", 405),
        ("GET", "/fhir/Patient/p1/$nothing", 404),
        ("GET", "/fhir/Patient/p1/_history/1/more", 404),
        ("DELETE", "/fhir/Patient", 400),
    ],
)
async def test_what_is_not_supported_says_so(client: httpx.AsyncClient, method: str, path: str, status: int) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == status
    assert answer.json()["resourceType"] == "OperationOutcome"


async def test_guessing_passwords_has_to_wait(client: httpx.AsyncClient) -> None:
    statuses = [(await client.get("/fhir/Patient/p1", auth=("zoe", f"guess {n}"))).status_code for n in range(8)]
    assert statuses[:5] == [401] * 5 and set(statuses[5:]) == {429}


async def test_who_guesses_beside_a_system_does_not_keep_it_out(client: httpx.AsyncClient) -> None:
    assert (await client.get("/fhir/Patient/p1", auth=("ruth", "right"))).status_code == 200
    for number in range(6):
        await client.get("/fhir/Patient/p1", auth=("zoe", f"guess {number}"))
    assert (await client.get("/fhir/Patient/p1", auth=("mona", "right"))).status_code == 429
    assert (await client.get("/fhir/Patient/p1", auth=("ruth", "right"))).status_code == 200


async def test_a_browser_session_serves_as_well(client: httpx.AsyncClient) -> None:
    client.auth = NOBODY
    await client.post("/log-in", data={"username": "ruth", "password": "right"})
    assert (await client.get("/fhir/Patient/p1")).status_code == 200
    sent = orjson.dumps(observation("x", "Patient/p1"))
    crossed = await client.post("/fhir/Observation", content=sent, headers=FHIR | {"sec-fetch-site": "cross-site"})
    assert crossed.status_code == 403 and crossed.json()["resourceType"] == "OperationOutcome"


async def test_a_relationship_that_ended_shows_nothing(client: httpx.AsyncClient, worker_db: Database) -> None:
    assert (await client.get("/fhir/Patient/p1")).status_code == 200
    ended = Relationship(1, "zone-1", "care-team", "case-1", LONG_AGO, LONG_AGO + timedelta(days=1))
    async with worker_db.transaction() as connection:
        await relationships.keep(connection, [ended])
    assert (await client.get("/fhir/Patient/p1")).status_code == 404
