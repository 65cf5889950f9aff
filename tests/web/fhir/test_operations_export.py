"""`$export` over HTTP: what is asked for is written to files, of the asker's people only, and is the asker's only."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from careweft.access import accounts, relationships
from careweft.access.accounts import NewAccount
from careweft.access.relationships import Relationship
from careweft.base.db import Database
from careweft.cli.jobs import audit as audited
from careweft.fhir.operations import export as exporting
from careweft.fhir.operations import jobs
from careweft.fhir.operations.export import Export
from careweft.fhir.operations.jobs import Jobs, Work
from careweft.fhir.store import Store
from careweft.web.fhir.operations import bulk
from tests.access.world import consent
from tests.fhir.conftest import observation, patient
from tests.web.fhir.conftest import ORIGIN, audit

ASYNC = {"prefer": "respond-async", "accept": "application/fhir+json"}


@pytest.fixture
def runner(worker_db: Database, tmp_path: Path) -> Jobs:
    return Jobs(worker_db, tmp_path / "jobs", {"export": Export(audited)})


@pytest.fixture
async def client(client: httpx.AsyncClient, worker_db: Database) -> httpx.AsyncClient:
    """As the system of an organisation in zone 1; there is one in zone 2 as well."""
    async with worker_db.transaction() as connection:
        for name, zone in (("one", "zone-1"), ("two", "zone-2")):
            machine = NewAccount(name, "right", name, "machine", memberships=[(zone, "feed")])
            await accounts.create(connection, machine)
    client.auth = httpx.BasicAuth("one", "right")
    return client


@pytest.fixture
async def more(client: httpx.AsyncClient, worker_db: Database) -> None:
    """A Group of both people, a shared Organization, and observations that are hard to write as text."""
    members = [{"entity": {"reference": f"Patient/{id_}"}} for id_ in ("p1", "p2")]
    group = {"resourceType": "Group", "id": "g", "type": "person", "actual": True, "member": members}
    odd = [
        observation(f"odd{n}", "Patient/p1", note=[{"text": text}])
        for n, text in enumerate(['a "quote", a comma', "a\nline", "back\\slash \\.", "tab\t; semi", "\u2028 é 🦉"])
    ]
    async with worker_db.transaction() as connection:
        await Store().put(connection, 1, odd, ORIGIN)
        await Store().put(connection, 0, [{"resourceType": "Organization", "id": "acute", "name": "A"}, group], ORIGIN)


def folders(path: Path) -> list[Path]:
    return sorted(path.iterdir())


async def asked(client: httpx.AsyncClient, path: str) -> str:
    answer = await client.get(f"/fhir/{path}", headers=ASYNC)
    assert answer.status_code == 202, answer.text
    return answer.headers["content-location"]


async def exported(client: httpx.AsyncClient, runner: Jobs, path: str) -> dict[str, list[Any]]:
    where = await asked(client, path)
    waiting = await client.get(where)
    assert waiting.status_code == 202 and waiting.headers["x-progress"] == "waiting"
    assert await runner.once()
    manifest = await client.get(where)
    assert manifest.status_code == 200 and manifest.headers["expires"]
    found: dict[str, list[Any]] = {}
    for one in manifest.json()["output"]:
        content = await client.get(one["url"])
        assert content.status_code == 200 and content.headers["content-type"] == bulk.NDJSON
        lines = [json.loads(line) for line in content.text.split("\n")[:-1]]
        assert len(lines) == one["count"] > 0
        found.setdefault(one["type"], []).extend(lines)
    return found


@pytest.mark.usefixtures("more")
async def test_all_that_the_account_sees(client: httpx.AsyncClient, runner: Jobs, worker_db: Database) -> None:
    found = await exported(client, runner, "$export")
    ids = {type_: sorted(one["id"] for one in listed) for type_, listed in found.items()}
    assert ids == {
        "Group": ["g"], "Observation": ["o1", "odd0", "odd1", "odd2", "odd3", "odd4"],
        "Organization": ["acute"], "Patient": ["p1"],
    }  # fmt: skip
    for one in [one for listed in found.values() for one in listed]:
        assert one == (await client.get(f"/fhir/{one['resourceType']}/{one['id']}")).json()
    entries = [entry for entry in await audit(worker_db) if entry[1].startswith("export")]
    assert entries[0] == (0, "export-ask", "Bundle", "empty") and (1, "export", "Bundle", "seen") in entries
    assert not [entry for entry in entries if entry[0] == 2]


@pytest.mark.usefixtures("more")
async def test_patients_and_groups(client: httpx.AsyncClient, runner: Jobs) -> None:
    assert set(await exported(client, runner, "Patient/$export")) == {"Patient", "Observation"}
    found = await exported(client, runner, "Group/g/$export?_type=Patient")
    assert {type_: [one["id"] for one in listed] for type_, listed in found.items()} == {"Patient": ["p1"]}
    assert await exported(client, runner, "Patient/$export?_since=2026-01-16T00:00:00Z") == {}
    client.auth = httpx.BasicAuth("two", "right")
    found = await exported(client, runner, "Group/g/$export")
    assert {type_: [one["id"] for one in listed] for type_, listed in found.items()} == {
        "Patient": ["p2"], "Observation": ["o2"],
    }  # fmt: skip


async def test_label_by_label(client: httpx.AsyncClient, runner: Jobs, worker_db: Database) -> None:
    label = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "HIV"}
    async with worker_db.transaction() as connection:
        await Store().put(connection, 1, [observation("h", "Patient/p1", meta={"security": [label]})], ORIGIN)
    assert [one["id"] for one in (await exported(client, runner, "$export"))["Observation"]] == ["o1"]
    client.auth = httpx.BasicAuth("edith", "right")
    own = await exported(client, runner, "$export?_type=Observation")
    assert sorted(one["id"] for one in own["Observation"]) == ["h", "o1"]


@pytest.mark.usefixtures("more")
async def test_who_cares_for_somebody_exports_their_own_record_alone(
    client: httpx.AsyncClient, runner: Jobs, worker_db: Database
) -> None:
    async with worker_db.transaction() as connection:
        memberships = [("related/r", "carer")]
        await accounts.create(connection, NewAccount("cora", "right", "Cora", "person", 1, memberships))
        await relationships.keep(connection, [Relationship(2, "related/r", "guardian", "x", ORIGIN.received)])
    client.auth = httpx.BasicAuth("cora", "right")
    assert (await client.get("/fhir/Observation/o2")).status_code == 200
    for path in ("$export", "Patient/$export", "Group/g/$export"):
        found = await exported(client, runner, path)
        assert [one["id"] for one in found["Patient"]] == ["p1"]
        assert "o2" not in [one["id"] for one in found["Observation"]]
    async with worker_db.transaction() as connection:
        group = {"resourceType": "Group", "id": "g", "type": "person", "actual": True}
        await Store().put(connection, 0, [group], ORIGIN)
    assert await exported(client, runner, "Group/g/$export") == {}


async def test_who_works_in_care_and_does_research_takes_away_for_research_alone(
    client: httpx.AsyncClient, runner: Jobs, worker_db: Database
) -> None:
    both = [("zone-1", "coordinator"), ("zone-2", "researcher")]
    async with worker_db.transaction() as connection:
        await accounts.create(connection, NewAccount("robin", "right", "Robin", memberships=both))
    client.auth = httpx.BasicAuth("robin", "right")
    assert (await client.get("/fhir/Patient?_summary=count")).json()["total"] == 2
    assert [each["id"] for each in (await exported(client, runner, "Patient/$export?_type=Patient"))["Patient"]] == [
        "p2"
    ]
    async with worker_db.transaction() as connection:
        rows = await connection.fetch("SELECT action, reason FROM access.audit WHERE person_id = 2 ORDER BY id")
        await Store().put(connection, 2, [consent("no", 2, [], not_for=["HRESCH"])], ORIGIN)
    assert {(row["action"], row["reason"]) for row in rows} >= {("export", "for research")}
    assert (await client.get("/fhir/Patient?_summary=count")).json()["total"] == 1
    assert not await exported(client, runner, "Patient/$export?_type=Patient")


async def test_only_who_asked_may_have_it(client: httpx.AsyncClient, runner: Jobs) -> None:
    where = await asked(client, "$export")
    await runner.once()
    url = (await client.get(where)).json()["output"][0]["url"]
    for other in (("two", "right"), ("edith", "right")):
        for address in (where, url):
            assert (await client.get(address, auth=other)).status_code == 404
        assert (await client.delete(where, auth=other)).status_code == 404
    for may_not in ("fiona", "ruth", "mona"):
        assert (await client.get(url, auth=(may_not, "right"))).status_code == 403
        assert (await client.get("/fhir/$export", headers=ASYNC, auth=(may_not, "right"))).status_code == 403
    client.auth = httpx.Auth()
    assert (await client.get(url)).status_code == 401


async def test_cancelled_and_expired(
    client: httpx.AsyncClient, runner: Jobs, worker_db: Database, tmp_path: Path
) -> None:
    waiting = await asked(client, "$export")
    assert (await client.delete(waiting)).status_code == 202
    assert (await client.get(waiting)).status_code == 404
    assert not await runner.once()
    done = await asked(client, "$export")
    await runner.once()
    url = (await client.get(done)).json()["output"][0]["url"]
    assert len(folders(tmp_path / "jobs")) == 1
    async with worker_db.transaction() as connection:
        await connection.execute("UPDATE fhir.job SET expires = clock_timestamp() - interval '1 s'")
    assert not await runner.once()
    assert (await client.get(done)).status_code == (await client.get(url)).status_code == 404
    assert folders(tmp_path / "jobs") == []


async def test_cancelled_while_it_is_written(
    client: httpx.AsyncClient, worker_db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = await asked(client, "$export")
    say = Work.say

    async def cancelling(self: Work, progress: str) -> None:
        await client.delete(where)
        await say(self, progress)

    monkeypatch.setattr(Work, "say", cancelling)
    assert await Jobs(worker_db, tmp_path, {"export": Export(audited)}).once()
    assert (await client.get(where)).status_code == 404 and folders(tmp_path) == []


async def test_a_worker_that_is_killed(
    client: httpx.AsyncClient, runner: Jobs, worker_db: Database, tmp_path: Path
) -> None:
    where = await asked(client, "$export")

    async def killed(work: Work) -> dict[str, Any]:
        (work.folder / "Patient.0.ndjson.part").write_text("half a li")
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await Jobs(worker_db, tmp_path / "jobs", {"export": killed}).once()
    assert (await client.get(where)).status_code == 202
    assert await runner.once()
    first = (await client.get(where)).json()
    assert [one["type"] for one in first["output"]] == ["Observation", "Patient"]
    assert not await runner.once() and (await client.get(where)).json() == first
    assert folders(folders(tmp_path / "jobs")[0]) == [
        folders(tmp_path / "jobs")[0] / name for name in ("Observation.0.ndjson", "Patient.0.ndjson")
    ]


async def test_two_workers_do_it_once(client: httpx.AsyncClient, runner: Jobs, worker_db: Database) -> None:
    await asked(client, "$export")
    assert sorted(await asyncio.gather(runner.once(), runner.once())) == [False, True]
    assert [entry[:2] for entry in await audit(worker_db)].count((1, "export")) == 1


async def test_large_exports_are_in_several_files(
    client: httpx.AsyncClient, runner: Jobs, worker_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [patient("p1"), *(observation(f"n{n}", "Patient/p1", note=[{"text": "x" * 500}]) for n in range(3000))]
    async with worker_db.transaction() as connection:
        await Store().put(connection, 1, many, ORIGIN)
    monkeypatch.setattr(exporting, "FILE_BYTES", 100_000)
    monkeypatch.setattr(exporting, "_TELL_BYTES", 100_000)
    where = await asked(client, "$export?_type=Observation")
    await runner.once()
    output = (await client.get(where)).json()["output"]
    assert len(output) > 2 and sum(one["count"] for one in output) == 3001


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("$export", {}, 400),
        ("$export?_outputFormat=text/csv", ASYNC, 400),
        ("$export?_type=Nonsense", ASYNC, 400),
        ("$export?_typeFilter=Patient%3Factive%3Dtrue", ASYNC, 400),
        ("$export?_since=yesterday", ASYNC, 400),
        ("Group/none/$export", ASYNC, 404),
        ("Group/$export", ASYNC, 404),
        ("Observation/$export", ASYNC, 404),
        ("$job-status?_job=x", {}, 404),
        ("$job-status?_job=00000000-0000-4000-8000-000000000000", {}, 404),
        ("$job-file?_job=00000000-0000-4000-8000-000000000000&_file=../../etc/passwd", {}, 404),
    ],
)
async def test_what_cannot_be_asked(client: httpx.AsyncClient, path: str, headers: dict[str, str], status: int) -> None:
    assert (await client.get(f"/fhir/{path}", headers=headers)).status_code == status


async def test_too_many_at_once(client: httpx.AsyncClient) -> None:
    for _ in range(jobs.AT_ONCE):
        await asked(client, "$export")
    assert (await client.get("/fhir/$export", headers=ASYNC)).status_code == 503
    assert (await client.get("/fhir/$export", headers=ASYNC, auth=("two", "right"))).status_code == 202
