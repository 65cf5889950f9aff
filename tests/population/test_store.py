"""Kept scores and segments: history, one person at a time, and who may see what."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from careweft.base.clock import SetClock
from careweft.base.db import Connection, Database
from careweft.facts import person_facts
from careweft.population import (
    Panel,
    Placed,
    Ranked,
    keep,
    people_in,
    pyramid,
    refresh_person,
    risk_of,
    risks_of,
    segment_at,
)
from tests.population.test_panel import panel

NAME = "emergency-admission"
NIGHT = datetime(2026, 1, 15, 2, tzinfo=UTC)


def placed(at: datetime, **people: tuple[str, float, float]) -> Placed:
    """Everybody as `p1=(segment, score, share)`."""
    numbers = {int(name[1:]): told for name, told in people.items()}
    ranks = {number: Ranked(score, share) for number, (_, score, share) in numbers.items()}
    return Placed(at, {number: segment for number, (segment, _, _) in numbers.items()}, {NAME: ranks})


async def night(database: Database, when: Placed, made: Panel | None = None) -> int:
    async with database.transaction() as connection:
        return await keep(connection, made or panel(), when)


async def rows(database: Database, table: str) -> int:
    async with database.transaction() as connection:
        return int(await connection.fetchval(f"SELECT count(*) FROM population.{table}"))


async def refreshed(connection: Connection, at: datetime) -> str | None:
    return await refresh_person(connection, panel(), 1, await person_facts.load(connection, 1), at)


async def test_keeping_the_same_again_changes_nothing(worker_db: Database) -> None:
    first = placed(NIGHT, p1=("top", 60, 0.25), p2=("well", 10, 1.0))
    assert await night(worker_db, first) == 2
    assert await night(worker_db, first) == 0
    assert await night(worker_db, placed(NIGHT + timedelta(days=1), p1=("top", 60, 0.25), p2=("well", 10, 1.0))) == 0
    assert (await rows(worker_db, "member"), await rows(worker_db, "score")) == (2, 2)


async def test_changes_are_kept_as_history(worker_db: Database) -> None:
    later = NIGHT + timedelta(days=3)
    await night(worker_db, placed(NIGHT, p1=("well", 10, 0.5), p2=("well", 9, 1.0)))
    assert await night(worker_db, placed(later, p1=("top", 70, 0.5))) == 2
    async with worker_db.transaction() as connection:
        asked = [(1, NIGHT), (1, later), (1, NIGHT - timedelta(days=1)), (2, NIGHT), (2, later)]
        found = [await segment_at(connection, "torbay", person, at) for person, at in asked]
        risk = await risk_of(connection, "torbay", 1)
        both = await risks_of(connection, "torbay", [2, 1, 3])
    assert found == ["well", "top", None, "well", None]
    assert [(row["score"], row["at"]) for row in risk] == [(10, NIGHT), (70, later)]
    assert (both[1], [row["person_id"] for row in both[2]], both[3]) == (risk, [2], [])


async def test_a_share_is_written_anew_when_it_crosses_a_tenth_of_a_percent(worker_db: Database) -> None:
    for days, share in enumerate([0.0046, 0.0049, 0.0050, 0.0051]):
        await night(worker_db, placed(NIGHT + timedelta(days=days), p1=("top", 60, share)))
    async with worker_db.transaction() as connection:
        assert [row["share"] for row in await risk_of(connection, "torbay", 1)] == [0.0046, 0.0051]


async def test_a_run_for_an_earlier_instant_changes_nothing_later(worker_db: Database) -> None:
    await night(worker_db, placed(NIGHT, p1=("top", 60, 1.0)))
    assert await night(worker_db, placed(NIGHT - timedelta(days=1), p1=("well", 1, 1.0))) == 0
    async with worker_db.transaction() as connection:
        assert await segment_at(connection, "torbay", 1, NIGHT) == "top"


async def test_the_pyramid_counts_everybody_in_order(worker_db: Database) -> None:
    await night(worker_db, placed(NIGHT, p1=("top", 60, 0.25), p2=("well", 1, 1.0), p3=("well", 2, 0.75)))
    async with worker_db.transaction() as connection:
        drawn = await pyramid(connection, "torbay")
    assert [(tier.name, tier.title, tier.count) for tier in drawn] == [
        ("top", "Top", 1),
        ("high", "High", 0),
        ("long-term", "Long-Term", 0),
        ("well", "Well", 2),
    ]
    assert [(tier.expected_low, tier.as_expected) for tier in drawn][:2] == [(0.05, False), (None, True)]


async def know(database: Database, person: int, born: int, admissions: int) -> None:
    async with database.transaction() as connection:
        await connection.execute(
            "INSERT INTO facts.person (person_id, record, known_from, known_to, n, birth_date) "
            "VALUES ($1, 'Person/1', '2020-01-01', 'infinity', 0, $2)",
            person,
            date(born, 1, 1),
        )
        await connection.executemany(
            "INSERT INTO facts.encounter (person_id, record, known_from, known_to, n, class, status, emergency, start, "
            "finish) VALUES ($1, $2, '2020-01-01', 'infinity', 0, 'inpatient', 'finished', true, $3, $4)",
            [
                (
                    person,
                    f"Encounter/{n}",
                    datetime(2025, 6, 1 + n, tzinfo=UTC),
                    datetime(2025, 6, 1 + n, 9, tzinfo=UTC),
                )
                for n in range(admissions)
            ],
        )


async def test_one_person_is_refreshed_upon_an_event(worker_db: Database, clock: SetClock) -> None:
    at = clock.now()
    others = {f"p{n}": ("well", float(n), 1.0) for n in range(2, 22)}
    await night(worker_db, placed(NIGHT, p1=("well", 0, 1.0), **others))
    await know(worker_db, 1, born=1936, admissions=4)
    async with worker_db.transaction() as connection:
        assert await refreshed(connection, at) == "top"
        assert await refreshed(connection, at) == "top"
        latest = (await risk_of(connection, "torbay", 1))[-1]
        # Born in 1936, 90 on 15 January: 8 points of age, 32 of four admissions; the highest of 21.
        assert (latest["score"], latest["share"], latest["at"]) == (40, 1 / 21, at)
        assert await segment_at(connection, "torbay", 1, NIGHT) == "well"
        await connection.execute("UPDATE facts.person SET died = $1", at)
        assert await refreshed(connection, at + timedelta(hours=1)) is None
        assert await segment_at(connection, "torbay", 1, at + timedelta(hours=1)) is None


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.integers(-1, 10))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_share_by_the_neighbours_is_the_count_of_all(worker_db: Database, scores: list[int], mine: int) -> None:
    """The last of these people scores otherwise than last night: as if everybody were counted anew."""
    told = {f"p{n}": ("well", float(s), sum(o >= s for o in scores) / len(scores)) for n, s in enumerate(scores, 1)}
    async with worker_db.transaction() as connection:
        for table in ("score", "member"):
            await connection.execute(f"DELETE FROM population.{table}")
        await keep(connection, panel(), placed(NIGHT, **told))
        share = await connection.fetchval(
            "SELECT population.rank('torbay', $1, $2, $3)", NAME, len(scores), float(mine)
        )
    assert share == pytest.approx((sum(other >= mine for other in scores[:-1]) + 1) / len(scores))


@pytest.mark.parametrize(("role", "counted"), [("coordinator", 3), ("analyst", 3), ("home-care", 0)])
async def test_who_sees_counts_and_whom(worker_db: Database, web_db: Database, role: str, counted: int) -> None:
    await night(worker_db, placed(NIGHT, p1=("top", 60, 0.25), p2=("top", 50, 1.0), p3=("well", 2, 0.75)))
    async with worker_db.transaction() as connection:
        account = await connection.fetchval(
            "INSERT INTO access.account (username, password_hash, display_name, kind) "
            "VALUES ('x', '', 'X', 'staff') RETURNING id"
        )
        await connection.execute("INSERT INTO access.membership VALUES ($1, 'zone-1', $2)", account, role)
        await connection.execute(
            "INSERT INTO access.relationship VALUES (2, 'zone-1', 'care-team', 'x', '-infinity', 'infinity')"
        )
    async with web_db.transaction(account=account) as connection:
        assert sum(tier.count for tier in await pyramid(connection, "torbay")) == counted
        assert [member.person_id for member in await people_in(connection, "torbay", "top", NAME)] == [2]
        assert await people_in(connection, "torbay", "well", NAME) == []


async def test_people_come_highest_first_in_pages(worker_db: Database) -> None:
    await night(worker_db, placed(NIGHT, p1=("top", 10, 1.0), p2=("top", 30, 0.3), p3=("top", 20, 0.6)))
    async with worker_db.transaction() as connection:
        first = await people_in(connection, "torbay", "top", NAME, limit=2)
        second = await people_in(connection, "torbay", "top", NAME, limit=2, offset=2)
    assert [(member.person_id, member.score) for member in first + second] == [(2, 30), (3, 20), (1, 10)]
