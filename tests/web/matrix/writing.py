"""Writing to what is not to be seen: nothing is changed, and nothing tells whether it is there."""

from typing import Any

from tests.web.matrix.here import made_here
from tests.web.matrix.paths import JSON, Paths
from tests.web.matrix.town import sample

PATCH = {"content-type": "application/json-patch+json"}


async def writing(paths: Paths) -> None:
    """Every way to write, to every hidden resource and to one that is not there."""
    free: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for type_, id_ in sorted(paths.unseen):
        if not paths.chosen():
            continue
        like = type_, "x" * len(id_)
        free[like] = free.get(like) or await answers(paths, *like)
        asked = await answers(paths, type_, id_)
        for one, other in zip(asked, free[like], strict=True):
            paths.check("write", one == other, type_, id_, one, other)
        async with paths.town.worker.transaction() as connection:
            found = await paths.town.desk.engine.store.read(connection, type_, id_)
        paths.check("write", found is not None and not found.deleted, type_, id_)


async def answers(paths: Paths, type_: str, id_: str) -> list[tuple[int, str]]:
    """What each way answers, the id left out. The resource is about somebody whom the account may see, if anybody."""
    body = _body(type_, id_)
    patch = [{"op": "replace", "path": "/language", "value": "en"}]
    entry = {"resource": body, "request": {"method": "PUT", "url": f"{type_}/{id_}"}}
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
    found = [
        await paths.fhir("PUT", f"{type_}/{id_}", json=body, headers=JSON),
        await paths.fhir("PUT", f"{type_}?_id={id_}", json=body, headers=JSON),
        await paths.fhir("PATCH", f"{type_}/{id_}", json=patch, headers=PATCH),
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
