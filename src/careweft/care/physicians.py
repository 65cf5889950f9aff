"""With which physician people are registered: whose panel they are on. Kept in step with the record."""

from collections.abc import Sequence
from typing import Any

from careweft.base.db import Connection
from careweft.care.resources import last_part
from careweft.fhir.stored import Change


async def project(connection: Connection, changes: Sequence[Change]) -> None:
    """Keep the physician whom the practice names where somebody is registered; others' records do not say it."""
    told = [c for c in changes if c.type == "Patient" and (_physician(c.before) or _physician(c.after))]
    if not told:
        return
    await connection.executemany(
        "DELETE FROM care.physician WHERE person_id = $1 AND patient = $2", [(c.person_id, c.id) for c in told]
    )
    rows = {(c.person_id, c.id): _physician(c.after) for c in told}
    await connection.executemany(
        "INSERT INTO care.physician (person_id, patient, physician, name) VALUES ($1, $2, $3, $4)",
        [(*key, *said) for key, said in rows.items() if said],
    )


def _physician(patient: dict[str, Any] | None) -> tuple[str, str] | None:
    """The id and name of the physician of a practice's own Patient."""
    named = (patient or {}).get("generalPractitioner", ())
    keeper = (patient or {}).get("managingOrganization", {}).get("reference", "")
    if not keeper or keeper not in {each.get("reference") for each in named}:
        return None
    found = next((each for each in named if each.get("reference", "").startswith("Practitioner/")), None)
    return (last_part(found), found.get("display", "")) if found else None
