"""A person's timeline: what every organisation knows to have happened, newest first, in plain words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Facts = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Moment:
    """One thing that happened: when, what kind, in words, told by which organisation, from which record."""

    at: datetime
    kind: str
    title: str
    detail: str
    organisation: str
    record: str
    until: datetime | None = None


def timeline(facts: Facts) -> list[Moment]:
    """Everything that happened to a person, newest first. Of an assessment with several scores, the whole one."""
    facts = {**facts, "assessment": _wholes(facts.get("assessment", ()))}
    found = [moment for table, tell in _TELL.items() for row in facts.get(table, ()) for moment in tell(row)]
    return sorted(found, key=lambda moment: moment.at, reverse=True)


def _wholes(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Assessments without the parts (`<whole>-…`) of others that were made in the same instant."""
    named = {(row["at"], row["instrument"]) for row in rows}
    return [row for row in rows if not any((row["at"], whole) in named for whole in _prefixes(row["instrument"] or ""))]


def _prefixes(name: str) -> list[str]:
    parts = name.split("-")
    return ["-".join(parts[:count]) for count in range(1, len(parts))]


_STAY = {"inpatient": "Stay in hospital", "emergency": "Emergency department", "outpatient": "Outpatient clinic"}


def _encounter(row: Mapping[str, Any]) -> Iterator[Moment]:
    if row["start"] is None or row["status"] in ("planned", "cancelled"):
        return
    title = _STAY.get(row["class"])
    if title is None:
        return
    emergency = "emergency" if row["emergency"] and row["class"] == "inpatient" else None
    detail = _joined(row["unit"], emergency, row["reason"])
    yield Moment(row["start"], "hospital", title, detail, row["organisation"] or "", row["record"], row["finish"])


def _contact(row: Mapping[str, Any]) -> Iterator[Moment]:
    minutes = f"{row['minutes']} minutes" if row["minutes"] else None
    title = str(row["kind"] or "contact").replace("-", " ").capitalize()
    title = "GP appointment" if title == "Gp" else title
    yield Moment(row["at"], "contact", title, _joined(minutes), row["organisation"] or "", row["record"])


def _condition(row: Mapping[str, Any]) -> Iterator[Moment]:
    if row["start"] is not None:
        name = str(row["name"] or row["code"] or "Condition").replace("-", " ").capitalize()
        yield Moment(row["start"], "condition", name, "recorded", "", row["record"], row["finish"])


def _medication(row: Mapping[str, Any]) -> Iterator[Moment]:
    name = str(row["name"] or row["code"] or "Medicine")
    if row["start"] is not None:
        yield Moment(row["start"], "medicine", f"{name} started", "", "", row["record"])
    if row["finish"] is not None:
        yield Moment(row["finish"], "medicine", f"{name} stopped", "", "", row["record"])


def _service(row: Mapping[str, Any]) -> Iterator[Moment]:
    if row["start"] is None:
        return
    hours = f"{row['weekly_minutes'] / 60:g} hours a week" if row["weekly_minutes"] else None
    name = str(row["kind"]).replace("-", " ").capitalize()
    yield Moment(row["start"], "service", f"{name} began", _joined(hours), row["organisation"] or "", row["record"])
    if row["finish"] is not None:
        yield Moment(row["finish"], "service", f"{name} ended", "", row["organisation"] or "", row["record"])


def _referral(row: Mapping[str, Any]) -> Iterator[Moment]:
    urgent = "urgent" if row["urgent"] else None
    yield Moment(
        row["at"], "referral", "Referred", _joined(urgent, row["reason"]), row["organisation"] or "", row["record"]
    )


def _assessment(row: Mapping[str, Any]) -> Iterator[Moment]:
    score = f"score {row['score']:g}" if row["score"] is not None else None
    yield Moment(row["at"], "assessment", str(row["instrument"]).upper(), _joined(score), "", row["record"])


def _case(row: Mapping[str, Any]) -> Iterator[Moment]:
    if row["start"] is not None:
        yield Moment(row["start"], "case", "Case opened", _joined(row["team"]), "", row["record"])
    if row["finish"] is not None:
        yield Moment(row["finish"], "case", "Case closed", "", "", row["record"])


def _reading(row: Mapping[str, Any]) -> Iterator[Moment]:
    if row["value"] is not None:
        name = str(row["name"] or row["code"]).replace("-", " ").capitalize()
        yield Moment(row["at"], "reading", name, _joined(f"{row['value']:g}", row["unit"]), "", row["record"])


def _letter(row: Mapping[str, Any]) -> Iterator[Moment]:
    if row["at"] is not None:
        yield Moment(row["at"], "letter", row["title"] or "A letter", "", "", row["record"])


_TELL = {
    "encounter": _encounter,
    "contact": _contact,
    "condition": _condition,
    "medication": _medication,
    "service": _service,
    "referral": _referral,
    "assessment": _assessment,
    "case": _case,
    "reading": _reading,
    "letter": _letter,
}


def _joined(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)
