"""Who is logged in: the session's cookie, and the wrappers that pages use to ask for a log-in."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from careweft.access.accounts import Account
from careweft.web.language import speaking
from careweft.web.preferences import language_of
from careweft.web.services import Services

Page = Callable[[Request], Awaitable[Response]]


def cookie_name(secure: bool) -> str:
    """The session cookie's name; over https the prefix makes browsers hold it to this host and to https."""
    return "__Host-careweft" if secure else "careweft"


def set_cookie(response: Response, token: str, *, secure: bool) -> None:
    """Give the browser a session's token, until it is closed."""
    response.set_cookie(cookie_name(secure), token, path="/", httponly=True, samesite="lax", secure=secure)


def drop_cookie(response: Response, *, secure: bool) -> None:
    """Take the token away again."""
    response.delete_cookie(cookie_name(secure), path="/", httponly=True, samesite="lax", secure=secure)


_YEAR = 365 * 86400


def browser_of(request: Request, *, secure: bool) -> str | None:
    """The token of a browser in which somebody logged in before."""
    return request.cookies.get(_browser_cookie(secure))


def know_browser(response: Response, token: str, *, secure: bool) -> None:
    """Give the browser the token by which it is known at the next log-in."""
    response.set_cookie(
        _browser_cookie(secure), token, max_age=_YEAR, path="/log-in", httponly=True, samesite="lax", secure=secure
    )


def _browser_cookie(secure: bool) -> str:
    return "__Secure-careweft-browser" if secure else "careweft-browser"


WITHOUT = ("/static/", "/healthz", "/.well-known/", "/oauth/token", "/oauth/jwks", "/oauth/introspect", "/oauth/revoke")


class Sessions:
    """Finds the session of each page's request; its account is at `request.state.account` (None where there is none).

    Static files, health and what apps ask by themselves need none.
    """

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app, self._services = app, services
        self._cookie = cookie_name(services.place.secure)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find the session, then go on."""
        if scope["type"] == "http" and not scope["path"].startswith(WITHOUT):
            token = Request(scope).cookies.get(self._cookie)
            state = scope.setdefault("state", {})
            found = await self._services.identity.find(token, passive=passive(scope)) if token else None
            state["token"] = (found.fresh_token if found else None) or token
            state["account"] = found.account if found else None
            if found and found.fresh_token:
                send = self._renewing(send, found.fresh_token)
            with speaking(language_of(scope, state["account"])):
                await self._app(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _renewing(self, send: Send, token: str) -> Send:
        cookie = Response()
        set_cookie(cookie, token, secure=self._services.place.secure)

        async def renew(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                given = [each.partition("=")[0] for each in headers.getlist("set-cookie")]
                if self._cookie not in given:  # logging in or out has the last word
                    headers.append("set-cookie", cookie.headers["set-cookie"])
            await send(message)

        return renew


def passive(scope: Scope) -> bool:
    """Whether a page asks by itself: its stream, or a list that it fetches anew after a notice (see `live` macro)."""
    return scope["path"] == "/events" or (b"x-careweft-live", b"1") in scope["headers"]


def current(request: Request) -> Account:
    """Who is logged in; only for pages wrapped by `staff`, `person` or `anybody`."""
    account: Account | None = request.state.account
    if account is None:
        raise HTTPException(401)
    return account


def anybody(page: Page) -> Page:
    """A page for every human who is logged in."""
    return _only(page, ("staff", "person", "carer"))


def staff(page: Page) -> Page:
    """A page for staff."""
    return _only(page, ("staff",))


def person(page: Page) -> Page:
    """A page for people with their own record."""
    return _only(page, ("person",))


def family(page: Page) -> Page:
    """A page for people, and for those who are here only for others."""
    return _only(page, ("person", "carer"))


def carer(page: Page) -> Page:
    """A page for who acts or cares for somebody."""
    return _only(page, ("person", "carer"), "carer")


def _only(page: Page, kinds: tuple[str, ...], role: str = "") -> Page:
    async def guarded(request: Request) -> Response:
        account: Account | None = request.state.account
        if account is None:
            return _to_log_in(request)
        if account.kind not in kinds or (role and role not in account.roles):
            await _refused(request, account)
            raise HTTPException(404)
        return await page(request)

    guarded.__name__ = getattr(page, "__name__", "page")
    return guarded


async def _refused(request: Request, account: Account) -> None:
    desk = request.app.services.desk
    if desk is not None:
        asked = request.path_params.get("person", 0)
        await desk.refused(account, "a page for others", await desk.standing(asked) if asked else 0)


def _to_log_in(request: Request) -> Response:
    """Off to the log-in page and back; a part of a page that htmx asked for must not become a log-in form."""
    if request.headers.get("hx-request"):
        return Response(status_code=401, headers={"HX-Redirect": "/log-in"})
    if request.method not in ("GET", "HEAD"):
        raise HTTPException(401, "Your session has ended, so nothing was done. Log in and try again.")
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse("/log-in" if asked == "/" else f"/log-in?next={quote(asked, safe='')}", 303)


def address_of(request: Request) -> str:
    """The site's own address without a slash at its end: as the operator says it, else as the request came."""
    address: str = request.app.services.place.address
    return address or str(request.base_url).rstrip("/")


def local_address(asked: str, otherwise: str) -> str:
    """An address on this site to go on to after logging in, or `otherwise` where the one asked for leads elsewhere."""
    plain = asked.startswith("/") and not asked.startswith("//") and "\\" not in asked
    return asked if plain and asked.isprintable() and not asked.startswith("/log-") else otherwise
