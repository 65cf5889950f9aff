"""How values are written in the index and read from a request: one definition for both sides."""

import unicodedata
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from careweft.fhir.fhirpath.times import END_OF_TIME, START_OF_TIME

FOREVER: Final = (START_OF_TIME, END_OF_TIME)
MAX_STRING: Final = 200
OWN: Final = "@person"  # in place of a reference to the person that the resource belongs to


@lru_cache(65536)
def key(*parts: str) -> int:
    """A signed 64-bit hash of type, parameter and value, the same in every process."""
    digest = blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def plain(text: str) -> str:
    """A string as searched for: no case, no accents, single spaces, at most 200 characters (R4 §3.1.1.4.8)."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(c for c in folded if not unicodedata.combining(c) and c != "\0")
    return " ".join(letters.split())[:MAX_STRING]


def width(number: str) -> tuple[float, float]:
    """[low, high) of the numbers that round to a number as written: 5.4 is [5.35, 5.45), 1e2 is [50, 150)."""
    value = Decimal(number)
    exponent = value.as_tuple().exponent
    half = Decimal(5).scaleb(int(exponent) - 1)
    return float(value - half), float(value + half)
