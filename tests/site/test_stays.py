"""Stays in hospital in a real browser: for the person, without JavaScript, two at once, wards, odd input (the whole way
from admission to a safe discharge is in `test_journeys`)."""

import pytest
from playwright.sync_api import expect

from tests.site.conftest import Visitors
from tests.site.place import NOW, Place, wait_until
from tests.web.looking import wrong_at_any_width

pytestmark = pytest.mark.browser


def test_the_person_reads_what_is_planned(place: Place, visit: Visitors) -> None:
    assert place.send("A01", "edith", "V777", NOW, {"admitted": NOW}, ward="MEDICAL WARD 1") == "AA"
    planned = "SELECT true FROM care.task WHERE person_id = $1 AND code = 'medicines' AND authored >= $2"
    wait_until(lambda: place.fetch(planned, place.people["edith"], NOW))
    page = visit("person", "/me/stay")
    expect(page.locator("main")).to_contain_text("We think you can go home on")
    expect(page.locator("main")).to_contain_text("Medicines are ready to take home")
    assert wrong_at_any_width(page) == []


def test_a_plan_is_begun_for_somebody_without_one(place: Place, visit: Visitors) -> None:
    kate = place.people["kate"]  # has no case, and the model plans for those who have one
    assert place.send("A01", "kate", "V778", NOW, {"admitted": NOW}, ward="MEDICAL WARD 1") == "AA"
    wait_until(lambda: place.fetch("SELECT true FROM facts.encounter WHERE person_id = $1", kate))
    page = visit("wendy", "/in-hospital")
    page.get_by_role("link", name="No plan for LUNN, Kate").click()
    assert wrong_at_any_width(page) == []
    stay = page.locator("form[action$='/begin']").get_attribute("action")
    page.get_by_role("button", name="Begin the discharge plan").click()
    expect(page.locator("main")).to_contain_text("The discharge plan is begun")
    expect(page.get_by_role("button", name="Begin the discharge plan")).to_have_count(0)
    expect(page.locator("#ready + ul li").first).to_contain_text("Not ready yet")
    with place.client("petra") as client:
        assert client.post(str(stay), data={"x": "y"}).status_code == 404
    audited = (
        "SELECT outcome FROM access.audit WHERE person_id = $1 AND (action, what) = ('change', 'stay in hospital')"
    )
    assert [row["outcome"] for row in place.fetch(audited, kate)] == ["changed"]


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
