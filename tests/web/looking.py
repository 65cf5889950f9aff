"""What is asked of every page in a real browser, and what a keyboard does there.

Where CAREWEFT_LOOKED names a file, it gets a line for each page that was looked at: `tools/looked.py` says which pages
of the site nobody looked at. Where CAREWEFT_PICTURES names a folder, the pictures of docs/explanation/journeys.md are
kept there (`make pictures`).
"""

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FloatRect, Page

WIDTHS = (1280, 320)
_PICTURE = 1500
"""The most of a page's height that a picture shows."""
_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def accessible(page: Page) -> list[str]:
    """What axe finds with everything unfolded, and whether the page is wider than the screen."""
    page.evaluate("document.querySelectorAll('details:not(.cw-account)').forEach(each => each.open = true)")
    found = [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in _violations(page)]
    width = page.viewport_size["width"] if page.viewport_size else 0
    if file := os.environ.get("CAREWEFT_LOOKED"):
        with Path(file).open("a") as told:
            told.write(f"{width} {urlsplit(page.url).path}\n")
    wide = page.evaluate("document.documentElement.scrollWidth") > width
    return [*found, *(["wider than the screen"] if wide else [])]


def picture(page: Page, name: str) -> None:
    """Keep a picture of the page for the documentation, where it is asked for: its upper part, as wide as it is."""
    if folder := os.environ.get("CAREWEFT_PICTURES"):
        page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
        size = page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollHeight]")
        clip = FloatRect(x=0, y=0, width=size[0], height=min(size[1], _PICTURE))
        page.screenshot(path=f"{folder}/{name}.png", full_page=True, clip=clip)


def at_widths(page: Page) -> Iterator[int]:
    """Makes the page wide, then narrow, then wide again."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        yield width
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def wrong_at_any_width(page: Page) -> list[str]:
    """What is not accessible on the page, wide and narrow."""
    return [f"{page.url} at {width}: {each}" for width in at_widths(page) for each in accessible(page)]


def press_until(page: Page, key: str, reached: Callable[[], bool], most: int = 60) -> None:
    """Press a key until something is reached."""
    for _ in range(most):
        page.keyboard.press(key)
        if reached():
            return
    raise AssertionError("the keyboard does not get there")


def on(page: Page, text: str) -> Callable[[], bool]:
    """Whether the focus is on what begins with a text, or has it as its name."""
    return lambda: str(page.evaluate("document.activeElement.innerText || document.activeElement.name")).startswith(
        text
    )


def _violations(page: Page) -> list[dict[str, Any]]:
    if not page.evaluate("'axe' in window"):  # half a megabyte, once for each page that is loaded
        page.evaluate(_script())
    run = "options => axe.run(document, options).then(found => found.violations)"
    return list(page.evaluate(run, _OPTIONS))


@cache
def _script() -> str:
    return str(Axe().axe_script)
