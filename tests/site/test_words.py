"""What pages say in words: journeys, models, who looked; and people's own pages for a reader of nine."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from careweft.access.audit import Look
from careweft.access.relationships import Involved
from careweft.care import projection
from careweft.care.plans.package import Package
from careweft.fhir.labels import Label
from careweft.models import check, library
from careweft.web import terms
from careweft.web.desk import Lately, Names
from careweft.web.language import speaking
from careweft.web.pages import model_words, people
from careweft.web.pages.journey import Told, entry, journey
from careweft.web.pages.news import news
from careweft.web.view import Organisation, OrganisationKind
from tests.site.reading import grade

ZONE = ZoneInfo("Europe/London")
AT = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
NAMES = Names(
    {
        "acute": Organisation("acute", "Westhaven General", OrganisationKind.HOSPITAL),
        "gp-01": Organisation("gp-01", "The Quay Surgery", OrganisationKind.GP),
        "homecare-a": Organisation("homecare-a", "Helping Hands", OrganisationKind.HOME_CARE),
    },
    {"zone-1": "Zone 1"},
    {"carla": "Carla Reed"},
)


def told(labels: dict[str, Label] | None = None, **facts: list[dict[str, Any]]) -> Told:
    return Told(facts, labels or {}, NAMES, ZONE)


def reading(name: str, value: float, unit: str, at: datetime = AT) -> dict[str, Any]:
    return {"record": f"Observation/{name}", "name": name, "code": "x", "value": value, "unit": unit, "at": at}


def stay(**changes: Any) -> dict[str, Any]:
    row = {"record": "Encounter/1", "class": "inpatient", "status": "finished", "emergency": True, "start": AT}
    row |= {"finish": AT + timedelta(days=4), "organisation": "acute", "unit": "MEDICAL WARD 1", "reason": "Pneumonia"}
    return row | {"ready": None, "delay": None, "destination": "home-with-care"} | changes


def test_readings_of_one_moment_are_one_entry_of_who_took_them() -> None:
    rows = [reading("systolic", 142, "mm[Hg]"), reading("diastolic", 80, "mm[Hg]"), reading("temperature", 37.4, "Cel")]
    later = reading("weight", 70.5, "kg", AT + timedelta(hours=1))
    sent = {str(row["record"]): Label("gp-01", "") for row in rows}
    sent["Observation/weight"] = Label("careweft", "", "Patient/1")
    weight, together = journey(replace(told(sent, reading=[*rows, later]), names=replace(NAMES, own=True)))
    assert weight.organisation.name == "You"
    assert (weight.title, weight.detail) == ("Weight 70.5 kg", "")
    assert (together.title, together.detail) == ("2 readings", "Blood pressure 142/80 mmHg, Temperature 37.4 °C")
    assert together.organisation.name == "The Quay Surgery"


def test_a_letter_is_an_entry_that_leads_to_it() -> None:
    row: dict[str, Any] = {
        "record": "DocumentReference/9",
        "title": "Discharge letter",
        "organisation": None,
        "stay": None,
        "at": AT,
    }
    (step,) = journey(told({row["record"]: Label("acute", "")}, letter=[row]))
    shown = entry(step, True, "/for/1", corrects=False)
    assert (shown.kind, shown.title, shown.href) == ("Letter", "Discharge letter", "/for/1/letters/9")
    assert shown.organisation.name == "Westhaven General"


def test_visits_of_one_day_are_one_entry() -> None:
    visits = [
        {"record": f"Encounter/{hour}", "kind": "home-care-visit", "at": AT.replace(hour=hour), "minutes": 30,
         "organisation": "homecare-a"}
        for hour in (8, 13, 19)
    ]  # fmt: skip
    visits.append(visits[0] | {"record": "Encounter/9", "at": AT - timedelta(days=1)})
    today, before = journey(told(contact=visits))
    assert (today.title, today.detail) == ("Home care visit, 3 times", "At 08:30, 13:30, 19:30")
    assert (before.title, before.detail) == ("Home care visit", "30 minutes")


@pytest.mark.parametrize(
    ("row", "detail"),
    [
        (stay(), "Medical Ward 1. Pneumonia. Came as an emergency. Left home with care on 19 Jan 2026 after 4 nights"),
        (stay(finish=None, destination=None), "Medical Ward 1. Pneumonia. Came as an emergency. Still there"),
        (stay(emergency=False, finish=AT + timedelta(hours=5), destination=None),
         "Medical Ward 1. Pneumonia. Left on 15 Jan 2026 the same day"),
        (stay(destination="died"), "Medical Ward 1. Pneumonia. Came as an emergency. Died there on 19 Jan 2026"),
        (stay(finish=None, delay="awaiting-care-home", ready=AT),
         "Medical Ward 1. Pneumonia. Came as an emergency. Well enough to leave, waits for a place in a care home. "
         "Still there"),
        (stay(delay="awaiting-care-package", ready=AT + timedelta(days=1), destination="home"),
         "Medical Ward 1. Pneumonia. Came as an emergency. Waited 3 days for care at home. Left home on 19 Jan 2026 "
         "after 4 nights"),
        (stay(**{"class": "emergency", "unit": "EMERGENCY DEPT"}), "Pneumonia"),
    ],
)  # fmt: skip
def test_a_stay_says_where_why_and_how_it_ended(row: dict[str, Any], detail: str) -> None:
    (step,) = journey(told(encounter=[row]))
    assert step.detail.replace("\N{NO-BREAK SPACE}", " ") == detail
    assert step.organisation.name == "Westhaven General"


def test_a_condition_is_called_what_its_sender_calls_it() -> None:
    rows: list[dict[str, Any]] = [
        {"record": "Condition/1", "code": "S52.5", "name": None, "start": AT, "finish": None},
        {"record": "Condition/2", "code": "N18", "name": "ckd", "start": AT, "finish": None},
    ]
    sent = {"Condition/1": Label("acute", "Fracture of lower end of radius"), "Condition/2": Label("gp-01", "")}
    found = {(step.title, step.organisation.name) for step in journey(told(sent, condition=rows))}
    assert found == {
        ("Fracture of lower end of radius", "Westhaven General"),
        ("Chronic kidney disease", "The Quay Surgery"),
    }


def test_teams_medicines_and_referrals_are_in_words() -> None:
    case = {"record": "EpisodeOfCare/1", "status": "active", "team": "zone-1", "coordinator": "carla", "start": AT}
    medicine = {"record": "MedicationRequest/1", "code": "x", "name": "Ramipril 5mg capsules", "start": AT}
    asked = {"record": "ServiceRequest/1", "at": AT, "status": "active", "urgent": True, "organisation": "family"}
    steps = journey(
        told(
            case=[case | {"finish": None}],
            medication=[medicine | {"finish": None}],
            referral=[asked | {"reason": "Needs help at home"}],
        )
    )
    found = {step.kind: (step.title, step.detail, step.organisation.name) for step in steps}
    assert found == {
        "case": ("Taken into the care of Zone 1", "", "Zone 1"),
        "medicine": ("Ramipril 5mg capsules started", "", "Careweft"),
        "referral": ("Needs help at home", "Urgent", "Family"),
    }


@pytest.mark.parametrize(
    ("kept", "english", "polish"),
    [
        ("Ann Rudd can see your record now.", "Ann Rudd can see your record now.", "Ann Rudd"),
        ("Carla Reed looks after the person now", "Carla Reed looks after you now.", "Carla Reed"),
        (
            "The case is closed: The goals are met. She walks again.\nWell done.",
            "We do not look after you any more. The goals are met. She walks again.\nWell done.",
            "She walks again.\nWell done.",
        ),
        ("Repeat prescription: yes.", "Repeat prescription: yes.", "Ponowna recepta: tak."),
        ("Repeat prescription: no. See me first", "Repeat prescription: no. See me first", "See me first"),
        ("Your referral was accepted", "You asked for help. We said yes.", "Prosisz"),
    ],
)
def test_what_a_person_is_told_is_in_their_words_and_language(kept: str, english: str, polish: str) -> None:
    assert news(kept) == english
    with speaking("pl"):
        assert polish in news(kept) and news(kept) != english
    assert news("Come on Friday: bring your frame") == "Come on Friday: bring your frame"


def test_a_model_says_what_it_does() -> None:
    said = model_words.reactions(check.read(library.model_file("torbay"), ZONE))
    admitted = next(each for each in said if "is admitted" in each.when)
    assert admitted.when == "When somebody who has an open case is admitted to hospital"
    assert (admitted.rule, admitted.does[:2]) == ("", ["Tell the coordinator", "Pause home care"])
    assert admitted.does[2] == (
        "Give the health and social care coordinator a task: Plan the discharge with the ward, within 24 hours, "
        "else tell the manager"
    )


@pytest.mark.parametrize("name", library.ids())
def test_every_model_of_the_library_has_words_for_all_that_it_does(name: str) -> None:
    compiled = check.read(library.model_file(name), ZONE)
    said = model_words.reactions(compiled)
    assert [len(each.does) for each in said] == [len(reaction.actions) for reaction in compiled.reactions]
    assert all(text[:1].isupper() for each in said for text in each.does)
    assert model_words.entry(compiled).endswith(".")
    assert len(model_words.teams(compiled)) == len(compiled.model.teams)


def look(minutes: int, who: str, party: str, what: str, outcome: str = "seen", reason: str = "care-team") -> Look:
    action = "change" if outcome == "changed" else "read"
    return Look(AT - timedelta(minutes=minutes), who, [party], action, what, outcome, reason)  # type: ignore[arg-type]


LOOKS = [
    look(0, "Edith Marsh", "person/1", "plan", reason="self"),
    look(1, "Carla Reed", "zone-1", "plan"),
    look(2, "Carla Reed", "zone-1", "plan"),
    look(3, "Petra Lowe", "zone-2", "see-people", "refused", ""),
    look(4, "Carla Reed", "zone-1", "task", "changed", ""),
    look(5, "Dr Hale", "gp-01", "tier High risk", reason="registered-practice"),
    look(2000, "Carla Reed", "zone-1", "plan"),
]


def test_who_looked_is_a_line_for_each_person_and_thing_of_a_day() -> None:
    shown = people.looks(LOOKS, NAMES, ZONE, own=True, everybody=False)
    assert [(each.who, each.what, each.why, each.times) for each in shown] == [
        ("Carla Reed", "Read your plan", "Your care team", 2),
        ("Petra Lowe", "Tried to open your record. Nothing was shown", "", 1),
        ("Carla Reed", "Changed something for you", "", 1),
        ("Dr Hale", "Saw your name in the group “High risk”", "Your GP practice", 1),
        ("Carla Reed", "Read your plan", "Your care team", 1),
    ]
    assert [each.organisation.name for each in shown[:2]] == ["Zone 1", "zone-2"]


def test_a_person_may_read_their_own_looks_too() -> None:
    shown = people.looks(LOOKS, NAMES, ZONE, own=True, everybody=True)
    assert (shown[0].who, shown[0].organisation.name, shown[0].why) == ("You", "Yourself", "It is about you")
    staff = people.looks(LOOKS, NAMES, ZONE, own=False, everybody=True)
    assert (staff[0].who, staff[0].organisation.name) == ("Edith Marsh", "The person")


def test_who_is_involved_stands_there_once_with_all_reasons() -> None:
    since, forever = datetime(2026, 1, 5, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
    found = [
        Involved("zone-1", "care-team", since, forever),
        Involved("zone-1", "task", since, forever),
        Involved("gp-01", "registered-practice", since, forever),
        Involved("person/1", "self", datetime.min.replace(tzinfo=UTC), forever),
    ]
    case = Package("EpisodeOfCare/1", "zone-1", "carla", since, [], [])
    shown = people.involved(found, case, NAMES, ZONE, own=True)
    assert [(each.name, each.lead) for each in shown] == [
        ("Carla Reed", True),
        ("Zone 1", False),
        ("The Quay Surgery", False),
    ]
    role = "Your care team since 5 Jan 2026. They have something to do for you"
    assert shown[1].role.replace("\N{NO-BREAK SPACE}", " ") == role
    assert shown[2].role == "Your GP practice"


def test_every_relationship_and_every_look_has_words() -> None:
    kinds = {*projection._KINDS.values(), "self", "guardian", "parent", "young-persons-parent", "carer", "share"}
    kinds |= {"reading-carer"}
    kinds |= {"break-glass", "review", "referrer", "referred-to", "pathway", "appointment", "conversation"}
    assert terms.RELATIONS.keys() == terms.OWN_RELATIONS.keys() == kinds
    assert terms.LOOKS.keys() == terms.OWN_LOOKS.keys()


def test_whom_a_page_showed_lately_is_forgotten_in_time() -> None:
    lately = Lately(seconds=-1)
    lately.note(1, "worklist", [7])
    assert lately.fresh(1, "worklist", [7, 8]) == [7, 8]
    lately = Lately()
    lately.note(1, "worklist", [7])
    assert lately.fresh(1, "worklist", [7, 8]) == [8]
    assert lately.fresh(2, "worklist", [7]) == lately.fresh(1, "plan", [7]) == [7]


def test_the_formula_knows_easy_from_hard() -> None:
    assert grade("The cat sat on the mat. It was fat.") < 1
    assert grade("Interdisciplinary multimorbidity necessitates comprehensive geriatric assessment.") > 20
