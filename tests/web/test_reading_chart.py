"""The chart of readings: limits where the rule has them, what is beyond them in a shape of its own, and the numbers."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from careweft.facts.quantities import quantities
from careweft.models import library
from careweft.models.engine import read_model
from careweft.web.charts.readings import Point, Series, Threshold, chart, summary

ZONE = ZoneInfo("Europe/London")
NOW = datetime(2026, 1, 15, 9, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"
EVIL = '<script>alert("x")</script>'


def series(name: str, *values: float, thresholds: tuple[Threshold, ...] = ()) -> Series:
    points = [Point(NOW - timedelta(days=len(values) - n), value, EVIL, "By staff") for n, value in enumerate(values)]
    return Series(quantities()[name], points, NOW - timedelta(days=30), NOW, ZONE, thresholds)


def test_what_is_beyond_a_limit_has_a_shape_of_its_own_and_the_limit_a_line_and_words() -> None:
    drawn = chart(series("oxygen-saturation", 95, 93, 88, 92, 89, thresholds=(Threshold("<", 90),)))
    for picture in (drawn.wide, drawn.narrow):
        root = ElementTree.fromstring(picture.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))
        assert len(root.findall(f".//{SVG}circle")) == 3
        assert len([each for each in root.iter() if "concern" in each.get("class", "")]) == 2
        assert "Alert below 90" in "".join(root.itertext())
        assert "Beyond a limit: 2" in "".join(root.itertext())


def test_the_table_holds_every_number_with_who_and_how_and_no_markup_of_others() -> None:
    drawn = chart(series("weight", 80.25, 81))
    assert [row[1:] for row in drawn.table.rows] == [["81.0 kg", EVIL, "By staff"], ["80.2 kg", EVIL, "By staff"]]
    assert "<script" not in drawn.wide + drawn.narrow


def test_answers_are_words_and_nothing_is_drawn_of_nothing() -> None:
    assert chart(series("breathlessness", 0, 2)).table.rows[0][1] == "Much worse"
    assert summary(series("weight")) == "No readings in this time."


@pytest.mark.parametrize(
    ("model", "programme", "code", "own", "expected"),
    [
        ("mercy", "home", "low-oxygen", "", [("oxygen-saturation", "<", 90.0)]),
        ("mercy", "home", "low-oxygen", "86", [("oxygen-saturation", "<", 86.0)]),
        ("va-ccht", "heart-failure", "weight-up", "", []),  # a trend is no level
        ("va-ccht", "heart-failure", "silent", "", []),
        ("va-ccht", "diabetes", "sugar-high", "", [("glucose", ">", 14.0)]),
        ("self-management", "own-readings", "pressure-high", "150", [("systolic", ">=", 150.0)]),
    ],
)
def test_the_limits_of_a_chart_are_read_from_the_rule(
    model: str, programme: str, code: str, own: str, expected: list[tuple[str, str, float]]
) -> None:
    compiled = read_model(library.model_file(model).read_text(), model, ZONE)
    assert list(compiled.monitoring.programmes[programme].alert(code).levels(own)) == expected
