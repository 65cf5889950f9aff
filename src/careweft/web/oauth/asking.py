"""What an app asks at `/oauth/authorize`, understood before anything else is done with it.

An address to go back to that is not exactly one of the app's own is never gone to: whoever made the request sees a page
that says so. Every other fault goes back to the app, in the words of RFC 6749.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

from careweft.access.oauth import scopes
from careweft.access.oauth.clients import Client
from careweft.access.oauth.grants import CHALLENGE
from careweft.access.oauth.scopes import Pair, Scopes
from careweft.base.errors import BadInput

NAMES: Final = (
    *("response_type", "client_id", "redirect_uri", "scope", "state", "aud", "launch", "nonce", "prompt"),
    *("code_challenge", "code_challenge_method"),
)
_LONGEST: Final = 2000


class GoBack(Exception):
    """A fault that the app is told: a code of RFC 6749 §4.1.2.1 or OpenID Connect, and words."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


@dataclass(frozen=True)
class Asking:
    """A request that is as it should be; `scopes` is what of it the app may be given at most."""

    client: Client
    redirect_uri: str
    state: str
    scopes: Scopes
    challenge: str
    launch: str | None
    nonce: str | None
    pairs: tuple[Pair, ...]

    @property
    def needs_person(self) -> bool:
        """Whether it is about one person."""
        return self.scopes.of_one_person or bool(self.scopes.plain & {"launch", "launch/patient"})


def once(pairs: Sequence[Pair]) -> dict[str, str]:
    """The parameters that are meant for us, without empty ones. Raises BadInput where one is given twice."""
    mine = [(name, value) for name, value in pairs if name in NAMES and value]
    found = dict(mine)
    if len(found) != len(mine):
        raise BadInput("a parameter is given twice")
    return found


def address(client: Client | None, given: dict[str, str]) -> str:
    """Where to go back to: exactly one of the app's own addresses. Raises BadInput."""
    if client is None or client.kind == "backend":
        raise BadInput("no app of this name is known here")
    uri = given.get("redirect_uri", "")
    if uri not in client.redirect_uris:
        raise BadInput("the address to go back to is not one of this app's")
    return uri


def understood(client: Client, given: dict[str, str], uri: str, fhir: str) -> Asking:
    """The request. Raises GoBack."""
    _check(given, fhir)
    try:
        wanted = scopes.known(given.get("scope", ""))
    except BadInput as wrong:
        raise GoBack("invalid_scope", wrong.what) from None
    granted = wanted.only("patient", "user").within(client.scopes)
    if not granted:
        raise GoBack("invalid_scope", "none of these scopes is this app's")
    if "launch" in granted.plain and "launch" not in given:
        raise GoBack("invalid_request", "the scope launch needs the parameter launch")
    return Asking(
        client,
        uri,
        given["state"],
        granted,
        given["code_challenge"],
        given.get("launch"),
        given.get("nonce"),
        tuple(given.items()),
    )


def _check(given: dict[str, str], fhir: str) -> None:
    if any(len(value) > _LONGEST for name, value in given.items() if name != "scope"):
        raise GoBack("invalid_request", "a parameter is too long")
    if given.get("response_type") != "code":
        raise GoBack("unsupported_response_type", "response_type is code")
    if "state" not in given:
        raise GoBack("invalid_request", "state is missing")
    if given.get("code_challenge_method") != "S256" or not CHALLENGE.fullmatch(given.get("code_challenge", "")):
        raise GoBack("invalid_request", "PKCE is required: code_challenge, with code_challenge_method S256")
    if given.get("aud", "").removesuffix("/") != fhir:
        raise GoBack("invalid_request", f"aud is {fhir}")
    if given.get("prompt") == "none":
        raise GoBack("interaction_required", "somebody is always asked here")


def back(uri: str, issuer: str, state: str | None, **said: str) -> str:
    """The address to go back to with what is said there; `iss` says who says it (RFC 9207)."""
    more = urlencode({**said, **({"state": state} if state else {}), "iss": issuer})
    return f"{uri}{'&' if urlsplit(uri).query else '?'}{more}"
