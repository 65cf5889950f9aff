"""The page on which anybody chooses the language, the size of text and the contrast."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access import accounts
from careweft.web import forms, preferences
from careweft.web.logins import local_address
from careweft.web.preferences import Preferences


async def settings(request: Request) -> Response:
    """How one reads now, and the choices."""
    answer: Response = request.app.templates.page(
        request,
        "pages/settings.jinja",
        title="",
        sizes=preferences.SIZES,
        contrasts=preferences.CONTRASTS,
        saved="saved" in request.query_params,
    )
    return answer


async def choose(request: Request) -> Response:
    """Keep what was chosen; what the form did not ask for stays as it is."""
    site, account = request.app, request.state.account
    given = await forms.read(request, site.services.limits.form_bytes)
    now = preferences.chosen(request.scope, account)
    chosen = Preferences.checked(
        given.get("language", now.language), given.get("size", now.size), given.get("contrast", now.contrast)
    )
    if account is not None and site.services.desk is not None:
        async with site.services.desk.database.transaction(account.id) as connection:
            await accounts.prefer(connection, chosen.language, chosen.size, chosen.contrast)
    onward = given.get("next", "")
    onward = onward if onward == "/log-in" else local_address(onward, "/settings?saved=1")
    answer = RedirectResponse(onward, 303)
    preferences.keep(answer, chosen, secure=site.services.place.secure)
    return answer


ROUTES = [
    Route("/settings", settings, methods=["GET"]),
    Route("/settings", choose, methods=["POST"]),
]
