"""Messages as organisations send them, written out for scenarios: HL7 v2 from the hospital, FHIR from practices, CSV
from the council. A scenario says 'admit edith'; what arrives is the real message."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"


@dataclass(frozen=True)
class Person:
    """A person of a scenario, as every organisation knows them."""

    id: str
    family: str
    given: str
    born: date
    sex: str
    nhs: str
    practice: str
    postcode: str
    physician: tuple[str, str] | None = None
    """The code and the name."""


@dataclass(frozen=True)
class Stay:
    """A hospital visit: number, ward, and whether it began as an emergency."""

    visit: str
    ward: str = "WARD 3"
    emergency: bool = True
    reason: str = "Fall"


def adt(trigger: str, person: Person, stay: Stay, at: datetime, times: Mapping[str, datetime], control: str) -> bytes:
    """One ADT message of the hospital. `times` may give when the stay began ('admitted') and ended ('discharged')."""
    kind = "E" if stay.emergency else "R"
    fields = ["PV1", "1", "I", f"{stay.ward}^^^ACUTE", kind, *[""] * 14, stay.visit, *[""] * 16]
    fields += [
        "01" if "discharged" in times else "",
        *[""] * 7,
        _stamp(times.get("admitted")),
        _stamp(times.get("discharged")),
    ]
    segments = [
        f"MSH|^~\\&|PAS|ACUTE|CAREWEFT|PLACE|{_stamp(at)}||ADT^{trigger}|{control}|P|2.4",
        f"EVN|{trigger}|{_stamp(at)}",
        f"PID|1||{person.id.upper()}^^^ACUTE^MR~{person.nhs}^^^NHS^NH||{person.family}^{person.given}||"
        f"{person.born:%Y%m%d}|{person.sex[0].upper()}|||^^^^{person.postcode}",
        "|".join(fields),
        f"PV2|||^{stay.reason}",
    ]
    return "\r".join(segments).encode() + b"\r"


def mdm(
    trigger: str, person: Person, visit: str, letter: tuple[str, str], says: str, at: datetime, control: str
) -> bytes:
    """The hospital's discharge letter of a visit: its number and, where it takes another's place, that one's."""
    number, replaces = letter
    segments = [
        f"MSH|^~\\&|EPR|ACUTE|CAREWEFT|PLACE|{_stamp(at)}||MDM^{trigger}|{control}|P|2.5.1",
        f"EVN|{trigger}|{_stamp(at)}",
        f"PID|1||{person.id.upper()}^^^ACUTE^MR~{person.nhs}^^^NHS^NH||{person.family}^{person.given}||"
        f"{person.born:%Y%m%d}|{person.sex[0].upper()}|||^^^^{person.postcode}",
        "|".join(["PV1", "1", "I", *[""] * 16, visit]),
        f"TXA|1|DS|TX|||{_stamp(at)}||||||{number}|{replaces}||||AU||AV",
        *([f"OBX|1|TX|18842-5^Discharge summary^LN||{says}||||||F"] if trigger != "T11" else []),
    ]
    return "\r".join(segments).encode() + b"\r"


def _stamp(at: datetime | None) -> str:
    return f"{at:%Y%m%d%H%M%S%z}" if at else ""


def _physician(person: Person) -> list[dict[str, str]]:
    if person.physician is None:
        return []
    code, name = person.physician
    return [{"reference": f"Practitioner/{code}", "display": name}]


def patient(person: Person, active: bool = True) -> dict[str, Any]:
    """The practice's Patient for a person who is registered there."""
    return {
        "resourceType": "Patient",
        "id": f"{person.practice}-{person.id}",
        **({"identifier": [{"system": NHS_NUMBER, "value": person.nhs}]} if person.nhs else {}),
        "active": active,
        "name": [{"use": "official", "family": person.family, "given": [person.given]}],
        "gender": person.sex,
        "birthDate": person.born.isoformat(),
        **({"address": [{"use": "home", "postalCode": person.postcode}]} if person.postcode else {}),
        "generalPractitioner": [{"reference": f"Organization/{person.practice}"}, *_physician(person)],
        "managingOrganization": {"reference": f"Organization/{person.practice}"},
    }


def referral(person: Person, at: datetime, reason: str, urgent: bool, number: str) -> dict[str, Any]:
    """The practice's ServiceRequest to the single point of entry."""
    return {
        "resourceType": "ServiceRequest",
        "id": number,
        "status": "active",
        "intent": "order",
        "category": [{"coding": [{"system": "http://snomed.info/sct", "code": "3457005", "display": "Referral"}]}],
        "priority": "urgent" if urgent else "routine",
        "subject": {"reference": f"Patient/{person.practice}-{person.id}"},
        "authoredOn": at.isoformat(),
        "requester": {"reference": f"Organization/{person.practice}"},
        "reasonCode": [{"text": reason}],
    }


def bundle(identifier: str, resources: list[dict[str, Any]]) -> bytes:
    """A transaction bundle that creates or updates these resources."""
    entries = [
        {"fullUrl": f"https://example.org/{r['resourceType']}/{r['id']}", "resource": r,
         "request": {"method": "PUT", "url": f"{r['resourceType']}/{r['id']}"}}
        for r in resources
    ]  # fmt: skip
    return orjson.dumps(
        {
            "resourceType": "Bundle",
            "identifier": {"system": "https://example.org/messages", "value": identifier},
            "type": "transaction",
            "entry": entries,
        }
    )


MAPPING = """
[[file]]
match = "clients-*.csv"
delimiter = ";"
encoding = "utf-8"
kind = "patient"
id = ["ClientRef"]
[file.columns]
local_id = "ClientRef"
family = "Surname"
given = "Forename"
birth_date = "DoB"
sex = "Gender"
nhs_number = "NHS No"
postcode = "Postcode"
[file.formats]
birth_date = "%d/%m/%Y"
[file.values.sex]
F = "female"
M = "male"

[[file]]
match = "packages-*.csv"
delimiter = ";"
encoding = "utf-8"
kind = "package"
id = ["PackageRef"]
[file.columns]
local_id = "ClientRef"
package_id = "PackageRef"
service = "Service"
provider = "Provider"
start = "Start"
end = "End"
hours_per_week = "Hours"
weekly_cost = "WeeklyCost"
status = "Status"
[file.formats]
start = "%d/%m/%Y"
end = "%d/%m/%Y"
"""
"""How the scenario's council writes its CSV."""


def clients_csv(person: Person) -> bytes:
    """The council's clients file with one client."""
    sex = person.sex[0].upper()
    return (
        "ClientRef;Surname;Forename;DoB;Gender;NHS No;Postcode\r\n"
        f"{person.id};{person.family};{person.given};{person.born:%d/%m/%Y};{sex};{person.nhs};{person.postcode}\r\n"
    ).encode()


@dataclass(frozen=True)
class Package:
    """A package of care that the council buys; `end` None while it goes on."""

    number: str
    service: str
    provider: str
    start: date
    end: date | None
    hours: int
    weekly: str


def packages_csv(person: Person, package: Package) -> bytes:
    """The council's packages file with one package."""
    end = f"{package.end:%d/%m/%Y}" if package.end else ""
    return (
        "ClientRef;PackageRef;Service;Provider;Start;End;Hours;WeeklyCost;Status\r\n"
        f"{person.id};{package.number};{package.service};{package.provider};{package.start:%d/%m/%Y};{end};"
        f"{package.hours};{package.weekly};{'ended' if package.end else 'active'}\r\n"
    ).encode()


def local(at: datetime, zone: ZoneInfo) -> datetime:
    """An instant as the organisation's own clock shows it."""
    return at.astimezone(zone)
