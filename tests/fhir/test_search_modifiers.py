"""Each modifier, prefix and form of a value, on small resources whose answers can be seen at a glance."""

from collections.abc import Callable
from typing import Any

import pytest

from careweft.base.db import Database
from careweft.fhir.decode import decode
from careweft.fhir.search.units import UCUM
from careweft.fhir.store import Origin, Store
from careweft.fhir.subscriptions.ranges import numbers
from tests.fhir.conftest import observation, patient

Resource = dict[str, Any]
SCT, LOINC = "http://snomed.info/sct", "http://loinc.org"
V2 = "http://terminology.hl7.org/CodeSystem/v2-0203"


async def keep(db: Database, origin: Origin, *resources: Resource) -> None:
    async with db.transaction() as conn:
        await Store().put(conn, 1, [decode(resource) for resource in resources], origin)


async def ids(db: Database, query: str, **more: str) -> set[str]:
    """The ids that `Type?name=value&…` finds."""
    type_, _, rest = query.partition("?")
    pairs = [(name, value) for part in rest.split("&") for name, _, value in [part.partition("=")]]
    async with db.transaction(readonly=True) as conn:
        page = await Store().search(conn, type_, [*pairs, *more.items()])
    return {stored.id for stored in page.matches}


def concept(code: str, system: str = SCT, **more: str) -> Resource:
    return {"coding": [{"system": system, "code": code, **more}]}


def condition(id_: str, *codings: Resource, **more: Any) -> Resource:
    code = {"code": {"coding": list(codings)}} if codings else {}
    return {"resourceType": "Condition", "id": id_, "subject": {"reference": "Patient/p1"}, **code, **more}


TOKENS: list[tuple[str, set[str]]] = [
    ("code=73211009", {"a"}),
    (f"code={SCT}|73211009", {"a"}),
    (f"code={LOINC}|73211009", set()),
    (f"code={SCT}|", {"a", "b"}),
    (f"code={LOINC}|", {"c"}),
    ("code=|x", {"d"}),
    ("code=x", {"c", "d"}),
    (f"code:not={SCT}|73211009", {"b", "c", "d", "e", "f"}),
    ("code:not=x,73211009", {"b", "e", "f"}),
    ("code:missing=true", {"e"}),
    ("code:missing=false", {"a", "b", "c", "d", "f"}),
    ("code:text=diabetes", {"a"}),
    ("code:text=DIAB", {"a"}),
    ("code:text=type 2", {"b"}),
    ("code:text=sugar", {"f"}),
    ("severity:missing=true", {"a", "b", "c", "d", "e", "f"}),
    ("clinical-status=active", {"e"}),
    ("code=x,73211009", {"a", "c", "d"}),
    ("code=x&code=73211009", set()),
    ("_tag=t", {"d"}),
    ("_tag=urn:tags|", {"d"}),
    ("_security:not=R", {"a", "b", "c", "d", "e"}),
]


async def test_tokens(worker_db: Database, origin: Origin) -> None:
    status = "http://terminology.hl7.org/CodeSystem/condition-clinical"
    await keep(
        worker_db,
        origin,
        patient(),
        condition("a", {"system": SCT, "code": "73211009", "display": "Diabetes mellitus"}),
        condition("b", {"system": SCT, "code": "44054006", "display": "Type  2 DIABÈTES"}),
        condition("c", {"system": LOINC, "code": "x"}),
        condition("d", {"code": "x"}, meta={"tag": [{"system": "urn:tags", "code": "t"}]}),
        condition("e", clinicalStatus=concept("active", status)),
        condition("f", meta={"security": [{"code": "R"}]}) | {"code": {"text": "Sugar disease"}},
    )
    assert [(query, await ids(worker_db, f"Condition?{query}")) for query, _ in TOKENS] == TOKENS


PATIENTS: list[tuple[str, set[str]]] = [
    ("gender=http://hl7.org/fhir/administrative-gender|male", {"a"}),
    ("gender=http://hl7.org/fhir/administrative-gender|", {"a", "b"}),
    ("gender=|male", set()),
    ("gender:in=http://hl7.org/fhir/ValueSet/administrative-gender", {"a", "b"}),
    ("gender:not-in=http://hl7.org/fhir/ValueSet/administrative-gender", {"c", "d"}),
    ("active=true", {"a"}),
    ("active=false", {"b"}),
    ("deceased=true", {"b", "c"}),
    ("identifier=1", {"a", "b"}),
    ("identifier=urn:nhs|1", {"a"}),
    ("identifier=urn:nhs|", {"a", "c"}),
    (f"identifier:of-type={V2}|MR|1", {"b"}),
    (f"identifier:of-type={V2}|NH|1", set()),
    ("identifier:text=hospital", {"b"}),
    ("email=a@example.org", {"a"}),
    ("phone=a@example.org", set()),
    ("telecom=a@example.org", {"a"}),
    ("general-practitioner:identifier=urn:gp|7", {"b"}),
    ("general-practitioner:identifier=7", {"b"}),
    ("general-practitioner:identifier=8", set()),
    ("general-practitioner:missing=false", {"a", "b"}),
    ("general-practitioner=Practitioner/g", {"a"}),
    ("general-practitioner=g", {"a"}),
    ("general-practitioner:Practitioner=g", {"a"}),
    ("general-practitioner:Organization=g", set()),
    ("general-practitioner=Organization/g", set()),
    ("organization=http://elsewhere.example/fhir/Organization/o", {"c"}),
    ("organization=urn:uuid:0f7c3d9e-2d0a-4b0e-9d7b-1f6a1d7c2b11", {"d"}),
]


async def test_a_patients_parameters(worker_db: Database, origin: Origin) -> None:
    number = {"value": "1", "type": {"text": "Hospital number", "coding": [{"system": V2, "code": "MR"}]}}
    await keep(
        worker_db,
        origin,
        patient("a", gender="male", active=True, identifier=[{"system": "urn:nhs", "value": "1"}],
                telecom=[{"system": "email", "value": "a@example.org"}],
                generalPractitioner=[{"reference": "Practitioner/g"}]),
        patient("b", gender="female", active=False, deceasedBoolean=True, identifier=[number],
                generalPractitioner=[{"identifier": {"system": "urn:gp", "value": "7"}}]),
        patient("c", deceasedDateTime="2026-01-01", identifier=[{"system": "urn:nhs"}],
                managingOrganization={"reference": "http://elsewhere.example/fhir/Organization/o"}),
        patient("d", deceasedBoolean=False,
                managingOrganization={"reference": "urn:uuid:0f7c3d9e-2d0a-4b0e-9d7b-1f6a1d7c2b11"}),
    )  # fmt: skip
    assert [(query, await ids(worker_db, f"Patient?{query}")) for query, _ in PATIENTS] == PATIENTS


STRINGS: list[tuple[str, set[str]]] = [
    ("family=muller", {"a", "b", "c"}),
    ("family:exact=Muller", {"b"}),
    ("family:exact=Müller", {"a"}),
    ("family:exact=muller", set()),
    ("family:exact=Muller-Smith", {"c"}),
    ("family:contains=SMITH", {"c"}),
    ("family:contains=lle", {"a", "b", "c"}),
    ("family:contains=%", set()),
    ("family:missing=true", {"d"}),
    ("name=lone", {"d"}),
    ("name:contains=text", {"d"}),
    ("name:exact=Lone text", {"d"}),
    ("family=mu\\,ller", set()),
    ("address-city=x,tor", {"e"}),
    ("address:contains=high", {"e"}),
    ("phonetic=muller", {"a", "b", "c"}),
]


async def test_strings(worker_db: Database, origin: Origin) -> None:
    await keep(
        worker_db,
        origin,
        patient("a", name=[{"family": "Müller"}]),
        patient("b", name=[{"family": "Muller"}]),
        patient("c", name=[{"family": "Muller-Smith"}]),
        patient("d", name=[{"text": "Lone text"}]),
        patient("e", name=[{"family": "x" * 300}], address=[{"city": "Torquay", "line": ["1 High Street"]}]),
    )
    assert [(query, await ids(worker_db, f"Patient?{query}")) for query, _ in STRINGS] == STRINGS


async def test_long_strings_are_exact_beyond_what_the_index_keeps(worker_db: Database, origin: Origin) -> None:
    one, other = "x" * 250 + "a", "x" * 250 + "b"
    names = [patient("a", name=[{"family": one}]), patient("b", name=[{"family": other}])]
    await keep(worker_db, origin, *names)
    assert await ids(worker_db, f"Patient?family:exact={one}") == {"a"}
    assert await ids(worker_db, f"Patient?family={one}") == {"a", "b"}


URIS: list[tuple[str, set[str]]] = [
    ("_profile=http://a.example/b", {"a"}),
    ("_profile=http://a.example", set()),
    ("_profile:below=http://a.example", {"a", "b", "c"}),
    ("_profile:below=http://a.example/b", {"a", "c"}),
    ("_profile:below=http://a.example/b/", {"a", "c"}),
    ("_profile:below=http://a.ex", set()),
    ("_profile:above=http://a.example/b/c/d", {"a", "c"}),
    ("_profile:above=http://a.example/x", set()),
    ("_profile:missing=true", {"d"}),
    ("_source=urn:oid:1.2.3", {"d"}),
    ("_id=a,d", {"a", "d"}),
]


async def test_uris(worker_db: Database, origin: Origin) -> None:
    await keep(
        worker_db,
        origin,
        patient("a", meta={"profile": ["http://a.example/b"]}),
        patient("b", meta={"profile": ["http://a.example/bb"]}),
        patient("c", meta={"profile": ["http://a.example/b/c"]}),
        patient("d", meta={"source": "urn:oid:1.2.3"}),
    )
    assert [(query, await ids(worker_db, f"Patient?{query}")) for query, _ in URIS] == URIS


def codes_of(*codes: str) -> Callable[[str], Resource]:
    def made(url: str) -> Resource:
        concepts = [{"code": code} for code in codes]
        include = {"system": SCT, "concept": concepts}
        return {
            "resourceType": "ValueSet",
            "id": url[-1],
            "url": url,
            "status": "active",
            "compose": {"include": [include]},
        }

    return made


async def test_value_sets_and_code_systems_that_are_kept(worker_db: Database, origin: Origin) -> None:
    url = "http://sets.example/"
    nested = [{"code": "heart", "concept": [{"code": "failure", "concept": [{"code": "left"}]}]}, {"code": "lung"}]
    system = {"resourceType": "CodeSystem", "id": "s", "url": "urn:parts", "status": "active", "content": "complete",
              "concept": nested}  # fmt: skip
    both = {"include": [{"valueSet": [url + "1", url + "2"]}]}
    but = {"include": [{"valueSet": [url + "1"]}], "exclude": [{"system": SCT, "concept": [{"code": "y"}]}]}
    whole = {"include": [{"system": "urn:parts"}]}
    hard = {"include": [{"system": SCT, "filter": [{"property": "concept", "op": "is-a", "value": "1"}]}]}
    expansion = {"timestamp": "2026-01-01", "contains": [{"system": SCT, "code": "z"}]}
    async with worker_db.transaction() as conn:
        sets = [codes_of("x", "y")(url + "1"), codes_of("y", "z")(url + "2")]
        sets += [{"resourceType": "ValueSet", "id": i, "url": url + i, "status": "active", "compose": compose}
                 for i, compose in (("3", both), ("4", but), ("5", whole), ("6", hard))]  # fmt: skip
        sets.append(sets[-1] | {"id": "7", "url": url + "7", "expansion": expansion})
        await Store().put(conn, 0, [decode(one) for one in [*sets, system]], origin)
    await keep(
        worker_db, origin, patient(),
        *(condition(code, {"system": SCT, "code": code}) for code in "xyz"),
        *(condition(code, {"system": "urn:parts", "code": code}) for code in ("heart", "failure", "left", "lung")),
    )  # fmt: skip
    assert await ids(worker_db, f"Condition?code:in={url}1") == {"x", "y"}
    assert await ids(worker_db, f"Condition?code:in={url}1|1.0,{url}2") == {"x", "y", "z"}
    assert await ids(worker_db, f"Condition?code:in={url}3") == {"y"}
    assert await ids(worker_db, f"Condition?code:in={url}4") == {"x"}
    assert await ids(worker_db, f"Condition?code:in={url}5") == {"heart", "failure", "left", "lung"}
    assert await ids(worker_db, f"Condition?code:in={url}7") == {"z"}
    assert await ids(worker_db, f"Condition?code:not-in={url}5") == {"x", "y", "z"}
    with pytest.raises(Exception, match="cannot be expanded"):
        await ids(worker_db, f"Condition?code:in={url}6")
    assert await ids(worker_db, "Condition?code:below=urn:parts|heart") == {"heart", "failure", "left"}
    assert await ids(worker_db, "Condition?code:above=urn:parts|failure") == {"heart", "failure"}
    assert await ids(worker_db, "Condition?code:below=urn:parts|lung") == {"lung"}


QUANTITIES: list[tuple[str, set[str]]] = [
    ("100", {"100", "100.4"}),
    ("1e2", {"99", "100", "100.4", "101", "range"}),
    ("100.0", {"100"}),
    ("eq100", {"100", "100.4"}),
    ("ne100", {"99", "101", "range"}),
    ("gt100", {"100.4", "101", "range"}),
    ("ge100", {"100", "100.4", "101", "range"}),
    ("lt100", {"99", "range"}),
    ("le100", {"99", "100", "range"}),
    ("sa100", {"100.4", "101"}),
    ("eb100", {"99"}),
    ("ap100", {"99", "100", "100.4", "101", "range"}),
    ("-1", set()),
    ("100||mg", {"100", "100.4"}),
    ("100||g", set()),
    ("99,101", {"99", "101"}),
    (f"gt99|{LOINC}|mg", set()),
    ("gt99|http://unitsofmeasure.org|mg", {"100", "100.4", "101", "range"}),
    ("100000|http://unitsofmeasure.org|ug", {"100"}),
    ("0.1|http://unitsofmeasure.org|g", {"99", "100", "100.4", "101", "range"}),
    ("gt0.1005|http://unitsofmeasure.org|g", {"101", "range"}),
    ("ap0.1|http://unitsofmeasure.org|g", {"99", "100", "100.4", "101", "range"}),
    ("gt1|http://unitsofmeasure.org|mg/dL", set()),
    ("gt1|http://unitsofmeasure.org|[iU]", set()),
    ("100000||ug", set()),
]


async def test_quantities(worker_db: Database, origin: Origin) -> None:
    unit = {"system": "http://unitsofmeasure.org", "code": "mg"}
    seen = [observation(v, valueQuantity={"value": float(v), **unit}) for v in ("99", "100", "100.4", "101")]
    spread = condition("range", onsetRange={"low": {"value": 98, **unit}, "high": {"value": 102, **unit}})
    await keep(worker_db, origin, patient(), *seen, spread)
    for asked, answer in QUANTITIES:
        assert await ids(worker_db, f"Observation?value-quantity={asked}") == answer - {"range"}, asked
        assert await ids(worker_db, f"Condition?onset-age={asked}") == answer & {"range"}, asked


async def test_degrees_have_two_zeros(worker_db: Database, origin: Origin) -> None:
    units = {"warm": (38.5, "Cel"), "hot": (104, "[degF]"), "counted": (38.5, "10*9/L")}
    seen = [
        observation(name, valueQuantity={"value": value, "system": "http://unitsofmeasure.org", "code": code})
        for name, (value, code) in units.items()
    ]
    await keep(worker_db, origin, patient(), *seen)
    for asked, answer in (("gt101|{}|[degF]", {"warm", "hot"}), ("39.9|{}|Cel", set()), ("40.0|{}|Cel", {"hot"})):
        assert await ids(worker_db, f"Observation?value-quantity={asked.format(UCUM)}") == answer
        fits = numbers(asked.format(UCUM))
        assert {n for n, (value, code) in units.items() if fits(value, value, UCUM, code)} == answer


async def test_numbers(worker_db: Database, origin: Origin) -> None:
    def risk(id_: str, chance: float) -> Resource:
        prediction = [{"probabilityDecimal": chance}]
        return {"resourceType": "RiskAssessment", "id": id_, "status": "final", "prediction": prediction,
                "subject": {"reference": "Patient/p1"}}  # fmt: skip

    none = {k: v for k, v in risk("c", 0).items() if k != "prediction"}
    await keep(worker_db, origin, patient(), risk("a", 0.5), risk("b", 1), none)
    for asked, answer in (("=0.5", {"a"}), ("=ge0.5", {"a", "b"}), ("=lt1", {"a"}), (":missing=true", {"c"})):
        assert await ids(worker_db, f"RiskAssessment?probability{asked}") == answer, asked


DATES: list[tuple[str, set[str]]] = [
    ("=2024", {"leap", "march", "clock"}),
    ("=2024-02", {"leap"}),
    ("=2024-02-29", {"leap"}),
    ("=gt2024-02-28", {"leap", "march", "clock", "next"}),
    ("=sa2024-02-29", {"march", "clock", "next"}),
    ("=lt2024-03-01", {"leap"}),
    ("=2024-03-31T01:30", {"clock"}),  # in the hour that the clocks skip in London: as if they did not
    ("=2024-03-31T01:30:00Z", {"clock"}),
    ("=2024-03-31T02:30", {"clock"}),
    ("=2025", {"next"}),
    (":missing=true", {"none"}),
    (":missing=false", {"leap", "march", "clock", "next"}),
]


async def test_dates_of_a_parameter_that_is_not_the_types_own(worker_db: Database, origin: Origin) -> None:
    def seen(id_: str, **value: Any) -> Resource:
        made = observation(id_, **value)
        del made["valueQuantity"]
        return made

    await keep(
        worker_db,
        origin,
        patient(),
        seen("leap", valueDateTime="2024-02-29"),
        seen("march", valuePeriod={"start": "2024-03-01", "end": "2024-03-02"}),
        seen("clock", valueDateTime="2024-03-31T01:30:00Z"),
        seen("next", valueDateTime="2025-01-01T00:00:00Z"),
        seen("none"),
    )
    found = [(asked, await ids(worker_db, f"Observation?value-date{asked}")) for asked, _ in DATES]
    assert found == DATES


def panel(id_: str, *components: tuple[str, Resource], **more: Any) -> Resource:
    made = observation(id_, component=[{"code": concept(code, LOINC), **value} for code, value in components], **more)
    del made["valueQuantity"]
    return made


def mm(value: float) -> Resource:
    return {"valueQuantity": {"value": value, "system": "http://unitsofmeasure.org", "code": "mm[Hg]"}}


COMPOSITES: list[tuple[str, set[str]]] = [
    ("component-code-value-quantity=8480-6$gt140", {"high"}),
    ("component-code-value-quantity=8480-6$lt100", set()),  # 90 is the other component's
    (f"component-code-value-quantity={LOINC}|8480-6$120||mm[Hg]", {"low"}),
    (f"component-code-value-quantity={LOINC}|8480-6$120|urn:x|mm[Hg]", set()),
    ("component-code-value-quantity=8480-6$gt140,8480-6$120", {"high", "low"}),
    ("combo-code-value-quantity=8480-6$gt140", {"high"}),
    ("combo-code-value-quantity=8302-2$gt170", {"tall"}),
    ("combo-code-value-quantity=8302-2$gt170,8480-6$gt140", {"tall", "high"}),
    ("combo-code-value-quantity=8302-2$90", set()),
    ("code-value-quantity=8302-2$171.5", {"tall"}),
    ("code-value-quantity=8480-6$171.5", set()),
    ("component-code-value-concept=a$yes", {"said"}),
    ("component-code-value-concept=b$yes", set()),
    (f"component-code-value-concept={LOINC}|a${SCT}|yes", {"said"}),
    ("combo-code-value-concept=a$yes", {"said"}),
    ("code-value-string=8302-2$tall", {"words"}),
    ("code-value-date=8302-2$2024", {"day"}),
    ("code-value-date=8302-2$gt2024", set()),
    ("combo-code=8480-6", {"high", "low"}),
    ("combo-code=8302-2&component-code:missing=true", {"tall", "words", "day"}),
    ("combo-value-quantity=gt140", {"high", "tall"}),
    ("component-value-quantity=gt140", {"high"}),
    ("value-quantity=gt140", {"tall"}),
]


async def test_composites(worker_db: Database, origin: Origin) -> None:
    def worded(id_: str, **value: Any) -> Resource:
        made = observation(id_, **value)
        del made["valueQuantity"]
        return made

    yes, no = {"valueCodeableConcept": concept("yes")}, {"valueCodeableConcept": concept("no")}
    await keep(
        worker_db,
        origin,
        patient(),
        panel("high", ("8480-6", mm(150)), ("8462-4", mm(90))),
        panel("low", ("8480-6", mm(120)), ("8462-4", mm(80))),
        panel("said", ("a", yes), ("b", no)),
        observation("tall"),
        worded("words", valueString="Tall for the age"),
        worded("day", valueDateTime="2024-05-06"),
    )
    assert [(query, await ids(worker_db, f"Observation?{query}")) for query, _ in COMPOSITES] == COMPOSITES


async def test_composites_of_other_types(worker_db: Database, origin: Origin) -> None:
    document = {"resourceType": "DocumentReference", "id": "d", "status": "current",
                "subject": {"reference": "Patient/p1"},
                "content": [{"attachment": {"title": "x"}}],
                "relatesTo": [{"code": "replaces", "target": {"reference": "DocumentReference/1"}},
                              {"code": "appends", "target": {"reference": "DocumentReference/2"}}]}  # fmt: skip
    sequence = {"resourceType": "MolecularSequence", "id": "s", "coordinateSystem": 0,
                "patient": {"reference": "Patient/p1"},
                "referenceSeq": {"chromosome": concept("1", "urn:chr"), "windowStart": 10, "windowEnd": 20},
                "variant": [{"start": 12, "end": 13}, {"start": 15, "end": 16}]}  # fmt: skip
    await keep(worker_db, origin, patient(), document, sequence)
    for asked, found in (
        ("replaces$DocumentReference/1", True), ("replaces$1", True), ("replaces$DocumentReference/2", False),
        ("appends$2", True),
    ):  # fmt: skip
        assert bool(await ids(worker_db, f"DocumentReference?relationship={asked}")) == found, asked
    for code, asked, found in (
        ("chromosome-window-coordinate", "1$ge10$le20", True), ("chromosome-window-coordinate", "1$gt10$le20", False),
        ("chromosome-variant-coordinate", "urn:chr|1$12$13", True), ("chromosome-variant-coordinate", "1$12$16", False),
    ):  # fmt: skip
        assert bool(await ids(worker_db, f"MolecularSequence?{code}={asked}")) == found, (code, asked)


async def test_commas_dollars_and_bars_can_be_escaped(worker_db: Database, origin: Origin) -> None:
    await keep(
        worker_db, origin, patient("a", identifier=[{"system": "urn:x", "value": "1,2"}]),
        patient("b", identifier=[{"system": "urn:x", "value": "1|2"}]),
        patient("c", identifier=[{"system": "urn:x", "value": "1\\"}, {"value": "1$2"}]),
    )  # fmt: skip
    assert await ids(worker_db, "Patient?identifier=urn:x|1\\,2") == {"a"}
    assert await ids(worker_db, "Patient?identifier=urn:x|1\\|2") == {"b"}
    assert await ids(worker_db, "Patient?identifier=1\\\\,1\\|2") == {"b", "c"}
    assert await ids(worker_db, "Patient?identifier=1\\$2") == {"c"}
