"""The community: comments in time, numbers in which nobody is found, a log in order, groups."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careweft.access import accounts
from careweft.access.accounts import Account, NewAccount
from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.base.errors import BadInput, Conflict, Refused
from careweft.care.assessment.library import by_name
from careweft.care.community import comments, groups, improvements, surveys
from careweft.care.community.comments import Comments, Public, Said, Terms
from careweft.care.community.groups import Groups
from careweft.care.community.improvements import Idea, Improvements, Took
from careweft.care.community.surveys import Survey, Surveys, alone, hidden
from careweft.care.durations import Duration
from careweft.care.entry.letters import Letter
from tests.care.place import ZONE

TERMS = Terms(Duration(1, "week"), "manager", "director")


async def account(db: Database, name: str, role: str = "", kind: str = "staff", person: int | None = None) -> Account:
    async with db.transaction() as connection:
        held = [("trust", role)] if role else []
        new = NewAccount(name, name, name.capitalize(), kind, person, memberships=held)  # type: ignore[arg-type]
        made = await accounts.profile(connection, await accounts.create(connection, new))
    assert made
    return made


async def readers(web: Database, *who: Account) -> list[str]:
    """Who of these may read any comment."""
    found = []
    for each in who:
        async with web.transaction(each.id) as connection:
            if await connection.fetchval("SELECT count(*) FROM care.comment"):
                found.append(each.username)
    return found


async def test_a_comment_is_read_by_its_writer_and_who_answers_and_later_by_who_is_next(
    worker_db: Database, web_db: Database, clock: SetClock
) -> None:
    nina, maria = await account(worker_db, "nina", "district-nurse"), await account(worker_db, "maria", "manager")
    colin, dana = await account(worker_db, "colin", "coordinator"), await account(worker_db, "dana", "director")
    kept, everybody = Comments(clock, ZONE), (nina, maria, colin, dana)
    async with worker_db.transaction(nina.id) as connection:
        made = await kept.say(connection, nina, Said("k", "It is late"), TERMS)
        assert await kept.say(connection, nina, Said("k", "It is late"), TERMS) == made
    assert await readers(web_db, *everybody) == ["nina", "maria"]
    async with worker_db.transaction() as connection:
        found = await comments.one(connection, made)
        assert found
        assert found.due == datetime(2026, 1, 22, 9, tzinfo=UTC)
        clock.set(found.due - timedelta(seconds=1))
        assert await kept.escalate(connection, TERMS) == 0
    clock.set(found.due)
    async with worker_db.transaction() as connection:
        assert [await kept.escalate(connection, TERMS) for _ in range(2)] == [1, 0]
    assert await readers(web_db, *everybody) == ["nina", "maria", "dana"]
    async with worker_db.transaction(dana.id) as connection:
        with pytest.raises(Conflict):  # it was escalated since
            await kept.answer(connection, dana, made, "Soon", None, found.version)
    async with worker_db.transaction(colin.id) as connection:
        with pytest.raises(Refused):
            await kept.answer(connection, colin, made, "Soon", None, found.version + 1)
    async with web_db.transaction() as connection:
        assert await comments.in_time(connection, clock.now() - timedelta(days=99)) == (1, 0, 1)


async def test_what_everybody_reads_is_written_for_it_and_names_nobody(
    worker_db: Database, web_db: Database, clock: SetClock
) -> None:
    maria, kept = await account(worker_db, "maria", "manager"), Comments(clock, ZONE)
    async with worker_db.transaction() as connection:
        made = await kept.say(connection, None, Said("k", "Mrs Marsh waited", contact="01803 555 0101"), TERMS)
    for words in ("Call 01803 555 0101", "a@b.org asked", "At TQ5 1AA it was cold", "Number 999 000 0018", ""):
        with pytest.raises(BadInput):
            async with worker_db.transaction(maria.id) as connection:
                await kept.answer(connection, maria, made, "Sorry", Public(words, "We are sorry"), 1)
    outcomes = await asyncio.gather(
        *(_answered(worker_db, kept, maria, made) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["Conflict", "NoneType"]
    async with web_db.transaction() as connection:  # nobody in particular
        assert [(each.text, each.answer) for each in await comments.published(connection)] == [
            ("Waits are long", "Two more now")
        ]
        assert await connection.fetchval("SELECT count(*) FROM care.comment") == 0


async def _answered(db: Database, kept: Comments, by: Account, comment: str) -> None:
    async with db.transaction(by.id) as connection:
        await kept.answer(connection, by, comment, "Sorry", Public("Waits are long", "Two more now"), 1)


# Surveys

counts = st.lists(st.integers(0, 40), min_size=1, max_size=6)


@given(counts)
def test_no_small_count_is_shown_nor_told_by_the_sum(found: list[int]) -> None:
    shown = hidden(found)
    for count, said in zip(found, shown, strict=True):
        assert said is None or said == count
        assert not (said is not None and 0 < said < 8)
    gone = sum(count for count, said in zip(found, shown, strict=True) if said is None)
    if None in shown:  # what is left out is of 8 or more, or it is everybody
        assert gone >= 8 or gone == sum(found)
    else:
        assert shown == found


def test_what_is_left_out_cannot_be_worked_out() -> None:
    """Every way to fill in what is hidden that fits the sum: no cell has one value only."""
    for found in ([1, 30, 12], [3, 3, 40], [7, 0, 9], [1, 1, 20]):
        shown = hidden(found)
        rest = sum(found) - sum(each for each in shown if each is not None)
        free = [n for n, each in enumerate(shown) if each is None]
        ways = [way for way in product(range(rest + 1), repeat=len(free)) if sum(way) == rest]
        for place in range(len(free)):
            assert len({way[place] for way in ways}) > 1, (found, shown)


@given(st.integers(0, 50), st.integers(0, 50))
def test_few_who_did_and_few_who_did_not_are_both_hidden(count: int, more: int) -> None:
    shown = alone(count, count + more)
    assert (shown is None) == (0 < count < 8 or 0 < more < 8)


def answer(code: str) -> dict[str, tuple[Any, ...]]:
    items = [item for item in by_name("gad-7").every if item.asks and item.required]
    return {item.id: (next(o.value for o in item.options if o.key == code),) for item in items}


async def test_an_anonymous_survey_joins_nobody_to_an_answer_and_shows_numbers_when_it_is_over(
    worker_db: Database, web_db: Database, clock: SetClock
) -> None:
    kept, now = Surveys(clock), clock.now()
    survey = Survey("", "How are you?", "gad-7", "people", True, now, now + timedelta(days=7))
    people = [await account(worker_db, f"p{n}", "self", "person", 100 + n) for n in range(9)]
    async with worker_db.transaction() as connection:
        made = await kept.open(connection, survey)
        assert await kept.open(connection, survey) == made
        with pytest.raises(BadInput, match="free words"):
            await kept.open(connection, replace(survey, title="Free", instrument="functional-self"))
    survey = replace(survey, id=made)
    for number, each in enumerate(people):
        async with worker_db.transaction(each.id) as connection:
            assert made in [found.id for found in await surveys.waiting(connection, each, now)]
            await kept.give(connection, each, made, answer("0" if number else "3"))
    with pytest.raises(Conflict, match="already"):
        async with worker_db.transaction(people[0].id) as connection:
            await kept.give(connection, people[0], made, answer("0"))
    staff = await account(worker_db, "carla", "coordinator")
    with pytest.raises(Refused):
        async with worker_db.transaction(staff.id) as connection:
            await kept.give(connection, staff, made, answer("0"))
    async with worker_db.transaction() as connection:
        assert {row["account_id"] for row in await connection.fetch("SELECT account_id FROM care.survey_answer")} == {
            None
        }
        assert await surveys.result(connection, survey, clock.now()) is None
        clock.set(survey.closes)
        result = await surveys.result(connection, survey, clock.now())
    assert result
    assert result.answered == 9
    assert all(
        said is None or said == 0 for tally in result.tallies for _, said in tally.answers
    )  # 8 and 1: both hidden
    with pytest.raises(Exception, match="permission denied"):
        async with web_db.transaction(staff.id) as connection:
            await connection.fetch("SELECT * FROM care.survey_answer")
    with pytest.raises(Conflict, match="over"):
        late = await account(worker_db, "late", "self", "person", 999)
        async with worker_db.transaction(late.id) as connection:
            await kept.give(connection, late, made, answer("0"))


async def test_too_few_answers_show_nothing(worker_db: Database, clock: SetClock) -> None:
    kept, now = Surveys(clock), clock.now()
    survey = Survey("", "Few", "gad-7", "both", True, now, now + timedelta(days=1))
    one = await account(worker_db, "one", "coordinator")
    async with worker_db.transaction(one.id) as connection:
        made = await kept.open(connection, survey)
        await kept.give(connection, one, made, answer("3"))
        result = await surveys.result(connection, replace(survey, id=made), survey.closes)
    assert result
    assert (result.answered, result.tallies) == (None, ())


# The log and the groups


async def test_an_improvement_is_measured_before_it_is_adopted_and_everybody_reads_it(
    worker_db: Database, web_db: Database, clock: SetClock
) -> None:
    carla, kept = await account(worker_db, "carla", "coordinator"), Improvements(clock)
    async with worker_db.transaction(carla.id) as connection:
        made = await kept.propose(connection, "trust", Idea("k", "Call sooner", "Call on the day", "home"), ["home"])
        assert (
            await kept.propose(connection, "trust", Idea("k", "Call sooner", "Call on the day", "home"), ["home"])
            == made
        )
        with pytest.raises(BadInput, match="aim"):
            await kept.propose(connection, "trust", Idea("x", "Y", "Z", "moon"), ["home"])

    async def take(version: int, *took: Any) -> None:
        async with worker_db.transaction(carla.id) as connection:
            await kept.take(connection, carla, "trust", made, Took(*took), version)

    with pytest.raises(BadInput, match="cannot follow"):
        await take(1, "adopted", "It is good")
    await take(1, "test", "Two weeks on one ward")
    with pytest.raises(BadInput, match="has numbers"):
        await take(2, "measure", "It went well")
    measured = ("measure", "Fewer came back", "came back in 30 days", Decimal("12.5"), Decimal(8), "%")
    outcomes = await asyncio.gather(*(take(2, *measured) for _ in range(2)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in outcomes) == ["Conflict", "NoneType"]
    clock.set(clock.now() + timedelta(days=1))
    await take(3, "adopted", "On all wards from February")
    async with web_db.transaction() as connection:
        (found,) = await improvements.log(connection)
    assert [step.state for step in found.steps] == ["idea", "test", "measure", "adopted"]
    assert found.numbers
    assert (found.numbers.before, found.numbers.after) == (Decimal("12.5"), Decimal(8))
    assert {step.by for step in found.steps} == {"trust"}


async def test_a_group_has_members_meetings_papers_and_one_set_of_minutes(worker_db: Database, clock: SetClock) -> None:
    kept, at = Groups(clock), clock.now() + timedelta(days=3)
    async with worker_db.transaction() as connection:
        await kept.begin(connection, "g", "Older people", "To be heard", "people")
        for _ in range(2):
            await kept.join(connection, "g", "Edith", "People with dementia")
            meeting = await kept.meet(connection, "g", at, "Town Hall", "Buses")
            await kept.add_paper(connection, meeting, Letter("buses.txt", "text/plain", b"More buses"))
        await kept.minute(connection, meeting, "More buses are wanted", 1)
        with pytest.raises(Conflict):
            await kept.minute(connection, meeting, "Other", 1)
        (group,) = await groups.groups(connection)
    assert [member.name for member in group.members] == ["Edith"]
    (held,) = group.meetings
    papers: Sequence[groups.Paper] = held.papers
    assert ([paper.title for paper in papers], held.minutes) == (["buses.txt"], "More buses are wanted")


async def test_who_wants_to_comes_to_a_focus_group_while_there_are_places(worker_db: Database, clock: SetClock) -> None:
    kept, at = Groups(clock), clock.now() + timedelta(days=3)
    people = [await account(worker_db, f"p{n}", "self", "person", 100 + n) for n in range(3)]
    staff = await account(worker_db, "carla", "coordinator")
    async with worker_db.transaction() as connection:
        await kept.begin(connection, "f", "Evenings", "When are we there for you?", "people", places=2)

    async def comes(who: Account) -> None:
        async with worker_db.transaction(who.id) as connection:
            await kept.come(connection, who, "f", who.username)

    with pytest.raises(Conflict, match="no place left"):  # no time is set yet
        await comes(people[0])
    async with worker_db.transaction() as connection:
        meeting = await kept.meet(connection, "f", at, "", "What would you lose?")
    with pytest.raises(Refused):
        await comes(staff)
    outcomes = await asyncio.gather(*(comes(who) for who in people), return_exceptions=True)
    assert sorted(type(each).__name__ for each in outcomes) == ["Conflict", "NoneType", "NoneType"]
    await comes(first := people[next(n for n, each in enumerate(outcomes) if each is None)])  # again: nothing changes
    async with worker_db.transaction() as connection:
        await kept.stay_away(connection, first, "f")
    await comes(people[next(n for n, each in enumerate(outcomes) if each)])
    clock.set(at)
    with pytest.raises(Conflict):
        await comes(first)
    async with worker_db.transaction() as connection:
        await kept.minute(connection, meeting, "Evenings", 1)
        (group,) = await groups.groups(connection)
    assert (len(group.members), group.free(clock.now())) == (2, 0)
