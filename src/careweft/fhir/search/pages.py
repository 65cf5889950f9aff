"""Where a page of a search ends: what a `next` link carries, as text that clients hand back and do not read.

Without `_sort` the order is by what never changes. With it, values that others change meanwhile must not make a page
skip or repeat: the link carries the database's snapshot of the first page. Resources untouched since then keep their
place in the order; what was written since then comes after all of them, in the order of its making.
"""

import base64
import binascii
import re
from typing import Final

import msgspec

from careweft.base.errors import BadInput

PAGE: Final = "_page"
_SNAPSHOT: Final = re.compile(r"[0-9]{1,19}:[0-9]{1,19}:(?:[0-9]{1,19}(?:,[0-9]{1,19})*)?")
_MOST: Final = 16_000


class Place(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """The last resource of a page: its keys as text, its person and rid. `snapshot` is empty without `_sort`.

    `written` says that the page was among what was written since the snapshot.
    """

    keys: tuple[str, ...]
    person: int
    rid: int
    snapshot: str = ""
    written: bool = False


class Rest(msgspec.Struct, frozen=True, array_like=True):
    """Matches whose included resources are not all given yet: from which rid on, and where the matches go on."""

    persons: tuple[int, ...]
    rids: tuple[int, ...]
    after: int
    matches: Place | None


class _Token(msgspec.Struct, frozen=True, array_like=True):
    place: Place | None
    rest: Rest | None


def page_token(place: Place | Rest) -> str:
    """The text of a place."""
    made = _Token(place, None) if isinstance(place, Place) else _Token(None, place)
    return base64.urlsafe_b64encode(msgspec.json.encode(made)).rstrip(b"=").decode()


def read(value: str, keys: int) -> Place | Rest:
    """The place in a link, for an order of so many keys. Raises BadInput."""
    try:
        text = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)
        token = msgspec.json.decode(text[:_MOST], type=_Token)
    except (ValueError, binascii.Error, msgspec.MsgspecError):
        raise _no_page() from None
    found = token.place or token.rest
    place = token.rest.matches if token.rest else token.place
    if found is None or (place is not None and not _fits(place, keys)):
        raise _no_page()
    if token.rest and (len(token.rest.persons) != len(token.rest.rids) or not all(map(_whole, token.rest.rids))):
        raise _no_page()
    return found


def _fits(place: Place, keys: int) -> bool:
    right = len(place.keys) == (0 if place.written else keys) and _whole(place.person) and _whole(place.rid)
    return right and bool(_SNAPSHOT.fullmatch(place.snapshot)) == (keys > 0) and (keys > 0 or not place.written)


def _whole(number: int) -> bool:
    return -(2**63) <= number < 2**63


def _no_page() -> BadInput:
    return BadInput("this is no page of this search", where=PAGE, expected="the value of a next link")
