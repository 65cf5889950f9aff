"""Finding a service: by need, words, language, places free, distance, and whether it is for this person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Any

from careweft.base.db import Connection
from careweft.care.directory.service import Hours, Service
from careweft.care.reactions import Facts
from careweft.rules.errors import RuleError
from careweft.rules.rule import Rule, parse
from careweft.rules.vocabulary import starting

COLUMNS = """id, name, about, organisation, place, postcode, latitude, longitude, needs, languages, for_whom, rule,
    hours, refer_by, how, phone, places, free, counted, waiting_days, price_person, price_payer, currency, unit, active,
    version"""


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; empty fields do not restrict it. `near` is a postcode, `free` asks for a free place."""

    needs: tuple[str, ...] = ()
    words: str = ""
    language: str = ""
    free: bool = False
    near: str = ""
    within_km: float | None = None
    party: str = ""


@dataclass(frozen=True)
class Found:
    """A service with how far away it is, whether its count of places is fresh, and whether it is for the person (None:
    not known, or nobody was asked for) with the parts of its rule."""

    service: Service
    km: float | None = None
    fresh: bool = True
    suits: bool | None = None
    why: Sequence[tuple[str, str]] = ()


async def find(
    connection: Connection,
    wanted: Wanted,
    now: datetime,
    fresh: timedelta,
    facts: Facts | None = None,
    zone: str = "Europe/London",
) -> list[Found]:
    """Services that fit, the nearest first; those that are not for the person (`facts`) last. A count of free places
    that is older than `fresh` says nothing: it does not let a service through where a free place is wanted."""
    rows = await connection.fetch(
        f"SELECT {COLUMNS} FROM care.directory WHERE active AND (cardinality($1::text[]) = 0 OR needs && $1) "
        "AND ($2 = '' OR $2 = ANY (languages)) AND ($3 = '' OR organisation = $3) "
        "AND NOT EXISTS (SELECT FROM unnest($4::text[]) w WHERE strpos(lower(concat_ws(' ', name, about, place, "
        "for_whom, postcode)), w) = 0) AND (NOT $5 OR free > 0 AND counted >= $6) ORDER BY name, id LIMIT 500",
        list(wanted.needs),
        wanted.language,
        wanted.party,
        wanted.words.casefold().split(),
        wanted.free,
        now - fresh,
    )
    services = [read_row(row) for row in rows]
    places = await positions(connection, [wanted.near, *(service.postcode for service in services)])
    here = places.get(key(wanted.near))
    found = [_found(service, here, places, now - fresh, facts, now, zone) for service in services]
    if wanted.within_km is not None:
        found = [each for each in found if each.km is not None and each.km <= wanted.within_km]
    return sorted(found, key=lambda each: (each.suits is False, each.km is None, each.km or 0.0, each.service.name))


async def one(connection: Connection, id_: str) -> Service | None:
    """A service of the directory."""
    row = await connection.fetchrow(f"SELECT {COLUMNS} FROM care.directory WHERE id = $1", id_)
    return read_row(row) if row else None


def read_row(row: Any) -> Service:
    """The service of a row of care.directory."""
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    values["hours"] = tuple(Hours(*each) for each in values["hours"])
    return Service(**values)


def key(postcode: str) -> str:
    """A postcode as it is looked up."""
    return postcode.upper().replace(" ", "")


async def positions(connection: Connection, postcodes: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Where postcodes are, as latitude and longitude: the whole one, else its district."""
    asked = {found: [found, found[:-3]] for code in postcodes if (found := key(code))}
    rows = await connection.fetch(
        "SELECT postcode, latitude, longitude FROM care.postcode WHERE postcode = ANY ($1)",
        sorted({each for pair in asked.values() for each in pair if each}),
    )
    known = {row["postcode"]: (row["latitude"], row["longitude"]) for row in rows}
    return {code: known[each] for code, pair in asked.items() for each in reversed(pair) if each in known}


def distance(one_: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres between two places as the crow flies, on a sphere of 6371 km."""
    (lat_a, lon_a), (lat_b, lon_b) = ((radians(a), radians(b)) for a, b in (one_, other))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * 6371.0 * asin(min(1.0, sqrt(half)))


def _found(
    service: Service,
    here: tuple[float, float] | None,
    places: Mapping[str, tuple[float, float]],
    since: datetime,
    facts: Facts | None,
    now: datetime,
    zone: str,
) -> Found:
    there = (
        (service.latitude, service.longitude)
        if service.latitude is not None and service.longitude is not None
        else places.get(key(service.postcode))
    )
    km = distance(here, there) if here and there else None
    fresh = service.counted is not None and service.counted >= since
    if facts is None or not service.rule:
        return Found(service, km, fresh)
    try:
        rule: Rule = parse(service.rule, starting(zone), type="boolean")
    except RuleError:  # another system's entry: nobody is kept out by what cannot be read
        return Found(service, km, fresh)
    why = rule.explain(facts, now)
    parts = [(part.text, _word(part.value)) for part in (why.parts or (why,))]
    return Found(service, km, fresh, why.value if isinstance(why.value, bool) else None, parts)


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "not known" if value is None else str(value)
