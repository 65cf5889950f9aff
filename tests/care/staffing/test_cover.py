"""Cover holds from the first day's beginning to the last day's end, through the changes of the clocks, once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care.staffing.cover import Absence, Away, Cover, absences, acting, covered_by, standing_in, whole_days
from tests.care.place import Place

ZONES = [ZoneInfo(name) for name in ("Europe/London", "America/New_York", "Pacific/Auckland", "America/Havana")]
days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
TINY = timedelta(microseconds=1)


@given(first=days, length=st.integers(0, 40), zone=st.sampled_from(ZONES))
def test_whole_days_hold_every_instant_of_their_days_and_no_other(first: date, length: int, zone: ZoneInfo) -> None:
    last = first + timedelta(days=length)
    since, until = whole_days(first, last, zone)
    away = Absence("a", "carla", "colin", since, until)
    assert away.holds(since)
    assert not away.holds(until)
    assert not away.holds(since - TINY)
    for instant in (since, since - TINY, until - TINY, until):
        local = instant.astimezone(zone).date()
        assert away.holds(instant) == (first <= local <= last), (instant, local)


@given(first=days, zone=st.sampled_from(ZONES), lengths=st.lists(st.integers(0, 9), min_size=2, max_size=6))
def test_absences_one_after_the_other_hold_at_every_instant_exactly_once(
    first: date, zone: ZoneInfo, lengths: list[int]
) -> None:
    found, day = [], first
    for number, length in enumerate(lengths):
        found.append(Absence(str(number), "carla", None, *whole_days(day, day + timedelta(days=length), zone)))
        day += timedelta(days=length + 1)
    at = found[0].since
    while at < found[-1].until:
        assert sum(each.holds(at) for each in found) == 1, at
        at += timedelta(minutes=47)


names = st.sampled_from(["a", "b", "c", "d"])
instants = st.integers(0, 20).map(lambda hours: datetime(2026, 3, 28, 12, tzinfo=UTC) + timedelta(hours=hours))


@st.composite
def some(draw: st.DrawFn) -> list[Absence]:
    found: list[Absence] = []
    for number in range(draw(st.integers(0, 6))):
        who, since, hours = draw(names), draw(instants), draw(st.integers(1, 10))
        cover = draw(st.one_of(st.none(), st.sampled_from([name for name in "abcd" if name != who])))
        new = Absence(str(number), who, cover, since, since + timedelta(hours=hours))
        if not any(o.practitioner == who and o.since < new.until and new.since < o.until for o in found):
            found.append(new)
    return found


@given(found=some(), at=instants)
def test_whoever_acts_is_there_and_everybodys_work_is_one_persons_or_nobodys(
    found: list[Absence], at: datetime
) -> None:
    away = {each.practitioner for each in found if each.holds(at)}
    for name in "abcd":
        who = acting(found, name, at)
        assert who is None or who not in away
        assert (who == name) == (name not in away)
        carriers = [other for other in "abcd" if name in covered_by(found, other, at)]
        assert carriers == ([who] if who and who != name else [])


async def test_an_absence_is_kept_once_and_ends_early(worker_db: Database, clock: SetClock) -> None:
    place = Place(worker_db, clock)
    await place.set_up()
    carla, petra = (
        await place.account("carla", "zone-1", "coordinator"),
        await place.account("petra", "zone-2", "manager"),
    )
    cover = Cover(clock)
    since, until = whole_days(date(2026, 1, 15), date(2026, 1, 20), ZoneInfo("Europe/London"))
    away = Away("carla", "colin", since, until, "Leave")
    async with worker_db.transaction(carla.id) as connection:
        made = await cover.plan(connection, carla, away)
        assert await cover.plan(connection, carla, away) == made
        assert await standing_in(connection, "colin", clock.now()) == ["carla"]
        with pytest.raises(Conflict):
            await cover.plan(connection, carla, replace(away, until=until + timedelta(days=1)))
        with pytest.raises(BadInput, match="not of this team"):
            await cover.plan(connection, carla, replace(away, cover="petra"))
        with pytest.raises(BadInput, match="over before it begins"):
            await cover.plan(connection, carla, replace(away, until=since))
        with pytest.raises(Refused):
            await cover.plan(connection, carla, replace(away, practitioner="colin", cover="carla"))
        with pytest.raises(NotFound):
            await cover.plan(connection, petra, away)
        clock.advance(timedelta(days=1))
    async with worker_db.transaction(carla.id) as connection:
        await cover.end(connection, carla, made)
        await cover.end(connection, carla, made)
        assert await standing_in(connection, "colin", clock.now()) == []
        assert [each.until for each in await absences(connection, since)] == [clock.now()]
