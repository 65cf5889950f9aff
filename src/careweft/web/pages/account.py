"""Logging in and out, and one's own account."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.web import forms, navigation
from careweft.web.logins import anybody, current, drop_cookie, local_address, set_cookie
from careweft.web.view import FormError

WRONG = "The username and password do not match. Check both and try again."
TOO_MANY = "Too many tries. Wait {seconds} seconds, then try again."


async def log_in(request: Request) -> Response:
    """The log-in page; who is logged in already goes on."""
    account = request.state.account
    onward = request.query_params.get("next", "")
    if account:
        return RedirectResponse(local_address(onward, navigation.home(account)), 303)
    return await _form(request, onward)


async def take_log_in(request: Request) -> Response:
    """A try to log in."""
    site = request.app
    given = await forms.read(request, site.services.limits.form_bytes)
    username, onward = given.get("username", ""), given.get("next", "")
    address = request.client.host if request.client else ""
    keys = [("address", address), ("username", username.casefold())]
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
    if token is None or session is None:
        return await _form(request, onward, username, [FormError("username", WRONG)], 400)
    for key in keys:  # only failures count: a whole hospital may log in from one address
        site.log_in_tries.give(key)
    if request.state.token:  # never two sessions in one browser
        await site.services.identity.log_out(request.state.token)
    answer = RedirectResponse(local_address(onward, navigation.home(session.account)), 303)
    set_cookie(answer, token, secure=site.services.place.secure)
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
    Route("/log-out", log_out, methods=["POST"]),
    Route("/account", account_page),
]
