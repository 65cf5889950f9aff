"""_summary, _elements, _pretty and _format on reads and searches."""

import httpx
import orjson
import pytest

from careweft.fhir.decode import decode
from careweft.fhir.shape import SUBSETTED
from tests.fhir.conftest import observation
from tests.web.fhir.conftest import FHIR

ALWAYS = {"resourceType", "id", "meta"}
FULL = observation(
    "o1",
    "Patient/p1",
    text={"status": "generated", "div": "<div>171.5 cm</div>"},
    note=[{"text": "standing"}],
    component=[{"code": {"text": "a"}, "interpretation": [{"text": "odd"}], "valueString": "x"}],
    contained=[{"resourceType": "Practitioner", "id": "p"}],
    performer=[{"reference": "#p"}],
)
KINDS = [
    ("_summary=true", {"status", "code", "subject", "effectiveDateTime", "valueQuantity", "component", "performer"}),
    ("_summary=text", {"status", "code", "text"}),
    ("_summary=data", FULL.keys() - {"text"} - ALWAYS),
    ("_elements=note,value", {"status", "code", "note", "valueQuantity"}),
    ("_elements=value[x]", {"status", "code", "valueQuantity"}),
    ("_elements=Observation.note, nonsense", {"status", "code", "note"}),
]


@pytest.mark.parametrize(("query", "elements"), KINDS)
async def test_a_part_is_given_and_tagged(client: httpx.AsyncClient, query: str, elements: set[str]) -> None:
    await client.put("/fhir/Observation/o1", content=orjson.dumps(FULL), headers=FHIR)
    read = await client.get(f"/fhir/Observation/o1?{query}")
    vread = await client.get(f"/fhir/Observation/o1/_history/2?{query}")
    found = await client.get(f"/fhir/Observation?_id=o1&_include=Observation:subject&{query}")
    assert read.status_code == vread.status_code == found.status_code == 200
    assert read.headers["etag"] == 'W/"2"'
    entries = found.json()["entry"]
    assert read.json() == vread.json() == entries[0]["resource"]
    assert read.json().keys() == elements | ALWAYS
    system, code = SUBSETTED
    for resource in (read.json(), *(entry["resource"] for entry in entries)):
        assert resource["meta"]["tag"] == [{"system": system, "code": code}] and resource["meta"]["versionId"]
    if "true" in query:
        assert read.json()["component"] == [{"code": {"text": "a"}, "valueString": "x"}]
    assert query.partition("=")[0] in found.json()["link"][0]["url"]


async def test_the_whole_is_the_whole(client: httpx.AsyncClient) -> None:
    whole = await client.get("/fhir/Observation/o1")
    for query in ("_summary=false", "_summary=", "_elements="):
        assert (await client.get(f"/fhir/Observation/o1?{query}")).content == whole.content
    count = (await client.get("/fhir/Observation?_summary=count")).json()
    assert count["total"] == 1 and "entry" not in count
    for query in ("_summary=some", "_summary=true&_elements=note"):
        for path in ("Observation/o1", "Observation", "Observation/_history"):
            assert (await client.get(f"/fhir/{path}?{query}")).status_code == 400


async def test_every_page_is_a_part(client: httpx.AsyncClient) -> None:
    for number in range(3):
        sent = orjson.dumps(observation(f"n{number}", "Patient/p1"))
        await client.put(f"/fhir/Observation/n{number}", content=sent, headers=FHIR)
    url, seen = "/fhir/Observation?_count=2&_elements=code", 0
    while url:
        page = (await client.get(url)).json()
        seen += len(page["entry"])
        assert all("effectiveDateTime" not in entry["resource"] for entry in page["entry"])
        url = {link["relation"]: link["url"] for link in page["link"]}.get("next", "").removeprefix("http://place.test")
    assert seen == 4


async def test_it_may_be_pretty(client: httpx.AsyncClient) -> None:
    sent = orjson.dumps(observation("o1", "Patient/p1")).replace(b"171.5", b"171.50")
    await client.put("/fhir/Observation/o1", content=sent, headers=FHIR)
    for path in ("Observation/o1", "Observation?_id=o1", "Observation/absent", "metadata"):
        plain = await client.get(f"/fhir/{path}")
        pretty = await client.get(f"/fhir/{path}{'&' if '?' in path else '?'}_pretty=true")
        assert pretty.status_code == plain.status_code
        assert b'\n  "resourceType"' in pretty.content and b"\n" not in plain.content
        assert pretty.headers["content-length"] == str(len(pretty.content))
        assert decode(pretty.content)["resourceType"] == plain.json()["resourceType"]
    assert b"171.50" in (await client.get("/fhir/Observation/o1?_pretty=true")).content
    posted = await client.post("/fhir/Observation/_search", data={"_id": "o1", "_pretty": "true"})
    assert b'\n  "resourceType"' in posted.content


async def test_other_formats_are_refused_in_words(client: httpx.AsyncClient) -> None:
    for headers, query in (
        ({"accept": "application/fhir+xml"}, ""),
        ({}, "?_format=xml"),
        ({}, "?_format=text/turtle"),
    ):
        answer = await client.get(f"/fhir/Observation/o1{query}", headers=headers)
        assert answer.status_code == 406 and "application/fhir+json" in answer.json()["issue"][0]["diagnostics"]
    assert (await client.post("/fhir/Observation/_search", data={"_format": "xml"})).status_code == 406
    latin, older = "application/fhir+json; charset=iso-8859-1", "application/fhir+json; fhirVersion=3.0"
    for kind in ("application/fhir+xml", "text/turtle", latin, older, ""):
        sent = await client.post("/fhir/Observation", content=b"<x/>", headers={"content-type": kind})
        assert sent.status_code == 415 and sent.json()["resourceType"] == "OperationOutcome"
