"""`$match`, `$merge` and its undoing over HTTP."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import pytest

from careweft.access import accounts, relationships
from careweft.access.accounts import NewAccount
from careweft.access.audit import Auditor
from careweft.access.relationships import Relationship
from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.feeds.moving import Mover
from careweft.fhir.decode import decode
from careweft.fhir.store import Store
from careweft.people.index import Index
from careweft.people.patient import PersonResolver
from careweft.web.app import create_app
from careweft.web.fhir import FhirApp, Record
from careweft.web.identity import AccessIdentity
from careweft.web.machines import Machines
from careweft.web.services import Limits
from careweft.web.system import Registering, web_store
from tests.fhir.conftest import observation
from tests.web.conftest import client_of
from tests.web.fakes import services
from tests.web.fhir.conftest import FHIR, LONG_AGO, ORIGIN, audit

NUMBER = "https://fhir.nhs.uk/Id/nhs-number"


def person(id_: str, given: str, family: str, born: str, number: str = "", **more: Any) -> dict[str, Any]:
    made = {"resourceType": "Patient", "id": id_, "name": [{"family": family, "given": [given]}], "birthDate": born}
    return made | ({"identifier": [{"system": NUMBER, "value": number}]} if number else {}) | more


EDITH = person("edith", "Edith", "Hargreaves", "1941-03-04", "9434765919", gender="female")
DOREEN = person("doreen", "Doreen", "Pascoe", "1938-11-20")
DORA = person("dora", "Dora", "Pascoe-Jones", "1938-12-01")
HIDDEN = person("hidden", "Harshad", "Mehta", "1950-01-01", gender="male")


@pytest.fixture
async def client(
    web_db: Database, writing_db: Database, worker_db: Database, clock: SetClock
) -> AsyncIterator[httpx.AsyncClient]:
    """Grace, a general practitioner, sees Edith, Doreen and Dora, but not Harshad."""
    store = Store()
    index = Index([Mover(store)])
    async with worker_db.transaction() as connection:
        everybody = [EDITH, DOREEN, DORA, HIDDEN]
        persons = await PersonResolver(index)(connection, everybody, ORIGIN)
        assert len(set(persons)) == 4
        await store.put(connection, persons, everybody, ORIGIN)
        await store.put(connection, persons[2], [observation("o", "Patient/dora")], ORIGIN)
        await relationships.keep(
            connection, [Relationship(p, "gp-1", "registered-practice", "r", LONG_AGO) for p in persons[:3]]
        )
        for name, role in (("grace", "gp"), ("mona", "manager")):
            await accounts.create(connection, NewAccount(name, "right", name, memberships=[("gp-1", role)]))
    record = Record(web_db, writing_db, web_store(store), Auditor(web_db), clock, Registering(index))
    app = FhirApp(record, Machines(AccessIdentity(web_db), Limits(), secure=False))
    async with client_of(create_app(services(apis={"fhir": app}, identity=AccessIdentity(web_db)))) as opened:
        opened.auth = ("grace", "right")
        yield opened


async def matched(client: httpx.AsyncClient, patient: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    listed = [{"name": "resource", "resource": patient}, *({"name": k, "valueString": v} for k, v in more.items())]
    body = {"resourceType": "Parameters", "parameter": listed}
    answer = await client.post("/fhir/Patient/$match", content=orjson.dumps(body), headers=FHIR)
    assert answer.status_code == 200, answer.text
    decode(answer.content)
    entries = answer.json().get("entry", [])
    scores = [entry["search"]["score"] for entry in entries]
    assert all(0 <= score <= 1 for score in scores)
    return [(e["resource"]["id"], e["search"]["extension"][0]["valueCode"]) for e in entries]


async def test_match_grades(client: httpx.AsyncClient) -> None:
    asked = {k: v for k, v in EDITH.items() if k != "id"}
    assert await matched(client, asked) == [("edith", "certain")]
    alike = person("x", "Edie", "Hargreaves", "1941-03-04")
    assert [id_ for id_, _ in await matched(client, alike)] == ["edith"]
    assert await matched(client, person("x", "Nobody", "Else", "2001-01-01")) == []
    doubtful = person("x", "Doreen", "Pascoe", "1938-11-20")
    found = await matched(client, doubtful)
    assert found[0][0] == "doreen"
    certain = await matched(client, doubtful, onlyCertainMatches="true")
    assert certain == [one for one in found if one[1] == "certain"]
    assert await matched(client, asked, count="0") == []


async def test_nobody_whom_the_account_does_not_see(client: httpx.AsyncClient, worker_db: Database) -> None:
    assert await matched(client, HIDDEN) == []
    assert await matched(client, EDITH) == [("edith", "certain")]
    entries = await audit(worker_db)
    assert entries[0] == (0, "match", "Patient", "empty") and entries[1][1:] == ("match", "Patient", "seen")


def parameters(**given: Any) -> bytes:
    listed = [
        {"name": name.replace("_", "-")}
        | ({"valueReference": {"reference": value}} if isinstance(value, str) else
           {"valueBoolean": value} if isinstance(value, bool) else {"valueInteger": value})
        for name, value in given.items()
    ]  # fmt: skip
    return orjson.dumps({"resourceType": "Parameters", "parameter": listed})


async def posted(client: httpx.AsyncClient, name: str, **given: Any) -> httpx.Response:
    return await client.post(f"/fhir/Patient/${name}", content=parameters(**given), headers=FHIR)


async def test_merge_and_back(client: httpx.AsyncClient, worker_db: Database) -> None:
    both = {"source_patient": "Patient/dora", "target_patient": "Patient/doreen"}

    async def ids() -> set[str]:
        bundle = (await client.get("/fhir/Patient/doreen/$everything")).json()
        return {entry["resource"]["id"] for entry in bundle["entry"]}

    assert (await posted(client, "merge", **both, preview=True)).status_code == 200
    assert await ids() == {"doreen"}
    answer = await posted(client, "merge", **both)
    assert answer.status_code == 200, answer.text
    event = next(p["valueInteger"] for p in answer.json()["parameter"] if p["name"] == "event")
    assert await ids() == {"doreen", "dora", "o"}
    again = await posted(client, "merge", **both)
    assert again.status_code == 400 and "one person already" in again.text
    assert [entry[1:] for entry in await audit(worker_db)].count(("merge", "Patient", "changed")) == 2
    back = await posted(client, "merge-undo", event=event)
    assert back.status_code == 200, back.text
    assert await ids() == {"doreen"}
    assert (await posted(client, "merge-undo", event=event)).status_code == 409


async def test_who_may_not_merge(client: httpx.AsyncClient) -> None:
    unseen = await posted(client, "merge", source_patient="Patient/hidden", target_patient="Patient/edith")
    absent = await posted(client, "merge", source_patient="Patient/nobody", target_patient="Patient/edith")
    assert unseen.status_code == absent.status_code == 404
    assert unseen.text.replace("hidden", "nobody") == absent.text
    assert (await posted(client, "merge", target_patient="Patient/edith")).status_code == 400
    assert (await posted(client, "merge-undo", event=99)).status_code == 404
    client.auth = httpx.BasicAuth("mona", "right")
    both = {"source_patient": "Patient/dora", "target_patient": "Patient/doreen"}
    assert (await posted(client, "merge", **both)).status_code == 403


async def test_what_is_no_match_and_no_undoing_says_so_once(client: httpx.AsyncClient) -> None:
    for path, sent, says in (
        ("$match", [], "resource: nothing was sent; expected a Patient"),
        ("$match", [{"name": "resource", "resource": {"resourceType": "Observation"}}], "an Observation was sent"),
        ("$merge-undo", [], "event: it is missing"),
    ):
        body = {"resourceType": "Parameters", "parameter": sent}
        answer = await client.post(f"/fhir/Patient/{path}", content=orjson.dumps(body), headers=FHIR)
        (issue,) = answer.json()["issue"]
        assert answer.status_code == 400 and says.removeprefix("an ") in issue["diagnostics"], issue
