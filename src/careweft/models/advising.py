"""The section `advice-line` of a model: what it may say, and what care needs to know of it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from careweft.care import advice
from careweft.care.monitoring.rota import Rota
from careweft.models.grammar import DurationText, Name, Part

if TYPE_CHECKING:
    from careweft.models.file import Model

_PATH = ("advice-line",)


class Route(Part):
    """Where advice may lead."""

    title: str
    by: Name | None = Field(None, description="the role of the person's team that does something about it")
    urgent: bool = Field(False, description="the team has it at once, and not when it is there again")


class Line(Part):
    """Advice by telephone at any hour, by whoever the `rota` of `monitoring` says."""

    title: str
    phone: str
    told: Name = Field(description="the role of the person's own team that reads what was advised")
    within: DurationText = Field(description="how soon, from when the team is there again")
    escalate: Literal["manager", ""] = ""
    routes: dict[Name, Route] = Field(min_length=1)


def roles(model: "Model") -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The roles that it names."""
    if line := model.advice_line:
        yield (*_PATH, "told"), line.told
        yield from (((*_PATH, "routes", name, "by"), each.by) for name, each in line.routes.items() if each.by)


def faults(model: "Model") -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What does not agree."""
    if model.advice_line and not (model.monitoring and model.monitoring.rota):
        yield _PATH, "nobody answers it without a `rota` in the section `monitoring`"


def terms(model: "Model", rota: Rota) -> advice.Terms | None:
    """What care needs to know; None where the model has no line."""
    line = model.advice_line
    if line is None:
        return None
    routes = {name: advice.Route(each.title, each.by or "", each.urgent) for name, each in line.routes.items()}
    return advice.Terms(line.title, line.phone, line.told, line.within, line.escalate, routes, rota)
