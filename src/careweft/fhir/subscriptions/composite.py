"""Composite parameters of criteria, as `search.together` has them in SQL."""

from collections.abc import Callable, Sequence
from itertools import product
from zoneinfo import ZoneInfo

from careweft.fhir.search.parameters import Branch, Parameter
from careweft.fhir.search.together import texts_of
from careweft.fhir.search.tokens import forms
from careweft.fhir.search.values import key, split, unescaped
from careweft.fhir.subscriptions import ranges
from careweft.fhir.subscriptions.asked import Test

Simple = Callable[[Parameter, str], Test]


def composite(parameter: Parameter, name: str, values: Sequence[str], zone: ZoneInfo, simple: Simple) -> Test:
    """One of these values; `simple` makes the test of a part that is found by its own rows."""
    found = [
        _branch(branch, name, split(value, "$"), zone, simple) for value in values for branch in parameter.branches
    ]  # fmt: skip
    return lambda asked: any(test(asked) for test in found)


def hashes(part: Parameter, name: str, piece: str) -> list[int]:
    """The tokens that a code stands for."""
    return [key(part.resource, path, form) for path in part.paths for form in forms(part, name, piece)]


def _branch(branch: Branch, name: str, pieces: Sequence[str], zone: ZoneInfo, simple: Simple) -> Test:
    parts = list(zip(branch.components, pieces, strict=True))
    if branch.find is None:
        tests = [simple(part, piece) for part, piece in parts]
        return lambda asked: all(test(asked) for test in tests)
    texts = [texts_of(part, name, piece) for part, piece in parts if part.kind in ("token", "reference")]
    rest = [(part, piece) for part, piece in parts if part.kind not in ("token", "reference")]
    found = frozenset(key(branch.components[0].resource, branch.path, *chosen) for chosen in product(*texts))
    if not rest:
        return lambda asked: not found.isdisjoint(asked.rows.tokens)
    if rest[0][0].kind == "date":
        return ranges.dated(found, ranges.dates([unescaped(rest[0][1])], zone))
    wanted = [ranges.numbers(piece) for _, piece in rest]
    if len(wanted) == 1:
        return ranges.numbered(found, lambda row: wanted[0](*row))
    low, high = wanted
    return ranges.numbered(found, lambda row: low(row[0], row[0], *row[2:]) and high(row[1], row[1], *row[2:]))
