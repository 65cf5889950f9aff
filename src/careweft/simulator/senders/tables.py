"""The CSV senders: their own columns, date formats and words, and the declarations that say what these mean.

A declaration (`sources/<source>.toml`) is made from the same `Sheet` that writes the file, so that the two agree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

_HEADER: Final = """\
# What the CSV files of the source "{source}" mean. One [[file]] for each kind of file:
#   match      file names, as a pattern
#   delimiter, encoding
#   kind       patient, package, visit, referral or resident
#   id         columns of the file that make a row's unique key; a later row with the same key takes its place
#   [file.columns]  field -> column of the file
#   [file.formats]  field -> date format (strptime), local time of the place
#   [file.values]   field -> (what the file says -> what it means)
# Fields. patient: local_id, family, given, birth_date, sex, nhs_number, line, postcode, practice, phone, died.
# package: local_id, package_id, service (home-care, care-home, day-care), provider, start, end, hours_per_week,
# weekly_cost (pounds), status. visit: local_id, visit_id, planned, start, minutes, status (done, missed, cancelled).
# referral: local_id, referral_id, at, reason, urgent, from. resident: local_id, start, end, home, and a patient's.
"""


@dataclass(frozen=True)
class Sheet:
    """One kind of file of one source. `columns` maps each field to the file's column, in the file's order; columns of
    the file that mean nothing here are `extra`. `values` maps a field's meaning to what this source writes for it."""

    name: str
    kind: str
    id: tuple[str, ...]
    columns: Mapping[str, str]
    formats: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    extra: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """One CSV sender: how its files are made, and its sheets."""

    id: str
    delimiter: str
    encoding: str
    sheets: tuple[Sheet, ...]

    def sheet(self, name: str) -> Sheet:
        """A sheet by its name."""
        return next(sheet for sheet in self.sheets if sheet.name == name)

    def declaration(self) -> str:
        """The TOML text that says what the files mean."""
        parts = [_HEADER.format(source=self.id), f"source = {_quoted(self.id)}\n"]
        for sheet in self.sheets:
            parts.append(_declared(self, sheet))
        return "\n".join(parts)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + '"'


def _key(text: str) -> str:
    return text if text.replace("_", "").isalnum() and text.isascii() else _quoted(text)


def _pairs(title: str, pairs: Mapping[str, str]) -> list[str]:
    return ["", f"[{title}]", *(f"{_key(name)} = {_quoted(value)}" for name, value in pairs.items())] if pairs else []


def _declared(source: Source, sheet: Sheet) -> str:
    lines = [
        "[[file]]",
        f"match = {_quoted(sheet.name + '-*.csv')}",
        f"delimiter = {_quoted(source.delimiter)}",
        f"encoding = {_quoted(source.encoding)}",
        f"kind = {_quoted(sheet.kind)}",
        f"id = [{', '.join(_quoted(sheet.columns[name]) for name in sheet.id)}]",
        *_pairs("file.columns", sheet.columns),
        *_pairs("file.formats", sheet.formats),
    ]
    for name, meanings in sheet.values.items():
        lines += _pairs(f"file.values.{name}", {written: meaning for meaning, written in meanings.items()})
    return "\n".join(lines) + "\n"


def sources(practices: Sequence[str], agencies: Sequence[str], homes: Sequence[str]) -> dict[str, Source]:
    """The CSV senders of a region whose practices, agencies and care homes have these names."""
    surgeries = {f"gp-{number + 1:02d}": name for number, name in enumerate(practices)}
    return {
        source.id: source
        for source in (
            _council(surgeries, agencies, homes),
            _agency_a(surgeries),
            _agency_b(surgeries),
            _homes(surgeries),
        )
    }


def _council(surgeries: Mapping[str, str], agencies: Sequence[str], homes: Sequence[str]) -> Source:
    day = "%d/%m/%Y"
    clients = Sheet(
        "clients",
        "patient",
        ("local_id",),
        {
            "local_id": "ClientRef",
            "family": "Surname",
            "given": "Forename",
            "birth_date": "DoB",
            "sex": "Gender",
            "nhs_number": "NHS No",
            "line": "Addr1",
            "postcode": "Postcode",
            "phone": "Tel",
            "practice": "GP Practice",
            "died": "DoD",
        },
        {"birth_date": day, "died": day},
        {"sex": {"male": "Male", "female": "Female"}, "practice": surgeries},
    )
    providers = {f"homecare-{'ab'[number]}": name for number, name in enumerate(agencies)}
    packages = Sheet(
        "packages",
        "package",
        ("package_id",),
        {
            "package_id": "PackageRef",
            "local_id": "ClientRef",
            "service": "Service",
            "provider": "Provider",
            "start": "StartDate",
            "end": "EndDate",
            "hours_per_week": "HrsPerWeek",
            "weekly_cost": "WeeklyCost",
            "status": "Status",
        },
        {"start": day, "end": day},
        {
            "service": {
                "home-care": "Domiciliary Care",
                "care-home": "Residential Care",
                "day-care": "Day Opportunities",
            },
            "provider": providers | {"care-homes": "Tidewater Care Homes"},
            "status": {"planned": "Authorised", "active": "Active", "ended": "Ended"},
        },
        extra=("Home",) if homes else (),
    )
    referrals = Sheet(
        "referrals",
        "referral",
        ("referral_id",),
        {
            "referral_id": "RefNo",
            "local_id": "ClientRef",
            "at": "Received",
            "from": "ReferredBy",
            "reason": "Reason",
            "urgent": "Priority",
        },
        {"at": "%d/%m/%Y %H:%M"},
        {"urgent": {"true": "High", "false": "Normal"}, "from": {"acute": "Hospital", "family": "Self or family"}},
    )
    return Source("council", ";", "cp1252", (clients, packages, referrals))


def _agency_a(surgeries: Mapping[str, str]) -> Source:
    day, moment = "%d-%b-%Y", "%d-%b-%Y %H:%M"
    clients = Sheet(
        "clients",
        "patient",
        ("local_id",),
        {
            "local_id": "Service User ID",
            "given": "First Name",
            "family": "Last Name",
            "birth_date": "Date of Birth",
            "sex": "Sex",
            "nhs_number": "NHS Number",
            "line": "Address",
            "postcode": "Post Code",
            "phone": "Telephone",
            "practice": "Surgery",
        },
        {"birth_date": day},
        {"sex": {"male": "M", "female": "F"}, "practice": surgeries},
    )
    visits = Sheet(
        "visits",
        "visit",
        ("visit_id",),
        {
            "visit_id": "Visit Ref",
            "local_id": "Service User ID",
            "planned": "Planned",
            "start": "Arrived",
            "minutes": "Minutes",
            "status": "Outcome",
        },
        {"planned": moment, "start": moment},
        {"status": {"done": "Completed", "missed": "No reply", "cancelled": "Cancelled"}},
        extra=("Carer",),
    )
    return Source("homecare-a", ",", "utf-8", (clients, visits))


def _agency_b(surgeries: Mapping[str, str]) -> Source:
    clients = Sheet(
        "clients",
        "patient",
        ("local_id",),
        {
            "local_id": "cust_no",
            "family": "lname",
            "given": "fname",
            "birth_date": "born",
            "sex": "gender",
            "nhs_number": "nhs",
            "line": "addr",
            "postcode": "pcode",
            "phone": "phone",
            "practice": "gp",
        },
        {"birth_date": "%Y%m%d"},
        {"sex": {"male": "1", "female": "2"}, "practice": surgeries},
    )
    visits = Sheet(
        "calls",
        "visit",
        ("visit_id",),
        {
            "visit_id": "call_id",
            "local_id": "cust_no",
            "planned": "due",
            "start": "actual",
            "minutes": "dur",
            "status": "state",
        },
        {"planned": "%Y%m%d %H%M", "start": "%Y%m%d %H%M"},
        {"status": {"done": "C", "missed": "M", "cancelled": "X"}},
        extra=("worker",),
    )
    return Source("homecare-b", "\t", "utf-8-sig", (clients, visits))


def _homes(surgeries: Mapping[str, str]) -> Source:
    day = "%d.%m.%Y"
    residents = Sheet(
        "residents",
        "resident",
        ("local_id",),
        {
            "local_id": "ResidentNo",
            "home": "Home",
            "family": "Surname",
            "given": "Forenames",
            "birth_date": "DOB",
            "sex": "M/F",
            "nhs_number": "NHS",
            "line": "Address",
            "postcode": "Postcode",
            "practice": "GP",
            "start": "Admitted",
            "end": "Left",
            "died": "Died",
        },
        {"birth_date": day, "start": day, "end": day, "died": day},
        {"sex": {"male": "M", "female": "F"}, "practice": surgeries},
    )
    return Source("care-homes", ",", "utf-8", (residents,))
