"""A task that somebody gives by hand: once, to a colleague, a role or the team, about whom they may see."""

import re
from typing import Any
from uuid import uuid4

import httpx

from tests.site.place import Place

DUE = {"day": "2026-02-02", "time": "10:00"}
GIVEN = """SELECT id, team, role, practitioner, urgent, due::text AS due FROM care.task WHERE title = $1"""


def give(client: httpx.Client, title: str, **more: Any) -> httpx.Response:
    key = re.search(r'name="key" value="(\w+)"', client.get("/tasks/new").text)
    assert key
    return client.post("/tasks/new", data={"key": key[1], "title": title, **DUE, **more})


def test_a_task_is_given_once_to_a_colleague_a_role_or_the_team(place: Place) -> None:
    with place.client("carla") as carla:
        for to, role, practitioner in (
            ("zone-1/staff/nina", "district-nurse", "nina"),
            ("zone-1/role/district-nurse", "district-nurse", None),
            ("zone-1/", "", None),
        ):
            title = f"Look in on her {uuid4().hex[:6]}"
            form = {"key": uuid4().hex, "title": title, "for": to, "person": place.people["edith"]} | DUE
            sent = [carla.post("/tasks/new", data=form | {"urgent": "yes"}) for _ in range(2)]
            assert [each.status_code for each in sent] == [303, 303]
            assert sent[0].headers["location"] == sent[1].headers["location"]
            (task,) = place.fetch(GIVEN, title)
            assert task["team"] == "zone-1"
            assert (task["role"], task["practitioner"]) == (role, practitioner)
            assert task["urgent"]
            assert task["due"].startswith("2026-02-02 10:00")
            assert title in carla.get("/work").text
            page = carla.get(sent[0].headers["location"]).text
            assert title in page
            assert "Carla Reed" in page.partition("Asked by")[2][:200]


def test_whom_it_is_about_is_found_by_name_and_chosen_among_several(place: Place) -> None:
    with place.client("carla") as carla:
        one = give(carla, "By name", who="Marsh", **{"for": "zone-1/"})
        assert one.status_code == 303, one.text
        nobody = give(carla, "By name", who="Zzyzx", **{"for": "zone-1/"})
        assert nobody.status_code == 400
        assert "Nobody whom you may see fits this" in nobody.text


def test_each_field_says_what_is_wrong_with_it(place: Place) -> None:
    with place.client("carla") as carla:
        told = {"title": "", "who": "", "for": "zone-9/", "day": "2025-01-01", "why": "x" * 2001}
        answer = carla.post("/tasks/new", data=told)
        assert answer.status_code == 400
        for text in ("Say in a few words what is to be done", "Say whom it is about", "Choose who should do it",
                     "Choose a day and time to come", "Use at most 2000 characters"):  # fmt: skip
            assert text in answer.text, text
        assert "Choose a day of the calendar" in carla.post("/tasks/new", data={"day": "2026-02-31"}).text


def test_nobody_gives_a_task_about_whom_they_may_not_see_or_to_another_team(place: Place) -> None:
    edith = place.people["edith"]
    with place.client("petra") as petra:
        assert "MARSH" not in petra.get(f"/tasks/new?person={edith}").text
        assert give(petra, "Not hers", person=edith, **{"for": "zone-2/"}).status_code == 400
        assert give(petra, "Not hers", who="Marsh", **{"for": "zone-2/"}).status_code == 400
    with place.client("carla") as carla:
        assert give(carla, "Not hers", person=edith, **{"for": "zone-2/"}).status_code == 400
    with place.client("person") as person:
        assert person.get("/tasks/new").status_code == 404
    assert place.fetch(GIVEN, "Not hers") == []
