"""What the rules of a programme see in a person's readings, and when to look again. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from careweft.care.durations import Duration
from careweft.care.holidays import is_working_day
from careweft.care.monitoring.terms import AlertRule, Ask, Clause, Programme, Review
from careweft.facts.quantities import quantities
from careweft.rules.calendar import just_after, shift
from careweft.rules.catalogue import TABLES
from careweft.rules.nodes import Aggregate
from careweft.rules.rule import Rule

Facts = Mapping[str, Sequence[Mapping[str, Any]]]
_OLDEST = timedelta(days=400)


@dataclass(frozen=True)
class Seen:
    """That an alert's rule holds: what was seen, in words, and the records that it was seen in."""

    detail: str
    records: tuple[str, ...]


def seen(alert: AlertRule, own: str, facts: Facts, since: datetime, at: datetime, zone: ZoneInfo) -> Seen | None:
    """What an alert sees at an instant of somebody who is monitored `since`; None where its rule does not hold.

    What happened at that very instant is seen too.
    """
    after = just_after(at)
    for clause in alert.clauses(own):
        begun = clause.wait is None or shift(since, clause.wait, str(zone)) < at
        if begun and clause.rule.selects(facts, after):
            return _evidence(clause, facts, at, zone)
    return None


def latest(facts: Facts, name: str, at: datetime) -> list[Mapping[str, Any]]:
    """The readings of a kind by an instant, the latest first."""
    found = (row for row in facts.get("reading", ()) if row["name"] == name and row["at"] and row["at"] <= at)
    return sorted(found, key=lambda row: (row["at"], row["record"]), reverse=True)


def _evidence(clause: Clause, facts: Facts, at: datetime, zone: ZoneInfo) -> Seen:
    names = dict.fromkeys(leaf.rows.name for leaf in clause.rule.inputs if isinstance(leaf, Aggregate))
    said, records = [], []
    for name in names:
        kind = quantities().get(name)
        if kind is None:
            continue
        rows = latest(facts, name, at)[:2]
        told = [f"{kind.said(row['value'])} ({_when(row['at'], zone)})" for row in rows]
        if clause.wait:
            said.append(f"{kind.title}: none since {_when(rows[0]['at'], zone)}" if rows else f"{kind.title}: none yet")
        elif told:
            said.append(f"{kind.title} {', before that '.join(told)}")
        records += [row["record"] for row in rows[:1]]
    return Seen("; ".join(said), tuple(dict.fromkeys(records)))


def _when(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local.day} {local:%b %H:%M}"


def due(ask: Ask, facts: Facts, since: datetime, at: datetime, zone: ZoneInfo) -> datetime:
    """When the next reading of a kind is due: so long after the latest, by the local time that is asked for."""
    rows = latest(facts, ask.name, at)
    last = rows[0]["at"] if rows and rows[0]["at"] > since else since
    return due_after(ask.every, ask, last, zone)


def due_after(every: Duration, ask: Ask, last: datetime, zone: ZoneInfo) -> datetime:
    """When a reading is due whose last came at `last`."""
    found = every.after(last, zone)
    if every.unit in ("minute", "hour"):
        return found
    local = found.astimezone(zone)
    return local.replace(hour=ask.by.hour, minute=ask.by.minute, second=0, microsecond=0).astimezone(UTC)


def review_ends(review: Review, at: datetime, zone: ZoneInfo) -> datetime | None:
    """Until when the readings are looked through on the day of an instant; None on a day without a review."""
    local = at.astimezone(zone)
    if review.every == "working-day" and not is_working_day(local.date(), zone):
        return None
    return local.replace(hour=review.until.hour, minute=review.until.minute, second=0, microsecond=0).astimezone(UTC)


def midnight(at: datetime, zone: ZoneInfo) -> datetime:
    """The beginning of the local day of an instant."""
    return at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def look_again(
    programme: Programme, rules: Sequence[Clause], facts: Facts, since: datetime, at: datetime, zone: ZoneInfo
) -> datetime:
    """The next instant at which something can be otherwise without a new reading: a window passes, a reading is due,
    the review ends, the next day begins."""
    tomorrow = midnight(midnight(at, zone) + timedelta(hours=30), zone)
    instants = [tomorrow, *(found for clause in rules for found in _changes(clause, facts, since, at, zone))]
    instants += [due(ask, facts, since, at, zone) for ask in programme.asks] if programme.remind else []
    if programme.review and (ends := review_ends(programme.review, at, zone)):
        instants.append(ends)
    instants += [
        just_after(shift(row["at"], leaf.window, str(zone)))
        for level in programme.levels
        if level.rule
        for row, leaf in _windows(level.rule, facts, at)
        if leaf.window
    ]
    return min(each for each in instants if each > at)


def _changes(clause: Clause, facts: Facts, since: datetime, at: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    if clause.wait:
        yield just_after(shift(since, clause.wait, str(zone)))
    for row, leaf in _windows(clause.rule, facts, at):
        if leaf.window:
            yield just_after(shift(row["at"], leaf.window, str(zone)))


def _windows(rule: Rule, facts: Facts, at: datetime) -> Iterator[tuple[dict[str, Any], Aggregate]]:
    """The rows that leave a window of the rule some time, with when they began as `at`."""
    for leaf in rule.inputs:
        if isinstance(leaf, Aggregate) and leaf.window is not None:
            column = leaf.rows.start or TABLES[leaf.rows.table].when[0]
            for row in facts.get(leaf.rows.table, ()):
                if row[column] is not None and at - _OLDEST < row[column] <= at:
                    yield {"at": row[column]}, leaf
