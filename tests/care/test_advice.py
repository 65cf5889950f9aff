"""The line for advice: by rota alone, once for each form, with the person's own team when it is there again."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from careweft.access.accounts import Account
from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care import teams
from careweft.care.advice import AdviceLine, Advised, Route, Terms
from careweft.care.durations import Duration
from careweft.care.entry.receive import Intake, Somebody
from careweft.care.monitoring.rota import Rota, Shift
from careweft.care.record import Record
from careweft.care.tasks import Step
from careweft.people.index import Index
from tests.care.place import ZONE, Place, act

NIGHT = Shift("night", "Nurses at night", ("every-day",), time(18), time(8), "advice-nurse", "line")
FREE = Shift("free", "Nurses on free days", ("weekends", "holidays"), time(8), time(18), "advice-nurse", "line")
ROUTES = {"home": Route("Look after it at home"), "emergency": Route("Call an ambulance", urgent=True)}
TERMS = Terms("Nurse advice", "555", "coordinator", Duration(4, "hour"), "manager", ROUTES, Rota((NIGHT, FREE)))
EDITH = Somebody("Marsh", "Edith", date(1941, 3, 2), practice="gp-01")
SAID = Advised("May I take two?", "No, one.", "home")
FRIDAY_NIGHT = datetime(2026, 1, 16, 23, tzinfo=UTC)


class Line(Place):
    """A place with a line, its nurse and a coordinator of the practice's team."""

    async def open(self) -> None:
        await self.set_up()
        async with self.database.transaction() as connection:
            nurse = teams.Practitioner("nell", "Nell", "line", "advice-nurse", None)
            await teams.set_up(connection, [teams.Team("line", "Line", "maria")], [], [nurse])
        self.nell = await self.account("nell", "line", "advice-nurse")
        self.carla = await self.account("carla", "zone-1", "coordinator")
        record = Record(self.store, self.clock)
        self.line = AdviceLine(record, Intake(record, Index(), self.clock), ZONE, TERMS)

    async def call(self, by: Account, key: str = "k") -> str:
        return str(await act(self.database, by, self.line, "take", EDITH, key))

    async def advise(self, call: str, said: Advised = SAID, by: Account | None = None) -> None:
        await act(self.database, by or self.nell, self.line, "advise", call, said)


@pytest.fixture
async def place(worker_db: Database, clock: SetClock) -> Line:
    clock.set(FRIDAY_NIGHT)
    made = Line(worker_db, clock)
    await made.open()
    return made


async def test_only_whoever_is_on_call_takes_it_and_a_form_sent_twice_is_one_call(place: Line) -> None:
    assert await place.call(place.nell) == await place.call(place.nell)
    assert await place.rows("care.task", "code, practitioner") == [("advice-call", "nell")]
    with pytest.raises(Refused, match="answered by: Nurses at night"):
        await place.call(place.carla, "other")
    place.clock.set(datetime(2026, 1, 19, 10, tzinfo=UTC))
    with pytest.raises(Refused, match="nobody answers this line now"):
        await place.call(place.nell, "by day")
    place.line = AdviceLine(place.line._record, place.line._intake, ZONE, None)
    with pytest.raises(NotFound, match="there is no line"):
        await place.call(place.nell, "none")


async def test_the_own_team_has_it_on_its_next_morning_and_the_person_reads_it(place: Line) -> None:
    call = await place.call(place.nell)
    for wrong in (Advised("", "No", "home"), Advised("May I?", "No", "nowhere")):
        with pytest.raises(BadInput):
            await place.advise(call, wrong)
    with pytest.raises((NotFound, Refused)):
        await place.advise(call, by=place.carla)
    with pytest.raises(Refused, match="page of the call"):
        await act(place.database, place.nell, place.tasks, "step", call, Step("completed"))
    await place.advise(call)
    with pytest.raises((Conflict, NotFound)):
        await place.advise(call)
    monday = datetime(2026, 1, 19, 8, tzinfo=UTC)
    told = "Nurse advice. You asked: May I take two? We said: No, one. Look after it at home."
    assert [row[1] for row in await place.rows("care.notice", "recipient, message")] == [told]
    columns = "code, status, team, held_until"
    held = ("read-advice", "on-hold", "zone-1", monday)
    assert await place.rows("care.task", columns) == [("advice-call", "completed", "line", None), held]
    for at, status in ((datetime(2026, 1, 19, 7, 59, tzinfo=UTC), "on-hold"), (monday, "requested")):
        place.clock.set(at)
        await place.settle()
        assert [row[1] for row in await place.rows("care.task", columns)] == ["completed", status]


async def test_where_the_line_is_never_closed_the_own_team_has_it_at_once(place: Line) -> None:
    always = Shift("all", "Nurses", ("every-day",), time(0), time(0), "advice-nurse", "line")
    terms = replace(TERMS, rota=Rota((always,)))
    place.line = AdviceLine(place.line._record, place.line._intake, ZONE, terms)
    await place.advise(await place.call(place.nell))
    assert ("read-advice", "requested") in await place.rows("care.task", "code, status")


async def test_what_is_urgent_waits_for_nobody(place: Line) -> None:
    await place.advise(await place.call(place.nell), Advised("My chest hurts", "An ambulance comes", "emergency"))
    assert ("read-advice", "requested", True) in await place.rows("care.task", "code, status, urgent")
