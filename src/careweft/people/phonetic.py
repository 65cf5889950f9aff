"""Soundex, so that names which sound alike share a key (US National Archives rules: h and w do not separate)."""

from __future__ import annotations

from functools import lru_cache

_CODES = {c: d for d, letters in enumerate(("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), 1) for c in letters}
_SILENT = frozenset("hw")


@lru_cache(maxsize=65536)
def soundex(name: str) -> str:
    """The four-character code of a lower-case name in a–z; '' for an empty name."""
    letters = [c for c in name if "a" <= c <= "z"]
    if not letters:
        return ""
    code, last = letters[0], _CODES.get(letters[0], 0)
    for letter in letters[1:]:
        if letter in _SILENT:
            continue
        digit = _CODES.get(letter, 0)
        if digit and digit != last:
            code += str(digit)
        last = digit
    return (code + "000")[:4]
