"""Peer mentors: a person who lives with a condition talks with another who does.

"Offering opportunities for peer-to-peer mentorship" (S2, case study 16). Each says in their own words what they would
like and how to be reached: a preference of the record, of the kind PEER or MENTOR. Whoever the model names matches two
who have a long-term condition in common. Each is told the other's words, once, and sees nothing else of them: no
relationship comes of it. The key of a match is the two preferences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from careweft.access.accounts import Account
from careweft.access.relationships import require_sight
from careweft.base.db import Connection
from careweft.base.errors import Conflict, NotFound, Refused
from careweft.care.appointments.preferences import MENTOR, PEER, value_of
from careweft.care.record import Record
from careweft.care.resources import Resource, communication, id_of
from careweft.facts import person_facts
from careweft.rules.vocabulary import starting

Facts = Mapping[str, Sequence[Mapping[str, Any]]]
_SAYS: Final = {
    PEER: "You can talk with somebody who lives with it too. They say: “{}”",
    MENTOR: "Somebody would like to talk with you about living with it. They say: “{}”",
}
_ASKED: Final = """
SELECT person_id, id, kind, value AS words, (SELECT count(*) FROM care.notice n WHERE n.person_id = p.person_id
    AND n.about = 'Flag/' || p.id AND n.state = 'sent') AS matched
FROM care.preference p WHERE kind = ANY ($1) ORDER BY person_id, id
"""


@dataclass(frozen=True)
class Terms:
    """Which role matches people, and with how many one mentor talks."""

    by: str
    most: int


@dataclass(frozen=True)
class Asked:
    """Somebody who would like a mentor or to be one, in their words; with how many they were matched, and their
    long-term conditions."""

    person_id: int
    id: str
    kind: str
    words: str
    matched: int
    conditions: frozenset[str]


async def asked(connection: Connection, now: datetime) -> list[Asked]:
    """Everybody who would like one or to be one, as far as the acting account sees them."""
    rows = await connection.fetch(_ASKED, [PEER, MENTOR])
    facts = await person_facts.load_many(connection, [row["person_id"] for row in rows], frozenset({"condition"}))
    return [Asked(**row, conditions=conditions_of(facts[row["person_id"]], now)) for row in rows]


def conditions_of(facts: Facts, now: datetime) -> frozenset[str]:
    """The long-term conditions that somebody has, by name."""
    known = starting("UTC").options("long-term-condition")
    rows = [row for row in facts.get("condition", ()) if row["finish"] is None or row["finish"] > now]
    return frozenset(row["name"] for row in rows).intersection(known)


async def match(connection: Connection, record: Record, by: Account, ids: tuple[str, str], terms: Terms) -> None:
    """Tell somebody who would like a mentor of one, and the mentor of them: `ids` are the two preferences.

    Refused for who has not the model's role and where they have no long-term condition in common; Conflict where one of
    them has somebody already.
    """
    if terms.by not in by.roles:
        raise Refused(f"people are matched by: {terms.by.replace('-', ' ')}", hint="Ask them")
    (one, first), (other, second) = [await _flag(connection, record, each) for each in ids]
    await require_sight(connection, [one, other])
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(id, 52)) FROM unnest($1::text[]) id", ids)
    if value_of(first)[0] != PEER or value_of(second)[0] != MENTOR or one == other:
        raise Refused("these two cannot be matched", hint="Choose one who would like a mentor and one who would be one")
    known = {each.id: each for each in await asked(connection, record.clock.now())}
    wish, mentor = (known[each] for each in ids)
    if wish.matched or mentor.matched >= terms.most:
        raise Conflict("one of them has somebody already", hint="Look again")
    if not wish.conditions & mentor.conditions:
        raise Refused("they have no long-term condition in common", hint="Choose somebody else")
    for person, mine, theirs in ((one, first, second), (other, second, first)):
        text = _SAYS[value_of(mine)[0]].format(value_of(theirs)[1])
        told = communication(id_of(f"peers/{ids[0]}/{ids[1]}/{mine['id']}"), mine["subject"]["reference"],
                             f"Flag/{mine['id']}", f"person/{person}", text, record.clock.now())  # fmt: skip
        told["sender"] = {"reference": f"Practitioner/{by.username}", "display": by.display_name}
        await record.write(connection, person, told)


async def _flag(connection: Connection, record: Record, id_: str) -> tuple[int, Resource]:
    person_id, _, body = await record.find(connection, f"Flag/{id_}")
    if body["status"] != "active":
        raise NotFound("they do not want this any more")
    return person_id, body
