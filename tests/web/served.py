"""A demo place in memory for granian in tests, with a small worklist of its own that messages can change."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from careweft.web import filters, view
from careweft.web.app import Site, create_app
from careweft.web.logins import staff
from careweft.web.templates import words_now
from tests.web.fakes import FakeNotices, services

PAGE = """
{% extends "base.jinja" %}
{% from "components/lists.jinja" import heading %}
{% from "components/filters.jinja" import filters, chosen %}
{% from "components/tasks.jinja" import task_groups, live, stream %}
{% block content %}
{{ heading("My work") }}
{{ stream(seen) }}
{{ filters(panel, "#worklist") }}
{% call live("worklist", panel.href(), ["tasks"]) %}
{{ chosen(panel) }}
{{ task_groups(groups, nothing) }}
{% endcall %}
{% endblock %}
"""
TITLES: list[tuple[str, str]] = [("zone-1", "Plan the discharge of Edith"), ("zone-2", "Visit Harshad")]
FIELDS = [
    filters.Field("team", "Team", [filters.Choice("zone-1", "Zone 1"), filters.Choice("zone-2", "Zone 2")]),
    filters.Field("q", "Words", kind="text"),
]


@staff
async def work(request: Request) -> Response:
    seen = words_now()
    site: Site = request.app
    now = site.services.place.clock.now()
    panel = filters.read("/work", FIELDS, request.query_params)
    tasks = [
        view.Task(str(n), f"/tasks/{n}", title, view.Urgency.TODAY, now + timedelta(hours=n + 1), "To do", team=team)
        for n, (team, title) in enumerate(TITLES)
        if panel.allows("team", team) and panel.value("q").casefold() in title.casefold()
    ]
    made = site.templates._environment.from_string(PAGE)
    text = made.render(
        title="My work",
        request=request,
        path="/work",
        account=request.state.account,
        language="en",
        navigation=[view.Link("/work", "My work", current=True)],
        seen=seen,
        panel=panel,
        groups=view.by_urgency(tasks),
        nothing=view.Empty("Nothing waits for you"),
    )
    return HTMLResponse(text)


async def message(request: Request) -> Response:
    """A message has arrived and made a task for a team."""
    team, title = request.query_params["team"], request.query_params["title"]
    TITLES.append((team, title))
    notices = request.app.services.notices
    assert isinstance(notices, FakeNotices)
    notices.queue.put_nowait(f'{{"kind": "tasks", "teams": ["{team}"]}}')
    return Response(status_code=204)


async def crash(request: Request) -> Response:
    raise RuntimeError("on purpose")


def application() -> Site:
    """The site."""
    routes = [Route("/work", work), Route("/test/message", message, methods=["POST"]), Route("/test/crash", crash)]
    return create_app(services(), routes)
