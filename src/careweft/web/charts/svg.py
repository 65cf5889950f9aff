"""The few marks that charts are made of. Everything that comes from outside is escaped here."""

from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10

from careweft.web.language import isolated

LETTER = 6.6
"""Width of an average letter of 13 px Arial, in px: enough to know whether words fit."""


def drawing(identity: str, size: tuple[float, float], title: str, description: str, body: Sequence[str]) -> str:
    """A whole SVG with its accessible name and description."""
    width, height = size
    return (
        f'<svg viewBox="0 0 {_n(width)} {_n(height)}" role="img" '
        f'aria-labelledby="{identity}-t {identity}-d" focusable="false">'
        f'<title id="{identity}-t">{escape(title)}</title><desc id="{identity}-d">{escape(description)}</desc>'
        f"{''.join(body)}</svg>"
    )


def group(identity: str, size: tuple[float, float], title: str, body: Sequence[str]) -> str:
    """An SVG that holds links, so that its parts can be reached one by one."""
    width, height = size
    return (
        f'<svg viewBox="0 0 {_n(width)} {_n(height)}" role="group" aria-labelledby="{identity}-t" focusable="false">'
        f'<title id="{identity}-t">{escape(title)}</title>{"".join(body)}</svg>'
    )


def text(x: float, y: float, words: str, *kinds: str) -> str:
    """Words at a place; `kinds` are the endings of `ch-text--…`."""
    names = " ".join(("ch-text", *(f"ch-text--{kind}" for kind in kinds)))
    return f'<text class="{names}" x="{_n(x)}" y="{_n(y)}">{escape(isolated(words))}</text>'


def line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    """A straight line of class `ch-{kind}`."""
    return f'<path class="ch-{kind}" d="M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}"/>'


def path(kind: str, points: Sequence[tuple[float, float]]) -> str:
    """A line through points."""
    steps = "L".join(f"{_n(x)} {_n(y)}" for x, y in points)
    return f'<path class="ch-{kind}" d="M{steps}"/>' if points else ""


def rectangle(kind: str, x: float, y: float, width: float, height: float) -> str:
    """A box of class `ch-{kind}`."""
    return f'<rect class="ch-{kind}" x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"/>'


def link(href: str, body: Sequence[str]) -> str:
    """A part of a drawing that leads somewhere."""
    return f'<a class="ch-link" href="{escape(href)}">{"".join(body)}</a>'


def width_of(words: str) -> float:
    """About how wide words are in px at 13 px."""
    return len(words) * LETTER


def ticks(low: float, high: float, most: int) -> list[float]:
    """At most `most` round numbers (1, 2 or 5 and noughts apart) from at or below `low` to at or above `high`."""
    if high - low < 1e-8 * max(1.0, abs(low)):
        high = low + 1
    rough = (high - low) / max(1, most - 1)
    power = 10.0 ** floor(log10(rough))
    for size in (1, 2, 5, 10, 20):
        step = size * power
        first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
        if last - first + 1 <= most:
            break
    return [round(index * step, 10) for index in range(first, last + 1)]


def scale(low: float, high: float, start: float, stop: float) -> "Scale":
    """A straight map from [low, high] to [start, stop]."""
    return Scale(low, (stop - start) / (high - low) if high > low else 0.0, start)


class Scale:
    """A straight map from numbers to px."""

    def __init__(self, low: float, factor: float, start: float) -> None:
        self._low, self._factor, self._start = low, factor, start

    def __call__(self, value: float) -> float:
        """Where a number lies."""
        return self._start + (value - self._low) * self._factor


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
