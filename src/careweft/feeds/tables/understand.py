"""A CSV row as notes for the record. Pure: the same row, the same notes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final

from careweft.base.errors import BadInput
from careweft.feeds import extensions
from careweft.feeds.hl7.datatypes import NHS_NUMBER, local_system
from careweft.feeds.hl7.message import shape
from careweft.feeds.moment import instant
from careweft.feeds.notes import PatientNote, RecordNote, Understood, reference, resource_id
from careweft.feeds.report import Report
from careweft.feeds.tables.mapping import CODES, FIELDS, NEEDED, File
from careweft.feeds.tables.rows import cells

Values = dict[str, Any]

CATEGORY: Final = "https://careweft.org/fhir/CodeSystem/request-category"
SERVICE: Final = "https://careweft.org/fhir/CodeSystem/service"
_ACT: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_PACKAGE_STATUS: Final = {
    "planned": "draft",
    "active": "active",
    "on-hold": "on-hold",
    "ended": "completed",
    "cancelled": "revoked",
}
_VISIT_STATUS: Final = {"planned": "planned", "active": "in-progress", "done": "finished"}
_TRUE: Final = frozenset({"true", "yes", "y", "1", "urgent"})
_FALSE: Final = frozenset({"false", "no", "n", "0", "routine"})


class RowReader:
    """Reads the rows of one source. `organisations` gives the id of an Organization by its code."""

    def __init__(self, source: str, zone: tzinfo, organisations: Mapping[str, str]) -> None:
        self._source, self._zone, self._organisations = source, zone, organisations

    def understand(self, raw: bytes, file: File, stamp: str) -> Understood:
        """All that a row says. Raises BadInput where a needed field is empty or a value is not what it must be."""
        row = cells(raw, file)
        report = Report(file.kind)
        report.understood[file.kind] += 1
        taken = {*file.columns.values(), *file.id}
        if left := {column for column, cell in row.items() if cell and column not in taken}:
            report.partly[file.kind] = left
        values = {name: self._read(file, name, row[column]) for name, column in file.columns.items()}
        for name in NEEDED[file.kind]:
            if values[name] is None:
                raise BadInput("it is empty", where=file.columns[name], expected=f"the {name} of a {file.kind}")
        found = Understood(report)
        _KINDS[file.kind](self, found, values, stamp)
        return found

    def _read(self, file: File, name: str, cell: str) -> Any:
        meanings = file.values.get(name)
        if meanings is not None and cell:
            if cell not in meanings and FIELDS[file.kind][name] == "code":
                raise BadInput(f"found {shape(cell)}", where=file.columns[name], expected=" or ".join(meanings))
            cell = meanings.get(cell, cell)
        if not cell:
            return None
        try:
            return _typed(FIELDS[file.kind][name], cell, file.formats.get(name), self._zone)
        except (ValueError, OverflowError, InvalidOperation) as wrong:
            expected = _EXPECTED[FIELDS[file.kind][name]] + (
                f" as {file.formats[name]}" if name in file.formats else ""
            )
            raise BadInput(f"found {shape(cell)}", where=file.columns[name], expected=expected) from wrong

    def _patient(self, found: Understood, values: Values, stamp: str) -> None:
        fields: Values = {}
        if "family" in values or "given" in values:
            name = {"family": values.get("family"), "given": (values.get("given") or "").split() or None}
            fields["name"] = [{"use": "official", **_filled(name)}] if _filled(name) else None
        if "birth_date" in values:
            fields["birthDate"] = values["birth_date"] and values["birth_date"].isoformat()
        if "sex" in values:
            fields["gender"] = values["sex"] and _code("sex", values["sex"])
        if "nhs_number" in values:
            number = (values["nhs_number"] or "").replace(" ", "").replace("-", "")
            fields[f"identifier|{NHS_NUMBER}"] = [{"system": NHS_NUMBER, "value": number}] if number else None
        if "line" in values or "postcode" in values:
            line = values.get("line")
            address = _filled({"line": [line] if line else None, "postalCode": values.get("postcode")})
            fields["address"] = [{"use": "home", **address}] if address else None
        if "phone" in values:
            fields["telecom"] = [{"system": "phone", "value": values["phone"]}] if values["phone"] else None
        if "practice" in values:
            fields["practice"] = {"code": values["practice"]} if values["practice"] else None
        if "died" in values:
            fields["deceased"] = {"deceasedDateTime": values["died"][0]} if values["died"] else None
        found.patients.append(PatientNote(values["local_id"], stamp, fields))

    def _package(self, found: Understood, values: Values, stamp: str) -> None:
        hours, cost = values.get("hours_per_week"), values.get("weekly_cost")
        resource = self._request(values, values["package_id"], "care-package")
        resource |= {
            "status": self._package_status(values),
            "code": {"coding": [{"system": SERVICE, "code": values["service"]}]},
            "occurrencePeriod": _period(values.get("start"), values.get("end")),
            "performer": self._organisation(values.get("provider")),
            "quantityQuantity": _quantity(hours) if hours is not None else None,
        }
        if cost is not None:
            money = {"value": _number(cost), "currency": "GBP"}
            resource["extension"] = [{"url": extensions.WEEKLY_COST, "valueMoney": money}]
        self._put(found, values, resource, stamp)

    def _package_status(self, values: Values) -> str:
        if status := values.get("status"):
            return _PACKAGE_STATUS.get(_code("status", status), "unknown")
        return "completed" if values.get("end") else "active"

    def _visit(self, found: Understood, values: Values, stamp: str) -> None:
        start, minutes = values.get("start"), values.get("minutes")
        status = _code("status", values.get("status") or ("done" if start else "planned"))
        began = start or values["planned"]
        end = _after(began[1], minutes) if minutes is not None and status == "done" else None
        resource = {
            "resourceType": "Encounter",
            "id": resource_id(self._source, "Encounter", values["visit_id"]),
            "identifier": [{"system": local_system(self._source, "visit"), "value": values["visit_id"]}],
            "status": _VISIT_STATUS.get(status, "cancelled"),
            "class": {"system": _ACT, "code": "HH", "display": "home health"},
            "type": [{"coding": [{"system": SERVICE, "code": "home-care-visit"}]}],
            "subject": self._subject(values),
            "period": _filled({"start": began[0], "end": end}),
            "serviceProvider": reference("Organization", self._source),
        }
        if status in ("missed", "cancelled"):
            resource["extension"] = [{"url": extensions.STATUS_SENT, "valueString": status}]
        self._put(found, values, resource, stamp)

    def _referral(self, found: Understood, values: Values, stamp: str) -> None:
        resource = self._request(values, values["referral_id"], "referral")
        resource |= {
            "status": "active",
            "priority": "urgent" if values.get("urgent") else "routine",
            "authoredOn": values["at"][0],
            "requester": next(iter(self._organisation(values.get("from")) or ()), None),
            "performer": [reference("Organization", self._source)],
            "reasonCode": [{"text": values["reason"]}] if values.get("reason") else None,
        }
        self._put(found, values, resource, stamp)

    def _resident(self, found: Understood, values: Values, stamp: str) -> None:
        self._patient(found, values, stamp)
        resource = self._request(values, f"{values['local_id']}|{values['start'][0]}", "care-package")
        home = self._organisation(values.get("home")) or [reference("Organization", self._source)]
        resource |= {
            "status": "completed" if values.get("end") else "active",
            "code": {"coding": [{"system": SERVICE, "code": "care-home"}]},
            "occurrencePeriod": _period(values["start"], values.get("end")),
            "performer": home,
        }
        self._put(found, values, resource, stamp)

    def _request(self, values: Values, number: str, category: str) -> Values:
        return {
            "resourceType": "ServiceRequest",
            "id": resource_id(self._source, "ServiceRequest", number),
            "identifier": [{"system": local_system(self._source, category), "value": number}],
            "intent": "order",
            "category": [{"coding": [{"system": CATEGORY, "code": category}]}],
            "subject": self._subject(values),
        }

    def _subject(self, values: Values) -> dict[str, str]:
        return reference("Patient", resource_id(self._source, "Patient", values["local_id"]))

    def _organisation(self, code: str | None) -> list[Values] | None:
        if not code:
            return None
        known = self._organisations.get(code)
        return [reference("Organization", known) if known else {"identifier": {"value": code}, "display": code}]

    def _put(self, found: Understood, values: Values, resource: Values, stamp: str) -> None:
        found.records.append(RecordNote(values["local_id"], _filled(resource), stamp))


_KINDS: Final[dict[str, Callable[[RowReader, Understood, Values, str], None]]] = {
    "patient": RowReader._patient,
    "package": RowReader._package,
    "visit": RowReader._visit,
    "referral": RowReader._referral,
    "resident": RowReader._resident,
}
_EXPECTED: Final = {
    "date": "a date",
    "instant": "a date or a time",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "yes or no",
}


def _typed(kind: str, cell: str, pattern: str | None, zone: tzinfo) -> Any:
    if kind == "date":
        return _day(cell, pattern)
    if kind == "instant":
        return _time(cell, pattern, zone)
    if kind == "number":
        return Decimal(cell.replace("£", "").replace(",", "").strip())
    if kind == "integer":
        return int(cell)
    if kind == "boolean":
        return _yes(cell.lower())
    return cell


def _yes(cell: str) -> bool:
    if cell not in _TRUE and cell not in _FALSE:
        raise ValueError
    return cell in _TRUE


@lru_cache(maxsize=65536)
def _day(cell: str, pattern: str | None) -> date:
    return datetime.strptime(cell, pattern).date() if pattern else date.fromisoformat(cell[:10])  # noqa: DTZ007


@lru_cache(maxsize=65536)
def _time(cell: str, pattern: str | None, zone: tzinfo) -> tuple[str, datetime]:
    """FHIR text (a date where no time of day was given) and the instant; a time without offset is the place's."""
    at = datetime.strptime(cell, pattern) if pattern else datetime.fromisoformat(cell)  # noqa: DTZ007
    aware = (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    to_day = "%H" not in pattern and "%I" not in pattern if pattern else len(cell) <= 10
    return (at.date().isoformat() if to_day else instant(aware)), aware


def _after(at: datetime, minutes: int) -> str:
    return instant(at + timedelta(minutes=minutes))


def _period(start: tuple[str, datetime] | None, end: tuple[str, datetime] | None) -> Values | None:
    return _filled({"start": start and start[0], "end": end and end[0]}) or None


def _quantity(hours: Decimal) -> Values:
    return {"value": _number(hours), "unit": "h/wk", "system": "http://unitsofmeasure.org", "code": "h/wk"}


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _code(name: str, value: str) -> str:
    if value not in CODES[name]:
        raise BadInput(f"found {shape(value)}", where=name, expected=" or ".join(sorted(CODES[name])))
    return value


def _filled(values: Values) -> Values:
    return {name: value for name, value in values.items() if value not in (None, [], {})}
