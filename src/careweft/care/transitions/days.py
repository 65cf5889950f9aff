"""How days of delay are counted, and by which law. Pure; days are the place's own calendar days.

A delay is an interval [since, until) of days with a reason and whose reason it is. A law is a dated rule set: it says
when a notice counts as given, and on which days a party is liable. What a day costs is not said here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from careweft.care.holidays import is_holiday

DAY = timedelta(days=1)
Liable = Literal["sole", "any"]


@dataclass(frozen=True)
class Delay:
    """Days in [since, until) on which somebody stayed who could leave; `of` whom the reason is. None: it goes on."""

    id: str
    reason: str
    of: str
    since: date
    until: date | None = None
    note: str = ""
    by: str = ""


@dataclass(frozen=True)
class Law:
    """A rule set in force on days in [since, until): the two notices, their clocks, and who is liable when.

    `minimum` is the days that social services have from the day of the assessment notice; `ahead` the days by which the
    discharge notice comes before the day that it proposes. A notice after `late`, or on a day off, counts as given on
    the next day that is none. `after` is what must be ready before a discharge notice; empty, nothing.
    """

    id: str
    since: date
    until: date | None
    source: str
    minimum: int
    ahead: int
    late: time | None = None
    sundays: bool = True
    holidays: bool = True
    liable: Liable = "sole"
    of: str = "council"
    discharge_day: bool = True
    after: str = ""

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Clocks:
    """What the two notices set going: the days that they count as given, the day by which social services must be
    ready, and the first day on which they are liable. None where it needs a notice that is not there."""

    law: str
    assessment: date
    discharge: date | None = None
    proposed: date | None = None
    ready_by: date = date.max
    liable_from: date | None = None


@dataclass(frozen=True)
class Counted:
    """The days of delay of a stay: all of them, those of each party, those that are a party's alone, and those that
    the law counts."""

    every: int
    of: Mapping[str, int] = field(default_factory=dict)
    alone: Mapping[str, int] = field(default_factory=dict)
    liable: tuple[date, ...] = ()


def law_on(laws: Sequence[Law], day: date) -> Law | None:
    """The rule set in force on a day."""
    return next((law for law in laws if law.holds(day)), None)


def given_on(law: Law, at: datetime, zone: ZoneInfo) -> date:
    """The day on which a notice that is given at an instant counts as given."""
    local = at.astimezone(zone)
    day = local.date()
    if law.late is not None and local.time() > law.late:
        day += DAY
    while (not law.sundays and day.weekday() == 6) or (not law.holidays and is_holiday(day, zone)):
        day += DAY
    return day


def earliest(law: Law, at: datetime, zone: ZoneInfo) -> date:
    """The earliest day that a discharge notice given at an instant may propose."""
    return given_on(law, at, zone) + law.ahead * DAY


def clocks(law: Law, assessed: datetime, noticed: datetime | None, proposed: date | None, zone: ZoneInfo) -> Clocks:
    """What the notices set going. Liability begins on the day after the later of the end of the minimum and the day
    proposed; without a discharge notice in force there is none."""
    assessment = given_on(law, assessed, zone)
    minimum = assessment + law.minimum * DAY
    if noticed is None or proposed is None:
        return Clocks(law.id, assessment, ready_by=minimum)
    relevant = max(minimum, proposed)
    return Clocks(law.id, assessment, given_on(law, noticed, zone), proposed, relevant, relevant + DAY)


def count(
    delays: Sequence[Delay], until: date, *, left: bool = False, law: Law | None = None, known: Clocks | None = None
) -> Counted:
    """The days of delay before `until`: the day of discharge where the person `left`, else the day after today.

    A day on which two parties have a reason is shared: it counts for each, and for neither alone. The day of discharge
    is no day of delay; a law may count it all the same, for a delay that lasted until then.
    """
    whose: dict[date, set[str]] = {}
    for delay in delays:
        for day in _days(delay.since, min(delay.until or until, until)):
            whose.setdefault(day, set()).add(delay.of)
    parties = sorted({delay.of for delay in delays})
    return Counted(
        len(whose),
        {party: sum(party in found for found in whose.values()) for party in parties},
        {party: sum(found == {party} for found in whose.values()) for party in parties},
        _liable(whose, delays, until, left, law, known),
    )


def _liable(
    whose: Mapping[date, set[str]],
    delays: Sequence[Delay],
    until: date,
    left: bool,
    law: Law | None,
    known: Clocks | None,
) -> tuple[date, ...]:
    if law is None or known is None or known.liable_from is None:
        return ()
    days = dict(whose)
    if left and law.discharge_day:
        last = {delay.of for delay in delays if delay.since <= until and (delay.until is None or delay.until >= until)}
        if last:
            days[until] = last
    found = (day for day, of in days.items() if day >= known.liable_from and law.of in of)
    return tuple(sorted(day for day in found if law.liable == "any" or days[day] == {law.of}))


def _days(since: date, until: date) -> list[date]:
    return [since + n * DAY for n in range(max(0, (until - since).days))]
