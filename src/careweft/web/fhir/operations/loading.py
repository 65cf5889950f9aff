"""`$import` over HTTP: NDJSON that is posted is stored while it comes."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import asyncpg
from starlette.exceptions import HTTPException
from starlette.responses import Response

from careweft.access.audit import Entry
from careweft.access.audit import write as write_audit
from careweft.base.errors import Unavailable
from careweft.fhir import interactions as fhir
from careweft.fhir.operations.given import Given
from careweft.fhir.operations.importing import Report, import_lines
from careweft.web.fhir import http, scoped
from careweft.web.fhir.operations.operation import Operation, answered, of_all
from careweft.web.fhir.table import Asked

_SENT: Final = frozenset({"application/fhir+ndjson", "application/ndjson", "application/x-ndjson"})
_BUSY: Final = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
_PAUSES: Final = (0.02, 0.1, 0.4, 1.0)


async def load(asked: Asked, given: Given) -> Response:
    """Parameters with how many lines were written, unchanged and rejected, and why."""
    del given
    if http.sent_type(asked.request.headers) not in _SENT:
        raise HTTPException(415, "An import is sent as application/fhir+ndjson: a resource a line.")
    report = await import_lines(asked.request.stream(), lambda resources: _put(asked, resources))
    if report.rejected:
        await asked.record.auditor.record(Entry(asked.account.id, 0, "import", asked.what, "refused", asked.by))
    return answered(_told(report))


async def _put(asked: Asked, resources: Sequence[dict[str, Any]]) -> int:
    """Store in one transaction under the account's row-level security, with its audit; again where others did too."""
    if any(resource["resourceType"] == "Subscription" for resource in resources):
        scoped.require_lasting(asked.account)
    for pause in (*_PAUSES, None):
        asked.begin()
        try:
            held = asked.limited(*"rsud", writes=True)
            async with asked.record.writing.transaction(asked.account.id, held=held) as connection:
                await fhir.refuse_chosen(connection, asked.server, resources)
                persons = await asked.record.persons(connection, resources, asked.origin)
                changes = await asked.store.put(connection, persons, resources, asked.origin)
                await write_audit(connection, asked.entries("import"))
            return len({(change.type, change.id) for change in changes})
        except _BUSY as busy:
            if pause is None:
                raise Unavailable("too many others write the same", hint="Send these lines again") from busy
            await asyncio.sleep(pause)
    raise AssertionError


def _told(report: Report) -> dict[str, Any]:
    counts = {"lines": report.lines, "written": report.written, "unchanged": report.unchanged}
    counts["rejected"] = report.rejected
    told: list[dict[str, Any]] = [{"name": name, "valueInteger": count} for name, count in counts.items()]
    issues = [
        {
            "severity": "error",
            "code": one.code,
            "diagnostics": f"line {one.line}: {one.why}",
            **({"expression": [one.path]} if one.path else {}),
        }
        for one in report.rejects
    ]
    if issues:
        told.append({"name": "outcome", "resource": {"resourceType": "OperationOutcome", "issue": issues}})
    return {"resourceType": "Parameters", "parameter": told}


IMPORT: Final = Operation(
    "$import", ("system",), ("POST",), load, needs=("use-fhir", "write-fhir"), scopes=of_all("cu"), raw=True
)
