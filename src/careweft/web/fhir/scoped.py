"""What an app may ask: its scopes, held against one request before anything is done.

The database is held to the same scopes while it is done (`Granted.held`): what is included, counted or read with it is
of the types and the person that the app may see. Here is refused what would go past that: a search that looks through
other records, an interaction with more than one effect, an entry of a Bundle.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from starlette.exceptions import HTTPException

from careweft.access.accounts import Account
from careweft.access.oauth import scopes
from careweft.access.oauth.app import AppAccount
from careweft.access.oauth.scopes import Granted, Pair
from careweft.base.errors import BadInput
from careweft.fhir import interactions as fhir
from careweft.web.fhir.table import Asked, Interaction

_READS: Final = {
    "T/I": "read",
    "T/I/_history/V": "vread",
    "T/I/_history": "history-instance",
    "T": "search-type",
    "T/_search": "search-type",
    "T/I/C": "search-type",
    "T/I/C/_search": "search-type",
    "T/_history": "history-type",
    "_history": "history-system",
    "": "search-system",
    "_search": "search-system",
}
_WRITING: Final = frozenset({"POST", "PUT", "PATCH"})
_CHANGES: Final = {"PUT": "update", "PATCH": "patch", "DELETE": "delete"}


def check(line: Interaction, asked: Asked) -> None:
    """Raise HTTPException 403 where an app asks for more than its scopes allow; narrow a search to what they allow."""
    if not isinstance(asked.account, AppAccount):
        return
    granted, headers = asked.account.granted, asked.request.headers
    if line.name == "transaction":
        for entry in asked.sent.get("entry", ()):
            _check_entry(asked.account, entry, asked.base)
        return
    if asked.type == "Subscription" and line.method in _WRITING and line.writes:
        require_lasting(asked.account)
    condition = headers.get("if-none-exist")
    for code in _codes(line.method, asked.address.shape, condition is not None, "if-match" in headers):
        if code == "search-type" and line.name == "search":
            asked.address = _narrowed(granted, asked.address, asked.sent or ())
            _check_pairs(granted, [*asked.address.pairs, *(asked.sent or ())], code)
        else:
            pairs = _pairs(asked.address.query, condition)
            _require(granted, asked.type, code, None if code == "read" else pairs)
            _check_pairs(granted, pairs, code)


def _codes(method: str, shape: str, conditional: bool, matched: bool) -> list[str]:
    """FHIR's codes of all that a request may do: an update of what is not there makes it, unless If-Match forbids."""
    if method in ("GET", "HEAD") or shape.endswith("_search"):
        return [_READS.get(shape, "")]
    if method == "POST" and shape == "T":
        return ["create", "search-type"] if conditional else ["create"]
    code = _CHANGES.get(method, "")
    creates = ["create"] if code == "update" and not matched else []
    return [code, *creates, *(["search-type"] if shape == "T" else [])]


def _narrowed(granted: Granted, address: fhir.Address, sent: Sequence[Pair]) -> fhir.Address:
    """The address of a search that finds no more than the scopes allow."""
    pairs = [*address.pairs, *sent]
    try:
        more = [pair for pair in scopes.added(granted, address.type) if pair not in pairs]
        _require(granted, address.type, "search-type", None)
    except BadInput as wide:
        if not scopes.allows(granted, address.type, "search-type", criteria=pairs):
            raise refused(str(wide)) from None
        more = []
    query = "&".join(part for part in (address.query, urlencode(more)) if part)
    return replace(address, query=query)


def require_lasting(account: Account) -> None:
    """Raise HTTPException 403 for an app that would go on being told: what a Subscription tells goes to the account,
    whatever an app's scopes are and when its token ends. Only a system may have one, that may read everything itself.
    """
    if isinstance(account, AppAccount) and not (account.kind == "machine" and account.granted.gives("", "rs")):
        raise refused("Only a system with scopes to read everything subscribes.")


def _check_entry(account: AppAccount, entry: Any, base: str) -> None:
    granted = account.granted
    request = entry.get("request") if isinstance(entry, Mapping) else None
    if not isinstance(request, Mapping):
        return  # it is found wrong later, and nothing is done
    address = fhir.Address.read(str(request.get("url", "")), base)
    if address.type == "Subscription" and request.get("method") in _WRITING:
        require_lasting(account)
    condition = request.get("ifNoneExist")
    for code in _codes(str(request.get("method")), address.shape, condition is not None, "ifMatch" in request):
        pairs = _pairs(address.query, condition)
        _require(granted, address.type, code, None if code == "read" else pairs)
        _check_pairs(granted, pairs, code, includes=False)
    for type_ in _conditional(entry.get("resource")):
        _require(granted, type_, "search-type", ())


def _conditional(value: Any) -> Iterator[str]:
    """The types that a resource refers to by a search."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name == "reference" and isinstance(inner, str) and "?" in inner:
                yield inner.partition("?")[0]
            yield from _conditional(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _conditional(inner)


def _check_pairs(granted: Granted, pairs: Sequence[Pair], code: str, *, includes: bool = True) -> None:
    """What looks through other records needs a scope for all of them: what it finds by would tell of them."""
    if code == "read":
        return
    through = [name for name, _ in pairs if "." in name or name.startswith("_has:")]
    if not includes:
        through += [name for name, _ in pairs if name.startswith(("_include", "_revinclude"))]
    if through:
        _require(granted, "", "search-system", ())


def _require(granted: Granted, type_: str, code: str, criteria: Sequence[Pair] | None) -> None:
    if not scopes.allows(granted, type_, code, criteria=criteria):
        raise refused("The app has no scope for this.")


def refused(text: str) -> HTTPException:
    """The answer to an app that asks for more than its scopes allow (RFC 6750)."""
    return HTTPException(403, text, {"WWW-Authenticate": 'Bearer realm="Careweft", error="insufficient_scope"'})


def _pairs(query: str, condition: str | None) -> list[Pair]:
    return [*parse_qsl(query, keep_blank_values=True), *parse_qsl(condition or "", keep_blank_values=True)]
