"""Surveys: an instrument that many answer, once each, and numbers in which nobody can be found.

Where a survey is anonymous, that somebody answered and what was answered stand in two tables that nothing joins, and
only questions with answers to choose from are asked: free words may tell who wrote them. Numbers are shown when the
survey is closed, so that nobody learns one answer from the difference of two looks, and none below `LEAST` is shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from careweft.access.accounts import Account
from careweft.base.clock import Clock
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care.assessment import library
from careweft.care.assessment.answers import Answer
from careweft.care.assessment.evaluate import evaluate, faults
from careweft.care.assessment.instrument import Coded, Instrument, Item, Value
from careweft.care.resources import id_of

LEAST: Final = 8
"""Counts below this are hidden."""


@dataclass(frozen=True)
class Survey:
    """A survey: what is asked of whom, until when."""

    id: str
    title: str
    instrument: str
    asks: str
    anonymous: bool
    opened: datetime
    closes: datetime

    def is_for(self, account: Account) -> bool:
        """Whether an account is asked."""
        return self.asks == "both" or self.asks == ("people" if account.kind != "staff" else "staff")


@dataclass(frozen=True)
class Tally:
    """A question with how often each answer was given; None where the number is hidden."""

    question: str
    answers: Sequence[tuple[str, int | None]]


@dataclass(frozen=True)
class Result:
    """What a survey found; `answered` is None, and there are no tallies, where too few answered."""

    answered: int | None
    tallies: Sequence[Tally]


class Surveys:
    """Opens surveys and takes answers."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def open(self, connection: Connection, new: Survey) -> str:
        """Open a survey; its id. One of the same name that opened at the same time is the same."""
        instrument = await library.find(connection, new.instrument)
        if not new.title.strip():
            raise BadInput("the survey has no name", where="title", expected="what people see it called")
        if new.closes <= self._clock.now():
            raise BadInput("the survey would be over already", where="closes", expected="a day to come")
        free = [item.text for item in instrument.every if item.asks and not _chooses(item)]
        if new.anonymous and free:
            raise BadInput(
                f"{free[0]!r} takes free words, which may tell who wrote them",
                where="instrument",
                expected="questions with answers to choose from, where anonymity is promised",
            )
        made = id_of(f"survey/{new.title.strip().casefold()}/{new.opened.isoformat()}")
        await connection.execute(
            "INSERT INTO care.survey (id, title, instrument, asks, anonymous, opened, closes) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
            made,
            new.title.strip(),
            new.instrument,
            new.asks,
            new.anonymous,
            new.opened,
            new.closes,
        )
        return made

    async def give(
        self, connection: Connection, by: Account, survey: str, given: Mapping[str, tuple[Value, ...]]
    ) -> None:
        """Answer a survey, once. Conflict the second time and when it is over; BadInput for what is missing."""
        found = await one(connection, survey)
        if found is None:
            raise NotFound("there is no such survey")
        if not found.is_for(by):
            raise Refused("this survey is for others")
        if not found.opened <= self._clock.now() < found.closes:
            raise Conflict("this survey is over")
        instrument = await library.find(connection, found.instrument)
        state = evaluate(instrument, {key: Answer(values) for key, values in given.items()})
        if wrong := faults(state):
            raise BadInput(wrong[0].text, where=wrong[0].key, expected="an answer")
        first = await connection.fetchval(
            "INSERT INTO care.survey_given (survey, account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING true",
            survey,
            by.id,
        )
        if not first:
            raise Conflict("you have answered this survey already")
        kept = {
            key: [_kept(value) for value in answer.values]
            for key, answer in state.answers.items()
            if key in given and answer.values
        }
        await connection.execute(
            "INSERT INTO care.survey_answer (survey, account_id, answers) VALUES ($1, $2, $3)",
            survey,
            None if found.anonymous else by.id,
            kept,
        )


async def one(connection: Connection, id_: str) -> Survey | None:
    """A survey."""
    row = await connection.fetchrow(
        "SELECT id, title, instrument, asks, anonymous, opened, closes FROM care.survey WHERE id = $1", id_
    )
    return Survey(*row) if row else None


async def surveys(connection: Connection, most: int = 50) -> list[Survey]:
    """Every survey, the latest first."""
    rows = await connection.fetch(
        "SELECT id, title, instrument, asks, anonymous, opened, closes FROM care.survey ORDER BY opened DESC, id "
        "LIMIT $1",
        most,
    )
    return [Survey(*row) for row in rows]


async def waiting(connection: Connection, account: Account, now: datetime) -> list[Survey]:
    """Open surveys that ask an account and that it did not answer yet."""
    given = {
        row["survey"]
        for row in await connection.fetch("SELECT survey FROM care.survey_given WHERE account_id = $1", account.id)
    }
    return [
        each
        for each in await surveys(connection)
        if each.is_for(account) and each.opened <= now < each.closes and each.id not in given
    ]


async def result(connection: Connection, survey: Survey, now: datetime, least: int = LEAST) -> Result | None:
    """What a survey found; None as long as it is open. Read as the system: single answers are nobody's to see."""
    if now < survey.closes:
        return None
    rows = await connection.fetch("SELECT answers FROM care.survey_answer WHERE survey = $1", survey.id)
    answers = [_mapping(row["answers"]) for row in rows]
    if len(answers) < least:
        return Result(None, ())
    instrument = await library.find(connection, survey.instrument)
    return Result(len(answers), tallies(instrument, answers, least))


def tallies(instrument: Instrument, answers: Sequence[Mapping[str, Sequence[Any]]], least: int = LEAST) -> list[Tally]:
    """How often each answer was chosen, with small numbers hidden."""
    found = []
    for item in instrument.every:
        if item.asks and _chooses(item):
            chosen = _YES_NO if item.type == "boolean" else [(option.key, option.text) for option in item.options]
            counts = [sum(1 for each in answers if code in each.get(item.id, ())) for code, _ in chosen]
            words = [text for _, text in chosen]
            if item.repeats:
                shown = [alone(count, len(answers), least) for count in counts]
            else:
                silent = len(answers) - sum(counts)
                shown = hidden([*counts, silent] if silent else counts, least)
                words += ["No answer"] if silent else []
            found.append(Tally(item.text, list(zip(words, shown, strict=True))))
    return found


def hidden(counts: Sequence[int], least: int = LEAST) -> list[int | None]:
    """Counts whose sum is known, with those of 1 to `least` - 1 left out, and as many more (the smallest first) as it
    takes that what is left out is `least` or more together: else the sum would tell it."""
    gone = {n for n, count in enumerate(counts) if 0 < count < least}
    for n in sorted(range(len(counts)), key=lambda n: (counts[n], n)) if gone else ():
        if sum(counts[each] for each in gone) < least and counts[n]:
            gone.add(n)
    return [None if n in gone else count for n, count in enumerate(counts)]


def alone(count: int, of: int, least: int = LEAST) -> int | None:
    """How many of a known number chose something: left out where few did, and where few did not."""
    return None if 0 < count < least or 0 < of - count < least else count


_YES_NO: Final = [("true", "Yes"), ("false", "No")]


def _chooses(item: Item) -> bool:
    return item.type == "boolean" or (item.type == "choice" and bool(item.options))


def _kept(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Coded():
            return value.code
    return str(value)


def _mapping(kept: Any) -> Mapping[str, Sequence[Any]]:
    found: Mapping[str, Sequence[Any]] = orjson.loads(kept) if isinstance(kept, str | bytes) else kept
    return found
