"""Random requests on random resources: SQL finds what reading finds, for the system and for an account that sees two
of three persons; pages give it all once, in the order asked, and what was to be included with it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from careweft.access import accounts, relationships
from careweft.access.accounts import NewAccount
from careweft.access.relationships import Relationship
from careweft.base.clock import SetClock
from careweft.base.db import WEB, WORKER, Database
from careweft.fhir.decode import decode
from careweft.fhir.search.query import Page
from careweft.fhir.store import Store
from tests.fhir.conftest import ORIGIN
from tests.fhir.search_reading import EARLIEST, NOW, VALUES, Reader, Resource, interval

SEEN = (0, 1, 2)  # the third person is hidden from the account
TABLES = ("resource", "location", "history", "index_token", "index_string", "index_date", "index_number")
FAMILIES = ["Miller", "Müller", "muller", "Mill", "Strauß", "Strauss", "Ng"]
LOINC, SCT, UCUM = "http://loinc.org", "http://snomed.info/sct", "http://unitsofmeasure.org"
CODES = [(LOINC, "1"), (LOINC, "2"), (SCT, "1"), ("", "3")]
DATES = [
    "2023",
    "2024-02",
    "2024-02-29",
    "2024-03-31",
    "2024-03-31T00:30:00Z",
    "2024-10-27T01:30:00+01:00",
    "2025-01-01",
]
PREFIXES = ["", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb"]
IDENTIFIERS = [{"system": "urn:a", "value": "1"}, {"value": "1"}, {"system": "urn:b", "value": "2"}]
BORN = ["1950", "1950-02", "1960-02-29", "1955"]
NUMBERS = ["1", "1.0", "1.5", "2", "1.25", "-1"]
IDS = range(1, 4)


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Resource]:
    return st.fixed_dictionaries({}, optional=fields)


def to(type_: str, prefix: str) -> st.SearchStrategy[Resource]:
    return st.sampled_from(IDS).map(lambda n: {"reference": f"{type_}/{prefix}{n}"})


def anyones(type_: str, letter: str) -> st.SearchStrategy[Resource]:
    """A reference to a resource of any of the three persons."""
    return st.tuples(st.sampled_from((1, 2, 3)), st.sampled_from(IDS)).map(
        lambda of: {"reference": f"{type_}/{letter}{of[0]}-{of[1]}"}
    )


CONCEPT = st.builds(
    lambda codes, text: {
        "coding": [({"system": s} if s else {}) | {"code": c} | ({"display": d} if d else {}) for (s, c), d in codes]
    } | ({"text": text} if text else {}),
    st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(["", "Weight", "Groß"])), min_size=1,
             max_size=2),
    st.sampled_from(["", "Weight of all"]),
)  # fmt: skip
AMOUNT = st.builds(
    lambda value, unit: {"value": float(value)} | ({"system": UCUM, "code": unit} if unit else {}),
    st.sampled_from(NUMBERS), st.sampled_from(["", "kg", "cm"]),
)  # fmt: skip
PERIOD = st.tuples(st.sampled_from(DATES), st.sampled_from(DATES), st.sampled_from(["both", "start", "end"])).map(
    lambda p: {k: v for k, v in zip(("start", "end"), sorted(p[:2], key=lambda d: interval(d)[0]), strict=True)
               if p[2] in ("both", k)}
)  # fmt: skip
PATIENT = some(
    name=st.lists(
        some(family=st.sampled_from(FAMILIES), given=st.lists(st.sampled_from(FAMILIES), min_size=1, max_size=2)),
        min_size=1, max_size=2,
    ).map(lambda found: [n for n in found if n] or [{"family": "Ng"}]),
    gender=st.sampled_from(["male", "female", "other"]),
    birthDate=st.sampled_from(["1950", "1950-02", "1950-02-28", "1960-02-29"]),
    identifier=st.lists(st.sampled_from(IDENTIFIERS), min_size=1, max_size=2, unique_by=str),
    managingOrganization=to("Organization", "o"),
)  # fmt: skip
ENCOUNTER = st.builds(
    lambda status, class_, more: {"status": status, "class": {"code": class_}, **more},
    st.sampled_from(["planned", "finished"]), st.sampled_from(["AMB", "IMP"]),
    some(period=PERIOD, partOf=anyones("Encounter", "e"), serviceProvider=to("Organization", "o")),
)  # fmt: skip
COMPONENT = st.builds(lambda code, more: {"code": code, **more}, CONCEPT, some(valueQuantity=AMOUNT))
OBSERVATION = st.builds(
    lambda status, code, when, more: {"status": status, "code": code, **when, **more},
    st.sampled_from(["final", "amended"]), CONCEPT,
    st.one_of(st.just({}), st.sampled_from(DATES).map(lambda d: {"effectiveDateTime": d}),
              PERIOD.map(lambda p: {"effectivePeriod": p})),
    some(valueQuantity=AMOUNT, encounter=anyones("Encounter", "e"),
         component=st.lists(COMPONENT, min_size=1, max_size=2),
         performer=st.lists(anyones("Patient", "p"), min_size=1, max_size=1)),
)  # fmt: skip


@st.composite
def records(draw: Callable[[st.SearchStrategy[Any]], Any]) -> list[tuple[int, Resource]]:
    """Organisations shared by all and three persons with Patients, Encounters and Observations."""
    kept: list[tuple[int, Resource]] = [
        (0, {"resourceType": "Organization", "id": f"o{n}", "name": draw(st.sampled_from(FAMILIES)),
             **draw(some(partOf=to("Organization", "o")))})
        for n in IDS
    ]  # fmt: skip
    for person in (1, 2, 3):
        made = [("Patient", "p", draw(st.lists(PATIENT, min_size=1, max_size=2))),
                ("Encounter", "e", draw(st.lists(ENCOUNTER, max_size=2))),
                ("Observation", "b", draw(st.lists(OBSERVATION, max_size=4)))]  # fmt: skip
        for type_, letter, bodies in made:
            for n, body in enumerate(bodies, 1):
                subject = {} if type_ == "Patient" else {"subject": {"reference": f"Patient/p{person}-1"}}
                kept.append((person, {"resourceType": type_, "id": f"{letter}{person}-{n}", **subject, **body}))
    return kept


TOKENS = ["1", f"{LOINC}|1", f"{LOINC}|", "|3", "2,3", f"{SCT}|1,{LOINC}|2", "none"]
PLAIN = st.one_of(
    st.tuples(st.just("Patient"), st.sampled_from(["family", "given", "name", "family:exact", "name:contains"]),
              st.sampled_from([*FAMILIES, "mul", "il", "ss", "Miller,Ng"])),
    st.tuples(st.just("Patient"), st.sampled_from(["gender", "gender:not"]), st.sampled_from(["male", "male,other"])),
    st.tuples(st.just("Patient"), st.just("birthdate"),
              st.builds(str.__add__, st.sampled_from(PREFIXES), st.sampled_from(BORN))),
    st.tuples(st.just("Patient"), st.sampled_from(["identifier", "identifier:not"]),
              st.sampled_from(["1", "urn:a|1", "|1", "urn:b|", "urn:a|2,2"])),
    st.tuples(st.just("Patient"), st.just("organization"), st.sampled_from(["o1", "Organization/o2", "o1,o3"])),
    st.tuples(st.just("Patient"), st.just("_id"), st.sampled_from(["p1-1", "p2-1,p3-1", "none"])),
    st.tuples(st.just("Organization"), st.sampled_from(["name", "name:contains"]), st.sampled_from([*FAMILIES, "ul"])),
    st.tuples(st.just("Organization"), st.just("partof"), st.sampled_from(["o1", "Organization/o2"])),
    st.tuples(st.just("Encounter"), st.sampled_from(["status", "status:not"]),
              st.sampled_from(["planned", "finished"])),
    st.tuples(st.just("Encounter"), st.just("class"), st.sampled_from(["AMB", "IMP", "AMB,IMP"])),
    st.tuples(st.sampled_from(["Encounter", "Observation"]), st.just("date"),
              st.builds(str.__add__, st.sampled_from(PREFIXES), st.sampled_from(DATES))),
    st.tuples(st.sampled_from(["Encounter", "Observation"]), st.just("patient"),
              st.sampled_from(["p1-1", "Patient/p1-2", "p3-1", "p1-1,p2-1", "none"])),
    st.tuples(st.just("Encounter"), st.just("part-of"), st.sampled_from(["e1-1", "Encounter/e3-1"])),
    st.tuples(st.just("Observation"), st.sampled_from(["status"]), st.sampled_from(["final", "amended,final"])),
    st.tuples(st.just("Observation"), st.sampled_from(["code", "combo-code", "code:not"]), st.sampled_from(TOKENS)),
    st.tuples(st.just("Observation"), st.just("code:text"), st.sampled_from(["weight", "WEIGHT OF", "gros", "x"])),
    st.tuples(st.just("Observation"), st.just("value-quantity"),
              st.builds(lambda p, n, u: p + n + u, st.sampled_from(PREFIXES), st.sampled_from(NUMBERS),
                        st.sampled_from(["", "||kg", f"|{UCUM}|cm", "|urn:x|kg"]))),
    st.tuples(st.just("Observation"), st.sampled_from(["component-code-value-quantity", "combo-code-value-quantity"]),
              st.builds(lambda c, p, n: f"{c}${p}{n}", st.sampled_from(["1", f"{LOINC}|1", f"{LOINC}|", "3"]),
                        st.sampled_from(PREFIXES), st.sampled_from(NUMBERS))),
    st.tuples(st.just("Observation"), st.just("encounter"), st.sampled_from(["e1-1", "Encounter/e2-1", "e3-1"])),
    st.tuples(st.just("Observation"), st.just("performer"), st.sampled_from(["Patient/p1-1", "p2-1", "Patient/p3-1"])),
    st.sampled_from([(t, f"{code}:missing") for t in VALUES for code, (kind, _) in VALUES[t].items() if kind != "pair"])
    .flatmap(lambda one: st.tuples(st.just(one[0]), st.just(one[1]), st.sampled_from(["true", "false"]))),
)  # fmt: skip
FORTH = [("Observation", "patient", "Patient"), ("Observation", "encounter", "Encounter"),
         ("Observation", "performer:Patient", "Patient"), ("Encounter", "patient", "Patient"),
         ("Encounter", "subject:Patient", "Patient"), ("Encounter", "part-of", "Encounter"),
         ("Encounter", "service-provider", "Organization"), ("Patient", "organization", "Organization"),
         ("Organization", "partof", "Organization")]  # fmt: skip


def further(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """One step more: a chain to what a condition is about, or `_has` of it."""
    return inner.flatmap(
        lambda one: st.sampled_from(
            [(source, f"{name}.{one[1]}", one[2]) for source, name, target in FORTH if target == one[0]]
            + [(target, f"_has:{source}:{name.partition(':')[0]}:{one[1]}", one[2])
               for source, name, target in FORTH if source == one[0]]
        )
    )  # fmt: skip


CONDITION = st.one_of(PLAIN, PLAIN, further(PLAIN), further(further(PLAIN)))
SORTS = {
    "Patient": ["", "family", "-family", "birthdate", "-given,birthdate", "_id", "gender,-_id"],
    "Encounter": ["", "date", "-date", "status,_id"],
    "Observation": ["", "date", "-date,_id", "value-quantity", "-value-quantity", "-_id"],
    "Organization": ["", "name", "-name"],
}
INCLUDES = {
    "Observation": ["_include=Observation:encounter", "_include=Observation:patient", "_include=Observation:performer"],
    "Patient": [
        "_revinclude=Observation:patient",
        "_revinclude=Observation:performer",
        "_include=Patient:organization",
    ],
    "Encounter": ["_include=Encounter:part-of", "_revinclude=Encounter:part-of", "_revinclude=Observation:encounter"],
    "Organization": ["_revinclude=Patient:organization", "_include=Organization:partof"],
}


@st.composite
def requests(draw: Callable[[st.SearchStrategy[Any]], Any]) -> tuple[str, list[tuple[str, str]], str, str, int]:
    asked = draw(st.lists(CONDITION, min_size=1, max_size=4))
    type_ = asked[0][0]
    pairs = [(name, value) for of, name, value in asked if of == type_]
    sort, include = draw(st.sampled_from(SORTS[type_])), draw(st.sampled_from(["", "", *INCLUDES[type_]]))
    return type_, pairs, sort, include, draw(st.sampled_from([1, 2, 3, 50]))


class Place:
    """A database as the system and as the account, and a loop to use them in."""

    def __init__(self, worker: Database, web: Database, account: int) -> None:
        self.worker, self.web, self.account = worker, web, account

    async def keep(self, kept: list[tuple[int, Resource]]) -> None:
        async with self.worker.transaction() as conn:
            for table in TABLES:
                await conn.execute(f"DELETE FROM fhir.{table}")
            await Store().put(conn, [person for person, _ in kept], [decode(one) for _, one in kept], ORIGIN)

    async def pages(self, database: Database, type_: str, pairs: list[tuple[str, str]]) -> list[Page]:
        found, token = [], ""
        while token is not None:
            async with database.transaction(self.account, readonly=True) as conn:
                found.append(await Store().search(conn, type_, [*pairs, ("_page", token)]))
            token = found[-1].next  # type: ignore[assignment]
        return found


@pytest.fixture
def place(database: str) -> Iterator[tuple[Place, Callable[[Awaitable[Any]], Any]]]:
    clock = SetClock(NOW)
    with asyncio.Runner() as runner:
        worker = runner.run(Database.open(database, WORKER, clock))
        web = runner.run(Database.open(database, WEB, clock))

        async def set_up() -> int:
            since = datetime(2020, 1, 1, tzinfo=UTC)
            async with worker.transaction() as conn:
                new = NewAccount("nurse", "x" * 20, "Nurse", memberships=[("zone", "nurse")])
                known = [Relationship(person, "zone", "care-team", f"case/{person}", since) for person in (1, 2)]
                await relationships.keep(conn, known)
                return await accounts.create(conn, new)

        yield Place(worker, web, runner.run(set_up())), runner.run  # type: ignore[misc]
        runner.run(worker.close())
        runner.run(web.close())


def sort_key(r: Resource, name: str, descending: bool) -> Any:
    """What a resource is sorted by; nothing comes before everything."""
    if name == "_id":
        return r["id"]
    kind, read = VALUES[r["resourceType"]][name]
    found: list[Any]
    if kind == "string":
        found = [(_plain(text), "" if _plain(text) == text else text) for text in read(r)]
    elif kind == "date":
        found = [at for value in read(r) if (at := interval(value)[0]) > EARLIEST]  # a period without a start
    elif kind == "quantity":
        found = [value[0] for value in read(r)]
    else:
        found = [code for _, code in read(r)]
    return (1, max(found) if descending else min(found)) if found else (0,)


def _plain(text: str) -> str:
    return text.lower().replace("ü", "u").replace("ß", "ss")


def check_order(found: list[Resource], sort: str) -> None:
    """Each key in its direction, where those before it are equal."""
    keys = [(name.removeprefix("-"), name.startswith("-")) for name in sort.split(",") if name]
    for one, other in pairwise(found):
        for name, descending in keys:
            a, b = sort_key(one, name, descending), sort_key(other, name, descending)
            if a != b:
                assert (a > b) == descending, (name, one, other)
                break


def check_included(reader: Reader, page: Page, rule: str) -> None:
    """Just what the rule leads to from this page's matches, without them."""
    word, _, value = rule.partition("=")
    source, _, code = value.partition(":")
    matches = {(s.type, s.id) for s in page.matches}
    of = [(p, r) for p, r in reader.kept if (r["resourceType"], r["id"]) in matches]
    _, read = VALUES[source][code]
    if word == "_include":
        wanted = {tuple(text.split("/")) for _, r in of for text in read(r)}
        wanted &= {(r["resourceType"], r["id"]) for _, r in reader.kept}
    else:
        wanted = {
            (source, s["id"]) for p, s in reader.kept if s["resourceType"] == source
            if any(reader.refers(p, s, code, q, r) for q, r in of)
        }  # fmt: skip
    assert {(s.type, s.id) for s in page.included} == wanted - matches


MODEST = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def compare(place: Any, kept: list[tuple[int, Resource]], asked: list[Any]) -> None:
    here, run = place
    run(here.keep(kept))
    readers = [(here.worker, Reader(kept)), (here.web, Reader([one for one in kept if one[0] in SEEN]))]
    for type_, pairs, sort, include, count in asked:
        for database, reader in readers:
            answer = {r["id"]: r for _, r in reader.find(type_, pairs)}
            event("something found" if answer else "nothing found")
            more = [("_sort", sort)] if sort else []
            more += [tuple(include.split("=", 1))] if include else []
            pages = run(here.pages(database, type_, [*pairs, *more, ("_count", str(count)), ("_total", "accurate")]))
            found = [stored.id for page in pages for stored in page.matches]
            assert sorted(found) == sorted(answer), (type_, pairs)
            assert pages[0].total == len(answer), (type_, pairs)
            check_order([answer[id_] for id_ in found], sort)
            for page in pages if include else ():
                check_included(reader, page, include)


@MODEST
@given(kept=records(), asked=st.lists(requests(), min_size=4, max_size=8))
def test_search_finds_what_reading_finds(place: Any, kept: list[tuple[int, Resource]], asked: list[Any]) -> None:
    compare(place, kept, asked)


@pytest.mark.nightly
@settings(MODEST, max_examples=2000)
@given(kept=records(), asked=st.lists(requests(), min_size=4, max_size=8))
def test_search_finds_what_reading_finds_at_length(
    place: Any, kept: list[tuple[int, Resource]], asked: list[Any]
) -> None:  # fmt: skip
    compare(place, kept, asked)
