"""batch and transaction over HTTP: order, references, conditions, and each entry's own outcome."""

import base64
from typing import Any

import httpx
import orjson
import pytest

from careweft.base.db import Database
from tests.fhir.conftest import observation
from tests.web.fhir.conftest import FHIR, audit

URN = "urn:uuid:0c6b1f3d-edb2-422b-a0af-a262fb90ed07"
ORGANIZATION = {"resourceType": "Organization", "name": "O", "identifier": [{"system": "urn:o", "value": "9"}]}


def entry(method: str, url: str, resource: Any = None, **more: Any) -> dict[str, Any]:
    full = {"fullUrl": more.pop("full_url")} if "full_url" in more else {}
    body = {"resource": resource} if resource is not None else {}
    return full | body | {"request": {"method": method, "url": url, **more}}


async def send(client: httpx.AsyncClient, type_: str, *entries: dict[str, Any], **headers: str) -> httpx.Response:
    bundle = {"resourceType": "Bundle", "type": type_} | ({"entry": list(entries)} if entries else {})
    return await client.post("/fhir", content=orjson.dumps(bundle), headers=FHIR | headers)


def statuses(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [each["response"]["status"] for each in answer.json()["entry"]]


def identified(value: str, **more: Any) -> dict[str, Any]:
    return observation("x", "Patient/p1", identifier=[{"system": "urn:a", "value": value}], **more)


def json_patch(*operations: dict[str, Any]) -> dict[str, Any]:
    data = base64.b64encode(orjson.dumps(operations)).decode()
    return {"resourceType": "Binary", "contentType": "application/json-patch+json", "data": data}


AMEND = {"op": "replace", "path": "/status", "value": "amended"}


async def test_a_transaction_is_done_in_the_order_of_fhir(client: httpx.AsyncClient) -> None:
    await send(client, "transaction", entry("PUT", "Observation/gone", observation("gone", "Patient/p1")))
    answer = await send(
        client,
        "transaction",
        entry("GET", "Observation/kept"),
        entry("HEAD", "Observation/kept"),
        entry("GET", "Observation?_summary=count"),
        entry("PATCH", "Observation/o1", json_patch(AMEND)),
        entry("PUT", "Observation/kept", observation("kept", "Patient/p1")),
        entry("POST", "Observation", identified("1")),
        entry("DELETE", "Observation/gone"),
        entry("GET", "Observation/o1/_history"),
        entry("GET", "Observation/o1?_elements=status"),
    )
    assert statuses(answer) == ["200", "200", "200", "200", "201", "201", "204", "200", "200"]
    made = answer.json()["entry"]
    assert answer.json()["type"] == "transaction-response"
    assert made[0]["resource"]["id"] == "kept" and "resource" not in made[1]
    assert made[2]["resource"]["total"] == 3
    assert "resource" not in made[3] and made[3]["response"]["etag"] == 'W/"2"'
    assert made[4]["response"]["location"] == "Observation/kept/_history/1" and made[4]["response"]["lastModified"]
    assert made[7]["resource"]["total"] == 2 and made[8]["resource"]["status"] == "amended"
    assert "code" in made[8]["resource"] and "effectiveDateTime" not in made[8]["resource"]
    full = await send(
        client, "transaction", entry("POST", "Observation", identified("2")), prefer="return=representation"
    )
    assert full.json()["entry"][0]["resource"]["identifier"][0]["value"] == "2"


async def test_entries_refer_to_each_other(client: httpx.AsyncClient) -> None:
    document = {
        "resourceType": "DocumentReference",
        "status": "current",
        "subject": {"reference": "Patient/p1"},
        "custodian": {"reference": "Organization?identifier=urn:o|9"},
        "text": {"status": "generated", "div": f'<div><a href="{URN}">seen</a> {URN}</div>'},
        "masterIdentifier": {"system": "urn:ietf:rfc:3986", "value": URN},
        "content": [{"attachment": {"url": URN}}],
        "context": {
            "related": [{"reference": "Observation/old"}, {"reference": "http://other.example/Observation/old"}]
        },
    }
    answer = await send(
        client,
        "transaction",
        entry("POST", "DocumentReference", document),
        entry("POST", "Observation", identified("1"), full_url=URN),
        entry("POST", "Observation", identified("2"), full_url="http://other.example/Observation/old"),
        entry("POST", "Organization", ORGANIZATION),
    )
    assert statuses(answer) == ["201"] * 4
    places = [each["response"]["location"].partition("/_history")[0] for each in answer.json()["entry"]]
    found = (await client.get(f"/fhir/{places[0]}")).json()
    assert found["custodian"]["reference"] == places[3]  # made by the same transaction
    assert found["content"][0]["attachment"]["url"] == places[1]
    assert found["text"]["div"] == f'<div><a href="{places[1]}">seen</a> {URN}</div>'
    assert found["masterIdentifier"]["value"] == URN
    assert [each["reference"] for each in found["context"]["related"]] == [places[2]] * 2


async def test_conditions_in_a_transaction(client: httpx.AsyncClient) -> None:
    def entries() -> list[dict[str, Any]]:
        without = {k: v for k, v in identified("2").items() if k != "id"}
        return [
            entry("POST", "Observation", identified("1"), ifNoneExist="identifier=urn:a|1"),
            entry("PUT", "Observation?identifier=urn:a|2", without),
            entry("DELETE", "Observation?identifier=urn:a|3"),
        ]

    assert statuses(await send(client, "transaction", *entries())) == ["201", "201", "204"]
    assert statuses(await send(client, "transaction", *entries())) == ["200", "200", "204"]
    patch = entry("PATCH", "Observation?identifier=urn:a|1", json_patch(AMEND))
    assert statuses(await send(client, "transaction", patch)) == ["200"]
    gone = await send(client, "transaction", entry("DELETE", "Observation?identifier=urn:a|1"))
    assert statuses(gone) == ["204"]
    assert (await send(client, "transaction", patch)).status_code == 422


O1 = observation("o1", "Patient/p1")
PUT_O1 = entry("PUT", "Observation/o1", O1 | {"status": "amended"})


@pytest.mark.parametrize(
    ("entries", "status", "place"),
    [
        ([PUT_O1, PUT_O1], 400, "Bundle.entry[1]"),
        ([PUT_O1, entry("DELETE", "Observation/o1")], 400, "Bundle.entry[1]"),
        ([PUT_O1, entry("PATCH", "Observation/o1", json_patch(AMEND))], 400, "Bundle.entry[1]"),
        ([PUT_O1, entry("PUT", "Observation?_id=o1", O1)], 400, "Bundle.entry[1]"),
        ([entry("POST", "Observation", identified("1"), ifNoneExist="identifier=urn:a|1")] * 2, 400, "Bundle.entry[1]"),
        ([entry("POST", "Observation", identified("1"), ifNoneExist="identifier=urn:a|1"),
          entry("PUT", "Observation?identifier=urn:a%7C1", identified("1"))], 400, "Bundle.entry[1]"),
        ([entry("PUT", "Observation?identifier=urn:a|1", identified("1"))] * 2, 400, "Bundle.entry[1]"),
        ([PUT_O1 | {"fullUrl": URN}, entry("POST", "Observation", identified("1"), full_url=URN)], 400,
         "Bundle.entry[1].fullUrl"),
        ([PUT_O1, entry("POST", "Observation", identified("1") | {"status": "x"})], 400,
         "Bundle.entry[1].resource.status"),
        ([PUT_O1, entry("POST", "Observation", observation("x", "Patient/p2"))], 422, "Bundle.entry[1].resource"),
        ([PUT_O1, entry("POST", "Observation", observation("x", "Patient/absent"))], 422, "Bundle.entry[1].resource"),
        ([PUT_O1, entry("POST", "Observation", observation("x", "Patient?identifier=urn:none|1"))], 422,
         "Bundle.entry[1]"),
        ([PUT_O1, entry("PATCH", "Observation/absent", json_patch(AMEND))], 404, "Bundle.entry[1]"),
        ([PUT_O1, entry("GET", "Observation/absent")], 404, "Bundle.entry[1]"),
        ([PUT_O1, entry("GET", "Observation/o2")], 404, "Bundle.entry[1]"),
        ([PUT_O1, entry("GET", "Observation?nonsense=1")], 400, "Bundle.entry[1]"),
        ([PUT_O1, entry("GET", "Nonsense/1")], 400, "Bundle.entry[1].request.url"),
        ([PUT_O1, entry("GET", "Observation/o1/$everything")], 400, "Bundle.entry[1].request.url"),
        ([PUT_O1, entry("POST", "Observation/_search", identified("1"))], 400, "Bundle.entry[1].request"),
        ([PUT_O1, entry("DELETE", "Observation?code=8302-2&status=final,amended")], 412, "Bundle.entry[1].request.url"),
        ([entry("PUT", "Observation/o1", O1 | {"status": "amended"}, ifMatch='W/"7"')], 412, "Bundle.entry[0]"),
        ([entry("DELETE", "Observation/o1", ifMatch='W/"7"')], 412, "Bundle.entry[0]"),
        ([entry("PUT", "Observation/o1", O1, ifNoneMatch="*")], 412, "Bundle.entry[0]"),
        ([PUT_O1, {"resource": O1}], 400, "Bundle.entry[1].request"),
    ],
)  # fmt: skip
async def test_a_transaction_that_fails_leaves_nothing(
    client: httpx.AsyncClient, entries: list[dict[str, Any]], status: int, place: str
) -> None:
    two = observation("two", "Patient/p1")
    await client.put("/fhir/Observation/two", content=orjson.dumps(two), headers=FHIR)
    answer = await send(client, "transaction", *entries)
    assert answer.status_code == status, answer.text
    issue = answer.json()["issue"][0]
    assert issue["expression"] == [place], answer.text
    assert (await client.get("/fhir/Observation/o1")).headers["etag"] == 'W/"1"'
    assert (await client.get("/fhir/Observation?_summary=count")).json()["total"] == 2


async def test_each_entry_of_a_batch_stands_alone(client: httpx.AsyncClient, worker_db: Database) -> None:
    answer = await send(
        client,
        "batch",
        entry("GET", "Observation/absent"),
        entry("POST", "Observation", identified("1") | {"status": "finale"}),
        entry("POST", "Observation", identified("1")),
        entry("POST", "Observation", observation("x", "Patient/p2")),
        entry("PUT", "Observation/o1", O1 | {"status": "amended"}, ifMatch='W/"7"'),
        entry("PATCH", "Observation/o1", json_patch(AMEND)),
        entry("DELETE", "Observation/never"),
        entry("GET", "Observation/o1", ifNoneMatch='W/"2"'),
        entry("GET", "Observation?_summary=count"),
        entry("POST", "Observation", [1]),
        entry("POST", "Observation"),
        entry("DELETE", "Observation?identifier=urn:none|1"),
        entry("GET", "Observation/o1/_history/1"),
        entry("GET", "Observation?nonsense=1"),
        {"resource": O1},
    )
    assert answer.json()["type"] == "batch-response"
    assert statuses(answer) == [
        "404", "400", "201", "422", "412", "200", "404", "304", "200", "400", "400", "204", "200", "400", "400",
    ]  # fmt: skip
    made = answer.json()["entry"]
    for each in made:
        assert ("outcome" in each["response"]) == (each["response"]["status"] >= "400")
    assert made[1]["response"]["outcome"]["issue"][0]["expression"] == ["Bundle.entry[1].resource.status"]
    assert made[8]["resource"]["total"] == 2 and "resource" not in made[7]
    lines = await audit(worker_db)
    assert lines[-2:] == [(1, "transaction", "Bundle", "changed"), (0, "transaction", "Bundle", "empty")]


async def test_what_a_batch_undid_is_undone(client: httpx.AsyncClient, worker_db: Database) -> None:
    sent = [entry("POST", "Observation", observation("x", f"Patient/p{n}")) for n in (1, 2)]
    assert statuses(await send(client, "batch", *sent)) == ["201", "422"]
    again = [entry("PUT", "Observation/o2", observation("o2", "Patient/p1")), entry("GET", "Observation/o1")]
    assert statuses(await send(client, "batch", *again)) == ["409", "200"]
    changed = [line for line in await audit(worker_db) if line[3] == "changed"]
    assert changed == [(1, "transaction", "Bundle", "changed")]
    assert (await client.get("/fhir/Observation/o2", auth=("zoe", "right"))).headers["etag"] == 'W/"1"'


async def test_a_batch_that_only_reads_needs_no_right_to_write(client: httpx.AsyncClient) -> None:
    client.auth = httpx.BasicAuth("edith", "right")
    assert statuses(await send(client, "batch", entry("GET", "Observation/o1"))) == ["200"]
    assert statuses(await send(client, "transaction", entry("GET", "Observation/o1"))) == ["200"]
    for type_ in ("batch", "transaction"):
        assert (await send(client, type_, entry("GET", "Observation/o1"), PUT_O1)).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {"resourceType": "Bundle", "type": "collection"},
        {"resourceType": "Bundle", "type": "searchset"},
        {"resourceType": "Bundle", "type": "odd"},
        {"resourceType": "Bundle"},
        {"resourceType": "Bundle", "type": "batch", "entry": [{"request": {"method": "SPY", "url": "x"}}]},
        {"resourceType": "Bundle", "type": "batch", "entry": {}},
        O1,
        [],
        {},
    ],
)
async def test_what_is_no_batch_or_transaction(client: httpx.AsyncClient, body: Any) -> None:
    answer = await client.post("/fhir", content=orjson.dumps(body), headers=FHIR)
    assert answer.status_code == 400 and answer.json()["resourceType"] == "OperationOutcome"


async def test_an_empty_bundle_does_nothing(client: httpx.AsyncClient) -> None:
    for type_ in ("batch", "transaction"):
        answer = await send(client, type_)
        assert answer.status_code == 200 and answer.json() == {"resourceType": "Bundle", "type": f"{type_}-response"}
