"""The library of models, and changing a copy of one with its faults shown as one types."""

import re

from playwright.sync_api import Page, expect

from tests.site.conftest import Visitors
from tests.site.place import Place
from tests.web.looking import wrong_at_any_width


def copied(page: Page) -> None:
    """Start a draft from torbay, by the keyboard."""
    page.goto("/models/torbay")
    page.get_by_role("button", name="Copy and change it").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/models/drafts/torbay-[0-9a-f]{6}"))


def put(page: Page, before: str, after: str) -> None:
    """Change a word of the file as one who types does."""
    page.locator("#text").evaluate(
        """(area, [before, after]) => {
            const at = area.value.indexOf(before)
            area.focus(); area.setSelectionRange(at, at + before.length)
        }""",
        [before, after],
    )
    page.keyboard.insert_text(after)


def test_the_library_compares_the_models_and_keeps_its_filters_in_the_address(visit: Visitors) -> None:
    page = visit("maria", "/models?level=meso&process=financial")
    expect(page.locator(".cw-compare")).to_contain_text("Torbay Care Trust")
    expect(page.locator(".cw-compare tbody tr", has_text="Torbay")).to_contain_text("Not said")
    expect(page.locator(".cw-chosen")).to_contain_text("For whom: Organisations together")
    assert wrong_at_any_width(page) == []
    page.goto("/models?level=micro&process=financial&process=systemic&runs=yes")
    expect(page.locator("main")).to_contain_text("No model is like that")
    page.goto("/models/torbay")
    expect(page.get_by_role("region", name="The model's file")).to_contain_text("point: single")
    assert wrong_at_any_width(page) == []


def test_a_copy_is_changed_and_its_faults_show_as_one_types(visit: Visitors) -> None:
    page = visit("maria", "/models")
    copied(page)
    faults = page.locator("#faults")
    expect(faults).to_contain_text("No fault")
    put(page, "level: meso", "level: mezo")
    expect(faults).to_contain_text("Line 4, character 8")
    expect(faults).to_contain_text("found 'mezo'; expected 'macro', 'meso' or 'micro'")
    assert wrong_at_any_width(page) == []
    page.get_by_role("link", name="Line 4, character 8").focus()
    page.keyboard.press("Enter")
    selected = "area => area.value.slice(area.selectionStart, area.selectionEnd)"
    expect(page.locator("#text")).to_be_focused()
    assert page.locator("#text").evaluate(selected) == "level: mezo"
    put(page, "level: mezo", "level: micro")
    expect(faults).to_contain_text("No fault")
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Saved.")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the saved file").click()
    assert "level: micro" in download.value.path().read_text()
    assert download.value.suggested_filename.startswith("torbay-")


def test_without_javascript_two_who_write_are_told_and_keep_what_they_typed(visit: Visitors) -> None:
    page = visit("maria", "/models", javascript=False)
    copied(page)
    other = visit("maria", page.url, javascript=False)
    page.locator("#text").fill("id: x\n")
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#faults")).to_contain_text("title: is missing")
    expect(page.locator("#text")).to_have_value("id: x\n")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Saved.")
    other.locator("#text").fill("id: y\n")
    other.get_by_role("button", name="Save").click()
    expect(other.locator(".nhsuk-error-summary")).to_contain_text("changed this draft meanwhile")
    expect(other.locator("#text")).to_have_value("id: y\n")
    other.get_by_role("button", name="Save").click()
    page.reload()
    expect(page.locator("#text")).to_have_value("id: y\n")
    page.locator("summary", has_text="Delete this draft").click()
    page.get_by_role("button", name="Delete it").click()
    page.wait_for_url("**/models")
    other.reload()
    expect(other.get_by_role("heading", level=1)).to_have_text("Page not found")


def test_who_may_not_change_models_is_not_offered_it(place: Place, visit: Visitors) -> None:
    page = visit("nina", "/models/torbay")
    expect(page.get_by_role("heading", level=1)).to_have_text("Torbay Care Trust")
    expect(page.get_by_role("button", name="Copy and change it")).to_have_count(0)
    with place.client("nina") as client:
        assert client.post("/models/torbay/copy").status_code == 403
        assert client.get("/models/drafts/torbay-000000").status_code == 403
