"""The small place, served once for all tests of its pages; pages in a real browser that must not err or call out."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, expect

from careweft.base.postgres import Embedded
from tests.conftest import run_sql
from tests.site.place import PASSWORD, Place, make, served
from tests.web.conftest import browser as browser


@pytest.fixture(scope="session")
def place(postgres: Embedded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    name, folder = f"site_{uuid4().hex}", tmp_path_factory.mktemp("site")
    asyncio.run(run_sql(postgres.url("postgres"), f"CREATE DATABASE {name} TEMPLATE careweft STRATEGY file_copy"))
    people, told = asyncio.run(make(postgres.url(name), folder))
    with served(postgres.url(name), folder, people, told) as opened:
        yield opened


class Visitors:
    """Opens pages as somebody; remembers what went wrong in any of them."""

    def __init__(self, browser: Browser, place: Place) -> None:
        self._browser, self._place = browser, place
        self.sites = [place.site]
        self.contexts: list[BrowserContext] = []
        self.wrong: list[str] = []

    def __call__(self, user: str, path: str = "/", *, width: int = 1280, javascript: bool = True) -> Page:
        page = self._page(width, javascript)
        answer = page.request.post(
            "/log-in",
            form={"username": user, "password": PASSWORD},
            headers={"sec-fetch-site": "same-origin"},
            max_redirects=0,
        )
        assert answer.status == 303, answer.text()
        page.goto(path)
        return page

    def anonymous(self, path: str, *, width: int = 1280, javascript: bool = True) -> Page:
        """A page of nobody in particular."""
        page = self._page(width, javascript)
        page.goto(path)
        return page

    def _page(self, width: int, javascript: bool) -> Page:
        context = self._browser.new_context(
            viewport={"width": width, "height": 900}, base_url=self._place.site, java_script_enabled=javascript
        )
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        page.on("console", self._said)
        page.on("request", self._asked)
        page.on("response", self._answered)
        return page

    def _said(self, message: ConsoleMessage) -> None:
        page_not_found = "Failed to load resource" in message.text  # what did not load, `_answered` sees
        if message.type in ("error", "warning") and not page_not_found:
            self.wrong.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(tuple(self.sites)):
            self.wrong.append(f"asked elsewhere: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.wrong.append(f"{response.status} for {response.url}")


@pytest.fixture
def visit(browser: Browser, place: Place) -> Iterator[Visitors]:
    expect.set_options(timeout=15_000)
    visitors = Visitors(browser, place)
    yield visitors
    for context in visitors.contexts:
        context.close()
    assert not visitors.wrong
