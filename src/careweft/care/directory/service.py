"""A service of the directory as FHIR. Pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from careweft.base.errors import BadInput
from careweft.care.resources import EXTENSION, Resource, extension, last_part
from careweft.fhir.jsontext import Exact
from careweft.rules.errors import RuleError
from careweft.rules.rule import parse

NEEDS: Final[Mapping[str, str]] = {
    "equipment": "Things that help at home",
    "housing": "A home that is safe and warm",
    "food": "Enough food",
    "money": "Money and debts",
    "energy": "Heating and power",
    "work": "Work",
    "education": "School and learning",
    "law": "Law and rights",
    "transport": "Getting about",
    "company": "Company",
    "safety": "Safety at home",
    "carers": "Help for carers",
    "home-care": "Help at home",
    "day-care": "A day centre",
    "respite": "A break from caring",
    "exercise": "Moving and falls",
    "mental-health": "Feeling low or worried",
    "online": "Using the internet",
}
"""What a service can help with, in the words of pages. `HealthcareService.type` has the codes."""
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SYSTEM: Final = "https://careweft.org/fhir/CodeSystem/need"
REFER_BY: Final[Mapping[str, str]] = {
    "elec": "Through this site",
    "phone": "By phone",
    "mail": "By e-mail or letter",
    "fax": "By fax",
    "self": "Just come, or call yourself",
}


@dataclass(frozen=True)
class Hours:
    """When it is open on a weekday: from and until local times such as 09:00."""

    day: str
    start: str
    end: str

    @property
    def line(self) -> str:
        """As it is written: mon 09:00-17:00."""
        return f"{self.day} {self.start}-{self.end}"


@dataclass(frozen=True)
class Service:
    """A service. Prices are minor units of `currency` a `unit`; None is not known. `counted`: when `free` was said."""

    id: str
    name: str
    about: str = ""
    organisation: str = ""
    place: str = ""
    postcode: str = ""
    latitude: float | None = None
    longitude: float | None = None
    needs: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    for_whom: str = ""
    rule: str = ""
    hours: tuple[Hours, ...] = ()
    refer_by: tuple[str, ...] = ()
    how: str = ""
    phone: str = ""
    places: int | None = None
    free: int | None = None
    counted: datetime | None = None
    waiting_days: int | None = None
    price_person: int | None = None
    price_payer: int | None = None
    currency: str = "GBP"
    unit: str = ""
    active: bool = True
    version: int = field(default=0, compare=False)


def check(service: Service) -> None:
    """Raise BadInput for what cannot be, with the field that is wrong."""
    if not service.name.strip():
        raise BadInput("the service has no name", where="name", expected="what people call it")
    if not service.needs:
        raise BadInput("nothing says what it helps with", where="needs", expected=f"one of {', '.join(NEEDS)}")
    for need in service.needs:
        if need not in NEEDS:
            raise BadInput(f"{need!r} is not a need", where="needs", expected=f"one of {', '.join(NEEDS)}")
    for name in ("places", "free", "waiting_days", "price_person", "price_payer"):
        if (getattr(service, name) or 0) < 0:
            raise BadInput(f"{name.replace('_', ' ')} below nothing", where=name, expected="a number from 0")
    if service.places is not None and (service.free or 0) > service.places:
        raise BadInput("more places are free than there are", where="free", expected=f"at most {service.places}")
    _check_hours(service)
    if service.rule:
        try:
            parse(service.rule, type="boolean")
        except RuleError as wrong:
            raise BadInput(str(wrong), where="rule", expected="a rule such as age >= 65") from wrong


def _check_hours(service: Service) -> None:
    for hours in service.hours:
        if hours.day not in DAYS or not _is_time(hours.start) or not _is_time(hours.end) or hours.start >= hours.end:
            raise BadInput(
                f"{hours.day} {hours.start}-{hours.end} is no time",
                where="hours",
                expected="hours such as mon 09:00-17:00",
            )


def resources(service: Service) -> list[Resource]:
    """The HealthcareService and its Location."""
    extensions = _extensions(service)
    place: Resource = {
        "resourceType": "Location",
        "id": f"{service.id}-place",
        "status": "active",
        "name": service.place or service.name,
    }
    if service.place or service.postcode:
        place["address"] = {
            **({"text": service.place} if service.place else {}),
            **({"postalCode": service.postcode} if service.postcode else {}),
        }
    if service.latitude is not None and service.longitude is not None:
        place["position"] = {"longitude": service.longitude, "latitude": service.latitude}
    made: Resource = {
        "resourceType": "HealthcareService",
        "id": service.id,
        **({"extension": extensions} if extensions else {}),
        "active": service.active,
        **({"providedBy": {"reference": f"Organization/{service.organisation}"}} if service.organisation else {}),
        "type": [{"coding": [{"system": SYSTEM, "code": need, "display": NEEDS[need]}]} for need in service.needs],
        "location": [{"reference": f"Location/{place['id']}"}],
        "name": service.name,
        **({"comment": service.about} if service.about else {}),
        **({"extraDetails": service.how} if service.how else {}),
        **({"telecom": [{"system": "phone", "value": service.phone}]} if service.phone else {}),
        **({"eligibility": [{"comment": service.for_whom}]} if service.for_whom else {}),
    }
    if service.languages:
        made["communication"] = [
            {"coding": [{"system": "urn:ietf:bcp:47", "code": language}]} for language in service.languages
        ]
    if service.refer_by:
        made["referralMethod"] = [
            {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/service-referral-method", "code": code}]}
            for code in service.refer_by
        ]
    if service.hours:
        made["availableTime"] = [
            {"daysOfWeek": [each.day], "availableStartTime": f"{each.start}:00", "availableEndTime": f"{each.end}:00"}
            for each in service.hours
        ]
    return [place, made]


def _extensions(service: Service) -> list[dict[str, Any]]:
    extensions: list[dict[str, Any]] = []
    for name, number in (("places", service.places), ("free", service.free), ("waiting-days", service.waiting_days)):
        if number is not None:
            extensions.append({"url": f"{EXTENSION}/service-{name}", "valueInteger": number})
    if service.counted is not None:
        extensions.append({"url": f"{EXTENSION}/service-counted", "valueDateTime": service.counted.isoformat()})
    for name, minor in (("price-person", service.price_person), ("price-payer", service.price_payer)):
        if minor is not None:
            value = {"value": Exact(f"{minor // 100}.{minor % 100:02}"), "currency": service.currency}
            extensions.append({"url": f"{EXTENSION}/service-{name}", "valueMoney": value})
    if service.unit:
        extensions.append({"url": f"{EXTENSION}/service-price-unit", "valueString": service.unit})
    if service.rule:
        extensions.append({"url": f"{EXTENSION}/service-rule", "valueString": service.rule})
    return extensions


def read(body: Mapping[str, Any], place: Mapping[str, Any] | None, version: int) -> Service:
    """The service that a HealthcareService is, ours or another system's; `place` is its first Location."""
    numbers = {name: extension(body, f"service-{name}") for name in ("places", "free", "waiting-days")}
    whole = {name: max(0, int(found["valueInteger"])) if found else None for name, found in numbers.items()}
    prices = {name: extension(body, f"service-{name}") for name in ("price-person", "price-payer")}
    minor = {name: int(Decimal(str(p["valueMoney"]["value"])) * 100) if p else None for name, p in prices.items()}
    counted, rule, unit = (extension(body, f"service-{name}") for name in ("counted", "rule", "price-unit"))
    address, position = (place or {}).get("address", {}), (place or {}).get("position", {})
    currency = next((p["valueMoney"].get("currency", "GBP") for p in prices.values() if p), "GBP")
    return Service(
        body["id"],
        body.get("name", body["id"]),
        body.get("comment", ""),
        last_part(body.get("providedBy")),
        address.get("text", "") or ", ".join([*address.get("line", ()), *filter(None, [address.get("city")])]),
        address.get("postalCode", ""),
        position.get("latitude"),
        position.get("longitude"),
        tuple(dict.fromkeys(_codes(body, "type") + _codes(body, "category"))),
        tuple(_codes(body, "communication")),
        " ".join(each.get("comment", "") for each in body.get("eligibility", ())).strip(),
        str(rule["valueString"]) if rule else "",
        tuple(_hours(body)),
        tuple(_codes(body, "referralMethod")),
        body.get("extraDetails", ""),
        next((each.get("value", "") for each in body.get("telecom", ()) if each.get("system") == "phone"), ""),
        whole["places"],
        whole["free"],
        datetime.fromisoformat(counted["valueDateTime"]) if counted else None,
        whole["waiting-days"],
        minor["price-person"],
        minor["price-payer"],
        currency,
        str(unit["valueString"]) if unit else "",
        body.get("active") is not False,
        version,
    )


def _codes(body: Mapping[str, Any], name: str) -> list[str]:
    return [str(coding["code"]) for each in body.get(name, ()) for coding in each.get("coding", ()) if "code" in coding]


def _hours(body: Mapping[str, Any]) -> list[Hours]:
    found = []
    for each in body.get("availableTime", ()):
        start, end = str(each.get("availableStartTime", "00:00"))[:5], str(each.get("availableEndTime", "24:00"))[:5]
        found += [Hours(day, start, end) for day in each.get("daysOfWeek", DAYS)]
    return sorted(found, key=lambda hours: (DAYS.index(hours.day) if hours.day in DAYS else 7, hours.start))


def _is_time(text: str) -> bool:
    hour, colon, minute = text.partition(":")
    return (
        bool(colon)
        and len(text) == 5
        and hour.isdecimal()
        and minute.isdecimal()
        and ((int(hour) < 24 and int(minute) < 60) or text == "24:00")
    )
