"""What counts as success, month by month: the active models' measures as SPC charts with their numbers in a table."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from careweft.measures import Measure, Point, chart, compare, find, kept
from careweft.measures.compare import Comparison, Group
from careweft.rules.rule import Rule
from careweft.web import view, words
from careweft.web.charts import spc
from careweft.web.desk import Desk, Names, names_here
from careweft.web.logins import current, staff
from careweft.web.view import Column, Empty, Link, Table
from careweft.web.words import sentence

_BETTER = {"lower": "Lower is better.", "higher": "Higher is better.", "neither": "Neither high nor low is better."}


@dataclass(frozen=True)
class Shown:
    """A measure as the page shows it."""

    measure: Measure
    better: str
    latest: str
    chart: view.Chart


class MeasurePages:
    """Every measure of the active models."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Where these pages are."""
        return [Route("/measures", staff(self.overview))]

    async def overview(self, request: Request) -> Response:
        """A chart for each measure; months are counted for everybody, without anybody's data."""
        account, zone = current(request), str(self._desk.engine.zone)
        names = dict.fromkeys(name for active in self._desk.engine.active for name in active.compiled.model.measures)
        async with self._desk.reading(account, "see-measures") as connection:
            found = [(find(name, zone), await kept(connection, name)) for name in names]
            compared = [
                (
                    told,
                    await compare.kept(connection, active.compiled.model.id, told, "before"),
                    await compare.kept(connection, active.compiled.model.id, told, "after"),
                )
                for active in self._desk.engine.active
                for told in active.compiled.comparisons
            ]
            called = await names_here(connection)
        await self._desk.counted(account, "measures")
        answer: Response = request.app.templates.page(
            request,
            "pages/measures.jinja",
            title="Measures",
            measures=[_shown(measure, points) for measure, points in found if points],
            comparisons=[_side_by_side(told, was, now, called) for told, was, now in compared if now],
            waiting=[
                *(measure.title for measure, points in found if not points),
                *(told.title for told, _, now in compared if not now),
            ],
            nothing=Empty("Not counted yet", "Measures are counted every night for the months that are over."),
        )
        return answer


@dataclass(frozen=True)
class SideBySide:
    """A comparison as the page shows it: a table of groups, and how far some are from all."""

    comparison: Comparison
    better: str
    table: Table
    apart: str


def _side_by_side(told: Comparison, before: list[Group], now: list[Group], called: Names) -> SideBySide:
    first, last = ({each.name: each for each in groups} for groups in (before, now))
    rows: list[list[str | Link]] = [
        [
            _group(told, name, called) + (f" ({told.apart.title.lower()})" if told.apart and group.apart else ""),
            _figure(told, [first[name]] if name in first else []),
            _figure(told, [last[name]] if name in last else []),
        ]
        for name, group in sorted({**first, **last}.items())
    ]
    rows.append(["All", _figure(told, before), _figure(told, now)])
    columns = [Column("Where"), Column("Before", True), Column("Now", True)]
    table = Table(f"For every {told.per}", columns, rows)
    return SideBySide(told, _BETTER[told.better], table, _apart(told, before, now))


def _group(told: Comparison, name: str, called: Names) -> str:
    """What a group is called: an organisation by its name, a group of the model's own in words."""
    return called.organisation(name).name if isinstance(told.by, Rule) else name.replace("-", " ").capitalize()


def _figure(told: Comparison, groups: list[Group]) -> str:
    value = compare.value(told, groups)
    of = sum(each.denominator for each in groups)
    return "no figure" if value is None else f"{words.number(value)} (of {words.number(of)})"


def _apart(told: Comparison, before: list[Group], now: list[Group]) -> str:
    """How far those apart are from all, and how much of that is closed."""
    if told.apart is None or (here := compare.distance(told, now)) is None:
        return ""
    worse = f"{words.number(here)} worse than" if here > 0 else "no worse than"
    text = f"{told.apart.title}: {worse} all together"
    was = compare.distance(told, before)
    if was is not None and was > 0:
        text += f"; {words.number(was)} worse before"
        if (closed := compare.closed(was, here)) and closed > 0:
            text += f", so that {words.share(min(closed, 1))} of the gap is closed"
    return f"{text}."


def _shown(measure: Measure, points: list[Point]) -> Shown:
    last = points[-1]
    value = "no figure" if last.value is None else f"{words.number(last.value)} {measure.unit}"
    return Shown(measure, _BETTER[measure.better], f"{last.period_start:%B %Y}: {value}", drawn(measure, points))


def drawn(measure: Measure, points: list[Point]) -> view.Chart:
    """A measure's chart."""
    return spc.chart(
        spc.Series(
            id=measure.id,
            title=f"{sentence(measure.unit)}, month by month",
            unit=measure.unit,
            labels=[f"{point.period_start:%B %Y}" for point in points],
            short_labels=[f"{point.period_start:%b %y}" for point in points],
            spc=chart(measure, points),
        )
    )
