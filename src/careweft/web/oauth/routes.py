"""Where the authorisation server answers."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from careweft.web.oauth.apps import AppPages
from careweft.web.oauth.authorize import AuthorizePages
from careweft.web.oauth.client import answer
from careweft.web.oauth.outside import OutsidePages
from careweft.web.oauth.provider import Provider
from careweft.web.oauth.token import TokenEndpoints

WELL_KNOWN = "/.well-known/smart-configuration"


def routes(provider: Provider) -> list[Route]:
    """Every address of it."""
    endpoints = TokenEndpoints(provider)

    async def configuration(_: Request) -> Response:
        return answer(provider.configuration())

    async def keys(_: Request) -> Response:
        return answer(provider.keys.public())

    return [
        Route(WELL_KNOWN, configuration),
        Route("/.well-known/openid-configuration", configuration),
        Route("/oauth/jwks", keys),
        Route("/oauth/token", endpoints.token, methods=["POST"]),
        Route("/oauth/introspect", endpoints.introspect, methods=["POST"]),
        Route("/oauth/revoke", endpoints.revoke, methods=["POST"]),
        *AuthorizePages(provider).routes(),
        *AppPages(provider).routes(),
        *(OutsidePages(provider, provider.outside).routes() if provider.outside else []),
    ]


class Smart:
    """FHIR with the SMART configuration below its base, where apps look for it first."""

    def __init__(self, app: ASGIApp, provider: Provider) -> None:
        self._app, self._provider = app, provider

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["path"] == scope.get("root_path", "") + WELL_KNOWN and scope["method"] in ("GET", "HEAD"):
            scope.setdefault("state", {})["route"] = "/fhir" + WELL_KNOWN
            await answer(self._provider.configuration())(scope, receive, send)
        else:
            await self._app(scope, receive, send)
