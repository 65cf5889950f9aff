"""`/oauth/token`, `/oauth/introspect`, `/oauth/revoke`: what clients ask by themselves."""

import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from careweft.access.audit import Entry
from careweft.access.audit import write as write_audit
from careweft.access.oauth import grants, scopes, tokens
from careweft.access.oauth.clients import Client
from careweft.access.oauth.grants import Tokens
from careweft.base.errors import BadInput
from careweft.web.oauth.client import Wrong, answer, authenticated, failed, form
from careweft.web.oauth.provider import Provider

ID_TOKEN_SECONDS: Final = 600
_USED = "the code or token is not good; ask again"


class TokenEndpoints:
    """What clients ask by themselves."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    async def token(self, request: Request) -> Response:
        """Tokens for a code, a refresh token or a system's assertion."""
        return await self._answered(request, self._token)

    async def introspect(self, request: Request) -> Response:
        """What a token of the client's own stands for."""
        return await self._answered(request, self._introspect)

    async def revoke(self, request: Request) -> Response:
        """Take a token of the client's own back."""
        return await self._answered(request, self._revoke)

    async def _answered(
        self, request: Request, act: Callable[[Client, dict[str, str]], Awaitable[dict[str, Any]]]
    ) -> Response:
        try:
            given = await form(request)
            return answer(await act(await authenticated(self._provider, request, given), given))
        except Wrong as wrong:
            return failed(wrong)

    async def _token(self, client: Client, given: dict[str, str]) -> dict[str, Any]:
        kind = given.get("grant_type")
        if kind == "client_credentials":
            return _told(await self._system(client, given.get("scope", "")))
        if client.kind == "backend" or kind not in ("authorization_code", "refresh_token"):
            known = kind in ("authorization_code", "refresh_token")
            raise Wrong("unauthorized_client" if known else "unsupported_grant_type", "not for this client")
        found = await (self._redeemed(client, given) if kind == "authorization_code" else self._fresh(client, given))
        if found is None:
            raise Wrong("invalid_grant", _USED)
        return _told(found) | self._id_token(client, found)

    async def _redeemed(self, client: Client, given: dict[str, str]) -> Tokens | None:
        missing = [name for name in ("code", "redirect_uri", "code_verifier") if name not in given]
        if missing:
            raise Wrong("invalid_request", f"{missing[0]} is missing")
        async with self._provider.database.transaction() as connection:
            return await grants.redeem(connection, client, given["code"], given["redirect_uri"], given["code_verifier"])

    async def _fresh(self, client: Client, given: dict[str, str]) -> Tokens | None:
        if "refresh_token" not in given:
            raise Wrong("invalid_request", "refresh_token is missing")
        try:
            async with self._provider.database.transaction() as connection:
                return await grants.refresh(connection, client, given["refresh_token"], given.get("scope", ""))
        except BadInput as wrong:
            raise Wrong("invalid_scope", wrong.what) from None

    async def _system(self, client: Client, asked: str) -> Tokens:
        if client.kind != "backend":
            raise Wrong("unauthorized_client", "not for this client")
        granted = scopes.known(asked).only("system").within(client.scopes)
        if not granted.clinical:
            raise Wrong("invalid_scope", "none of these scopes is this system's")
        async with self._provider.database.transaction() as connection:
            found = await grants.system(connection, client, granted)
            entry = Entry(client.account_id, 0, "authorise", f"app {client.name}", "changed", str(granted))
            await write_audit(connection, [entry])
        return found

    async def _introspect(self, client: Client, given: dict[str, str]) -> dict[str, Any]:
        if client.kind == "public":
            raise Wrong("invalid_client", "only a client that can show who it is may ask", 401)
        if "token" not in given:
            raise Wrong("invalid_request", "token is missing")
        async with self._provider.database.transaction(readonly=True) as connection:
            found = await tokens.introspect(connection, client, given["token"])
        return found | {"iss": self._provider.issuer} if found["active"] else found

    async def _revoke(self, client: Client, given: dict[str, str]) -> dict[str, Any]:
        if "token" not in given:
            raise Wrong("invalid_request", "token is missing")
        async with self._provider.database.transaction() as connection:
            await tokens.revoke(connection, client, given["token"])
        return {}

    def _id_token(self, client: Client, found: Tokens) -> dict[str, str]:
        if "openid" not in found.scopes.plain:
            return {}
        now = int(time.time())
        claims = {
            "iss": self._provider.issuer,
            "sub": str(found.account_id),
            "aud": client.id,
            "iat": now,
            "exp": now + ID_TOKEN_SECONDS,
            **({"nonce": found.nonce} if found.nonce else {}),
            **({"fhirUser": found.context["fhirUser"]} if "fhirUser" in found.context else {}),
        }
        return {"id_token": self._provider.keys.sign(claims)}


def _told(found: Tokens) -> dict[str, Any]:
    return {
        **{name: value for name, value in found.context.items() if name != "fhirUser"},
        "access_token": found.access,
        "token_type": "Bearer",
        "expires_in": found.seconds,
        "scope": str(found.scopes),
        **({"refresh_token": found.refresh} if found.refresh else {}),
    }
