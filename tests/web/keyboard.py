"""What somebody does on a page with the keyboard alone."""

import re

from playwright.sync_api import Locator, Page, expect


def press(page: Page, name: str | re.Pattern[str], *, exact: bool = False) -> None:
    """Go to a button and press it."""
    _enter(page, page.get_by_role("button", name=name, exact=exact).first)


def follow(page: Page, name: str | re.Pattern[str], *, exact: bool = False) -> None:
    """Go to a link and follow it."""
    _enter(page, page.get_by_role("link", name=name, exact=exact).first)


def unfold(page: Page, text: str) -> None:
    """Open what is folded."""
    _enter(page, page.locator("main summary", has_text=text).first)


def write(page: Page, label: str, text: str, *, exact: bool = False) -> None:
    """Write into a field, in place of what is there."""
    _go_to(page.get_by_label(label, exact=exact).first)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def day(page: Page, label: str, text: str) -> None:
    """A day, said as 2026-01-19, as a browser's field takes it: month, day, year."""
    _go_to(page.get_by_label(label).first)
    year, month, date = text.split("-")
    page.keyboard.type(f"{month}{date}{year}")


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a list, by the beginning of what is wanted."""
    _go_to(page.get_by_label(label).first)
    page.keyboard.type(option)


def tick(target: Locator) -> None:
    """Tick a box or choose an answer."""
    _go_to(target)
    target.page.keyboard.press("Space")
    expect(target).to_be_checked()


def _enter(page: Page, target: Locator) -> None:
    _go_to(target)
    page.keyboard.press("Enter")


def _go_to(target: Locator) -> None:
    """Put the focus where the Tab key gets to as well."""
    target.focus()
    expect(target).to_be_focused()
    assert target.evaluate("each => each.tabIndex >= 0"), "the Tab key does not get there"
