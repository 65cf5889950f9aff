"""Passkeys in a real browser, whose authenticator is Chromium's virtual one: the whole journey of a person."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.site.conftest import Visitors
from tests.site.place import PASSWORD, Place
from tests.web.looking import accessible

pytestmark = pytest.mark.browser
PAGE = "/account/second"


class Authenticator:
    """Chromium's virtual authenticator of one page."""

    def __init__(self, page: Page, **changes: Any) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "ctap2Version": "ctap2_1",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        made = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": options | changes})
        self._id = made["authenticatorId"]

    def credentials(self) -> list[dict[str, Any]]:
        """What it keeps."""
        found: list[dict[str, Any]] = self._session.send("WebAuthn.getCredentials", {"authenticatorId": self._id})[
            "credentials"
        ]
        return found

    def verify(self, verified: bool) -> None:
        """Whether it is shown the right finger from now on."""
        told = {"authenticatorId": self._id, "isUserVerified": verified}
        self._session.send("WebAuthn.setUserVerified", told)


def shot(page: Page, name: str) -> None:
    """A picture of a page, where somebody wants to look at it."""
    if folder := os.environ.get("CAREWEFT_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def log_out(page: Page) -> None:
    page.locator(".cw-account summary").click()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/log-in?out=1")


def log_in(page: Page, where: str = "/log-in") -> None:
    page.goto(where)
    page.get_by_role("button", name="Log in with a passkey").click()


def kept(place: Place) -> list[tuple[str, str, str]]:
    rows = place.fetch(
        "SELECT coalesce(a.username, '') AS who, e.action, e.outcome FROM access.audit e "
        "LEFT JOIN access.account a ON a.id = e.account_id WHERE e.what = 'passkey' ORDER BY e.id"
    )
    return [(row["who"], row["action"], row["outcome"]) for row in rows]


@pytest.fixture(autouse=True)
def before(place: Place) -> Iterator[None]:
    yield
    place.fetch("DELETE FROM access.passkey")


@pytest.mark.parametrize(("user", "home", "width"), [("maria", "**/work", 1280), ("person", "**/me", 320)])
def test_a_whole_journey(place: Place, visit: Visitors, user: str, home: str, width: int) -> None:
    before = len(kept(place))
    page = visit(user, "/account", width=width)
    page.get_by_role("link", name="How you log in").click()
    authenticator = Authenticator(page)
    assert accessible(page) == []
    shot(page, f"none-{width}")
    page.get_by_label("What to call it").fill("My own phone")
    page.get_by_role("button", name="Add a passkey").click()
    added = page.get_by_role("listitem").filter(has_text="My own phone")
    expect(added).to_contain_text("Not used yet.")
    assert accessible(page) == []
    shot(page, f"one-{width}")
    (one,) = authenticator.credentials()
    assert one["isResidentCredential"]
    assert one["rpId"] == "localhost"

    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("alert").filter(has_text="has a passkey for your account already")).to_be_visible()
    shot(page, f"twice-{width}")

    log_out(page)
    assert accessible(page) == []
    shot(page, f"log-in-{width}")
    log_in(page)
    page.wait_for_url(home)
    page.goto(PAGE)
    expect(added).to_contain_text("Last used")
    added.get_by_text("Change its name").click()
    added.get_by_label("Name").fill("An old phone")
    added.get_by_role("button", name="Change the name").click()
    renamed = page.get_by_role("listitem").filter(has_text="An old phone")
    renamed.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("An old phone")).to_have_count(0)

    log_out(page)
    log_in(page)
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("The passkey did not let you in")
    shot(page, f"refused-{width}")
    assert accessible(page) == []
    page.goto("/account")
    page.wait_for_url("**/log-in?next=*")
    assert kept(place)[before:] == [
        (user, "add", "changed"),
        (user, "log-in", "changed"),
        (user, "rename", "changed"),
        (user, "remove", "changed"),
        ("", "log-in", "refused"),
    ]


def test_it_asks_who_holds_the_device(visit: Visitors) -> None:
    page = visit("maria", PAGE)
    authenticator = Authenticator(page)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("listitem").filter(has_text="Passkey").first).to_be_visible()
    log_out(page)
    authenticator.verify(verified=False)
    log_in(page)
    expect(page.get_by_role("alert").filter(has_text="The passkey was not used")).to_be_visible()
    assert page.url.endswith("/log-in")
    authenticator.verify(verified=True)
    page.get_by_role("button", name="Log in with a passkey").click()
    page.wait_for_url("**/work")


@pytest.mark.parametrize("width", [1280, 320])
def test_a_change_after_a_while_needs_proof(place: Place, visit: Visitors, width: int) -> None:
    page = visit("maria", PAGE, width=width)
    Authenticator(page)
    page.get_by_label("What to call it").fill("The key")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="The key")).to_be_visible()
    for proof in ("password", "passkey"):
        place.fetch("UPDATE access.session SET started = started - interval '11 min', proved = NULL")
        page.goto(PAGE)
        expect(page.get_by_role("button", name="Remove")).to_have_count(0)
        assert accessible(page) == []
        shot(page, f"proof-{width}")
        if proof == "password":
            page.get_by_label("Your password").fill("not this")
            page.get_by_role("button", name="Go on").click()
            expect(page.locator(".nhsuk-error-summary")).to_contain_text("did not show that it is you")
            assert accessible(page) == []
            page.get_by_label("Your password").fill(PASSWORD)
            page.get_by_role("button", name="Go on").click()
        else:
            page.get_by_role("button", name="Or use a passkey").click()
        expect(page.get_by_role("button", name="Remove")).to_have_count(1)


def test_with_the_keyboard_alone(visit: Visitors) -> None:
    page = visit("maria", PAGE)
    Authenticator(page)
    page.get_by_label("What to call it").focus()
    page.keyboard.type("By keyboard")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="By keyboard")).to_be_visible()
    log_out(page)
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == "Log in with a passkey":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/work")


def test_without_a_script_or_at_another_address_the_password_stays(place: Place, visit: Visitors) -> None:
    page = visit("maria", PAGE, javascript=False)
    expect(page.get_by_text("Your browser makes no passkeys here")).to_be_visible()
    expect(page.get_by_role("button", name="Add a passkey")).to_have_count(0)
    page = visit.anonymous("/log-in", javascript=False)
    expect(page.get_by_role("button", name="Log in", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Log in with a passkey")).to_have_count(0)
