"""The person's own pages in a real browser, by mouse and by the keyboard alone: a mistake put right, one that stays; a
carer let in and out again, also where their page is open; languages, and text as one likes it; the record on paper."""

import re
from datetime import datetime
from typing import Any, Protocol
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from careweft.models import wire
from tests.site.conftest import Visitors
from tests.site.place import PASSWORD, Place, wait_until
from tests.web.looking import on, picture, press_until, wrong_at_any_width

pytestmark = pytest.mark.browser


class Hands(Protocol):
    """What somebody works a page with."""

    def press(self, page: Page, name: str) -> None: ...
    def write(self, page: Page, field: str, text: str) -> None: ...
    def choose(self, page: Page, field: str, label: str) -> None: ...


class Mouse:
    def press(self, page: Page, name: str) -> None:
        page.locator("a, button, summary").filter(has_text=name).locator("visible=true").first.click()

    def write(self, page: Page, field: str, text: str) -> None:
        page.locator(f"[name={field}]").locator("visible=true").first.fill(text)

    def choose(self, page: Page, field: str, label: str) -> None:
        if page.locator(f"select[name={field}]").count():
            page.locator(f"select[name={field}]").select_option(label=label)
        else:
            page.get_by_label(label, exact=True).check()


class Keys:
    def press(self, page: Page, name: str) -> None:
        page.wait_for_load_state()
        press_until(page, "Tab", lambda: _text(page).startswith(name), 160)
        with page.expect_navigation():
            page.keyboard.press("Enter")

    def write(self, page: Page, field: str, text: str) -> None:
        page.wait_for_load_state()
        press_until(page, "Tab", on(page, field), 120)
        page.keyboard.type(text)

    def choose(self, page: Page, field: str, label: str) -> None:
        press_until(page, "Tab", on(page, field if page.locator(f"[name={field}][type=radio]").count() else ""), 120)
        if page.locator(f"select[name={field}]").count():
            press_until(page, "Tab", lambda: page.evaluate("document.activeElement.name") == field, 120)
            page.keyboard.type(label[:12])
            return
        press_until(page, "ArrowDown", lambda: _labelled(page) == label, 20)


def _text(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.replace(/\\s+/g, ' ').trim()"))


def _labelled(page: Page) -> str:
    return str(page.evaluate("document.activeElement.labels?.[0]?.innerText ?? ''"))


HANDS = pytest.mark.parametrize("hands", [Mouse(), Keys()], ids=["mouse", "keyboard"])


def observation(id_: str, code: str, text: str, value: float, unit: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": id_,
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": code}], "text": text},
        "subject": {"reference": "Patient/edith"},
        "effectiveDateTime": "2026-01-12T09:00:00Z",
        "valueQuantity": {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
        **more,
    }


def usual(low: float | None, high: float | None, unit: str) -> list[dict[str, Any]]:
    ends = {"low": low, "high": high}
    return [{end: {"value": at, "unit": unit, "code": unit} for end, at in ends.items() if at is not None}]


def sent(place: Place, who: str, key: str, day: str, *, weight: bool = True) -> None:
    """The practice sends results and a report."""
    results = [
        *([observation(f"{key}-w", "29463-7", "Weight", 96, "kg")] if weight else []),
        observation(f"{key}-k", "2823-3", "Potassium", 5.9, "mmol/L", referenceRange=usual(3.5, 5.3, "mmol/L")),
        observation(f"{key}-x", "13969-1", "CK-MB", 3.1, "ng/mL", referenceRange=usual(None, 5, "ng/mL")),
        {
            "resourceType": "DiagnosticReport",
            "id": f"{key}-r",
            "status": "final",
            "code": {"text": "Chest X-ray"},
            "subject": {"reference": "Patient/edith"},
            "issued": "2026-01-11T12:00:00Z",
            "conclusion": "CXR: NAD. F/U in OPD in 6 weeks.",
        },
    ]
    for each in results:
        each |= {"subject": {"reference": f"Patient/gp-01-{who}"}}
        if "effectiveDateTime" in each:
            each["effectiveDateTime"] = f"{day}T09:00:00Z"
    place.post("gp-01", [wire.patient(place.told[who]), *results])
    query, at = "SELECT 1 FROM facts.reading WHERE person_id = $1 AND at = $2", datetime.fromisoformat(f"{day}T09:00Z")
    wait_until(lambda: place.fetch(query, place.people[who], at))


@HANDS
def test_a_person_corrects_a_mistake(place: Place, visit: Visitors, hands: Hands) -> None:
    keyboard = isinstance(hands, Keys)
    name = f"w-{uuid4().hex[:6]}"
    sent(place, "edith", name, "2026-01-13" if keyboard else "2026-01-12")
    page = visit("person", "/me")
    hands.press(page, "Results and letters")
    expect(page.get_by_role("heading", name="My tests")).to_be_visible()
    weight = page.locator("#test-weight")
    expect(weight).to_contain_text("96 kg")
    hands.press(page, "Is this wrong? Weight")
    hands.write(page, "wrong", "I weigh 69 kg. The numbers are the wrong way round.")
    hands.write(page, "should", "69")
    picture(page, "correction-1-asked")
    hands.press(page, "Send")
    expect(page.locator("main")).to_contain_text("Thank you. We will look at it and tell you.")
    expect(page.locator("main")).to_contain_text("We are looking at it")

    surgery = visit("george", "/work")
    hands.press(surgery, "Answer: is this entry in the record wrong?")
    expect(surgery.locator("main")).to_contain_text("The numbers are the wrong way round")
    if not keyboard:
        hands.press(surgery, "Answer")
        expect(surgery.locator(".nhsuk-error-summary")).to_be_visible()
    hands.choose(surgery, "how", "The value is another one")
    hands.write(surgery, "text", "69")
    picture(surgery, "correction-2-answered")
    hands.press(surgery, "Answer")
    surgery.wait_for_url("**/work?said=completed")

    page.goto("/me")
    expect(page.locator("main")).to_contain_text("You told us about a mistake. We put it right.")
    page.goto("/me/results")
    expect(weight.locator(".cw-result__value")).to_have_text("69 kg")
    hands.press(page, "Is this wrong? Weight")
    expect(page.locator("main")).to_contain_text("We put it right")
    expect(page.locator("main")).to_contain_text("Before, it said:")
    expect(page.locator("main")).to_contain_text(re.compile(r"96 kg \(1[23].Jan.2026\)"))
    picture(page, "correction-3-right")


def test_what_is_refused_stays_beside_the_entry_and_pages_are_accessible(place: Place, visit: Visitors) -> None:
    sent(place, "edith", f"r-{uuid4().hex[:6]}", "2026-01-14", weight=False)
    page = visit("person", "/me/results")
    potassium = page.locator("#test-potassium")
    expect(potassium).to_contain_text("This is above the range.")
    expect(potassium).to_contain_text("3.5–5.3")
    expect(page.locator("article", has_text="CK-MB")).to_contain_text("We have no plain words for this test")
    page.goto(str(potassium.get_by_role("link", name="Is this wrong?").get_attribute("href")))
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Tell us what is wrong")
    assert wrong_at_any_width(page) == []
    page.get_by_label("What is wrong?").fill("That was not my blood")
    page.get_by_role("button", name="Send").click()
    surgery = visit("george", "/work")
    surgery.get_by_role("link", name="Answer: is this entry in the record wrong?").first.click()
    surgery.get_by_label("It stays as it is").check()
    surgery.get_by_role("button", name="Answer").click()
    expect(surgery.locator(".nhsuk-error-summary")).to_be_visible()
    assert wrong_at_any_width(surgery) == []
    surgery.get_by_label("It stays as it is").check()
    surgery.get_by_label("What you tell the person").fill("We looked at the label. It has your name and number.")
    surgery.get_by_role("button", name="Answer").click()
    surgery.wait_for_url("**/work?said=completed")
    page.goto("/me/corrections")
    expect(page.locator("main")).to_contain_text("We did not change it")
    expect(page.locator("main")).to_contain_text("It has your name and number")
    addresses = ["/me", "/me/record", "/me/results", "/me/corrections", "/me/carers", "/me/take", "/me/take/print",
                 "/settings", "/me/letters/" + report(page)]  # fmt: skip
    for address in addresses:
        page.goto(address)
        assert wrong_at_any_width(page) == []
    expect(page.locator("main")).to_contain_text("a clinic at the hospital")


def report(page: Page) -> str:
    page.goto("/me/results")
    return str(page.get_by_role("link", name="Chest X-ray").first.get_attribute("href")).rpartition("/")[2]


@HANDS
def test_a_carer_is_let_in_and_loses_sight_at_once(place: Place, visit: Visitors, hands: Hands) -> None:
    username = f"ann-{uuid4().hex[:6]}"
    page = visit("person", "/me/carers")
    hands.write(page, "name", f"Ann {username}")
    hands.choose(page, "relation", "A friend")
    hands.press(page, "Let them in")
    code = page.locator(".cw-call").inner_text()
    picture(page, "carer-1-code")

    ann = visit.anonymous("/invited")
    looked_at = isinstance(hands, Mouse)  # once; by the keyboard the pages are the same
    assert not looked_at or wrong_at_any_width(ann) == []
    hands.write(ann, "code", code.lower().replace("-", " "))
    hands.write(ann, "name", "Ann Rudd")
    hands.write(ann, "username", username)
    hands.write(ann, "password", PASSWORD)
    hands.press(ann, "Go on")
    ann.wait_for_url(re.compile("/log-in"))
    hands.write(ann, "username", username)
    hands.write(ann, "password", PASSWORD)
    hands.press(ann, "Log in")
    ann.wait_for_url("**/for")
    hands.press(ann, "MARSH, Edith")
    picture(ann, "carer-2-in")
    hands.press(ann, "Health")
    expect(ann.locator("main")).to_contain_text("Stay in hospital")
    for end in ("", "/record", "/plan", "/tasks", "/team"):
        ann.goto(f"/for/{place.people['edith']}{end}")
        assert not looked_at or wrong_at_any_width(ann) == []
    assert ann.goto(f"/for/{place.people['frank']}").status == 404  # type: ignore[union-attr]
    assert ann.goto("/work").status == 404  # type: ignore[union-attr]
    second = visit.anonymous("/invited")
    second.get_by_label("The code").fill(code)
    second.get_by_label("Your name").fill("Mallory")
    second.get_by_label("Username", exact=True).fill("mallory")
    second.get_by_label("Password", exact=True).fill(PASSWORD)
    second.get_by_role("button", name="Go on").click()
    expect(second.locator(".nhsuk-error-summary")).to_contain_text("This code is not good")

    ann.goto(f"/for/{place.people['edith']}/record")
    page.goto("/me/carers")
    expect(page.locator("main")).to_contain_text(f"Ann {username}")
    hands.press(page, "End it")
    expect(page.locator("main")).to_contain_text("They cannot see your record any more")
    ann.wait_for_url("**/for?ended=1")  # the page that was open left by itself
    expect(ann.locator("main")).not_to_contain_text("MARSH")
    picture(ann, "carer-3-ended")
    assert ann.goto(f"/for/{place.people['edith']}").status == 404  # type: ignore[union-attr]
    page.goto("/me/access")
    expect(page.locator("main")).to_contain_text("Ann Rudd")


def test_languages_sizes_and_contrast_are_kept(visit: Visitors) -> None:
    page = visit.anonymous("/log-in")
    page.get_by_role("button", name="العربية").first.click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert wrong_at_any_width(page) == []
    page.fill("#username", "person")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url("**/me")
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    for address in ("/me", "/me/record", "/me/results", "/me/plan", "/me/carers", "/me/take"):
        page.goto(address)
        assert wrong_at_any_width(page) == []
    page.goto("/settings")
    page.locator("#language-pl").check()
    page.locator("#size-largest").check()
    page.locator("#contrast-high").check()
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/settings?saved=1")
    for address in ("/settings", "/me", "/me/results"):
        page.goto(address)
        assert wrong_at_any_width(page) == []
    other = visit("person", "/me")  # another browser: it is kept on the account
    expect(other.locator("html")).to_have_attribute("lang", "pl")
    expect(other.locator("html")).to_have_class("cw-largest cw-high")
    staff = visit("carla", "/work")
    expect(staff.locator("html")).to_have_attribute("lang", "en-GB")
    other.goto("/settings")
    other.locator("#language-en").check()
    other.locator("#size-none").check()
    other.locator("#contrast-none").check()
    other.locator("main button[type=submit]").click()
    other.wait_for_url("**/settings?saved=1")


def test_the_record_is_taken_along_without_a_script(place: Place, visit: Visitors) -> None:
    with place.client("person") as edith:
        paper = edith.get("/me/take/record.pdf")
        assert paper.content.startswith(b"%PDF-")
        assert "attachment" in paper.headers["content-disposition"]
        summary = edith.get("/me/take/record.json").json()
        assert summary["entry"][0]["resource"]["type"]["coding"][0]["code"] == "60591-5"
    with place.client("carla") as carla:
        assert carla.get("/me/take/record.pdf").status_code == 404
    page = visit("person", "/me/take", javascript=False)
    page.get_by_role("link", name="Print it").click()
    expect(page.get_by_role("heading", name="My record")).to_be_visible()
    page.goto("/me/carers")
    page.get_by_label("Who is it?").fill("Tom")
    page.get_by_label("Who are they to you?").select_option(label="A neighbour")
    page.get_by_role("button", name="Let them in").click()
    expect(page.get_by_role("heading", name="Give them this code")).to_be_visible()
    page.goto("/me/carers")
    page.get_by_role("button", name=re.compile("End it.*Tom")).click()
    expect(page.locator("main")).to_contain_text("They cannot see your record any more")
