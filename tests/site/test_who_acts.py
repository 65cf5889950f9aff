"""Who cares for somebody does things for them as far as the person lets them, is named for it, until it ends."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx
import orjson
import pytest

from tests.site.place import PASSWORD, Place

SLOT = "SELECT id FROM care.slot WHERE taken < places AND start > '2026-01-29' ORDER BY start LIMIT 1"


def let_in(place: Place, name: str, *, acts: bool) -> None:
    """Edith lets somebody in, who takes it up with a log-in of their own."""
    with place.client("person") as edith:
        told = {"name": f"{name.title()} Rudd", "relation": "FRND", "key": name, "acts": "yes" if acts else ""}
        page = edith.post("/me/carers", data=told).text
    code = re.search(r'cw-call"><bdi dir="ltr">([A-Z0-9-]+)', page)
    assert code
    new = {"code": code[1], "name": f"{name.title()} Rudd", "username": name, "password": PASSWORD}
    answer = httpx.post(f"{place.site}/invited", data=new, headers={"sec-fetch-site": "same-origin"}, timeout=30)
    assert answer.status_code == 303, answer.text


@contextmanager
def carer(place: Place, *, acts: bool = True) -> Iterator[tuple[str, httpx.Client, str]]:
    """A new carer of Edith's: their username, logged in, and where they find her."""
    name = f"kin{uuid4().hex[:8]}"
    let_in(place, name, acts=acts)
    with place.client(name) as client:
        yield name, client, f"/for/{place.people['edith']}"


def relative(place: Place, username: str) -> str:
    rows = place.fetch(
        "SELECT i.related FROM access.invitation i JOIN access.account a ON a.id = i.account_id WHERE a.username = $1",
        username,
    )
    return f"RelatedPerson/{rows[0]['related']}"


def bodies(place: Place, kind: str, holds: str) -> list[dict[str, Any]]:
    """Edith's resources of a type in which a text stands."""
    rows = place.fetch(
        "SELECT body FROM fhir.resource WHERE person_id = $1 AND type = $2 AND strpos(body, $3) > 0",
        place.people["edith"], kind, holds,
    )  # fmt: skip
    return [orjson.loads(row["body"]) for row in rows]


@pytest.fixture(scope="module")
def slot(place: Place) -> str:
    """A clinic that people book, and a free time of it."""
    clinic = {"title": "Hearing clinic", "team": "zone-1", "location": "The Quay", "mode": "in-person", "minutes": "20"}
    clinic |= {"hours": "thursday 13:00-14:00\nfriday 13:00-14:00", "books-person": "yes", "books-staff": "yes"}
    with place.client("carla") as carla:
        assert carla.post("/clinics", data=clinic).status_code == 303
    return str(place.fetch(SLOT)[0]["id"])


def deeds(slot: str, word: str) -> dict[str, dict[str, str]]:
    """What a carer sends, by where."""
    return {
        "/appointments": {"slot": slot, "reason": word},
        "/requests": {"kind": "time", "text": word, "key": word},
        "/readings": {"r-weight": "71", "note": word, "key": word},
        "/messages": {"title": word, "text": word, "team": "zone-1", "key": word},
        "/plan/write/about": {"version": "0", "about/people.text": word},
    }


def test_who_may_act_does_it_once_in_their_own_name_and_the_person_sees_it(place: Place, slot: str) -> None:
    word = f"Word{uuid4().hex[:12]}"
    with carer(place) as (name, kin, base):
        who = relative(place, name)
        for end, form in deeds(slot, word).items():
            assert kin.get(base + end).status_code == 200, end
            for _turn in range(2):  # sent twice it is done once
                version = re.search(r'name="version" value="(\d+)"', kin.get(base + end).text)
                answer = kin.post(base + end, data=form | ({"version": version[1]} if version else {}))
                assert answer.status_code == 303, (end, answer.text)
        booked = bodies(place, "Appointment", word)
        assert len(booked) == 1
        assert [e["valueReference"]["reference"] for e in booked[0]["extension"] if e["url"].endswith("booked-by")] == [
            who
        ]
        asked = [each["requester"] for each in bodies(place, "Task", word) if "requester" in each]
        assert [each["reference"] for each in asked] == [who]
        assert [each["performer"][0]["reference"] for each in bodies(place, "Observation", word)] == [who]
        assert [each["sender"]["reference"] for each in bodies(place, "Communication", word)] == [who]
        (plan,) = bodies(place, "CarePlan", word)
        assert who in orjson.dumps(plan).decode()
        with place.client("person") as edith:
            shown = name.title()
            assert f"{shown} Rudd booked it for you" in edith.get("/me/appointments").text
            assert f"{shown} Rudd asked for you" in edith.get("/me/requests").text
            looked = edith.get("/me/access").text
            for did in ("Booked or changed a time for you", "Wrote in your plan", "Wrote down your readings"):
                assert did in looked
        rows = place.fetch(
            "SELECT DISTINCT reason FROM access.audit u JOIN access.account a ON a.id = u.account_id "
            "WHERE a.username = $1 AND u.person_id = $2 AND action = 'change' AND outcome = 'changed'",
            name, place.people["edith"],
        )  # fmt: skip
        assert [row["reason"] for row in rows] == ["carer"]
        appointment = booked[0]["id"]
        assert kin.post(f"{base}/appointments/{appointment}/cancel", data={"why": ""}).status_code == 303
        assert [each["status"] for each in bodies(place, "Appointment", word)] == ["cancelled"]


def test_a_carer_answers_what_the_person_was_asked_and_not_what_is_kept_from_them(place: Place) -> None:
    edith = place.people["edith"]
    with place.client("carla") as carla:
        for name in ("digital-skills", "phq-9"):
            carla.post(f"/person/{edith}/assessments", data={"instrument": name, "ask": "1"})
    asked = {
        row["instrument"]: row["record"].partition("/")[2]
        for row in place.fetch("SELECT instrument, record FROM care.assessment WHERE person_id = $1", edith)
    }
    with carer(place) as (name, kin, base):
        page = kin.get(f"{base}/assessments/{asked['digital-skills']}").text
        form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)) | {
            "q0": "yes",
            "go": "later",
        }
        answer = kin.post(f"{base}/assessments/{asked['digital-skills']}", data=form)
        assert answer.status_code == 303, answer.text
        (saved,) = bodies(place, "QuestionnaireResponse", relative(place, name))
        assert saved["id"] == asked["digital-skills"]
        assert kin.get(f"{base}/assessments/{asked['phq-9']}").status_code == 404
        assert kin.post(f"{base}/assessments/{asked['phq-9']}", data=form).status_code == 404


def test_who_may_only_read_does_nothing_but_write_to_the_team(place: Place, slot: str) -> None:
    word = f"Word{uuid4().hex[:12]}"
    with carer(place, acts=False) as (name, kin, base):
        for end, form in deeds(slot, word).items():
            answer = kin.post(base + end, data=form)
            assert (answer.status_code == 303) == (end == "/messages"), (end, answer.status_code)
        for kind in ("Appointment", "Task", "Observation", "CarePlan"):
            done = [each for each in bodies(place, kind, word) if each["resourceType"] != "Task" or "requester" in each]
            assert done == []
        for end in ("/appointments?service=hearing-clinic", "/requests", "/readings", "/assessments", "/plan"):
            page = kin.get(base + end)
            assert page.status_code == 200
            assert 'method="post" action="/for' not in page.text, end
        related = relative(place, name).partition("/")[2]
        with place.client("person") as edith:
            assert edith.post(f"/me/carers/{related}/acts").headers["location"] == "/me/carers?said=acts"
            assert kin.post(f"{base}/readings", data={"r-weight": "70", "key": word}).status_code == 303
            assert edith.post(f"/me/carers/{related}/reads").headers["location"] == "/me/carers?said=reads"
        assert kin.post(f"{base}/readings", data={"r-weight": "69", "key": "other"}).status_code == 403


def test_it_ends_at_once_also_half_way_through_a_form(place: Place, slot: str) -> None:
    word = f"Word{uuid4().hex[:12]}"
    with carer(place) as (name, kin, base):
        assert kin.get(f"{base}/plan/write/about").status_code == 200
        with place.client("person") as edith:
            edith.post(f"/me/carers/{relative(place, name).partition('/')[2]}/end")
        for end, form in deeds(slot, word).items():
            assert kin.post(base + end, data=form).status_code == 404, end
            assert kin.get(base + end).status_code == 404, end
        assert not [kind for kind in ("Appointment", "Task", "Observation", "CarePlan") if bodies(place, kind, word)]


def test_nobody_acts_for_whom_they_do_not_care_for(place: Place, slot: str) -> None:
    with carer(place) as (_name, kin, _base):
        for who in (place.people["frank"], place.people["iris"], 10**9):
            for end, form in deeds(slot, "nothing").items():
                assert kin.post(f"/for/{who}{end}", data=form).status_code == 404, (who, end)
    with place.client("person") as edith, place.client("carla") as carla:  # neither the person nor staff go that way
        for client in (edith, carla):
            assert client.get(f"/for/{place.people['edith']}/appointments").status_code == 404
