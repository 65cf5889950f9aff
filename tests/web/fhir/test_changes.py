"""Update, delete, patch and conditional requests over HTTP: headers, statuses, and what they may not tell."""

from typing import Any

import httpx
import orjson
import pytest

from careweft.base.db import Database
from tests.fhir.conftest import observation, patient
from tests.web.fhir.conftest import FHIR, audit

JSON_PATCH = {"content-type": "application/json-patch+json"}
URN = "identifier=urn:a|1"


def named(id_: str = "x", subject: str = "Patient/p1", value: str = "1", **more: Any) -> bytes:
    return orjson.dumps(observation(id_, subject, identifier=[{"system": "urn:a", "value": value}], **more))


async def count(client: httpx.AsyncClient) -> int:
    return int((await client.get("/fhir/Observation?_summary=count")).json()["total"])


async def test_update_says_which_version(client: httpx.AsyncClient) -> None:
    made = await client.put("/fhir/Observation/new", content=named("new"), headers=FHIR)
    assert made.status_code == 201 and made.headers["etag"] == 'W/"1"'
    assert made.headers["location"] == "http://place.test/fhir/Observation/new/_history/1"
    changed = named("new", status="amended")
    wrong = await client.put("/fhir/Observation/new", content=changed, headers=FHIR | {"if-match": 'W/"2"'})
    assert wrong.status_code == 412 and wrong.json()["issue"][0]["code"] == "conflict"
    odd = await client.put("/fhir/Observation/new", content=changed, headers=FHIR | {"if-match": "yesterday"})
    assert odd.status_code == 400
    right = await client.put("/fhir/Observation/new", content=changed, headers=FHIR | {"if-match": 'W/"1"'})
    assert right.status_code == 200 and right.headers["etag"] == 'W/"2"' and "last-modified" in right.headers
    absent = await client.put("/fhir/Observation/newer", content=named("newer"), headers=FHIR | {"if-match": 'W/"1"'})
    assert absent.status_code == 412
    only_new = FHIR | {"if-none-match": "*"}
    taken = await client.put("/fhir/Observation/new", content=named("new"), headers=only_new)
    assert taken.status_code == 412 and "If-None-Match" in taken.text
    assert (await client.put("/fhir/Observation/n2", content=named("n2"), headers=only_new)).status_code == 201
    other = await client.put("/fhir/Observation/n3", content=named("n4"), headers=FHIR)
    assert other.status_code == 400 and other.json()["issue"][0]["expression"] == ["Observation.id"]


async def test_the_answer_is_as_preferred(client: httpx.AsyncClient) -> None:
    for preference, length in (("minimal", 0), ("representation", None), ("OperationOutcome", None)):
        sent = FHIR | {"prefer": f"return={preference}"}
        made = await client.post("/fhir/Observation", content=named(), headers=sent)
        assert made.status_code == 201 and made.headers["location"] and made.headers["etag"]
        assert length is None or len(made.content) == length
        kind = {"minimal": "", "representation": "Observation"}.get(preference, "OperationOutcome")
        assert not kind or made.json()["resourceType"] == kind
        where = made.headers["location"].partition("/_history")[0]
        gone = await client.delete(where, headers={"prefer": f"return={preference}"})
        assert gone.status_code == (200 if kind == "OperationOutcome" else 204) and gone.headers["etag"] == 'W/"2"'


async def test_delete_leaves_a_trace(client: httpx.AsyncClient) -> None:
    assert (await client.delete("/fhir/Observation/o1", headers={"if-match": 'W/"9"'})).status_code == 412
    assert (await client.delete("/fhir/Observation/o1", headers={"if-match": 'W/"1"'})).status_code == 204
    assert (await client.delete("/fhir/Observation/o1")).status_code == 204
    for path, status in (("o1", 410), ("o1/_history/2", 410), ("o1/_history/1", 200), ("o1/_history", 200)):
        assert (await client.get(f"/fhir/Observation/{path}")).status_code == status
    assert (
        "Observation/o1/_history/9" in (await client.get("/fhir/Observation/o1/_history/9")).text
    )  # which is not there
    told = (await client.get("/fhir/Observation/o1")).json()
    assert told["issue"][0]["code"] == "deleted"
    assert (await client.patch("/fhir/Observation/o1", content=b"[]", headers=JSON_PATCH)).status_code == 410
    back = await client.put("/fhir/Observation/o1", content=named("o1"), headers=FHIR)
    assert back.status_code == 201 and back.headers["etag"] == 'W/"3"'


async def test_reading_what_one_has_already(client: httpx.AsyncClient) -> None:
    first = await client.get("/fhir/Observation/o1")
    for headers, status in (
        ({"if-none-match": first.headers["etag"]}, 304),
        ({"if-none-match": "*"}, 304),
        ({"if-none-match": 'W/"2"'}, 200),
        ({"if-modified-since": first.headers["last-modified"]}, 304),
        ({"if-modified-since": "Wed, 14 Jan 2026 09:00:00 GMT"}, 200),
        ({"if-modified-since": "whenever"}, 200),
        ({"if-modified-since": first.headers["last-modified"], "if-none-match": 'W/"2"'}, 200),
    ):
        again = await client.get("/fhir/Observation/o1", headers=headers)
        assert again.status_code == status, headers
        assert again.headers["etag"] == 'W/"1"' and bool(again.content) == (status == 200)


@pytest.mark.parametrize("path", ["Observation/o1", "Observation/o1/_history/1", "Observation", "metadata"])
async def test_head_is_get_without_its_body(client: httpx.AsyncClient, path: str) -> None:
    got, head = await client.get(f"/fhir/{path}"), await client.head(f"/fhir/{path}")
    assert head.status_code == got.status_code == 200 and head.content == b""
    assert head.headers["content-length"] == got.headers["content-length"]
    assert (await client.head("/fhir/Observation/o2")).status_code == 404


async def test_conditional_update(client: httpx.AsyncClient) -> None:
    made = await client.put(f"/fhir/Observation?{URN}", content=named("chosen"), headers=FHIR)
    assert made.status_code == 201 and made.json()["id"] == "chosen"
    again = await client.put(f"/fhir/Observation?{URN}", content=named("chosen", status="amended"), headers=FHIR)
    assert again.status_code == 200 and again.headers["etag"] == 'W/"2"'
    without = orjson.dumps({k: v for k, v in orjson.loads(named(status="corrected")).items() if k != "id"})
    third = await client.put(f"/fhir/Observation?{URN}", content=without, headers=FHIR | {"if-match": 'W/"2"'})
    assert third.status_code == 200 and third.json()["id"] == "chosen"
    late = await client.put(f"/fhir/Observation?{URN}", content=without, headers=FHIR | {"if-match": 'W/"2"'})
    assert late.status_code == 412
    other = await client.put(f"/fhir/Observation?{URN}", content=named("another"), headers=FHIR)
    assert other.status_code == 400
    fresh = await client.put("/fhir/Observation?identifier=urn:a|2", content=without, headers=FHIR)
    assert fresh.status_code == 201 and fresh.json()["id"] != "chosen"
    taken = await client.put("/fhir/Observation?identifier=urn:a|3", content=named("o1"), headers=FHIR)
    assert taken.status_code == 409
    several = await client.put("/fhir/Observation?code=8302-2", content=named(), headers=FHIR)
    assert several.status_code == 412


async def test_conditional_delete(client: httpx.AsyncClient) -> None:
    await client.put("/fhir/Observation/one", content=named("one"), headers=FHIR)
    await client.put("/fhir/Observation/two", content=named("two", value="2"), headers=FHIR)
    before = await count(client)
    assert (await client.delete("/fhir/Observation?code=8302-2")).status_code == 412
    assert (await client.delete("/fhir/Observation?identifier=urn:a|9")).status_code == 204
    assert await count(client) == before
    assert (await client.delete(f"/fhir/Observation?{URN}")).status_code == 204
    assert (await client.get("/fhir/Observation/one")).status_code == 410
    assert (await client.get("/fhir/Observation/two")).status_code == 200


async def test_conditional_patch(client: httpx.AsyncClient) -> None:
    await client.put("/fhir/Observation/one", content=named("one"), headers=FHIR)
    change = orjson.dumps([{"op": "replace", "path": "/status", "value": "amended"}])
    made = await client.patch(f"/fhir/Observation?{URN}", content=change, headers=JSON_PATCH)
    assert made.status_code == 200 and made.json()["status"] == "amended"
    nothing = await client.patch("/fhir/Observation?identifier=urn:a|9", content=change, headers=JSON_PATCH)
    assert nothing.status_code == 404
    several = await client.patch("/fhir/Observation?code=8302-2", content=change, headers=JSON_PATCH)
    assert several.status_code == 412


@pytest.mark.parametrize(
    "query",
    ["", "?", "_count=0", "identifier=", "identifier=%7C", "identifier=urn:a|1&status=", "_summary=count", "_page=x",
     "_format=json", "nonsense=1", "identifier=urn:a|1&_include=Observation:subject", "identifier=urn:a|1&_total=none"],
)  # fmt: skip
async def test_a_condition_must_say_which_resource(client: httpx.AsyncClient, query: str) -> None:
    before = await count(client)
    for answer in (
        await client.put(f"/fhir/Observation?{query}", content=named(), headers=FHIR),
        await client.delete(f"/fhir/Observation?{query}"),
        await client.patch(f"/fhir/Observation?{query}", content=b"[]", headers=JSON_PATCH),
        await client.post("/fhir/Observation", content=named(), headers=FHIR | {"if-none-exist": query}),
    ):
        assert answer.status_code == 400, answer.text
    assert await count(client) == before


async def test_a_condition_finds_only_what_the_asker_may_see(client: httpx.AsyncClient, worker_db: Database) -> None:
    hidden = await client.put(
        "/fhir/Observation/hidden", content=named("hidden", "Patient/p2"), headers=FHIR, auth=("zoe", "right")
    )
    assert hidden.status_code == 201
    change = orjson.dumps([{"op": "replace", "path": "/status", "value": "amended"}])
    for query in (URN, "identifier=urn:a|absent"):
        patched = await client.patch(f"/fhir/Observation?{query}", content=change, headers=JSON_PATCH)
        assert patched.status_code == 404 and "hidden" not in patched.text
        assert (await client.delete(f"/fhir/Observation?{query}")).status_code == 204
        made = await client.post("/fhir/Observation", content=named(), headers=FHIR | {"if-none-exist": query})
        assert made.status_code == 201
        await client.delete(made.headers["location"].partition("/_history")[0])
    still = await client.get("/fhir/Observation/hidden", auth=("zoe", "right"))
    assert still.status_code == 200 and still.headers["etag"] == 'W/"1"'
    assert all(person != 2 for person, *_ in (await audit(worker_db))[1:-1])


async def test_json_patch(client: httpx.AsyncClient) -> None:
    change = orjson.dumps(
        [
            {"op": "test", "path": "/status", "value": "final"},
            {"op": "replace", "path": "/status", "value": "amended"},
            {"op": "add", "path": "/note", "value": [{"text": "again"}]},
        ]
    )
    made = await client.patch("/fhir/Observation/o1", content=change, headers=JSON_PATCH | {"if-match": 'W/"1"'})
    assert made.status_code == 200 and made.headers["etag"] == 'W/"2"'
    assert made.json()["status"] == "amended" and made.json()["note"] == [{"text": "again"}]
    failed = await client.patch("/fhir/Observation/o1", content=change, headers=JSON_PATCH)
    assert failed.status_code == 422 and failed.json()["issue"][0]["expression"] == ["[0].test"]
    late = await client.patch("/fhir/Observation/o1", content=b"[]", headers=JSON_PATCH | {"if-match": 'W/"1"'})
    assert late.status_code == 412
    assert (await client.get("/fhir/Observation/o1")).headers["etag"] == 'W/"2"'


async def test_fhirpath_patch(client: httpx.AsyncClient) -> None:
    parts = [("type", "valueCode", "replace"), ("path", "valueString", "Observation.value.ofType(Quantity).value")]
    part = [{"name": n, k: v} for n, k, v in parts] + [{"name": "value", "valueDecimal": 172.25}]
    sent = orjson.dumps({"resourceType": "Parameters", "parameter": [{"name": "operation", "part": part}]})
    made = await client.patch("/fhir/Observation/o1", content=sent, headers=FHIR)
    assert made.status_code == 200 and made.json()["valueQuantity"]["value"] == 172.25
    assert b"172.25" in made.content


@pytest.mark.parametrize(
    ("path", "headers", "body", "status"),
    [
        ("o1", {"content-type": "application/xml-patch+xml"}, b"<x/>", 415),
        ("o1", {"content-type": "text/plain"}, b"[]", 415),
        ("o1", {"content-type": "application/json-patch+json; charset=utf-16"}, b"[]", 415),
        ("o1", JSON_PATCH, b"{}", 400),
        ("o1", JSON_PATCH, b"[", 400),
        ("o1", FHIR, orjson.dumps(observation("o1", "Patient/p1")), 400),
        ("o1", JSON_PATCH, b'[{"op":"remove","path":"/status"}]', 422),
        ("o1", JSON_PATCH, b'[{"op":"replace","path":"/id","value":"o9"}]', 422),
        ("o1", JSON_PATCH, b'[{"op":"replace","path":"/subject/reference","value":"Patient/p2"}]', 422),
        ("o2", JSON_PATCH, b"[]", 404),
        ("absent", JSON_PATCH, b"[]", 404),
    ],
)
async def test_what_cannot_be_patched(
    client: httpx.AsyncClient, path: str, headers: dict[str, str], body: bytes, status: int
) -> None:
    answer = await client.patch(f"/fhir/Observation/{path}", content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.json()["resourceType"] == "OperationOutcome"
    assert ("accept-patch" in answer.headers) == (status == 415 and "charset" not in headers["content-type"])
    assert (await client.get("/fhir/Observation/o1")).headers["etag"] == 'W/"1"'


async def test_conditional_references_are_for_transactions(client: httpx.AsyncClient) -> None:
    sent = orjson.dumps(observation("o1", "Patient/p1", performer=[{"reference": "Organization?identifier=urn:o|9"}]))
    for method, path in (("POST", "Observation"), ("PUT", "Observation/o1"), ("PUT", "Observation?_id=o1")):
        answer = await client.request(method, f"/fhir/{path}", content=sent, headers=FHIR)
        assert answer.status_code == 400 and answer.json()["issue"][0]["code"] == "not-supported"


async def test_what_was_cut_short_cannot_be_put_back(client: httpx.AsyncClient) -> None:
    part = await client.get("/fhir/Patient/p1?_elements=identifier")
    answer = await client.put("/fhir/Patient/p1", content=part.content, headers=FHIR)
    assert answer.status_code == 400 and answer.json()["issue"][0]["expression"] == ["Patient.meta.tag"]
    assert (await client.get("/fhir/Patient/p1")).json()["name"] == patient("p1")["name"]
