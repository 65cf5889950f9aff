"""FHIR R4 primitive types: what each may hold in JSON (R4 §2.24.0.1), with real calendar dates.

`STRING_PATTERNS` and the annotated types below are one definition: the generated decoders use the types, the
checker that names every fault uses `fault`.
"""

import re
from collections.abc import Callable
from typing import Annotated, Any, Final

from msgspec import Meta

from careweft.fhir.narrative import fault_of

_YEAR = "(?!0000)[0-9]{4}"
_LEAP_YEAR = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
_DAY = (
    f"(?:{_YEAR}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    f"|02-(?:0[1-9]|1[0-9]|2[0-8]))|{_LEAP_YEAR}-02-29)"
)
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?"
_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_MONTH = f"{_YEAR}(?:-(?:0[1-9]|1[0-2]))?"
_NO_CONTROLS = r"[^\x00-\x08\x0b\x0c\x0e-\x1f]+"
_NO_SPACE = r"[^\s\x00-\x1f]+"

STRING_PATTERNS: Final[dict[str, tuple[str, str]]] = {
    "string": (rf"^{_NO_CONTROLS}\Z", "text that is not empty and holds no control characters"),
    "markdown": (rf"^{_NO_CONTROLS}\Z", "text that is not empty and holds no control characters"),
    "code": (rf"^{_NO_SPACE}(?: {_NO_SPACE})*\Z", "a code: no space at either end, single spaces within"),
    "id": (r"^[A-Za-z0-9\-.]{1,64}\Z", "an id: 1 to 64 letters, digits, '-' or '.'"),
    "uri": (rf"^{_NO_SPACE}\Z", "a URI without spaces"),
    "url": (rf"^{_NO_SPACE}\Z", "a URL without spaces"),
    "canonical": (rf"^{_NO_SPACE}\Z", "a canonical URL without spaces"),
    "oid": (r"^urn:oid:[0-2](?:\.(?:0|[1-9][0-9]*))+\Z", "an OID such as urn:oid:1.2.3"),
    "uuid": (r"^urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", "a UUID such as urn:uuid:c757873d-…"),
    "base64Binary": (r"^(?:\s*[0-9a-zA-Z+/=]){4,}\s*\Z", "base64 text"),
    "date": (rf"^(?:{_DAY}|{_MONTH})\Z", "a real date: YYYY, YYYY-MM or YYYY-MM-DD"),
    "dateTime": (
        rf"^(?:{_DAY}(?:T{_CLOCK}{_ZONE})?|{_MONTH})\Z",
        "a real date, or date and time with seconds and zone, such as 2026-01-31T09:30:00Z",
    ),
    "instant": (rf"^{_DAY}T{_CLOCK}{_ZONE}\Z", "a real instant with seconds and zone, such as 2026-01-31T09:30:00Z"),
    "time": (rf"^{_CLOCK}\Z", "a time: hh:mm:ss"),
    "xhtml": (r"^\s*<div[\s>/]", "XHTML in a <div>"),
}

MAX_STRING: Final = 1024 * 1024
String = Annotated[
    str, Meta(min_length=1, max_length=MAX_STRING)
]  # control characters are looked for once, in the whole text
Markdown = String


def _text(name: str) -> Any:
    return Annotated[str, Meta(pattern=STRING_PATTERNS[name][0])]


Code, Id, Uri, Url, Canonical = _text("code"), _text("id"), _text("uri"), _text("url"), _text("canonical")
Oid, Uuid, Base64Binary, Xhtml = _text("oid"), _text("uuid"), _text("base64Binary"), _text("xhtml")
Date, DateTime, Instant, Time = _text("date"), _text("dateTime"), _text("instant"), _text("time")
Boolean, Decimal = bool, float
INTEGERS: Final[dict[str, tuple[int, int]]] = {
    "integer": (-(2**31), 2**31 - 1),
    "unsignedInt": (0, 2**31 - 1),
    "positiveInt": (1, 2**31 - 1),
}
Integer = Annotated[int, Meta(ge=INTEGERS["integer"][0], le=INTEGERS["integer"][1])]
UnsignedInt = Annotated[int, Meta(ge=0, le=INTEGERS["unsignedInt"][1])]
PositiveInt = Annotated[int, Meta(ge=1, le=INTEGERS["positiveInt"][1])]

_FULL: Final = {name: (re.compile(pattern).search, expected) for name, (pattern, expected) in STRING_PATTERNS.items()}


def _integer(name: str) -> Callable[[Any], str | None]:
    low, high = INTEGERS[name]

    def check(value: Any) -> str | None:
        if type(value) is int and low <= value <= high:
            return None
        return f"a whole number from {low} to {high}"

    return check


def _boolean(value: Any) -> str | None:
    return None if type(value) is bool else "true or false"


def _decimal(value: Any) -> str | None:
    if type(value) is int:
        return None if -(2**63) <= value < 2**63 else "a number of at most 18 digits before the point"
    return None if isinstance(value, float) and abs(value) != float("inf") and value == value else "a number"


def _string(name: str) -> Callable[[Any], str | None]:
    search, expected = _FULL[name]
    limited = name in ("string", "markdown")

    def check(value: Any) -> str | None:
        if limited and isinstance(value, str) and len(value) > MAX_STRING:
            return f"at most {MAX_STRING:,} characters"
        return None if isinstance(value, str) and search(value) else expected

    return check


def _xhtml(value: Any) -> str | None:
    return _string("xhtml")(value) or fault_of(value)


_CHECKS: Final[dict[str, Callable[[Any], str | None]]] = {
    **{name: _string(name) for name in STRING_PATTERNS},
    **{name: _integer(name) for name in INTEGERS},
    "xhtml": _xhtml,
    "boolean": _boolean,
    "decimal": _decimal,
}


def fault(type_: str, value: Any) -> str | None:
    """What was expected of a primitive of this type, or None where the JSON value is right."""
    return _CHECKS[type_](value)
