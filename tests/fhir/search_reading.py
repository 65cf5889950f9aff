"""What a search should find, by reading every resource: slow, and written from FHIR R4 §3.1 without the store's code.

Of parameters and values it knows those that `test_search_generated` asks for.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 1, 15, 9, tzinfo=UTC)
Resource = dict[str, Any]
Interval = tuple[datetime, datetime]
EARLIEST, LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def codings(concept: Resource | None) -> list[tuple[str, str]]:
    return [(c.get("system", ""), c.get("code", "")) for c in (concept or {}).get("coding", [])]


def words(concept: Resource | None) -> list[str]:
    found = [c["display"] for c in (concept or {}).get("coding", []) if "display" in c]
    return [*found, concept["text"]] if concept and "text" in concept else found


def links(*references: Resource | None) -> list[str]:
    return [reference["reference"] for reference in references if reference]


def bound(system: str) -> Callable[[str | None], list[tuple[str, str]]]:
    return lambda code: [(system, code)] if code else []


GENDER, STATUS = bound("http://hl7.org/fhir/administrative-gender"), bound("http://hl7.org/fhir/observation-status")
ENCOUNTER = bound("http://hl7.org/fhir/encounter-status")


def names(resource: Resource, part: str) -> list[str]:
    found = [name.get(part) for name in resource.get("name", [])]
    return [one for value in found if value for one in (value if isinstance(value, list) else [value])]


def number(value: Resource | None) -> list[tuple[float, str, str]]:
    return [(value["value"], value.get("system", ""), value.get("code", ""))] if value else []


def components(r: Resource) -> list[Resource]:
    found: list[Resource] = r.get("component", [])
    return found


# Type → parameter → kind and values.
VALUES: dict[str, dict[str, tuple[str, Callable[[Resource], list[Any]]]]] = {
    "Patient": {
        "family": ("string", lambda r: names(r, "family")),
        "given": ("string", lambda r: names(r, "given")),
        "name": ("string", lambda r: names(r, "family") + names(r, "given")),
        "gender": ("token", lambda r: GENDER(r.get("gender"))),
        "birthdate": ("date", lambda r: [r["birthDate"]] if "birthDate" in r else []),
        "identifier": ("token", lambda r: [(i.get("system", ""), i["value"]) for i in r.get("identifier", [])]),
        "organization": ("reference", lambda r: links(r.get("managingOrganization"))),
    },
    "Encounter": {
        "status": ("token", lambda r: ENCOUNTER(r["status"])),
        "class": ("token", lambda r: [(r["class"].get("system", ""), r["class"]["code"])]),
        "date": ("date", lambda r: [r["period"]] if "period" in r else []),
        "patient": ("person", lambda r: links(r.get("subject"))),
        "subject": ("person", lambda r: links(r.get("subject"))),
        "part-of": ("reference", lambda r: links(r.get("partOf"))),
        "service-provider": ("reference", lambda r: links(r.get("serviceProvider"))),
    },
    "Observation": {
        "status": ("token", lambda r: STATUS(r["status"])),
        "code": ("token", lambda r: codings(r["code"])),
        "combo-code": ("token", lambda r: codings(r["code"]) + [c for p in components(r) for c in codings(p["code"])]),
        "date": ("date", lambda r: [r[k] for k in ("effectiveDateTime", "effectivePeriod") if k in r]),
        "value-quantity": ("quantity", lambda r: number(r.get("valueQuantity"))),
        "patient": ("person", lambda r: links(r.get("subject"))),
        "encounter": ("reference", lambda r: links(r.get("encounter"))),
        "performer": ("reference", lambda r: links(*r.get("performer", []))),
        "component-code-value-quantity": (
            "pair",
            lambda r: [(p["code"], p.get("valueQuantity")) for p in components(r)],
        ),
        "combo-code-value-quantity": (
            "pair",
            lambda r: [(p["code"], p.get("valueQuantity")) for p in [r, *components(r)]],
        ),
    },
    "Organization": {
        "name": ("string", lambda r: [r["name"]]),
        "partof": ("reference", lambda r: links(r.get("partOf"))),
    },
}
TEXTS: dict[tuple[str, str], Callable[[Resource], list[str]]] = {("Observation", "code"): lambda r: words(r["code"])}
TARGETS = {
    ("Patient", "organization"): ["Organization"], ("Encounter", "patient"): ["Patient"],
    ("Encounter", "subject"): ["Patient", "Group"], ("Encounter", "part-of"): ["Encounter"],
    ("Encounter", "service-provider"): ["Organization"], ("Observation", "patient"): ["Patient"],
    ("Observation", "encounter"): ["Encounter"], ("Organization", "partof"): ["Organization"],
    ("Observation", "performer"): ["Practitioner", "PractitionerRole", "Organization", "CareTeam", "Patient",
                                   "RelatedPerson"],
}  # fmt: skip
_ACCENTS = str.maketrans({"é": "e", "É": "e", "ü": "u", "ß": "ss"})


def folded(text: str) -> str:
    return " ".join(text.translate(_ACCENTS).lower().split())


def interval(value: Any) -> Interval:
    """[start, end) of a partial date, a time with zone or a period."""
    if isinstance(value, dict):
        low = interval(value["start"])[0] if "start" in value else EARLIEST
        return low, interval(value["end"])[1] if "end" in value else LATEST
    if "T" in value:
        at = datetime.fromisoformat(value.replace("Z", "+00:00")).astimezone(UTC)
        return at, at + timedelta(seconds=1)
    parts = [int(part) for part in value.split("-")]
    first = date(*[*parts, 1, 1][:3])
    last = (first + timedelta(days=1), date(first.year + first.month // 12, first.month % 12 + 1, 1),
            date(first.year + 1, 1, 1))[3 - len(parts)]  # fmt: skip
    return midnight(first), midnight(last)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=LONDON).astimezone(UTC)


def date_fits(value: Any, asked: str) -> bool:
    prefix, text = re.fullmatch(r"([a-z]{2})?(.*)", asked).groups()  # type: ignore[union-attr]
    (low, high), (start, end) = interval(value), interval(text)
    within = start <= low and high <= end
    match prefix or "eq":
        case "eq":
            return within
        case "ne":
            return not within
        case "gt":
            return high > end
        case "lt":
            return low < start
        case "ge":
            return high > end or within
        case "le":
            return low < start or within
        case "sa":
            return low >= end
        case "eb":
            return high <= start
    raise AssertionError(prefix)


def number_fits(value: tuple[float, str, str], asked: str) -> bool:
    prefix, text, unit = re.fullmatch(r"([a-z]{2})?([0-9.-]+)(?:\|(.*))?", asked).groups()  # type: ignore[union-attr]
    if unit is not None:
        system, _, code = unit.partition("|")
        if (system and system != value[1]) or (code and code != value[2]):
            return False
    half = 0.5 * 10 ** -len(text.partition(".")[2])
    wanted, found = float(text), value[0]
    within = wanted - half <= found < wanted + half
    answers: dict[str, bool] = {
        "eq": within, "ne": not within, "gt": found > wanted, "lt": found < wanted, "ge": found >= wanted,
        "le": found <= wanted, "sa": found > wanted, "eb": found < wanted,
    }  # fmt: skip
    return answers[prefix or "eq"]


def token_fits(value: tuple[str, str], asked: str) -> bool:
    system, bar, code = asked.partition("|")
    if not bar:
        return value[1] == asked
    return value[0] == system and (not code or value[1] == code)


@dataclass
class Reader:
    """All resources that may be seen, each with its person."""

    kept: list[tuple[int, Resource]]

    def person_of(self, reference: str) -> int | None:
        return next((p for p, r in self.kept if f"{r['resourceType']}/{r['id']}" == reference), None)

    def find(self, type_: str, params: Iterable[tuple[str, str]]) -> list[tuple[int, Resource]]:
        asked = list(params)
        of_type = [(p, r) for p, r in self.kept if r["resourceType"] == type_]
        return [(p, r) for p, r in of_type if all(self.fits(p, r, name, value) for name, value in asked)]

    def fits(self, person: int, r: Resource, name: str, value: str) -> bool:
        type_ = r["resourceType"]
        if name.startswith("_has:"):
            _, source, parameter, rest = name.split(":", 3)
            return any(self.refers(p, s, parameter, person, r) for p, s in self.find(source, [(rest, value)]))
        head, dot, rest = name.partition(".")
        code, _, modifier = head.partition(":")
        if dot:
            wanted = [modifier] if modifier else [t for t in TARGETS[type_, code] if t in VALUES]
            word = re.split("[.:]", rest)[0]
            wanted = [t for t in wanted if word in ("_id", "_has") or word in VALUES[t]]
            found = [one for t in wanted for one in self.find(t, [(rest, value)])]
            return any(self.refers(person, r, code, p, target) for p, target in found)
        if code == "_id":
            return r["id"] in value.split(",")
        return self.plain(person, r, code, modifier, value)

    def refers(self, person: int, r: Resource, code: str, target_person: int, target: Resource) -> bool:
        kind, values = VALUES[r["resourceType"]][code]
        if kind == "person":
            return target["resourceType"] == "Patient" and person == target_person and bool(values(r))
        return f"{target['resourceType']}/{target['id']}" in values(r)

    def plain(self, person: int, r: Resource, code: str, modifier: str, value: str) -> bool:
        kind, read = VALUES[r["resourceType"]][code]
        found, asked = read(r), value.split(",")
        if modifier == "missing":
            return bool(found) != (value == "true")
        if modifier == "not":
            return not any(token_fits(one, each) for one in found for each in asked)
        if modifier == "text":
            return any(folded(w).startswith(folded(a)) for w in TEXTS[r["resourceType"], code](r) for a in asked)
        return any(self.one(person, kind, one, modifier, each) for one in found for each in asked)

    def one(self, person: int, kind: str, found: Any, modifier: str, asked: str) -> bool:
        match kind:
            case "string":
                if modifier == "exact":
                    return bool(found == asked)
                text, start = folded(found), folded(asked)
                return start in text if modifier == "contains" else text.startswith(start)
            case "token":
                return token_fits(found, asked)
            case "date":
                return date_fits(found, asked)
            case "quantity":
                return number_fits(found, asked)
            case "pair":
                code, _, amount = asked.partition("$")
                return found[1] is not None and any(
                    token_fits(c, code) and number_fits(n, amount) for c in codings(found[0]) for n in number(found[1])
                )
            case "person":
                reference = asked if "/" in asked else f"Patient/{asked}"
                return person == self.person_of(reference)
        return bool(found == asked) if "/" in asked else bool(found.endswith(f"/{asked}"))
