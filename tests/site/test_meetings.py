"""A team meeting in a real browser, by keyboard alone: open, go from person to person, note, decide, close, minutes."""

import pytest
from playwright.sync_api import expect

from tests.site.conftest import Visitors
from tests.site.place import Place
from tests.web.keyboard import follow, press
from tests.web.looking import accessible

pytestmark = pytest.mark.browser


def test_a_meeting_by_keyboard_from_opening_to_its_minutes(place: Place, visit: Visitors) -> None:
    page = visit("carla", "/meetings")
    expect(page.locator("main")).to_contain_text("Zone team meeting, Zone-1")
    press(page, "Open the meeting")
    page.wait_for_url("**/meetings/*?said=opened")
    main = page.locator("main")
    expect(main).to_contain_text("In hospital now")
    meeting = page.url.partition("?")[0]
    names = page.locator(".cw-agenda a").all_inner_texts()
    assert len(names) == len(set(names)) >= 4
    assert accessible(page) == []
    follow(page, f"Begin with {names[0]}")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"1 of {len(names)}: {names[0]}")
    expect(main).to_contain_text("by the rule in-hospital")
    expect(main).to_contain_text("Admitted to hospital")
    assert accessible(page) == []
    page.keyboard.press("Alt+n")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"2 of {len(names)}: {names[1]}")
    page.keyboard.press("Alt+p")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"1 of {len(names)}: {names[0]}")

    press(page, "Save the note")
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    page.get_by_label("What was said").focus()
    page.keyboard.type("Wants to be home by Friday")
    press(page, "Save the note")
    expect(main).to_contain_text("Wants to be home by Friday Carla Reed, coordinator")
    page.get_by_label("What has to be done?").focus()
    page.keyboard.type("Order a commode")
    page.get_by_label("Who does it?").focus()
    page.keyboard.type("Nina")
    page.get_by_label("By when?").focus()
    page.keyboard.type("In a week")
    press(page, "Make it a task")
    expect(main).to_contain_text("Decided: Order a commode")
    page.keyboard.press("Alt+d")
    expect(page.get_by_role("heading", level=1)).to_contain_text(names[1])
    summary = page.locator("summary", has_text="Leave for the next meeting")
    summary.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Why can it wait?").focus()
    page.keyboard.type("The ward has not called back")
    press(page, "Next time")
    expect(page.get_by_role("heading", level=1)).to_contain_text(names[2])

    page.goto(meeting)
    page.get_by_label("Colin Ash, coordinator").focus()
    page.keyboard.press("Space")
    press(page, "Keep who is here")
    expect(page.get_by_label("Colin Ash, coordinator")).to_be_checked()
    press(page, "Close the meeting")
    expect(page.get_by_role("heading", level=1)).to_have_text("Minutes: Zone team meeting")
    expect(main).to_contain_text("Here: Carla Reed, coordinator; Colin Ash, coordinator")
    expect(main).to_contain_text("Wants to be home by Friday")
    expect(main).to_contain_text("Order a commode")
    assert accessible(page) == []
    tasks = place.fetch("SELECT practitioner, status FROM care.task WHERE code = 'meeting-decision'")
    assert tasks == [{"practitioner": "nina", "status": "requested"}]

    page.goto("/meetings")
    expect(page.get_by_role("heading", name="Zone team meeting, Zone-1")).to_be_visible()
    expect(main).to_contain_text("Thursday 22 January 2026")
    press(page, "Open the meeting")
    expect(main).to_contain_text("Not reached last time.")
    again = page.locator(".cw-agenda a").all_inner_texts()
    assert set(names[1:]) <= set(again), "who was not reached, and who was left for this time, come again"


def test_the_second_who_writes_is_told_and_keeps_what_they_typed(place: Place, visit: Visitors) -> None:
    petra, gwen = visit("petra", "/meetings"), place.people["gwen"]
    press(petra, "Open the meeting")
    petra.wait_for_url("**/meetings/*?said=opened")
    address = f"{petra.url.partition('?')[0]}/people/{gwen}"
    petra.goto(address)
    other = visit("petra", address)
    petra.get_by_label("What was said").fill("First")
    petra.get_by_role("button", name="Save the note").click()
    expect(petra.locator("main")).to_contain_text("First")
    other.get_by_label("What was said").fill("Second")
    other.get_by_role("button", name="Save the note").click()
    expect(other.locator(".nhsuk-error-summary")).to_contain_text("Somebody else wrote about this person meanwhile")
    expect(other.get_by_label("What was said")).to_have_value("Second")
    expect(other.locator("#minutes").locator("..")).to_contain_text("First")
    other.get_by_role("button", name="Save the note").click()
    expect(other.locator("main")).to_contain_text("First")
    expect(other.locator("main")).to_contain_text("Second")


def test_a_note_for_the_plan_is_a_need_in_the_plan(place: Place, visit: Visitors) -> None:
    gwen = place.people["gwen"]
    page = visit("petra", f"/person/{gwen}/plan/write/about")
    page.locator("main textarea").first.fill("Her sister")
    page.get_by_role("button", name="Save").click()
    meeting = place.fetch("SELECT id FROM care.meeting WHERE team = 'zone-2' LIMIT 1")[0]["id"]
    page.goto(f"/meetings/{meeting}/people/{gwen}")
    page.locator("summary", has_text="Change the plan").click()
    page.get_by_label("What should change in the plan?").fill("A rail on the stairs")
    page.get_by_role("button", name="Save for the plan").click()
    expect(page.locator("main")).to_contain_text("For the plan A rail on the stairs")
    page.goto(f"/person/{gwen}/plan")
    expect(page.locator("main")).to_contain_text("A rail on the stairs")


def test_no_other_team_finds_a_meeting(place: Place, visit: Visitors) -> None:
    meeting = place.fetch("SELECT id FROM care.meeting WHERE team = 'zone-1' LIMIT 1")[0]["id"]
    for user in ("petra", "george", "hanna", "person"):
        with place.client(user) as client:
            expected = (404,) if user in ("petra", "person") else (403,)
            assert client.get(f"/meetings/{meeting}").status_code in expected
            assert client.post(f"/meetings/{meeting}/close", data={"x": "1"}).status_code in (403, 404)
            person = place.people["frank"]
            assert client.post(f"/meetings/{meeting}/people/{person}/note", data={"note": "x"}).status_code in (
                403,
                404,
            )
    assert place.fetch("SELECT closed FROM care.meeting WHERE id = $1", meeting) is not None


def test_the_person_reads_what_their_team_said(place: Place, visit: Visitors) -> None:
    page = visit("person", "/me/meetings")
    expect(page.get_by_role("heading", name="What my team said")).to_be_visible()
    assert accessible(page) == []
    looked = place.fetch(
        "SELECT count(*) FROM access.audit a JOIN access.account c ON c.person_id = a.person_id "
        "WHERE c.username = 'person' AND a.what = 'meeting'"
    )
    page.goto("/me/access")
    told = page.locator("main").inner_text()
    assert ("Talked about you in a team meeting" in told) == (looked[0]["count"] > 0)


@pytest.mark.parametrize("path", ["/meetings", "/team", "/me/meetings"])
def test_pages_fit_a_narrow_screen(place: Place, visit: Visitors, path: str) -> None:
    page = visit("person" if path.startswith("/me") else "maria", path, width=320)
    assert accessible(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_meeting_fits_a_narrow_screen_and_works_without_javascript(place: Place, visit: Visitors) -> None:
    meeting = place.fetch("SELECT id FROM care.meeting WHERE team = 'zone-2' LIMIT 1")[0]["id"]
    for path in (f"/meetings/{meeting}", f"/meetings/{meeting}/people/{place.people['gwen']}"):
        narrow = visit("petra", path, width=320)
        assert accessible(narrow) == []
        assert narrow.evaluate("document.documentElement.scrollWidth") <= 320
    plain = visit("petra", f"/meetings/{meeting}/people/{place.people['gwen']}", javascript=False)
    plain.get_by_label("What has to be done?").fill("Call the son")
    plain.get_by_label("Who does it?").select_option("Any coordinator")
    plain.get_by_label("By when?").select_option("On the next working day")
    plain.get_by_role("button", name="Make it a task").click()
    expect(plain.locator("main")).to_contain_text("Decided: Call the son")


def test_cover_shows_on_the_team_the_plan_and_the_list(place: Place, visit: Visitors) -> None:
    page = visit("maria", "/team")
    expect(page.locator("main")).to_contain_text("Who takes the next case")
    page.get_by_label("Who is away?").select_option("Carla Reed")
    page.get_by_label("First day away").fill("2026-01-15")
    page.get_by_label("Last day away").fill("2026-01-20")
    page.get_by_label("Who stands in?").select_option("Nina Park")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("row", name="Carla Reed")).to_contain_text("Away until 20 Jan 2026. Nina Park stands in")
    assert accessible(page) == []
    nina = visit("nina", "/work?who=me")
    expect(nina.locator("main")).to_contain_text("You stand in for Carla Reed")
    expect(nina.locator("#work")).to_contain_text("Carla Reed")
    nina.goto(f"/person/{place.people['edith']}/plan")
    expect(nina.locator("main")).to_contain_text("Nina Park stands in")
    page.get_by_role("button", name="Back now").click()
    expect(page.get_by_role("row", name="Carla Reed")).to_contain_text("Here")
    nina.goto("/work")
    expect(nina.locator("main")).not_to_contain_text("You stand in")


def test_a_caseload_that_does_not_fit_is_told_and_nothing_moves(place: Place, visit: Visitors) -> None:
    before = place.fetch("SELECT coordinator FROM facts.\"case\" WHERE known_to = 'infinity' ORDER BY record")
    page = visit("maria", "/team")
    page.locator("summary", has_text="Hand over cases of Carla Reed").click()
    box = page.locator("details[open]")
    box.get_by_label("All").check()
    box.get_by_label("To whom?").select_option("Colin Ash")
    box.get_by_role("button", name="Hand over").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Colin Ash holds 0 and may hold 0")
    assert place.fetch("SELECT coordinator FROM facts.\"case\" WHERE known_to = 'infinity' ORDER BY record") == before


def test_a_meeting_changes_goals_and_actions_of_the_plan_once(place: Place) -> None:
    gwen = place.people["gwen"]
    with place.client("petra") as client:
        client.post("/meetings", data={"series": "zone-review", "team": "zone-2", "act": "open"})
        meeting = place.fetch("SELECT id FROM care.meeting WHERE team = 'zone-2' AND closed IS NULL LIMIT 1")[0]["id"]
        here, plan = f"/meetings/{meeting}/people/{gwen}", f"/person/{gwen}/plan"
        version = place.fetch("SELECT version FROM care.plan WHERE person_id = $1", gwen)[0]["version"]
        goal = {"goal/sing.text": "Sing again", "goal/sing.measure": "At Easter", "version": str(version)}
        assert client.post(f"{plan}/write/goals", data=goal).status_code == 303
        assert client.post(f"{plan}/agree", data={"agreed": "yes", "version": str(version + 1)}).status_code == 303
        assert "Sing again" in client.get(here).text
        item = "SELECT composition FROM care.meeting_item WHERE meeting = $1 AND person_id = $2"
        seen = place.fetch(item, meeting, gwen)
        note = place.fetch("SELECT version FROM fhir.resource WHERE id = $1", seen[0]["composition"])
        change = {"changes": "goal/sing", "goes": "unmet", "plan": "Too tired", "version": str(note[0]["version"])}
        assert [client.post(f"{here}/plan", data=change).status_code for _ in range(2)] == [303, 409]
        decided = {"what": "Ask the choir", "whom": "coordinator/petra", "within": "1 week", "key": "k"}
        decided["planned"] = "yes"
        assert [client.post(f"{here}/decide", data=decided).status_code for _ in range(2)] == [303, 303]
        client.post(f"/meetings/{meeting}/attend", data={"here-petra": "yes", "guest": "Dr  Hale, GP"})
        assert "Dr Hale, GP" in client.get(f"/meetings/{meeting}").text
        shown = client.get(plan).text
    assert shown.count("<bdi>Too tired</bdi>") == 1
    assert shown.count("Not going well</span>") == 1
    tasks = place.fetch("SELECT code, practitioner, status, focus FROM care.task WHERE title = 'Ask the choir'")
    assert [(task["code"], task["practitioner"], task["status"]) for task in tasks] == [
        ("plan-action", "petra", "requested")
    ]
