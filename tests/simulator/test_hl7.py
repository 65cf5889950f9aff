from collections import Counter, defaultdict
from datetime import datetime

import pytest
from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.parser import parse_message

from careweft.simulator import play

from .conftest import Written, segment, segments

Message = list[list[str]]
TRIGGERS = {"A01", "A02", "A03", "A04", "A08", "A11", "A12", "A13", "A21", "A22", "A28", "A31", "A40"}


def trigger(message: Message) -> str:
    return segment(message, "MSH")[8].split("^")[1]


def when(stamp: str) -> datetime:
    return datetime.strptime(stamp, "%Y%m%d%H%M%S%z")


def visit(message: Message) -> str:
    return segment(message, "PV1")[19].partition("^")[0]


def mrn(message: Message) -> str:
    return segment(message, "PID")[3].partition("^")[0]


@pytest.fixture(scope="module")
def visits(adt: list[Message]) -> dict[str, list[Message]]:
    """ADT messages about visits, by visit number, in the order sent."""
    found: dict[str, list[Message]] = defaultdict(list)
    for message in adt:
        if segment(message, "MSH")[8].startswith("ADT") and visit(message):
            found[visit(message)].append(message)
    return found


def test_messages_parse_strictly_and_validate(written: Written, tmp_path: object) -> None:
    seen: Counter[str] = Counter()
    for message in written.messages("acute"):
        kind = segments(message.payload)[0][8]
        seen[kind] += 1
        if seen[kind] <= 3:
            parsed = parse_message(message.payload.decode().strip(), validation_level=VALIDATION_LEVEL.STRICT)
            assert parsed.validate(), kind
    assert {kind.split("^")[1] for kind in seen} == TRIGGERS | {"R01"}


def test_every_control_id_is_its_own_and_times_only_go_forward(adt: list[Message]) -> None:
    ids = [segment(message, "MSH")[9] for message in adt]
    assert len(set(ids)) == len(ids)
    sent = [when(segment(message, "MSH")[6]) for message in adt]
    assert sent == sorted(sent)


def test_fields_stand_where_they_should(adt: list[Message]) -> None:
    for message in adt:
        msh, pid, pv1 = (segment(message, name) for name in ("MSH", "PID", "PV1"))
        assert (msh[2], msh[10], msh[17]) == ("PAS" if msh[8][:3] == "ADT" else "LAB", "P", "UNICODE UTF-8")
        assert msh[11] == ("2.5" if msh[8][:3] == "ADT" else "2.4")
        ids = [identifier.split("^") for identifier in pid[3].split("~")]
        assert ids[0][3:] == ["ACUTE", "MR"]
        assert all(identifier[3:] == ["NHS", "NH"] and len(identifier[0]) == 10 for identifier in ids[1:])
        assert pid[5].split("^")[0].isupper()
        assert len(pid[7]) == 8
        assert pid[8] in ("M", "F")
        if visit(message):
            assert pv1[2] in ("E", "I")
            assert pv1[3].count("^") == 3
            assert pv1[4] in ("E", "C", "L", "N")
            assert when(pv1[44])
            assert bool(pv1[45]) is bool(pv1[36]) is (trigger(message) == "A03")
            assert pv1[19].endswith("^^^ACUTE^VN")
        practice = segment(message, "PD1")[3].split("^")
        assert msh[8][:3] == "ORU" or trigger(message) == "A40" or practice[9].startswith("gp-0")


def test_offsets_follow_the_clocks(adt: list[Message]) -> None:
    for message in adt:
        stamp = segment(message, "MSH")[6]
        assert stamp[-5:] == ("+0100" if "20250330010000" <= stamp[:14] < "20251026020000" else "+0000") or (
            stamp[:10] == "2025102601"
        )
    assert {segment(message, "MSH")[6][-5:] for message in adt} == {"+0000", "+0100"}


def test_a_visit_begins_goes_on_and_ends(visits: dict[str, list[Message]]) -> None:
    for messages in visits.values():
        state = "none"
        for message in messages:
            state = STEPS[trigger(message)].get(state, f"{trigger(message)} when {state}")
            assert state in STATES, state


STATES = ("in", "away", "gone", "cancelled")
STEPS: dict[str, dict[str, str]] = {
    "A01": {"none": "in", "cancelled": "in"},
    "A04": {"none": "in"},
    "A11": {"in": "cancelled"},
    "A02": {"in": "in", "away": "away"},
    "A12": {"in": "in", "away": "away"},
    "A08": {"in": "in", "away": "away"},
    "A21": {"in": "away"},
    "A22": {"away": "in"},
    "A03": {"in": "gone"},
    "A13": {"gone": "in"},
}


def test_mistakes_are_taken_back_and_put_right_on_the_same_visit(visits: dict[str, list[Message]]) -> None:
    seen: Counter[str] = Counter()
    for messages in visits.values():
        triggers = [trigger(message) for message in messages]
        seen.update(triggers)
        if "A11" in triggers:
            at = triggers.index("A11")
            assert triggers[:at] == ["A01"]
        for number, message in enumerate(messages):
            if trigger(message) == "A12":
                wrong = next(past for past in reversed(messages[:number]) if trigger(past) == "A02")
                assert segment(message, "PV1")[3] == segment(wrong, "PV1")[6]
            if trigger(message) == "A13":
                last = next(later for later in messages[number:] if trigger(later) == "A03")
                assert segment(last, "PV1")[45] > segment(messages[number - 1], "PV1")[45]
    assert min(seen[kind] for kind in ("A11", "A12", "A13", "A21", "A22")) >= 1


def test_a_correction_changes_when_somebody_came(visits: dict[str, list[Message]]) -> None:
    corrected = 0
    for messages in visits.values():
        first, later = messages[0], [m for m in messages if trigger(m) == "A08" and not segment(m, "ZDL")[1]]
        for message in later:
            corrected += 1
            assert when(segment(message, "PV1")[44]) > when(segment(first, "PV1")[44])
            assert segment(messages[-1], "PV1")[44] == segment(message, "PV1")[44]
    assert corrected


def test_a_delay_names_its_time_and_reason(visits: dict[str, list[Message]]) -> None:
    reasons: Counter[str] = Counter()
    for messages in visits.values():
        for message in messages:
            ready, reason = segment(message, "ZDL")[1:3]
            if ready:
                reasons[reason] += 1
                assert trigger(message) == "A08"
                assert when(ready) > when(segment(message, "PV1")[44])
                gone = segment(messages[-1], "PV1")[45]
                assert not gone or when(ready) < when(gone)
    assert set(reasons) <= {
        *("awaiting-care-package", "awaiting-care-home", "awaiting-assessment", "awaiting-nhs-rehab", "family-choice"),
    }
    assert len(reasons) >= 4


def test_an_attendance_that_led_on_says_so(visits: dict[str, list[Message]]) -> None:
    admitted = {
        (mrn(messages[-1]), segment(messages[-1], "PV1")[45])
        for messages in visits.values()
        if segment(messages[-1], "PV1")[36] == "09"
    }
    stays = {
        (mrn(messages[-1]), segment(messages[-1], "PV1")[44])
        for messages in visits.values()
        if segment(messages[-1], "PV1")[2] == "I"
    }
    assert len(admitted) > 100
    assert len(admitted & stays) >= 0.97 * len(admitted)


def test_results_have_codes_units_ranges_and_flags(adt: list[Message]) -> None:
    flags: Counter[str] = Counter()
    codes = set()
    for message in adt:
        for fields in message:
            if fields[0] == "OBX":
                codes.add(fields[3].partition("^")[0])
                low, high = (float(part) for part in fields[7].split("-"))
                value = float(fields[5])
                flags[fields[8]] += 1
                assert fields[8] == ("L" if value < low else "H" if value > high else "N")
                assert fields[6].endswith("^UCUM")
                assert (fields[2], fields[11]) == ("NM", "F")
    assert {"8867-4", "8480-6", "59408-5", "718-7", "14682-9", "1988-5"} <= codes
    assert all(flags[flag] > 0.02 * flags.total() for flag in "LHN")


def test_nobody_shares_a_bed(visits: dict[str, list[Message]]) -> None:
    moves: list[tuple[datetime, int, str, str]] = []
    for number, messages in visits.items():
        plain = all(trigger(message) not in ("A08", "A11", "A12", "A13") for message in messages)
        if not plain or segment(messages[0], "PV1")[44] < "20250116":
            continue
        place = ""
        for message in messages:
            bed = segment(message, "PV1")[3]
            at = when(segment(message, "EVN")[6])
            if bed != place and trigger(message) in ("A01", "A04", "A02"):
                moves += [(at, 0, place, number)] if place else []
                moves.append((at, 1, bed, number))
                place = bed
        if trigger(messages[-1]) == "A03":
            moves.append((when(segment(messages[-1], "PV1")[45]), 0, place, number))
    taken: dict[str, str] = {}
    for _, arrives, bed, number in sorted(moves):
        if arrives:
            assert bed not in taken, bed
            taken[bed] = number
        else:
            taken.pop(bed, None)


def test_joined_records_were_both_in_use(adt: list[Message], written: Written) -> None:
    person = {row["local_id"]: row["person"] for row in written.table("truth/people.csv") if row["source"] == "acute"}
    used: dict[str, datetime] = {}
    joins = 0
    for message in adt:
        if trigger(message) == "A40":
            retired = segment(message, "MRG")[1].partition("^")[0]
            joins += 1
            assert person[retired] == person[mrn(message)]
            assert retired in used
        else:
            used[mrn(message)] = when(segment(message, "MSH")[6])
    assert joins
    counts = Counter(person.values())
    assert any(count == 2 for count in counts.values())
    assert max(counts.values()) == 2


def test_the_first_message_of_a_new_patient_registers_them(adt: list[Message]) -> None:
    first: dict[str, str] = {}
    for message in adt:
        first.setdefault(mrn(message), trigger(message))
    registered = [mrn(message) for message in adt if trigger(message) == "A28"]
    assert len(set(registered)) == len(registered)
    assert all(first[number] == "A28" for number in registered)


def test_the_day_can_be_told_from_the_file_name(written: Written) -> None:
    for path in sorted((written.folder / "feeds" / "acute").iterdir())[70:80]:
        for payload in play._hl7(path, "acute"):
            assert segments(payload.payload)[0][6][:8] == path.stem.replace("-", "")
