"""What a person has now: who leads, what services there are and which are paused, what is to be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from careweft.base.db import Connection
from careweft.care.effects import holds
from careweft.care.reactions import Facts, open_case
from careweft.care.tasks import Filter, Task, worklist


@dataclass(frozen=True)
class Service:
    """A service that the person has now; `weekly_pence` None where nobody says what it costs."""

    record: str
    kind: str
    organisation: str
    since: datetime
    weekly_minutes: int | None
    weekly_pence: int | None
    paused: bool


@dataclass(frozen=True)
class Package:
    """The package: `team` and `coordinator` are empty where there is no open case."""

    case: str
    team: str
    coordinator: str
    since: datetime | None
    services: list[Service]
    to_do: list[Task]


async def package(connection: Connection, person_id: int, facts: Facts, at: datetime) -> Package:
    """The package of a person as at an instant; `facts` are the person's."""
    case = open_case(facts, at) or {}
    paused = await holds(connection, person_id, at)
    return Package(
        case.get("record", ""),
        case.get("team") or "",
        case.get("coordinator") or "",
        case.get("start"),
        [_service(row, paused) for row in facts.get("service", ()) if _given(row, at)],
        await worklist(connection, Filter(person_id=person_id)),
    )


def _given(row: Mapping[str, Any], at: datetime) -> bool:
    begun = row["start"] is not None and row["start"] <= at
    return begun and row["status"] in ("active", "on-hold") and (row["finish"] is None or at < row["finish"])


def _service(row: Mapping[str, Any], paused: set[str]) -> Service:
    return Service(
        row["record"],
        row["kind"],
        row["organisation"] or "",
        row["start"],
        row["weekly_minutes"],
        row["weekly_pence"],
        row["record"] in paused or row["status"] == "on-hold",
    )
