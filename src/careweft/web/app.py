"""The site as one ASGI application, from the services that it stands on."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from careweft.base.errors import CareweftError
from careweft.web import live, pages
from careweft.web.assets import Assets
from careweft.web.buckets import Buckets
from careweft.web.frame import Frame
from careweft.web.logins import Sessions, cookie_name
from careweft.web.problems import Problems
from careweft.web.services import Services
from careweft.web.templates import Templates


class Site:
    """The whole site; `request.app` on every request. Pages use `services`, `templates` and `log_in_tries`."""

    def __init__(self, services: Services, routes: Sequence[BaseRoute] = ()) -> None:
        self.services = services
        self.assets = Assets()
        self.templates = Templates(services.place, self.assets)
        self.problems = Problems(self._problem_page)
        self.broadcaster = live.Broadcaster(services.notices, streams=services.limits.streams)
        self.log_in_tries = Buckets(1 / services.limits.log_in_each, services.limits.log_in_burst)
        self.router = Router([*self._machines(), *pages.routes(services.place), *routes], lifespan=self._lifespan)
        self._app = self._layers()

    def _machines(self) -> list[BaseRoute]:
        mounts: list[BaseRoute] = [Mount(f"/{name}", app=app) for name, app in self.services.apis.items()]
        return [*mounts, Mount("/static", app=self.assets), Route("/events", live.events)]

    def _layers(self) -> ASGIApp:
        handlers: dict[Any, Any] = {
            HTTPException: self.problems.from_http,
            CareweftError: self.problems.from_careweft,
        }
        inside = ExceptionMiddleware(self.router, handlers=handlers)
        return Frame(
            Sessions(inside, self.services),
            self.problems,
            body_bytes=self.services.limits.body_bytes,
            cookie=cookie_name(self.services.place.secure),
            secure=self.services.place.secure,
        )

    @asynccontextmanager
    async def _lifespan(self, _: Any) -> AsyncIterator[None]:
        self.broadcaster.start()
        live.end_streams_with_process(self.broadcaster)
        try:
            yield
        finally:
            await self.broadcaster.stop()

    def _problem_page(self, request: Request, status: int, title: str, text: str) -> Response:
        request_id = request.scope.get("state", {}).get("request_id", "")
        return self.templates.page(
            request, "pages/problem.jinja", status=status, title=title, text=text, code=status, request_id=request_id
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        scope["app"] = self
        await self._app(scope, receive, send)


def create_app(services: Services, routes: Sequence[BaseRoute] = ()) -> Site:
    """The site on its services; `routes` are further pages."""
    return Site(services, routes)
