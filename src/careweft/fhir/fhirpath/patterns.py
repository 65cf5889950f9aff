"""Regular expressions of FHIRPath (§5.6), which whoever asks may send: in time linear in the text, by RE2.

As FHIRPath 2.0 has it, a text is one line: `.` is any character, `^` and `$` are its ends. `\\d`, `\\w` and `\\s` are
ASCII's. What needs backtracking (lookaround, backreferences, possessive repetition) is refused.
"""

import re
from time import monotonic
from typing import Any, Final

import re2

from careweft.base.errors import BadInput

_MEMORY: Final = 2 * 1024 * 1024  # bytes of one pattern; 128 of them are kept
_SECONDS: Final = 1.0  # of one replacement: each match is linear, all of them need not be
_MOST: Final = 16 * 1024 * 1024  # characters that a replacement may make
_EXPECTED: Final = "a regular expression of RE2: no lookaround, no backreferences"
_GROUPS: Final = re.compile(r"\\(.)|\$(?:\{(\w+)\}|(\d+))", re.DOTALL)


def matches(value: str, pattern: str, *, whole: bool = False) -> bool:
    """matches(): somewhere in the text (FHIRPath 2.0 leaves it open; as in R4's own invariants); or matchesFull()."""
    found = _pattern(pattern)
    return (found.fullmatch(value) if whole else found.search(value)) is not None


def replaced(value: str, pattern: str, by: str) -> str:
    r"""replaceMatches(): `$1` and `${name}` in `by` are groups, `\$` is a dollar."""
    if not pattern:
        return value
    compiled = _pattern(pattern)
    parts, until = _parts(by, compiled), monotonic() + _SECONDS
    made, end, size = list[str](), 0, 0
    for found in compiled.finditer(value):
        put = (part if isinstance(part, str) else found[part[0]] or "" for part in parts)
        fresh = [value[end : found.start()], *put]
        end, size = found.end(), size + sum(map(len, fresh))
        made += fresh
        if size > _MOST or monotonic() > until:
            raise BadInput("replaceMatches() makes too much of this text", expected="a smaller text or replacement")
    return "".join(made) + value[end:]


def _pattern(pattern: str) -> Any:
    options = re2.Options()
    options.dot_nl, options.log_errors, options.max_mem = True, False, _MEMORY
    try:
        return re2.compile(pattern, options)
    except re2.error as wrong:
        said = wrong.args[0].decode(errors="replace") if isinstance(wrong.args[0], bytes) else str(wrong)
        raise BadInput(f"{pattern[:100]!r} is not a pattern: {said[:100]}", expected=_EXPECTED) from None
    except UnicodeError:
        raise BadInput("a pattern that is no text", expected=_EXPECTED) from None


def _parts(by: str, compiled: Any) -> list[str | tuple[str | int]]:
    """What a replacement is made of: texts, and the groups of a match."""
    parts: list[str | tuple[str | int]] = []
    end = 0
    for found in _GROUPS.finditer(by):
        parts.append(by[end : found.start()])
        end = found.end()
        if found[1]:
            parts.append(found[1])
            continue
        number = int(found[3]) if found[3] else compiled.groupindex.get(found[2], -1)
        if not 0 <= number <= compiled.groups:
            raise BadInput(f"there is no group {found[0][:40]}", where="replaceMatches()", expected=_of(compiled))
        parts.append((number,))
    return [*parts, by[end:]]


def _of(compiled: Any) -> str:
    return f"$0 to ${compiled.groups}" if compiled.groups else "$0, for the pattern has no groups"
