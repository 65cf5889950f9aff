"""What counts as success, month by month: the active models' measures as SPC charts with their numbers in a table."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from careweft.measures import Measure, Point, chart, find, kept
from careweft.web import view, words
from careweft.web.charts import spc
from careweft.web.desk import Desk
from careweft.web.logins import current, staff
from careweft.web.view import Empty

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
        await self._desk.counted(account, "measures")
        answer: Response = request.app.templates.page(
            request,
            "pages/measures.jinja",
            title="Measures",
            measures=[_shown(measure, points) for measure, points in found if points],
            waiting=[measure.title for measure, points in found if not points],
            nothing=Empty("Not counted yet", "Measures are counted every night for the months that are over."),
        )
        return answer


def _shown(measure: Measure, points: list[Point]) -> Shown:
    last = points[-1]
    value = "no figure" if last.value is None else f"{words.number(last.value)} {measure.unit}"
    return Shown(measure, _BETTER[measure.better], f"{last.period_start:%B %Y}: {value}", drawn(measure, points))


def drawn(measure: Measure, points: list[Point]) -> view.Chart:
    """A measure's chart."""
    return spc.chart(
        spc.Series(
            id=measure.id,
            title=f"{measure.unit[:1].upper()}{measure.unit[1:]}, month by month",
            unit=measure.unit,
            labels=[f"{point.period_start:%B %Y}" for point in points],
            short_labels=[f"{point.period_start:%b %y}" for point in points],
            spc=chart(measure, points),
        )
    )
