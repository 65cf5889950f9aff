"""REF^I12 as a ServiceRequest: what is said, by whom, which one it is; and what is not understood."""

from datetime import UTC, datetime

import pytest

from careweft.base.errors import BadInput
from careweft.feeds.hl7 import ack
from careweft.feeds.hl7.message import split
from careweft.feeds.hl7.understand import understand
from careweft.feeds.notes import Understood
from careweft.fhir.decode import decode

from .conftest import LONDON

PID = "PID|1||P77^^^ACUTE^MR||Marsh^Edith||19410302|F"
RF1 = "RF1|P^Pending^HL70283|S^Stat^HL70280|HOM^Home Care^HL70281|||R123^ACUTE|20260115093000|||2^Falls^L"
PRD = "PRD|RP^Referring^HL70286|Hale^George^^^Dr"
HEAD = "MSH|^~\\&|PAS|ACUTE|CAREWEFT|PLACE|20260115100000||REF^{}|C1|P|2.5"


def read(*segments: str, trigger: str = "I12") -> Understood:
    raw = "\r".join((HEAD.format(trigger), *segments)).encode()
    return understand(split(raw), "acute", LONDON, datetime(2026, 1, 15, tzinfo=UTC), "1")


def request(found: Understood) -> dict[str, object]:
    (note,) = [note for note in found.records if note.resource["resourceType"] == "ServiceRequest"]
    assert decode(dict(note.resource))
    return note.resource


def test_a_referral_says_who_why_and_how_urgent() -> None:
    made = request(
        read(RF1, PRD, PID, "NTE|1||Lives alone", "OBX|1|NM|8867-4^Pulse^LN||80|/min|||||F", "NTE|1||resting")
    )
    assert (made["status"], made["priority"], made["authoredOn"]) == ("active", "stat", "2026-01-15T09:30:00Z")
    assert made["requester"] == {"reference": "Organization/acute", "display": "Dr George Hale"}
    assert made["reasonCode"] == [
        {"coding": [{"system": "urn:careweft:source:acute:code:L", "code": "2", "display": "Falls"}], "text": "Falls"}
    ]
    assert made["note"] == [{"text": "Lives alone"}]  # the note below the result belongs to the result
    assert made["category"] == [
        {"coding": [{"system": "http://snomed.info/sct", "code": "3457005", "display": "Referral"}]}
    ]


def test_a_result_in_a_referral_keeps_its_own_note() -> None:
    found = read(RF1, PRD, PID, "NTE|1||Lives alone", "OBX|1|NM|8867-4^Pulse^LN||80|/min|||||F", "NTE|1||resting")
    (pulse,) = [note.resource for note in found.records if note.resource["resourceType"] == "Observation"]
    assert pulse["note"] == [{"text": "resting"}]


def test_a_change_and_a_withdrawal_are_of_the_same_referral() -> None:
    first, changed, gone = (request(read(RF1, PRD, PID, trigger=trigger)) for trigger in ("I12", "I13", "I14"))
    assert first["id"] == changed["id"] == gone["id"]
    assert gone["status"] == "revoked"


def test_a_referral_without_a_number_waits_in_quarantine() -> None:
    with pytest.raises(BadInput, match="the referral has no number"):
        read("RF1|P|R|HOM", PRD, PID)


@pytest.mark.parametrize("segments", [(RF1, PRD), (PID,), (PID, "RF1|")])
def test_what_tells_of_no_patient_or_no_referral_makes_none(segments: tuple[str, ...]) -> None:
    try:
        found = read(*segments)
    except BadInput as wrong:
        assert "number" in str(wrong)
        return
    assert [note for note in found.records if note.resource["resourceType"] == "ServiceRequest"] == []


def test_it_is_acknowledged_and_a_question_about_it_changes_nothing() -> None:
    assert ack.refusal(split("\r".join((HEAD.format("I12"), RF1, PID)).encode())) is None
    found = read(RF1, PRD, PID, trigger="I15")
    assert found.records == []
    (asked,), (first,) = found.referrals, read(RF1, PRD, PID).referrals
    assert (asked.request, asked.number, asked.authority) == (first.request, "R123", "ACUTE")
    assert (first.trigger, asked.trigger) == ("I12", "I15")
