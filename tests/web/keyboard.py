"""What somebody does on a page with the keyboard alone."""

import re

from playwright.sync_api import Locator, Page, expect


def press(page: Page, name: str | re.Pattern[str], *, exact: bool = False) -> None:
    """Go to a button and press it."""
    _enter(page, page.get_by_role("button", name=name, exact=exact).first)


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    """Go to a link and follow it."""
    _enter(page, page.get_by_role("link", name=name).first)


def unfold(page: Page, text: str) -> None:
    """Open what is folded."""
    _enter(page, page.locator("main summary", has_text=text).first)


def write(page: Page, label: str, text: str, *, exact: bool = False) -> None:
    """Write into a field, in place of what is there."""
    page.get_by_label(label, exact=exact).first.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def _enter(page: Page, target: Locator) -> None:
    target.focus()
    expect(target).to_be_focused()
    page.keyboard.press("Enter")
