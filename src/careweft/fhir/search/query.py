"""Requests as SQL, and pages of what they find."""

from dataclasses import dataclass, field
from typing import Final

from careweft.fhir.search.pages import Place
from careweft.fhir.search.request import Request
from careweft.fhir.search.sort import JOIN, Sort, after, order
from careweft.fhir.search.sql import Arguments, once, rows
from careweft.fhir.stored import BODY, Stored

COLUMNS: Final = f"""r.person_id, r.type, r.id, r.version, r.at, r.source, r.message_id, r.received,
{BODY.format("r")} AS body"""
_WRITTEN: Final = (("person_id", False), ("rid", False))


@dataclass(frozen=True)
class Page:
    """What a search found: one page of matches, what goes with them, and where the next page begins."""

    matches: list[Stored]
    included: list[Stored] = field(default_factory=list)
    total: int | None = None
    next: str | None = None
    ignored: list[str] = field(default_factory=list)


def page_sql(request: Request, place: Place | None, count: int, arguments: Arguments) -> str:
    """So many matches after a place: the stored columns, `rid`, the keys `k0` … as text, and the snapshot.

    Bodies are read for these alone.
    """
    if place is not None and place.written:
        return _ordered(request, place, _WRITTEN, count, arguments)
    return _ordered(request, place, order(request.sort), count, arguments)


def _ordered(
    request: Request, place: Place | None, columns: list[tuple[str, bool]] | tuple[tuple[str, bool], ...],
    count: int, arguments: Arguments,
) -> str:  # fmt: skip
    written = place is not None and place.written
    sorts = () if written else request.sort
    where = []
    if place is not None and place.snapshot:
        there = f"fhir.unchanged(v.xmin, {arguments.add(place.snapshot)}::text::pg_snapshot)"
        same = "v.person_id = k.person_id AND v.rid = k.rid"
        where.append(f"(SELECT {'NOT ' if written else ''}{there} FROM fhir.resource v WHERE {same})")
    if place is not None and (place.keys or not request.sort or (written and place.rid >= 0)):
        where.append(after(columns, _values(sorts, place, arguments), "k"))
    found = f"SELECT k.* FROM ({keys(request, sorts, arguments)}) k{' WHERE ' + ' AND '.join(where) if where else ''}"
    ordered = ", ".join(f"k.{name} {'DESC' if descending else 'ASC'}" for name, descending in columns)
    texts = "".join(f", k.k{n}::text AS k{n}" for n in range(len(sorts)))
    return (
        f"SELECT {COLUMNS}, r.rid{texts}, pg_current_snapshot()::text AS snapshot "
        f"FROM ({found} ORDER BY {ordered} LIMIT {arguments.add(count)}) k "
        f"JOIN fhir.resource r ON r.person_id = k.person_id AND r.rid = k.rid ORDER BY {ordered}"
    )


def _values(sorts: tuple[Sort, ...], place: Place, arguments: Arguments) -> list[str]:
    texts = [f"{arguments.add(text)}::text::{sort.cast}" for text, sort in zip(place.keys, sorts, strict=True)]
    return [*texts, f"{arguments.add(place.person)}::bigint", f"{arguments.add(place.rid)}::bigint"]


def total_sql(request: Request, arguments: Arguments) -> str:
    """How many there are in all."""
    return f"SELECT count(*) FROM ({keys(request, (), arguments)}) k"


def keys(request: Request, sorts: tuple[Sort, ...], arguments: Arguments) -> str:
    """What is found, each once: person_id, rid and the keys that it is sorted by."""
    t = arguments.alias("t")
    columns = "".join(f", {sort.sql(arguments, t)} AS k{n}" for n, sort in enumerate(sorts))
    of_resource = [sort for sort in sorts if sort.parameter is None]
    if sorts and len(of_resource) == len(sorts) and not request.conditions:  # in the order of an index of its own
        where = [f"v.type = '{request.type}'", "v.body IS NOT NULL", *arguments.within("v")]
        return f"SELECT v.person_id, v.rid{columns} FROM fhir.resource v WHERE {' AND '.join(where)}"
    distinct = "" if once(request.conditions) else "DISTINCT "
    join = JOIN.format(t=t) + f" AND v.type = '{request.type}'" if of_resource else ""
    found = rows(request.type, request.conditions, arguments, t, join)
    return f"SELECT {distinct}{t}.person_id, {t}.rid{columns} {found}"
