"""What `_content` and `_text` ask for: words, "phrases", beginnings*, AND (or nothing), OR, NOT and parentheses.

`(bone OR liver) and metastases` is R4's own example (§3.1.1.4.2). Case and accents do not matter; words are not brought
back to their stems, because one record has many languages.
"""

import re
from collections.abc import Callable
from typing import Final

from careweft.base.errors import BadInput
from careweft.fhir.search.sql import Arguments

MOST: Final = 60  # words and marks of one value
_PIECE: Final = re.compile(r'[()]|"[^"]*"|[^\s()"]+')
_EXPECTED: Final = 'words, "phrases", beginnings*, AND, OR, NOT, in parentheses or not'
Query = Callable[[Arguments], str]  # the SQL of a tsquery


def found(function: str, name: str, value: str) -> Callable[[Arguments, str], str]:
    """The condition on a body that the words which a function finds in it are as asked. Raises BadInput."""
    pieces = [p for p in _PIECE.findall(value) if p in "()" or any(map(str.isalnum, p))]
    if len(pieces) > MOST or value.count('"') % 2:
        raise BadInput(f"{value[:60]!r} is not understood", where=name, expected=f"at most {MOST} {_EXPECTED}")
    rest = pieces[::-1]
    try:
        query = _either(rest)
    except IndexError:
        rest = ["?"]
    if rest:
        raise BadInput(f"{value[:60]!r} is not understood", where=name, expected=_EXPECTED)
    return lambda arguments, body: f"{function}({body}) @@ ({query(arguments)})"


def _either(rest: list[str]) -> Query:
    """What comes next, `rest` being turned round. Raises IndexError where nothing does."""
    options = [_all(rest)]
    while rest and rest[-1].upper() == "OR":
        rest.pop()
        options.append(_all(rest))
    return _joined(" || ", options)


def _all(rest: list[str]) -> Query:
    needed = [_one(rest)]
    while rest and rest[-1] != ")" and rest[-1].upper() != "OR":
        if rest[-1].upper() == "AND":
            rest.pop()
        needed.append(_one(rest))
    return _joined(" && ", needed)


def _one(rest: list[str]) -> Query:
    piece = rest.pop()
    if piece.upper() == "NOT":
        without = _one(rest)
        return lambda arguments: f"!!({without(arguments)})"
    if piece == "(":
        inner = _either(rest)
        if rest.pop() != ")":
            raise IndexError
        return inner
    if piece == ")" or piece.upper() in ("AND", "OR"):
        raise IndexError
    if piece.endswith("*") and piece[:-1].isalnum():
        return lambda arguments: f"to_tsquery('simple', fhir.unaccented({arguments.add(piece[:-1])}) || ':*')"
    return lambda arguments: f"phraseto_tsquery('simple', fhir.unaccented({arguments.add(piece)}))"


def _joined(mark: str, queries: list[Query]) -> Query:
    return lambda arguments: mark.join(f"({query(arguments)})" for query in queries)
