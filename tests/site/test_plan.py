"""The plan in a real browser: two who write at once, the person's own words, agreement, print, no script."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.site.conftest import Visitors
from tests.site.place import Place
from tests.web.looking import accessible, on, press_until, wrong_at_any_width

pytestmark = pytest.mark.browser


def write(page: Page, base: str, section: str, **words: str) -> None:
    """Write in the first empty places of a section, by the label of each."""
    page.goto(f"{base}/plan/write/{section}")
    for label, text in words.items():
        field = page.get_by_label(label.replace("_", " "), exact=False)
        empty = [each for each in field.all() if not each.input_value()]
        if text.startswith("="):
            empty[0].select_option(label=text[1:])
        else:
            empty[0].fill(text)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/plan?said=*")


def parts(page: Page, heading: str) -> str:
    return page.locator("section", has=page.get_by_role("heading", name=heading, exact=True)).inner_text()


def test_a_plan_from_first_words_to_tasks_and_back(place: Place, visit: Visitors, tmp_path: Path) -> None:
    base = f"/person/{place.people['jack']}"
    page = visit("carla", f"{base}/plan")
    page.get_by_role("link", name="Begin the plan").click()
    page.get_by_label("What is most important to me").fill("My garden. My cat.")
    page.get_by_label("How and when to support me").fill("Mornings, slowly")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/plan?said=plan-saved*")
    write(
        page,
        base,
        "goals",
        What_the_person_wants="Walk to the shop",
        How_I_will_know="Twice a week",
        By_when="2026-06-01",
    )
    write(page, base, "needs", What_the_person_needs="Unsteady on the stairs")
    write(
        page,
        base,
        "actions",
        What_is_to_be_done="Balance exercises",
        Who_does_it="=District nurse",
        By_when="2026-02-01",
    )
    write(page, base, "actions", What_is_to_be_done="Walk round the garden", Who_does_it="=The person")
    write(page, base, "parts", Who="=Carla Reed", What_they_do="I hold the plan and call each week")
    write(
        page, base, "contingency", When_this_happens="His daughter is away", Do_this="Twice a day", Whom_to_call="Carla"
    )
    write(page, base, "carers", Who="Ann, daughter", What_they_need="A free afternoon")
    assert "District nurse" in parts(page, "Each practitioner’s part")
    expect(page.get_by_role("heading", name="Balance exercises")).to_have_count(0)
    page.get_by_text("Change the state").click()
    page.get_by_role("button", name="Put it in force").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Nobody has agreed to the plan yet")
    page.goto(f"{base}/plan")
    page.get_by_text("Write down whether the person agrees").click()
    page.get_by_label("They agree", exact=True).check()
    page.get_by_label("Who speaks for the person").fill("Ann Rudd, daughter")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Why somebody speaks for the person is missing")
    expect(page.get_by_label("Who speaks for the person")).to_have_value("Ann Rudd, daughter")
    page.get_by_label("Why they speak for the person").fill("Lasting power of attorney")
    page.get_by_role("button", name="Write it down").click()
    page.wait_for_url("**/plan?said=plan-agreed")
    assert "In force" in parts(page, "State of the plan")
    assert "Ann Rudd, daughter agreed" in parts(page, "State of the plan")
    expect(page.locator("#plan")).to_contain_text("Balance exercises")
    page.goto("/work?who=nobody")
    expect(page.locator("#work .cw-task", has_text="Balance exercises")).to_contain_text("RUDD, Jack")
    page.goto(f"{base}/plan")
    page.get_by_role("button", name=re.compile("Done ?: Walk round the garden")).click()
    page.wait_for_url("**said=plan-done")
    page.get_by_text("Change the state").click()
    page.get_by_label("Why", exact=True).fill("In hospital")
    page.get_by_role("button", name="Put it on hold").click()
    page.wait_for_url("**said=plan-on-hold")
    page.goto("/work?status=on-hold")
    expect(page.locator("#work .cw-task", has_text="Balance exercises")).to_be_visible()
    page.goto(f"{base}/plan")
    page.get_by_text("Change the state").click()
    page.get_by_role("button", name="Take it up again").click()
    page.wait_for_url("**said=plan-active")
    page.get_by_role("button", name="It was reviewed today").click()
    page.wait_for_url("**said=plan-reviewed")
    write(page, base, "needs", What_the_person_needs="Sees poorly")
    assert "New: Need “Sees poorly”" in parts(page, "Changed since the last review")
    assert accessible(page) == []


def test_two_who_write_at_once_lose_nothing_and_are_told(place: Place, visit: Visitors) -> None:
    base = f"/person/{place.people['iris']}"
    carla, maria = visit("carla", f"{base}/plan"), visit("maria", "/help")
    write(carla, base, "needs", What_the_person_needs="Help with washing")
    write(carla, base, "goals", What_the_person_wants="Sing in the choir")
    for page in (carla, maria):
        page.goto(f"{base}/plan/write/goals")
    carla.get_by_label("What the person wants").first.fill("Sing in the choir again")
    carla.get_by_label("How I will know").first.fill("At Easter")
    maria.get_by_label("What the person wants").first.fill("Sing every Friday")
    maria.get_by_label("What the person wants").nth(1).fill("See my sister")
    carla.get_by_role("button", name="Save").click()
    carla.wait_for_url("**said=plan-saved*")
    maria.get_by_role("button", name="Save").click()
    problem = maria.locator(".nhsuk-error-summary")
    expect(problem).to_be_focused()
    expect(problem).to_contain_text("Someone else changed Goal “Sing in the choir again” while you wrote")
    expect(maria.locator("main")).to_contain_text("it was “Sing in the choir”, now “Sing in the choir again”")
    expect(maria.locator(".cw-theirs")).to_contain_text("Sing in the choir again. At Easter")
    expect(maria.get_by_label("What the person wants").first).to_have_value("Sing every Friday")
    expect(maria.get_by_label("What the person wants").nth(1)).to_have_value("See my sister")
    assert accessible(maria) == []
    carla.goto(f"{base}/plan")
    assert "Sing in the choir again" in parts(carla, "Goals")
    assert "See my sister" in parts(carla, "Goals")
    carla.goto(f"{base}/plan/write/needs")
    maria.get_by_role("button", name="Save").click()
    maria.wait_for_url("**said=plan-saved*")
    assert "Sing every Friday" in parts(maria, "Goals")
    carla.get_by_label("What the person needs").nth(1).fill("Help with meals")
    carla.get_by_role("button", name="Save").click()
    carla.wait_for_url("**said=plan-merged*")
    assert "What Maria Stone" in carla.locator("main").inner_text()
    assert "“Sing every Friday”" in parts(carla, "What Maria Stone, manager changed while you wrote")
    assert "Help with meals" in parts(carla, "Needs")
    assert "Sing every Friday" in parts(carla, "Goals")


@pytest.mark.parametrize("javascript", [True, False])
def test_persons_write_their_own_words_and_say_whether_they_agree(
    place: Place, visit: Visitors, javascript: bool
) -> None:
    base = f"/person/{place.people['edith']}"
    page = visit("person", "/me/plan", width=320, javascript=javascript)
    page.get_by_role("link", name=re.compile("Change ?: About me")).click()
    page.get_by_label("What is most important to me").fill(f"My cat. {javascript}")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/me/plan?said=plan-saved")
    write(page, "/me", "goals", What_I_want="See the sea", Why_it_matters="I grew up there")
    assert "See the sea" in parts(page, "My goals")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Say whether you agree or not")
    page.get_by_label("No, I do not agree").check()
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("The reasons are missing")
    page.get_by_label("If not, what is wrong with it?").fill("I want to go out more")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**said=plan-declined")
    assert "You said: I want to go out more" in parts(page, "Do I agree?")
    page.get_by_label("Yes, I agree").check()
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**said=plan-agreed")
    staff = visit("carla", f"{base}/plan")
    assert "The person agreed" in parts(staff, "State of the plan")
    assert f"My cat. {javascript}" in parts(staff, "About me")
    for path in ("/me/plan/write/needs", "/me/plan/write/nothing"):
        answer = page.goto(path)
        assert answer
        assert answer.status == 404


def test_it_prints_on_one_page(place: Place, visit: Visitors, tmp_path: Path) -> None:
    base = f"/person/{place.people['frank']}"
    page = visit("carla", f"{base}/plan")
    page.goto(f"{base}/plan/write/about")
    for field in page.locator("textarea").all():
        field.fill("A full answer to this heading, as people write it: two lines of what matters, and to whom. " * 3)
    page.get_by_role("button", name="Save").click()
    for number in range(4):
        write(page, base, "goals", What_the_person_wants=f"Goal number {number} in the person's own words",
              Why_it_matters="Because it matters a great deal", How_I_will_know="When it is done twice a week",
              By_when="2026-06-01")  # fmt: skip
        write(page, base, "needs", What_the_person_needs=f"Need number {number}, said in a few plain words")
        write(page, base, "actions", What_is_to_be_done=f"Action number {number} with enough words to fill a line",
              Who_does_it="=District nurse", By_when="2026-03-01", How_often="twice a week")  # fmt: skip
        write(page, base, "actions", What_is_to_be_done=f"Another action {number}", Who_does_it="=The person")
    write(page, base, "parts", Who="=Carla Reed", What_they_do="Holds the plan, calls each week, goes to the meeting")
    write(page, base, "parts", Who="=District nurse", What_they_do="Exercises at home, and checks the dressing")
    write(page, base, "contingency", When_this_happens="The carer is away", Do_this="Helping Hands come twice a day",
          Whom_to_call="Carla Reed, 01803 555 0100")  # fmt: skip
    write(page, base, "carers", Who="Ann, daughter", What_they_need="A free afternoon each week")
    page.goto(f"{base}/plan/print")
    assert wrong_at_any_width(page) == []
    made = tmp_path / "plan.pdf"
    page.pdf(path=made, prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", made.read_bytes())) == 1


def test_the_keyboard_alone_writes_a_goal(place: Place, visit: Visitors) -> None:
    page = visit("person", "/me/plan/write/goals")
    first = page.get_by_label("What I want").last
    press_until(page, "Tab", lambda: bool(first.evaluate("field => field === document.activeElement")))
    page.keyboard.type("Bake bread")
    press_until(page, "Tab", on(page, "Save"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/plan?said=plan-saved")
    assert "Bake bread" in parts(page, "My goals")


def test_axe_finds_nothing_on_any_page_of_the_plan(place: Place, visit: Visitors) -> None:
    base = f"/person/{place.people['frank']}"
    page = visit("carla", "/help")
    sections = ("about", "goals", "needs", "actions", "parts", "contingency", "carers")
    wrong = []
    for path in (f"{base}/plan", *(f"{base}/plan/write/{section}" for section in sections)):
        page.goto(path)
        wrong += wrong_at_any_width(page)
    page.get_by_label("What they need").last.fill("Rest")
    own = visit("person", "/help")
    for path in ("/me/plan", "/me/plan/write/about", "/me/plan/write/goals", "/me/plan/print"):
        own.goto(path)
        wrong += wrong_at_any_width(own)
    assert wrong == []


def test_apps_read_the_plan_as_fhir(place: Place, visit: Visitors) -> None:
    base = f"/person/{place.people['leo']}"
    page = visit("carla", f"{base}/plan")
    write(page, base, "goals", What_the_person_wants="Hear the band play", By_when="2026-07-01")
    write(page, base, "actions", What_is_to_be_done="Order a hearing aid", Who_does_it="=Carla Reed")
    with place.client("carla") as client:
        found = client.get(f"/fhir/CarePlan?_id={_plan(place)}&_include=CarePlan:goal&_include=CarePlan:care-team")
        assert found.status_code == 200
        kinds = [entry["resource"]["resourceType"] for entry in found.json()["entry"]]
        assert sorted(kinds) == ["CarePlan", "CareTeam", "Goal"]
        for entry in found.json()["entry"]:
            body = entry["resource"]
            answer = client.post(f"/fhir/{body['resourceType']}/$validate", json=body,
                                 headers={"content-type": "application/fhir+json"})  # fmt: skip
            issues = [issue for issue in answer.json()["issue"] if issue["severity"] in ("error", "fatal")]
            assert issues == []
    with place.client("petra") as client:
        assert client.get(f"/fhir/CarePlan/{_plan(place)}").status_code == 404


def _plan(place: Place) -> str:
    return str(place.fetch("SELECT id FROM care.plan WHERE person_id = $1", place.people["leo"])[0]["id"])
