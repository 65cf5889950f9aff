"""How values are written in the index and read from a request: one definition for both sides."""

import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from careweft.fhir.fhirpath.times import END_OF_TIME, START_OF_TIME

FOREVER: Final = (START_OF_TIME, END_OF_TIME)
MAX_STRING: Final = 200
MAX_TEXT: Final = 600  # of URIs and ids: four bytes each must fit into a key of a b-tree
OWN: Final = "@person"  # in place of a reference to the person that the resource belongs to
MARK: Final = "\x01"  # between a string as searched for and as written; no FHIR string holds it
LAST: Final = chr(0x10FFFF)


@lru_cache(65536)
def key(*parts: str) -> int:
    """A signed 64-bit hash of type, path and value, the same in every process."""
    digest = blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def plain(text: str) -> str:
    """A string as searched for: no case, no accents, single spaces, at most 200 characters (R4 §3.1.1.4.8)."""
    if text.isascii():
        letters = text.lower().replace("\0", "").replace(MARK, "")
    else:
        folded = unicodedata.normalize("NFKD", text).casefold()
        letters = "".join(c for c in folded if not unicodedata.combining(c) and c not in "\0\x01")
    return " ".join(letters.split())[:MAX_STRING]


def written(text: str) -> str:
    """A string as kept: as searched for, and after a mark as it is, where that is not the same."""
    start = plain(text)
    if start == text:
        return start
    return start + MARK + (text if len(text) <= MAX_STRING else f"{text[:MAX_STRING]}{MARK}{key(text)}")


def token_forms(system: str | None, code: str | None) -> Iterator[str]:
    """How a token is found: by its code, by code with system or with none, and by its system alone."""
    if isinstance(code, str):
        yield f"={code}"
        yield f"{system or ''}|{code}"
    if system:
        yield f"{system}|"


def width(number: str) -> tuple[float, float]:
    """[low, high) of the numbers that round to a number as written: 5.4 is [5.35, 5.45), 1e2 is [50, 150)."""
    value = Decimal(number)
    exponent = value.as_tuple().exponent
    half = Decimal(5).scaleb(int(exponent) - 1)
    return float(value - half), float(value + half)


def split(text: str, separator: str) -> list[str]:
    r"""The parts of a value of a request between separators that are not escaped; escapes stay (`\,` in a part)."""
    found, start, at = [], 0, 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == separator:
            found.append(text[start:at])
            start = at + 1
        at += 1
    return [*found, text[start:]]


def unescaped(text: str) -> str:
    r"""A value without its escapes: `\,`, `\$`, `\|` and `\\` (R4 §3.1.1.4.6)."""
    made, at = [], 0
    while at < len(text):
        at += text[at] == "\\" and text[at + 1 : at + 2] in tuple("\\,$|") and at + 1 < len(text)
        made.append(text[at])
        at += 1
    return "".join(made)
