"""What a model says of reminders: of gaps in care, which leave once a day, and who calls or writes instead."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from careweft.base.db import Connection
from careweft.care import reminders
from careweft.care.assessment.due import before
from careweft.care.record import Record
from careweft.care.reminders import Reminder
from careweft.models.grammar import DurationText, EveryText, Name, Part
from careweft.population import gaps

if TYPE_CHECKING:
    from careweft.models.file import Model

_MOST = 500


class Remind(Part):
    """How those who have a gap in care are reminded of it: in plain words, and again after how long."""

    plain: dict[Literal["en", "pl", "ar"], str] = Field(description="by language; English for who reads another")
    every: EveryText


class Reminders(Part):
    """Who reminds those who would rather have a call or a letter, or have neither page nor texts, and by when; and from
    what local time on reminders of gaps in care leave."""

    by: Name
    within: DurationText
    at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "09:00"


def faults(model: "Model") -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What does not agree."""
    for name, remind in _told(model):
        path = ("gaps", name, "remind")
        if model.reminders is None:
            yield path, "nobody reminds who would rather have a call; expected a section `reminders`"
        if "en" not in remind.plain:
            yield (*path, "plain"), "there are no English words"
        if remind.every.unit in ("weekday", "working day"):
            yield (*path, "every"), "weekdays cannot be counted back; expected days, weeks, months or years"


def terms(model: "Model") -> reminders.Terms | None:
    """What care needs to know; None where the model says nothing."""
    return reminders.Terms(model.reminders.by, model.reminders.within) if model.reminders else None


def _told(model: "Model") -> Iterator[tuple[str, Remind]]:
    return ((name, gap.remind) for name, gap in model.gaps.items() if gap.remind)


class GapReminders:
    """Reminds people of their gaps in care, as the active models say."""

    def __init__(self, record: Record, zone: ZoneInfo, models: Callable[[], Sequence["Model"]]) -> None:
        self._record, self._zone, self._models = record, zone, models
        self._done: date | None = None

    async def tick(self, connection: Connection) -> None:
        """Once a day, from the model's time on: those who have a gap and were not reminded of it for as long as it
        says. The key is the gap, the person and the day; many are reminded in several turns."""
        now = self._record.clock.now()
        local, left = now.astimezone(self._zone), False
        if local.date() == self._done:
            return
        for model in self._models():
            if model.reminders and local.time() < time.fromisoformat(model.reminders.at):
                left = left or any(_told(model))
                continue
            for name, remind in _told(model):
                since = before(remind.every, now, self._zone)
                people = await gaps.unreminded(connection, model.id, name, since, _MOST)
                left = left or len(people) == _MOST
                await self._remind(connection, model, (name, remind), people, now)
        self._done = None if left else local.date()

    async def _remind(
        self, connection: Connection, model: "Model", gap: tuple[str, Remind], people: Sequence[int], now: datetime
    ) -> None:
        name, remind = gap
        words = {str(language): text for language, text in remind.plain.items()}
        for person, subject in (await self._record.patients(connection, people)).items():
            key = f"{model.id}/gap/{name}/{subject}/{now.astimezone(self._zone).date()}"
            told = Reminder(key, person, subject, subject, lambda spoken: words.get(spoken, words["en"]))
            await reminders.remind(connection, self._record, told, terms(model), self._zone)
        await gaps.remind(connection, model.id, name, people, now)
