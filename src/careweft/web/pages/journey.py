"""A person's journey as entries of a timeline: moments of one visit together, codes in words, each with who sent it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from careweft.care.assessment import library
from careweft.care.corrections.amendment import TYPES
from careweft.care.timeline import Moment, timeline
from careweft.care.words import calm, went
from careweft.facts import units
from careweft.facts.person_facts import PersonFacts
from careweft.fhir.labels import Label
from careweft.web import terms, view, words
from careweft.web.desk import OURS, Names
from careweft.web.language import N_, _, isolated, plural
from careweft.web.view import Organisation
from careweft.web.words import sentence

LABELLED = (
    "Condition",
    "DocumentReference",
    "EpisodeOfCare",
    "MedicationRequest",
    "MedicationStatement",
    "Observation",
    "QuestionnaireResponse",
)
"""The types of record whose sender the facts do not say."""
KINDS = {
    "hospital": "Hospital",
    "contact": "Visit or appointment",
    "condition": "Condition",
    "medicine": "Medicine",
    "service": "Care package",
    "referral": "Referral",
    "assessment": "Assessment",
    "case": "Team",
    "reading": "Reading",
    "letter": "Letter",
}
OWN_KINDS = KINDS | {
    "contact": "Visit",
    "condition": "Illness",
    "service": "Care",
    "referral": "Request for help",
    "assessment": "Check",
    "reading": "Test",
}
_FORMS = (
    (re.compile(r"(.+) started"), N_("{what} started")),
    (re.compile(r"(.+) stopped"), N_("{what} stopped")),
    (re.compile(r"(.+) began"), N_("{what} began")),
    (re.compile(r"(.+) ended"), N_("{what} ended")),
    (re.compile(r"(\d+) minutes"), N_("{what} minutes")),
    (re.compile(r"([\d.]+) hours a week"), N_("{what} hours a week")),
    (re.compile(r"score ([\d.-]+)", re.IGNORECASE), N_("Score {what}")),
)
"""What the timeline (careweft.care.timeline) says of a thing that has a name or a number."""
_CONTACTS = {"Nurse": "Nurse appointment", "Mental health": "Mental health appointment", "Ambulance": "Ambulance came"}
_CASES = {"Case opened": "Taken into the care of", "Case closed": "No longer in the care of"}
GOES_ON = datetime.max.replace(tzinfo=UTC)


_MOST_OPENED = 20


@dataclass(frozen=True)
class Step:
    """One entry of a journey, with the kind and the sender that filters choose by."""

    at: datetime
    kind: str
    title: str
    detail: str
    organisation: Organisation
    until: datetime | None = None  # when it ended, `GOES_ON` where it has not; None of what took no time
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """What a journey is made of: facts, who sent each record and what they call it, and the names of the place."""

    facts: PersonFacts
    labels: Mapping[str, Label]
    names: Names
    zone: ZoneInfo


def journey(told: Told) -> list[Step]:
    """Every entry, newest first."""
    moments = [_named(moment, told.labels) for moment in timeline(told.facts)]
    stays, readings = _rows(told)
    steps = [
        replace(step, records=tuple(dict.fromkeys(m.record for m in group if "/" in m.record)))
        for group in _together(moments, told.zone)
        for step in _steps(group, stays, readings, told)
    ]
    return sorted(steps, key=lambda step: step.at, reverse=True)


def by_record(told: Told) -> dict[str, Step]:
    """What each record ('Type/id') says last, by itself, newest first."""
    stays, readings = _rows(told)
    found: dict[str, Step] = {}
    for moment in sorted(timeline(told.facts), key=lambda each: each.at, reverse=True):
        if "/" in moment.record and moment.record not in found:
            found[moment.record] = next(_steps([_named(moment, told.labels)], stays, readings, told))
    return found


def _rows(told: Told) -> tuple[Mapping[Any, Any], Mapping[Any, Any]]:
    """The rows of stays and of readings, by record and time."""
    stays = {(row["record"], row["start"]): row for row in told.facts.get("encounter", ())}
    readings = {(row["record"], row["at"]): row for row in told.facts.get("reading", ())}
    return stays, readings


def entry(step: Step, own: bool, base: str, *, corrects: bool) -> view.TimelineEntry:
    """A step as the timeline shows it below `base`, where letters can be read; who `corrects` may say what is wrong."""
    query = urlencode([("r", record) for record in step.records[:_MOST_OPENED] if record.partition("/")[0] in TYPES])
    title, detail = in_language(step.title), in_language(step.detail)
    href = f"{base}/entry?{query}" if corrects and query else ""
    if step.kind == "letter":
        href = f"{base}/letters/{step.records[0].partition('/')[2]}"
    return view.TimelineEntry(step.at, (OWN_KINDS if own else KINDS)[step.kind], title, step.organisation, detail, href)


def in_language(text: str) -> str:
    """A title or a detail of a step in the language that is spoken."""
    for form, pattern in _FORMS:
        if found := form.fullmatch(text):
            return _(pattern).format(what=_(found[1]))
    return _(text)


def _named(moment: Moment, labels: Mapping[str, Label]) -> Moment:
    """The moment with its sender, where the fact itself does not say it, and a condition in its sender's words."""
    label = labels.get(moment.record)
    if label is None:
        return moment
    title = label.text if moment.kind == "condition" and label.text else moment.title
    return replace(moment, title=title, organisation=moment.organisation or sender(label))


_GIVERS = {"Patient": "person", "RelatedPerson": "related", "Practitioner": "staff"}


def sender(label: Label) -> str:
    """Who gave a record here (`person/…`, `related/…`, `staff/…`), else the organisation that sent it."""
    kind, _slash, name = label.by.partition("/")
    return f"{_GIVERS[kind]}/{name}" if kind in _GIVERS else label.source


def _together(moments: Sequence[Moment], zone: ZoneInfo) -> Iterator[list[Moment]]:
    """Readings of one instant together, and visits of one kind by one organisation on one day; the rest each alone."""

    def key(moment: Moment) -> tuple[Any, ...]:
        if moment.kind == "reading":
            return ("reading", moment.organisation, moment.at)
        if moment.kind == "contact":
            return ("contact", moment.organisation, moment.at.astimezone(zone).date(), moment.title)
        return (moment.kind, moment.record, moment.title, moment.at)

    for _key, group in groupby(sorted(moments, key=lambda moment: tuple(map(str, key(moment)))), key=key):
        yield list(group)


def _steps(group: list[Moment], stays: Mapping[Any, Any], readings: Mapping[Any, Any], told: Told) -> Iterator[Step]:
    first = group[0]
    by = told.names.organisation(first.organisation) if first.organisation else OURS
    match first.kind:
        case "reading":
            yield _measured(group, readings, by)
        case "contact":
            yield _visited(group, by, told.zone)
        case "hospital":
            yield _stayed(first, stays.get((first.record, first.at), {}), by, told.zone)
        case "case":
            by = told.names.organisation(first.detail) if first.detail else by
            team = by.name if first.detail else "the team"
            yield Step(first.at, "case", f"{_(_CASES.get(first.title, first.title))} {team}", "", by)
        case "condition":
            code = first.title.lower().replace(" ", "-")
            yield Step(first.at, "condition", terms.CONDITIONS.get(code, first.title), "", by)
        case "assessment":
            code = first.title.lower()
            shipped = library.shipped().get(code)
            title = shipped.title if shipped else terms.words_of(code, terms.SCORES)
            yield Step(first.at, "assessment", title, sentence(first.detail), by)
        case "referral":
            urgent, reason = _referred(first.detail)
            yield Step(first.at, "referral", reason or "Referred", urgent, by)
        case _:
            yield Step(first.at, first.kind, first.title, sentence(first.detail), by, until=_served(first, told))


def _referred(detail: str) -> tuple[str, str]:
    """`Urgent` where it is, and the reason."""
    if detail == "urgent" or detail.startswith("urgent, "):
        return "Urgent", detail.removeprefix("urgent").removeprefix(", ")
    return "", detail


def _measured(group: list[Moment], readings: Mapping[Any, Any], sender: Organisation) -> Step:
    rows = {row["name"] or row["code"]: row for m in group if (row := readings.get((m.record, m.at)))}
    told = list(_readings(rows))
    if len(told) == 1:
        name, value = told[0]
        return Step(group[0].at, "reading", f"{name} {value}", "", sender)
    detail = _(", ").join(f"{name} {value}" for name, value in told)
    count = plural("{count} reading", "{count} readings", len(told)).format(count=len(told))
    return Step(group[0].at, "reading", count, detail, sender)


def _readings(rows: dict[str, Any]) -> Iterator[tuple[str, str]]:
    rows = dict(sorted(rows.items()))
    upper, lower = rows.get("systolic"), rows.get("diastolic")
    if upper and lower:
        del rows["systolic"], rows["diastolic"]
        yield _("Blood pressure"), words.quantity(f"{upper['value']:g}/{lower['value']:g}", units.plain(lower["unit"]))
    for name, row in rows.items():
        yield (
            _(terms.words_of(str(name), terms.READINGS)),
            words.quantity(f"{row['value']:g}", units.plain(row["unit"])),
        )


def _visited(group: list[Moment], sender: Organisation, zone: ZoneInfo) -> Step:
    first, last = group[-1], group[0]
    if first.at > last.at:
        first, last = last, first
    title = _CONTACTS.get(first.title, first.title)
    if len(group) == 1:
        return Step(first.at, "contact", title, first.detail, sender)
    times = ", ".join(sorted(words.time(moment.at, zone) for moment in group))
    what = _("{what}, {number} times").format(what=_(title), number=len(group))
    return Step(last.at, "contact", what, _("At {times}").format(times=times), sender)


def _stayed(moment: Moment, row: Mapping[str, Any], sender: Organisation, zone: ZoneInfo) -> Step:
    emergency = _("Came as an emergency") if row.get("emergency") and row.get("class") == "inpatient" else ""
    unit = calm(row.get("unit") or "")
    if row.get("class") == "emergency":
        unit = ""  # the title says it
    parts = [isolated(unit), isolated(row.get("reason") or ""), emergency, *_waited(row), *_left(row, zone)]
    until = row.get("finish") or (GOES_ON if row.get("class") == "inpatient" else None)
    return Step(moment.at, "hospital", moment.title, ". ".join(part for part in parts if part), sender, until=until)


def _served(moment: Moment, told: Told) -> datetime | None:
    """Until when a service that began at a moment is given."""
    rows = told.facts.get("service", ()) if moment.kind == "service" else ()
    row = next((row for row in rows if (row["record"], row["start"]) == (moment.record, moment.at)), None)
    return (row["finish"] or GOES_ON) if row else None


def _waited(row: Mapping[str, Any]) -> Iterator[str]:
    if row.get("ready") is None or not row.get("delay"):
        return
    waits = terms.WAITING.get(row["delay"], terms.words_of(row["delay"]).lower())
    if row.get("finish") is None:
        yield _("Well enough to leave, waits for {what}").format(what=_(waits))
    elif row["finish"] > row["ready"]:
        yield _("Waited {time} for {what}").format(time=words.duration(row["finish"] - row["ready"]), what=_(waits))


def _left(row: Mapping[str, Any], zone: ZoneInfo) -> Iterator[str]:
    if row.get("class") != "inpatient":
        return
    if row.get("finish") is None:
        yield _("Still there")
        return
    nights = (_day(row["finish"], zone) - _day(row["start"], zone)).days
    day, where = words.short_day(row["finish"], zone), went(row.get("destination"))
    if row.get("destination") == "died":
        yield _("Died there on {day}").format(day=day)
        return
    left = _("Left {where} on {day}").format(where=_(where), day=day) if where else _("Left on {day}").format(day=day)
    stayed = plural("after {count} night", "after {count} nights", nights) if nights else _("the same day")
    yield f"{left} {stayed.format(count=nights)}"


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()
