"""What of the record hangs on a source's record of a person."""

from careweft.base.db import Connection
from careweft.people.record import patient_resource_id

_KEYS = """
SELECT l.type, l.id FROM fhir.resource r JOIN fhir.location l ON l.type = r.type AND l.id = r.id
WHERE r.person_id = $1 AND (r.type = 'Patient' AND r.id = $2 OR strpos(r.body, '"Patient/' || $2 || '"') > 0)
ORDER BY l.type, l.id
"""


async def belongings(connection: Connection, source: str, local_id: str, person_id: int) -> list[tuple[str, str]]:
    """Type and id of the source's Patient and of everything of this person that refers to it."""
    patient = await connection.fetchval(
        "SELECT patient_id FROM people.source_record WHERE source = $1 AND local_id = $2", source, local_id
    )
    rows = await connection.fetch(_KEYS, person_id, patient or patient_resource_id(source, local_id))
    return [(row["type"], row["id"]) for row in rows]
