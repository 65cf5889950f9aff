"""A person chooses who sees what, and it holds at once on every page; staff open a record in an emergency."""

from collections.abc import Iterator

import httpx
import pytest

from tests.site.place import Place
from tests.site.test_access import audit, last


@pytest.fixture
def edith(place: Place) -> Iterator[httpx.Client]:
    with place.client("person") as client:
        yield client


@pytest.fixture
def hanna(place: Place) -> Iterator[httpx.Client]:
    with place.client("hanna") as client:
        yield client


def choose(client: httpx.Client, choice: str, what: str, on: bool) -> None:
    answer = client.post("/me/sharing", data={"choice": choice, "what": what, "on": "1" if on else "0"})
    assert answer.status_code == 303, answer.text


def test_saying_no_to_one_party_and_yes_again(place: Place, edith: httpx.Client, hanna: httpx.Client) -> None:
    address = f"/person/{place.people['edith']}"
    assert "Do not share with Helping Hands" in edith.get("/me/sharing").text
    assert hanna.get(address).status_code == 200
    choose(edith, "not_with", "homecare-a", True)
    assert hanna.get(address).status_code == 404
    assert "MARSH" not in hanna.get("/people?q=marsh").text.split("<main")[1].replace("q=marsh", "")
    assert "Share with Helping Hands again" in edith.get("/me/sharing").text
    choose(edith, "not_with", "homecare-a", False)
    assert hanna.get(address).status_code == 200


def test_opting_out_ends_every_teams_sight_but_the_practices(place: Place, edith: httpx.Client) -> None:
    address = f"/person/{place.people['edith']}"
    choose(edith, "opted_out", "all", True)
    with place.client("carla") as carla, place.client("george") as george:
        assert carla.get(address).status_code == 404
        assert "MARSH" not in carla.get("/work").text
        assert george.get(address).status_code == 200
        choose(edith, "opted_out", "all", False)
        assert carla.get(address).status_code == 200
        assert "MARSH" in carla.get("/work").text


def test_one_thing_is_kept_from_staff_and_from_every_list(place: Place, edith: httpx.Client) -> None:
    person = place.people["edith"]
    stay = place.fetch("SELECT record FROM facts.encounter WHERE person_id = $1 AND known_to = 'infinity'", person)[0][
        "record"
    ]
    with place.client("carla") as carla:
        before = carla.get("/work").text.count("MARSH")
        assert "Westhaven General Hospital" in carla.get(f"/person/{person}").text.split("<main")[1]
        choose(edith, "hidden", stay, True)
        assert "Westhaven General Hospital" not in carla.get(f"/person/{person}").text
        assert carla.get("/work").text.count("MARSH") < before
        assert "Kept to yourself" in edith.get("/me/sharing").text
        assert "Westhaven General Hospital" in edith.get("/me/record").text.split("<main")[1]
        choose(edith, "hidden", stay, False)
        assert carla.get("/work").text.count("MARSH") == before


@pytest.mark.parametrize(
    ("choice", "what", "made"),
    [
        ("opted_out", "all", "Share it again with those who help me"),
        ("not_about", "hiv", "Share again: HIV"),
        ("not_for", "research", "Say yes: For research"),
        ("not_for", "planning", "Say yes: To plan care for everyone and make it better"),
    ],
)
def test_what_was_chosen_is_shown_and_can_be_taken_back(edith: httpx.Client, choice: str, what: str, made: str) -> None:
    assert made not in edith.get("/me/sharing").text
    choose(edith, choice, what, True)
    assert made in edith.get("/me/sharing").text
    choose(edith, choice, what, False)
    assert made not in edith.get("/me/sharing").text


def test_a_choice_that_there_is_not_is_refused(place: Place, edith: httpx.Client, hanna: httpx.Client) -> None:
    for choice, what in (
        ("everything", "x"),
        ("not_about", "weather"),
        ("not_for", "payment"),
        ("hidden", ""),
        ("hidden", "Encounter/x"),
        ("not_with", "x"),
    ):
        answer = edith.post("/me/sharing", data={"choice": choice, "what": what, "on": "1"})
        assert answer.status_code == 400
    assert hanna.post("/me/sharing", data={"choice": "opted_out", "what": "all", "on": "1"}).status_code == 404


FORM = {
    "number": "999 000 0018",
    "born": "02/03/1941",
    "purpose": "ETREAT",
    "reason": "Fell in the street",
    "hours": "2",
}


def test_a_record_is_opened_in_an_emergency_and_the_person_reads_it(place: Place, edith: httpx.Client) -> None:
    person, start = place.people["edith"], last(place)
    with place.client("petra") as petra:
        assert petra.get(f"/person/{person}").status_code == 404
        for wrong in ({"reason": "x"}, {"hours": "9"}, {"purpose": "CURIOUS"}, {"born": "03/03/1941"}):
            assert petra.post("/break-glass", data=FORM | wrong).status_code == 400, wrong
            assert petra.get(f"/person/{person}").status_code == 404
        assert petra.post("/break-glass", data=FORM).headers["location"] == f"/person/{person}"
        assert "MARSH" in petra.get(f"/person/{person}").text
        assert petra.post("/break-glass", data=FORM).status_code == 429
    place.fetch("DELETE FROM access.relationship WHERE kind = 'break-glass'")
    assert (person, "break the glass", "changed", "Fell in the street") in audit(place, "petra", start)
    assert (person, "timeline", "seen", "break-glass") in audit(place, "petra", start)
    place.fetch("UPDATE access.flagged SET until = '-infinity'")
    with place.client("paula") as paula, place.client("maria") as maria:
        assert maria.get("/privacy").status_code == 403
        place.fetch("SELECT access.flag_unusual(50) FROM (SELECT set_config('careweft.now', '2026-02-01', false)) t")
        shown = paula.get("/privacy").text
        assert "Petra Lowe" in shown
        assert "“Fell in the street”" in shown
        flag = place.fetch("SELECT id FROM access.flag WHERE kind = 'break-glass'")[0]["id"]
        assert maria.post(f"/privacy/{flag}", data={"verdict": "justified"}).status_code == 403
        assert paula.post(f"/privacy/{flag}", data={"verdict": "who knows"}).status_code == 400
        assert paula.post(f"/privacy/{flag}", data={"verdict": "justified", "note": "Asked"}).status_code == 303
        assert paula.post(f"/privacy/{flag}", data={"verdict": "unjustified"}).status_code == 409
        assert "Petra Lowe" not in paula.get("/privacy").text
        assert ": Asked" in paula.get("/privacy?all=1").text
        assert paula.get(f"/person/{person}").status_code in (403, 404)
    told = edith.get("/me/access").text
    assert "Checked who looked at your record" in told
    assert "Opened your record in an emergency" in told
    assert "Fell in the street" in told


def test_who_has_no_such_role_cannot_break_the_glass(place: Place) -> None:
    with place.client("hanna") as hanna:
        start = last(place)
        assert hanna.get("/break-glass").status_code == 403
        assert hanna.post("/break-glass", data=FORM).status_code == 403
        assert audit(place, "hanna", start) == [(0, "break-glass", "refused", "")] * 2
