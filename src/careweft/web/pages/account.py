"""Logging in and out, and one's own account."""

from collections.abc import Sequence
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access.accounts import Account
from careweft.access.audit import Entry, Outcome
from careweft.base.errors import BadInput
from careweft.web import forms, navigation
from careweft.web.logins import anybody, current, drop_cookie, local_address, set_cookie
from careweft.web.view import FormError

WRONG = "The username and password do not match. Check both and try again."
WRONG_CODE = "This is not the code that your app shows now. Wait for the next one and try again."
TOO_MANY = "Too many tries. Wait {seconds} seconds, then try again."


async def log_in(request: Request) -> Response:
    """The log-in page; who is logged in already goes on."""
    account = request.state.account
    onward = request.query_params.get("next", "")
    if account:
        return RedirectResponse(local_address(onward, navigation.home(account)), 303)
    if request.state.token and await request.app.services.identity.waits(request.state.token):
        return RedirectResponse(f"/log-in/second?next={quote(onward, safe='')}", 303)
    return await _form(request, onward)


async def take_log_in(request: Request) -> Response:
    """A try to log in."""
    site = request.app
    given = await forms.read(request, site.services.limits.form_bytes)
    username, onward = given.get("username", ""), given.get("next", "")
    address = request.client.host if request.client else ""
    keys = [("address", address), ("pair", username.casefold(), address)]  # nobody can use up another's tries
    wait = max([site.log_in_tries.take(key) for key in keys])
    if wait:
        text = TOO_MANY.format(seconds=max(1, round(wait)))
        answer = await _form(request, onward, username, [FormError("", text)], 429)
        answer.headers["Retry-After"] = str(max(1, round(wait)))
        return answer
    if errors := _missing(given):
        return await _form(request, onward, username, errors, 400)
    token = await site.services.identity.log_in(username, given["password"])
    session = await site.services.identity.find(token) if token else None
    if token is None:
        await _kept(request, None, "refused")
        return await _form(request, onward, username, [FormError("username", WRONG)], 400)
    for key in keys:  # only failures count: a whole hospital may log in from one address
        site.log_in_tries.give(key)
    if request.state.token:  # never two sessions in one browser
        await site.services.identity.log_out(request.state.token)
    if session is None:
        answer = RedirectResponse(f"/log-in/second?next={quote(onward, safe='')}", 303)
    else:
        await _kept(request, session.account, "changed")
        answer = RedirectResponse(local_address(onward, navigation.home(session.account)), 303)
    set_cookie(answer, token, secure=site.services.place.secure)
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
        await _kept(request, None, "refused")
        if not token or not await site.services.identity.waits(token):
            return RedirectResponse("/log-in", 303)
        return _second(request, onward, [FormError("code", WRONG_CODE)], 400)
    await _kept(request, session.account, "changed")
    answer = RedirectResponse(local_address(onward, navigation.home(session.account)), 303)
    set_cookie(answer, fresh, secure=site.services.place.secure)
    return answer


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


@anybody
async def my_second_step(request: Request) -> Response:
    """Whether one's log-in takes two steps, and how to change that."""
    return await _my_second(request, [])


@anybody
async def change_second_step(request: Request) -> Response:
    """Set it up, confirm it or end it."""
    site, account, token = request.app, current(request), request.state.token
    given = await forms.read(request, site.services.limits.form_bytes)
    identity, code, codes = site.services.identity, given.get("code", ""), list[str]()
    try:
        match given.get("do"):
            case "begin":
                await identity.begin_second(account)
                fresh = token
            case "confirm":
                codes, fresh = await identity.confirm_second(account, token, code)
            case "end":
                fresh = await identity.end_second(account, token, code)
            case _:
                raise BadInput("that cannot be done", expected="begin, confirm or end")
    except BadInput:
        return await _my_second(request, [FormError("code", WRONG_CODE)], status=400)
    answer = await _my_second(request, [], codes)
    if fresh != token:  # a session whose rights changed goes on under another token
        set_cookie(answer, fresh, secure=site.services.place.secure)
    return answer


async def _my_second(
    request: Request, errors: list[FormError], codes: Sequence[str] = (), *, status: int = 200
) -> Response:
    account, place = current(request), request.app.services.place
    found = await request.app.services.identity.second_step(account)
    answer: Response = request.app.templates.page(
        request,
        "pages/two_steps.jinja",
        status=status,
        title="Logging in in two steps",
        second=found,
        address=found.address(account.username, place.name) if found and not found.confirmed else "",
        codes=codes,
        errors=errors,
    )
    return answer


def _second(request: Request, onward: str, errors: list[FormError], status: int = 200) -> Response:
    answer: Response = request.app.templates.page(
        request, "pages/second.jinja", status=status, title="Log in: second step", onward=onward, errors=errors
    )
    return answer


async def _kept(request: Request, account: Account | None, outcome: Outcome) -> None:
    """Keep that somebody logged in, or tried to."""
    desk = request.app.services.desk
    if desk is not None:
        await desk.auditor.record(Entry(account.id if account else None, 0, "log-in", "log-in", outcome))


def _missing(given: dict[str, str]) -> list[FormError]:
    words = {"username": "Enter your username", "password": "Enter your password"}
    return [FormError(name, text) for name, text in words.items() if not given.get(name)]


async def _form(
    request: Request, onward: str, username: str = "", errors: list[FormError] | None = None, status: int = 200
) -> Response:
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
        logged_out="out" in request.query_params,
    )
    return answer


ROUTES = [
    Route("/log-in", log_in, methods=["GET"]),
    Route("/log-in", take_log_in, methods=["POST"]),
    Route("/log-in/second", second_step, methods=["GET"]),
    Route("/log-in/second", take_second_step, methods=["POST"]),
    Route("/account/second", my_second_step, methods=["GET"]),
    Route("/account/second", change_second_step, methods=["POST"]),
    Route("/log-out", log_out, methods=["POST"]),
    Route("/account", account_page),
]
