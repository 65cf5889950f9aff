"""Indicators counted from facts over time, and the charts' arithmetic (SPC).

It computes numbers; it does not draw.

    for measure in library().values():
        months = await uncounted(connection, measure.id, complete_months(now, zone, 24))
        await keep(connection, measure, series(tables, measure, months))   # over the lake (in a thread: it computes)
    chart(measure, await kept(connection, measure.id))                     # for the site
"""

from careweft.measures.measure import Measure, find, library
from careweft.measures.series import Point, chart, complete_months, keep, kept, public, series, uncounted

__all__ = [
    "Measure",
    "Point",
    "chart",
    "complete_months",
    "find",
    "keep",
    "kept",
    "library",
    "public",
    "series",
    "uncounted",
]
