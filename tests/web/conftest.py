"""A client of the site on services in memory, and a real browser on the site behind granian."""

import shutil
import subprocess
import sys
import time
import urllib.request
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from pathlib import Path
from types import CodeType

import httpx
import pytest
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from careweft.web import templates
from careweft.web.app import Site, create_app
from tests.conftest import free_port
from tests.web.fakes import PASSWORD, services

# Debian's Chromium without windows is the same engine and takes a third of the processor time for each page.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
# Chromium's last list of what is off is the one that holds: what Playwright puts off by itself (its coreBundle.js,
# `disabledFeatures`), and the address bar's own pages, which cost as much as ours in each window and nobody sees.
_OFF = (
    "AimEnabled,AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsFirstBalancedModeAutoEnable,"
    "HttpsUpgrades,LensOverlay,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,"
    "PreconnectToSearch,ThirdPartyStoragePartitioning,WebUIOmniboxAimPopup,WebUIOmniboxPopup"
)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", f"--disable-features={_OFF}"]
ROOT = Path(__file__).parents[2]


class Compiled(BytecodeCache):
    """Templates that were compiled for one site serve the next: each test makes a site, and that costs a quarter of a
    second."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code
        self._codes[bucket.key, bucket.checksum] = bucket.code


templates.Environment = partial(Environment, bytecode_cache=Compiled())  # type: ignore[attr-defined, assignment]


@pytest.fixture
def site() -> Site:
    return create_app(services())


def client_of(site: Site) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url="http://place.test")


@pytest.fixture
async def client(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(site) as opened:
        yield opened


@pytest.fixture
async def ruth(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """A client logged in as a coordinator."""
    answer = await log_in(client, "ruth")
    assert answer.status_code == 303
    return client


async def log_in(client: httpx.AsyncClient, username: str, password: str = PASSWORD, **more: str) -> httpx.Response:
    return await client.post("/log-in", data={"username": username, "password": password, **more})


@pytest.fixture(scope="session")
def served() -> Iterator[str]:
    """The address of a demo place in memory, served by granian as in life."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "tests.web.served:application"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--no-ws", "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(900):  # how busy a machine is must not decide whether a test passes
        assert process.poll() is None, "the server ended before it answered"
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} did not answer")


@pytest.fixture(scope="module")  # no longer: while it runs, no other test can have an event loop in this thread
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        told = "NO CHROMIUM: the pages are NOT TESTED in a browser; install it: apt-get install chromium-headless-shell"
        warnings.warn(told, stacklevel=1)
        pytest.skip(told)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, served: str) -> Iterator[Open]:
    """Opens a page at a width, logged in or not; fails the test on errors in the console and on outside requests."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def opened(path: str, *, width: int = 1280, user: str = "", javascript: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, base_url=served, java_script_enabled=javascript
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
        page.on("console", lambda message: wrong.append(message.text) if "Content Security" in message.text else None)
        page.on("request", lambda request: None if request.url.startswith(served) else wrong.append(request.url))
        if user:
            page.goto("/log-in?next=/account")
            page.fill("#username", user)
            page.fill("#password", PASSWORD)
            page.press("#password", "Enter")
            page.wait_for_url("**/account")
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not wrong
