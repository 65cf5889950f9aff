"""Who may choose ids, and that nobody learns by choosing one whether it is somebody else's."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from careweft.access import accounts, policy
from careweft.access.accounts import Account, NewAccount
from careweft.base.db import Database
from careweft.base.errors import BadInput
from careweft.feeds import sources
from careweft.fhir.store import Store
from careweft.fhir.stored import HERE, OURS
from tests.fhir.conftest import observation, patient
from tests.web.fhir.conftest import FHIR, ORIGIN

MAY_CHOOSE = policy.may_choose
HIDDEN, FREE = "hidden-1", "nobody-1"
OWN, UUID = "lab-1.x", str(uuid4())


@pytest.fixture(autouse=True)
def short_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here the policy is as it is."""
    monkeypatch.setattr(policy, "may_choose", MAY_CHOOSE)


@pytest.fixture
async def place(client: httpx.AsyncClient, worker_db: Database) -> httpx.AsyncClient:
    """Resources of the person whom ruth and the laboratory do not see, one with a label, one deleted; a machine."""
    label = {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "HIV"}]}
    async with worker_db.transaction() as connection:
        store = Store()
        await store.put(connection, 2, [observation(HIDDEN, "Patient/p2"), patient("hidden-p")], ORIGIN)
        await store.put(connection, 1, [observation("hidden-2", "Patient/p1", meta=label)], ORIGIN)
        await store.put(connection, 2, [observation("hidden-3", "Patient/p2")], ORIGIN)
        await store.delete(connection, "Observation", "hidden-3", ORIGIN)
        machine = NewAccount("lab", "right", "Lab", "machine", memberships=[("zone-1", "feed"), ("lab-1", "feed")])
        await accounts.create(connection, machine)
    return client


def bundle(kind: str, method: str, url: str, body: Any) -> dict[str, Any]:
    entry = {"resource": body, "request": {"method": method, "url": url}}
    return {"resourceType": "Bundle", "type": kind, "entry": [entry]}


async def answers(client: httpx.AsyncClient, id_: str) -> list[tuple[int, str]]:
    """What every way of writing under an id answers, the id itself left out."""
    body = observation(id_, "Patient/p1")
    url = f"/fhir/Observation/{id_}"
    patch = [{"op": "add", "path": "/language", "value": "en"}]
    found = [
        await client.put(url, json=body, headers=FHIR),
        await client.put(url, json=body, headers=FHIR | {"if-match": 'W/"1"'}),
        await client.put(url, json=body, headers=FHIR | {"if-match": 'W/"7"'}),
        await client.put(url, json=body, headers=FHIR | {"if-none-match": "*"}),
        await client.put(url, json=body | {"subject": {"reference": "Patient/p2"}}, headers=FHIR),
        await client.put("/fhir/Observation?code=nothing|nothing", json=body, headers=FHIR),
        await client.put(f"/fhir/Observation?_id={id_}", json=body, headers=FHIR),
        await client.patch(url, json=patch, headers={"content-type": "application/json-patch+json"}),
        await client.delete(url),
        await client.delete(url, headers={"if-match": 'W/"1"'}),
        await client.post("/fhir/Observation", json=body, headers=FHIR | {"if-none-exist": f"_id={id_}"}),
        await client.post(f"/fhir/Observation/{id_}/$validate", json=body, headers=FHIR),
    ]
    for kind in ("transaction", "batch"):
        for method, sent in (("PUT", body), ("DELETE", None)):
            content = bundle(kind, method, f"Observation/{id_}", sent)
            found.append(await client.post("/fhir", json=content, headers=FHIR))
    line = httpx.Request("POST", "http://x", json=body).content
    found.append(await client.post("/fhir/$import", content=line, headers={"content-type": "application/fhir+ndjson"}))
    assert all(answer.status_code < 500 for answer in found)
    return [(answer.status_code, _without(answer.text, id_)) for answer in found]


def _without(text: str, id_: str) -> str:
    """An answer without the id, and without the id and time of what was made here."""
    shown = text.replace(id_, "")
    return "made" if '"resourceType":"Observation"' in shown else shown


@pytest.mark.parametrize("who", ["ruth", "lab"])
@pytest.mark.parametrize("hidden", [HIDDEN, "hidden-2", "hidden-3"])
async def test_an_id_that_is_hidden_is_answered_as_one_that_is_free(
    place: httpx.AsyncClient, worker_db: Database, who: str, hidden: str
) -> None:
    place.auth = httpx.BasicAuth(who, "right")
    assert await answers(place, hidden) == await answers(place, FREE)
    async with worker_db.transaction() as connection:
        stored = await Store().read(connection, "Observation", hidden)
    assert stored is not None and stored.version == (2 if hidden == "hidden-3" else 1)


@pytest.mark.parametrize("who", ["ruth", "lab"])
async def test_a_hidden_patient_is_answered_as_one_that_is_free(place: httpx.AsyncClient, who: str) -> None:
    place.auth = httpx.BasicAuth(who, "right")

    async def put(id_: str) -> tuple[int, str, str]:
        answer = await place.put(f"/fhir/Patient/{id_}", json=patient(id_), headers=FHIR)
        return answer.status_code, answer.headers["allow"], answer.text.replace(id_, "")

    assert await put("hidden-p") == await put("nobody-p")


async def test_a_system_chooses_ids_of_its_own_and_staff_do_not(place: httpx.AsyncClient) -> None:
    async def put(id_: str, who: str) -> int:
        body = observation(id_, "Patient/p1")
        return (await place.put(f"/fhir/Observation/{id_}", json=body, headers=FHIR, auth=(who, "right"))).status_code

    assert [await put(id_, "ruth") for id_ in (OWN, UUID, "zone-1.x")] == [405, 405, 405]
    assert [await put(id_, "lab") for id_ in (OWN, UUID, "zone-2.x", "short", ".x")] == [201, 201, 405, 405, 405]
    assert await put(OWN, "ruth") == await put("o1", "ruth") == 200  # what one sees one may update


async def test_no_system_writes_as_the_place_itself(place: httpx.AsyncClient, worker_db: Database) -> None:
    """Neither by being of two organisations nor by being called as the place is."""
    for who, source in (("lab", "lab-1"), ("ruth", HERE)):
        answer = await place.post(
            "/fhir/Observation", json=observation("x", "Patient/p1"), headers=FHIR, auth=(who, "right")
        )
        assert answer.status_code == 201
        async with worker_db.transaction() as connection:
            stored = await Store().read(connection, "Observation", answer.json()["id"])
        assert stored is not None and stored.origin.source == source
    async with worker_db.transaction() as connection:
        for code in OURS:
            with pytest.raises(BadInput, match="calls itself"):
                await sources.declare(connection, code)
            with pytest.raises(BadInput, match="calls itself"):
                await sources.declare_mapping(connection, code, "", f"{code}.toml")


def test_ids_are_read_exactly() -> None:
    def account(*roles: str) -> Account:
        return Account(1, "x", "X", "machine", None, frozenset({"gp", "gp-01"}), frozenset(roles))

    system = account("feed")
    assert all(policy.may_choose(system, id_) for id_ in ("gp-01.", "gp-01.a.b", "gp.x", UUID))
    wrong = ("gp-01", "gp-011.x", "gp-02.x", "x.gp-01.y", "", ".", f"{UUID}0", UUID.replace("-", ""), f"a{UUID}")
    assert not any(policy.may_choose(system, id_) for id_ in wrong)
    assert not any(policy.may_choose(account("gp"), id_) for id_ in ("gp-01.x", UUID))
