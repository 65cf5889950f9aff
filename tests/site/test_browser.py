"""The pages in a real browser: messages that arrive while one looks, what people do, the keyboard, axe, no script."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from careweft.models import wire
from tests.site.conftest import Visitors
from tests.site.place import NOW, PASSWORD, Place
from tests.web.looking import accessible, on, press_until, wrong_at_any_width

pytestmark = pytest.mark.browser
Look = Callable[..., Page]


def listening(page: Page) -> None:
    """Load the page anew, with its stream of notices open."""
    with page.expect_response("**/events*"):
        page.reload()


def discharge(place: Place, who: str, visit: str, admitted: datetime) -> None:
    times = {"admitted": admitted, "discharged": NOW}
    assert place.send("A03", who, visit, NOW, times, ward="MEDICAL WARD 1") == "AA"


def test_a_discharge_becomes_a_task_and_a_notice_on_open_pages(place: Place, visit: Visitors) -> None:
    carla, hanna = visit("carla", "/work?status=&who=me"), visit("hanna", "/")
    listening(carla)
    listening(hanna)
    address = carla.url
    expect(carla.locator("#work")).not_to_contain_text("Call at home after discharge")
    discharge(place, "edith", "V600", datetime(2026, 1, 14, 20, tzinfo=UTC))
    fresh = carla.locator("#work .cw-task--new", has_text="Call at home after discharge")
    expect(fresh).to_contain_text("MARSH, Edith")
    expect(fresh).to_contain_text("Discharged home from hospital (Medical Ward 1)")
    expect(carla.get_by_role("status").first).to_contain_text("The list has changed")
    expect(hanna.locator("#work")).to_contain_text("Please start this service again: discharged home from hospital")
    assert carla.url == address
    hanna.goto(f"/person/{place.people['edith']}/plan")
    expect(hanna.get_by_role("row", name="Home care Helping Hands")).to_contain_text("Going on")


def test_a_referral_is_screened_accepted_and_becomes_a_case(place: Place, visit: Visitors) -> None:
    page = visit("carla", "/referrals")
    page.get_by_role("link", name="VANE, Harry").click()
    expect(page.locator("main")).to_contain_text("Do not accept yet")
    page.get_by_label("Yes").nth(2).check()
    page.get_by_role("button", name="Save the answers").click()
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    expect(page).to_have_title("Error: Referral – Demonstration place – Careweft")
    expect(page.get_by_label("Yes").nth(2)).to_be_checked()
    for question in range(7):
        page.get_by_label("Yes" if question in (2, 3, 6) else "No").nth(question).check()
    page.get_by_role("button", name="Save the answers").click()
    expect(page.get_by_role("heading", name="PRISMA-7")).to_contain_text("score 3")
    expect(page.locator("main")).to_contain_text("Accept by Torbay Care Trust")
    page.get_by_role("button", name="Accept: open a case").click()
    page.wait_for_url(f"**/person/{place.people['harry']}/plan?said=accepted")
    expect(page.locator("main")).to_contain_text("The referral is accepted")
    expect(page.locator("section", has=page.get_by_role("heading", name="Coordinator"))).to_contain_text("Carla Reed")
    expect(page.locator("section", has=page.get_by_role("heading", name="Who was told"))).to_contain_text(
        "The Quay Surgery"
    )
    page.goto(f"/referrals/{place.referral('harry')}")
    expect(page.get_by_role("button", name="Accept: open a case")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("Accepted.")


def test_a_referral_that_arrives_shows_without_reload(place: Place, visit: Visitors) -> None:
    page = visit("petra", "/referrals")
    listening(page)
    gwen = place.told["gwen"]
    asked = wire.referral(gwen, datetime(2026, 1, 15, 9, tzinfo=UTC), "Her carer is away", True, "LIVE1")
    place.post("gp-02", [wire.patient(gwen), asked])
    row = page.locator("#referrals tr", has_text="HILL, Gwen")
    expect(row).to_contain_text("Urgent Her carer is away")
    expect(row).to_contain_text("Park Surgery")


def test_a_task_is_taken_and_finished(place: Place, visit: Visitors) -> None:
    page = visit("carla", "/work?who=nobody")
    leos = page.locator("#work .cw-task", has_text="BYRD, Leo").filter(has_text="Decide on the referral")
    leos.get_by_role("button", name="Take").click()
    expect(page.get_by_role("status").filter(has_text="It is yours now.")).to_be_visible()
    expect(leos).to_have_count(0)
    page.goto("/work")
    expect(leos).to_contain_text("Carla Reed")
    page.locator("#work .cw-task", has_text="OAKE, Frank").get_by_role("link", name="Plan the discharge").click()
    page.get_by_label("Note").fill("Daughter is back on Friday")
    page.get_by_role("button", name="Done").click()
    expect(page.locator("main")).to_contain_text("Marked as done.")
    expect(page.locator("main")).to_contain_text("Daughter is back on Friday")
    page.goto("/work")
    franks = page.locator("#work .cw-task", has_text="OAKE, Frank")
    expect(franks.get_by_role("link", name="Plan the discharge")).to_have_count(0)
    page.get_by_label("Status").select_option("Done")
    page.wait_for_url("**/work?*status=completed*")
    expect(page.locator("#work")).to_contain_text("OAKE, Frank")
    assert place.fetch("SELECT status FROM care.task WHERE id = $1", place.task("frank", "plan-discharge")) == [
        {"status": "completed"}
    ]


def test_the_second_of_two_who_change_a_task_is_told(place: Place, visit: Visitors) -> None:
    task = place.task("iris", "plan-discharge")
    carla, maria = visit("carla", f"/tasks/{task}"), visit("maria", f"/tasks/{task}")
    listed = visit("maria", "/work", javascript=False)  # so that it does not follow by itself
    carla.get_by_role("button", name="Start").click()
    expect(carla.locator("main")).to_contain_text("Started.")
    maria.get_by_label("Note").fill("I have called the ward")
    maria.get_by_role("button", name="Done").click()
    problem = maria.locator(".nhsuk-error-summary")
    expect(problem).to_be_focused()
    expect(problem).to_contain_text("Somebody else changed this task meanwhile, so nothing was done.")
    expect(maria.locator("dl.cw-facts")).to_contain_text("In progress")
    expect(maria.get_by_label("Note")).to_have_value("I have called the ward")
    mine = listed.locator(".cw-task", has_text="PENN, Iris").filter(has_text="Plan the discharge")
    mine.get_by_role("button", name="Done").click()
    expect(listed.locator(".nhsuk-error-summary")).to_contain_text("Somebody else changed this task")
    maria.get_by_role("button", name="Done").click()
    expect(maria.locator("main")).to_contain_text("Marked as done.")
    expect(maria.locator("main")).to_contain_text("I have called the ward")


def test_a_person_reads_their_record_their_plan_and_who_looked(place: Place, visit: Visitors) -> None:
    visit("carla", f"/person/{place.people['edith']}/plan")
    page = visit("person", "/")
    expect(page.get_by_role("heading", name="My page")).to_be_visible()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="My health").click()
    expect(page.locator("#timeline")).to_contain_text("Westhaven General Hospital")
    expect(page.locator("#timeline")).to_contain_text("Helping Hands")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="My plan").click()
    expect(page.locator("main")).to_contain_text("Carla Reed looks after you")
    expect(page.get_by_role("row", name="Home care Helping Hands")).to_contain_text("7 hours")
    expect(page.locator("main")).not_to_contain_text("£")
    page.get_by_role("link", name="Things to do").click()
    expect(page.locator("main")).to_contain_text("Plan the discharge with the ward")
    for button in page.locator("main button").all():
        raise AssertionError(f"a person is offered {button.inner_text()}")
    assert page.locator('main a[href^="/tasks"]').count() == 0
    page.get_by_role("navigation", name="Main").get_by_role("link", name="My people").click()
    expect(page.locator("main")).to_contain_text("Carla Reed")
    page.goto("/me/access")
    row = page.get_by_role("row", name="Carla Reed").first
    expect(row).to_contain_text("Your care team")
    expect(page.get_by_role("row", name="Read your plan").first).to_contain_text("Carla Reed")
    page.get_by_role("link", name="Show when I looked too").click()
    expect(page.get_by_role("row", name="You ").first).to_be_visible()


def test_the_timeline_is_filtered_in_the_address_and_kept(place: Place, visit: Visitors) -> None:
    page = visit("carla", f"/person/{place.people['edith']}")
    page.get_by_label("Helping Hands").check()
    page.wait_for_url("**from=homecare-a*")
    expect(page.locator("#timeline .cw-entry")).to_have_count(1)
    page.reload()
    expect(page.get_by_label("Helping Hands")).to_be_checked()
    page.get_by_role("link", name="Clear all filters").click()
    expect(page.locator("#timeline")).to_contain_text("Westhaven General Hospital")


def test_the_population_leads_to_the_people_one_may_see(visit: Visitors) -> None:
    page = visit("petra", "/population")
    page.get_by_role("link", name="Mostly well").first.click()
    expect(page.locator("main")).to_contain_text("8 people are in this tier")
    expect(page.locator("main table")).to_contain_text("HILL, Gwen")
    expect(page.locator("main tbody tr")).to_have_count(1)


def test_with_the_keyboard_alone(place: Place, visit: Visitors) -> None:
    """From logging in to putting a task on hold with a note, and logging out; no mouse."""
    page = visit.anonymous("/log-in")
    press_until(page, "Tab", on(page, "username"))
    page.keyboard.type("carla")
    press_until(page, "Tab", on(page, "password"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/work")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to main content")
    page.keyboard.press("Enter")
    jack = page.locator("#work .cw-task", has_text="RUDD, Jack").get_by_role("link", name="Plan the discharge")
    press_until(page, "Tab", lambda: bool(jack.evaluate("link => link === document.activeElement")))
    page.keyboard.press("Enter")
    page.wait_for_url("**/tasks/*")
    press_until(page, "Tab", on(page, "note"))
    page.keyboard.type("Waits for a scan")
    press_until(page, "Tab", on(page, "Put on hold"))
    page.keyboard.press("Enter")
    page.wait_for_url("**said=on-hold")
    expect(page.locator("main")).to_contain_text("Waits for a scan")
    press_until(page, "Shift+Tab", on(page, "Carla Reed"))
    page.keyboard.press("Enter")
    press_until(page, "Tab", on(page, "Log out"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/log-in?out=1")


def test_without_javascript(place: Place, visit: Visitors) -> None:
    page = visit("carla", "/work", javascript=False)
    page.get_by_role("checkbox", name="Overdue").check()
    page.get_by_role("button", name="Apply filters").click()
    page.wait_for_url("**urgency=overdue*")
    expect(page.locator("#work")).not_to_contain_text("Later")
    page.goto("/work")
    expect(page.locator("#work")).to_contain_text("Any health and social care coordinator")
    page.get_by_label("For", exact=True).select_option(label="District nurse")
    page.get_by_role("button", name="Apply filters").click()
    page.wait_for_url("**role=district-nurse*")
    expect(page.locator("#work")).not_to_contain_text("Any health and social care coordinator")
    page.goto("/work?who=nobody")
    page.locator(".cw-task", has_text="LUNN, Kate").get_by_role("button", name="Take").click()
    expect(page.locator("main")).to_contain_text("It is yours now.")
    page.goto(f"/referrals/{place.referral('kate')}")
    page.get_by_role("button", name="Decline").click()
    expect(page.locator("main")).to_contain_text("Say why, for whoever referred the person")
    page.get_by_label("Answer to The Quay Surgery").fill("She is in the care of her daughter")
    page.get_by_role("button", name="Decline").click()
    page.wait_for_url("**/referrals?said=declined")
    expect(page.locator("#referrals")).not_to_contain_text("LUNN, Kate")
    page.goto(f"/person/{place.people['edith']}?kind=hospital")
    expect(page.locator("#timeline .cw-entry")).to_have_count(1)
    page.get_by_text("Carla Reed, coordinator").click()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/log-in?out=1")


SECTIONS = ("", "/plan", "/tasks", "/team", "/access")
EVERY: dict[str, tuple[str, ...]] = {
    "carla": (
        "/work",
        "/work?status=completed&urgency=overdue",
        "/tasks/{task}",
        "/tasks/{closed}",
        "/tasks/none",
        "/referrals",
        "/referrals/{referral}",
        "/referrals/new",
        "/referrals/sent",
        "/person/{frank}/case",
        "/person/{frank}/refer",
        "/in-hospital",
        "/person/{frank}/stay",
        "/people",
        "/people?q=oake",
        "/people?q=nobody",
        *(f"/person/{{frank}}{section}" for section in SECTIONS),
        "/population",
        "/population/torbay/well",
        "/population/torbay/high-risk",
        "/money",
        "/measures",
        "/models",
        "/models/torbay",
    ),
    "person": (*(f"/me{section}" for section in SECTIONS), "/me/sharing", "/me/refer", "/get-help", "/account/second"),
    "petra": ("/break-glass",),
    "paula": ("/privacy?all=1",),
    "hanna": ("/work", "/tasks/{hers}", "/money"),
}


@pytest.mark.parametrize("user", EVERY)
def test_axe_finds_nothing_on_any_page(place: Place, visit: Visitors, user: str) -> None:
    closed = place.fetch("SELECT id FROM care.task WHERE status = 'completed' LIMIT 1")[0]["id"]
    waiting = place.fetch(
        "SELECT focus FROM care.task WHERE code = 'triage' AND status = 'requested' AND team = 'zone-1'"
    )
    known = {
        "task": place.task("jack", "plan-discharge"),
        "hers": place.task("edith", "plan-discharge"),
        "closed": closed,
        "referral": str(waiting[0]["focus"]).rpartition("/")[2],
        "frank": place.people["frank"],
    }
    page = visit(user, "/help")
    wrong = []
    for path in EVERY[user]:
        page.goto(path.format(**known))
        wrong += wrong_at_any_width(page)
    assert wrong == []


def test_forms_with_errors_are_accessible(place: Place, visit: Visitors) -> None:
    page = visit("carla", f"/referrals/{place.referral('leo')}", width=320)
    page.get_by_role("button", name="Save the answers").click()
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    assert accessible(page) == []
    page.get_by_role("button", name="Decline").click()
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    assert accessible(page) == []
