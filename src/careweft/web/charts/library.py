"""Where models of care stand: for whom (level) against how closely they join (intensity); real ones filled."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import shorten

from careweft.web import view
from careweft.web.charts import svg

_ROW, _HEAD = 24.0, 30.0


@dataclass(frozen=True)
class Mark:
    """A model: its name and page, the row and the column that it stands in, and whether it is one organisation."""

    title: str
    href: str
    row: str
    column: str
    real: bool


def chart(
    identity: str, title: str, marks: Sequence[Mark], rows: Sequence[str], columns: Sequence[str], note: str
) -> view.Chart:
    """The grid of `rows` and `columns` with a link for each model, and its table."""
    places = [(row, column) for row in rows for column in columns]
    cells = {place: [mark for mark in marks if (mark.row, mark.column) == place] for place in places}
    return view.Chart(
        id=identity,
        title=title,
        wide=_wide(f"{identity}-wide", title, cells, rows, columns),
        narrow=_narrow(f"{identity}-narrow", title, cells, rows, columns),
        table=view.Table(
            f"{title}: the numbers",
            [view.Column("For whom"), *(view.Column(column, numeric=True) for column in columns)],
            [[row, *(str(len(cells[row, column])) for column in columns)] for row in rows],
            show_caption=False,
        ),
        note=note,
    )


Cells = dict[tuple[str, str], list[Mark]]


def _wide(identity: str, title: str, cells: Cells, rows: Sequence[str], columns: Sequence[str]) -> str:
    left, width = 150.0, 1130.0
    each = (width - left) / len(columns)
    body = [svg.text(left + each * place + 8, 18, column, "bold") for place, column in enumerate(columns)]
    top = _HEAD
    for row in rows:
        height = max(1, *(len(cells[row, column]) for column in columns)) * _ROW + 14
        body.append(svg.text(0, top + 22, row, "bold"))
        for place, column in enumerate(columns):
            body.append(svg.rectangle("band", left + each * place + 2, top, each - 4, height - 4))
            for number, mark in enumerate(cells[row, column]):
                body.append(_mark(mark, left + each * place + 10, top + 8 + number * _ROW, each - 20, 42))
        top += height
    return svg.group(identity, (width, top), title, body)


def _narrow(identity: str, title: str, cells: Cells, rows: Sequence[str], columns: Sequence[str]) -> str:
    width, top = 280.0, 0.0
    body: list[str] = []
    for row in rows:
        for column in columns:
            found = cells[row, column]
            if not found:
                continue
            body.append(svg.text(0, top + 18, f"{row}, {column[:1].lower()}{column[1:]}", "bold"))
            top += _HEAD
            for mark in found:
                body.append(_mark(mark, 0, top, width, 36))
                top += _ROW
            top += 8
    return svg.group(identity, (width, max(top, 1)), title, body)


def _mark(mark: Mark, x: float, y: float, width: float, letters: int) -> str:
    sign = svg.rectangle("tone-1" if mark.real else "ring", x + 2, y + 4, 10, 10)
    words = svg.text(x + 20, y + 14, shorten(mark.title, letters, placeholder="…"), "bold")
    return svg.link(mark.href, [svg.rectangle("hit", x - 2, y - 2, width, _ROW - 2), sign, words])
