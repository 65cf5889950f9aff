"""History of a resource, of a type and of everything, in pages, for those who may see it, and in the audit."""

from datetime import timedelta
from typing import Any

import httpx
import orjson
import pytest

from careweft.base.clock import SetClock
from careweft.base.db import Database
from tests.fhir.conftest import observation, patient
from tests.web.fhir.conftest import FHIR, audit

STATUSES = ("final", "amended", "corrected")


async def put(client: httpx.AsyncClient, id_: str, status: str) -> None:
    sent = orjson.dumps(observation(id_, "Patient/p1", status=status))
    assert (await client.put(f"/fhir/Observation/{id_}", content=sent, headers=FHIR)).status_code in (200, 201)


async def written(client: httpx.AsyncClient, clock: SetClock) -> None:
    """Three versions of two observations an hour apart, then one of them deleted."""
    for status in STATUSES:
        clock.advance(timedelta(hours=1))
        for id_ in ("a", "b"):
            await put(client, id_, status)
    clock.advance(timedelta(hours=1))
    await client.delete("/fhir/Observation/b")


def told(bundle: dict[str, Any]) -> list[str]:
    return [f"{e['request']['url']} {e['response']['etag'][3:-1]} {e['request']['method']}" for e in bundle["entry"]]


async def pages(client: httpx.AsyncClient, path: str) -> list[str]:
    found: list[str] = []
    url = f"/fhir/{path}"
    while url:
        page = (await client.get(url)).json()
        assert page["type"] == "history" and page["resourceType"] == "Bundle"
        found += told(page)
        links = {link["relation"]: link["url"] for link in page["link"]}
        assert links["self"].startswith("http://place.test/fhir/")
        url = links.get("next", "").removeprefix("http://place.test")
    return found


OBSERVATIONS = [
    "Observation/b 4 DELETE", "Observation/b 3 PUT", "Observation/a 3 PUT", "Observation/b 2 PUT",
    "Observation/a 2 PUT", "Observation/b 1 PUT", "Observation/a 1 PUT", "Observation/o1 1 PUT",
]  # fmt: skip


@pytest.mark.parametrize("count", [1, 3, 100])
async def test_pages_hold_every_version_once_newest_first(
    client: httpx.AsyncClient, clock: SetClock, count: int
) -> None:
    await written(client, clock)
    assert await pages(client, f"Observation/_history?_count={count}") == OBSERVATIONS
    assert await pages(client, f"_history?_count={count}") == [*OBSERVATIONS[:-1], "Patient/p1 1 PUT", OBSERVATIONS[-1]]
    assert await pages(client, f"Observation/b/_history?_count={count}") == [t for t in OBSERVATIONS if "/b " in t]


async def test_an_entry_says_what_was_done(client: httpx.AsyncClient, clock: SetClock) -> None:
    await written(client, clock)
    found = (await client.get("/fhir/Observation/b/_history")).json()
    assert found["total"] == 4
    gone, last, _, first = found["entry"]
    assert "resource" not in gone and gone["response"]["status"] == "204"
    assert gone["fullUrl"] == last["fullUrl"] == "http://place.test/fhir/Observation/b"
    assert last["resource"]["status"] == "corrected" and last["resource"]["meta"]["versionId"] == "3"
    assert last["response"] == {"status": "200", "etag": 'W/"3"', "lastModified": "2026-01-15T12:00:00.000Z"}
    assert first["response"]["status"] == "201"


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("_since=2026-01-15T12:00:00Z", OBSERVATIONS[:3]),
        ("_since=2026-01-15T12:00:01Z", OBSERVATIONS[:1]),
        ("_since=2027", []),
        ("_at=2026-01-15T11:30:00Z", ["Observation/b 2 PUT", "Observation/a 2 PUT", "Observation/o1 1 PUT"]),
        ("_at=2026-01-15T08:30:00Z", []),
        ("_at=2026-01-15", OBSERVATIONS),
        ("_at=2026-01-16", ["Observation/b 4 DELETE", "Observation/a 3 PUT", "Observation/o1 1 PUT"]),
    ],
)
async def test_a_time_may_be_asked(client: httpx.AsyncClient, clock: SetClock, query: str, wanted: list[str]) -> None:
    await written(client, clock)
    found = (await client.get(f"/fhir/Observation/_history?{query}")).json()
    assert told(found | {"entry": found.get("entry", [])}) == wanted
    one = (await client.get(f"/fhir/Observation/b/_history?{query}")).json()
    assert one["total"] == len([text for text in wanted if "/b " in text])


async def test_pages_stay_in_place_while_others_write(client: httpx.AsyncClient, clock: SetClock) -> None:
    await written(client, clock)
    first = (await client.get("/fhir/Observation/_history?_count=2")).json()
    for status in STATUSES:
        clock.advance(timedelta(minutes=1))
        await put(client, "a", status)
        await put(client, "c", status)
    following = {link["relation"]: link["url"] for link in first["link"]}["next"].removeprefix(
        "http://place.test/fhir/"
    )
    assert told(first) + await pages(client, following) == OBSERVATIONS


async def test_only_of_those_whom_one_may_see(client: httpx.AsyncClient, clock: SetClock, worker_db: Database) -> None:
    await written(client, clock)
    zoe = ("zoe", "right")
    assert told((await client.get("/fhir/_history", auth=zoe)).json()) == ["Patient/p2 1 PUT", "Observation/o2 1 PUT"]
    assert (await client.get("/fhir/Observation/b/_history", auth=zoe)).status_code == 404
    assert (await client.get("/fhir/Observation/never/_history", auth=zoe)).status_code == 404
    assert (await client.get("/fhir/Observation/_history", auth=("fiona", "right"))).status_code == 403
    assert [line[:2] + line[3:] for line in (await audit(worker_db))[-4:]] == [
        (2, "history", "seen"),
        (0, "history", "empty"),
        (0, "history", "empty"),
        (0, "history", "refused"),
    ]


async def test_what_cannot_be_asked(client: httpx.AsyncClient) -> None:
    for query in ("_count=x", "_count=-1", "_since=x", "_at=tomorrow", "_page=x", "_page=1-2", "code=1", "_sort=date"):
        for path in ("Observation/o1/_history", "Observation/_history", "_history"):
            answer = await client.get(f"/fhir/{path}?{query}")
            assert answer.status_code == 400 and query.partition("=")[0] in answer.text, query
    far = f"_page={10**16}-{10**17}-{10**8}"
    assert (await client.get(f"/fhir/_history?{far}")).status_code == 200
    count = (await client.get("/fhir/Observation/o1/_history?_count=0")).json()
    assert count["total"] == 1 and "entry" not in count


async def test_a_part_of_each_version(client: httpx.AsyncClient) -> None:
    changed = orjson.dumps(patient("p1", active=True, gender="female"))
    await client.put("/fhir/Patient/p1", content=changed, headers=FHIR)
    found = (await client.get("/fhir/Patient/_history?_elements=gender&_count=1")).json()
    assert found["entry"][0]["resource"].keys() == {"resourceType", "id", "meta", "active", "gender"}
    assert found["link"][1]["url"].count("_elements=gender") == 1
