"""What a model says it is for, and how each objective is measured from what really happens."""

from collections.abc import Iterator
from typing import Protocol

from pydantic import Field

from careweft.care.pathways import objectives as care
from careweft.models.grammar import Name, Part, RuleText
from careweft.rules.rule import Rule

Path_ = tuple[str | int, ...]


class Objective(Part):
    """An objective: by exactly one of `share` and `count`."""

    title: str
    about: str = Field("", description="how it is measured, in words")
    share: RuleText | None = Field(None, description="the share, among those on a pathway, of whom this is true")
    count: care.Count | None = Field(None, description="how many of these are as agreed")


class Reader(Protocol):
    """Reads the rules of a model file."""

    def rule(self, path: Path_, text: str) -> Rule:
        """A rule that is true or false."""


def compiled(told: dict[Name, Objective], reader: Reader) -> tuple[care.Objective, ...]:
    """What is measured; rules are read and checked."""
    return tuple(
        care.Objective(
            name,
            each.title,
            each.about,
            reader.rule(("objectives", name, "share"), each.share) if each.share else None,
            each.count,
        )
        for name, each in told.items()
    )


def faults(told: dict[Name, Objective]) -> Iterator[tuple[Path_, str]]:
    """Objectives that are measured in no way, or in two."""
    for name, each in told.items():
        if (each.share is None) == (each.count is None):
            yield ("objectives", name), "an objective is measured in one way; expected `share` or `count`"
