"""Comments: what somebody said to us, answered within the time that was promised, and what everybody may read of it.

Only who said it and the roles that answer read a comment. What is published is written for it: the comment in other
words, and the answer; whoever publishes says that neither tells who somebody is.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from careweft.access.accounts import Account
from careweft.base.clock import Clock
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care.durations import Duration
from careweft.care.resources import id_of

MOST: Final = 4000


@dataclass(frozen=True)
class Terms:
    """What the model of care promises: within what time a comment is answered, by which role, and who hears of it when
    it is late (a role, who may answer then too)."""

    within: Duration
    by: str
    escalate: str


@dataclass(frozen=True)
class Comment:
    """What somebody said."""

    id: str
    kind: str
    about: str
    text: str
    contact: str
    at: datetime
    due: datetime
    escalated: datetime | None
    answer: str
    answered: datetime | None
    answered_by: str
    version: int


@dataclass(frozen=True)
class Answered:
    """What everybody may read: the comment in other words, and what was answered."""

    asked: date
    answered: date
    about: str
    text: str
    answer: str


@dataclass(frozen=True)
class Said:
    """What somebody wants to say. `key` makes it one; `contact` is how to reach who has no log-in, if they wish."""

    key: str
    text: str
    about: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Public:
    """What everybody may read of a comment."""

    text: str
    answer: str


class Comments:
    """Takes and answers comments."""

    def __init__(self, clock: Clock, zone: ZoneInfo) -> None:
        self._clock, self._zone = clock, zone

    async def say(self, connection: Connection, by: Account | None, said: Said, terms: Terms) -> str:
        """Keep what somebody (None: nobody known) says; its id. The promise runs from now."""
        if not said.text.strip():
            raise BadInput("nothing is written", where="text", expected="what you want to tell us")
        if len(said.text) > MOST:
            raise BadInput("this is too long", where="text", expected=f"at most {MOST} letters")
        now = self._clock.now()
        made = id_of(f"comment/{said.key}")
        await connection.execute(
            "INSERT INTO care.comment (id, account_id, kind, about, text, contact, at, due, answerers) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
            made,
            by.id if by else None,
            "anybody" if by is None else "staff" if by.kind == "staff" else "person",
            said.about.strip()[:200],
            said.text.strip(),
            said.contact.strip()[:200],
            now,
            terms.within.after(now, self._zone),
            [terms.by],
        )
        return made

    async def answer(
        self, connection: Connection, by: Account, comment: str, text: str, public: Public | None, version: int
    ) -> None:
        """Answer, and (`public`) put words of it where everybody reads them. Conflict where somebody answered first."""
        row = await connection.fetchrow("SELECT * FROM care.comment WHERE id = $1 FOR UPDATE", comment)
        if row is None:
            raise NotFound("there is no such comment")
        if not by.roles & set(row["answerers"]):
            raise Refused("your role does not answer this", hint="Tell whoever answers comments here")
        if row["answered"] is not None or row["version"] != version:
            raise Conflict("somebody else answered this meanwhile", hint="Read their answer")
        if not text.strip():
            raise BadInput("there is no answer", where="answer", expected="what you say to them")
        if public is not None:
            for field, words in (("public-text", public.text), ("public-answer", public.answer)):
                _nobody_in(words, field)
        now = self._clock.now()
        await connection.execute(
            "UPDATE care.comment SET answer = $2, answered = $3, answered_by = $4, version = version + 1 WHERE id = $1",
            comment,
            text.strip(),
            now,
            by.display_name,
        )
        if public is not None:
            await connection.execute(
                "INSERT INTO care.answered (comment, asked, answered, about, text, answer) "
                "VALUES ($1, $2, $3, $4, $5, $6)",
                comment,
                row["at"].astimezone(self._zone).date(),
                now.astimezone(self._zone).date(),
                row["about"],
                public.text.strip(),
                public.answer.strip(),
            )

    async def escalate(self, connection: Connection, terms: Terms) -> int:
        """Let the next role answer what is late too, once each; how many that was."""
        done: int = await connection.fetchval(
            "WITH late AS (UPDATE care.comment SET escalated = base.now(), version = version + 1, "
            "answerers = answerers || CASE WHEN $1 = '' THEN ARRAY[]::text[] ELSE ARRAY[$1] END "
            "WHERE answered IS NULL AND escalated IS NULL AND due <= base.now() RETURNING 1) SELECT count(*) FROM late",
            terms.escalate,
        )
        return done


_COLUMNS = "id, kind, about, text, contact, at, due, escalated, answer, answered, answered_by, version"


async def to_answer(connection: Connection, *, answered: bool = False, most: int = 200) -> list[Comment]:
    """What the account's roles answer: what waits (late first), or what was answered (the latest first)."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM care.comment WHERE (answered IS NOT NULL) = $1 AND answerers && access.roles() "
        "ORDER BY CASE WHEN $1 THEN NULL ELSE due END, answered DESC, id LIMIT $2",
        answered,
        most,
    )
    return [Comment(*row) for row in rows]


async def one(connection: Connection, id_: str) -> Comment | None:
    """A comment that the account may read."""
    row = await connection.fetchrow(f"SELECT {_COLUMNS} FROM care.comment WHERE id = $1", id_)
    return Comment(*row) if row else None


async def mine(connection: Connection, account: int, most: int = 50) -> list[Comment]:
    """What an account said, the latest first."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM care.comment WHERE account_id = $1 ORDER BY at DESC, id LIMIT $2", account, most
    )
    return [Comment(*row) for row in rows]


async def published(connection: Connection, most: int = 100) -> list[Answered]:
    """What everybody may read, the latest answer first."""
    rows = await connection.fetch(
        "SELECT asked, answered, about, text, answer FROM care.answered ORDER BY answered DESC, comment LIMIT $1", most
    )
    return [Answered(*row) for row in rows]


async def in_time(connection: Connection, since: datetime) -> tuple[int, int, int]:
    """Of the comments since an instant: how many are answered or late, how many of these were answered in time, and how
    many still wait. Numbers only: every comment counts, whoever may read it."""
    row = await connection.fetchrow("SELECT * FROM care.comment_counts($1)", since)
    assert row
    return int(row["due"]), int(row["kept"]), int(row["waiting"])


_NUMBERS: Final = re.compile(r"\d(?:[ -]?\d){8,}|@|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")


def _nobody_in(text: str, field: str) -> None:
    """What everybody may read has no telephone or NHS number, e-mail or postcode. Names a human must look for."""
    if not text.strip():
        raise BadInput("there is nothing for everybody to read", where=field, expected="words without names")
    if found := _NUMBERS.search(text):
        raise BadInput(
            f"{found[0]!r} may tell who somebody is", where=field, expected="words without names and numbers"
        )
