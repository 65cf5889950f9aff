"""Dates, numbers and quantities of criteria, as `search.dates` and `search.numbers` have them in SQL."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from careweft.fhir.fhirpath.times import interval
from careweft.fhir.search import units
from careweft.fhir.search.dates import is_clinical
from careweft.fhir.search.numbers import prefixed
from careweft.fhir.search.parameters import Parameter
from careweft.fhir.search.units import Unit
from careweft.fhir.search.values import key, split, unescaped, width
from careweft.fhir.subscriptions.asked import Asked, Test

Dates = Callable[[datetime, datetime, datetime], bool]
Number = tuple[float, float, str, str]
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def date(parameter: Parameter, values: Sequence[str], zone: ZoneInfo) -> Test:
    """That a date of the resource fits."""
    within = dates(values, zone)
    if is_clinical(parameter):
        return lambda asked: asked.rows.clinical is not None and within(*asked.rows.clinical, asked.now)
    hashes = frozenset(key(parameter.resource, path) for path in parameter.paths)
    return dated(hashes, within)


def dated(hashes: frozenset[int], within: Dates) -> Test:
    """That a row of dates with one of these hashes fits."""

    def test(asked: Asked) -> bool:
        return any(within(low, high, asked.now) for hash_, low, high in asked.rows.dates if hash_ in hashes)

    return test


def dates(values: Sequence[str], zone: ZoneInfo) -> Dates:
    """Whether [low, high) fits any of some values, as at an instant (for `ap`)."""
    wanted = [(prefix, *interval(text, zone)) for prefix, text in map(prefixed, values)]
    return lambda low, high, now: any(
        _fits(prefix, (low, high), (start, end), now) for prefix, start, end in wanted
    )  # fmt: skip


def _fits(prefix: str, of: tuple[datetime, datetime], asked: tuple[datetime, datetime], now: datetime) -> bool:
    (low, high), (start, end) = of, asked
    inside = low >= start and high <= end
    match prefix:
        case "eq":
            return inside
        case "ne":
            return not inside
        case "gt":
            return high > end
        case "lt":
            return low < start
        case "ge":
            return high > end or inside
        case "le":
            return low < start or inside
        case "sa":
            return low >= end
        case "eb":
            return high <= start
        case _:
            gap = abs((now - start).total_seconds()) * 0.1
            return _seconds(high) > _seconds(start) - gap and _seconds(low) < _seconds(end) + gap


def _seconds(at: datetime) -> float:
    return (at - _EPOCH).total_seconds()


def number(parameter: Parameter, values: Sequence[str]) -> Test:
    """That a number or quantity of the resource fits."""
    hashes = frozenset(key(parameter.resource, path, "number") for path in parameter.paths)
    wanted = [numbers(value) for value in values]
    return numbered(hashes, lambda row: any(one(row[0], row[1], row[2], row[3]) for one in wanted))


def numbered(hashes: frozenset[int], within: Callable[[Number], bool]) -> Test:
    """That a row of numbers with one of these hashes fits."""
    return lambda asked: any(within(row[1:]) for row in asked.rows.numbers if row[0] in hashes)


def numbers(value: str) -> Callable[[float, float, str, str], bool]:
    """Whether [low, high] with its unit fits a value that a search would take."""
    prefix, text = prefixed(value)
    written, *unit = (unescaped(part) for part in split(text, "|"))
    system, code = unit or ("", "")
    first, last = width(written)
    exact = float(written)
    alikes = {each.code: each for each in units.alike(system, code)}

    def fits(low: float, high: float, of: str, in_: str) -> bool:
        if (system and of != system) or (code and in_ not in alikes):
            return False
        asked = alikes[in_] if code else Unit("")
        return _compared(prefix, (low, high), asked.of(exact), (asked.of(first), asked.of(last)))

    return fits


def _compared(prefix: str, of: tuple[float, float], value: float, rounded: tuple[float, float]) -> bool:
    (low, high), (first, last) = of, rounded
    inside = low >= first and high < last
    match prefix:
        case "eq":
            return inside
        case "ne":
            return not inside
        case "gt":
            return high > value
        case "lt":
            return low < value
        case "ge":
            return high >= value
        case "le":
            return low <= value
        case "sa":
            return low > value
        case "eb":
            return high < value
        case _:
            tenth = abs(value) * 0.1
            return high >= value - tenth and low <= value + tenth
