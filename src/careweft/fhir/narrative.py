"""Narrative: the XHTML that FHIR lets a resource carry (R4 §2.4.0, invariant txt-1).

It may be shown to people, so what could run, load or break out of its place is refused when it is written.
"""

from typing import Any, Final
from xml.parsers import expat

_NAMES: Final = (
    "a abbr acronym b big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i img "
    "li ol p pre q samp small span strong sub sup table tbody td tfoot th thead tr tt ul var"
)
_ATTRIBUTE_NAMES: Final = (
    "abbr accesskey align alt axis bgcolor border cellhalign cellpadding cellspacing cellvalign char charoff charset "
    "cite class colspan compact coords dir frame headers height href hreflang hspace id lang longdesc name nowrap rel "
    "rev rowspan rules scope shape span src start style summary tabindex title type valign value vspace width "
    "xml:lang xml:id xmlns"
)
_ELEMENTS: Final = frozenset(_NAMES.split())
_ATTRIBUTES: Final = frozenset(_ATTRIBUTE_NAMES.split())
_EXPECTED: Final = "well-formed XHTML in a <div>"


class _Fault(Exception):
    """What was expected."""


def fault_of(text: str) -> str | None:
    """What was expected of a narrative's div, None where it is right."""
    if "<!" in text.replace("<!--", "") or "<?" in text:
        return "XHTML without declarations and instructions"
    parser = expat.ParserCreate()
    parser.StartElementHandler = _element
    try:
        parser.Parse(text, True)
    except _Fault as fault:
        return str(fault)
    except (expat.ExpatError, ValueError):
        return _EXPECTED
    return None


def says_something(text: str) -> bool:
    """Whether there is more in a right div than white space (invariant txt-2)."""
    said: list[str] = []
    parser = expat.ParserCreate()
    parser.CharacterDataHandler = said.append
    parser.Parse(text, True)
    return bool("".join(said).strip(" \t\r\n")) or "<img" in text


def _element(name: str, attributes: dict[str, Any]) -> None:
    if name not in _ELEMENTS:
        raise _Fault(f"only the elements of txt-1, such as p, table and span: not <{name[:20]}>")
    for attribute, value in attributes.items():
        if attribute not in _ATTRIBUTES:
            raise _Fault(f"only the attributes of txt-1, such as class and title: not {attribute[:20]}")
        if attribute in ("href", "src") and ":" in value and not _harmless(value):
            raise _Fault(f"{attribute} with http, https, ftp, mailto, tel, an image as data, or a reference")


def _harmless(address: str) -> bool:
    plain = "".join(address.split()).lower()
    return plain.startswith(("http:", "https:", "ftp:", "mailto:", "tel:", "urn:", "#", "data:image/", "cid:"))
