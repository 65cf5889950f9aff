"""What is the same, made the same: names, postcodes, telephone numbers and house numbers as linkage compares them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files

_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)
_APOSTROPHES = re.compile(r"['’‘`´ʼ′]")
_NOT_LETTERS = re.compile(r"[^a-z]+")
_TITLES = frozenset({"mr", "mrs", "miss", "ms", "mx", "dr", "prof", "rev", "sir", "dame", "lady", "jr", "snr", "esq"})
_PLACEHOLDERS = frozenset(
    {"unknown", "unk", "notknown", "nk", "none", "null", "na", "baby", "infant", "newborn", "twin", "triplet"}
    | {"test", "anonymous", "anon", "patient", "nfn", "nln", "surname", "forename", "name", "withheld", "of"}
)
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_NOWHERE = frozenset({"ZZ99"})
_HOUSE = re.compile(r"(?<![\w])(\d+[a-z]?)(?![\w])")


@lru_cache(maxsize=65536)
def name_parts(text: str | None) -> tuple[str, ...]:
    """The parts of a name in a–z: without case, accents, apostrophes, titles and placeholders; a hyphen divides.

    "Mrs Seán O'Brien-Łukasz" is ("sean", "obrien", "lukasz"); "BABY" and "Unknown" are nothing at all.
    """
    if not text:
        return ()
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    parts = _NOT_LETTERS.sub(" ", _APOSTROPHES.sub("", plain)).split()
    return tuple(part for part in parts if part not in _TITLES and part not in _PLACEHOLDERS)


@lru_cache(maxsize=65536)
def postcode(text: str | None) -> str | None:
    """A UK postcode as "TQ1 4AB"; None where it has not the form of one, or stands for no fixed abode (ZZ99)."""
    found = _POSTCODE.fullmatch(re.sub(r"[^A-Z0-9]", "", text.upper())) if text else None
    if not found or found[1] in _NOWHERE:
        return None
    return f"{found[1]} {found[2]}"


def phone(text: str | None) -> str | None:
    """The last ten digits of a telephone number; None where it is shorter, or a filler of few different digits."""
    digits = re.sub(r"\D", "", text)[-10:] if text else ""
    return digits if len(digits) == 10 and len(set(digits)) > 2 else None


@lru_cache(maxsize=65536)
def house(line: str | None) -> str | None:
    """The house (or flat and house) number of an address line, else the line's letters; None for nothing."""
    plain = " ".join(line.casefold().split()) if line else ""
    numbers = _HOUSE.findall(plain)
    return "/".join(numbers) if numbers else _NOT_LETTERS.sub("", plain) or None


def _nicknames() -> tuple[dict[str, frozenset[int]], dict[str, str]]:
    groups: dict[str, set[int]] = {}
    heads: dict[str, str] = {}
    text = (files("careweft.people") / "data" / "nicknames.txt").read_text()
    for number, line in enumerate(text.splitlines()):
        names = line.partition("#")[0].split()
        for name in names:
            groups.setdefault(name, set()).add(number)
            heads.setdefault(name, names[0])
    for name in [name for name, head in heads.items() if head != name and name in {*heads.values()}]:
        heads[name] = name
    return {name: frozenset(numbers) for name, numbers in groups.items()}, heads


_GROUPS, _HEADS = _nicknames()
_NO_GROUP: frozenset[int] = frozenset()


def same_name_differently(one: str, other: str) -> bool:
    """Whether two given names are forms of one name: Bill and William, Mohamed and Muhammad."""
    return not _GROUPS.get(one, _NO_GROUP).isdisjoint(_GROUPS.get(other, _NO_GROUP))


def formal(given: str) -> str:
    """The name that stands for a given name and its short forms, for blocking keys."""
    return _HEADS.get(given, given)
