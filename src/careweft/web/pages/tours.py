"""Taking a first step, closing the list of them, and bringing it back."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from careweft.access import accounts
from careweft.web import forms, navigation, tours
from careweft.web.logins import anybody, current


@anybody
async def take(request: Request) -> Response:
    """Off to the page of a step, which is taken by that."""
    account = current(request)
    step = next((each for each in tours.steps(account) if each.id == request.path_params["step"]), None)
    if step is None:
        raise HTTPException(404)
    async with request.app.services.desk.database.transaction(account.id) as connection:
        await accounts.take_step(connection, step.id)
    return RedirectResponse(step.href, 303)


@anybody
async def show(request: Request) -> Response:
    """Show the steps on the first page, from the first on, or show them no more."""
    account, given = current(request), await forms.read(request, request.app.services.limits.form_bytes)
    async with request.app.services.desk.database.transaction(account.id) as connection:
        await accounts.show_tour(connection, shown=given.get("show") == "yes")
    return RedirectResponse(navigation.home(account), 303)


ROUTES = [
    Route("/first-steps", show, methods=["POST"]),
    Route("/first-steps/{step}", take),
]
