"""Passkeys between browser and site: what a browser is asked to sign, and a log-in by what it signed.

What was asked is bound to the browser by a cookie of its own, which no script and no other site can read or send.
"""

from collections.abc import Awaitable, Callable
from secrets import token_urlsafe
from typing import Any, Final

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access.passkeys import credential_of
from careweft.base.errors import Refused
from careweft.web import forms, navigation
from careweft.web.logins import anybody, current, local_address, set_cookie
from careweft.web.pages.account import TOO_MANY, form, kept
from careweft.web.passkeys import BROWSER_SECONDS, Passkeys
from careweft.web.view import FormError

WRONG: Final = "The passkey did not let you in. Try again, or log in with your password."
_COOKIE: Final = "careweft-passkey"


async def ask_to_log_in(request: Request) -> Response:
    """What the browser is asked to sign to log in."""
    return await _asked(request, lambda browser: keys_of(request).ask(browser))


@anybody
async def ask_to_prove(request: Request) -> Response:
    """What the browser is asked to sign to show that it is still the same person."""
    return await _asked(request, lambda browser: keys_of(request).ask(browser, current(request)))


@anybody
async def ask_to_make(request: Request) -> Response:
    """What the browser needs to make a passkey."""
    try:
        return await _asked(
            request, lambda browser: keys_of(request).ask_to_make(browser, current(request), request.state.token)
        )
    except Refused as wrong:
        raise HTTPException(403, str(wrong)) from wrong


async def log_in(request: Request) -> Response:
    """A log-in by a passkey: both steps in one."""
    site, keys = request.app, keys_of(request)
    given = await forms.read(request, site.services.limits.form_bytes)
    said, onward = given.get("credential", ""), given.get("next", "")
    address = request.client.host if request.client else ""
    key = (credential_of(said), address)  # who does not know a passkey's id cannot use up its tries
    if wait := site.passkey_tries.take(key):  # not among the tries of passwords, which made-up ids could push out
        answer = await form(request, onward, "", [FormError("", TOO_MANY.format(seconds=max(1, round(wait))))], 429)
        answer.headers["Retry-After"] = str(max(1, round(wait)))
        return answer
    try:
        token = await keys.log_in(browser_of(request), said)
        session = await site.services.identity.find(token)
        if session is None:
            raise Refused("this account logs in no more")
    except Refused as wrong:
        await kept(request, None, "refused", "passkey", wrong.what)
        return await form(request, onward, "", [FormError("", WRONG)], 400)
    site.passkey_tries.give(key)
    if request.state.token:  # never two sessions in one browser
        await site.services.identity.log_out(request.state.token)
    await kept(request, session.account, "changed", "passkey")
    answer = RedirectResponse(local_address(onward, navigation.home(session.account)), 303)
    set_cookie(answer, session.fresh_token or token, secure=site.services.place.secure)
    forget_browser(request, answer)
    return answer


def browser_of(request: Request) -> str:
    """What tells the browser that was asked from any other; nothing where none was."""
    return str(request.cookies.get(_name(request), ""))


def forget_browser(request: Request, answer: Response) -> None:
    """Take away what told it."""
    secure = request.app.services.place.secure
    answer.delete_cookie(_name(request), path="/", httponly=True, samesite="strict", secure=secure)


async def _asked(request: Request, ask: Callable[[str], Awaitable[dict[str, Any]]]) -> Response:
    site = request.app
    if wait := site.challenges.take(request.client.host if request.client else ""):
        raise HTTPException(429, "Too many passkeys from here.", {"Retry-After": str(max(1, round(wait)))})
    browser = token_urlsafe(32)
    answer = Response(orjson.dumps(await ask(browser)), media_type="application/json")
    secure = site.services.place.secure
    answer.set_cookie(
        _name(request), browser, BROWSER_SECONDS, path="/", httponly=True, samesite="strict", secure=secure
    )
    return answer


def _name(request: Request) -> str:
    return f"__Host-{_COOKIE}" if request.app.services.place.secure else _COOKIE


def keys_of(request: Request) -> Passkeys:
    """The place's passkeys; such pages are not there where browsers make none."""
    keys: Passkeys | None = request.app.services.passkeys
    if keys is None:
        raise HTTPException(404)
    return keys


ROUTES = [
    Route("/log-in/passkey/ask", ask_to_log_in, methods=["POST"]),
    Route("/log-in/passkey", log_in, methods=["POST"]),
    Route("/account/proof/ask", ask_to_prove, methods=["POST"]),
    Route("/account/passkeys/ask", ask_to_make, methods=["POST"]),
]
