"""The steps of a scenario in which a team meets, or somebody of it is away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from careweft.care.meetings import reading
from careweft.care.meetings.meetings import Decision
from careweft.care.staffing.cover import Away
from careweft.models import scenario as script

if TYPE_CHECKING:
    from careweft.models.player import Player

STEPS = (script.Meet, script.Discuss, script.Absent)


async def act(player: Player, step: script.Meet | script.Discuss | script.Absent) -> None:
    """Do a step as the member of staff whom it names, as the pages do it."""
    engine, now, zone = player.engine, player.clock.now(), player.engine.zone
    by = step.absent if isinstance(step, script.Absent) else step.by
    async with player.acting(by) as (connection, account):
        if isinstance(step, script.Absent):
            away = Away(step.absent, step.cover, now, step.lasting.after(now, zone))
            await engine.cover.plan(connection, account, away)
            return
        series = player.series(step.meet if isinstance(step, script.Meet) else step.meeting)
        if isinstance(step, script.Meet) and not step.ends:
            await engine.meetings.open(connection, account, series, step.team, engine.facts_of)
            return
        meeting = await reading.upcoming(connection, series, step.team, now, zone)
        if isinstance(step, script.Meet):
            await engine.meetings.close(connection, account, meeting.id)
            return
        person = await player.person_id(connection, step.discuss) or 0
        if step.note:
            await engine.meetings.write(connection, account, meeting.id, person, "said", step.note, 0)
        if step.decides:
            due = step.within.after(now, zone)
            decision = Decision(step.decides, step.decides, step.role or by, step.to, due)
            await engine.meetings.decide(connection, account, meeting.id, person, decision)
