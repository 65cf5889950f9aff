"""The order of several visits: which time each of them has, so that the person needs the fewest days and waits least.

A pure search over the free times. A visit may need another's result first, some minutes after that one has ended; on
its day nothing but another fasting visit comes before a fasting one. From place to place there are minutes on the way.
What is found is the best there is: fewest days, then the shortest time between each day's first beginning and last end,
then the earliest end. Where looking at every order takes too long, the best that was found is given, and says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

MOST_STEPS: Final = 200_000


@dataclass(frozen=True)
class Option:
    """A free time of a visit: its slot, when, and where."""

    slot: str
    start: datetime
    finish: datetime
    place: str = ""


@dataclass(frozen=True)
class Visit:
    """A visit with its free times. `after` names visits that come before it, with the minutes until their results."""

    id: str
    options: tuple[Option, ...]
    after: Mapping[str, int]
    fasting: bool = False


@dataclass(frozen=True)
class Way:
    """How long it takes from place to place: as known, else `otherwise`; nothing within one place."""

    minutes: Mapping[tuple[str, str], int]
    otherwise: int = 0

    def between(self, a: str, b: str) -> timedelta:
        """The time on the way."""
        return timedelta(minutes=0 if a == b else self.minutes.get((a, b), self.otherwise))


Stop = tuple[str, Option]
Cost = tuple[int, timedelta, datetime]


@dataclass(frozen=True)
class Itinerary:
    """The visits in their order. `best` is false where it was not possible to look at every order."""

    stops: tuple[Stop, ...]
    best: bool = True


def cost(stops: Sequence[Stop], zone: ZoneInfo) -> Cost:
    """Days, time from each day's first beginning to its last end, and the last end: less is better, in this order."""
    days: dict[date, list[Option]] = {}
    for _, option in stops:
        days.setdefault(_day(option, zone), []).append(option)
    spans = (max(each.finish for each in day) - min(each.start for each in day) for day in days.values())
    return len(days), sum(spans, timedelta()), max(option.finish for _, option in stops)


def fits(visits: Mapping[str, Visit], stops: Sequence[Stop], way: Way, zone: ZoneInfo) -> bool:
    """Whether these stops, in order of time, keep every condition: this is what an itinerary means."""
    done: dict[str, Option] = {}
    for place, (name, option) in enumerate(stops):
        before = stops[place - 1][1] if place else None
        if before and option.start < before.finish + way.between(before.place, option.place):
            return False
        for first, minutes in visits[name].after.items():
            if first not in done or option.start < done[first].finish + timedelta(minutes=minutes):
                return False
        eaten = any(
            _day(other, zone) == _day(option, zone) and not visits[each].fasting for each, other in done.items()
        )
        if visits[name].fasting and eaten:
            return False
        done[name] = option
    return len(done) == len(visits)


def plan(visits: Sequence[Visit], way: Way, zone: ZoneInfo, most: int = MOST_STEPS) -> Itinerary | None:
    """The best itinerary of these visits; None where there is none with these times."""
    search = _Search({each.id: each for each in visits}, way, zone, most)
    search.go((), frozenset(search.visits))
    return Itinerary(search.found, search.steps < most) if search.found else None


class _Search:
    """Adds stop after stop in order of time, and gives up a beginning that cannot become better than the best found."""

    def __init__(self, visits: Mapping[str, Visit], way: Way, zone: ZoneInfo, most: int) -> None:
        self.visits, self.way, self.zone, self.most = visits, way, zone, most
        self.found: tuple[Stop, ...] = ()
        self.cost: Cost | None = None
        self.steps = 0
        self._least = {each.id: min((o.finish - o.start for o in each.options), default=timedelta())
                       for each in visits.values()}  # fmt: skip

    def go(self, stops: tuple[Stop, ...], left: frozenset[str]) -> None:
        if not left:
            total = cost(stops, self.zone)
            if self.cost is None or total < self.cost:
                self.found, self.cost = stops, total
            return
        for name, option in self._next(stops, left):
            self.steps += 1
            if self.steps >= self.most:
                return
            more = (*stops, (name, option))
            if self._hopeless(more, left - {name}):
                continue
            self.go(more, left - {name})

    def _next(self, stops: tuple[Stop, ...], left: frozenset[str]) -> list[Stop]:
        """What can come next, the earliest first: what is found soon is good, and much need not be looked at then."""
        done = dict(stops)
        last = stops[-1][1] if stops else None
        eaten = {_day(option, self.zone) for each, option in stops if not self.visits[each].fasting}
        found = []
        for name in left:
            visit = self.visits[name]
            if any(first not in done for first in visit.after):
                continue
            ready = [done[first].finish + timedelta(minutes=minutes) for first, minutes in visit.after.items()]
            for option in visit.options:
                late = last is not None and option.start < last.finish + self.way.between(last.place, option.place)
                if late or any(option.start < each for each in ready):
                    continue
                if visit.fasting and _day(option, self.zone) in eaten:
                    continue
                found.append((name, option))
        return sorted(found, key=lambda stop: (stop[1].start, stop[1].finish, stop[0]))

    def _hopeless(self, stops: tuple[Stop, ...], left: frozenset[str]) -> bool:
        if self.cost is None:
            return False
        days, span, end = cost(stops, self.zone)
        least = span + sum((self._least[name] for name in left), timedelta())
        return (days, least, end) >= self.cost


def _day(option: Option, zone: ZoneInfo) -> date:
    return option.start.astimezone(zone).date()
