"""Criteria asked in memory find what the same search finds: random resources, random criteria."""

from collections.abc import Callable
from random import Random
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest

from careweft.base.db import Database
from careweft.base.errors import BadInput
from careweft.fhir.decode import decode
from careweft.fhir.search.parameters import parameters
from careweft.fhir.store import Change, Origin, Store
from careweft.fhir.subscriptions import criteria
from tests.fhir.conftest import patient

Resource = dict[str, Any]
ZONE = ZoneInfo("Europe/London")
LOINC, SCT, UCUM = "http://loinc.org", "http://snomed.info/sct", "http://unitsofmeasure.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
CODES = [(LOINC, "8302-2"), (LOINC, "29463-7"), (SCT, "8302-2"), (SCT, "73211009"), ("", "x")]
WORDS = ["Body height", "Brânză", "brand", "Type 2 diabetes", "a,b|c$d\\e", "Éva", "EVA  Mary"]
DATES = [
    "2025", "2026", "2026-01", "2026-01-10", "2026-01-10T10:00:00Z", "2026-01-10T10:00:00.250+01:00", "2026-07-01",
]  # fmt: skip
NUMBERS = [0, 1, 5.4, 5.45, 171.5, -3, 1e2, 100]
SENT = ["0", "1.0", "5.4", "5.40", "171.5", "-3", "1e2", "100", "99.6"]
PREFIXES = ["", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"]
URLS = ["http://x.test/a", "http://x.test/a/b", "http://x.test/", "urn:oid:1.2.3", "http://y.test/a|2.0"]
REFERENCES = ["Patient/p1", "Patient/p2", "p1", "p2", "Practitioner/d1", "d1", "http://x.test/a", "Patient/nobody"]


def maybe(random: Random, name: str, make: Callable[[], Any]) -> Resource:
    return {name: make()} if random.random() < 0.6 else {}


def coding(random: Random) -> Resource:
    system, code = random.choice(CODES)
    return (
        {"code": code} | ({"system": system} if system else {}) | maybe(random, "display", lambda: pick(random, WORDS))
    )


def pick(random: Random, some: list[Any]) -> Any:
    return random.choice(some)


def concept(random: Random) -> Resource:
    text = maybe(random, "text", lambda: pick(random, WORDS))
    return {"coding": [coding(random) for _ in range(random.randint(1, 2))]} | text


def quantity(random: Random) -> Resource:
    unit = {"system": UCUM, "code": pick(random, ["cm", "kg"])} if random.random() < 0.7 else {"unit": "cm"}
    return {"value": pick(random, NUMBERS)} | unit


def period(random: Random) -> Resource:
    ends = [{"start": "2026-01-01"}, {"end": "2026-02-01T00:00:00Z"}, {"start": "2025", "end": "2026-01-10"}]
    return dict(pick(random, ends))


def valued(random: Random) -> Resource:
    return dict(
        pick(
            random,
            [
                {"valueQuantity": quantity(random)},
                {"valueString": pick(random, WORDS)},
                {"valueCodeableConcept": concept(random)},
                {"valueDateTime": pick(random, DATES[2:4])},
                {},
            ],
        )
    )


def observation(random: Random, id_: str, person: int) -> Resource:
    return {
        "resourceType": "Observation",
        "id": id_,
        "status": pick(random, ["final", "amended", "registered"]),
        "code": concept(random),
        "subject": {"reference": f"Patient/p{person}"},
        **maybe(random, "category", lambda: [{"coding": [{"system": CATEGORY, "code": "laboratory"}]}]),
        **pick(random, [{"effectiveDateTime": pick(random, DATES)}, {"effectivePeriod": period(random)}, {}]),
        **maybe(random, "performer", lambda: [{"reference": "Practitioner/d1", "identifier": {"value": "7"}}]),
        **maybe(random, "derivedFrom", lambda: [{"reference": "http://x.test/a"}]),
        **valued(random),
        **maybe(random, "component", lambda: [{"code": concept(random), **valued(random)} for _ in range(2)]),
    }


def person(random: Random, number: int) -> Resource:
    more = maybe(random, "birthDate", lambda: pick(random, ["1940-05-01", "1950", "2026-01-10"]))
    name = {"family": pick(random, WORDS[:3]), "given": [pick(random, WORDS)]}
    kind = {"coding": [{"system": "http://x.test/a", "code": "MR"}], "text": "Number"}
    identifier = [{"system": pick(random, URLS[:2]), "value": pick(random, ["1", "2"]), "type": kind}]
    active = maybe(random, "active", lambda: random.random() < 0.5)
    return patient(f"p{number}", **more | active | {"name": [name], "identifier": identifier})


def encounter(random: Random, id_: str, number: int) -> Resource:
    return {
        "resourceType": "Encounter",
        "id": id_,
        "status": pick(random, ["planned", "in-progress", "finished"]),
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": pick(random, ["IMP", "EMER"])},
        "subject": {"reference": f"Patient/p{number}"},
        **maybe(random, "period", lambda: period(random)),
        **maybe(random, "length", lambda: quantity(random)),
        **maybe(random, "participant", lambda: [{"individual": {"reference": "Practitioner/d1"}}]),
    }


def shared(random: Random, id_: str) -> Resource:
    return {
        "resourceType": "ValueSet",
        "id": id_,
        "status": "active",
        "url": pick(random, URLS),
        **maybe(random, "title", lambda: pick(random, WORDS)),
        **maybe(random, "version", lambda: pick(random, ["1", "2.0"])),
        **maybe(random, "date", lambda: pick(random, DATES[:4])),
    }


def escaped(text: str) -> str:
    for letter in "\\,$|":
        text = text.replace(letter, f"\\{letter}")
    return text


def token(random: Random) -> str:
    system, code = random.choice([*CODES, (CATEGORY, "laboratory"), ("", "final"), ("", "IMP"), ("", "finished"),
                                  ("", "true"), ("http://x.test/a", "1")])  # fmt: skip
    return str(pick(random, [code, f"{system}|{code}", f"{system}|" if system else code, f"|{code}"]))


def dated(random: Random) -> str:
    return f"{pick(random, PREFIXES)}{pick(random, DATES)}"


def number(random: Random) -> str:
    return f"{pick(random, PREFIXES)}{pick(random, SENT)}"


def amount(random: Random) -> str:
    return number(random) + str(pick(random, ["", "", f"|{UCUM}|cm", "||kg"]))


VALUES: dict[str, Callable[[Random], str]] = {
    "token": token,
    "string": lambda random: escaped(pick(random, [*WORDS, "b", "body", "c$d", "eva mary"])),
    "date": dated,
    "number": number,
    "quantity": amount,
    "uri": lambda random: escaped(pick(random, URLS)),
    "reference": lambda random: str(pick(random, REFERENCES)),
}
MODIFIERS = {
    "token": ["", "", "not", "text", "of-type", "missing", "in", "not-in"],
    "string": ["", "exact", "contains", "missing"],
    "reference": ["", "", "Patient", "identifier", "missing"],
    "uri": ["", "above", "below", "missing"],
}
SETS = ["http://hl7.org/fhir/ValueSet/observation-status|4.0.1", "http://hl7.org/fhir/ValueSet/encounter-status"]


def value(random: Random, kind: str, modifier: str) -> str:
    if modifier == "missing":
        return str(pick(random, ["true", "false"]))
    if modifier in ("in", "not-in"):
        return escaped(pick(random, SETS))
    if modifier == "of-type":
        return f"http://x.test/a|MR|{pick(random, ['1', '2'])}"
    if modifier == "identifier":
        return str(pick(random, ["7", "|7", "x|7"]))
    if modifier == "text":
        return VALUES["string"](random)
    return ",".join(VALUES[kind](random) for _ in range(random.choice([1, 1, 2])))


def parameter(random: Random, type_: str) -> tuple[str, str]:
    code = pick(random, ["_id", "_lastUpdated", *sorted(parameters(type_))])
    if code == "_id":
        return code, str(pick(random, ["p1", "o3", "o3,o4,e5", "none"]))
    if code == "_lastUpdated":
        return code, f"{pick(random, PREFIXES)}{pick(random, ['2026-01-15', '2026-01-15T09:00:00Z', '2025'])}"
    found = parameters(type_)[code]
    if found.kind == "composite":
        kinds = [part.kind for part in found.branches[0].components]
        return code, "$".join(VALUES[kind](random) for kind in kinds)
    modifier = pick(random, MODIFIERS.get(found.kind, ["", "", "missing"]))
    return f"{code}:{modifier}".rstrip(":"), value(random, found.kind, modifier)


async def world(db: Database, random: Random, origin: Origin) -> list[Change]:
    kept: list[Change] = []
    async with db.transaction() as conn:
        for who in (1, 2):
            mine = [person(random, who)]
            mine += [observation(random, f"o{who}{n}", who) for n in range(25)]
            mine += [encounter(random, f"e{who}{n}", who) for n in range(8)]
            kept += await Store().put(conn, who, [decode(one) for one in mine], origin)
        kept += await Store().put(conn, 0, [decode(shared(random, f"v{n}")) for n in range(8)], origin)
    return kept


@pytest.mark.parametrize("seed", range(6))
async def test_the_same_is_found_in_memory_and_by_search(worker_db: Database, origin: Origin, seed: int) -> None:
    random = Random(seed)
    kept = await world(worker_db, random, origin)
    now = worker_db.clock.now()
    hits = 0
    for _ in range(300):
        type_ = pick(random, ["Observation", "Observation", "Patient", "Encounter", "ValueSet"])
        pairs = [parameter(random, type_) for _ in range(random.choice([1, 1, 2]))]
        try:
            async with worker_db.transaction(readonly=True) as conn:
                page = await Store().search(conn, type_, [*pairs, ("_count", "1000")])
        except BadInput:
            with pytest.raises(BadInput):
                criteria.read(written(type_, pairs), ZONE)
            continue
        asks = criteria.read(written(type_, pairs), ZONE)
        holders = {"p1": 1, "p2": 2}
        assert asks.patients <= {*holders, "nobody", "d1"}
        found = {
            change.id
            for change in kept
            if change.type == type_ and change.after is not None
            and asks.meets(criteria.asked(change.after, change.person_id, change.at, holders, ZONE, now))
        }  # fmt: skip
        assert found == {stored.id for stored in page.matches}, pairs
        hits += bool(found)
    assert hits > 60  # else it would prove little


def written(type_: str, pairs: list[tuple[str, str]]) -> str:
    return f"{type_}?{urlencode(pairs)}"


@pytest.mark.parametrize(
    "text",
    [
        "Observation?subject.name=x", "Patient?_has:Observation:patient:code=1", "Patient?_list=1", "Nothing?x=1",
        "Observation?encounter:below=1",
        "Observation?colour=red", "Observation?date=yesterday", "Observation?_sort=date", "",
        "Observation?code:above=a|b", "Observation?_content=x",
    ],
)  # fmt: skip
def test_what_cannot_be_asked_of_a_change_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        criteria.read(text, ZONE)


def test_criteria_may_ask_nothing_but_the_type() -> None:
    assert criteria.read("Observation", ZONE).tests == ()
