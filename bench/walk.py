"""Every kind of page of the site, and walking to them by links from where somebody starts."""

import re
from collections.abc import Sequence
from functools import cache
from html import unescape
from unittest.mock import MagicMock

import httpx
from starlette.routing import Match, Route

from careweft.web import oauth, pages

_LINK = re.compile(r'<a\b[^>]*?\bhref="(/[^"#]*)')
_OF_A_KIND = 3
"""How many pages of one kind are read for their links: what one person has not, the next may have."""
_NO_PAGES = re.compile(
    r"/|.*/file|/(healthz|robots\.txt|favicon\.ico|first-steps|visits/worker\.js|style|\.well-known|oauth/jwks)(/.*)?"
    r"|/me/take/record\..*|/for/[^/]+/still|/papers/.*|/letters/.*|/log-in/outside.*|/account/outside"
)
"""What answers no page (it leads on, is a file or a sign of life); the gallery of parts; what is there only where one
logs in by another place."""


@cache
def routes() -> tuple[Route, ...]:
    """Every kind of page, in the order in which addresses are tried; what makes the pages is not there."""
    every = [*pages.routes(MagicMock()), *oauth.routes(MagicMock())]
    found = (each for each in every if isinstance(each, Route) and "GET" in (each.methods or ()))
    return tuple(each for each in found if not _NO_PAGES.fullmatch(each.path))


def kind(address: str) -> str:
    """The kind of page at an address, such as `/person/{person:int}/plan`; empty where there is none."""
    scope = {"type": "http", "method": "GET", "path": address.partition("?")[0], "headers": []}
    return next((each.path for each in routes() if each.matches(scope)[0] is Match.FULL), "")


def walk(client: httpx.Client, starts: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Follow every link from some addresses on: an address of each kind of page that is reached, and dead links."""
    found, dead, read, waiting = dict[str, str](), list[str](), dict[str, list[str]](), list(starts)
    for address in waiting:  # which grows
        path = address.partition("?")[0]
        of_kind = read.setdefault(kind(path), [])
        if path in of_kind or (len(of_kind) == _OF_A_KIND) or not (kind(path) or path == "/"):
            continue
        of_kind.append(path)
        answer = client.get(address, follow_redirects=True)
        if answer.status_code != 200:
            dead.append(f"{answer.status_code} for {address}")
            continue
        found.setdefault(kind(answer.url.path), answer.url.raw_path.decode())
        waiting += map(unescape, _LINK.findall(answer.text))
    return found, dead
