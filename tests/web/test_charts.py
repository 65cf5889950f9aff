"""Charts: they say what the numbers say, in shapes as well as colours, and hold no markup of others."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careweft.measures import spc as arithmetic
from careweft.web import view
from careweft.web.charts import bars, pyramid, spc, svg

SVG = "{http://www.w3.org/2000/svg}"
EVIL = '<script>alert("x")</script> & "co"'


def parse(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def series(values: list[float | None], **more: object) -> spc.Series:
    months = [date(2020 + i // 12, i % 12 + 1, 1) for i in range(len(values))]
    options: dict[str, object] = {"better": "lower", "target": None} | more
    return spc.Series(
        "days",
        "Bed-days",
        "bed-days",
        [f"{m:%B %Y}" for m in months],
        [f"{m:%b %y}" for m in months],
        arithmetic.chart(values, **options),  # type: ignore[arg-type]
    )


def test_flagged_points_have_a_shape_of_their_own() -> None:
    values: list[float | None] = [31, 27, 35, 29, 33, 30, 26, 34, 28, 32, 36, 29, 90, None, 31]
    drawn = spc.chart(series(values, target=20))
    root = parse(drawn.wide)
    dots = root.findall(f".//{SVG}circle")
    squares = [p for p in root.iter(f"{SVG}path") if p.get("class") == "ch-point ch-point--improvement"]
    triangles = [p for p in root.iter(f"{SVG}path") if p.get("class") == "ch-point ch-point--concern"]
    assert (len(dots), len(squares), len(triangles)) == (3, 10, 1)  # the freak lifts the mean above ten in a row
    assert {"Usual variation", "Improvement", "Concern", "Target"} <= {words for _, words in drawn.legend}
    lines = [p for p in root.iter(f"{SVG}path") if p.get("class") == "ch-line"]
    assert len(lines) == 2  # broken at the gap
    rows = drawn.table.rows
    assert [row[:2] for row in rows[:3]] == [["March 2021", "31"], ["February 2021", "–"], ["January 2021", "90"]]
    assert rows[2][4] == "Concern: outside the limits"


def test_a_chart_says_its_message_to_those_who_do_not_see_it() -> None:
    drawn = spc.chart(series([30.0, 31, 29, 30, 32, 28, 30, 31, 29, 30, 31, 29, 60]))
    root = parse(drawn.wide)
    assert root.get("role") == "img"
    named = (root.get("aria-labelledby") or "").split()
    assert [root.find(f"*[@id='{name}']") is not None for name in named] == [True, True]
    assert "a worsening that is not chance" in (root.findtext(f"{SVG}desc") or "")
    narrow = parse(drawn.narrow)
    assert narrow.get("aria-labelledby") != root.get("aria-labelledby")


@given(
    st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6), st.integers(0, 50).map(float)), max_size=40),
    st.one_of(st.none(), st.floats(-1e6, 1e6)),
)
def test_everything_lies_inside_the_drawing(values: list[float | None], target: float | None) -> None:
    drawn = spc.chart(series(values, target=target))
    for text in (drawn.wide, drawn.narrow):
        root = parse(text)
        width, height = (float(x) for x in (root.get("viewBox") or "").split()[2:])
        assert "nan" not in text and "inf" not in text
        for circle in root.iter(f"{SVG}circle"):
            assert 0 <= float(circle.get("cx") or -1) <= width and 0 <= float(circle.get("cy") or -1) <= height
        for path in root.iter(f"{SVG}path"):
            for x, y in re.findall(r"[ML]([\d.-]+) ([\d.-]+)", path.get("d") or ""):
                assert -1 <= float(x) <= width + 1 and -1 <= float(y) <= height + 1


@given(st.floats(-1e9, 1e9), st.floats(0, 1e9), st.integers(3, 10))
def test_ticks_are_few_round_and_cover(low: float, span: float, most: int) -> None:
    ticks = svg.ticks(low, low + span, most)
    assert 2 <= len(ticks) <= most
    slack = 1e-6 * max(1.0, abs(low), span)
    assert ticks[0] <= low + slack and ticks[-1] >= low + span - slack
    assert ticks == sorted(set(ticks))


def test_names_of_others_stay_words() -> None:
    tier = pyramid.Tier(EVIL, 5, 'javascript"x', EVIL, EVIL)
    bar = bars.Bar(EVIL, [bars.Part(EVIL, 100)], EVIL)
    for drawn in (pyramid.chart("p", EVIL, [tier]), bars.chart("b", EVIL, [bar])):
        for text in (drawn.wide, drawn.narrow):
            assert "<script" not in text
            parse(text)


def test_the_pyramid_tells_true_shares_and_leads_to_people() -> None:
    tiers = [pyramid.Tier(name, people, f"/p/{name}") for name, people in (("top", 5), ("middle", 195), ("rest", 800))]
    drawn = pyramid.chart("need", "Need", tiers)
    root = parse(drawn.wide)
    assert [a.get("href") for a in root.iter(f"{SVG}a")] == ["/p/top", "/p/middle", "/p/rest"]
    widths = [
        float(r.get("width") or 0) for r in root.iter(f"{SVG}rect") if (r.get("class") or "").startswith("ch-bar")
    ]
    assert widths[1] / widths[2] == pytest.approx(195 / 800, rel=0.01)
    assert widths[0] == 3.0  # a sliver, but never nothing
    assert [row[3] for row in drawn.table.rows] == ["0.5%", "20%", "80%"]
    assert drawn.table.rows[0][0] == view.Link("/p/top", "top")


def test_an_empty_pyramid_divides_nothing() -> None:
    drawn = pyramid.chart("need", "Need", [pyramid.Tier("top", 0, "/p")])
    assert drawn.table.rows[0][3] == "0%"


def test_bars_share_one_scale_and_one_colour_a_name() -> None:
    drawn = bars.chart(
        "pool",
        "Pool",
        [
            bars.Bar("Paid in", [bars.Part("NHS", 60_000), bars.Part("Council", 40_000)]),
            bars.Bar("Bears", [bars.Part("Council", 30_000), bars.Part("NHS", 45_001)]),
        ],
    )
    boxes = [r for r in parse(drawn.wide).iter(f"{SVG}rect") if (r.get("class") or "").startswith("ch-tone")]
    assert [box.get("class") for box in boxes] == ["ch-tone-1", "ch-tone-2", "ch-tone-2", "ch-tone-1"]
    assert (float(boxes[0].get("width") or 0) + 1) / (float(boxes[2].get("width") or 0) + 1) == pytest.approx(
        2, rel=0.01
    )
    assert ["Bears", "Total", "£750.01", "100%"] in drawn.table.rows
    assert [words for _, words in drawn.legend] == ["NHS", "Council"]


def test_no_chart_carries_style_or_script() -> None:
    drawn = spc.chart(series([1.0, 2, 3, 4, 5, 6, 7, 8]))
    for text in (drawn.wide, drawn.narrow):
        assert "style=" not in text and "<style" not in text and " on" not in text
