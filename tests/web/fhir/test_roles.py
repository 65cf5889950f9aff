"""Who acts when in a transaction of the web that writes: the account, the system for its projections, the account."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from careweft.base.db import WEB, WORKER, Connection, Database
from careweft.base.errors import Refused
from careweft.care.plans import projection as plans
from careweft.care.plans import resource as plan
from careweft.care.resources import EXTENSION
from careweft.fhir import store as stores
from careweft.fhir.invalid import Unprocessable
from careweft.fhir.store import Change, Store
from careweft.web.system import web_store
from tests.fhir.conftest import observation
from tests.web.fhir.conftest import ORIGIN, Projection

FIRST, SECOND = observation("a", "Patient/p1"), observation("b", "Patient/p1")


@pytest.fixture
async def acting(writing_db: Database, people: list[Change]) -> AsyncIterator[Connection]:
    ruth = await writing_db.pool.fetchval("SELECT id FROM access.credentials('ruth')")
    async with writing_db.transaction(ruth) as connection:
        yield connection


async def role(connection: Connection) -> Any:
    return await connection.fetchval("SELECT current_user")


async def test_the_account_goes_on_after_the_system(acting: Connection, projection: Projection) -> None:
    store = web_store(Store([projection]))
    assert await store.put(acting, 1, [FIRST], ORIGIN, expected=0) and await role(acting) == WEB
    assert projection.roles == [WORKER]
    assert not await store.put(acting, 1, [FIRST], ORIGIN) and await role(acting) == WEB
    assert await store.put(acting, 1, [FIRST, SECOND], ORIGIN) and await role(acting) == WEB
    assert await store.delete(acting, "Observation", "a", ORIGIN) and await role(acting) == WEB
    assert projection.roles == [WORKER] * 3


async def test_also_after_several_batches_of_which_the_last_changes_nothing(
    acting: Connection, projection: Projection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "BATCH", 1)
    store = web_store(Store([projection]))
    await store.put(acting, 1, [SECOND], ORIGIN)
    assert len(await store.put(acting, 1, [FIRST, SECOND], ORIGIN)) == 1 and await role(acting) == WEB
    assert projection.roles == [WORKER] * 2
    assert not await store.put(acting, 1, [FIRST, SECOND], ORIGIN) and await role(acting) == WEB


async def test_what_fails_as_the_system_leaves_the_account(acting: Connection, projection: Projection) -> None:
    projection.fails = True
    store = web_store(Store([projection]))
    with pytest.raises(RuntimeError):
        async with store.attempt(acting):
            await store.put(acting, 1, [FIRST], ORIGIN)
    assert projection.roles == [WORKER] and await role(acting) == WEB
    assert await store.read(acting, "Observation", "a") is None


async def test_nothing_is_written_as_the_system(acting: Connection, projection: Projection) -> None:
    """The second write of a transaction is held to the account's rows as the first is."""
    store = web_store(Store([projection]))
    await store.put(acting, 1, [FIRST], ORIGIN)
    with pytest.raises(Refused):
        async with store.attempt(acting):
            await store.put(acting, 2, [SECOND], ORIGIN)
    assert await store.read(acting, "Observation", "o2") is None
    bare = web_store(Store())
    assert await bare.put(acting, 1, [SECOND], ORIGIN) and await role(acting) == WEB


async def test_a_mark_of_ours_without_its_parts_is_refused_and_nothing_kept(acting: Connection) -> None:
    """An outside system may write a CarePlan that says of itself that it is a shared plan, and is none."""
    shared = {
        "resourceType": "CarePlan", "id": "half", "status": "active", "intent": "plan",
        "subject": {"reference": "Patient/p1"},
        "category": [{"coding": [{"system": plan.CATEGORY, "code": plan.SHARED}]}],
        "extension": [{"url": f"{EXTENSION}/changed", "valueInstant": "2026-01-01T00:00:00Z"}],
    }  # fmt: skip
    assert plan.ours(shared)
    store = web_store(Store([plans.project]))
    with pytest.raises(Unprocessable, match="CarePlan") as refused:
        async with store.attempt(acting):
            await store.put(acting, 1, [shared], ORIGIN)
    assert refused.value.issues[0].found == "a mark of ours without what belongs to it"
    assert await role(acting) == WEB and await store.read(acting, "CarePlan", "half") is None
