"""Leave as MedCom's HospitalNotification tells it."""

from typing import Any

from careweft.feeds.medcom import LEAVE, with_history


def encounter(*leaves: dict[str, str], **more: Any) -> dict[str, Any]:
    told = [{"url": LEAVE, "valuePeriod": leave} for leave in leaves]
    return {"resourceType": "Encounter", "period": {"start": "2026-01-05T10:00:00Z"}, "extension": told, **more}


def spells(body: dict[str, Any]) -> list[tuple[str, str | None, str | None]]:
    return [(each["status"], each["period"].get("start"), each["period"].get("end")) for each in body["statusHistory"]]


A, B, C, D = "2026-01-06T10:00:00Z", "2026-01-07T10:00:00Z", "2026-01-08T10:00:00Z", "2026-01-09T10:00:00Z"


def test_leave_that_goes_on_and_leave_that_is_over() -> None:
    start = "2026-01-05T10:00:00Z"
    away = [("in-progress", start, A), ("onleave", A, None)]
    assert spells(with_history(encounter({"start": A}))) == away
    assert spells(with_history(encounter({"start": A, "end": B}))) == [
        ("in-progress", start, A),
        ("onleave", A, B),
        ("in-progress", B, None),
    ]


def test_two_leaves_in_any_order() -> None:
    found = with_history(encounter({"start": C, "end": D}, {"start": A, "end": B}))
    assert [each[0] for each in spells(found)] == ["in-progress", "onleave", "in-progress", "onleave", "in-progress"]
    assert spells(found)[2] == ("in-progress", B, C)


def test_what_tells_its_history_or_no_leave_stays_as_it_is() -> None:
    own = encounter({"start": A}, statusHistory=[{"status": "planned", "period": {}}])
    assert with_history(own) is own
    assert "statusHistory" not in with_history(encounter())
    assert "statusHistory" not in with_history(encounter({"end": B}))
