"""Which client asks at the token endpoint and its neighbours, and their answers."""

import base64
import binascii
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from careweft.access.audit import Entry
from careweft.access.oauth import assertions, clients
from careweft.access.oauth.clients import Client
from careweft.base.errors import Refused
from careweft.web.oauth.provider import Provider

FORM = "application/x-www-form-urlencoded"
_MOST_BYTES = 64 * 1024
_CHALLENGE = {"WWW-Authenticate": 'Basic realm="Careweft"'}


class Wrong(Exception):
    """An error of RFC 6749 §5.2: its code, its words, the status of the answer."""

    def __init__(self, code: str, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.code, self.text, self.status = code, text, status


def answer(body: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON that nobody keeps."""
    kept = {"Cache-Control": "no-store", "Pragma": "no-cache"} | (headers or {})
    return Response(orjson.dumps(body), status, kept, "application/json")


def failed(wrong: Wrong) -> Response:
    """The answer to an error."""
    headers = _CHALLENGE if wrong.status == 401 else None
    return answer({"error": wrong.code, "error_description": wrong.text}, wrong.status, headers)


async def form(request: Request) -> dict[str, str]:
    """The parameters of a request's form, each once (RFC 6749 §3.2). Raises Wrong."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise Wrong("invalid_request", f"send {FORM}")
    body = await request.body()
    if len(body) > _MOST_BYTES:
        raise HTTPException(413, "The form is too large.")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError:
        raise Wrong("invalid_request", "the form cannot be read") from None
    if len({name for name, _ in pairs}) != len(pairs):
        raise Wrong("invalid_request", "a parameter is given twice")
    return {name: value for name, value in pairs if value and "\0" not in value}


@dataclass(frozen=True)
class _Shown:
    """What a client shows of itself."""

    id: str
    secret: str | None = None
    assertion: str | None = None


async def authenticated(provider: Provider, request: Request, given: dict[str, str]) -> Client:
    """The client that asks, once it is known to be that one. Raises Wrong: always in the same words.

    Secrets and keys cannot be guessed: who shows the right one never waits, whatever others tried in its name.
    """
    shown = _shown(request, given)
    async with provider.database.transaction() as connection:
        client = await clients.find(connection, shown.id)
        good = client is not None and await _proved(connection, client, shown, provider)
    if client is None or not good:
        if provider.failures.take(request.client.host if request.client else ""):
            raise Wrong("invalid_client", "too many wrong tries; wait a minute", 429)
        await provider.auditor.record(Entry(None, 0, "log-in", "client", "refused"))
        raise Wrong("invalid_client", "no client showed that it is one", 401)
    return client


async def _proved(connection: Any, client: Client, shown: _Shown, provider: Provider) -> bool:
    if client.kind == "public":
        return shown.secret is None and shown.assertion is None
    if shown.assertion is not None:
        try:
            await assertions.check(connection, client, shown.assertion, provider.token)
        except Refused:
            return False
        return True
    return shown.secret is not None and client.has_secret(shown.secret)


def _shown(request: Request, given: dict[str, str]) -> _Shown:
    pair = _basic(request.headers.get("authorization", ""))
    ways = [pair is not None, "client_secret" in given, "client_assertion" in given]
    if sum(ways) > 1:
        raise Wrong("invalid_request", "show who you are in one way")
    named = given.get("client_id")
    if pair is not None:
        found = _Shown(pair[0], secret=pair[1])
    elif "client_assertion" in given:
        if given.get("client_assertion_type") != assertions.KIND:
            raise Wrong("invalid_client", f"client_assertion_type is {assertions.KIND}", 401)
        try:
            subject = assertions.claimed(given["client_assertion"])
        except Refused as wrong:
            raise Wrong("invalid_client", wrong.what, 401) from None
        found = _Shown(subject, assertion=given["client_assertion"])
    else:
        found = _Shown(named or "", secret=given.get("client_secret"))
    if named is not None and named != found.id:
        raise Wrong("invalid_client", "client_id is another client's", 401)
    return found


def _basic(header: str) -> tuple[str, str] | None:
    scheme, _, given = header.partition(" ")
    if not scheme:
        return None
    try:
        name, colon, secret = base64.b64decode(given.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        colon = ""
    if scheme.lower() != "basic" or not colon:
        raise Wrong("invalid_client", "only HTTP Basic is understood here", 401)
    return unquote_plus(name), unquote_plus(secret)
