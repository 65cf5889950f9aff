"""Readings over time: the points on an axis of true time, the limits above or below which an alert is raised."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from careweft.facts.quantities import Quantity
from careweft.web import view, words
from careweft.web.charts import svg
from careweft.web.language import N_, _

SIDES = {">": N_("Alert above"), ">=": N_("Alert from"), "<": N_("Alert below"), "<=": N_("Alert at or below")}


@dataclass(frozen=True)
class Point:
    """A reading, with who gave it and how."""

    at: datetime
    value: float
    by: str = ""
    how: str = ""


@dataclass(frozen=True)
class Threshold:
    """A limit: `order` says on which side of it the alert is (`<`, `<=`, `>`, `>=`)."""

    order: str
    value: float
    own: bool = False

    def crossed(self, value: float) -> bool:
        """Whether a value is on the side of the alert."""
        match self.order:
            case "<":
                return value < self.value
            case "<=":
                return value <= self.value
            case ">":
                return value > self.value
            case _:
                return value >= self.value


@dataclass(frozen=True)
class Series:
    """What is drawn from `since` until `until`; the points are in the order of time."""

    kind: Quantity
    points: Sequence[Point]
    since: datetime
    until: datetime
    zone: ZoneInfo
    thresholds: Sequence[Threshold] = field(default_factory=tuple)

    @property
    def id(self) -> str:
        """What it is called on the page."""
        return f"chart-{self.kind.name}"


def chart(series: Series) -> view.Chart:
    """The picture at two widths, and its numbers with who gave them."""
    title = _(series.kind.title)
    return view.Chart(
        id=series.id,
        title=title,
        wide=_draw(series, f"{series.id}-wide", (880, 240), right=150),
        narrow=_draw(series, f"{series.id}-narrow", (264, 200), right=10),
        table=_table(series),
    )


def in_words(kind: Quantity, value: float) -> str:
    """A reading in the language that is spoken: `82.4 kg`, or the words of an answer."""
    if kind.answers:
        return _(kind.said(value))
    return words.quantity(f"{value:.{kind.decimals}f}", kind.shown)


def summary(series: Series) -> str:
    """How it went, in a sentence."""
    if not series.points:
        return _("No readings in this time.")
    last = series.points[-1]
    told = _("%(count)s readings, the last %(value)s on %(day)s.") % {
        "count": len(series.points),
        "value": in_words(series.kind, last.value),
        "day": words.short_day(last.at, series.zone),
    }
    over = sum(any(each.crossed(point.value) for each in series.thresholds) for point in series.points)
    beyond = _("Beyond a limit: %(count)s.") % {"count": over}
    return f"{told} {beyond}" if series.thresholds else told


def _draw(series: Series, identity: str, size: tuple[float, float], *, right: float) -> str:
    width, height = size
    values = [point.value for point in series.points] + [each.value for each in series.thresholds]
    low, high = (min(values), max(values)) if values else (series.kind.least, series.kind.most)
    if series.kind.answers:
        low, high = 0, max(series.kind.answers)
    ticks = svg.ticks(low, high, 5)
    labels = [words.decimal(f"{tick:g}") for tick in ticks]
    left, bottom = 12 + max(map(svg.width_of, labels)), height - 26
    y = svg.scale(ticks[0], ticks[-1], bottom, 12)
    x = svg.scale(series.since.timestamp(), series.until.timestamp(), left + 8, width - right - 8)
    body: list[str] = []
    for tick, label in zip(ticks, labels, strict=True):
        body.append(svg.line("grid", left, y(tick), width - right, y(tick)))
        body.append(svg.text(left - 6, y(tick) + 4, label, "quiet", "end"))
    body.append(svg.line("axis", left, bottom, width - right, bottom))
    for threshold in series.thresholds:
        place = y(threshold.value)
        body.append(svg.line("target", left, place, width - right, place))
        name = f"{_(SIDES[threshold.order])} {words.decimal(f'{threshold.value:g}')}"
        if right > 60:
            body.append(svg.text(width - right + 8, place + 4, name, "target"))
        else:
            body.append(svg.text(left + 4, place - 5, name, "target"))
    body.append(svg.text(left, bottom + 19, words.short_day(series.since, series.zone), "quiet"))
    body.append(svg.text(width - right, bottom + 19, words.short_day(series.until, series.zone), "quiet", "end"))
    places = [(x(point.at.timestamp()), y(point.value)) for point in series.points]
    body.append(svg.path("line", places))
    body += [_point(*place, crossed) for place, crossed in zip(places, _crossed(series), strict=True)]
    return svg.drawing(identity, size, _(series.kind.title), summary(series), body)


def _crossed(series: Series) -> list[bool]:
    return [any(each.crossed(point.value) for each in series.thresholds) for point in series.points]


def _point(x: float, y: float, crossed: bool) -> str:
    if crossed:
        return f'<path class="ch-point ch-point--concern" d="M{x:.1f} {y - 7:.1f}l6.5 12h-13z"/>'
    return f'<circle class="ch-point ch-point--improvement" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'


def _table(series: Series) -> view.Table:
    rows: list[list[str | view.Link]] = [
        [words.moment(point.at, series.zone), in_words(series.kind, point.value), point.by or "–", _(point.how) or "–"]
        for point in reversed(series.points)
    ]
    columns = [
        view.Column(_("When")),
        view.Column(_("Reading"), numeric=not series.kind.answers),
        view.Column(_("From")),
        view.Column(_("How")),
    ]
    return view.Table(_("{what}: the numbers").format(what=_(series.kind.title)), columns, rows, show_caption=False)
