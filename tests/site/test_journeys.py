"""Whole journeys in a real browser, by pointer and by the keyboard alone, with pages of colleagues that follow by
themselves: referral to closed case, admission to safe discharge."""

import re
from datetime import date, datetime

import pytest
from playwright.sync_api import Page, expect

from careweft.models import wire
from tests.site.conftest import Visitors
from tests.site.place import Place, wait_until
from tests.web.hands import HANDS, KEYBOARD, Hands
from tests.web.looking import picture, wrong_at_any_width

pytestmark = pytest.mark.browser
WHO = (("Fell", "Nora", "4/5/1938"), ("Tarn", "Ada", "1/2/1939"))
"""Somebody new by pointer, and somebody else by the keyboard."""
HOME = tuple(
    wire.Person(given.lower(), "Holm", given, date(1940, 3, born), "female", nhs, "gp-01", "TQ5 2AA")
    for born, given, nhs in ((4, "Ida", "9990001138"), (17, "Wilma", "9990001146"))
)
"""Whom the zone team looks after: one is admitted by pointer, the other by the keyboard."""


def looked_at(page: Page, hands: Hands) -> None:
    """The page is accessible, wide and narrow; asked every night, as by pointer the pages are the same."""
    if hands is not KEYBOARD:
        return
    assert wrong_at_any_width(page) == []
    page.reload()  # what was unfolded to be looked at is folded again


@HANDS
def test_from_a_referral_to_a_closed_case(place: Place, visit: Visitors, hands: Hands) -> None:
    """A call is written down, screened, asked about and accepted; assessed, planned and done; the case is closed."""
    family, given, born = WHO[hands is KEYBOARD]
    name = f"{family.upper()}, {given}"
    maria = visit("maria", "/referrals")
    carla = visit("carla", "/work")
    main = carla.locator("main")
    hands.follow(carla, "Referrals")
    hands.follow(carla, "Write down a call or a letter")
    hands.press(carla, "Save the referral")
    expect(carla.locator(".nhsuk-error-summary")).to_be_focused()
    looked_at(carla, hands)
    hands.write(carla, "Reason, in a few words", "Fell in the kitchen")
    hands.write(carla, "What they say", "She is afraid to go out.")
    hands.write(carla, "Family name", family)
    hands.write(carla, "Given name", given)
    hands.write(carla, "Date of birth", born, exact=True)
    hands.choose(carla, "GP practice", "The Quay Surgery")
    hands.tick(carla.get_by_label("Family, a friend or a neighbour"))
    hands.write(carla, "Name of the caller", "Tom")
    hands.press(carla, "Save the referral")
    expect(main).to_contain_text("The referral is received")
    expect(maria.locator("#referrals")).to_contain_text(name)  # without a reload

    for group in carla.locator("#screen ~ form fieldset").all():
        hands.tick(group.get_by_label("Yes"))
    hands.press(carla, "Save the answers")
    expect(carla.get_by_role("heading", name="PRISMA-7")).to_contain_text("score 7")
    expect(main).to_contain_text("Accept by Torbay Care Trust")
    hands.write(carla, "Question to Tom", "Does she live alone?")
    hands.press(carla, "Send the question")
    expect(main).to_contain_text("The clock stands still since")
    picture(carla, "referral-1-asked")
    looked_at(carla, hands)
    hands.follow(carla, "Write down their answer")
    expect(carla.get_by_label("Their answer")).to_be_visible()
    looked_at(carla, hands)
    hands.write(carla, "Their answer", "With her cat")
    hands.press(carla, "Send the answer")
    expect(main).to_contain_text("With her cat")
    hands.press(carla, "Accept: open a case")
    carla.wait_for_url("**/plan?said=accepted-tell")
    expect(maria.locator("#referrals")).not_to_contain_text(name)

    looked_at(carla, hands)

    hands.follow(carla, "Begin the plan")
    hands.write(carla, "What is most important to me", "My garden")
    hands.press(carla, "Save", exact=True)
    hands.follow(carla, re.compile("Change.*Goals"))
    hands.write(carla, "What the person wants", "Walk to the shop")
    hands.write(carla, "How I will know", "Twice a week")
    hands.press(carla, "Save", exact=True)
    hands.follow(carla, re.compile("Change.*Actions"))
    hands.write(carla, "What is to be done", "Balance exercises")
    hands.choose(carla, "Who does it", "District nurse")
    hands.press(carla, "Save", exact=True)
    hands.unfold(carla, "Write down whether the person agrees")
    hands.tick(carla.get_by_label("They agree"))
    hands.press(carla, "Write it down")
    expect(main).to_contain_text("The person agreed on")
    picture(carla, "referral-2-plan")
    looked_at(carla, hands)

    hands.follow(carla, "Health")
    hands.follow(carla, "Assessments")
    hands.choose(carla, "Which one?", "Functional needs")
    hands.press(carla, "Begin")
    carla.wait_for_url("**/assessments/*-*")
    while "/check" not in carla.url:
        for group in carla.locator(".cw-sheet fieldset").all():
            hands.tick(group.locator("input").first)
        with carla.expect_event("load"):
            hands.press(carla, re.compile("Save and (go on|check)"))
    hands.press(carla, "Finish")
    expect(main).to_contain_text("Finished on")

    nina = visit("nina", "/work")
    exercises = nina.locator(".cw-task", has_text=name).filter(has_text="Balance exercises")
    expect(exercises).to_be_visible()
    picture(nina, "referral-3-work")
    hands.press(nina, re.compile(f"Done.*Balance exercises.*{name}"))
    expect(nina.get_by_role("status").first).to_contain_text("Marked as done.")
    hands.follow(carla, name)
    hands.follow(carla, "Care", exact=True)
    hands.press(carla, re.compile("Done.*Tell Tom"))
    expect(main).to_contain_text("Marked as done.")
    expect(main).to_contain_text("Nothing is to be done now")

    hands.follow(carla, "Case")
    hands.choose(carla, "Why is it closed?", "The goals are met")
    hands.tick(carla.get_by_label("All", exact=True))
    hands.write(carla, "What came of it", "She walks to the shop")
    hands.tick(carla.get_by_label("Ends"))
    hands.tick(carla.get_by_label("Tell the GP practice"))
    hands.press(carla, "Close the case")
    expect(main).to_contain_text("It counts for nobody's caseload from now on")
    plan = "SELECT status FROM care.plan WHERE person_id = $1"
    assert place.fetch(plan, int(carla.url.split("/")[4])) == [{"status": "completed"}]
    expect(main).to_contain_text("She walks to the shop")
    picture(carla, "referral-4-closed")
    looked_at(carla, hands)


def now(place: Place) -> datetime:
    """The next full second in the place, as messages tell the time."""
    rows = place.fetch("SELECT date_trunc('second', base.now()) + interval '1 second' AS now")
    return rows[0]["now"]  # type: ignore[no-any-return]


def in_care(place: Place, who: wire.Person) -> None:
    """The practice refers somebody, and the zone team accepts."""
    place.told[who.id] = who
    place.post(who.practice, [wire.patient(who), wire.referral(who, now(place), "Lives alone", False, f"R-{who.id}")])
    query = (
        "SELECT person_id, request FROM people.source_record JOIN care.referral USING (person_id) WHERE nhs_number = $1"
    )
    wait_until(lambda: place.fetch(query, who.nhs))
    found = place.fetch(query, who.nhs)[0]
    with place.client("carla") as carla:
        request = found["request"].partition("/")[2]
        assert carla.post(f"/referrals/{request}/decide", data={"decision": "accept"}).status_code == 303
    place.people[who.id] = found["person_id"]


@HANDS
def test_from_admission_to_a_safe_discharge(place: Place, visit: Visitors, hands: Hands) -> None:
    """The hospital admits and the discharge is planned from then on; at home whoever has to act is told, and acts."""
    who = HOME[hands is KEYBOARD]
    name = f"{who.family.upper()}, {who.given}"
    in_care(place, who)
    carla = visit("carla", "/work?who=me")
    main = carla.locator("main")
    visited = f"V-{who.id}"
    begun = now(place)
    assert place.send("A01", who.id, visited, begun, {"admitted": begun}, ward="MEDICAL WARD 1", reason="Fall") == "AA"
    admitted = carla.locator("#work .cw-task", has_text=name)
    expect(admitted.filter(has_text="Plan the discharge with the ward")).to_be_visible()  # without a reload
    picture(carla, "stay-1-admitted")
    hands.follow(carla, "Who is in hospital")
    hands.follow(carla, name)
    expect(carla.get_by_role("heading", level=1)).to_have_text("Stay in hospital")
    looked_at(carla, hands)

    wendy = visit("wendy", "/in-hospital")
    ward = wendy.locator("main")
    hands.follow(wendy, name)
    expect(ward).to_contain_text("as a rule: nobody has said a day")
    hands.day(wendy, "When do you expect them to leave?", "2026-01-19")
    hands.press(wendy, "Keep the day")
    expect(ward).to_contain_text("Monday 19 January 2026 said by Wendy Hall, ward nurse")

    hands.unfold(wendy, "Write a delay down")
    hands.press(wendy, "Write it down")
    expect(wendy.locator(".nhsuk-error-summary")).to_be_focused()
    hands.choose(wendy, "Why can they not leave?", "Home care is not in place (The zone team)")
    hands.press(wendy, "Write it down")
    expect(ward).to_contain_text("Home care is not in place from 15 Jan 2026, written by Wendy Hall")
    expect(ward).to_contain_text("1, alone 1")

    hands.unfold(wendy, "Reconcile the medicines")
    hands.write(wendy, "New medicine and how it is taken", "Furosemide 40 mg in the morning")
    hands.press(wendy, "Keep the medicines")
    expect(wendy.get_by_label("New medicine and how it is taken").first).to_have_value(
        "Furosemide 40 mg in the morning"
    )
    hands.write(wendy, "Why it is other than before", "Water on the lungs")
    hands.press(wendy, "Keep the medicines")
    expect(ward).to_contain_text("Starts Furosemide 40 mg in the morning Water on the lungs (Wendy Hall, ward nurse)")

    hands.unfold(wendy, "Write the plan")
    hands.write(wendy, "What they could do before", "Walked to the shop")
    hands.write(wendy, "What they can do now", "Walks with a frame")
    hands.write(wendy, "What must be trained", "Strength in the legs")
    hands.tick(wendy.get_by_label("General: by the team"))
    hands.press(wendy, "Keep the plan")
    expect(ward).to_contain_text("Strength in the legs")
    hands.press(wendy, re.compile("It is ready.*Medicines are ready"))
    expect(ward.locator("#ready").locator("..")).to_contain_text("Medicines are ready to take home Ready")
    hands.unfold(wendy, "Not needed: The way home")
    hands.write(wendy, "Why is it not needed?", "Her son has a car")
    hands.press(wendy, "It is not needed")
    expect(ward).to_contain_text("Her son has a car")
    hands.press(wendy, re.compile("It is ready.*Family or carer"))
    expect(ward).to_contain_text("Family or carer know the day Ready")
    picture(wendy, "stay-2-ready")
    looked_at(wendy, hands)

    carla.reload()
    hands.press(carla, re.compile("It is ready.*Equipment"))
    hands.press(carla, re.compile("It is ready.*Home care starts"))
    expect(main).to_contain_text("Home care starts again Ready")
    hands.press(carla, re.compile("It is over.*Home care"))
    expect(main).to_contain_text("from 15 Jan 2026 until 15 Jan 2026")
    hands.follow(carla, "Everybody in hospital")
    expect(carla.get_by_role("row", name=name)).to_contain_text("All ready")

    carla.goto("/work?who=me")
    left = now(place)
    times = {"admitted": begun, "discharged": left}
    assert place.send("A03", who.id, visited, left, times, ward="MEDICAL WARD 1", reason="Fall") == "AA"
    call = carla.locator("#work .cw-task", has_text=name).filter(has_text="Call at home after discharge")
    expect(call).to_be_visible()  # without a reload
    picture(carla, "stay-3-discharged")
    hands.press(carla, re.compile(f"Done.*Call at home after discharge.*{name}"))
    expect(main).to_contain_text("Marked as done.")
    nina = visit("nina", "/work")
    hands.press(nina, re.compile(f"Done.*Start rehabilitation.*{name}"))
    expect(nina.locator("main")).to_contain_text("Marked as done.")
    george = visit("george", "/work")
    hands.press(george, re.compile(f"Done.*Bring the medicines up to date.*{name}"))
    expect(george.locator("main")).to_contain_text("Marked as done.")
    carla.goto(f"/person/{place.people[who.id]}/stay")
    expect(main).to_contain_text("Has left hospital")
    for done in ("Start rehabilitation", "Bring the medicines up to date"):
        expect(main.get_by_role("listitem").filter(has_text=done)).to_contain_text("; done")
    picture(carla, "stay-4-over")
    looked_at(carla, hands)
    hands.follow(wendy, "Everybody in hospital")
    expect(ward).not_to_contain_text(name)
