"""Screening instruments as data: yes-or-no items, each yes counting one, and the score from which it is high."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from careweft.base.errors import BadInput


@dataclass(frozen=True)
class Item:
    """One question, answered yes or no."""

    id: str
    text: str


@dataclass(frozen=True)
class Instrument:
    """A screening instrument with where it comes from; `high` is the lowest score that means 'look closer'."""

    id: str
    title: str
    source: str
    licence: str
    high: int
    items: tuple[Item, ...]

    def score(self, answers: Mapping[str, bool]) -> int:
        """How many answers are yes; every question must have been answered."""
        asked = {item.id for item in self.items}
        if answers.keys() != asked:
            missing = sorted(asked - answers.keys()) or sorted(answers.keys() - asked)
            raise BadInput(f"{self.title} needs an answer to each question", where=", ".join(missing))
        return sum(answers.values())


@cache
def instrument(name: str) -> Instrument:
    """The instrument of that id; raises BadInput where the library has none."""
    file = files("careweft.care.instruments") / f"{name}.yaml"
    if not file.is_file():
        raise BadInput(f"there is no instrument {name!r}", expected=f"one of {', '.join(names())}")
    content = yaml.safe_load(file.read_text())
    return Instrument(**{**content, "items": tuple(Item(**item) for item in content["items"])})


def names() -> list[str]:
    """The ids of the instruments in the library."""
    folder = files("careweft.care.instruments")
    return sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml"))
