"""A rating as bars: what each component gets of what it could."""

from collections.abc import Sequence
from dataclasses import dataclass

from careweft.web import view
from careweft.web.charts import svg


@dataclass(frozen=True)
class Part:
    """A component: its name, the points it gets and the most that it could get."""

    name: str
    points: float
    most: int


def chart(identity: str, title: str, parts: Sequence[Part], note: str) -> view.Chart:
    """Bars on one scale, one below the other, with their table."""
    columns = [view.Column("Component"), view.Column("Points", numeric=True), view.Column("Of", numeric=True)]
    rows = [[part.name, f"{part.points:.1f}", str(part.most)] for part in parts]
    return view.Chart(
        id=identity,
        title=title,
        wide=_draw(f"{identity}-wide", title, parts, wide=True),
        narrow=_draw(f"{identity}-narrow", title, parts, wide=False),
        table=view.Table(f"{title}: the numbers", columns, rows, show_caption=False),
        note=note,
    )


def _draw(identity: str, title: str, parts: Sequence[Part], *, wide: bool) -> str:
    width, left, row = (880.0, 260.0, 34.0) if wide else (280.0, 0.0, 52.0)
    most = max((part.most for part in parts), default=1)
    x = svg.scale(0, most, 0, width - left - 90)
    body: list[str] = []
    for number, part in enumerate(parts):
        top = number * row
        y = top + (8 if wide else 26)
        body.append(svg.text(0, top + (22 if wide else 16), part.name, "bold"))
        body.append(svg.rectangle("track", left, y, x(part.most), 18))
        body.append(svg.rectangle("bar", left, y, x(part.points), 18))
        body.append(svg.text(left + x(part.most) + 8, y + 14, f"{part.points:.1f} of {part.most}"))
    said = "; ".join(f"{part.name} {part.points:.1f} of {part.most}" for part in parts)
    return svg.drawing(identity, (width, max(row * len(parts), 1)), title, said, body)
