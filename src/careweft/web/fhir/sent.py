"""Bodies read by what they should be: a resource, a Bundle, a patch, a form. Raises 400 or 415, or Invalid."""

from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

from careweft.fhir import interactions as fhir
from careweft.fhir.decode import decode, undecoded
from careweft.fhir.patching import FORMATS
from careweft.web.fhir import http


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
    pairs = parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
    http.check_format(dict(pairs).get("_format") or "*/*")
    return pairs
