"""MDM as a DocumentReference with its content: what it is, of which stay, whether it holds; and what is refused."""

from base64 import b64decode, b64encode
from datetime import UTC, datetime
from typing import Any

import pytest

from careweft.base.errors import BadInput
from careweft.feeds.bundle import understand_bundle
from careweft.feeds.hl7.message import split
from careweft.feeds.hl7.understand import understand
from careweft.feeds.notes import Understood, resource_id
from careweft.feeds.understand import Raw
from careweft.fhir.decode import decode
from careweft.fhir.jsontext import dumps

from .conftest import LONDON

PDF = b64encode(b"%PDF-1.7 letter").decode()
TEXT = "OBX|1|TX|18842-5^Discharge summary^LN||Warfarin is stopped.~See the enclosed list.||||||F"
FILE = f"OBX|2|ED|18842-5^Discharge summary^LN||^AP^PDF^Base64^{PDF}||||||F"


def read(
    *segments: str, trigger: str = "T02", number: str = "D7", parent: str = "", completion: str = "AU"
) -> Understood:
    lines = (
        f"MSH|^~\\&|EPR|ACUTE|CAREWEFT|PLACE|20260113140000||MDM^{trigger}|C1|P|2.5.1",
        f"EVN|{trigger}|20260113140000",
        "PID|1||P77^^^ACUTE^MR||Marsh^Edith||19410302|F",
        "PV1|1|I|WARD 3|||||||||||||||| V9",
        f"TXA|1|DS|TX|||20260113135500|||12^Birk^Nora|||{number}|{parent}||||{completion}",
    )
    raw = "\r".join((*lines, *segments)).encode()
    return understand(split(raw), "acute", LONDON, datetime(2026, 1, 13, tzinfo=UTC), "1")


def document(found: Understood) -> dict[str, Any]:
    (note,) = [note for note in found.records if note.resource["resourceType"] == "DocumentReference"]
    assert decode(dict(note.resource))
    return note.resource


def contents(found: Understood) -> list[tuple[str, bytes]]:
    files = {n.resource["id"]: n.resource for n in found.records if n.resource["resourceType"] == "Binary"}
    named = [files[part["attachment"]["url"].removeprefix("Binary/")] for part in document(found)["content"]]
    return [(each["contentType"], b64decode(each["data"])) for each in named]


def test_a_letter_says_what_it_is_of_which_stay_by_whom_and_keeps_its_text_and_its_file() -> None:
    found = read(TEXT, FILE)
    made = document(found)
    assert (made["status"], made["docStatus"], made["date"]) == ("current", "final", "2026-01-13T13:55:00+00:00")
    assert made["type"]["coding"][0] == {
        "system": "http://loinc.org", "code": "18842-5", "display": "Discharge summary",
    }  # fmt: skip
    assert made["author"] == [{"display": "Nora Birk"}]
    assert made["custodian"] == {"reference": "Organization/acute"}
    assert made["context"]["encounter"] == [{"reference": f"Encounter/{resource_id('acute', 'Encounter', 'V9')}"}]
    assert found.visits == []  # it says nothing of the visit, which another message may have told in FHIR
    assert contents(found) == [
        ("text/plain", b"Warfarin is stopped.\nSee the enclosed list."),
        ("application/pdf", b"%PDF-1.7 letter"),
    ]
    assert not [note for note in found.records if note.resource["resourceType"] == "Observation"]


def test_an_edition_and_a_withdrawal_are_of_the_same_letter_and_a_replacement_is_another() -> None:
    first, edition, gone = read(TEXT), read(TEXT, trigger="T08"), read(trigger="T11")
    assert document(first)["id"] == document(edition)["id"] == document(gone)["id"]
    assert [document(each)["status"] for each in (first, edition, gone)] == ["current", "current", "entered-in-error"]
    other = document(read(TEXT, trigger="T10", number="D8", parent="D7"))
    assert other["id"] != document(first)["id"]
    replaced = {"reference": f"DocumentReference/{document(first)['id']}"}
    assert other["relatesTo"] == [{"code": "replaces", "target": replaced}]
    added = document(read(TEXT, trigger="T06", number="D9", parent="D7"))
    assert added["relatesTo"] == [{"code": "appends", "target": replaced}]


def test_a_dictated_letter_is_a_draft_and_a_notice_without_content_makes_none() -> None:
    assert document(read(TEXT, completion="DI"))["docStatus"] == "preliminary"
    assert read(trigger="T01").records == []
    empty = read()
    assert "holds nothing of the document" in str(empty.report.as_json())
    assert document(empty)["content"] == [{"attachment": {"title": "Discharge summary"}}]


@pytest.mark.parametrize(
    ("segments", "number", "reason"),
    [
        ((TEXT,), "", "the document has no number"),
        (("OBX|1|ED|X||^AP^PDF^Base64^%%%",), "D7", "the file of the document cannot be read"),
    ],
)
def test_what_cannot_be_kept_waits_in_quarantine(segments: tuple[str, ...], number: str, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        read(*segments, number=number)


def test_a_letter_in_a_bundle_is_found_by_its_new_address() -> None:
    entries = [
        {"resourceType": "Patient", "id": "p"},
        {"resourceType": "Binary", "id": "b", "contentType": "text/plain", "data": b64encode(b"Hello").decode(),
         "securityContext": {"reference": "Patient/p"}},
        {"resourceType": "DocumentReference", "id": "d", "status": "current", "subject": {"reference": "Patient/p"},
         "content": [{"attachment": {"url": "Binary/b"}}, {"attachment": {"url": "https://elsewhere.example/b"}}]},
    ]  # fmt: skip
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in entries]}
    message = Raw("acute", "fhir", "m1", "", datetime(2026, 1, 13, tzinfo=UTC), dumps(bundle))
    found = understand_bundle(message.raw, message, LONDON, {})
    binary, letter = (note.resource for note in found.records)
    urls = [part["attachment"]["url"] for part in letter["content"]]
    assert urls == [f"Binary/{binary['id']}", "https://elsewhere.example/b"]
    assert found.records[0].local_id == "p"
