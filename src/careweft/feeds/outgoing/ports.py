"""One delivery: a letter to where its receiver is. It is delivered once the receiver says that it is safe there.

A receiver may get the same letter again (we were killed before we could note its answer): the key tells it so, as the
message control id of HL7 v2, as `Idempotency-Key` over https, as the name of a file in a folder.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from careweft.base.errors import BadInput
from careweft.feeds.hl7.message import split
from careweft.feeds.mllp import END, START, Frames, Limits
from careweft.feeds.outgoing.address import Address
from careweft.feeds.subscriptions.endpoint import Sender, Undelivered

SECONDS: Final = 10.0
_TYPES: Final = {"hl7": "x-application/hl7-v2+er7", "fhir": "application/fhir+json", "text": "application/json"}
_ENDINGS: Final = {"hl7": "hl7", "fhir": "json", "text": "json"}
_ANYWHERE: Final = (ip_network("0.0.0.0/0"), ip_network("::/0"))
"""An operator declares these addresses, so they may be inside, as most hospitals' are."""


class Declined(Exception):
    """The receiver has read the letter and does not take it: sending it again would change nothing."""


@dataclass(frozen=True)
class Ports:
    """The ways out. `folder` is where letters lie that are fetched."""

    folder: Path
    sender: Sender = field(default_factory=lambda: Sender(_ANYWHERE, SECONDS))

    async def deliver(self, to: Address, recipient: str, key: str, body: bytes) -> None:
        """Deliver one letter. Raises Undelivered where it is to be tried again, Declined where not."""
        match to.scheme:
            case "folder":
                await asyncio.to_thread(self._keep, recipient, f"{key}.{_ENDINGS[to.form]}", body)
            case "mllp":
                await _mllp(to.url, body)
            case _:
                await self.sender.send("POST", to.url, [*_known_by(to), ("idempotency-key", key),
                                       ("content-type", _TYPES[to.form])], body)  # fmt: skip

    def _keep(self, recipient: str, name: str, body: bytes) -> None:
        """A whole file or none, readable by us alone; the same one for the same letter."""
        folder = self.folder / recipient
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = folder / f".{name}.part"
            part.touch(mode=0o600)
            with part.open("wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            part.rename(folder / name)
        except OSError as wrong:
            raise Undelivered(f"the folder could not be written ({wrong.strerror})") from wrong


def _known_by(to: Address) -> list[tuple[str, str]]:
    if to.secret is None:
        return []
    try:
        return [("authorization", f"Bearer {to.secret.read_text(encoding='utf-8').strip()}")]
    except (OSError, ValueError) as wrong:
        raise Undelivered("the file with the secret cannot be read") from wrong


async def _mllp(url: str, body: bytes) -> None:
    """Send a message and read its acknowledgement (HL7 v2.5 chapter 2.9): AA is safe, AE not taken, AR comes again."""
    place = urlsplit(url)
    try:
        async with asyncio.timeout(SECONDS):
            reader, writer = await asyncio.open_connection(place.hostname, place.port)
            try:
                writer.write(START + body + END)
                await writer.drain()
                answer = await Frames(reader, Limits()).next()
            finally:
                writer.close()
    except (OSError, TimeoutError) as wrong:
        raise Undelivered(f"the receiver could not be reached ({type(wrong).__name__})") from wrong
    code = _code(answer)
    if code in ("AE", "CE"):
        raise Declined(f"the receiver answered {code}")
    if code not in ("AA", "CA"):
        raise Undelivered(f"the receiver answered {code or 'nothing that can be read'}")


def _code(answer: bytes | None) -> str:
    try:
        msa = split(answer or b"").first("MSA")
    except BadInput:
        return ""
    return ((msa.text(1) if msa else None) or "").upper()
