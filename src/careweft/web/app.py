"""The site as one ASGI application, from the services that it stands on."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from careweft.base.errors import CareweftError
from careweft.web import live, oauth, pages, words
from careweft.web.assets import Assets
from careweft.web.buckets import Buckets
from careweft.web.frame import Frame
from careweft.web.language import speaking
from careweft.web.logins import Sessions, cookie_name
from careweft.web.preferences import language_of
from careweft.web.problems import Problems
from careweft.web.services import Services
from careweft.web.templates import Templates

SOCKETS = "subscriptions"
"""The only machine interface that is spoken to by web socket."""


class Doors:
    """Sends what is for a machine interface straight there, past sessions and pages."""

    def __init__(self, app: ASGIApp, apis: Mapping[str, ASGIApp]) -> None:
        self._app, self._apis = app, apis

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Go in by the right door; there is one for web sockets."""
        first = scope["path"].split("/", 2)[1] if scope["type"] in ("http", "websocket") else ""
        if scope["type"] == "websocket" and (first != SOCKETS or first not in self._apis):
            await send({"type": "websocket.close", "code": 1008})
            return
        if first in self._apis:
            scope["root_path"] = f"/{first}"
            await self._apis[first](scope, receive, send)
            return
        await self._app(scope, receive, send)


class Site:
    """The whole site; `request.app` on every request. Pages use `services`, `templates` and the buckets."""

    def __init__(self, services: Services, routes: Sequence[BaseRoute] = ()) -> None:
        self.services = services
        self.assets = Assets()
        self.templates = Templates(services.place, self.assets)
        self.problems = Problems(self._problem_page)
        self.broadcaster = live.Broadcaster(services.notices, streams=services.limits.streams)
        self.log_in_tries = Buckets(1 / services.limits.log_in_each, services.limits.log_in_burst)
        self.passkey_tries = Buckets(1 / services.limits.log_in_each, services.limits.log_in_burst)
        self.challenges = Buckets(services.limits.challenge_rate, services.limits.challenge_burst)
        self.router = Router(
            [
                Mount("/static", app=self.assets),
                Route("/events", live.events),
                *pages.routes(services),
                *(oauth.routes(services.oauth) if services.oauth else []),
                *routes,
            ],
            lifespan=self.running,
        )
        self._app = self._layers()

    def _layers(self) -> ASGIApp:
        handlers: dict[Any, Any] = {
            HTTPException: self.problems.from_http,
            CareweftError: self.problems.from_careweft,
        }
        inside = ExceptionMiddleware(self.router, handlers=handlers)
        return Frame(
            Doors(Sessions(inside, self.services), self.services.apis),
            self.problems,
            body_bytes=self.services.limits.body_bytes,
            cookie=cookie_name(self.services.place.secure),
            secure=self.services.place.secure,
        )

    @asynccontextmanager
    async def running(self, _: Any = None) -> AsyncIterator[None]:
        """What runs as long as the site is served: live updates."""
        warming = asyncio.create_task(asyncio.to_thread(self.templates.warm))
        self.broadcaster.start()
        live.end_streams_with_process(self.broadcaster)
        try:
            yield
        finally:
            await self.broadcaster.stop()
            await warming

    def _problem_page(self, request: Request, status: int, title: str, text: str) -> Response:
        state = request.scope.get("state", {})
        told = {"title": title, "text": words.sentence(text), "code": status, "request_id": state.get("request_id", "")}
        with speaking(language_of(request.scope, state.get("account"))):  # what failed has left the session's language
            return self.templates.page(request, "pages/problem.jinja", status=status, **told)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        scope["app"] = self
        await self._app(scope, receive, send)


def create_app(services: Services, routes: Sequence[BaseRoute] = ()) -> Site:
    """The site on its services; `routes` are further pages."""
    return Site(services, routes)
