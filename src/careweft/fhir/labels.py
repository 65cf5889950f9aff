"""What a person's records are called in the words of those who sent them, and who that was."""

from collections.abc import Sequence
from dataclasses import dataclass

from careweft.base.db import Connection


@dataclass(frozen=True)
class Label:
    """The source of a record, and the text of its code where it has one (`Fracture of lower end of radius`)."""

    source: str
    text: str


_LABELS = """
SELECT type || '/' || id AS record, source,
    CASE WHEN type = 'Condition' THEN coalesce(
        body::json #>> '{code,text}', body::json #>> '{code,coding,0,display}', body::json #>> '{code,coding,0,code}')
    END AS text
FROM fhir.resource WHERE person_id = $1 AND type = ANY ($2::text[]) AND body IS NOT NULL
"""


async def labels(connection: Connection, person_id: int, types: Sequence[str]) -> dict[str, Label]:
    """The labels of a person's resources of these types, by 'Type/id'. Only conditions have a text here."""
    rows = await connection.fetch(_LABELS, person_id, list(types))
    return {row["record"]: Label(row["source"], row["text"] or "") for row in rows}
