"""What a model says of its visits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from careweft.care.durations import Duration

Answer = Literal["yes", "no"]


@dataclass(frozen=True)
class Question:
    """One question of a visit. The answer that is a `concern` goes `to` somebody who is to see to it `within` a time:
    `gp`, `team`, `entry`, or a kind of organisation."""

    id: str
    text: str
    concern: Answer
    to: str
    reason: str
    within: Duration
    urgent: bool = False


@dataclass(frozen=True)
class Terms:
    """A kind of visit: who makes it, how soon after a case is opened and how often (`every`: None for when a task asks
    for it), and what is done there.

    `reminds` is how far ahead appointments are told of; None: they are not.
    """

    id: str
    title: str
    by: str
    first: Duration
    every: Duration | None
    minutes: int
    escalate: str
    delivers: bool
    reminds: Duration | None
    asks: Sequence[Question]

    def question(self, name: str) -> Question | None:
        """A question by its name."""
        return next((each for each in self.asks if each.id == name), None)
