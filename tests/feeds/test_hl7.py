"""HL7 v2 as text: splitting, values, character sets, times; checked against an independent reader."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hl7apy.parser import parse_message
from hypothesis import given
from hypothesis import strategies as st

from careweft.base.errors import BadInput
from careweft.feeds.hl7.message import Message, Value, decode, messages, shape, split
from careweft.feeds.hl7.understand import header, understand
from careweft.feeds.moment import from_ts, natural
from careweft.feeds.notes import Understood, resource_id
from careweft.fhir.decode import decode as decode_fhir

from .conftest import LONDON
from .hospital import adt
from .samples import HL7

NOW = datetime(2026, 1, 15, tzinfo=UTC)
HEAD = "MSH|^~\\&|A|B|C|D|20260110080000||ADT^A01|1|P|2.5"


def told(*segments: str, head: str = HEAD) -> Message:
    return split("\r".join((head, *segments)).encode())


def read(*segments: str, head: str = HEAD) -> Understood:
    return understand(told(*segments, head=head), "acute", LONDON, NOW, "1")


def value(text: str) -> Value:
    found = told(f"ZZZ|{text}").segments[1].value(1)
    assert found
    return found


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, marks=[] if number % 3 == 0 else pytest.mark.nightly) for number, path in enumerate(HL7)],
    ids=lambda path: path.stem,
)
def test_the_same_values_as_an_independent_reader(path: Path) -> None:
    (raw,) = messages(path.read_bytes())
    lines = decode(raw).replace("\r\n", "\r").replace("\n", "\r").split("\r")
    text = "\r".join(line for line in lines if not line.startswith("PRT"))  # unknown to hl7apy's version 2.5
    ours = split(text.encode())
    theirs = parse_message(text, find_groups=False, validation_level=2, force_validation=False)
    names = [segment.name for segment in theirs.children]
    assert [segment.name for segment in ours.segments] == names
    compared = 0
    for mine, other in zip(ours.segments, theirs.children, strict=True):
        fields: dict[int, list[Any]] = {}
        for field in other.children:
            if field.name and field.name.startswith(mine.name):
                fields.setdefault(int(field.name.rpartition("_")[2]), []).append(field)
        for number in set(mine.filled()) & set(fields):
            if mine.name == "MSH" and number < 3:
                continue
            read = [_components(field.to_er7()) for field in fields[number]]
            assert [_components(v.raw) for v in mine.values(number) if _components(v.raw)] == list(filter(None, read))
            compared += len(read)
    assert compared > 20


def _components(raw: str) -> list[str]:
    """What a field says, component by component; hl7apy writes numbers anew and moves what it does not expect."""
    parts = [part.strip() for part in raw.replace("&", "^").split("^")]
    return sorted(part.lstrip("0") or "0" if part.isdigit() else part for part in parts if part)


def test_delimiters_are_those_that_the_message_names() -> None:
    message = split(b"MSH*:;!%*A*B\rPID*1**H1:::RX%1.2.3:MR;X2\r")
    values = message.segments[1].values(3)
    assert [v.text(1) for v in values] == ["H1", "X2"]
    assert (values[0].text(4), values[0].text(4, 2), values[0].text(5)) == ("RX", "1.2.3", "MR")


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("A\\T\\E", "A&E"),
        ("a\\F\\b\\S\\c\\R\\d\\E\\e", "a|b^c~d\\e"),
        ("\\X48C3A9\\", "Hé"),
        ("one\\.br\\two", "one\ntwo"),
        ("\\H\\bold\\N\\", "bold"),
        ("\\Zxx\\ kept", "\\Zxx\\ kept"),
        ("C:\\dir", "C:\\dir"),
    ],
)
def test_escapes(sent: str, meant: str) -> None:
    assert value(sent).text() == meant


def test_null_is_not_absent() -> None:
    segment = told('PID|1||H1||""|').segments[1]
    assert (segment.present(5), segment.null(5), segment.text(5)) == (True, True, None)
    assert (segment.present(6), segment.null(6)) == (False, False)


@given(st.lists(st.text(alphabet="ab^~&\\|é\n", max_size=12), min_size=1, max_size=5))
def test_what_is_escaped_is_read_as_it_was(texts: list[str]) -> None:
    marks = {"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "~": "\\R\\", "&": "\\T\\", "\n": "\\.br\\"}
    escaped = ["".join(marks.get(c, c) for c in text) for text in texts]
    segment = told("ZZZ|" + "|".join(escaped)).segments[1]
    for number, text in enumerate(texts, 1):
        assert segment.text(number) == (text.strip() or None)


@pytest.mark.parametrize(
    ("name", "codec"), [("8859/1", "latin-1"), ("UNICODE UTF-8", "utf-8"), ("", "utf-8"), ("", "cp1252")]
)
def test_character_sets(name: str, codec: str) -> None:
    raw = f"MSH|^~\\&|A|B|C|D|2026||ADT^A01|1|P|2.5||||||{name}\rPID|1||H1||Müller^Zoë".encode(codec)
    assert split(raw).segments[1].text(5) == "Müller"


@pytest.mark.parametrize("raw", [b"", b"MSH", b"PID|1", b"MSH|^^^^|A", b"MSHA^~\\&AAA", b"MSH|^|A", b"\x00\xff\xfe"])
def test_what_has_no_usable_header_is_refused(raw: bytes) -> None:
    with pytest.raises(BadInput) as wrong:
        split(raw)
    assert wrong.value.expected


def test_a_file_is_cut_at_each_message_and_nothing_before_the_first_is_lost() -> None:
    one, two = adt("A01", 0).strip(), adt("A03", 5).strip()
    content = b"FHS|^~\\&|x\rBHS|^~\\&|x\r\x0b" + one + b"\r\x1c\r\n\r\n\xef\xbb\xbf" + two + b"\rBTS|2\rFTS|1\r"
    assert messages(content) == [one, two]
    assert messages(b"what is this\r\n" + one) == [b"what is this", one]


def test_lines_that_are_no_segments_are_told_of() -> None:
    report = read("PID|1||H1||Oakley", "and a line that broke off").report.as_json()
    assert "line 3" in report["wrong"]


@pytest.mark.parametrize(
    ("sent", "text", "at"),
    [
        ("2026", "2026", datetime(2026, 1, 1, tzinfo=UTC)),
        ("202607", "2026-07", datetime(2026, 6, 30, 23, tzinfo=UTC)),
        ("20260701", "2026-07-01", datetime(2026, 6, 30, 23, tzinfo=UTC)),
        ("2026070109", "2026-07-01T08:00:00Z", datetime(2026, 7, 1, 8, tzinfo=UTC)),
        ("202607010930", "2026-07-01T08:30:00Z", datetime(2026, 7, 1, 8, 30, tzinfo=UTC)),
        ("20260701093015.25+0530", "2026-07-01T04:00:15.25Z", datetime(2026, 7, 1, 4, 0, 15, 250000, UTC)),
        ("20240229", "2024-02-29", datetime(2024, 2, 29, tzinfo=UTC)),
        ("20261025013000", "2026-10-25T00:30:00Z", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_times_are_as_precise_as_they_were_sent_and_in_the_zone_of_the_place(
    sent: str, text: str, at: datetime
) -> None:
    moment = from_ts(sent, LONDON)
    assert (moment.text, moment.at) == (text, at)


@pytest.mark.parametrize("sent", ["20260230", "2026-01-10", "20261", "20260110250000", "yesterday", ""])
def test_what_is_no_time_is_refused_without_being_repeated(sent: str) -> None:
    with pytest.raises(BadInput) as wrong:
        from_ts(sent, LONDON)
    assert not sent or sent not in str(wrong.value)


def test_the_zone_of_the_message_is_that_of_its_times() -> None:
    message = told("EVN|A01|20260110090000", head=HEAD.replace("20260110080000", "20260110080000-0500"))
    assert header(message, LONDON, NOW, "1").recorded == datetime(2026, 1, 10, 14, tzinfo=UTC)


def test_later_words_have_later_stamps() -> None:
    def stamp(recorded: str, sent: str, message_id: str) -> str:
        message = told(f"EVN|A08|{recorded}", head=HEAD.replace("20260110080000", sent))
        return header(message, ZoneInfo("UTC"), NOW, message_id).stamp

    ordered = [
        stamp("20260110080000", "20260110090000", "9"),
        stamp("20260110080000", "20260110090000", "10"),
        stamp("20260110080000", "20260110090001", "1"),
        stamp("20260110080001", "20260110080001", "1"),
        stamp("20260110", "20260110100000", "1"),
    ]
    assert ordered == sorted(ordered)
    assert natural("M9") < natural("M10")


def test_several_patients_in_one_message_are_kept_apart() -> None:
    segments = ("PID|1||H1||A", "MRG|H8", "PID|2||H2||B", "MRG|H9")
    found = read(*segments, head=HEAD.replace("A01", "A40"))
    assert [note.local_id for note in found.patients] == ["H1", "H2"]
    assert [(merge.survivor, merge.retired) for merge in found.merges] == [("H1", "H8"), ("H2", "H9")]


def test_the_record_number_is_chosen_before_the_nhs_number() -> None:
    found = read("PID|1||9990000018^^^NHS^NH~H1^^^RX1^MR||A")
    (note,) = found.patients
    assert note.local_id == "H1"
    assert note.fields["identifier|https://fhir.nhs.uk/Id/nhs-number"][0]["value"] == "9990000018"


def test_a_deleted_value_is_deleted_and_an_absent_one_not_spoken_of() -> None:
    (note,) = read('PID|1||H1||Oakley||""||||""').patients
    assert note.fields["birthDate"] is None
    assert note.fields["address"] is None
    assert "gender" not in note.fields


def test_a_value_that_cannot_be_read_is_left_out_and_told_of() -> None:
    found = read("PID|1||H1||Oakley||19401340|F")
    (note,) = found.patients
    assert "birthDate" not in note.fields
    assert note.fields["gender"] == "female"
    assert "PID-7" in found.report.as_json()["wrong"]
    assert "1940" not in str(found.report.as_json())


def test_every_segment_is_in_the_report() -> None:
    segments = (
        "EVN|A01|2026",
        "PID|1||H1||A|||||||||||||||||||||||||||||||X",
        "PV1|1|I|||||||||||||||||V1",
        "GT1|1|x",
        "ZXX|y",
    )
    report = read(*segments).report.as_json()
    assert report["understood"] == ["EVN", "MSH", "PV1"]
    assert report["partly"] == {"PID": ["PID-36"]}
    assert set(report["not"]) == {"GT1", "ZXX"}


@pytest.mark.parametrize(
    ("obx", "expected"),
    [
        ("NM|2160-0^Creatinine^LN||140|umol/L^^UCUM", {"valueQuantity": {"value": 140}}),
        ("NM|X^Y^L||1.50|mg", {"valueQuantity": {"value": 1.5}}),
        ("NM|X^Y^L||high", {"valueString": "high"}),
        ("SN|X^Y^L||<^5", {"valueQuantity": {"value": 5, "comparator": "<"}}),
        ("CWE|X^Y^L||N^Negative^L", {"valueCodeableConcept": {"text": "Negative"}}),
        ("TS|X^Y^L||20260110", {"valueDateTime": "2026-01-10"}),
        ("TX|X^Y^L||one~two", {"valueString": "one\ntwo"}),
    ],
)
def test_results(obx: str, expected: dict[str, object]) -> None:
    message = told("PID|1||H1", "OBR|1||L1|P^Panel", f"OBX|1|{obx}||||||F|||20260110")
    found = understand(message, "acute", LONDON, NOW, "1")
    (note,) = found.records
    ((name, wanted),) = expected.items()
    got = note.resource[name]
    assert got == wanted if isinstance(wanted, str) else {**got, **wanted} == got  # type: ignore[dict-item]


def test_allergies_and_procedures() -> None:
    segments = (
        "PV1|1|I|||||||||||||||||V1",
        "AL1|1|DA|70618^Penicillin^RXNORM|SV|rash",
        "PR1|1||P1^Hip^L|New hip|20260110",
    )
    allergy, operation = (decode_fhir(note.resource) for note in read("PID|1||H1", *segments).records)
    assert (allergy["criticality"], allergy["category"]) == ("high", ["medication"])
    assert allergy["reaction"] == [{"manifestation": [{"text": "rash"}]}]
    assert (operation["code"]["text"], operation["performedDateTime"]) == ("New hip", "2026-01-10")
    assert operation["encounter"] == {"reference": f"Encounter/{resource_id('acute', 'Encounter', 'V1')}"}


def test_a_correction_of_a_result_has_its_id_and_another_result_another() -> None:
    def ids(obr: str, sub: str = "") -> list[str]:
        found = read("PID|1||H1", f"OBR|1||{obr}|P^Panel", f"OBX|1|NM|X^Y^L|{sub}|1||||||F")
        return [note.resource["id"] for note in found.records]

    assert ids("L1") == ids("L1") != ids("L2")
    assert ids("L1", "a") != ids("L1", "b")


def test_shapes_say_nothing() -> None:
    assert shape("Oakley 1940-02-29") == "'aaaaaa 9999-99-99'"
