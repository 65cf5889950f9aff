"""The steps of a scenario that are about the line for advice: a call is taken, and advice is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, Tag

from careweft.base.errors import BadInput, CareweftError
from careweft.care.advice import CALL, Advised
from careweft.care.entry.receive import Somebody
from careweft.models.grammar import At, Name

if TYPE_CHECKING:
    from careweft.models.player import Player


class TakesCall(At):
    """Somebody answers the line when a person calls."""

    calls_line: Name = Field(alias="calls-line")
    by: Name
    refused: bool = False


class GivesAdvice(At):
    """Whoever took a person's call says what was asked and advised, and where it leads."""

    advice_to: Name = Field(alias="advice-to")
    by: Name
    asked: str
    said: str
    route: Name
    refused: bool = False


STEPS = (TakesCall, GivesAdvice)
AdviceStep = Annotated[TakesCall, Tag("<calls-line>")] | Annotated[GivesAdvice, Tag("<advice-to>")]
KEYS = {"calls-line": "a person calls for advice", "advice-to": "advice is given in a call"}


async def act(player: Player, step: Any) -> None:
    """Do one step."""
    try:
        await _act(player, step)
    except CareweftError:
        if not step.refused:
            raise
        return
    if step.refused:
        raise BadInput("this was possible", expected="that it is refused")


async def _act(player: Player, step: TakesCall | GivesAdvice) -> None:
    line = player.engine.advice
    async with player.acting(step.by) as (connection, account):
        if isinstance(step, TakesCall):
            told = player.person(step.calls_line)
            player.sent += 1
            who = Somebody(told.family, told.given, told.born, told.nhs, told.postcode, told.practice, told.sex)
            await line.take(connection, account, who, f"scenario/{player.sent}")
            return
        calls = await player.tasks(connection, step.advice_to, CALL, "open")
        if not calls:
            raise BadInput(f"nobody took a call of {step.advice_to}")
        await line.advise(connection, account, calls[0].id, Advised(step.asked, step.said, step.route))
