"""Answers to HL7 v2 messages (v2.5 chapter 2.9).

Original mode: AA, committed; AE, committed but the content has an error, so it waits in quarantine and the sender
must not simply repeat it; AR, refused: the header is malformed, the type, version or processing id is not for us, or
we could not store it, and nothing of it was taken. Enhanced mode (MSH-15 is filled): the same as CA, CE, CR, sent when
MSH-15 asks for it. We send no application acknowledgement (MSH-16) later: what came of a message is in the quarantine
list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

from careweft.feeds.hl7.message import Message

Code = Literal["AA", "AE", "AR"]

VERSIONS: Final = re.compile(r"2\.\d(\.\d)?\Z")
PROCESSING: Final = frozenset({"P"})
"""HL7 table 0103: production. Training and debugging messages do not belong in anybody's record."""

TYPES: Final = frozenset(
    {
        *(
            "ADT",
            "BAR",
            "BPS",
            "BTS",
            "DFT",
            "MDM",
            "OMB",
            "OMD",
            "OMG",
            "OMI",
            "OML",
            "OMN",
            "OMP",
            "OMS",
            "OPL",
            "OPR",
        ),
        *(
            "OPU",
            "ORF",
            "ORL",
            "ORM",
            "ORR",
            "ORU",
            "OSM",
            "OUL",
            "PEX",
            "PGL",
            "PIN",
            "PMU",
            "PPG",
            "PPP",
            "PPR",
            "PPT",
        ),
        *(
            "PPV",
            "PRR",
            "PTR",
            "RAS",
            "RCI",
            "RCL",
            "RDE",
            "RDR",
            "RDS",
            "REF",
            "RGV",
            "RPA",
            "RPI",
            "RPL",
            "RPR",
            "RQI",
        ),
        *("RRD", "RRE", "RRG", "RRI", "SIU", "SUR", "VXU"),
    }
)
"""Message types that tell of patients (HL7 table 0076). Queries, answers and master files are not for this listener."""

_ERRORS: Final = {
    "MSH-9": ("200", "Unsupported message type"),
    "MSH-11": ("202", "Unsupported processing id"),
    "MSH-12": ("203", "Unsupported version id"),
    "MSH-10": ("101", "Required field missing"),
}
"""HL7 table 0357."""


@dataclass(frozen=True)
class Refusal:
    """Why a message is not for us: the place in its header and what is wrong there."""

    where: str
    reason: str


def refusal(message: Message, processing: frozenset[str] = PROCESSING) -> Refusal | None:
    """What in the header makes us refuse a message, if anything (chapter 2.9.2.2: type, version, processing id)."""
    msh = message.header
    kind, version, mode = msh.text(9, 1), msh.text(12, 1), msh.text(11, 1)
    if not msh.text(10):
        return Refusal("MSH-10", "the message has no id; expected a message control id")
    if not kind or kind.upper() not in TYPES:
        return Refusal("MSH-9", "the message type is not supported; expected one about patients, such as ADT or ORU")
    if not version or not VERSIONS.match(version):
        return Refusal("MSH-12", "the version is not supported; expected 2.1 to 2.9")
    if not mode or mode.upper() not in processing:
        return Refusal("MSH-11", f"the processing id is not supported; expected {' or '.join(sorted(processing))}")
    return None


def wanted(message: Message, code: Code) -> str | None:
    """The acknowledgement code to send, or None where the sender does not want one (chapter 2.9.3)."""
    accept, application = message.header.text(15), message.header.text(16)
    good = code == "AA"
    if accept and accept.upper() != "NE":
        return f"C{code[1]}" if _asked(accept.upper(), good) else None
    if accept and not application:
        return None
    return code if application is None or _asked(application.upper(), good) else None


def _asked(condition: str, good: bool) -> bool:
    return {"AL": True, "NE": False, "ER": not good, "SU": good}.get(condition, True)


def answer(message: Message | None, code: str, *, text: str = "", where: str = "", at: datetime) -> bytes:
    """The acknowledgement of a message (of an unreadable one where None), as segments ended by carriage returns."""
    msh = message.header if message else None
    stamp = at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    number = (msh.text(10) if msh else None) or ""
    trigger = (msh.text(9, 2) if msh else None) or ""
    version = (msh.raw(12) if msh else "") or "2.5"
    kind = f"ACK^{trigger}^ACK" if trigger else "ACK"
    parties = [msh.raw(field) if msh else "" for field in (5, 6, 3, 4)]
    if message and (message.delimiters.field, *message.header.raw(2)[:4]) != ("|", "^", "~", "\\", "&"):
        parties = [_escaped(msh.text(field) or "") if msh else "" for field in (5, 6, 3, 4)]
        version = _escaped((msh.text(12) if msh else None) or "2.5")
    header = ["MSH", "^~\\&", *parties, f"{stamp}+0000", "", kind, f"A{_escaped(number)}", _mode(message), version]
    segments = ["|".join(header), f"MSA|{code}|{_escaped(number)}"]
    if code[1] != "A":
        error, meaning = _ERRORS.get(
            where, ("207", "Application internal error") if not where else ("102", "Data type error")
        )
        place = where.replace("-", "^1^") if "-" in where else where
        segments.append(f"ERR||{_escaped(place, '^')}|{error}^{meaning}^HL70357|E||||{_escaped(text[:250])}")
    return ("\r".join(segments) + "\r").encode("utf-8")


def _mode(message: Message | None) -> str:
    return (message.header.text(11, 1) if message else None) or "P"


def _escaped(text: str, keep: str = "") -> str:
    marks = {"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "~": "\\R\\", "&": "\\T\\", "\r": " ", "\n": " "}
    return "".join(c if c in keep else marks.get(c, c) for c in text)
