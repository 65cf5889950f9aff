"""Assessments in a real browser: by keyboard, without JavaScript, by two at once, by the person; axe finds nothing."""

import re
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from careweft.care.assessment.library import by_name
from tests.site.conftest import Visitors
from tests.site.place import Place
from tests.web.looking import accessible, on, press_until, wrong_at_any_width

pytestmark = pytest.mark.browser
PHQ = 9


def begin(page: Page, place: Place, who: str, title: str) -> None:
    """Begin an assessment, or go on with the one that is open."""
    page.goto(f"/person/{place.people[who]}/assessments")
    draft = page.locator("section", has=page.get_by_role("heading", name="Not finished")).get_by_role(
        "link", name=title
    )
    if draft.count():
        draft.click()
        return
    page.get_by_label("Which one?").select_option(label=title)
    page.get_by_role("button", name="Begin").click()


def choose(page: Page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()


def fill_phq(page: Page, last: str) -> None:
    groups = page.locator(".cw-sheet fieldset")
    for number in range(PHQ):
        groups.nth(number).get_by_label(last if number == PHQ - 1 else "Several days", exact=True).check()


def test_news2_is_scored_while_one_answers_and_calls_for_help(place: Place, visit: Visitors) -> None:
    page = visit("carla", "/work")
    begin(page, place, "frank", "NEWS2")
    page.get_by_label("Respiration rate").fill("26")
    choose(page, "Which scale", "Scale 1")
    page.get_by_label("Oxygen saturation").fill("95")
    choose(page, "Air or oxygen?", "Oxygen")
    page.get_by_label("Systolic").fill("105")
    page.get_by_label("Pulse").fill("112")
    choose(page, "Consciousness", "Alert")
    page.get_by_label("Temperature").fill("38,5")
    page.get_by_label("Temperature").press("Tab")
    expect(page.get_by_text("NEWS2 aggregate score so far: 10")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("emergency response")  # before anything is saved
    page.get_by_role("button", name="Save and check").click()
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("emergency response")
    page.get_by_role("button", name="Finish").click()
    expect(page.locator("main")).to_contain_text("10 of 20")
    expect(page.locator("main")).to_contain_text("High")
    assert place.fetch(
        "SELECT urgent, team FROM care.task WHERE person_id = $1 AND code = 'alert'", place.people["frank"]
    ) == [{"urgent": True, "team": "zone-1"}]
    page.goto("/work")
    expect(page.locator("#work")).to_contain_text("Emergency: NEWS2 is 7 or more")
    page.goto(f"/person/{place.people['frank']}/assessments")
    expect(page.get_by_role("heading", name="NEWS2", exact=True)).to_be_visible()
    expect(page.locator("main")).to_contain_text("Emergency response")


def test_questions_follow_from_answers_at_once_and_without_javascript(place: Place, visit: Visitors) -> None:
    page = visit("carla", "/work")
    begin(page, place, "iris", "Functional needs")
    page.get_by_role("link", name="Carers").click()
    expect(page.get_by_label("Hours of help a week")).to_have_count(0)
    choose(page, "Does a relative or friend help?", "Yes")
    expect(page.get_by_label("Hours of help a week")).to_be_visible()
    choose(page, "How is it for the carer?", "They are at their limit")
    expect(page.get_by_role("group", name="Does the carer want an assessment")).to_be_visible()
    page.get_by_label("Name and relation").fill("Rose, daughter")
    page.get_by_role("button", name="Add another").click()
    expect(page.get_by_label("Name and relation")).to_have_count(2)
    expect(page.get_by_label("Name and relation").first).to_have_value("Rose, daughter")

    plain = visit("maria", page.url.partition("?")[0] + "?part=moving", javascript=False)
    for question in ("Getting into", "Moving about indoors", "Moving about outdoors", "Stairs"):
        choose(plain, question, "Alone and safely")
    choose(plain, "Falls", "One")
    plain.get_by_role("button", name="Save and go on").click()
    expect(plain.locator("main")).to_contain_text("There are more questions here now")
    choose(plain, "Was somebody hurt", "No")
    plain.get_by_role("button", name="Save and go on").click()
    expect(plain.get_by_role("heading", name="Continence", level=1)).to_be_visible()
    plain.get_by_role("button", name="Save and go on").click()
    expect(plain.locator(".nhsuk-error-summary")).to_contain_text("Answer: Accidents with urine")
    plain.get_by_role("button", name="Save and finish later").click()
    expect(plain.locator("main")).to_contain_text("Saved. You can go on when you like.")
    expect(plain.locator("main")).to_contain_text("Not finished")


def test_two_on_one_assessment_lose_nothing_and_the_second_is_told(place: Place, visit: Visitors) -> None:
    carla = visit("carla", "/work")
    begin(carla, place, "jack", "Functional needs")
    maria = visit("maria", carla.url)
    choose(carla, "Eating and drinking", "Alone and safely")
    choose(carla, "Dressing", "With some help from somebody")
    carla.get_by_role("button", name="Save and finish later").click()
    expect(carla.locator("main")).to_contain_text("Saved.")
    choose(maria, "Dressing", "Somebody must do it, or it is not done")
    choose(maria, "Washing", "Alone and safely")
    maria.get_by_role("button", name="Save and go on").click()
    problem = maria.locator(".nhsuk-error-summary")
    expect(problem).to_contain_text("Carla Reed, coordinator answered “With some help from somebody” meanwhile")
    expect(maria.get_by_role("group", name="Dressing").get_by_label("Somebody must do it")).to_be_checked()
    expect(maria.get_by_role("group", name="Eating").get_by_label("Alone and safely")).to_be_checked()
    expect(maria.locator("main")).to_contain_text("Answered by Carla Reed, coordinator")
    maria.get_by_role("button", name="Save and finish later").click()
    carla.get_by_role("link", name="Functional needs").first.click()
    expect(carla.get_by_role("group", name="Dressing").get_by_label("Somebody must do it")).to_be_checked()
    expect(carla.get_by_role("group", name="Washing").get_by_label("Alone and safely")).to_be_checked()


def test_the_person_is_asked_answers_and_is_told_whom_to_call(place: Place, visit: Visitors) -> None:
    carla = visit("carla", f"/person/{place.people['edith']}/assessments")
    carla.get_by_label("What should they fill in?").select_option(label="PHQ-9")
    carla.get_by_role("button", name="Ask them").click()
    expect(carla.locator("main")).to_contain_text("The person is asked")
    page = visit("person", "/me/assessments", width=320)
    expect(page.locator("main")).to_contain_text("Please answer")
    page.get_by_role("link", name="PHQ-9").click()
    fill_phq(page, "Not at all")
    expect(page.locator("main")).not_to_contain_text("so far")
    fill_phq(page, "Several days")
    page.get_by_role("button", name="Save and check").click()
    expect(page.get_by_role("alert")).to_contain_text("Samaritans on 116 123")
    assert wrong_at_any_width(page) == []
    page.get_by_role("button", name="Send my answers").click()
    expect(page.locator("main")).to_contain_text("Thank you. We have your answers.")
    assert accessible(page) == []
    assert place.fetch(
        "SELECT title, urgent FROM care.task WHERE person_id = $1 AND code = 'alert'", place.people["edith"]
    ) == [{"title": "Talk today: an answer that may mean danger", "urgent": True}]
    page.goto("/me/assessments")
    expect(page.locator("main")).not_to_contain_text("Please answer")
    expect(page.locator("main")).to_contain_text("9 of 27")
    other = visit("person", "/me/assessments/00000000-0000-0000-0000-000000000000")
    expect(other.locator("main")).to_contain_text("not found")


def test_the_person_answers_by_themselves_reads_what_would_help_and_sends_it_or_not(place: Place) -> None:
    risks = by_name("health-risk")
    fields = {f"q{item.number}": "no" for item in risks.every if item.asks}
    fields[f"q{risks.item['smokes'].number}"] = "yes"
    shown = " ".join(item.id for item in risks.every if item.asks)
    helps = "We can help you stop."

    def answered(client: httpx.Client) -> tuple[str, str]:
        assert "My health risks" in client.get("/me/assessments").text
        address = client.post("/me/assessments", data={"instrument": "health-risk"}).headers["location"]
        version = re.search(r'name="version" value="(\d+)"', client.get(address).text)
        assert version
        client.post(address, data={**fields, "shown": shown, "version": version[1]})
        page = client.get(f"{address}/check").text
        assert helps in page and "Walk a little more" not in page
        now = re.search(r'name="version" value="(\d+)"', page)
        assert now
        return address, now[1]

    with place.client("person") as client:
        assert client.post("/me/assessments", data={"instrument": "phq-9"}).status_code == 403  # nobody offers it
        address, version = answered(client)
        with place.client("carla") as carla:
            staff = address.replace("/me/", f"/person/{place.people['edith']}/")
            assert carla.get(staff).status_code == 404
            assert "Not finished" not in carla.get(staff.rpartition("/")[0]).text
        assert client.post(f"{address}/withdraw", data={"version": version}).status_code == 303
        assert "Your answers were not sent" in client.get("/me/assessments?said=withdrawn").text
        address, version = answered(client)
        assert client.post(f"{address}/finish", data={"version": version}).status_code == 303
        assert helps in client.get(address).text
    with place.client("carla") as client:
        page = client.get(f"/person/{place.people['edith']}/assessments").text
        assert "2 of 16" in page and page.count("My health risks</h2>") == 1


def test_with_the_keyboard_alone(place: Place, visit: Visitors) -> None:
    page = visit("carla", f"/person/{place.people['frank']}/assessments")
    press_until(page, "Tab", lambda: bool(page.evaluate("document.activeElement.id === 'instrument'")))
    page.keyboard.type("GAD")
    press_until(page, "Tab", on(page, "Begin"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/assessments/*-*")
    for number in range(1, 8):
        press_until(page, "Tab", on(page, f"q{number}"))
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
    press_until(page, "Tab", on(page, "Save and check"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/check")
    press_until(page, "Tab", on(page, "Finish"))
    page.keyboard.press("Enter")
    page.wait_for_url("**said=finished")
    expect(page.locator("main")).to_contain_text("14 of 21")
    expect(page.locator("main")).to_contain_text("Moderate")


def test_what_is_wrong_is_told_and_the_rest_is_kept(place: Place, visit: Visitors) -> None:
    page = visit("carla", "/work")
    begin(page, place, "jack", "NEWS2")
    page.get_by_label("Pulse").fill("fast")
    page.get_by_label("Systolic").fill("120")
    page.get_by_role("button", name="Save and finish later").click()
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Pulse: give a number, such as 12")
    expect(page.get_by_label("Pulse")).to_have_value("fast")
    expect(page.get_by_label("Systolic")).to_have_value("120")
    assert accessible(page) == []


def earlier(place: Place, who: str, at: datetime, score: int) -> dict[str, Any]:
    return {
        "resourceType": "Observation", "id": f"phq-{who}-{at:%Y%m}", "status": "final",
        "category": [{"coding": [{"code": "survey"}]}], "effectiveDateTime": at.isoformat(),
        "code": {"coding": [{"system": "http://loinc.org", "code": "44261-6"}]},
        "subject": {"reference": f"Patient/{place.told[who].practice}-{who}"}, "valueInteger": score,
    }  # fmt: skip


def test_the_history_is_a_picture_with_its_numbers(place: Place, visit: Visitors) -> None:
    first = datetime.fromisoformat("2025-02-10T10:00:00+00:00")
    found = [earlier(place, "gwen", first + timedelta(days=100 * n), score) for n, score in enumerate((19, 14, 7))]
    place.post("gp-02", found)
    page = visit("petra", f"/person/{place.people['gwen']}/assessments")
    for _ in range(50):
        if page.locator("#history-phq-9").count():
            break
        page.wait_for_timeout(100)
        page.reload()
    expect(page.locator("#history-phq-9 svg:visible title")).to_have_text("PHQ-9 over time")
    page.get_by_text("The numbers in a table").click()
    expect(page.locator("#history-phq-9 tbody tr")).to_have_count(3)
    expect(page.locator("#history-phq-9 tbody tr").first).to_contain_text("Mild")
    expect(page.locator("main")).to_contain_text("7 of 27")


def test_axe_finds_nothing(place: Place, visit: Visitors) -> None:
    page = visit("carla", f"/person/{place.people['edith']}/assessments")
    assert wrong_at_any_width(page) == []
    begin(page, place, "edith", "Functional needs")
    address = page.url.partition("?")[0]
    assert wrong_at_any_width(page) == []
    page.goto(f"{address}?part=home")
    assert wrong_at_any_width(page) == []
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    assert wrong_at_any_width(page) == []
    page.goto(f"{address}/check")
    assert wrong_at_any_width(page) == []
    begin(page, place, "edith", "LACE index")
    assert wrong_at_any_width(page) == []
    own = visit("person", "/me/assessments")
    assert wrong_at_any_width(own) == []
