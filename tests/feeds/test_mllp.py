"""The listener over a real socket: answers, split frames, garbage, limits, and commits before it answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from careweft.feeds.hl7.message import split
from careweft.feeds.mllp import END, START, Limits, Listener

from .conftest import Place
from .hospital import adt

LIMITS = Limits(message=20_000, connections=3, frame_time=0.3, idle_time=5)


@pytest.fixture
async def port(place: Place) -> AsyncIterator[int]:
    async with Listener(place.feeds, place.database, source="acute", limits=LIMITS).listening("127.0.0.1", 0) as port:
        yield port


class Sender:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def connect(cls, port: int) -> Sender:
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def write(self, raw: bytes) -> None:
        self.writer.write(raw)
        await self.writer.drain()

    async def answer(self) -> dict[str, str]:
        async with asyncio.timeout(5):
            frame = await self.reader.readuntil(END)
        assert frame.startswith(START)
        message = split(frame[1:-2])
        msa, err = message.first("MSA"), message.first("ERR")
        assert msa
        return {
            "code": msa.text(1) or "",
            "id": msa.text(2) or "",
            "type": message.kind,
            "error": (err.text(3) or "") if err else "",
            "text": (err.text(8) or "") if err else "",
        }

    async def ask(self, raw: bytes) -> dict[str, str]:
        await self.write(START + raw + END)
        return await self.answer()

    async def closed(self) -> bool:
        async with asyncio.timeout(5):
            return await self.reader.read() == b""


async def test_a_message_is_committed_before_it_is_acknowledged(place: Place, port: int) -> None:
    said = await (await Sender.connect(port)).ask(adt("A01", 0, message_id="M-1"))
    assert (said["code"], said["id"], said["type"]) == ("AA", "M-1", "ACK^A01")
    assert await place.messages() == [("received", None)]
    await place.worker.drain()
    assert (await place.one("Encounter"))["status"] == "in-progress"


async def test_a_repeat_is_acknowledged_and_has_no_second_effect(place: Place, port: int) -> None:
    sender = await Sender.connect(port)
    raw = adt("A01", 0, message_id="M-1")
    assert [(await sender.ask(raw))["code"] for _ in range(3)] == ["AA"] * 3
    assert await place.messages() == [("received", None)]
    assert (await place.fetch("SELECT repeats FROM feeds.message"))[0]["repeats"] == 2
    assert (await place.fetch("SELECT count(*) FROM base.outbox"))[0]["count"] == 1


async def test_an_id_that_stands_for_another_message_is_an_error_and_nothing_is_lost(place: Place, port: int) -> None:
    sender = await Sender.connect(port)
    await sender.ask(adt("A01", 0, message_id="M-1"))
    said = await sender.ask(adt("A03", 5, message_id="M-1"))
    assert said["code"] == "AE"
    assert "already used" in said["text"]
    assert [state for state, _ in await place.messages()] == ["received", "quarantined"]


@pytest.mark.parametrize(
    ("change", "code", "error", "state"),
    [
        ((b"ADT^A01", b"QBP^Q22"), "AR", "200", "ignored"),
        ((b"|P|2.5", b"|P|3.0"), "AR", "203", "ignored"),
        ((b"|P|2.5", b"|T|2.5"), "AR", "202", "ignored"),
        ((b"|M-1|", b"||"), "AR", "101", "ignored"),
        ((b"H1^^^RX1^MR~9990000018^^^NHS^NH", b""), "AE", "102", "quarantined"),
    ],
)
async def test_answers_as_the_standard_says(
    place: Place, port: int, change: tuple[bytes, bytes], code: str, error: str, state: str
) -> None:
    said = await (await Sender.connect(port)).ask(adt("A01", 0, message_id="M-1").replace(*change))
    assert (said["code"], [kept for kept, _ in await place.messages()]) == (code, [state])
    assert error in ("102", said["error"])


async def test_a_refused_id_stays_free_for_the_corrected_message(place: Place, port: int) -> None:
    sender = await Sender.connect(port)
    raw = adt("A01", 0, message_id="M-1")
    assert (await sender.ask(raw.replace(b"|P|2.5", b"|P|9.9")))["code"] == "AR"
    assert (await sender.ask(raw))["code"] == "AA"


async def test_a_message_in_quarantine_is_replaced_by_its_correction(place: Place, port: int) -> None:
    sender = await Sender.connect(port)
    raw = adt("A01", 0, message_id="M-1")
    wrong = raw.replace(b"H1^^^RX1^MR~9990000018^^^NHS^NH", b"")
    assert [(await sender.ask(each))["code"] for each in (wrong, raw)] == ["AE", "AA"]
    assert [state for state, _ in await place.messages()] == ["ignored", "received"]


async def test_nobody_sends_as_this_place_itself(place: Place) -> None:
    raw = adt("A01", 0, message_id="M-1").replace(b"|PAS|acute|", b"|PAS|CAREWEFT|")
    async with Listener(place.feeds, place.database, limits=LIMITS).listening("127.0.0.1", 0) as port:
        sender = await Sender.connect(port)
        said = await sender.ask(raw)
        assert (said["code"], (await sender.ask(raw.replace(b"CAREWEFT", b"acute")))["code"]) == ("AE", "AA")
    assert "this place itself" in said["text"] and "expected the sender's own name" in said["text"]
    await place.worker.drain()
    assert [state for state, _ in await place.messages()] == ["quarantined", "done"]
    assert {row["source"] for row in await place.fetch("SELECT source FROM fhir.resource")} == {"acute"}


async def test_an_unreadable_header_is_refused_and_kept(place: Place, port: int) -> None:
    said = await (await Sender.connect(port)).ask(b"MSH|^^^^|what is this")
    assert (said["code"], said["id"]) == ("AR", "")
    assert [state for state, _ in await place.messages()] == ["quarantined"]


async def test_frames_may_come_in_pieces_and_several_at_once(port: int) -> None:
    sender = await Sender.connect(port)
    frame = START + adt("A01", 0, message_id="M-1") + END
    for piece in (frame[:1], frame[1:40], frame[40:-1], frame[-1:]):
        await sender.write(piece)
        await asyncio.sleep(0.01)
    assert (await sender.answer())["id"] == "M-1"
    two = [START + adt("A03", 5 + i, message_id=f"M-{i}") + END for i in (2, 3)]
    await sender.write(b"".join(two))
    assert [(await sender.answer())["id"] for _ in two] == ["M-2", "M-3"]


async def test_garbage_between_frames_is_skipped_and_a_broken_frame_begun_anew(port: int) -> None:
    sender = await Sender.connect(port)
    await sender.write(b"GET / HTTP/1.1\r\n\r\n\x1c\r\xff\xfe")
    await sender.write(START + b"MSH|^~\\&|broken off" + START + adt("A01", 0, message_id="M-1") + END)
    assert (await sender.answer())["id"] == "M-1"


async def test_a_message_that_is_too_large_is_refused_and_the_connection_closed(port: int) -> None:
    sender = await Sender.connect(port)
    await sender.write(START + adt("A01", 0) + b"OBX|1|TX|x||" + b"x" * 40_000)
    assert (await sender.answer())["code"] == "AR"
    assert await sender.closed()
    assert (await (await Sender.connect(port)).ask(adt("A01", 0)))["code"] == "AA"


async def test_a_frame_that_never_ends_is_cut_off_while_others_are_served(port: int) -> None:
    slow = await Sender.connect(port)
    await slow.write(START + b"MSH|^~\\&|")
    assert (await (await Sender.connect(port)).ask(adt("A01", 0)))["code"] == "AA"
    assert await slow.closed()


async def test_more_connections_than_allowed_are_turned_away(port: int) -> None:
    senders = [await Sender.connect(port) for _ in range(LIMITS.connections)]
    for sender in senders:
        assert (await sender.ask(adt("A01", 0)))["code"] == "AA"
    assert await (await Sender.connect(port)).closed()
    senders[0].writer.close()
    async with asyncio.timeout(5):
        while True:
            late = await Sender.connect(port)
            await late.write(START + adt("A01", 0) + END)
            if await late.reader.read(1):
                break


async def test_enhanced_mode_answers_only_as_asked(port: int) -> None:
    sender = await Sender.connect(port)
    assert (await sender.ask(adt("A01", 0, header="P|2.5|||AL|NE")))["code"] == "CA"
    await sender.write(START + adt("A01", 0, header="P|2.5|||NE|NE") + END)
    await sender.write(START + adt("A01", 0, header="P|2.5|||ER|NE") + END)
    assert (await sender.ask(adt("A01", 0, message_id="last")))["id"] == "last"
    refused = adt("A01", 0, header="P|9.9|||ER|NE")
    assert (await sender.ask(refused))["code"] == "CR"


async def test_what_cannot_be_stored_is_not_acknowledged(place: Place, port: int) -> None:
    sender = await Sender.connect(port)
    await place.fetch("SELECT 1")
    await place.database.close()
    assert (await sender.ask(adt("A01", 0)))["code"] == "AR"
