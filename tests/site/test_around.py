"""The store, help near by, social needs and the community in a real browser; the store by keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.site.conftest import Visitors
from tests.site.place import Place, wait_until
from tests.web.keyboard import press, unfold, write
from tests.web.looking import wrong_at_any_width

pytestmark = pytest.mark.browser


def test_a_bed_goes_out_and_comes_back_by_keyboard(place: Place, visit: Visitors) -> None:
    edith = place.people["edith"]
    team = visit("carla", f"/person/{edith}/equipment")
    main = team.locator("main")
    press(team, "Ask the store")
    expect(team.locator(".nhsuk-error-summary")).to_be_focused()
    write(team, "What is needed?", "Bed")
    write(team, "What for?", "Cannot get out of her own bed")
    team.get_by_label("It cannot wait").focus()
    team.keyboard.press("Space")
    press(team, "Ask the store")
    expect(main).to_contain_text("Set aside, to be delivered")
    assert wrong_at_any_width(team) == []

    store = visit("stella", "/store")
    expect(store.locator("#deliver").locator("..")).to_contain_text("MARSH, Edith")
    assert wrong_at_any_width(store) == []
    store.get_by_label("Fitted, and shown how to use it").focus()
    store.keyboard.press("Space")
    press(store, "Delivered")
    expect(store.get_by_role("status")).to_contain_text("Delivered")
    store.goto(f"/person/{edith}/equipment")
    store.get_by_role("link", name="The thing").focus()
    store.keyboard.press("Enter")
    expect(store.get_by_role("heading", level=1)).to_have_text("Bed that goes up and down B-1")
    expect(store.locator(".cw-agenda")).to_contain_text("Set aside for a request")
    assert wrong_at_any_width(store) == []
    thing = store.url

    own = visit("person", "/me/equipment")
    unfold(own, "It does not work")
    press(own, "Tell the store")
    expect(own.locator(".nhsuk-error-summary")).to_contain_text("Tell us what is wrong")
    write(own, "What is wrong with it?", "It does not go up")
    press(own, "Tell the store")
    expect(own.get_by_role("status")).to_contain_text("The store knows now")
    unfold(own, "I do not need it any more")
    write(own, "Why do you not need it?", "I can stand up again")
    press(own, "Ask us to take it back")
    expect(own.locator("main")).to_contain_text("We will come and take it back")
    assert wrong_at_any_width(own) == []

    work = visit("stella", "/work")
    expect(work.locator("main")).to_contain_text("Mend or change: Bed that goes up and down")
    work.get_by_role("link", name="Collect: Bed that goes up and down").click()
    work.wait_for_url("**/equipment")
    store.goto("/store")
    press(store, "Collected")
    expect(store.locator("#back").locator("..")).to_contain_text("Back at the store")
    store.goto(thing)
    press(store, "Begin to clean it")
    expect(store.get_by_role("status")).to_contain_text("Moved on")
    press(store, "Clean: put it in stock")
    expect(store.locator("#now").locator("..")).to_contain_text("In stock")
    (cost,) = place.fetch("SELECT cost FROM care.loan WHERE person_id = $1 AND state = 'returned'", edith)
    assert cost == {"cost": 4500 + 20}  # handling, and a day of 3,650 of £730.00
    open_tasks = "SELECT code FROM care.task WHERE code LIKE '%-equipment' AND status IN ('requested', 'in-progress')"
    assert place.fetch(open_tasks) == []


def test_a_batch_is_called_back_and_two_who_move_one_thing_are_told(place: Place, visit: Visitors) -> None:
    first, second = visit("stella", "/store", javascript=False), visit("stella", "/store")
    first.get_by_role("link", name="Commode").click()
    first.get_by_role("link", name="C-1").click()
    second.goto(first.url)
    for page in (first, second):
        page.get_by_label("What was done, or why").fill("The seat is broken")
    first.get_by_role("button", name="Scrap it").click()
    expect(first.get_by_role("heading", level=1)).to_contain_text("Commode C-1")
    expect(first.locator("#now").locator("..")).to_contain_text("Scrapped")
    second.get_by_role("button", name="Scrap it").click()
    expect(second.locator(".nhsuk-error-summary")).to_contain_text("Somebody else moved this thing meanwhile")
    first.goto("/store")
    first.locator("summary", has_text="Call a batch back").click()
    first.get_by_label("What?").select_option("commode")
    first.get_by_label("Batch").fill("K1")
    first.get_by_label("Why?").fill("The seat can break")
    first.get_by_role("button", name="Call it back").click()
    expect(first.locator("#recalls").locator("..")).to_contain_text("0 of 2 still out")
    expect(first.locator("#back").locator("..")).to_contain_text("C-2")


def test_a_need_is_found_wanted_referred_and_met_and_the_sender_hears(place: Place, visit: Visitors) -> None:
    gwen = place.people["gwen"]
    team = visit("petra", f"/person/{gwen}/needs")
    expect(team.locator("main")).to_contain_text("No needs are known")
    team.goto(f"/person/{gwen}/assessments")
    team.get_by_label("Which one?").select_option("social-needs")
    team.get_by_role("button", name="Begin").click()
    for group in team.locator("fieldset").all():
        wants = "Often" if "run short of food" in group.inner_text() else "No"
        group.get_by_label(wants, exact=True).check()
    team.get_by_role("button", name="Save and check").click()
    team.get_by_role("button", name="Finish").click()
    expect(team.get_by_role("heading", level=1)).to_be_visible()
    wait_until(lambda: place.fetch("SELECT id FROM care.social_need WHERE person_id = $1", gwen))
    team.goto(f"/person/{gwen}/needs")
    expect(team.locator("main")).to_contain_text("Enough food")
    team.get_by_label("In their words").fill("Yes, for the children")
    press(team, "They want help")
    expect(team.get_by_role("status")).to_contain_text("kept")
    assert wrong_at_any_width(team) == []
    team.get_by_label("Who can help?").select_option("food-quay")
    team.get_by_label("What they may be called there").fill("Gwen")
    team.get_by_label("How to reach them").fill("01803 555 0199")
    press(team, "Ask them")
    expect(team.get_by_role("status")).to_contain_text("The partner is asked")

    partner = visit("fay", "/partner")
    expect(partner.get_by_role("heading", name="Gwen: Enough food")).to_be_visible()
    assert wrong_at_any_width(partner) == []
    partner.get_by_label("We take it on").check()
    press(partner, "Say so")
    expect(partner.get_by_role("status")).to_contain_text("Whoever asked is told")
    partner.get_by_label("It is done", exact=True).check()
    press(partner, "Say so")
    expect(partner.locator(".nhsuk-error-summary")).to_contain_text("what came of it")
    partner.get_by_label("what came of it").select_option("helped")
    press(partner, "Say so")
    expect(partner.locator("main")).to_contain_text("Nobody asks for you now")
    partner.goto(f"/person/{gwen}")
    expect(partner.get_by_role("heading", level=1)).not_to_contain_text("Timeline")
    team.goto(f"/person/{gwen}/needs")
    expect(team.locator("#sent").locator("..")).to_contain_text("The need is met")
    expect(team.locator("main")).to_contain_text("Met")
    team.goto(f"/person/{gwen}/services?need=food")
    expect(team.locator("#found")).to_contain_text("Lunch club")
    assert wrong_at_any_width(team) == []


def test_a_service_keeps_its_places_and_everybody_finds_it(visit: Visitors) -> None:
    keeper = visit("fay", "/services/lunch-brixham")
    keeper.get_by_label("Free now").fill("31")
    press(keeper, "Keep it")
    expect(keeper.locator(".nhsuk-error-summary")).to_contain_text("More places are free than there are")
    keeper.get_by_label("Free now").fill("2")
    press(keeper, "Keep it")
    expect(keeper.get_by_role("status")).to_contain_text("Kept")
    assert wrong_at_any_width(keeper) == []
    anybody = visit.anonymous("/services?need=food&near=TQ5+1AA&free=yes", javascript=False)
    expect(anybody.locator("#found")).to_contain_text("Free places: 2 of 30.")
    expect(anybody.locator("#found")).not_to_contain_text("Quay food bank, Food")
    assert wrong_at_any_width(visit.anonymous("/services")) == []
    own = visit("person", "/me/help-near-me")
    expect(own.locator("#found")).to_contain_text("There is room for you now")
    assert wrong_at_any_width(own) == []


def test_what_people_say_is_answered_and_everybody_reads_that_it_was(visit: Visitors) -> None:
    own = visit("person", "/me/say")
    press(own, "Send")
    expect(own.locator(".nhsuk-error-summary")).to_contain_text("Write what you want to say")
    write(own, "What do you want to tell us?", "I waited two hours")
    press(own, "Send")
    expect(own.locator("main")).to_contain_text("You hear from us by")
    assert wrong_at_any_width(own) == []
    answers = visit("maria", "/comments")
    expect(answers.locator("main")).to_contain_text("I waited two hours")
    write(answers, "Your answer", "We are sorry. We call before we come now")
    unfold(answers, "For everybody to read")
    answers.get_by_label("Show this, in the words below").check()
    write(answers, "What was said, without who it was", "Call 01803 555 0101: waits are long")
    write(answers, "What we answered", "We call before we come now")
    press(answers, "Answer")
    expect(answers.locator(".nhsuk-error-summary")).to_contain_text("may tell who somebody is")
    assert wrong_at_any_width(answers) == []
    answers.get_by_label("What was said, without who it was").fill("Waits are long")
    press(answers, "Answer")
    expect(answers.get_by_role("status")).to_contain_text("Answered")
    anybody = visit.anonymous("/community", javascript=False)
    expect(anybody.locator("#answered").locator("..")).to_contain_text("Waits are long")
    expect(anybody.locator("main")).not_to_contain_text("two hours")
    assert wrong_at_any_width(visit.anonymous("/community")) == []
    own.goto("/me/say")
    expect(own.locator("main")).to_contain_text("We call before we come now")


def test_an_idea_is_tried_measured_and_adopted_and_anybody_reads_it(visit: Visitors) -> None:
    staff = visit("nina", "/improvements")
    write(staff, "In a few words", "Call on the day of discharge")
    write(staff, "What would you try", "Call each person on the day they come home")
    press(staff, "Send")
    for state, text in (
        ("Being tried", "Two weeks on one ward"),
        ("Measured", "Fewer came back"),
        ("Adopted", "On all wards"),
    ):
        staff.get_by_label("What is it now?").select_option(label=state)
        staff.get_by_label("What did you do, and what did you see?").fill(text)
        if state == "Measured":
            press(staff, "Keep it")
            expect(staff.locator(".nhsuk-error-summary")).to_contain_text("A measurement has numbers")
            for label, value in (
                ("What was measured", "came back in 30 days"),
                ("Before", "12.5"),
                ("After", "8"),
                ("Unit", "%"),
            ):
                staff.get_by_label(label).first.fill(value)
        press(staff, "Keep it")
        expect(staff.get_by_role("status")).to_contain_text("Everybody can read it")
    anybody = visit.anonymous("/improvements", javascript=False)
    expect(anybody.locator("main")).to_contain_text("12.5 to 8 %")
    expect(anybody.locator("main")).to_contain_text("Adopted")
    anybody.get_by_role("link", name="Call on the day of discharge").click()
    expect(anybody.locator(".cw-agenda")).not_to_contain_text("Nina")
    for address in ("/improvements", anybody.url):
        assert wrong_at_any_width(visit.anonymous(address)) == []


def test_a_survey_and_a_group(visit: Visitors) -> None:
    staff = visit("maria", "/surveys")
    staff.get_by_label("Name", exact=True).fill("How are you?")
    staff.get_by_label("What is asked?").select_option("functional-self")
    staff.get_by_label("Last day").fill("31/1/2026")
    press(staff, "Open it")
    expect(staff.locator(".nhsuk-error-summary")).to_contain_text("free words")
    staff.get_by_label("What is asked?").select_option("gad-7")
    press(staff, "Open it")
    expect(staff.get_by_role("heading", level=1)).to_have_text("How are you?")
    own = visit("person", "/surveys")
    own.get_by_role("link", name="How are you?").click()
    for group in own.locator("fieldset").all():
        group.get_by_label("Not at all", exact=True).check()
    press(own, "Send")
    expect(own.get_by_role("status")).to_contain_text("Thank you")
    assert wrong_at_any_width(own) == []
    staff.goto("/groups")
    staff.get_by_label("Name", exact=True).fill("Older people")
    staff.get_by_label("What is it for?").fill("To be heard")
    press(staff, "Begin it")
    staff.get_by_label("The name they want to be called by").fill("Edith")
    press(staff, "Take them in")
    for label, text in (("Day", "2/2/2026"), ("Time", "14:00"), ("Agenda", "Buses")):
        staff.get_by_label(label, exact=True).fill(text)
    press(staff, "Call it")
    expect(staff.locator("main")).to_contain_text("Monday 2 February 2026, 14:00")
    assert wrong_at_any_width(staff) == []
    anybody = visit.anonymous(staff.url, javascript=False)
    expect(anybody.locator("main")).not_to_contain_text("Edith")
    staff.goto("/groups")
    for label, text in (("Name", "Buses"), ("What is it for?", "Which bus"), ("Focus group: how many", "1")):
        staff.locator("main").get_by_label(label).fill(text)
    press(staff, "Begin it")
    for label, text in (("Day", "2/2/2026"), ("Time", "14:00"), ("Agenda", "Buses")):
        staff.get_by_label(label, exact=True).fill(text)
    press(staff, "Call it")
    own.goto("/groups")
    own.get_by_role("link", name="Buses").click()
    own.get_by_label("What should we call you?").fill("Ed")
    press(own, "I will come")
    expect(own.locator("main")).to_contain_text("We call you Ed")
    assert wrong_at_any_width(own) == []
    staff.reload()
    expect(staff.locator("main")).to_contain_text("Ed")
    press(own, "I cannot come")
    expect(own.get_by_role("button", name="I will come")).to_be_visible()


def test_who_governs_is_read_and_kept_by_keyboard(visit: Visitors) -> None:
    page = visit("maria", "/governance")
    expect(page.get_by_role("heading", name="Joint board strategic")).to_be_visible()
    assert wrong_at_any_width(page) == []
    press(page, "Give the seat")
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    assert wrong_at_any_width(page) == []
    page.locator("#seat-body").select_option("Joint board")
    page.locator("#seat-partner").select_option(index=1)
    write(page, "Who sits there from now on", "Grace Hall")
    press(page, "Give the seat")
    expect(page.locator("main")).to_contain_text("Grace Hall for")
    reader = visit("carla", "/governance")
    expect(reader.locator("main")).to_contain_text("Grace Hall for")
    expect(reader.get_by_role("button", name="Give the seat")).to_have_count(0)
