"""Reminding people of what is coming or due: on their page, in the language that they read; by text where they want
texts (careweft.care.texts); by a call or a letter where they would rather have that, or have neither page nor texts.

The key is that of the reminder: reminding again writes the same Communication and the same Task.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from careweft.base.db import Connection
from careweft.care import teams
from careweft.care.appointments.preferences import REMINDERS, TEXTS
from careweft.care.durations import Duration
from careweft.care.record import Record
from careweft.care.resources import communication, id_of, task

BEGINS: Final = {"en": "Reminder: ", "pl": "Przypomnienie: ", "ar": "تذكير: "}
"""How a reminder begins, in each language that there are pages in."""
_AT: Final = {
    "en": "{0:%A} {0.day} {0:%B} at {0:%H:%M}",
    "pl": "{0:%d.%m.%Y} o {0:%H:%M}",
    "ar": "{0:%d/%m/%Y} الساعة {0:%H:%M}",
}
_TITLES: Final = {"call": "Call and remind", "letter": "Write and remind"}
_HOW: Final = """
SELECT (SELECT language FROM access.account WHERE person_id = $1 AND kind = 'person' ORDER BY id LIMIT 1) AS language,
    (SELECT value FROM care.preference WHERE person_id = $1 AND kind = $2 LIMIT 1) AS way,
    EXISTS (SELECT FROM care.preference WHERE person_id = $1 AND kind = $3) AS texts
"""


@dataclass(frozen=True)
class Terms:
    """Which role calls or writes to those who would rather have that, and by when."""

    by: str
    within: Duration


@dataclass(frozen=True)
class Reminder:
    """Of what somebody is reminded: what makes it one, about which record, and its words in a language."""

    key: str
    person_id: int
    subject: str
    about: str
    words: Callable[[str], str]


async def remind(
    connection: Connection, record: Record, reminder: Reminder, terms: Terms | None, zone: ZoneInfo
) -> None:
    """Remind somebody in their language and in the way that they like."""
    how, now = await connection.fetchrow(_HOW, reminder.person_id, REMINDERS, TEXTS), record.clock.now()
    assert how is not None  # it asks no table
    language = how["language"] if how["language"] in BEGINS else "en"
    text, to = BEGINS[language] + reminder.words(language), f"person/{reminder.person_id}"
    told = communication(id_of(reminder.key), reminder.subject, reminder.about, to, text, now)
    await record.write(connection, reminder.person_id, told)
    way = how["way"] or ("page" if how["texts"] or how["language"] is not None else "call")
    if terms and way in _TITLES:
        content = {
            "code": f"remind-by-{way}",
            "title": f"{_TITLES[way]}: {reminder.words('en')}",
            "role": terms.by,
            "team": await teams.of_person(connection, reminder.person_id),
            "practitioner": None,
            "due": terms.within.after(now, zone).isoformat(),
            "escalate": "",
            "urgent": False,
            "why": text,
        }
        made = task(id_of(f"{reminder.key}/{way}"), reminder.subject, reminder.about, content, now)
        await record.write(connection, reminder.person_id, made)


def when(local: datetime, language: str) -> str:
    """A local time as people of a language write it."""
    return _AT[language].format(local)
