"""What a person's records are called in the words of those who sent them, and who that was."""

from collections.abc import Sequence
from dataclasses import dataclass

from careweft.base.db import Connection


@dataclass(frozen=True)
class Label:
    """The source of a record, the text of its code where it has one (`Fracture of lower end of radius`), and who gave
    it (`Patient/1`) where that was here."""

    source: str
    text: str
    by: str = ""


_LABELS = """
SELECT type || '/' || id AS record, source,
    CASE WHEN type = 'Condition' THEN coalesce(
        body::json #>> '{code,text}', body::json #>> '{code,coding,0,display}', body::json #>> '{code,coding,0,code}')
    END AS text,
    CASE WHEN source = 'careweft' AND type IN ('Observation', 'QuestionnaireResponse') THEN coalesce(
        body::json #>> '{performer,0,reference}', body::json #>> '{author,reference}')
    END AS by
FROM fhir.resource WHERE person_id = $1 AND type = ANY ($2::text[]) AND body IS NOT NULL
"""


async def labels(connection: Connection, person_id: int, types: Sequence[str]) -> dict[str, Label]:
    """The labels of a person's resources of these types, by 'Type/id'. Only conditions have a text here."""
    rows = await connection.fetch(_LABELS, person_id, list(types))
    return {row["record"]: Label(row["source"], row["text"] or "", row["by"] or "") for row in rows}
