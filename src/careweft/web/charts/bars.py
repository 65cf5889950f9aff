"""Stacked bars of money on one scale: what was paid in, what was spent, and who bears which share of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from careweft.web import view, words
from careweft.web.charts import svg


@dataclass(frozen=True)
class Part:
    """One piece of a bar; parts with the same name have the same colour in every bar."""

    name: str
    pence: int


@dataclass(frozen=True)
class Bar:
    """One bar: its name and its parts from the left. `note` stands behind the total."""

    name: str
    parts: Sequence[Part]
    note: str = ""

    @property
    def pence(self) -> int:
        """The whole bar."""
        return sum(part.pence for part in self.parts)


def chart(identity: str, title: str, bars: Sequence[Bar], *, note: str = "") -> view.Chart:
    """Bars on one scale, with a legend and the exact sums in a table. No part may be less than nought."""
    tones = {name: index % 8 + 1 for index, name in enumerate(dict.fromkeys(p.name for b in bars for p in b.parts))}
    return view.Chart(
        id=identity,
        title=title,
        wide=_draw(f"{identity}-wide", title, bars, tones, wide=True),
        narrow=_draw(f"{identity}-narrow", title, bars, tones, wide=False),
        table=_table(title, bars),
        note=note,
        legend=tuple((f'<rect class="ch-tone-{tone}" width="14" height="14"/>', name) for name, tone in tones.items()),
    )


def _draw(identity: str, title: str, bars: Sequence[Bar], tones: Mapping[str, int], *, wide: bool) -> str:
    width, row = (880.0, 62.0) if wide else (264.0, 62.0)
    ticks = svg.ticks(0, max((bar.pence for bar in bars), default=0) / 100, 7 if wide else 4)
    x = svg.scale(0, ticks[-1] * 100, 0, width - 24)
    body: list[str] = []
    for tick in ticks:
        at = x(tick * 100)
        body.append(svg.line("grid", at, 0, at, row * len(bars)))
        end = "end" if tick == ticks[-1] and not wide else "start" if tick == 0 else "middle"
        body.append(svg.text(at + (24 if end == "end" else 0), row * len(bars) + 16, _pounds(tick), "quiet", end))
    for index, bar in enumerate(bars):
        body += _bar(bar, tones, x, index * row, width)
    words_for = "; ".join(f"{bar.name} {words.pounds(bar.pence)}" for bar in bars)
    return svg.drawing(identity, (width, row * len(bars) + 22), title, words_for, body)


def _bar(bar: Bar, tones: Mapping[str, int], x: svg.Scale, top: float, width: float) -> list[str]:
    name_room = width - svg.width_of(bar.note) - svg.width_of(words.pounds(bar.pence)) - 20
    marks = [svg.text(0, top + 18, bar.name, "bold")]
    total = f"{words.pounds(bar.pence)}" + (f" {bar.note}" if bar.note and svg.width_of(bar.name) < name_room else "")
    marks.append(svg.text(width, top + 18, total, "end"))
    so_far = 0
    for part in bar.parts:
        left, right = x(so_far), x(so_far + part.pence)
        so_far += part.pence
        marks.append(svg.rectangle(f"tone-{tones[part.name]}", left, top + 26, max(0.0, right - left - 1), 26))
        label = words.short_pounds(part.pence)
        if right - left > svg.width_of(label) + 12:
            marks.append(svg.text(left + 7, top + 44, label, "on"))
    return marks


def _pounds(value: float) -> str:
    return words.short_pounds(round(value * 100))


def _table(title: str, bars: Sequence[Bar]) -> view.Table:
    columns = [
        view.Column("What"),
        view.Column("Part"),
        view.Column("Sum", numeric=True),
        view.Column("Share", numeric=True),
    ]
    rows: list[list[str | view.Link]] = []
    for bar in bars:
        for part in bar.parts:
            share = words.share(part.pence / bar.pence) if bar.pence else "–"
            rows.append([bar.name, part.name, words.pounds(part.pence), share])
        rows.append([bar.name, "Total", words.pounds(bar.pence), "100%" if bar.pence else "–"])
    return view.Table(f"{title}: the numbers", columns, rows, show_caption=False)
