"""Answers to requests that fail: a page in plain words, JSON for a programme, an OperationOutcome below /fhir."""

from typing import Protocol

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from careweft.base.errors import BadInput, CareweftError, Conflict, NotFound, Refused, Unavailable
from careweft.web.language import N_

STATUS = {NotFound: 404, Refused: 403, Conflict: 409, BadInput: 400, Unavailable: 503}

WORDS = {
    400: (N_("That could not be understood"), N_("Something in the request is not as it should be.")),
    401: (N_("Please log in"), N_("You need to log in to see this page.")),
    403: (N_("You may not do that"), N_("Your account has no right to do this.")),
    404: (
        N_("Page not found"),
        N_("There is no such page, or you have no part in the care of the person that it is about."),
    ),
    405: (N_("That cannot be done here"), N_("This page does not take that kind of request.")),
    408: (
        N_("That took too long to come"),
        N_("What was sent came too slowly or not at all. Nothing was done."),
    ),
    409: (
        N_("Somebody changed it first"),
        N_("What you were working on has changed meanwhile. Look at it again, then retry."),
    ),
    413: (N_("That is too large"), N_("What was sent is larger than this site takes.")),
    415: (N_("That kind of content is not taken here"), N_("Please send another kind.")),
    429: (N_("Too many tries"), N_("Please wait a moment before you try again.")),
    500: (N_("Something went wrong"), N_("It is our fault, not yours. Nothing that you saw as saved is lost.")),
    503: (
        N_("The site is not ready"),
        N_("It is starting, or a part of it is missing. Please try again in a minute."),
    ),
}
FHIR_CODES = {
    400: "invalid",
    401: "login",
    403: "forbidden",
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    408: "timeout",
    409: "conflict",
    410: "deleted",
    412: "conflict",
    413: "too-long",
    415: "not-supported",
    422: "processing",
    429: "throttled",
    503: "transient",
}


class ProblemPage(Protocol):
    """Makes the page for a failure."""

    def __call__(self, request: Request, status: int, title: str, text: str) -> Response:
        """A page that says `title` and `text`."""


class Problems:
    """Turns failures into answers of the kind that the asker can read."""

    def __init__(self, page: ProblemPage) -> None:
        self._page = page

    def answer(self, request: Request, status: int, text: str = "", headers: dict[str, str] | None = None) -> Response:
        """The answer for a status; `text` replaces its usual words."""
        title, usual = WORDS.get(status, WORDS[500] if status >= 500 else WORDS[400])
        text = text or usual
        path = request.url.path
        if path.startswith("/fhir"):
            answer: Response = operation_outcome(status, text)
        elif path.startswith(("/feeds", "/healthz")) or "application/json" in request.headers.get("accept", ""):
            body = orjson.dumps({"status": status, "title": title, "detail": text})
            answer = Response(body, status, media_type="application/problem+json")
        else:
            answer = self._page(request, status, title, text)
        answer.headers.update(headers or {})
        return answer

    def from_http(self, request: Request, error: Exception) -> Response:
        """The answer for an HTTPException of Starlette's."""
        assert isinstance(error, HTTPException)
        own = "" if error.status_code in (404, 405) or error.status_code >= 500 else str(error.detail)
        return self.answer(request, error.status_code, own, dict(error.headers or {}))

    def from_careweft(self, request: Request, error: Exception) -> Response:
        """The answer for one of our own errors, which are written to be read."""
        assert isinstance(error, CareweftError)
        status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)
        return self.answer(request, status, "" if status in (404, 500) else str(error))


def operation_outcome(status: int, text: str) -> Response:
    """A FHIR R4 OperationOutcome with one issue."""
    issue = {
        "severity": "fatal" if status >= 500 else "error",
        "code": FHIR_CODES.get(status, "exception" if status >= 500 else "processing"),
        "diagnostics": text,
    }
    body = orjson.dumps({"resourceType": "OperationOutcome", "issue": [issue]})
    return Response(body, status, media_type="application/fhir+json; charset=utf-8")
