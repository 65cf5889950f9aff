"""What a model says of how its own implementation is rated: components, items, points, and the figure of each item."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from careweft.care.durations import Duration
from careweft.models.grammar import DurationText, Name, Part, Share, Source

if TYPE_CHECKING:
    from careweft.models.file import Model

Figure = Literal[
    "bodies-that-meet",
    "partners-seated",
    "seats-stable",
    "seats-taken-up",
    "partners-told",
    "partners-criticising",
    "teams-with-entry",
    "teams-with-triage",
    "referrals-screened",
    "tasks-in-time",
    "leads-needed",
    "caseload",
    "cases-assessed",
    "partners-assessing",
    "cases-with-score",
    "partners-connected",
    "staff-with-access",
    "partners-reading",
    "cases-with-plan",
]
"""What can be counted of a place; see `careweft.models.figures`."""
VARIANCES: frozenset[Figure] = frozenset({"leads-needed", "caseload"})
Path_ = tuple[str | int, ...]


class Item(Part):
    """An item: its points are given in proportion to its figure. Of a variance all are given where there is none, and
    none where it is `none-at`, evenly between."""

    title: str
    points: int = Field(ge=1)
    figure: Figure
    within: DurationText | None = Field(None, description="counts what happened within; left out, the rating's `over`")
    task: Name | None = Field(None, description="of `tasks-in-time`: the code of the tasks")
    instrument: Name | None = Field(None, description="of `cases-with-score`: the score")
    caseload: int | None = Field(
        None, ge=1, description="of `caseload` and `leads-needed`: cases for each who leads them"
    )
    older_than: int | None = Field(
        None, alias="older-than", ge=0, description="of `leads-needed`: who is a senior citizen"
    )
    need: Share | None = Field(None, description="of `leads-needed`: the share of senior citizens who need a lead")
    none_at: Share = Field(1.0, alias="none-at", description="the variance at which no point is given")
    note: str = Field("", description="what readers must know of it, such as what it stands for")


class Component(Part):
    """A component with its items."""

    title: str
    points: int = Field(ge=1)
    items: dict[Name, Item] = Field(min_length=1)


class Rating(Part):
    """How far the model is put into practice, counted from what happens here."""

    title: str
    source: Source
    over: DurationText = Field(Duration(12, "month"), description="how far back it looks")
    components: dict[Name, Component] = Field(min_length=1)


_NEEDS: dict[Figure, tuple[str, ...]] = {
    "tasks-in-time": ("task",),
    "cases-with-score": ("instrument",),
    "caseload": ("caseload",),
    "leads-needed": ("caseload", "older_than", "need"),
}


def faults(model: "Model") -> Iterator[tuple[Path_, str]]:
    """Points that do not add up, and figures that the model gives nothing to count."""
    told = model.rating
    if told is None:
        return
    whole = sum(component.points for component in told.components.values())
    if whole != 100:
        yield ("rating", "components"), f"the points sum to {whole}; expected 100"
    for name, component in told.components.items():
        path: Path_ = ("rating", "components", name)
        points = sum(item.points for item in component.items.values())
        if points != component.points:
            yield (*path, "points"), f"found {component.points}; its items sum to {points}"
        for key, item in component.items.items():
            for needed in _NEEDS.get(item.figure, ()):
                if getattr(item, needed) is None:
                    yield (*path, "items", key, "figure"), f"{item.figure} needs `{needed.replace('_', '-')}`"
            if missing := _missing(model, item.figure):
                yield (*path, "items", key, "figure"), f"{item.figure} counts what {missing} says, which is missing"


def _missing(model: "Model", figure: Figure) -> str:
    if figure in ("bodies-that-meet", "seats-stable", "seats-taken-up") or figure.startswith("partners-"):
        return "" if model.governance else "`governance`"
    if figure in ("teams-with-entry", "teams-with-triage", "referrals-screened"):
        return "" if model.entry and model.entry.screen else "`entry` with a `screen`"
    if figure == "cases-assessed":
        return "" if model.assessment else "`assessment`"
    return ""
