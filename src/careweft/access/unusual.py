"""Unusual looks: found in the audit by rules, judged by a privacy officer.

Looks at a whole record (not at a list) by staff are flagged where the person has the surname or the address of who
looked, is a colleague or themselves, where the glass was broken, and where one account opened many records in an hour.
"""

from dataclasses import dataclass
from datetime import datetime

from careweft.base.db import Connection
from careweft.base.errors import Conflict

MANY_IN_AN_HOUR = 50
KINDS = {
    "break-glass": "Opened in an emergency",
    "own-record": "Their own record",
    "same-surname": "Same surname",
    "same-address": "Same address",
    "colleague": "A colleague",
    "many-people": "Many people's records in an hour",
}


@dataclass(frozen=True)
class Flag:
    """Something to judge: who looked at whom (person 0: at many), why that is unusual, how often that day."""

    id: int
    person_id: int
    person: str
    account: str
    parties: list[str]
    kind: str
    at: datetime
    times: int
    why: str
    reviewed: datetime | None
    reviewer: str | None
    justified: bool | None
    note: str


async def find(connection: Connection, many: int = MANY_IN_AN_HOUR) -> int:
    """Flag what is unusual among the looks since the last time; how many flags that made or added to."""
    return int(await connection.fetchval("SELECT access.flag_unusual($1)", many))


async def flags(connection: Connection, *, only_open: bool = True, most: int = 200) -> list[Flag]:
    """What the acting account, as privacy officer, may judge; its own looks are for another one."""
    return [Flag(*row) for row in await connection.fetch("SELECT * FROM access.flags($1, $2)", only_open, most)]


async def judge(connection: Connection, flag: int, justified: bool, note: str) -> None:
    """Keep what was found. Raises Conflict where there is no such open flag to judge."""
    if not await connection.fetchval("SELECT access.judge($1, $2, $3)", flag, justified, note):
        raise Conflict("this has been judged already, or is not yours to judge")
