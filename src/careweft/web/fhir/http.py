"""The HTTP side of FHIR: which kinds of content are spoken, the headers of an answer, the errors."""

from datetime import UTC, datetime
from email.utils import format_datetime

import orjson
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from careweft.base.errors import CareweftError, Conflict, NotFound, Refused, Unavailable
from careweft.fhir import outcome as outcomes
from careweft.fhir.interactions import Gone, Outcome
from careweft.fhir.invalid import Invalid

JSON = "application/fhir+json; charset=utf-8"
SPOKEN = frozenset({"application/fhir+json", "application/json", "text/json", "json", "*/*", "application/*"})
SENT = frozenset({"application/fhir+json", "application/json", "text/json"})
FORM = "application/x-www-form-urlencoded"
ONLY_JSON = "Only FHIR JSON is spoken here: application/fhir+json."


def check_accept(request: Request) -> None:
    """Raise 406 where the client takes nothing that we speak. `_format` has the last word over Accept."""
    asked = request.query_params.get("_format") or request.headers.get("accept") or "*/*"
    kinds = [part.partition(";") for part in asked.replace(" ", "+").split(",")]  # a plus in an address is a space
    for name, _, parameters in kinds:
        if name.strip("+").lower() in SPOKEN and parameters.strip("+") not in ("q=0", "q=0.0"):
            return
    raise HTTPException(406, ONLY_JSON)


def check_sent(headers: Headers) -> None:
    """Raise 415 where the body is not FHIR JSON."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in SENT:
        raise HTTPException(415, ONLY_JSON)


def preference(headers: Headers, name: str) -> str:
    """A preference of the Prefer header (RFC 7240), such as `return` or `handling`; empty where there is none."""
    for part in ",".join(headers.getlist("prefer")).replace(";", ",").split(","):
        key, _, value = part.strip().partition("=")
        if key.strip().lower() == name:
            return value.strip().strip('"').lower()
    return ""


def found(request: Request, outcome: Outcome) -> Response:
    """The answer to read and vread; 304 where the client has that version already."""
    headers = {"ETag": outcome.etag, "Last-Modified": _date(outcome.at)}
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if outcome.etag.removeprefix("W/") in known:
        return Response(status_code=304, headers=headers)
    return Response(outcome.body, media_type=JSON, headers=headers)


def written(request: Request, base: str, outcome: Outcome) -> Response:
    """The answer to create and update."""
    created = outcome.action == "created"
    headers = {"ETag": outcome.etag, "Last-Modified": _date(outcome.at), "Location": f"{base}/{outcome.location}"}
    wanted = preference(request.headers, "return")
    body = outcome.body
    if wanted == "minimal":
        body = b""
    elif wanted == "operationoutcome":
        body = orjson.dumps(outcomes.of_notes("informational", [f"{outcome.type}/{outcome.id} was {outcome.action}"]))
        body = body.replace(b'"warning"', b'"information"')
    return Response(body, 201 if created else 200, headers, JSON if body else None)


def failed(request: Request, error: CareweftError) -> Response:
    """The answer to an error of ours: its status and its OperationOutcome."""
    status = _status(error, request.headers)
    headers = {"WWW-Authenticate": "Basic"} if status == 401 else None
    return Response(orjson.dumps(outcomes.of_error(error)), status, headers, JSON)


def _status(error: CareweftError, headers: Headers) -> int:
    if isinstance(error, Invalid):
        return 422 if any(issue.code == "not-found" for issue in error.issues) else 400
    if isinstance(error, Conflict):
        return 412 if "if-match" in headers or "if-none-exist" in headers else 409
    for kind, status in ((Gone, 410), (NotFound, 404), (Refused, 403), (Unavailable, 503)):
        if isinstance(error, kind):
            return status
    return 400


def _date(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC).replace(microsecond=0), usegmt=True)
