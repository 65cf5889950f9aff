"""Bulk Data over HTTP: kick-off, status, cancel and files of an export (FHIR Bulk Data Access 2)."""

from email.utils import format_datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from starlette.responses import FileResponse, Response

from careweft.access import policy
from careweft.access.oauth.scopes import Granted
from careweft.base.db import Connection
from careweft.base.errors import BadInput, NotFound
from careweft.fhir.definitions import resource_types
from careweft.fhir.operations import jobs
from careweft.fhir.operations.given import Given
from careweft.fhir.operations.jobs import Status
from careweft.fhir.outcome import of_notes
from careweft.web.fhir.operations.operation import Level, Need, Operation, answered, of_none, reading, writing
from careweft.web.fhir.table import Asked

NDJSON: Final = "application/fhir+ndjson"
_FORMATS: Final = (NDJSON, "application/ndjson", "ndjson")
_LEVELS: Final = {"": "system", "Patient": "patient", "Group": "group"}


async def export(conn: Connection, asked: Asked, given: Given) -> Response:
    """Kick-off: the job is put, its status is to be asked at Content-Location."""
    if not _prefers_async(asked):
        raise BadInput("an export takes its time", where="Prefer", expected="the header Prefer: respond-async")
    if (format_ := given.text("_outputFormat") or NDJSON).replace(" ", "+") not in _FORMATS:
        raise BadInput(f"{format_[:60]!r} is not written", where="_outputFormat", expected=NDJSON)
    level, types = _LEVELS[asked.type], given.all("_type")
    if wrong := [type_ for type_ in types if type_ not in resource_types()]:
        raise BadInput(f"{wrong[0][:60]!r} is no resource type of R4", where="_type", expected="such as Observation")
    if level == "group":
        group = await asked.store.read(conn, "Group", asked.id)
        if group is None or group.deleted:
            raise NotFound(f"there is no Group/{asked.id}")
    since = given.instant("_since")
    wanted: dict[str, Any] = {"level": level, "group": asked.id, "types": types, "request": str(asked.request.url)}
    wanted["by"], wanted["acting"] = asked.by, dict(policy.acting(asked.account, *asked.acts))
    # Whoever cares for somebody may look at their record, and take away their own alone.
    wanted["person"] = (asked.account.person_id or -1) if asked.account.kind == "person" else None
    wanted["since"] = since.isoformat() if since else None
    return accepted(asked, await jobs.put(conn, "export", asked.account.id, wanted))


def accepted(asked: Asked, job: UUID) -> Response:
    """That a job was put, and where to ask for it."""
    where = f"{asked.base}/$job-status?_job={job}"
    return Response(status_code=202, headers={"Content-Location": where})


def _prefers_async(asked: Asked) -> bool:
    said = ",".join(asked.request.headers.getlist("prefer")).replace(";", ",").split(",")
    return any(part.strip().lower() == "respond-async" for part in said)


async def status(conn: Connection, asked: Asked, given: Given) -> Response:
    """202 with the progress, 200 with the manifest, 404 where there is no such job of the account."""
    found, id_ = await _job(conn, given)
    if found.state in ("waiting", "running"):
        headers = {"X-Progress": found.progress or "waiting", "Retry-After": "2"}
        return Response(status_code=202, headers=headers)
    if found.state == "failed":
        note = str((found.result or {}).get("error", "it failed"))
        return answered(of_notes("exception", [note], "error"), 500)
    result = found.result or {}
    return _manifest(asked, found, result, id_)


def _manifest(asked: Asked, found: Status, result: Any, id_: UUID) -> Response:
    url = f"{asked.base}/$job-file?_job={id_}&_file="
    output = [{"type": o["type"], "url": url + o["file"], "count": o["count"]} for o in result["output"]]
    told = {
        "transactionTime": result["transactionTime"],
        "request": found.asked["request"],
        "requiresAccessToken": True,
        "output": output,
        "error": [],
    }
    answer = answered(told)
    answer.headers["content-type"] = "application/json"
    answer.headers["expires"] = format_datetime(found.expires, usegmt=True)
    return answer


async def cancel(conn: Connection, asked: Asked, given: Given) -> Response:
    """Cancel a job or do away with its files."""
    _, id_ = await _job(conn, given)
    await jobs.cancel(conn, id_)
    return Response(status_code=202)


async def file(conn: Connection, asked: Asked, given: Given) -> Response:
    """One file of an export that is done, to whom asked for it."""
    found, _ = await _job(conn, given)
    name = given.need("_file")
    listed = (found.result or {}).get("output", []) if found.state == "done" else []
    if name not in [one["file"] for one in listed]:
        raise NotFound("there is no such file")
    path = Path(found.folder) / name
    if not path.is_file():
        raise NotFound("there is no such file any more")
    return FileResponse(path, media_type=NDJSON)


async def _job(conn: Connection, given: Given) -> tuple[Status, UUID]:
    try:
        id_ = UUID(given.need("_job"))
    except ValueError:
        raise NotFound("there is no such job") from None
    found = await jobs.status(conn, id_)
    if found is None or found.state == "cancelled":
        raise NotFound("there is no such job")
    return found, id_


def _of_types(granted: Granted, asked: Asked, given: Given) -> list[Need]:
    """Each type that is asked for; where none is named, whatever there are scopes for, and there must be one."""
    types = given.all("_type") or ([] if granted.reads else [""])
    return [Need(type_, "rs") for type_ in (*types, *(["Group"] if asked.type == "Group" else []))]


_NEEDS: Final[tuple[policy.Act, ...]] = ("use-fhir", "export-fhir")
_TAKES: Final = frozenset({"_type", "_since", "_outputFormat"})
_JOB: Final = frozenset({"_job"})
_WHERE: Final[tuple[tuple[Level, frozenset[str]], ...]] = (
    ("system", frozenset()), ("type", frozenset({"Patient"})), ("instance", frozenset({"Group"}))
)  # fmt: skip
OPERATIONS: Final = (
    *(
        Operation(
            "$export", (level,), ("GET", "POST"), writing(export, name="export-ask"), _TAKES, types, _NEEDS, _of_types
        )
        for level, types in _WHERE
    ),
    Operation("$job-status", ("system",), ("GET",), reading(status, name="job-status"), _JOB, scopes=of_none),
    Operation("$job-status", ("system",), ("DELETE",), writing(cancel, name="job-cancel"), _JOB, scopes=of_none),
    Operation(
        "$job-file",
        ("system",),
        ("GET",),
        reading(file, name="export-file"),
        _JOB | {"_file"},
        needs=_NEEDS,
        scopes=of_none,
    ),
)
