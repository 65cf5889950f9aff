"""What people, streets, practices and care homes are called. The lists are `data/names.toml`."""

import tomllib
from importlib.resources import files
from typing import Final

import numpy as np

from careweft.simulator.draws import Bools, Draws, Ints

GROUPS: Final = ("british", "european", "indian", "pakistani", "african", "caribbean", "chinese", "mixed", "other")
"""Ethnicity groups; `ETHNIC_CATEGORY` are their NHS data dictionary codes."""
ETHNIC_CATEGORY: Final = ("A", "C", "H", "J", "N", "M", "R", "G", "S")
ETHNIC_NAME: Final = (
    *("White: British", "White: other", "Indian", "Pakistani", "African", "Caribbean", "Chinese"),
    *("Mixed: other", "Other ethnic group"),
)
_OLD, _MIDDLE = 1946, 1981
"""Years of birth at which the fashion in names of the British lists turns."""


def _words(text: str) -> list[str]:
    return [word.replace("|", " ") for word in text.split()]


def _weights(words: list[str]) -> list[float]:
    return [1 / (position + 4) for position in range(len(words))]


class Names:
    """The name lists, drawn from by the keyed draws of one region."""

    def __init__(self) -> None:
        text = files("careweft.simulator.people").joinpath("data/names.toml").read_text(encoding="utf-8")
        lists = tomllib.loads(text)
        self._family = {group: _words(words) for group, words in lists["family"].items()}
        self._given = lists["given"]
        self.nicknames: dict[str, str] = lists["nicknames"]
        self._streets = _words(lists["places"]["streets"])
        self._kinds = _words(lists["places"]["kinds"])
        self.towns = _words(lists["places"]["towns"])
        self._practices = _words(lists["places"]["practices"])
        self._care_homes = _words(lists["places"]["care_homes"])

    def street(self, number: int) -> str:
        """A street name; numbers far apart give different ones."""
        kind = self._kinds[number * 5 % len(self._kinds)]
        return f"{self._streets[number * 37 % len(self._streets)]} {kind}"

    def practice(self, number: int) -> str:
        """The name of a practice, unlike every other's."""
        return self._nth(self._practices, number)

    def care_home(self, number: int) -> str:
        """The name of a care home, unlike every other's."""
        return self._nth(self._care_homes, number)

    def _nth(self, words: list[str], number: int) -> str:
        again = number // len(words)
        return words[number % len(words)] + (f" {again + 1}" if again else "")

    def family(self, draws: Draws, process: str, keys: Ints, group: Ints) -> list[str]:
        """A family name for each key."""
        out = [""] * len(keys)
        for number, name in enumerate(GROUPS):
            words = self._family[name if name in self._family else "british"]
            rows = np.flatnonzero(group == number)
            picks = draws.pick(process, keys[rows], _weights(words))
            for row, pick in zip(rows.tolist(), picks.tolist(), strict=True):
                out[row] = words[pick]
        return out

    def given(self, draws: Draws, keys: Ints, group: Ints, female: Bools, year: Ints) -> list[str]:
        """A given name for each person, of the fashion of their year of birth."""
        out = [""] * len(keys)
        fashion = np.where(year < _OLD, 0, np.where(year < _MIDDLE, 1, 2))
        for number, name in enumerate(GROUPS):
            lists = self._given[name if name in self._given else "british"]
            for era, key in enumerate(("old", "middle", "young")):
                for sex, woman in (("female", True), ("male", False)):
                    words = _words(lists.get(key, lists.get("any", {}))[sex])
                    rows = np.flatnonzero((group == number) & (fashion == era) & (female == woman))
                    picks = draws.pick("name/given", keys[rows], _weights(words))
                    for row, pick in zip(rows.tolist(), picks.tolist(), strict=True):
                        out[row] = words[pick]
        return out
