"""Readings at home in a real browser: from the person's own page to the daily list and back; who is on call."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from careweft.base.clock import SetClock
from careweft.base.db import WORKER, WORKER_LOGIN, Database
from careweft.models import library
from careweft.models.engine import activate
from tests.conftest import logged_in
from tests.site.conftest import Visitors
from tests.site.place import NOW, ZONE, Place, run
from tests.web.looking import on, press_until, wrong_at_any_width

pytestmark = pytest.mark.browser
MODELS = ("va-ccht", "mercy")


@pytest.fixture
def watching(place: Place) -> Iterator[Place]:
    """The place with two models of monitoring beside its own, from a day to come: they react to nothing."""

    async def change(ends: bool) -> None:
        url = logged_in(place.database, WORKER_LOGIN)
        async with await Database.open(url, WORKER, SetClock(NOW)) as database, database.transaction() as connection:
            for name in MODELS:
                if ends:
                    await connection.execute(
                        "UPDATE models.activation SET until = since + '1 hour' WHERE model = $1", name
                    )
                else:
                    text = library.model_file(name).read_text()
                    await activate(connection, text, name, ZONE, datetime.now(UTC) + timedelta(days=3650))

    run(change(False))
    yield place
    run(change(True))


def until(page: Page, text: str) -> None:
    """Look again until a page shows it: the site takes over models, and the worker readings, in a few seconds."""
    for _ in range(60):
        if text in page.locator("main").inner_text():
            return
        time.sleep(0.5)
        page.reload()
    raise AssertionError(f"no {text!r} on {page.url}: {page.locator('main').inner_text()}")


def test_a_reading_from_the_person_to_the_visit(watching: Place, visit: Visitors, tmp_path: Path) -> None:
    readings = f"/person/{watching.people['edith']}/readings"
    staff = visit("carla", readings)
    until(staff, "Begin to monitor")
    staff.get_by_label("For what?").select_option("heart-failure")
    press_until(staff, "Tab", on(staff, "Begin"))
    staff.keyboard.press("Enter")
    staff.wait_for_url("**/readings?said=started")
    expect(staff.locator("main")).to_contain_text("Nobody has looked through them yet")
    assert wrong_at_any_width(staff) == []

    own = visit("person", "/me/readings", javascript=False)
    own.get_by_label("What do you weigh?").fill("700")
    own.get_by_role("button", name="Send").click()
    expect(own.locator(".nhsuk-error-summary")).to_contain_text("Weight: give a value from 2 to 400")
    assert own.get_by_label("What do you weigh?").input_value() == "700"
    own.get_by_label("What do you weigh?").fill("70,5")
    own.get_by_label("Much worse").check()
    own.get_by_role("button", name="Send").click()
    own.wait_for_url("**/me/readings?said=entered")
    expect(own.locator("main")).to_contain_text("Weight: 70.5 kg")

    daily = visit("carla", "/work")
    daily.get_by_role("link", name="Readings to look through").click()
    until(daily, "Breathing is much worse")
    assert wrong_at_any_width(daily) == []
    daily.get_by_label("Note, if there is more to say").first.fill("Legs are swollen")
    press_until(daily, "Tab", on(daily, "Ask for a visit"))
    daily.keyboard.press("Enter")
    daily.wait_for_url("**/monitoring?said=answered*")
    expect(daily.locator("main")).to_contain_text("A visit is asked for. Legs are swollen")

    staff.goto(readings)
    staff.get_by_text("Another limit").first.click()
    staff.get_by_label("Limit for this person").first.fill("1")
    staff.get_by_role("button", name="Save the limit").first.click()
    expect(staff.locator(".nhsuk-error-summary")).to_contain_text("The reason is missing")
    staff.get_by_label("Why", exact=True).first.fill("Small and frail")
    staff.get_by_role("button", name="Save the limit").first.click()
    staff.wait_for_url("**/readings?said=limit")
    expect(staff.locator("main")).to_contain_text("Small and frail (Carla Reed")
    staff.get_by_role("button", name="I have looked through them").click()
    staff.wait_for_url("**/readings?said=reviewed")
    staff.screenshot(path=tmp_path / "readings.png", full_page=True)
    own.goto("/me/readings")
    until(own, "We will call you")
    own.close()
    wide = visit("person", "/me/readings")
    assert wrong_at_any_width(wide) == []

    stranger = visit("petra", "/monitoring")
    expect(stranger.locator("main")).to_contain_text("Nobody is to be looked through now")
    assert stranger.request.get(readings).status == 404

    rota = visit("carla", "/monitoring/on-call")
    expect(rota.locator("main")).to_contain_text("nobody named")
    assert wrong_at_any_width(rota) == []
