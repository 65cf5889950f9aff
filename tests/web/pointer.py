"""What somebody does on a page with a mouse or a finger: the twin of `keyboard`."""

import re

from playwright.sync_api import Locator, Page


def press(page: Page, name: str | re.Pattern[str], *, exact: bool = False) -> None:
    """Click a button."""
    page.get_by_role("button", name=name, exact=exact).first.click()


def follow(page: Page, name: str | re.Pattern[str], *, exact: bool = False) -> None:
    """Click a link."""
    page.get_by_role("link", name=name, exact=exact).first.click()


def unfold(page: Page, text: str) -> None:
    """Open what is folded."""
    page.locator("main summary", has_text=text).first.click()


def write(page: Page, label: str, text: str, *, exact: bool = False) -> None:
    """Write into a field, in place of what is there."""
    page.get_by_label(label, exact=exact).first.click()
    page.get_by_label(label, exact=exact).first.fill(text)


def day(page: Page, label: str, text: str) -> None:
    """Choose a day, said as 2026-01-19."""
    page.get_by_label(label).first.fill(text)


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a list."""
    page.get_by_label(label).first.select_option(label=option)


def tick(target: Locator) -> None:
    """Tick a box or choose an answer."""
    target.check()
