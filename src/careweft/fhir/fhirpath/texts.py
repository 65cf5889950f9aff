"""Functions of one text (FHIRPath §5.6)."""

import base64
import binascii
import html
import json
import re
from typing import Final

from careweft.base.errors import BadInput

LONGEST: Final = 1024 * 1024
"""Characters of a text that is made, as of one in a resource."""


def substring(value: str, start: int, length: int | None = None) -> str | None:
    """substring(): nothing where the start is outside."""
    if not 0 <= start < len(value):
        return None
    return value[start:] if length is None else value[start : start + max(0, length)]


def fitting(length: int) -> None:
    """Raise BadInput where a text of this length would be made."""
    if length > LONGEST:
        raise BadInput("FHIRPath would make a text that is too long", expected=f"at most {LONGEST:,} characters")


def substituted(value: str, old: str, new: str) -> str:
    """replace()."""
    fitting(len(value) + value.count(old) * len(new))
    return value.replace(old, new)


def encoded(value: str, code: str) -> str | None:
    """encode(): in hex, base64 or urlbase64."""
    raw = value.encode()
    if code == "hex":
        return raw.hex()
    if code in ("base64", "urlbase64"):
        return (base64.b64encode if code == "base64" else base64.urlsafe_b64encode)(raw).decode()
    return None


def decoded(value: str, code: str) -> str | None:
    """decode(): from hex, base64 or urlbase64; nothing where the text is not of that code."""
    try:
        if code == "hex":
            return bytes.fromhex(value).decode()
        if code in ("base64", "urlbase64"):
            return (base64.b64decode if code == "base64" else base64.urlsafe_b64decode)(value).decode()
    except (ValueError, binascii.Error):
        return None
    return None


def escaped(value: str, target: str) -> str | None:
    """escape(): for html or json."""
    return html.escape(value) if target == "html" else json.dumps(value)[1:-1] if target == "json" else None


def unescaped(value: str, target: str) -> str | None:
    """unescape(): of html or json."""
    if target == "html":
        return html.unescape(value)
    if target != "json":
        return None
    return re.sub(r"\\(?:u([0-9a-fA-F]{4})|(.))", lambda found: _unescape(found[1], found[2]), value)


def _unescape(code: str | None, letter: str) -> str:
    return chr(int(code, 16)) if code else {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "b": "\b"}.get(letter, letter)
