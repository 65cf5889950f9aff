"""Several tasks at once and tasks of other organisations; and a postal visit on a telephone, with a network and without
one, by keyboard alone, once however often it is sent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from careweft.access import accounts
from careweft.access.accounts import NewAccount
from careweft.base.clock import SetClock
from careweft.base.db import WORKER, WORKER_LOGIN, Database
from careweft.care import teams
from careweft.care.resources import task
from careweft.models import library
from careweft.models.engine import Engine, activate
from tests.conftest import logged_in
from tests.site.conftest import Visitors
from tests.site.line import Line
from tests.site.place import NOW, PASSWORD, ZONE, Place, run, wait_until
from tests.web.looking import picture, press_until, wrong_at_any_width

ROUND = "round-1"


@dataclass
class Round:
    """A postal round in the small place, and a way to put visits on it."""

    place: Place

    def visit(self, who: str, name: str, team: str = ROUND, code: str = "call-and-check") -> str:
        """A visit to somebody, or another task; its id."""
        run(self._written(who, name, team, code))
        return name

    async def _written(self, who: str, name: str, team: str, code: str) -> None:
        person = self.place.people[who]
        url = logged_in(self.place.database, WORKER_LOGIN)
        async with await Database.open(url, WORKER, SetClock(NOW)) as database:
            engine = await Engine.open(database, ZONE)
            async with database.transaction() as connection:
                subject = await engine.record.patient(connection, person)
                assert subject
                title = code.replace("-", " ").capitalize()
                content: dict[str, Any] = {"code": code, "title": title, "role": "postal-worker", "team": team}
                content |= {"practitioner": None, "due": (NOW + timedelta(hours=2)).isoformat()}
                content |= {"escalate": "manager", "urgent": False}
                await engine.record.write(connection, person, task(name, subject, subject, content, NOW))

    def stands(self, name: str) -> dict[str, Any]:
        """How a visit stands."""
        return self.place.fetch("SELECT status, version, note FROM care.task WHERE id = $1", name)[0]

    def concerns(self, who: str) -> list[tuple[str, str]]:
        """What a person's visits passed on: to whom, and why."""
        query = "SELECT team, why FROM care.task WHERE person_id = $1 AND code = 'concern' ORDER BY team, why"
        return [(row["team"], row["why"]) for row in self.place.fetch(query, self.place.people[who])]


@pytest.fixture(scope="module")
def rounds(place: Place) -> Round:
    """The model is active here without its way in, so that the place's own stays the only one."""

    async def made() -> None:
        text = library.model_file("call-and-check").read_text()
        head, _, rest = text.partition("# The source does not say how people come in.")
        text = (head + rest[rest.index("teams:") :]).replace("to: entry", "to: team")
        url = logged_in(place.database, WORKER_LOGIN)
        async with await Database.open(url, WORKER, SetClock(NOW)) as database, database.transaction() as connection:
            paul = teams.Practitioner("paul", "Paul Renouf", ROUND, "postal-worker")
            quinn = teams.Practitioner("quinn", "Quinn Dee", "zone-9", "coordinator")
            here = [teams.Team(ROUND, "Postal round", "maria"), teams.Team("zone-9", "Zone 9")]
            await teams.set_up(connection, here, [], [paul, quinn])
            coordinator = NewAccount("quinn", PASSWORD, "Quinn Dee", memberships=[("zone-9", "coordinator")])
            await accounts.create(connection, coordinator)
            new = NewAccount("paul", PASSWORD, "Paul Renouf", memberships=[(ROUND, "postal-worker")])
            await accounts.create(connection, new)
            await activate(connection, text, "call-and-check", ZONE, datetime.now(UTC) + timedelta(days=3650))

    run(made())
    found = Round(place)
    name = found.visit("harry", f"v-{uuid4()}")
    with place.client("paul") as paul:  # the web takes a new model over within seconds
        wait_until(lambda: name in paul.get("/visits").text)
    return found


def answer(page: Page, **answers: str) -> None:
    for name, said in answers.items():
        group = page.locator(f"fieldset:has(input[name=answer-{name}])")
        group.get_by_label("Yes" if said == "yes" else "No", exact=True).check()


@dataclass
class Telephone:
    """A browser on a line that can be cut."""

    line: Line
    visit: Visitors

    def leave(self, page: Page) -> None:
        """Out of the network: nothing that the browser or its workers send arrives."""
        self.line.cut()
        page.context.set_offline(True)  # so that the browser knows it too

    def come_back(self, page: Page) -> None:
        """In the network again."""
        self.line.mend()
        page.context.set_offline(False)


@pytest.fixture
def telephone(rounds: Round, browser: Browser) -> Iterator[Telephone]:
    line = Line(rounds.place.site)
    expect.set_options(timeout=15_000)
    visitors = Visitors(browser, replace(rounds.place, site=line.site))
    yield Telephone(line, visitors)
    for context in visitors.contexts:
        context.close()
    line.close()
    assert [each for each in visitors.wrong if "/events" not in each and not each.startswith("409 for")] == []


WELL = {"health": "yes", "medicine": "yes", "food": "yes", "company": "no", "help": "no"}


def test_several_tasks_at_once(rounds: Round, visit: Visitors) -> None:
    names = [rounds.visit(who, f"m-{who}-{uuid4()}", "zone-9", "bring-forms") for who in ("iris", "jack", "kate")]
    page = visit("quinn", "/work?code=bring-forms&priority=urgent")
    expect(page.get_by_text("No task fits these filters")).to_be_visible()
    page.goto("/work?code=bring-forms")
    for who in ("PENN, Iris", "RUDD, Jack"):
        page.get_by_role("checkbox", name=f"Choose: Bring forms, {who}").check()
    rounds.visit("leo", f"m-leo-{uuid4()}", "zone-9", "bring-forms")  # the list changes by itself; ticks stay
    expect(page.get_by_role("checkbox", name="Choose: Bring forms, BYRD, Leo")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Choose: Bring forms, PENN, Iris")).to_be_checked()
    page.get_by_text("Do something with several tasks").click()
    page.get_by_label("What to do").select_option("Put on hold")
    page.get_by_label("Day", exact=True).fill("2026-01-20")
    with rounds.place.client("quinn") as other:  # one of them is not as it was looked at any more
        assert other.post(f"/tasks/{names[1]}", data={"status": "in-progress", "version": "1"}).status_code == 303
    page.get_by_role("button", name="Do it with all that are ticked").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing says why")
    for who in ("PENN, Iris", "RUDD, Jack"):
        page.get_by_role("checkbox", name=f"Choose: Bring forms, {who}").check()
    page.get_by_label("Why", exact=True).fill("The forms are reprinted")
    page.get_by_role("button", name="Do it with all that are ticked").click()
    expect(page.get_by_role("heading", name="2 of 2 tasks changed")).to_be_visible()
    page.get_by_label("Status", exact=True).select_option("On hold")
    expect(page.get_by_text("On hold: The forms are reprinted. Until 20 Jan 2026, 09:00.")).to_have_count(2)
    assert wrong_at_any_width(page) == []


def test_a_double_click_does_it_once_and_says_what_was_left(rounds: Round) -> None:
    names = [rounds.visit("iris", f"m-{uuid4()}", "zone-9", "bring-more") for _ in range(2)]
    with rounds.place.client("quinn") as quinn:
        quinn.post(f"/tasks/{names[1]}", data={"status": "in-progress", "version": "1"})
        sent = {
            "key": str(uuid4()),
            "kind": "completed",
            "task": [f"{name}:1" for name in names],
            "back": "/work?code=bring-more",
        }
        before = rounds.place.fetch("SELECT count(*) AS n FROM access.audit WHERE action = 'change' AND what = 'task'")
        answers = [quinn.post("/tasks/many", data=sent) for _ in range(2)]
        after = rounds.place.fetch("SELECT count(*) AS n FROM access.audit WHERE action = 'change' AND what = 'task'")
        assert [answer.status_code for answer in answers] == [303, 303]
        assert after[0]["n"] - before[0]["n"] == 1  # one entry for each task that was changed
        page = quinn.get(answers[1].headers["location"]).text
    assert "1 of 2 tasks changed" in page
    assert "somebody else changed this task meanwhile" in page
    assert [rounds.stands(name)["version"] for name in names] == [2, 2]


def test_passed_on_to_another_organisation_which_answers(rounds: Round, visit: Visitors) -> None:
    name = rounds.visit("kate", f"m-{uuid4()}", "zone-9", "fetch-key")
    page = visit("quinn", f"/tasks/{name}", javascript=False)
    page.get_by_text("Pass it on to another team or organisation").first.click()
    form = page.locator("details", has_text="Pass it on")
    form.get_by_label("To whom").select_option("Helping Hands")
    form.get_by_label("Why").fill("They have the key")
    form.get_by_role("button").click()
    expect(page.get_by_role("status").first).to_contain_text("Passed on.")
    theirs = visit("hanna", "/work?code=fetch-key")
    theirs.get_by_role("button", name=re.compile("^Done.*Fetch key")).click()
    expect(theirs.get_by_role("status").first).to_contain_text("Marked as done.")
    page.goto("/work")
    expect(page.get_by_text("Done: Fetch key")).to_be_visible()
    with rounds.place.client("hanna") as hanna:  # their reason to see her is over
        assert hanna.get(f"/tasks/{name}").status_code == 404


def test_a_visit_without_a_network_is_kept_and_sent_once(rounds: Round, telephone: Telephone) -> None:
    first, second = rounds.visit("iris", f"v-{uuid4()}"), rounds.visit("jack", f"v-{uuid4()}")
    page = telephone.visit("paul", "/", width=320)
    expect(page).to_have_url(f"{telephone.line.site}/visits")
    expect(page.get_by_role("navigation", name="Main").get_by_role("link")).to_have_text(["My round"])
    page.get_by_role("button", name="Take my round along").click()
    expect(page.get_by_role("status")).to_contain_text("Your round is on this telephone")
    telephone.leave(page)
    page.get_by_role("link", name="PENN, Iris").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Iris Penn")
    assert "9990000050" not in page.content()  # no more than the visit needs
    page.get_by_role("button", name="Visit done").click()
    expect(page.get_by_role("status")).to_have_text("Choose yes or no for each question.")
    answer(page, **WELL | {"health": "no"})
    page.get_by_label("In their words").first.fill("Dizzy in the mornings")
    picture(page, "round-1-visit")
    page.get_by_role("button", name="Visit done").click()
    expect(page.locator("[data-unsent]")).to_contain_text("1 visit waits on this telephone")
    expect(page.get_by_role("link", name="PENN, Iris")).to_be_hidden()
    picture(page, "round-2-unsent")
    page.goto(f"/visits/{second}")
    page.get_by_role("button", name="Nobody was in").click()
    expect(page.locator("[data-unsent]")).to_contain_text("2 visits wait")
    assert rounds.stands(first)["status"] == "requested"
    telephone.come_back(page)
    expect(page.locator("[data-unsent]")).to_be_hidden()
    expect(page.get_by_text("1 visit waits")).to_have_count(0)
    assert rounds.stands(first) == {"status": "completed", "version": 2, "note": "Visited"}
    assert rounds.stands(second) == {"status": "in-progress", "version": 2, "note": "Nobody was in"}
    assert rounds.concerns("iris") == [("gp-01", "Told at a visit: Does not feel well. Dizzy in the mornings")]
    expect(page.get_by_role("link", name="RUDD, Jack")).to_be_visible()
    picture(page, "round-3-sent")
    # What was taken along is gone when one logs out.
    page.locator(".cw-account summary").click()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/log-in*")
    assert page.evaluate("caches.keys()") == []


def test_the_same_by_keyboard_and_what_somebody_else_did_meanwhile(rounds: Round, telephone: Telephone) -> None:
    name = rounds.visit("kate", f"v-{uuid4()}")
    page = telephone.visit("paul", "/visits", width=320)
    press_until(page, "Tab", lambda: page.evaluate("document.activeElement.textContent") == "Take my round along")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Your round is on this telephone")
    telephone.leave(page)
    press_until(page, "Tab", lambda: page.evaluate("document.activeElement.textContent") == "LUNN, Kate")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kate Lunn")
    for question, said in (WELL | {"food": "no"}).items():
        here = f"document.activeElement.name === 'answer-{question}'"
        press_until(page, "Tab", lambda here=here: page.evaluate(here))  # type: ignore[misc]
        page.keyboard.press("Space" if said == "yes" else "ArrowRight")
    press_until(page, "Tab", lambda: page.evaluate("document.activeElement.value") == "seen")
    with rounds.place.client("paul") as colleague:  # the other telephone of the round is quicker
        sent = {f"answer-{question}": said for question, said in WELL.items()} | {
            "outcome": "seen",
            "key": str(uuid4()),
        }
        for _ in range(2):
            assert colleague.post(f"/visits/{name}", data=sent).status_code == 303
    page.keyboard.press("Enter")
    telephone.come_back(page)
    expect(page.locator("[data-unsent]")).to_contain_text("was not taken: This visit is completed already")
    assert rounds.concerns("kate") == []
    press_until(page, "Tab", lambda: page.evaluate("document.activeElement.textContent") == "Add it all the same")
    page.keyboard.press("Enter")
    expect(page.locator("[data-unsent]")).to_be_hidden()
    assert [why for _, why in rounds.concerns("kate")] == ["Told at a visit: Needs food or shopping"]
    assert rounds.stands(name)["version"] == 3


def test_without_javascript_and_the_pages_of_others(rounds: Round, visit: Visitors) -> None:
    name = rounds.visit("leo", f"v-{uuid4()}")
    page = visit("paul", "/visits", javascript=False)
    page.get_by_role("link", name="BYRD, Leo").click()
    page.get_by_role("button", name="Visit done").click()
    expect(page.get_by_role("alert")).to_contain_text("A question is not answered")
    answer(page, **WELL)
    page.get_by_role("button", name="Visit done").click()
    expect(page.get_by_role("status").first).to_have_text("The visit is written down.")
    with rounds.place.client("paul") as paul:
        leo = rounds.place.people["leo"]
        assert [paul.get(path).status_code for path in (f"/person/{leo}", "/work", f"/tasks/{name}")] == [403, 403, 403]
    with rounds.place.client("petra") as petra:
        assert [petra.get(path).status_code for path in ("/visits", f"/visits/{name}")] == [403, 403]
    looks = "SELECT what, outcome FROM access.audit WHERE person_id = $1 AND what LIKE '%visit%' ORDER BY at"
    assert ("visit", "changed") in [(row["what"], row["outcome"]) for row in rounds.place.fetch(looks, leo)]


def test_the_pages_are_accessible(rounds: Round, visit: Visitors) -> None:
    name = rounds.visit("iris", f"v-{uuid4()}")
    page = visit("paul", "/visits")
    assert wrong_at_any_width(page) == []
    page.goto(f"/visits/{name}")
    assert wrong_at_any_width(page) == []
