"""What others change in the record of somebody with an open case is told to whoever leads it: once, and not their own.

"It is important that all information (the assessment, care plan and updates) is streamed centrally through the case
manager" (S2, case study 15). A notice says what sort of thing was changed and by whom, and leads there. The key is the
record's version and who is told: handling a change again writes the same Communication.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from careweft.base import outbox
from careweft.base.db import Connection
from careweft.base.errors import NotFound
from careweft.base.outbox import Item
from careweft.care.plans.resource import ours
from careweft.care.record import Record
from careweft.care.resources import communication, id_of
from careweft.feeds.sources import HERE
from careweft.fhir.store import Projection
from careweft.fhir.stored import Change

TOPIC: Final = "streamed"
"""The outbox's topic: {record, version, to, says, at} of a change that somebody is to be told of."""
KINDS: Final[dict[str, tuple[str, str]]] = {
    "medicine": ("A medicine was prescribed", "A medicine was changed"),
    "condition": ("A condition or an allergy was recorded", "A condition or an allergy was changed"),
    "plan": ("A plan was started", "The plan was changed"),
    "assessment": ("An assessment was made", "An assessment was changed"),
    "service": ("A service was arranged", "A service was changed"),
    "note": ("A note or a letter was written", "A note or a letter was changed"),
}
"""What may be told of, with the words for what is new and for what is changed."""
_LEADS: Final = """
SELECT DISTINCT ON (person_id) person_id, coordinator FROM facts."case"
WHERE person_id = ANY ($1::bigint[]) AND known_to = 'infinity' AND status = 'active' AND start <= base.now()
    AND (finish IS NULL OR finish > base.now())
ORDER BY person_id, start DESC
"""
_BY: Final = "SELECT username, display_name, kind FROM access.account WHERE id = access.account()"
_SOURCES: Final = (
    "SELECT code, coalesce(nullif(name, ''), code) AS name FROM feeds.source WHERE code = ANY ($1::text[])"
)


def projection(kinds: Callable[[], Collection[str]]) -> Projection:
    """Queues what others changed of these kinds, for whoever leads the person's case. What the place's own rules write,
    and what only went from one person to another, nobody changed."""

    async def project(connection: Connection, changes: Sequence[Change]) -> None:
        wanted = kinds()
        moved = {(c.type, c.id, c.version) for c in changes if c.after is None}
        found = [(c, kind) for c in changes if (kind := _kind(c, c.after)) in wanted
                 and (c.type, c.id, c.version) not in moved] if wanted else []  # fmt: skip
        leads = await _leads(connection, {c.person_id for c, _ in found})
        if leads:
            await _queue(connection, [(c, kind) for c, kind in found if c.person_id in leads], leads)

    return project


async def _leads(connection: Connection, persons: Collection[int]) -> dict[int, str]:
    rows = await connection.fetch(_LEADS, sorted(persons)) if persons else []
    return {row["person_id"]: row["coordinator"] for row in rows if row["coordinator"]}


async def _queue(connection: Connection, found: Sequence[tuple[Change, str]], leads: Mapping[int, str]) -> None:
    by = await connection.fetchrow(_BY)
    rows = await connection.fetch(_SOURCES, [c.origin.source for c, _ in found])
    sources = {row["code"]: row["name"] for row in rows}
    items: list[tuple[str, Mapping[str, Any]]] = []
    for change, kind in found:
        lead, source = leads[change.person_id], change.origin.source
        if (by and by["username"] == lead) or (not by and source == HERE):
            continue
        if kind == "plan" and source == HERE and by and by["kind"] != "staff":
            continue  # what the person says in their plan, the plan itself tells of
        who = by["display_name"] if by else sources.get(source, source)
        told = {
            "record": f"{change.type}/{change.id}",
            "version": change.version,
            "to": lead,
            "says": f"{KINDS[kind][_kind(change, change.before) == kind]}: {who}",
            "at": change.at.isoformat(),
        }
        items.append((str(change.person_id), told))
    if items:
        await outbox.put_many(connection, TOPIC, items)


def _kind(change: Change, body: Mapping[str, Any] | None) -> str:
    """Which of KINDS a resource is, before or after a change; empty for what is none, such as a draft."""
    status = body.get("status") if body else ""
    match body and body["resourceType"]:
        case "MedicationRequest" | "MedicationStatement" if status != "draft":
            return "medicine"
        case "Condition" | "AllergyIntolerance":
            return "condition"
        case "CarePlan" if (body and ours(body)) or change.origin.source != HERE:
            return "plan"
        case "QuestionnaireResponse" if status in ("completed", "amended"):
            return "assessment"
        case "ServiceRequest" if "care-package" in _categories(body or {}):
            return "service"
        case "DocumentReference":
            return "note"
        case "Composition" if status in ("final", "amended"):
            return "note"
    return ""


def _categories(body: Mapping[str, Any]) -> set[str]:
    return {coding.get("code", "") for each in body.get("category", ()) for coding in each.get("coding", ())}


async def on_item(connection: Connection, item: Item, record: Record) -> None:
    """Tell whoever is to be told of a change."""
    told = item.payload
    try:
        person_id, _, body = await record.find(connection, told["record"])
    except NotFound:
        return
    subject = str((body.get("subject") or body["patient"])["reference"])
    made = id_of(f"{told['record']}/{told['version']}/streamed/{told['to']}")
    at = datetime.fromisoformat(told["at"])
    notice = communication(made, subject, told["record"], f"staff/{told['to']}", told["says"], at)
    await record.write(connection, person_id, notice)
