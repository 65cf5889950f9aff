"""How referrals come in here: calls, letters, forms sent twice; online triage; what is never taken."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.base.errors import BadInput
from careweft.care.entry import letters, online, queue
from careweft.care.entry.online import NOT_SURE, PERSON, Advice, Question
from careweft.care.entry.receive import Caller, Intake, New, Somebody
from careweft.care.reactions import Reaction, Refer
from careweft.people.index import Index
from careweft.rules.trigger import parse_trigger
from tests.care import place as places
from tests.care.place import Place, patient, stay

ASKED = online.online("help-at-home")
EDITH = Somebody("Marsh", "Edith", date(1941, 3, 2), "9434765919", practice="gp-01")


@pytest.fixture
async def place(worker_db: Database, clock: SetClock) -> Place:
    made = Place(worker_db, clock)
    await made.set_up()
    return made


def intake(place: Place) -> Intake:
    return Intake(place.triage._record, Index(), place.clock)


async def call(place: Place, who: Somebody, new: New) -> tuple[int, str]:
    async with place.database.transaction() as connection:
        person, subject = await intake(place).register(connection, who, new.key)
        made = await intake(place).refer(connection, person, new, subject)
    await place.settle()
    return person, made


async def test_a_caller_speaks_of_somebody_known_and_of_somebody_new(place: Place) -> None:
    first, one = await call(place, EDITH, New("k1", "phone", "Fell", caller=Caller(name="Joan")))
    again, two = await call(place, EDITH, New("k2", "phone", "Fell again", caller=Caller(name="Joan")))
    other, _ = await call(place, Somebody("Vane", "Harry", date(1944, 1, 31)), New("k3", "phone", "Alone"))
    assert first == again != other
    assert one != two
    async with place.database.transaction() as connection:
        found = await queue.of_person(connection, first)
        assert {(each.reason, each.sender_name, each.means, each.team) for each in found} == {
            ("Fell", "Joan", "phone", "zone-1"),
            ("Fell again", "Joan", "phone", "zone-1"),
        }


async def test_a_form_that_is_sent_twice_is_one_referral(place: Place) -> None:
    letter = letters.read("a letter.pdf", b"%PDF-1.7 x")
    for _ in range(2):
        await call(place, EDITH, New("k1", "letter", "Fell", letters=[letter]))
    kinds = ("ServiceRequest", "Binary", "DocumentReference", "Patient")
    rows = await place.rows("fhir.resource", "type, id")
    assert sorted(row[0] for row in rows if row[0] in kinds) == sorted(kinds)
    assert len(await place.rows("care.referral", "task, state")) == 1


@pytest.mark.parametrize(
    ("who", "wrong"),
    [
        (Somebody("", "Edith", date(1941, 3, 2)), "too little"),
        (Somebody("Marsh", "Edith", None), "too little"),
        (Somebody("Marsh", "Edith", None, "9434765918"), "NHS number"),
    ],
)
async def test_who_cannot_be_told_from_others_is_not_registered(place: Place, who: Somebody, wrong: str) -> None:
    with pytest.raises(BadInput, match=wrong):
        await call(place, who, New("k1", "phone", "Fell"))
    assert await place.rows("people.source_record", "source, local_id") == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n.", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("Dear colleague,\r\n\tÉdith".encode(), "text/plain"),
    ],
)
def test_a_letter_is_what_its_bytes_are(content: bytes, kind: str) -> None:
    assert letters.read("../../letter.html", content).kind == kind
    assert letters.read("..\\x\\letter.svg", content).title == "letter.svg"


@pytest.mark.parametrize("content", [b"", b"GIF89a\x00", b"PK\x03\x04\x00", b"a\x00b", b"x" * (letters.MOST_BYTES + 1)])
def test_what_is_no_letter_is_not_taken(content: bytes) -> None:
    with pytest.raises(BadInput, match="the file is"):
        letters.read("letter.pdf", content)


async def test_an_alert_refers_once_and_takes_it_back_with_its_cause(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    trigger = parse_trigger("admitted where event.emergency")
    alert = Reaction("alert", trigger.kind, None, (Refer("Emergency admission", urgent=True),))
    monkeypatch.setattr(places, "REACTIONS", (*places.REACTIONS, alert))
    await place.put(patient(), stay(place.clock.now()))
    await place.put(stay(place.clock.now()))
    rows = await place.rows("care.referral", "sender, means, reason, urgent, state")
    assert rows == [("zone-1", "alert", "Emergency admission", True, "waiting")]
    await place.put(stay(place.clock.now(), status="cancelled"))
    assert await place.rows("care.referral", "reason, state") == [("Emergency admission", "withdrawn")]


def walk(answers: dict[str, str]) -> Advice:
    given: dict[str, str] = {}
    while isinstance(step := online.next_step(ASKED, given), Question):
        if step.id not in answers:
            return online.advise(ASKED, given)
        given[step.id] = answers[step.id]
    return step


@pytest.mark.parametrize(
    ("answers", "route"),
    [
        ({"danger": "yes"}, "emergency"),
        ({"danger": "no", "harm": "now"}, "emergency"),
        ({"danger": "no", "harm": "lately"}, "urgent"),
        ({"danger": "no", "harm": "no", "what": "fall", "fell": "head"}, "urgent"),
        ({"danger": "no", "harm": "no", "what": "fall", "fell": "some", "again": "yes"}, "routine"),
        ({"danger": "no", "harm": "no", "what": "fall", "fell": "no", "again": "no"}, "self-care"),
        ({"danger": "no", "harm": "no", "what": "fall", "fell": "some", "again": "no"}, "human"),
        ({"danger": "no", "harm": "no", "what": "things"}, "self-care"),
        ({"danger": NOT_SURE}, "human"),
        ({"danger": "no", "harm": PERSON}, "human"),
        ({}, "human"),
    ],
)
def test_the_questions_find_the_way(answers: dict[str, str], route: str) -> None:
    assert walk(answers).route == route


@given(
    st.fixed_dictionaries(
        {},
        optional={
            question.id: st.sampled_from([*question.answers, NOT_SURE, PERSON, "something else"])
            for question in ASKED.questions
        },
    )
)
def test_doubt_never_ends_in_looking_after_oneself(answers: dict[str, str]) -> None:
    """Whatever is answered or left out: danger is told, and only whole and certain answers lead past a human."""
    advice = online.advise(ASKED, answers)
    if answers.get("danger") == "yes":
        assert advice.route == "emergency"
    asked = [question for question in ASKED.questions if all(answers.get(n) in w for n, w in question.when.items())]
    certain = all(answers.get(question.id) in question.answers for question in asked)
    if not certain:
        assert advice.route in ("human", "emergency", "urgent")
    if PERSON in answers.values() and advice.route != "emergency":
        step = online.next_step(ASKED, answers)
        assert isinstance(step, Advice)
        assert step.route == "human"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("when: {nothing: 'no'}", "no question 'nothing'"),
        ("when: {danger: maybe}", "no answer 'maybe'"),
        ("when: {}", "asks nothing"),
    ],
)
def test_a_rule_that_names_what_is_not_asked_is_an_error(text: str, wrong: str) -> None:
    source = f"""
id: x
title: X
source: ours
human: Call
questions: [{{id: danger, text: "Danger?", answers: {{"yes": "Yes", "no": "No"}}}}]
rules: [{{route: emergency, place: 999, say: Call, {text}}}]
"""
    with pytest.raises(BadInput, match=wrong):
        online.read(source, "x.yaml")
