"""Pages that need nothing of the rooms below: the start, help, accessibility, what is up."""

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from careweft import __version__
from careweft.web import navigation
from careweft.web.logins import anybody, current


@anybody
async def start(request: Request) -> Response:
    """The address of the site: everybody's own first page."""
    return RedirectResponse(navigation.home(current(request)), 303)


async def help_page(request: Request) -> Response:
    """What the site is for and how to work with it."""
    answer: Response = request.app.templates.page(request, "pages/help.jinja", title="Help")
    return answer


async def accessibility(request: Request) -> Response:
    """How far the site can be used by everybody."""
    answer: Response = request.app.templates.page(request, "pages/accessibility.jinja", title="Accessibility")
    return answer


async def healthz(request: Request) -> Response:
    """What is up, for whoever watches the server: 200 where all is, 503 otherwise."""
    parts = dict(await request.app.services.health.check())
    up = all(state == "up" for state in parts.values())
    return JSONResponse({"status": "up" if up else "down", "version": __version__, **parts}, 200 if up else 503)


async def robots(request: Request) -> Response:
    """Nothing here is for search engines."""
    return RedirectResponse(request.app.assets.url("robots.txt"), 308)


async def favicon(request: Request) -> Response:
    """The mark, for browsers that ask at the usual address."""
    return RedirectResponse(request.app.assets.url("favicon.svg"), 308)


ROUTES = [
    Route("/", start),
    Route("/help", help_page),
    Route("/accessibility", accessibility),
    Route("/healthz", healthz),
    Route("/robots.txt", robots),
    Route("/favicon.ico", favicon),
]
