"""An outside provider as it describes itself: its addresses and keys, and a code turned into an ID token."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote_plus, urlencode, urlsplit

import httpx

from careweft.base.errors import Refused, Unavailable

_FRESH_SECONDS: Final = 3600.0
_SECONDS: Final = 10.0
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass
class Discovered:
    """A provider at its issuer, as which client of it we come. Answers of it are kept for an hour; our secret is read
    anew each time, so that it changes without a restart.
    """

    issuer: str
    client_id: str
    secret: Callable[[], str]
    transport: httpx.AsyncBaseTransport | None = None
    _kept: dict[str, tuple[dict[str, Any], float]] = field(default_factory=dict)

    async def authorize(self, **asked: str) -> str:
        """Where somebody logs in."""
        return f"{await self._address('authorization_endpoint')}?{urlencode({'client_id': self.client_id, **asked})}"

    async def id_token(self, code: str, verifier: str, redirect_uri: str) -> str:
        """The ID token of a code. Raises Refused where there is none, Unavailable where nobody answers."""
        given = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        pair = quote_plus(self.client_id), quote_plus(self.secret())
        found = await self._fetch("POST", await self._address("token_endpoint"), data=given, auth=pair)
        token = found.get("id_token")
        if not isinstance(token, str):
            raise Refused("the provider gave no ID token")
        return token

    async def keys(self, *, fresh: bool = False) -> dict[str, Any]:
        """Its public keys; `fresh` asks again, for a key that is not known yet."""
        address = await self._address("jwks_uri")
        if fresh:
            self._kept.pop(address, None)
        return await self._known(address)

    async def _address(self, name: str) -> str:
        said = await self._known(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if said.get("issuer") != self.issuer:
            raise Refused("the provider says that it is another")
        address = str(said.get(name, ""))
        parts = urlsplit(address)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise Refused("the provider names an address that is not safe", where=name)
        return address

    async def _known(self, address: str) -> dict[str, Any]:
        kept, until = self._kept.get(address, ({}, 0.0))
        if until <= time.monotonic():
            kept = await self._fetch("GET", address)
            self._kept[address] = kept, time.monotonic() + _FRESH_SECONDS
        return kept

    async def _fetch(self, method: str, address: str, **more: Any) -> dict[str, Any]:
        try:
            async with httpx.AsyncClient(transport=self.transport, timeout=_SECONDS) as client:
                answer = await client.request(method, address, **more)
            found = answer.json()
        except (httpx.HTTPError, ValueError) as wrong:
            raise Unavailable("the provider of log-ins does not answer") from wrong
        if answer.status_code != 200 or not isinstance(found, dict):
            raise Refused("the provider did not accept this")
        return found
