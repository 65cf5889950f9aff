"""Finding people by what somebody types: names, an NHS number, a birth date, in any order. The database decides who is
seen; nobody learns from it that others exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from careweft.base.db import Connection
from careweft.people.normalise import name_parts
from careweft.people.person import Banner, banners

_NUMBER = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_BRITISH = re.compile(r"(?<!\d)(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})(?!\d)")


@dataclass(frozen=True)
class Wanted:
    """What the text asks for: an NHS number, a birth date, and beginnings of names."""

    number: str | None = None
    birth_date: date | None = None
    names: tuple[str, ...] = ()


def parse(text: str) -> Wanted:
    """Read a search text; what is neither number nor date is taken for names."""
    number = _NUMBER.search(text)
    rest = text.replace(number[0], " ") if number else text
    born, rest = _birth_date(rest)
    digits = re.sub(r"\D", "", number[0]) if number else None
    return Wanted(digits, born, name_parts(rest))


def _birth_date(text: str) -> tuple[date | None, str]:
    for form, order in ((_ISO, (1, 2, 3)), (_BRITISH, (3, 2, 1))):
        found = form.search(text)
        if found:
            try:
                born = date(*(int(found[place]) for place in order))
            except ValueError:
                continue
            return born, text.replace(found[0], " ")
    return None, text


async def find(connection: Connection, text: str, *, most: int = 50) -> list[Banner]:
    """The people whom the text fits, by name; nobody where it says nothing.

    One word is the beginning of a family name; of more, either the first or the last is the family name's beginning
    and the next to it the given name's. A person is found by what any source says.
    """
    given: list[str] = []
    conditions = list(_conditions(parse(text), given))
    if not conditions:
        return []
    rows = await connection.fetch(
        f"SELECT DISTINCT person_id FROM people.source_record WHERE {' AND '.join(conditions)} "
        f"ORDER BY person_id LIMIT {int(most)}",
        *given,
    )
    found = await banners(connection, [row["person_id"] for row in rows])
    return sorted(found.values(), key=lambda banner: (banner.name, banner.person_id))


def _conditions(wanted: Wanted, given: list[str]) -> Iterator[str]:
    """Conditions that b-tree indexes answer also under row-level security: equality and `^@`, never LIKE."""

    def place(value: str) -> str:
        given.append(value)
        return f"${len(given)}"

    if wanted.number:
        yield f"nhs_number = {place(wanted.number)}"
    if wanted.birth_date:
        born = place(f"{wanted.birth_date.isoformat()}|")
        yield f"(birth_family ^@ {born} OR birth_given ^@ {born})"
    if len(wanted.names) == 1:
        yield f"family_key ^@ {place(wanted.names[0])}"
    if len(wanted.names) > 1:
        first, second, last = place(wanted.names[0]), place(wanted.names[1]), place(wanted.names[-1])
        yield (
            f"((family_key ^@ {last} AND given_key ^@ {first}) OR (family_key ^@ {first} AND given_key ^@ {second}))"
        )
