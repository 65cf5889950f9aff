"""A pathway as a model of care says it: stages at one organisation each, their steps, and how times are counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from careweft.care.durations import Duration
from careweft.care.reactions import Condition

STAGE, START = "stage", "start"
"""From when a time may be counted, beside the names of steps: taking the stage on, and the start of the pathway."""


class Trigger(Protocol):
    """An event that something waits for: its kind, and the rule that must hold."""

    @property
    def kind(self) -> str:
        """The kind of event."""

    @property
    def rule(self) -> Condition | None:
        """What must hold; None where it is always so."""


@dataclass(frozen=True)
class Where:
    """Whose a stage is: `team` (the person's own), `gp`, `same` (who had the stage before), `event` (who told of the
    start), a kind of service that the person has, or (`unit`) the nearest unit of a designation: within a travel time
    of the scene or of home, else the nearest of another designation."""

    party: str = ""
    unit: str = ""
    within: Duration | None = None
    otherwise: str = ""
    home: bool = False


@dataclass(frozen=True)
class Step:
    """Something to do: by which role, within what time of what, after which steps, and where needed by a rule.

    `done` is the event that says it was done; `every` makes it come again, counted from when it was done; steps of the
    same `service` can become one visit.
    """

    id: str
    title: str
    by: str
    within: Duration
    since: str = STAGE
    after: tuple[str, ...] = ()
    when: Condition | None = None
    done: Trigger | None = None
    every: Duration | None = None
    service: str = ""
    escalate: str = ""


@dataclass(frozen=True)
class Stage:
    """What one organisation does; `within`: how soon it takes the person on (None: at once), `taken`: the event that
    says it did, `by`: the roles that can; the first does where whoever sends says nothing else."""

    id: str
    title: str
    where: Where
    steps: tuple[Step, ...]
    by: tuple[str, ...] = ()
    within: Duration | None = None
    taken: Trigger | None = None
    escalate: str = ""


@dataclass(frozen=True)
class Pathway:
    """A pathway. Its id is that of the model and its own. `ladder`: who is on it goes up and down its stages, up only
    with a reason. `reasons` are those that a variation can have; `asks` is the role that is asked for a missing one."""

    id: str
    title: str
    stages: tuple[Stage, ...]
    starts: Trigger | None = None
    ends: Trigger | None = None
    ladder: bool = False
    enters: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
    asks: str = ""
    asks_within: Duration = field(default_factory=lambda: Duration(5, "weekday"))

    def stage(self, name: str) -> Stage | None:
        """A stage by its name."""
        return next((each for each in self.stages if each.id == name), None)

    def place(self, name: str) -> int:
        """Where a stage stands in the order."""
        return [each.id for each in self.stages].index(name)

    @property
    def first(self) -> Stage:
        """Where it begins."""
        return self.stage(self.enters) or self.stages[0]

    def after(self, name: str) -> Stage | None:
        """The stage behind one; None behind the last, and on a ladder."""
        place = self.place(name) + 1
        return self.stages[place] if place < len(self.stages) and not self.ladder else None


@dataclass(frozen=True)
class Together:
    """Steps of one service whose times lie within a window become one visit."""

    service: str
    within: Duration


@dataclass(frozen=True)
class Terms:
    """All that the active models say of pathways."""

    pathways: tuple[Pathway, ...] = ()
    together: tuple[Together, ...] = ()

    def find(self, name: str) -> Pathway | None:
        """A pathway by its id."""
        return next((each for each in self.pathways if each.id == name), None)
