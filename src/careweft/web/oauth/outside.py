"""Logging in at an outside provider, and connecting one's account with it.

What a log-in began with (state, nonce, PKCE verifier) stays with the browser that began it, in a cookie for ten
minutes; an answer counts only in that browser and once.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access import passkeys, sessions
from careweft.access.accounts import Account, profile
from careweft.access.audit import Entry
from careweft.access.audit import write as write_audit
from careweft.access.oauth import outside
from careweft.access.oauth.outside import Expected
from careweft.base.errors import CareweftError, Conflict, Refused
from careweft.web import navigation
from careweft.web.logins import anybody, current, local_address, set_cookie
from careweft.web.oauth.discovery import Discovered
from careweft.web.oauth.provider import Provider

_SECONDS: Final = 600
_COOKIE: Final = "careweft-outside"
NOT_KNOWN: Final = "That log-in is not connected with an account here. Log in with your password, then connect it."


class OutsidePages:
    """Off to the provider, and back."""

    def __init__(self, provider: Provider, at: Discovered) -> None:
        self._provider, self._at = provider, at

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [
            Route("/log-in/outside", self.begin, methods=["GET"]),
            Route("/log-in/outside/back", self.back, methods=["GET"]),
            Route("/account/outside", anybody(self.connection), methods=["GET"]),
            Route("/account/outside", anybody(self.connect), methods=["POST"]),
        ]

    async def begin(self, request: Request) -> Response:
        """Off to the provider to log in."""
        onward = local_address(request.query_params.get("next", ""), "/")
        where, cookie = await self._off({"next": onward})
        return self._kept(request, RedirectResponse(where, 303), cookie)

    async def connection(self, request: Request) -> Response:
        """Whether one's account is connected with the provider."""
        account = current(request)
        async with self._provider.database.transaction(readonly=True) as connection:
            there = await outside.connected(connection, self._at.issuer, account.id)
        return _page(request, connected=there, issuer=self._at.issuer)

    async def connect(self, request: Request) -> Response:
        """Begin to connect one's account, or disconnect it. A page leads on: our forms lead to no other site."""
        account = current(request)
        async with self._provider.database.transaction(account.id) as connection:
            if not await passkeys.proved(connection, request.state.token):
                return _page(request, status=403, unproved=True, issuer=self._at.issuer)
            if await outside.connected(connection, self._at.issuer, account.id):
                await outside.disconnect(connection, self._at.issuer, account.id)
                await write_audit(connection, [Entry(account.id, 0, "disconnect", "outside log-in", "changed")])
                return RedirectResponse("/account/outside", 303)
        where, cookie = await self._off({"account": account.id})
        return self._kept(request, _page(request, where=where, issuer=self._at.issuer), cookie)

    async def back(self, request: Request) -> Response:
        """What the provider says: a log-in, or a connection."""
        began = self._began(request)
        try:
            who = await self._who(request.query_params, began)
            answer = await self._let_in(request, began, who)
        except CareweftError as wrong:
            await self._provider.auditor.record(Entry(None, 0, "log-in", "outside log-in", "refused"))
            answer = _page(request, status=400, fault=wrong.what, issuer=self._at.issuer)
        answer.delete_cookie(self._name(request), path="/")
        return answer

    async def _off(self, kept: dict[str, Any]) -> tuple[str, str]:
        """Where to go, and what the browser keeps meanwhile."""
        state, nonce, verifier = token_urlsafe(32), token_urlsafe(32), token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        where = await self._at.authorize(
            response_type="code",
            scope="openid",
            redirect_uri=self._address,
            state=state,
            nonce=nonce,
            code_challenge=challenge,
            code_challenge_method="S256",
        )
        kept |= {"state": state, "nonce": nonce, "verifier": verifier}
        return where, base64.urlsafe_b64encode(orjson.dumps(kept)).decode()

    def _began(self, request: Request) -> dict[str, Any]:
        try:
            found = orjson.loads(base64.urlsafe_b64decode(request.cookies.get(self._name(request), "")))
        except ValueError:
            found = None
        return found if isinstance(found, dict) else {}

    async def _who(self, said: Mapping[str, str], began: dict[str, Any]) -> str:
        state, nonce = str(began.get("state", "")), str(began.get("nonce", ""))
        if not state or not hmac.compare_digest(said.get("state", "").encode(), state.encode()):
            raise Refused("this log-in was begun elsewhere, or too long ago")
        if said.get("iss", self._at.issuer) != self._at.issuer or not said.get("code"):
            raise Refused("the provider did not let you in")
        token = await self._at.id_token(said["code"], str(began.get("verifier", "")), self._address)
        expected = Expected(self._at.issuer, self._at.client_id, nonce)
        try:
            return outside.subject(token, await self._at.keys(), expected)
        except Refused:  # perhaps by a key that is newer than what we know
            return outside.subject(token, await self._at.keys(fresh=True), expected)

    async def _let_in(self, request: Request, began: dict[str, Any], who: str) -> Response:
        mine: Account | None = request.state.account
        async with self._provider.database.transaction() as connection:
            if "account" in began:
                if mine is None or mine.id != began["account"]:
                    raise Refused("you are logged in as somebody else by now")
                await outside.connect(connection, self._at.issuer, who, mine.id)
                await write_audit(connection, [Entry(mine.id, 0, "connect", "outside log-in", "changed")])
                return RedirectResponse("/account/outside", 303)
            found = await outside.account(connection, self._at.issuer, who)
            account = await profile(connection, found) if found is not None else None
            if account is None or account.kind == "machine":
                raise Conflict(NOT_KNOWN)
            token = await sessions.start(connection, account)
            await write_audit(connection, [Entry(account.id, 0, "log-in", "outside log-in", "changed")])
        if request.state.token:
            await request.app.services.identity.log_out(request.state.token)
        onward = local_address(str(began.get("next", "")), "/")
        answer = RedirectResponse(onward if onward != "/" else navigation.home(account), 303)
        set_cookie(answer, token, secure=request.app.services.place.secure)
        return answer

    @property
    def _address(self) -> str:
        return f"{self._provider.issuer}/log-in/outside/back"

    def _name(self, request: Request) -> str:
        return f"__Host-{_COOKIE}" if request.app.services.place.secure else _COOKIE

    def _kept(self, request: Request, answer: Response, cookie: str) -> Response:
        secure = request.app.services.place.secure
        answer.set_cookie(self._name(request), cookie, _SECONDS, path="/", httponly=True, samesite="lax", secure=secure)
        return answer


def _page(request: Request, *, status: int = 200, **values: Any) -> Response:
    answer: Response = request.app.templates.page(
        request, "pages/outside.jinja", status=status, title="Log-in from elsewhere", **values
    )
    return answer
