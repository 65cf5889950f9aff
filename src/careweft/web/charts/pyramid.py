"""The pyramid of need: how many people are in each tier, highest need at the top, each tier a link to its people.

A bar's width is its share on a straight scale, so the drawing does not flatter: a tier of half a per cent is a sliver.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from careweft.web import view, words
from careweft.web.charts import svg


@dataclass(frozen=True)
class Tier:
    """One tier of need; `expected` is the share that the model of care expects, in words."""

    name: str
    people: int
    href: str
    what: str = ""  # who is in it, such as "Risk of emergency admission in the top 0.5%"
    expected: str = ""


def chart(identity: str, title: str, tiers: Sequence[Tier], *, of: str = "people") -> view.Chart:
    """The pyramid of `tiers`, highest need first, with its table."""
    whole = sum(tier.people for tier in tiers)
    return view.Chart(
        id=identity,
        title=title,
        wide=_draw(f"{identity}-wide", title, tiers, whole, wide=True),
        narrow=_draw(f"{identity}-narrow", title, tiers, whole, wide=False),
        table=_table(title, tiers, whole, of),
        note=f"{words.count(whole)} {of} in all. Each bar is as wide as its share.",
    )


def part(people: int, whole: int) -> float:
    """The share of a tier; nought of nothing is nought."""
    return people / whole if whole else 0.0


def _draw(identity: str, title: str, tiers: Sequence[Tier], whole: int, *, wide: bool) -> str:
    row, width = (58.0, 880.0) if wide else (74.0, 264.0)
    left, middle, most = (260.0, 480.0, 420.0) if wide else (0.0, 132.0, 264.0)
    body: list[str] = []
    for index, tier in enumerate(tiers):
        top = index * row
        share = part(tier.people, whole)
        bar = max(share * most, 3.0 if tier.people else 0.0)
        y, height = (top + 8, row - 16) if wide else (top + 42, row - 48)
        mark = svg.rectangle("hit", 0, top + 2, width, row - 4) + svg.rectangle(
            "track", middle - most / 2, y, most, height
        )
        mark += svg.rectangle(f"bar--{_shade(index, len(tiers))}", middle - bar / 2, y, bar, height)
        body.append(svg.link(tier.href, [mark, *_words(tier, share, top, wide=wide, left=left, width=width)]))
    return svg.group(identity, (width, row * len(tiers)), title, body)


def _words(tier: Tier, share: float, top: float, *, wide: bool, left: float, width: float) -> list[str]:
    if wide:
        return [
            svg.text(left, top + 26, tier.name, "bold", "end"),
            f'<text class="ch-text ch-text--quiet ch-text--end" x="{left:g}" y="{top + 44:g}">'
            f"{words.many(tier.people, 'person', 'people')}</text>",
            svg.text(width - 180, top + 34, words.share(share), "big"),
            svg.text(width - 120, top + 34, tier.expected, "quiet"),
        ]
    return [
        svg.text(0, top + 16, tier.name, "bold"),
        svg.text(0, top + 34, words.many(tier.people, "person", "people"), "quiet"),
        svg.text(width, top + 16, words.share(share), "big", "end"),
        svg.text(width, top + 34, tier.expected, "quiet", "end"),
    ]


def _shade(index: int, count: int) -> int:
    return 1 + min(3, round(index * 3 / max(1, count - 1)))


def _table(title: str, tiers: Sequence[Tier], whole: int, of: str) -> view.Table:
    columns = [view.Column("Tier"), view.Column("Who"), view.Column(of.capitalize(), numeric=True)]
    columns += [view.Column("Share", numeric=True), view.Column("Expected", numeric=True)]
    rows: list[list[str | view.Link]] = [
        [view.Link(t.href, t.name), t.what, words.count(t.people), words.share(part(t.people, whole)), t.expected]
        for t in tiers
    ]
    return view.Table(f"{title}: the numbers", columns, rows, show_caption=False)
