"""The fact tables: their names, columns and times, in one place.

Views fill these tables, the migration creates them, rules check names and types against them, and the lake writes
them. Every fact row also carries the columns of `COMMON`: whose it is, which record it came from, and from when until
when the place knew it. A fact's own times (`Table.when`) say when it was true of the person; `known_from` and
`known_to` say when it was known. Both intervals are half-open: [start, end).
"""

from dataclasses import dataclass
from typing import Final, Literal, get_args

Type = Literal["text", "integer", "number", "boolean", "date", "instant"]
"""`number` is a double; `date` a calendar date in the place's zone; `instant` an aware UTC date and time."""

TYPES: Final[tuple[Type, ...]] = get_args(Type)

COMMON: Final[dict[str, Type]] = {
    "person_id": "integer",
    "record": "text",
    "known_from": "instant",
    "known_to": "instant",
}
"""The columns of every fact table, before its own. `record` is 'Type/id' of the FHIR resource it came from."""


@dataclass(frozen=True)
class Table:
    """One fact table.

    `columns` are its own columns in order (without `COMMON`). `when` names the column that says when the fact begins
    (or happens) and the one that says when it ends; the second is None for what has no duration. A fact has happened
    by an instant when its first `when` column is at or before it.
    """

    name: str
    columns: dict[str, Type]
    when: tuple[str, str | None]


_PERSON: dict[str, Type] = {
    "birth_date": "date",
    "sex": "text",
    "died": "instant",
    "practice": "text",
    "postcode": "text",
    "imd": "integer",
}
_ENCOUNTER: dict[str, Type] = {
    "class": "text",
    "status": "text",
    "emergency": "boolean",
    "start": "instant",
    "finish": "instant",
    "organisation": "text",
    "unit": "text",
    "reason": "text",
    "ready": "instant",
    "delay": "text",
    "destination": "text",
}
_CODED_SPELL: dict[str, Type] = {"code": "text", "name": "text", "start": "instant", "finish": "instant"}
_READING: dict[str, Type] = {"code": "text", "name": "text", "value": "number", "unit": "text", "at": "instant"}
_CONTACT: dict[str, Type] = {"kind": "text", "at": "instant", "minutes": "integer", "organisation": "text"}
_SERVICE: dict[str, Type] = {
    "kind": "text",
    "status": "text",
    "start": "instant",
    "finish": "instant",
    "organisation": "text",
    "weekly_minutes": "integer",
    "weekly_pence": "integer",
}
_REFERRAL: dict[str, Type] = {
    "at": "instant",
    "status": "text",
    "urgent": "boolean",
    "organisation": "text",
    "reason": "text",
}
_WAITING: dict[str, Type] = {
    "what": "text",
    "status": "text",
    "organisation": "text",
    "start": "instant",
    "finish": "instant",
}
_ASSESSMENT: dict[str, Type] = {"instrument": "text", "score": "number", "at": "instant"}
_CASE: dict[str, Type] = {
    "status": "text",
    "team": "text",
    "coordinator": "text",
    "start": "instant",
    "finish": "instant",
}
_PLAN: dict[str, Type] = {
    "status": "text",
    "start": "instant",
    "finish": "instant",
    "agreed": "instant",
    "declined": "instant",
    "reviewed": "instant",
    "review_due": "instant",
}
_GOAL: dict[str, Type] = {
    "name": "text",
    "status": "text",
    "start": "instant",
    "finish": "instant",
    "target": "instant",
}
_MONITORING: dict[str, Type] = {
    "programme": "text",
    "status": "text",
    "level": "text",
    "start": "instant",
    "finish": "instant",
}
_ALERT: dict[str, Type] = {
    "code": "text",
    "programme": "text",
    "urgent": "boolean",
    "outcome": "text",
    "start": "instant",
    "finish": "instant",
}
_LETTER: dict[str, Type] = {
    "kind": "text",
    "title": "text",
    "organisation": "text",
    "stay": "text",
    "at": "instant",
}
_REGISTRATION: dict[str, Type] = {"practice": "text", "start": "instant", "finish": "instant"}

TABLES: Final[dict[str, Table]] = {
    table.name: table
    for table in (
        Table("person", _PERSON, ("birth_date", "died")),
        Table("encounter", _ENCOUNTER, ("start", "finish")),
        Table("condition", _CODED_SPELL, ("start", "finish")),
        Table("reading", _READING, ("at", None)),
        Table("medication", _CODED_SPELL, ("start", "finish")),
        Table("contact", _CONTACT, ("at", None)),
        Table("service", _SERVICE, ("start", "finish")),
        Table("referral", _REFERRAL, ("at", None)),
        Table("waiting", _WAITING, ("start", "finish")),
        Table("assessment", _ASSESSMENT, ("at", None)),
        Table("case", _CASE, ("start", "finish")),
        Table("plan", _PLAN, ("start", "finish")),
        Table("goal", _GOAL, ("start", "finish")),
        Table("monitoring", _MONITORING, ("start", "finish")),
        Table("alert", _ALERT, ("start", "finish")),
        Table("letter", _LETTER, ("at", None)),
        Table("registration", _REGISTRATION, ("start", "finish")),
    )
}
"""Every fact table by name."""
