"""Batch Bundles: every entry by itself, one answer each."""

from typing import Any

import orjson

from careweft.base.db import Connection
from careweft.base.errors import CareweftError
from careweft.fhir.check import faults
from careweft.fhir.decode import MAX_ISSUES, decode
from careweft.fhir.interactions.conditions import hold
from careweft.fhir.interactions.entries import ORDER, Entry, held, placed, read_entry
from careweft.fhir.interactions.outcomes import Server, bundle
from careweft.fhir.interactions.perform import perform
from careweft.fhir.invalid import Invalid
from careweft.fhir.outcome import discreet, of_error, status_of
from careweft.fhir.store import Origin


def check_batch(content: dict[str, Any]) -> None:
    """Raise Invalid where the Bundle itself is not valid; what its entries carry is each entry's own matter."""
    entries = content.get("entry")
    if isinstance(entries, list):
        content = content | {"entry": [_shell(entry) for entry in entries]}
    found = [issue for issue, _ in zip(faults(content), range(MAX_ISSUES), strict=False)]
    if found:
        raise Invalid(found)


def _shell(entry: Any) -> Any:
    """The entry with any resource in place of its own."""
    return (
        entry | {"resource": {"resourceType": "Parameters"}}
        if isinstance(entry, dict) and "resource" in entry
        else entry
    )


async def batch(
    conn: Connection, server: Server, content: dict[str, Any], origin: Origin, *, full: bool = False
) -> bytes:
    """Do each entry of a batch (see `check_batch`) in the order of R4, each undone by itself where it fails.

    Gives the batch-response Bundle in the order of the entries: what failed with its status and OperationOutcome.
    """
    listed = content.get("entry", ())
    answers: dict[int, dict[str, Any]] = {}
    entries: list[tuple[Entry, str | None]] = []
    for index, entry in enumerate(listed):
        try:
            one = read_entry(server, index, entry)
            entries.append((one, held(one)))
        except CareweftError as error:
            answers[index] = _failed(error)
    await hold(conn, {key for _, key in entries if key})
    for one, _ in sorted(entries, key=lambda pair: ORDER.index(pair[0].method)):
        try:
            async with server.store.attempt(conn):
                answers[one.index] = await _one(conn, server, one, origin, full=full)
        except CareweftError as error:
            answers[one.index] = _failed(error)
    return orjson.dumps(bundle("batch-response", [answers[index] for index in range(len(listed))]))


def _failed(error: CareweftError) -> dict[str, Any]:
    told = discreet(error)
    return {"response": {"status": str(status_of(told)), "outcome": of_error(told)}}


async def _one(conn: Connection, server: Server, entry: Entry, origin: Origin, *, full: bool) -> dict[str, Any]:
    try:
        if entry.resource is not None:
            decode(entry.resource)
        return await perform(conn, server, entry, origin, full=full)
    except Invalid as invalid:
        raise placed(invalid, entry) from invalid
