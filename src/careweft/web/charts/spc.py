"""A statistical process control chart: the points, their mean and limits, and which points are no chance.

The arithmetic is `careweft.measures.spc`; this draws it. Points tell their meaning by shape as well as colour: a dot is
common cause, a square is improvement, a triangle is concern, a diamond is a change that is neither.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from careweft.measures.spc import Chart as Spc
from careweft.measures.spc import Mark, Phase, Rule, Variation
from careweft.web import view, words
from careweft.web.charts import svg
from careweft.web.words import sentence


@dataclass(frozen=True)
class Series:
    """What is charted: `labels` name the steps of time, in step with the points."""

    id: str  # unique on the page
    title: str
    unit: str  # what is counted, such as "bed-days"
    labels: Sequence[str]  # in full, for the table: "January 2026"
    short_labels: Sequence[str]  # for the axis: "Jan 26"
    spc: Spc
    note: str = ""


RULES: dict[Rule, str] = {
    "outside-limits": "outside the limits",
    "trend": "part of a trend of seven",
    "two-in-three": "two in three near a limit",
    "shift": "part of a shift of seven",
}
MEANING: dict[Variation, str] = {
    "common-cause": "No unusual change",
    "improvement": "Improvement",
    "concern": "Concern",
    "high": "Unusually high",
    "low": "Unusually low",
    "none": "No figure",
}
_SQUARE = '<path class="ch-point ch-point--improvement" d="M2 2h10v10H2z"/>'
_TRIANGLE = '<path class="ch-point ch-point--concern" d="M7 1l6.5 12H.5z"/>'
_DIAMOND = '<path class="ch-point ch-point--high" d="M7 .5 13.5 7 7 13.5.5 7z"/>'


def chart(series: Series) -> view.Chart:
    """The chart with its legend and its numbers."""
    return view.Chart(
        id=series.id,
        title=series.title,
        wide=_draw(series, f"{series.id}-wide", (880, 300), labels=9, right=118),
        narrow=_draw(series, f"{series.id}-narrow", (264, 230), labels=3, right=10),
        table=_table(series),
        note=series.note or summary(series.spc, series.unit),
        legend=tuple(_legend(series.spc)),
    )


def summary(spc: Spc, unit: str) -> str:
    """What the chart shows, in a sentence or two."""
    last = next((mark for mark in reversed(spc.points) if mark.value is not None), None)
    if last is None or last.value is None:
        return "There are no figures yet."
    phase = spc.phases[last.phase]
    sentence = (
        f"The last figure is {words.number(last.value)} {unit}; "
        f"by chance alone it would lie between {words.number(max(0.0, phase.lower))} and {words.number(phase.upper)}."
    )
    meaning = {
        "common-cause": " Nothing unusual: it varies as it always did.",
        "improvement": " This is an improvement that is not chance.",
        "concern": " This is a worsening that is not chance.",
        "high": " It is higher than chance explains.",
        "low": " It is lower than chance explains.",
    }.get(spc.variation, "")
    assurance = {
        "passes": " Left as it is, it will keep meeting its target.",
        "fails": " Left as it is, it will keep missing its target.",
        "hit-or-miss": " Whether it meets its target is a matter of chance.",
    }.get(spc.assurance, "")
    early = " The limits are provisional: there are fewer than 12 figures." if phase.provisional else ""
    return sentence + meaning + assurance + early


def _legend(spc: Spc) -> Iterator[tuple[str, str]]:
    found = {mark.variation for mark in spc.points}
    yield '<circle class="ch-point" cx="7" cy="7" r="5"/>', "Usual variation"
    if "improvement" in found:
        yield _SQUARE, "Improvement"
    if "concern" in found:
        yield _TRIANGLE, "Concern"
    if found & {"high", "low"}:
        yield _DIAMOND, "Unusual"
    yield '<path class="ch-mean" d="M0 7h14"/>', "Mean"
    yield '<path class="ch-limit" d="M0 7h14"/>', "Limits of chance"
    if spc.target is not None:
        yield '<path class="ch-target" d="M0 7h14"/>', "Target"


class _Plot:
    """Where things lie: the area in px and the scales of both axes."""

    def __init__(self, series: Series, size: tuple[float, float], right: float) -> None:
        self.size, self.series, self.right = size, series, right
        spc = series.spc
        known = [mark.value for mark in spc.points if mark.value is not None]
        if spc.target is not None:
            known.append(spc.target)
        limits = [limit for phase in spc.phases for limit in (phase.lower, phase.upper)]
        low, high = min([*known, *limits], default=0.0), max([*known, *limits], default=1.0)
        if min(known, default=0.0) >= 0 and low < high * 0.4:
            low = 0.0  # a count starts at nought, unless that would flatten everything into a line
        self.ticks = svg.ticks(low, high, 6)
        self.left = 12 + max(svg.width_of(words.number(tick)) for tick in self.ticks)
        self.bottom = size[1] - 26
        self.y = svg.scale(self.ticks[0], self.ticks[-1], self.bottom, 12)
        self.x = svg.scale(0, max(1, len(spc.points) - 1), self.left + 10, size[0] - right - 10)

    def inside(self, value: float) -> float:
        """The height of a value, kept within the drawing (a lower limit may lie below nought)."""
        return self.y(min(max(value, self.ticks[0]), self.ticks[-1]))


def _draw(series: Series, identity: str, size: tuple[float, float], *, labels: int, right: float) -> str:
    plot = _Plot(series, size, right)
    body = [*_axes(plot, labels)]
    for phase in series.spc.phases:
        body += _limits(plot, phase)
    body += _target(plot)
    for known, run in groupby(enumerate(series.spc.points), key=lambda pair: pair[1].value is not None):
        if known:
            body.append(svg.path("line", [(plot.x(i), plot.inside(m.value or 0.0)) for i, m in run]))
    body += [_point(plot.x(i), plot.inside(m.value), m) for i, m in enumerate(series.spc.points) if m.value is not None]
    if right > 60 and series.spc.phases:
        body += _names(plot, series.spc.phases[-1])
    return svg.drawing(identity, size, series.title, summary(series.spc, series.unit), body)


def _axes(plot: _Plot, labels: int) -> Iterator[str]:
    end = plot.size[0] - plot.right
    for tick in plot.ticks:
        yield svg.line("grid", plot.left, plot.y(tick), end, plot.y(tick))
        yield svg.text(plot.left - 6, plot.y(tick) + 4, words.number(tick), "quiet", "end")
    names = plot.series.short_labels
    step = max(1, -(-len(names) // labels))
    for index in range(len(names) - 1, -1, -step):
        kinds = ("quiet", "end") if index == len(names) - 1 and plot.right < 60 else ("quiet", "middle")
        yield svg.text(plot.x(index) + (8 if kinds[1] == "end" else 0), plot.bottom + 19, names[index], *kinds)
        yield svg.line("axis", plot.x(index), plot.bottom, plot.x(index), plot.bottom + 4)
    yield svg.line("axis", plot.left, plot.bottom, end, plot.bottom)


def _limits(plot: _Plot, phase: Phase) -> Iterator[str]:
    if phase.stop <= phase.start:
        return
    x1, x2 = plot.x(phase.start) - 6, plot.x(phase.stop - 1) + 6
    top, low = plot.inside(phase.upper), plot.inside(phase.lower)
    yield svg.rectangle("band", x1, top, x2 - x1, max(0.0, low - top))
    yield svg.line("limit", x1, top, x2, top)
    if phase.lower >= plot.ticks[0]:
        yield svg.line("limit", x1, low, x2, low)
    yield svg.line("mean", x1, plot.inside(phase.mean), x2, plot.inside(phase.mean))


def _target(plot: _Plot) -> Iterator[str]:
    target = plot.series.spc.target
    if target is not None:
        yield svg.line("target", plot.left, plot.y(target), plot.size[0] - plot.right, plot.y(target))


def _names(plot: _Plot, phase: Phase) -> Iterator[str]:
    """Words at the right end of each line, pushed apart where they would touch."""
    wanted = [(plot.inside(phase.upper), f"Upper {words.number(phase.upper)}", ("quiet",))]
    wanted.append((plot.inside(phase.mean), f"Mean {words.number(phase.mean)}", ("bold",)))
    if phase.lower >= plot.ticks[0]:
        wanted.append((plot.inside(phase.lower), f"Lower {words.number(phase.lower)}", ("quiet",)))
    if plot.series.spc.target is not None:
        target = plot.series.spc.target
        wanted.append((plot.y(target), f"Target {words.number(target)}", ("target",)))
    last = 0.0
    for y, name, kinds in sorted(wanted):
        last = max(y, last + 15)
        yield svg.text(plot.size[0] - plot.right + 6, last + 4, name, *kinds)


def _point(x: float, y: float, mark: Mark) -> str:
    kind = f"ch-point ch-point--{mark.variation}"
    if mark.variation == "improvement":
        return f'<path class="{kind}" d="M{x - 5:.1f} {y - 5:.1f}h10v10h-10z"/>'
    if mark.variation == "concern":
        return f'<path class="{kind}" d="M{x:.1f} {y - 7:.1f}l6.5 12h-13z"/>'
    if mark.variation in ("high", "low"):
        return f'<path class="{kind}" d="M{x:.1f} {y - 7:.1f}l7 7-7 7-7-7z"/>'
    return f'<circle class="ch-point" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'


def _table(series: Series) -> view.Table:
    rows: list[list[str | view.Link]] = []
    for label, mark in reversed(list(zip(series.labels, series.spc.points, strict=True))):
        phase = series.spc.phases[mark.phase]
        rows.append(
            [
                label,
                "–" if mark.value is None else words.number(mark.value),
                words.number(phase.mean),
                f"{words.number(max(0.0, phase.lower))} to {words.number(phase.upper)}",
                _reading(mark),
            ]
        )
    names = ("Month", sentence(series.unit), "Mean", "Limits of chance", "Reading")
    columns = [view.Column(name, numeric=index in (1, 2, 3)) for index, name in enumerate(names)]
    return view.Table(f"{series.title}: the numbers", columns, rows, show_caption=False)


def _reading(mark: Mark) -> str:
    why = ", ".join(RULES[rule] for rule in mark.rules)
    return f"{MEANING[mark.variation]}: {why}" if why else MEANING[mark.variation]
