"""The style gallery: every component and chart with invented data, for whoever builds pages. Only in a demo place."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from careweft.web import filters, view
from careweft.web.pages import gallery_examples as examples
from careweft.web.view import Link, Urgency


async def gallery(request: Request) -> Response:
    """Every component once."""
    site = request.app
    now = site.services.place.clock.now()
    entries = examples.entries(now)
    days = [entry.at.astimezone(site.services.place.zone).date() for entry in entries]
    panel = filters.read("/style", examples.fields(), request.query_params)
    answer: Response = site.templates.page(
        request,
        "pages/gallery.jinja",
        title="Style gallery",
        person=examples.PERSON,
        sections=examples.sections(),
        panel=panel,
        paging=filters.Paging(panel, 2, 25, 1284),
        groups=view.by_urgency(examples.tasks(now)),
        days=view.by_day(entries, days),
        members=examples.members(),
        looks=examples.looks(now),
        **examples.charts(),
        figures=examples.figures(),
        table=examples.table(),
        organisations=examples.ORGANISATIONS,
        urgencies=list(Urgency),
        nothing=view.Empty(
            "No referrals wait", "New ones appear here as they arrive.", Link("/referrals/new", "Make a referral")
        ),
        errors=[view.FormError("reason", "Say why the visit was put off"), view.FormError("when-day", "Enter a date")],
    )
    return answer


ROUTES = [Route("/style", gallery)]
