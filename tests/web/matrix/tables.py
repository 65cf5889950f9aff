"""Every table that holds something of a person, asked directly as the web: just the rows that the policy shows.

A table that is protected and not known here fails the test, and so does one that nothing of the town stands in.
"""

from dataclasses import replace
from typing import NamedTuple

from careweft.base.db import Connection
from tests.access.oracle import sees
from tests.access.world import NOW
from tests.web.matrix.paths import Paths
from tests.web.matrix.town import NAMES, Town, looks, parties

PROTECTED = """
SELECT p.polrelid::regclass::text AS name, coalesce((
    SELECT attname FROM pg_attribute a WHERE a.attrelid = p.polrelid AND attname IN ('rid', 'record')), '') AS by
FROM pg_policy p
WHERE p.polname = 'web' AND has_any_column_privilege('careweft_web', p.polrelid, 'SELECT') AND EXISTS (
    SELECT FROM pg_attribute a WHERE a.attrelid = p.polrelid AND attname = 'person_id')
"""
ID = {
    **dict.fromkeys(("plan", "pathway", "pathway_stage", "pathway_step", "pathway_variation", "monitored"), "CarePlan"),
    **dict.fromkeys(("notice", "thread", "message"), "Communication"),
    "task": "Task", "appointment": "Appointment", "preference": "Flag", "loan": "DeviceRequest",
    "social_need": "Condition",
}  # fmt: skip
TELLS = {
    **{f"care.{table}": f"ARRAY['{type_}/' || id]" for table, type_ in ID.items()},
    "facts.event": "ARRAY[split_part(key, '/', 1) || '/' || split_part(key, '/', 2)]",
    "fhir.subscription_event": "ARRAY[type || '/' || id]",
    "fhir.withheld": "ARRAY(SELECT type || '/' || id FROM fhir.location l WHERE l.rid = t.rid) || records",
    "people.source_record": "ARRAY['Patient/' || patient_id]",
    "access.invitation": "ARRAY['RelatedPerson/' || related]",
    "care.alert": "ARRAY['DetectedIssue/' || id, record]",
    "care.correction": "ARRAY['Task/' || task, record]",
    "care.discharge": "ARRAY['CarePlan/' || id, stay]",
    "care.effect": "ARRAY[record, split_part(event_key, '/', 1) || '/' || split_part(event_key, '/', 2)]",
    "care.meeting_item": "ARRAY['Composition/' || composition, subject] || records",
    "care.physician": "ARRAY['Patient/' || patient]",
    "care.referral": "ARRAY['Task/' || task, request]",
    "care.social_referral": "ARRAY['Task/' || id, request]",
    "care.thread_seen": "ARRAY['Communication/' || thread]",
}
"""The records that a row tells of, all of which have to be seen; for tables that have no column rid or record."""
ALSO = {
    "care.referral": "ARRAY[sender]",
    "care.social_referral": "ARRAY[party]",
    "care.thread": "readers",
    "care.message": "(SELECT readers FROM care.thread h WHERE h.person_id = t.person_id AND h.id = t.thread)",
}
"""Parties who see a row whatever its records are: who sent or got a referral; relatives in a conversation."""
WHOLE = {"access.audit", "care.cds_card", "people.person", "people.review",
         "population.gap", "population.member", "population.score"}  # fmt: skip
"""Tables about the whole person, shown to whoever sees the person."""
SHUT = {"feeds.message", "money.journal", "money.line", "people.event", "people.link"}
"""Tables about the whole person but made of single parts, shown where nothing of the person is hidden."""
EMPTY = {"care.cds_card", "care.pathway_step", "care.pathway_variation", "facts.waiting",
         "fhir.subscription_event", "money.accrual", "money.package", "people.review", *SHUT}  # fmt: skip
"""Tables of which nothing stands in the town: who sees them is in tests/access, or they are like one that is filled."""
NONE = frozenset[str]()


async def tables(paths: Paths) -> None:
    """Compare what each table shows the account with what the policy says of each of its rows."""
    town = paths.town
    async with town.worker.transaction() as connection:
        account = await connection.fetchval("SELECT id FROM access.account WHERE username = $1", paths.who)
        all_ = [await _rows(connection, each["name"], each["by"]) for each in await connection.fetch(PROTECTED)]
    async with town.web.transaction(account, readonly=True) as connection:
        for table, rows in all_:
            query = f"SELECT ctid::text FROM {table} WHERE person_id = ANY ($1)"
            found = {row[0] for row in await connection.fetch(query, list(NAMES))}
            wanted = {row.place for row in rows if _shown(town, paths.who, table, row)}
            if table == "care.cds_card":  # of which each account sees its own only
                paths.check("table", found <= wanted, table, found - wanted)
            else:
                paths.check("table", found == wanted, table, found ^ wanted)


class Row(NamedTuple):
    """Where a row is, whose, of which records it tells and which parties see it whatever these are."""

    place: str
    person: int
    told: list[str]
    also: list[str] | None


async def _rows(connection: Connection, table: str, by: str) -> tuple[str, list[Row]]:
    assert by or table in TELLS or table in WHOLE | SHUT, f"of what {table} tells is not known here"
    location = "ARRAY(SELECT type || '/' || id FROM fhir.location l WHERE l.rid = t.rid)"
    tells = TELLS.get(table) or {"rid": location, "record": "ARRAY[record]", "": "ARRAY[]::text[]"}[by]
    also = ALSO.get(table, "ARRAY[]::text[]")
    query = f"SELECT ctid::text, person_id, {tells}, {also} FROM {table} t WHERE person_id = ANY ($1)"
    rows = [Row(*row) for row in await connection.fetch(query, list(NAMES))]
    assert rows or table in EMPTY or by == "record", f"nothing of the town stands in {table}"
    return table, rows


def _shown(town: Town, who: str, table: str, row: Row) -> bool:
    known, looking = town.known[row.person], looks(who, "use")

    def may(what: str | None = None) -> bool:
        return any(sees(known, mine, NOW, what, use) for mine, use in looking)

    refused = all(use in known.objections for _, use in looking)
    if parties(who) & set(row.also or ()) and (may() or table in ("care.referral", "care.social_referral")):
        return not refused
    if table in SHUT:
        return may() and all(town.sees(who, record) for record, of in town.resources.items() if of == row.person)
    records = [record for record in row.told if record in known.marks]
    if table == "fhir.history":  # what a resource was marked with once hides all its earlier versions
        known = replace(known, marks={record: known.marks[record] | town.once.get(record, NONE) for record in records})
    return may() and all(may(record) for record in records)
