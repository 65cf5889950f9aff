"""What a model says of who governs: partners, the bodies in which they sit, and how often these meet."""

from typing import Literal

from pydantic import Field

from careweft.models.grammar import EveryText, Name, Part


class Body(Part):
    """A body in which partners govern together."""

    title: str
    level: Literal["strategic", "tactical"]
    members: Literal["one per partner"] | list[Name] = Field(
        "one per partner", description="`one per partner`, or the kinds of organisation and groups that sit there"
    )
    meets: EveryText
    decides: list[str] = Field(default_factory=list, examples=[["policy", "resources"]])


class Governance(Part):
    """Who governs: the kinds of organisation that are partners, groups of people that speak for themselves, and the
    bodies. The operational level is the teams."""

    partners: list[Name] = Field(min_length=1, description="kinds of organisation, as its systems are declared")
    groups: dict[Name, str] = Field(default_factory=dict, description="groups that are no organisation: their title")
    bodies: dict[Name, Body] = Field(min_length=1)
