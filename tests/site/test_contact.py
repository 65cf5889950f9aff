"""Messages and appointments in a real browser: write, answer, book, move, cancel, be seen; by keyboard, on a narrow
screen, without a script, and not by others."""

import re

import pytest
from playwright.sync_api import expect

from tests.site.conftest import Visitors
from tests.site.place import Place
from tests.web.keyboard import follow, press, write
from tests.web.looking import accessible

pytestmark = pytest.mark.browser


def opened(place: Place) -> None:
    """The clinic and a message, where no test before made them."""
    clinic = {"title": "Falls clinic", "team": "zone-1", "location": "The Quay", "mode": "in-person", "minutes": "20"}
    clinic |= {"hours": "thursday 09:00-12:00\nfriday 09:00-12:00", "books-person": "yes", "books-staff": "yes"}
    with place.client("carla") as carla, place.client("person") as person:
        assert carla.post("/clinics", data=clinic).status_code == 303
        told = {"key": "opened", "title": "Here", "text": "For others not to read", "team": "zone-1"}
        assert person.post("/me/messages", data=told).status_code == 303


def test_a_message_and_its_answer_by_keyboard_reach_pages_that_are_open(place: Place, visit: Visitors) -> None:
    team = visit("carla", "/messages")
    expect(team.locator("main")).to_contain_text("Nothing waits for an answer")
    assert accessible(team) == []
    page = visit("person", "/me/messages")
    press(page, "Send")
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    assert accessible(page) == []
    write(page, "What is it about?", "Sunday dinner", exact=True)
    write(page, "Your message", "Who brings it?", exact=True)
    press(page, "Send")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sunday dinner")
    expect(page.locator("main")).to_contain_text("We answer by")
    assert accessible(page) == []
    expect(team.locator("main")).to_contain_text("MARSH, Edith: Sunday dinner")  # without a reload
    follow(team, "MARSH, Edith: Sunday dinner")
    expect(team.get_by_role("heading", level=1)).to_have_text("Sunday dinner")
    assert accessible(team) == []
    write(team, "Answer", "Your neighbour does", exact=True)
    press(team, "Send")
    expect(team.locator("main")).not_to_contain_text("Waits for an answer")
    expect(page.locator("main")).to_contain_text("Your neighbour does")  # without a reload
    task = place.fetch("SELECT status FROM care.task WHERE code = 'answer-message'")
    assert [row["status"] for row in task] == ["completed"]
    page.goto("/me")
    follow(page, "Messages")
    expect(page.locator("main")).to_contain_text("Your neighbour does")


def test_advice_is_asked_with_what_it_is_about_and_answered(place: Place, visit: Visitors) -> None:
    page = visit("carla", f"/person/{place.people['edith']}/messages")
    assert accessible(page) == []
    page.get_by_label("Whom?").select_option("nursing/zone-1")
    write(page, "Question", "Is her skin all right?", exact=True)
    press(page, "Ask")
    expect(page.locator("main")).to_contain_text("Your question is sent")
    nina = visit("nina", "/messages")
    follow(nina, re.compile("Advice of a district nurse"))
    write(nina, "Answer", "Yes, looked today", exact=True)
    press(nina, "Send")
    expect(nina.locator("main")).to_contain_text("Yes, looked today")
    expect(page.locator("main")).to_contain_text("Yes, looked today")


def test_a_clinic_is_opened_booked_moved_cancelled_and_run_by_keyboard(place: Place, visit: Visitors) -> None:
    team = visit("carla", "/clinics")
    expect(team.locator("main")).to_contain_text("Your teams have no clinics yet")
    team.locator("summary", has_text="Open a clinic").press("Enter")
    press(team, "Keep it")
    expect(team.locator(".nhsuk-error-summary")).to_be_focused()
    assert accessible(team) == []
    write(team, "Name", "Falls clinic", exact=True)
    write(team, "Where", "The Quay", exact=True)
    write(team, "Hours of a clinic, or sessions of a group", "thursday 09:00-12:00\nfriday 09:00-12:00\n", exact=True)
    press(team, "Keep it")
    expect(team.locator("main")).to_contain_text("The clinic is kept")
    assert accessible(team) == []

    page = visit("person", "/me/appointments")
    assert accessible(page) == []
    page.get_by_label("Whom do you want to see?").select_option("Falls clinic")
    press(page, "Show free times")
    write(page, "What is it about?", "I fell again", exact=True)
    press(page, re.compile("^09:40 Friday 16 January"))
    expect(page.locator("main")).to_contain_text("It is booked.")
    expect(page.locator("main")).to_contain_text("Friday 16 January 2026, 09:40")
    assert accessible(page) == []
    follow(page, "Change the time")
    expect(page.locator("main")).to_contain_text("It stays until you choose another time")
    follow(page, "The next week")
    press(page, re.compile("^09:40 Friday 23 January"))
    expect(page.locator("main")).to_contain_text("It is moved.")
    expect(page.locator("main")).to_contain_text("Friday 23 January 2026, 09:40")
    press(page, re.compile("^Cancel it"))
    expect(page.locator("main")).to_contain_text("You have no appointments.")

    team.goto(f"/person/{place.people['edith']}/appointments")
    assert accessible(team) == []
    team.get_by_label("What for?").select_option("Falls clinic")
    press(team, "Show free times")
    press(team, re.compile("^09:.. Thursday 15 January|^1.:.. Thursday 15 January"))
    expect(team.locator("main")).to_contain_text("It is booked.")
    team.goto("/clinics")
    follow(team, "Falls clinic")
    expect(team.get_by_role("heading", level=1)).to_have_text("Falls clinic")
    expect(team).to_have_title("Falls clinic – Demonstration place – Careweft")
    assert accessible(team) == []
    press(team, re.compile("^Is here ?: MARSH, Edith"))
    expect(team.locator("main")).to_contain_text("Here now")
    team.get_by_label(re.compile("^What came of it: MARSH, Edith")).focus()
    team.keyboard.type("Steadier")
    press(team, re.compile("^Was seen ?: MARSH, Edith"))
    expect(team.locator("main")).to_contain_text("Steadier")
    page.goto("/me/appointments")
    expect(page.locator("main")).to_contain_text("Steadier")


def test_a_group_and_a_request(place: Place, visit: Visitors) -> None:
    with place.client("carla") as client:
        group = {"what": "group", "title": "Strong and steady", "team": "zone-1", "mode": "in-person", "minutes": "60"}
        group |= {"hours": "2026-01-27 14:00\n2026-02-03 14:00", "least": "1", "most": "1", "books-person": "yes"}
        assert client.post("/clinics", data=group).status_code == 303
        assert client.post("/clinics", data=group | {"team": "zone-2"}).status_code == 400
    page = visit("person", "/me/appointments")
    press(page, re.compile("^Join the group ?: Strong and steady"))
    expect(page.locator("main")).to_contain_text("You have a place in the group.")
    page.goto("/me/requests")
    assert accessible(page) == []
    page.get_by_label("What do you need?").fill("A home visit")
    press(page, re.compile("^Send ?: An appointment"))
    expect(page.locator("main")).to_contain_text("We answer by")
    team = visit("carla", f"/person/{place.people['edith']}/requests")
    assert accessible(team) == []
    press(team, re.compile("^Say no"))
    expect(team.locator(".nhsuk-error-summary")).to_be_visible()
    write(team, "Answer", "Monday at ten", exact=True)
    press(team, re.compile("^Grant it"))
    expect(team.locator("main")).to_contain_text("The answer is sent")
    page.reload()
    expect(page.locator("main")).to_contain_text("Monday at ten")


@pytest.mark.parametrize(
    ("user", "path"),
    [("person", "/me/messages"), ("person", "/me/appointments?service=falls-clinic"), ("person", "/me/requests"),
     ("carla", "/messages?all"), ("carla", "/clinics"), ("carla", "/person/{edith}/messages"),
     ("carla", "/person/{edith}/appointments?service=falls-clinic"), ("carla", "/person/{edith}/appointments/plan")],
)  # fmt: skip
def test_pages_fit_a_narrow_screen(place: Place, visit: Visitors, user: str, path: str) -> None:
    page = visit(user, path.format(edith=place.people["edith"]), width=320)
    assert accessible(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_javascript_one_writes_and_books(place: Place, visit: Visitors) -> None:
    opened(place)
    page = visit("person", "/me/messages", javascript=False)
    page.get_by_label("What is it about?").fill("Plain")
    page.get_by_label("Your message").fill("No script here")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("main")).to_contain_text("No script here")
    page.goto("/me/appointments?service=falls-clinic&from=2026-02-02")
    page.get_by_role("button", name=re.compile("^11:40 Friday 6 February")).click()
    expect(page.locator("main")).to_contain_text("Friday 6 February 2026, 11:40")


def test_nobody_else_reads_or_books(place: Place) -> None:
    opened(place)
    edith = place.people["edith"]
    thread = place.fetch("SELECT id FROM care.thread WHERE person_id = $1 AND kind = 'message' LIMIT 1", edith)[0]["id"]
    clinic = place.fetch("SELECT id FROM care.clinic LIMIT 1")[0]["id"]
    slot = place.fetch("SELECT id FROM care.slot WHERE taken < places AND start > '2026-01-29' LIMIT 1")[0]["id"]
    for user in ("petra", "fiona"):
        with place.client(user) as client:
            for path in (f"/person/{edith}/messages", f"/person/{edith}/messages/{thread}", f"/clinics/{clinic}"):
                assert client.get(path).status_code in (403, 404), path
            posts = {
                f"/person/{edith}/messages": {"title": "x", "text": "x", "team": "zone-2"},
                f"/person/{edith}/messages/{thread}/reply": {"text": "x"},
                f"/person/{edith}/appointments": {"slot": slot},
                f"/clinics/{clinic}/close": {"day": "2026-01-30"},
                f"/clinics/{clinic}/call-off": {"why": "no"},
            }
            for path, data in posts.items():
                assert client.post(path, data=data).status_code in (400, 403, 404), path
    with place.client("person") as client:
        assert client.get("/messages").status_code == 404
        assert client.get("/clinics").status_code == 404
        gwen = place.people["gwen"]
        assert client.get(f"/person/{gwen}/messages").status_code == 404
    assert place.fetch("SELECT count(*) FROM care.message WHERE text = 'x'")[0]["count"] == 0
