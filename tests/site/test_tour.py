"""The first steps of somebody who is new: by what they may do, ticked off as they are taken, closed, brought back."""

from collections.abc import Iterator

import httpx
import pytest

from careweft.access.accounts import Account
from careweft.access.policy import MAY
from careweft.web import tours
from tests.site.place import Place

HEAD = "Start here"


@pytest.fixture
def carla(place: Place) -> Iterator[httpx.Client]:
    with place.client("carla") as client:
        client.post("/first-steps", data={"show": "yes"})
        yield client
        client.post("/first-steps", data={"show": "no"})


def test_a_step_is_ticked_off_once_it_is_taken_and_the_rest_stay(carla: httpx.Client) -> None:
    page = carla.get("/work").text
    assert HEAD in page
    assert "Seen" not in page.partition(HEAD)[2]
    for _ in range(2):  # taken twice it is taken once
        assert carla.get("/first-steps/referrals").headers["location"] == "/referrals"
    assert carla.get("/work").text.partition(HEAD)[2].count(">Seen<") == 1
    assert carla.get("/first-steps/nothing").status_code == 404
    assert carla.get("/first-steps/store").status_code == 404  # of another role
    assert HEAD not in carla.get("/referrals").text


def test_it_is_closed_on_every_device_and_brought_back_from_help(place: Place, carla: httpx.Client) -> None:
    carla.get("/first-steps/referrals")
    assert carla.post("/first-steps", data={"show": "no"}).headers["location"] == "/work"
    with place.client("carla") as elsewhere:
        assert HEAD not in elsewhere.get("/work").text
        assert "Show me the first steps again" in elsewhere.get("/help").text
        elsewhere.post("/first-steps", data={"show": "yes"})
    page = carla.get("/work").text
    assert HEAD in page
    assert ">Seen<" not in page.partition(HEAD)[2]
    with place.client("nina") as other:  # each account has its own
        assert HEAD not in other.get("/work").text


def test_a_person_has_steps_of_their_own_in_their_language(place: Place) -> None:
    with place.client("person") as edith:
        edith.post("/first-steps", data={"show": "yes"})
        assert "Write what matters to you" in edith.get("/me").text
        assert edith.get("/first-steps/plan").headers["location"] == "/me/plan"
        edith.post("/first-steps", data={"show": "no"})
        assert HEAD not in edith.get("/me").text


def test_every_role_has_first_steps_and_each_leads_where_the_role_may_go() -> None:
    for role, acts in MAY.items():
        kind = {"self": "person", "carer": "carer"}.get(role, "staff")
        account = Account(1, "x", "X", kind, 1, frozenset(), frozenset({role}), tour=())  # type: ignore[arg-type]
        found = tours.steps(account)
        assert found, role
        named = {step.id: act for act, step in tours._STAFF}
        assert all(named[step.id] in acts for step in found if step.id in named), role
