"""Logging in and out, and one's own account."""

from collections.abc import Hashable
from math import ceil
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access.accounts import Account
from careweft.access.audit import Entry, Outcome
from careweft.web import forms, navigation
from careweft.web.language import N_, _
from careweft.web.logins import (
    anybody,
    browser_of,
    current,
    drop_cookie,
    know_browser,
    local_address,
    set_cookie,
)
from careweft.web.view import FormError

WRONG = N_("The username and password do not match. Check both and try again.")
WRONG_CODE = N_("This is not the code that your app shows now. Wait for the next one and try again.")
GUESSED = N_(
    "There were too many wrong tries for this username. Wait {minutes} minutes, then try again. "
    "Or log in with a passkey, or where you logged in before."
)
TOO_MANY = N_("Too many tries. Wait {seconds} seconds, then try again.")


async def log_in(request: Request) -> Response:
    """The log-in page; who is logged in already goes on."""
    account = request.state.account
    onward = request.query_params.get("next", "")
    if account:
        return RedirectResponse(local_address(onward, navigation.home(account)), 303)
    if request.state.token and await request.app.services.identity.waits(request.state.token):
        return RedirectResponse(f"/log-in/second?next={quote(onward, safe='')}", 303)
    return await form(request, onward)


async def take_log_in(request: Request) -> Response:
    """A try to log in."""
    site = request.app
    given = await forms.read(request, site.services.limits.form_bytes)
    username, onward = given.get("username", ""), given.get("next", "")
    secure, browser = site.services.place.secure, browser_of(request, secure=site.services.place.secure)
    keys = await _tries(request, username, browser)
    wait = max([site.log_in_tries.take(key) for key in keys])
    if wait:
        return await _later(request, onward, username, _(TOO_MANY).format(seconds=max(1, round(wait))), wait)
    if errors := _missing(given):
        return await form(request, onward, username, errors, 400)
    if wait := await site.services.identity.wait(username, browser):
        text = _(GUESSED).format(minutes=ceil(wait / 60))
        return await _later(request, onward, username, text, wait)
    token = await site.services.identity.log_in(username, given["password"])
    session = await site.services.identity.find(token) if token else None
    if token is None:
        await kept(request, None, "refused")
        return await form(request, onward, username, [FormError("username", _(WRONG))], 400)
    if request.state.token:  # never two sessions in one browser
        await site.services.identity.log_out(request.state.token)
    if session is None:
        answer = RedirectResponse(f"/log-in/second?next={quote(onward, safe='')}", 303)
        set_cookie(answer, token, secure=secure)
        return answer
    return await _entered(request, session.account, token, onward)


async def _tries(request: Request, username: str, browser: str | None) -> list[Hashable]:
    """Against what a try counts: nobody uses up another's, nor, at its own address, those of people who always log in
    there.
    """
    if browser and await request.app.services.identity.knows(username, browser):
        return [("browser", browser)]
    address = request.client.host if request.client else ""
    return [("address", address), ("pair", username.casefold(), address)]


async def _entered(request: Request, account: Account, token: str, onward: str) -> Response:
    """On to where somebody wanted to go who logged in, in all steps: only now their tries do not count."""
    site, secure = request.app, request.app.services.place.secure
    browser = browser_of(request, secure=secure)
    for key in await _tries(request, account.username, browser):
        site.log_in_tries.give(key)
    await kept(request, account, "changed")
    answer = RedirectResponse(local_address(onward, navigation.home(account)), 303)
    set_cookie(answer, token, secure=secure)
    know_browser(answer, await site.services.identity.know(token, browser), secure=secure)
    return answer


async def _later(request: Request, onward: str, username: str, text: str, wait: float) -> Response:
    """The log-in page that says to wait; `wait` is in seconds."""
    answer = await form(request, onward, username, [FormError("", text)], 429)
    answer.headers["Retry-After"] = str(max(1, round(wait)))
    return answer


async def second_step(request: Request) -> Response:
    """The second step of a log-in."""
    if not request.state.token or not await request.app.services.identity.waits(request.state.token):
        return RedirectResponse("/log-in", 303)
    return _second(request, request.query_params.get("next", ""), [])


async def take_second_step(request: Request) -> Response:
    """A try at it; after five the log-in begins again."""
    site, token = request.app, request.state.token
    given = await forms.read(request, site.services.limits.form_bytes)
    onward = given.get("next", "")
    fresh = await site.services.identity.finish(token, given.get("code", "")) if token else None
    session = await site.services.identity.find(fresh) if fresh else None
    if fresh is None or session is None:
        await kept(request, None, "refused")
        if not token or not await site.services.identity.waits(token):
            return RedirectResponse("/log-in", 303)
        return _second(request, onward, [FormError("code", _(WRONG_CODE))], 400)
    return await _entered(request, session.account, fresh, onward)


async def log_out(request: Request) -> Response:
    """End the session, whether or not it was still good, and have the browser forget what it kept."""
    site = request.app
    if request.state.token:
        await site.services.identity.log_out(request.state.token)
    answer = RedirectResponse("/log-in?out=1", 303)
    drop_cookie(answer, secure=site.services.place.secure)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@anybody
async def account_page(request: Request) -> Response:
    """Who one is here."""
    answer: Response = request.app.templates.page(
        request, "pages/account.jinja", title="Your account", mine=current(request)
    )
    return answer


def _second(request: Request, onward: str, errors: list[FormError], status: int = 200) -> Response:
    answer: Response = request.app.templates.page(
        request,
        "pages/second.jinja",
        status=status,
        title="Log in: second step",
        onward=onward,
        errors=errors,
        passkeys=request.app.services.passkeys,
    )
    return answer


async def kept(
    request: Request, account: Account | None, outcome: Outcome, what: str = "log-in", reason: str = ""
) -> None:
    """Keep that somebody logged in, or tried to."""
    desk = request.app.services.desk
    if desk is not None:
        await desk.auditor.record(Entry(account.id if account else None, 0, "log-in", what, outcome, reason))


def _missing(given: dict[str, str]) -> list[FormError]:
    words = {"username": "Enter your username", "password": "Enter your password"}
    return [FormError(name, text) for name, text in words.items() if not given.get(name)]


async def form(
    request: Request, onward: str, username: str = "", errors: list[FormError] | None = None, status: int = 200
) -> Response:
    """The log-in page."""
    site = request.app
    demo = await site.services.identity.demo_log_ins() if site.services.place.demo else []
    answer: Response = site.templates.page(
        request,
        "pages/log_in.jinja",
        status=status,
        title="Log in",
        onward=onward,
        username=username,
        errors=errors or [],
        demo=demo,
        passkeys=site.services.passkeys,
        logged_out="out" in request.query_params,
    )
    return answer


ROUTES = [
    Route("/log-in", log_in, methods=["GET"]),
    Route("/log-in", take_log_in, methods=["POST"]),
    Route("/log-in/second", second_step, methods=["GET"]),
    Route("/log-in/second", take_second_step, methods=["POST"]),
    Route("/log-out", log_out, methods=["POST"]),
    Route("/account", account_page),
]
