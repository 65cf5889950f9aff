"""Events as differences between what was known and what is."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from careweft.facts.event import KINDS, Happening, Revision, happenings, revisions
from careweft.facts.flatten import flatten
from tests.facts.make import encounter, observation, reference, service_request

LONDON = ZoneInfo("Europe/London")
KNOWN = datetime(2026, 1, 15, 9, tzinfo=UTC)
IN, OUT = "2026-01-10T14:00:00Z", "2026-01-14T11:00:00Z"


def told(resource: dict[str, Any] | None) -> dict[str, Happening]:
    if resource is None:
        return {}
    return happenings(f"{resource['resourceType']}/{resource['id']}", flatten(resource, LONDON))


def change(before: dict[str, Any] | None, after: dict[str, Any] | None) -> list[Revision]:
    return list(revisions(1, KNOWN, told(before), told(after)))


def brief(before: dict[str, Any] | None, after: dict[str, Any] | None) -> list[tuple[str, bool]]:
    return [(each.happening.key, each.revoked) for each in change(before, after)]


STAY = encounter("e", "in-progress", IN, unit="W1")
GONE = encounter(
    "e", "finished", IN, OUT, unit="W2", hospitalization={"dischargeDisposition": {"coding": [{"code": "home"}]}}
)


def test_an_admission_is_told_once_and_a_transfer_is_not_another() -> None:
    assert brief(None, STAY) == [("Encounter/e/admitted", False)]
    assert brief(STAY, STAY | {"location": encounter("e", "x", IN, unit="W2")["location"]}) == []


def test_an_admission_says_where_to() -> None:
    (admitted,) = change(None, STAY)
    assert admitted.happening.data["to"] == {"class": "inpatient", "organisation": "acute", "unit": "W1"}


def test_a_planned_stay_has_not_happened() -> None:
    assert brief(None, encounter("e", "planned", IN)) == []
    assert brief(encounter("e", "planned", IN), STAY) == [("Encounter/e/admitted", False)]


def test_a_discharge_says_whence_and_whither_and_leaves_the_admission_alone() -> None:
    (discharged,) = change(STAY, GONE)
    assert (discharged.happening.key, discharged.happening.kind) == ("Encounter/e/discharged", "discharged")
    assert discharged.happening.at == datetime(2026, 1, 14, 11, tzinfo=UTC)
    assert discharged.happening.data["from"]["class"] == "inpatient"
    assert discharged.happening.data["from"]["unit"] == "W2"
    assert discharged.happening.data["to"] == {"destination": "home"}


def test_a_cancelled_discharge_is_revoked_and_a_cancelled_admission_too() -> None:
    assert brief(GONE, STAY) == [("Encounter/e/discharged", True)]
    cancelled = encounter("e", "cancelled", IN)
    assert brief(STAY, cancelled) == [("Encounter/e/admitted", True)]
    assert brief(GONE, cancelled) == [("Encounter/e/admitted", True), ("Encounter/e/discharged", True)]
    assert brief(cancelled, STAY) == [("Encounter/e/admitted", False)]


def test_a_whole_stay_that_is_told_at_once_is_told_in_order() -> None:
    assert brief(None, GONE) == [("Encounter/e/admitted", False), ("Encounter/e/discharged", False)]


@pytest.mark.parametrize(
    ("correction", "keys"),
    [
        ({"period": {"start": "2026-01-10T13:00:00Z"}}, ["Encounter/e/admitted"]),
        ({"reasonCode": [{"text": "fall"}]}, ["Encounter/e/admitted"]),
        ({"extension": [{"url": "urn:other", "valueCode": "x"}]}, []),
    ],
)
def test_a_correction_is_told_again_under_the_same_key(correction: dict[str, Any], keys: list[str]) -> None:
    found = change(STAY, STAY | correction)
    assert [each.happening.key for each in found] == keys
    assert all(not each.revoked and each.was == datetime(2026, 1, 10, 14, tzinfo=UTC) for each in found)


def test_leave_and_return() -> None:
    def history(*entries: tuple[str, str, str | None]) -> dict[str, Any]:
        said = [{"status": s, "period": {"start": a, **({"end": b} if b else {})}} for s, a, b in entries]
        return encounter("e", entries[-1][0], IN, statusHistory=said)

    here = history(("in-progress", IN, None))
    away = history(("in-progress", IN, "2026-01-11T10:00:00Z"), ("onleave", "2026-01-11T10:00:00Z", None))
    back = history(
        ("in-progress", IN, "2026-01-11T10:00:00Z"),
        ("onleave", "2026-01-11T10:00:00Z", "2026-01-12T10:00:00Z"),
        ("in-progress", "2026-01-12T10:00:00Z", None),
    )
    assert brief(here, away) == [("Encounter/e/on-leave/1", False)]
    assert brief(away, back) == [("Encounter/e/returned/1", False)]
    assert brief(back, away) == [("Encounter/e/returned/1", True)]
    assert brief(away, here) == [("Encounter/e/on-leave/1", True)]


def test_attendances_referrals_assessments_and_readings() -> None:
    attended = encounter("e", "finished", IN, OUT, class_="EMER")
    assert brief(None, attended) == [("Encounter/e/attended-ed", False)]
    referral = service_request("r", "referral", "active", authoredOn=IN, requester=reference("Organization/gp-01"))
    assert brief(None, referral) == [("ServiceRequest/r/referred", False)]
    assert brief(referral, referral | {"status": "completed"}) == []
    assert brief(referral, referral | {"status": "revoked"}) == [("ServiceRequest/r/referred", True)]
    weight = observation("o", "29463-7", 70, IN)
    assert brief(None, weight) == [("Observation/o/reading/weight", False)]
    assert brief(weight, weight | {"valueQuantity": {"value": 71}}) == [("Observation/o/reading/weight", False)]
    score = observation("s", "44261-6", 9, IN, category=[{"coding": [{"code": "survey"}]}])
    assert brief(None, score) == [("Observation/s/assessed", False)]


def test_what_was_deleted_is_revoked() -> None:
    assert brief(STAY, None) == [("Encounter/e/admitted", True)]


def test_kinds() -> None:
    found = {each.happening.kind for resource in (STAY, GONE) for each in change(None, resource)}
    assert found <= set(KINDS)
