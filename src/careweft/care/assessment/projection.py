"""The lists of assessments, kept in step with the record in the same transaction."""

from collections.abc import Sequence
from typing import Any

from careweft.base.db import Connection
from careweft.care.assessment import names
from careweft.care.resources import moment
from careweft.fhir.stored import Change

_KEEP = """
INSERT INTO care.assessment (person_id, record, instrument, status, authored, asked, focus, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (person_id, record) DO UPDATE SET status = excluded.status, authored = excluded.authored,
    asked = excluded.asked, focus = excluded.focus, version = excluded.version
"""


async def project(connection: Connection, changes: Sequence[Change]) -> None:
    """Bring care.assessment in step with changed QuestionnaireResponses."""
    ours = [c for c in changes if c.type == "QuestionnaireResponse" and _instrument(c.after or c.before or {})]
    if gone := [(c.person_id, f"{c.type}/{c.id}") for c in ours if c.after is None]:
        await connection.executemany("DELETE FROM care.assessment WHERE person_id = $1 AND record = $2", gone)
    if kept := [_row(c) for c in ours if c.after is not None]:
        await connection.executemany(_KEEP, kept)


def _instrument(body: dict[str, Any]) -> str:
    """The id of our instrument that a response answers; empty for anybody else's."""
    url, _, _ = str(body.get("questionnaire", "")).partition("|")
    return url.removeprefix(f"{names.CANONICAL}/") if url.startswith(f"{names.CANONICAL}/") else ""


def _row(change: Change) -> tuple[Any, ...]:
    body = change.after or {}
    authored = moment(body["authored"]) if "authored" in body else change.at
    asked: dict[str, Any] = next((e for e in body.get("extension", ()) if e.get("url") == names.ASKED), {})
    return (
        change.person_id,
        f"{change.type}/{change.id}",
        _instrument(body),
        body["status"],
        authored,
        asked.get("valueReference", {}).get("reference", ""),
        (body.get("basedOn") or [{"reference": ""}])[0].get("reference", ""),
        change.version,
    )
