"""The admission report: what those who help the person at home tell the ward, by itself, when the stay begins.

A FHIR Composition of the stay: which services, what the person can do, which medicines, whom to call, each as
references into the record. Whoever reads it sees of those what they may see, as with everything else. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from careweft.care.reactions import Facts, open_case
from careweft.care.resources import Resource, id_of
from careweft.care.transitions.plan import DischargePlan

Part = Literal["services", "function", "medicines", "contacts"]
_SYSTEM: Final = "https://careweft.org/fhir/CodeSystem/admission-report"
_TITLES: Final[dict[Part, str]] = {
    "services": "Services at home",
    "function": "What the person can do",
    "medicines": "Medicines",
    "contacts": "Whom to call",
}
_NOTHING: Final = {"system": "http://terminology.hl7.org/CodeSystem/list-empty-reason", "code": "nilknown"}


@dataclass(frozen=True)
class Report:
    """A report as it stands: when it was made, and the records that each part names."""

    record: str
    at: datetime
    withdrawn: bool
    parts: Mapping[Part, tuple[str, ...]]


@dataclass(frozen=True)
class Seen:
    """What a reader finds in a report: rows of facts that they may see, and the relatives to call."""

    services: Sequence[Mapping[str, Any]]
    function: Sequence[Mapping[str, Any]]
    medicines: Sequence[str]
    contacts: Sequence[Resource]


def report_id(stay: str) -> str:
    """The id of the report of a stay: one stay has one, with its versions."""
    return id_of(f"{stay}/admission-report")


def compose(
    plan: DischargePlan, facts: Facts, instruments: Sequence[str], relatives: Iterable[str], now: datetime
) -> Resource:
    """The report by what holds when the stay begins; `instruments` tell what the person can do, the latest of each."""
    at = plan.start
    case = open_case(facts, at)
    leads = [f"Practitioner/{case['coordinator']}"] if case and case["coordinator"] else []
    named: dict[Part, list[str]] = {
        "services": [row["record"] for row in _holding(facts, "service", at) if row["status"] in ("active", "on-hold")],
        "function": [row["record"] for name in instruments if (row := _latest(facts, name, at))],
        "medicines": [row["record"] for row in _holding(facts, "medication", at)],
        "contacts": [*sorted(relatives), *leads],
    }
    return {
        "resourceType": "Composition",
        "id": report_id(plan.stay),
        "status": "final",
        "type": {"coding": [{"system": _SYSTEM, "code": "admission-report"}], "text": "Admission report"},
        "subject": {"reference": plan.subject},
        "encounter": {"reference": plan.stay},
        "date": now.isoformat(),
        "author": [{"reference": f"Organization/{plan.team}"}],
        "title": "Admission report",
        "section": [_section(part, dict.fromkeys(records)) for part, records in named.items()],
    }


def taken_back(body: Resource) -> Resource:
    """The report of a stay that was none."""
    return {**body, "status": "entered-in-error"}


def read(body: Mapping[str, Any]) -> Report:
    """The report of a Composition that `compose` made."""
    return Report(
        f"Composition/{body['id']}",
        datetime.fromisoformat(body["date"]),
        body["status"] == "entered-in-error",
        {
            section["code"]["coding"][0]["code"]: tuple(each["reference"] for each in section.get("entry", ()))
            for section in body["section"]
        },
    )


def seen(report: Report, facts: Facts, relatives: Iterable[Resource]) -> Seen:
    """What a report says to who knows these facts and may see these relatives."""
    rows = {
        part: [row for row in facts.get(table, ()) if row["record"] in report.parts[part]] for part, table in _FACTS
    }
    medicines = sorted({str(row["name"] or row["code"]) for row in rows["medicines"]})
    kin = [body for body in relatives if f"RelatedPerson/{body['id']}" in report.parts["contacts"]]
    return Seen(rows["services"], rows["function"], medicines, kin)


_FACTS: Final[tuple[tuple[Part, str], ...]] = (
    ("services", "service"),
    ("function", "assessment"),
    ("medicines", "medication"),
)


def _section(part: Part, records: Iterable[str]) -> Resource:
    entries = [{"reference": record} for record in records]
    return {
        "title": _TITLES[part],
        "code": {"coding": [{"system": _SYSTEM, "code": part}]},
        **({"entry": entries} if entries else {"emptyReason": {"coding": [_NOTHING]}}),
    }


def _holding(facts: Facts, table: str, at: datetime) -> list[Mapping[str, Any]]:
    return [
        row
        for row in facts.get(table, ())
        if row["start"] is not None and row["start"] <= at and (row["finish"] is None or at < row["finish"])
    ]


def _latest(facts: Facts, instrument: str, at: datetime) -> Mapping[str, Any] | None:
    found = [row for row in facts.get("assessment", ()) if row["instrument"] == instrument and row["at"] <= at]
    return max(found, key=lambda row: row["at"], default=None)
