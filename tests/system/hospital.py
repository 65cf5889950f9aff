"""A hospital that sends over MLLP to a place whose processes are killed: what it sends, and how it insists."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice

from careweft.models import wire
from careweft.people.nhs_number import check_digit

_START, _END = b"\x0b", b"\x1c\r"


@dataclass(frozen=True)
class Message:
    """A message, and the control id (MSH-10) by which it is known."""

    id: str
    raw: bytes


def person(number: int, practice: str = "gp-01") -> wire.Person:
    """Somebody of whom everybody sends the same."""
    nhs = next(islice(_numbers(), number, None))
    born = date(1940, 1, 1) + timedelta(days=number * 37)
    name = chr(ord("A") + number % 26) * (2 + number // 26)
    return wire.Person(f"p{number:03}", f"Hill{name}", f"Jo{name}", born, "female", nhs, practice, "TQ1 1AA")


def _numbers() -> Iterator[str]:
    """Valid NHS numbers of the range for tests."""
    for start in range(900_000_000, 999_999_999, 7):
        if (digit := check_digit(str(start))) is not None:
            yield f"{start}{digit}"


def stays(told: wire.Person, at: datetime) -> list[Message]:
    """A stay that begins, is corrected and ends; then one that begins and is cancelled."""
    first, second = wire.Stay(f"{told.id}-1"), wire.Stay(f"{told.id}-2")
    begun, ended, again = at, at + timedelta(hours=20), at + timedelta(hours=30)
    steps = (
        ("A01", first, begun, {"admitted": begun}),
        ("A08", wire.Stay(first.visit, "WARD 7"), begun + timedelta(hours=1), {"admitted": begun}),
        ("A03", first, ended, {"admitted": begun, "discharged": ended}),
        ("A01", second, again, {"admitted": again}),
        ("A11", second, again + timedelta(hours=1), {"admitted": again}),
    )
    return [
        Message(name, wire.adt(trigger, told, stay, when, times, name))
        for number, (trigger, stay, when, times) in enumerate(steps)
        for name in [f"{told.id}-{number}"]
    ]


@dataclass
class Sender:
    """One connection of the hospital's. `acknowledged` counts the answers of each message by code."""

    port: int
    draws: random.Random
    acknowledged: dict[str, Counter[str]] = field(default_factory=dict)
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def insist(self, messages: Sequence[Message]) -> None:
        """Send messages in order, each until it is acknowledged, and now and then once more."""
        for message in messages:
            while not await self._send(message):
                await asyncio.sleep(0.05)
            if self.draws.random() < 0.2:
                await self._send(message)

    async def try_once(self, messages: Sequence[Message]) -> None:
        """Send messages in order, each once, whatever comes of it."""
        for message in messages:
            await self._send(message)
            await asyncio.sleep(self.draws.uniform(0, 0.2))

    async def _send(self, message: Message) -> bool:
        try:
            async with asyncio.timeout(30):
                reader, writer = self._streams = self._streams or await asyncio.open_connection("127.0.0.1", self.port)
                writer.write(_START + message.raw + _END)
                await writer.drain()
                answer = await reader.readuntil(_END)
        except (OSError, EOFError, TimeoutError):
            self._streams = None
            return False
        acknowledgement = next(part for part in answer.split(b"\r") if part.startswith(b"MSA|"))
        _, code, about = acknowledgement.decode().split("|")[:3]
        assert about == message.id
        self.acknowledged.setdefault(message.id, Counter())[code] += 1
        return code == "AA"
