"""`_content`, `_text` and `near`: what is read in the resources themselves."""

from typing import Any

import pytest

from careweft.access import accounts
from careweft.access.accounts import NewAccount
from careweft.base.db import Database
from careweft.base.errors import BadInput
from careweft.fhir.decode import decode
from careweft.fhir.store import Origin, Store
from tests.fhir.conftest import observation, patient
from tests.fhir.test_search_modifiers import condition, ids


def told(text: str) -> dict[str, Any]:
    return {"text": {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{text}</div>'}}


def location(id_: str, latitude: float, longitude: float) -> dict[str, Any]:
    return {"resourceType": "Location", "id": id_, "position": {"latitude": latitude, "longitude": longitude}}


BONE = condition("bone", code={"text": "Tumour of the bone"}, **told("<p>Bone, with <b>metastases</b></p>"))
LIVER = condition("liver", note=[{"text": "Métastases “seen” in Émile’s liver"}], **told("LIVER &amp; more"))
QUIET = condition("quiet", code={"coding": [{"code": "93870000", "display": 'Said "rare" \\ none'}]})
FOUND = [
    ("_content=bone", "bone"),
    ("_content=(bone OR liver) and metastases", "bone liver"),
    ("_text=(bone OR liver) and metastases", "bone"),
    ("_text=liver,bone", "bone liver"),
    ("_text=status", ""),  # it is read in the narrative alone
    ("_content=div", ""),  # the names of elements and tags are no words of it
    ("_content=xhtml", ""),
    ("_content=generated", "bone liver"),
    ("_content=EMILE", "liver"),
    ("_content=émile's liver", "liver"),
    ('_content="tumour of the bone"', "bone"),
    ('_content="bone of the tumour"', ""),
    ('_content="bone bone"', ""),  # a phrase does not go on from one value to the next
    ("_content=tum*", "bone"),
    ("_content=tum", ""),
    ("_content=metastases NOT bone", "liver"),
    ("_content=NOT (bone OR liver)", "quiet"),
    ("_content=93870000", "quiet"),
    ("_content=rare none", "quiet"),
    ("_content=bone -", "bone"),
    ("_content=bone&subject=Patient/p1", "bone"),
    ("_content=bone&subject=Patient/p2", ""),
    ("code=93870000&_content=rare&_sort=-_lastUpdated", "quiet"),
    ("subject:Patient._content=Mary", "bone liver quiet"),
    ("subject:Patient._content=bone", ""),
]


async def test_words(worker_db: Database, origin: Origin) -> None:
    async with worker_db.transaction() as conn:
        await Store().put(conn, 1, [decode(one) for one in (patient(), BONE, LIVER, QUIET)], origin)
    for query, answer in FOUND:
        assert await ids(worker_db, f"Condition?{query}") == set(answer.split()), query
    assert await ids(worker_db, "Patient?_has:Condition:patient:_text=metastases") == {"p1"}
    assert await ids(worker_db, "?_type=Patient,Condition&_content=branza OR rare") == {"p1", "quiet"}
    for value in ("", " ", "-", "(", "()", "bone)", "bone OR", "AND bone", 'the "bone', "(" * 90 + "a", "NOT"):
        with pytest.raises(BadInput, match=r"_content: .*(is not understood|values)"):
            await ids(worker_db, "Condition?", _content=value or ",")


async def test_more_words_than_can_be_kept_apart_and_long_attachments(worker_db: Database, origin: Origin) -> None:
    many = " ".join(f"{n:x}-{n:o}" for n in range(90_000))
    async with worker_db.transaction() as conn:
        large = patient("large", contact=[{"name": {"text": f"first {many}"}}], **told(f"first {many}"))
        scan = {"contentType": "image/png", "data": "AAAA" * 40_000 + "/bone/AAAA"}
        await Store().put(conn, 1, [large, patient("photo", photo=[scan | {"title": "Passport"}])], origin)
    assert await ids(worker_db, "Patient?_content=first") == await ids(worker_db, "Patient?_text=first") == {"large"}
    assert await ids(worker_db, "Patient?_content=passport") == {"photo"}


async def test_words_of_somebody_whom_one_may_not_see_find_nothing(
    worker_db: Database, web_db: Database, origin: Origin
) -> None:
    async with worker_db.transaction() as conn:
        await Store().put(conn, 1, [patient("p1"), observation("seen", "Patient/p1")], origin)
        await Store().put(conn, 2, [patient("p2"), observation("hidden", "Patient/p2")], origin)
        since = "INSERT INTO access.relationship VALUES (1, 'team', 'care-team', 'x', '2000-01-01')"
        await conn.execute(since)
        new = NewAccount("nurse", "a password", "Nurse", memberships=[("team", "nurse")])
        account = await accounts.create(conn, new)
    asked = {"Observation": "body height", "Patient": "éva", "Observation.subject": "éva"}
    for name, value in asked.items():
        type_, _, chain = name.partition(".")
        pairs = [(f"{chain}:Patient._content" if chain else "_content", value), ("_total", "accurate")]
        async with web_db.transaction(account, readonly=True) as conn:
            page = await Store().search(conn, type_, pairs)
        assert (page.total, [one.id for one in page.matches]) == (1, ["seen" if type_ == "Observation" else "p1"])


async def test_near(worker_db: Database, origin: Origin) -> None:
    places = [location("torquay", 50.4619, -3.5253), location("paignton", 50.4352, -3.5644),
              location("suva", -18.1248, 178.4501), location("savusavu", -16.7767, 179.3394),
              location("taveuni", -16.69, -179.88), {"resourceType": "Location", "id": "nowhere"}]  # fmt: skip
    async with worker_db.transaction() as conn:
        await Store().put(conn, 0, [decode(one) for one in places], origin)
    for value, answer in {
        "50.4619|-3.5253": "torquay paignton",  # 10 km where no distance is named
        "50.4619|-3.5253|4": "torquay",
        "50.4619|-3.5253|4.1": "torquay paignton",
        "50.4619|-3.5253|4100|m": "torquay paignton",
        "50.4619|-3.5253|4050|m": "torquay",
        "50.4619|-3.5253|2.54|[mi_us]": "torquay paignton",
        "50.4619|-3.5253|0|km": "torquay",
        "-16.7767|179.3394|90|km": "savusavu taveuni",  # across the date line
        "-16.7767|179.3394|90|km,50.4619|-3.5253|1": "savusavu taveuni torquay",
        "90|0|21000": "torquay paignton suva savusavu taveuni",
    }.items():
        assert await ids(worker_db, "Location?", near=value) == set(answer.split()), value
    for value in ("50", "50|", "91|0", "0|181", "x|0", "0|0|-1", "0|0|1|furlong", "0|0|1|km|x", "0|0|NaN", "0|0|1e400"):
        with pytest.raises(BadInput, match="is no place"):
            await ids(worker_db, "Location?", near=value)
    with pytest.raises(BadInput, match="has no modifier"):
        await ids(worker_db, "Location?near:missing=true")
    with pytest.raises(BadInput, match="near"):
        await ids(worker_db, "Organization?near=1|1")
