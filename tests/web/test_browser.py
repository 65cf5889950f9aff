"""Pages in a real browser: axe finds nothing, the keyboard does everything, nothing comes from outside."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.conftest import free_port
from tests.web.conftest import ROOT, wait_for
from tests.web.looking import accessible, press_until, wrong_at_any_width

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


@pytest.mark.parametrize("path", ["/log-in", "/help", "/accessibility", "/nope", "/test/crash", "/log-in?out=1"])
def test_pages_for_everybody_are_accessible(open_page: Open, path: str) -> None:
    assert wrong_at_any_width(open_page(path)) == []


def test_pages_of_staff_are_accessible(open_page: Open) -> None:
    page = open_page("/help", user="ruth")
    for path in ("/style", "/account", "/work", "/work?team=zone-2", "/work?q=nothing"):
        page.goto(path)
        assert wrong_at_any_width(page) == []


@pytest.mark.parametrize("width", [1280, 320])
def test_a_form_with_errors_is_accessible(open_page: Open, width: int) -> None:
    page = open_page("/log-in", width=width)
    page.click("form[novalidate] button:has-text('Log in')")
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    assert accessible(page) == []


def test_the_keyboard_logs_in_finds_its_way_and_logs_out(open_page: Open) -> None:
    page = open_page("/work")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to main content")
    page.keyboard.press("Enter")
    press_until(page, "Tab", lambda: bool(page.evaluate("document.activeElement.id === 'username'")), 4)  # languages
    page.keyboard.type("ruth")
    page.keyboard.press("Tab")
    page.keyboard.type("a demo password")
    page.keyboard.press("Enter")
    page.wait_for_url("**/work")
    reach(page, "Ruth Okafor")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Log out")).to_be_hidden()
    expect(page.locator(".cw-account__name")).to_be_focused()
    page.keyboard.press("Enter")
    reach(page, "Log out")
    page.keyboard.press("Enter")
    page.wait_for_url("**/log-in?out=1")


def reach(page: Page, text: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText").strip() == text:
            return
    raise AssertionError(f"the keyboard does not reach {text!r}")


def test_every_focus_is_seen(open_page: Open) -> None:
    page = open_page("/work", user="ruth")
    for _ in range(25):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            return  # once round
        style = page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, s.boxShadow, "
            "s.backgroundColor] }"
        )
        assert style[0] != "none" or style[1] != "none" or style[2] == "rgb(255, 235, 59)", page.evaluate(
            "document.activeElement.outerHTML"
        )


def message(served: str, team: str, title: str) -> None:
    request = urllib.request.Request(f"{served}/test/message?team={team}&title={title}", method="POST")
    urllib.request.urlopen(request)


def test_the_worklist_follows_messages_of_ones_team(open_page: Open, served: str) -> None:
    page = open_page("/work?team=zone-1", user="ruth")
    with page.expect_response("**/events*"):
        page.reload()
    page.locator("#worklist a").first.focus()
    message(served, "zone-1", "Call-Samuel")
    fresh = page.locator(".cw-task--new")
    expect(fresh).to_contain_text("Call-Samuel")
    expect(page.get_by_role("status").first).to_have_text("The list has changed: 1 new.")
    expect(page.locator("#worklist a").first).to_be_focused()
    assert page.url.endswith("/work?team=zone-1")


def test_a_page_whose_scripts_come_one_by_one_hears_too(open_page: Open) -> None:
    page = open_page("/account", user="ruth")

    def late(route: Route) -> None:
        time.sleep(0.2)
        route.continue_()

    page.route("**/*.js", late)
    with page.expect_response("**/events*"):
        page.goto("/work?team=zone-1")


def test_another_teams_message_is_no_news(open_page: Open, served: str) -> None:
    page = open_page("/work", user="zoe")
    page.wait_for_timeout(500)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    message(served, "zone-1", "Not-for-Zoe")
    page.wait_for_timeout(700)
    assert not fetched


def test_filters_change_the_list_and_the_address(open_page: Open) -> None:
    page = open_page("/work", user="ruth", width=1280)
    page.get_by_label("Zone 2").check()
    page.wait_for_url("**/work?*team=zone-2*")
    expect(page.locator("#worklist")).not_to_contain_text("Edith")
    expect(page.get_by_role("link", name="Remove Team: Zone 2")).to_be_visible()
    page.go_back()
    expect(page.locator("#worklist")).to_contain_text("Edith")


def test_filters_work_without_javascript(open_page: Open) -> None:
    page = open_page("/work", user="ruth", javascript=False)
    page.get_by_label("Words").fill("harshad")
    page.get_by_role("button", name="Apply filters").click()
    expect(page.locator("#worklist .cw-task")).to_have_count(1)
    page.get_by_role("link", name="Clear all filters").click()
    expect(page.locator("#worklist")).to_contain_text("Edith")


def test_the_demo_logs_in_with_one_click(open_page: Open) -> None:
    page = open_page("/log-in")
    page.get_by_role("button", name="Log in as ruth").click()
    page.wait_for_url("**/work")


@pytest.mark.parametrize("width", [1280, 320])
def test_one_drawing_of_each_chart_is_shown(open_page: Open, width: int) -> None:
    page = open_page("/style", user="ruth", width=width)
    for chart in page.locator(".cw-chart").all():
        shown = [part.is_visible() for part in (chart.locator(".cw-chart__wide"), chart.locator(".cw-chart__narrow"))]
        assert shown == [width > 640, width <= 640]
        text = chart.locator("svg .ch-text:visible").first
        assert text.bounding_box()["height"] >= 11  # type: ignore[index]


def test_paper_gets_the_record_and_not_the_controls(open_page: Open) -> None:
    page = open_page("/style", user="ruth")
    page.emulate_media(media="print")
    for hidden in (".cw-nav", ".cw-find", ".cw-filters", ".cw-task__do"):
        expect(page.locator(hidden).first).to_be_hidden()
    for shown in (".cw-person__name", ".cw-timeline", ".cw-tasks"):
        expect(page.locator(shown).first).to_be_visible()


def test_the_server_stops_with_streams_open() -> None:
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "tests.web.served:application"]
    process = subprocess.Popen([*command, "--port", str(port), "--no-ws", "--log-level", "warning"], cwd=ROOT)
    site = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{site}/healthz", process)
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        opener.open(f"{site}/log-in", data=b"username=ruth&password=a+demo+password&next=/help")
        streams = [opener.open(f"{site}/events?since={int(time.time() * 1000)}", timeout=10) for _ in range(5)]
        assert all(stream.readline() == b"retry: 2000\n" for stream in streams)
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(15) == 0
    finally:
        process.terminate()  # killed, it would leave its worker behind
        process.wait(15)
