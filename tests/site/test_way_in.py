"""Referrals in a real browser: letters, the sender, duplicates, the person, the public, and what becomes of a case (the
whole way from a call to a closed case is in `test_journeys`)."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.site.conftest import Visitors
from tests.site.place import Place
from tests.web.looking import wrong_at_any_width

pytestmark = pytest.mark.browser


def looked_at(page: Page) -> None:
    """The page is accessible, wide and narrow."""
    assert wrong_at_any_width(page) == []


def write_down(page: Page, family: str, born: str, reason: str) -> None:
    """A call, while they talk."""
    page.get_by_label("Reason, in a few words").fill(reason)
    page.get_by_label("What they say").fill("She fell in the kitchen and is afraid to go out.")
    page.get_by_label("Family name").fill(family)
    page.get_by_label("Given name").fill("Nora")
    page.get_by_role("textbox", name="Date of birth", exact=True).fill(born)
    page.get_by_label("GP practice").select_option("gp-01")
    page.get_by_label("Family, a friend or a neighbour").check()
    page.get_by_label("Name of the caller").fill("Tom Fell")
    page.get_by_label("How to reach them").fill("01803 555 0199")


def test_a_letter_is_kept_as_it_is_and_never_runs(place: Place, visit: Visitors, tmp_path: Path) -> None:
    page = visit("carla", "/referrals/new")
    write_down(page, "Lettered", "6/7/1940", "Letter of the surgery")
    bad = tmp_path / "letter.pdf"
    bad.write_bytes(b"<html><script>alert(1)</script>\x00</html>")
    page.get_by_label("The letter, where there is one").set_input_files(bad)
    page.get_by_role("button", name="Save the referral").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("of a kind that is not taken")
    good = tmp_path / "letter.pdf"
    good.write_bytes(b"%PDF-1.4 a letter")
    page.get_by_label("The letter, where there is one").set_input_files(good)
    page.get_by_label("What the letter says").fill("Needs a rail at the stairs")
    page.get_by_role("button", name="Save the referral").click()
    page.wait_for_url("**/referrals/*said=received")
    expect(page.locator("main")).to_contain_text("Needs a rail at the stairs")
    href = page.get_by_role("link", name="letter.pdf").get_attribute("href")
    with place.client("carla") as client:
        answer = client.get(str(href))
    assert answer.content == b"%PDF-1.4 a letter"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"] == "application/octet-stream"
    with place.client("petra") as client:
        assert client.get(str(href)).status_code == 404


def test_the_sender_refers_answers_and_keeps_sight(place: Place, visit: Visitors) -> None:
    page = visit("george", f"/person/{place.people['edith']}/refer")
    looked_at(page)
    page.get_by_label("Reason, in a few words").fill("Cannot manage the stairs")
    page.get_by_role("button", name="Send the referral").click()
    page.wait_for_url("**/referrals/sent?said=received")
    row = page.locator("#sent tr", has_text="Cannot manage the stairs")
    expect(row).to_contain_text("Waits for a decision")
    expect(row).to_contain_text("By ")
    looked_at(page)
    carla = visit("carla", "/referrals")
    carla.locator("#referrals tr", has_text="Cannot manage the stairs").get_by_role("link").click()
    carla.get_by_label("Who should take it on?").select_option("zone-2")
    carla.get_by_label("Why it is for them").fill("She stays with her sister")
    carla.get_by_role("button", name="Ask them to take it on").click()
    expect(carla.locator("main")).to_contain_text("Passed on, not yet taken on")
    looked_at(carla)
    petra = visit("petra", "/referrals")
    expect(petra.locator("#offered")).to_be_visible()
    looked_at(petra)
    petra.get_by_role("link", name="MARSH, Edith").click()
    petra.get_by_label("No, send it back").check()
    petra.get_by_role("button", name="Send the answer").click()
    expect(petra.locator(".nhsuk-error-summary")).to_contain_text("Why you do not take it on")
    petra.get_by_label("In words").fill("Her sister lives in zone 1")
    petra.get_by_role("button", name="Send the answer").click()
    carla.reload()
    expect(carla.locator("main")).to_contain_text("Her sister lives in zone 1")
    carla.get_by_label("Answer to The Quay Surgery").fill("We know her already")
    carla.get_by_role("button", name="Decline").click()
    page.reload()
    expect(row).to_contain_text("Not accepted")
    expect(row).to_contain_text("Your referral was not accepted: We know her already")


def test_two_referrals_are_joined_and_taken_apart(place: Place, visit: Visitors) -> None:
    for reason in ("Needs a rail", "Needs a rail at the stairs"):
        george = visit("george", f"/person/{place.people['iris']}/refer")
        george.get_by_label("Reason, in a few words").fill(reason)
        george.get_by_role("button", name="Send the referral").click()
        george.wait_for_url("**/referrals/sent?said=received")
    page = visit("carla", "/referrals")
    expect(page.locator("#referrals tr", has_text="PENN, Iris").first).to_contain_text("Referred more than once")
    page.locator("#referrals tr", has_text="Needs a rail at the stairs").get_by_role("link").click()
    looked_at(page)
    page.get_by_role("button", name="Join with this one").click()
    expect(page.locator("main")).to_contain_text("Joined: both are decided together")
    looked_at(page)
    page.get_by_role("button", name="Take apart").click()
    page.get_by_role("button", name="Join with this one").click()
    page.get_by_role("button", name="Accept: open a case").click()
    page.wait_for_url("**/plan?said=accepted")
    george.reload()
    expect(george.locator("#sent tr", has_text="Needs a rail").nth(1)).to_contain_text("Accepted")
    expect(george.locator("#sent tr", has_text="Needs a rail").first).to_contain_text("Accepted")


def test_a_person_asks_for_help(place: Place, visit: Visitors) -> None:
    page = visit("person", "/me/refer")
    looked_at(page)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Tell us what you need help with")
    page.get_by_label("What do you need help with?").fill("I need a raised seat")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("main")).to_contain_text("Thank you. We have your request")
    page.reload()
    expect(page.locator("#mine").locator("..")).to_contain_text("I need a raised seat")
    carla = visit("carla", "/referrals")
    carla.locator("#referrals tr", has_text="I need a raised seat").get_by_role("link").click()
    carla.get_by_label("Question to").fill("Which floor do you live on?")
    carla.get_by_role("button", name="Send the question").click()
    page.reload()
    page.get_by_label("Which floor do you live on?").fill("The first")
    looked_at(page)
    page.get_by_role("button", name="Send my answer").click()
    carla.reload()
    expect(carla.locator("main")).to_contain_text("The first")


def test_a_case_is_handed_over_closed_with_everything_decided_and_reopened(place: Place, visit: Visitors) -> None:
    address = f"/person/{place.people['jack']}/case"
    page = visit("maria", address)
    expect(page.locator(".cw-person-more")).to_contain_text("Carla Reed")
    looked_at(page)
    page.get_by_label("Who leads it from now on?").select_option("colin")
    page.get_by_role("button", name="Hand over").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Colin Ash has no room")
    page.get_by_label("Even if they have no room").check()
    page.get_by_role("button", name="Hand over").click()
    expect(page.locator("main")).to_contain_text("Handed over, with all open work")
    work = "SELECT practitioner FROM care.task WHERE person_id = $1 AND code = 'plan-discharge'"
    assert place.fetch(work, place.people["jack"])[0]["practitioner"] == "colin"
    page.get_by_label("Why is it closed?").select_option("goals-met")
    page.get_by_label("All", exact=True).check()
    page.get_by_label("What came of it").fill("He manages his medicines")
    page.get_by_role("button", name="Close the case").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("It is not said of each whether it ends")
    looked_at(page)
    for each in page.get_by_label("Ends").all():
        each.check()
    page.get_by_label("Tell the GP practice").check()
    page.get_by_role("button", name="Close the case").click()
    expect(page.locator("main")).to_contain_text("It counts for nobody's caseload from now on")
    expect(page.locator("main")).to_contain_text("He manages his medicines")
    looked_at(page)
    told = place.fetch(
        "SELECT recipient FROM care.notice WHERE message LIKE 'The case is closed%' AND person_id = $1 ORDER BY 1",
        place.people["jack"],
    )
    assert [row["recipient"] for row in told] == ["gp-01", f"person/{place.people['jack']}"]
    page.get_by_label("Why?").fill("He fell again")
    page.get_by_role("button", name="Open it again").click()
    expect(page.locator("main")).to_contain_text("Open again.")
    expect(page.locator("main")).to_contain_text("Colin Ash")


@pytest.mark.parametrize("javascript", [True, False])
def test_online_triage_finds_the_way_and_a_person_where_there_is_doubt(
    place: Place, visit: Visitors, javascript: bool
) -> None:
    page = visit.anonymous("/get-help", javascript=javascript)
    if javascript:
        looked_at(page)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Choose an answer")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("main")).to_contain_text("Call 999 now. Do not wait for us.")
    page.get_by_role("link", name="Start again").click()
    for answer in ("No", "No", "I fell", "I am not sure"):
        page.get_by_label(answer, exact=True).check()
        page.get_by_role("button", name="Go on").click()
    expect(page.locator("main")).to_contain_text("A person of our team will read your answers and call you.")
    if javascript:
        looked_at(page)
    page.get_by_label("Family name").fill("Online")
    page.get_by_role("textbox", name="Date of birth").fill("3/3/1943")
    page.get_by_label("Phone number").fill("01803 555 0142")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("main")).to_contain_text("Thank you. We have your answers.")
    made = "SELECT body FROM fhir.resource WHERE type = 'ServiceRequest' AND body LIKE '%\"online\"%' AND body LIKE $1"
    assert place.fetch(made, "%Were you hurt when you fell? Not sure%")
