"""`$evaluate-measure` over HTTP: MeasureReports of the indicators of our library, from the counts of each month.

Only summaries: the counts hold nobody's data, and small ones are told as to the public (up to 7 is 0, others rounded).
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from starlette.responses import Response

from careweft.base.db import Connection
from careweft.base.errors import BadInput, NotFound
from careweft.fhir.operations.given import Given
from careweft.fhir.stored import stamped
from careweft.measures import Measure, Point, find, kept, library, public
from careweft.web.fhir.operations.operation import Operation, answered, of_type, reading
from careweft.web.fhir.table import Asked

URL: Final = "https://careweft.org/fhir/Measure"
_POPULATION: Final = "http://terminology.hl7.org/CodeSystem/measure-population"
_IMPROVEMENT: Final = "http://terminology.hl7.org/CodeSystem/measure-improvement-notation"
_NOTATION: Final = {"higher": "increase", "lower": "decrease"}
_MONTHS: Final = 1200


async def evaluate(conn: Connection, asked: Asked, given: Given) -> Response:
    """A MeasureReport with a group for each month in the period."""
    zone = asked.record.store.zone
    measure = _measure(asked, given, str(zone))
    if given.text("reportType") not in (None, "summary", "population"):
        raise BadInput("only summaries are made", where="reportType", expected="summary")
    given.need("periodStart"), given.need("periodEnd")
    start, end = (_day(at, zone) for at in given.days("periodStart", "periodEnd", zone))
    points = await kept(conn, measure.id, _MONTHS)
    within = [public(measure, p) for p in points if start <= p.period_start and p.period_end <= end]
    if not within:
        raise NotFound(f"no month of {measure.id} in that period is counted", expected="a period with whole months")
    return answered(_report(measure, within, start, end - timedelta(days=1), stamped(asked.record.clock.now())))


def _day(at: datetime | None, zone: ZoneInfo) -> date:
    """The day of an instant there; the first and last days that a calendar has count as a day or two nearer."""
    assert at is not None
    return min(max(at, datetime(1, 1, 3, tzinfo=UTC)), datetime(9999, 12, 29, tzinfo=UTC)).astimezone(zone).date()


def _measure(asked: Asked, given: Given, zone: str) -> Measure:
    name = asked.id or given.need("measure").rpartition("/")[2].partition("|")[0]
    if name not in library(zone):
        raise NotFound(f"there is no Measure/{name[:60]}", expected=", ".join(sorted(library(zone))))
    return find(name, zone)


def _report(measure: Measure, points: list[Point], start: date, end: date, now: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "resourceType": "MeasureReport",
        "status": "complete",
        "type": "summary",
        "measure": f"{URL}/{measure.id}",
        "date": now,
        "period": {"start": start.isoformat(), "end": end.isoformat()},
        "group": [_group(measure, point) for point in points],
    }
    if notation := _NOTATION.get(measure.better):
        found["improvementNotation"] = {"coding": [{"system": _IMPROVEMENT, "code": notation}]}
    return found


def _group(measure: Measure, point: Point) -> dict[str, Any]:
    counts = [("numerator", point.numerator), ("denominator", point.denominator)]
    group: dict[str, Any] = {
        "code": {"text": point.period_start.isoformat()[:7]},
        "population": [
            {"code": {"coding": [{"system": _POPULATION, "code": code}]}, "count": round(count)}
            for code, count in counts
            if count is not None
        ],
    }
    if point.value is not None:
        group["measureScore"] = {"value": round(point.value, 4), "unit": measure.unit}
    return group


EVALUATE: Final = Operation(
    "$evaluate-measure",
    ("type", "instance"),
    ("GET", "POST"),
    reading(evaluate, name="evaluate-measure"),
    frozenset({"measure", "periodStart", "periodEnd", "reportType"}),
    frozenset({"Measure"}),
    ("use-fhir", "see-measures"),
    of_type(),
)
