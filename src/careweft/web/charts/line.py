"""A pathway as a line: its stages as stations, with who is there, who waits on the way to it, and who is late."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from careweft.web import view
from careweft.web.charts import svg


@dataclass(frozen=True)
class Station:
    """A stage. `state` is how somebody's own line shows it: `past`, `here`, `waits`, `ahead`; else counts are shown."""

    id: str
    title: str
    here: int = 0
    waiting: int = 0
    late: int = 0
    href: str = ""
    waiting_href: str = ""
    state: str = ""
    under: str = ""
    """What stands below the title, such as whose the stage is and since when."""


def chart(identity: str, title: str, stations: Sequence[Station], table: view.Table, note: str = "") -> view.Chart:
    """The line at two widths, and its numbers."""
    return view.Chart(
        id=identity,
        title=title,
        wide=_wide(f"{identity}-wide", title, stations),
        narrow=_narrow(f"{identity}-narrow", title, stations),
        table=table,
        note=note,
    )


def _wide(identity: str, title: str, stations: Sequence[Station]) -> str:
    width, y = 880.0, 62.0 if any(each.waiting or each.late for each in stations) else 28.0
    step = width / max(1, len(stations))
    places = [step * (index + 0.5) for index in range(len(stations))]
    body = [_track(places[index], y, places[index + 1], y, stations[index + 1]) for index in range(len(stations) - 1)]
    deepest = y
    for x, station in zip(places, stations, strict=True):
        if station.waiting:
            before = x - step / 2 if x > step else max(30.0, x - 66)
            body.append(_waiting(station, before, y, before, y - 20, "middle"))
        rows = wrap(station.title, max(8, int(step / svg.LETTER) - 2))
        under = wrap(station.under, max(8, int(step / svg.LETTER) - 2))
        inside = [_mark(station, x, y)]
        inside += [svg.text(x, y + 38 + 17 * n, row, "bold", "middle") for n, row in enumerate(rows)]
        below = y + 38 + 17 * len(rows)
        inside += [svg.text(x, below + 17 * n, row, "quiet", "middle") for n, row in enumerate(under)]
        inside += [svg.text(x, y - 26, f"{station.late} late", "target", "middle")] if station.late else []
        body.append(_linked(station.href, (x - step / 2 + 4, y - 22, step - 8, 70 + 17 * len(under)), inside))
        deepest = max(deepest, below + 17 * len(under))
    return svg.group(identity, (width, deepest + 6), title, body)


def _narrow(identity: str, title: str, stations: Sequence[Station]) -> str:
    x, width, y = 26.0, 264.0, 0.0
    body: list[str] = []
    places: list[float] = []
    for station in stations:
        rows, under = wrap(station.title, 26), wrap(station.under, 30)
        y += 40 if station.waiting else 22
        if station.waiting:
            body.append(_waiting(station, x, y - 30, x + 26, y - 26, ""))
        inside = [_mark(station, x, y + 8)]
        inside += [svg.text(x + 28, y + 13 + 17 * n, row, "bold") for n, row in enumerate(rows)]
        inside += [svg.text(x + 28, y + 13 + 17 * (len(rows) + n), row, "quiet") for n, row in enumerate(under)]
        more = [svg.text(x + 28, y + 13 + 17 * (len(rows) + len(under)), f"{station.late} late", "target")]
        inside += more if station.late else []
        height = 17 * (len(rows) + len(under) + bool(station.late)) + 12
        body.append(_linked(station.href, (2, y - 8, width - 4, height), inside))
        places.append(y + 8)
        y += height
    tracks = [_track(x, places[n], x, places[n + 1], stations[n + 1]) for n in range(len(stations) - 1)]
    return svg.group(identity, (width, y + 8), title, [*tracks, *body])


def _track(x1: float, y1: float, x2: float, y2: float, ahead: Station) -> str:
    """The way to a stage: broken where it still lies ahead."""
    return svg.line("way-ahead" if ahead.state in ("ahead", "waits") else "way", x1, y1, x2, y2)


def _waiting(station: Station, x: float, y: float, tx: float, ty: float, anchor: str) -> str:
    size = 8
    shape = f"M{x:.1f} {y - size:.1f}l{size} {size}-{size} {size}-{size}-{size}z"
    mark = f'<path class="ch-point ch-point--concern" d="{shape}"/>'
    kinds = ("bold", *([anchor] if anchor else []))
    inside = [mark, svg.text(tx, ty, f"{station.waiting} {'waits' if station.waiting == 1 else 'wait'}", *kinds)]
    return _linked(station.waiting_href, (min(x, tx) - 30, ty - 16, 74, 44), inside)


def _mark(station: Station, x: float, y: float) -> str:
    if not station.state:
        kind = "station" if station.here else "station-empty"
        count = svg.text(x, y + 5, str(station.here), *(("on", "middle") if station.here else ("quiet", "middle")))
        return f'<circle class="ch-{kind}" cx="{x:.1f}" cy="{y:.1f}" r="16"/>{count}'
    kind = {"past": "station", "here": "station", "waits": "station-waits"}.get(station.state, "station-empty")
    mark = f'<circle class="ch-{kind}" cx="{x:.1f}" cy="{y:.1f}" r="12"/>'
    if station.state == "past":
        mark += f'<path class="ch-tick" d="M{x - 5:.1f} {y:.1f}l4 4 7-8"/>'
    if station.state == "here":
        mark += f'<circle class="ch-dot" cx="{x:.1f}" cy="{y:.1f}" r="5"/>'
    return mark


def _linked(href: str, box: tuple[float, float, float, float], inside: Sequence[str]) -> str:
    return svg.link(href, [svg.rectangle("hit", *box), *inside]) if href else "".join(inside)


def table(stations: Sequence[Station]) -> view.Table:
    """The counts of a line."""
    columns = [view.Column("Stage"), *(view.Column(name, numeric=True) for name in ("Here", "Waiting for it", "Late"))]
    rows: list[list[str | view.Link]] = [
        [each.title, str(each.here), str(each.waiting), str(each.late)] for each in stations
    ]
    return view.Table("Where everybody is: the numbers", columns, rows, show_caption=False)


def states(passed: Sequence[str], here: str, waits: bool, every: Sequence[str]) -> Iterator[str]:
    """What each stage is to somebody who is at one."""
    for stage in every:
        if stage == here:
            yield "waits" if waits else "here"
        else:
            yield "past" if stage in passed else "ahead"
