"""Composite parameters of a request: `code$value`, found in one and the same element."""

from collections.abc import Callable, Sequence
from itertools import product
from zoneinfo import ZoneInfo

from careweft.base.errors import BadInput
from careweft.fhir.search.composites import reference_texts
from careweft.fhir.search.dates import intervals
from careweft.fhir.search.linked import targets
from careweft.fhir.search.numbers import within
from careweft.fhir.search.parameters import Branch, Parameter
from careweft.fhir.search.sql import Arguments, Condition, any_of, exists, tokens
from careweft.fhir.search.tokens import forms
from careweft.fhir.search.values import key, split, unescaped

Simple = Callable[[Parameter, str, Sequence[str]], Condition]


def composite(parameter: Parameter, name: str, values: Sequence[str], zone: ZoneInfo, simple: Simple) -> Condition:
    """One of these values; `simple` makes the condition of a part that is found by its own rows."""
    found = []
    for value in values:
        pieces = split(value, "$")
        wanted = len(parameter.branches[0].components)
        if len(pieces) != wanted or not all(pieces):
            expected = "$".join(component.kind for component in parameter.branches[0].components)
            raise BadInput(f"{value[:40]!r} has not {wanted} parts", where=name, expected=expected)
        found += [_branch(branch, name, pieces, zone, simple) for branch in parameter.branches]
    return any_of(found)


def _branch(branch: Branch, name: str, pieces: Sequence[str], zone: ZoneInfo, simple: Simple) -> Condition:
    if branch.find is None:
        parts = [simple(part, name, [piece]) for part, piece in zip(branch.components, pieces, strict=True)]
        return _all_of(parts)
    texts, rest = [], []
    for part, piece in zip(branch.components, pieces, strict=True):
        if part.kind in ("token", "reference"):
            texts.append(texts_of(part, name, piece))
        else:
            rest.append((part, piece))
    type_ = branch.components[0].resource
    hashes = [key(type_, branch.path, *chosen) for chosen in product(*texts)]
    if not rest:
        return tokens(hashes)
    if rest[0][0].kind == "date":
        asked = intervals(name, [unescaped(rest[0][1])], zone)
        return Condition(exists("index_date", hashes, lambda arguments, x: asked(arguments, f"{x}.low", f"{x}.high")))
    return Condition(exists("index_number", hashes, _numbers(name, rest)))


def _numbers(name: str, rest: Sequence[tuple[Parameter, str]]) -> Callable[[Arguments, str], str]:
    """Of one number or quantity its interval; of two, the low end of the one and the high end of the other."""
    if len(rest) == 1:
        return within(rest[0][0].kind, name, rest[0][1])
    ends = [within(part.kind, name, piece, end, end) for (part, piece), end in zip(rest, ("low", "high"), strict=True)]
    return lambda arguments, x: " AND ".join(f"({one(arguments, x)})" for one in ends)


def texts_of(part: Parameter, name: str, piece: str) -> list[str]:
    """The texts that the index may keep of a token or reference that is asked for."""
    if part.kind == "token":
        return forms(part, name, piece)
    text = unescaped(piece)
    if "/" in text or ":" in text:
        return list(reference_texts(text))
    return [f"{target}/{text}" for target in targets(part)]


def _all_of(conditions: Sequence[Condition]) -> Condition:
    return Condition(lambda arguments, t: " AND ".join(f"({c.sql(arguments, t)})" for c in conditions))
