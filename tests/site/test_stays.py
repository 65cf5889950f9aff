"""Admission to safe discharge in a real browser: by keyboard alone, narrow, without JavaScript, two at once."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from careweft.models import wire
from tests.site.conftest import Visitors
from tests.site.place import NOW, Place, wait_until
from tests.web.keyboard import follow, press, unfold, write
from tests.web.looking import wrong_at_any_width

pytestmark = pytest.mark.browser


def day(page: Page, label: str, text: str) -> None:
    """A date, as a browser's field takes it: month, day, year."""
    page.get_by_label(label).first.focus()
    year, month, date = text.split("-")
    page.keyboard.type(f"{month}{date}{year}")


def test_from_admission_to_a_safe_discharge_by_keyboard(place: Place, visit: Visitors) -> None:
    carla = visit("carla", "/work")
    follow(carla, "Who is in hospital")
    carla.wait_for_url("**/in-hospital")
    expect(carla.locator("main")).to_contain_text("RUDD, Jack")
    assert wrong_at_any_width(carla) == []

    jack = place.people["jack"]
    wendy = visit("wendy", "/in-hospital")
    follow(wendy, "RUDD, Jack")
    main = wendy.locator("main")
    expect(main.get_by_role("heading", level=1)).to_have_text("Stay in hospital")
    expect(main).to_contain_text("as a rule: nobody has said a day")
    day(wendy, "When do you expect them to leave?", "2026-01-19")
    press(wendy, "Keep the day")
    expect(main).to_contain_text("Monday 19 January 2026 said by Wendy Hall, ward nurse")

    unfold(wendy, "Write a delay down")
    press(wendy, "Write it down")
    expect(wendy.locator(".nhsuk-error-summary")).to_be_focused()
    expect(wendy.get_by_label("Why can they not leave?")).to_be_visible()
    wendy.get_by_label("Why can they not leave?").focus()
    wendy.keyboard.type("Home care")
    press(wendy, "Write it down")
    expect(main).to_contain_text("Home care is not in place from 15 Jan 2026, written by Wendy Hall")
    expect(main).to_contain_text("1, alone 1")

    unfold(wendy, "Reconcile the medicines")
    write(wendy, "New medicine and how it is taken", "Furosemide 40 mg in the morning")
    press(wendy, "Keep the medicines")
    expect(wendy.get_by_label("New medicine and how it is taken").first).to_have_value(
        "Furosemide 40 mg in the morning"
    )
    write(wendy, "Why it is other than before", "Water on the lungs")
    press(wendy, "Keep the medicines")
    expect(main).to_contain_text("Starts Furosemide 40 mg in the morning Water on the lungs (Wendy Hall, ward nurse)")

    unfold(wendy, "Write the plan")
    write(wendy, "What they could do before", "Walked to the shop")
    write(wendy, "What they can do now", "Walks with a frame")
    write(wendy, "What must be trained", "Strength in the legs")
    wendy.get_by_label("General: by the team").focus()
    wendy.keyboard.press("Space")
    press(wendy, "Keep the plan")
    expect(main).to_contain_text("Strength in the legs")
    press(wendy, re.compile("It is ready.*Medicines are ready"))
    expect(main.locator("#ready").locator("..")).to_contain_text("Medicines are ready to take home Ready")
    unfold(wendy, "Not needed: The way home")
    write(wendy, "Why is it not needed?", "His son has a car")
    press(wendy, "It is not needed")
    expect(main).to_contain_text("His son has a car")
    assert wrong_at_any_width(wendy) == []

    carla.goto(f"/person/{jack}/stay")
    press(carla, re.compile("It is ready.*Home care starts"))
    expect(carla.locator("main")).to_contain_text("Home care starts again Ready")
    press(carla, re.compile("It is over.*Home care"))
    expect(carla.locator("main")).to_contain_text("from 15 Jan 2026 until 15 Jan 2026")

    left = NOW + timedelta(minutes=10)
    begun = datetime(2026, 1, 14, 16, tzinfo=UTC)
    times = {"admitted": begun, "discharged": left}
    assert place.send("A03", "jack", "V500", left, times, ward="MEDICAL WARD 1", reason="Heart failure") == "AA"
    begun_again = "SELECT true FROM care.task WHERE person_id = $1 AND code = 'rehabilitation-start'"
    wait_until(lambda: place.fetch(begun_again, jack))
    carla.goto(f"/person/{jack}/stay")
    expect(carla.locator("main")).to_contain_text("Has left hospital")
    expect(carla.locator("main")).to_contain_text("Start rehabilitation")
    expect(carla.locator("main")).to_contain_text("Bring the medicines up to date")
    assert wrong_at_any_width(carla) == []
    due = place.fetch("SELECT team, due FROM care.task WHERE person_id = $1 AND code = 'update-medicines'", jack)
    assert [row["team"] for row in due] == ["gp-01"]
    assert wendy.goto("/in-hospital")
    expect(wendy.locator("main")).not_to_contain_text("RUDD, Jack")

    says = "Furosemide 40 mg is new. Weigh him daily."
    assert place.deliver(wire.mdm("T02", place.told["jack"], "V500", ("L500", ""), says, left, "L500")) == "AA"
    wait_until(lambda: place.fetch("SELECT true FROM facts.letter WHERE person_id = $1", jack))
    beside = "SELECT true FROM fhir.resource WHERE type = 'Task' AND id = $1 AND body LIKE '%DocumentReference/%'"
    wait_until(lambda: place.fetch(beside, place.task("jack", "update-medicines")))
    george = visit("george", f"/tasks/{place.task('jack', 'update-medicines')}")
    assert wrong_at_any_width(george) == []
    follow(george, "Discharge summary")
    expect(george.locator("main")).to_contain_text(says)
    expect(george.locator("main")).to_contain_text("Westhaven General Hospital")
    assert wrong_at_any_width(george) == []
    follow(george, "The stay that it is about")
    unfold(george, "Change what was decided")
    press(george, "Keep the medicines")
    expect(george.locator("main")).to_contain_text("Bring the medicines up to date after the stay")
    wait_until(lambda: place.fetch("SELECT true FROM care.task WHERE person_id = $1 AND code = 'update-medicines' "
                                   "AND status = 'completed'", jack))  # fmt: skip
    george.goto(f"/person/{jack}/letters")
    expect(george.locator("main")).to_contain_text("Discharge summary")
    assert wrong_at_any_width(george) == []


def test_the_person_reads_what_is_planned(place: Place, visit: Visitors) -> None:
    assert place.send("A01", "edith", "V777", NOW, {"admitted": NOW}, ward="MEDICAL WARD 1") == "AA"
    planned = "SELECT true FROM care.task WHERE person_id = $1 AND code = 'medicines' AND authored >= $2"
    wait_until(lambda: place.fetch(planned, place.people["edith"], NOW))
    page = visit("person", "/me/stay")
    expect(page.locator("main")).to_contain_text("We think you can go home on")
    expect(page.locator("main")).to_contain_text("Medicines are ready to take home")
    assert wrong_at_any_width(page) == []


def test_without_javascript_and_two_at_once(place: Place, visit: Visitors) -> None:
    iris = place.people["iris"]
    first = visit("wendy", f"/person/{iris}/stay", javascript=False)
    second = visit("carla", f"/person/{iris}/stay")
    first.get_by_label("When do you expect them to leave?").fill("2026-01-18")
    first.get_by_role("button", name="Keep the day").click()
    expect(first.locator("main")).to_contain_text("Sunday 18 January 2026")
    second.get_by_label("When do you expect them to leave?").fill("2026-01-25")
    second.get_by_role("button", name="Keep the day").click()
    expect(second.locator(".nhsuk-error-summary")).to_contain_text("Wendy Hall, ward nurse said 18/01/2026 meanwhile")
    expect(second.get_by_label("When do you expect them to leave?")).to_have_value("2026-01-25")
    expect(second.locator("main")).to_contain_text("Sunday 18 January 2026")


def test_a_ward_is_filled_and_freed(place: Place, visit: Visitors) -> None:
    page = visit("carla", "/wards")
    expect(page.locator("main")).to_contain_text("Virtual ward, Zone-1")
    box = page.locator("#zone-1-virtual")
    box.locator("summary", has_text="Give a place").click()
    box.get_by_role("button", name="Give the place").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("who needs the place")
    box.get_by_label("Who?").select_option("OAKE, Frank")
    box.get_by_label("Why do they need it?").fill("Two admissions this month")
    box.get_by_role("button", name="Give the place").click()
    expect(box).to_contain_text("1 of 10 places taken")
    assert wrong_at_any_width(page) == []
    page.goto("/wards")
    box.locator("summary", has_text="Leaves").click()
    box.get_by_label("What came of it").fill("Stable")
    box.get_by_role("button", name="Free the place").click()
    expect(page.locator("#zone-1-virtual")).to_contain_text("0 of 10 places taken")


def test_nobody_else_sees_or_changes_a_stay(place: Place) -> None:
    stay = place.fetch("SELECT stay FROM care.discharge WHERE person_id = $1", place.people["gwen"])[0][
        "stay"
    ].partition("/")[2]
    address = f"/person/{place.people['gwen']}/stay"
    for user in ("carla", "hanna", "paula", "person"):
        with place.client(user) as client:
            assert client.get(address).status_code in (403, 404), user
            given = {"day": "2026-01-20", "version": "1"}
            assert client.post(f"{address}/{stay}/expect", data=given).status_code in (403, 404), user
    with place.client("george") as client:
        assert client.get("/in-hospital").status_code == 200
        assert client.get("/wards").status_code == 200
    with place.client("wendy") as client:
        assert client.get(address).status_code == 200
        assert client.get("/money").status_code == 403
        assert client.get("/referrals").status_code == 403


ODD = [
    ("expect", {"day": "9999-12-31"}),
    ("expect", {"day": "2026-01-01", "version": "1"}),
    ("delay", {"reason": "late", "since": "yesterday"}),
    ("delay", {"reason": "' OR 1=1", "since": "2026-01-15"}),
    ("end-delay", {"delay": "no", "until": "2026-01-15"}),
    ("notice", {"kind": "discharge", "proposed": "9999-12-31", "consulted": "yes"}),
    ("withdraw", {"notice": "no", "why": "x"}),
    ("medicines", {"lines": "999999999", "after-0": "Aspirin"}),
    ("rehabilitation", {"before": "a", "now": "b", "need": "c", "kind": "other"}),
    ("ready", {"task": "no", "is": "ready"}),
    ("nothing", {"x": "y"}),
]


@pytest.mark.parametrize(("act", "given"), ODD)
def test_odd_input_is_answered_and_changes_nothing(place: Place, act: str, given: dict[str, str]) -> None:
    frank = place.people["frank"]
    before = place.fetch("SELECT * FROM care.discharge WHERE person_id = $1", frank)
    address = f"/person/{frank}/stay/{before[0]['stay'].partition('/')[2]}/{act}"
    with place.client("wendy") as client:
        assert client.post(address, data=given).status_code in (400, 404)
    assert place.fetch("SELECT * FROM care.discharge WHERE person_id = $1", frank) == before
