"""The HTTP side of FHIR: which kinds of content are spoken, the headers of an answer, the errors."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

import orjson
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from careweft.base.errors import CareweftError
from careweft.fhir import outcome as outcomes
from careweft.fhir.interactions import Outcome
from careweft.fhir.jsontext import indented, loads
from careweft.fhir.shape import Shape

JSON = "application/fhir+json; charset=utf-8"
SPOKEN = frozenset({"application/fhir+json", "application/json", "text/json", "json", "*/*", "application/*"})
SENT = frozenset({"application/fhir+json", "application/json", "text/json"})
FORM = "application/x-www-form-urlencoded"
ONLY_JSON = "Only FHIR JSON is spoken here: application/fhir+json. XML and Turtle are not."


def check_accept(request: Request) -> None:
    """Raise 406 where the client takes nothing that we speak. `_format` has the last word over Accept."""
    check_format(request.query_params.get("_format") or request.headers.get("accept") or "*/*")


def check_format(asked: str) -> None:
    """Raise 406 where nothing in a list of media types is spoken here."""
    kinds = [part.partition(";") for part in asked.replace(" ", "+").split(",")]  # a plus in an address is a space
    for name, _, parameters in kinds:
        said = parameters.strip("+").lower()
        if name.strip("+").lower() in SPOKEN and said not in ("q=0", "q=0.0") and _of_r4(said.split(";")):
            return
    raise HTTPException(406, ONLY_JSON)


def sent_type(headers: Headers) -> str:
    """The media type of the body. Raises 415 for another encoding than UTF-8, which is all that FHIR knows."""
    kind, *parameters = headers.get("content-type", "").lower().split(";")
    for parameter in parameters:
        name, _, value = parameter.strip().partition("=")
        if name == "charset" and value.strip('"') not in ("utf-8", "utf8"):
            raise HTTPException(415, "Only UTF-8 is understood here.")
    if not _of_r4(parameters):
        raise HTTPException(415, "Only FHIR R4 is understood here: fhirVersion=4.0.")
    return kind.strip()


def _of_r4(parameters: Sequence[str]) -> bool:
    """Whether the parameters of a media type name no other version of FHIR."""
    named = [value.strip('"') for name, _, value in (one.strip(" +").partition("=") for one in parameters)
             if name == "fhirversion"]  # fmt: skip
    return all(version in ("4.0", "4.0.1") for version in named)


def check_sent(headers: Headers) -> None:
    """Raise 415 where the body is not FHIR JSON."""
    if sent_type(headers) not in SENT:
        raise HTTPException(415, ONLY_JSON)


def preference(headers: Headers, name: str) -> str:
    """A preference of the Prefer header (RFC 7240), such as `return` or `handling`; empty where there is none."""
    for part in ",".join(headers.getlist("prefer")).replace(";", ",").split(","):
        key, _, value = part.strip().partition("=")
        if key.strip().lower() == name:
            return value.strip().strip('"').lower()
    return ""


def found(request: Request, outcome: Outcome, shape: Shape | None) -> Response:
    """The answer to read and vread; 304 where the client has that version already."""
    headers = {"ETag": outcome.etag, "Last-Modified": _date(outcome.at)}
    if outcome.known(request.headers.get("if-none-match"), _time(request.headers.get("if-modified-since"))):
        return Response(status_code=304, headers=headers)
    return Response(shape.of_text(outcome.body) if shape else outcome.body, media_type=JSON, headers=headers)


def written(request: Request, base: str, outcome: Outcome) -> Response:
    """The answer to create, update and patch."""
    headers = {"ETag": outcome.etag, "Last-Modified": _date(outcome.at), "Location": f"{base}/{outcome.location}"}
    wanted = preference(request.headers, "return")
    body = b"" if wanted == "minimal" else _told(outcome) if wanted == "operationoutcome" else outcome.body
    return Response(body, 201 if outcome.action == "created" else 200, headers, JSON if body else None)


def deleted(request: Request, outcome: Outcome | None) -> Response:
    """The answer to delete; None where a condition matched nothing."""
    headers = {"ETag": outcome.etag, "Last-Modified": _date(outcome.at)} if outcome else None
    if preference(request.headers, "return") == "operationoutcome":
        return Response(_told(outcome), 200, headers, JSON)
    return Response(status_code=204, headers=headers)


def _told(outcome: Outcome | None) -> bytes:
    note = f"{outcome.type}/{outcome.id} was {outcome.action}" if outcome else "nothing matched, nothing was deleted"
    return orjson.dumps(outcomes.of_notes("informational", [note], "information"))


def failed(error: CareweftError) -> Response:
    """The answer to an error of ours: its status and its OperationOutcome."""
    status = outcomes.status_of(error)
    headers = {"Allow": "DELETE, GET, PATCH"} if status == 405 else None
    return Response(orjson.dumps(outcomes.of_error(error)), status, headers, JSON)


def finished(request: Request, answer: Response) -> Response:
    """The answer as it goes out: indented where the address asks for it (a file is not), without its body for HEAD."""
    pretty = getattr(request.state, "pretty", False) or request.query_params.get("_pretty") == "true"
    if pretty and getattr(answer, "body", b""):
        answer.body = indented(loads(bytes(answer.body)))
        answer.headers["content-length"] = str(len(answer.body))
    if request.method == "HEAD":
        answer.body = b""
    return answer


def _date(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC).replace(microsecond=0), usegmt=True)


def _time(text: str | None) -> datetime | None:
    """The time of an HTTP header; one that cannot be read counts for nothing (RFC 9110 §13.1.3)."""
    try:
        found = parsedate_to_datetime(text) if text else None
    except ValueError:
        return None
    return found.replace(tzinfo=found.tzinfo or UTC) if found else None
