"""Search results against a plain reading of the same resources in Python."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from careweft.base.clock import SetClock
from careweft.base.db import Database
from careweft.base.errors import BadInput
from careweft.fhir.decode import decode
from careweft.fhir.store import Origin, Store
from tests.fhir.conftest import observation, patient, read, synthea_files

LONDON = ZoneInfo("Europe/London")
Resource = dict[str, Any]


def named(params: dict[str, str]) -> list[tuple[str, str]]:
    """Python names as parameters: 0 stands for - and two underscores for a colon."""
    return [(name.replace("__", ":").replace("0", "-"), value) for name, value in params.items()]


async def found(db: Database, type_: str, **params: str) -> list[str]:
    """The ids of every page, in order; a page must not repeat what an earlier one had."""
    ids: list[str] = []
    token: str | None = ""
    while token is not None:
        async with db.transaction(readonly=True) as conn:
            page = await Store().search(conn, type_, [*named(params), ("_page", token)])
        ids += [stored.id for stored in page.matches]
        token = page.next
    assert len(ids) == len(set(ids))
    return ids


async def count(db: Database, type_: str, **params: str) -> int:
    async with db.transaction(readonly=True) as conn:
        page = await Store().search(conn, type_, [*named(params), ("_summary", "count")])
        assert page.matches == [] and page.total is not None
        return page.total


async def load(db: Database, origin: Origin, files: int) -> list[tuple[int, Resource]]:
    """The first Synthea bundles, each of one person, references as `Type/id`."""
    kept: list[tuple[int, Resource]] = []
    for person, path in enumerate(synthea_files()[:files], 1):
        resources = [entry["resource"] for entry in decode(read(path))["entry"]]
        names = {f"urn:uuid:{r['id']}": f"{r['resourceType']}/{r['id']}" for r in resources}
        kept += [(person, pointed(resource, names)) for resource in resources]
    async with db.transaction() as conn:
        await Store().put(conn, [person for person, _ in kept], [resource for _, resource in kept], origin)
    return kept


def pointed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [pointed(item, names) for item in value]
    if isinstance(value, dict):
        return {k: pointed(v, names) for k, v in value.items()}
    return names.get(value, value) if isinstance(value, str) else value


def codes(concept: Resource) -> set[str]:
    return {c.get("code", "") for c in concept.get("coding", ())}


def start(resource: Resource) -> datetime:
    text = resource.get("effectiveDateTime") or resource.get("period", {}).get("start") or "9999-12-31T00:00:00Z"
    return datetime.fromisoformat(text).astimezone(UTC)


async def test_search_finds_what_reading_finds(worker_db: Database, origin: Origin) -> None:
    kept = await load(worker_db, origin, 4)
    patients = [r for _, r in kept if r["resourceType"] == "Patient"]
    whose = {r["id"]: person for person, r in kept if r["resourceType"] == "Patient"}
    one = patients[0]["id"]
    encounter = next(r["id"] for _, r in kept if r["resourceType"] == "Encounter")
    cutoff = datetime(2012, 1, 1, tzinfo=LONDON)

    def ids(type_: str, wanted: Callable[[int, Resource], bool]) -> set[str]:
        return {r["id"] for person, r in kept if r["resourceType"] == type_ and wanted(person, r)}

    cases: list[tuple[str, dict[str, str], Callable[[int, Resource], bool]]] = [
        ("Observation", {}, lambda p, r: True),
        ("Observation", {"code": "8302-2"}, lambda p, r: "8302-2" in codes(r["code"])),
        ("Observation", {"code": "http://loinc.org|8302-2"}, lambda p, r: "8302-2" in codes(r["code"])),
        ("Observation", {"code": "http://snomed.info/sct|8302-2"}, lambda p, r: False),
        ("Observation", {"code": "|8302-2"}, lambda p, r: False),
        ("Observation", {"code": "8302-2,29463-7"}, lambda p, r: bool({"8302-2", "29463-7"} & codes(r["code"]))),
        ("Observation", {"patient": one}, lambda p, r: p == whose[one]),
        ("Observation", {"subject": f"Patient/{one}"}, lambda p, r: p == whose[one]),
        ("Observation", {"subject__Patient": one}, lambda p, r: p == whose[one]),
        ("Observation", {"patient": "Patient/nobody"}, lambda p, r: False),
        (
            "Observation",
            {"patient": one, "code": "8302-2", "status": "final"},
            lambda p, r: p == whose[one] and "8302-2" in codes(r["code"]),
        ),
        ("Observation", {"encounter": f"Encounter/{encounter}"}, lambda p, r: encounter in r["encounter"]["reference"]),
        ("Observation", {"date": "ge2012"}, lambda p, r: start(r) >= cutoff),
        ("Observation", {"date": "lt2012", "_sort": "date"}, lambda p, r: start(r) < cutoff),
        (
            "Observation",
            {"date": "2011", "code": "8302-2", "_sort": "-date"},
            lambda p, r: start(r).astimezone(LONDON).year == 2011 and "8302-2" in codes(r["code"]),
        ),
        (
            "Observation",
            {"value0quantity": "gt170|http://unitsofmeasure.org|cm"},
            lambda p, r: r.get("valueQuantity", {}).get("code") == "cm" and r["valueQuantity"]["value"] > 170,
        ),
        ("Patient", {"gender": "female"}, lambda p, r: r["gender"] == "female"),
        ("Patient", {"birthdate": "lt1960"}, lambda p, r: r["birthDate"] < "1960"),
        (
            "Patient",
            {"family": patients[1]["name"][0]["family"][:3].upper()},
            lambda p, r: p == whose[patients[1]["id"]],
        ),
        ("Patient", {"_id": f"{one},{patients[2]['id']},x"}, lambda p, r: r["id"] in (one, patients[2]["id"])),
        ("Encounter", {"class": "AMB"}, lambda p, r: r["class"]["code"] == "AMB"),
        ("Encounter", {"date": "sa2015-06-01"}, lambda p, r: start(r) >= datetime(2015, 6, 2, tzinfo=LONDON)),
        ("Claim", {"_lastUpdated": "gt2026-01-15T08:00:00Z"}, lambda p, r: True),
        ("Claim", {"_lastUpdated": "gt2026-01-15T09:00:00Z"}, lambda p, r: False),
        ("Claim", {"_lastUpdated": "gt2026-01-15T08:59:59Z"}, lambda p, r: True),  # just after that second
        ("Claim", {"_lastUpdated": "2026-01-15T08:59:59Z,eb2026-01-15T09:00:00Z"}, lambda p, r: False),
        ("Claim", {"_lastUpdated": "ge2026-01-15T09:00:00Z"}, lambda p, r: True),
    ]
    for type_, params, wanted in cases:
        answer = ids(type_, wanted)
        assert set(await found(worker_db, type_, **params, _count="97")) == answer, (type_, params)
        assert await count(worker_db, type_, **params) == len(answer), (type_, params)


async def test_sorted_pages_are_in_order(worker_db: Database, origin: Origin) -> None:
    kept = await load(worker_db, origin, 2)
    by_id = {r["id"]: start(r) for _, r in kept if r["resourceType"] == "Observation"}
    rising = [by_id[i] for i in await found(worker_db, "Observation", _sort="date", _count="50")]
    falling = [by_id[i] for i in await found(worker_db, "Observation", _sort="-date", _count="50")]
    assert rising == sorted(by_id.values()) and falling == rising[::-1]
    assert len(await found(worker_db, "Observation", _sort="_lastUpdated", _count="100")) == len(by_id)


def dated(id_: str, **when: Any) -> Resource:
    made = observation(id_)
    del made["effectiveDateTime"]
    return made | when


PERIODS = [
    dated("none"),
    dated("day", effectiveDateTime="2026-01-10"),
    dated("month", effectiveDateTime="2026-01"),
    dated("moment", effectiveDateTime="2026-01-10T23:30:00-01:00"),  # 00:30 UTC on the 11th
    dated("span", effectivePeriod={"start": "2026-01-09", "end": "2026-01-11"}),
    dated("open", effectivePeriod={"start": "2026-01-09"}),
    dated("until", effectivePeriod={"end": "2026-01-09"}),
    dated("summer", effectiveDateTime="2026-07-01T23:30:00Z"),  # 2 July in London
]


INTERVALS: list[tuple[str, set[str]]] = [
    ("2026-01-10", {"day"}),
    ("2026-01", {"day", "month", "moment", "span"}),
    ("ne2026-01", {"open", "until", "summer"}),
    ("gt2026-01-10", {"month", "moment", "span", "open", "summer"}),
    ("ge2026-01-10", {"day", "month", "moment", "span", "open", "summer"}),
    ("lt2026-01-10", {"month", "span", "open", "until"}),
    ("le2026-01-10", {"day", "month", "span", "open", "until"}),
    ("sa2026-01-10", {"moment", "summer"}),
    ("eb2026-01-10", {"until"}),
    ("2026-07-02", {"summer"}),
    ("2026-07-01", set()),
    ("2026-01-10,2026-07-02", {"day", "summer"}),
    ("2026-01-11T00:30:00Z", {"moment"}),
    ("ap2026-01-10", {"day", "month", "moment", "span", "open", "until"}),
]


async def test_dates_as_intervals(worker_db: Database, origin: Origin) -> None:
    async with worker_db.transaction() as conn:
        await Store().put(conn, 1, [patient(), *PERIODS], origin)
    assert [(asked, set(await found(worker_db, "Observation", date=asked))) for asked, _ in INTERVALS] == INTERVALS


async def test_a_search_by_patient_finds_the_whole_person(worker_db: Database, origin: Origin) -> None:
    """Two sources' Patients of one person: asking for either finds what both sent, and no more after they part."""
    store = Store()
    async with worker_db.transaction() as conn:
        await store.put(conn, 1, [patient("a"), observation("oa", "Patient/a")], origin)
        await store.put(conn, 2, [patient("b"), observation("ob", "Patient/b")], origin)
    assert await found(worker_db, "Observation", patient="Patient/a") == ["oa"]
    keys = [("Patient", "b"), ("Observation", "ob")]
    async with worker_db.transaction() as conn:
        await store.move(conn, keys, 2, 1)
    for asked in ("Patient/a", "b"):
        assert sorted(await found(worker_db, "Observation", patient=asked)) == ["oa", "ob"]
    async with worker_db.transaction() as conn:
        await store.move(conn, keys, 1, 2)
    assert await found(worker_db, "Observation", patient="Patient/b") == ["ob"]


async def test_other_patients_are_found_by_their_reference(worker_db: Database, origin: Origin) -> None:
    """The mother who performed an observation of her child is not the person it belongs to."""
    mother = observation("m", "Patient/child", performer=[{"reference": "Patient/mother"}])
    async with worker_db.transaction() as conn:
        await Store().put(conn, 1, [patient("child"), mother], origin)
        await Store().put(conn, 2, [patient("mother")], origin)
    assert await found(worker_db, "Observation", performer="Patient/mother") == ["m"]
    assert await found(worker_db, "Observation", patient="Patient/mother") == []


async def test_strings_without_case_and_accents(worker_db: Database, origin: Origin) -> None:
    people = [
        patient("a", name=[{"family": "Brânză", "given": ["Éva"]}]),
        patient("b", name=[{"family": "Branzanti"}]),
        patient("c", name=[{"family": "Straße", "given": ["O'Neil"]}]),
        patient("d", name=[{"family": "\U0010ffff\U0010ffff"}]),
    ]
    async with worker_db.transaction() as conn:
        await Store().put(conn, 1, people, origin)
    assert sorted(await found(worker_db, "Patient", family="branz")) == ["a", "b"]
    assert await found(worker_db, "Patient", given="EVA") == ["a"]
    assert await found(worker_db, "Patient", name="strass") == ["c"]
    assert await found(worker_db, "Patient", name="anz") == []
    assert sorted(await found(worker_db, "Patient", family="STRASSE,BRANZA")) == ["a", "b", "c"]


async def test_index_rows_follow_updates(worker_db: Database, origin: Origin, clock: SetClock) -> None:
    store = Store()
    for gender, born in (("male", "1950-01-01"), ("female", "1951-01-01")):
        clock.advance(timedelta(days=1))
        async with worker_db.transaction() as conn:
            await store.put(conn, 1, [patient(gender=gender, birthDate=born, name=[{"family": gender}])], origin)
    assert await found(worker_db, "Patient", gender="male") == []
    assert await found(worker_db, "Patient", family="male") == []
    assert await found(worker_db, "Patient", birthdate="1950-01-01") == []
    assert await found(worker_db, "Patient", gender="female", birthdate="1951-01-01", family="fem") == ["p1"]
    assert await found(worker_db, "Patient", _lastUpdated="2026-01-17") == ["p1"]


async def test_numbers_round_as_written(worker_db: Database, origin: Origin) -> None:
    values = [decode(b'{"resourceType":"Observation","id":"o%d","status":"final","code":{"text":"x"},'
                     b'"valueQuantity":{"value":%s,"code":"mg"}}' % (n, v))
              for n, v in enumerate([b"5.34", b"5.35", b"5.4", b"5.449", b"5.45", b"-5.4"])]  # fmt: skip
    async with worker_db.transaction() as conn:
        await Store().put(conn, 1, values, origin)

    async def numbered(asked: str) -> set[str]:
        return {i[1:] for i in await found(worker_db, "Observation", value0quantity=asked)}

    assert await numbered("5.4") == {"1", "2", "3"}
    assert await numbered("5.40") == {"2"}
    assert await numbered("ne5.4||mg") == {"0", "4", "5"}
    assert await numbered("gt5.4") == {"3", "4"} and await numbered("le-5.4") == {"5"}
    assert await numbered("ap5") == {"0", "1", "2", "3", "4"}
    assert await numbered("5.4||g") == set()


async def test_include_brings_what_matches_point_at(worker_db: Database, origin: Origin) -> None:
    async with worker_db.transaction() as conn:
        await Store().put(conn, 1, [patient(), observation("o1"), observation("o2")], origin)
        page = await Store().search(conn, "Observation", [("_include", "Observation:subject"), ("_count", "1")])
        assert [s.id for s in page.included] == ["p1"] and len(page.matches) == 1 and page.next
        page = await Store().search(conn, "Observation", [("_include", "Observation:subject:Group")])
        assert page.included == []


WRONG = [
    ("colour", "red"),
    ("code:colour", "x"),
    ("date:exact", "2026"),
    ("code-value-quantity", "x"),
    ("code-value-quantity", "x$many"),
    ("code:of-type", "a|b"),
    ("code:in", "http://example.org/no-such-value-set"),
    ("code:below", "http://example.org/no-such-system|x"),
    ("code:in", ",".join(f"http://example.org/{n}" for n in range(30))),
    ("code", ",".join("x" * 3000)),
    ("code:missing", "maybe"),
    ("subject:Colour.name", "x"),
    ("subject:Practitioner.name", "x"),
    ("subject:Patient.colour", "x"),
    ("subject.colour", "x"),
    ("code.name", "x"),
    ("_has:Colour:patient:code", "x"),
    ("_has:Encounter:subject:status", "x"),
    ("_has:Encounter:status:status", "x"),
    ("_has:Encounter", "x"),
    ("date", "last week"),
    ("date", "2026-02-30"),
    ("value-quantity", "many"),
    ("value-quantity", "5|mg"),
    ("code", "a|b|c"),
    ("_sort", "subject"),
    ("_sort", "date,date,date,date,date"),
    ("_count", "-1"),
    ("_total", "some"),
    ("_include", "Observation:code"),
    ("_include", "Encounter:subject"),
    ("_include:colour", "Observation:subject"),
    ("_revinclude", "Encounter:subject"),
    ("_page", "WzEsMiwzXQ"),
    ("_page", "%%%"),
    ("_elements", "id"),
]


async def test_what_is_not_understood_is_said(worker_db: Database) -> None:
    for name, value in WRONG:
        with pytest.raises(BadInput) as caught:
            async with worker_db.transaction() as conn:
                await Store().search(conn, "Observation", [(name, value)])
        assert caught.value.where, (name, value)


async def test_lenient_ignores_and_says_so(worker_db: Database) -> None:
    async with worker_db.transaction() as conn:
        page = await Store().search(conn, "Observation", [("colour", "red"), ("status", "final")], lenient=True)
    assert page.ignored == ["colour"]
