"""Who has no relationship sees nothing, whatever they ask for; and every look and every try is kept."""

import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest

from bench.walk import walk
from careweft.web import terms
from tests.site.place import Place
from tests.site.reading import grade

SECTIONS = ("", "/plan", "/tasks", "/team", "/access")
PAGES = {
    "/work": {"carla", "maria", "nina", "george", "hanna"},
    "/referrals": {"carla", "maria"},
    "/population": {"carla", "maria", "george"},
    "/population/torbay/well": {"carla", "maria", "george"},
    "/money": {"carla", "maria", "fiona"},
    "/measures": {"carla", "maria", "nina", "george", "fiona"},
    "/models": {"carla", "maria", "nina", "george", "fiona"},
    "/models/torbay": {"carla", "maria", "nina", "george", "fiona"},
    "/people": {"carla", "maria", "nina", "george", "hanna"},
}
"""Who may see which page, by their roles."""
STAFF = ("carla", "maria", "nina", "george", "hanna", "fiona")


@pytest.fixture(scope="module")
def petra(place: Place) -> Iterator[httpx.Client]:
    """A coordinator of zone 2, who has no part in the care of the people of zone 1."""
    with place.client("petra") as client:
        yield client


@pytest.fixture(scope="module")
def carla(place: Place) -> Iterator[httpx.Client]:
    with place.client("carla") as client:
        yield client


@pytest.fixture(scope="module")
def person(place: Place) -> Iterator[httpx.Client]:
    """Edith herself."""
    with place.client("person") as client:
        yield client


def about(place: Place, who: str) -> list[str]:
    """Every address that shows something of a person."""
    number = place.people[who]
    found = [f"/person/{number}{section}" for section in SECTIONS]
    tasks = place.fetch("SELECT id FROM care.task WHERE person_id = $1", number)
    assert tasks
    return [*found, *(f"/tasks/{task['id']}" for task in tasks), f"/referrals/{place.referral(who)}"]


def state(place: Place, who: str) -> list[dict[str, object]]:
    return place.fetch("SELECT id, status, version, practitioner FROM care.task WHERE person_id = $1 ORDER BY id",
                       place.people[who])  # fmt: skip


def audit(place: Place, username: str, after: int = 0) -> list[tuple[object, ...]]:
    """What was kept of an account's looks since one: person, what, outcome, reason."""
    rows = place.fetch(
        "SELECT e.id, e.person_id, e.what, e.outcome, e.reason FROM access.audit e "
        "JOIN access.account a ON a.id = e.account_id WHERE a.username = $1 AND e.id > $2 ORDER BY e.id",
        username,
        after,
    )
    return [tuple(row.values())[1:] for row in rows]


def last(place: Place) -> int:
    return int(place.fetch("SELECT coalesce(max(id), 0) AS last FROM access.audit")[0]["last"])


def test_another_zone_sees_nothing_of_a_person(place: Place, petra: httpx.Client) -> None:
    for address in about(place, "frank"):
        answer = petra.get(address)
        assert answer.status_code == 404, address
        assert "OAKE" not in answer.text.upper(), address
        assert "9990000026" not in answer.text.replace("\N{NO-BREAK SPACE}", ""), address


def test_another_zone_changes_nothing_of_a_person(place: Place, petra: httpx.Client) -> None:
    before = state(place, "kate")
    task, referral = place.task("kate", "triage"), place.referral("kate")
    posts = [
        (f"/tasks/{task}", {"status": "completed"}),
        (f"/tasks/{task}/take", {"version": "1"}),
        (f"/tasks/{task}/done", {"version": "1"}),
        (f"/tasks/{task}/give-back", {"version": "1"}),
        (f"/referrals/{referral}/decide", {"decision": "accept"}),
        (f"/referrals/{referral}/decide", {"decision": "decline", "note": "No"}),
    ]
    for address, form in posts:
        assert petra.post(address, data=form).status_code == 404, address
    assert state(place, "kate") == before


def test_a_person_sees_their_own_record_only(place: Place, person: httpx.Client) -> None:
    others = [*about(place, "edith"), *about(place, "frank"), *PAGES, "/people?q=oake"]
    for address in others:
        assert person.get(address).status_code == 404, address
    for section in SECTIONS:
        answer = person.get(f"/me{section}")
        assert answer.status_code == 200
        assert "MARSH, Edith" in answer.text
        assert "OAKE" not in answer.text
    task = place.task("edith", "plan-discharge")
    before = state(place, "edith")
    assert person.post(f"/tasks/{task}/done").status_code == 404
    assert state(place, "edith") == before


def test_staff_have_no_record_of_their_own(carla: httpx.Client) -> None:
    for section in SECTIONS:
        assert carla.get(f"/me{section}").status_code == 404


GUESSES = [
    "/person/0",
    "/person/999999",
    "/person/9223372036854775808",
    "/person/99999999999999999999999999",
    "/person/1'--/plan",
    "/tasks/none",
    "/tasks/00000000-0000-0000-0000-000000000000",
    "/tasks/%00",
    "/people?q=%00",
    "/referrals/none",
    "/referrals/%27%3B",
    "/population/none/well",
    "/population/torbay/none",
    "/models/none",
    "/models/..%2F..%2Fplace",
]


@pytest.mark.parametrize("address", GUESSES)
def test_a_guessed_address_is_not_found(carla: httpx.Client, person: httpx.Client, address: str) -> None:
    assert carla.get(address).status_code in (400, 404)
    assert person.get(address).status_code in (400, 404)


def test_nobody_in_particular_is_sent_to_log_in(place: Place) -> None:
    with httpx.Client(base_url=place.site) as stranger:
        for address in [*about(place, "edith"), *PAGES, "/me", "/me/access"]:
            answer = stranger.get(address)
            assert (answer.status_code, answer.headers["location"][:8]) == (303, "/log-in?"), address
        task = place.task("edith", "plan-discharge")
        assert stranger.post(f"/tasks/{task}/done", headers={"sec-fetch-site": "same-origin"}).status_code == 401


@pytest.mark.parametrize("username", STAFF)
def test_a_role_sees_its_pages_and_is_offered_no_others(place: Place, username: str) -> None:
    with place.client(username) as client:
        start = last(place)
        for address, allowed in PAGES.items():
            expected = 200 if username in allowed else 403
            assert client.get(address).status_code == expected, address
        refused = [what for who, what, outcome, _ in audit(place, username, start) if outcome == "refused"]
        assert len(refused) == sum(username not in allowed for allowed in PAGES.values())
        page = client.get("/", follow_redirects=True)
        assert page.status_code == 200
        offered = {link for link in PAGES if f'cw-nav__link" href="{link}"' in page.text}
        assert offered == {link for link, allowed in PAGES.items() if username in allowed and link.count("/") == 1} - {
            "/people"
        }
        assert ('class="cw-find"' in page.text) == (username in PAGES["/people"])
        search = client.get("/people").text if username in PAGES["/people"] else ""
        lists = set(re.findall(r'<a[^>]* href="(/[a-z-]+)"', page.text + search))
        assert {link: client.get(link, follow_redirects=True).status_code for link in lists} == dict.fromkeys(
            lists, 200
        )


@pytest.mark.nightly
@pytest.mark.parametrize("username", [*STAFF, "person", "stella", "fay"])
def test_no_link_that_anybody_is_shown_leads_nowhere(place: Place, username: str) -> None:
    with place.client(username) as client:
        found, dead = walk(client, ["/", f"/person/{place.people['frank']}"][: 1 + (username == "carla")])
    assert dead == []
    assert len(found) > 8


def test_a_page_says_to_which_of_the_main_ones_it_belongs(place: Place, carla: httpx.Client) -> None:
    for address, main in (("/in-hospital", "My work"), ("/surveys", "You and us"), ("/models/torbay", "Models")):
        assert f'aria-current="page">{main}</a>' in carla.get(address).text, address


def test_who_asks_for_somebody_in_vain_is_kept_and_the_person_reads_it(
    place: Place, petra: httpx.Client, person: httpx.Client, carla: httpx.Client
) -> None:
    start, edith = last(place), place.people["edith"]
    petra.get(f"/person/{edith}/plan")
    petra.get(f"/tasks/{place.task('edith', 'plan-discharge')}")
    petra.get(f"/referrals/{place.referral('edith')}")
    petra.get("/person/999999")
    assert audit(place, "petra", start) == [
        (edith, "see-people", "refused", ""),
        (edith, "task", "refused", ""),
        (edith, "referral", "refused", ""),
        (0, "see-people", "refused", ""),
    ]
    assert "Tried to open your record. Nothing was shown" in person.get("/me/access").text
    page = carla.get(f"/person/{edith}/access").text
    assert "Petra Lowe" in page
    assert "Tried to open the record; nothing was shown" in page


def test_a_person_who_asks_for_another_is_kept(place: Place, person: httpx.Client) -> None:
    start = last(place)
    person.get(f"/person/{place.people['frank']}")
    person.get("/money")
    assert audit(place, "person", start) == [
        (place.people["frank"], "a page for others", "refused", ""),
        (0, "a page for others", "refused", ""),
    ]


def test_a_search_that_finds_nobody_is_kept_and_tells_nothing(place: Place, petra: httpx.Client) -> None:
    start = last(place)
    hidden, unknown = petra.get("/people?q=oake"), petra.get("/people?q=xyzz")
    assert hidden.text.replace("oake", "xyzz").split("<main")[1] == unknown.text.split("<main")[1]
    assert petra.get("/people?q=9990000026").text.count("OAKE") == 0
    assert audit(place, "petra", start) == [(0, "search for people", "empty", "")] * 3


def test_every_page_about_a_person_is_kept_with_its_reason(place: Place, carla: httpx.Client) -> None:
    frank = place.people["frank"]
    looks = {
        f"/person/{frank}": "timeline",
        f"/person/{frank}/plan": "plan",
        f"/person/{frank}/tasks": "tasks",
        f"/person/{frank}/team": "who is involved",
        f"/person/{frank}/access": "who looked",
        f"/tasks/{place.task('frank', 'plan-discharge')}": "task",
        f"/referrals/{place.referral('frank')}": "referral",
        "/work": "worklist",
        "/people?q=oake": "search for people",
        "/population/torbay/well": "tier Mostly well",
    }
    for address, what in looks.items():
        start = last(place)
        assert carla.get(address).status_code == 200, address
        assert (frank, what, "seen", "care-team") in audit(place, "carla", start), address
    start = last(place)
    carla.get("/referrals")
    assert (place.people["leo"], "referrals", "seen", "task") in audit(place, "carla", start)


def test_numbers_of_everybody_are_kept_as_such(place: Place, carla: httpx.Client) -> None:
    for address in ("/population", "/money", "/measures", "/models"):
        start = last(place)
        carla.get(address)
        assert [(who, outcome) for who, _, outcome, _ in audit(place, "carla", start)] == [(0, "seen")]


def test_a_page_that_fetches_its_list_again_is_the_same_look(place: Place, carla: httpx.Client) -> None:
    carla.get("/work", headers={"x-careweft-live": "1"})
    start = last(place)
    assert carla.get("/work", headers={"x-careweft-live": "1"}).status_code == 200
    assert audit(place, "carla", start) == []
    carla.get("/work")
    assert audit(place, "carla", start)


def test_who_gives_care_sees_its_people_and_changes_no_other_teams_task(place: Place) -> None:
    before, task = state(place, "edith"), place.task("edith", "plan-discharge")
    with place.client("hanna") as hanna:
        assert hanna.get(f"/person/{place.people['edith']}").status_code == 200
        assert hanna.get(f"/person/{place.people['frank']}").status_code == 404
        shown = hanna.get(f"/tasks/{task}")
        assert "another team" in shown.text
        assert f'action="/tasks/{task}' not in shown.text
        for act in ("", "/take", "/done"):
            assert hanna.post(f"/tasks/{task}{act}", data={"status": "completed"}).status_code == 403
    assert state(place, "edith") == before


def test_the_hospital_and_others_do_not_see_by_knowing_the_practice(place: Place) -> None:
    rows = place.fetch("SELECT DISTINCT party FROM access.relationship WHERE kind = 'registered-practice'")
    assert {row["party"] for row in rows} == {"gp-01", "gp-02"}


def test_a_form_of_another_site_does_nothing(place: Place, carla: httpx.Client) -> None:
    before, task = state(place, "frank"), place.task("frank", "plan-discharge")
    answer = carla.post(f"/tasks/{task}/done", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert state(place, "frank") == before


def test_peoples_own_pages_are_read_at_about_nine(place: Place) -> None:
    sentences: list[str] = []
    with place.client("person") as client:
        more = ("/record", "/results", "/corrections", "/carers", "/take")
        for section in ("", "/plan", "/tasks", "/team", "/access", "/sharing", *more):
            main = client.get(f"/me{section}").text.split("<main")[1].split("</main>")[0]
            ours = re.sub(r"<(ol|ul|table|dl|form)\b.*?</\1>", " ", main, flags=re.S)  # lists hold what others wrote
            for part in re.findall(r"<(?:h1|h2|p)\b[^>]*>(.*?)</(?:h1|h2|p)>", ours, flags=re.S):
                sentences.append(unescape(re.sub(r"<[^>]+>", "", part)).strip().rstrip("."))
    own = [*sentences, *terms.OWN_LOOKS.values(), *terms.OWN_RELATIONS.values()]
    assert len(sentences) > 12
    assert grade(". ".join(part for part in own if part)) < 4
