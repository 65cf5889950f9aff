"""Risky combinations of medicines: either of the two may come second; what was stopped or is alone is no risk."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from careweft.care.reactions import Effect, effects_of
from careweft.facts.events import Event
from careweft.models import check, decisions, library
from careweft.models.compile import Compiled

ZONE = ZoneInfo("Europe/London")
AT = datetime(2026, 1, 15, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def kaiser() -> Compiled:
    return check.read(library.model_file("kaiser"), ZONE)


def row(record: str, name: str, code: str, start: datetime, finish: datetime | None = None) -> dict[str, Any]:
    return {
        "person_id": 1, "record": record, "known_from": start, "known_to": datetime.max.replace(tzinfo=UTC),
        "code": code or name, "name": name, "start": start, "finish": finish,
    }  # fmt: skip


def reviews(compiled: Compiled, new: dict[str, Any], taken: list[dict[str, Any]]) -> list[Effect]:
    event = Event(1, f"{new['record']}/prescribed", "prescribed", AT, AT, 1, False, new)
    facts: dict[str, Any] = {"medication": [*taken, new], "person": []}
    return [each for each in effects_of(compiled.reactions, event, facts, ZONE) if each.kind == "task"]


@pytest.mark.parametrize("name", sorted(decisions.table().combinations))
def test_either_of_the_two_may_come_second_by_name_or_by_code(kaiser: Compiled, name: str) -> None:
    known = decisions.table()
    one, other = (known.substances[each] for each in known.combinations[name].of)
    before = AT - timedelta(days=30)
    for first, second in ((one, other), (other, one)):
        for new in (
            row("MedicationRequest/n", f"{second.names[0].upper()} 5MG", "", AT),
            row("MedicationRequest/n", "x", second.atc[-1], AT),
        ):
            found = reviews(kaiser, new, [row("MedicationStatement/o", f"{first.names[-1]} tablets", "", before)])
            assert [each.key.split("/")[2] for each in found] == [name]
            assert known.combinations[name].risk in found[0].content["title"]


def test_what_was_stopped_or_stands_alone_is_no_risk(kaiser: Compiled) -> None:
    new = row("MedicationRequest/n", "Ibuprofen 400mg tablets", "", AT)
    stopped = row("MedicationRequest/o", "Warfarin 3mg tablets", "", AT - timedelta(days=30), AT - timedelta(days=1))
    assert reviews(kaiser, new, []) == reviews(kaiser, new, [stopped]) == []
    assert reviews(kaiser, row("MedicationRequest/n", "Paracetamol", "", AT), [stopped | {"finish": None}]) == []


def test_every_substance_of_the_table_has_a_name_and_a_code_of_its_own() -> None:
    known = decisions.table()
    codes = [code for each in known.substances.values() for code in each.atc]
    assert len(codes) == len(set(codes))
    assert all(len(code) == 7 for code in codes)
    assert {name for each in known.combinations.values() for name in each.of} == known.substances.keys()
    assert all("STOPP" in each.source for each in known.combinations.values())
