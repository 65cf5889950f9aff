"""create, update, delete, read, history, search and transaction, as the web will call them."""

import asyncio
import itertools
from collections.abc import Sequence
from typing import Any

import orjson
import pytest

from careweft.base.db import Connection, Database
from careweft.base.errors import BadInput, Conflict, NotFound
from careweft.fhir import interactions as fhir
from careweft.fhir.decode import decode
from careweft.fhir.invalid import Invalid
from careweft.fhir.jsontext import loads
from careweft.fhir.store import Origin, Store
from tests.fhir.conftest import observation, patient, read, synthea_files


class People:
    """A person index that takes every new Patient for a new person."""

    def __init__(self) -> None:
        self.numbers = itertools.count(1)

    async def __call__(self, conn: Connection, resources: Sequence[dict[str, Any]], origin: Origin) -> list[int]:
        found = []
        for resource in resources:
            here = "SELECT count(*) FROM fhir.location WHERE type = 'Patient' AND id = $1"
            new = resource["resourceType"] == "Patient" and not await conn.fetchval(here, resource["id"])
            found += [next(self.numbers)] if new else await fhir.by_compartment(conn, [resource], origin)
        return found


@pytest.fixture
def server() -> fhir.Server:
    return fhir.Server(Store(), People(), "https://place.example/fhir")


def entry(method: str, url: str, resource: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    full = {"fullUrl": more.pop("full_url")} if "full_url" in more else {}
    body = {"resource": resource} if resource else {}
    return full | body | {"request": {"method": method, "url": url, **more}}


def transaction(*entries: dict[str, Any]) -> dict[str, Any]:
    return decode({"resourceType": "Bundle", "type": "transaction", "entry": list(entries)})


async def test_create_update_delete(worker_db: Database, server: fhir.Server, origin: Origin) -> None:
    async with worker_db.transaction() as conn:
        made = await fhir.create(conn, server, patient(), origin)
        assert made.action == "created" and made.id != "p1" and made.etag == 'W/"1"'
        changed = patient(made.id, active=True)
        updated = await fhir.update(conn, server, ("Patient", made.id), changed, origin, if_match='W/"1"')
        assert (updated.action, updated.version) == ("updated", 2)
        same = await fhir.update(conn, server, ("Patient", made.id), changed, origin)
        assert (same.action, same.version) == ("unchanged", 2)
        await fhir.delete(conn, server, ("Patient", made.id), origin)
        await fhir.delete(conn, server, ("Patient", made.id), origin)
        with pytest.raises(fhir.Gone):
            await fhir.read(conn, server, "Patient", made.id)
        assert loads((await fhir.vread(conn, server, "Patient", made.id, "1")).body)["id"] == made.id
        for version in ("3", "4", "x", "-1"):
            with pytest.raises(NotFound):
                await fhir.vread(conn, server, "Patient", made.id, version)
        history = decode(await fhir.history(conn, server, "Patient", made.id))
        assert [e["request"]["method"] for e in history["entry"]] == ["DELETE", "PUT", "PUT"]


async def test_update_may_create_but_must_name_its_place(
    worker_db: Database, server: fhir.Server, origin: Origin
) -> None:
    async with worker_db.transaction() as conn:
        made = await fhir.update(conn, server, ("Patient", "here"), patient("here"), origin)
        assert made.action == "created"
        with pytest.raises(Invalid) as caught:
            await fhir.update(conn, server, ("Patient", "there"), patient("here"), origin)
        assert caught.value.issues[0].path == "Patient.id"
        with pytest.raises(BadInput):
            await fhir.update(conn, server, ("Patient", "here"), patient("here"), origin, if_match="yesterday")
    with pytest.raises(Conflict):
        async with worker_db.transaction() as conn:
            await fhir.update(conn, server, ("Patient", "here"), patient("here"), origin, if_match='W/"2"')


async def test_whose_it_is(worker_db: Database, server: fhir.Server, origin: Origin) -> None:
    async with worker_db.transaction() as conn:
        mine = await fhir.create(conn, server, patient(), origin)
        seen = await fhir.create(conn, server, observation(subject=f"Patient/{mine.id}"), origin)
        assert seen.person_id == mine.person_id
        shared = await fhir.create(conn, server, {"resourceType": "Organization", "name": "A"}, origin)
        assert shared.person_id == 0
        task = {
            "resourceType": "Task",
            "status": "requested",
            "intent": "order",
            "for": {"reference": f"Patient/{mine.id}"},
        }
        assert (await fhir.create(conn, server, task, origin)).person_id == mine.person_id
        for stray in (observation(subject="Patient/unknown"), observation(subject="Group/1")):
            with pytest.raises(Invalid) as caught:
                await fhir.create(conn, server, stray, origin)
            assert caught.value.issues[0].code == "not-found"


async def test_conditional_create(worker_db: Database, server: fhir.Server, origin: Origin) -> None:
    known = patient(identifier=[{"system": "urn:s", "value": "1"}])

    async def client() -> fhir.Outcome:
        async with worker_db.transaction() as conn:
            return await fhir.create(conn, server, known, origin, if_none_exist="identifier=urn:s|1")

    made = await asyncio.gather(*(client() for _ in range(12)))
    assert sorted(m.action for m in made) == ["created"] + ["found"] * 11
    assert len({m.id for m in made}) == 1
    async with worker_db.transaction() as conn:
        await fhir.create(conn, server, known, origin)
        with pytest.raises(Conflict):
            await fhir.create(conn, server, known, origin, if_none_exist="identifier=urn:s|1")
        with pytest.raises(BadInput):
            await fhir.create(conn, server, known, origin, if_none_exist="")


async def test_transaction_links_its_entries(worker_db: Database, server: fhir.Server, origin: Origin) -> None:
    urn = "urn:uuid:0c6b1f3d-edb2-422b-a0af-a262fb90ed07"
    condition = "identifier=urn:s|1"
    bundle = transaction(
        entry("GET", "Patient/kept"),
        entry(
            "POST",
            "Observation",
            observation(subject=urn, performer=[{"reference": "Organization?identifier=urn:o|9"}]),
        ),
        entry("POST", "Patient", patient(), full_url=urn),
        entry("PUT", "Patient/kept", patient("kept")),
        entry("POST", "Patient", patient(identifier=[{"system": "urn:s", "value": "1"}]), ifNoneExist=condition),
        entry("GET", "Patient?_count=0&_total=accurate"),
    )
    organization = {"resourceType": "Organization", "name": "O", "identifier": [{"system": "urn:o", "value": "9"}]}
    async with worker_db.transaction() as conn:
        org = await fhir.create(conn, server, organization, origin)
        answers = decode(await fhir.transaction(conn, server, bundle, origin))["entry"]
        places = [a["response"].get("location", "").split("/")[:2] for a in answers]
        assert [a["response"]["status"] for a in answers] == ["200", "201", "201", "201", "201", "200"]
        made = loads((await fhir.read(conn, server, *places[1])).body)
        assert made["subject"]["reference"] == "/".join(places[2])
        assert made["performer"] == [{"reference": f"Organization/{org.id}"}]
        assert answers[0]["resource"]["id"] == "kept" and answers[5]["resource"]["total"] == 3
        again = decode(await fhir.transaction(conn, server, transaction(bundle["entry"][4]), origin))["entry"]
        assert again[0]["response"]["status"] == "200"
        assert again[0]["response"]["location"].split("/")[:2] == places[4]


@pytest.mark.parametrize(
    ("entries", "path"),
    [
        ([entry("PUT", "Patient/a", patient("a")), entry("PUT", "Patient/a", patient("a"))], "Bundle.entry[1]"),
        ([entry("PUT", "Patient/b", patient("a"))], "Bundle.entry[0].resource.id"),
        ([entry("PUT", "Patient/a/b", patient("a"))], "Bundle.entry[0].request.url"),
        ([entry("POST", "Observation", patient("a"))], "Bundle.entry[0].request.url"),
        ([entry("POST", "Patient")], "Bundle.entry[0].resource"),
        ([entry("PATCH", "Patient/a", patient("a"))], "Bundle.entry[0].resource.resourceType"),
        ([entry("POST", "Observation", observation(subject="Patient?identifier=none"))], "Bundle.entry[0]"),
        ([{"resource": patient()}], "Bundle.entry[0].request"),
    ],
)
async def test_transaction_faults_name_the_entry(
    worker_db: Database, server: fhir.Server, origin: Origin, entries: list[dict[str, Any]], path: str
) -> None:
    with pytest.raises(Invalid) as caught:
        async with worker_db.transaction() as conn:
            await fhir.transaction(conn, server, transaction(*entries), origin)
    assert caught.value.issues[0].path == path
    async with worker_db.transaction() as conn:
        assert await conn.fetchval("SELECT count(*) FROM fhir.resource") == 0


def mapped(value: Any, places: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [mapped(item, places) for item in value]
    if isinstance(value, dict):
        return {k: mapped(v, places) for k, v in value.items()}
    return places.get(value, value) if isinstance(value, str) else value


async def test_every_synthea_file_comes_back_as_it_went_in(
    worker_db: Database, server: fhir.Server, origin: Origin
) -> None:
    for path in sorted(synthea_files(), key=lambda p: not p.name.startswith("hospital")):
        sent = decode(read(path))
        async with worker_db.transaction() as conn:
            answers = loads(await fhir.transaction(conn, server, sent, origin))["entry"]
        places = {
            e["fullUrl"]: a["response"]["location"].rpartition("/_history")[0]
            for e, a in zip(sent["entry"], answers, strict=True)
        }
        async with worker_db.transaction() as conn:
            kept = await server.store.read_many(conn, [tuple(p.split("/")) for p in places.values()])
        for given, stored in zip(sent["entry"], kept, strict=True):
            wanted = mapped(given["resource"], places) | {"id": stored.id}
            found = stored.resource
            stamp = {k: found["meta"].pop(k) for k in ("versionId", "lastUpdated")}
            assert stamp["versionId"] == "1"
            wanted.setdefault("meta", {})
            assert orjson.dumps(found, option=orjson.OPT_SORT_KEYS) == orjson.dumps(wanted, option=orjson.OPT_SORT_KEYS)
