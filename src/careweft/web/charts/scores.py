"""A score over time: the points in their bands, from the instrument's least to its most, on an axis of true time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from careweft.web import view, words
from careweft.web.charts import svg
from careweft.web.language import _


@dataclass(frozen=True)
class Point:
    """A score on a day."""

    day: date
    value: float
    reads: str = ""  # what it means


@dataclass(frozen=True)
class Band:
    """A stretch of scores that means one thing, from `least` to where the next begins."""

    least: float
    label: str


@dataclass(frozen=True)
class Series:
    """What is drawn. `id` is unique on the page; the points are in the order of time."""

    id: str
    title: str
    points: Sequence[Point]
    bands: Sequence[Band]
    low: float
    high: float


def chart(series: Series) -> view.Chart:
    """The picture at two widths, and its numbers."""
    return view.Chart(
        id=series.id,
        title=series.title,
        wide=_draw(series, f"{series.id}-wide", (880, 220), right=190),
        narrow=_draw(series, f"{series.id}-narrow", (264, 200), right=10),
        table=_table(series),
    )


def summary(series: Series) -> str:
    """The change in a sentence."""
    last = series.points[-1]
    said = _("{value} on {day}").format(value=words.number(last.value), day=_day(last.day))
    said += f": {last.reads}" if last.reads else ""
    if len(series.points) < 2:
        return _("One score, {last}.").format(last=said)
    first = _("{value} on {day}").format(value=words.number(series.points[0].value), day=_day(series.points[0].day))
    return _("From {first} to {last}. Scores: {count}.").format(first=first, last=said, count=len(series.points))


def _draw(series: Series, identity: str, size: tuple[float, float], *, right: float) -> str:
    width, height = size
    ticks = svg.ticks(series.low, series.high, 5)
    left = 12 + max(svg.width_of(words.number(tick)) for tick in ticks)
    bottom = height - 26
    y = svg.scale(ticks[0], ticks[-1], bottom, 12)
    first, last = series.points[0].day.toordinal(), series.points[-1].day.toordinal()
    middle = (left + width - right) / 2
    across = svg.scale(first, max(first + 1, last), left + 12, width - right - 12)
    places = [(across(p.day.toordinal()) if last > first else middle, y(p.value)) for p in series.points]
    body = [*_bands(series, y, left, width - right, wide=right > 60)]
    for tick in ticks:
        body.append(svg.line("grid", left, y(tick), width - right, y(tick)))
        body.append(svg.text(left - 6, y(tick) + 4, words.number(tick), "quiet", "end"))
    body.append(svg.line("axis", left, bottom, width - right, bottom))
    ends = [0] if last == first else [0, len(places) - 1]
    for index in ends:
        kind = "middle" if last == first else "end" if index else ""
        x = places[index][0] + (0 if last == first else 8 if index else -8)
        body.append(svg.text(x, bottom + 19, _day(series.points[index].day), *["quiet", *([kind] if kind else [])]))
    body.append(svg.path("line", places))
    body += [f'<circle class="ch-point ch-point--improvement" cx="{px:.1f}" cy="{py:.1f}" r="5"/>' for px, py in places]
    return svg.drawing(identity, size, series.title, summary(series), body)


def _bands(series: Series, y: svg.Scale, left: float, end: float, *, wide: bool) -> Iterator[str]:
    """Every second band shaded, and their names behind them where there is room."""
    below = float("inf")
    for index, band in enumerate(series.bands):
        top = series.bands[index + 1].least if index + 1 < len(series.bands) else series.high
        if index % 2:
            yield svg.rectangle("band", left, y(top), end - left, max(0.0, y(band.least) - y(top)))
        if wide and index:
            yield svg.line("limit", left, y(band.least), end, y(band.least))
        if wide:
            place = min(y((band.least + top) / 2) + 4, below - 14)
            yield svg.text(end + 8, place, band.label, "quiet")
            below = place


def _day(day: date) -> str:
    return words.short_day(day, ZoneInfo("UTC"))  # a day is a day in every zone


def _table(series: Series) -> view.Table:
    rows: list[list[str | view.Link]] = [
        [_day(point.day), words.number(point.value), point.reads or "–"] for point in reversed(series.points)
    ]
    columns = [view.Column(_("Date")), view.Column(_("Score"), numeric=True), view.Column(_("What it means"))]
    return view.Table(_("{what}: the numbers").format(what=series.title), columns, rows, show_caption=False)
