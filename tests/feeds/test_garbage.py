"""Whatever comes in is stored or refused with a reason; nothing that a sender can write makes a reader fail."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from careweft.feeds.hl7 import ack
from careweft.feeds.hl7.message import messages, split
from careweft.feeds.model import Incoming
from careweft.feeds.receive import read_fhir, read_hl7
from careweft.feeds.visits.encounter import encounter
from careweft.feeds.visits.fold import fold
from careweft.fhir.decode import decode

from .conftest import LONDON
from .hospital import adt
from .samples import HL7
from .test_bundle import PATIENT, bundle, observation

NOW = datetime(2026, 1, 15, tzinfo=UTC)
WHOLE = [
    adt("A01", 0, extra="DG1|1||I21^Infarct^I10\rOBX|1|NM|X^Y^L||1\rZDL|2026|x"),
    *(p.read_bytes() for p in HL7[:12]),
]
BUNDLE = json.loads(bundle({**PATIENT, "id": "1"}, observation("Patient/1", id="o1")))
SCRAPS = st.one_of(
    st.binary(max_size=4), st.sampled_from([b"|", b"^", b"~", b"\\", b"&", b"\r", b'""', b"\x00", b"\x1c"])
)


def checked(incoming: Incoming) -> None:
    assert incoming.state in ("received", "quarantined")
    assert (incoming.reason is None) == (incoming.state == "received")
    if incoming.found:
        assert incoming.found.report.as_json()["kind"]
        for note in incoming.found.records:
            decode(note.resource)
        for visit in incoming.found.visits:
            for resource in encounter("s", visit.visit, fold([visit.event])):
                assert resource["id"]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(WHOLE), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 6), SCRAPS), max_size=8))
def test_hl7_with_pieces_torn_out_and_put_in(raw: bytes, cuts: list[tuple[float, int, bytes]]) -> None:
    for where, length, scrap in cuts:
        at = int(where * len(raw))
        raw = raw[:at] + scrap + raw[at + length :]
    for piece in messages(raw):
        incoming = read_hl7("s", piece, at=NOW, zone=LONDON, sources={})
        checked(incoming)
        if not (incoming.reason or "").startswith("MSH"):
            message = split(piece)
            said = split(ack.answer(message, "AE", text=incoming.reason or "", where="PID-3", at=NOW))
            assert said.header.text(9) == "ACK"
            assert (said.segments[1].text(2) or "") == " ".join((message.header.text(10) or "").split("\n"))


@given(st.binary(max_size=200))
def test_anything_at_all(raw: bytes) -> None:
    checked(read_hl7("s", raw, at=NOW, zone=LONDON, sources={}))
    checked(read_fhir("s", raw, at=NOW, zone=LONDON, sources={}))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_bundles_with_a_part_replaced(data: st.DataObject) -> None:
    content: Any = json.loads(json.dumps(BUNDLE))
    places: list[tuple[Any, Any]] = []

    def walk(value: Any) -> None:
        for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
            places.append((value, key))
            walk(value[key])

    walk(content)
    holder, key = data.draw(st.sampled_from(places))
    holder[key] = data.draw(JSON)
    checked(read_fhir("s", json.dumps(content).encode(), at=NOW, zone=LONDON, sources={}))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=40))
def test_the_beginning_of_a_message_may_be_anything(raw: bytes) -> None:
    for piece in (b"MSH" + raw, raw + b"MSH", b"MSH\r\xff" + raw):
        checked(read_hl7("s", piece, at=NOW, zone=LONDON, sources={}))
