"""The packages of care that a pool pays for, as the place knows them now: from facts, with the pauses.

A package that the place itself paused (care.effect, when a person was admitted) is paused for exactly those times.
For any other, a source's status 'on-hold' counts from when it was heard until it was heard to be otherwise, because
no source says it better. Nothing is paid after the day of death, for a service that is planned or of unknown status,
or where there is no price.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import asyncpg

from careweft.base.db import Connection
from careweft.money.calendar import DAY, Period, gaps
from careweft.money.pool.agreement import Pool
from careweft.money.pool.package import Package, active_days

Key = tuple[int, str]

_GIVEN = """
SELECT s.person_id, s.record || CASE s.n WHEN 0 THEN '' ELSE '#' || s.n END AS record, s.record AS service,
    s.kind, coalesce(s.organisation, 'unknown') AS organisation, s.weekly_pence AS weekly, s.start,
    coalesce(s.finish, CASE s.status WHEN 'ended' THEN s.known_from END) AS finish, p.died
FROM facts.service s LEFT JOIN facts.person p ON p.person_id = s.person_id AND p.known_to = 'infinity'
WHERE s.known_to = 'infinity' AND s.kind = ANY($1) AND s.weekly_pence > 0
    AND s.status IN ('active', 'on-hold', 'ended') AND s.start IS NOT NULL ORDER BY s.person_id, record
"""
_HOLDS = """
SELECT person_id, content ->> 'service' AS service, kind, at FROM care.effect
WHERE person_id = ANY($1) AND kind IN ('pause', 'resume') AND state = 'applied' ORDER BY at, key
"""
_HEARD = """
SELECT person_id, record AS service, known_from, known_to FROM facts.service
WHERE person_id = ANY($1) AND status = 'on-hold' ORDER BY known_from
"""


async def packages(connection: Connection, agreed: Sequence[Pool], zone: ZoneInfo) -> dict[Key, Package]:
    """Every package that a pool's agreements pay for, with its active days while one of them does."""
    paid: dict[str, list[Period]] = defaultdict(list)
    for pool in agreed:
        for service in pool.services:
            paid[service].append(pool.in_force)
    unpaid = {service: gaps(Period(date.min, date.max), periods) for service, periods in paid.items()}
    rows = await connection.fetch(_GIVEN, sorted(paid))
    pauses = await _pauses(connection, sorted({row["person_id"] for row in rows}), zone)
    return {
        (row["person_id"], row["record"]): _package(
            row, [*unpaid[row["kind"]], *pauses.get((row["person_id"], row["service"]), ())], zone
        )
        for row in rows
    }


def _package(row: asyncpg.Record, pauses: Sequence[Period], zone: ZoneInfo) -> Package:
    ends = [_day(row["finish"], zone)] if row["finish"] else [date.max]
    if row["died"]:
        ends.append(_day(row["died"], zone) + DAY)
    given = Period(_day(row["start"], zone), min(ends))
    return Package(
        row["person_id"],
        row["record"],
        row["kind"],
        row["organisation"],
        row["weekly"],
        active_days(given, pauses),
    )


async def _pauses(connection: Connection, people: Sequence[int], zone: ZoneInfo) -> dict[Key, list[Period]]:
    heard: dict[Key, list[Period]] = defaultdict(list)
    for row in await connection.fetch(_HEARD, people):
        heard[row["person_id"], row["service"]].append(
            Period(_day(row["known_from"], zone), _day(row["known_to"], zone))
        )
    held: dict[Key, list[asyncpg.Record]] = defaultdict(list)
    for row in await connection.fetch(_HOLDS, people):
        held[row["person_id"], row["service"]].append(row)
    return dict(heard) | {key: list(_held(changes, zone)) for key, changes in held.items()}


def _held(changes: Sequence[asyncpg.Record], zone: ZoneInfo) -> Iterator[Period]:
    since: datetime | None = None
    for change in changes:
        if change["kind"] == "pause":
            since = since or change["at"]
        elif since is not None:
            yield Period(_day(since, zone), _day(change["at"], zone))
            since = None
    if since is not None:
        yield Period(_day(since, zone), date.max)


def _day(when: datetime, zone: ZoneInfo) -> date:
    """The day of an instant in the zone; the end of time stays the end of time."""
    return when.astimezone(zone).date() if when.year < date.max.year else date.max
