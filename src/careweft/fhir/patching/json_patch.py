"""JSON Patch (RFC 6902) over JSON content, decimals kept as they are written."""

from dataclasses import dataclass
from typing import Any, Final

from careweft.fhir.decode import undecoded
from careweft.fhir.invalid import Invalid, Issue, Unprocessable, shown
from careweft.fhir.jsontext import dumps, loads

MAX_OPERATIONS: Final = 1000
MAX_COPIED: Final = 8 * 1024 * 1024
"""Characters that all copies of one patch may make: else forty of them could fill any memory."""
_NEEDS: Final = {"add": "value", "replace": "value", "test": "value", "remove": "", "move": "from", "copy": "from"}
_MISSING: Final = object()


@dataclass(frozen=True)
class Operation:
    """One step: `path` and `source` (its `from`) are pointers as lists of names; `at` is its place in the patch."""

    op: str
    path: tuple[str, ...]
    value: Any
    source: tuple[str, ...]
    at: str


def read(body: bytes) -> list[Operation]:
    """The operations of a patch document. Raises Invalid with the place in it."""
    listed = undecoded(body)
    if not isinstance(listed, list) or len(listed) > MAX_OPERATIONS:
        raise Invalid([Issue("", shown(listed), f"an array of at most {MAX_OPERATIONS} operations", "structure")])
    return [_operation(one, f"[{index}]") for index, one in enumerate(listed)]


def _operation(one: Any, at: str) -> Operation:
    op = one.get("op") if isinstance(one, dict) else None
    if not isinstance(op, str) or op not in _NEEDS:
        found = shown(op if isinstance(one, dict) else one)
        raise Invalid([Issue(f"{at}.op", found, f"one of {', '.join(_NEEDS)}", "value")])
    needed = _NEEDS[op]
    if needed and needed not in one:
        raise Invalid([Issue(f"{at}.{needed}", "nothing", f"{needed}, which {op} requires", "required")])
    source = _pointer(one["from"], f"{at}.from") if needed == "from" else ()
    return Operation(op, _pointer(one.get("path"), f"{at}.path"), one.get("value"), source, at)


def _pointer(text: Any, at: str) -> tuple[str, ...]:
    """The names of a JSON Pointer (RFC 6901)."""
    if not isinstance(text, str) or (text and not text.startswith("/")):
        raise Invalid([Issue(at, shown(text), "a JSON Pointer such as /name/0/family", "value")])
    parts = text.split("/")[1:]
    if any("~" in part.replace("~0", "").replace("~1", "") for part in parts):
        raise Invalid([Issue(at, shown(text), "~0 for ~ and ~1 for /", "value")])
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in parts)


def apply(document: Any, operations: list[Operation]) -> Any:
    """The document after all operations; it is changed in place. Raises Unprocessable where one does not fit."""
    copied = 0
    for one in operations:
        value = one.value
        if one.op == "test":
            if not _same(_get(document, one.path, one), value):
                raise _fault(one, "another value", "the value that the test names")
            continue
        if one.op == "move" and one.path[: len(one.source)] == one.source and one.path != one.source:
            raise _fault(one, "a place within what is moved", "a place outside it")
        if one.source or one.op in ("move", "copy"):
            value = _get(document, one.source, one)
        if one.op == "move":
            document = _without(document, one.source, one)
        text = _text(value, one)
        copied += len(text) if one.op == "copy" else 0
        if copied > MAX_COPIED:
            raise _fault(one, "copies without end", f"copies of at most {MAX_COPIED:,} characters")
        document = _changed(document, one, loads(text))
    return document


def _text(value: Any, one: Operation) -> bytes:
    try:
        return dumps(value)
    except (TypeError, RecursionError):
        raise _fault(one, "nesting without end", "JSON of ordinary depth") from None


def _changed(document: Any, one: Operation, value: Any) -> Any:
    if one.op == "remove":
        return _without(document, one.path, one)
    if one.op == "replace":
        _get(document, one.path, one)
    if not one.path:
        return value
    owner, name = _get(document, one.path[:-1], one), one.path[-1]
    if isinstance(owner, dict):
        owner[name] = value
    elif not isinstance(owner, list):
        raise _fault(one, shown(owner), "an object or an array to put the value in")
    elif one.op == "replace":
        owner[_index(owner, name, one)] = value
    else:
        owner.insert(len(owner) if name == "-" else _index(owner, name, one, end=True), value)
    return document


def _get(document: Any, path: tuple[str, ...], one: Operation) -> Any:
    for name in path:
        if isinstance(document, dict):
            document = document.get(name, _MISSING)
        elif isinstance(document, list):
            document = document[_index(document, name, one)]
        else:
            document = _MISSING
        if document is _MISSING:
            raise _fault(one, f"no {name!r}", "a path that exists")
    return document


def _without(document: Any, path: tuple[str, ...], one: Operation) -> Any:
    _get(document, path, one)
    if not path:
        return None
    owner = _get(document, path[:-1], one)
    del owner[path[-1] if isinstance(owner, dict) else _index(owner, path[-1], one)]
    return document


def _index(owner: list[Any], name: str, one: Operation, *, end: bool = False) -> int:
    plain = name.isascii() and name.isdigit() and (name == "0" or not name.startswith("0")) and len(name) < 10
    if not plain or int(name) >= len(owner) + end:
        raise _fault(one, f"{name!r}", f"an index below {len(owner) + end}")
    return int(name)


def _same(found: Any, wanted: Any) -> bool:
    """Equality of JSON: true is not 1, while 1 is 1.0."""
    if isinstance(found, bool) or isinstance(wanted, bool):
        return found is wanted
    if isinstance(found, dict) and isinstance(wanted, dict):
        return found.keys() == wanted.keys() and all(_same(found[key], wanted[key]) for key in found)
    if isinstance(found, list) and isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(_same, found, wanted))
    return bool(found == wanted)


def _fault(one: Operation, found: str, expected: str) -> Unprocessable:
    return Unprocessable([Issue(f"{one.at}.{one.op}", found, expected, "processing")])
