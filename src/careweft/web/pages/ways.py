"""How one logs in: two steps, and passkeys; on one page."""

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access.accounts import Account
from careweft.access.audit import Entry, Outcome
from careweft.base.errors import BadInput, CareweftError, Conflict, Refused
from careweft.web import forms
from careweft.web.language import N_
from careweft.web.logins import anybody, current, set_cookie
from careweft.web.pages.account import TOO_MANY, WRONG_CODE
from careweft.web.pages.passkeys import browser_of, forget_browser, keys_of
from careweft.web.view import FormError

PAGE = "/account/second"
NOT_PROVED = "That did not show that it is you. Try again."
NOT_ADDED = "The passkey was not added. Try again."
LONG_AGO = "It is more than ten minutes since you showed that it is you. Show it again, then try again."


@anybody
async def ways(request: Request) -> Response:
    """Whether one's log-in takes two steps, what passkeys one has, and how to change that."""
    return await _ways(request, [])


@anybody
async def change_second_step(request: Request) -> Response:
    """Set it up, confirm it or end it."""
    site, account, token = request.app, current(request), request.state.token
    given = await forms.read(request, site.services.limits.form_bytes)
    identity, code, codes = site.services.identity, given.get("code", ""), list[str]()
    act, key = given.get("do", ""), _tries(request)
    if wait := site.log_in_tries.take(key):
        return await _ways(request, [_later("code", wait)], status=429)
    try:
        match act:
            case "begin":
                await identity.begin_second(account, token)
                fresh = token
            case "confirm":
                codes, fresh = await identity.confirm_second(account, token, code)
            case "end":
                fresh = await identity.end_second(account, token, code)
            case _:
                raise BadInput("that cannot be done", expected="begin, confirm or end")
    except (BadInput, Refused) as wrong:
        await _kept(request, account, act[:20], "refused", wrong, "second step")
        text = LONG_AGO if isinstance(wrong, Refused) else WRONG_CODE
        return await _ways(request, [FormError("code", text)], status=400)
    site.log_in_tries.give(key)
    await _kept(request, account, act, "changed", what="second step")
    request.state.token = fresh
    answer = await _ways(request, [], codes)
    if fresh != token:  # a session whose rights changed goes on under another token
        set_cookie(answer, fresh, secure=site.services.place.secure)
    return answer


async def _ways(request: Request, errors: list[FormError], codes: Sequence[str] = (), *, status: int = 200) -> Response:
    account, place, keys = current(request), request.app.services.place, request.app.services.passkeys
    found = await request.app.services.identity.second_step(account)
    answer: Response = request.app.templates.page(
        request,
        "pages/ways.jinja",
        status=status,
        title=N_("How you log in"),
        second=found,
        address=found.address(account.username, place.name) if found and not found.confirmed else "",
        codes=codes,
        errors=errors,
        keys=keys,
        mine=await keys.mine(account) if keys else [],
        proved=await request.app.services.identity.proved(account, request.state.token),
    )
    return answer


@anybody
async def change_passkeys(request: Request) -> Response:
    """Add a passkey, call it otherwise, or remove it."""
    site, account, keys = request.app, current(request), keys_of(request)
    given = await forms.read(request, site.services.limits.form_bytes)
    act, id_, token = given.get("do", ""), given.get("passkey", ""), request.state.token
    try:
        match act:
            case "add":
                name = given.get("name") or "Passkey"
                token = await keys.add(browser_of(request), account, token, given.get("credential", ""), name)
            case "rename":
                await keys.rename(account, id_, given.get("name", ""))
            case "remove":
                token = await keys.remove(account, token, id_)
            case _:
                raise HTTPException(400, "That cannot be done; expected add, rename or remove.")
    except BadInput:
        return await _ways(request, [FormError(f"name-{id_}", "Enter a name for the passkey")], status=400)
    except (Refused, Conflict) as wrong:
        await _kept(request, account, act, "refused", wrong)
        proved = await site.services.identity.proved(account, request.state.token)
        return await _ways(request, [FormError("passkeys", _words(wrong, proved=proved))], status=400)
    await _kept(request, account, act, "changed")
    answer = RedirectResponse(PAGE, 303)
    if token != request.state.token:  # a session whose rights changed goes on under another token
        set_cookie(answer, token, secure=site.services.place.secure)
    forget_browser(request, answer)
    return answer


@anybody
async def prove(request: Request) -> Response:
    """Show anew that one is who is logged in, by the password (and a code) or a passkey."""
    site, account, keys = request.app, current(request), keys_of(request)
    given = await forms.read(request, site.services.limits.form_bytes)
    key = _tries(request)
    if wait := site.log_in_tries.take(key):
        return await _ways(request, [_later("password", wait)], status=429)
    try:
        if "credential" in given:
            await keys.prove(browser_of(request), account, request.state.token, given["credential"])
        elif not await keys.prove_by_password(
            account, request.state.token, given.get("password", ""), given.get("proof", "")
        ):
            raise Refused("the password or the code is wrong")
    except Refused as wrong:
        await _kept(request, account, "prove", "refused", wrong)
        return await _ways(request, [FormError("password", NOT_PROVED)], status=400)
    site.log_in_tries.give(key)
    await _kept(request, account, "prove", "changed")
    answer = RedirectResponse(f"{PAGE}#passkeys", 303)
    forget_browser(request, answer)
    return answer


def _words(wrong: CareweftError, *, proved: bool) -> str:
    if not proved:
        return LONG_AGO
    return f"{wrong.what.capitalize()}." if isinstance(wrong, Conflict) else NOT_ADDED


def _tries(request: Request) -> tuple[str, int, str]:
    """Against what tries at codes and passwords of who is logged in count: few, and nobody else's."""
    return ("proof", current(request).id, request.client.host if request.client else "")


def _later(field: str, wait: float) -> FormError:
    return FormError(field, TOO_MANY.format(seconds=max(1, round(wait))))


async def _kept(
    request: Request,
    account: Account,
    act: str,
    outcome: Outcome,
    wrong: CareweftError | None = None,
    what: str = "passkey",
) -> None:
    """Keep what was done about one's log-in, or tried."""
    desk = request.app.services.desk
    if desk is not None:
        await desk.auditor.record(Entry(account.id, 0, act, what, outcome, wrong.what if wrong else ""))


ROUTES = [
    Route(PAGE, ways, methods=["GET"]),
    Route(PAGE, change_second_step, methods=["POST"]),
    Route("/account/passkeys", change_passkeys, methods=["POST"]),
    Route("/account/proof", prove, methods=["POST"]),
]
