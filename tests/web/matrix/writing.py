"""Writing to what is not to be seen: nothing is changed, and nothing tells whether it is there."""

from base64 import b64encode
from typing import Any

from orjson import dumps

from tests.web.matrix.here import made_here
from tests.web.matrix.paths import JSON, Paths
from tests.web.matrix.town import sample

PATCH = {"content-type": "application/json-patch+json"}
OTHER = [{"op": "replace", "path": "/language", "value": "en"}]


async def writing(paths: Paths) -> None:
    """Every way to write, to every hidden resource and to one that is not there: to all in a batch, whose entries are
    each done as a request of its own, and to the first of each type by requests as well.
    """
    hidden: dict[str, list[str]] = {}
    for type_, id_ in sorted(paths.untouched):
        if paths.chosen():
            hidden.setdefault(type_, []).append(id_)
    for type_, ids in hidden.items():
        await by_batch(paths, type_, ids)
        free = await answers(paths, type_, "x" * len(ids[0]))
        for one, other in zip(await answers(paths, type_, ids[0]), free, strict=True):
            paths.check("write", one == other, type_, ids[0], one, other)
    keys = [(type_, id_) for type_, ids in hidden.items() for id_ in ids]
    async with paths.town.worker.transaction() as connection:
        found = {(each.type, each.id) for each in await paths.town.desk.engine.store.read_many(connection, keys)}
    for key in keys:
        paths.check("write", key in found, *key)


async def by_batch(paths: Paths, type_: str, ids: list[str]) -> None:
    """Ask to write to each, and to as many that are not there, in one batch: one answer each."""
    every = [*ids, *{"x" * len(id_) for id_ in ids}]
    entries = [entry for id_ in every for entry in _entries(type_, id_)]
    bundle = {"resourceType": "Bundle", "type": "batch", "entry": entries}
    answer = await paths.fhir("POST", "", json=bundle, headers=JSON)
    if answer.status_code != 200:  # the account, or the app, may not write at all
        for id_ in ids:
            paths.check("write", answer.status_code in (401, 403) and id_ not in answer.text, type_, id_, answer.text)
        return
    told, ways = answer.json()["entry"], len(entries) // len(every)
    said = {
        id_: [
            str(told[at]["response"]).replace(id_, "").replace(f"entry[{at}]", "")
            for at in range(number * ways, (number + 1) * ways)
        ]
        for number, id_ in enumerate(every)
    }
    for id_ in ids:
        for one, other in zip(said[id_], said["x" * len(id_)], strict=True):
            paths.check("write", one == other, type_, id_, one, other)


def _entries(type_: str, id_: str) -> list[dict[str, Any]]:
    """The ways to write to one resource, as entries of a Bundle."""
    body = _body(type_, id_)
    patch = {"resourceType": "Binary", "contentType": PATCH["content-type"], "data": b64encode(dumps(OTHER)).decode()}
    return [
        {"resource": body, "request": {"method": "PUT", "url": f"{type_}/{id_}"}},
        {"resource": body, "request": {"method": "PUT", "url": f"{type_}?_id={id_}"}},
        {"resource": patch, "request": {"method": "PATCH", "url": f"{type_}/{id_}"}},
        {"request": {"method": "DELETE", "url": f"{type_}/{id_}"}},
        {"request": {"method": "DELETE", "url": f"{type_}?_id={id_}"}},
    ]


async def answers(paths: Paths, type_: str, id_: str) -> list[tuple[int, str]]:
    """What each way answers, the id left out. The resource is about somebody whom the account may see, if anybody."""
    body = _body(type_, id_)
    entry = {"resource": body, "request": {"method": "PUT", "url": f"{type_}/{id_}"}}
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
    found = [
        await paths.fhir("PUT", f"{type_}/{id_}", json=body, headers=JSON),
        await paths.fhir("PUT", f"{type_}?_id={id_}", json=body, headers=JSON),
        await paths.fhir("PATCH", f"{type_}/{id_}", json=OTHER, headers=PATCH),
        await paths.fhir("DELETE", f"{type_}/{id_}"),
        await paths.fhir("POST", "", json=bundle, headers=JSON),
    ]
    return [(answer.status_code, answer.text.replace(id_, "")) for answer in found]


def _body(type_: str, id_: str) -> dict[str, Any]:
    """A resource of a type that is about the first person."""
    known = {made.body["resourceType"]: made.body for made in made_here("ann", 1)}
    known |= {body["resourceType"]: body for body, _ in sample(1)}
    subject = {"reference": "Patient/p1"}
    known["Patient"] = {"resourceType": "Patient"}
    known["RelatedPerson"] = {"resourceType": "RelatedPerson", "patient": subject}
    known["Flag"] = {"resourceType": "Flag", "status": "inactive", "subject": subject, "code": {"text": "x"}}
    known["Consent"] = {
        "resourceType": "Consent", "status": "inactive", "patient": subject, "scope": {"text": "x"},
        "category": [{"text": "x"}], "policyRule": {"text": "x"},
    }  # fmt: skip
    return {name: value for name, value in known[type_].items() if name != "meta"} | {"id": id_}
