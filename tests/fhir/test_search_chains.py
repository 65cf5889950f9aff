"""Chains, `_has`, includes and compartments, also across persons, and what of them an account may not see."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest

from careweft.access import accounts, relationships
from careweft.access.accounts import NewAccount
from careweft.access.relationships import Relationship
from careweft.base.db import Database
from careweft.base.errors import BadInput
from careweft.fhir.decode import decode
from careweft.fhir.search import include
from careweft.fhir.search.query import Page
from careweft.fhir.search.request import COMPARTMENT
from careweft.fhir.store import Origin, Store
from tests.fhir.conftest import observation, patient

Resource = dict[str, Any]
EVER = datetime(2020, 1, 1, tzinfo=UTC)


def resource(type_: str, id_: str, **more: Any) -> Resource:
    return {"resourceType": type_, "id": id_, **more}


def to(text: str) -> Resource:
    return {"reference": text}


def encounter(id_: str, whose: str, class_: str, **more: Any) -> Resource:
    return resource("Encounter", id_, status="finished", subject=to(f"Patient/{whose}"), **more) | {
        "class": {"code": class_}
    }


SHARED = [
    resource("Organization", "trust", name="Trust"),
    resource("Organization", "ward", name="Ward 7", partOf=to("Organization/trust")),
    resource("Practitioner", "gp", name=[{"family": "Grey"}]),
    resource("PractitionerRole", "role", practitioner=to("Practitioner/gp"), organization=to("Organization/ward")),
]
ANNA = [
    patient("anna", name=[{"family": "Archer"}], gender="female", generalPractitioner=[to("Practitioner/gp")],
            managingOrganization=to("Organization/ward")),
    encounter("a1", "anna", "AMB", serviceProvider=to("Organization/ward")),
    encounter("a2", "anna", "IMP", partOf=to("Encounter/a1")),
    observation("ao1", "Patient/anna", encounter=to("Encounter/a1"), performer=[to("Practitioner/gp")]),
    observation("ao2", "Patient/anna", encounter=to("Encounter/a2"), status="preliminary"),
    observation("ao3", "Patient/anna", performer=[to("Patient/ben")], hasMember=[to("Observation/ao1")]),
]  # fmt: skip
BEN = [
    patient("ben", name=[{"family": "Baker"}], gender="male", managingOrganization=to("Organization/trust")),
    encounter("b1", "ben", "AMB"),
    observation("bo1", "Patient/ben", encounter=to("Encounter/b1")),
    resource("Provenance", "prov", target=[to("Observation/bo1")], recorded="2026-01-01T00:00:00Z",
             agent=[{"who": to("Practitioner/gp")}], patient=to("Patient/ben")) ,
]  # fmt: skip


async def keep(db: Database, origin: Origin) -> None:
    async with db.transaction() as conn:
        for person, found in ((0, SHARED), (1, ANNA), (2, BEN)):
            kept = [
                {k: v for k, v in one.items() if k != "patient" or one["resourceType"] != "Provenance"} for one in found
            ]
            await Store().put(conn, person, [decode(one) for one in kept], origin)


async def search(db: Database, query: str, account: int | None = None) -> Page:
    type_, _, rest = query.partition("?")
    async with db.transaction(account, readonly=True) as conn:
        return await Store().search(conn, type_, parse_qsl(rest))


async def ids(db: Database, query: str, account: int | None = None) -> set[str]:
    return {stored.id for stored in (await search(db, query, account)).matches}


CHAINS = [
    ("Observation?patient.name=archer", {"ao1", "ao2", "ao3"}),
    ("Observation?subject:Patient.name=archer", {"ao1", "ao2", "ao3"}),
    ("Observation?subject.name=archer", {"ao1", "ao2", "ao3"}),
    ("Observation?patient.name=nobody", set()),
    ("Observation?patient.gender=male,female", {"ao1", "ao2", "ao3", "bo1"}),
    ("Observation?patient.gender:not=male", {"ao1", "ao2", "ao3"}),
    ("Observation?performer:Patient.name=baker", {"ao3"}),
    ("Observation?performer:Practitioner.family=grey", {"ao1"}),
    ("Observation?performer.family=grey", {"ao1"}),
    ("Observation?encounter.class=AMB", {"ao1", "bo1"}),
    ("Observation?encounter.class=AMB&patient=anna", {"ao1"}),
    ("Observation?encounter.part-of.class=AMB", {"ao2"}),
    ("Observation?encounter.service-provider.partof.name=trust", {"ao1"}),
    ("Observation?encounter:Encounter.service-provider:Organization.name:exact=Ward 7", {"ao1"}),
    ("Observation?encounter.service-provider.partof:Organization._id=trust", {"ao1"}),
    ("Observation?patient.organization.name=ward", {"ao1", "ao2", "ao3"}),
    ("Observation?patient.organization.partof.name=trust", {"ao1", "ao2", "ao3"}),
    ("Observation?has-member.status=final", {"ao3"}),
    ("Observation?has-member.encounter.class=AMB", {"ao3"}),
    ("Observation?patient.general-practitioner:Practitioner.family=grey&status=preliminary", {"ao2"}),
    ("Patient?organization.name=ward", {"anna"}),
    ("Patient?organization:missing=false&organization.name:contains=t", {"ben"}),
    ("Patient?_has:Observation:patient:status=preliminary", {"anna"}),
    ("Patient?_has:Observation:subject:code=8302-2", {"anna", "ben"}),
    ("Patient?_has:Observation:performer:status=final", {"ben"}),
    ("Patient?_has:Encounter:patient:_has:Observation:encounter:status=preliminary", {"anna"}),
    ("Patient?_has:Encounter:patient:service-provider.name=ward", {"anna"}),
    ("Encounter?_has:Observation:encounter:status=final", {"a1", "b1"}),
    ("Observation?encounter:below=Encounter/a1", {"ao1", "ao2"}),
    ("Observation?encounter:below=a2", {"ao2"}),
    ("Observation?encounter:above=a2", {"ao1", "ao2"}),
    ("Encounter?part-of:below=a1", {"a2"}),
    ("Encounter?service-provider:below=trust", {"a1"}),
    ("Encounter?service-provider:above=ward,nobody", {"a1"}),
    ("Patient?organization:below=trust&_has:Encounter:patient:part-of:below=a1", {"anna"}),
    ("Encounter?_has:Encounter:part-of:class=IMP", {"a1"}),
    ("Practitioner?_has:Patient:general-practitioner:name=archer", {"gp"}),
    ("Organization?_has:Organization:partof:name=ward", {"trust"}),
    ("Organization?_has:Patient:organization:_has:Observation:patient:status=preliminary", {"ward"}),
    ("Practitioner?_has:PractitionerRole:practitioner:organization.partof.name=trust", {"gp"}),
    ("Observation?patient._has:Encounter:patient:class=IMP", {"ao1", "ao2", "ao3"}),
    ("Observation?_has:Provenance:target:agent=Practitioner/gp", {"bo1"}),
]


async def test_chains_and_has(worker_db: Database, origin: Origin) -> None:
    await keep(worker_db, origin)
    assert [(query, await ids(worker_db, query)) for query, _ in CHAINS] == CHAINS


async def test_a_chain_has_an_end(worker_db: Database) -> None:
    with pytest.raises(BadInput, match="too long"):
        await ids(worker_db, f"Organization?{'partof.' * 9}name=x")
    with pytest.raises(BadInput, match="types have such a parameter"):
        await ids(worker_db, "Provenance?target.identifier=x")


INCLUDES: list[tuple[str, set[str]]] = [
    ("_include=Observation:subject", {"Patient/anna"}),
    ("_include=Observation:patient", {"Patient/anna"}),
    ("_include=Observation:subject:Group", set()),
    ("_include=Observation:encounter", {"Encounter/a1"}),
    ("_include=Observation:performer&_include=Observation:encounter", {"Practitioner/gp", "Encounter/a1"}),
    ("_include=Observation:*", {"Patient/anna", "Encounter/a1", "Practitioner/gp"}),
    ("_include=*", {"Patient/anna", "Encounter/a1", "Practitioner/gp"}),
    ("_include=Observation:encounter&_include:iterate=Encounter:service-provider",
     {"Encounter/a1", "Organization/ward"}),
    ("_include=Observation:encounter&_include:iterate=Encounter:service-provider"
     "&_include:iterate=Organization:partof", {"Encounter/a1", "Organization/ward", "Organization/trust"}),
    ("_include:iterate=Organization:partof", set()),
    ("_revinclude=Observation:has-member", {"Observation/ao3"}),
    ("_revinclude=Observation:*", {"Observation/ao3"}),
    ("_include=Observation:encounter&_revinclude:iterate=Encounter:part-of", {"Encounter/a1", "Encounter/a2"}),
    ("_include=Observation:patient&_revinclude:iterate=Encounter:patient",
     {"Patient/anna", "Encounter/a1", "Encounter/a2"}),
]  # fmt: skip


async def test_includes(worker_db: Database, origin: Origin) -> None:
    await keep(worker_db, origin)
    for query, answer in INCLUDES:
        page = await search(worker_db, f"Observation?_id=ao1&{query}")
        assert [stored.id for stored in page.matches] == ["ao1"], query
        assert sorted(f"{stored.type}/{stored.id}" for stored in page.included) == sorted(answer), query


async def test_includes_both_ways_from_a_patient(worker_db: Database, origin: Origin) -> None:
    await keep(worker_db, origin)
    page = await search(worker_db, "Patient?_id=ben&_revinclude=Observation:patient&_revinclude=Observation:performer")
    assert {stored.id for stored in page.included} == {"bo1", "ao3"}
    page = await search(worker_db, "Patient?_id=ben&_revinclude=*")
    assert {stored.id for stored in page.included} == {"bo1", "b1", "ao3"}
    page = await search(worker_db, "Observation?patient=anna&_include=Observation:has-member")
    assert len(page.matches) == 3 and page.included == []  # what is a match is not included once more


async def test_includes_that_are_many_go_on_on_pages_of_their_own(
    worker_db: Database, origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(include, "MAX_INCLUDED", 3)
    people = [patient(f"p{n}") for n in range(3)]
    async with worker_db.transaction() as conn:
        for person, one in enumerate(people, 1):
            seen = [observation(f"{one['id']}-{n}", f"Patient/{one['id']}") for n in range(1, 8)]
            await Store().put(conn, person, [one, *seen], origin)
    pages, token = [], ""
    while token is not None:
        page = await search(worker_db, f"Patient?_count=2&_revinclude=Observation:patient&_page={token}")
        assert len(page.matches) <= 2 and len(page.included) <= 3
        pages.append(page)
        token = page.next  # type: ignore[assignment]
    matches = [stored.id for page in pages for stored in page.matches]
    included = [stored.id for page in pages for stored in page.included]
    assert sorted(matches) == ["p0", "p1", "p2"]
    assert sorted(included) == sorted(f"p{m}-{n}" for m in range(3) for n in range(1, 8))


@pytest.mark.parametrize(
    ("type_", "of", "answer"),
    [
        ("Observation", "Patient/anna", {"ao1", "ao2", "ao3"}),
        ("Observation", "Patient/ben", {"bo1", "ao3"}),  # ben performed ao3
        ("Encounter", "Patient/ben", {"b1"}),
        ("Observation", "Patient/nobody", set()),
        ("Observation", "Encounter/a1", {"ao1"}),
        ("Observation", "Practitioner/gp", {"ao1"}),
        ("Patient", "Practitioner/gp", {"anna"}),
        ("Observation", "Device/gp", set()),
    ],
)
async def test_the_compartments(worker_db: Database, origin: Origin, type_: str, of: str, answer: set[str]) -> None:
    await keep(worker_db, origin)
    async with worker_db.transaction(readonly=True) as conn:
        page = await Store().search(conn, type_, [(COMPARTMENT, of), ("_total", "accurate")])
        assert {stored.id for stored in page.matches} == answer and page.total == len(answer)
        with pytest.raises(BadInput):
            await Store().search(conn, "Organization", [(COMPARTMENT, of)])


async def test_the_entries_of_a_list(worker_db: Database, origin: Origin) -> None:
    await keep(worker_db, origin)
    items = [
        {"item": to("Observation/ao1")},
        {"item": to("Observation/ao2"), "deleted": True},
        {"item": to("Patient/ben")},
    ]
    made = decode(resource("List", "l", status="current", mode="changes", subject=to("Patient/anna"), entry=items))
    async with worker_db.transaction() as conn:
        await Store().put(conn, 1, [made], origin)
    assert await ids(worker_db, "Observation?_list=l") == {"ao1"}
    assert await ids(worker_db, "Patient?_list=l") == {"ben"}
    assert await ids(worker_db, "Patient?_list=none") == set()


async def test_nothing_is_found_through_whom_an_account_may_not_see(
    worker_db: Database, web_db: Database, origin: Origin
) -> None:
    """Ben is hidden: each way to him answers as if he did not exist."""
    await keep(worker_db, origin)
    async with worker_db.transaction() as conn:
        account = await accounts.create(conn, NewAccount("nurse", "x" * 20, "Nurse", memberships=[("zone", "nurse")]))
        await relationships.keep(conn, [Relationship(1, "zone", "care-team", "case/1", EVER)])
    for query, answer in CHAINS:
        hidden = answer - {"ben", "b1", "bo1"}
        if "performer:Patient" in query:
            hidden = set()  # only Ben performed it
        assert await ids(web_db, query, account) == hidden, query
        page = await search(web_db, f"{query}&_total=accurate", account)
        assert page.total == len(hidden), query
        assert not await ids(web_db, query), query  # nobody's account
    page = await search(web_db, "Patient?_revinclude=Observation:performer&_revinclude=Observation:patient", account)
    assert {s.id for s in page.matches} == {"anna"} and {s.id for s in page.included} == {"ao1", "ao2", "ao3"}
    page = await search(web_db, "Observation?_include=*&_include:iterate=*&_revinclude:iterate=*", account)
    assert not {"ben", "b1", "bo1"} & {s.id for s in page.included}
    page = await search(web_db, "Practitioner?_revinclude=*&_revinclude:iterate=*", account)
    assert "anna" in {s.id for s in page.included} and not {"ben", "b1", "bo1"} & {s.id for s in page.included}
    async with web_db.transaction(account, readonly=True) as conn:
        page = await Store().search(conn, "Observation", [(COMPARTMENT, "Patient/ben"), ("_total", "accurate")])
    # Anna's own record names him: that may be seen, and would be so found whether or not there is such a patient.
    assert {s.id for s in page.matches} == {"ao3"} and page.total == 1
