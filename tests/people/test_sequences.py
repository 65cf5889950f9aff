"""Any sequence of messages, joins, splits, answers and undoings leaves the index whole; undo restores exactly."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from careweft.base.clock import SetClock
from careweft.base.db import WORKER, Connection, Database
from careweft.base.errors import CareweftError
from careweft.fhir.stored import Origin
from careweft.people import Index, SourceRecord
from careweft.people.review import open_questions
from tests.people.support import AT, NUMBERS, Mirror, faults, partition, record, state

RECORDS = st.builds(
    lambda source, local_id, day, **said: record(source, str(local_id), at=AT + timedelta(days=day), **said),
    source=st.sampled_from(["gp-01", "acute"]),
    local_id=st.integers(1, 4),
    day=st.integers(0, 9),
    family=st.sampled_from(["Smith", "Smyth", "Jones", None]),
    given=st.sampled_from(["John", "Jack", "Mary", "J", None]),
    birth_date=st.sampled_from([date(1950, 3, 7), date(1950, 7, 3), date(1952, 8, 9), None]),
    sex=st.sampled_from(["male", "female", "unknown"]),
    nhs_number=st.sampled_from([*NUMBERS[:3], "1234567890", None]),
    postcode=st.sampled_from(["TQ1 4AB", "EX1 1AA", None]),
    phone=st.sampled_from(["01999 123456", None]),
)
PICK = st.integers(0, 999)
ACTS = st.one_of(
    st.tuples(st.just("match"), RECORDS),
    st.tuples(st.sampled_from(["join", "split", "undo", "undo last", "same", "different", "replace"]), PICK),
)
MODEST = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


class RollBack(Exception):
    pass


@pytest.fixture
def runner(database: str) -> Iterator[Callable[[Callable[[Connection], Awaitable[None]]], None]]:
    """Runs something on a connection whose transaction is then rolled back: each example starts from empty."""
    with asyncio.Runner() as loop:
        opened = loop.run(Database.open(database, WORKER, SetClock(datetime(2026, 1, 15, tzinfo=UTC))))

        async def alone(test: Callable[[Connection], Awaitable[None]]) -> None:
            try:
                async with opened.transaction() as connection:
                    await test(connection)
                    raise RollBack
            except RollBack:
                pass

        yield lambda test: loop.run(alone(test))
        loop.run(opened.close())


class Player:
    """Does one act after another to an index, choosing among what there is by a number."""

    def __init__(self, connection: Connection) -> None:
        self.connection, self.mirror = connection, Mirror()
        self.index = Index([self.mirror.move])

    async def act(self, name: str, what: Any) -> None:
        """Do it; what the index refuses must have changed nothing."""
        before = await state(self.connection)
        try:
            async with self.connection.transaction():
                await (self.index.match(self.connection, what) if name == "match" else self._by_hand(name, what))
        except CareweftError:
            assert await state(self.connection) == before

    async def _by_hand(self, name: str, pick: int) -> None:
        persons = sorted({row[0] for row in (await state(self.connection)).values()})
        keys = sorted(await state(self.connection))
        if not keys:
            return
        one, other = persons[pick % len(persons)], persons[pick // 7 % len(persons)]
        key = keys[pick % len(keys)]
        if name == "join":
            await self.index.join(self.connection, one, other, "", "account/1")
        elif name == "split":
            await self.index.split(self.connection, [key], "", "account/1")
        elif name == "replace":
            survivor = keys[pick // 7 % len(keys)]
            await self.index.merge(self.connection, key[0], survivor[1], key[1], Origin("gp-01", 1, AT))
        else:
            await self._by_number(name, pick)

    async def _by_number(self, name: str, pick: int) -> None:
        if name.startswith("undo"):
            rows = await self.connection.fetch("SELECT event_id FROM people.event ORDER BY event_id DESC")
            row = rows[0] if name == "undo last" else rows[pick % len(rows)]
            await self.index.undo(self.connection, row["event_id"], "account/1")
        elif asked := await open_questions(self.connection):
            review_id = asked[pick % len(asked)].review_id
            await self.index.answer(self.connection, review_id, same=name == "same", by="account/1")


@MODEST
@given(acts=st.lists(ACTS, max_size=25))
def test_the_index_stays_whole(runner: Any, acts: list[tuple[str, Any]]) -> None:
    async def play(connection: Connection) -> None:
        player = Player(connection)
        for name, what in acts:
            await player.act(name, what)
            assert await faults(connection) == []
            persons = {key: row[0] for key, row in (await state(connection)).items()}
            assert persons | player.mirror.person_of == persons

    runner(play)


@MODEST
@given(
    messages=st.lists(RECORDS, min_size=2, max_size=12),
    acts=st.lists(st.tuples(st.sampled_from(["join", "split", "same", "different", "replace"]), PICK), max_size=8),
)
def test_undoing_everything_in_reverse_restores_exactly(
    runner: Any, messages: list[SourceRecord], acts: list[tuple[str, int]]
) -> None:
    async def play(connection: Connection) -> None:
        player = Player(connection)
        await player.index.match_many(connection, messages)
        trail = []
        for name, pick in acts:
            before, last = await state(connection), await _last(connection)
            await player.act(name, pick)
            made = await connection.fetch(
                "SELECT event_id, kind FROM people.event WHERE event_id > $1 ORDER BY event_id DESC", last
            )
            trail += [(row["event_id"], before) for row in made if row["kind"] != "link"]
        for event, before in reversed(trail):
            undone = await player.index.undo(connection, event, "account/1")
            assert {key: row for key, row in (await state(connection)).items() if key in before} == before
            after_undo = await state(connection)
            again = await player.index.undo(connection, undone, "account/1")
            await player.index.undo(connection, again, "account/1")
            assert await state(connection) == after_undo
        assert await faults(connection) == []

    runner(play)


async def _last(connection: Connection) -> int:
    return int(await connection.fetchval("SELECT coalesce(max(event_id), 0) FROM people.event"))


@MODEST
@given(messages=st.lists(RECORDS, max_size=20), size=st.integers(1, 20))
def test_a_batch_decides_as_its_records_would_one_by_one(runner: Any, messages: list[SourceRecord], size: int) -> None:
    async def outcome(connection: Connection, batch: int) -> Any:
        index = Index()
        try:
            async with connection.transaction():
                for start in range(0, len(messages), batch):
                    part = messages[start : start + batch]
                    await (index.match_many(connection, part) if batch > 1 else index.match(connection, part[0]))
                found = await state(connection)
                assert await faults(connection) == []
                asked = await connection.fetch(
                    "SELECT source, local_id, other_source, other_local_id, kind, state "
                    "FROM people.review ORDER BY 1, 2, 3, 4"
                )
                raise RollBack
        except RollBack:
            links = {key: (row[2], row[3], row[4].get("with")) for key, row in found.items()}
            return partition(found), links, [tuple(row) for row in asked]

    async def play(connection: Connection) -> None:
        assert await outcome(connection, size) == await outcome(connection, 1)

    runner(play)


@MODEST
@given(messages=st.lists(RECORDS, min_size=1, max_size=12))
def test_sending_everything_again_changes_nothing(runner: Any, messages: list[SourceRecord]) -> None:
    async def play(connection: Connection) -> None:
        index = Index()
        newest = {m.key: m for m in sorted(messages, key=lambda m: m.at)}
        await index.match_many(connection, messages)
        before, log = await state(connection), await _last(connection)
        for message in newest.values():
            held = await connection.fetchval(
                "SELECT at FROM people.source_record WHERE (source, local_id) = ($1, $2)", *message.key
            )
            await index.match(connection, replace(message, at=held - timedelta(seconds=1)))
        assert (await state(connection), await _last(connection)) == (before, log)

    runner(play)
