"""Letters that came with a referral: PDF, plain text or a picture, kept as they are in a Binary and named by a
DocumentReference.

What a letter is, is read from its first bytes and not from its name. Nothing active is taken: no HTML, no SVG; a PDF
may hold a script, which is why it is only ever given to be downloaded.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha1
from pathlib import PurePath
from typing import Any, Final

from careweft.base.errors import BadInput
from careweft.care.resources import Resource, id_of

MOST_BYTES: Final = 8 * 1024 * 1024
KINDS: Final = "a PDF, a plain text, a PNG or a JPEG of at most 8 MB"
_MAGIC: Final = ((b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
SHOWN: Final = frozenset({"image/png", "image/jpeg"})
"""What a page may show; the rest is downloaded, a plain text is shown as text."""


@dataclass(frozen=True)
class Letter:
    """A letter: what it is called, what it is, its bytes."""

    title: str
    kind: str
    content: bytes


def read(name: str, content: bytes) -> Letter:
    """A letter from an uploaded file; raises BadInput for what is empty, too large, or of another kind."""
    if not content:
        raise BadInput("the file is empty", where="letter", expected=KINDS)
    if len(content) > MOST_BYTES:
        raise BadInput("the file is too large", where="letter", expected=KINDS)
    kind = next((kind for magic, kind in _MAGIC if content.startswith(magic)), None) or _text(content)
    if kind is None:
        raise BadInput("the file is of a kind that is not taken", where="letter", expected=KINDS)
    title = "".join(c for c in PurePath(name.replace("\\", "/")).name if c.isprintable())[:120]
    return Letter(title or "Letter", kind, content)


def _text(content: bytes) -> str | None:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    plain = all(c.isprintable() or c in "\r\n\t" for c in text.removeprefix("\ufeff"))
    return "text/plain" if plain else None


def resources(letter: Letter, key: str, subject: str, at: datetime) -> list[Resource]:
    """The Binary and the DocumentReference of a letter."""
    binary = id_of(f"{key}/letter")
    document = id_of(f"{key}/document")
    return [
        {
            "resourceType": "Binary",
            "id": binary,
            "contentType": letter.kind,
            "securityContext": {"reference": subject},
            "data": b64encode(letter.content).decode(),
        },
        {
            "resourceType": "DocumentReference",
            "id": document,
            "status": "current",
            "docStatus": "final",
            "type": {"coding": [{"system": "http://loinc.org", "code": "57133-1", "display": "Referral note"}]},
            "subject": {"reference": subject},
            "date": at.isoformat(),
            "content": [
                {
                    "attachment": {
                        "contentType": letter.kind,
                        "url": f"Binary/{binary}",
                        "size": len(letter.content),
                        "hash": b64encode(sha1(letter.content, usedforsecurity=False).digest()).decode(),
                        "title": letter.title,
                    }
                }
            ],
        },
    ]


def content_of(binary: Mapping[str, Any], title: str) -> Letter:
    """The letter that a Binary keeps."""
    return Letter(title, str(binary["contentType"]), b64decode(binary.get("data", "")))
