"""The fact tables as a rule sees them: the facts room's, and risk scores with their rank.

What an interval's row said when it ended is not known before it ends: `UNFINISHED` says what such a column is seen as
while the end is still to come.
"""

from collections.abc import Mapping
from typing import Final

from careweft.facts.catalogue import TABLES as FACTS
from careweft.facts.catalogue import Table

RISK: Final = Table(
    "risk",
    {"name": "text", "score": "number", "share": "number", "at": "instant"},
    ("at", None),
)
"""One row for each score of a person. `share` is the share of the scored, eligible people at that time who scored as
high or higher, in (0, 1]: the highest of 200 has 0.005. See `careweft.rules.ranks`."""

TABLES: Final[Mapping[str, Table]] = {**FACTS, RISK.name: RISK}

ONE_ROW: Final = "person"
"""The table that has one row for each person: its columns are values; other tables have to be counted or picked."""

UNFINISHED: Final[Mapping[str, Mapping[str, Mapping[str, str] | None]]] = {
    "encounter": {"status": {"finished": "in-progress"}, "destination": None},
    "case": {"status": {"finished": "active"}},
    "service": {"status": {"ended": "active"}},
    "waiting": {"status": {"completed": "active", "revoked": "active"}},
    "plan": {"status": {"completed": "active"}},
    "goal": {"status": {"met": "open", "dropped": "open"}},
    "monitoring": {"status": {"completed": "active"}},
}
"""By table and column, for a row whose end lies after the as-at instant: the values that are seen as another, or None
where whatever it holds is seen as missing."""
