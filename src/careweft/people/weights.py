"""The weights of probabilistic linkage: a data file, so that training replaces numbers and not code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from math import log2
from typing import Any, NamedTuple

from careweft.base.errors import BadInput

LEVELS: dict[str, tuple[str, ...]] = {
    "family": ("exact", "part", "close", "alike", "crossed", "different"),
    "given": ("exact", "nickname", "middle", "initial", "close", "alike", "crossed", "different"),
    "birth_date": ("exact", "swapped", "january", "digit", "year", "different"),
    "sex": ("same", "different"),
    "address": ("home", "postcode", "sector", "district", "different"),
    "phone": ("same", "different"),
    "number": ("same", "near", "different"),
}
"""The comparisons, and the levels of each from the best agreement to none."""


class Level(NamedTuple):
    """How often a finding is made about one person's records (m), strangers' (u) and one household's (kin)."""

    m: float
    u: float
    kin: float


@dataclass(frozen=True)
class Weights:
    """All that a score depends on. `link`, `doubt`, `apart` and `contradict` are in bits."""

    version: str
    one_in: float
    kin: float
    link: float
    doubt: float
    apart: float
    contradict: float
    levels: Mapping[str, Mapping[str, Level]]

    @cached_property
    def logs(self) -> dict[str, dict[str, Level]]:
        """log2 of every weight."""
        return {
            field: {name: Level(log2(level.m), log2(level.u), log2(level.kin)) for name, level in levels.items()}
            for field, levels in self.levels.items()
        }


def parse(text: str, where: str = "weights") -> Weights:
    """Read a weights file; raises BadInput naming the table and what was expected of it."""
    try:
        given = tomllib.loads(text)
        levels = {name: _comparison(given, name, names, where) for name, names in LEVELS.items()}
        return Weights(given["version"], **given["prior"], **given["decide"], levels=levels)
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as wrong:
        raise BadInput(
            str(wrong), where=where, expected="version, [prior], [decide] and a table per comparison"
        ) from None


def _comparison(given: Mapping[str, Any], name: str, levels: tuple[str, ...], where: str) -> dict[str, Level]:
    table = given.get(name, {})
    place = f"{where} [{name}]"
    if tuple(table) != levels:
        raise BadInput(f"found the levels {', '.join(table) or 'none'}", where=place, expected=", ".join(levels))
    read = {level: Level(**values) for level, values in table.items()}
    for column in Level._fields:
        values = [getattr(level, column) for level in read.values()]
        if min(values) <= 0 or abs(sum(values) - 1) > 1e-6:
            raise BadInput(f"{column} sums to {sum(values):.7f}", where=place, expected="positive values that sum to 1")
    return read


@cache
def default() -> Weights:
    """The weights that come with the package."""
    return parse((files("careweft.people") / "data" / "weights.toml").read_text(), "weights.toml")
