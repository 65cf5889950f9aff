"""Where a receiver is and what it reads: the table `[outgoing]` of `sources/<receiver>.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from careweft.base.errors import BadInput

Form = Literal["hl7", "fhir", "text"]
FOLDER: Final = "folder"
TEXTS: Final = "texts"
"""The receiver of text messages: a gateway, and no organisation that has a part in anybody's care."""
_FORMS: Final = ("hl7", "fhir", "text")
_KEYS: Final = ("address", "form", "secret-file")


@dataclass(frozen=True)
class Address:
    """`url` is `mllp://host:port`, `https://…` or `folder` (below the data folder, for others to fetch). `secret` is
    the file that holds what an https receiver knows us by."""

    url: str
    form: Form
    secret: Path | None = None

    @property
    def scheme(self) -> str:
        """mllp, https, http or folder."""
        return FOLDER if self.url == FOLDER else urlsplit(self.url).scheme


def parse(table: Any, where: str) -> Address:
    """Read an `[outgoing]` table. Raises BadInput that says what was found and what was expected."""
    if not isinstance(table, Mapping):
        raise BadInput("outgoing is no table", where=where, expected="[outgoing] with address and form")
    if unknown := next((key for key in table if key not in _KEYS), None):
        raise BadInput(f"outgoing: {unknown} is not known here", where=where, expected=", ".join(_KEYS))
    url, form, secret = table.get("address"), table.get("form"), table.get("secret-file")
    if form not in _FORMS:
        raise BadInput(f"outgoing: form: found {form!r}", where=where, expected=" or ".join(_FORMS))
    if not isinstance(url, str) or not _is_address(url, form):
        raise BadInput(
            f"outgoing: address: found {url!r}",
            where=where,
            expected="mllp://host:port (hl7 only), https://… or folder",
        )
    if secret is not None and not (isinstance(secret, str) and url.startswith("http")):
        raise BadInput("outgoing: secret-file", where=where, expected="the path of a file, for an https address")
    return Address(url, form, Path(secret) if secret else None)


def _is_address(url: str, form: str) -> bool:
    if url == FOLDER:
        return True
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        return False
    if parts.scheme == "mllp":
        return form == "hl7" and bool(parts.hostname and port) and not parts.path
    return parts.scheme in ("https", "http") and bool(parts.hostname)
