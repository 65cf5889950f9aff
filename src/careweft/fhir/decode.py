"""Validated FHIR R4 resources from JSON: `decode`."""

from typing import Any

import msgspec

from careweft.fhir.check import faults
from careweft.fhir.invalid import Invalid, Issue
from careweft.fhir.jsontext import dumps, loads
from careweft.fhir.quick import surely_valid

MAX_ISSUES = 100
_UNHELD = Issue("", "values that JSON cannot hold", "JSON of ordinary depth", "structure")


def decode(body: bytes | dict[str, Any]) -> dict[str, Any]:
    """The resource as plain JSON content, unchanged: decimals keep their text (see jsontext).

    Raises Invalid with the path of every fault (at most 100), for JSON that cannot be read, a member given twice, and
    all that R4's structure definitions forbid. Invariants and profiles are `$validate`'s work.
    """
    resource, text = (body, _text(body)) if isinstance(body, dict) else _read(body)
    if text is None or not surely_valid(resource, text):
        found = [issue for issue, _ in zip(faults(resource), range(MAX_ISSUES), strict=False)]
        if found or text is None:
            raise Invalid(found or [_UNHELD])
    return resource


def undecoded(body: bytes) -> Any:
    """Any JSON content, decimals with their text. Raises Invalid where it cannot be read or says a member twice."""
    found, text = _read(body)
    if text is None:
        raise Invalid([_UNHELD])
    return found


def _read(body: bytes) -> tuple[Any, bytes | None]:
    """The content and its text in our own hand, None where that cannot be."""
    try:
        found = loads(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        reason = f"{error}" if isinstance(error, msgspec.DecodeError) else "bytes that are not UTF-8 text"
        raise Invalid([Issue("", reason, "one JSON object in UTF-8", "structure")]) from None
    text = _text(found)
    if text is not None and _may_repeat(body, text):
        _refuse_twice(body)
    return found, text


def _text(resource: Any) -> bytes | None:
    """The resource as JSON; None for numbers too large, values that JSON does not have and boundless depth."""
    try:
        return dumps(resource)
    except (TypeError, RecursionError):
        return None


def _may_repeat(body: bytes, text: bytes) -> bool:
    """Whether a member may stand twice: then quotes are lost when read, unless escaped ones make up for them."""
    return body.count(b'"') != text.count(b'"') or b"\\u0022" in body


def _refuse_twice(body: bytes) -> None:
    import json

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        seen = set()
        for key, _ in pairs:
            if key in seen:
                raise Invalid([Issue("", f"the member {key!r} twice in one object", "each member once", "structure")])
            seen.add(key)
        return dict(pairs)

    json.loads(body, object_pairs_hook=once)
