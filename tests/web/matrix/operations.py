"""The operations, asked by one account or by an app that acts for it."""

import json
from pathlib import Path
from typing import Any

from careweft.cli.jobs import audit
from careweft.fhir.definitions import compartment
from careweft.fhir.operations.export import Export
from careweft.fhir.operations.jobs import Jobs
from careweft.people.nhs_number import SYSTEM
from tests.web.matrix.paths import FHIR_ACCOUNTS, JSON, Paths, records
from tests.web.matrix.town import BORN, KIN, MACHINES, MIXED, NAMES, NUMBERS

PERSONS = {"ann": 1, "abe": 4, **dict.fromkeys(KIN, 0)}
EXPORTERS = {*MACHINES, *PERSONS, *MIXED, "rita"}
"""Who may take the record away in bulk: organisations' systems, research, persons their own, not of whom they care for.
"""
SECTIONS = {"Condition", "MedicationRequest", "AllergyIntolerance", "Immunization", "Procedure"}
"""Types of the sample that belong into a summary."""


async def operations(paths: Paths) -> None:
    """Every operation that gives something of the record, but for exports."""
    for person in NAMES:
        if paths.chosen():
            await everything(paths, person)
            await summary(paths, person)
            await match(paths, person)
    for type_ in paths.types:
        if paths.chosen():
            await view(paths, type_)
    for record in paths.town.resources:
        if paths.chosen():
            await validate(paths, *record)


def allowed(paths: Paths, type_: str) -> bool:
    """Whether the app (if it is one) has a scope for a type at all; `within` is asked of a resource that is not."""
    return paths.within((type_, ""))


async def everything(paths: Paths, person: int) -> None:
    found, page = set(), f"Patient/p{person}/$everything?_count=4"
    none = await paths.nothing("Patient/p9/$everything?_count=4")
    while page:
        answer = await paths.fhir("GET", page)
        paths.check("$everything", not paths.leaks(answer.text), page)
        if ("Patient", f"p{person}") not in paths.expected:
            same = answer.text.replace(f"p{person}", "p9") == none.text
            paths.check("$everything", same and answer.status_code == none.status_code, page, answer.text)
            return
        paths.check("$everything", answer.status_code == 200, page, answer.text)
        found |= records(answer)
        links = answer.json().get("link", ()) if answer.status_code == 200 else ()
        page = next((link["url"] for link in links if link["relation"] == "next"), "")
    paths.check("$everything", found == paths.of(person), person, found ^ paths.of(person))


async def summary(paths: Paths, person: int) -> None:
    answer = await paths.fhir("GET", f"Patient/p{person}/$summary")
    paths.check("$summary", not paths.leaks(answer.text), person)
    if paths.token:
        return  # an app needs scopes for all of it: see tests/web/test_oauth_operations.py
    seen = ("Patient", f"p{person}") in paths.expected
    expected = 200 if seen else 404 if paths.who in FHIR_ACCOUNTS else answer.status_code
    paths.check("$summary", answer.status_code == expected, person)
    for type_, id_ in paths.of(person) if seen else ():
        if type_ in SECTIONS:
            paths.check("$summary", f'"{id_}"' in answer.text, id_)


async def match(paths: Paths, person: int) -> None:
    """A search for a person by number, name and birth date."""
    sent = {
        "resourceType": "Patient", "name": [{"family": "Town", "given": [NAMES[person]]}], "birthDate": BORN[person],
        "identifier": [{"system": SYSTEM, "value": NUMBERS[person]}],
    }  # fmt: skip
    answer = await paths.fhir("POST", "Patient/$match", json=sent, headers=JSON)
    paths.check("$match", not paths.leaks(answer.text), person)
    if answer.status_code == 200:
        seen = {("Patient", f"p{person}")} & paths.expected
        paths.check("$match", records(answer) == seen, person, answer.text[:300])
        paths.check("$match", answer.json()["total"] == len(seen), person)
    else:
        paths.check("$match", paths.who not in FHIR_ACCOUNTS or not allowed(paths, "Patient"), answer.text)


async def view(paths: Paths, type_: str) -> None:
    """SQL on FHIR: the ids of a type, of all and of each person."""
    select = [{"column": [{"name": "id", "path": "id"}]}]
    body: dict[str, Any] = {"name": "viewResource", "resource": {
        "resourceType": "ViewDefinition", "resource": type_, "select": select}}  # fmt: skip
    for person in (None, *NAMES):
        asked = [body] + (
            [{"name": "patient", "valueReference": {"reference": f"Patient/p{person}"}}] if person else []
        )
        sent = {"resourceType": "Parameters", "parameter": asked}
        answer = await paths.fhir("POST", "$viewdefinition-run", json=sent, headers=JSON)
        paths.check("SQL on FHIR", not paths.leaks(answer.text), type_, person)
        of = paths.of(person) if person else paths.expected
        expected = {id_ for kind, id_ in of if kind == type_}
        found = {json.loads(line)["id"] for line in answer.text.splitlines()} if answer.status_code == 200 else set()
        paths.check("SQL on FHIR", found == expected, type_, person, answer.text[:300])


async def validate(paths: Paths, type_: str, id_: str) -> None:
    """Validation of what is kept says nothing of what is not to be seen."""
    answer = await paths.fhir("GET", f"{type_}/{id_}/$validate")
    none = await paths.nothing(f"{type_}/{'x' * len(id_)}/$validate")
    if (type_, id_) in paths.expected:
        paths.check("$validate", answer.status_code == 200, id_, answer.text)
    else:
        same = answer.text.replace(id_, "") == none.text.replace("x" * len(id_), "")
        paths.check("$validate", same and answer.status_code == none.status_code, id_, answer.text)


async def export(paths: Paths, folder: Path) -> None:
    """Everything in bulk: of the place, of patients, of a Group; and nobody gets another's."""
    jobs = Jobs(paths.town.worker, folder, {"export": Export(audit)})
    asks = {"prefer": "respond-async"}
    for path in ("$export", "Patient/$export", "Group/everybody/$export"):
        asked = await paths.fhir("GET", path, headers=asks)
        if asked.status_code != 202:
            may = paths.who in EXPORTERS and not paths.token
            paths.check("$export", asked.status_code in (401, 403) and not may, path, asked.text)
            continue
        paths.check("$export", paths.who in EXPORTERS, path)
        while await jobs.once():
            pass
        where = asked.headers["content-location"]
        manifest = await paths.fhir("GET", where)
        found = set()
        for one in manifest.json()["output"] if manifest.status_code == 200 else ():
            answer = await paths.fhir("GET", one["url"])
            paths.check("$export", not paths.leaks(answer.text), path)
            lines = [json.loads(line) for line in answer.text.splitlines()]
            paths.check("$export", len(lines) == one["count"], path)
            found |= {(line["resourceType"], line["id"]) for line in lines}
            for other in ("carla", "agency" if paths.who != "agency" else "feeds"):
                theirs = await paths.town.fhir(other, "GET", one["url"])
                paths.check("$export", theirs.status_code in (403, 404), other, path)
        kinds = {*compartment(), "Patient"} if path != "$export" else {*paths.types}
        whole = paths.of(PERSONS[paths.who]) if paths.who in PERSONS else paths.expected
        expected = {r for r in whole if r[0] in kinds and paths.town.sees(paths.who, r, "export")}
        known = {record for record in found if record in paths.town.resources}
        paths.check("$export", known == expected and manifest.status_code == 200, path, known ^ expected)
