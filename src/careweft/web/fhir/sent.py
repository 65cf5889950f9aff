"""Bodies read by what they should be: a resource, a Bundle, a patch, a form. Raises 400 or 415, or Invalid."""

from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

from careweft.fhir import interactions as fhir
from careweft.fhir.decode import decode, undecoded
from careweft.fhir.patching import FORMATS
from careweft.web.fhir import http

MOST_ENTRIES: Final = 10_000
"""Of a Bundle: each may be a request by itself, and all are done in one transaction. Larger loads are for `$import`."""
MOST_FORM: Final = 256 * 1024


def resource(headers: Headers, type_: str, body: bytes) -> dict[str, Any]:
    """A valid resource of the type that the address names."""
    http.check_sent(headers)
    found = decode(body)
    if found["resourceType"] != type_:
        raise HTTPException(400, f"{type_} was expected, but {found['resourceType']} was sent.")
    return found


def bundle(headers: Headers, type_: str, body: bytes) -> dict[str, Any]:
    """A valid transaction, or a batch of which only the Bundle itself is sure to be valid."""
    http.check_sent(headers)
    content = undecoded(body)
    if isinstance(content, dict) and isinstance(entry := content.get("entry"), list) and len(entry) > MOST_ENTRIES:
        raise HTTPException(
            413, f"A Bundle of {len(entry):,} entries is too large; at most {MOST_ENTRIES:,} are taken."
        )
    if isinstance(content, dict) and content.get("resourceType") == "Bundle" and content.get("type") == "batch":
        fhir.check_batch(content)
        return content
    found = decode(content if isinstance(content, dict) else body)
    if found["resourceType"] != "Bundle" or found["type"] != "transaction":
        raise HTTPException(400, "A Bundle of type batch or transaction was expected.")
    return found


def patch(headers: Headers, type_: str, body: bytes) -> Any:
    """A patch of any type that is understood."""
    kind = http.sent_type(headers)
    if kind not in FORMATS:
        raise HTTPException(415, f"A patch is sent as {' or '.join(FORMATS)}.", {"Accept-Patch": ", ".join(FORMATS)})
    return FORMATS[kind](body)


def form(headers: Headers, type_: str, body: bytes) -> list[tuple[str, str]]:
    """The names and values of a form, as a search is sent."""
    if http.sent_type(headers) != http.FORM:
        raise HTTPException(415, f"A search is sent as {http.FORM}.")
    if len(body) > MOST_FORM:
        raise HTTPException(413, f"The form is larger than {MOST_FORM:,} bytes.")
    pairs = parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
    http.check_format(dict(pairs).get("_format") or "*/*")
    return pairs
