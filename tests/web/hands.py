"""What somebody works a page with, for a journey that goes whole by either: `HANDS` tells its test how to act."""

import re
from typing import Protocol

import pytest
from playwright.sync_api import Locator, Page

from tests.web import keyboard, pointer


class Hands(Protocol):
    """A mouse or a finger (`pointer`), or the keyboard alone (`keyboard`)."""

    def press(self, page: Page, name: str | re.Pattern[str], *, exact: bool = False) -> None: ...
    def follow(self, page: Page, name: str | re.Pattern[str], *, exact: bool = False) -> None: ...
    def unfold(self, page: Page, text: str) -> None: ...
    def write(self, page: Page, label: str, text: str, *, exact: bool = False) -> None: ...
    def day(self, page: Page, label: str, text: str) -> None: ...
    def choose(self, page: Page, label: str, option: str) -> None: ...
    def tick(self, target: Locator) -> None: ...


POINTER: Hands = pointer
KEYBOARD: Hands = keyboard
HANDS = pytest.mark.parametrize(
    "hands",
    [pytest.param(POINTER, id="pointer"), pytest.param(KEYBOARD, id="keyboard", marks=pytest.mark.nightly)],
)
