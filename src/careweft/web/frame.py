"""What every request goes through: an id, the limits of size and time, the same-origin rule, security headers, the log.

Plain ASGI, one wrapper, because the FHIR routes pay for every layer.
"""

import asyncio
import logging
import time
import traceback
import uuid
from urllib.parse import urlsplit

import asyncpg
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from careweft.web.problems import Problems

log = logging.getLogger("careweft.web")

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
YEAR = 31_536_000
BODY_SECONDS = 30.0
"""Seconds that a body may take to come,"""
BODY_RATE = 64 * 1024
"""and one more for each of so many bytes that have come: who sends a long one steadily has time for it."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


AWAY = (OSError, asyncpg.InterfaceError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError)
"""What says that the database is away: not our fault, and worth another try."""


class TooLarge(Exception):
    """The body is larger than this server takes."""


class TooSlow(Exception):
    """The body comes too slowly, or not at all."""


class Frame:
    """The outermost layer of the site."""

    def __init__(self, app: ASGIApp, problems: Problems, *, body_bytes: int, cookie: str, secure: bool) -> None:
        self._app, self._problems, self._most, self._cookie = app, problems, body_bytes, cookie
        self._headers = HEADERS | ({"strict-transport-security": f"max-age={YEAR}"} if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; other kinds of connection (lifespan) go through as they are."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, receive, send, self._most, self._headers)
        try:
            await self._serve(scope, exchange)
        finally:
            exchange.write_log()

    async def _serve(self, scope: Scope, exchange: "_Exchange") -> None:
        headers = Headers(scope=scope)
        if foreign(scope["method"], headers, self._cookie):
            await self._fail(scope, exchange, 403, "This request came from another site, so nothing was done.")
            return
        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            await self._fail(scope, exchange, 400, "An address has no NUL in it.")
            return
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._most:
            await self._fail(scope, exchange, 413, f"The body is larger than {self._most:,} bytes.")
            return
        try:
            await self._app(scope, exchange.receive, exchange.send)
        except TooLarge:
            await self._fail(scope, exchange, 413, f"The body is larger than {self._most:,} bytes.")
        except TooSlow:
            await self._fail(scope, exchange, 408, "")
        except ClientDisconnect:
            exchange.status = 499  # nobody is there to be answered
        except Exception as error:
            _log_failure(error, exchange.id, route(scope))
            await self._fail(scope, exchange, 503 if isinstance(error, AWAY) else 500, "")

    async def _fail(self, scope: Scope, exchange: "_Exchange", status: int, text: str) -> None:
        if exchange.status:  # the answer had begun: all that is left is to close the connection
            raise ConnectionResetError("the answer broke off")
        try:
            answer = self._problems.answer(Request(scope), status, text)
        except Exception as error:  # the page for failures failed too
            _log_failure(error, exchange.id, "problem page")
            answer = PlainTextResponse("Something went wrong, and it is our fault.", status)
        await answer(scope, exchange.receive, exchange.send)


class _Exchange:
    """One request and its answer, on their way through."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, most: int, headers: dict[str, str]) -> None:
        self.id = uuid.uuid4().hex[:16]
        self.status = 0
        self._scope, self._receive, self._send, self._most, self._headers = scope, receive, send, most, headers
        self._began, self._read, self._sent = time.perf_counter(), 0, 0
        self._arriving = scope["method"] not in SAFE
        scope.setdefault("state", {})["request_id"] = self.id

    async def receive(self) -> Message:
        message = await (self._in_time() if self._arriving else self._receive())
        self._arriving = self._arriving and message.get("more_body", False)
        self._read += len(message.get("body", b""))
        if self._read > self._most:
            raise TooLarge
        return message

    async def _in_time(self) -> Message:
        try:
            async with asyncio.timeout(BODY_SECONDS + self._read / BODY_RATE - (time.perf_counter() - self._began)):
                return await self._receive()
        except TimeoutError:
            raise TooSlow from None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in self._headers.items():
                headers.setdefault(name, value)
            headers.setdefault("cache-control", "no-store")
            headers["x-request-id"] = self.id
        else:
            self._sent += len(message.get("body", b""))
        await self._send(message)

    def write_log(self) -> None:
        log.info(
            "request",
            extra={
                "request": self.id,
                "method": self._scope["method"],
                "route": route(self._scope),
                "status": self.status,
                "ms": round((time.perf_counter() - self._began) * 1000, 1),
                "bytes": self._sent,
            },
        )


def foreign(method: str, headers: Headers, cookie: str) -> bool:
    """Whether a request that changes something was sent by another site's page.

    Browsers say so by Sec-Fetch-Site, older ones by Origin. A client that sends neither is no browser of this century's
    third decade; it is let through unless it brings a session cookie, which only a browser should hold.
    """
    if method in SAFE:
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc != headers.get("host")
    return f"{cookie}=" in headers.get("cookie", "")


def route(scope: Scope) -> str:
    """The path with what was filled in taken out again (`/person/{person}`), fit for a log; `-` where none matched."""
    known: str | None = scope.get("state", {}).get("route")
    if known is not None:
        return known
    if "endpoint" not in scope:
        return "-"
    filled = {str(value): name for name, value in scope.get("path_params", {}).items()}
    parts = (f"{{{filled[part]}}}" if part in filled else part for part in scope["path"].split("/"))
    return "/".join(parts)


def _log_failure(error: Exception, request: str, where: str) -> None:
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    kind = type(error).__name__  # never its message: that may quote a person's data
    log.error("request failed", extra={"request": request, "route": where, "error": kind, "frames": frames[-8:]})
