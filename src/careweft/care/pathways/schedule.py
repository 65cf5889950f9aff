"""One schedule for one person: what is open on all their pathways, as visits. Pure functions.

Steps of one service whose times lie within the window that the model says become one visit, at the earliest of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from careweft.care.pathways.pathway import Together


@dataclass(frozen=True)
class Wanted:
    """An open step of a pathway: its name (`run/step/number`), by when, for whom, and the service that it is."""

    key: str
    title: str
    pathway: str
    party: str
    role: str
    due: datetime
    service: str = ""
    escalate: str = ""


@dataclass(frozen=True)
class Visit:
    """What is done in one go; `first` names it, says when and where and is whose the others become."""

    first: Wanted
    others: tuple[Wanted, ...] = ()

    @property
    def parts(self) -> tuple[Wanted, ...]:
        """Every step that it serves."""
        return (self.first, *self.others)

    @property
    def title(self) -> str:
        """What is done, in words: each thing once."""
        return "; ".join(dict.fromkeys(part.title for part in self.parts))


def visits(wanted: Iterable[Wanted], together: Sequence[Together], zone: ZoneInfo) -> list[Visit]:
    """The visits, the earliest first. Each step is in exactly one of them."""
    windows = {each.service: each.within for each in together}
    groups: list[list[Wanted]] = []
    for step in sorted(wanted, key=lambda each: (each.due, each.key)):
        window = windows.get(step.service) if step.service else None
        group = next(
            (
                group
                for group in groups
                if window and group[0].service == step.service and step.due < window.after(group[0].due, zone)
            ),
            None,
        )
        if group is None:
            groups.append([step])
        else:
            group.append(step)
    return [Visit(group[0], tuple(group[1:])) for group in groups]
