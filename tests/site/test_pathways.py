"""Pathways in a real browser: the line, one schedule over two chains, what staff say there, what the person reads."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from careweft.base.postgres import Embedded
from tests.conftest import run_sql
from tests.site import chains
from tests.site.conftest import Visitors
from tests.site.place import Place, served
from tests.web.keyboard import press, unfold
from tests.web.looking import wrong_at_any_width


@pytest.fixture(scope="module")
def place(postgres: Embedded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    name, folder = f"chains_{uuid4().hex}", tmp_path_factory.mktemp("chains")
    asyncio.run(run_sql(postgres.url("postgres"), f"CREATE DATABASE {name} TEMPLATE careweft STRATEGY file_copy"))
    people, told = asyncio.run(chains.make(postgres.url(name), folder))
    with served(postgres.url(name), folder, people, told) as opened:
        yield opened


def test_a_chain_is_followed_by_keyboard(place: Place, visit: Visitors) -> None:
    page = visit("nils", "/work")
    page.get_by_role("link", name="Pathways", exact=True).click()
    assert wrong_at_any_width(page) == []
    page.get_by_role("link", name="Chain of care for diabetes").focus()
    page.keyboard.press("Enter")
    main = page.locator("main")
    expect(main).to_contain_text("1 person, 0 waiting between stages, 0 late")
    assert wrong_at_any_width(page) == []
    page.locator("svg a[href$='at=screening']").first.focus()
    page.keyboard.press("Enter")
    expect(main).to_contain_text("Nobody is here now")
    page.locator("svg a[href$='at=follow-up']").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name="NORD, Astrid")).to_contain_text("Blood test for diabetes")
    page.get_by_role("link", name="NORD, Astrid").focus()
    page.keyboard.press("Enter")

    expect(main).to_contain_text("Blood test for diabetes; Blood test for the heart medicines")
    expect(main).to_contain_text("One visit for Chain of care for diabetes and Chain of care for heart failure")
    expect(main).to_contain_text("Taken on late: Treatment plan at the specialist centre")
    expect(main).to_contain_text("Why: No time was free at the unit. Two doctors ill (Sara Holm)")
    assert wrong_at_any_width(page) == []
    page.reload()
    unfold(page, "Done at another time, or not done (Look at the feet)")
    press(page, "Not done (Look at the feet)", exact=True)
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("No reason is given")
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    assert wrong_at_any_width(page) == []
    press(page, "Done (Blood test for diabetes)", exact=True)
    expect(main).to_contain_text("Kept: it is done.")
    expect(main).to_contain_text("24 May 2026, 08:00")
    rows = place.fetch("SELECT step, number, state, said_by FROM care.pathway_step WHERE step = 'diabetes-bloods'")
    assert rows[0] | {"number": 1} == rows[0]
    assert [(row["state"], row["said_by"]) for row in rows] == [("done", "Nils Ek"), ("open", "")]


def test_who_opened_the_page_before_is_told_what_changed(place: Place, visit: Visitors) -> None:
    first = visit("nils", f"/person/{place.people['astrid']}/pathways")
    second = visit("nils", f"/person/{place.people['astrid']}/pathways")
    press(first, "Done (Blood test for the heart medicines)", exact=True)
    expect(first.locator("main")).to_contain_text("Kept: it is done.")
    press(second, "Done (Blood test for the heart medicines)", exact=True)
    expect(second.locator(".nhsuk-error-summary")).to_contain_text("This step is not open any more")


def test_it_works_without_javascript_and_with_a_reason(place: Place, visit: Visitors) -> None:
    page = visit("nils", f"/person/{place.people['astrid']}/pathways", javascript=False)
    page.locator("summary", has_text="Done at another time, or not done (Weight and pulse)").click()
    box = page.locator("form[action$='/not-done']", has=page.get_by_role("button", name="Not done (Weight and pulse)"))
    box.get_by_label("Why?").select_option("The patient chose otherwise")
    box.get_by_label("In your words").fill("On holiday")
    box.get_by_role("button", name="Not done (Weight and pulse)").click()
    expect(page.locator("main")).to_contain_text("Kept: it is not done, with the reason.")
    expect(page.locator("main")).to_contain_text("The patient chose otherwise. On holiday (Nils Ek)")


def test_the_journey_is_a_picture_with_its_table(place: Place, visit: Visitors) -> None:
    page = visit("nils", f"/person/{place.people['astrid']}/picture")
    unfold(page, "The numbers in a table")
    table = page.locator("main table")
    expect(table).to_contain_text("County hospital to Community rehabilitation")
    expect(table).to_contain_text("Taken on after 23 hours")
    assert wrong_at_any_width(page) == []
    page.goto(f"/person/{place.people['astrid']}/picture?from=rehab&time=3")
    expect(page.locator("main")).to_contain_text("Living with diabetes")
    expect(page.locator("main table")).not_to_contain_text("Treatment plan")


def test_the_person_reads_what_comes_next(place: Place, visit: Visitors) -> None:
    page = visit("astrid", "/me/next")
    main = page.locator("main")
    expect(main).to_contain_text("Look at the feet")
    expect(main).to_contain_text("You are here now: Follow-up at the health centre.")
    assert wrong_at_any_width(page) == []
    page.get_by_role("link", name="See all your care as a picture").focus()
    page.keyboard.press("Enter")
    expect(main).to_contain_text("Who helped you, and when")
    assert wrong_at_any_width(page) == []
    page.goto("/me/access")
    expect(main).to_contain_text("Read what comes next for you")


def test_others_see_and_say_nothing(place: Place) -> None:
    astrid = place.people["astrid"]
    run = place.fetch("SELECT id FROM care.pathway ORDER BY start LIMIT 1")[0]["id"]
    for user in ("stina", "tove"):
        with place.client(user) as client:
            assert client.get(f"/person/{astrid}/pathways").status_code == 404
            assert client.get(f"/person/{astrid}/picture").status_code == 404
            said = client.post(f"/person/{astrid}/pathways/{run}/ended", data={"words": "no", "key": "x"})
            assert said.status_code == 404
            assert "NORD" not in client.get("/pathways/chains/diabetes").text
    with place.client("astrid") as client:
        assert client.get("/pathways").status_code == 404
        assert client.post(f"/person/{astrid}/pathways/{run}/ended", data={"words": "no"}).status_code == 404
    refused = place.fetch(
        "SELECT count(*) FROM access.audit a JOIN access.account c ON c.id = a.account_id "
        "WHERE c.username IN ('stina', 'tove') AND a.outcome = 'refused' AND a.person_id = $1",
        astrid,
    )
    assert refused[0]["count"] >= 4
