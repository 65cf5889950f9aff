"""Keeping the directory: by CSV, and by a service itself."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from careweft.access.accounts import Account
from careweft.base.db import Connection
from careweft.base.errors import BadInput, Conflict, NotFound, Refused
from careweft.care.directory import search
from careweft.care.directory.service import Hours, Service, check, resources
from careweft.care.record import Record

SHARED: Final = 0
COLUMNS: Final = (
    "id", "name", "about", "organisation", "place", "postcode", "latitude", "longitude", "needs", "languages",
    "for_whom", "rule", "hours", "refer_by", "how", "phone", "places", "free", "waiting_days", "price_person",
    "price_payer", "currency", "unit",
)  # fmt: skip
"""The columns of a file; `needs`, `languages`, `hours` and `refer_by` hold several, with semicolons. Prices are in
whole units with a point, such as 4.50."""
_TEXTS: Final = ("id", "name", "about", "organisation", "place", "postcode", "for_whom", "rule", "how", "phone", "unit")


def parse(text: str, name: str) -> list[Service]:
    """The services of a CSV file. BadInput with file and line for the first that is wrong."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    if unknown := set(reader.fieldnames or ()) - set(COLUMNS):
        raise BadInput(
            f"{sorted(unknown)[0]!r} is not a column", where=f"{name}:1", expected=f"one of {', '.join(COLUMNS)}"
        )
    found = []
    for row in reader:
        where = f"{name}:{reader.line_num}"
        try:
            service = _service({key: (value or "").strip() for key, value in row.items() if key})
            check(service)
        except BadInput as wrong:
            raise BadInput(wrong.what, where=f"{where}: {wrong.where}", expected=wrong.expected) from wrong
        found.append(service)
    return found


def parse_positions(text: str, name: str) -> Iterator[tuple[str, float, float]]:
    """Postcodes or districts with latitude and longitude, from a CSV file with these three columns."""
    for number, row in enumerate(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))), 2):
        try:
            yield search.key(row["postcode"]), float(row["latitude"]), float(row["longitude"])
        except (KeyError, TypeError, ValueError) as wrong:
            raise BadInput(
                "this is not a place", where=f"{name}:{number}", expected="postcode,latitude,longitude"
            ) from wrong


class Directory:
    """Changes the directory, through the record."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def load(self, connection: Connection, services: list[Service]) -> int:
        """Keep services of a file; how many are new or changed. Free places count as said now."""
        changed = 0
        for service in services:
            before = await search.one(connection, service.id)
            counted = self._record.clock.now() if service.free is not None else None
            if before and (before.free, before.places) == (service.free, service.places):
                counted = before.counted
            made = resources(replace(service, counted=counted))
            changed += bool(await self._record.write(connection, SHARED, *made))
        return changed

    async def place(self, connection: Connection, positions: Iterator[tuple[str, float, float]]) -> None:
        """Say where postcodes are."""
        await connection.executemany(
            "INSERT INTO care.postcode (postcode, latitude, longitude) VALUES ($1, $2, $3) "
            "ON CONFLICT (postcode) DO UPDATE SET latitude = excluded.latitude, longitude = excluded.longitude",
            list(positions),
        )

    async def keep(self, connection: Connection, by: Account, service: Service, version: int) -> None:
        """A service changes its own entry, from the version that it saw."""
        await self._own(connection, by, service.id, version)
        check(service)
        now = self._record.clock.now() if service.free is not None else None
        made = resources(replace(service, counted=now))
        await self._record.write(connection, SHARED, made[0])
        await self._record.write(connection, SHARED, made[1], expected=version)

    async def count(
        self, connection: Connection, by: Account, id_: str, free: int | None, waiting_days: int | None, version: int
    ) -> None:
        """A service says how many places are free now and how long one waits."""
        service = await self._own(connection, by, id_, version)
        await self.keep(connection, by, replace(service, free=free, waiting_days=waiting_days), version)

    async def _own(self, connection: Connection, by: Account, id_: str, version: int) -> Service:
        found = await search.one(connection, id_)
        if found is None:
            raise NotFound("there is no such service")
        if found.organisation not in by.parties:
            raise Refused("another organisation keeps this entry", hint="Tell them what is wrong")
        if found.version != version:
            raise Conflict("somebody else changed this entry meanwhile", hint="Look at it again, then save yours")
        return found


def _service(row: Mapping[str, str]) -> Service:
    if not row.get("id"):
        raise BadInput("the service has no id", where="id", expected="a short code such as food-bank-quay")
    if not all((c.isascii() and c.isalnum()) or c in "-." for c in row["id"]) or len(row["id"]) > 58:
        raise BadInput(f"{row['id']!r} is no id", where="id", expected="letters, digits, - and ., at most 58")
    values: dict[str, Any] = {name: row.get(name, "") for name in _TEXTS}
    for name in ("needs", "languages", "refer_by"):
        values[name] = tuple(part.strip() for part in row.get(name, "").split(";") if part.strip())
    values |= {name: _whole(row.get(name, ""), name) for name in ("places", "free", "waiting_days")}
    values |= {name: minor(row.get(name, ""), name) for name in ("price_person", "price_payer")}
    values |= {name: _degrees(row.get(name, ""), name) for name in ("latitude", "longitude")}
    return Service(**values, hours=hours_of(row.get("hours", "")), currency=row.get("currency", "") or "GBP")


def hours_of(text: str) -> tuple[Hours, ...]:
    """Opening hours as `mon 09:00-17:00; tue 09:00-12:00`."""
    found = []
    for part in (each.strip() for each in text.replace("\n", ";").split(";")):
        if part:
            day, _, times = part.partition(" ")
            start, _, end = times.strip().partition("-")
            found.append(Hours(day[:3].lower(), start.strip(), end.strip()))
    return tuple(found)


def minor(text: str, where: str) -> int | None:
    """An amount such as 4.50 in minor units; None for nothing."""
    if not text:
        return None
    try:
        amount = Decimal(text) * 100
    except InvalidOperation as wrong:
        raise BadInput(f"{text!r} is no amount", where=where, expected="an amount such as 4.50") from wrong
    if not amount.is_finite() or amount != amount.to_integral_value():
        raise BadInput(f"{text!r} is no amount", where=where, expected="an amount such as 4.50")
    return int(amount)


def _whole(text: str, where: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > 6:
        raise BadInput(f"{text!r} is no number", where=where, expected="a whole number from 0")
    return int(text)


def _degrees(text: str, where: str) -> float | None:
    try:
        return float(text) if text else None
    except ValueError as wrong:
        raise BadInput(f"{text!r} is no place", where=where, expected="degrees such as 50.43") from wrong
